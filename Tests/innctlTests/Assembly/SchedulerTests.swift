import InnRegistry
import InnTestSupport
import Testing
import VoiceIVR

@testable import innctl

struct SchedulerTests {
  /// Lines of the log that statistics need seconds for, a few at a time.
  private static let backlog = 20_000

  @Test(.timeLimit(.minutes(3)))
  func aHoldRunsOutWhileStatisticsCatchUp() async throws {
    let world = try TestWorld().populated()
    let registry = world.registry
    let hold = try await registry.write { [night = world.tonight] transaction in
      for number in 0..<SchedulerTests.backlog {
        try transaction.reportGuestsOutside(
          Fixtures.inn,
          night: night,
          guests: 1 + number % 4,
          fromAbroad: 0,
          by: .hub,
        )
      }
      return try transaction.hold(
        Fixtures.request(checkIn: night + 1),
        channel: Fixtures.channel,
        for: .minutes(10),
      )
    }
    let lines = try registry.lastSequence()
    #expect(lines > SchedulerTests.backlog)
    let speech = try Speech(Speech.Configuration())
    let scheduler = try await Scheduler.start(registry, speech: speech, log: .silent)
    try await until { try registry.flowPosition() > 0 }
    world.advance(by: .minutes(11))
    try await until { try registry.booking(hold.id)?.state == .released }
    #expect(try registry.flowPosition() < lines, "nothing was left to catch up with")
    await scheduler.stop()
  }
}
