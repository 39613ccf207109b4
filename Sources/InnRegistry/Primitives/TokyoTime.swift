/// Civil time in Asia/Tokyo: UTC+9 all year, no summer time since 1952.
package enum TokyoTime {
  /// Offset from UTC.
  package static let offset = Span.hours(9)

  /// The hour at which «tonight» turns to the next date: guests and keepers still speak of
  /// tonight after midnight (domain rule «tonight turns at 04:00»).
  package static let nightTurn = Span.hours(4)

  /// The civil date in Tokyo.
  package static func date(at instant: Timestamp) -> CivilDate {
    let local = instant + offset
    return CivilDate(
      daysSinceEpoch: Int32(clamping: local.milliseconds.flooredQuotient(by: 86_400_000))
    )
  }

  /// Minutes since midnight in Tokyo, 0...1439.
  package static func minuteOfDay(at instant: Timestamp) -> Int {
    let local = (instant + offset).milliseconds
    let day = local.flooredQuotient(by: 86_400_000)
    return Int((local - day * 86_400_000) / 60_000)
  }

  /// The night that a person means by «tonight»: until 04:00 it is yesterday's date.
  package static func tonight(at instant: Timestamp) -> CivilDate { date(at: instant - nightTurn) }

  /// The instant of a time of day on a date; `minute` counts from midnight and may pass 1440.
  package static func instant(_ date: CivilDate, minute: Int = 0) -> Timestamp {
    Timestamp(milliseconds: Int64(date.daysSinceEpoch) * 86_400_000) + .minutes(minute) - offset
  }
}

/// A time of day in Tokyo, `HH:MM`, in whole minutes since midnight (0...1439).
package struct TimeOfDay: Hashable, Comparable, Sendable {
  package let minutes: Int

  package init?(minutes: Int) {
    guard (0..<1440).contains(minutes) else { return nil }
    self.minutes = minutes
  }

  package init?(hour: Int, minute: Int = 0) {
    guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
    minutes = hour * 60 + minute
  }

  /// Reads exactly `HH:MM`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = decimal(bytes[0..<2]),
      let minute = decimal(bytes[3..<5])
    else { return nil }
    self.init(hour: hour, minute: minute)
  }

  package static let midnight = TimeOfDay(validated: 0)

  private init(validated minutes: Int) { self.minutes = minutes }

  package static func < (lhs: TimeOfDay, rhs: TimeOfDay) -> Bool { lhs.minutes < rhs.minutes }
}

extension TimeOfDay: CustomStringConvertible {
  package var description: String { padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2) }
}

extension TimeOfDay: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = TimeOfDay(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not a time of the form HH:MM: \(text)",
      )
    }
    self = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
