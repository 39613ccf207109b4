import InnRegistry
import Testing

@Suite struct FreshnessTests {
  private let limits = FreshnessLimits()
  /// Tuesday, 1 December 2026, 10:00.
  private let now = TokyoTime.instant(CivilDate(daysSinceEpoch: 20_788), minute: 600)
  private let tonight = CivilDate(daysSinceEpoch: 20_788)
  private let moment = Span(milliseconds: 1)

  /// Tonight and tomorrow 36 hours, the limit included; later nights fourteen days.
  @Test(arguments: [(0, 36), (1, 36), (2, 14 * 24), (300, 14 * 24)])
  func limits(_ days: Int, _ hours: Int) {
    let night = tonight + days
    let oldest = now - .hours(hours)
    #expect(limits.confidence(of: night, asOf: oldest, now: now) == .fresh)
    #expect(limits.confidence(of: night, asOf: oldest - moment, now: now) == .stale)
  }

  /// At 03:59 tonight is still yesterday, and the night after next is far.
  @Test func nearFollowsTheTurnOfTheNight() {
    let early = TokyoTime.instant(tonight + 1, minute: 3 * 60 + 59)
    let asOf = early - .hours(40)
    #expect(limits.confidence(of: tonight + 1, asOf: asOf, now: early) == .stale)
    #expect(limits.confidence(of: tonight + 2, asOf: asOf, now: early) == .fresh)
    let later = TokyoTime.instant(tonight + 1, minute: 4 * 60)
    #expect(limits.confidence(of: tonight + 2, asOf: asOf, now: later) == .stale)
  }

  @Test func wordsFromTheFutureAreFresh() {
    #expect(limits.confidence(of: tonight, asOf: now + .hours(1), now: now) == .fresh)
  }
}
