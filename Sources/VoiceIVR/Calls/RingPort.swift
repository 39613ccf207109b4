package import InnRegistry

/// A call that the hub makes to an inn.
package struct OutboundCall: Hashable, Sendable {
  package var phone: InnPhone
  package var reason: CallReason
  /// After a talk that broke off through no fault of hers (S16).
  package var isResumed: Bool

  package init(phone: InnPhone, reason: CallReason, isResumed: Bool = false) {
    self.phone = phone
    self.reason = reason
    self.isResumed = isResumed
  }

  package var dialogue: CallDialogue {
    let opening = CallOpening.outbound(reason, resumed: isResumed)
    return CallDialogue(phone.kind == .rotary ? .voice(opening) : .keeper(opening))
  }

  /// How long a telephone rings: a keeper comes in from the garden.
  package static let ringTime = Span.seconds(40)
}

/// The lines at one moment.
package struct LineState: Hashable, Sendable {
  /// Lines that calls by the hub may take.
  package var freeLines: Int
  /// Inns in a conversation or being rung.
  package var inCall: Set<InnID>
  /// When the last conversation with each inn ended, since the hub started.
  package var lastEnded: [InnID: Timestamp]

  package init(
    freeLines: Int,
    inCall: Set<InnID> = [],
    lastEnded: [InnID: Timestamp] = [:],
  ) {
    self.freeLines = freeLines
    self.inCall = inCall
    self.lastEnded = lastEnded
  }
}

/// The telephone as whoever rings inns sees it; a struct of closures, so that tests play it.
package struct RingPort: Sendable {
  package var state: @Sendable () async -> LineState
  /// Rings and, when somebody picks up, holds the conversation to its end; `answered` is called
  /// in between.
  package var ring:
    @Sendable (OutboundCall, _ answered: @escaping @Sendable () -> Void) async -> RingOutcome
  /// Stops the ringing at an inn; does nothing once somebody has picked up.
  package var stopRinging: @Sendable (InnID) async -> Void
  /// Tells calls in progress with an inn what changed, but for the call that changed it.
  package var tell: @Sendable (DialogueNews, InnID, _ except: ConversationID?) async -> Void

  package init(
    state: @escaping @Sendable () async -> LineState,
    ring: @escaping @Sendable (OutboundCall, @escaping @Sendable () -> Void) async -> RingOutcome,
    stopRinging: @escaping @Sendable (InnID) async -> Void,
    tell: @escaping @Sendable (DialogueNews, InnID, ConversationID?) async -> Void,
  ) {
    self.state = state
    self.ring = ring
    self.stopRinging = stopRinging
    self.tell = tell
  }

  package init(_ board: Switchboard) {
    state = { await board.lineState() }
    ring = { await board.ring($0, for: OutboundCall.ringTime, answered: $1) }
    stopRinging = { await board.stopRinging($0) }
    tell = { await board.tell($0, inn: $1, except: $2) }
  }

  /// The same, but at these inns nobody ever picks up and nothing rings: training.
  package func silent(
    at inns: Set<InnID>,
    sleep: @escaping @Sendable (Span) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0.milliseconds))
    },
  ) -> RingPort {
    var port = self
    let (ring, stopRinging) = (ring, stopRinging)
    let rings = SilentRings(sleep)
    port.ring = { call, answered in
      guard inns.contains(call.phone.inn) else { return await ring(call, answered) }
      return await rings.ring(call.phone.inn)
    }
    port.stopRinging = { inn in
      await rings.stop(inn)
      await stopRinging(inn)
    }
    return port
  }
}

/// Telephones that ring nowhere.
private actor SilentRings {
  private let sleep: @Sendable (Span) async throws -> Void
  private var underway: [InnID: Task<RingOutcome, Never>] = [:]

  init(_ sleep: @escaping @Sendable (Span) async throws -> Void) { self.sleep = sleep }

  func ring(_ inn: InnID) async -> RingOutcome {
    let sleep = sleep
    let ringing = Task<RingOutcome, Never> {
      do {
        try await sleep(OutboundCall.ringTime)
        return .noAnswer
      } catch {
        return .cancelled
      }
    }
    underway[inn] = ringing
    defer { underway[inn] = nil }
    return await ringing.value
  }

  func stop(_ inn: InnID) { underway[inn]?.cancel() }
}

extension RingOutcome {
  /// How a call ended that nobody picked up (RFC 3261, section 21).
  init(unanswered end: CallEnd) {
    switch end.status {
    case 486, 600: self = .busy
    case 408, 480, 487, 603: self = .noAnswer
    default: self = end.isOurs ? .noAnswer : .failed(status: end.status)
    }
  }
}

extension CallReason {
  init(_ purpose: Ring.Purpose) {
    self =
      switch purpose {
      case .request: .request
      case .news: .news
      case .broadcast: .broadcast
      case .evening: .evening
      case .repetition: .repetition
      }
  }
}

extension Ring.Outcome {
  /// How a talk went.
  package init(_ outcome: CallOutcome?) {
    self =
      switch outcome {
      case .completed: .spoken
      case .noKeeper: .noKeeper
      case .unfinished, .transferred, .messageLeft, .notIdentified, nil: .unfinished
      }
  }

  /// SIP statuses that say that a number leads nowhere: rung again and again it stays so, and the
  /// office has to know (RFC 3261, section 21).
  private static let deadNumbers: Set<Int> = [404, 410, 484, 604]

  init(_ outcome: RingOutcome) {
    self =
      switch outcome {
      case .answered(let record): Ring.Outcome(record.outcome)
      case .noAnswer: .noAnswer
      case .busy: .busy
      case .cancelled: .cancelled
      case .noLine: .notMade
      case .failed(let status):
        Ring.Outcome.deadNumbers.contains(status) ? .noAnswer : .notMade
      }
  }
}
