/// A date of the proleptic Gregorian calendar without a time of day: one night of an inn.
///
/// A *night* carries the date on which it begins, in Asia/Tokyo.
package struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01, the form that the database stores.
  package let daysSinceEpoch: Int32

  package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

  /// Fails for a date that the calendar does not have, such as 30 February, and for years outside
  /// 1...9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= CivilDate.daysIn(month: month, year: year)
    else { return nil }
    // Days from civil: years run from March so that the leap day comes last.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(daysSinceEpoch: Int32(era * 146_097 + dayOfEra - 719_468))
  }

  /// Reads exactly `YYYY-MM-DD` (RFC 3339 full-date); nil for anything else.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]),
      let day = decimal(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package static func < (lhs: CivilDate, rhs: CivilDate) -> Bool {
    lhs.daysSinceEpoch < rhs.daysSinceEpoch
  }

  package static func + (lhs: CivilDate, days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: lhs.daysSinceEpoch + Int32(days))
  }

  package static func - (lhs: CivilDate, days: Int) -> CivilDate { lhs + -days }

  /// Whole days from `rhs` to `lhs`.
  package static func - (lhs: CivilDate, rhs: CivilDate) -> Int {
    Int(lhs.daysSinceEpoch - rhs.daysSinceEpoch)
  }

  package static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}

// MARK: - Parts

extension CivilDate {
  package var year: Int { parts.year }
  /// 1 for January.
  package var month: Int { parts.month }
  package var day: Int { parts.day }

  package var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let index = (Int(daysSinceEpoch) % 7 + 7 + 4) % 7
    return Weekday(rawValue: index) ?? .thursday
  }

  /// Year, month and day at once, for callers that want more than one.
  package var parts: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}

/// A day of the week, Sunday first as Japanese calendars print it.
package enum Weekday: Int, CaseIterable, Codable, Sendable {
  case sunday
  case monday
  case tuesday
  case wednesday
  case thursday
  case friday
  case saturday
}

extension CivilDate: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  package var description: String {
    let (year, month, day) = parts
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
  }
}

extension CivilDate: Strideable {
  package func distance(to other: CivilDate) -> Int { other - self }
  package func advanced(by days: Int) -> CivilDate { self + days }
}

extension CivilDate: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CivilDate(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not a date of the form YYYY-MM-DD: \(text)",
      )
    }
    self = date
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
