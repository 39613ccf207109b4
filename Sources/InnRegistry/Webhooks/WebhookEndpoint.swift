/// Where a channel is told of what changed.
package struct WebhookEndpoint: Hashable, Sendable {
  package var id: WebhookID
  package var channel: ChannelID
  /// An absolute URL; what it may be is the business of whoever takes it in.
  package var url: String
  package var topics: Set<WebhookTopic>
  package var createdAt: Timestamp
  /// Log lines up to this one have been looked at for it.
  package var position: Int64
  package var health: WebhookHealth

  /// Endpoints of one channel: production, a test system, and some for a move between two.
  package static let maxOfChannel = 10
  /// Messages that may wait for one endpoint: days of a whole region's changes.
  ///
  /// With more it is disabled and the office told, instead of dropping some of them in silence.
  package static let maxWaiting = 20_000
  /// How long the secret before the present one signs too.
  package static let rotationTime = Span.hours(24)
}

/// A name of an endpoint, `we_…`.
package typealias WebhookID = Identifier<WebhookEndpoint>

/// What an endpoint can be told of.
package enum WebhookTopic: String, CaseIterable, Codable, Sendable {
  /// The channel's own bookings.
  case bookings
  /// Rooms and restrictions of nights.
  case nights
  /// What is listed of an inn.
  case inns
}

/// How an endpoint has answered lately, and whether it is still sent anything.
package struct WebhookHealth: Hashable, Codable, Sendable {
  /// Attempts that failed since the last success.
  package private(set) var failures = 0
  package private(set) var failingSince: Timestamp?
  /// Until then nothing is sent, whatever waits.
  package private(set) var restsUntil: Timestamp?
  package private(set) var disabled: Disabling?

  package struct Disabling: Hashable, Codable, Sendable {
    package var at: Timestamp
    package var reason: Reason
  }

  package enum Reason: String, CaseIterable, Codable, Sendable {
    /// It answered 410 Gone.
    case gone
    /// Nothing succeeded for ``WebhookHealth/patience``.
    case failing
    /// More waited for it than ``WebhookEndpoint/maxWaiting``.
    case overfull
  }

  /// How long nothing may succeed: a weekend of which the hub tells the office on Monday.
  package static let patience = Span.days(3)
  /// Between two attempts while it fails: doubling, so that a dead endpoint is no load, up to what
  /// a recovered one may be kept waiting.
  package static let firstRest = Span.seconds(5)
  package static let longestRest = Span.minutes(5)

  package init() {}

  package var isDisabled: Bool { disabled != nil }

  package mutating func noteSuccess() {
    failures = 0
    failingSince = nil
    restsUntil = nil
  }

  /// An attempt failed; disables the endpoint when that has gone on for too long.
  package mutating func noteFailure(at now: Timestamp) {
    failures += 1
    let since = failingSince ?? now
    failingSince = since
    let doublings = min(failures - 1, 20)
    let rest = WebhookHealth.firstRest.milliseconds << doublings
    restsUntil = now + Span(milliseconds: min(rest, WebhookHealth.longestRest.milliseconds))
    if now - since >= WebhookHealth.patience { disable(.failing, at: now) }
  }

  package mutating func disable(_ reason: Reason, at now: Timestamp) {
    guard disabled == nil else { return }
    disabled = Disabling(at: now, reason: reason)
  }

  /// Its owner says that it works again.
  package mutating func enable() { self = WebhookHealth() }
}
