/// Reads and writes the rows under one inn.
enum InnTable {
  static func ids(_ db: SQLConnection) throws -> [InnID] {
    try db.rows("SELECT id FROM inn ORDER BY id") { $0.id(0) }
  }

  /// The inn with all that is listed under it; nil when there is none of that name.
  static func listing(_ id: InnID, _ db: SQLConnection) throws -> InnListing? {
    var tariffs = SharedTariffs()
    return try listing(id, sharing: &tariffs, db)
  }

  /// The same for one of many inns.
  static func listing(
    _ id: InnID,
    sharing tariffs: inout SharedTariffs,
    _ db: SQLConnection,
  ) throws -> InnListing? {
    try db.row(
      """
      SELECT training, listed, name, name_kana, name_romaji, municipality, area, calling,
        freshness, cap_parties, cap_persons, cap_dinners, profile, paused_at
      FROM inn WHERE id = $1
      """,
      .id(id),
    ) { row in
      guard let municipality = MunicipalityCode(row.text(5)) else {
        throw DatabaseError(
          kind: .corrupt,
          code: 0,
          message: "inn \(id): municipality \(row.text(5))",
          sql: "",
        )
      }
      let inn = Inn(
        id: id,
        isTraining: row.bool(0),
        name: InnName(japanese: row.text(2), kana: row.text(3), romaji: row.text(4)),
        municipality: municipality,
        area: row.id(6),
        calling: try StoredJSON.decode(CallingTimes.self, row.text(7)),
        caps: NightCaps(
          parties: row.optional(9) { $0.int($1) },
          persons: row.optional(10) { $0.int($1) },
          dinners: row.optional(11) { $0.int($1) },
        ),
        profile: try StoredJSON.decode(InnProfile.self, row.text(12)),
      )
      return InnListing(
        inn: inn,
        isListed: row.bool(1),
        pausedAt: row.optional(13) { $0.instant($1) },
        freshness: try StoredJSON.decode(FreshnessLimits.self, row.text(8)),
        phones: try phones(of: id, db),
        rooms: try rooms(of: id, sharing: &tariffs, db),
        closures: try closures(of: id, db),
        consents: try consents(of: id, db),
      )
    }
  }

  private static func consents(of inn: InnID, _ db: SQLConnection) throws -> Set<ConsentPurpose> {
    let words: [(ConsentPurpose, Bool)] = try db.rows(
      "SELECT purpose, given FROM consent WHERE inn = $1 ORDER BY sequence",
      .id(inn),
    ) { (try $0.word(0), $0.bool(1)) }
    var given: Set<ConsentPurpose> = []
    for (purpose, isGiven) in words {
      if isGiven { given.insert(purpose) } else { given.remove(purpose) }
    }
    return given
  }

  static func save(_ inn: Inn, freshness: FreshnessLimits, now: Timestamp, _ db: SQLConnection)
    throws
  {
    try db.run(
      """
      INSERT INTO inn (id, training, name, name_kana, name_romaji, municipality, area, calling,
        freshness, cap_parties, cap_persons, cap_dinners, profile, changed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (id) DO UPDATE SET training = $2, name = $3, name_kana = $4, name_romaji = $5,
        municipality = $6, area = $7, calling = $8, freshness = $9, cap_parties = $10,
        cap_persons = $11, cap_dinners = $12, profile = $13, changed_at = $14
      """,
      .id(inn.id),
      .bool(inn.isTraining),
      .text(inn.name.japanese),
      .text(inn.name.kana),
      .text(inn.name.romaji),
      .text(inn.municipality.code),
      .id(inn.area),
      .text(try StoredJSON.encode(inn.calling)),
      .text(try StoredJSON.encode(freshness)),
      .optional(inn.caps.parties) { .int($0) },
      .optional(inn.caps.persons) { .int($0) },
      .optional(inn.caps.dinners) { .int($0) },
      .text(try StoredJSON.encode(inn.profile)),
      .instant(now),
    )
  }

  // MARK: - Phones

  static func phones(of inn: InnID, _ db: SQLConnection) throws -> [InnPhone] {
    try db.rows(
      "SELECT number, kind, rights, rank FROM inn_phone WHERE inn = $1 ORDER BY rank, number",
      .id(inn),
    ) { row in
      guard let number = PhoneNumber(row.text(0)) else {
        throw DatabaseError(
          kind: .corrupt,
          code: 0,
          message: "inn \(inn): a phone number can't be read",
          sql: "",
        )
      }
      return InnPhone(
        number: number,
        inn: inn,
        kind: try row.word(1),
        rights: InnPhone.Rights(rawValue: row.int(2)),
        rank: row.int(3),
      )
    }
  }

  static func replacePhones(of inn: InnID, with phones: [InnPhone], _ db: SQLConnection) throws {
    try db.run("DELETE FROM inn_phone WHERE inn = $1", .id(inn))
    for phone in phones {
      try db.run(
        "INSERT INTO inn_phone (inn, number, kind, rights, rank) VALUES ($1, $2, $3, $4, $5)",
        .id(inn),
        .text(phone.number.e164),
        .text(phone.kind.rawValue),
        .int(phone.rights.rawValue),
        .int(phone.rank),
      )
    }
  }

  // MARK: - Rooms and plans

  private static func rooms(
    of inn: InnID,
    sharing tariffs: inout SharedTariffs,
    _ db: SQLConnection,
  ) throws -> [RoomListing] {
    try db.rows(
      """
      SELECT key, id, name, name_kana, name_english, rooms, capacity
      FROM room_type WHERE inn = $1 AND retired = 0 ORDER BY rank, key
      """,
      .id(inn),
    ) { row in
      let key = row.integer(0)
      let id: RoomTypeID = row.id(1)
      return RoomListing(
        key: key,
        roomType: RoomType(
          id: id,
          inn: inn,
          name: row.text(2),
          kana: row.text(3),
          nameEnglish: row.text(4),
          rooms: row.int(5),
          capacity: row.int(6),
        ),
        plans: try db.rows(
          "SELECT terms FROM rate_plan WHERE room = $1 AND retired = 0 ORDER BY rank, id",
          .integer(key),
        ) { tariffs.sharing(try StoredJSON.decode(RatePlan.self, $0.text(0))) },
        offer: try offer(of: id, key: key, db),
      )
    }
  }

  static func saveRoomType(_ roomType: RoomType, rank: Int, _ db: SQLConnection) throws -> Int64 {
    let known = try db.row("SELECT key FROM room_type WHERE id = $1", .id(roomType.id)) {
      $0.integer(0)
    }
    let key =
      try known ?? Int64(db.count("SELECT coalesce(max(key), 0) + 1 FROM room_type"))
    try db.run(
      """
      INSERT INTO room_type (key, id, inn, rank, name, name_kana, name_english, rooms, capacity)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (key) DO UPDATE SET rank = $4, name = $5, name_kana = $6, name_english = $7,
        rooms = $8, capacity = $9, retired = 0
      """,
      .integer(key),
      .id(roomType.id),
      .id(roomType.inn),
      .int(rank),
      .text(roomType.name),
      .text(roomType.kana),
      .text(roomType.nameEnglish),
      .int(roomType.rooms),
      .int(roomType.capacity),
    )
    return key
  }

  static func savePlan(_ plan: RatePlan, room: Int64, rank: Int, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO rate_plan (id, room, rank, selling, meals, terms)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (id) DO UPDATE SET rank = $3, selling = $4, meals = $5, terms = $6, retired = 0
      """,
      .id(plan.id),
      .integer(room),
      .int(rank),
      .text(plan.selling.rawValue),
      .text(plan.meals.rawValue),
      .text(try StoredJSON.encode(plan)),
    )
  }

  // MARK: - Standing offers and closures

  /// What a standing offer says about a night, of a retired room type too; 0 without one.
  static func offered(_ room: Int64, on night: CivilDate, _ db: SQLConnection) throws -> Int {
    try offeredRooms(room, db)?.rooms[night.weekday.rawValue] ?? 0
  }

  static func offer(of roomType: RoomTypeID, key: Int64, _ db: SQLConnection) throws
    -> StandingOffer?
  {
    guard let (rooms, asOf) = try offeredRooms(key, db) else { return nil }
    return StandingOffer(roomType: roomType, roomsByWeekday: rooms, asOf: asOf)
  }

  private static func offeredRooms(_ room: Int64, _ db: SQLConnection) throws
    -> (rooms: [Int], asOf: Timestamp)?
  {
    try db.row(
      """
      SELECT sunday, monday, tuesday, wednesday, thursday, friday, saturday, as_of
      FROM standing_offer WHERE room = $1
      """,
      .integer(room),
    ) { row in ((0..<7).map { row.int($0) }, row.instant(7)) }
  }

  static func saveOffer(_ offer: StandingOffer, room: Int64, _ db: SQLConnection) throws {
    let rooms = offer.roomsByWeekday
    try db.run(
      """
      INSERT INTO standing_offer
        (room, sunday, monday, tuesday, wednesday, thursday, friday, saturday, as_of)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (room) DO UPDATE SET sunday = $2, monday = $3, tuesday = $4, wednesday = $5,
        thursday = $6, friday = $7, saturday = $8, as_of = $9
      """,
      .integer(room),
      .int(rooms[0]),
      .int(rooms[1]),
      .int(rooms[2]),
      .int(rooms[3]),
      .int(rooms[4]),
      .int(rooms[5]),
      .int(rooms[6]),
      .instant(offer.asOf),
    )
  }

  static func closures(of inn: InnID, _ db: SQLConnection) throws -> [Closure] {
    try db.rows(
      """
      SELECT c.id, c.first_night, c.last_night, c.source, t.id FROM closure c
        LEFT JOIN room_type t ON t.key = c.room
      WHERE c.inn = $1 ORDER BY c.first_night, c.id
      """,
      .id(inn),
    ) { row in
      let closure = Closure(
        id: row.id(0),
        inn: inn,
        firstNight: row.date(1),
        lastNight: row.date(2),
        source: try row.word(3),
        roomType: row.optional(4) { $0.id($1) },
      )
      guard let closure else {
        throw DatabaseError(kind: .corrupt, code: 0, message: "closure \(row.text(0))", sql: "")
      }
      return closure
    }
  }
}
