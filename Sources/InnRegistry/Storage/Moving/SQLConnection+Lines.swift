/// Whole tables, for ``RegistryMove``: one row at a time, whatever their size.
extension SQLConnection {
  func eachLine(of table: TableLayout, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch engine {
    case .file(let session): try session.eachLine(of: table, body)
    case .server(let session): try session.eachLine(of: table, body)
    }
  }

  func putLines(
    into table: TableLayout,
    _ produce: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void,
  ) throws {
    switch engine {
    case .file(let session): try session.putLines(into: table, produce)
    case .server(let session): try session.putLines(into: table, produce)
    }
  }

  func rowCount(_ table: TableLayout) throws -> Int {
    switch engine {
    case .file(let session): try session.rowCount(table)
    case .server(let session): try session.rowCount(table)
    }
  }

  /// Rows and digest of a table.
  func digest(of table: TableLayout) throws -> RowDigest {
    var digest = RowDigest()
    try eachLine(of: table) { digest.add($0) }
    return digest
  }
}
