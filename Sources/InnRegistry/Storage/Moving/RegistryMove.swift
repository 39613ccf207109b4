import Foundation

/// Copies a whole registry from a file to a server, or back, and proves that it arrived.
///
/// Rows stream table by table, in one transaction of the target; before it commits every row is read
/// back, the rules are looked at, and the log must lead to the tables. Whatever goes wrong leaves the
/// target empty, and the source is only read.
package struct RegistryMove {
  package enum Failure: Error, Hashable, Sendable {
    /// Two files or two servers, which their own tools copy.
    case sameEngine
    case noRegistry(String)
    /// A file is in the way.
    case exists(String)
    case schema(String, found: Int, known: Int)
    /// Hubs that run on it.
    case inUse(String, hubs: Int)
    case notEmpty(String, tables: [String])
    /// Tables or columns that are not on both sides.
    case layout([String])
    /// A value that the other engine does not take, or of another kind than its column.
    case unstorable(table: String, column: String)
    /// Tables whose rows did not arrive as they were.
    case differs([String])
    case unsound([String])
    case database(DatabaseError, table: String?)
  }

  package struct Table: Hashable, Sendable {
    package var name: String
    package var rows: Int
    /// Of all rows; empty for a dry run.
    package var digest: String
  }

  package struct Report: Hashable, Sendable {
    package var tables: [Table] = []
    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
    /// Lines of the log.
    package var events = 0
  }

  /// What belongs to running hubs and stays behind, and the schema's own history.
  static let left = ["schema_version", "hub_commit", "hub_lease"]
  /// Rows between two words of how far it is.
  static let progressPace = 10_000
  /// Flaws that are told.
  private static let most = 20

  private let source: RegistryPlace
  private let target: RegistryPlace
  private let now: Timestamp
  /// Told how many rows of a table are copied.
  private let progress: (_ table: String, _ rows: Int) -> Void
  /// Called with the target when all is copied and before it is looked at; for tests of damage.
  var beforeChecks: (SQLConnection) throws -> Void = { _ in }

  package init(
    from source: RegistryPlace,
    to target: RegistryPlace,
    now: Timestamp,
    progress: @escaping (_ table: String, _ rows: Int) -> Void = { _, _ in },
  ) {
    self.source = source
    self.target = target
    self.now = now
    self.progress = progress
  }

  // MARK: - Running

  /// Looks whether it can be done and how much it is; changes nothing.
  package func plan() throws(Failure) -> Report {
    try rethrowing {
      let from = try openSource()
      try checkTarget()
      try from.beginReading()
      defer { _ = try? from.run("COMMIT") }
      return RegistryMove.report(
        try ours().map { Table(name: $0.name, rows: try from.rowCount($0), digest: "") }
      )
    }
  }

  /// Does it.
  ///
  /// - Throws: ``Failure``; then the target is as empty as before.
  package func run() throws(Failure) -> Report {
    try rethrowing {
      let from = try openSource()
      try checkTarget()
      switch target {
      case .server(let address):
        let to = try SQLConnection(path: address, mode: .readWrite)
        // Hubs that start meanwhile wait.
        return try from.alone {
          try to.alone {
            let report = try copy(from, to)
            for table in report.tables { try? to.script("ANALYZE \"\(table.name)\"") }
            return report
          }
        }
      case .file(let path):
        let part = path + ".migrating"
        BackupDisk.remove(part)
        defer { BackupDisk.remove(part) }
        try BackupDisk.make(part).close()
        let report = try from.alone { try copyToFile(from, part) }
        try BackupDisk.settle(part, as: path)
        return report
      }
    }
  }

  private func copyToFile(_ from: SQLConnection, _ part: String) throws -> Report {
    let to = try SQLConnection(path: part, mode: .readWrite)
    let report = try copy(from, to)
    try to.checkpointed(isWhole: true)
    return report
  }

  // MARK: - Before

  private func openSource() throws -> SQLConnection {
    switch (source, target) {
    case (.file, .file), (.server, .server): throw Failure.sameEngine
    default: break
    }
    if case .file(let path) = source, !FileManager.default.fileExists(atPath: path) {
      throw Failure.noRegistry(path)
    }
    let db = try SQLConnection(path: source.path, mode: .readOnly)
    guard try RegistryMove.hasSchema(db) else { throw Failure.noRegistry(source.shown) }
    try RegistryMove.checkSchema(of: db, source.shown)
    try checkLayout(of: db, source.shown)
    try RegistryMove.checkHubs(on: db, source.shown)
    return db
  }

  private static func hasSchema(_ db: SQLConnection) throws -> Bool {
    try TableLayout.all(db).contains { $0.name == "schema_version" }
  }

  /// Tables that are carried over, in the order in which they may be filled.
  private func ours() throws -> [TableLayout] {
    try TableLayout.ours(now: now).filter { !RegistryMove.left.contains($0.name) }
  }

  /// Whoever changed a table by hand had better know.
  private func checkLayout(of db: SQLConnection, _ name: String) throws {
    let found = try TableLayout.all(db)
    let flaws = try ours().compactMap { table -> String? in
      guard let other = found.first(where: { $0.name == table.name }) else {
        return "\(name): there is no table \(table.name)"
      }
      guard Set(other.columns) != Set(table.columns) else { return nil }
      return "\(name): table \(table.name) has other columns"
    }
    guard flaws.isEmpty else { throw Failure.layout(flaws) }
  }

  private static func checkSchema(of db: SQLConnection, _ name: String) throws {
    let found = try db.count("SELECT coalesce(max(version), 0) FROM schema_version")
    let known = Migrations.steps.last?.version ?? 0
    guard found == known else { throw Failure.schema(name, found: found, known: known) }
  }

  /// Hubs that live on a server have a lease; a file's is locked by whoever has it.
  private static func checkHubs(on db: SQLConnection, _ name: String) throws {
    guard db.isServer else { return }
    let hubs = try db.count(
      "SELECT count(*) FROM hub_lease WHERE substr(job, 1, 6) = $1 AND until > $2",
      .text(Transaction.aliveMark),
      .integer(try db.serverMilliseconds()),
    )
    guard hubs == 0 else { throw Failure.inUse(name, hubs: hubs) }
  }

  private func checkTarget() throws {
    if case .file(let path) = target {
      for suffix in ["", "-wal", "-shm"]
      where FileManager.default.fileExists(atPath: path + suffix) {
        throw Failure.exists(path + suffix)
      }
      return
    }
    let db = try SQLConnection(path: target.path, mode: .readOnly)
    guard try RegistryMove.hasSchema(db) else { return }
    try RegistryMove.checkSchema(of: db, target.shown)
    try RegistryMove.checkHubs(on: db, target.shown)
    try checkLayout(of: db, target.shown)
    try checkEmpty(db, ours())
  }

  private func checkEmpty(_ db: SQLConnection, _ tables: [TableLayout]) throws {
    let full = try tables.compactMap { table in
      let rows = try db.rowCount(table)
      return rows > 0 ? "\(table.name) (\(rows))" : nil
    }
    guard full.isEmpty else { throw Failure.notEmpty(target.shown, tables: full) }
  }

  // MARK: - Copying

  private func copy(_ from: SQLConnection, _ to: SQLConnection) throws -> Report {
    _ = try Migrations.run(on: to, now: now)
    let tables = try ours()
    try to.beginWriting()
    do {
      if to.isServer {
        // Reading what came and replaying the log takes its time between two statements.
        try to.script("SET LOCAL idle_in_transaction_session_timeout = 0")
      }
      try checkEmpty(to, tables)
      try to.run("DELETE FROM hub_commit")
      try to.run("DELETE FROM hub_lease")
      let sent = try send(tables, from, to)
      try beforeChecks(to)
      try check(sent, tables, to)
      try to.run("COMMIT")
      return RegistryMove.report(
        sent.map { Table(name: $0.key, rows: $0.value.rows, digest: $0.value.text) }
      )
    } catch {
      if to.isInTransaction { _ = try? to.run("ROLLBACK") }
      throw error
    }
  }

  /// Copies every row.
  ///
  /// - Returns: what was read, by tables.
  private func send(_ tables: [TableLayout], _ from: SQLConnection, _ to: SQLConnection) throws
    -> [String: RowDigest]
  {
    try from.beginReading()
    defer { _ = try? from.run("COMMIT") }
    var sent: [String: RowDigest] = [:]
    for table in tables {
      var digest = RowDigest()
      do {
        try to.putLines(into: table) { put in
          try from.eachLine(of: table) { line in
            digest.add(line)
            try put(line)
            if digest.rows.isMultiple(of: RegistryMove.progressPace) {
              progress(table.name, digest.rows)
            }
          }
        }
      } catch let error as DatabaseError {
        throw Failure.database(error, table: table.name)
      }
      progress(table.name, digest.rows)
      sent[table.name] = digest
    }
    return sent
  }

  // MARK: - After

  private func check(_ sent: [String: RowDigest], _ tables: [TableLayout], _ db: SQLConnection)
    throws
  {
    let differences: [String] = try tables.compactMap { table in
      let came = try db.digest(of: table)
      guard let read = sent[table.name], came != read else { return nil }
      return came.rows == read.rows
        ? "\(table.name): \(came.rows) rows, not all of them as they were"
        : "\(table.name): \(read.rows) rows were read, \(came.rows) are there"
    }
    guard differences.isEmpty else { throw Failure.differs(differences) }
    var flaws = try Registry.violations(in: db, now: now).map(\.description)
    do {
      flaws += try LogReplay.compare(db).map { "the log and the tables differ: \($0)" }
    } catch let error as LogReplay.Unreadable {
      flaws.append("the log can't be replayed: \(error)")
    }
    guard flaws.isEmpty else { throw Failure.unsound(Array(flaws.prefix(RegistryMove.most))) }
  }

  private static func report(_ tables: [Table]) -> Report {
    Report(
      tables: tables.sorted { $0.name < $1.name },
      events: tables.first { $0.name == "event" }?.rows ?? 0,
    )
  }

  private func rethrowing<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch let error as DatabaseError {
      throw .database(error, table: nil)
    } catch BackupFailure.exists(let path) {
      throw .exists(path)
    } catch {
      throw .database(
        DatabaseError(kind: .other, code: 0, message: "\(error)", sql: "migrate"),
        table: nil,
      )
    }
  }
}
