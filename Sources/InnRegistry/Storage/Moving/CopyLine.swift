/// A row as a line of the text that PostgreSQL's COPY reads and writes: columns by tabs, `\N` for
/// NULL, a backslash before what would be taken for something else, bytes as `\\x` and digits.
///
/// Both engines' rows are compared and carried in this form, to the byte as the server writes it.
struct CopyLine {
  /// Without the end of line.
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isFirst = true
  }

  private mutating func begin() {
    if !isFirst { bytes.append(UInt8(ascii: "\t")) }
    isFirst = false
  }

  mutating func appendNull() {
    begin()
    bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
  }

  mutating func append(_ number: Int64) {
    begin()
    bytes.append(contentsOf: String(number).utf8)
  }

  mutating func append(text: UnsafeRawBufferPointer) {
    begin()
    for byte in text {
      if let letter = CopyLine.letter(for: byte) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(letter)
      } else {
        bytes.append(byte)
      }
    }
  }

  mutating func append(blob: UnsafeRawBufferPointer) {
    begin()
    bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "\\"), UInt8(ascii: "x")])
    for byte in blob {
      bytes.append(CopyLine.digits[Int(byte >> 4)])
      bytes.append(CopyLine.digits[Int(byte & 15)])
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// What stands behind the backslash for a byte that isn't written as it is.
  private static func letter(for byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"): byte
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }

  // MARK: - Reading

  /// The values of a line that a server wrote.
  ///
  /// - Returns: nil for a line that is none of these columns.
  static func values(
    _ line: UnsafeRawBufferPointer,
    of columns: [TableLayout.Column],
  ) -> [SQLValue]? {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard fields.count == columns.count else { return nil }
    var values: [SQLValue] = []
    values.reserveCapacity(columns.count)
    for (field, column) in zip(fields, columns) {
      guard let value = value(Array(field), column.kind) else { return nil }
      values.append(value)
    }
    return values
  }

  private static func value(_ field: [UInt8], _ kind: TableLayout.Column.Kind) -> SQLValue? {
    if field == [UInt8(ascii: "\\"), UInt8(ascii: "N")] { return .null }
    switch kind {
    case .integer: return Int64(String(decoding: field, as: UTF8.self)).map { .integer($0) }
    case .text: return plain(field).map { .utf8($0) }
    case .bytes: return plain(field).flatMap(bytes(ofHex:)).map { .blob($0) }
    case .foreign: return nil
    }
  }

  /// Without the backslashes.
  private static func plain(_ field: [UInt8]) -> [UInt8]? {
    guard field.contains(UInt8(ascii: "\\")) else { return field }
    var found: [UInt8] = []
    found.reserveCapacity(field.count)
    var isEscaped = false
    for byte in field {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "\\"): found.append(byte)
        case UInt8(ascii: "b"): found.append(0x08)
        case UInt8(ascii: "t"): found.append(0x09)
        case UInt8(ascii: "n"): found.append(0x0A)
        case UInt8(ascii: "v"): found.append(0x0B)
        case UInt8(ascii: "f"): found.append(0x0C)
        case UInt8(ascii: "r"): found.append(0x0D)
        default: return nil
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        found.append(byte)
      }
    }
    return isEscaped ? nil : found
  }

  private static func bytes(ofHex text: [UInt8]) -> [UInt8]? {
    guard text.starts(with: Array("\\x".utf8)), text.count.isMultiple(of: 2) else { return nil }
    var found: [UInt8] = []
    found.reserveCapacity(text.count / 2)
    for place in stride(from: 2, to: text.count, by: 2) {
      guard let high = digits.firstIndex(of: text[place]),
        let low = digits.firstIndex(of: text[place + 1])
      else { return nil }
      found.append(UInt8(high << 4 | low))
    }
    return found
  }
}

/// A sum over the rows of a table, in whatever order they come: SHA-256 of each line, added up.
struct RowDigest: Hashable {
  private(set) var rows = 0
  private var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  mutating func add(_ line: UnsafeRawBufferPointer) {
    rows += 1
    let digest = Secret.sha256(line)
    digest.withUnsafeBytes { bytes in
      sum.0 &+= bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      sum.1 &+= bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      sum.2 &+= bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
      sum.3 &+= bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }
  }

  private var words: [UInt64] { [sum.0, sum.1, sum.2, sum.3] }

  /// In hexadecimal.
  var text: String {
    Secret.hex(
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    )
  }

  static func == (left: RowDigest, right: RowDigest) -> Bool {
    left.rows == right.rows && left.words == right.words
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(words)
  }
}
