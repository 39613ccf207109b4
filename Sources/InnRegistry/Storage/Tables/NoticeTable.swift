/// Reads and writes notices, guests' links and emergencies.
enum NoticeTable {
  /// How far the log has been looked at.
  struct Position: Codable {
    var sequence: Int64
  }

  static func position(_ db: SQLConnection) throws -> Int64 {
    let stored: Position? = try SettingTable.value(.noticePosition, db)
    return stored?.sequence ?? 0
  }

  private static func read(_ row: SQLRow) throws -> NoticeDelivery {
    NoticeDelivery(
      id: row.integer(0),
      booking: row.id(1),
      inn: row.id(2),
      kind: try row.word(3),
      cause: row.text(4),
      createdAt: row.instant(5),
      nextTry: row.instant(6),
      attempts: row.int(7),
      state: try row.word(8),
      way: row.optional(11) { NoticeDelivery.Way(rawValue: $0.text($1)) } ?? nil,
      message: row.optional(12) { $0.integer($1) },
      endedAt: row.optional(9) { $0.instant($1) },
      error: row.optional(10) { $0.text($1) },
    )
  }

  static func notice(_ id: Int64, _ db: SQLConnection) throws -> NoticeDelivery? {
    try db.row(
      """
      SELECT id, booking, inn, kind, cause, created_at, next_try, attempts, state, ended_at, error,
        way, message
      FROM notice WHERE id = $1
      """,
      .integer(id),
      read: read,
    )
  }

  static func due(at now: Timestamp, limit: Int, _ db: SQLConnection) throws
    -> [NoticeDelivery]
  {
    try db.rows(
      """
      SELECT id, booking, inn, kind, cause, created_at, next_try, attempts, state, ended_at, error,
        way, message
      FROM notice WHERE state = 'waiting' AND next_try <= $1 AND message IS NULL
      ORDER BY next_try, id LIMIT $2
      """,
      .instant(now),
      .int(limit),
      read: read,
    )
  }

  static func all(
    _ booking: BookingID?,
    _ state: NoticeDelivery.State?,
    limit: Int,
    _ db: SQLConnection,
  ) throws -> [NoticeDelivery] {
    try db.rows(
      """
      SELECT id, booking, inn, kind, cause, created_at, next_try, attempts, state, ended_at, error,
        way, message
      FROM notice
      WHERE (CAST($1 AS TEXT) IS NULL OR booking = $1) AND (CAST($2 AS TEXT) IS NULL OR state = $2)
      ORDER BY id DESC LIMIT $3
      """,
      .optional(booking) { .id($0) },
      .optional(state) { .text($0.rawValue) },
      .int(limit),
      read: read,
    )
  }

  static func all(cause: String, _ db: SQLConnection) throws -> [NoticeDelivery] {
    try db.rows(
      """
      SELECT id, booking, inn, kind, cause, created_at, next_try, attempts, state, ended_at, error,
        way, message
      FROM notice WHERE cause = $1 ORDER BY id
      """,
      .text(cause),
      read: read,
    )
  }

  /// Which alarm a notice raises.
  static func alarmDetail(_ notice: NoticeDelivery) -> String {
    "notice \(notice.id) \(notice.kind.rawValue)"
  }

  // MARK: - Bookings

  static func inn(of booking: BookingID, _ db: SQLConnection) throws -> InnID? {
    try db.row("SELECT inn FROM booking WHERE id = $1", .id(booking)) { $0.id(0) }
  }

  static func stay(of booking: BookingID, _ db: SQLConnection) throws -> Stay? {
    try db.row("SELECT check_in, check_out FROM booking WHERE id = $1", .id(booking)) {
      Stay(checkIn: $0.date(0), checkOut: $0.date(1))
    } ?? nil
  }

  /// Confirmed parties that are at an inn on a night, or come on it or the next day.
  static func present(on night: CivilDate, _ db: SQLConnection) throws -> [PresentParty] {
    try db.rows(
      """
      SELECT id, inn, persons, check_in FROM booking
      WHERE state = 'confirmed' AND check_in <= $2 AND check_out > $1
      ORDER BY inn, check_in, id
      """,
      .date(night),
      .date(night + 1),
    ) { row in
      PresentParty(
        booking: row.id(0),
        inn: row.id(1),
        persons: row.int(2),
        isStaying: row.date(3) < night,
      )
    }
  }

  // MARK: - Emergencies

  static func emergency(_ id: EmergencyID, _ db: SQLConnection) throws -> EmergencyCall? {
    try db.row(
      """
      SELECT id, hazard, message, created_at, created_by, broadcast FROM emergency WHERE id = $1
      """,
      .id(id),
      read: emergency,
    )
  }

  static func emergencies(limit: Int, _ db: SQLConnection) throws -> [EmergencyCall] {
    try db.rows(
      """
      SELECT id, hazard, message, created_at, created_by, broadcast FROM emergency
      ORDER BY created_at DESC, id LIMIT $1
      """,
      .int(limit),
      read: emergency,
    )
  }

  private static func emergency(_ row: SQLRow) throws -> EmergencyCall {
    EmergencyCall(
      id: row.id(0),
      hazard: try row.word(1),
      message: try StoredJSON.decode([LocalizedText].self, row.text(2)),
      createdAt: row.instant(3),
      createdBy: row.text(4),
      broadcast: row.optional(5) { $0.id($1) },
    )
  }

  /// What the guest wrote, the ways to the booking, and what mail servers said about the address go
  /// with the guest's data.
  static func erase(_ booking: BookingID, _ db: SQLConnection) throws {
    try db.run("DELETE FROM guest_wish WHERE booking = $1", .id(booking))
    try db.run("DELETE FROM guest_link WHERE booking = $1", .id(booking))
    try db.run("UPDATE notice SET error = NULL WHERE booking = $1", .id(booking))
    try db.run(
      """
      UPDATE sms_message SET text = '', number = ''
      WHERE notice IN (SELECT id FROM notice WHERE booking = $1)
      """,
      .id(booking),
    )
  }
}
