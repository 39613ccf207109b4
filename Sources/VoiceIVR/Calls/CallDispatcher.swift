package import InnRegistry

/// Rings inns: asks the planner what to do whenever something changed or time has passed, makes the
/// calls, and keeps their outcome.
///
/// One dispatcher a hub. What is decided is in the registry before anything rings, so that a crash
/// at any moment leaves a trail that the next start picks up.
package actor CallDispatcher {
  /// The longest time between two looks: deadlines and calling hours are in minutes.
  private static let tick = Span.seconds(5)
  /// The shortest: under load every look serves all changes since the last one.
  private static let pause = Duration.milliseconds(300)
  /// And so many times as long as the look itself, but a tick at most.
  ///
  /// With thousands of things to tell, planning must not take the machine from those who book.
  private static let restForWork = 9
  /// Log lines read at once, and how often in one look; the rest follow in the next.
  private static let eventsAtOnce = 500
  private static let eventReads = 10
  /// A talk that began longer ago than this when the hub comes back has been forgotten.
  private static let oldestTalk = Span.minutes(15)

  private let registry: Registry
  private let port: RingPort
  private let planner: CallPlanner
  /// Inns that are never rung: their keepers answer by rule.
  private let excluded: Set<InnID>
  private let log: Log
  private var underway: [InnID: Underway] = [:]
  private var tasks: [InnID: Task<Void, Never>] = [:]
  private var broken: [InnID: CallPlanner.BrokenTalk] = [:]
  /// Outcomes that the registry couldn't take; one an inn at most.
  private var unkept: [Ended] = []
  /// Log lines up to this one have been passed on to calls.
  private var seen: Int64 = 0
  private var isStopping = false
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation

  private struct Underway {
    var call: CallPlanner.Call
    /// nil until it is claimed.
    var ring: Ring?
    var isAnswered = false
  }

  private struct Ended: Sendable {
    var ring: Ring
    var outcome: Ring.Outcome
  }

  package init(
    registry: Registry,
    port: RingPort,
    planner: CallPlanner = CallPlanner(),
    excluding excluded: Set<InnID> = [],
    log: Log = .silent,
  ) {
    self.registry = registry
    self.port = port
    self.planner = planner
    self.excluded = excluded
    self.log = log
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  // MARK: - Running

  /// Works until ``stop()``.
  package func run() async {
    let changes = registry.changes()
    await recover()
    let waker = waker
    let observing = Task { for await _ in changes { waker.yield() } }
    let ticking = Task {
      while !Task.isCancelled {
        waker.yield()
        try? await Task.sleep(for: .milliseconds(CallDispatcher.tick.milliseconds))
      }
    }
    for await _ in wakes {
      if isStopping { break }
      let began = ContinuousClock.now
      await look()
      let rest = (ContinuousClock.now - began) * CallDispatcher.restForWork
      let tick = Duration.milliseconds(CallDispatcher.tick.milliseconds)
      try? await Task.sleep(for: min(max(CallDispatcher.pause, rest), tick))
    }
    observing.cancel()
    ticking.cancel()
  }

  /// Begins no call any more and stops all ringing.
  ///
  /// Conversations go on, and what the hub cuts off is resumed by its next run.
  package func stop() async {
    isStopping = true
    waker.finish()
    for (inn, call) in underway where !call.isAnswered { await port.stopRinging(inn) }
  }

  /// Waits until every call's outcome is kept; to be called when the line is closed.
  package func finish() async {
    for task in tasks.values { await task.value }
  }

  /// Takes up what the hub's last run left; to be called once, before the first look.
  package func recover() async {
    do {
      seen = try registry.lastSequence()
    } catch {
      log.error("the log can't be read", ["error": "\(error)"])
    }
    await takeUp { try $0.endBrokenRings() }
  }

  /// Ends rings that nobody rings any more and notes which talks are to be resumed.
  private func takeUp(_ end: @escaping @Sendable (Transaction) throws -> [Ring]) async {
    do {
      let open = try await registry.write(end)
      let now = registry.clock.now()
      // A talk is resumed once: one that broke off twice is a call like any other.
      for ring in open
      where ring.answeredAt != nil && !ring.resumes
        && now - ring.startedAt <= CallDispatcher.oldestTalk
      {
        broken[ring.inn] = CallPlanner.BrokenTalk(purpose: ring.purpose, noticedAt: now)
      }
      if !open.isEmpty { log.info("calls broke off", ["count": String(open.count)]) }
    } catch {
      log.error("calls of the last run can't be taken up", ["error": "\(error)"])
    }
  }

  // MARK: - One look

  /// Passes on what changed, stops ringing where nothing is left to tell, and begins what is due.
  package func look() async {
    do {
      let late = unkept
      unkept = []
      for ended in late { await keep(ended) }
      let lines = await port.state()
      try await passOn(lines)
      var outlook = try registry.ringOutlook()
      if outlook.hasBroken {
        await takeUp { try $0.endBrokenRings(isStarting: false) }
        outlook = try registry.ringOutlook()
      }
      let waiting = Dictionary(grouping: outlook.waiting) { $0.inn }
      for (inn, call) in underway where !call.isAnswered {
        guard let ring = call.ring, ring.purpose != .evening else { continue }
        if waiting[inn] == nil { await port.stopRinging(inn) }
      }
      guard !isStopping else { return }
      let plan = planner.plan(situation(outlook, waiting, lines))
      for call in plan.calls { begin(call, known: outlook.newestRing) }
    } catch {
      log.error("calls can't be planned", ["error": "\(error)"])
    }
  }

  private func situation(
    _ outlook: RingOutlook,
    _ waiting: [InnID: [RingReason]],
    _ lines: LineState,
  ) -> CallPlanner.Situation {
    let now = registry.clock.now()
    let tonight = TokyoTime.tonight(at: now)
    let today = Dictionary(grouping: outlook.today) { $0.inn }
    // Another hub's calls too: one that ends before this plan is carried out has told its reasons.
    let claimed = Set(outlook.today.filter { $0.endedAt == nil }.map(\.inn))
    var inns: [CallPlanner.InnSituation] = []
    for (id, listing) in registry.catalogue.listings where !excluded.contains(id) {
      let isInCall = underway[id] != nil || lines.inCall.contains(id) || claimed.contains(id)
      let isWanted = outlook.wishes.contains(id)
      guard isInCall || isWanted || waiting[id] != nil || listing.inn.calling.eveningCall != nil
      else {
        continue
      }
      var inn = CallPlanner.InnSituation(
        inn: id,
        calling: listing.inn.calling,
        phones: listing.phones,
      )
      inn.waiting = waiting[id] ?? []
      inn.isWanted = isWanted
      inn.repeatTo = outlook.repeatTo[id]
      inn.today = today[id] ?? []
      inn.isInCall = isInCall
      inn.lastCallEnded = lines.lastEnded[id]
      inn.hasEvening =
        listing.isShown
        && (listing.closure(on: tonight) == nil || listing.closure(on: tonight + 1) == nil)
      inn.brokenOff = broken[id]
      inns.append(inn)
    }
    // Calls that were begun a moment ago may not be on their line yet.
    let beginning = underway.values.count { $0.ring == nil }
    return CallPlanner.Situation(
      now: now,
      inns: inns,
      freeLines: max(0, lines.freeLines - beginning),
    )
  }

  // MARK: - Calls

  /// - Parameter known: the newest ring that the plan knew of; later looks know of others' calls.
  private func begin(_ call: CallPlanner.Call, known: Int64) {
    underway[call.inn] = Underway(call: call)
    broken[call.inn] = nil
    tasks[call.inn] = Task {
      await self.make(call, known: known)
      self.ended(call.inn)
    }
  }

  private func ended(_ inn: InnID) {
    underway[inn] = nil
    tasks[inn] = nil
    if !isStopping { waker.yield() }
  }

  private func make(_ call: CallPlanner.Call, known: Int64) async {
    do {
      // Once more, in the transaction that claims the inn: the request may be answered by now.
      let ring = try await registry.write {
        try $0.beginRing(
          call.inn,
          call.purpose,
          number: call.phone.number,
          resumes: call.resumes,
          known: known,
        )
      }
      guard let ring else { return }
      underway[call.inn]?.ring = ring
      guard !isStopping else {
        await keep(Ended(ring: ring, outcome: .cancelled))
        return
      }
      let outbound = OutboundCall(
        phone: call.phone,
        reason: CallReason(ring.purpose),
        isResumed: call.resumes,
      )
      let outcome = Ring.Outcome(
        await port.ring(outbound) { [weak self] in
          Task { await self?.answered(call.inn, ring.id) }
        }
      )
      log.info("rang an inn", ["inn": call.inn.rawValue, "outcome": outcome.rawValue])
      guard isStopping, outcome != .spoken else {
        await keep(Ended(ring: ring, outcome: outcome))
        return
      }
      // A talk that the hub cuts off by stopping stays open, and is resumed by its next run.
      if underway[call.inn]?.isAnswered == true { return }
      await keep(Ended(ring: ring, outcome: .cancelled))
    } catch {
      log.error("an inn can't be rung", ["inn": call.inn.rawValue, "error": "\(error)"])
    }
  }

  private func keep(_ ended: Ended) async {
    let ladder = planner.rules.ladder
    do {
      try await registry.write { try $0.endRing(ended.ring, as: ended.outcome, ladder) }
    } catch {
      // A full disk: its claim keeps the inn from being rung until it can be kept.
      log.error("a call's outcome was not kept", ["inn": ended.ring.inn.rawValue])
      if !isStopping { unkept.append(ended) }
    }
  }

  private func answered(_ inn: InnID, _ id: Int64) async {
    underway[inn]?.isAnswered = true
    do {
      try await registry.write { try $0.ringAnswered(id) }
    } catch {
      log.error("a ring's answer was not kept", ["inn": inn.rawValue, "error": "\(error)"])
    }
  }

  // MARK: - News for calls in progress

  /// Tells calls in progress what was decided elsewhere (S11, S12).
  private func passOn(_ lines: LineState) async throws {
    guard !underway.isEmpty || !lines.inCall.isEmpty else {
      seen = try registry.lastSequence()
      return
    }
    for _ in 0..<CallDispatcher.eventReads {
      let events = try registry.events(after: seen, limit: CallDispatcher.eventsAtOnce)
      for event in events {
        seen = event.sequence
        guard let inn = event.inn, let news = DialogueNews(event) else { continue }
        await port.tell(news, inn, event.actor.call)
      }
      if events.count < CallDispatcher.eventsAtOnce { return }
    }
  }
}

extension DialogueNews {
  /// What a keeper in a call must be told of an event; nil for all others.
  init?(_ event: LogEvent) {
    guard let booking = BookingID(event.subject) else { return nil }
    switch event.kind {
    case .bookingWithdrawn: self = .withdrawn(booking)
    case .bookingConfirmed: self = .decided(booking, .accept)
    case .bookingDeclined: self = .decided(booking, .decline)
    case .bookingExpired: self = .expired(booking)
    // Cancelled by the guest or the office: a change that was asked about has gone with it.
    case .bookingCancelled: self = .withdrawn(booking)
    case .bookingAmended:
      // One that a platform made needs no answer; it is told as a change.
      guard case .channel = event.actor else {
        self = .decided(booking, .accept)
        return
      }
      return nil
    case .amendmentDeclined:
      switch event.actor {
      case .channel, .guest: self = .withdrawn(booking)
      case .hub: self = .expired(booking)
      case .keeper, .keeperBySMS, .staff: self = .decided(booking, .decline)
      }
    default: return nil
    }
  }
}

extension Actor {
  /// The call in which something was done; nil for everybody but a keeper on the telephone.
  fileprivate var call: ConversationID? {
    if case .keeper(_, let call) = self { call } else { nil }
  }
}
