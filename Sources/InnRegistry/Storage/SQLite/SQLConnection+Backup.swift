import CSQLite

/// What only a file has: copies of the whole database, the write-ahead log in numbers, pages to look
/// at. A server keeps its own house; there these do nothing, and nothing waits for them.
extension SQLConnection {
  /// Pages copied at a time, 4 MiB: between two the disk serves others.
  static let copiedAtOnce: Int32 = 1024

  /// Copies one committed moment of the whole database into a new file, while others write on.
  ///
  /// - Parameters:
  ///   - path: a file that does not exist yet, or is empty.
  ///   - isAlone: the copy is one file that needs no write-ahead log beside it.
  ///   - progress: told after each step how many pages of how many are copied.
  /// - Throws: ``DatabaseError``; the half copy is left to the caller.
  package func copyAll(
    to path: String,
    isAlone: Bool = true,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in },
  ) throws {
    let handle = try file("copy").handle
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2(path, &opened, flags, nil)
    defer { sqlite3_close_v2(opened) }
    guard status == SQLITE_OK, let target = opened else {
      throw SQLConnection.failure(opened, status, "open the copy")
    }
    // One snapshot from the first page to the last: without it every commit would begin the copy
    // anew, and under steady load it would never end.
    try run("BEGIN")
    defer { _ = try? run("COMMIT") }
    _ = try count("SELECT count(*) FROM sqlite_schema")
    guard let copy = sqlite3_backup_init(target, "main", handle, "main") else {
      throw SQLConnection.failure(target, sqlite3_errcode(target), "begin the copy")
    }
    var step = SQLITE_OK
    while step == SQLITE_OK {
      step = sqlite3_backup_step(copy, SQLConnection.copiedAtOnce)
      let all = Int(sqlite3_backup_pagecount(copy))
      progress(all - Int(sqlite3_backup_remaining(copy)), all)
    }
    let finish = sqlite3_backup_finish(copy)
    guard step == SQLITE_DONE, finish == SQLITE_OK else {
      throw SQLConnection.failure(target, step == SQLITE_DONE ? finish : step, "copy")
    }
    guard isAlone else { return }
    let mode = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", nil, nil, nil)
    guard mode == SQLITE_OK else { throw SQLConnection.failure(target, mode, "end the copy") }
  }

  /// Copies what it can of the write-ahead log into the database.
  ///
  /// - Parameter isWhole: all of it, and the log is empty then; waits for readers.
  /// - Returns: pages in the log before, and how many of them are in the database.
  @discardableResult
  package func checkpointed(isWhole: Bool = false) throws -> (inLog: Int, copied: Int) {
    guard case .file(let session) = engine else { return (0, 0) }
    let handle = session.handle
    // A log that is emptied is told as empty: it is looked at first.
    var inLog: Int32 = 0
    var copied: Int32 = 0
    let status = sqlite3_wal_checkpoint_v2(
      handle,
      nil,
      SQLITE_CHECKPOINT_PASSIVE,
      &inLog,
      &copied,
    )
    guard status == SQLITE_OK || status == SQLITE_BUSY else { throw session.failure("checkpoint") }
    if isWhole {
      let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
      guard status == SQLITE_OK else { throw session.failure("checkpoint") }
    }
    return (Int(max(inLog, 0)), Int(max(copied, 0)))
  }

  /// Copies the write-ahead log into the database without waiting for readers.
  ///
  /// - Returns: pages of the log that are not in the database yet.
  @discardableResult
  package func checkpoint() throws -> Int {
    let (inLog, copied) = try checkpointed()
    return inLog - copied
  }

  /// Pages in the write-ahead log after this connection's last commit; 4 KiB each.
  package var pagesInLog: Int {
    switch engine {
    case .file(let session): session.pagesInLog
    case .server: 0
    }
  }

  /// Gives back memory that reading much has taken.
  package func giveBackMemory() throws {
    guard case .file = engine else { return }
    try run("PRAGMA shrink_memory")
  }

  /// Faults of the file page by page, ten at most; empty for a whole one.
  package func pageFaults() throws -> [String] {
    guard case .file = engine else { return [] }
    return try rows("PRAGMA quick_check(10)") { $0.text(0) }.filter { $0 != "ok" }
  }

  /// Rows that refer to one that does not exist: table, row, and where they point to.
  ///
  /// Only a file can have any: a server has looked at each of them.
  package func strayReferences() throws -> [(table: String, row: Int64, parent: String)] {
    guard case .file = engine else { return [] }
    return try rows("PRAGMA foreign_key_check") { ($0.text(0), $0.integer(1), $0.text(2)) }
  }

  /// Runs deletions whose contents are overwritten with zeros in the file, not only forgotten.
  ///
  /// Older copies leave the write-ahead log with the next checkpoints. A server forgets what VACUUM
  /// has cleared; its guide says what that means for backups.
  package func erasing<Value>(_ body: () throws -> Value) throws -> Value {
    guard case .file = engine else { return try body() }
    // 0 is off; some builds of SQLite have it on for every deletion.
    let isOn = try count("PRAGMA secure_delete") == 1
    guard !isOn else { return try body() }
    try script("PRAGMA secure_delete = ON")
    defer { try? script("PRAGMA secure_delete = OFF") }
    return try body()
  }

  private func file(_ what: String) throws -> SQLiteSession {
    guard case .file(let session) = engine else {
      throw DatabaseError(
        kind: .other,
        code: 0,
        message: "a PostgreSQL server is copied by its own tools (pg_dump, pg_basebackup)",
        sql: what,
      )
    }
    return session
  }

  private static func failure(_ handle: OpaquePointer?, _ code: Int32, _ what: String)
    -> DatabaseError
  {
    let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    let isDisk = [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN].contains(code & 0xFF)
    let isCorrupt = [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF)
    return DatabaseError(
      kind: isDisk ? .disk : isCorrupt ? .corrupt : .other,
      code: code,
      message: message,
      sql: what,
    )
  }
}
