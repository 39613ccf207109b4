import InnRegistry
import Testing

@Suite struct RequestDeadlineTests {
  /// Tuesday, 1 December 2026.
  private let day = CivilDate(daysSinceEpoch: 20_788)

  private func at(_ hour: Int, _ minute: Int = 0, day offset: Int = 0) -> Timestamp {
    TokyoTime.instant(day + offset, minute: hour * 60 + minute)
  }

  @Test func aDayButNeverPastTheCutoff() {
    let now = at(10)
    #expect(RequestDeadline.of(cutoff: at(15, day: 3), now: now) == at(10, day: 1))
    #expect(RequestDeadline.of(cutoff: at(15), now: now) == at(15))
    #expect(RequestDeadline.of(cutoff: at(9), now: now) == at(9))
  }

  /// A call of five minutes, ten minutes between the beginnings of two; hours 08:00 to 20:30.
  @Test(arguments: [
    // Two calls by 10:15, not before.
    (10, 0, 10, 14, false), (10, 0, 10, 15, true),
    // Before the hours begin, time counts from 08:00.
    (5, 0, 8, 14, false), (5, 0, 8, 15, true),
    // The hours end in between.
    (20, 15, 23, 0, true), (20, 16, 23, 0, false), (21, 30, 23, 59, false),
    // The deadline is over, or now.
    (10, 0, 9, 0, false), (10, 0, 10, 0, false),
  ])
  func twoCallsMustFit(_ hour: Int, _ minute: Int, _ until: Int, _ untilMinute: Int, _ fits: Bool) {
    let reachable = RequestDeadline.isReachable(
      CallingTimes(),
      from: at(hour, minute),
      until: at(until, untilMinute),
    )
    #expect(reachable == fits)
  }

  /// One call in the evening and one next morning are enough.
  @Test func overNight() {
    #expect(
      RequestDeadline.isReachable(CallingTimes(), from: at(20, 25), until: at(8, 5, day: 1))
    )
    #expect(
      !RequestDeadline.isReachable(CallingTimes(), from: at(20, 25), until: at(8, 4, day: 1))
    )
    #expect(
      RequestDeadline.isReachable(CallingTimes(), from: at(21, 30), until: at(21, 30, day: 1))
    )
  }

  @Test func daysOnWhichNobodyMayRing() throws {
    let times = CallingTimes(days: [.thursday])
    #expect(!RequestDeadline.isReachable(times, from: at(10), until: at(10, day: 1)))
    #expect(RequestDeadline.isReachable(times, from: at(20, day: 1), until: at(20, day: 2)))
    #expect(!RequestDeadline.isReachable(CallingTimes(days: []), from: at(8), until: at(8, day: 1)))
  }
}
