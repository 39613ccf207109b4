import InnTestSupport
import Testing

@testable import InnRegistry

/// When the office is there, who is rung otherwise, and what is kept for it.
@Suite struct OfficeContactTests {
  private static let phone = PhoneNumber("+81175009900")
  private static let duty = PhoneNumber("+81175009901")

  private static func office() throws -> Organisation {
    Organisation(
      id: OrganisationID(trusted: "office"),
      name: "事務局",
      municipalities: [try #require(MunicipalityCode("022080"))],
      phone: phone,
      hours: OfficeHours(
        from: try #require(TimeOfDay(hour: 9)),
        until: try #require(TimeOfDay(hour: 17, minute: 30)),
      ),
      dutyPhone: duty,
    )
  }

  private static func instant(_ day: String, _ hour: Int, _ minute: Int = 0) throws -> Timestamp {
    TokyoTime.instant(try #require(CivilDate(day)), minute: hour * 60 + minute)
  }

  @Test func hoursEndBeforeTheMinute() throws {
    let hours = try #require(try Self.office().hours)
    #expect(!hours.isOpen(at: try Self.instant("2026-12-03", 8, 59)))
    #expect(hours.isOpen(at: try Self.instant("2026-12-03", 9)))
    #expect(hours.isOpen(at: try Self.instant("2026-12-03", 17, 29)))
    #expect(!hours.isOpen(at: try Self.instant("2026-12-03", 17, 30)))
    // A Saturday, and New Year's Day on a Friday.
    #expect(!hours.isOpen(at: try Self.instant("2026-12-05", 12)))
    #expect(!hours.isOpen(at: try Self.instant("2027-01-01", 12)))
    #expect(
      hours.opening(from: try Self.instant("2026-12-04", 18)) == (try Self.instant("2026-12-07", 9))
    )
  }

  @Test func dutyIsRungOnlyForWhatCannotWait() throws {
    let office = try Self.office()
    let evening = try Self.instant("2026-12-03", 20)
    let night = try Self.instant("2026-12-04", 7)
    let noon = try Self.instant("2026-12-04", 12)
    let (phone, duty) = (try #require(Self.phone), try #require(Self.duty))
    #expect(office.contact(at: noon, due: nil) == .office(phone))
    #expect(office.contact(at: evening, due: nil) == .nobody)
    #expect(office.contact(at: evening, due: noon) == .nobody)
    #expect(office.contact(at: evening, due: night) == .duty(duty))
    var always = office
    always.hours = nil
    #expect(always.contact(at: evening, due: nil) == .office(phone))
  }

  @Test func officesAreStoredWithTheirHours() throws {
    let world = try TestWorld().populated()
    let office = try Self.office()
    try world.registry.writeAndWait { try $0.save(office, by: .hub) }
    #expect(try world.registry.organisations() == [office])
    var reversed = office
    reversed.hours?.until = .midnight
    let bad = reversed
    #expect(throws: OfficeRefusal.malformed(["hours"])) {
      try world.registry.writeAndWait { try $0.save(bad, by: .hub) }
    }
  }

  // MARK: - Messages

  private func message(_ world: TestWorld, wantsCallBack: Bool = true) -> VoiceMessage {
    VoiceMessage(
      id: VoiceMessageID(trusted: "msg_1"),
      call: ConversationID(trusted: "call_1"),
      inn: Fixtures.inn,
      number: "+81175000001",
      wantsCallBack: wantsCallBack,
      recordedAt: world.now,
      seconds: 8,
    )
  }

  @Test(arguments: [true, false])
  func aMessageWaitsUntilSomebodyHasSeenToIt(_ wantsCallBack: Bool) throws {
    let world = try TestWorld().populated()
    let left = message(world, wantsCallBack: wantsCallBack)
    try world.registry.writeAndWait { try $0.keep(left, sound: [1, 2, 3]) }
    #expect(try world.registry.messages(isOpen: true) == [left])
    #expect(try world.registry.sound(of: left.id) == [1, 2, 3])
    let alarms = try world.registry.openAlarms()
    #expect(alarms.map(\.kind) == [wantsCallBack ? .callWanted : .messageLeft])
    let isKnown = try world.registry.writeAndWait {
      try $0.finishMessage(left.id, by: .staff("kana"))
    }
    #expect(isKnown)
    #expect(try world.registry.messages(isOpen: true).isEmpty)
    #expect(try world.registry.messages().first?.doneBy == "staff:kana")
    #expect(try world.registry.openAlarms().isEmpty)
    let none = try world.registry.writeAndWait {
      try $0.finishMessage(VoiceMessageID(trusted: "msg_2"), by: .staff("kana"))
    }
    #expect(!none)
  }

  @Test func soundGoesWithTheTranscripts() throws {
    let world = try TestWorld().populated()
    let left = message(world)
    try world.registry.writeAndWait { try $0.keep(left, sound: [1, 2, 3]) }
    let tomorrow = world.tonight + 1
    _ = try world.registry.writeAndWait {
      try $0.eraseTranscripts(endedBefore: tomorrow, limit: 100)
    }
    #expect(try world.registry.sound(of: left.id) == nil)
    let kept = try #require(try world.registry.message(left.id))
    #expect(!kept.hasSound && kept.number.isEmpty)
  }

  // MARK: - Calls to the office

  /// Rings the inn until the ladder has run out.
  private func exhaust(_ world: TestWorld) throws {
    for _ in 0..<RingLadder().tries {
      let ring = try world.registry.writeAndWait {
        try $0.beginRing(Fixtures.inn, .request, number: try #require(Fixtures.phone))
      }
      let made = try #require(ring)
      try world.registry.writeAndWait { try $0.endRing(made, as: .noAnswer, RingLadder()) }
      world.advance(by: .minutes(11))
    }
  }

  private func nextCall(_ world: TestWorld) throws -> OfficeCall? {
    try world.registry.writeAndWait { try $0.nextOfficeCall(owner: "test") }
  }

  @Test func aRequestThatNobodyAnswersRingsTheOffice() throws {
    let world = try TestWorld().populated()
    let office = try Self.office()
    try world.registry.writeAndWait { try $0.save(office, by: .hub) }
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    #expect(try nextCall(world) == nil)
    try exhaust(world)
    let call = try #require(try nextCall(world))
    #expect(call.booking.id == booking.id)
    #expect(call.contact == .office(try #require(Self.phone)))
    guard case .requestUnanswered = call.reason else {
      Issue.record("\(call.reason)")
      return
    }
    // Leased: nobody else gets it; not heard, it comes again.
    #expect(try nextCall(world) == nil)
    try world.registry.writeAndWait {
      try $0.failed(call.entry, error: "nobody answers", retry: OfficeCall.retry)
    }
    world.advance(by: .minutes(6))
    let again = try #require(try nextCall(world))
    try world.registry.writeAndWait { try $0.delivered(again.entry.id) }
    world.advance(by: .minutes(30))
    #expect(try nextCall(world) == nil)
    #expect(try world.registry.checkInvariants().isEmpty)
  }

  @Test func anAnswerMakesTheCallNeedless() throws {
    let world = try TestWorld().populated()
    let office = try Self.office()
    try world.registry.writeAndWait { try $0.save(office, by: .hub) }
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    try exhaust(world)
    _ = try world.registry.writeAndWait { try $0.accept(booking.id, by: .staff("kana")) }
    #expect(try nextCall(world) == nil)
    #expect(try world.registry.checkInvariants().isEmpty)
  }

  @Test func aBookingThatNobodyHeardRingsDuty() throws {
    let world = try TestWorld().populated()
    let office = try Self.office()
    try world.registry.writeAndWait { try $0.save(office, by: .hub) }
    // Saturday, when the office is shut; guests of the same day.
    let saturday = try Self.instant("2026-12-05", 8)
    world.move(to: saturday)
    // A fresh number, without which the booking would be a request.
    try world.state(3)
    let booking = try world.book(Fixtures.request(checkIn: TokyoTime.date(at: saturday)))
    world.move(to: try Self.instant("2026-12-05", 12))
    _ = try world.registry.writeAndWait { try $0.runDue(limit: 100) }
    #expect(try world.registry.openAlarms().map(\.kind) == [.unheard])
    let call = try #require(try nextCall(world))
    #expect(call.booking.id == booking.id)
    #expect(call.contact == .duty(try #require(Self.duty)))
    #expect(call.reason == .bookingUnheard(checkIn: booking.stay.checkIn))
  }

  @Test func anInnWithAMobileTelephoneGetsAnSMS() throws {
    var entry = Fixtures.entry()
    entry.phones[0].kind = .mobile
    let world = try TestWorld().populated([entry])
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    try exhaust(world)
    let entries = try world.registry.writeAndWait {
      try $0.lease([.smsNews], owner: "test", for: .minutes(1), limit: 10)
    }
    #expect(entries.map(\.booking) == [booking.id])
  }
}
