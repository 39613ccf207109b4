import CPostgreSQL

/// Whole tables by COPY, row by row.
extension PostgreSQLSession {
  /// Bytes that are sent at once.
  private static let sentAtOnce = 64 * 1024

  /// Calls `body` with each row as a ``CopyLine``.
  func eachLine(of table: TableLayout, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let sql = "COPY \(table.quotedName) (\(table.quotedColumns)) TO STDOUT"
    _ = try answer(sql, seconds: .max) { PQsendQuery($0, sql) }
    while true {
      var line: UnsafeMutablePointer<CChar>?
      let count = PQgetCopyData(connection, &line, 0)
      guard count > 0, let line else { break }
      defer { PQfreemem(line) }
      // Without its end of line.
      try body(UnsafeRawBufferPointer(start: line, count: Int(count) - 1))
    }
    _ = try answer(sql, seconds: .max) { _ in 1 }
  }

  func rowCount(_ table: TableLayout) throws -> Int {
    let sql = "SELECT count(*) FROM \(table.quotedName)"
    let result = try answer(sql, seconds: .max) { PQsendQuery($0, sql) }
    return result.count > 0 ? result.read(0) { $0.int(0) } : 0
  }

  /// Inserts rows that `produce` hands over as lines.
  func putLines(
    into table: TableLayout,
    _ produce: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void,
  ) throws {
    let sql = "COPY \(table.quotedName) (\(table.quotedColumns)) FROM STDIN"
    _ = try answer(sql, seconds: .max) { PQsendQuery($0, sql) }
    var waiting: [UInt8] = []
    waiting.reserveCapacity(PostgreSQLSession.sentAtOnce * 2)
    func send() throws {
      let isSent = waiting.withUnsafeBytes { bytes in
        PQputCopyData(
          connection,
          bytes.assumingMemoryBound(to: CChar.self).baseAddress,
          Int32(bytes.count),
        )
      }
      guard isSent == 1 else { throw PostgreSQLSession.failure(nil, connection, sql) }
      waiting.removeAll(keepingCapacity: true)
    }
    do {
      try produce { line in
        waiting.append(contentsOf: line)
        waiting.append(UInt8(ascii: "\n"))
        if waiting.count >= PostgreSQLSession.sentAtOnce { try send() }
      }
      if !waiting.isEmpty { try send() }
    } catch {
      _ = try? answer(sql, seconds: .max) { PQputCopyEnd($0, "given up") }
      throw error
    }
    _ = try answer(sql, seconds: .max) { PQputCopyEnd($0, nil) }
  }
}
