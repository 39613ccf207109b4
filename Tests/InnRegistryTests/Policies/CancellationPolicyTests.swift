import Foundation
import InnRegistry
import Testing

@Suite("Cancellation")
struct CancellationPolicyTests {
  private let checkIn: CivilDate
  private let quote: Quote

  init() throws {
    checkIn = try #require(CivilDate("2026-06-10"))
    // 2 nights × (2 × 9,000 + 2 × 150): price 36,000, taxes 600.
    quote = try PriceCase(name: "", nights: 2, taxes: .bathing, total: 0).quote()
  }

  private func fee(_ policy: CancellationPolicy, _ instant: String) throws -> Yen {
    policy.fee(for: quote, checkIn: checkIn, at: try #require(Timestamp(rfc3339: instant)))
  }

  @Test(
    "customary steps by Tokyo days",
    arguments: [
      // Percentages of 36,000, taxes left out.
      ("2026-01-01T00:00:00Z", 0), ("2026-06-06T14:59:59Z", 0),
      // 00:00 on 7 June in Tokyo: 3 days before, 20 %.
      ("2026-06-06T15:00:00Z", 7200), ("2026-06-08T14:59:59.999Z", 7200),
      // 00:00 on 9 June: the day before, 50 %.
      ("2026-06-08T15:00:00Z", 18_000), ("2026-06-09T14:59:59Z", 18_000),
      // The day itself, 80 %.
      ("2026-06-09T15:00:00Z", 28_800), ("2026-06-10T14:59:59Z", 28_800),
      // The check-in date is over: as a no-show.
      ("2026-06-10T15:00:00Z", 36_000), ("2026-07-01T00:00:00Z", 36_000),
    ]
  )
  func customary(instant: String, yen: Int) throws {
    #expect(try fee(.customary, instant) == Yen(yen))
  }

  @Test("a no-show")
  func noShow() {
    #expect(CancellationPolicy.customary.noShowFee(for: quote) == Yen(36_000))
    #expect(CancellationPolicy.free.noShowFee(for: quote) == .zero)
    let sameDay = CancellationPolicy(steps: [.init(daysBefore: 0, percent: 50)])
    // A policy that doesn't speak of no-shows: the nearest step still holds, 50 % of 36,000.
    #expect(sameDay.noShowFee(for: quote) == Yen(18_000))
  }

  @Test("of the first night alone")
  func firstNight() throws {
    var policy = CancellationPolicy.customary
    policy.base = .firstNight
    // 50 % of 18,000.
    #expect(try fee(policy, "2026-06-09T00:00:00Z") == Yen(9000))
    #expect(
      policy.fee(for: Quote(lines: []), checkIn: checkIn, at: Timestamp(milliseconds: 0))
        == .zero
    )
  }

  @Test("drops fractions of a yen once")
  func rounding() throws {
    let odd = Quote(lines: [Quote.Line(kind: .adult, night: checkIn, quantity: 1, unit: Yen(9999))])
    let instant = TokyoTime.instant(checkIn - 1)
    // 50 % of 9,999 = 4,999.5
    #expect(CancellationPolicy.customary.fee(for: odd, checkIn: checkIn, at: instant) == Yen(4999))
  }

  @Test("tells when it becomes dearer")
  func nextStep() throws {
    let policy = CancellationPolicy.customary
    let early = try #require(
      policy.nextStep(after: TokyoTime.instant(checkIn - 30), checkIn: checkIn)
    )
    #expect(early.0 == TokyoTime.instant(checkIn - 3))
    #expect(early.1.percent == 20)
    let later = try #require(
      policy.nextStep(after: TokyoTime.instant(checkIn - 3), checkIn: checkIn)
    )
    #expect(later.0 == TokyoTime.instant(checkIn - 1))
    #expect(policy.nextStep(after: TokyoTime.instant(checkIn), checkIn: checkIn) == nil)
    #expect(CancellationPolicy.free.nextStep(after: early.0, checkIn: checkIn) == nil)
  }

  @Test("steps that can't be meant")
  func flaws() {
    #expect(CancellationPolicy.customary.flaws.isEmpty)
    #expect(CancellationPolicy.free.flaws.isEmpty)
    #expect(
      CancellationPolicy(steps: [
        .init(daysBefore: 3, percent: 50), .init(daysBefore: 0, percent: 20),
      ]).flaws == [.percentFalling(daysBefore: 0)]
    )
    #expect(
      CancellationPolicy(steps: [
        .init(daysBefore: 3, percent: 50), .init(daysBefore: 3, percent: 60),
      ]).flaws == [.daysNotFalling(3)]
    )
    #expect(
      CancellationPolicy(steps: [
        .init(daysBefore: 400, percent: -1), .init(daysBefore: -2, percent: 101),
      ]).flaws
        == [
          .daysOutOfRange(400), .percentOutOfRange(-1), .daysOutOfRange(-2),
          .percentOutOfRange(101),
        ]
    )
  }

  @Test("never cheaper later", arguments: [CancellationPolicy.customary, .free])
  func monotone(policy: CancellationPolicy) {
    let percentages = (-5...40).reversed().map(policy.percent(daysBefore:))
    #expect(percentages == percentages.sorted())
  }

  @Test("read as the first version stored it")
  func storage() throws {
    let stored = Data(#"{"steps":[{"daysBefore":1,"percent":50}]}"#.utf8)
    let policy = try JSONDecoder().decode(CancellationPolicy.self, from: stored)
    #expect(policy == CancellationPolicy(steps: [.init(daysBefore: 1, percent: 50)]))
  }
}
