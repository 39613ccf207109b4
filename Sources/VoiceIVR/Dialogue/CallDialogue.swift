import InnRegistry

/// One telephone call's conversation as a pure machine: an event in, effects out.
///
/// No I/O, no clock, no randomness. The state is `Codable` and may be stored and reloaded between
/// any two events. See ``DialogueEvent`` for what a driver promises.
package struct CallDialogue: Hashable, Codable, Sendable {
  var machine: Machine
  /// Something was said or keyed that must not be in a transcript: a PIN.
  package var hidesKeys: Bool {
    if case .identification(let call) = machine { call.hidesKeys } else { false }
  }

  /// Why there is a call.
  package enum Purpose: Hashable, Codable, Sendable {
    /// With a keeper whose telephone has keys: her own call from a known number, or the hub's.
    case keeper(CallOpening)
    /// With a keeper whose telephone sends no keys (``InnPhone/Kind/rotary``).
    case voice(CallOpening)
    /// With somebody whose number is withheld, unknown or not to be trusted.
    case unknownCaller
    /// The hub rings its own office, or whoever is on duty for it.
    case office(OfficeNotice)
  }

  enum Machine: Hashable, Codable, Sendable {
    case start(CallStart)
    case keeper(KeeperCall)
    case voice(VoiceCall)
    case identification(IdentificationCall)
    case office(OfficeNoticeCall)
  }

  package init(_ purpose: Purpose) {
    if case .office(let notice) = purpose {
      machine = .office(OfficeNoticeCall(notice: notice))
    } else {
      machine = .start(CallStart(purpose: purpose))
    }
  }

  /// How the call ended; nil while it goes on.
  package var outcome: CallOutcome? {
    switch machine {
    case .start(let start): start.outcome
    case .keeper(let call): call.outcome
    case .voice(let call): call.outcome
    case .identification(let call): call.outcome
    case .office(let call): call.outcome
    }
  }

  package mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    switch machine {
    case .start(var start):
      if start.purpose == .unknownCaller, event == .connected {
        let (call, effects) = IdentificationCall.begin(line: start.line)
        machine = .identification(call)
        return effects
      }
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
    case .voice(var call):
      let effects = call.handle(event)
      machine = .voice(call)
      return effects
    case .identification(var call):
      let effects = call.handle(event)
      machine = .identification(call)
      guard let briefing = call.briefing else { return effects }
      return effects
        + begin(.inbound, briefing, line: call.line, hadTrouble: call.hadTrouble)
    case .office(var call):
      let effects = call.handle(event)
      machine = .office(call)
      return effects
    }
  }

  private mutating func begin(_ briefing: KeeperBriefing, _ start: CallStart) -> [DialogueEffect] {
    switch start.purpose {
    case .keeper(let opening): return begin(opening, briefing, line: start.line)
    case .voice(let opening):
      let (call, effects) = VoiceCall.begin(opening, briefing, line: start.line)
      machine = .voice(call)
      return effects
    case .unknownCaller: return begin(.inbound, briefing, line: start.line)
    case .office: return []
    }
  }

  private mutating func begin(
    _ opening: CallOpening,
    _ briefing: KeeperBriefing,
    line: CallLine,
    hadTrouble: Bool = false,
  ) -> [DialogueEffect] {
    var (call, effects) = KeeperCall.begin(opening, briefing, line: line)
    call.doubts.hadTrouble = hadTrouble
    machine = .keeper(call)
    return effects
  }
}
