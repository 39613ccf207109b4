/// What is in a copy of the registry, and what is wrong with it.
package struct BackupReport: Hashable, Sendable {
  package var schema = 0
  package var inns = 0
  package var bookings = 0
  /// Lines of the log.
  package var events: Int64 = 0
  /// When the last of them was written; nil for an empty log.
  package var newest: Timestamp?
  /// Everything that is wrong; empty for a sound copy.
  package var flaws: [String] = []

  /// Faults of one kind that are told.
  private static let most = 20

  package init() {}

  /// Looks at the file page by page, at the rules, and whether the log alone leads to the tables.
  ///
  /// - Parameter path: no hub has it open.
  init(of path: String, now: Timestamp) throws {
    let db = try SQLConnection(path: path, mode: .readOnly)
    let pages: [String] = try db.rows("PRAGMA integrity_check(20)") { $0.text(0) }
    flaws = pages.filter { $0 != "ok" }
    // What is broken page by page need not be read row by row.
    guard flaws.isEmpty else { return }
    flaws += try db.rows("PRAGMA foreign_key_check") {
      "foreign key: a row of \($0.text(0)) refers to \($0.text(2))"
    }.prefix(BackupReport.most)
    schema = try db.count("SELECT coalesce(max(version), 0) FROM schema_version")
    let newest = Migrations.steps.last?.version ?? 0
    guard schema == newest else {
      flaws.append("it has schema \(schema), this program has \(newest)")
      return
    }
    inns = try db.count("SELECT count(*) FROM inn")
    bookings = try db.count("SELECT count(*) FROM booking")
    (events, self.newest) =
      try db.row("SELECT sequence, at FROM event ORDER BY sequence DESC LIMIT 1") {
        ($0.integer(0), $0.instant(1))
      } ?? (0, nil)
    flaws += try Registry.violations(inFile: path, now: now).map(\.description)
    do {
      flaws += try LogReplay.compare(db).map { "the log and the tables differ: \($0)" }
    } catch let error as LogReplay.Unreadable {
      flaws.append("the log can't be replayed: \(error)")
    }
  }

  /// The same, and nothing may be wrong.
  static func sound(of path: String, now: Timestamp) throws -> BackupReport {
    let report = try BackupReport(of: path, now: now)
    guard report.flaws.isEmpty else { throw BackupFailure.unsound(report.flaws) }
    return report
  }
}
