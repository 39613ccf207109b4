import CPostgreSQL

/// One connection to a PostgreSQL server, beneath ``SQLConnection``.
///
/// Statements are prepared once by the address of their text, numbers and texts go as they lie in
/// memory, rows come as text. Savepoints wait for the next statement and travel with it: a change
/// costs no round trip for being undoable.
final class PostgreSQLSession {
  /// A hub that stands still inside a transaction is thrown out by the server after this many
  /// seconds: all others wait for its lock.
  static let stillSeconds = 10
  /// Longest wait for another hub's lock, in seconds: more than the longest batch.
  static let lockSeconds = 30
  /// Longest wait for what a statement gives, in seconds: longer than any lock and any of ours.
  ///
  /// A server that hangs with its connections open is left for the next of the address.
  static let answerSeconds = 60
  /// Statements kept prepared for each connection; the program has fewer.
  static let maxPrepared = 800

  private let address: String
  private let mode: SQLConnection.Mode
  private let patience: ServerPatience
  private(set) var connection: OpaquePointer
  private var prepared: [UnsafePointer<UInt8>: [PostgreSQLStatement]] = [:]
  private var preparedCount = 0
  /// Savepoints set and given up that the server has not heard of yet.
  private var pending: [String] = []
  /// Asked for once.
  private var channel: String?

  init(address: String, mode: SQLConnection.Mode, patience: ServerPatience) throws {
    self.address = address
    self.mode = mode
    self.patience = patience
    connection = try PostgreSQLSession.open(address, mode, patience)
  }

  deinit { PQfinish(connection) }

  /// Connects anew; what was prepared is gone.
  func reconnect() throws {
    let opened = try PostgreSQLSession.open(address, mode, patience)
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
  ///
  /// - Parameter seconds: that it may take; a change of the schema takes what it takes.
  func script(_ sql: String, seconds: Int = PostgreSQLSession.answerSeconds) throws {
    let all = (pending + [sql]).joined(separator: "; ")
    pending = []
    _ = try answer(sql, seconds: seconds) { PQsendQuery($0, all) }
  }

  /// Sends something and waits for the last of its results.
  ///
  /// - Parameter seconds: without a word; ``answerSeconds`` for what a hub does all day.
  /// - Throws: ``DatabaseError``; a connection that gave no answer is lost.
  func answer(
    _ sql: @autoclosure () -> String,
    seconds: Int = PostgreSQLSession.answerSeconds,
    _ send: (OpaquePointer) -> Int32,
  ) throws -> PostgreSQLResult {
    guard send(connection) == 1 else {
      throw PostgreSQLSession.failure(nil, connection, sql())
    }
    var last: OpaquePointer?
    do {
      while let result = try next(sql(), seconds) {
        if let last { PQclear(last) }
        last = result
        let status = PQresultStatus(result)
        let isCopying = status == PGRES_COPY_IN || status == PGRES_COPY_OUT
        if isCopying || PQstatus(connection) == CONNECTION_BAD { break }
      }
    } catch {
      if let last { PQclear(last) }
      throw error
    }
    return try PostgreSQLSession.result(last, connection, sql())
  }

  /// The next result of what was sent; nil when there is no more.
  private func next(_ sql: @autoclosure () -> String, _ seconds: Int) throws -> OpaquePointer? {
    while PQisBusy(connection) == 1 {
      let limit = seconds.multipliedReportingOverflow(by: 1000)
      guard
        patience.waitToRead(
          PQsocket(connection),
          milliseconds: limit.overflow ? Int(Int32.max) : limit.partialValue,
        )
      else {
        throw DatabaseError(
          kind: .connection,
          code: 0,
          message: "the server gives no answer",
          sql: sql(),
        )
      }
      guard PQconsumeInput(connection) == 1 else {
        throw PostgreSQLSession.failure(nil, connection, sql())
      }
    }
    return PQgetResult(connection)
  }

  func execute(_ sql: StaticString, _ arguments: [SQLValue]) throws -> PostgreSQLResult {
    if arguments.isEmpty, let command = TransactionCommand(sql) { return try run(command) }
    let statement = try statement(sql, arguments)
    let values = PostgreSQLArguments(arguments)
    return try values.withPointers { values, lengths, formats in
      guard pending.isEmpty else {
        let answer = try pipelined(statement, Int32(arguments.count), values, lengths, formats)
        return try PostgreSQLSession.result(answer, connection, sql.description)
      }
      return try answer(sql.description) {
        PQsendQueryPrepared(
          $0,
          statement.name,
          Int32(arguments.count),
          values,
          lengths,
          formats,
          0,
        )
      }
    }
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
      let result = try answer(text) { PQsendQuery($0, all) }
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
      self,
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
    var isWhole = false
    defer {
      if !isWhole { for result in [failure, answer] { PQclear(result) } }
    }
    for position in 0...before.count {
      while let result = try next(statement.name, PostgreSQLSession.answerSeconds) {
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
    if let end = try next(statement.name, PostgreSQLSession.answerSeconds) { PQclear(end) }
    _ = PQexitPipelineMode(connection)
    isWhole = true
    guard let failure else { return answer }
    if let answer { PQclear(answer) }
    return failure
  }

  // MARK: - News of other hubs

  /// The channel on which the hubs of this registry tell each other of commits.
  func newsChannel() throws -> String {
    if let channel { return channel }
    let result = try answer("channel") {
      PQsendQuery($0, "SELECT 'innbridge_' || abs(hashtext(coalesce(current_schema(), '')))")
    }
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
