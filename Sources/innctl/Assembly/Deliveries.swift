import BookingBridge
import InnRegistry

/// What the hub sends and fetches by itself: webhooks, and calendars of other platforms.
struct Deliveries: Sendable {
  /// Until an endpoint must have answered; platforms are told so.
  static let webhookTime = Span.seconds(10)

  private let webhooks: Task<Void, Never>
  private let calendars: Task<Void, Never>

  static func start(_ registry: Registry, _ addresses: OutgoingAddress, _ log: Log) -> Deliveries {
    var limits = HTTPClient.Limits()
    limits.total = webhookTime
    limits.responseBytes = 16 * 1024
    limits.atOnce = 16
    let sender = HTTPClient(limits: limits, destinations: addresses.destinations)
    let worker = WebhookWorker(registry: registry, log: log) { (request) throws(HTTPFailure) in
      try await sender.send(request)
    }
    let reader = HTTPClient(
      limits: CalendarPoller.limits,
      destinations: addresses.destinations,
    )
    let poller = CalendarPoller(registry: registry, addresses: addresses, log: log) {
      (request) throws(HTTPFailure) in try await reader.send(request)
    }
    return Deliveries(
      webhooks: Task { await worker.run() },
      calendars: Task { await poller.run() },
    )
  }

  /// Doesn't wait for answers: what was not noted is sent again after the next start.
  func stop() async {
    webhooks.cancel()
    calendars.cancel()
    await webhooks.value
  }
}
