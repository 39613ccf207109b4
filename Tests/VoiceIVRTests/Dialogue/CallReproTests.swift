import Foundation
import InnRegistry
import Testing

@testable import VoiceIVR

/// A call in a file plays again as it was, and tells where it doesn't.
@Suite struct CallReproTests {
  /// Every golden call, taken down and played again from its file.
  @Test(arguments: GoldenTests.names)
  func isTheSameCall(_ name: String) throws {
    let url = GoldenTests.folder.appending(path: name)
    let script = try GoldenScript(String(contentsOf: url, encoding: .utf8))
    var repro = CallRepro(
      program: "test",
      began: Timestamp(milliseconds: 0),
      purpose: script.purpose,
    )
    try GoldenTests.play(script) { event, effects in
      repro.steps.append(CallRepro.Step(after: 0, event: event, effects: effects))
    }
    #expect(repro.steps.count > 1)
    let stored = try JSONEncoder().encode(repro)
    let loaded = try JSONDecoder().decode(CallRepro.self, from: stored)
    #expect(loaded.replay() == nil)
    // A dialogue that wants something else is told where.
    var other = loaded
    other.steps[1].effects.append(.hangUp(.unfinished))
    #expect(other.replay()?.step == 1)
  }
}
