import InnRegistry

/// A rule by which an event comes again (RFC 5545, 3.3.10), as far as inns' calendars use them: every
/// so many days, weeks (on weekdays), months or years on the same day.
struct ICalendarRule: Hashable, Sendable {
  private enum Frequency: String {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  private var frequency: Frequency
  private var interval = 1
  private var count: Int?
  private var until: CivilDate?
  /// Sunday is 0.
  private var weekdays: Set<Int> = []
  private var weekStart = 1

  /// Repetitions looked at in one file: more than a lifetime of days for some rooms; a file that
  /// asks for more is a mistake, or made to keep the hub busy.
  static let maxRepetitions = 200_000
  private static let names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]

  /// Nil for a rule that can't be followed.
  init?(_ text: String, _ zones: [String: Int]) {
    var known: Frequency?
    for part in text.uppercased().split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { return nil }
      switch pair[0] {
      case "FREQ": known = Frequency(rawValue: pair[1])
      case "INTERVAL":
        guard let number = Int(pair[1]), (1...1000).contains(number) else { return nil }
        interval = number
      case "COUNT":
        guard let number = Int(pair[1]), number >= 1 else { return nil }
        count = number
      case "UNTIL":
        guard let time = ICalendarTime(pair[1], zone: nil) else { return nil }
        until = TokyoTime.date(at: time.instant(zones))
      case "BYDAY":
        for name in pair[1].split(separator: ",") {
          guard let day = ICalendarRule.names.firstIndex(of: String(name)) else { return nil }
          weekdays.insert(day)
        }
      case "WKST":
        guard let day = ICalendarRule.names.firstIndex(of: pair[1]) else { return nil }
        weekStart = day
      default: return nil
      }
    }
    guard let known else { return nil }
    frequency = known
    if !weekdays.isEmpty, frequency != .weekly { return nil }
  }

  /// The days on which it happens, in order; nil when they are more than may be looked at.
  ///
  /// - Parameter budget: repetitions that may still be looked at in this file.
  func days(from first: CivilDate, through last: CivilDate, budget: inout Int) -> [CivilDate]? {
    var found: [CivilDate] = []
    var happened = 0
    for step in 0..<budget {
      budget -= 1
      for day in days(inStep: step, from: first) where day >= first {
        happened += 1
        if day > last || day > until ?? day || happened > count ?? happened { return found }
        found.append(day)
      }
      // Steps without any day (31 February) must come to an end too.
      if earliest(inStep: step, from: first) > last { return found }
    }
    return nil
  }

  private func days(inStep step: Int, from first: CivilDate) -> [CivilDate] {
    switch frequency {
    case .daily: return [first + step * interval]
    case .weekly:
      guard !weekdays.isEmpty else { return [first + 7 * step * interval] }
      let week = earliest(inStep: step, from: first)
      return (0..<7).map { week + $0 }.filter { weekdays.contains($0.weekday.rawValue) }
    case .monthly, .yearly:
      let months = step * interval * (frequency == .yearly ? 12 : 1)
      let month = first.year * 12 + first.month - 1 + months
      let day = CivilDate(year: month / 12, month: month % 12 + 1, day: first.day)
      return day.map { [$0] } ?? []
    }
  }

  /// A day before which nothing of a step happens.
  private func earliest(inStep step: Int, from first: CivilDate) -> CivilDate {
    switch frequency {
    case .daily: first + step * interval
    case .weekly:
      first - (first.weekday.rawValue - weekStart + 7) % 7 + 7 * step * interval
    case .monthly: first + 28 * step * interval
    case .yearly: first + 365 * step * interval
    }
  }
}
