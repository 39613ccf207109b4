import InnRegistry

/// A file of iCalendar (RFC 5545) as far as taken nights need it.
///
/// Tolerant where calendars of the real world are odd, strict where a mistake would open nights: what
/// is no calendar, or is broken off, says nothing at all.
struct ICalendarFile: Hashable, Sendable {
  private(set) var events: [ICalendarEvent] = []
  /// Offsets from UTC in seconds of the file's own time zones, by name; of standard time.
  private(set) var zones: [String: Int] = [:]
  /// `METHOD:CANCEL`: everything in it is called off.
  private(set) var isCancellation = false
  /// Events that could not be understood.
  private(set) var unread = 0

  /// Events of one calendar: a room sold every night for decades.
  static let maxEvents = 20_000
  /// Bytes of one unfolded line; descriptions are cut by whoever writes them.
  static let maxLine = 64 * 1024

  enum Fault: String, Error, CaseIterable, Sendable {
    case notACalendar = "not_a_calendar"
    /// No `END:VCALENDAR`: what is missing can't be told from what is open.
    case brokenOff = "broken_off"
    case tooManyEvents = "too_many_events"
    case lineTooLong = "line_too_long"
  }

  /// Reads a whole file; several calendars in one are read as one.
  init(_ bytes: [UInt8]) throws(Fault) {
    var reader = Reader()
    for line in try ICalendarLine.unfolded(bytes) {
      guard let line = ICalendarLine(line) else { continue }
      try take(line, &reader)
    }
    guard reader.hasBegun else { throw .notACalendar }
    guard reader.components.isEmpty else { throw .brokenOff }
  }

  private struct Reader {
    var components: [String] = []
    var hasBegun = false
    var event: [ICalendarLine] = []
    var zone: String?
  }

  private mutating func take(_ line: ICalendarLine, _ reader: inout Reader) throws(Fault) {
    switch line.name {
    case "BEGIN":
      let component = line.value.uppercased()
      if reader.components.isEmpty {
        guard component == "VCALENDAR" else { return }
        reader.hasBegun = true
      }
      reader.components.append(component)
      if component == "VEVENT" { reader.event = [] }
      if component == "VTIMEZONE" { reader.zone = nil }
    case "END":
      guard reader.components.last == line.value.uppercased() else {
        // Out of step: what is inside what can't be told any more.
        if !reader.components.isEmpty { throw .brokenOff }
        return
      }
      reader.components.removeLast()
      if line.value.uppercased() == "VEVENT" { try add(reader.event) }
    default:
      switch reader.components {
      case ["VCALENDAR"]:
        if line.name == "METHOD", line.value.uppercased() == "CANCEL" { isCancellation = true }
      case ["VCALENDAR", "VEVENT"]: reader.event.append(line)
      case ["VCALENDAR", "VTIMEZONE"]: if line.name == "TZID" { reader.zone = line.value }
      case ["VCALENDAR", "VTIMEZONE", "STANDARD"]:
        if line.name == "TZOFFSETTO", let zone = reader.zone {
          zones[zone] = ICalendarTime.offset(line.value)
        }
      default: break
      }
    }
  }

  private mutating func add(_ lines: [ICalendarLine]) throws(Fault) {
    guard events.count + unread < ICalendarFile.maxEvents else { throw .tooManyEvents }
    if let event = ICalendarEvent(lines, number: events.count) {
      events.append(event)
    } else {
      unread += 1
    }
  }
}

/// One line: `NAME;PARAMETER=value:value`.
struct ICalendarLine: Hashable, Sendable {
  /// In capitals.
  let name: String
  /// By their names in capitals; without quotation marks.
  let parameters: [String: String]
  let value: String

  /// Lines with their continuations, which begin with a blank; CRLF or LF.
  static func unfolded(_ bytes: [UInt8]) throws(ICalendarFile.Fault) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    for raw in rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
      let line = raw.last == UInt8(ascii: "\r") ? raw.dropLast() : raw
      guard let first = line.first else { continue }
      let isContinuation = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
      if isContinuation, !lines.isEmpty {
        guard lines[lines.count - 1].count + line.count <= ICalendarFile.maxLine else {
          throw .lineTooLong
        }
        lines[lines.count - 1] += line.dropFirst()
      } else {
        guard line.count <= ICalendarFile.maxLine else { throw .lineTooLong }
        lines.append(Array(line))
      }
    }
    return lines
  }

  /// Nil for what is no such line.
  init?(_ bytes: [UInt8]) {
    var isQuoted = false
    var parts: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var colon: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ";") where !isQuoted:
        parts.append(bytes[start..<index])
        start = index + 1
      case UInt8(ascii: ":") where !isQuoted:
        parts.append(bytes[start..<index])
        colon = index
      default: break
      }
      if colon != nil { break }
    }
    guard let colon, let name = parts.first, !name.isEmpty else { return nil }
    self.name = String(decoding: name, as: UTF8.self).uppercased()
    value = String(decoding: bytes[(colon + 1)...], as: UTF8.self).trimmingSpaces()
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      let text = String(decoding: part, as: UTF8.self)
      guard let equals = text.firstIndex(of: "=") else { continue }
      let value = text[text.index(after: equals)...].filter { $0 != "\"" }
      parameters[text[..<equals].uppercased()] = String(value)
    }
    self.parameters = parameters
  }
}
