/// Comma-separated values (RFC 4180) in UTF-8, with a header line.
///
/// Strict where a mistake would shift columns or merge records, and lenient where programs differ:
/// a byte order mark is passed over, lines end in CRLF or LF, empty lines are skipped, the last
/// line needs no end. Spaces belong to their field, as the RFC says.
package struct CSVTable: Hashable, Sendable {
  package let header: [String]
  package let rows: [Row]

  package struct Row: Hashable, Sendable {
    /// Line of the file on which the row begins, from 1.
    package let line: Int
    package let fields: [String]
    fileprivate let columns: [String: Int]

    /// The field of a column; nil when the header doesn't name the column.
    package subscript(column: String) -> String? { columns[column].map { fields[$0] } }
  }

  /// Reads a whole file.
  ///
  /// - Throws: ``CSVError`` with the line of the first thing wrong.
  package init(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) throws(CSVError) {
    var parser = CSVParser(bytes: bytes, limits: limits)
    guard let (line, names) = try parser.next() else { throw CSVError(line: 1, kind: .noHeader) }
    var columns: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.isEmpty { throw CSVError(line: line, kind: .emptyColumnName(column: index + 1)) }
      guard columns.updateValue(index, forKey: name) == nil else {
        throw CSVError(line: line, kind: .columnTwice(name))
      }
    }
    var rows: [Row] = []
    while let (line, fields) = try parser.next() {
      guard fields.count == names.count else {
        let kind = CSVError.Kind.fieldCount(expected: names.count, found: fields.count)
        throw CSVError(line: line, kind: kind)
      }
      guard rows.count < limits.maxRows else {
        throw CSVError(line: line, kind: .tooManyRows(limit: limits.maxRows))
      }
      rows.append(Row(line: line, fields: fields, columns: columns))
    }
    header = names
    self.rows = rows
  }
}

/// How much of a file is taken; every limit guards memory against a wrong or hostile file.
package struct CSVLimits: Hashable, Sendable {
  /// Bytes of the file.
  package var maxBytes = 16 << 20
  /// Rows below the header: a year of nights for a few hundred room types.
  package var maxRows = 200_000
  /// Fields of one row.
  package var maxFields = 256
  /// Bytes of one field: a long description in Japanese.
  package var maxFieldBytes = 64 << 10

  package init() {}
}

/// What is wrong with a CSV file, and where.
package struct CSVError: Error, Hashable, Sendable {
  /// Line of the file, from 1; line breaks inside quotes count.
  package let line: Int
  package let kind: Kind

  package init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }

  package enum Kind: Hashable, Sendable {
    case noHeader
    case emptyColumnName(column: Int)
    case columnTwice(String)
    case fieldCount(expected: Int, found: Int)
    /// A quote in the middle of a field that doesn't begin with one.
    case strayQuote
    /// Something between a closing quote and the next comma or line end.
    case textAfterQuote
    /// The quote that opens on this line never closes.
    case unclosedQuote
    /// A CR without LF outside quotes: the file of an old Macintosh, or a damaged one.
    case strayCarriageReturn
    /// Not UTF-8; files saved by Japanese spreadsheets are often Shift_JIS.
    case notUTF8
    /// A zero byte: no text file, or UTF-16.
    case zeroByte
    case tooManyBytes(limit: Int)
    case tooManyRows(limit: Int)
    case tooManyFields(limit: Int)
    case fieldTooLong(limit: Int)
  }
}

// MARK: - Reading

/// Takes one record after the other from a file's bytes.
private struct CSVParser {
  private let bytes: [UInt8]
  private let limits: CSVLimits
  private var position = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let lineFeed = UInt8(ascii: "\n")

  init(bytes: [UInt8], limits: CSVLimits) {
    self.bytes = bytes
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next record that isn't an empty line, with the line on which it begins; nil at the end.
  mutating func next() throws(CSVError) -> (line: Int, fields: [String])? {
    guard bytes.count <= limits.maxBytes else {
      throw CSVError(line: 1, kind: .tooManyBytes(limit: limits.maxBytes))
    }
    while position < bytes.count, try skipLineEnd() {}
    guard position < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      guard fields.count < limits.maxFields else {
        throw CSVError(line: line, kind: .tooManyFields(limit: limits.maxFields))
      }
      fields.append(try field())
      if position < bytes.count, bytes[position] == CSVParser.comma {
        position += 1
        continue
      }
      _ = try skipLineEnd()
      return (start, fields)
    }
  }

  /// Passes over CRLF or LF here, if there is one.
  private mutating func skipLineEnd() throws(CSVError) -> Bool {
    guard position < bytes.count else { return false }
    var end = position
    if bytes[end] == CSVParser.carriageReturn {
      end += 1
      guard end < bytes.count, bytes[end] == CSVParser.lineFeed else {
        throw CSVError(line: line, kind: .strayCarriageReturn)
      }
    }
    guard bytes[end] == CSVParser.lineFeed else { return false }
    position = end + 1
    line += 1
    return true
  }

  private mutating func field() throws(CSVError) -> String {
    if position < bytes.count, bytes[position] == CSVParser.quote { return try quotedField() }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == CSVParser.comma || byte == CSVParser.lineFeed || byte == CSVParser.carriageReturn {
        break
      }
      if byte == CSVParser.quote { throw CSVError(line: line, kind: .strayQuote) }
      position += 1
    }
    return try text(bytes[start..<position], from: line)
  }

  private mutating func quotedField() throws(CSVError) -> String {
    let start = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == CSVParser.quote {
        guard position < bytes.count, bytes[position] == CSVParser.quote else {
          try requireFieldEnd()
          return try text(content[...], from: start)
        }
        position += 1
      } else if byte == CSVParser.lineFeed {
        line += 1
      }
      content.append(byte)
      guard content.count <= limits.maxFieldBytes else {
        throw CSVError(line: start, kind: .fieldTooLong(limit: limits.maxFieldBytes))
      }
    }
    throw CSVError(line: start, kind: .unclosedQuote)
  }

  private func requireFieldEnd() throws(CSVError) {
    guard position < bytes.count else { return }
    let byte = bytes[position]
    let isEnd =
      byte == CSVParser.comma || byte == CSVParser.lineFeed || byte == CSVParser.carriageReturn
    if !isEnd { throw CSVError(line: line, kind: .textAfterQuote) }
  }

  private func text(_ content: ArraySlice<UInt8>, from line: Int) throws(CSVError) -> String {
    guard content.count <= limits.maxFieldBytes else {
      throw CSVError(line: line, kind: .fieldTooLong(limit: limits.maxFieldBytes))
    }
    if content.contains(0) { throw CSVError(line: line, kind: .zeroByte) }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw CSVError(line: line, kind: .notUTF8)
    }
    return text
  }
}

// MARK: - Writing

/// Builds a CSV file record by record: UTF-8, lines ending in CRLF as RFC 4180 asks.
package struct CSVWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private let isForSpreadsheets: Bool

  /// Starts a file.
  ///
  /// For spreadsheets it begins with a byte order mark, without which Excel takes UTF-8 for the
  /// local encoding, and a field that a spreadsheet would run as a formula gets an apostrophe in
  /// front: a guest's name comes from outside and may begin with `=`. A plain signed number or
  /// telephone number stays as it is. Such a file is for people; what shall be read back is written
  /// with `isForSpreadsheets: false`.
  package init(isForSpreadsheets: Bool) {
    self.isForSpreadsheets = isForSpreadsheets
    if isForSpreadsheets { bytes = [0xEF, 0xBB, 0xBF] }
  }

  package mutating func append(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      // A record of one empty field would be an empty line, which readers skip.
      append(field, quoted: fields.count == 1 && field.isEmpty)
    }
    bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
  }

  private mutating func append(_ field: String, quoted: Bool) {
    let text = isForSpreadsheets && CSVWriter.isFormula(field) ? "'" + field : field
    let needsQuotes =
      quoted
      || text.utf8.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
          || byte == UInt8(ascii: "\n")
      }
    guard needsQuotes else {
      bytes += text.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet might take the field for a formula: it begins with `=`, `@`, a tab or a
  /// line break (full-width forms included), or with a sign and isn't just digits after it.
  private static func isFormula(_ field: String) -> Bool {
    guard let first = field.unicodeScalars.first else { return false }
    switch first {
    case "=", "@", "＝", "＠", "\t", "\r", "\n": return true
    case "+", "-", "＋", "－":
      let rest = field.unicodeScalars.dropFirst()
      return !rest.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
    default: return false
    }
  }
}
