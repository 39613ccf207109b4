package import InnRegistry

/// A call as one file: everything that happened to its dialogue and when, and what it wanted done.
///
/// Played again without telephone and registry it must want the very same; where it doesn't, the
/// dialogue has changed since, or that is the fault to be found. Guests' names are in it.
package struct CallRepro: Codable, Hashable, Sendable {
  /// Raised when a file of before can't be played any more.
  package static let version = 1
  /// Steps of one file; a call takes some hundred.
  package static let mostSteps = DialoguePlayer.mostEvents

  package var version = CallRepro.version
  /// The program that wrote it.
  package var program: String
  package var began: Timestamp
  package var purpose: CallDialogue.Purpose
  package var steps: [Step] = []

  package struct Step: Codable, Hashable, Sendable {
    /// Milliseconds since the call began.
    package var after: Int64
    package var event: DialogueEvent
    package var effects: [DialogueEffect]

    package init(after: Int64, event: DialogueEvent, effects: [DialogueEffect]) {
      self.after = after
      self.event = event
      self.effects = effects
    }
  }

  package init(program: String, began: Timestamp, purpose: CallDialogue.Purpose) {
    self.program = program
    self.began = began
    self.purpose = purpose
  }

  /// Where a dialogue played again parts from what was written down.
  package struct Difference: Hashable, Sendable {
    /// From 0.
    package var step: Int
    package var expected: [DialogueEffect]
    package var found: [DialogueEffect]
  }

  /// Plays the call again.
  ///
  /// - Parameter told: every step as it happens now.
  /// - Returns: the first difference; nil when it is the same call.
  package func replay(told: (Step) -> Void = { _ in }) -> Difference? {
    var dialogue = CallDialogue(purpose)
    for (index, step) in steps.enumerated() {
      let effects = dialogue.handle(step.event)
      told(Step(after: step.after, event: step.event, effects: effects))
      if effects != step.effects {
        return Difference(step: index, expected: step.effects, found: effects)
      }
    }
    return nil
  }
}

extension CallRepro.Step {
  /// What happened and what was said, a line each, for people.
  package var lines: [String] {
    var lines: [String] = []
    switch event {
    case .key(let key): lines.append("key  \(key.rawValue)")
    case .silence: lines.append("───  silence")
    case .hangUp: lines.append("───  keeper hangs up")
    case .voiceHeard: lines.append("voice")
    case .news(let news): lines.append("news \(news)")
    case .office(let line): lines.append("───  office \(line.rawValue)")
    case .recorded(let seconds): lines.append("───  \(seconds) s recorded")
    case .time: lines.append("───  time is up")
    case .answer(let answer): lines.append("answ \(answer.outcomeDescription)")
    case .connected: lines.append("───  connected")
    case .speechFinished: break
    }
    for effect in effects {
      switch effect {
      case .say(let utterance): lines += utterance.phrases.map { "hub  " + $0.text.written }
      case .commit(let commit): lines.append("save \(commit.change)")
      case .lookUp(let inquiry): lines.append("ask  \(inquiry.question)")
      case .hangUp(let outcome): lines.append("───  hub hangs up: \(outcome.rawValue)")
      case .transfer: lines.append("───  ringing the office")
      case .record: lines.append("rec")
      case .stopSpeaking: lines.append("✂")
      case .listen(let listening): lines.append("···  \(listening.time.milliseconds / 1000) s")
      }
    }
    let tenths = after / 100
    return lines.map { "\(tenths / 10).\(tenths % 10) \($0)" }
  }
}
