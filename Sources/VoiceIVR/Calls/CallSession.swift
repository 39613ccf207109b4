package import InnRegistry

/// One call: hands what happens on the line to its dialogue, and carries out what that wants.
///
/// Everything comes through one inbox and is worked off in order, so the dialogue sees one event at
/// a time (the promises of ``DialogueEvent``). Nothing in here waits: sound, answers and timers are
/// made beside it and come back through the inbox.
package actor CallSession {
  /// What comes in.
  enum Input: Sendable {
    case connected
    case line(SIPEvent)
    /// Sound for a phrase is ready, or can't be made.
    case sound(SpeechToken, SpeechAudio?)
    /// A phrase that should be spoken has kept the line silent for ``Speech/patience``.
    case late(SpeechToken)
    case silence(ListenToken)
    case answer(RegistryAnswer)
    case news(DialogueNews)
    case office(OfficeLine)
    case recordingCheck
    case timeUp
    case cutOff
    case settlingEnded
  }

  package nonisolated let call: ConversationID
  nonisolated let inbox: AsyncStream<Input>
  nonisolated let mail: AsyncStream<Input>.Continuation
  let port: CallPort
  let voice: CallVoice
  let surroundings: CallSurroundings

  var dialogue: CallDialogue
  /// Said or to be said, in order; the first may be playing.
  var speech: [QueuedPhrase] = []
  /// When the line fell silent after speech.
  var spokeUntil: Timestamp?
  var saidWait = false
  var listening: Listening?
  var recording: CurrentRecording?
  /// Questions and commits in order; the first is being worked off.
  var registryQueue: [RegistryWork] = []
  /// Questions and commits without an answer yet.
  var openAnswers = 0
  var isOver = false
  var lineEnd: CallRecord.LineEnd?
  private var events = 0
  private var began: Timestamp
  private var keyRepeat = KeyRepeat()
  private var transcript: [CallRecord.Line] = []
  /// The keeper talks with the office; the dialogue's part is over.
  private var isTransferred = false
  /// A machine is at the other end.
  private var isFax = false

  /// A phrase on its way to the ear.
  struct QueuedPhrase {
    let phrase: Phrase
    let leadIn: Span
    var audio: SpeechAudio?
    var playback: PlaybackToken?
    var isTimed = false
  }

  struct CurrentRecording {
    let recording: Recording
    let began: Timestamp
    var lastVoice: Timestamp?
  }

  enum RegistryWork: Sendable {
    case lookUp(Inquiry)
    case save(Commit)
  }

  package init(
    call: ConversationID,
    dialogue: CallDialogue,
    port: CallPort,
    voice: CallVoice,
    surroundings: CallSurroundings,
  ) {
    self.call = call
    self.dialogue = dialogue
    self.port = port
    self.voice = voice
    self.surroundings = surroundings
    began = surroundings.clock.now()
    (inbox, mail) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(CallLimits.waitingInputs)
    )
  }

  // MARK: - From outside

  /// An event of the call's line.
  package nonisolated func receive(_ event: SIPEvent) { put(.line(event)) }

  /// The line was gone before the session began.
  nonisolated func receiveEnd(_ line: SIPCallToken) {
    put(.line(.ended(line, CallEnd(status: 487, isOurs: false, wasAnswered: true))))
  }

  /// Something changed elsewhere while the call goes on.
  package nonisolated func tell(_ news: DialogueNews) { put(.news(news)) }

  /// An inbox that is full belongs to a call gone mad: it is closed, which ends the call.
  nonisolated func put(_ input: Input) {
    if case .dropped = mail.yield(input) { mail.finish() }
  }

  /// Plays the call to its end; from the moment when both can hear each other.
  ///
  /// - Returns: what remains of it, but for who called whom.
  package func run() async -> CallRecord {
    began = surroundings.clock.now()
    let alarms = [
      after(DialogueLimits.longestCall, .timeUp), after(CallLimits.longestCall, .cutOff),
    ]
    put(.connected)
    for await input in inbox {
      await work(input)
      if isOver, openAnswers == 0 { break }
    }
    if !isOver { await end(.cutOff) }
    for alarm in alarms { alarm.cancel() }
    mail.finish()
    return CallRecord(
      call: call,
      direction: .inbound,
      began: began,
      ended: surroundings.clock.now(),
      outcome: isFax ? dialogue.outcome ?? .noKeeper : dialogue.outcome,
      end: lineEnd ?? .cutOff,
      transcript: transcript,
    )
  }

  // MARK: - One input

  private func work(_ input: Input) async {
    switch input {
    case .connected:
      note(.connected)
      await hand(.connected)
    case .line(let event): await happened(event)
    case .sound(let token, let audio): await ready(token, audio)
    case .late(let token): await sayWait(before: token)
    case .silence(let token):
      guard listening?.token == token, !isOver else { return }
      await stopListening()
      note(.silence)
      await hand(.silence(token))
    case .answer(let answer):
      openAnswers -= 1
      registryQueue.removeFirst()
      workOffRegistry()
      prepareSpeech(for: answer)
      await hand(.answer(answer))
    case .news(let news):
      guard !isOver else { return }
      note(.news(news, during: speech.first?.phrase.prompt))
      await hand(.news(news))
    case .office(let line):
      guard !isOver else { return }
      isTransferred = line == .joined
      note(.office(line))
      await hand(.office(line))
    case .recordingCheck: await checkRecording()
    case .timeUp:
      guard !isOver, !isTransferred else { return }
      note(.timeUp)
      await hand(.time(surroundings.clock.now()))
    case .cutOff: if !isTransferred { await end(.cutOff) }
    case .settlingEnded:
      surroundings.log(1, "\(call): the registry gave no answer in time")
      openAnswers = 0
    }
  }

  private func happened(_ event: SIPEvent) async {
    switch event {
    case .key(_, let key, _): await pressed(key)
    case .played(_, let playback): await played(playback)
    case .voiceHeard: await heardVoice()
    case .fax:
      // Nobody to talk with: what was planned for the keeper is still to be told to her.
      isFax = true
      await end(.cutOff)
    case .ended: await end(.keeperHungUp)
    case .incoming, .ringing, .answered: break
    }
  }

  private func pressed(_ key: Key) async {
    guard !isOver else { return }
    if recording != nil {
      if key == .pound { await endRecording() }
      return
    }
    guard !keyRepeat.isRepeat(key, at: surroundings.clock.now()) else { return }
    note(.key(key, during: speech.first?.phrase.prompt, isHidden: dialogue.hidesKeys))
    await hand(.key(key))
  }

  /// Hands one event to the dialogue and carries out its effects, in order.
  func hand(_ event: DialogueEvent) async {
    events += 1
    if events > CallLimits.events {
      surroundings.log(1, "\(call): more than \(CallLimits.events) events; the line is cut")
      await end(.cutOff)
      return
    }
    for effect in dialogue.handle(event) { await carryOut(effect) }
  }

  private func carryOut(_ effect: DialogueEffect) async {
    switch effect {
    case .say(let utterance): if !isOver { await say(utterance) }
    case .stopSpeaking: await stopSpeaking()
    case .listen(let listening): if !isOver { await listen(listening) }
    case .lookUp(let inquiry): ask(.lookUp(inquiry))
    case .commit(let commit): ask(.save(commit))
    case .record(let recording): if !isOver { await record(recording) }
    case .transfer: if !isOver { transfer() }
    case .hangUp(let outcome):
      guard !isOver else { return }
      note(.hubHungUp(outcome))
      close(.hubHungUp)
      await port.hangUp()
      if openAnswers > 0 { after(CallLimits.settling, .settlingEnded) }
    }
  }

  // MARK: - Registry

  private func ask(_ work: RegistryWork) {
    openAnswers += 1
    registryQueue.append(work)
    if registryQueue.count == 1 { workOffRegistry() }
  }

  /// Works off the first question or commit; the next begins when its answer has come in.
  private func workOffRegistry() {
    guard let work = registryQueue.first else { return }
    let (answer, save) = (surroundings.answer, surroundings.save)
    Task { [weak self] in
      let result: RegistryAnswer
      switch work {
      case .lookUp(let inquiry):
        result = await answer(inquiry)
        await self?.note(.asked(inquiry))
      case .save(let commit):
        result = await save(commit)
        await self?.note(.saved(commit, result))
      }
      self?.put(.answer(result))
    }
  }

  private func transfer() {
    note(.transferring)
    let transfer = surroundings.transfer
    Task { [weak self] in self?.put(.office(await transfer())) }
  }

  // MARK: - End

  /// The line is gone, or has to go.
  func end(_ how: CallRecord.LineEnd) async {
    guard !isOver else { return }
    let during = speech.first?.phrase.prompt
    if recording != nil { await endRecording() }
    close(how)
    if how == .keeperHungUp { note(.keeperHungUp(during: during)) }
    await hand(.hangUp)
    if how == .cutOff { await port.hangUp() }
    if openAnswers > 0 { after(CallLimits.settling, .settlingEnded) }
  }

  private func close(_ how: CallRecord.LineEnd) {
    isOver = true
    lineEnd = how
    speech = []
    listening = nil
  }

  // MARK: - Time and notes

  @discardableResult
  func after(_ time: Span, _ input: Input) -> Task<Void, Never> {
    let sleep = surroundings.sleep
    return Task { [weak self] in
      await sleep(time)
      if !Task.isCancelled { self?.put(input) }
    }
  }

  func note(_ line: TranscriptLine) {
    guard transcript.count < CallLimits.transcriptLines else { return }
    transcript.append(
      CallRecord.Line(after: surroundings.clock.now() - began, what: line)
    )
  }
}
