import InnRegistry
import Synchronization

@testable import VoiceIVR

/// A call without a telephone: sound takes no time, waits end when the script says so, and what
/// the session did is written down.
final class TestCall: Sendable {
  enum Step: Hashable, Sendable {
    /// A key pressed while the dialogue waits.
    case key(Key)
    /// Nothing pressed until the wait is over.
    case silence
    case hangUp
  }

  private struct State {
    var steps: [Step]
    var playbacks: UInt64 = 0
    /// Lead-in in milliseconds and length in samples of what was played.
    var played: [(leadIn: Int64, samples: Int)] = []
    var stops = 0
    var hangUps = 0
    var session: CallSession?
    var registry: ScriptedRegistry
  }

  private let state: Mutex<State>
  /// Sounds that end by themselves; switched off, `finish` ends them.
  private let endsSounds: Bool

  init(_ steps: [Step], registry: ScriptedRegistry, endsSounds: Bool = true) {
    state = Mutex(State(steps: steps, registry: registry))
    self.endsSounds = endsSounds
  }

  static let line = SIPCallToken(number: 1)

  var played: [(leadIn: Int64, samples: Int)] { state.withLock { $0.played } }
  var stops: Int { state.withLock { $0.stops } }
  var hangUps: Int { state.withLock { $0.hangUps } }
  var commits: [KeeperChange] { state.withLock { $0.registry.commits } }

  func receive(_ event: SIPEvent) { state.withLock { $0.session }?.receive(event) }

  func finish(_ playback: UInt64) {
    receive(.played(TestCall.line, PlaybackToken(number: playback)))
  }

  var port: CallPort {
    CallPort(
      play: { audio, leadIn in
        let playback = self.state.withLock { state in
          state.playbacks += 1
          state.played.append((leadIn.milliseconds, audio.samples.count))
          return state.playbacks
        }
        if self.endsSounds { self.finish(playback) }
        return PlaybackToken(number: playback)
      },
      stopPlaying: { self.state.withLock { $0.stops += 1 } },
      listenForVoice: { _ in },
      record: { _ in },
      endRecording: { SpeechAudio([Int16](repeating: 1, count: 16_000)) },
      hangUp: { self.state.withLock { $0.hangUps += 1 } },
    )
  }

  /// A voice that has every sentence ready; a sample for each letter.
  static let readyVoice = CallVoice(
    cached: { SpeechAudio([Int16](repeating: 1, count: $0.count)) },
    make: { SpeechAudio([Int16](repeating: 1, count: $0.count)) },
  )

  func surroundings(
    transfer: @escaping @Sendable () async -> OfficeLine = { .closed },
    keepRecording: @escaping @Sendable (Recording, SpeechAudio) async -> Bool = { _, _ in true },
    save: (@Sendable (Commit) async -> RegistryAnswer)? = nil,
  ) -> CallSurroundings {
    CallSurroundings(
      answer: { inquiry in self.state.withLock { $0.registry.answer(.lookUp(inquiry)) } },
      save: save ?? { commit in self.state.withLock { $0.registry.answer(.commit(commit)) } },
      transfer: transfer,
      keepRecording: keepRecording,
      clock: WallClock { Timestamp(milliseconds: 0) },
      sleep: { await self.sleep($0) },
    )
  }

  func makeSession(
    _ dialogue: CallDialogue = CallDialogue(.keeper(.inbound)),
    voice: CallVoice = readyVoice,
    surroundings: CallSurroundings,
  ) -> CallSession {
    let session = CallSession(
      call: ConversationID(trusted: "call_1"),
      dialogue: dialogue,
      port: port,
      voice: voice,
      surroundings: surroundings,
    )
    state.withLock { $0.session = session }
    return session
  }

  /// A dialogue that waits is the moment for the next step; other waits last for ever, but for the
  /// short ones of a recording and of late sound.
  private func sleep(_ span: Span) async {
    let waits = [
      DialogueLimits.firstKey, DialogueLimits.nextKey, DialogueLimits.handOver,
      DialogueLimits.voiceAnswer,
    ]
    if span == Speech.patience || span == CallLimits.settling || span == .seconds(1) { return }
    guard waits.contains(span) else {
      try? await Task.sleep(for: .seconds(3600))
      return
    }
    let step = state.withLock { $0.steps.isEmpty ? .hangUp : $0.steps.removeFirst() }
    switch step {
    case .silence: return
    case .key(let key): receive(.key(TestCall.line, key, .event))
    case .hangUp:
      receive(.ended(TestCall.line, CallEnd(status: 200, isOurs: false, wasAnswered: true)))
    }
    try? await Task.sleep(for: .seconds(3600))
  }
}
