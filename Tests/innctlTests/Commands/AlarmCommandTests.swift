import InnRegistry
import Testing

@testable import innctl

/// `innctl alarm …`, with and without a hub.
@Suite(.timeLimit(.minutes(2)))
struct AlarmCommandTests {
  private func run(_ words: [String], _ recorder: RecordingConsole, _ data: String) async
    -> innctl.ExitStatus
  {
    await recorder.run(["alarm"] + words + ["--data", data])
  }

  @Test func nothingIsOpenAndWhatIsNotThereCannotBeDone() async throws {
    try await HubPlace.bothWays { recorder, data, _ in
      #expect(await run(["list"], recorder, data) == .success)
      #expect(recorder.output.contains("RAISED"))
      #expect(await run(["list", "--json"], recorder, data) == .success)
      #expect(recorder.output.contains("\"alarms\":[]"))
      #expect(await run(["done", "17"], recorder, data) == .notFound)
      #expect(recorder.errors.contains("no alarm 17 is open"))
      #expect(await run(["done", "seventeen"], recorder, data) == .usage)
    }
  }

  @Test func anAlarmIsListedAndDone() throws {
    let place = try TemporaryDirectory()
    let registry = try Registry(path: place.path + ".sqlite", clock: .system)
    defer { registry.stop() }
    try registry.writeAndWait { transaction in
      try transaction.save(try #require(TrainingRegion.entries.first), by: .hub)
      try transaction.wantCall(InnID(trusted: "T01"), because: "not repeated to her")
    }
    let desk = AlarmDesk(registry: registry)
    guard case .alarms(let alarms) = try desk.answer(.list, by: .hub) else {
      Issue.record("no list")
      return
    }
    #expect(alarms.map(\.kind) == [.callWanted])
    #expect(alarms.map(\.detail) == ["not repeated to her"])
    #expect(try desk.answer(.done(alarms[0].id), by: .staff("hanako")) == .done)
    #expect(try desk.answer(.list, by: .hub) == .alarms([]))
  }
}
