import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// Messages against the real registry: the scenarios of SMS.
final class SMSDeskTests {
  private let world: TestWorld
  private let phone = PhoneNumber(trusted: "+81175000001")
  private let gateway = LocalGateway.terminal.name
  private let serial = Mutex(0)

  init() throws { world = try TestWorld().populated() }

  private var desk: SMSDesk {
    SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
  }

  /// Writes to the hub; the answer is sent at once.
  @discardableResult
  private func say(_ text: String, from: PhoneNumber? = nil, after span: Span = .minutes(3))
    async throws -> String?
  {
    world.advance(by: span)
    let id = serial.withLock { number in
      number += 1
      return "m\(number)"
    }
    let message = InboundMessage(
      gateway: gateway,
      gatewayID: id,
      from: (from ?? phone).e164,
      text: text,
    )
    let receipt = try await desk.take(message)
    await SMSSender(desk: desk, gateways: []).work()
    guard case .taken(let answer) = receipt else { return "duplicate" }
    return answer
  }

  @Test func s02AnUnheardBookingIsToldAndNotCounted() async throws {
    let booking = try world.book(Fixtures.request(checkIn: world.tonight))
    let answer = try #require(try await say("3"))
    #expect(world.remaining() == 2)
    #expect(answer.contains("残2室"))
    #expect(answer.contains("Training"))
    #expect(try world.booking(booking.id).isHeard == false)
    // She has read it: the next number leaves it out.
    try await say("3")
    #expect(world.remaining() == 3)
    #expect(try world.booking(booking.id).isHeard)
  }

  @Test func aNumberThatCrossesTheAnswerCountsNothing() async throws {
    _ = try world.book(Fixtures.request(checkIn: world.tonight))
    try await say("3")
    try await say("4", after: .seconds(5))
    #expect(world.remaining() == 3)
  }

  @Test func s03AShortfallIsToldAndAlarmed() async throws {
    _ = try world.book(Fixtures.request(checkIn: world.tonight))
    let answer = try #require(try await say("満室"))
    #expect(answer.contains("多くなります"))
    #expect(try world.shortfall(on: world.tonight) == 1)
    #expect(try world.registry.openAlarms().contains { $0.kind == .shortfall })
    let word = try await say("はい")
    #expect(word?.contains("お受けいただける") == true)
    #expect(try world.registry.openAlarms().contains { $0.kind == .shortfall } == false)
  }

  @Test func s18ThreeStatementsAreThree() async throws {
    try await say("3")
    try await say("2", after: .seconds(20))
    try await say("3", after: .seconds(20))
    #expect(world.remaining() == 3)
    let events = try world.registry.events(after: 0, limit: 1000)
    #expect(events.count { $0.kind == .roomsStated } == 3)
    // The same twice in two minutes is one.
    #expect(try await say("3", after: .seconds(20)) == nil)
    #expect(try await say("3", after: .minutes(3)) != nil)
  }

  @Test func s19ANumberWhileARequestWaitsIsRooms() async throws {
    _ = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    let answer = try #require(try await say("1"))
    #expect(world.remaining() == 1)
    #expect(answer.contains("希望"))
  }

  @Test func s20AStrangerChangesNothing() async throws {
    let before = world.remaining()
    let answer = try #require(try await say("0", from: PhoneNumber("+819099999999")))
    #expect(answer.contains(TrainingRegion.hubNumber.national))
    #expect(world.remaining() == before)
    #expect(try world.registry.openAlarms().contains { $0.kind == .messageFromStranger })
    let kept = try #require(try world.registry.shortMessages().last)
    #expect(kept.state == .proposed)
    #expect(kept.text == "0")
  }

  @Test func s21FullIsAllKindsOfRooms() async throws {
    let world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    let second = RoomTypeID(trusted: "T01-2")
    _ = try await desk.take(
      InboundMessage(gateway: gateway, gatewayID: "1", from: phone.e164, text: "満室")
    )
    #expect(world.remaining() == 0)
    #expect(world.remaining(roomType: second) == 0)
    let receipt = try await desk.take(
      InboundMessage(gateway: gateway, gatewayID: "2", from: phone.e164, text: "2")
    )
    guard case .taken(let answer?) = receipt else {
      Issue.record("no answer")
      return
    }
    #expect(answer.contains("どの部屋"))
    #expect(world.remaining() == 0)
  }

  @Test func s24ARangeOverTheYearsEndIsReadBack() async throws {
    let answer = try #require(try await say("12/28-1/3 休"))
    #expect(answer.contains("12/28〜1/3の7晩"))
    let listing = try #require(world.registry.catalogue[Fixtures.inn])
    #expect(listing.closures.map { $0.lastNight - $0.firstNight + 1 } == [7])
  }

  @Test func s25ADayThatIsNoneIsAsked() async throws {
    let before = try world.registry.lastSequence()
    #expect(try await say("2/29 2") == SMSWording.noSuchDay)
    let events = try world.registry.events(after: before, limit: 100)
    #expect(events.allSatisfy { $0.kind == .smsReceived || $0.kind == .smsSent })
  }

  @Test func aRequestIsAnsweredOnlyAfterItWasTold() async throws {
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    let asked = try #require(try await say("はい"))
    #expect(asked.contains("予約の希望"))
    #expect(try world.booking(booking.id).state.name == .requested)
    let answer = try #require(try await say("はい"))
    #expect(answer.contains("お受けしました"))
    world.advance(by: .minutes(3))
    try await world.registry.runDue()
    #expect(try world.booking(booking.id).state == .confirmed)
  }

  @Test func anAnswerIsTakenBackInTime() async throws {
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    try await say("はい")
    try await say("はい")
    try await say("ちがう", after: .seconds(40))
    world.advance(by: .minutes(3))
    try await world.registry.runDue()
    #expect(try world.booking(booking.id).state.name == .requested)
  }

  @Test func aDeclineWithItsReasonSetsTheNights() async throws {
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    try await say("予約")
    try await say("いいえ")
    try await say("ア", after: .seconds(30))
    #expect(try world.booking(booking.id).state == .declined(.full))
    #expect(world.remaining(on: booking.stay.checkIn) == 0)
  }

  @Test func rightsHoldForMessagesToo() async throws {
    var entry = Fixtures.entry()
    entry.phones[0].rights = [.hearGuestNames]
    let world = try TestWorld().populated([entry])
    let before = world.remaining()
    let receipt = try await SMSDesk(
      registry: world.registry,
      callBack: TrainingRegion.hubNumber,
    ).take(InboundMessage(gateway: gateway, gatewayID: "1", from: phone.e164, text: "0"))
    #expect(world.remaining() == before)
    guard case .taken(let answer?) = receipt else {
      Issue.record("no answer")
      return
    }
    #expect(answer.contains("変えられません"))
  }

  @Test func tonightIsWhenItWasSent() async throws {
    world.move(to: TokyoTime.instant(world.tonight + 1, minute: 5 * 60))
    let sentAt = TokyoTime.instant(world.tonight, minute: 3 * 60 + 30)
    let receipt = try await desk.take(
      InboundMessage(gateway: gateway, gatewayID: "x", from: phone.e164, text: "2", sentAt: sentAt)
    )
    // Written before four in the morning it is about a night that is over by now.
    #expect(receipt == .taken(answer: SMSWording.outOfReach))
  }

  @Test func secretsAreNeitherKeptNorUsed() async throws {
    let answer = try await say("暗証番号は4711です")
    #expect(answer == SMSWording.secret)
    #expect(try world.registry.shortMessages().contains { $0.text.contains("4711") } == false)
    let states: [String] = try world.registry.read { db in
      try db.rows("SELECT state FROM sms_conversation") { $0.text(0) }
    }
    #expect(states.count == 1)
    #expect(states.allSatisfy { !$0.contains("4711") })
  }

  @Test func twoMachinesStop() async throws {
    // Another machine answers every answer; it never says the same twice.
    var answers = 0
    for number in 0..<100 where try await say("自動でお返事しております番号\(number)", after: .seconds(10)) != nil
    {
      answers += 1
    }
    #expect(answers == SMSLimits.asksAnHour)
    // One that repeats «満室です» to each answer changes something once.
    let before = try world.registry.lastSequence()
    for _ in 0..<20 { try await say("満室です", after: .seconds(5)) }
    let events = try world.registry.events(after: before, limit: 1000)
    #expect(events.count { $0.kind == .roomsStated } == 1)
    // One that changes something with each answer is heard out, and not for ever.
    answers = 0
    for number in 0..<100 where try await say("\(number % 5)", after: .seconds(20)) != nil {
      answers += 1
    }
    #expect(answers <= SMSLimits.answersAnHour)
  }

  @Test func theSameGatewayIDActsOnce() async throws {
    let message = InboundMessage(gateway: gateway, gatewayID: "a", from: phone.e164, text: "1")
    #expect(try await desk.take(message) != .duplicate)
    try await say("4")
    try world.crash()
    #expect(try await desk.take(message) == .duplicate)
    #expect(world.remaining() == 4)
  }

  @Test func aTelephoneOfTwoInnsIsAskedWhich() async throws {
    let other = InnID(trusted: "T02")
    let world = try TestWorld().populated([
      Fixtures.entry(), Fixtures.entry(other, phones: [phone]),
    ])
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    func say(_ id: String, _ text: String) async throws -> String? {
      world.advance(by: .minutes(3))
      let message = InboundMessage(gateway: gateway, gatewayID: id, from: phone.e164, text: text)
      guard case .taken(let answer) = try await desk.take(message) else { return nil }
      return answer
    }
    #expect(try await say("1", "2")?.contains("どの宿") == true)
    #expect(try await say("2", "イ")?.contains("2室") == true)
    #expect(world.remaining(roomType: RoomTypeID(trusted: "T02-1")) == 2)
    #expect(world.remaining() == 3)
    #expect(try await say("3", "1")?.contains("1室") == true)
    #expect(world.remaining(roomType: RoomTypeID(trusted: "T02-1")) == 1)
  }

  @Test func theInvariantsHold() async throws {
    _ = try world.book(Fixtures.request(checkIn: world.tonight))
    for text in ["3", "満室", "12/5-12/7 休", "12/6 営業 2部屋", "昨日 4人", "ちがう", "予約", "？"] {
      try await say(text)
    }
    #expect(try world.registry.checkInvariants().isEmpty)
  }
}
