import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// What becomes of messages in the outbox.
struct SMSSenderTests {
  private let world: TestWorld
  private let mobile = PhoneNumber(trusted: "+819012345678")

  init() throws {
    var entry = Fixtures.entry(phones: [PhoneNumber(trusted: "+81175000001"), mobile])
    entry.phones[1].kind = .mobile
    world = try TestWorld().populated([entry])
  }

  /// A gateway that says what it is told to say.
  private final class Played: SMSGateway {
    let name: SMSGatewayName
    private let state: Mutex<(SMSHandover, [OutboundMessage])>
    private let traces: [String]

    init(_ name: String, _ handover: SMSHandover, traces: [String] = []) {
      self.name = SMSGatewayName(trusted: name)
      self.traces = traces
      state = Mutex((handover, []))
    }

    var sent: [OutboundMessage] { state.withLock { $0.1 } }
    func say(_ handover: SMSHandover) { state.withLock { $0.0 = handover } }

    func traces(of message: OutboundMessage) async -> [String] { traces }

    func send(_ message: OutboundMessage) async -> SMSHandover {
      state.withLock { state in
        state.1.append(message)
        return state.0
      }
    }
  }

  private var desk: SMSDesk {
    SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
  }

  private func sender(_ gateways: [any SMSGateway], _ rules: SMSSender.Rules = .init()) -> SMSSender
  {
    SMSSender(desk: desk, gateways: gateways, rules: rules)
  }

  @discardableResult
  private func write(_ text: String = "満室で承りました。", to number: PhoneNumber? = nil) throws -> Int64 {
    let number = number ?? mobile
    return try world.registry.writeAndWait {
      try $0.write(text, to: number, inn: Fixtures.inn, deadline: $0.now + .hours(6))
    }
  }

  private func state() throws -> ShortMessage? { try world.registry.shortMessages(limit: 1).first }

  @Test func theSecondGatewayTakesWhatTheFirstCannot() async throws {
    let first = Played("first", .failed("no network"))
    let second = Played("second", .taken(id: nil, parts: 1))
    let sender = sender([first, second])
    try write()
    await sender.work()
    #expect(second.sent.count == 1)
    #expect(try state()?.gateway.rawValue == "second")
    #expect(try state()?.state == .sent)
    // For a while the one that failed is asked last, and not at all when the other takes it.
    try write()
    await sender.work()
    #expect(first.sent.count == 1)
    world.advance(by: .minutes(2))
    first.say(.taken(id: nil, parts: 1))
    try write()
    await sender.work()
    #expect(try state()?.gateway.rawValue == "first")
    let usage = try world.registry.usage(months: .init(uncheckedBounds: (month, month)))
    #expect(usage.first?.sum.sms == 3)
  }

  @Test func aGatewayThatRepeatsItsNamesSendsOnce() async throws {
    let gateway = Played("only", .taken(id: "same", parts: 1))
    let sender = sender([gateway])
    for _ in 0..<2 {
      try write()
      await sender.work()
    }
    world.advance(by: .minutes(2))
    await sender.work()
    #expect(gateway.sent.count == 2)
    #expect(try state()?.state == .sent)
  }

  @Test func whatMayHaveLeftIsLookedForFirst() async throws {
    let gateway = Played("only", .failed("connection lost"), traces: ["n1"])
    let sender = sender([gateway])
    try write()
    await sender.work()
    #expect(try state()?.state == .waiting)
    world.advance(by: .seconds(11))
    await sender.work()
    #expect(gateway.sent.count == 1)
    #expect(try state()?.state == .sent)
    #expect(try state()?.gatewayID == "n1")
    // The same words once more: what the gateway has is the first message, not this one.
    gateway.say(.failed("connection lost"))
    try write()
    await sender.work()
    gateway.say(.taken(id: "n2", parts: 1))
    world.advance(by: .seconds(11))
    await sender.work()
    #expect(gateway.sent.count == 3)
    #expect(try state()?.gatewayID == "n2")
  }

  @Test func aHubThatDiedHoldsNoLease() async throws {
    try write()
    _ = try await world.registry.write {
      try $0.lease([.sendSMS], owner: "sms:hub_before", for: .seconds(60), limit: 10)
    }
    try world.crash()
    let gateway = Played("only", .taken(id: nil, parts: 1))
    let sender = sender([gateway])
    let running = Task { await sender.run() }
    while gateway.sent.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    running.cancel()
    await running.value
    #expect(gateway.sent.count == 1)
  }

  // MARK: - News

  private func newsAfterCallsInVain() throws -> Booking {
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    try world.registry.writeAndWait {
      try $0.sendOnce(.smsNews, Fixtures.inn, booking.id, $0.now + .hours(5))
    }
    return booking
  }

  @Test func newsGoToTheMobileTelephoneAndMayBeAnswered() async throws {
    let booking = try newsAfterCallsInVain()
    let gateway = Played("only", .taken(id: nil, parts: 1))
    let sender = sender([gateway])
    await sender.work()
    await sender.work()
    #expect(gateway.sent.map(\.to) == [mobile])
    #expect(gateway.sent.first?.text.contains("予約の希望") == true)
    world.advance(by: .minutes(5))
    _ = try await desk.take(
      InboundMessage(
        gateway: gateway.name,
        gatewayID: "1",
        from: mobile.e164,
        text: "はい",
      )
    )
    world.advance(by: .minutes(5))
    try await world.registry.runDue()
    #expect(try world.booking(booking.id).state == .confirmed)
    // Once is enough.
    #expect(try world.registry.writeAndWait { try leased($0) }.isEmpty)
  }

  private func leased(_ transaction: Transaction) throws -> [OutboxEntry] {
    try transaction.lease([.smsNews], owner: "test", for: .minutes(1), limit: 10)
  }

  @Test func newsThatWereAnsweredAreNotSent() async throws {
    let booking = try newsAfterCallsInVain()
    try world.registry.writeAndWait {
      _ = try $0.accept(booking.id, revision: booking.revision, by: .staff("office"))
    }
    let gateway = Played("only", .taken(id: nil, parts: 1))
    await sender([gateway]).work()
    #expect(gateway.sent.isEmpty)
  }

  @Test func withoutAGatewayNewsAreDropped() async throws {
    _ = try newsAfterCallsInVain()
    await sender([]).work()
    #expect(try world.registry.shortMessages().isEmpty)
    world.advance(by: .days(1))
    try await world.registry.runDue()
    #expect(try world.registry.openAlarms().contains { $0.detail == "sms_news" } == false)
  }

  private var month: CivilMonth { CivilMonth(of: TokyoTime.date(at: world.now)) }

  @Test func triesAgainAndGivesUpAtTheDeadline() async throws {
    let gateway = Played("only", .failed("down"))
    let sender = sender([gateway])
    try write()
    await sender.work()
    await sender.work()
    #expect(gateway.sent.count == 1)
    world.advance(by: .seconds(11))
    await sender.work()
    #expect(gateway.sent.count == 2)
    world.advance(by: .hours(7))
    try await world.registry.runDue()
    await sender.work()
    #expect(gateway.sent.count == 2)
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
  }

  @Test func aRefusalIsFinalAndAPersonRings() async throws {
    let gateway = Played("only", .refused("code 21614"))
    try write()
    await sender([gateway]).work()
    #expect(try state()?.state == .failed)
    let alarms = try world.registry.openAlarms().map(\.kind)
    #expect(alarms.contains(.undelivered) && alarms.contains(.callWanted))
  }

  @Test func aLandlineIsRungInstead() async throws {
    let gateway = Played("only", .taken(id: "x", parts: 1))
    try write(to: PhoneNumber(trusted: "+81175000001"))
    await sender([gateway]).work()
    #expect(gateway.sent.isEmpty)
    #expect(try world.registry.openAlarms().contains { $0.kind == .callWanted })
  }

  @Test func whatWasAnsweredMeanwhileIsNotSent() async throws {
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    let news = try #require(try world.registry.waiting(for: Fixtures.inn).first)
    let phone = try #require(world.registry.catalogue[Fixtures.inn]?.phones.last)
    let id = try world.registry.writeAndWait { try desk.tell(news, to: phone, $0) }
    #expect(id != nil)
    try world.registry.writeAndWait {
      _ = try $0.accept(booking.id, revision: booking.revision, by: .staff("office"))
    }
    let gateway = Played("only", .taken(id: "x", parts: 1))
    await sender([gateway]).work()
    #expect(gateway.sent.isEmpty)
    #expect(try state()?.state == .dropped)
  }

  @Test func theBudgetOfANumberHolds() async throws {
    var rules = SMSSender.Rules()
    rules.budget.perNumberADay = 3
    let gateway = Played("only", .taken(id: nil, parts: 1))
    let sender = sender([gateway], rules)
    for _ in 0..<5 {
      try write()
      await sender.work()
      world.advance(by: .seconds(1))
    }
    #expect(gateway.sent.count == 3)
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
    // The alarm is older than the second message that failed, and stands for it as well.
    #expect(try world.registry.checkInvariants() == [])
    world.advance(by: .days(1))
    try write()
    await sender.work()
    #expect(gateway.sent.count == 4)
  }

  @Test func theBudgetOfAMonthHolds() async throws {
    var rules = SMSSender.Rules()
    // 10 yen a part.
    rules.budget.perOrganisationAMonth = Yen(20)
    let gateway = Played("only", .taken(id: nil, parts: 1))
    let sender = sender([gateway], rules)
    for _ in 0..<5 {
      try write()
      await sender.work()
    }
    #expect(gateway.sent.count == 2)
  }

  @Test func reportsNeverUndoADelivery() async throws {
    let gateway = Played("g", .taken(id: "id1", parts: 1))
    try write()
    await sender([gateway]).work()
    try await desk.note(SMSReport(gatewayID: "id1", .delivered), by: gateway.name)
    #expect(try state()?.state == .delivered)
    try await desk.note(
      SMSReport(gatewayID: "id1", .failed("late")),
      by: gateway.name,
    )
    #expect(try state()?.state == .delivered)
  }

  @Test func aReportOfFailureIsTold() async throws {
    let gateway = Played("g", .taken(id: "id2", parts: 1))
    try write()
    await sender([gateway]).work()
    try await desk.note(
      SMSReport(gatewayID: "id2", .failed("code 30003")),
      by: gateway.name,
    )
    #expect(try state()?.state == .failed)
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
  }

  @Test func nothingIsLostInACrash() async throws {
    try write()
    _ = try await world.registry.write {
      try $0.lease([.sendSMS], owner: "sms", for: .seconds(60), limit: 10)
    }
    try world.crash()
    world.advance(by: .seconds(61))
    let gateway = Played("g", .taken(id: "1", parts: 1))
    await sender([gateway]).work()
    #expect(gateway.sent.count == 1)
  }
}
