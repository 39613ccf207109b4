/// A failure of the database engine: its code, its message, and the statement, never the arguments,
/// which may be personal data.
package struct DatabaseError: Error, Hashable, CustomStringConvertible {
  package enum Kind: String, Sendable {
    /// A UNIQUE or PRIMARY KEY constraint refused the row.
    case unique
    /// A CHECK, NOT NULL or foreign key constraint refused the row.
    case constraint
    /// Another connection held the lock longer than the limit.
    case busy
    /// No room on the disk, or the disk can't be written.
    case disk
    /// The file is damaged or not a database.
    case corrupt
    /// The server can't be reached, has gone, or takes no writes any more.
    case connection
    case other
  }

  package let kind: Kind
  /// SQLite's extended code; 0 for PostgreSQL, whose message begins with its SQLSTATE.
  package let code: Int32
  package let message: String
  package let sql: String

  package var description: String {
    "database error \(code) (\(kind.rawValue)): \(message) [\(sql)]"
  }
}
