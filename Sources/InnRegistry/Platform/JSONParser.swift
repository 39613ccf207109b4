/// What a document may cost whoever reads it.
package struct JSONLimits: Hashable, Sendable {
  /// Longest document, in bytes.
  package var maxBytes: Int
  /// Deepest nesting of arrays and objects: the parser recurses, and threads have small stacks.
  package var maxDepth: Int
  /// Most values in all, counting every element and member: a value takes some thirty times the
  /// memory of the two bytes that can ask for it.
  package var maxValues: Int

  package init(maxBytes: Int, maxDepth: Int, maxValues: Int) {
    self.maxBytes = maxBytes
    self.maxDepth = maxDepth
    self.maxValues = maxValues
  }

  /// For requests: 1 MiB as the HTTP body, 32 levels (the API uses 6), 50 000 values (a year of
  /// nights for every room of a large inn has fewer).
  package static let request = JSONLimits(maxBytes: 1 << 20, maxDepth: 32, maxValues: 50_000)

  /// For files that the office imports: 64 MiB, five million values.
  package static let file = JSONLimits(maxBytes: 64 << 20, maxDepth: 32, maxValues: 5_000_000)
}

/// Why a text is not one JSON document, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable {
    case tooLarge = "the document is too large"
    case tooDeep = "arrays and objects are nested too deeply"
    case tooManyValues = "the document has too many values"
    case unexpectedEnd = "the document ends too early"
    case unexpectedByte = "a character stands where it may not"
    case trailingBytes = "something follows the document"
    case malformedNumber = "a number is malformed"
    case numberOutOfRange = "a number is too large"
    case malformedEscape = "a backslash sequence in a string is malformed"
    case controlCharacter = "a control character stands unescaped in a string"
    case invalidUTF8 = "a string is not valid UTF-8"
    case duplicateName = "an object has two members of the same name"
  }

  package let reason: Reason
  /// Where the fault was seen, in bytes from the beginning of the text.
  package let byteOffset: Int
}

extension JSONValue {
  /// Reads one JSON document strictly by RFC 8259: UTF-8 without byte order mark, no duplicate
  /// names, no lone surrogates, whole numbers that fit 64 bits, other numbers finite.
  package init(
    parsing bytes: [UInt8],
    limits: JSONLimits = .request,
  ) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes: bytes, limits: limits)
    self = try parser.document()
  }
}

/// A recursive descent over the bytes; depth, size and number of values are limited.
private struct JSONParser {
  private let bytes: [UInt8]
  private let limits: JSONLimits
  private var position = 0
  private var depth = 0
  private var valueCount = 0

  /// Names up to this many are compared one by one; more go through a set.
  private static let linearSearchLimit = 16
  /// Longest number, in characters: the longest shortest-form Double has 24.
  private static let maxNumberLength = 64

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONSyntaxError) -> JSONValue {
    guard bytes.count <= limits.maxBytes else { throw fault(.tooLarge, at: limits.maxBytes) }
    skipSpace()
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw fault(.trailingBytes) }
    return value
  }

  private func fault(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(reason: reason, byteOffset: offset ?? position)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONValue {
    valueCount += 1
    guard valueCount <= limits.maxValues else { throw fault(.tooManyValues) }
    guard let byte = current else { throw fault(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    default: throw fault(.unexpectedByte)
    }
  }

  private mutating func word(
    _ text: StaticString,
    _ value: JSONValue,
  ) throws(JSONSyntaxError) -> JSONValue {
    let count = text.utf8CodeUnitCount
    for index in 0..<count {
      guard position + index < bytes.count else {
        throw fault(.unexpectedEnd, at: bytes.count)
      }
      guard bytes[position + index] == text.utf8Start[index] else {
        throw fault(.unexpectedByte, at: position + index)
      }
    }
    position += count
    return value
  }

  private mutating func descend() throws(JSONSyntaxError) {
    depth += 1
    guard depth <= limits.maxDepth else { throw fault(.tooDeep) }
    position += 1
    skipSpace()
  }

  private mutating func array() throws(JSONSyntaxError) -> JSONValue {
    try descend()
    var elements: [JSONValue] = []
    if current == UInt8(ascii: "]") {
      position += 1
    } else {
      while true {
        elements.append(try value())
        if try endsAfterItem(UInt8(ascii: "]")) { break }
      }
    }
    depth -= 1
    return .array(elements)
  }

  private mutating func object() throws(JSONSyntaxError) -> JSONValue {
    try descend()
    var object = JSONObject()
    var names: Set<String> = []
    if current == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        let start = position
        guard let byte = current else { throw fault(.unexpectedEnd) }
        guard byte == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
        let name = try string()
        guard isNew(name, in: object, &names) else { throw fault(.duplicateName, at: start) }
        skipSpace()
        guard let colon = current else { throw fault(.unexpectedEnd) }
        guard colon == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
        position += 1
        skipSpace()
        object.append(name, try value())
        if try endsAfterItem(UInt8(ascii: "}")) { break }
      }
    }
    depth -= 1
    return .object(object)
  }

  /// Whether a name has not been seen; names that are equal by Unicode count as one, so that no
  /// later reader can take them for different ones.
  private func isNew(_ name: String, in object: JSONObject, _ names: inout Set<String>) -> Bool {
    if object.members.count < JSONParser.linearSearchLimit {
      return !object.members.contains { $0.name == name }
    }
    if names.isEmpty { names = Set(object.members.map(\.name)) }
    return names.insert(name).inserted
  }

  /// Reads what follows an element: the closing bracket (true) or a comma (false).
  private mutating func endsAfterItem(_ closing: UInt8) throws(JSONSyntaxError) -> Bool {
    skipSpace()
    guard let byte = current else { throw fault(.unexpectedEnd) }
    if byte == closing {
      position += 1
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
    position += 1
    skipSpace()
    return false
  }
}

// MARK: - Numbers

extension JSONParser {
  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let firstDigit = position
    try digits()
    if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
      throw fault(.malformedNumber, at: start)
    }
    let lastDigit = position
    var isWhole = true
    if current == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    guard position - start <= JSONParser.maxNumberLength else {
      throw fault(.numberOutOfRange, at: start)
    }
    if isWhole {
      return .integer(try wholeNumber(firstDigit..<lastDigit, isNegative: isNegative, start))
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
      value.isFinite
    else { throw fault(.numberOutOfRange, at: start) }
    return .number(value)
  }

  private mutating func digits() throws(JSONSyntaxError) {
    let start = position
    while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else {
      throw fault(position == bytes.count ? .unexpectedEnd : .malformedNumber)
    }
  }

  private func wholeNumber(
    _ range: Range<Int>,
    isNegative: Bool,
    _ start: Int,
  ) throws(JSONSyntaxError) -> Int {
    var value = 0
    for index in range {
      let digit = Int(bytes[index] - 0x30)
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      // Counted downwards when negative, because the range of Int reaches one further there.
      let (sum, carry) =
        isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      guard !overflow, !carry else { throw fault(.numberOutOfRange, at: start) }
      value = sum
    }
    return value
  }
}

// MARK: - Strings

extension JSONParser {
  /// Reads a string; the current byte is its opening quote.
  private mutating func string() throws(JSONSyntaxError) -> String {
    let start = position
    position += 1
    let contentStart = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try validated(bytes[contentStart..<position], start)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try stringWithEscapes(start, contentStart) }
      guard byte >= 0x20 else { throw fault(.controlCharacter) }
      position += 1
    }
    throw fault(.unexpectedEnd)
  }

  private mutating func stringWithEscapes(
    _ start: Int,
    _ contentStart: Int,
  ) throws(JSONSyntaxError) -> String {
    var content = Array(bytes[contentStart..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try validated(content[...], start)
      case UInt8(ascii: "\\"):
        position += 1
        try appendEscape(to: &content)
      case 0..<0x20:
        throw fault(.controlCharacter)
      default:
        content.append(byte)
        position += 1
      }
    }
    throw fault(.unexpectedEnd)
  }

  private func validated(
    _ content: ArraySlice<UInt8>,
    _ start: Int,
  ) throws(JSONSyntaxError) -> String {
    guard let text = String(validating: content, as: UTF8.self) else {
      throw fault(.invalidUTF8, at: start)
    }
    return text
  }

  private mutating func appendEscape(to content: inout [UInt8]) throws(JSONSyntaxError) {
    guard let byte = current else { throw fault(.unexpectedEnd) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"): content.append(contentsOf: Character(try escapedScalar()).utf8)
    default: throw fault(.malformedEscape, at: position - 1)
    }
  }

  /// Reads the digits after `\u`, and the second half of a surrogate pair where there is one.
  private mutating func escapedScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = position
    let first = try fourHexadecimalDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { throw fault(.malformedEscape, at: start) }
    position += 2
    let second = try fourHexadecimalDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault(.malformedEscape, at: start) }
    return scalar
  }

  private mutating func fourHexadecimalDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw fault(.unexpectedEnd) }
      guard let digit = hexadecimalDigit(byte) else { throw fault(.malformedEscape) }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

/// The value of an ASCII hexadecimal digit; nil for any other byte.
package func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
