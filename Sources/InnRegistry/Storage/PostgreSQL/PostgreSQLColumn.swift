import CPostgreSQL

/// Values of a row of a result, which come as text: numbers are of several types there (a sum of
/// BIGINT is NUMERIC, a comparison BOOLEAN), and their texts read alike.
enum PostgreSQLColumn {
  static func isNull(_ result: OpaquePointer, _ row: Int32, _ column: Int) -> Bool {
    PQgetisnull(result, row, Int32(column)) != 0
  }

  private static func bytes(_ result: OpaquePointer, _ row: Int32, _ column: Int)
    -> UnsafeBufferPointer<UInt8>
  {
    guard let start = PQgetvalue(result, row, Int32(column)) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    let count = Int(PQgetlength(result, row, Int32(column)))
    return UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self),
      count: count,
    )
  }

  /// A whole number; 1 and 0 for true and false; 0 for NULL, as SQLite has it.
  static func integer(_ result: OpaquePointer, _ row: Int32, _ column: Int) -> Int64 {
    let digits = bytes(result, row, column)
    guard let first = digits.first else { return 0 }
    if first == UInt8(ascii: "t") { return 1 }
    let isNegative = first == UInt8(ascii: "-")
    var value: Int64 = 0
    for digit in digits.dropFirst(isNegative ? 1 : 0) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { break }
      // Downwards, for the least number has no positive one; beyond it a NUMERIC wraps.
      value = value &* 10 &- Int64(digit - UInt8(ascii: "0"))
    }
    return isNegative ? value : 0 &- value
  }

  static func real(_ result: OpaquePointer, _ row: Int32, _ column: Int) -> Double {
    Double(text(result, row, column)) ?? 0
  }

  static func text(_ result: OpaquePointer, _ row: Int32, _ column: Int) -> String {
    String(decoding: bytes(result, row, column), as: UTF8.self)
  }

  /// Bytes, which come as `\x` and two digits each.
  static func blob(_ result: OpaquePointer, _ row: Int32, _ column: Int) -> [UInt8] {
    let digits = bytes(result, row, column).dropFirst(2)
    var found: [UInt8] = []
    found.reserveCapacity(digits.count / 2)
    var high: UInt8?
    for digit in digits {
      let value = digit >= UInt8(ascii: "a") ? digit - UInt8(ascii: "a") + 10 : digit & 0x0F
      if let upper = high {
        found.append(upper << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return found
  }
}
