import CPostgreSQL
import Glibc

/// What a statement gave back: all its rows at once.
final class PostgreSQLResult {
  private let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  /// Of a command that the server has yet to hear.
  static func none() throws -> PostgreSQLResult {
    guard let empty = PQmakeEmptyPGresult(nil, PGRES_COMMAND_OK) else {
      throw DatabaseError(kind: .other, code: 0, message: "out of memory", sql: "")
    }
    return PostgreSQLResult(empty)
  }

  deinit { PQclear(pointer) }

  /// Rows.
  var count: Int { Int(PQntuples(pointer)) }

  /// Rows inserted, changed or deleted.
  var changed: Int {
    guard let text = PQcmdTuples(pointer) else { return 0 }
    return Int(String(cString: text)) ?? 0
  }

  /// The command's name, as the server calls what it did.
  var tag: String {
    guard let text = PQcmdStatus(pointer) else { return "" }
    return String(cString: text)
  }

  func read<Value>(_ number: Int, _ body: (SQLRow) throws -> Value) rethrows -> Value {
    try withExtendedLifetime(self) {
      try body(SQLRow(result: pointer, number: Int32(number)))
    }
  }

  func parameterType(_ number: Int) -> UInt32 { PQparamtype(pointer, Int32(number)) }
}

extension PostgreSQLSession {
  /// A result that is none of an error.
  static func result(_ pointer: OpaquePointer?, _ connection: OpaquePointer, _ sql: String) throws
    -> PostgreSQLResult
  {
    guard let pointer else { throw failure(nil, connection, sql) }
    let status = PQresultStatus(pointer)
    guard [PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_COPY_IN, PGRES_COPY_OUT].contains(status) else {
      defer { PQclear(pointer) }
      throw failure(pointer, connection, sql)
    }
    return PostgreSQLResult(pointer)
  }

  static func finish(_ pointer: OpaquePointer?, _ connection: OpaquePointer, _ sql: String) throws {
    _ = try result(pointer, connection, sql)
  }

  /// The server's primary message: its details, which hold values, are left out.
  static func failure(_ result: OpaquePointer?, _ connection: OpaquePointer, _ sql: String)
    -> DatabaseError
  {
    let state = field(result, "C") ?? ""
    // What libpq says by itself has no SQLSTATE: the server has gone in the middle.
    let isLost = PQstatus(connection) == CONNECTION_BAD || state.isEmpty
    let text = field(result, "M") ?? message(of: connection)
    return DatabaseError(
      kind: isLost ? .connection : kind(ofState: state),
      code: 0,
      message: state.isEmpty ? text : "\(state): \(text)",
      sql: sql,
    )
  }

  private static func field(_ result: OpaquePointer?, _ name: Unicode.Scalar) -> String? {
    guard let result, let text = PQresultErrorField(result, Int32(name.value)) else { return nil }
    return String(cString: text)
  }

  /// What an SQLSTATE means to us (PostgreSQL, appendix A).
  static func kind(ofState state: String) -> DatabaseError.Kind {
    switch state {
    case "23505": .unique
    // Serialisation, deadlock, a lock not given in time.
    case "40001", "40P01", "55P03": .busy
    case "53100", "58030": .disk
    // Shut down or crashed; not writable any more, for another server is the primary now.
    case "57P01", "57P02", "57P03", "25006", "25P03": .connection
    case _ where state.hasPrefix("23"): .constraint
    case _ where state.hasPrefix("08"): .connection
    case _ where state.hasPrefix("XX"): .corrupt
    default: .other
    }
  }

  static func message(of connection: OpaquePointer) -> String {
    let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
    return text.split(separator: "\n").joined(separator: "; ")
  }

  /// Calls a body with C strings, ended by a null pointer.
  static func withCStrings<Value>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value,
  ) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
