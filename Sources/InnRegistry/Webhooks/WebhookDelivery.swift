/// One message for one endpoint.
package struct WebhookDelivery: Hashable, Sendable {
  /// Counts up over all endpoints: the order in which they are sent.
  package let id: Int64
  package var endpoint: WebhookID
  /// `msg_…`, the same on every attempt: by it a receiver knows what it has had already.
  package var message: WebhookMessageID
  /// Such as `booking.confirmed`.
  package var kind: String
  /// The bytes as they are signed and sent, the same on every attempt.
  package var body: String
  package var createdAt: Timestamp
  package var nextTry: Timestamp
  /// All attempts.
  package var attempts: Int
  /// Attempts since it was made or sent anew.
  package var tries: Int
  package var state: State

  package enum State: String, CaseIterable, Codable, Sendable {
    case waiting
    case delivered
    /// Given up; the office has an alarm, the owner may send it anew.
    case failed
  }

  /// Waits before the second and each later attempt, as Standard Webhooks proposes them: nine waits,
  /// three days and three and a half hours in all.
  package static let waits: [Span] = [
    .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14),
    .hours(20), .hours(24),
  ]

  /// The wait after `tries` failed attempts; nil when they have run out.
  package static func wait(after tries: Int) -> Span? {
    waits.indices.contains(tries - 1) ? waits[tries - 1] : nil
  }

  /// The longest wait that a receiver's `Retry-After` can ask for.
  package static let longestAskedWait = Span.hours(24)
  /// How long finished deliveries are kept to be looked at and sent anew: a month's settlement.
  package static let kept = Span.days(30)
  /// Rows removed in one transaction.
  package static let removedAtOnce = 500
}

/// Marks names of messages.
package enum WebhookMessageName {}
package typealias WebhookMessageID = Identifier<WebhookMessageName>

/// What happened when a message was sent.
package struct WebhookAttempt: Hashable, Sendable {
  /// From 1.
  package var number: Int
  package var at: Timestamp
  /// Of the answer; nil when none came.
  package var status: Int?
  /// Why no answer came, as a stable word.
  package var error: String?
  /// The answer's first bytes as text.
  package var response: String
  package var milliseconds: Int

  /// Bytes of an answer that are kept: a line of a log, not a page.
  package static let keptResponse = 512

  package init(
    number: Int = 0,
    at: Timestamp,
    status: Int?,
    error: String? = nil,
    response: String = "",
    milliseconds: Int = 0,
  ) {
    self.number = number
    self.at = at
    self.status = status
    self.error = error
    self.response = response
    self.milliseconds = milliseconds
  }

  package var outcome: Outcome {
    switch status {
    case .some(200...299): .taken
    case 410: .gone
    default: .failed
    }
  }

  package enum Outcome: Hashable, Sendable {
    case taken
    /// The endpoint asks never to be told anything again.
    case gone
    case failed
  }
}

/// Something to tell an endpoint.
package struct WebhookMessage: Hashable, Sendable {
  package var kind: String
  package var body: String

  package init(kind: String, body: String) {
    self.kind = kind
    self.body = body
  }
}

/// Why nothing was done about an endpoint or a calendar.
package enum DeliveryRefusal: Error, Hashable, Sendable {
  case webhookUnknown
  case deliveryUnknown
  case channelUnknown
  case roomTypeUnknown
  case calendarUnknown
  /// The channel has as many endpoints as it may, or the room type as many calendars.
  case tooMany(limit: Int)
  /// The same address is there already.
  case exists
  /// The endpoint is disabled: it must be enabled first.
  case disabled

  /// Whether what was named does not exist.
  package var isUnknown: Bool {
    switch self {
    case .webhookUnknown, .deliveryUnknown, .channelUnknown, .roomTypeUnknown, .calendarUnknown:
      true
    case .tooMany, .exists, .disabled: false
    }
  }
}
