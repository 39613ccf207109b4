import CSQLite

/// Values of the row at which a statement stands.
enum SQLiteColumn {
  static func isNull(_ handle: OpaquePointer, _ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  static func integer(_ handle: OpaquePointer, _ column: Int) -> Int64 {
    sqlite3_column_int64(handle, Int32(column))
  }

  static func real(_ handle: OpaquePointer, _ column: Int) -> Double {
    sqlite3_column_double(handle, Int32(column))
  }

  static func text(_ handle: OpaquePointer, _ column: Int) -> String {
    guard let bytes = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  static func blob(_ handle: OpaquePointer, _ column: Int) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    )
  }
}
