/// Reads and writes inns' numbers and PINs.
enum PINTable {
  struct Row: Hashable, Sendable {
    var inn: InnID
    var number: InnNumber
    var hash: String
    var tries: PINGuard
  }

  static func row(of inn: InnID, _ db: SQLConnection) throws -> Row? {
    try db.row(
      "SELECT inn, number, hash, failures, lockouts, locked_until FROM inn_pin WHERE inn = $1",
      .id(inn),
      read: read,
    )
  }

  static func row(number: InnNumber, _ db: SQLConnection) throws -> Row? {
    try db.row(
      "SELECT inn, number, hash, failures, lockouts, locked_until FROM inn_pin WHERE number = $1",
      .int(number.value),
      read: read,
    )
  }

  private static func read(_ row: SQLRow) throws -> Row {
    guard let number = InnNumber(row.int(1)) else {
      throw DatabaseError(kind: .corrupt, code: 0, message: "inn number \(row.int(1))", sql: "")
    }
    return Row(
      inn: row.id(0),
      number: number,
      hash: row.text(2),
      tries: PINGuard(
        failures: row.int(3),
        lockouts: row.int(4),
        lockedUntil: row.optional(5) { $0.instant($1) },
      ),
    )
  }

  static func save(_ row: Row, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO inn_pin (inn, number, hash, failures, lockouts, locked_until)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (inn) DO UPDATE SET hash = $3, failures = $4, lockouts = $5, locked_until = $6
      """,
      .id(row.inn),
      .int(row.number.value),
      .text(row.hash),
      .int(row.tries.failures),
      .int(row.tries.lockouts),
      .optional(row.tries.lockedUntil) { .instant($0) },
    )
  }

  /// The lowest number that no inn has; nil when all are given out.
  static func freeNumber(_ db: SQLConnection) throws -> InnNumber? {
    let taken = Set(try db.rows("SELECT number FROM inn_pin") { $0.int(0) })
    return InnNumber.range.first { !taken.contains($0) }.flatMap { InnNumber($0) }
  }
}
