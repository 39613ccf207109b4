import InnRegistry

/// The end of every call: goodbye, or the office, and a message where the office can't answer.
///
/// One small machine that all dialogues share, so that `#` leads to a person everywhere alike.
enum Closing: Hashable, Codable, Sendable {
  /// Saying that the office is being called.
  case announcing
  /// The office's telephone rings.
  case connecting
  /// Asking for a message after the tone.
  case invitingMessage(Recording.Purpose, otherwise: CallOutcome)
  case recording(Recording.Purpose, otherwise: CallOutcome)
  case goodbye(CallOutcome)
  case over(CallOutcome)

  var outcome: CallOutcome? {
    if case .over(let outcome) = self { outcome } else { nil }
  }

  /// A person has the matter in hand, or a message that tells of it.
  var isSeenTo: Bool {
    switch self {
    case .recording(.callBack, _), .over: true
    case .announcing, .connecting, .invitingMessage, .recording(.message, _), .goodbye: false
    }
  }

  /// A person was wanted, nobody could come, and no message has been left.
  var hasReachedNobody: Bool {
    if case .invitingMessage(.callBack, _) = self { true } else { false }
  }

  var isGoodbye: Bool {
    if case .goodbye = self { true } else { false }
  }

  static func begin(
    goodbye lead: [Sentence],
    _ outcome: CallOutcome,
    line: inout CallLine,
  ) -> (Closing, [DialogueEffect]) {
    (.goodbye(outcome), line.say(lead + [Sentence(.goodbye)]))
  }

  /// Calls the office; `afterSpeech` where what is being said must be heard first: a read-back.
  static func begin(
    office lead: [Sentence],
    afterSpeech: Bool = false,
    line: inout CallLine,
  ) -> (Closing, [DialogueEffect]) {
    let sentences = lead + [Sentence(.officeConnecting)]
    return (.announcing, afterSpeech ? line.add(sentences) : line.say(sentences))
  }

  /// A message that the keeper chose to leave.
  static func begin(message line: inout CallLine) -> (Closing, [DialogueEffect]) {
    (
      .invitingMessage(.message, otherwise: .completed),
      line.say([Sentence(.messageRecord)])
    )
  }

  /// Everything that is to be said has been said.
  mutating func spoken(line: inout CallLine) -> [DialogueEffect] {
    switch self {
    case .announcing:
      self = .connecting
      return [.transfer]
    case .invitingMessage(let purpose, let otherwise):
      self = .recording(purpose, otherwise: otherwise)
      return [.record(Recording(purpose: purpose, longest: DialogueLimits.longestMessage))]
    case .goodbye(let outcome):
      self = .over(outcome)
      return [.hangUp(outcome)]
    case .connecting, .recording, .over:
      return []
    }
  }

  mutating func office(_ event: OfficeLine, line: inout CallLine) -> [DialogueEffect] {
    guard case .connecting = self else { return [] }
    switch event {
    case .joined:
      self = .over(.transferred)
      return []
    case .handedOver:
      self = .over(.transferred)
      return [.hangUp(.transferred)]
    case .closed, .unanswered:
      self = .invitingMessage(.callBack, otherwise: .unfinished)
      let reason = Sentence(event == .closed ? .officeClosed : .officeUnanswered)
      return line.say([reason, Sentence(.officeRecord)])
    }
  }

  mutating func recorded(seconds: Int, line: inout CallLine) -> [DialogueEffect] {
    guard case .recording(let purpose, let otherwise) = self else { return [] }
    let wasHeard = seconds > 0
    let said: Sentence =
      switch (purpose, wasHeard) {
      case (_, false): Sentence(.messageEmpty)
      case (.callBack, true): Sentence(.officeCallBack)
      case (.message, true): Sentence(.messageKept)
      }
    let kept: CallOutcome = purpose == .callBack ? .messageLeft : otherwise
    self = .goodbye(wasHeard ? kept : otherwise)
    return line.say([said, Sentence(.goodbye)])
  }

  /// The line is gone; what was decided stays.
  mutating func hungUp() {
    switch self {
    case .goodbye(let outcome), .over(let outcome): self = .over(outcome)
    case .recording(.callBack, _): self = .over(.messageLeft)
    case .recording(.message, let otherwise): self = .over(otherwise)
    case .announcing, .connecting, .invitingMessage: self = .over(.unfinished)
    }
  }
}

extension Closing {
  /// Every event for a dialogue that has nothing left but its end.
  mutating func handle(_ event: DialogueEvent, line: inout CallLine) -> [DialogueEffect] {
    switch event {
    case .speechFinished(let token):
      guard let done = line.finished(token), done.isLast else { return [] }
      return spoken(line: &line)
    case .office(let event): return office(event, line: &line)
    case .recorded(let seconds): return recorded(seconds: seconds, line: &line)
    case .hangUp:
      hungUp()
      return []
    case .connected, .key, .voiceHeard, .silence, .time, .answer, .news: return []
    }
  }
}
