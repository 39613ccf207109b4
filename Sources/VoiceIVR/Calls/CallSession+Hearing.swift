import InnRegistry

/// Hearing: waits for a key or a voice, and recordings.
extension CallSession {
  func listen(_ wanted: Listening) async {
    await stopListening()
    listening = wanted
    note(.listening(wanted))
    if wanted.forVoice { await port.listenForVoice(true) }
    after(wanted.time, .silence(wanted.token))
  }

  func stopListening() async {
    guard let listening else { return }
    self.listening = nil
    if listening.forVoice { await port.listenForVoice(false) }
  }

  func heardVoice() async {
    guard !isOver else { return }
    if recording != nil {
      recording?.lastVoice = surroundings.clock.now()
      await port.listenForVoice(true)
    } else if listening?.forVoice == true {
      await stopListening()
      note(.voice)
      await hand(.voiceHeard)
    }
  }

  // MARK: - Recordings

  func record(_ wanted: Recording) async {
    await stopListening()
    recording = CurrentRecording(recording: wanted, began: surroundings.clock.now())
    note(.recording(wanted))
    _ = await port.play(CallSession.tone, .seconds(0))
    await port.record(wanted.longest)
    await port.listenForVoice(true)
    after(CallSession.recordingCheckTime, .recordingCheck)
  }

  /// Ends a recording whose time is over or whose speaker has fallen silent.
  func checkRecording() async {
    guard let recording, !isOver else { return }
    let now = surroundings.clock.now()
    let silence = now - (recording.lastVoice ?? recording.began)
    if now - recording.began >= recording.recording.longest
      || silence >= CallLimits.silentRecording
    {
      await endRecording()
    } else {
      after(CallSession.recordingCheckTime, .recordingCheck)
    }
  }

  func endRecording() async {
    guard let ended = recording else { return }
    recording = nil
    await port.listenForVoice(false)
    var seconds = 0
    if let audio = await port.endRecording(), ended.lastVoice != nil {
      // What can't be kept was not recorded: the keeper must not believe it.
      if await surroundings.keepRecording(ended.recording, audio) {
        seconds = max(1, audio.milliseconds / 1000)
      } else {
        surroundings.log(1, "\(call): a message could not be kept")
      }
    }
    note(.recorded(seconds: seconds))
    await hand(.recorded(seconds: seconds))
  }

  private static let recordingCheckTime = Span.seconds(1)

  /// The tone after which a message is spoken: 1000 Hz for 0.4 s, −12 dB.
  private static let tone = SpeechAudio(
    (0..<3200).map { index in
      // A triangle is tone enough for a telephone and needs no sine.
      let phase = index % 8
      let step = phase < 4 ? phase : 8 - phase
      return Int16(step * 4000 - 8000)
    }
  )
}
