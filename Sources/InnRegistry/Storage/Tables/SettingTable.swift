/// Reads and writes what the office sets for the whole hub, each value as one JSON text.
enum SettingTable {
  enum Name: String {
    case lodgingTax = "lodging_tax"
    case tariff = "usage_tariff"
    case retention = "retention"
    case noticePosition = "notice_position"
    case alarmPosition = "alarm_position"
    /// See ``Registry/feedEpoch()``.
    case feedEpoch = "feed_epoch"
    /// Read by nobody: see ``Transaction/recordDecoy()``.
    case decoy = "decoy"
  }

  static func value<Value: Decodable>(_ name: Name, _ db: SQLConnection) throws -> Value? {
    let text = try db.row("SELECT value FROM setting WHERE name = $1", .text(name.rawValue)) {
      $0.text(0)
    }
    return try text.map { try StoredJSON.decode(Value.self, $0) }
  }

  static func save(_ value: some Encodable, as name: Name, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO setting (name, value) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET value = $2
      """,
      .text(name.rawValue),
      .text(try StoredJSON.encode(value)),
    )
  }

  static func tariff(_ db: SQLConnection) throws -> UsageTariff {
    try value(.tariff, db) ?? .usual
  }
}
