import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// Keepers of training inns that answer by rule.
struct TrainingKeepersTests {
  private let world: TestWorld

  init() throws { world = try TestWorld().populated() }

  private func play(_ answer: TrainingAnswer, isTraining: Bool = true) async throws -> Booking {
    if !isTraining {
      var entry = Fixtures.entry()
      entry.inn.isTraining = false
      try world.populated([entry])
    }
    let booking = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 5)
    )
    let (waits, waited) = AsyncStream<Span>.makeStream()
    let world = world
    let keepers = TrainingKeepers(
      registry: world.registry,
      answers: [Fixtures.inn: answer],
      sleep: {
        world.advance(by: $0)
        if $0 >= .hours(1) { try await world.registry.runDue() }
        waited.yield($0)
      },
    )
    await keepers.look()
    if answer != .never, isTraining { _ = await waits.first { _ in true } }
    await keepers.finish()
    return try world.booking(booking.id)
  }

  @Test func acceptsAfterThreeSeconds() async throws {
    let answer = try #require(TrainingRegion.answers[InnID(trusted: "T05")])
    #expect(answer == .accepts(after: .seconds(3)))
    #expect(try await play(answer).state == .confirmed)
    #expect(world.now - TestWorld.start == .seconds(3))
  }

  @Test func declinesBecauseFull() async throws {
    let answer = try #require(TrainingRegion.answers[InnID(trusted: "T06")])
    let booking = try await play(answer)
    #expect(booking.state == .declined(.full))
    #expect(world.remaining(on: booking.stay.checkIn) == 0)
  }

  @Test func neverAnswers() async throws {
    let answer = try #require(TrainingRegion.answers[InnID(trusted: "T07")])
    #expect(try await play(answer).state.name == .requested)
  }

  @Test func acceptsTooLate() async throws {
    let answer = try #require(TrainingRegion.answers[InnID(trusted: "T08")])
    #expect(try await play(answer).state.name == .expired)
  }

  @Test func acceptsBySMS() async throws {
    let answer = try #require(TrainingRegion.answers[InnID(trusted: "T09")])
    let booking = try await play(answer)
    #expect(booking.state == .confirmed)
    let events = try world.registry.events(after: 0, limit: 1000)
    let decision = try #require(events.last { $0.kind == .bookingConfirmed })
    #expect(decision.actor.text.hasPrefix("sms:"))
  }

  @Test func aRealInnIsNeverAnsweredByRule() async throws {
    // Selling a real inn takes its consent, which the fixture lacks: nothing is booked.
    await #expect(throws: (any Error).self) {
      try await play(.accepts(after: .seconds(3)), isTraining: false)
    }
    await TrainingKeepers(
      registry: world.registry,
      answers: [Fixtures.inn: .accepts(after: .seconds(0))],
    ).look()
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
  }
}
