/// Where something stands in a text, for people: both counted from 1, the column in characters.
package struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "\(line):\(column)" }
}

/// A settings file in JSON5 (spec.json5.org), and where each of its values stands.
///
/// Comments, trailing commas, names without quotes, single quotes, hexadecimal numbers and line
/// continuations are taken; Infinity and NaN are not, because no setting is one. Two members of one
/// name are a fault, as everywhere.
package struct JSON5Document: Hashable, Sendable {
  package let value: JSONValue
  /// By JSON pointer.
  package let places: [String: TextPosition]

  package struct Fault: Error, Hashable, Sendable {
    package let position: TextPosition
    package let detail: String
  }

  /// Largest file, in bytes: some pages of settings.
  package static let maxBytes = 256 * 1024
  static let maxDepth = 16
  static let maxValues = 10_000

  package init(parsing bytes: [UInt8]) throws(Fault) {
    let start = TextPosition(line: 1, column: 1)
    guard bytes.count <= JSON5Document.maxBytes else {
      throw Fault(position: start, detail: "the file is larger than 256 KiB")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(position: start, detail: "the file is not UTF-8")
    }
    var parser = JSON5Parser(text)
    value = try parser.document()
    places = parser.places
  }
}

/// A recursive descent over Unicode scalars; depth and number of values are limited.
private struct JSON5Parser {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var position = TextPosition(line: 1, column: 1)
  private var depth = 0
  private var count = 0
  private(set) var places: [String: TextPosition] = [:]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func document() throws(JSON5Document.Fault) -> JSONValue {
    if current == "\u{FEFF}" { index += 1 }
    try skipSpace()
    let value = try value(at: .root)
    try skipSpace()
    guard current == nil else { throw fault("something follows the settings") }
    return value
  }

  private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
  private var next: Unicode.Scalar? { index + 1 < scalars.count ? scalars[index + 1] : nil }

  private func fault(_ detail: String, at place: TextPosition? = nil) -> JSON5Document.Fault {
    JSON5Document.Fault(position: place ?? position, detail: detail)
  }

  private mutating func advance() {
    guard let scalar = current else { return }
    index += 1
    if scalar == "\n" || (scalar == "\r" && current != "\n") {
      position.line += 1
      position.column = 1
    } else if scalar != "\r" {
      position.column += 1
    }
  }

  /// White space and comments.
  private mutating func skipSpace() throws(JSON5Document.Fault) {
    while let scalar = current {
      if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
        advance()
      } else if scalar == "/", next == "/" {
        while let scalar = current, scalar != "\n" { advance() }
      } else if scalar == "/", next == "*" {
        let start = position
        advance()
        advance()
        while !(current == "*" && next == "/") {
          guard current != nil else { throw fault("this comment never ends", at: start) }
          advance()
        }
        advance()
        advance()
      } else {
        return
      }
    }
  }

  private mutating func value(at pointer: JSONPointer) throws(JSON5Document.Fault) -> JSONValue {
    count += 1
    guard count <= JSON5Document.maxValues else { throw fault("there are too many values") }
    places[pointer.description] = position
    switch current {
    case nil: throw fault("the file ends too early")
    case "{": return try object(at: pointer)
    case "[": return try array(at: pointer)
    case "\"", "'": return .string(try string())
    default: break
    }
    let start = position
    let word = word()
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: break
    }
    guard let number = JSON5Parser.number(word) else {
      throw fault(
        word.isEmpty ? "a value is missing here" : "'\(word)' is no value: texts stand in quotes",
        at: start,
      )
    }
    return number
  }

  /// Everything up to the next bracket, comma, colon, space or comment.
  private mutating func word() -> String {
    var word = String.UnicodeScalarView()
    while let scalar = current, !scalar.properties.isWhitespace,
      !"{}[],:\"'/".unicodeScalars.contains(scalar)
    {
      word.append(scalar)
      advance()
    }
    return String(word)
  }

  private static func number(_ word: String) -> JSONValue? {
    let isNegative = word.hasPrefix("-")
    let digits = word.drop { $0 == "+" || $0 == "-" }
    guard word.count - digits.count <= 1, let first = digits.first, first.isASCII else {
      return nil
    }
    if digits.lowercased().hasPrefix("0x") {
      guard let value = Int(digits.dropFirst(2), radix: 16), digits.dropFirst(2).first != "-",
        digits.dropFirst(2).first != "+"
      else { return nil }
      return .integer(isNegative ? -value : value)
    }
    guard first.isNumber || first == ".",
      digits.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) })
    else { return nil }
    if digits.allSatisfy(\.isNumber) {
      // 010 is eight in some languages and ten in others.
      guard digits.count == 1 || first != "0", let value = Int(digits) else { return nil }
      return .integer(isNegative ? -value : value)
    }
    guard let value = Double(digits.hasSuffix(".") ? digits + "0" : String(digits)), value.isFinite
    else { return nil }
    return .number(isNegative ? -value : value)
  }

  private mutating func descend() throws(JSON5Document.Fault) {
    depth += 1
    guard depth <= JSON5Document.maxDepth else { throw fault("too many brackets in brackets") }
    advance()
    try skipSpace()
  }

  private mutating func array(at pointer: JSONPointer) throws(JSON5Document.Fault) -> JSONValue {
    let start = position
    try descend()
    var elements: [JSONValue] = []
    while current != "]" {
      guard current != nil else { throw fault("this bracket is never closed", at: start) }
      elements.append(try value(at: pointer.element(elements.count)))
      try separator(before: "]", openedAt: start)
    }
    advance()
    depth -= 1
    return .array(elements)
  }

  private mutating func object(at pointer: JSONPointer) throws(JSON5Document.Fault) -> JSONValue {
    let start = position
    try descend()
    var object = JSONObject()
    while current != "}" {
      guard current != nil else { throw fault("this brace is never closed", at: start) }
      let place = position
      let name = try name()
      guard object[name] == nil else { throw fault("'\(name)' stands here twice", at: place) }
      try skipSpace()
      guard current == ":" else { throw fault("a colon is missing after '\(name)'") }
      advance()
      try skipSpace()
      let member = pointer.member(name)
      object.append(name, try value(at: member))
      // A fault in a member is looked for where its name stands.
      places[member.description] = place
      try separator(before: "}", openedAt: start)
    }
    advance()
    depth -= 1
    return .object(object)
  }

  private mutating func separator(
    before closing: Unicode.Scalar,
    openedAt start: TextPosition,
  ) throws(JSON5Document.Fault) {
    try skipSpace()
    if current == "," {
      advance()
      try skipSpace()
    } else if current == nil {
      throw fault("this bracket is never closed", at: start)
    } else if current != closing {
      throw fault("a comma is missing before this")
    }
  }

  private mutating func name() throws(JSON5Document.Fault) -> String {
    if current == "\"" || current == "'" { return try string() }
    let start = position
    let name = word()
    let isName = name.unicodeScalars.enumerated().allSatisfy { index, scalar in
      scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic
        || (index > 0 && scalar.properties.numericType != nil)
    }
    guard !name.isEmpty, isName else { throw fault("a name is missing here", at: start) }
    return name
  }

  private mutating func string() throws(JSON5Document.Fault) -> String {
    let start = position
    let quote = current
    advance()
    var text = String.UnicodeScalarView()
    while let scalar = current {
      if scalar == quote {
        advance()
        return String(text)
      }
      guard scalar != "\n", scalar != "\r" else { throw fault("this text never ends", at: start) }
      advance()
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      if let escaped = try escape() { text.append(escaped) }
    }
    throw fault("this text never ends", at: start)
  }

  /// What stands after a backslash; nil for the end of a line, which continues the text.
  private mutating func escape() throws(JSON5Document.Fault) -> Unicode.Scalar? {
    let place = position
    guard let scalar = current else { throw fault("the file ends too early") }
    advance()
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "b": return "\u{08}"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "0": return "\u{00}"
    case "\r":
      if current == "\n" { advance() }
      return nil
    case "\n", "\u{2028}", "\u{2029}": return nil
    case "x": return try hexadecimal(2, place)
    case "u": return try hexadecimal(4, place)
    default:
      guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
        throw fault("'\\\(scalar)' means nothing", at: place)
      }
      return scalar
    }
  }

  private mutating func hexadecimal(
    _ digits: Int,
    _ place: TextPosition,
  ) throws(JSON5Document.Fault) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let scalar = current, scalar.isASCII, let digit = hexadecimalDigit(UInt8(scalar.value))
      else { throw fault("a digit is missing after the backslash", at: place) }
      value = value << 4 | UInt32(digit)
      advance()
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw fault("write this character itself, not as two halves", at: place)
    }
    return scalar
  }
}
