package import InnRegistry

/// Sends what the outbox holds for SMS: leases, checks once more whether it is still wanted, hands
/// it to a gateway, and keeps what came of it.
package actor SMSSender {
  package struct Rules: Hashable, Sendable {
    /// Messages taken from the outbox at once.
    package var batch = 40
    /// Messages handed over at once: gateways wait for a network.
    package var atOnce = 8
    /// How long nobody else takes a leased message: the slowest gateway and then some.
    package var lease = Span.seconds(60)
    /// A gateway that failed rests this long before it is asked first again.
    package var rest = Span.minutes(1)
    package var retry = RetrySchedule(
      first: .seconds(10),
      longest: .minutes(15),
      maxAttempts: 12,
    )
    package var budget = SMSBudget()
    /// Between two looks when nothing changes: retries fall due by time alone.
    package var pause = Span.seconds(1)

    package init() {}
  }

  private let desk: SMSDesk
  private let registry: Registry
  /// In the order in which they are asked.
  private let gateways: [any SMSGateway]
  /// Those that only answer who wrote through them.
  private let local: [any SMSGateway] = [LocalGateway.terminal, LocalGateway.training]
  private let rules: Rules
  private let log: Log
  private var restsUntil: [SMSGatewayName: Timestamp] = [:]
  private static let worker = "sms"
  private var owner: String { SMSSender.worker + ":" + registry.hub }

  package init(
    desk: SMSDesk,
    gateways: [any SMSGateway],
    rules: Rules = Rules(),
    log: Log = .silent,
  ) {
    self.desk = desk
    registry = desk.registry
    self.gateways = gateways
    self.rules = rules
    self.log = log
  }

  /// Works until its task is cancelled; what is being handed over then is finished.
  package func run() async {
    // What an earlier run held it holds no more.
    _ = try? await registry.write { try $0.endLeases(ofEarlier: SMSSender.worker) }
    let ticks = AsyncStream<Void>(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let changes = registry.changes()
      let watching = Task {
        for await _ in changes { continuation.yield() }
      }
      let pause = rules.pause
      let ticking = Task {
        while !Task.isCancelled {
          continuation.yield()
          try? await Task.sleep(for: .milliseconds(pause.milliseconds))
        }
      }
      continuation.onTermination = { _ in
        watching.cancel()
        ticking.cancel()
      }
    }
    for await _ in ticks {
      while await work() {}
      if Task.isCancelled { break }
    }
  }

  /// Writes and sends what is due, a batch at most.
  ///
  /// - Returns: whether there may be more.
  @discardableResult
  package func work() async -> Bool {
    await writeNews()
    let due: [(OutboxEntry, OutboundMessage)]
    let leased: Int
    do {
      let (rules, owner) = (rules, owner)
      (due, leased) = try await registry.write { transaction in
        let entries = try transaction.lease(
          [.sendSMS],
          owner: owner,
          for: rules.lease,
          limit: rules.batch,
        )
        let due = try entries.compactMap { entry in
          try transaction.sendable(entry, rules.budget).map { (entry, $0) }
        }
        return (due, entries.count)
      }
    } catch {
      log.error("messages can't be leased", ["error": "\(error)"])
      return false
    }
    guard !due.isEmpty else { return leased == rules.batch }
    await withTaskGroup(of: Void.self) { group in
      var waiting = due[...]
      for (entry, message) in waiting.prefix(rules.atOnce) {
        group.addTask { await self.hand(message, entry) }
      }
      waiting = waiting.dropFirst(rules.atOnce)
      while await group.next() != nil {
        guard let (entry, message) = waiting.popFirst() else { continue }
        group.addTask { await self.hand(message, entry) }
      }
    }
    return leased == rules.batch
  }

  // MARK: - News

  /// What nobody could be told by telephone is written to the inn's mobile telephones.
  private func writeNews() async {
    let canSend = !gateways.isEmpty
    let (desk, rules, owner) = (desk, rules, owner)
    do {
      try await registry.write { transaction in
        let entries = try transaction.lease(
          [.smsNews],
          owner: owner,
          for: rules.lease,
          limit: rules.batch,
        )
        for entry in entries {
          guard canSend, let (news, phones) = try transaction.news(of: entry), !phones.isEmpty
          else {
            try transaction.drop(entry)
            continue
          }
          for phone in phones { _ = try desk.tell(news, to: phone, transaction) }
          try transaction.delivered(entry.id)
        }
        let repetitions = try transaction.lease(
          [.smsRepetition],
          owner: owner,
          for: rules.lease,
          limit: rules.batch,
        )
        for entry in repetitions {
          if !canSend {
            try transaction.ringBackInstead(entry)
          } else if let (repetition, phone) = try transaction.repetition(of: entry) {
            try desk.tell(repetition, to: phone, transaction)
            try transaction.delivered(entry.id)
          } else {
            try transaction.drop(entry)
          }
        }
      }
    } catch {
      log.error("news can't be written", ["error": "\(error)"])
    }
  }

  // MARK: - One message

  private func hand(_ message: OutboundMessage, _ entry: OutboxEntry) async {
    var errors: [String] = []
    var isFinal = true
    if !message.to.takesMessages, message.preferred == nil {
      return await keep(message, entry, error: "no messages to a landline", isFinal: true)
    }
    let route = route(message)
    if route.isEmpty { isFinal = false }
    if entry.attempts > 1, await hasLeft(message, entry, route) { return }
    for gateway in route {
      switch await gateway.send(message) {
      case .taken(let id, let parts):
        restsUntil[gateway.name] = nil
        return await keep(message, entry, takenBy: gateway.name, id: id, parts: parts)
      case .failed(let error):
        isFinal = false
        restsUntil[gateway.name] = registry.clock.now() + rules.rest
        errors.append("\(gateway.name): \(error)")
      case .refused(let error): errors.append("\(gateway.name): \(error)")
      }
    }
    let text = errors.isEmpty ? "no gateway" : errors.joined(separator: "; ")
    await keep(message, entry, error: text, isFinal: isFinal)
  }

  /// Whether an earlier try came further than the hub was told: before it died, or before the
  /// connection did.
  private func hasLeft(
    _ message: OutboundMessage,
    _ entry: OutboxEntry,
    _ route: [any SMSGateway],
  ) async -> Bool {
    for gateway in route {
      let traces = await gateway.traces(of: message)
      guard !traces.isEmpty else { continue }
      let parts = SMSParts.count(message.text)
      let name = gateway.name
      let isOurs = try? await registry.write {
        try $0.found(traces, of: message, entry: entry.id, by: name, parts: parts)
      }
      if isOurs == true { return true }
    }
    return false
  }

  /// First the gateway by which she wrote, then the others in order; those that failed lately last.
  private func route(_ message: OutboundMessage) -> [any SMSGateway] {
    if let local = local.first(where: { $0.name == message.preferred }) { return [local] }
    let now = registry.clock.now()
    func rank(_ gateway: any SMSGateway) -> Int {
      let isResting = restsUntil[gateway.name].map { $0 > now } ?? false
      return (isResting ? 2 : 0) + (gateway.name == message.preferred ? 0 : 1)
    }
    return gateways.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    .map(\.element)
  }

  private func keep(
    _ message: OutboundMessage,
    _ entry: OutboxEntry,
    takenBy gateway: SMSGatewayName,
    id: String?,
    parts: Int,
  ) async {
    do {
      try await registry.write {
        try $0.sent(message, entry: entry.id, by: gateway, as: id, parts: parts)
      }
    } catch {
      // Sent again after the lease: twice is better than never.
      log.error("a sent message could not be noted", ["error": "\(error)"])
    }
  }

  private func keep(
    _ message: OutboundMessage,
    _ entry: OutboxEntry,
    error: String,
    isFinal: Bool,
  ) async {
    log.warning("a message was not sent", ["number": message.to.masked, "error": error])
    let retry = rules.retry
    do {
      try await registry.write {
        try $0.notSent(message, entry, error: error, isFinal: isFinal, retry: retry)
      }
    } catch {
      log.error("a failed message could not be noted", ["error": "\(error)"])
    }
  }
}
