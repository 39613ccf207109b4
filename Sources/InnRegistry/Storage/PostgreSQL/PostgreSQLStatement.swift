import CPostgreSQL

/// Types of parameters, by their numbers in the server's catalogue.
enum PostgreSQLType {
  static let unknown: UInt32 = 0
  static let bytes: UInt32 = 17
  static let integer: UInt32 = 20
  static let text: UInt32 = 25
  static let real: UInt32 = 701

  static func of(_ value: SQLValue) -> UInt32 {
    switch value {
    case .null: unknown
    case .integer: integer
    case .real: real
    case .text, .utf8: text
    case .blob: bytes
    }
  }
}

/// A statement the server knows by a name, and the types of its parameters.
struct PostgreSQLStatement {
  let name: String
  private let types: [UInt32]

  /// Prepares it for arguments of these types; the server tells those of NULL.
  init(
    preparing sql: StaticString,
    as name: String,
    for arguments: [SQLValue],
    _ session: PostgreSQLSession,
  ) throws {
    let wanted = arguments.map(PostgreSQLType.of)
    let text = sql.description
    _ = try session.answer(text) {
      PQsendPrepare($0, name, text, Int32(wanted.count), wanted)
    }
    self.name = name
    guard wanted.contains(PostgreSQLType.unknown) else {
      types = wanted
      return
    }
    let described = try session.answer(text) { PQsendDescribePrepared($0, name) }
    types = wanted.indices.map { described.parameterType($0) }
  }

  /// Whether it can be run with these arguments as they are.
  func takes(_ arguments: [SQLValue]) -> Bool {
    guard arguments.count == types.count else { return false }
    for (type, argument) in zip(types, arguments) {
      let wanted = PostgreSQLType.of(argument)
      guard wanted == type || wanted == PostgreSQLType.unknown else { return false }
    }
    return true
  }
}

/// A statement's arguments as they go to the server: each in the server's own form.
struct PostgreSQLArguments {
  private var bytes: [UInt8] = []
  /// Where each begins; nil for NULL.
  private var starts: [Int?] = []
  private var lengths: [Int32] = []

  init(_ arguments: [SQLValue]) {
    starts.reserveCapacity(arguments.count)
    lengths.reserveCapacity(arguments.count)
    bytes.reserveCapacity(arguments.reduce(1) { $0 + max(8, $1.boundBytes) })
    for argument in arguments {
      let start = bytes.count
      switch argument {
      case .null: break
      case .integer(let number):
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
      case .real(let number):
        withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
      case .text(let text): bytes.append(contentsOf: text.utf8)
      case .utf8(let text), .blob(let text): bytes.append(contentsOf: text)
      }
      starts.append(argument == .null ? nil : start)
      lengths.append(Int32(bytes.count - start))
    }
    // An empty text has an address too: none means NULL.
    bytes.append(0)
  }

  func withPointers<Value>(
    _ body: (
      UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) throws -> Value
  ) rethrows -> Value {
    try bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
      // 1: in the server's own form.
      let formats = [Int32](repeating: 1, count: starts.count)
      return try values.withUnsafeBufferPointer { values in
        try lengths.withUnsafeBufferPointer { lengths in
          try formats.withUnsafeBufferPointer { formats in
            try body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }
}
