/// What is known of calendars.
extension Registry {
  package func calendars(of roomType: RoomTypeID? = nil) throws -> [CalendarFeed] {
    try read { try CalendarTable.feeds($0) }.filter { roomType == nil || $0.roomType == roomType }
  }

  /// Calendars to be looked at now, the longest overdue first.
  package func dueCalendars(at now: Timestamp) throws -> [CalendarFeed] {
    try calendars().filter { $0.nextPoll <= now }.sorted { $0.nextPoll < $1.nextPoll }
  }

  /// Whether our calendar of a room type can be read by whoever has its token.
  package func sharesCalendar(of roomType: RoomTypeID) throws -> Bool {
    guard let (_, room) = catalogue.roomType(roomType) else { return false }
    return try read {
      try $0.count("SELECT count(*) FROM ical_share WHERE room = $1", .integer(room.key)) > 0
    }
  }

  /// Whether a token opens the calendar of a room type.
  package func opensCalendar(_ token: String, of roomType: RoomTypeID) throws -> Bool {
    guard let (_, room) = catalogue.roomType(roomType) else { return false }
    let digest = try read { db in
      try db.row("SELECT digest FROM ical_share WHERE room = $1", .integer(room.key)) {
        $0.text(0)
      }
    }
    return digest.map { Secret.isEqual($0, Secret.sha256(token)) } ?? false
  }

  /// The nights of a room type that are taken, from tonight to the horizon, in order: shut or
  /// stopped by the keeper or the office, or said or sold down to none.
  ///
  /// Nights of which nobody has said anything are not taken, and what other platforms' calendars
  /// closed is theirs to tell: telling it back would keep two calendars closing each other for ever.
  package func takenNights(of roomType: RoomTypeID) -> [TakenNights] {
    guard let (listing, _) = catalogue.roomType(roomType) else { return [] }
    let tonight = TokyoTime.tonight(at: clock.now())
    let nights = tonight..<(tonight + AvailabilityHorizon.nightsAhead)
    let rules = self.restrictions(of: roomType, nights: nights)
    var taken: [TakenNights] = []
    for word in stated(of: roomType, nights: nights) {
      let isShut = listing.closure(on: word.night) != nil || rules[word.night]?.stopSell == true
      // Without a number and without a standing offer nothing is known.
      let isKnown = word.asOf.milliseconds > 0
      guard isShut || (isKnown && word.remaining == 0) else { continue }
      if let last = taken.last, last.nights.upperBound + 1 == word.night {
        taken[taken.count - 1] = TakenNights(
          nights: last.nights.lowerBound...word.night,
          asOf: max(last.asOf, word.asOf),
        )
      } else {
        taken.append(TakenNights(nights: word.night...word.night, asOf: word.asOf))
      }
    }
    return taken
  }
}

/// A run of nights on which nothing is left.
package struct TakenNights: Hashable, Sendable {
  package var nights: ClosedRange<CivilDate>
  /// When any of it was last said; 1970 where it is only shut.
  package var asOf: Timestamp

  package init(nights: ClosedRange<CivilDate>, asOf: Timestamp) {
    self.nights = nights
    self.asOf = asOf
  }
}
