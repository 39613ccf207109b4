import InnRegistry

/// Dates and times as people of the office read them, in Asia/Tokyo.
enum TokyoClock {
  /// `17:05`.
  static func time(_ instant: Timestamp) -> String {
    let minute = TokyoTime.minuteOfDay(at: instant)
    return two(minute / 60) + ":" + two(minute % 60)
  }

  /// `12月3日(木)` and `Thu 3 Dec`.
  static func date(_ date: CivilDate) -> Words {
    let (_, month, day) = date.parts
    let weekday = date.weekday
    return Words(
      ja: "\(month)月\(day)日(\(japanese(weekday)))",
      en: "\(english(weekday)) \(day) \(months[month - 1])",
    )
  }

  /// With the year, where the year is in question.
  static func fullDate(_ date: CivilDate) -> Words {
    let words = self.date(date)
    return Words(ja: "\(date.year)年\(words.ja)", en: "\(words.en) \(date.year)")
  }

  /// A time of today is a time; others have their date before them.
  static func moment(_ instant: Timestamp, now: Timestamp) -> Words {
    let day = TokyoTime.date(at: instant)
    let today = TokyoTime.date(at: now)
    let time = time(instant)
    if day == today { return Words(time) }
    if day == today - 1 { return Words(ja: "昨日 \(time)", en: "yesterday \(time)") }
    if day == today + 1 { return Words(ja: "明日 \(time)", en: "tomorrow \(time)") }
    return date(day) + Words(" " + time)
  }

  /// `12月3日(木)から2泊`.
  static func stay(_ stay: Stay) -> Words {
    let from = date(stay.checkIn)
    return Words(
      ja: "\(from.ja)から\(stay.nightCount)泊",
      en: "\(from.en), \(stay.nightCount) night\(stay.nightCount == 1 ? "" : "s")",
    )
  }

  static func weekday(_ weekday: Weekday) -> Words {
    Words(ja: japanese(weekday), en: english(weekday))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func japanese(_ weekday: Weekday) -> String {
    switch weekday {
    case .sunday: "日"
    case .monday: "月"
    case .tuesday: "火"
    case .wednesday: "水"
    case .thursday: "木"
    case .friday: "金"
    case .saturday: "土"
    }
  }

  private static func english(_ weekday: Weekday) -> String {
    switch weekday {
    case .sunday: "Sun"
    case .monday: "Mon"
    case .tuesday: "Tue"
    case .wednesday: "Wed"
    case .thursday: "Thu"
    case .friday: "Fri"
    case .saturday: "Sat"
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension HTMLWriter {
  /// An instant with its exact value for machines.
  mutating func moment(_ instant: Timestamp, now: Timestamp) {
    self(.time, .datetime(instant.description), words: TokyoClock.moment(instant, now: now))
  }
}

extension Yen {
  /// `19,800円` and `JPY 19,800`.
  var words: Words {
    var digits = String(abs(amount))
    var index = digits.index(digits.endIndex, offsetBy: -3, limitedBy: digits.startIndex)
    while let place = index, place > digits.startIndex {
      digits.insert(",", at: place)
      index = digits.index(place, offsetBy: -3, limitedBy: digits.startIndex)
    }
    let sign = amount < 0 ? "−" : ""
    return Words(ja: "\(sign)\(digits)円", en: "JPY \(sign)\(digits)")
  }
}
