import InnRegistry
import InnTestSupport
import Testing

/// Brute force: two actors at one request, each with a few steps, in every order in which their
/// steps can come, with a crash after any one of them.
///
/// One decision wins, and the rooms are right.
@Suite struct InterleavingTests {
  enum Act: String, CaseIterable, Sendable {
    case keeperYes, keeperNo, keeperStar, daughterNo, smsYes, officeYes, officeNo, withdraw, expire

    var steps: [Step] {
      switch self {
      case .keeperYes: [.hear, .key(true), .settle]
      case .keeperNo: [.hear, .key(false), .settle]
      case .keeperStar: [.key(false), .takeBack, .key(true), .settle]
      case .daughterNo: [.otherKey(false), .settle]
      case .smsYes: [.accept]
      case .officeYes: [.officeAccept]
      case .officeNo: [.officeDecline]
      case .withdraw: [.withdraw]
      case .expire: [.timePasses]
      }
    }
  }

  enum Step: Hashable, Sendable {
    case hear, settle, takeBack, accept, officeAccept, officeDecline, withdraw, timePasses, crash
    case key(Bool)
    case otherKey(Bool)
  }

  static let pairs: [(Act, Act)] = Act.allCases.flatMap { first in
    Act.allCases.filter { first.rawValue <= $0.rawValue && $0 != first }.map { (first, $0) }
  }

  @Test(arguments: pairs.map { "\($0.0) \($0.1)" })
  func oneWinner(_ names: String) async throws {
    let acts = names.split(separator: " ").compactMap { Act(rawValue: String($0)) }
    let world = try TestWorld(seed: 7).populated()
    for order in interleavings(acts[0].steps, acts[1].steps) {
      try await play(order, world)
      // The hub dies between two steps, or after the last one.
      let crash = [Step.crash]
      for position in Set([1, order.count / 2, order.count]) {
        try await play(Array(order.prefix(position)) + crash + order.dropFirst(position), world)
      }
    }
    #expect(try world.registry.checkInvariants(isDue: true).map(\.description) == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  private func interleavings(_ first: [Step], _ second: [Step]) -> [[Step]] {
    guard let head = first.first else { return [second] }
    guard let other = second.first else { return [first] }
    return interleavings(Array(first.dropFirst()), second).map { [head] + $0 }
      + interleavings(first, Array(second.dropFirst())).map { [other] + $0 }
  }

  /// One request from its making to its decision.
  private func play(_ order: [Step], _ world: TestWorld) async throws {
    // A word from the keeper keeps the offer fresh and lets a resting inn sell again.
    let night = world.tonight + 5
    try world.state(3, on: night, by: .staff("practice"))
    let request = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night))
    let before = try world.registry.lastSequence()
    for step in order {
      do {
        try await take(step, request, world)
      } catch is BookingRefusal {
        // Somebody was faster.
      }
    }
    // What was keyed and not settled, because its call was cut off, becomes final by itself.
    world.advance(by: .minutes(3))
    try await world.registry.runDue()
    world.advance(by: .hours(25))
    try await world.registry.runDue()

    let decisive: Set<LogEvent.Kind> = [
      .bookingConfirmed, .bookingDeclined, .bookingWithdrawn, .bookingExpired, .bookingCancelled,
    ]
    let decisions = try world.registry.events(after: before, limit: 1000)
      .filter { $0.subject == request.id.rawValue && decisive.contains($0.kind) }.map(\.kind)
    #expect(decisions.filter { $0 != .bookingCancelled }.count == 1, "\(order): \(decisions)")
    let booking = try world.booking(request.id)
    let sold = try #require(try world.registry.stated(on: night))
    switch booking.state {
    // A booking confirmed in time may still be cancelled by the guest who withdraws late.
    case .confirmed: #expect(sold == 2, "\(order)")
    case .withdrawn, .expired: #expect(sold == 3, "\(order)")
    case .cancelled(by: .guest):
      #expect(decisions == [.bookingConfirmed, .bookingCancelled])
      #expect(sold == 3, "\(order)")
    case .declined(.meals): #expect(sold == 3, "\(order)")
    // On the telephone no reason was told: the room stays off sale.
    case .declined: #expect(sold == 2, "\(order)")
    default: Issue.record("\(order): \(booking.state)")
    }
    let waiting = try world.registry.waiting(for: Fixtures.inn)
    #expect(
      waiting.filter { if case .request = $0.kind { true } else { false } }.isEmpty,
      "\(order)"
    )
    try clearAway(world)
  }

  /// Everything told, so that one round's news is not the next one's.
  private func clearAway(_ world: TestWorld) throws {
    for news in try world.registry.waiting(for: Fixtures.inn) {
      try world.hear(news.booking, by: world.keeper("call_after"))
    }
  }

  private func take(_ step: Step, _ request: Booking, _ world: TestWorld) async throws {
    let id = request.id
    let mother = world.keeper("call_mother")
    let daughter = world.keeper("call_daughter", phone: "+81175000011")
    switch step {
    case .hear: try world.hear(request, by: mother)
    case .key(let accepts): try await key(id, accepts, mother, world)
    case .otherKey(let accepts): try await key(id, accepts, daughter, world)
    case .takeBack: try await world.registry.write { try $0.takeBackAnswer(id) }
    case .settle: try await world.registry.write { _ = try $0.settleAnswer(id) }
    case .accept:
      try await world.registry.write { _ = try $0.accept(id, revision: 1, by: daughter) }
    case .officeAccept:
      try await world.registry.write { _ = try $0.accept(id, revision: 1, by: .staff("practice")) }
    case .officeDecline:
      try await world.registry.write {
        _ = try $0.decline(id, revision: 1, reason: .meals, by: .staff("practice"))
      }
    case .withdraw:
      try await world.registry.write { _ = try $0.cancel(id, channel: Fixtures.channel) }
    case .timePasses:
      world.advance(by: .hours(25))
      try await world.registry.runDue()
    case .crash:
      try world.crash()
      try await world.registry.settleAfterRestart()
    }
  }

  private func key(_ id: BookingID, _ accepts: Bool, _ actor: Actor, _ world: TestWorld)
    async throws
  {
    try await world.registry.write {
      try $0.keepAnswer(id, revision: 1, accepts: accepts, by: actor)
    }
  }
}

extension Registry {
  /// What remains of the training inn's room type, whether it rests or not.
  fileprivate func stated(on night: CivilDate) throws -> Int? {
    try read { db in
      try db.row(
        """
        SELECT n.remaining FROM night n JOIN room_type t ON t.key = n.room
        WHERE t.id = $1 AND n.night = $2
        """,
        .id(Fixtures.roomType),
        .date(night),
      ) { $0.int(0) }
    }
  }
}
