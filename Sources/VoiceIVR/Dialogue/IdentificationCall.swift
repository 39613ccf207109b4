import InnRegistry

/// A caller whose number is withheld, unknown, or comes from a trunk that isn't trusted: inn number
/// and PIN first (S42, S43).
///
/// The PIN is asked only here, on a call the hub did not make. Failures are counted by the registry
/// over all calls; this machine only ends after ``DialogueLimits/identifications`` of its own.
struct IdentificationCall: Hashable, Codable, Sendable {
  var line: CallLine
  var stage: Stage
  var tries = Tries()
  /// Inn number and PIN didn't fit, so often.
  var failures = 0
  /// The inn, once it is known.
  private(set) var briefing: KeeperBriefing?

  enum Stage: Hashable, Codable, Sendable {
    case innNumber(DigitEntry)
    case pin(innNumber: String, DigitEntry)
    case checking(InquiryID)
    case closing(Closing)
  }

  static func begin(line: CallLine) -> (IdentificationCall, [DialogueEffect]) {
    var call = IdentificationCall(
      line: line,
      stage: .innNumber(DigitEntry(length: DialogueLimits.innNumberDigits)),
    )
    let effects = call.askInn([Sentence(.identifyGreeting)])
    return (call, effects)
  }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  /// A question had to be put again, or was answered wrong.
  var hadTrouble: Bool { failures > 0 || tries.isTroubled }

  /// Digits keyed now are a PIN.
  var hidesKeys: Bool {
    if case .pin = stage { true } else { false }
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
      guard let done = line.finished(token), done.isLast, isAsking else { return [] }
      return [line.listen(DialogueLimits.firstKey)]
    case .silence(let token): return line.isOver(token) ? silence() : []
    case .answer(let answer): return answered(answer)
    case .hangUp:
      stage = .closing(.over(.notIdentified))
      return []
    case .time: return goodbye([Sentence(.timeUp)])
    case .connected, .voiceHeard, .news, .office, .recorded: return []
    }
  }

  private var isAsking: Bool {
    switch stage {
    case .innNumber, .pin: true
    case .checking, .closing: false
    }
  }

  private mutating func pressed(_ key: Key) -> [DialogueEffect] {
    line.keyWasPressed = true
    switch stage {
    case .innNumber(let entry): return take(key, entry, innNumber: nil)
    case .pin(let innNumber, let entry): return take(key, entry, innNumber: innNumber)
    case .checking, .closing: return []
    }
  }

  private mutating func take(_ key: Key, _ entry: DigitEntry, innNumber: String?)
    -> [DialogueEffect]
  {
    var entry = entry
    guard line.keysCount || key.digit == nil else { return [] }
    switch entry.take(key) {
    case .more:
      stage = innNumber.map { .pin(innNumber: $0, entry) } ?? .innNumber(entry)
      return line.awaitNextDigit()
    case .complete(let digits): return complete(digits, innNumber: innNumber)
    case .cleared:
      guard !tries.again() else { return office([]) }
      return innNumber.map { askPin($0) } ?? askInn()
    case .person: return office([])
    }
  }

  private mutating func complete(_ digits: String, innNumber: String?) -> [DialogueEffect] {
    guard let innNumber else { return askPin(digits) }
    let hush = line.hush()
    let question = RegistryQuestion.identify(
      innNumber: innNumber,
      pin: KeyedSecret(digits: digits),
    )
    let (id, effect) = line.inquire(question)
    stage = .checking(id)
    return hush + [effect]
  }

  private mutating func silence() -> [DialogueEffect] {
    switch stage {
    case .innNumber(let entry) where !entry.isEmpty:
      return complete(entry.digits, innNumber: nil)
    case .pin(let innNumber, let entry) where !entry.isEmpty:
      return complete(entry.digits, innNumber: innNumber)
    case .innNumber, .pin:
      // A telephone without keys: a person.
      guard !tries.silence() else { return office([]) }
      if case .pin(let innNumber, _) = stage { return askPin(innNumber) }
      return askInn()
    case .checking, .closing: return []
    }
  }

  private mutating func answered(_ answer: RegistryAnswer) -> [DialogueEffect] {
    guard case .checking(answer.id) = stage else { return [] }
    switch answer {
    case .found(_, .identified(.known(let briefing))):
      self.briefing = briefing
      return []
    case .found(_, .identified(.wrong)):
      failures += 1
      guard failures < DialogueLimits.identifications else {
        return office([Sentence(.identifyLocked)])
      }
      return askInn([Sentence(.identifyWrong)])
    case .found(_, .identified(.lockedOut)): return office([Sentence(.identifyLocked)])
    case .found, .saved, .refused: return office([Sentence(.errorUnavailable)])
    }
  }

  private mutating func askInn(_ lead: [Sentence] = []) -> [DialogueEffect] {
    stage = .innNumber(DigitEntry(length: DialogueLimits.innNumberDigits))
    return line.say(lead + [Sentence(.identifyInn).opening])
  }

  private mutating func askPin(_ innNumber: String) -> [DialogueEffect] {
    stage = .pin(innNumber: innNumber, DigitEntry(length: DialogueLimits.pinDigits))
    return line.say([Sentence(.identifyPin).opening])
  }

  private mutating func office(_ lead: [Sentence]) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(office: lead, line: &line)
    stage = .closing(closing)
    return effects
  }

  private mutating func goodbye(_ lead: [Sentence]) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(goodbye: lead, .notIdentified, line: &line)
    stage = .closing(closing)
    return effects
  }
}
