/// The current row of a running query; valid only inside the closure it is handed to.
package struct SQLRow {
  /// SQLite's statement, or PostgreSQL's result.
  private let handle: OpaquePointer
  /// The row in PostgreSQL's result; SQLite knows its own.
  private let number: Int32
  private static let ofStatement: Int32 = -1

  /// The row at which an SQLite statement stands.
  init(handle: OpaquePointer) {
    self.handle = handle
    number = SQLRow.ofStatement
  }

  /// A row of a PostgreSQL result.
  init(result: OpaquePointer, number: Int32) {
    handle = result
    self.number = number
  }

  private var isOfStatement: Bool { number == SQLRow.ofStatement }

  package func isNull(_ column: Int) -> Bool {
    isOfStatement
      ? SQLiteColumn.isNull(handle, column) : PostgreSQLColumn.isNull(handle, number, column)
  }

  package func integer(_ column: Int) -> Int64 {
    isOfStatement
      ? SQLiteColumn.integer(handle, column) : PostgreSQLColumn.integer(handle, number, column)
  }

  package func int(_ column: Int) -> Int { Int(integer(column)) }
  package func bool(_ column: Int) -> Bool { integer(column) != 0 }

  package func real(_ column: Int) -> Double {
    isOfStatement
      ? SQLiteColumn.real(handle, column) : PostgreSQLColumn.real(handle, number, column)
  }

  package func text(_ column: Int) -> String {
    isOfStatement
      ? SQLiteColumn.text(handle, column) : PostgreSQLColumn.text(handle, number, column)
  }

  package func blob(_ column: Int) -> [UInt8] {
    isOfStatement
      ? SQLiteColumn.blob(handle, column) : PostgreSQLColumn.blob(handle, number, column)
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
  /// - Throws: ``DatabaseError`` when the database holds a word this version does not know.
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
