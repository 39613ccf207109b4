package import InnRegistry
import Synchronization

/// Tells endpoints of what changed: reads the log, lays messages down for each endpoint, and sends
/// them until they are taken or given up.
///
/// Everything that must outlast the process is in the registry; what is being sent when the hub goes
/// down is sent again, under the same `webhook-id`.
package final class WebhookWorker: Sendable {
  /// Endpoints that are sent to at once, one message each; a slow one holds up no other.
  static let atOnce = 16
  /// Lines of the log that are looked at in one go.
  static let linesAtOnce = 500
  /// Lines without a message after which an endpoint's position is stored all the same, so that a
  /// restart doesn't read them all again.
  static let linesUnstored: Int64 = 5000
  /// How often waits are looked at; changes are told at once.
  static let tick = Span.seconds(1)
  /// Between two clearings of old deliveries.
  static let clearing = Span.hours(1)

  package typealias Send = @Sendable (HTTPExchange) async throws(HTTPFailure) -> HTTPAnswer

  private let registry: Registry
  private let send: Send
  private let log: Log
  private let state = Mutex(State())

  private struct State {
    var busy: Set<WebhookID> = []
    /// Lines looked at, where that is more than what is stored.
    var seen: [WebhookID: Int64] = [:]
    var clearedAt: Timestamp?
  }

  package init(registry: Registry, log: Log = .silent, send: @escaping Send) {
    self.registry = registry
    self.send = send
    self.log = log
  }

  /// Works until it is cancelled; does not wait for what is being sent then.
  package func run() async {
    let (wakings, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let changes = registry.changes()
    let listening = Task { for await _ in changes { wake.yield() } }
    let ticking = Task {
      while !Task.isCancelled {
        wake.yield()
        try? await Task.sleep(for: .milliseconds(WebhookWorker.tick.milliseconds))
      }
    }
    for await _ in wakings where registry.holds(.webhooks) {
      do {
        try await lay()
        try await clear()
        for attempt in try takeDue() {
          Task {
            await self.attempt(attempt.0, attempt.1)
            wake.yield()
          }
        }
      } catch {
        log.error("webhooks wait", ["error": "\(error)"])
      }
    }
    listening.cancel()
    ticking.cancel()
  }

  /// Does everything that is due now and returns when it is done; for tests.
  package func runOnce() async throws {
    try await lay()
    try await clear()
    while true {
      let due = try takeDue()
      if due.isEmpty { return }
      for (endpoint, delivery) in due { await attempt(endpoint, delivery) }
    }
  }

  // MARK: - From the log to messages

  private func lay() async throws {
    while true {
      let catalogue = registry.catalogue
      let endpoints = try registry.webhooks().filter { endpoint in
        // A suspended channel is told of everything once it is back.
        !endpoint.health.isDisabled
          && catalogue.channels[endpoint.channel].map { !$0.isSuspended } ?? false
      }
      let last = try registry.lastSequence()
      let behind = endpoints.filter { position($0) < last }
      guard let first = behind.map(position).min() else { return }
      let events = try registry.events(after: first, limit: WebhookWorker.linesAtOnce)
      guard let reached = events.last?.sequence else { return }
      let translation = WebhookMessages(registry: registry, catalogue: catalogue)
      for endpoint in behind where position(endpoint) < reached {
        let from = position(endpoint)
        let new = events.filter { $0.sequence > from }
        let messages = try translation.messages(of: new, for: endpoint)
        if !messages.isEmpty || reached - endpoint.position >= WebhookWorker.linesUnstored {
          try await registry.write {
            try $0.tell(
              messages,
              to: endpoint.id,
              after: endpoint.position,
              upTo: reached,
            )
          }
        }
        state.withLock { $0.seen[endpoint.id] = reached }
      }
    }
  }

  private func position(_ endpoint: WebhookEndpoint) -> Int64 {
    max(endpoint.position, state.withLock { $0.seen[endpoint.id] } ?? 0)
  }

  // MARK: - Sending

  private func takeDue() throws -> [(WebhookEndpoint, WebhookDelivery)] {
    let suspended = registry.catalogue.channels.values.filter(\.isSuspended).map(\.id)
    let due = try registry.dueDeliveries(at: registry.clock.now())
    return state.withLock { state in
      var taken: [(WebhookEndpoint, WebhookDelivery)] = []
      for (endpoint, delivery) in due
      where state.busy.count < WebhookWorker.atOnce && !suspended.contains(endpoint.channel) {
        if state.busy.insert(endpoint.id).inserted { taken.append((endpoint, delivery)) }
      }
      return taken
    }
  }

  private func attempt(_ endpoint: WebhookEndpoint, _ delivery: WebhookDelivery) async {
    defer { _ = state.withLock { $0.busy.remove(endpoint.id) } }
    do {
      let now = registry.clock.now()
      let secrets = try registry.webhookSecrets(of: endpoint.id, at: now)
      let started = ContinuousClock.now
      let (attempt, retryAfter) = await answer(
        to: WebhookSigner.request(delivery, to: endpoint, secrets: secrets, at: now),
        at: now,
      )
      var noted = attempt
      noted.milliseconds = Int((ContinuousClock.now - started) / .milliseconds(1))
      let final = noted
      try await registry.write { try $0.note(final, of: delivery, retryAfter: retryAfter) }
      if final.outcome != .taken {
        log.warning(
          "webhook not taken",
          [
            "endpoint": endpoint.id.rawValue, "message": delivery.message.rawValue,
            "status": final.status.map { "\($0)" } ?? "-", "error": final.error ?? "-",
          ]
        )
      }
    } catch RegistryUnavailable.stopping {
      // Not noted: it is sent again after the start, and the receiver knows it by its id.
    } catch {
      log.error("a webhook's attempt could not be noted", ["error": "\(error)"])
    }
  }

  private func answer(to request: HTTPExchange, at now: Timestamp) async -> (WebhookAttempt, Span?)
  {
    do throws(HTTPFailure) {
      let answer = try await send(request)
      let kept = answer.body.prefix(WebhookAttempt.keptResponse)
      let attempt = WebhookAttempt(
        at: now,
        status: answer.status,
        response: String(decoding: kept, as: UTF8.self).filter { $0 != "\0" },
      )
      return (attempt, answer.retryAfter)
    } catch {
      return (WebhookAttempt(at: now, status: nil, error: error.kind.rawValue), nil)
    }
  }

  private func clear() async throws {
    let now = registry.clock.now()
    let isDue = state.withLock { state in
      guard state.clearedAt.map({ now - $0 >= WebhookWorker.clearing }) ?? true else {
        return false
      }
      state.clearedAt = now
      return true
    }
    guard isDue else { return }
    while try await registry.write({ try $0.removeOldDeliveries() })
      == WebhookDelivery.removedAtOnce
    {}
  }
}

extension HTTPAnswer {
  /// How long the server asks to be left alone, where it says so in seconds (RFC 9110, 10.2.3).
  var retryAfter: Span? {
    guard [429, 503].contains(status), let text = header("Retry-After"), let seconds = Int(text),
      (0...86_400).contains(seconds)
    else { return nil }
    return .seconds(seconds)
  }
}
