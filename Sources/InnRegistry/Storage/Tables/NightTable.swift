/// Reads and writes nights: their inventory, their restrictions, and the index's slots.
enum NightTable {
  // MARK: - Index slots

  static func bareSlots(of listing: InnListing) -> [SearchIndex.Slot] {
    listing.rooms.map { room in
      SearchIndex.Slot(
        room: room.key,
        roomType: room.roomType.id,
        inn: listing.inn.id,
        area: listing.inn.area,
        capacity: room.roomType.capacity,
        offer: room.offer,
        closures: listing.closures.filter { $0.shuts(room.roomType.id) },
        isOnSale: listing.isOnSale,
      )
    }
  }

  /// Slots of one inn with the nights known from `first` on.
  static func slots(of listing: InnListing, from first: CivilDate, _ db: SQLConnection) throws
    -> [SearchIndex.Slot]
  {
    try bareSlots(of: listing).map { slot in
      var slot = slot
      let known = try db.rows(
        """
        SELECT night, stated, uncounted, as_of, source FROM night
        WHERE room = $1 AND night >= $2 ORDER BY night
        """,
        .integer(slot.room),
        .date(first),
      ) { row in
        SearchIndex.NightRecord(night: row.date(0), inventory: try inventory(row, from: 1))
      }
      // A copy as long as it must be: what grew while it was read may be twice that.
      slot.nights = known.withUnsafeBufferPointer { Array($0) }
      slot.restrictions = Dictionary(
        uniqueKeysWithValues: try db.rows(
          """
          SELECT night, stop_sell, min_stay, max_stay, closed_to_arrival, closed_to_departure
          FROM night_restriction WHERE room = $1 AND night >= $2
          """,
          .integer(slot.room),
          .date(first),
        ) { ($0.date(0), restrictions($0, from: 1)) }
      )
      return slot
    }
  }

  static func slots(of catalogue: Catalogue, from today: CivilDate, _ db: SQLConnection) throws
    -> [SearchIndex.Slot]
  {
    let first = today - AvailabilityHorizon.nightsBack
    return try catalogue.sorted.flatMap { try slots(of: $0, from: first, db) }
  }

  // MARK: - Nights

  static func inventory(_ row: SQLRow, from column: Int) throws -> NightInventory {
    NightInventory(
      stated: row.int(column),
      uncounted: row.int(column + 1),
      asOf: row.instant(column + 2),
      source: try row.word(column + 3),
    )
  }

  static func inventory(_ room: Int64, _ night: CivilDate, _ db: SQLConnection) throws
    -> NightInventory?
  {
    try db.row(
      "SELECT stated, uncounted, as_of, source FROM night WHERE room = $1 AND night = $2",
      .integer(room),
      .date(night),
    ) { try inventory($0, from: 0) }
  }

  static func save(
    _ inventory: NightInventory,
    _ room: Int64,
    _ night: CivilDate,
    _ db: SQLConnection,
  ) throws {
    try db.run(
      """
      INSERT INTO night (room, night, stated, uncounted, remaining, shortfall, as_of, source)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (room, night) DO UPDATE SET stated = $3, uncounted = $4, remaining = $5,
        shortfall = $6, as_of = $7, source = $8
      """,
      .integer(room),
      .date(night),
      .int(inventory.stated),
      .int(inventory.uncounted),
      .int(inventory.remaining),
      .int(inventory.shortfall),
      .instant(inventory.asOf),
      .text(inventory.source.rawValue),
    )
  }

  /// Sells rooms on every night of a stay in one conditional update.
  ///
  /// - Returns: the nights that could be sold, as they are now; fewer than the stay has when one
  ///   had too little or no row yet.
  static func take(
    _ rooms: Int,
    room: Int64,
    nights: Range<CivilDate>,
    _ db: SQLConnection,
  ) throws -> [(CivilDate, NightInventory)] {
    try db.rows(
      """
      UPDATE night SET uncounted = uncounted + $4, remaining = remaining - $4
      WHERE room = $1 AND night >= $2 AND night < $3 AND remaining >= $4
      RETURNING night, stated, uncounted, as_of, source
      """,
      .integer(room),
      .date(nights.lowerBound),
      .date(nights.upperBound),
      .int(rooms),
    ) { ($0.date(0), try inventory($0, from: 1)) }
  }

  // MARK: - Restrictions

  static func restrictions(_ row: SQLRow, from column: Int) -> NightRestrictions {
    NightRestrictions(
      minStay: row.optional(column + 1) { $0.int($1) },
      maxStay: row.optional(column + 2) { $0.int($1) },
      closedToArrival: row.bool(column + 3),
      closedToDeparture: row.bool(column + 4),
      stopSell: row.bool(column),
    )
  }

  static func restrictions(_ room: Int64, _ nights: Range<CivilDate>, _ db: SQLConnection) throws
    -> [CivilDate: NightRestrictions]
  {
    Dictionary(
      uniqueKeysWithValues: try db.rows(
        """
        SELECT night, stop_sell, min_stay, max_stay, closed_to_arrival, closed_to_departure
        FROM night_restriction WHERE room = $1 AND night >= $2 AND night < $3
        """,
        .integer(room),
        .date(nights.lowerBound),
        .date(nights.upperBound),
      ) { ($0.date(0), restrictions($0, from: 1)) }
    )
  }

  static func save(
    _ restrictions: NightRestrictions,
    _ room: Int64,
    _ night: CivilDate,
    _ db: SQLConnection,
  ) throws {
    guard restrictions != .none else {
      try db.run(
        "DELETE FROM night_restriction WHERE room = $1 AND night = $2",
        .integer(room),
        .date(night),
      )
      return
    }
    try db.run(
      """
      INSERT INTO night_restriction
        (room, night, stop_sell, min_stay, max_stay, closed_to_arrival, closed_to_departure)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (room, night) DO UPDATE SET stop_sell = $3, min_stay = $4, max_stay = $5,
        closed_to_arrival = $6, closed_to_departure = $7
      """,
      .integer(room),
      .date(night),
      .bool(restrictions.stopSell),
      .optional(restrictions.minStay) { .int($0) },
      .optional(restrictions.maxStay) { .int($0) },
      .bool(restrictions.closedToArrival),
      .bool(restrictions.closedToDeparture),
    )
  }
}
