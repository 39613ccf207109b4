package import InnRegistry

/// Who stands behind a telephone number, and what a call from or to it needs.
package struct CallDirectory: Sendable {
  /// The inn's telephone with this number; nil for unknown ones.
  package var phone: @Sendable (PhoneNumber) async -> InnPhone?
  /// How fast to speak to this inn.
  package var rate: @Sendable (InnID) async -> SpeechRate
  /// The registry for one call.
  package var desk:
    @Sendable (InnPhone, ConversationID) async -> (
      answer: @Sendable (Inquiry) async -> RegistryAnswer,
      save: @Sendable (Commit) async -> RegistryAnswer
    )
  /// The office's number now: its own in its hours, the duty number outside; nil when nobody
  /// answers.
  package var office: @Sendable () async -> PhoneNumber?
  /// Keeps a message for the office; false when it could not be kept.
  package var keepRecording: @Sendable (ConversationID, Recording, SpeechAudio) async -> Bool
  /// A call with an inn is over.
  package var file: @Sendable (CallRecord) async -> Void

  package init(
    phone: @escaping @Sendable (PhoneNumber) async -> InnPhone?,
    rate: @escaping @Sendable (InnID) async -> SpeechRate = { _ in .normal },
    desk:
      @escaping @Sendable (InnPhone, ConversationID) async -> (
        answer: @Sendable (Inquiry) async -> RegistryAnswer,
        save: @Sendable (Commit) async -> RegistryAnswer
      ),
    office: @escaping @Sendable () async -> PhoneNumber? = { nil },
    keepRecording: @escaping @Sendable (ConversationID, Recording, SpeechAudio) async -> Bool = {
      _,
      _,
      _ in false
    },
    file: @escaping @Sendable (CallRecord) async -> Void = { _ in },
  ) {
    self.phone = phone
    self.rate = rate
    self.desk = desk
    self.office = office
    self.keepRecording = keepRecording
    self.file = file
  }
}

/// What came of ringing an inn.
package enum RingOutcome: Sendable {
  /// Somebody or something picked up; the call is over.
  case answered(CallRecord)
  case noAnswer
  case busy
  /// No line free, or none that calls by the hub may take; nothing rang.
  case noLine
  /// The network refused: SIP status.
  case failed(status: Int)
}

extension CallDirectory {
  /// The registry's own desk for one call.
  package static func desk(_ desk: KeeperDesk) -> (
    answer: @Sendable (Inquiry) async -> RegistryAnswer,
    save: @Sendable (Commit) async -> RegistryAnswer
  ) {
    ({ desk.answer($0) }, { await desk.save($0) })
  }
}

/// Connects calls with sessions: takes calls from inns, rings inns, and joins keepers with the
/// office.
package actor Switchboard {
  /// Longest a caller who isn't known hears the announcement before the line is cut.
  private static let longestAnnouncement = Span.seconds(30)
  /// Said to whoever calls from a number that no inn has.
  package static let unknownCaller =
    "お電話ありがとうございます。インブリッジです。この電話番号は、まだ登録されていません。"
    + "お手数ですが、事務局まで、お電話ください。"

  private enum Route {
    case session(CallSession)
    case announcement
    /// The hub rings; answered by the closure.
    case ringing(@Sendable (RingEvent) -> Void)
    /// The office's line of a joined pair.
    case office
  }

  private enum RingEvent: Sendable {
    case answered
    case ended(CallEnd)
  }

  private let endpoint: SIPEndpoint
  private let speech: Speech
  private let directory: CallDirectory
  private let clock: WallClock
  private let random: RandomSource
  private let log: SIPLog
  private var routes: [SIPCallToken: Route] = [:]
  /// Lines joined with each other, both ways.
  private var joined: [SIPCallToken: SIPCallToken] = [:]
  private var sessionsOfInn: [InnID: [ConversationID: CallSession]] = [:]

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
  package func tell(_ news: DialogueNews, inn: InnID) {
    for session in (sessionsOfInn[inn] ?? [:]).values { session.tell(news) }
  }

  /// Conversations with keepers in progress.
  package var conversations: Int { sessionsOfInn.values.reduce(0) { $0 + $1.count } }

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
      case .played: await endpoint.hangUp(call)
      case .incoming, .ringing, .key, .voiceHeard, .ended: break
      }
    case .ringing(let tell):
      switch event {
      case .answered: tell(.answered)
      case .ended(_, let end): tell(.ended(end))
      case .incoming, .ringing, .key, .played, .voiceHeard: break
      }
    case .office, nil: break
    }
    if case .ended = event {
      routes[call] = nil
      if let other = joined.removeValue(forKey: call) {
        joined[other] = nil
        await endpoint.hangUp(other)
      }
    }
  }

  // MARK: - Calls from outside

  private func arrived(_ incoming: IncomingCall) async {
    await endpoint.ring(incoming.call)
    guard incoming.isTrusted, let number = PhoneNumber(incoming.caller),
      let phone = await directory.phone(number)
    else {
      log(3, "\(incoming.call): unknown caller")
      await endpoint.answer(incoming.call)
      return
    }
    let session = await makeSession(
      incoming.call,
      phone: phone,
      dialogue: CallDialogue(.keeper(.inbound)),
    )
    guard routes[incoming.call] != nil else { return }  // she gave up meanwhile
    routes[incoming.call] = .ringing { event in
      if case .answered = event {
        Task { await self.converse(session, incoming.call, phone: phone, .inbound) }
      }
    }
    await endpoint.answer(incoming.call)
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

  private func makeSession(
    _ call: SIPCallToken,
    phone: InnPhone,
    dialogue: CallDialogue,
  ) async -> CallSession {
    let conversation = ConversationID(trusted: random.opaqueName(prefix: "call_"))
    let desk = await directory.desk(phone, conversation)
    let (directory, clock, log) = (directory, clock, log)
    return CallSession(
      call: conversation,
      dialogue: dialogue,
      port: CallPort(endpoint, call),
      voice: CallVoice(speech, rate: await directory.rate(phone.inn)),
      surroundings: CallSurroundings(
        answer: desk.answer,
        save: desk.save,
        transfer: { [weak self] in await self?.transfer(call) ?? .closed },
        keepRecording: { await directory.keepRecording(conversation, $0, $1) },
        clock: clock,
        log: log,
      ),
    )
  }

  @discardableResult
  private func converse(
    _ session: CallSession,
    _ call: SIPCallToken,
    phone: InnPhone,
    _ direction: CallRecord.Direction,
  ) async -> CallRecord {
    if routes[call] != nil { routes[call] = .session(session) } else { session.receiveEnd(call) }
    sessionsOfInn[phone.inn, default: [:]][session.call] = session
    var record = await session.run()
    sessionsOfInn[phone.inn]?[session.call] = nil
    if sessionsOfInn[phone.inn]?.isEmpty == true { sessionsOfInn[phone.inn] = nil }
    record.number = phone.number
    record.inn = phone.inn
    record.direction = direction
    await directory.file(record)
    return record
  }

  // MARK: - Calls by the hub

  /// Rings an inn and, when somebody picks up, holds the conversation to its end.
  package func ring(
    _ phone: InnPhone,
    _ dialogue: CallDialogue,
    for ringTime: Span,
  ) async -> RingOutcome {
    let call: SIPCallToken
    do throws(SIPError) {
      call = try await endpoint.dial(phone.number)
    } catch .linesBusy {
      return .noLine
    } catch {
      log(1, "dialling failed: \(error)")
      return .failed(status: 503)
    }
    switch await pickedUp(call, within: ringTime) {
    case .answered:
      let session = await makeSession(call, phone: phone, dialogue: dialogue)
      return .answered(await converse(session, call, phone: phone, .outbound))
    case .ended(let end):
      switch end.status {
      case 486, 600: return .busy
      case 408, 480, 487, 603: return .noAnswer
      default: return end.isOurs ? .noAnswer : .failed(status: end.status)
      }
    }
  }

  /// Waits until a call that the hub makes is answered or over; hangs up after `ringTime`.
  private func pickedUp(_ call: SIPCallToken, within ringTime: Span) async -> RingEvent {
    let (events, teller) = AsyncStream<RingEvent>.makeStream(bufferingPolicy: .bufferingOldest(4))
    routes[call] = .ringing { teller.yield($0) }
    let impatience = Task { [endpoint] in
      try? await Task.sleep(for: .milliseconds(ringTime.milliseconds))
      if !Task.isCancelled { await endpoint.hangUp(call) }
    }
    defer { impatience.cancel() }
    return await events.first { _ in true }
      ?? .ended(CallEnd(status: 503, isOurs: true, wasAnswered: false))
  }

  // MARK: - The office

  /// Rings the office and joins the two lines.
  private func transfer(_ keeper: SIPCallToken) async -> OfficeLine {
    guard let number = await directory.office() else { return .closed }
    guard let office = try? await endpoint.dial(number, mayUseReserved: true) else {
      return .unanswered
    }
    // The two belong together from the first ring: when she hangs up, it must stop.
    joined[keeper] = office
    joined[office] = keeper
    let answer = await pickedUp(office, within: DialogueLimits.officeRings)
    guard case .answered = answer, routes[keeper] != nil,
      await endpoint.join(keeper, office)
    else {
      joined[keeper] = nil
      joined[office] = nil
      await endpoint.hangUp(office)
      return .unanswered
    }
    routes[office] = .office
    return .joined
  }
}
