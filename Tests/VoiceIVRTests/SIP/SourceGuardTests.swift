import InnRegistry
import Testing

@testable import VoiceIVR

@Suite struct SourceGuardTests {
  private let scanner = "192.0.2.66"

  @Test func aFewRequestsAreAnsweredAndAFloodIsNot() {
    var guardian = SourceGuard()
    let verdicts = (0..<100).map { guardian.drops(scanner, .options, at: Int64($0)) }
    #expect(verdicts.prefix(20).allSatisfy { !$0 })
    #expect(verdicts.dropFirst(21).allSatisfy { $0 })
    #expect(guardian.banned(at: 100).map(\.source) == [scanner])
    #expect(guardian.dropped == 80)
    // Somebody else is not concerned.
    let verdict1 = guardian.drops("192.0.2.67", .options, at: 100)
    #expect(!verdict1)
  }

  @Test func aSlowProbeIsNoFlood() {
    var guardian = SourceGuard()
    for second in 0..<3600 {
      let verdict2 = guardian.drops(scanner, .options, at: Int64(second) * 1000)
      #expect(!verdict2)
    }
  }

  @Test func triesToCallOrRegisterAreCountedWhateverTheirPace() {
    var guardian = SourceGuard()
    var now: Int64 = 0
    var answered = 0
    while !guardian.drops(scanner, answered.isMultiple(of: 2) ? .invite : .other, at: now) {
      answered += 1
      now += 4000
    }
    #expect(answered == 10)
  }

  @Test func eachBanIsTwiceAsLongUpToADay() {
    var guardian = SourceGuard()
    var now: Int64 = 0
    var lengths: [Int64] = []
    for _ in 0..<14 {
      while !guardian.drops(scanner, .invite, at: now) {}
      let ban = guardian.banned(at: now)[0]
      lengths.append(ban.remaining)
      // It knocks all the time: that neither lengthens nor shortens the ban.
      let verdict3 = guardian.drops(scanner, .invite, at: now + ban.remaining - 1)
      #expect(verdict3)
      now += ban.remaining
    }
    #expect(lengths.prefix(4) == [60_000, 120_000, 240_000, 480_000])
    #expect(lengths.suffix(2) == [86_400_000, 86_400_000])
  }

  @Test func whoBehavesForTwoDaysStartsAnew() {
    var guardian = SourceGuard()
    while !guardian.drops(scanner, .invite, at: 0) {}
    let verdict4 = guardian.drops(scanner, .options, at: 61_000)
    #expect(!verdict4)
    let later: Int64 = 61_000 + 2 * 86_400_000 + 1
    while !guardian.drops(scanner, .invite, at: later) {}
    #expect(guardian.banned(at: later)[0].count == 1)
  }

  @Test func manyAddressesTogetherTakeNoMoreThanTheirShare() {
    var guardian = SourceGuard()
    let answered = (0..<5000).count { number in
      !guardian.drops("198.51.\(number / 250).\(number % 250)", .options, at: Int64(number) / 5)
    }
    #expect((100...201).contains(answered))
  }

  @Test func memoryIsBoundedAndBansAreKept() {
    var limits = SourceGuard.Limits()
    limits.sources = 50
    var guardian = SourceGuard(limits)
    while !guardian.drops(scanner, .invite, at: 0) {}
    for number in 0..<500 {
      _ = guardian.drops("198.51.100.\(number)", .options, at: Int64(number) * 1001)
    }
    let verdict5 = guardian.drops(scanner, .options, at: 59_000)
    #expect(verdict5)
    // An hour later those who are silent make room.
    let verdict6 = guardian.drops("203.0.113.1", .options, at: 3_600_000)
    #expect(!verdict6)
  }

  @Test func oneCustomerOfIPv6IsOneSender() {
    var guardian = SourceGuard()
    while !guardian.drops("2001:db8:1:2::1", .invite, at: 0) {}
    let verdict7 = guardian.drops("2001:db8:1:2:ffff::9", .options, at: 1)
    #expect(verdict7)
    let verdict8 = guardian.drops("2001:db8:1:3::1", .options, at: 1)
    #expect(!verdict8)
  }
}

@Suite struct AddressPrefixTests {
  @Test func bothFamilies() throws {
    let four = try #require(AddressPrefix("192.0.2.0/24"))
    #expect(four.contains("192.0.2.255"))
    #expect(!four.contains("192.0.3.0"))
    #expect(four.contains("::ffff:192.0.2.7"))
    let six = try #require(AddressPrefix("2001:db8::/33"))
    #expect(six.contains("2001:db8:7fff::1"))
    #expect(!six.contains("2001:db8:8000::1"))
    #expect(try #require(AddressPrefix("0.0.0.0/0")).contains("203.0.113.9"))
    #expect(!(try #require(AddressPrefix("0.0.0.0/0")).contains("2001:db8::1")))
    #expect(try #require(AddressPrefix("::/0")).contains("2001:db8::1"))
    #expect(AddressPrefix.loopback.contains("127.8.9.10"))
    #expect(AddressPrefix.loopback6.contains("::1"))
    #expect(!AddressPrefix.loopback6.contains("::2"))
  }

  @Test func onlyAddressesAreRead() {
    for text in [
      "", "host", "192.0.2", "192.0.2.0/33", "192.0.2.0/", "::1/129", "::g", "1.2.3.4/x",
    ] {
      #expect(AddressPrefix(text) == nil, "\(text)")
    }
  }
}

@Suite struct LineHealthTests {
  @Test func threeLossesAreDeathAndOneAnswerIsLife() {
    var health = LineHealth()
    let verdict9 = health.answered()
    #expect(!verdict9)
    let words = [health.lost(), health.lost(), health.lost(), health.lost()]
    #expect(words == [false, false, true, false])
    #expect(!health.isUsable)
    let verdict10 = health.answered()
    #expect(verdict10)
    #expect(health.isUsable)
  }

  @Test func whoNeverAnsweredMayTakeCallsAllTheSame() {
    var health = LineHealth()
    for _ in 0..<100 {
      let isNews = health.lost()
      #expect(!isNews)
    }
    #expect(health.isUsable)
  }

  @Test func aTrunkThatWantsARegistrationIsUsableWithIt() {
    var health = LineHealth(registers: true)
    #expect(!health.isUsable)
    health.registration = .registered
    #expect(health.isUsable)
    health.registration = .refused(status: 403)
    #expect(!health.isUsable)
  }

  @Test func watchIsQuickEnough() throws {
    let interval = try #require(SIPConfiguration().watchInterval).milliseconds
    #expect(interval * Int64(LineHealth.lossesToDeath + 1) < 30_000)
  }
}
