import CPostgreSQL

/// One connection to a PostgreSQL server, beneath ``SQLConnection``.
///
/// Statements are prepared once by the address of their text, numbers and texts go as they lie in
/// memory, rows come as text. Savepoints wait for the next statement and travel with it: a change
/// costs no round trip for being undoable.
final class PostgreSQLSession {
  /// Longest wait for a server to take a connection, in seconds: one that is gone must not keep us
  /// from the next of the address.
  static let connectSeconds = 5
  /// A silent peer is given up after 10 s without a word and 3 probes, 3 s apart: sooner than a
  /// keeper hangs up, later than a busy network drops a packet.
  static let keepalive = (idleSeconds: 10, intervalSeconds: 3, probes: 3)
  /// A hub that stands still inside a transaction is thrown out by the server after this many
  /// seconds: all others wait for its lock.
  static let stillSeconds = 10
  /// Longest wait for another hub's lock, in seconds: more than the longest batch.
  static let lockSeconds = 30
  /// Statements kept prepared for each connection; the program has fewer.
  static let maxPrepared = 800

  private let address: String
  private let mode: SQLConnection.Mode
  private var connection: OpaquePointer
  private var prepared: [UnsafePointer<UInt8>: [PostgreSQLStatement]] = [:]
  private var preparedCount = 0
  /// Savepoints set and given up that the server has not heard of yet.
  private var pending: [String] = []
  /// Asked for once.
  private var channel: String?

  init(address: String, mode: SQLConnection.Mode) throws {
    self.address = address
    self.mode = mode
    connection = try PostgreSQLSession.open(address, mode)
  }

  deinit { PQfinish(connection) }

  // MARK: - Connecting

  private static func open(_ address: String, _ mode: SQLConnection.Mode) throws -> OpaquePointer {
    let parameters: [(String, String)] = [
      ("fallback_application_name", "innbridge"),
      ("connect_timeout", String(connectSeconds)),
      ("keepalives_idle", String(keepalive.idleSeconds)),
      ("keepalives_interval", String(keepalive.intervalSeconds)),
      ("keepalives_count", String(keepalive.probes)),
      ("client_encoding", "UTF8"),
      // Of several servers the one that takes writes; the address may say otherwise.
      ("target_session_attrs", "read-write"),
      // Last: what stands in the address outranks the above.
      ("dbname", address),
    ]
    let opened = withCStrings(parameters.map(\.0)) { names in
      withCStrings(parameters.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let opened else {
      throw DatabaseError(kind: .connection, code: 0, message: "out of memory", sql: "connect")
    }
    guard PQstatus(opened) == CONNECTION_OK else {
      defer { PQfinish(opened) }
      // libpq's words name host and port, never the password.
      throw DatabaseError(
        kind: .connection,
        code: 0,
        message: message(of: opened),
        sql: "connect to \(DatabaseAddress.shown(address))",
      )
    }
    PQsetNoticeProcessor(opened, ignoreNotice, nil)
    do {
      try finish(PQexec(opened, settings(mode)), opened, "settings")
    } catch {
      PQfinish(opened)
      throw error
    }
    return opened
  }

  private static func settings(_ mode: SQLConnection.Mode) -> String {
    var settings = """
      SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1;
      SET client_min_messages = warning;
      SET idle_in_transaction_session_timeout = '\(stillSeconds)s';
      SET lock_timeout = '\(lockSeconds)s';
      """
    if mode == .readOnly {
      settings += """
        SET default_transaction_read_only = on;
        SET default_transaction_isolation = 'repeatable read';
        """
    }
    return settings
  }

  /// Connects anew; what was prepared is gone.
  func reconnect() throws {
    let opened = try PostgreSQLSession.open(address, mode)
    PQfinish(connection)
    connection = opened
    prepared = [:]
    preparedCount = 0
    pending = []
  }

  // MARK: - Transactions

  var isInTransaction: Bool {
    let status = PQtransactionStatus(connection)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }

  /// Locks of the schema (its second number is the schema's own, so that several registries may lie
  /// in one database): the first is the writers', the second that of changes of the schema itself.
  private static let writersLock = 1_229_868_610
  private static let schemaLock = 1_229_868_611

  /// One hub writes at a time, so that the log is in order and without gaps and no two sell the
  /// same room: what a batch of changes costs is one journey to the disk, which they'd share anyway.
  func beginWriting() throws {
    pending = []
    try script(
      "BEGIN; SELECT pg_advisory_xact_lock(\(PostgreSQLSession.writersLock), "
        + "hashtext(coalesce(current_schema(), '')))"
    )
  }

  func beginReading() throws {
    pending = []
    try script("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
  }

  func lockSchema() throws {
    try script(
      "SELECT pg_advisory_lock(\(PostgreSQLSession.schemaLock), "
        + "hashtext(coalesce(current_schema(), '')))"
    )
  }

  func unlockSchema() throws {
    try script(
      "SELECT pg_advisory_unlock(\(PostgreSQLSession.schemaLock), "
        + "hashtext(coalesce(current_schema(), '')))"
    )
  }

  // MARK: - Statements

  /// Runs several statements without parameters, in one round trip.
  func script(_ sql: String) throws {
    let all = (pending + [sql]).joined(separator: "; ")
    pending = []
    try PostgreSQLSession.finish(PQexec(connection, all), connection, sql)
  }

  func execute(_ sql: StaticString, _ arguments: [SQLValue]) throws -> PostgreSQLResult {
    if arguments.isEmpty, let command = TransactionCommand(sql) { return try run(command) }
    let statement = try statement(sql, arguments)
    let values = PostgreSQLArguments(arguments)
    let result = try values.withPointers { values, lengths, formats in
      try pending.isEmpty
        ? PQexecPrepared(
          connection,
          statement.name,
          Int32(arguments.count),
          values,
          lengths,
          formats,
          0,
        )
        : pipelined(statement, Int32(arguments.count), values, lengths, formats)
    }
    return try PostgreSQLSession.result(result, connection, sql.description)
  }

  private func run(_ command: TransactionCommand) throws -> PostgreSQLResult {
    switch command {
    case .savepoint(let text): pending.append(text)
    case .release(let text, let savepoint):
      // Nothing happened in between.
      if pending.last == savepoint { pending.removeLast() } else { pending.append(text) }
    case .commit(let text):
      let all = (pending + [text]).joined(separator: "; ")
      pending = []
      let result = try PostgreSQLSession.result(PQexec(connection, all), connection, text)
      // A transaction that has failed is rolled back, and COMMIT says so without an error.
      guard result.tag == "COMMIT" else {
        throw DatabaseError(
          kind: .other,
          code: 0,
          message: "the transaction had failed and was rolled back",
          sql: text,
        )
      }
      return result
    case .other(let text): try script(text)
    }
    return try .none()
  }

  private func statement(_ sql: StaticString, _ arguments: [SQLValue]) throws -> PostgreSQLStatement
  {
    if let known = prepared[sql.utf8Start]?.first(where: { $0.takes(arguments) }) { return known }
    // The server may refuse it, and then all that waits must have been said.
    if !pending.isEmpty { try script("SELECT 1") }
    if preparedCount >= PostgreSQLSession.maxPrepared {
      try script("DEALLOCATE ALL")
      prepared = [:]
      preparedCount = 0
    }
    preparedCount += 1
    let statement = try PostgreSQLStatement(
      preparing: sql,
      as: "s\(preparedCount)",
      for: arguments,
      connection,
    )
    prepared[sql.utf8Start, default: []].append(statement)
    return statement
  }

  /// Sends what waits and a statement in one go.
  private func pipelined(
    _ statement: PostgreSQLStatement,
    _ count: Int32,
    _ values: UnsafePointer<UnsafePointer<CChar>?>?,
    _ lengths: UnsafePointer<Int32>?,
    _ formats: UnsafePointer<Int32>?,
  ) throws -> OpaquePointer? {
    let before = pending
    pending = []
    func lost() -> DatabaseError {
      PostgreSQLSession.failure(nil, connection, statement.name)
    }
    guard PQenterPipelineMode(connection) == 1 else { throw lost() }
    var isSent = true
    for text in before {
      isSent = isSent && PQsendQueryParams(connection, text, 0, nil, nil, nil, nil, 0) == 1
    }
    isSent =
      isSent
      && PQsendQueryPrepared(connection, statement.name, count, values, lengths, formats, 0) == 1
      && PQpipelineSync(connection) == 1
    guard isSent else { throw lost() }
    var failure: OpaquePointer?
    var answer: OpaquePointer?
    for position in 0...before.count {
      while let result = PQgetResult(connection) {
        let status = PQresultStatus(result)
        if status == PGRES_FATAL_ERROR, failure == nil {
          failure = result
        } else if position == before.count, status != PGRES_PIPELINE_ABORTED, answer == nil {
          answer = result
        } else {
          PQclear(result)
        }
        if PQstatus(connection) == CONNECTION_BAD { break }
      }
    }
    if let end = PQgetResult(connection) { PQclear(end) }
    _ = PQexitPipelineMode(connection)
    guard let failure else { return answer }
    if let answer { PQclear(answer) }
    return failure
  }

  // MARK: - News of other hubs

  /// The channel on which the hubs of this registry tell each other of commits.
  func newsChannel() throws -> String {
    if let channel { return channel }
    let result = try PostgreSQLSession.result(
      PQexec(connection, "SELECT 'innbridge_' || abs(hashtext(coalesce(current_schema(), '')))"),
      connection,
      "channel",
    )
    let found = result.count > 0 ? result.read(0) { $0.text(0) } : ""
    channel = found
    return found
  }

  func listen(to channel: String) throws { try script("LISTEN \(channel)") }

  /// The socket to wait at.
  var descriptor: Int32 { PQsocket(connection) }

  /// What was told since the last time.
  ///
  /// - Throws: when the connection is lost.
  func news() throws -> [String] {
    guard PQconsumeInput(connection) == 1 else {
      throw PostgreSQLSession.failure(nil, connection, "listen")
    }
    var found: [String] = []
    while let told = PQnotifies(connection) {
      if let text = told.pointee.extra { found.append(String(cString: text)) }
      PQfreemem(told)
    }
    return found
  }
}

/// Warnings and notices of the server are of no use to anybody here.
private func ignoreNotice(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {}

/// Commands around changes, which are not prepared.
private enum TransactionCommand {
  case savepoint(String)
  case release(String, savepoint: String)
  case commit(String)
  case other(String)

  /// Nil for every other statement.
  init?(_ sql: StaticString) {
    guard sql.utf8CodeUnitCount <= 40 else { return nil }
    let start = (sql.utf8Start[0], sql.utf8Start[1])
    switch start {
    case (UInt8(ascii: "S"), UInt8(ascii: "A")): self = .savepoint(sql.description)
    case (UInt8(ascii: "R"), UInt8(ascii: "E")):
      let text = sql.description
      self = .release(text, savepoint: text.replacing("RELEASE", with: "SAVEPOINT"))
    case (UInt8(ascii: "C"), UInt8(ascii: "O")): self = .commit(sql.description)
    case (UInt8(ascii: "R"), UInt8(ascii: "O")): self = .other(sql.description)
    case (UInt8(ascii: "B"), UInt8(ascii: "E")): self = .other("BEGIN")
    default: return nil
    }
  }
}
