import InnRegistry
import VoiceIVR

/// One call with a made-up keeper: the real dialogue, a clock that nobody waits for, and errors by
/// chance (docs/keepers.md).
struct SimulatedCall {
  private(set) var player: DialoguePlayer
  private(set) var now = 0.0
  private(set) var keysPressed = 0
  private(set) var endedWithOffice = false
  /// When the sentence ended that read back what she wanted.
  private(set) var toldAt: Double?
  private var random: SplitMix64
  private var keyRepeat = KeyRepeat()
  private let model: KeeperModel
  /// What she wants and knows; she remembers it when the hub rings back.
  private(set) var mind: KeeperMind
  private var acts: [(at: Double, act: Act)] = []
  private var noted = 0
  /// What she did wrong and where, in order; for the report alone.
  private(set) var errors: [Mistake] = []

  /// The phrase being said and when it ends.
  private var phrase: (token: SpeechToken, ends: Double)?
  private var wait: (token: ListenToken, ends: Double)?
  /// The question that she has not decided about yet.
  private var asked: PromptKey?
  private var isAskedAboutAbroad = false
  private var lastAsked: PromptKey?
  private var failures = 0
  private var rangeIsWrong = false
  /// Keys count only after the question's end.
  private var isLateQuestion = false
  /// Nobody who presses keys is at the telephone before.
  private var begins = 0.0

  private enum Act {
    case key(Key)
    case hangUp
    /// The keeper takes the handset.
    case wake

    var isKey: Bool {
      if case .key = self { true } else { false }
    }
  }

  init(
    _ dialogue: CallDialogue,
    _ population: Population,
    mind: KeeperMind,
    seed: UInt64,
    registry: @escaping (DialoguePlayer.RegistryCall) throws -> RegistryAnswer,
  ) {
    player = DialoguePlayer(dialogue, registry: registry)
    random = SplitMix64(seed: seed)
    self.mind = mind
    switch population {
    case .keeper(let model): self.model = model
    case .otherPerson(let model):
      self.model = model
      if random.happens(0.5) { playAsChild() } else { begins = random.seconds(20...40) }
    case .machine:
      model = .steady
      begins = .infinity
      acts = [(60, .hangUp)]
    }
    if begins > 0, begins < .infinity { schedule(.wake, at: begins) }
  }

  private mutating func playAsChild() {
    begins = .infinity
    var at = random.seconds(0.5...5)
    for _ in 0..<Int.random(in: 3...8, using: &random) {
      let key = Key.allCases.randomElement(using: &random) ?? .one
      schedule(.key(key), at: at)
      at += random.seconds(0.3...3)
    }
    schedule(.hangUp, at: at + 2)
  }

  // MARK: - The call

  /// Plays the call to its end.
  mutating func run() throws {
    try player.deliver(.connected)
    var steps = 0
    while !player.isOver {
      steps += 1
      guard steps <= DialoguePlayer.mostEvents else { throw PlayerFailure.endless }
      takeNotes()
      if player.isTransferring {
        endedWithOffice = true
        try player.deliver(.office(.joined))
      } else if player.isRecording {
        endedWithOffice = true
        now += 10
        try player.deliver(.recorded(seconds: 8))
      } else if let first = player.speech.first {
        try speak(first)
      } else if let listening = player.listening {
        try listen(listening)
      } else {
        throw PlayerFailure.stuck
      }
    }
    takeNotes()
  }

  private mutating func speak(_ first: Phrase) throws {
    if phrase?.token != first.token {
      let pause = DialogueLimits.phrasePause
      let length = MoraCount.estimatedLength(of: first.text)
      phrase = (first.token, now + Double(pause.milliseconds + length.milliseconds) / 1000)
      mind.listen(to: first.prompt, first.text)
      if first.opensKeys { beginQuestion(first.prompt) }
    }
    guard let ends = phrase?.ends else { return }
    if try actNow(before: ends) { return }
    now = ends
    try player.finishPhrase()
    hear(first)
  }

  private mutating func listen(_ listening: Listening) throws {
    if wait?.token != listening.token {
      wait = (listening.token, now + Double(listening.time.milliseconds) / 1000)
      decide(listening)
    }
    guard let ends = wait?.ends else { return }
    if try actNow(before: ends) { return }
    now = ends
    try player.stayBusy()
  }

  private mutating func actNow(before end: Double) throws -> Bool {
    guard let next = acts.first, next.at < end else { return false }
    acts.removeFirst()
    now = max(now, next.at)
    switch next.act {
    case .key(let key):
      keysPressed += 1
      let time = Timestamp(milliseconds: Int64((now * 1000).rounded()))
      guard !keyRepeat.isRepeat(key, at: time) else { return true }
      try player.pressNow(key)
    case .hangUp: try player.deliver(.hangUp)
    case .wake: if let listening = player.listening { decide(listening) }
    }
    return true
  }

  private mutating func schedule(_ act: Act, at time: Double) {
    acts.append((time, act))
    acts.sort { $0.at < $1.at }
  }

  // MARK: - What she hears

  private mutating func takeNotes() {
    for line in player.transcript[noted...] {
      guard case .saved(let commit, let answer) = line, case .saved = answer else { continue }
      mind.note(commit.change)
    }
    noted = player.transcript.count
  }

  private mutating func beginQuestion(_ prompt: PromptKey) {
    if prompt == .outsideAbroad { isAskedAboutAbroad = true }
    if prompt == .outsideGuests { isAskedAboutAbroad = false }
    let isNew = asked == nil
    asked = prompt
    guard isNew, acts.isEmpty, now >= begins, random.happens(model.early) else { return }
    answer(from: now + random.seconds(0.3...2))
  }

  private mutating func hear(_ phrase: Phrase) {
    takeNotes()
    if phrase.opensKeys, asked != nil { asked = phrase.prompt }
    // The one question during which keys don't count yet.
    if phrase.prompt == .requestAsk, !phrase.opensKeys {
      isLateQuestion = asked == nil
      asked = phrase.prompt
    }
    if now >= begins, let isRight = mind.recognises(phrase.prompt, phrase.text) {
      understand(phrase.prompt, isRight: isRight)
    }
    guard let telling = phrase.prompt.telling, now >= begins else { return }
    guard mind.isToldWrong(phrase.text) else {
      if mind.isDone {
        toldAt = toldAt ?? now
        if random.happens(0.5) { schedule(.hangUp, at: now + random.seconds(1...3)) }
      }
      return
    }
    guard random.happens(model.attends) else {
      note(.inattentive, at: phrase.prompt)
      return
    }
    mind.forgive()
    acts = []
    schedule(.key(telling == .correctable ? .star : .pound), at: now + random.seconds(0.5...3))
  }

  /// She was told what the hub has understood, before it is saved.
  private mutating func understand(_ prompt: PromptKey, isRight: Bool) {
    let notices = !isRight && random.happens(model.attends)
    if !isRight, !notices { note(.inattentive, at: prompt) }
    if prompt.asksToConfirm {
      rangeIsWrong = notices
    } else if notices {
      acts = []
      schedule(.key(.star), at: now + random.seconds(0.5...3))
    }
  }

  // MARK: - What she does

  private mutating func decide(_ listening: Listening) {
    guard now >= begins, acts.allSatisfy({ !$0.act.isKey }) else { return }
    guard let prompt = asked else { return }
    failures = prompt == lastAsked ? failures + 1 : 0
    lastAsked = prompt
    if failures >= KeeperModel.patience {
      note(.hasEnough, at: prompt)
      schedule(random.happens(0.6) ? .key(.pound) : .hangUp, at: now + 2)
      asked = nil
      return
    }
    if isLateQuestion {
      isLateQuestion = false
      if random.happens(model.early) {
        answer(from: now + random.seconds(0.3...2))
        return
      }
    }
    let patience = Double(listening.time.milliseconds) / 1000
    if random.happens(model.late) {
      note(.late, at: prompt)
      answer(from: now + patience + random.seconds(0.5...8))
    } else {
      answer(
        from: now + random.logNormal(median: model.reaction, spread: KeeperModel.spread)
      )
    }
  }

  private mutating func answer(from time: Double) {
    guard let prompt = asked else { return }
    asked = nil
    if random.happens(model.hangsUp) {
      note(.hangsUp, at: prompt)
      schedule(.hangUp, at: time)
      return
    }
    if random.happens(model.mishears) {
      note(.mishears, at: prompt)
      misunderstand(at: time, prompt)
      return
    }
    if random.happens(model.talks) {
      note(.talks, at: prompt)
      return
    }
    let isAboutGuests = [.outsideGuests, .outsideAbroad, .outsideKeys].contains(prompt)
    let reply =
      isAboutGuests
      ? mind.replyAboutGuests(isAbroad: isAskedAboutAbroad)
      : mind.reply(to: prompt, rangeIsWrong: rangeIsWrong)
    switch reply {
    case .nothing: break
    case .leave: schedule(.hangUp, at: time)
    case .keys(let keys): press(keys, from: time, at: prompt, leaves: prompt.isGoal)
    }
  }

  private mutating func note(_ kind: Mistake.Kind, at prompt: PromptKey) {
    errors.append(Mistake(kind: kind, prompt: prompt))
  }

  private mutating func misunderstand(at time: Double, _ prompt: PromptKey) {
    let dice = random.seconds(0...1)
    if dice < 0.4 {
      schedule(.key(.star), at: time)
    } else if dice >= 0.8 {
      let digit = Key(rawValue: "\(Int.random(in: 0...9, using: &random))") ?? .zero
      press([digit], from: time, at: prompt, leaves: false)
    }
  }

  private mutating func press(
    _ keys: [Key],
    from start: Double,
    at prompt: PromptKey,
    leaves: Bool,
  ) {
    var time = start
    for key in keys {
      var pressed = key
      if random.happens(model.slips) {
        note(.slips, at: prompt)
        pressed = key.neighbours.randomElement(using: &random) ?? key
      }
      schedule(.key(pressed), at: time)
      if random.happens(model.doubles) {
        note(.doubles, at: prompt)
        schedule(.key(pressed), at: time + 0.25)
      }
      time += random.seconds(0.4...1.6)
    }
    if leaves, random.happens(model.leaves) {
      note(.leaves, at: prompt)
      schedule(.hangUp, at: time + 0.3)
    }
  }
}

extension SimulatedCall {
  /// What happened, for the verdict.
  var transcript: [TranscriptLine] { player.transcript }
}

extension PromptKey {
  /// The question whose answer is what she rang or was rung for.
  fileprivate var isGoal: Bool {
    switch self {
    case .roomsAsk, .roomsAskBesides, .roomsAgain, .roomsKeysOne, .roomsNight, .roomsNow,
      .roomsNowFull, .roomsNowStanding, .requestAsk, .cancelAsk, .nightsConfirm,
      .broadcastAsk, .repeatRoomsKey, .repeatAnswerKey, .repeatGivenBackKey:
      true
    default: false
    }
  }
}
