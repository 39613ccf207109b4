/// One connection to the registry's database: an SQLite file, or a PostgreSQL server.
///
/// The one class that the registry's code sees; statements are plain SQL with numbered parameters
/// that both engines take.
///
/// Not sendable: a connection lives inside the closure that `Registry.read` or `Registry.write`
/// hands it to, on the thread that runs the closure.
package final class SQLConnection {
  package enum Mode {
    case readWrite
    case readOnly
  }

  enum Engine {
    case file(SQLiteSession)
    case server(PostgreSQLSession)
  }

  /// A file's path, or a server's address (`postgresql://…`).
  package let path: String
  let engine: Engine
  /// Decides before each statement whether it fails; for tests of what a broken disk leaves behind,
  /// nil in production.
  package var faults: StatementFaults?

  /// - Parameters:
  ///   - path: a file's path, or an address that begins with `postgresql://`.
  ///   - patience: with a server; shared by all connections of a hub.
  /// - Throws: ``DatabaseError``; its text holds no password.
  package init(path: String, mode: Mode, patience: ServerPatience? = nil) throws {
    self.path = path
    engine =
      DatabaseAddress.isServer(path)
      ? .server(
        try PostgreSQLSession(address: path, mode: mode, patience: patience ?? ServerPatience())
      )
      : .file(try SQLiteSession(path: path, mode: mode))
  }

  /// Whether other processes may write the same database at the same time.
  package var isServer: Bool {
    switch engine {
    case .file: false
    case .server: true
    }
  }

  // MARK: - Statements

  /// Runs a statement that returns no rows.
  ///
  /// - Parameter sql: plain SQL with numbered parameters `$1`, `$2`, …
  /// - Returns: rows inserted, changed or deleted.
  @discardableResult
  package func run(_ sql: StaticString, _ arguments: SQLValue...) throws -> Int {
    try faults?.before(self, sql.description)
    switch engine {
    case .file(let session):
      let statement = try session.bound(sql, arguments)
      defer { statement.reset() }
      while try session.step(statement) {}
      return session.changed
    case .server(let session):
      return try session.execute(sql, arguments).changed
    }
  }

  /// Every row of a query, in the order the statement gives them.
  package func rows<Value>(
    _ sql: StaticString,
    _ arguments: SQLValue...,
    read: (SQLRow) throws -> Value,
  ) throws -> [Value] {
    try faults?.before(self, sql.description)
    var values: [Value] = []
    switch engine {
    case .file(let session):
      let statement = try session.bound(sql, arguments)
      defer { statement.reset() }
      while try session.step(statement) {
        values.append(try read(SQLRow(handle: statement.handle)))
      }
    case .server(let session):
      let result = try session.execute(sql, arguments)
      values.reserveCapacity(result.count)
      for number in 0..<result.count { values.append(try result.read(number, read)) }
    }
    return values
  }

  /// The first row of a query, nil when there is none.
  package func row<Value>(
    _ sql: StaticString,
    _ arguments: SQLValue...,
    read: (SQLRow) throws -> Value,
  ) throws -> Value? {
    try faults?.before(self, sql.description)
    switch engine {
    case .file(let session):
      let statement = try session.bound(sql, arguments)
      defer { statement.reset() }
      return try session.step(statement) ? try read(SQLRow(handle: statement.handle)) : nil
    case .server(let session):
      let result = try session.execute(sql, arguments)
      return result.count > 0 ? try result.read(0, read) : nil
    }
  }

  /// The first column of the first row as a number, 0 when there is no row.
  package func count(_ sql: StaticString, _ arguments: SQLValue...) throws -> Int {
    try faults?.before(self, sql.description)
    switch engine {
    case .file(let session):
      let statement = try session.bound(sql, arguments)
      defer { statement.reset() }
      return try session.step(statement) ? SQLRow(handle: statement.handle).int(0) : 0
    case .server(let session):
      let result = try session.execute(sql, arguments)
      return result.count > 0 ? result.read(0) { $0.int(0) } : 0
    }
  }

  /// Runs several statements without parameters, for schema changes and settings.
  package func script(_ sql: String) throws {
    switch engine {
    case .file(let session): try session.script(sql)
    case .server(let session):
      try session.script(PostgreSQLDialect.translated(sql), seconds: .max)
    }
  }

  // MARK: - Transactions

  /// Begins a transaction that alone may write until it ends, on this database and, with a server,
  /// among all processes.
  package func beginWriting() throws {
    switch engine {
    case .file: try run("BEGIN IMMEDIATE")
    case .server(let session):
      try faults?.before(self, "BEGIN IMMEDIATE")
      try session.beginWriting()
    }
  }

  /// Begins a transaction that sees one committed moment and writes nothing.
  package func beginReading() throws {
    switch engine {
    case .file: try run("BEGIN")
    case .server(let session): try session.beginReading()
    }
  }

  /// Whether a transaction is open.
  package var isInTransaction: Bool {
    switch engine {
    case .file(let session): session.isInTransaction
    case .server(let session): session.isInTransaction
    }
  }

  /// Connects anew, to whichever of the address' servers takes writes now; a file stays open.
  package func reconnect() throws {
    guard case .server(let session) = engine else { return }
    try session.reconnect()
  }

  /// Runs what no other process may run at the same time, such as changes of the schema.
  package func alone<Value>(_ body: () throws -> Value) throws -> Value {
    guard case .server(let session) = engine else { return try body() }
    try session.lockSchema()
    defer { try? session.unlockSchema() }
    return try body()
  }
}

/// Makes statements fail on purpose.
package struct StatementFaults: Sendable {
  /// Called before each statement with its SQL; what it throws is what the statement throws.
  package let before: @Sendable (SQLConnection, String) throws -> Void

  package init(before: @escaping @Sendable (SQLConnection, String) throws -> Void) {
    self.before = before
  }
}
