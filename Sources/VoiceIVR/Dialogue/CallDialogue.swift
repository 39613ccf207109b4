import InnRegistry

/// One telephone call's conversation as a pure machine: an event in, effects out.
///
/// No I/O, no clock, no randomness. The state is `Codable` and may be stored and reloaded between
/// any two events. See ``DialogueEvent`` for what a driver promises.
package struct CallDialogue: Hashable, Codable, Sendable {
  var machine: Machine
  /// Something was said or keyed that must not be in a transcript: a PIN.
  package var hidesKeys: Bool { false }

  /// Why there is a call.
  package enum Purpose: Hashable, Codable, Sendable {
    /// With a keeper whose telephone has keys: her own call from a known number, or the hub's.
    case keeper(CallOpening)
  }

  enum Machine: Hashable, Codable, Sendable {
    case start(CallStart)
    case keeper(KeeperCall)
  }

  package init(_ purpose: Purpose) { machine = .start(CallStart(purpose: purpose)) }

  /// How the call ended; nil while it goes on.
  package var outcome: CallOutcome? {
    switch machine {
    case .start(let start): start.outcome
    case .keeper(let call): call.outcome
    }
  }

  package mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    switch machine {
    case .start(var start):
      let effects = start.handle(event)
      guard let briefing = start.briefing else {
        machine = .start(start)
        return effects
      }
      return effects + begin(briefing, start)
    case .keeper(var call):
      let effects = call.handle(event)
      machine = .keeper(call)
      return effects
    }
  }

  private mutating func begin(_ briefing: KeeperBriefing, _ start: CallStart) -> [DialogueEffect] {
    switch start.purpose {
    case .keeper(let opening):
      let (call, effects) = KeeperCall.begin(opening, briefing, line: start.line)
      machine = .keeper(call)
      return effects
    }
  }
}

/// The moments before it is known what a call is about.
struct CallStart: Hashable, Codable, Sendable {
  let purpose: CallDialogue.Purpose
  var line = CallLine()
  var asked: InquiryID?
  var briefing: KeeperBriefing?
  var closing: Closing?

  init(purpose: CallDialogue.Purpose) { self.purpose = purpose }

  var outcome: CallOutcome? { closing?.outcome }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    if closing != nil { return end(event) }
    switch event {
    case .connected:
      guard asked == nil else { return [] }
      let (id, effect) = line.inquire(.briefing)
      asked = id
      return [effect]
    case .answer(.found(asked, .briefing(let briefing))):
      self.briefing = briefing
      return []
    case .answer(let answer):
      guard answer.id == asked else { return [] }
      let (closing, effects) = Closing.begin(office: [Sentence(.errorUnavailable)], line: &line)
      self.closing = closing
      return effects
    case .hangUp:
      closing = .over(.unfinished)
      return []
    case .key, .voiceHeard, .speechFinished, .silence, .time, .news, .office, .recorded: return []
    }
  }

  private mutating func end(_ event: DialogueEvent) -> [DialogueEffect] {
    guard var closing else { return [] }
    let effects = closing.handle(event, line: &line)
    self.closing = closing
    return effects
  }
}
