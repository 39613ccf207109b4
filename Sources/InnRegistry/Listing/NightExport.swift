/// Writes nights in the form that ``NightImport`` reads: importing an export changes nothing.
package enum NightExport {
  package static func json(_ nights: [NightImport.Line]) -> [UInt8] {
    ImportFile.document(
      "nights",
      nights.map { .object($0.object) },
      format: NightImport.format,
      version: NightImport.version,
    )
  }

  /// A CSV file that spreadsheets open as it is: UTF-8 with a byte order mark.
  package static func csv(_ nights: [NightImport.Line]) -> [UInt8] {
    var csv = CSVWriter(isForSpreadsheets: true)
    csv.append(NightImport.columns.map(\.name))
    for night in nights {
      let object = night.object
      csv.append(NightImport.columns.map { $0.kind.field(object[$0.name]) })
    }
    return csv.bytes
  }
}

extension Registry {
  /// Listings in the form of an export, all or some, by name.
  package func entries(of inns: Set<InnID>? = nil) -> [InnEntry] {
    catalogue.sorted.filter { inns?.contains($0.inn.id) ?? true }.map(\.entry)
  }

  /// Nights about which something has been said: a number, a restriction or a closure.
  ///
  /// Nights that only follow the standing offer are left out, and so are those on which something
  /// was sold but nobody spoke; a closed night says no number. `rooms` is what may be sold, rooms on
  /// hold included: what the office would have to say for the night to stand as it does.
  ///
  /// - Parameter nights: tonight and later, up to ``AvailabilityHorizon/nightsAhead``.
  package func nights(
    of inns: Set<InnID>? = nil,
    in nights: ClosedRange<CivilDate>,
  ) throws -> [NightImport.Line] {
    let listings = catalogue.sorted.filter { inns?.contains($0.inn.id) ?? true }
    return try read { db in
      try listings.flatMap { listing in
        try listing.rooms.flatMap { room in
          try NightTable.spoken(of: room, listing, in: nights, db)
        }
      }
    }
  }
}

extension NightTable {
  /// What has been said about the nights of a room type.
  static func spoken(
    of room: RoomListing,
    _ listing: InnListing,
    in nights: ClosedRange<CivilDate>,
    _ db: SQLConnection,
  ) throws -> [NightImport.Line] {
    let range = nights.lowerBound..<(nights.upperBound + 1)
    let restrictions = try restrictions(room.key, range, db)
    let held = try held(room.key, range, db)
    let known: [(CivilDate, NightInventory)] = try db.rows(
      """
      SELECT night, stated, uncounted, as_of, source FROM night
      WHERE room = $1 AND night >= $2 AND night < $3 AND source <> 'standing'
      """,
      .integer(room.key),
      .date(range.lowerBound),
      .date(range.upperBound),
    ) { ($0.date(0), try inventory($0, from: 1)) }
    let inventories = Dictionary(uniqueKeysWithValues: known)
    return nights.compactMap { night in
      let isClosed = listing.closure(on: night) != nil
      let inventory = inventories[night]
      let restriction = restrictions[night]
      guard isClosed || inventory != nil || restriction != nil else { return nil }
      return NightImport.Line(
        place: ImportPlace(),
        inn: listing.inn.id,
        roomType: room.roomType.id,
        night: night,
        rooms: isClosed ? nil : inventory.map { $0.remaining + (held[night] ?? 0) },
        stopSell: restriction?.stopSell ?? false,
        minStay: restriction?.minStay ?? 0,
        maxStay: restriction?.maxStay ?? 0,
        closedToArrival: restriction?.closedToArrival ?? false,
        closedToDeparture: restriction?.closedToDeparture ?? false,
        isClosed: isClosed,
      )
    }
  }

  /// Rooms on hold by night.
  static func held(_ room: Int64, _ nights: Range<CivilDate>, _ db: SQLConnection) throws
    -> [CivilDate: Int]
  {
    let sums: [(CivilDate, Int)] = try db.rows(
      """
      SELECT o.night, sum(o.rooms) FROM occupancy o JOIN booking b ON b.id = o.booking
      WHERE o.room = $1 AND o.night >= $2 AND o.night < $3 AND b.state = 'held'
      GROUP BY o.night
      """,
      .integer(room),
      .date(nights.lowerBound),
      .date(nights.upperBound),
    ) { ($0.date(0), $0.int(1)) }
    return Dictionary(uniqueKeysWithValues: sums)
  }
}
