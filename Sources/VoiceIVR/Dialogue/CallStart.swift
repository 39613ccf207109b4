import InnRegistry

/// The moments before it is known what a call is about, and which of her inns a caller means.
struct CallStart: Hashable, Codable, Sendable {
  let purpose: CallDialogue.Purpose
  var line = CallLine()
  var stage = Stage.new
  /// What the call is about, once it is known.
  private(set) var briefing: KeeperBriefing?

  enum Stage: Hashable, Codable, Sendable {
    case new
    case asked(InquiryID)
    case choosing([InnChoice], Tries)
    case closing(Closing)
  }

  init(purpose: CallDialogue.Purpose) { self.purpose = purpose }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    switch stage {
    case .closing(var closing):
      let effects = closing.handle(event, line: &line)
      stage = .closing(closing)
      return effects
    case .new:
      if event == .connected { return ask(.briefing) }
    case .asked(let id):
      if case .answer(let answer) = event, answer.id == id { return answered(answer) }
    case .choosing(let inns, let tries):
      return chosen(event, inns, tries)
    }
    switch event {
    case .hangUp:
      stage = .closing(.over(.unfinished))
      return []
    case .time: return timeUp()
    case .connected, .key, .voiceHeard, .speechFinished, .silence, .answer, .news, .office,
      .recorded:
      return []
    }
  }

  private mutating func ask(_ question: RegistryQuestion) -> [DialogueEffect] {
    let hush = line.hush()
    let (id, effect) = line.inquire(question)
    stage = .asked(id)
    return hush + [effect]
  }

  private mutating func answered(_ answer: RegistryAnswer) -> [DialogueEffect] {
    switch answer {
    case .found(_, .briefing(let briefing)):
      self.briefing = briefing
      return []
    case .found(_, .inns(let inns)) where (2...DialogueLimits.menuChoices).contains(inns.count):
      return offer(inns, Tries())
    case .found, .saved, .refused: return office([Sentence(.errorUnavailable)])
    }
  }

  private mutating func offer(_ inns: [InnChoice], _ tries: Tries) -> [DialogueEffect] {
    stage = .choosing(inns, tries)
    let choices = inns.enumerated().map { index, choice in
      Sentence(
        .innChoice,
        [.inn: JapaneseReadings.inn(choice.name), .count: JapaneseReadings.key(index + 1)],
      ).opening
    }
    return line.say([Sentence(.greetingSeveral)] + choices)
  }

  private mutating func chosen(_ event: DialogueEvent, _ inns: [InnChoice], _ tries: Tries)
    -> [DialogueEffect]
  {
    var tries = tries
    switch event {
    case .key(.pound): return office([])
    case .key(.star): return tries.again() ? office([]) : offer(inns, tries)
    case .key(let key):
      line.keyWasPressed = true
      guard line.keysCount else { return [] }
      if let digit = key.digit, (1...inns.count).contains(digit) {
        return ask(.briefingOf(inns[digit - 1].inn))
      }
      return tries.mistake() ? office([]) : offer(inns, tries)
    case .speechFinished(let token):
      guard let done = line.finished(token), done.isLast else { return [] }
      return [line.listen(DialogueLimits.firstKey)]
    case .silence(let token):
      guard line.isOver(token) else { return [] }
      return tries.silence() ? office([]) : offer(inns, tries)
    case .time: return timeUp()
    case .hangUp:
      stage = .closing(.over(.unfinished))
      return []
    case .connected, .voiceHeard, .answer, .news, .office, .recorded: return []
    }
  }

  private mutating func timeUp() -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(goodbye: [Sentence(.timeUp)], .unfinished, line: &line)
    stage = .closing(closing)
    return effects
  }

  private mutating func office(_ lead: [Sentence]) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(office: lead, line: &line)
    stage = .closing(closing)
    return effects
  }
}
