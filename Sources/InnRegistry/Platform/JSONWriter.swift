/// Writes JSON (RFC 8259) into one growing buffer, without an intermediate tree.
///
/// Objects and arrays take a closure, so brackets and commas can't get out of step. Members appear
/// in the order they are written: the same calls give the same bytes, which the event log and
/// golden tests rely on. Text is escaped as RFC 8259 section 7 asks and no further; everything else
/// stays UTF-8.
///
/// ```swift
/// var json = JSONWriter()
/// json.object {
///   $0.field("id", "T01")
///   $0.array("nights") { $0.date(checkIn) }
/// }
/// ```
package struct JSONWriter: Sendable {
  /// The text so far, in UTF-8.
  package private(set) var bytes: [UInt8]
  /// Whether the next value follows another one in the same array or object.
  private var needsComma = false

  /// - Parameter capacity: bytes to set aside; a good guess saves copies while the buffer grows.
  package init(capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The text so far as a string, for logs and tests.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

// MARK: - Objects and arrays

extension JSONWriter {
  /// Writes an object as a value: the document itself or an element of an array.
  package mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
    try enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  /// Writes an array as a value: the document itself or an element of an array.
  package mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
    try enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
  }

  /// Writes a member whose value is an object.
  package mutating func object(
    _ name: String,
    _ members: (inout JSONWriter) throws -> Void,
  ) rethrows {
    key(name)
    try object(members)
  }

  /// Writes a member whose value is an array.
  package mutating func array(
    _ name: String,
    _ elements: (inout JSONWriter) throws -> Void,
  ) rethrows {
    key(name)
    try array(elements)
  }

  /// Writes the name of a member; exactly one value must follow.
  package mutating func key(_ name: String) {
    appendQuoted(name, before: UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func enclosed(
    _ opening: UInt8,
    _ closing: UInt8,
    _ content: (inout JSONWriter) throws -> Void,
  ) rethrows {
    separate()
    bytes.append(opening)
    needsComma = false
    try content(&self)
    bytes.append(closing)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }
}

// MARK: - Values

extension JSONWriter {
  package mutating func string(_ value: String) { appendQuoted(value) }

  /// - Precondition: the value fits 64 bits with its sign apart.
  @inlinable
  package mutating func integer(_ value: some FixedWidthInteger) {
    decimal(isNegative: value < 0, magnitude: UInt64(value.magnitude))
  }

  /// Not generic, so that other modules don't call it through witness tables.
  package mutating func decimal(isNegative: Bool, magnitude: UInt64) {
    separate()
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    appendDigits(magnitude)
  }

  package mutating func bool(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
  }

  package mutating func null() {
    separate()
    append("null")
  }

  /// Writes the shortest text that reads back as the same number.
  ///
  /// JSON has no infinities and no NaN (RFC 8259 section 6): they are written as `null`.
  package mutating func number(_ value: Double) {
    separate()
    append(value.isFinite ? value.description : "null")
  }

  /// Writes `YYYY-MM-DD` (RFC 3339 full-date).
  package mutating func date(_ value: CivilDate) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    appendDate(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes RFC 3339 in UTC with milliseconds, as ``Timestamp/description``.
  package mutating func instant(_ value: Timestamp) {
    let day = value.milliseconds.flooredQuotient(by: 86_400_000)
    let rest = Int(value.milliseconds - day * 86_400_000)
    separate()
    bytes.append(UInt8(ascii: "\""))
    appendDate(CivilDate(daysSinceEpoch: Int32(clamping: day)))
    extend(by: 15) { room in
      room[0] = UInt8(ascii: "T")
      JSONWriter.fill(room, 1..<3, with: rest / 3_600_000)
      room[3] = UInt8(ascii: ":")
      JSONWriter.fill(room, 4..<6, with: rest / 60_000 % 60)
      room[6] = UInt8(ascii: ":")
      JSONWriter.fill(room, 7..<9, with: rest / 1000 % 60)
      room[9] = UInt8(ascii: ".")
      JSONWriter.fill(room, 10..<13, with: rest % 1000)
      room[13] = UInt8(ascii: "Z")
      room[14] = UInt8(ascii: "\"")
    }
  }

  /// Ends a line of JSON lines: the next value is a document of its own.
  package mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  /// Writes a value that is JSON already, such as a stored event, without reading it again.
  package mutating func raw(_ json: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }
}

// MARK: - Members

extension JSONWriter {
  /// Writes a member with text; `null` for nil.
  package mutating func field(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member with a whole number; `null` for nil.
  ///
  /// Beside the one for all integers, which other modules call through witness tables.
  package mutating func field(_ name: String, _ value: Int?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// Writes a member with a whole number; `null` for nil.
  package mutating func field(_ name: String, _ value: Int64?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// Writes a member with a whole number; `null` for nil.
  @inlinable
  package mutating func field(_ name: String, _ value: (some FixedWidthInteger)?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// Writes a member with a truth value; `null` for nil.
  package mutating func field(_ name: String, _ value: Bool?) {
    key(name)
    if let value { bool(value) } else { null() }
  }

  /// Writes a member with a number; `null` for nil, infinities and NaN.
  package mutating func field(_ name: String, _ value: Double?) {
    key(name)
    if let value { number(value) } else { null() }
  }

  /// Writes a member with a date; `null` for nil.
  package mutating func field(_ name: String, _ value: CivilDate?) {
    key(name)
    if let value { date(value) } else { null() }
  }

  /// Writes a member with an instant; `null` for nil.
  package mutating func field(_ name: String, _ value: Timestamp?) {
    key(name)
    if let value { instant(value) } else { null() }
  }

  /// Writes a member with an identifier; `null` for nil.
  @inlinable
  package mutating func field<Subject>(_ name: String, _ value: Identifier<Subject>?) {
    field(name, value?.rawValue)
  }

  /// Writes a member with the raw text of an enumeration; `null` for nil.
  @inlinable
  package mutating func field<Value: RawRepresentable<String>>(_ name: String, _ value: Value?) {
    field(name, value?.rawValue)
  }
}

// MARK: - Text

extension JSONWriter {
  private static let hexadecimalDigits = Array("0123456789abcdef".utf8)

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes text in quotes after what it needs before it, and a mark behind it.
  ///
  /// Copies runs that need no escape at once; only quotes, backslashes and C0 controls do.
  private mutating func appendQuoted(_ text: String, before mark: UInt8? = nil) {
    var text = text
    text.withUTF8 { characters in
      guard JSONWriter.needsEscape(characters) else {
        // Nearly every text: at once, so that the buffer is looked at once.
        let start = needsComma ? 1 : 0
        extend(by: characters.count + 2 + start + (mark == nil ? 0 : 1)) { room in
          room[0] = UInt8(ascii: ",")
          room[start] = UInt8(ascii: "\"")
          _ = UnsafeMutableBufferPointer(rebasing: room[(start + 1)...]).update(from: characters)
          room[start + 1 + characters.count] = UInt8(ascii: "\"")
          if let mark { room[room.count - 1] = mark }
        }
        needsComma = true
        return
      }
      separate()
      bytes.append(UInt8(ascii: "\""))
      var runStart = 0
      for (index, byte) in characters.enumerated() where JSONWriter.needsEscape(byte) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: characters[runStart..<index]))
        appendEscape(byte)
        runStart = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: characters[runStart...]))
      bytes.append(UInt8(ascii: "\""))
      if let mark { bytes.append(mark) }
    }
  }

  /// Whether any character of a text must be escaped: eight at a time, the last eight maybe twice.
  private static func needsEscape(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 8 else { return text.contains(where: needsEscape) }
    let raw = UnsafeRawBufferPointer(text)
    var offset = 0
    while offset + 8 < text.count {
      if needsEscape(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) { return true }
      offset += 8
    }
    return needsEscape(raw.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self))
  }

  /// The same for eight characters in one word: a byte below a bound borrows from its highest bit.
  private static func needsEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones << 7
    let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let found =
      ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes)
      | ((backslashes &- ones) & ~backslashes)
    return found & high != 0
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func appendEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      append("u00")
      bytes.append(JSONWriter.hexadecimalDigits[Int(byte >> 4)])
      bytes.append(JSONWriter.hexadecimalDigits[Int(byte & 15)])
    }
  }

  private mutating func appendDigits(_ value: UInt64) {
    var count = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    extend(by: count) { room in
      var rest = value
      for place in (0..<count).reversed() {
        room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
  }

  /// Appends `count` bytes, each of which `fill` has to set.
  @inline(__always)
  private mutating func extend(by count: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    bytes.append(addingCapacity: count) { span in
      span.withUnsafeMutableBufferPointer { buffer, used in
        fill(UnsafeMutableBufferPointer(rebasing: buffer[used..<(used + count)]))
        used += count
      }
    }
  }

  /// Writes a number that is not negative; more digits than `width` are all written.
  private mutating func appendPadded(_ value: Int, width: Int) {
    var smallest = 1
    for _ in 1..<width {
      smallest *= 10
      if value < smallest { bytes.append(UInt8(ascii: "0")) }
    }
    appendDigits(UInt64(value))
  }

  private mutating func appendDate(_ date: CivilDate) {
    let (year, month, day) = date.parts
    appendPadded(year, width: 4)
    extend(by: 6) { room in
      room[0] = UInt8(ascii: "-")
      JSONWriter.fill(room, 1..<3, with: month)
      room[3] = UInt8(ascii: "-")
      JSONWriter.fill(room, 4..<6, with: day)
    }
  }

  /// Writes a number with as many digits as there are places.
  private static func fill(
    _ room: UnsafeMutableBufferPointer<UInt8>,
    _ places: Range<Int>,
    with value: Int,
  ) {
    var rest = value
    for place in places.reversed() {
      room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
