import InnRegistry
import Testing

@testable import innctl

/// `innctl broadcast …`, with and without a hub.
@Suite(.timeLimit(.minutes(2)))
struct BroadcastCommandTests {
  private func run(_ words: [String], _ recorder: RecordingConsole, _ data: String) async
    -> innctl.ExitStatus
  {
    await recorder.run(["broadcast"] + words + ["--data", data])
  }

  @Test func aTextIsSentShownAndStopped() async throws {
    try await HubPlace.bothWays { recorder, data, isThroughHub in
      let text = "あすは、[大間|おおま]の{道|みち}が通れません。お客さまにお伝えください。"
      #expect(await run(["send", "--text", text, "--dry-run", "T01"], recorder, data) == .success)
      #expect(recorder.errors.contains("1 inns"))
      #expect(recorder.errors.contains("みちが通れません"))
      #expect(recorder.output.isEmpty)
      #expect(await run(["send", "--text", text, "T01", "T02"], recorder, data) == .success)
      let id = recorder.output.trimmingSuffix("\n")
      #expect(id.hasPrefix("br_"))
      #expect(await run(["show", id], recorder, data) == .success)
      #expect(recorder.output.contains("T02"))
      #expect(await run(["list"], recorder, data) == .success)
      #expect(recorder.output.contains("0/2"))
      #expect(await run(["stop", id], recorder, data) == .success)
      #expect(await run(["stop", "br_0"], recorder, data) == .refused)
    }
  }

  @Test func allInnsOfAnAreaAreRung() async throws {
    try await HubPlace.bothWays { recorder, data, _ in
      let inns = TrainingRegion.entries.map(\.inn)
      let area = try #require(inns.first?.area)
      let words = ["send", "--text", "雪です。", "--dry-run", "--area", area.rawValue, "--json"]
      #expect(await run(words, recorder, data) == .success)
      for inn in inns {
        #expect(recorder.output.contains("\"\(inn.id)\"") == (inn.area == area), "\(inn.id)")
      }
    }
  }

  @Test func whatNobodyCouldFollowIsRefused() async throws {
    try await HubPlace.bothWays { recorder, data, _ in
      for (text, words) in [
        ("「」。", "says nothing"), ("[大間の道が通れません。", "can't be read"),
        (String(repeating: "あした、", count: 30), "cut this sentence"),
        (String(repeating: "あしたはゆきがふります。", count: 40), "are listened to"),
      ] {
        #expect(await run(["send", "--text", text, "T01"], recorder, data) == .refused)
        #expect(recorder.errors.contains(words), "\(recorder.errors)")
      }
      #expect(await run(["send", "--text", "雪です。", "X99"], recorder, data) == .refused)
      #expect(await run(["send", "--text", "雪です。", "--hours", "0"], recorder, data) == .usage)
      #expect(await run(["send", "T01"], recorder, data) == .usage)
    }
  }

  @Test func linesSayHowLongItTakes() {
    let inns = (1...24).map { InnID(trusted: "T\($0)") }
    var plan = BroadcastPlan(inns: inns, spoken: [], seconds: 15, lines: 1)
    #expect(plan.minutes == 24)
    plan.lines = 5
    #expect(plan.minutes == 5)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
