package import InnRegistry

/// Turns lines of the log into what an endpoint is told: the same changes as `GET /v1/changes`.
struct WebhookMessages {
  let registry: Registry
  let catalogue: Catalogue

  /// Messages for an endpoint, in the order of the log; neighbouring nights of one room type are
  /// told together.
  func messages(of events: [LogEvent], for endpoint: WebhookEndpoint) throws -> [WebhookMessage] {
    guard let channel = catalogue.channels[endpoint.channel] else { return [] }
    let translation = ChangeTranslation(channel: channel, catalogue: catalogue)
    var told: [Told] = []
    for event in events {
      for change in translation.changes(in: event) where endpoint.topics.contains(change.topic) {
        if let last = told.firstIndex(where: { $0.canTell(change) }) {
          told[last].add(change, event)
        } else {
          told.append(Told(change: change, event: event))
        }
      }
    }
    return try told.compactMap { try message($0, channel) }
  }

  /// A change, and the last line of the log that is told with it.
  private struct Told {
    var change: FeedChange
    var event: LogEvent

    /// Whether another change can be told with this one: nights that touch, the same inn again.
    func canTell(_ other: FeedChange) -> Bool {
      switch (change, other) {
      case (.nights(_, let room, let nights), .nights(_, let otherRoom, let others)):
        inn == WebhookMessages.inn(of: other) && room == otherRoom
          && others.lowerBound <= nights.upperBound + 1
          && nights.lowerBound <= others.upperBound + 1
      case (.inn(let inn), .inn(let other)): inn == other
      case (.nights, _), (.inn, _), (.booking, _): false
      }
    }

    private var inn: InnID? { WebhookMessages.inn(of: change) }

    mutating func add(_ other: FeedChange, _ event: LogEvent) {
      self.event = event
      guard case .nights(let inn, let room, let nights) = change,
        case .nights(_, _, let others) = other
      else { return }
      let first = min(nights.lowerBound, others.lowerBound)
      change = .nights(inn, room, first...max(nights.upperBound, others.upperBound))
    }
  }

  private static func inn(of change: FeedChange) -> InnID? {
    switch change {
    case .nights(let inn, _, _), .inn(let inn): inn
    case .booking: nil
    }
  }

  private func message(_ told: Told, _ channel: Channel) throws -> WebhookMessage? {
    let kind: String
    var booking: Booking?
    switch told.change {
    case .booking(let id):
      guard let own = try registry.booking(id), own.channel == channel.id else { return nil }
      booking = own
      kind = told.event.kind.rawValue
    case .nights: kind = "nights.changed"
    case .inn: kind = "inn.changed"
    }
    let place = FeedPosition(epoch: try registry.feedEpoch(), sequence: told.event.sequence)
    return WebhookMessages.message(kind, told.event.at, place) { data in
      switch told.change {
      case .booking(let id):
        data.field("booking", id)
        data.field("inn", booking?.inn)
        data.field("channel_reference", booking?.channelReference)
        data.field("state", booking?.state.name)
        data.field("revision", booking?.revision)
      case .nights(let inn, let room, let nights):
        data.field("inn", inn)
        data.field("room_type", room)
        data.field("night", nights.lowerBound)
        data.field("last_night", nights.upperBound)
      case .inn(let inn): data.field("inn", inn)
      }
    }
  }

  /// `cursor` is the place in the change feed from which to read on.
  static func message(
    _ kind: String,
    _ at: Timestamp,
    _ place: FeedPosition,
    data: (inout JSONWriter) -> Void,
  ) -> WebhookMessage {
    var json = JSONWriter(capacity: 256)
    json.object {
      $0.field("type", kind)
      $0.field("timestamp", at)
      $0.field("cursor", ChangePage.cursor(place.epoch, place.sequence))
      $0.object("data", data)
    }
    return WebhookMessage(kind: kind, body: json.text)
  }
}

extension FeedChange {
  fileprivate var topic: WebhookTopic {
    switch self {
    case .nights: .nights
    case .inn: .inns
    case .booking: .bookings
    }
  }
}

/// What an endpoint's owner is sent to see whether it arrives.
package enum WebhookTest {
  package static func message(of id: WebhookID, in transaction: Transaction) throws
    -> WebhookMessage
  {
    let place = FeedPosition(
      epoch: try transaction.feedEpoch(),
      sequence: transaction.lastSequence,
    )
    return WebhookMessages.message("webhook.test", transaction.now, place) {
      $0.field("webhook", id)
    }
  }
}
