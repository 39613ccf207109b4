import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

/// Messages: the hub's own reading, conversation and desk, with what keepers write.
///
/// ```
/// mother writes 3 | daughter writes 2/29 2 | stranger writes 満室
/// answered 3室 | answered the hub's number | unanswered
/// ```
extension ScenarioRunner {
  func message(_ words: inout Words) async throws -> Bool {
    if words.take("answered the hub's number") {
      #expect(lastAnswer?.contains(TrainingRegion.hubNumber.national) == true)
      return true
    }
    if words.take("answered") {
      #expect(lastAnswer?.contains(words.text) == true, "\(lastAnswer ?? "nothing")")
      return true
    }
    if words.take("unanswered by text") {
      #expect(lastAnswer == nil)
      return true
    }
    let senders = [
      "mother": Scenario.phones[0], "daughter": Scenario.phones[1],
      "stranger": Scenario.strangePhones[0],
    ]
    guard let sender = words.peek.flatMap({ senders[$0] }) else { return false }
    var own = words
    _ = own.take()
    guard own.take("writes") else { return false }
    written += 1
    let desk = SMSDesk(registry: world.registry, callBack: TrainingRegion.hubNumber)
    let receipt = try await desk.take(
      InboundMessage(
        gateway: LocalGateway.terminal.name,
        gatewayID: "text-\(written)",
        from: sender.e164,
        text: own.text,
      )
    )
    await SMSSender(desk: desk, gateways: []).work()
    if case .taken(let answer) = receipt { lastAnswer = answer } else { lastAnswer = nil }
    return true
  }
}
