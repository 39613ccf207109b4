import CPJSIP
import CPJSIPShims
package import InnRegistry

/// What the hub may do with a call. Each command returns false when the call is over already.
extension SIPEndpoint {
  /// Longest time a playback's end may be late before it is taken as reached: sound that never
  /// starts (the other side put us on hold) must not hold up a dialogue.
  private static let playbackGrace = Duration.seconds(1)

  // MARK: Answering

  /// Lets an incoming call hear that it rings (180).
  @discardableResult
  package func ring(_ call: SIPCallToken) -> Bool {
    guard let line = lines[call], line.isInbound else { return false }
    return pjsua_call_answer(line.id, 180, nil, nil) == PJ_SUCCESS.rawStatus
  }

  /// Takes an incoming call (200); ``SIPEvent/answered(_:)`` follows when the caller has agreed.
  @discardableResult
  package func answer(_ call: SIPCallToken) -> Bool {
    guard let line = lines[call], line.isInbound, openVoice(call) else { return false }
    return pjsua_call_answer(line.id, 200, nil, nil) == PJ_SUCCESS.rawStatus
  }

  /// Refuses an incoming call with a final SIP status; `retryAfter` in seconds.
  @discardableResult
  package func refuse(_ call: SIPCallToken, status: Int, retryAfter: Int = 0) -> Bool {
    guard let line = lines[call], (300...699).contains(status) else { return false }
    lines[call]?.isEndedByUs = true
    return innbridge_call_refuse(line.id, Int32(status), Int32(clamping: retryAfter)) == 0
  }

  /// Ends a call, answered or not; ``SIPEvent/ended(_:_:)`` follows.
  @discardableResult
  package func hangUp(_ call: SIPCallToken) -> Bool {
    guard let line = lines[call] else { return false }
    lines[call]?.isEndedByUs = true
    guard line.id >= 0 else {
      forget(call, line, status: 487)
      return true
    }
    return pjsua_call_hangup(line.id, 0, nil, nil) == PJ_SUCCESS.rawStatus
  }

  /// Ends every call in progress.
  package func hangUpAll() {
    for call in lines.keys { hangUp(call) }
  }

  // MARK: Speaking

  /// Plays sound after what waits already, `leadIn` of silence first.
  ///
  /// - Returns: its name in ``SIPEvent/played(_:_:)``; nil when the call is over or has too much
  ///   to say already (64 playbacks).
  package func play(
    _ audio: SpeechAudio,
    on call: SIPCallToken,
    leadIn: Span = .seconds(0),
  ) -> PlaybackToken? {
    guard let line = lines[call], let voice = line.voice, let samples = audio.samples.baseAddress
    else { return nil }
    lastPlayback += 1
    let playback = PlaybackToken(number: lastPlayback)
    let quiet = max(0, leadIn.milliseconds)
    let owner = Unmanaged.passRetained(audio)
    guard
      innbridge_voice_port_play(
        voice,
        playback.number,
        SpeechAudio.sampleCount(milliseconds: Int(quiet)),
        samples,
        audio.samples.count,
        owner.toOpaque(),
      ) == 0
    else { return nil }
    let end =
      max(.now, line.speaksUntil) + .milliseconds(quiet) + .milliseconds(audio.milliseconds)
    lines[call]?.speaksUntil = end
    Task { [weak self] in
      try? await Task.sleep(until: end + SIPEndpoint.playbackGrace)
      await self?.finishOverdue(playback, on: call)
    }
    return playback
  }

  /// Falls silent at once and forgets what waits to be played.
  @discardableResult
  package func stopPlaying(on call: SIPCallToken) -> Bool {
    guard let voice = lines[call]?.voice else { return false }
    lines[call]?.speaksUntil = .now
    innbridge_voice_port_stop(voice, 0)
    return true
  }

  private func finishOverdue(_ playback: PlaybackToken, on call: SIPCallToken) {
    guard let voice = lines[call]?.voice,
      innbridge_voice_port_stop(voice, playback.number) > 0
    else { return }
    log(2, "\(call): a playback didn't end in time and was taken as heard")
    queue.send(.played(call, playback))
  }

  // MARK: Hearing

  /// Waits for a voice: ``SIPEvent/voiceHeard(_:)`` comes once at most.
  @discardableResult
  package func listenForVoice(_ isListening: Bool, on call: SIPCallToken) -> Bool {
    guard let voice = lines[call]?.voice else { return false }
    innbridge_voice_port_listen(voice, isListening ? 1 : 0)
    return true
  }

  /// Stops listening for keys that come as sound: the network tells them in words.
  func stopTones(on call: SIPCallToken) {
    guard let line = lines[call], line.hearsTones, let voice = line.voice else { return }
    lines[call]?.hearsTones = false
    innbridge_voice_port_tones(voice, 0)
  }

  func listenForTones(on call: SIPCallToken) {
    guard let voice = lines[call]?.voice else { return }
    lines[call]?.hearsTones = true
    innbridge_voice_port_tones(voice, 1)
  }

  /// Keeps what the caller says from now on, at most `longest`; replaces an earlier recording.
  @discardableResult
  package func record(longest: Span, on call: SIPCallToken) -> Bool {
    guard let voice = lines[call]?.voice else { return false }
    let limit = SpeechAudio.sampleCount(milliseconds: Int(clamping: longest.milliseconds))
    guard limit > 0, innbridge_voice_port_record(voice, limit) == 0 else { return false }
    lines[call]?.isRecording = true
    return true
  }

  /// Ends a recording, also one that the caller has ended by hanging up; nil when there was none.
  package func endRecording(on call: SIPCallToken) -> SpeechAudio? {
    if let last = lastWords.removeValue(forKey: call) { return last }
    lines[call]?.isRecording = false
    return lines[call]?.voice.flatMap(SIPEndpoint.takeRecording)
  }

  /// Keeps what was said before the line is gone: «when done, hang up».
  func keepLastWords(_ call: SIPCallToken, _ line: Line) {
    guard line.isRecording, let voice = line.voice,
      let words = SIPEndpoint.takeRecording(from: voice)
    else { return }
    // Whoever recorded asks for it at once; nothing piles up where nobody does.
    if lastWords.count >= configuration.maxCalls { lastWords = [:] }
    lastWords[call] = words
  }

  private static func takeRecording(from voice: OpaquePointer) -> SpeechAudio? {
    let most = SpeechAudio.sampleCount(milliseconds: SIPEndpoint.longestRecording)
    let samples = [Int16](unsafeUninitializedCapacity: most) { buffer, count in
      count = min(most, innbridge_voice_port_recorded(voice, buffer.baseAddress, most))
    }
    return samples.isEmpty ? nil : SpeechAudio(samples)
  }

  /// Milliseconds of a recording that are handed over: two minutes of voice mail and a margin.
  static let longestRecording = 130_000

  // MARK: Voice port

  /// Gives a call its port in the bridge; one for its whole life.
  func openVoice(_ call: SIPCallToken) -> Bool {
    guard let line = lines[call] else { return false }
    if line.voice != nil { return true }
    let hooks = innbridge_voice_hooks(
      played: sipPlayed,
      release: sipReleaseAudio,
      voice_heard: sipVoiceHeard,
      tone: sipTone,
      fax: sipFax,
    )
    guard let voice = innbridge_voice_port_open(call.number, hooks) else { return false }
    lines[call]?.voice = voice
    return true
  }
}
