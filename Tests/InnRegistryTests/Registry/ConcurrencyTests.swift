import InnRegistry
import InnTestSupport
import Synchronization
import Testing

/// Everybody at once: the writer is one, so that of two who want the same, one comes first.
@Suite struct ConcurrencyTests {
  private final class Last: Sendable {
    let world: Mutex<TestWorld?>

    init(_ world: TestWorld) { self.world = Mutex(world) }
  }

  /// The last who knows a world may be a change: its thread can't wait for its own end.
  @Test(.timeLimit(.minutes(5))) func aWorldMayEndOnTheWritersThread() async throws {
    let world = try Last(TestWorld().populated())
    let registry = try #require(world.world.withLock { $0?.registry })
    try await registry.write { _ in world.world.withLock { $0 = nil } }
  }

  @Test func fiftyForTheLastRoom() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 2
    try world.state(1, on: night)
    let registry = world.registry
    let results = await withTaskGroup(of: Result<Booking, any Error>.self) { group in
      for number in 0..<50 {
        group.addTask {
          // Some want the nights before and after as well.
          let request = Fixtures.request(
            checkIn: night - (number % 3 == 0 ? 1 : 0),
            nights: 1 + number % 3,
          )
          do {
            return .success(
              try await registry.write { try $0.book(request, channel: Fixtures.channel) }
            )
          } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let won = results.compactMap { try? $0.get() }
    let onTheNight = won.filter { $0.stay.nights.contains(night) }
    #expect(onTheNight.count == 1)
    for case .failure(let error) in results {
      guard case .soldOut = error as? BookingRefusal else {
        Issue.record("\(error)")
        continue
      }
    }
    #expect(world.remaining(on: night) == 0)
    #expect(try registry.checkInvariants() == [])
    #expect(try registry.compareLogWithTables() == [])
  }

  /// A hold's end and its confirmation in the same instant, in whatever order they come: either the
  /// booking or the room, never both, never neither.
  @Test func aHoldEndsWhileItIsConfirmed() async throws {
    let world = try TestWorld().populated()
    for round in 0..<20 {
      let night = world.tonight + 2 + round
      let hold = try await world.registry.write {
        try $0.hold(Fixtures.request(checkIn: night), channel: Fixtures.channel, for: .minutes(10))
      }
      let registry = world.registry
      async let confirmed: Booking? = try? await registry.write {
        try $0.confirmHold(hold.id, channel: Fixtures.channel)
      }
      world.advance(by: .minutes(10))
      async let ran: Int = registry.runDue()
      let (booking, _) = (await confirmed, try await ran)
      let state = try world.booking(hold.id).state
      #expect(state == (booking == nil ? .released : .confirmed))
      #expect(world.remaining(on: night) == (booking == nil ? 3 : 2))
    }
    #expect(try world.registry.checkInvariants() == [])
  }

  @Test func oneKeyManyTimesAtOnce() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 2
    let registry = world.registry
    let answers = try await withThrowingTaskGroup(of: (String?, Bool).self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await registry.write { transaction in
            let (reply, isReplay) = try transaction.once(
              key: "k1",
              channel: Fixtures.channel,
              digest: "d",
            ) {
              let booking = try transaction.book(
                Fixtures.request(checkIn: night),
                channel: Fixtures.channel,
              )
              return StoredReply(status: 201, body: "{}", location: booking.id.rawValue)
            }
            return (reply.location, isReplay)
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.0)).count == 1)
    #expect(answers.filter { !$0.1 }.count == 1)
    #expect(world.remaining(on: night) == 2)
  }

  /// Two answers to one request in one moment: one winner, and the other hears what holds.
  @Test func phoneAndOfficeInOneSecond() async throws {
    let world = try TestWorld().populated()
    for round in 0..<20 {
      let request = try world.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 2 + round)
      )
      let registry = world.registry
      let keeper = world.keeper("call_\(round)")
      async let accepted = result {
        try await registry.write {
          try $0.accept(request.id, revision: request.revision, by: keeper)
        }
      }
      async let declined = result {
        try await registry.write {
          try $0.decline(request.id, revision: 1, reason: .meals, by: .staff("practice"))
        }
      }
      let (first, second) = (await accepted, await declined)
      let winner = try world.booking(request.id)
      switch (first, second) {
      case (.success, .failure(let refusal)):
        #expect(winner.state == .confirmed)
        #expect(refusal == .changedMeanwhile(revision: 2))
      case (.failure(let refusal), .success):
        #expect(winner.state == .declined(.meals))
        #expect(refusal == .notPossible(.declined))
      default: Issue.record("two winners or none: \(first), \(second)")
      }
    }
    #expect(try world.registry.checkInvariants() == [])
  }

  private func result(_ body: () async throws -> Booking) async -> Result<Booking, BookingRefusal> {
    do {
      return .success(try await body())
    } catch let refusal as BookingRefusal {
      return .failure(refusal)
    } catch {
      return .failure(.notAllowed)
    }
  }

  /// Readers beside the writer see whole changes: a stay's nights fall together or not at all.
  @Test func readersSeeWholeChanges() async throws {
    let world = try TestWorld().populated([
      Fixtures.entry(rooms: 50, offer: [Int](repeating: 40, count: 7))
    ])
    let first = world.tonight + 2
    let registry = world.registry
    try world.state(40, on: first)
    try world.state(40, on: first + 1)
    async let reading: Bool = {
      var isWhole = true
      for _ in 0..<200 {
        let remaining = try registry.read { db in
          try db.rows(
            "SELECT remaining FROM night WHERE night IN ($1, $2) ORDER BY night",
            .date(first),
            .date(first + 1),
          ) { $0.int(0) }
        }
        isWhole = isWhole && remaining.count == 2 && remaining[0] == remaining[1]
        await Task.yield()
      }
      return isWhole
    }()
    for _ in 0..<30 {
      try await registry.write {
        _ = try $0.book(Fixtures.request(checkIn: first, nights: 2), channel: Fixtures.channel)
      }
    }
    #expect(try await reading)
    #expect(world.remaining(on: first) == 10)
  }
}
