import CSQLite
import CSQLiteShims

/// One connection to the registry's SQLite file.
///
/// Not sendable: a connection lives inside the closure that `Registry.read` or `Registry.write`
/// hands it to, on the thread that runs the closure.
package final class SQLConnection {
  package enum Mode {
    case readWrite
    case readOnly
  }

  /// How long a statement waits for another process' lock, in milliseconds: longer than any of our
  /// own write batches, short enough for a caller to be told.
  static let busyTimeoutMilliseconds: Int32 = 5000
  /// Prepared statements kept for each connection; the program has fewer different ones.
  static let maxCachedStatements = 400
  /// Texts and bytes that a prepared statement keeps for its next run: more than a booking with its
  /// quote has; SQLite copies longer ones itself, so that no statement sits on a megabyte.
  static let maxBoundBytes = 16_384
  /// Room made at first, so that it seldom grows.
  static let leastBoundBytes = 256
  /// Pages that the writer keeps in memory.
  ///
  /// The default of 2 MiB is less than one batch changes, so
  /// that pages would be written and read again before the commit. A batch of 64 bookings changes
  /// some 5 MiB; what is read besides lies in the system's cache.
  static let writerCacheKibibytes = 32_768
  /// Pages as they were before a savepoint stay in memory up to this many bytes; each change of a
  /// batch is a savepoint of some 20 pages.
  ///
  /// SQLite's default of 64 KiB would write most of them to a temporary file. This is the most there
  /// can be: SQLite allots and spills so much at once, and its file layer takes no more than 131,071
  /// bytes in one go; with a larger number a long savepoint failed with SQLITE_FULL.
  static let savepointBytes: Int32 = 131_071

  package let path: String
  let handle: OpaquePointer
  private let log = LogLength()
  /// Decides before each statement whether it fails; for tests of what a broken disk leaves behind,
  /// nil in production.
  package var faults: StatementFaults?
  private var statements: [UnsafePointer<UInt8>: Statement] = [:]

  package init(path: String, mode: Mode) throws {
    _ = SQLConnection.isLibraryConfigured
    self.path = path
    var opened: OpaquePointer?
    let flags =
      mode == .readWrite
      ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
      : SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2(path, &opened, flags, nil)
    guard status == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw DatabaseError(kind: .other, code: status, message: "\(path): \(message)", sql: "open")
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, SQLConnection.busyTimeoutMilliseconds)
    try script("PRAGMA foreign_keys = ON")
    if mode == .readWrite {
      try script("PRAGMA journal_mode = WAL")
      try script("PRAGMA synchronous = FULL")
      try script("PRAGMA cache_size = -\(SQLConnection.writerCacheKibibytes)")
      // In place of SQLite's own checkpoints, which a commit would wait for.
      sqlite3_wal_hook(handle, notePagesInLog, Unmanaged.passUnretained(log).toOpaque())
    } else {
      try script("PRAGMA query_only = ON")
    }
  }

  /// Once for the process, before the first connection.
  private static let isLibraryConfigured = innbridge_sqlite_configure(savepointBytes) == SQLITE_OK

  deinit {
    statements = [:]
    sqlite3_close_v2(handle)
  }

  // MARK: - Statements

  /// Runs a statement that returns no rows.
  ///
  /// - Parameter sql: plain SQL with numbered parameters `$1`, `$2`, …
  /// - Returns: rows inserted, changed or deleted.
  @discardableResult
  package func run(_ sql: StaticString, _ arguments: SQLValue...) throws -> Int {
    let statement = try bound(sql, arguments)
    defer { statement.reset() }
    while try step(statement) {}
    return Int(sqlite3_changes(handle))
  }

  /// Every row of a query, in the order the statement gives them.
  package func rows<Value>(
    _ sql: StaticString,
    _ arguments: SQLValue...,
    read: (SQLRow) throws -> Value,
  ) throws -> [Value] {
    let statement = try bound(sql, arguments)
    defer { statement.reset() }
    var values: [Value] = []
    while try step(statement) { values.append(try read(SQLRow(handle: statement.handle))) }
    return values
  }

  /// The first row of a query, nil when there is none.
  package func row<Value>(
    _ sql: StaticString,
    _ arguments: SQLValue...,
    read: (SQLRow) throws -> Value,
  ) throws -> Value? {
    let statement = try bound(sql, arguments)
    defer { statement.reset() }
    return try step(statement) ? try read(SQLRow(handle: statement.handle)) : nil
  }

  /// The first column of the first row as a number, 0 when there is no row.
  package func count(_ sql: StaticString, _ arguments: SQLValue...) throws -> Int {
    let statement = try bound(sql, arguments)
    defer { statement.reset() }
    return try step(statement) ? SQLRow(handle: statement.handle).int(0) : 0
  }

  /// Runs several statements without parameters, for schema changes and settings.
  package func script(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
  }

  /// Whether a transaction is open.
  ///
  /// SQLite itself rolls back when the disk is full or broken (SQLITE_FULL, SQLITE_IOERR,
  /// SQLITE_NOMEM), savepoints and all.
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Runs deletions whose contents are overwritten with zeros in the file, not only forgotten.
  ///
  /// Older copies leave the write-ahead log with the next checkpoints.
  package func erasing<Value>(_ body: () throws -> Value) throws -> Value {
    // 0 is off; some builds of SQLite have it on for every deletion.
    let isOn = try count("PRAGMA secure_delete") == 1
    guard !isOn else { return try body() }
    try script("PRAGMA secure_delete = ON")
    defer { try? script("PRAGMA secure_delete = OFF") }
    return try body()
  }

  /// Pages in the write-ahead log after this connection's last commit; 4 KiB each.
  package var pagesInLog: Int { log.pages }

  /// Copies the write-ahead log into the database without waiting for readers.
  ///
  /// - Returns: pages of the log that are not in the database yet.
  @discardableResult
  package func checkpoint() throws -> Int {
    var inLog: Int32 = 0
    var copied: Int32 = 0
    let status = sqlite3_wal_checkpoint_v2(
      handle,
      nil,
      SQLITE_CHECKPOINT_PASSIVE,
      &inLog,
      &copied,
    )
    guard status == SQLITE_OK || status == SQLITE_BUSY else { throw failure("checkpoint") }
    return Int(inLog - copied)
  }

  // MARK: - Inside

  /// A prepared statement and where each numbered parameter goes: SQLite numbers `$3` by first
  /// appearance, PostgreSQL by its digits, and the same text must serve both.
  private final class Statement {
    let handle: OpaquePointer
    let parameters: [Int32]
    /// Holds texts and bytes bound to the statement until it is reset, so that SQLite needn't copy
    /// each into memory of its own.
    private var bound: UnsafeMutableRawBufferPointer?
    private var used = 0

    init(_ handle: OpaquePointer, parameters: [Int32]) {
      self.handle = handle
      self.parameters = parameters
    }

    deinit {
      bound?.deallocate()
      sqlite3_finalize(handle)
    }

    func reset() {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }

    /// Makes room for `count` bytes of arguments; what was bound before is gone.
    ///
    /// - Returns: false when that is more than a statement keeps.
    func reserve(_ count: Int) -> Bool {
      used = 0
      guard count <= SQLConnection.maxBoundBytes else { return false }
      if bound == nil || count > bound?.count ?? 0 {
        bound?.deallocate()
        bound = .allocate(byteCount: max(count, SQLConnection.leastBoundBytes), alignment: 1)
      }
      return true
    }

    /// Copies bytes there; a place even for none, for SQLite takes no address to mean NULL.
    func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
      guard let start = bound?.baseAddress.map({ $0 + used }) else { return nil }
      if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
      used += bytes.count
      return UnsafeRawPointer(start)
    }
  }

  private func bound(_ sql: StaticString, _ arguments: [SQLValue]) throws -> Statement {
    try faults?.before(self, sql.description)
    let statement = try prepared(sql)
    let isKept = statement.reserve(arguments.reduce(0) { $0 + $1.boundBytes })
    for (number, argument) in arguments.enumerated() {
      guard number < statement.parameters.count, statement.parameters[number] > 0 else {
        throw DatabaseError(
          kind: .other,
          code: SQLITE_RANGE,
          message: "no parameter $\(number + 1)",
          sql: sql.description,
        )
      }
      let status = bind(argument, to: statement, at: statement.parameters[number], isKept: isKept)
      guard status == SQLITE_OK else {
        statement.reset()
        throw failure(sql.description)
      }
    }
    return statement
  }

  private func prepared(_ sql: StaticString) throws -> Statement {
    if let statement = statements[sql.utf8Start] { return statement }
    var prepared: OpaquePointer?
    let text = UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
    let status = sqlite3_prepare_v3(
      handle,
      text,
      Int32(sql.utf8CodeUnitCount),
      UInt32(SQLITE_PREPARE_PERSISTENT),
      &prepared,
      nil,
    )
    guard status == SQLITE_OK, let prepared else { throw failure(sql.description) }
    var parameters: [Int32] = []
    let count = sqlite3_bind_parameter_count(prepared)
    for number in 0..<count {
      parameters.append(sqlite3_bind_parameter_index(prepared, "$\(number + 1)"))
    }
    let statement = Statement(prepared, parameters: parameters)
    if statements.count >= SQLConnection.maxCachedStatements {
      // A statement whose rows are being read must stay.
      for (text, old) in statements where sqlite3_stmt_busy(old.handle) == 0 {
        statements[text] = nil
      }
    }
    statements[sql.utf8Start] = statement
    return statement
  }

  private func bind(
    _ value: SQLValue,
    to statement: Statement,
    at index: Int32,
    isKept: Bool,
  ) -> Int32 {
    let handle = statement.handle
    // Without a destructor SQLite reads where the bytes lie; they lie there until the reset.
    let copy = isKept ? nil : transientCopy
    func bindText(_ bytes: UnsafeRawBufferPointer) -> Int32 {
      let start = isKept ? statement.keep(bytes) : bytes.baseAddress
      let letters = start?.assumingMemoryBound(to: CChar.self)
      return sqlite3_bind_text(handle, index, letters, Int32(bytes.count), copy)
    }
    switch value {
    case .null: return sqlite3_bind_null(handle, index)
    case .integer(let number): return sqlite3_bind_int64(handle, index, number)
    case .real(let number): return sqlite3_bind_double(handle, index, number)
    case .text(var text): return text.withUTF8 { bindText(UnsafeRawBufferPointer($0)) }
    case .utf8(let text): return text.withUnsafeBytes(bindText)
    case .blob(let blob):
      return blob.withUnsafeBytes { bytes in
        let start = isKept ? statement.keep(bytes) : bytes.baseAddress
        return sqlite3_bind_blob(handle, index, start, Int32(bytes.count), copy)
      }
    }
  }

  private func step(_ statement: Statement) throws -> Bool {
    switch sqlite3_step(statement.handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      throw failure(sqlite3_sql(statement.handle).map { String(cString: $0) } ?? "")
    }
  }

  func failure(_ sql: String) -> DatabaseError {
    let code = sqlite3_extended_errcode(handle)
    let kind: DatabaseError.Kind =
      switch code {
      case 2067, 1555: .unique
      case _ where code & 0xFF == SQLITE_CONSTRAINT: .constraint
      case _ where code & 0xFF == SQLITE_BUSY: .busy
      case _ where code & 0xFF == SQLITE_FULL, _ where code & 0xFF == SQLITE_IOERR,
        _ where code & 0xFF == SQLITE_READONLY:
        .disk
      case _ where code & 0xFF == SQLITE_CORRUPT, _ where code & 0xFF == SQLITE_NOTADB: .corrupt
      default: .other
      }
    return DatabaseError(
      kind: kind,
      code: code,
      message: String(cString: sqlite3_errmsg(handle)),
      sql: sql,
    )
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

/// The current row of a running query; valid only inside the closure it is handed to.
package struct SQLRow {
  fileprivate let handle: OpaquePointer

  package func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  package func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }
  package func int(_ column: Int) -> Int { Int(integer(column)) }
  package func bool(_ column: Int) -> Bool { integer(column) != 0 }
  package func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

  package func text(_ column: Int) -> String {
    guard let bytes = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  package func blob(_ column: Int) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    )
  }

  package func date(_ column: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: integer(column)))
  }

  package func instant(_ column: Int) -> Timestamp { Timestamp(milliseconds: integer(column)) }
  package func yen(_ column: Int) -> Yen { Yen(int(column)) }
  package func id<Subject>(_ column: Int) -> Identifier<Subject> {
    Identifier(trusted: text(column))
  }

  package func optional<Value>(_ column: Int, _ read: (SQLRow, Int) -> Value) -> Value? {
    isNull(column) ? nil : read(self, column)
  }

  /// A value of a closed set, stored by its raw text.
  ///
  /// - Throws: ``DatabaseError`` when the file holds a word this version does not know.
  package func word<Value: RawRepresentable<String>>(_ column: Int) throws -> Value {
    let raw = text(column)
    guard let value = Value(rawValue: raw) else {
      throw DatabaseError(
        kind: .corrupt,
        code: 0,
        message: "unknown \(Value.self): \(raw)",
        sql: "",
      )
    }
    return value
  }
}

/// Tells SQLite to copy the bytes before the call returns (`SQLITE_TRANSIENT`, a macro in C).
private let transientCopy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// Where SQLite notes the log's length after each commit, on the committing thread.
private final class LogLength {
  var pages = 0
}

private func notePagesInLog(
  _ context: UnsafeMutableRawPointer?,
  _ database: OpaquePointer?,
  _ name: UnsafePointer<CChar>?,
  _ pages: Int32,
) -> Int32 {
  guard let context else { return SQLITE_OK }
  Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
  return SQLITE_OK
}
