import CSQLite

/// Whole tables, row by row.
extension SQLiteSession {
  /// Calls `body` with each row as a ``CopyLine``.
  func eachLine(of table: TableLayout, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let sql = "SELECT \(table.quotedColumns) FROM \(table.quotedName)"
    try withStatement(sql) { statement in
      var line = CopyLine()
      while try isAtRow(statement, sql) {
        line.removeAll()
        for (position, column) in table.columns.enumerated() {
          try append(column, Int32(position), of: statement, to: &line, in: table)
        }
        try line.bytes.withUnsafeBytes(body)
      }
    }
  }

  func rowCount(_ table: TableLayout) throws -> Int {
    let sql = "SELECT count(*) FROM \(table.quotedName)"
    var count = 0
    try withStatement(sql) { statement in
      if try isAtRow(statement, sql) { count = Int(sqlite3_column_int64(statement, 0)) }
    }
    return count
  }

  private func append(
    _ column: TableLayout.Column,
    _ position: Int32,
    of statement: OpaquePointer,
    to line: inout CopyLine,
    in table: TableLayout,
  ) throws {
    // Before its length: that of a text is known once it is one.
    func bytes(_ start: UnsafeRawPointer?) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, position)))
    }
    switch (sqlite3_column_type(statement, position), column.kind) {
    case (SQLITE_NULL, _): line.appendNull()
    case (SQLITE_INTEGER, .integer): line.append(sqlite3_column_int64(statement, position))
    case (SQLITE_TEXT, .text):
      let text = bytes(UnsafeRawPointer(sqlite3_column_text(statement, position)))
      guard !text.contains(0) else {
        throw RegistryMove.Failure.unstorable(table: table.name, column: column.name)
      }
      line.append(text: text)
    case (SQLITE_BLOB, .bytes): line.append(blob: bytes(sqlite3_column_blob(statement, position)))
    default: throw RegistryMove.Failure.unstorable(table: table.name, column: column.name)
    }
  }

  /// Inserts rows that `produce` hands over as lines.
  func putLines(
    into table: TableLayout,
    _ produce: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void,
  ) throws {
    let places = table.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let sql = "INSERT INTO \(table.quotedName) (\(table.quotedColumns)) VALUES (\(places))"
    try withStatement(sql) { statement in
      try produce { line in
        guard let values = CopyLine.values(line, of: table.columns) else {
          throw RegistryMove.Failure.unstorable(table: table.name, column: "?")
        }
        for (position, value) in values.enumerated() {
          guard bind(value, to: statement, at: Int32(position + 1)) == SQLITE_OK else {
            throw failure(sql)
          }
        }
        _ = try isAtRow(statement, sql)
        sqlite3_reset(statement)
      }
    }
  }

  private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(statement, index)
    case .integer(let number): return sqlite3_bind_int64(statement, index, number)
    case .real(let number): return sqlite3_bind_double(statement, index, number)
    case .text(let text): return bind(.utf8(Array(text.utf8)), to: statement, at: index)
    case .utf8(let text):
      return text.withUnsafeBytes { bytes in
        let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
        // No address would mean NULL.
        guard let start else { return sqlite3_bind_text(statement, index, "", 0, transientCopy) }
        return sqlite3_bind_text(statement, index, start, Int32(bytes.count), transientCopy)
      }
    case .blob(let blob):
      guard !blob.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
      return blob.withUnsafeBytes {
        sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), transientCopy)
      }
    }
  }

  private func isAtRow(_ statement: OpaquePointer, _ sql: String) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(sql)
    }
  }

  private func withStatement(_ sql: String, _ body: (OpaquePointer) throws -> Void) throws {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
      throw failure(sql)
    }
    defer { sqlite3_finalize(prepared) }
    try body(prepared)
  }
}
