package import InnRegistry

/// The telephone as one call sees it.
///
/// A struct of closures, so that the same session runs over SIP and over a test's own telephone.
package struct CallPort: Sendable {
  /// Plays sound after what waits already, silence first; nil when the call is over.
  package var play: @Sendable (SpeechAudio, _ leadIn: Span) async -> PlaybackToken?
  package var stopPlaying: @Sendable () async -> Void
  package var listenForVoice: @Sendable (Bool) async -> Void
  package var record: @Sendable (_ longest: Span) async -> Void
  package var endRecording: @Sendable () async -> SpeechAudio?
  package var hangUp: @Sendable () async -> Void

  package init(
    play: @escaping @Sendable (SpeechAudio, Span) async -> PlaybackToken?,
    stopPlaying: @escaping @Sendable () async -> Void,
    listenForVoice: @escaping @Sendable (Bool) async -> Void,
    record: @escaping @Sendable (Span) async -> Void,
    endRecording: @escaping @Sendable () async -> SpeechAudio?,
    hangUp: @escaping @Sendable () async -> Void,
  ) {
    self.play = play
    self.stopPlaying = stopPlaying
    self.listenForVoice = listenForVoice
    self.record = record
    self.endRecording = endRecording
    self.hangUp = hangUp
  }

  package init(_ endpoint: SIPEndpoint, _ call: SIPCallToken) {
    play = { await endpoint.play($0, on: call, leadIn: $1) }
    stopPlaying = { await endpoint.stopPlaying(on: call) }
    listenForVoice = { await endpoint.listenForVoice($0, on: call) }
    record = { await endpoint.record(longest: $0, on: call) }
    endRecording = { await endpoint.endRecording(on: call) }
    hangUp = { await endpoint.hangUp(call) }
  }
}

/// The voice of one call, at the speed of its inn.
package struct CallVoice: Sendable {
  /// Sound that is there already.
  package var cached: @Sendable (String) async -> SpeechAudio?
  /// Sound, made if need be.
  package var make: @Sendable (String) async throws -> SpeechAudio
  /// Makes sound that will be wanted in a moment, behind what is wanted now.
  package var prepare: @Sendable ([String]) async -> Void

  package init(
    cached: @escaping @Sendable (String) async -> SpeechAudio?,
    make: @escaping @Sendable (String) async throws -> SpeechAudio,
    prepare: @escaping @Sendable ([String]) async -> Void = { _ in },
  ) {
    self.cached = cached
    self.make = make
    self.prepare = prepare
  }

  package init(_ speech: Speech, rate: SpeechRate) {
    cached = { await speech.cached($0, rate: rate) }
    make = { try await speech.audio(for: $0, rate: rate) }
    prepare = { _ = await speech.warm($0, rate: rate) }
  }
}

/// What surrounds one call: the registry, the office, and the clock.
package struct CallSurroundings: Sendable {
  package var answer: @Sendable (Inquiry) async -> RegistryAnswer
  package var save: @Sendable (Commit) async -> RegistryAnswer
  /// Rings the office and connects the two lines; returns when it is known what came of it.
  package var transfer: @Sendable () async -> OfficeLine
  /// Keeps a message for the office; false when it could not be kept.
  package var keepRecording: @Sendable (Recording, SpeechAudio) async -> Bool
  package var clock: WallClock
  /// Waits; a test lets time pass by itself.
  package var sleep: @Sendable (Span) async -> Void
  package var log: SIPLog

  package init(
    answer: @escaping @Sendable (Inquiry) async -> RegistryAnswer,
    save: @escaping @Sendable (Commit) async -> RegistryAnswer,
    transfer: @escaping @Sendable () async -> OfficeLine = { .closed },
    keepRecording: @escaping @Sendable (Recording, SpeechAudio) async -> Bool = { _, _ in false },
    clock: WallClock = .system,
    sleep: @escaping @Sendable (Span) async -> Void = {
      try? await Task.sleep(for: .milliseconds($0.milliseconds))
    },
    log: @escaping SIPLog = { _, _ in },
  ) {
    self.answer = answer
    self.save = save
    self.transfer = transfer
    self.keepRecording = keepRecording
    self.clock = clock
    self.sleep = sleep
    self.log = log
  }
}

/// Limits of a call beyond those of its dialogue.
package enum CallLimits {
  /// After ``DialogueLimits/longestCall`` the dialogue is asked to end; 90 s later the line is cut.
  package static let longestCall = Span(
    milliseconds: DialogueLimits.longestCall.milliseconds + 90_000
  )
  /// Events in one call: a child on the keys makes ten a second for ten minutes.
  package static let events = 6000
  /// Inputs that wait for a session, which works each off in microseconds.
  package static let waitingInputs = 1024
  /// Time the registry gets to answer what was asked or saved before the line was gone.
  package static let settling = Span.seconds(30)
  /// A recording ends after this much silence.
  package static let silentRecording = Span.seconds(6)
  /// Lines of a transcript; a call of ``events`` that says something each time has fewer.
  package static let transcriptLines = 4000
}
