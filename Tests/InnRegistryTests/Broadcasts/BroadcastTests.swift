import InnTestSupport
import Testing

@testable import InnRegistry

/// Texts of the office: who waits for them, whose key was a receipt, and what the office is told.
@Suite struct BroadcastTests {
  private let world: TestWorld
  private let office = Actor.staff("test")

  init() throws { world = try TestWorld().populated() }

  private func send(hours: Int = 6) throws -> BroadcastID {
    let office = office
    return try world.registry.writeAndWait {
      try $0.broadcast(
        "あすは雪です。",
        to: [Fixtures.inn, Fixtures.inn],
        until: $0.now + .hours(hours),
        by: office
      )
    }
  }

  private var keeper: Actor {
    .keeper(phone: PhoneNumber("+81175000001"), call: ConversationID(trusted: "call_1"))
  }

  private func waiting() throws -> [OutboxEntry] { try world.registry.waitingToBeTold() }

  private func ring(_ outcome: Ring.Outcome) throws -> Ring.Purpose? {
    let world = world
    return try world.registry.writeAndWait { transaction -> Ring.Purpose? in
      let number = try #require(PhoneNumber("+81175000001"))
      guard let ring = try transaction.beginRing(Fixtures.inn, .news, number: number) else {
        return nil
      }
      try transaction.endRing(ring, as: outcome, RingLadder())
      return ring.purpose
    }
  }

  @Test func aReceiptEndsIt() throws {
    let id = try send()
    #expect(try waiting().map(\.kind) == [.tellBroadcast])
    #expect(try world.registry.broadcasts(for: Fixtures.inn).map(\.text) == ["あすは雪です。"])
    #expect(try ring(.noAnswer) == .broadcast)
    #expect(try world.registry.broadcast(id)?.inns.map(\.attempts) == [1])
    let keeper = keeper
    try world.registry.writeAndWait { try $0.receipt(id, inn: Fixtures.inn, by: keeper) }
    #expect(try waiting() == [])
    #expect(try world.registry.broadcasts(for: Fixtures.inn) == [])
    let progress = try #require(try world.registry.broadcast(id))
    #expect(progress.inns.map(\.heardAt) == [world.now])
    // A second key says nothing new.
    world.advance(by: .minutes(1))
    try world.registry.writeAndWait { try $0.receipt(id, inn: Fixtures.inn, by: keeper) }
    #expect(try world.registry.broadcast(id) == progress)
    let kinds = try world.registry.events(after: 0, limit: 1000).map(\.kind)
    #expect(kinds.filter { $0 == .broadcastHeard }.count == 1)
  }

  @Test func nobodyHearsOfItAfterItsTime() async throws {
    let id = try send(hours: 1)
    world.advance(by: .hours(1))
    #expect(try world.registry.broadcasts(for: Fixtures.inn) == [])
    try await world.registry.runDue()
    #expect(try waiting() == [])
    let alarms = try world.registry.openAlarms().filter { $0.kind == .undelivered }
    #expect(alarms.map(\.detail) == [id.rawValue])
    #expect(try world.registry.checkInvariants().map(\.description) == [])
    // The office has told her otherwise.
    let office = office
    try world.registry.writeAndWait { try $0.stopBroadcast(id, by: office) }
    #expect(try world.registry.openAlarms().filter { $0.kind == .undelivered } == [])
  }

  @Test func stoppingDropsWhatWaits() throws {
    let id = try send()
    let office = office
    try world.registry.writeAndWait { try $0.stopBroadcast(id, by: office) }
    #expect(try waiting() == [])
    #expect(try ring(.spoken) == nil)
    #expect(try world.registry.broadcasts(for: Fixtures.inn) == [])
    #expect(try world.registry.broadcast(id)?.broadcast.stoppedAt == world.now)
    #expect(throws: BroadcastRefusal.unknown(BroadcastID(trusted: "br_0"))) {
      try world.registry.writeAndWait {
        try $0.stopBroadcast(BroadcastID(trusted: "br_0"), by: office)
      }
    }
  }

  @Test func whatPressesMostIsNamedFirst() throws {
    _ = try send()
    _ = try world.book(Fixtures.request(checkIn: world.tonight + 5))
    #expect(try ring(.noAnswer) == .broadcast)
    _ = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 5))
    world.advance(by: .minutes(11))
    #expect(try ring(.noAnswer) == .request)
  }

  @Test func unknownInnsAndPastTimesAreRefused() throws {
    let office = office
    func send(_ inns: [InnID], _ wait: Span) throws {
      _ = try world.registry.writeAndWait {
        try $0.broadcast("x", to: inns, until: $0.now + wait, by: office)
      }
    }
    let nobody = InnID(trusted: "X99")
    #expect(throws: BroadcastRefusal.noInns) { try send([], .hours(1)) }
    #expect(throws: BroadcastRefusal.innUnknown(nobody)) { try send([nobody], .hours(1)) }
    #expect(throws: BroadcastRefusal.deadline) { try send([Fixtures.inn], .seconds(0)) }
    #expect(throws: BroadcastRefusal.deadline) { try send([Fixtures.inn], .hours(169)) }
    #expect(try waiting() == [])
  }
}
