/// National holidays of Japan (国民の祝日に関する法律), for prices on the eve of a holiday (祝前日).
///
/// The Act as it has stood since 2022; the moves of 2020 and 2021 for the Olympic Games are left
/// out, because no night of those years is for sale. The equinoxes are fixed by the almanac in the
/// gazette each February for the year after; the formula below is the usual approximation for
/// 1980...2099. A quote keeps its yen once it is part of a booking, whatever becomes law later.
package enum NationalHolidays {
  /// Whether a date is a holiday: named by article 2, a substitute, or between two holidays.
  package static func contains(_ date: CivilDate) -> Bool {
    isNamed(date) || isSubstitute(date) || (isNamed(date - 1) && isNamed(date + 1))
  }

  /// Whether the night that begins on `night` ends on a holiday's morning.
  package static func isEve(_ night: CivilDate) -> Bool { contains(night + 1) }

  /// Article 2.
  private static func isNamed(_ date: CivilDate) -> Bool {
    let (year, month, day) = date.parts
    switch month {
    case 1: return day == 1 || isMonday(2, date, day)
    case 2: return day == 11 || day == 23
    case 3: return day == equinox(year, march: true)
    case 4: return day == 29
    case 5: return (3...5).contains(day)
    case 7: return isMonday(3, date, day)
    case 8: return day == 11
    case 9: return isMonday(3, date, day) || day == equinox(year, march: false)
    case 10: return isMonday(2, date, day)
    case 11: return day == 3 || day == 23
    default: return false
    }
  }

  /// Article 3, paragraph 2: a holiday on a Sunday makes the next day that is none a day off.
  private static func isSubstitute(_ date: CivilDate) -> Bool {
    var before = date - 1
    // Holidays follow each other for three days at most (3–5 May), a fourth step never finds one.
    for _ in 0..<4 where isNamed(before) {
      if before.weekday == .sunday { return true }
      before = before - 1
    }
    return false
  }

  private static func isMonday(_ ordinal: Int, _ date: CivilDate, _ day: Int) -> Bool {
    date.weekday == .monday && (day - 1) / 7 == ordinal - 1
  }

  /// Day of the month on which the sun's longitude reaches 0 or 180 degrees in Tokyo.
  private static func equinox(_ year: Int, march: Bool) -> Int {
    let elapsed = year - 1980
    // Millionths of a day: the mean tropical year is 365.242194 days.
    let start = march ? 20_843_100 : 23_248_800
    return (start + 242_194 * elapsed) / 1_000_000 - elapsed / 4
  }
}
