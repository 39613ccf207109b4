/// The schema's history: each step runs once, in order, in a transaction of its own.
package enum Migrations {
  package struct Step: Sendable {
    package let version: Int
    package let name: String
    let sql: String
  }

  /// Never edit a step that has been released; add one.
  package static let steps: [Step] = [
    Step(
      version: 1,
      name: "first schema",
      sql: [
        Schema.inns, Schema.conversations, Schema.office, Schema.webhooks, Schema.notices,
        Schema.statistics,
      ].joined(separator: "\n"),
    )
  ]

  /// What would have to be done with a file, which is not touched.
  ///
  /// - Throws: ``DatabaseError``.
  package static func plan(for path: String) throws -> (current: Int, steps: [Step]) {
    let db = try SQLConnection(path: path, mode: .readOnly)
    let current = try db.count("SELECT coalesce(max(version), 0) FROM schema_version")
    return (current, steps.filter { $0.version > current })
  }

  /// Brings the database to the newest version.
  ///
  /// - Returns: the steps that ran; empty when there was nothing to do.
  /// - Throws: ``DatabaseError``; a file written by a newer program is refused, not touched.
  package static func run(on connection: SQLConnection, now: Timestamp) throws -> [Step] {
    // Of several hubs that start at once, one does it and the others find it done.
    try connection.alone { try runAlone(on: connection, now: now) }
  }

  private static func runAlone(on connection: SQLConnection, now: Timestamp) throws -> [Step] {
    try connection.script(
      """
      CREATE TABLE IF NOT EXISTS schema_version (
        version BIGINT PRIMARY KEY,
        name TEXT NOT NULL,
        applied_at BIGINT NOT NULL
      )
      """
    )
    let current = try connection.count("SELECT coalesce(max(version), 0) FROM schema_version")
    let newest = steps.last?.version ?? 0
    guard current <= newest else {
      throw DatabaseError(
        kind: .other,
        code: 0,
        message: "the database has schema \(current), this program knows \(newest): "
          + "use the newer program",
        sql: "",
      )
    }
    let pending = steps.filter { $0.version > current }
    try apply(pending, to: connection, now: now)
    return pending
  }

  /// Runs steps one after the other, each whole or not at all.
  static func apply(_ steps: [Step], to connection: SQLConnection, now: Timestamp) throws {
    for step in steps {
      try connection.script("BEGIN IMMEDIATE")
      do {
        try connection.script(step.sql)
        try connection.run(
          "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)",
          .int(step.version),
          .text(step.name),
          .instant(now),
        )
        try connection.script("COMMIT")
      } catch {
        try? connection.script("ROLLBACK")
        throw error
      }
    }
  }
}
