import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// «Call this inn now», and ringing back to repeat what was keyed.
///
/// Tuesday, 1 December 2026.
@Suite struct CallPlannerWishTests {
  private let today = TokyoTime.date(at: TestWorld.start)
  private let landline = InnPhone(
    number: PhoneNumber(trusted: "+81175000001"),
    inn: Fixtures.inn,
  )
  private let daughter = InnPhone(
    number: PhoneNumber(trusted: "+81175000011"),
    inn: Fixtures.inn,
  )
  private let rotary = InnPhone(
    number: PhoneNumber(trusted: "+81175000001"),
    inn: Fixtures.inn,
    kind: .rotary,
  )

  private func at(_ hour: Int, _ minute: Int = 0) -> Timestamp {
    TokyoTime.instant(today, minute: hour * 60 + minute)
  }

  /// Rung 08:00–20:30, cooks 16–19.
  private func situation(evening: String? = nil) -> CallPlanner.InnSituation {
    CallPlanner.InnSituation(
      inn: Fixtures.inn,
      calling: CallingTimes(
        days: Set(Weekday.allCases),
        kitchenFrom: TimeOfDay(hour: 16),
        kitchenUntil: TimeOfDay(hour: 19),
        eveningCall: evening.flatMap { TimeOfDay($0) },
      ),
      phones: [landline, daughter],
    )
  }

  private func entry(
    _ kind: OutboxEntry.Kind,
    since: Timestamp,
  ) -> RingReason {
    RingReason(
      inn: Fixtures.inn,
      kind: kind,
      createdAt: since,
      nextTry: since,
      deadline: since + .hours(12),
    )
  }

  private func ring(_ started: Timestamp, _ outcome: Ring.Outcome) -> Ring {
    Ring(
      id: 1,
      inn: Fixtures.inn,
      number: nil,
      purpose: .request,
      resumes: false,
      startedAt: started,
      answeredAt: nil,
      endedAt: started + .seconds(40),
      outcome: outcome,
    )
  }

  private func plan(_ inn: CallPlanner.InnSituation, at now: Timestamp, lines: Int = 1)
    -> CallPlanner.Plan
  {
    CallPlanner().plan(CallPlanner.Situation(now: now, inns: [inn], freeLines: lines))
  }

  // MARK: - A person wants it rung

  @Test func aWishRingsAboutTonightWhereNothingWaits() {
    var inn = situation()
    #expect(plan(inn, at: at(10)).calls.isEmpty)
    inn.isWanted = true
    #expect(plan(inn, at: at(10)).calls.map(\.purpose) == [.evening])
  }

  @Test func aWishTellsWhatWaits() {
    var inn = situation()
    inn.isWanted = true
    inn.waiting = [entry(.tellRequest, since: at(9))]
    #expect(plan(inn, at: at(10)).calls.map(\.purpose) == [.request])
    inn.waiting = [entry(.tellBooking, since: at(9))]
    #expect(plan(inn, at: at(10)).calls.map(\.purpose) == [.news])
  }

  @Test func neitherRestNorKitchenNorTheDaysCallsHoldAWishUp() {
    var inn = situation()
    inn.waiting = [entry(.tellRequest, since: at(9))]
    inn.today = (0..<CallPlanner.Rules().callsADay).map { _ in ring(at(9, 59), .noAnswer) }
    inn.lastCallEnded = at(16, 59)
    #expect(plan(inn, at: at(17)).calls.isEmpty)
    inn.isWanted = true
    #expect(plan(inn, at: at(17)).calls.map(\.purpose) == [.request])
  }

  @Test func aWishWaitsForTheHoursTheLineAndTheCallInProgress() {
    var inn = situation()
    inn.isWanted = true
    #expect(plan(inn, at: at(7, 59)).calls.isEmpty)
    #expect(plan(inn, at: at(20, 31)).calls.isEmpty)
    let full = plan(inn, at: at(10), lines: 0)
    #expect(full.calls.isEmpty)
    #expect(full.waitingForLine.map(\.purpose) == [.evening])
    inn.isInCall = true
    #expect(plan(inn, at: at(10)).calls.isEmpty)
    inn.isInCall = false
    inn.phones = [InnPhone(number: landline.number, inn: Fixtures.inn, kind: .officeOnly)]
    #expect(plan(inn, at: at(10)).calls.isEmpty)
  }

  // MARK: - What is to be repeated

  @Test func sheIsRungBackAfterAMinuteOnHerOwnTelephone() {
    var inn = situation()
    inn.waiting = [entry(.tellRepetition, since: at(10))]
    inn.lastCallEnded = at(10)
    inn.repeatTo = daughter.number
    let early = plan(inn, at: at(10) + .seconds(30))
    #expect(early.calls.isEmpty)
    #expect(early.nextLook == at(10, 1))
    let due = plan(inn, at: at(10, 1))
    #expect(due.calls.map(\.purpose) == [.repetition])
    #expect(due.calls.map(\.phone) == [daughter])
    // The hub was started anew and knows of no call: a minute it is all the same.
    inn.lastCallEnded = nil
    #expect(plan(inn, at: at(10) + .seconds(30)).calls.isEmpty)
  }

  @Test func aTelephoneWithoutKeysIsNotRungBack() {
    var inn = situation()
    inn.phones = [rotary]
    inn.waiting = [entry(.tellRepetition, since: at(10))]
    #expect(plan(inn, at: at(11)).calls.isEmpty)
    inn.phones = [rotary, daughter]
    #expect(plan(inn, at: at(11)).calls.map(\.phone) == [daughter])
  }

  @Test func callingHoursAndKitchenHoldForRingingBack() {
    var inn = situation()
    inn.waiting = [entry(.tellRepetition, since: at(17))]
    #expect(plan(inn, at: at(17, 1)).nextLook == at(19))
    #expect(plan(inn, at: at(19)).calls.map(\.purpose) == [.repetition])
    inn.waiting = [entry(.tellRepetition, since: at(22))]
    #expect(plan(inn, at: at(22, 1)).calls.isEmpty)
  }

  @Test func anyOtherCallCarriesIt() {
    var inn = situation(evening: "19:30")
    inn.waiting = [entry(.tellRepetition, since: at(19, 15))]
    // The evening call is near: one ring.
    #expect(plan(inn, at: at(19, 17)).calls.isEmpty)
    #expect(plan(inn, at: at(19, 30)).calls.map(\.purpose) == [.evening])
    inn = situation()
    inn.waiting = [entry(.tellRepetition, since: at(10)), entry(.tellRequest, since: at(10))]
    #expect(plan(inn, at: at(10, 5)).calls.map(\.purpose) == [.request])
  }
}
