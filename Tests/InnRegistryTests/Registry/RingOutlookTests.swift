import InnRegistry
import InnTestSupport
import Testing

/// What the planner of calls sees when there is more than it looks at.
struct RingOutlookTests {
  private let world: TestWorld
  private let number: PhoneNumber

  init() throws {
    world = try TestWorld().populated()
    number = try #require(Fixtures.phone)
  }

  private func book(in days: Int) throws -> BookingID {
    try world.registry.writeAndWait {
      try $0.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + days),
        channel: Fixtures.channel,
      ).id
    }
  }

  /// Rings in vain.
  private func ring() throws -> Int64 {
    let ring = try #require(
      try world.registry.writeAndWait {
        try $0.beginRing(Fixtures.inn, .request, number: number)
      }
    )
    try world.registry.writeAndWait { try $0.endRing(ring, as: .noAnswer, RingLadder()) }
    return ring.id
  }

  @Test("the newest calls are seen, oldest first")
  func newestCalls() throws {
    _ = try book(in: 3)
    let first = try ring()
    let second = try ring()
    #expect(try world.registry.ringOutlook().today.map(\.id) == [first, second])
    #expect(try world.registry.ringOutlook(limit: 1).today.map(\.id) == [second])
  }

  @Test("what may be told now is seen before what rests")
  func whatIsDue() throws {
    let resting = try book(in: 3)
    _ = try ring()
    world.advance(by: .minutes(1))
    let due = try book(in: 4)
    #expect(try world.registry.waitingToBeTold().map(\.booking) == [due, resting])
    #expect(try world.registry.waitingToBeTold(limit: 1).map(\.booking) == [due])
    let reasons = try world.registry.ringOutlook().waiting
    #expect(reasons.map { $0.nextTry <= world.now } == [true, false])
    #expect(try world.registry.ringOutlook(limit: 1).waiting == [reasons[0]])
    world.advance(by: RingLadder().retryAfter)
    #expect(try world.registry.waitingToBeTold(limit: 1).map(\.booking) == [resting])
  }

  @Test("what may be told of one kind is one reason, with the nearest deadline")
  func reasons() throws {
    let begun = world.now
    _ = try book(in: 4)
    world.advance(by: .minutes(1))
    _ = try book(in: 3)
    let entries = try world.registry.waitingToBeTold()
    #expect(entries.count == 2)
    #expect(
      try world.registry.ringOutlook().waiting == [
        RingReason(
          inn: Fixtures.inn,
          kind: .tellRequest,
          createdAt: begun,
          nextTry: try #require(entries.map(\.nextTry).min()),
          deadline: try #require(entries.map(\.deadline).min()),
        )
      ]
    )
  }

  @Test("an inn that was rung since the plan was made is not rung by that plan")
  func anOutdatedPlan() throws {
    _ = try book(in: 3)
    let plan = try world.registry.ringOutlook()
    _ = try ring()
    let again = try world.registry.writeAndWait {
      try $0.beginRing(Fixtures.inn, .request, number: number, known: plan.newestRing)
    }
    #expect(again == nil)
  }
}
