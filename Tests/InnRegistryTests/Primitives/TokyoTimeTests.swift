import InnRegistry
import Testing

@Suite struct TokyoTimeTests {
  /// S29: tonight is yesterday's date until four in the morning.
  @Test(arguments: [
    ("2026-12-02", 0, 30, "2026-12-01"), ("2026-12-02", 3, 59, "2026-12-01"),
    ("2026-12-02", 4, 0, "2026-12-02"), ("2026-12-02", 4, 1, "2026-12-02"),
    ("2026-12-02", 23, 59, "2026-12-02"), ("2027-01-01", 0, 0, "2026-12-31"),
    ("2028-03-01", 1, 0, "2028-02-29"),
  ])
  func tonight(_ date: String, _ hour: Int, _ minute: Int, _ night: String) throws {
    let day = try #require(CivilDate(date))
    let instant = TokyoTime.instant(day, minute: hour * 60 + minute)
    #expect(TokyoTime.tonight(at: instant).description == night)
    #expect(TokyoTime.date(at: instant) == day)
    #expect(TokyoTime.minuteOfDay(at: instant) == hour * 60 + minute)
  }

  @Test func theLastMillisecondBeforeFour() throws {
    let day = try #require(CivilDate("2026-12-02"))
    let four = TokyoTime.instant(day, minute: 240)
    #expect(TokyoTime.tonight(at: four - Span(milliseconds: 1)) == day - 1)
    #expect(TokyoTime.tonight(at: four) == day)
  }

  /// 9 hours ahead of UTC, also before 1970.
  @Test func offset() throws {
    #expect(TokyoTime.instant(CivilDate(daysSinceEpoch: 0)).milliseconds == -9 * 3_600_000)
    let before = Timestamp(milliseconds: -9 * 3_600_000 - 1)
    #expect(TokyoTime.date(at: before).description == "1969-12-31")
    #expect(TokyoTime.minuteOfDay(at: before) == 1439)
  }

  @Test func nightsMayPassMidnight() throws {
    let day = try #require(CivilDate("2026-12-31"))
    #expect(TokyoTime.instant(day, minute: 1500) == TokyoTime.instant(day + 1, minute: 60))
  }
}
