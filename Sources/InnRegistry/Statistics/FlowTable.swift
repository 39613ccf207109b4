/// Reads and writes the figures' tables.
enum FlowTable {
  static func position(_ db: SQLConnection) throws -> Int64 {
    Int64(try db.count("SELECT coalesce(max(sequence), 0) FROM flow_position"))
  }

  static func setPosition(_ sequence: Int64, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO flow_position (one, sequence) VALUES (1, $1)
      ON CONFLICT (one) DO UPDATE SET sequence = $1
      """,
      .integer(sequence),
    )
  }

  /// Sums of some months, all inns.
  static func sums(_ months: Range<CivilMonth>, _ db: SQLConnection) throws
    -> [(key: FlowKey, value: Int)]
  {
    try db.rows(
      """
      SELECT inn, month, measure, key, value FROM flow_cell
      WHERE month >= $1 AND month < $2 ORDER BY month, inn, measure, key
      """,
      .int(months.lowerBound.index),
      .int(months.upperBound.index),
    ) { row in
      let key = FlowKey(
        inn: row.id(0),
        month: CivilMonth(index: row.int(1)),
        measure: try row.word(2),
        key: row.text(3),
      )
      return (key, row.int(4))
    }
  }

  /// Sums of one inn and measure.
  static func sums(
    _ months: Range<CivilMonth>,
    of inn: InnID,
    _ measure: FlowMeasure,
    _ db: SQLConnection,
  ) throws -> [(key: FlowKey, value: Int)] {
    try db.rows(
      """
      SELECT month, key, value FROM flow_cell
      WHERE month >= $1 AND month < $2 AND inn = $3 AND measure = $4
      """,
      .int(months.lowerBound.index),
      .int(months.upperBound.index),
      .id(inn),
      .text(measure.rawValue),
    ) { row in
      let month = CivilMonth(index: row.int(0))
      return (FlowKey(inn: inn, month: month, measure: measure, key: row.text(1)), row.int(2))
    }
  }

  static func stock(_ db: SQLConnection) throws -> [InnID: [(from: CivilDate, stock: FlowStock)]] {
    var found: [InnID: [(from: CivilDate, stock: FlowStock)]] = [:]
    let rows: [(InnID, CivilDate, FlowStock)] = try db.rows(
      "SELECT inn, night, stock FROM flow_stock ORDER BY inn, night"
    ) { ($0.id(0), $0.date(1), try StoredJSON.decode(FlowStock.self, $0.text(2))) }
    for (inn, night, stock) in rows { found[inn, default: []].append((night, stock)) }
    return found
  }

  static func closures(_ nights: Range<CivilDate>, _ db: SQLConnection) throws
    -> [InnID: [FlowClosure]]
  {
    let rows = try db.rows(
      """
      SELECT id, inn, room_type, first_night, last_night FROM flow_closure
      WHERE last_night >= $1 AND first_night < $2 ORDER BY id
      """,
      .date(nights.lowerBound),
      .date(nights.upperBound),
      read: closure,
    )
    return Dictionary(grouping: rows, by: \.inn)
  }

  static func closure(_ row: SQLRow) -> FlowClosure {
    FlowClosure(
      id: row.id(0),
      inn: row.id(1),
      roomType: row.optional(2) { $0.id($1) },
      nights: row.date(3)...max(row.date(3), row.date(4)),
    )
  }

  static func dump(_ db: SQLConnection) throws -> String {
    func lines(_ name: String, _ count: Int, _ sql: StaticString) throws -> [String] {
      try db.rows(sql) { row in
        name + ": " + (0..<count).map { row.text($0) }.joined(separator: "\t")
      }
    }
    return try [
      lines("position", 1, "SELECT sequence FROM flow_position"),
      lines("fact", 2, "SELECT subject, fact FROM flow_fact ORDER BY subject"),
      lines(
        "cell",
        5,
        """
        SELECT month, inn, measure, key, value FROM flow_cell
        ORDER BY month, inn, measure, key
        """,
      ),
      lines("stock", 3, "SELECT inn, night, stock FROM flow_stock ORDER BY inn, night"),
      lines(
        "closure",
        5,
        """
        SELECT id, inn, coalesce(room_type, ''), first_night, last_night FROM flow_closure
        ORDER BY id
        """,
      ),
    ].joined().joined(separator: "\n")
  }
}

/// The figures in the registry's tables; sums are collected and written once.
struct FlowDatabase: FlowStore {
  private let db: SQLConnection
  private var pending = FlowSums()
  /// What these lines changed already.
  private var facts: [String: FlowFact] = [:]

  init(_ db: SQLConnection) { self.db = db }

  mutating func fact(_ subject: String) throws -> FlowFact? {
    if let fact = facts[subject] { return fact }
    return try db.row("SELECT fact FROM flow_fact WHERE subject = $1", .text(subject)) {
      try StoredJSON.decode(FlowFact.self, $0.text(0))
    }
  }

  mutating func set(_ fact: FlowFact, of subject: String) { facts[subject] = fact }

  mutating func add(_ sums: FlowSums) { pending.add(sums) }

  mutating func stock(of inn: InnID) throws -> FlowStock? {
    try db.row(
      "SELECT stock FROM flow_stock WHERE inn = $1 ORDER BY night DESC LIMIT 1",
      .id(inn),
    ) { try StoredJSON.decode(FlowStock.self, $0.text(0)) }
  }

  mutating func set(_ stock: FlowStock, of inn: InnID, from night: CivilDate) throws {
    try db.run(
      """
      INSERT INTO flow_stock (inn, night, stock) VALUES ($1, $2, $3)
      ON CONFLICT (inn, night) DO UPDATE SET stock = $3
      """,
      .id(inn),
      .date(night),
      .text(try StoredJSON.encode(stock)),
    )
  }

  mutating func closure(_ id: ClosureID) throws -> FlowClosure? {
    try db.row(
      "SELECT id, inn, room_type, first_night, last_night FROM flow_closure WHERE id = $1",
      .id(id),
      read: FlowTable.closure,
    )
  }

  mutating func set(_ closure: FlowClosure?, _ id: ClosureID) throws {
    try db.run("DELETE FROM flow_closure WHERE id = $1", .id(id))
    guard let closure else { return }
    try db.run(
      """
      INSERT INTO flow_closure (id, inn, room_type, first_night, last_night)
      VALUES ($1, $2, $3, $4, $5)
      """,
      .id(id),
      .id(closure.inn),
      .optional(closure.roomType) { .id($0) },
      .date(closure.nights.lowerBound),
      .date(closure.nights.upperBound),
    )
  }

  /// Writes what was collected.
  mutating func finish() throws {
    for (subject, fact) in facts {
      try db.run(
        """
        INSERT INTO flow_fact (subject, fact) VALUES ($1, $2)
        ON CONFLICT (subject) DO UPDATE SET fact = $2
        """,
        .text(subject),
        .text(try StoredJSON.encode(fact)),
      )
    }
    for (key, value) in pending.values {
      let place: [SQLValue] = [
        .id(key.inn), .int(key.month.index), .text(key.measure.rawValue), .text(key.key),
      ]
      try db.run(
        """
        INSERT INTO flow_cell (inn, month, measure, key, value) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (month, inn, measure, key) DO UPDATE SET value = flow_cell.value + $5
        """,
        place[0],
        place[1],
        place[2],
        place[3],
        .int(value),
      )
      guard value < 0 else { continue }
      try db.run(
        """
        DELETE FROM flow_cell
        WHERE inn = $1 AND month = $2 AND measure = $3 AND key = $4 AND value = 0
        """,
        place[0],
        place[1],
        place[2],
        place[3],
      )
    }
    (facts, pending) = ([:], FlowSums())
  }
}
