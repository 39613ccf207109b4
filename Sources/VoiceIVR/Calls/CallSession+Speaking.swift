import InnRegistry

/// Speaking: phrases become sound ahead of time and are played one behind the other.
extension CallSession {
  func say(_ utterance: Utterance) async {
    await stopListening()
    if speech.isEmpty { saidWait = false }
    for (index, phrase) in utterance.phrases.enumerated() {
      let leadIn = index == 0 ? utterance.leadIn : DialogueLimits.phrasePause
      var queued = QueuedPhrase(phrase: phrase, leadIn: leadIn)
      queued.audio = await voice.cached(phrase.text.speech)
      if queued.audio == nil { make(phrase) }
      speech.append(queued)
    }
    await playReady()
  }

  /// What can be known of a call's later words once it is known what it is about.
  func prepareSpeech(for answer: RegistryAnswer) {
    let briefing: KeeperBriefing
    switch answer {
    case .found(_, .briefing(let found)), .found(_, .identified(.known(let found))):
      briefing = found
    case .found, .saved, .refused: return
    }
    let prepare = voice.prepare
    Task(priority: .utility) { await prepare(briefing.likelySpeech) }
  }

  private func make(_ phrase: Phrase) {
    let (make, log, call) = (voice.make, surroundings.log, call)
    Task { [weak self] in
      do {
        self?.put(.sound(phrase.token, try await make(phrase.text.speech)))
      } catch {
        log(1, "\(call): \(phrase.prompt.rawValue) can't be spoken: \(error)")
        self?.put(.sound(phrase.token, nil))
      }
    }
  }

  func ready(_ token: SpeechToken, _ audio: SpeechAudio?) async {
    guard let index = speech.firstIndex(where: { $0.phrase.token == token }) else { return }
    guard let audio else {
      // A phrase left out would count as heard. Better a broken line, after which the hub rings
      // back or she does.
      await end(.cutOff)
      return
    }
    speech[index].audio = audio
    await playReady()
  }

  /// Hands everything that is ready to the line, in order.
  private func playReady() async {
    for index in speech.indices where speech[index].playback == nil {
      guard let audio = speech[index].audio else {
        if index == 0, !speech[0].isTimed {
          speech[0].isTimed = true
          after(Speech.patience, .late(speech[0].phrase.token))
        }
        return
      }
      let pause = index == 0 ? pauseLeft : DialogueLimits.phrasePause
      guard let playback = await port.play(audio, max(speech[index].leadIn, pause)) else {
        // The line is gone, which its last event tells in a moment; or it can't play, and then a
        // dialogue would wait for ever.
        after(CallSession.lastEventTime, .cutOff)
        return
      }
      speech[index].playback = playback
    }
  }

  /// What is left of the pause between two phrases when the first has just ended.
  private var pauseLeft: Span {
    guard let spokeUntil else { return .seconds(0) }
    let gone = surroundings.clock.now() - spokeUntil
    let left = DialogueLimits.phrasePause.milliseconds - max(0, gone.milliseconds)
    return Span(milliseconds: max(0, left))
  }

  /// An event that was sent before arrives well within this.
  private static let lastEventTime = Span.seconds(2)

  func sayWait(before token: SpeechToken) async {
    guard let first = speech.first, first.phrase.token == token, first.audio == nil, !saidWait,
      let audio = await voice.cached(Speech.waitPhrase)
    else { return }
    saidWait = true
    _ = await port.play(audio, .seconds(0))
  }

  func played(_ playback: PlaybackToken) async {
    guard !isOver else { return }
    spokeUntil = surroundings.clock.now()
    guard let index = speech.firstIndex(where: { $0.playback == playback }) else { return }
    let finished = speech[...index]
    speech.removeFirst(index + 1)
    for queued in finished { note(.said(queued.phrase)) }
    await playReady()
    if let last = finished.last { await hand(.speechFinished(last.phrase.token)) }
  }

  func stopSpeaking() async {
    if let first = speech.first, first.playback != nil { note(.cutOff(first.phrase)) }
    speech = []
    spokeUntil = surroundings.clock.now()
    await port.stopPlaying()
  }
}
