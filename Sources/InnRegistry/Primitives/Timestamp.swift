/// An instant, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The registry never reads a clock itself: instants come in as values (`WallClock` at the edge).
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
    lhs.milliseconds < rhs.milliseconds
  }

  package static func + (lhs: Timestamp, rhs: Span) -> Timestamp {
    Timestamp(milliseconds: lhs.milliseconds + rhs.milliseconds)
  }

  package static func - (lhs: Timestamp, rhs: Span) -> Timestamp {
    Timestamp(milliseconds: lhs.milliseconds - rhs.milliseconds)
  }

  package static func - (lhs: Timestamp, rhs: Timestamp) -> Span {
    Span(milliseconds: lhs.milliseconds - rhs.milliseconds)
  }
}

/// A length of time, in whole milliseconds.
package struct Span: Hashable, Comparable, Sendable {
  /// Milliseconds; negative spans point into the past.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func seconds(_ count: Int) -> Span { Span(milliseconds: Int64(count) * 1000) }
  package static func minutes(_ count: Int) -> Span { .seconds(count * 60) }
  package static func hours(_ count: Int) -> Span { .minutes(count * 60) }
  package static func days(_ count: Int) -> Span { .hours(count * 24) }

  package static func < (lhs: Span, rhs: Span) -> Bool { lhs.milliseconds < rhs.milliseconds }
}

// MARK: - RFC 3339

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with milliseconds, as the API writes it: `2026-12-03T08:05:00.000Z`.
  package var description: String {
    let dayMilliseconds: Int64 = 86_400_000
    let day = milliseconds.flooredQuotient(by: dayMilliseconds)
    let rest = Int(milliseconds - day * dayMilliseconds)
    let date = CivilDate(daysSinceEpoch: Int32(clamping: day))
    return date.description + "T" + padded(rest / 3_600_000, 2) + ":"
      + padded(rest / 60_000 % 60, 2) + ":" + padded(rest / 1000 % 60, 2) + "."
      + padded(rest % 1000, 3) + "Z"
  }

  /// Reads RFC 3339 with `Z` or a numeric offset and up to three decimals of a second.
  ///
  /// - Returns: nil for anything else, impossible dates and leap seconds included.
  package init?(rfc3339 text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let date = CivilDate(text.prefix(10)),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = decimal(bytes[11..<13]), hour < 24,
      let minute = decimal(bytes[14..<16]), minute < 60,
      let second = decimal(bytes[17..<19]), second < 60
    else { return nil }
    var index = 19
    var fraction = 0
    if bytes[index] == UInt8(ascii: ".") {
      let digits = bytes[(index + 1)...].prefix { $0 >= 48 && $0 <= 57 }
      guard (1...3).contains(digits.count), let value = decimal(digits) else { return nil }
      fraction = value * [100, 10, 1][digits.count - 1]
      index = digits.endIndex
    }
    guard index < bytes.count else { return nil }
    var offsetMinutes = 0
    switch bytes[index] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard index + 1 == bytes.count else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard bytes.count == index + 6, bytes[index + 3] == UInt8(ascii: ":"),
        let hours = decimal(bytes[(index + 1)..<(index + 3)]), hours < 24,
        let minutes = decimal(bytes[(index + 4)..<(index + 6)]), minutes < 60
      else { return nil }
      offsetMinutes = (hours * 60 + minutes) * (bytes[index] == UInt8(ascii: "+") ? 1 : -1)
    default: return nil
    }
    let seconds =
      Int64(date.daysSinceEpoch) * 86_400
      + Int64(hour * 3600 + minute * 60 + second - offsetMinutes * 60)
    self.init(milliseconds: seconds * 1000 + Int64(fraction))
  }
}

extension Timestamp: Codable {
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

extension Int64 {
  /// Division that rounds towards negative infinity, so that instants before 1970 fall on the
  /// right day.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
  guard !digits.isEmpty, digits.count <= 9 else { return nil }
  var value = 0
  for digit in digits {
    guard digit >= 48, digit <= 57 else { return nil }
    value = value * 10 + Int(digit - 48)
  }
  return value
}

/// Milliseconds, as instants are stored.
extension Span: Codable {
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
