import Dispatch
import InnRegistry
import Synchronization
import VoiceIVR

/// The hub's telephone: line, voice and switchboard together.
struct Telephone: Sendable {
  let endpoint: SIPEndpoint
  let switchboard: Switchboard
  private let dispatcher: CallDispatcher
  private let speech: Speech
  private let clock: WallClock
  private let dispatching: Task<Void, Never>
  /// Rings the office about what can't wait.
  private let officeCalls: Task<Void, Never>
  private let work: Task<Void, Never>
  private let line: Line
  /// How long conversations may go on when the hub stops.
  private let drain: Span

  /// Lines that calls by the hub may take.
  var outboundLines: Int {
    max(1, endpoint.configuration.maxCalls - endpoint.configuration.reservedLines)
  }

  /// Whether calls are being taken.
  var isTakingCalls: Bool { line.isOpen.load(ordering: .relaxed) }

  private final class Line: Sendable {
    let isOpen = Atomic(true)
  }

  /// Between two looks whether the last call is over.
  private static let drainStep = Span(milliseconds: 100)

  /// Opens the line and takes calls.
  static func start(
    _ configuration: SIPConfiguration,
    registry: Registry,
    speech: Speech,
    callBack: PhoneNumber,
    drain: Span,
    log: Log,
  ) async throws(SIPError) -> Telephone {
    let sipLog: SIPLog = { level, line in
      switch level {
      case 1: log.error("telephone", ["text": line])
      case 2: log.warning("telephone", ["text": line])
      case 3: log.info("telephone", ["text": line])
      default: log.debug("telephone", ["text": line])
      }
    }
    let endpoint = try await SIPEndpoint.start(configuration, log: sipLog)
    let switchboard = Switchboard(
      endpoint: endpoint,
      speech: speech,
      directory: CallDirectory(registry: registry, callBack: callBack, log: log),
      clock: registry.clock,
      log: sipLog,
    )
    let line = Line()
    let work = Task {
      await switchboard.run()
      line.isOpen.store(false, ordering: .relaxed)
    }
    let answers = TrainingRegion.answers.filter {
      registry.catalogue[$0.key]?.inn.isTraining == true
    }
    let silent = answers.filter { !$0.value.picksUp }.keys
    let dispatcher = CallDispatcher(
      registry: registry,
      port: RingPort(switchboard).silent(at: Set(silent)),
      excluding: Set(answers.keys).subtracting(silent),
      log: log,
    )
    let officeCaller = OfficeCaller(registry: registry, log: log) { number, notice in
      await switchboard.ringOffice(number, about: notice)
    }
    return Telephone(
      endpoint: endpoint,
      switchboard: switchboard,
      dispatcher: dispatcher,
      speech: speech,
      clock: registry.clock,
      dispatching: Task { await dispatcher.run() },
      officeCalls: Task { await officeCaller.run() },
      work: work,
      line: line,
      drain: drain,
    )
  }

  /// How the line stands; blocks its caller, who must be a thread of his own.
  func figuresAndWait() -> LineFigures {
    let answer = Answer()
    Task { answer.give(await endpoint.figures()) }
    return answer.wait()
  }

  private final class Answer: Sendable {
    private let figures = Mutex(LineFigures())
    private let isThere = DispatchSemaphore(value: 0)

    func give(_ figures: LineFigures) {
      self.figures.withLock { $0 = figures }
      isThere.signal()
    }

    func wait() -> LineFigures {
      isThere.wait()
      return figures.withLock { $0 }
    }
  }

  /// Stops all ringing at once and begins no call; conversations go on.
  func stopRinging() async {
    await switchboard.close()
    await dispatcher.stop()
  }

  /// Stops ringing, lets conversations finish as long as they may, then closes the line.
  func stop() async {
    await stopRinging()
    officeCalls.cancel()
    await dispatching.value
    await waitForConversations(atMost: drain)
    await endpoint.stop()
    await work.value
    // What a keeper had keyed when the line went is still being saved.
    await waitForConversations(atMost: CallLimits.settling)
    await dispatcher.finish()
  }

  private func waitForConversations(atMost limit: Span) async {
    for _ in 0..<(limit.milliseconds / Telephone.drainStep.milliseconds) {
      if await switchboard.conversations == 0 { return }
      try? await Task.sleep(for: .milliseconds(Telephone.drainStep.milliseconds))
    }
  }

  /// Between two looks whether tonight has turned.
  private static let warmingStep = Span.minutes(1)

  /// Makes the sentences that any call may need, behind everything that calls ask for: at start, and
  /// those that name the date whenever tonight turns.
  ///
  /// Ends when its task is cancelled.
  func warm(_ registry: Registry, log: Log) async {
    var warmedFor: CivilDate?
    while !Task.isCancelled {
      let tonight = TokyoTime.tonight(at: clock.now())
      if warmedFor != tonight {
        let inns = registry.catalogue.sorted.map(\.inn)
        var failed = 0
        for rate in SpeechRate.allCases {
          let own = inns.filter { $0.calling.slowSpeech == (rate == .slow) }
          guard !own.isEmpty || rate == .normal else { continue }
          var texts = LikelySpeech.daily(tonight: tonight)
          if warmedFor == nil { texts += LikelySpeech.always + [Switchboard.unknownCaller] }
          texts += own.flatMap { LikelySpeech.greetings(of: $0.name) }
          failed += await speech.warm(texts, rate: rate).count
        }
        if failed > 0 { log.error("sentences can't be spoken", ["count": String(failed)]) }
        warmedFor = tonight
        log.info("sentences of every call are made", ["tonight": "\(tonight)"])
      }
      try? await Task.sleep(for: .milliseconds(Telephone.warmingStep.milliseconds))
    }
  }
}
