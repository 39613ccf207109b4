/// Reads and writes passwords' hashes and sessions of the console.
enum LoginTable {
  struct Row: Hashable, Sendable {
    var staff: StaffID
    var hash: String
    var mustChange: Bool
    var changedAt: Timestamp
    var tries: PINGuard
  }

  // MARK: - Passwords

  static func row(of staff: StaffID, _ db: SQLConnection) throws -> Row? {
    try db.row(
      """
      SELECT staff, hash, must_change, changed_at, failures, lockouts, locked_until
      FROM staff_login WHERE staff = $1
      """,
      .id(staff),
      read: read,
    )
  }

  static func all(_ db: SQLConnection) throws -> [Row] {
    try db.rows(
      """
      SELECT staff, hash, must_change, changed_at, failures, lockouts, locked_until
      FROM staff_login ORDER BY staff
      """,
      read: read,
    )
  }

  private static func read(_ row: SQLRow) -> Row {
    Row(
      staff: row.id(0),
      hash: row.text(1),
      mustChange: row.bool(2),
      changedAt: row.instant(3),
      tries: PINGuard(
        failures: row.int(4),
        lockouts: row.int(5),
        lockedUntil: row.optional(6) { $0.instant($1) },
      ),
    )
  }

  static func save(_ row: Row, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO staff_login (staff, hash, must_change, changed_at, failures, lockouts,
        locked_until)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (staff) DO UPDATE SET hash = $2, must_change = $3, changed_at = $4,
        failures = $5, lockouts = $6, locked_until = $7
      """,
      .id(row.staff),
      .text(row.hash),
      .bool(row.mustChange),
      .instant(row.changedAt),
      .int(row.tries.failures),
      .int(row.tries.lockouts),
      .optional(row.tries.lockedUntil) { .instant($0) },
    )
  }

  // MARK: - Sessions

  struct Session: Hashable, Sendable {
    var id: StaffSessionID
    var staff: StaffID
    var createdAt: Timestamp
    var seenAt: Timestamp
    var expiresAt: Timestamp
    var browser: String

    func isOpen(at now: Timestamp) -> Bool {
      now < expiresAt && now - seenAt < StaffSessionLimits.idle
    }
  }

  static func session(digest: String, _ db: SQLConnection) throws -> Session? {
    try db.row(
      """
      SELECT name, staff, created_at, seen_at, expires_at, browser FROM staff_session
      WHERE digest = $1
      """,
      .text(digest),
      read: readSession,
    )
  }

  static func sessions(_ db: SQLConnection) throws -> [Session] {
    try db.rows(
      """
      SELECT name, staff, created_at, seen_at, expires_at, browser FROM staff_session
      ORDER BY seen_at DESC, name
      """,
      read: readSession,
    )
  }

  private static func readSession(_ row: SQLRow) -> Session {
    Session(
      id: row.id(0),
      staff: row.id(1),
      createdAt: row.instant(2),
      seenAt: row.instant(3),
      expiresAt: row.instant(4),
      browser: row.text(5),
    )
  }

  static func insert(_ session: Session, digest: String, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO staff_session (digest, name, staff, created_at, seen_at, expires_at, browser)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      .text(digest),
      .id(session.id),
      .id(session.staff),
      .instant(session.createdAt),
      .instant(session.seenAt),
      .instant(session.expiresAt),
      .text(session.browser),
    )
  }
}
