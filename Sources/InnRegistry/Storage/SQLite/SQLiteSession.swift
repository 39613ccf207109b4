import CSQLite
import CSQLiteShims

/// One connection to a registry in an SQLite file, beneath ``SQLConnection``.
final class SQLiteSession {
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

  let handle: OpaquePointer
  private let log = LogLength()
  private var statements: [UnsafePointer<UInt8>: Statement] = [:]

  init(path: String, mode: SQLConnection.Mode) throws {
    _ = SQLiteSession.isLibraryConfigured
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
    sqlite3_busy_timeout(handle, SQLiteSession.busyTimeoutMilliseconds)
    try script("PRAGMA foreign_keys = ON")
    if mode == .readWrite {
      try script("PRAGMA journal_mode = WAL")
      try script("PRAGMA synchronous = FULL")
      try script("PRAGMA cache_size = -\(SQLiteSession.writerCacheKibibytes)")
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

  /// Runs several statements without parameters.
  func script(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
  }

  /// SQLite itself rolls back when the disk is full or broken (SQLITE_FULL, SQLITE_IOERR,
  /// SQLITE_NOMEM), savepoints and all.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Rows that the last statement inserted, changed or deleted.
  var changed: Int { Int(sqlite3_changes(handle)) }

  /// Pages in the write-ahead log after this connection's last commit; 4 KiB each.
  var pagesInLog: Int { log.pages }

  /// A prepared statement and where each numbered parameter goes: SQLite numbers `$3` by first
  /// appearance, PostgreSQL by its digits, and the same text must serve both.
  final class Statement {
    let handle: OpaquePointer
    let parameters: [Int32]
    /// Holds texts and bytes bound to the statement until it is reset, so that SQLite needn't copy
    /// each into memory of its own.
    private var bound: UnsafeMutableRawBufferPointer?
    private var used = 0

    fileprivate init(_ handle: OpaquePointer, parameters: [Int32]) {
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
    fileprivate func reserve(_ count: Int) -> Bool {
      used = 0
      guard count <= SQLiteSession.maxBoundBytes else { return false }
      if bound == nil || count > bound?.count ?? 0 {
        bound?.deallocate()
        bound = .allocate(byteCount: max(count, SQLiteSession.leastBoundBytes), alignment: 1)
      }
      return true
    }

    /// Copies bytes there; a place even for none, for SQLite takes no address to mean NULL.
    fileprivate func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
      guard let start = bound?.baseAddress.map({ $0 + used }) else { return nil }
      if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
      used += bytes.count
      return UnsafeRawPointer(start)
    }
  }

  /// A statement ready to step; to be reset when its rows have been read.
  func bound(_ sql: StaticString, _ arguments: [SQLValue]) throws -> Statement {
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
    if statements.count >= SQLiteSession.maxCachedStatements {
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

  func step(_ statement: Statement) throws -> Bool {
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

/// Tells SQLite to copy the bytes before the call returns (`SQLITE_TRANSIENT`, a macro in C).
let transientCopy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

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
