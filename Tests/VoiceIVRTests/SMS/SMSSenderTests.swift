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
    world = try TestWorld().populated([
      Fixtures.entry(phones: [PhoneNumber(trusted: "+81175000001"), mobile])
    ])
  }

  /// A gateway that says what it is told to say.
  private final class Played: SMSGateway {
    let name: SMSGatewayName
    private let state: Mutex<(SMSHandover, [OutboundMessage])>

    init(_ name: String, _ handover: SMSHandover) {
      self.name = SMSGatewayName(trusted: name)
      state = Mutex((handover, []))
    }

    var sent: [OutboundMessage] { state.withLock { $0.1 } }
    func say(_ handover: SMSHandover) { state.withLock { $0.0 = handover } }

    func send(_ message: OutboundMessage) async -> SMSHandover {
      state.withLock { state in
        state.1.append(message)
        return state.0
      }
    }
  }

  private func sender(_ gateways: [any SMSGateway], _ rules: SMSSender.Rules = .init()) -> SMSSender
  {
    SMSSender(registry: world.registry, gateways: gateways, rules: rules)
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
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
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
    }
    #expect(gateway.sent.count == 3)
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
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
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    try await desk.note(SMSReport(gatewayID: "id1", isDelivered: true), by: gateway.name)
    #expect(try state()?.state == .delivered)
    try await desk.note(
      SMSReport(gatewayID: "id1", isDelivered: false, error: "late"),
      by: gateway.name,
    )
    #expect(try state()?.state == .delivered)
  }

  @Test func aReportOfFailureIsTold() async throws {
    let gateway = Played("g", .taken(id: "id2", parts: 1))
    try write()
    await sender([gateway]).work()
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    try await desk.note(
      SMSReport(gatewayID: "id2", isDelivered: false, error: "code 30003"),
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
