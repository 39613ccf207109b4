import Foundation
import Testing

@testable import VoiceIVR

/// Calls as transcripts: each file is a call.
///
/// The dialogue's state goes through JSON between any two events.
/// `RECORD_GOLDEN=1 swift test --filter GoldenTests` writes what happens now into the files and
/// fails, so that nobody commits a transcript unread.
@Suite struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".txt") }.sorted()
  }()

  @Test func thereAreFiles() { #expect(GoldenTests.names.count >= 20) }

  @Test(arguments: names)
  func transcript(_ name: String) throws {
    let url = GoldenTests.folder.appending(path: name)
    let script = try GoldenScript(String(contentsOf: url, encoding: .utf8))
    let actual = try GoldenTests.play(script)
    guard actual != script.expected else { return }
    guard ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == nil else {
      let text = script.header.joined(separator: "\n") + "\n---\n" + actual
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name): read it, then run again")
      return
    }
    Issue.record("\(name)\n--- expected\n\(script.expected)\n--- actual\n\(actual)")
  }

  @discardableResult
  static func play(
    _ script: GoldenScript,
    observe: ((DialogueEvent, [DialogueEffect]) -> Void)? = nil,
  ) throws -> String {
    let registry = RegistryBox(script.registry)
    var player = DialoguePlayer(
      CallDialogue(script.purpose),
      betweenEvents: { state in
        let stored = try JSONEncoder().encode(state)
        let loaded = try JSONDecoder().decode(CallDialogue.self, from: stored)
        #expect(loaded == state)
        return loaded
      },
      registry: { registry.answer($0) },
    )
    player.observe = observe
    try player.deliver(.connected)
    for step in script.steps {
      #expect(!player.isOver || step.isLate, "the call was over before \(step)")
      try play(step, &player)
    }
    try player.waitForEnd()
    #expect(player.dialogue.outcome != nil)
    return player.transcript.map { $0.description + "\n" }.joined()
  }

  private static func play(_ step: GoldenScript.Step, _ player: inout DialoguePlayer) throws {
    switch step {
    case .silence: try player.stayBusy()
    case .key(let key, let when):
      try wait(when, &player)
      try player.pressNow(key)
    case .event(let event, let when):
      try wait(when, &player)
      try player.deliver(event)
    }
  }

  private static func wait(_ when: GoldenScript.When, _ player: inout DialoguePlayer) throws {
    switch when {
    case .afterSpeech: try player.finishSpeech()
    case .now: break
    case .during(let prompt):
      let begun = try player.speak(until: prompt)
      #expect(begun, "\(prompt.rawValue) is not said")
    }
  }
}

/// Shares a registry with the closure of a player.
final class RegistryBox {
  private(set) var registry: ScriptedRegistry

  init(_ registry: ScriptedRegistry) { self.registry = registry }

  func answer(_ call: DialoguePlayer.RegistryCall) -> RegistryAnswer { registry.answer(call) }
}

extension GoldenScript.Step {
  /// Steps that are meant to come after the end.
  fileprivate var isLate: Bool {
    if case .event(.hangUp, _) = self { true } else { false }
  }
}
