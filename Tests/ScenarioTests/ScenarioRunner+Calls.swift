import Foundation
import InnTestSupport
import Synchronization
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// Telephone calls: the hub's own dialogue, desk and dispatcher, with the keys of the scenario.
///
/// ```
/// the PIN is 4816 | stranger calls | an office serves the inn | office is rung about A
/// mother calls | daughter calls | hub rings mother for request [again] | hub rings rotary
/// keys 1 3 | keys 1 during request.ask | keys 1 now | silence | voice | hangs up | call ends
/// talk until booking.guest | news arrives
/// said request.withdrawn | said booking.request 3 times | unsaid rooms.saved | spoken 3日 | outcome is completed
/// hub looks | rung is request mother [again] | rung is nothing | stopped ringing
/// ```
struct Talk {
  var player: DialoguePlayer
  var desk: KeeperDesk
  /// Log lines up to this one are known to the call.
  var seen: Int64
}

extension ScenarioRunner {
  func telephone(_ words: inout Words) async throws -> Bool {
    if words.take("mother calls") { return try talk(.keeper(.inbound), Scenario.phones[0]) }
    if words.take("daughter calls") { return try talk(.keeper(.inbound), Scenario.phones[1]) }
    if words.take("stranger calls") { return try talk(.unknownCaller, nil) }
    if words.take("the PIN is") { return try await setPIN(&words) }
    if words.take("an office serves the inn") { return try openOffice() }
    if words.take("office is rung about") { return try expectOfficeCall(&words) }
    if words.take("hub rings mother without keys for") {
      return try talk(.voice(try opening(&words)), Scenario.phones[0])
    }
    if words.take("hub rings mother for") {
      return try talk(.keeper(try opening(&words)), Scenario.phones[0])
    }
    if words.take("hub looks") { return try await look() }
    if words.take("rung is") {
      #expect(line.calls.joined(separator: ", ") == words.text)
      line.forget()
      return true
    }
    if words.take("stopped ringing") {
      #expect(line.stopped == [Fixtures.inn])
      return true
    }
    // A step that is no call's is left to the others as it came.
    var own = words
    guard talk != nil, try inCall(&own) else { return false }
    return true
  }

  private func opening(_ words: inout Words) throws -> CallOpening {
    guard let reason = words.take().flatMap({ CallReason(rawValue: $0) }) else {
      throw Misread(step: "")
    }
    return .outbound(reason, resumed: words.take("again"))
  }

  /// A call with a telephone of the inn, or with a stranger.
  private func talk(_ purpose: CallDialogue.Purpose, _ number: PhoneNumber?) throws -> Bool {
    call += 1
    let listing = try #require(world.registry.catalogue[Fixtures.inn])
    let name = ConversationID(trusted: "talk_\(call)")
    let desk: KeeperDesk
    if let number {
      desk = KeeperDesk(
        registry: world.registry,
        phone: try #require(listing.phones.first { $0.number == number }),
        call: name,
        callBack: TrainingRegion.hubNumber,
      )
    } else {
      desk = KeeperDesk(
        stranger: world.registry,
        call: name,
        callBack: TrainingRegion.hubNumber,
      )
    }
    let (registry, pin) = (world.registry, pin)
    var player = DialoguePlayer(
      CallDialogue(purpose),
      // A call's state survives being stored between any two events.
      betweenEvents: { state in
        try JSONDecoder().decode(CallDialogue.self, from: try JSONEncoder().encode(state))
      },
      registry: { request in
        switch request {
        case .lookUp(let inquiry):
          if case .identify(let number, let keyed) = inquiry.question {
            .found(
              inquiry.id,
              .identified(
                try ScenarioRunner.identify(number, isRight: keyed.digits == pin, registry, desk)
              ),
            )
          } else {
            desk.answer(inquiry)
          }
        case .commit(let commit): desk.saveAndWait(commit)
        }
      },
    )
    try player.deliver(.connected)
    talk = Talk(player: player, desk: desk, seen: try world.registry.lastSequence())
    return true
  }

  // MARK: - Strangers and the office

  private func setPIN(_ words: inout Words) async throws -> Bool {
    let word = words.take()
    let digits = try #require(word)
    pin = digits
    let number = try await world.registry.setPIN(
      try #require(InnPIN(digits)),
      of: Fixtures.inn,
      by: .staff("practice"),
    )
    #expect(number.value == 1001)
    return true
  }

  /// The registry's own counting and locking; the hash, which takes its time on a thread of its
  /// own, is compared by the tests of the desk.
  private static func identify(
    _ number: String,
    isRight: Bool,
    _ registry: Registry,
    _ desk: KeeperDesk,
  ) throws -> Identification {
    guard let number = InnNumber(number),
      let row = try registry.read({ try PINTable.row(number: number, $0) })
    else { return .wrong }
    switch try registry.writeAndWait({ try $0.recordPIN(isRight: isRight, comparedWith: row) }) {
    case .right(let inn): return .known(try desk.admit(inn))
    case .wrong: return .wrong
    case .locked: return .lockedOut
    }
  }

  private func openOffice() throws -> Bool {
    let listing = try #require(world.registry.catalogue[Fixtures.inn])
    let office = Organisation(
      id: OrganisationID(trusted: "office"),
      name: "事務局",
      municipalities: [listing.inn.municipality],
      phone: PhoneNumber("+81175009900"),
    )
    try world.registry.writeAndWait { try $0.save(office, by: .hub) }
    return true
  }

  private func expectOfficeCall(_ words: inout Words) throws -> Bool {
    let call = try world.registry.writeAndWait { try $0.nextOfficeCall(owner: "scenario") }
    if words.take("nothing") {
      #expect(call == nil)
    } else {
      #expect(call?.booking.id == (try booking(words.take())))
    }
    return true
  }

  // MARK: - In talk

  private func inCall(_ words: inout Words) throws -> Bool {
    guard var talk else { return false }
    defer { self.talk = talk }
    let step = words.text
    switch words.take() {
    case "keys": try press(&words, &talk)
    case "silence": try talk.player.stayBusy()
    case "voice":
      try talk.player.finishSpeech()
      try talk.player.deliver(.voiceHeard)
    case "hangs" where words.take("up"): try talk.player.deliver(.hangUp)
    case "call" where words.take("ends"): try talk.player.waitForEnd()
    case "talk" where words.take("until"):
      #expect(try talk.player.speak(until: try prompt(words.take())), "\(step)")
    case "news" where words.take("arrives"): try news(&talk)
    case "said":
      let prompt = try prompt(words.take())
      let count = talk.said.filter { $0.prompt == prompt }.count
      if words.isEmpty {
        #expect(count > 0, "\(step): \(talk.player.transcript)")
      } else {
        #expect(count == (try words.number()), "\(step)")
      }
    case "unsaid":
      let prompt = try prompt(words.take())
      #expect(!talk.said.contains { $0.prompt == prompt }, "\(step)")
    case "spoken":
      let text = words.text
      #expect(talk.said.contains { $0.text.written.contains(text) }, "\(step)")
    case "outcome" where words.take("is"):
      #expect(talk.player.dialogue.outcome?.rawValue == words.text, "\(step)")
    default: return false
    }
    return true
  }

  private func prompt(_ name: String?) throws -> PromptKey {
    guard let name, let prompt = PromptKey(rawValue: name) else { throw Misread(step: "") }
    return prompt
  }

  private func press(_ words: inout Words, _ talk: inout Talk) throws {
    var keys: [Key] = []
    while let word = words.peek, let key = Key(rawValue: word) {
      keys.append(key)
      _ = words.take()
    }
    if words.take("now") {
      for key in keys { try talk.player.pressNow(key) }
    } else if words.take("during") {
      #expect(try talk.player.speak(until: try prompt(words.take())))
      for key in keys { try talk.player.pressNow(key) }
    } else {
      for key in keys { try talk.player.press(key) }
      try talk.player.finishSpeech()
    }
  }

  /// What the log says since the call began, as the dispatcher tells it to calls.
  private func news(_ talk: inout Talk) throws {
    for event in try world.registry.events(after: talk.seen, limit: 1000) {
      talk.seen = event.sequence
      guard event.inn == Fixtures.inn, event.actor != talk.desk.actor,
        let news = DialogueNews(event)
      else { continue }
      try talk.player.deliver(.news(news))
    }
  }

  // MARK: - Ringing

  /// One look of the dispatcher, and every call that it makes to its end.
  private func look() async throws -> Bool {
    let dispatcher = CallDispatcher(registry: world.registry, port: line.port)
    await dispatcher.recover()
    await dispatcher.look()
    await dispatcher.finish()
    return true
  }
}

extension Talk {
  /// Everything said to its end or begun.
  fileprivate var said: [VoiceIVR.Phrase] {
    player.transcript.compactMap { line in
      switch line {
      case .said(let phrase), .cutOff(let phrase): phrase
      default: nil
      }
    }
  }
}

/// A telephone line at which nobody picks up.
final class ScenarioLine: Sendable {
  private let state = Mutex((calls: [String](), stopped: [InnID]()))

  var calls: [String] {
    let calls = state.withLock { $0.calls }
    return calls.isEmpty ? ["nothing"] : calls
  }
  var stopped: [InnID] { state.withLock { $0.stopped } }
  func forget() { state.withLock { $0.calls = [] } }

  var port: RingPort {
    RingPort(
      state: { LineState(freeLines: 1) },
      ring: { [self] call, _ in
        let who = call.phone.number == Scenario.phones[0] ? "mother" : "daughter"
        let words = [call.reason.rawValue, who] + (call.isResumed ? ["again"] : [])
        state.withLock { $0.calls.append(words.joined(separator: " ")) }
        return .noAnswer
      },
      stopRinging: { [self] inn in state.withLock { $0.stopped.append(inn) } },
      tell: { _, _, _ in },
    )
  }
}
