import InnRegistry

/// A text that the office has read to many inns.
package struct Announcement: Hashable, Codable, Sendable {
  package var id: BroadcastID
  /// Sentences in order, each no longer than ``DialogueLimits/promptCeiling``.
  package var sentences: [SpokenText]

  package init(id: BroadcastID, sentences: [SpokenText]) {
    self.id = id
    self.sentences = sentences
  }
}

/// A broadcast to one inn: who calls and why, the text, and a key as receipt.
///
/// What else waits for the inn follows in the same call, once she has pressed the key.
struct BroadcastCall: Hashable, Codable, Sendable {
  let announcement: Announcement
  let briefing: KeeperBriefing
  var line: CallLine
  var stage = Stage.asking
  var tries = Tries()
  /// The receipt is saved, and other things wait for her.
  private(set) var goesOn = false

  enum Stage: Hashable, Codable, Sendable {
    case asking
    case saving(InquiryID)
    case closing(Closing)
  }

  static func begin(_ announcement: Announcement, _ briefing: KeeperBriefing, line: CallLine) -> (
    BroadcastCall, [DialogueEffect]
  ) {
    var call = BroadcastCall(announcement: announcement, briefing: briefing, line: line)
    let effects = call.read()
    return (call, effects)
  }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    if case .closing(var closing) = stage {
      let effects = closing.handle(event, line: &line)
      stage = .closing(closing)
      return effects
    }
    switch event {
    case .key(let key): return pressed(key)
    case .speechFinished(let token):
      guard let done = line.finished(token), done.isLast, stage == .asking else { return [] }
      return [line.listen(DialogueLimits.firstKey)]
    case .silence(let token):
      guard line.isOver(token) else { return [] }
      // Read twice at most: a machine keeps the second reading, and who rings back is known.
      return tries.silence() ? goodbye([briefing.ringBack]) : read()
    case .answer(let answer): return answered(answer)
    case .hangUp:
      if case .saving = stage {
        stage = .closing(.over(.completed))
      } else {
        stage = .closing(.over(.noKeeper))
      }
      return []
    case .time: return goodbye([Sentence(.timeUp)])
    case .connected, .voiceHeard, .news, .office, .recorded: return []
    }
  }

  private mutating func pressed(_ key: Key) -> [DialogueEffect] {
    line.keyWasPressed = true
    guard stage == .asking else { return [] }
    switch key {
    case .pound: return office([])
    case .star: return tries.again() ? office([]) : read()
    case .one where line.keysCount:
      let hush = line.hush()
      let (id, effect) = line.commit(.receipt(announcement.id))
      stage = .saving(id)
      return hush + [effect]
    case .zero, .one, .two, .three, .four, .five, .six, .seven, .eight, .nine:
      guard line.keysCount else { return [] }
      guard !tries.mistake() else { return office([]) }
      return line.say([Sentence(.mistakeNotUnderstood), Sentence(.broadcastAsk).opening])
    }
  }

  private mutating func answered(_ answer: RegistryAnswer) -> [DialogueEffect] {
    guard case .saving(answer.id) = stage else { return [] }
    guard answer.refusal == nil else { return office([Sentence(.errorUnavailable)]) }
    goesOn = !briefing.waiting.isEmpty
    guard !goesOn else { return [] }
    let (closing, effects) = Closing.begin(
      goodbye: [Sentence(.broadcastThanks)],
      .completed,
      line: &line,
    )
    stage = .closing(closing)
    return effects
  }

  private mutating func read() -> [DialogueEffect] {
    let intro = Sentence(.introBroadcast, [.inn: JapaneseReadings.inn(briefing.name)])
    let text = announcement.sentences.map { Sentence(.broadcastText, [.text: $0]) }
    return line.say([intro] + text + [Sentence(.broadcastAsk).opening])
  }

  private mutating func office(_ lead: [Sentence]) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(office: lead, line: &line)
    stage = .closing(closing)
    return effects
  }

  private mutating func goodbye(_ lead: [Sentence]) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(goodbye: lead, .noKeeper, line: &line)
    stage = .closing(closing)
    return effects
  }
}
