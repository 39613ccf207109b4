import InnRegistry

/// Plays a dialogue without a telephone: speech takes no time, keys come from a script, and the
/// registry is a closure.
///
/// Tests, the terminal telephone and simulated keepers all drive calls through it. It keeps the
/// promises of ``DialogueEvent`` and writes down what happened.
package struct DialoguePlayer {
  package private(set) var dialogue: CallDialogue
  package private(set) var transcript: [TranscriptLine] = []
  /// What is being said now, first.
  package private(set) var speech: [Phrase] = []
  package private(set) var listening: Listening?
  package private(set) var isRecording = false
  package private(set) var isTransferring = false
  /// The hub hung up, or the office took over.
  package private(set) var isOver = false

  /// Answers of the registry that have not arrived yet; always empty unless they come late.
  package private(set) var answers: [RegistryAnswer] = []
  private let answersLate: Bool

  private let registry: (RegistryCall) throws -> RegistryAnswer
  private let betweenEvents: (CallDialogue) throws -> CallDialogue
  /// Told of every event and of what the dialogue wanted then.
  package var observe: ((DialogueEvent, [DialogueEffect]) -> Void)?

  /// Events that one call may take before the player gives up: a call of the longest kind has a few
  /// hundred; a dialogue that asks for ever is a fault to be shown.
  package static let mostEvents = 5000

  /// Prepares a call; nothing is said before ``DialogueEvent/connected`` is delivered.
  ///
  /// - Parameters:
  ///   - dialogue: the conversation, as it stands.
  ///   - answersLate: answers wait for ``deliverAnswers()``, so that something can happen first.
  ///   - betweenEvents: called after every event with the dialogue's state, which is replaced by
  ///     what comes back: a place to store and reload it.
  ///   - registry: answers questions and commits, each with the id it was given.
  package init(
    _ dialogue: CallDialogue,
    answersLate: Bool = false,
    betweenEvents: @escaping (CallDialogue) throws -> CallDialogue = { $0 },
    registry: @escaping (RegistryCall) throws -> RegistryAnswer,
  ) {
    self.dialogue = dialogue
    self.answersLate = answersLate
    self.betweenEvents = betweenEvents
    self.registry = registry
  }

  /// A question or a commit on its way to the registry.
  package enum RegistryCall: Hashable, Sendable {
    case lookUp(Inquiry)
    case commit(Commit)
  }

  /// Whether a key pressed now would be pressed into silence.
  package var isWaiting: Bool { speech.isEmpty && listening != nil }

  // MARK: - One event

  /// Hands an event to the dialogue and carries out what it wants.
  package mutating func deliver(_ event: DialogueEvent) throws {
    note(event)
    try send(event)
  }

  private mutating func send(_ first: DialogueEvent) throws {
    var events = [first]
    var count = 0
    while !events.isEmpty {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      let event = events.removeFirst()
      let effects = dialogue.handle(event)
      observe?(event, effects)
      dialogue = try betweenEvents(dialogue)
      for effect in effects { events += try carryOut(effect) }
    }
  }

  private mutating func carryOut(_ effect: DialogueEffect) throws -> [DialogueEvent] {
    switch effect {
    case .say(let utterance):
      listening = nil
      speech += utterance.phrases
    case .stopSpeaking:
      if let cut = speech.first { transcript.append(.cutOff(cut)) }
      speech = []
    case .listen(let listening):
      self.listening = listening
      transcript.append(.listening(listening))
    case .lookUp(let inquiry):
      transcript.append(.asked(inquiry))
      return arrive(try registry(.lookUp(inquiry)))
    case .commit(let commit):
      let answer = try registry(.commit(commit))
      transcript.append(.saved(commit, answer))
      return arrive(answer)
    case .record(let recording):
      isRecording = true
      transcript.append(.recording(recording))
    case .transfer:
      isTransferring = true
      transcript.append(.transferring)
    case .hangUp(let outcome):
      isOver = true
      speech = []
      listening = nil
      transcript.append(.hubHungUp(outcome))
    }
    return []
  }

  private mutating func arrive(_ answer: RegistryAnswer) -> [DialogueEvent] {
    guard answersLate else { return [.answer(answer)] }
    answers.append(answer)
    return []
  }

  /// Lets the answers arrive that are on their way, and those that they lead to.
  package mutating func deliverAnswers() throws {
    var count = 0
    while !answers.isEmpty {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try send(.answer(answers.removeFirst()))
    }
  }

  private mutating func note(_ event: DialogueEvent) {
    switch event {
    case .connected: transcript.append(.connected)
    case .key(let key):
      transcript.append(.key(key, during: speech.first?.prompt, isHidden: dialogue.hidesKeys))
    case .voiceHeard: transcript.append(.voice)
    case .silence: transcript.append(.silence)
    case .news(let news): transcript.append(.news(news, during: speech.first?.prompt))
    case .office(let line):
      isTransferring = false
      if line == .joined { isOver = true }
      transcript.append(.office(line))
    case .recorded(let seconds):
      isRecording = false
      transcript.append(.recorded(seconds: seconds))
    case .time: transcript.append(.timeUp)
    case .hangUp:
      isOver = true
      transcript.append(.keeperHungUp(during: speech.first?.prompt))
    case .speechFinished, .answer: break
    }
  }

  // MARK: - Speech and silence

  /// Lets the phrase that is being said end.
  package mutating func finishPhrase() throws {
    guard !speech.isEmpty else { return }
    let phrase = speech.removeFirst()
    transcript.append(.said(phrase))
    try send(.speechFinished(phrase.token))
  }

  /// Lets the hub speak until it waits, records, transfers or hangs up.
  package mutating func finishSpeech() throws {
    var count = 0
    while !speech.isEmpty, !isOver {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try finishPhrase()
    }
  }

  /// Lets the hub speak until a phrase of this prompt has begun; false when none comes.
  package mutating func speak(until prompt: PromptKey) throws -> Bool {
    var count = 0
    while let phrase = speech.first, !isOver {
      if phrase.prompt == prompt { return true }
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try finishPhrase()
    }
    return false
  }

  /// Nothing is heard until the wait is over.
  package mutating func stayBusy() throws {
    try finishSpeech()
    guard let token = listening?.token, !isOver else { return }
    listening = nil
    try deliver(.silence(token))
  }

  /// A key, once everything has been said.
  package mutating func press(_ key: Key) throws {
    try finishSpeech()
    try pressNow(key)
  }

  /// A key, whatever is being said.
  package mutating func pressNow(_ key: Key) throws {
    guard !isOver else { return }
    try deliver(.key(key))
  }

  /// Says nothing until the call ends; a recording or the office's telephone ends it, too.
  package mutating func waitForEnd() throws {
    var count = 0
    while !isOver {
      count += 1
      guard count <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      try deliverAnswers()
      try finishSpeech()
      if !answers.isEmpty { continue }
      if isOver { return }
      if isTransferring {
        try deliver(.office(.joined))
      } else if isRecording {
        try deliver(.recorded(seconds: 0))
      } else if listening != nil {
        try stayBusy()
      } else {
        throw PlayerFailure.stuck
      }
    }
  }

  /// Plays a whole call: each key is pressed when the hub has said its say, then silence.
  package mutating func play(keys: [Key]) throws {
    try deliver(.connected)
    for key in keys where !isOver { try press(key) }
    try waitForEnd()
  }
}

/// A fault of a dialogue, not of a caller.
package enum PlayerFailure: Error, Hashable, Sendable {
  /// It never stops asking.
  case endless
  /// It neither speaks nor waits nor ends.
  case stuck
}
