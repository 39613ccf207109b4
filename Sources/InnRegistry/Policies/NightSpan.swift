/// A month and a day of no particular year, written `MM-DD`.
package struct MonthDay: Hashable, Comparable, Sendable {
  package let month: Int
  package let day: Int

  /// Fails for a day that no year has; 29 February is a day.
  package init?(month: Int, day: Int) {
    guard (1...12).contains(month),
      (1...CivilDate.daysIn(month: month, year: MonthDay.leapYear)).contains(day)
    else { return nil }
    self.month = month
    self.day = day
  }

  /// Reads exactly `MM-DD`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: "-"), let month = decimal(bytes[0..<2]),
      let day = decimal(bytes[3..<5])
    else { return nil }
    self.init(month: month, day: day)
  }

  /// Any leap year: lets 29 February stand for itself.
  private static let leapYear = 2000

  fileprivate init(of date: CivilDate) {
    let parts = date.parts
    month = parts.month
    day = parts.day
  }

  package static func < (lhs: MonthDay, rhs: MonthDay) -> Bool {
    (lhs.month, lhs.day) < (rhs.month, rhs.day)
  }
}

extension MonthDay: CustomStringConvertible {
  package var description: String { padded(month, 2) + "-" + padded(day, 2) }
}

/// A run of nights, the last one included: once, or every year.
///
/// A keeper names the last night of a season, not the morning after it, so both ends belong to the
/// span. Written as `{"from": "2026-12-28", "through": "2027-01-03"}` or, every year,
/// `{"from": "12-28", "through": "01-03"}`.
package enum NightSpan: Hashable, Sendable {
  case dates(from: CivilDate, through: CivilDate)
  /// Runs over the year's end when `from` is later in the year than `through`. A span that ends on
  /// 02-29 ends on 28 February in common years; one that starts there starts on 1 March.
  case yearly(from: MonthDay, through: MonthDay)

  package func contains(_ night: CivilDate) -> Bool {
    switch self {
    case .dates(let from, let through): return from <= night && night <= through
    case .yearly(let from, let through):
      let day = MonthDay(of: night)
      return from <= through ? from <= day && day <= through : from <= day || day <= through
    }
  }

  /// Whether the span recurs every year.
  package var isYearly: Bool {
    switch self {
    case .dates: false
    case .yearly: true
    }
  }

  /// Whether at least one night can lie in it.
  package var isInOrder: Bool {
    switch self {
    case .dates(let from, let through): from <= through
    case .yearly: true
    }
  }
}

extension NightSpan: Codable {
  private enum CodingKeys: String, CodingKey {
    case from
    case through
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let from = try container.decode(String.self, forKey: .from)
    let through = try container.decode(String.self, forKey: .through)
    if let first = CivilDate(from), let last = CivilDate(through) {
      self = .dates(from: first, through: last)
    } else if let first = MonthDay(from), let last = MonthDay(through) {
      self = .yearly(from: first, through: last)
    } else {
      throw DecodingError.dataCorruptedError(
        forKey: .from,
        in: container,
        debugDescription: "not two dates YYYY-MM-DD or two days MM-DD: \(from), \(through)",
      )
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .dates(let from, let through):
      try container.encode(from.description, forKey: .from)
      try container.encode(through.description, forKey: .through)
    case .yearly(let from, let through):
      try container.encode(from.description, forKey: .from)
      try container.encode(through.description, forKey: .through)
    }
  }
}

extension Sequence {
  /// The element whose span governs a night.
  ///
  /// Precedence, the same for prices and for limits: a span of fixed dates outranks a yearly one,
  /// because it was written for this very occasion; among equals the first in the list wins.
  func governing(_ night: CivilDate, span: (Element) -> NightSpan) -> Element? {
    var yearly: Element?
    for element in self where span(element).contains(night) {
      if !span(element).isYearly { return element }
      if yearly == nil { yearly = element }
    }
    return yearly
  }
}

/// A set of weekdays that is always written in the same order, Sunday (0) first.
package struct Weekdays: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package init(_ weekdays: some Sequence<Weekday>) {
    rawValue = weekdays.reduce(0) { $0 | 1 << UInt8($1.rawValue) }
  }

  package static let saturday = Weekdays([.saturday])
  package static let all = Weekdays(Weekday.allCases)

  package func contains(_ weekday: Weekday) -> Bool { rawValue & 1 << UInt8(weekday.rawValue) != 0 }

  package var weekdays: [Weekday] { Weekday.allCases.filter { contains($0) } }
}

extension Weekdays: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([Weekday].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(weekdays)
  }
}
