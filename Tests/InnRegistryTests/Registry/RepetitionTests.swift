import InnTestSupport
import Testing

@testable import InnRegistry

/// What a keeper keyed and the hub had not repeated when her call ended: she is rung back once, the
/// next call tells it, and where she can't be reached the office knows.
@Suite struct RepetitionTests {
  private let world: TestWorld
  private let call = ConversationID(trusted: "call_1")
  private let daughter = PhoneNumber(trusted: "+81175000011")

  init() throws { world = try TestWorld().populated() }

  private var keeper: Actor { .keeper(phone: daughter, call: call) }
  private var rooms: KeeperWord {
    let kind = KeeperWord.KindOfRooms(roomType: Fixtures.roomType, rooms: 2)
    return .rooms(first: world.tonight, last: world.tonight, [kind])
  }

  private func state(_ rooms: Int, by actor: Actor) throws {
    let tonight = world.tonight
    try world.registry.writeAndWait {
      _ = try $0.state(rooms, of: Fixtures.roomType, on: tonight, counting: .shown, by: actor)
    }
  }

  private func cutOff(_ words: [KeeperWord]) throws {
    let keeper = keeper
    try world.registry.writeAndWait {
      try $0.wantRepetition(of: words, inn: Fixtures.inn, by: keeper)
    }
  }

  private func ring(_ outcome: Ring.Outcome) throws -> Ring.Purpose? {
    let number = daughter
    return try world.registry.writeAndWait { transaction -> Ring.Purpose? in
      let ring = try transaction.beginRing(Fixtures.inn, .repetition, number: number)
      guard let ring else { return nil }
      try transaction.endRing(ring, as: outcome, RingLadder())
      return ring.purpose
    }
  }

  private func alarms() throws -> [String] {
    try world.registry.openAlarms().filter { $0.kind == .callWanted }.map(\.detail)
  }

  private func expectSound() throws {
    #expect(try world.registry.checkInvariants(isDue: true).isEmpty)
    #expect(try world.registry.compareLogWithTables().isEmpty)
  }

  @Test func whatWasSavedWaitsToBeRepeated() throws {
    try state(2, by: keeper)
    try cutOff([rooms])
    let outlook = try world.registry.ringOutlook()
    #expect(outlook.waiting.map(\.kind) == [.tellRepetition])
    #expect(outlook.repeatTo == [Fixtures.inn: daughter])
    let found = try world.registry.repetitions(for: Fixtures.inn)
    #expect(found.map(\.word) == [rooms])
    let keeper = keeper
    try world.registry.writeAndWait {
      try $0.repeated(found[0].id, inn: Fixtures.inn, by: keeper)
    }
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
    let kinds = try world.registry.events(after: 0, limit: 1000).map(\.kind)
    #expect(kinds.suffix(2) == [.repetitionWanted, .repetitionHeard])
    try expectSound()
  }

  @Test func whatWasRefusedIsNothingToRepeat() throws {
    // Another call said it; this one's was refused.
    try state(2, by: .keeper(phone: daughter, call: ConversationID(trusted: "call_other")))
    try cutOff([rooms, .closed(first: world.tonight + 3, last: world.tonight + 4)])
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
  }

  @Test func whatWasSaidAnewIsNotRepeated() throws {
    try state(2, by: keeper)
    try cutOff([rooms])
    world.advance(by: .seconds(30))
    try state(3, by: .staff("hanako"))
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
    #expect(try ring(.spoken) == nil)
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
    try expectSound()
  }

  @Test func whoCannotBeReachedIsTheOfficesAndHearsItInHerNextCall() throws {
    try state(2, by: keeper)
    try cutOff([rooms])
    #expect(try ring(.noAnswer) == .repetition)
    #expect(try alarms() == ["not repeated to her: rooms \(world.tonight): \(Fixtures.roomType) 2"])
    // Once: nobody rings about it by itself.
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
    let found = try world.registry.repetitions(for: Fixtures.inn)
    #expect(found.count == 1)
    try expectSound()
    let keeper = keeper
    try world.registry.writeAndWait {
      try $0.repeated(found[0].id, inn: Fixtures.inn, by: keeper)
    }
    #expect(try alarms().isEmpty)
  }

  @Test func aNightThatIsOverIsNotRepeated() async throws {
    try state(2, by: keeper)
    try cutOff([rooms])
    world.move(to: TokyoTime.instant(world.tonight + 1, minute: 4 * 60 + 1))
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
    try await world.registry.runDue()
    #expect(try alarms().count == 1)
    try expectSound()
  }

  @Test func anAnswerIsRepeatedUnlessItWasDecidedOtherwise() throws {
    let night = world.tonight + 3
    let booking = try world.registry.writeAndWait {
      try $0.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: night),
        channel: Fixtures.channel,
      )
    }
    let keeper = keeper
    let word = KeeperWord.answer(booking.id, isAccepted: true)
    try cutOff([word])
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
    try world.registry.writeAndWait {
      try $0.keepAnswer(booking.id, revision: booking.revision, accepts: true, by: keeper)
      try $0.settleAnswer(booking.id)
    }
    try cutOff([word])
    let found = try world.registry.repetitions(for: Fixtures.inn)
    #expect(found.map(\.word) == [word])
    #expect(found.map(\.stay) == [booking.stay])
    world.advance(by: .seconds(10))
    _ = try world.registry.writeAndWait { try $0.cancel(booking.id, channel: Fixtures.channel) }
    #expect(try world.registry.repetitions(for: Fixtures.inn).isEmpty)
  }

  @Test func aRequestsCallCarriesItToo() throws {
    try state(2, by: keeper)
    try cutOff([rooms])
    let night = world.tonight + 3
    _ = try world.registry.writeAndWait {
      try $0.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: night),
        channel: Fixtures.channel,
      )
    }
    #expect(try ring(.spoken) == .request)
  }
}
