package import InnRegistry

/// What came of ringing an inn.
package enum RingOutcome: Sendable {
  /// Somebody or something picked up; the call is over.
  case answered(CallRecord)
  case noAnswer
  case busy
  /// The hub stopped the ringing: what it was for had gone.
  case cancelled
  /// No line free, or none that calls by the hub may take; nothing rang.
  case noLine
  /// The network refused: SIP status.
  case failed(status: Int)
}

/// Connects calls with sessions: takes calls from inns, rings inns, and joins keepers with the
/// office.
package actor Switchboard {
  /// Longest a caller who isn't known hears the announcement before the line is cut.
  private static let longestAnnouncement = Span.seconds(30)
  /// SIP gives up a transaction after 32 s (RFC 3261, timer B).
  private static let longestCancelling = Span.seconds(35)
  /// Said to whoever calls from a number that no inn has.
  package static let unknownCaller =
    "お電話ありがとうございます。インブリッジです。この電話番号は、まだ登録されていません。"
    + "お手数ですが、事務局まで、お電話ください。"

  enum Route {
    case session(CallSession)
    case announcement
    /// The hub rings; answered by the closure.
    case ringing(@Sendable (RingEvent) -> Void)
    /// The office's line of a joined pair.
    case office
  }

  enum RingEvent: Sendable {
    case answered
    case ended(CallEnd)
    /// Nothing rang.
    case refused(SIPError)
  }

  let endpoint: SIPEndpoint
  let speech: Speech
  let directory: CallDirectory
  private let clock: WallClock
  private let random: RandomSource
  let log: SIPLog
  var routes: [SIPCallToken: Route] = [:]
  /// Lines joined with each other, both ways.
  var joined: [SIPCallToken: SIPCallToken] = [:]
  var talks: [ConversationID: Talk] = [:]

  /// A conversation in progress.
  struct Talk {
    let session: CallSession
    let number: PhoneNumber?
    /// Nil while the caller has yet to say which inn she is of.
    var inn: InnID?
  }

  /// Inns whose telephone rings, with the call.
  private var ringing: [InnID: SIPCallToken] = [:]
  /// Calls whose ringing the hub stopped.
  var stopped: Set<SIPCallToken> = []
  /// Calls that ring the office about what can't wait.
  var officeRinging: Set<SIPCallToken> = []
  /// When the last conversation with each inn ended.
  private var lastEnded: [InnID: Timestamp] = [:]

  package init(
    endpoint: SIPEndpoint,
    speech: Speech,
    directory: CallDirectory,
    clock: WallClock = .system,
    random: RandomSource = .system,
    log: @escaping SIPLog = { _, _ in },
  ) {
    self.endpoint = endpoint
    self.speech = speech
    self.directory = directory
    self.clock = clock
    self.random = random
    self.log = log
  }

  /// Works until the endpoint has stopped.
  package func run() async {
    for await event in endpoint.events { await happened(event) }
  }

  /// Works off events that somebody else reads from the endpoint.
  func run(_ events: AsyncStream<SIPEvent>) async {
    for await event in events { await happened(event) }
  }

  /// Tells every call with an inn what changed elsewhere.
  ///
  /// - Parameter author: the call that made the change: it knows.
  package func tell(_ news: DialogueNews, inn: InnID, except author: ConversationID? = nil) {
    for (call, talk) in talks where call != author && talk.inn == inn { talk.session.tell(news) }
  }

  /// Which inns are in a call, and how many calls the hub may add.
  package func lineState() async -> LineState {
    let free = await endpoint.freeLines
    return LineState(
      freeLines: free,
      inCall: Set(talks.values.compactMap(\.inn)).union(ringing.keys),
      lastEnded: lastEnded,
    )
  }

  /// Stops the ringing at an inn; does nothing once somebody has picked up.
  package func stopRinging(_ inn: InnID) async {
    guard let call = ringing[inn] else { return }
    stopped.insert(call)
    await endpoint.hangUp(call)
  }

  /// Takes no new calls from now on and stops all ringing; conversations in progress go on.
  ///
  /// For a hub that stops: whoever rings is told to ring again in a moment.
  package func close() async {
    isClosed = true
    for inn in ringing.keys { await stopRinging(inn) }
    for call in officeRinging {
      stopped.insert(call)
      await endpoint.hangUp(call)
    }
  }
  private(set) var isClosed = false

  /// A call has said which inn it is about.
  private func isAbout(_ conversation: ConversationID, _ inn: InnID) {
    talks[conversation]?.inn = inn
  }

  /// Conversations in progress, their filing included.
  package private(set) var conversations = 0

  // MARK: - Events

  private func happened(_ event: SIPEvent) async {
    if case .incoming(let incoming) = event {
      // Beside the stream: looking up a number must not hold up other calls' keys.
      routes[incoming.call] = .announcement
      Task { await self.arrived(incoming) }
      return
    }
    let call = event.call
    switch routes[call] {
    case .session(let session): session.receive(event)
    case .announcement:
      switch event {
      case .answered: Task { await self.announce(call) }
      case .played, .fax: await endpoint.hangUp(call)
      case .incoming, .ringing, .key, .voiceHeard, .ended: break
      }
    case .ringing(let tell):
      switch event {
      case .answered: tell(.answered)
      case .ended(_, let end): tell(.ended(end))
      case .incoming, .ringing, .key, .played, .voiceHeard, .fax: break
      }
    case .office, nil: break
    }
    if case .ended = event {
      let wasRinging = if case .ringing = routes[call] { true } else { false }
      routes[call] = nil
      if let other = joined.removeValue(forKey: call) {
        joined[other] = nil
        // An office that doesn't answer takes nobody's line away: she is told so.
        if !wasRinging { await endpoint.hangUp(other) }
      }
    }
  }

  // MARK: - Calls from outside

  private func arrived(_ incoming: IncomingCall) async {
    if isClosed {
      await endpoint.refuse(
        incoming.call,
        status: 503,
        retryAfter: endpoint.configuration.retryAfter,
      )
      return
    }
    await endpoint.ring(incoming.call)
    let number = PhoneNumber(incoming.caller)
    let known: InnPhone? =
      if incoming.isTrusted, let number { await directory.phone(number) } else { nil }
    let conversation = newConversation()
    let session: CallSession
    if let known {
      session = await makeSession(
        incoming.call,
        conversation,
        known,
        dialogue: CallDialogue(known.kind == .rotary ? .voice(.inbound) : .keeper(.inbound)),
      )
    } else if let desk = await directory.stranger(number, conversation, teller(of: conversation)) {
      session = makeSession(
        incoming.call,
        conversation,
        desk,
        rate: .normal,
        dialogue: CallDialogue(.unknownCaller),
      )
    } else {
      log(3, "\(incoming.call): unknown caller")
      await pickUp(incoming.call)
      return
    }
    guard routes[incoming.call] != nil else { return }  // she gave up meanwhile
    routes[incoming.call] = .ringing { event in
      guard case .answered = event else { return }
      Task {
        await self.converse(
          session,
          incoming.call,
          number: known?.number ?? number,
          inn: known?.inn,
          .inbound,
        )
      }
    }
    await pickUp(incoming.call)
  }

  /// Answers; a call that can't have sound is refused rather than left ringing.
  private func pickUp(_ call: SIPCallToken) async {
    if await endpoint.answer(call) { return }
    await endpoint.refuse(call, status: 503)
  }

  private func announce(_ call: SIPCallToken) async {
    guard let audio = try? await speech.audio(for: Switchboard.unknownCaller),
      await endpoint.play(audio, on: call, leadIn: DialogueLimits.handsetReturn) != nil
    else {
      await endpoint.hangUp(call)
      return
    }
    try? await Task.sleep(for: .milliseconds(Switchboard.longestAnnouncement.milliseconds))
    await endpoint.hangUp(call)
  }

  // MARK: - Sessions

  func newConversation() -> ConversationID {
    ConversationID(trusted: random.opaqueName(prefix: "call_"))
  }

  private func teller(of conversation: ConversationID) -> IsAbout {
    { [weak self] inn in Task { await self?.isAbout(conversation, inn) } }
  }

  private func makeSession(
    _ call: SIPCallToken,
    _ conversation: ConversationID,
    _ phone: InnPhone,
    dialogue: CallDialogue,
  ) async -> CallSession {
    makeSession(
      call,
      conversation,
      await directory.desk(phone, conversation, teller(of: conversation)),
      rate: await directory.rate(phone.inn),
      dialogue: dialogue,
    )
  }

  func makeSession(
    _ call: SIPCallToken,
    _ conversation: ConversationID,
    _ desk: CallDesk,
    rate: SpeechRate,
    dialogue: CallDialogue,
  ) -> CallSession {
    let (clock, log) = (clock, log)
    return CallSession(
      call: conversation,
      dialogue: dialogue,
      port: CallPort(endpoint, call),
      voice: CallVoice(speech, rate: rate),
      surroundings: CallSurroundings(
        answer: desk.answer,
        save: desk.save,
        transfer: { [weak self] in await self?.transfer(call, conversation) ?? .closed },
        keepRecording: { [weak self] in await self?.keep($0, $1, of: conversation) ?? false },
        clock: clock,
        log: log,
      ),
    )
  }

  @discardableResult
  func converse(
    _ session: CallSession,
    _ call: SIPCallToken,
    number: PhoneNumber?,
    inn: InnID?,
    _ direction: CallRecord.Direction,
    _ reason: CallReason? = nil,
  ) async -> CallRecord {
    if routes[call] != nil { routes[call] = .session(session) } else { session.receiveEnd(call) }
    conversations += 1
    talks[session.call] = Talk(session: session, number: number, inn: inn)
    var record = await session.run()
    record.inn = talks.removeValue(forKey: session.call)?.inn
    if let inn = record.inn { lastEnded[inn] = record.ended }
    record.number = number
    record.direction = direction
    record.reason = reason
    await directory.file(record)
    conversations -= 1
    return record
  }

  // MARK: - Calls by the hub

  /// Rings an inn and, when somebody picks up, holds the conversation to its end.
  ///
  /// - Parameter answered: called when somebody has picked up.
  package func ring(
    _ outbound: OutboundCall,
    for ringTime: Span,
    answered: @Sendable () -> Void = {},
  ) async -> RingOutcome {
    guard !isClosed else { return .cancelled }
    let (call, phone) = (SIPEndpoint.newToken(), outbound.phone)
    prepareSpeech(for: phone)
    ringing[phone.inn] = call
    let event = await dial(phone.number, as: call, for: ringTime)
    ringing[phone.inn] = nil
    let wasStopped = stopped.remove(call) != nil
    switch event {
    case .refused(.linesBusy), .refused(.trunksDown): return .noLine
    case .refused(let error):
      log(1, "dialling failed: \(error)")
      return .failed(status: 503)
    case .answered:
      answered()
      let conversation = newConversation()
      let session = makeSession(
        call,
        conversation,
        CallDirectory.asking(
          phone.inn,
          await directory.desk(phone, conversation, teller(of: conversation)),
        ),
        rate: await directory.rate(phone.inn),
        dialogue: outbound.dialogue,
      )
      let record = await converse(
        session,
        call,
        number: phone.number,
        inn: phone.inn,
        .outbound,
        outbound.reason,
      )
      return .answered(record)
    case .ended(let end): return wasStopped ? .cancelled : RingOutcome(unanswered: end)
    }
  }

  /// Rings a number and waits until somebody picks up or it is over; hangs up after `ringTime`.
  func dial(
    _ number: PhoneNumber,
    as call: SIPCallToken,
    for ringTime: Span,
    mayUseReserved: Bool = false,
  ) async -> RingEvent {
    let (events, teller) = AsyncStream<RingEvent>.makeStream(bufferingPolicy: .bufferingOldest(4))
    // Before it rings, so that no event comes too early.
    routes[call] = .ringing { teller.yield($0) }
    do throws(SIPError) {
      _ = try await endpoint.dial(number, as: call, mayUseReserved: mayUseReserved)
      // Given up before there was anything to hang up.
      if stopped.contains(call) { await endpoint.hangUp(call) }
    } catch {
      routes[call] = nil
      return .refused(error)
    }
    let impatience = Task { [endpoint] in
      try? await Task.sleep(for: .milliseconds(ringTime.milliseconds))
      if Task.isCancelled { return }
      await endpoint.hangUp(call)
      // A network that doesn't even acknowledge a CANCEL.
      try? await Task.sleep(for: .milliseconds(Switchboard.longestCancelling.milliseconds))
      teller.finish()
    }
    defer { impatience.cancel() }
    return await events.first { _ in true }
      ?? .ended(CallEnd(status: 408, isOurs: true, wasAnswered: false))
  }
}
