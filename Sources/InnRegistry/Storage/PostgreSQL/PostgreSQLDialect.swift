/// What of the schema's text PostgreSQL says otherwise; statements need no translation.
enum PostgreSQLDialect {
  /// Words of SQLite's schema and what stands for them.
  ///
  /// Texts are compared byte by byte on both, whatever the server's language: order of names and
  /// pages of a listing must not depend on it.
  private static let words = [
    (" WITHOUT ROWID", ""),
    ("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"),
    (" BLOB", " BYTEA"),
    (" REAL", " DOUBLE PRECISION"),
    (" TEXT", " TEXT COLLATE \"C\""),
    ("BEGIN IMMEDIATE", "BEGIN"),
  ]

  static func translated(_ sql: String) -> String {
    words.reduce(sql) { $0.replacing($1.0, with: $1.1) }
  }
}
