/// One room type over some nights, as the office's tape chart shows it.
package struct TapeRow: Sendable {
  package var listing: InnListing
  package var room: RoomListing
  package var nights: [TapeNight]
}

/// One night of one room type with everything that decides whether it is sold.
package struct TapeNight: Hashable, Sendable {
  package var night: CivilDate
  /// Rooms that may be sold now.
  package var sellable: Int
  /// Rooms that would be left if nothing stopped the sale.
  package var remaining: Int
  /// When it was last said; nil when nobody ever did and there is no standing offer.
  package var asOf: Timestamp?
  package var source: NightSource
  package var confidence: Confidence
  package var isClosed: Bool
  package var restrictions: NightRestrictions
  /// Rooms of confirmed bookings.
  package var sold: Int
  /// Rooms of open requests.
  package var requested: Int
  /// Rooms that platforms hold for minutes.
  package var held: Int
}

extension Registry {
  /// The nights of some room types; unknown ones are left out.
  ///
  /// Numbers come from the index in memory, what is sold of them from one range of rows a room type.
  package func tape(of roomTypes: [RoomTypeID], nights: Range<CivilDate>) throws -> [TapeRow] {
    let catalogue = catalogue
    let now = clock.now()
    return try read { db in
      try roomTypes.compactMap { id in
        guard let (listing, room) = catalogue.roomType(id),
          let sellable = index.calendar(room: room.key, nights: nights)
        else { return nil }
        let stated = index.statedWords(room: room.key, nights: nights)
        let rules = index.restrictions(room: room.key, nights: nights)
        let taken = try TapeTaken.rows(room.key, nights, db)
        var row: [TapeNight] = []
        row.reserveCapacity(nights.count)
        for (position, word) in sellable.enumerated() {
          let night = word.night
          let isKnown = word.asOf.milliseconds > 0
          let counts = taken[night] ?? TapeTaken()
          row.append(
            TapeNight(
              night: night,
              sellable: word.remaining,
              remaining: stated[position].remaining,
              asOf: isKnown ? word.asOf : nil,
              source: word.source,
              confidence: listing.freshness.confidence(of: night, asOf: word.asOf, now: now),
              isClosed: listing.closure(on: night, of: id) != nil,
              restrictions: rules[night] ?? .none,
              sold: counts.sold,
              requested: counts.requested,
              held: counts.held,
            )
          )
        }
        return TapeRow(listing: listing, room: room, nights: row)
      }
    }
  }

  /// Bookings that take rooms of a type on a night, oldest first.
  package func bookings(of roomType: RoomTypeID, on night: CivilDate) throws -> [Booking] {
    guard let (_, room) = catalogue.roomType(roomType) else { return [] }
    return try read { db in
      let ids: [BookingID] = try db.rows(
        """
        SELECT DISTINCT booking FROM occupancy
        WHERE room = $1 AND night = $2 AND returning_rooms = 0 ORDER BY booking
        """,
        .integer(room.key),
        .date(night),
      ) { $0.id(0) }
      return try BookingTable.bookings(ids, db)
    }
  }
}

/// Rooms of one night by what takes them.
private struct TapeTaken {
  var sold = 0
  var requested = 0
  var held = 0

  static func rows(_ room: Int64, _ nights: Range<CivilDate>, _ db: SQLConnection) throws
    -> [CivilDate: TapeTaken]
  {
    var found: [CivilDate: TapeTaken] = [:]
    let rows: [(CivilDate, Int, BookingState.Name)] = try db.rows(
      """
      SELECT o.night, o.rooms, b.state FROM occupancy o JOIN booking b ON b.id = o.booking
      WHERE o.room = $1 AND o.night >= $2 AND o.night < $3 AND o.returning_rooms = 0
      """,
      .integer(room),
      .date(nights.lowerBound),
      .date(nights.upperBound),
    ) { ($0.date(0), $0.int(1), try $0.word(2)) }
    for (night, rooms, state) in rows {
      switch state {
      case .held: found[night, default: TapeTaken()].held += rooms
      case .requested: found[night, default: TapeTaken()].requested += rooms
      case .confirmed, .stayed, .noShow: found[night, default: TapeTaken()].sold += rooms
      case .cancelled, .released, .declined, .expired, .withdrawn: break
      }
    }
    return found
  }
}

extension Transaction {
  /// The office's own channel exists from the first booking that it takes.
  package func openOfficeChannel(by actor: Actor) throws {
    guard catalogue.channels[Channel.office] == nil else { return }
    try save(Channel(id: Channel.office, name: "事務局"), by: actor)
  }
}

extension Registry {
  /// The price and terms of a stay as the office would book it now, before its channel exists too.
  ///
  /// - Throws: as ``quote(_:channel:)``.
  package func officeQuote(_ wanted: QuoteRequest) throws -> BookingOffer {
    if catalogue.channels[Channel.office] != nil {
      return try quote(wanted, channel: Channel.office)
    }
    guard let (listing, room, plan) = catalogue.plan(wanted.ratePlan), listing.isShown else {
      throw BookingRefusal.ratePlanUnknown
    }
    let channel = Channel(id: Channel.office, name: "事務局")
    return try looking { transaction in
      let rules = transaction.rules(listing, room, channel)
      return try transaction.offer(wanted, rules, plan)
    }
  }
}
