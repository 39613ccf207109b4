/// Header fields in the order of the message; names compare without case (RFC 9110 section 5.1).
package struct HTTPHeaders: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  package private(set) var fields: [Field] = []

  /// Fields of a usual request or answer: room for them is made at once.
  private static let usualFields = 8

  package init() { fields.reserveCapacity(HTTPHeaders.usualFields) }

  package init(_ fields: [(String, String)]) {
    self.fields.reserveCapacity(max(fields.count, HTTPHeaders.usualFields))
    for (name, value) in fields { append(name, value) }
  }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    fields.first { $0.name.equalsIgnoringCase(name) }?.value
  }

  /// The values of all fields of that name.
  package func all(_ name: String) -> [String] {
    fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
  }

  package func count(of name: String) -> Int {
    fields.count { $0.name.equalsIgnoringCase(name) }
  }

  /// Adds a field beside others of the same name.
  package mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Puts one field in place of all others of the same name.
  package mutating func set(_ name: String, _ value: String) {
    if self[name] != nil { fields.removeAll { $0.name.equalsIgnoringCase(name) } }
    append(name, value)
  }
}

extension HTTPHeaders.Field {
  /// Whether the field can go on the wire: the name is a token, the value has no control character
  /// that could end the line and begin another field (RFC 9110 section 5.5).
  package var isWellFormed: Bool {
    !name.isEmpty && name.holds { $0.allSatisfy(isTokenCharacter) }
      && value.holds { bytes in
        // To the end in any case: without a way out the compiler looks at many bytes at once.
        bytes.reduce(true) { $0 && $1 >= 0x20 && $1 != 0x7F }
      }
  }
}

extension String {
  /// Whether something holds for its bytes, looked at where they lie; without a copy nobody counts
  /// its holders.
  fileprivate func holds(_ condition: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    utf8.withContiguousStorageIfAvailable(condition)
      ?? Array(utf8).withUnsafeBufferPointer(condition)
  }
}

extension String {
  /// Whether two ASCII names differ at most in case.
  package func equalsIgnoringCase(_ other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        left.indices.allSatisfy { asciiLowercase(left[$0]) == asciiLowercase(right[$0]) }
      }
    }
  }
}

private func asciiLowercase(_ byte: UInt8) -> UInt8 {
  (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
}

/// The characters of a token (RFC 9110 section 5.6.2).
///
/// Letters first: nearly every character of a name is one.
@inline(__always)
func isTokenCharacter(_ byte: UInt8) -> Bool {
  if (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-") { return true }
  return switch byte {
  case 0x30...0x39: true
  case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
    UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
    UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
    UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
    true
  default: false
  }
}
