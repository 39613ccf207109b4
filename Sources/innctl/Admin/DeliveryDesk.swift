import BookingBridge
import InnRegistry

/// Carries out what commands ask about channels, webhooks and calendars; part of ``AdminDesk``.
struct DeliveryDesk: Sendable {
  let registry: Registry
  let addresses: OutgoingAddress

  func answer(_ request: DeliveryRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .channels: return .delivery(.channels(try channels()))
    case .addChannel(let change, let isTrainingOnly):
      try add(change, isTrainingOnly: isTrainingOnly, by: actor)
    case .changeChannel(let change): try save(change, by: actor)
    case .setAllotment(let channel, let inn, let roomType, let rooms):
      try set(
        ChannelAllotment(channel: channel, inn: inn, roomType: roomType, rooms: rooms ?? 0),
        isLimit: rooms != nil,
        by: actor,
      )
    case .webhooks, .addWebhook, .rotateWebhook, .enableWebhook, .testWebhook, .removeWebhook,
      .deliveries, .redeliver, .redeliverFailed:
      return try webhooks(request, by: actor)
    case .calendars, .addCalendar, .removeCalendar, .pollCalendar, .shareCalendar,
      .unshareCalendar:
      return try calendars(request, by: actor)
    }
    return .done
  }

  // MARK: - Channels

  private func channels() throws -> [ChannelRecord] {
    let catalogue = registry.catalogue
    let webhooks = try registry.webhooks()
    return catalogue.channels.values.sorted { $0.id < $1.id }.map { channel in
      ChannelRecord(
        channel: channel,
        keys: catalogue.keys.count { $0.channel == channel.id && $0.revokedAt == nil },
        webhooks: webhooks.count { $0.channel == channel.id },
        allotments: catalogue.allotments.filter { $0.channel == channel.id },
      )
    }
  }

  private func add(_ change: ChannelChange, isTrainingOnly: Bool, by actor: Actor) throws {
    try registry.writeAndWait { transaction in
      guard transaction.catalogue.channels[change.id] == nil else {
        throw AdminRefusal.channelExists(change.id)
      }
      let new = Channel(id: change.id, name: change.id.rawValue, isTrainingOnly: isTrainingOnly)
      try transaction.save(new.changed(by: change), by: actor)
    }
  }

  private func save(_ change: ChannelChange, by actor: Actor) throws {
    try registry.writeAndWait { transaction in
      guard let known = transaction.catalogue.channels[change.id] else {
        throw AdminRefusal.channelUnknown(change.id)
      }
      try transaction.save(known.changed(by: change), by: actor)
    }
  }

  private func set(_ allotment: ChannelAllotment, isLimit: Bool, by actor: Actor) throws {
    guard registry.catalogue.channels[allotment.channel] != nil else {
      throw AdminRefusal.channelUnknown(allotment.channel)
    }
    guard registry.catalogue[allotment.inn] != nil else {
      throw AdminRefusal.innUnknown(allotment.inn)
    }
    try registry.writeAndWait { transaction in
      if isLimit {
        try transaction.set(allotment, by: actor)
      } else {
        try transaction.lift(allotment, by: actor)
      }
    }
  }

  // MARK: - Webhooks

  private func webhooks(_ request: DeliveryRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .webhooks(let channel):
      if let channel, registry.catalogue.channels[channel] == nil {
        throw AdminRefusal.channelUnknown(channel)
      }
      return .delivery(.webhooks(try registry.webhooks(of: channel).map(WebhookRecord.init)))
    case .addWebhook(let url, let topics, let channel):
      guard registry.catalogue.channels[channel] != nil else {
        throw AdminRefusal.channelUnknown(channel)
      }
      let checked = try addresses.check(url)
      let (webhook, secret) = try registry.writeAndWait {
        try $0.addWebhook(checked, topics: topics, channel: channel, by: actor)
      }
      return .delivery(.webhook(WebhookRecord(webhook), secret: secret.text))
    case .rotateWebhook(let id):
      let secret = try registry.writeAndWait {
        try $0.rotateWebhook(id, of: nil, by: actor)
      }
      return .delivery(.webhook(try record(id), secret: secret.text))
    case .enableWebhook(let id):
      try registry.writeAndWait { try $0.enableWebhook(id, of: nil, by: actor) }
    case .testWebhook(let id):
      try registry.writeAndWait { transaction in
        let message = try WebhookTest.message(of: id, in: transaction)
        _ = try transaction.testWebhook(id, of: nil, message)
      }
    case .removeWebhook(let id):
      try registry.writeAndWait { try $0.removeWebhook(id, of: nil, by: actor) }
    case .deliveries(let id, let state, let limit):
      _ = try record(id)
      let found = try registry.deliveries(of: id, state: state, limit: limit)
      return .delivery(.deliveries(found.map(DeliveryRecord.init)))
    case .redeliver(let id, let message):
      try registry.writeAndWait { try $0.redeliver(message, of: id, channel: nil) }
      return .delivery(.redelivered(1))
    case .redeliverFailed(let id, let since):
      let count = try registry.writeAndWait {
        try $0.redeliverFailed(since: since, of: id, channel: nil)
      }
      return .delivery(.redelivered(count))
    default: throw AdminRefusal.notUnderstood("a request about webhooks")
    }
    return .done
  }

  private func record(_ id: WebhookID) throws -> WebhookRecord {
    guard let webhook = try registry.webhook(id) else { throw DeliveryRefusal.webhookUnknown }
    return WebhookRecord(webhook)
  }

  // MARK: - Calendars

  private func calendars(_ request: DeliveryRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .addCalendar(let url, let roomType):
      let checked = try addresses.check(url)
      let feed = try registry.writeAndWait {
        try $0.addCalendar(checked, of: roomType, by: actor)
      }
      return .delivery(.calendars([CalendarRecord(feed)]))
    case .removeCalendar(let id):
      try registry.writeAndWait { try $0.removeCalendar(id, by: actor) }
    case .pollCalendar(let id): try registry.writeAndWait { try $0.pollSoon(id) }
    case .shareCalendar(let roomType):
      let token = try registry.writeAndWait { try $0.shareCalendar(of: roomType, by: actor) }
      guard let (listing, _) = registry.catalogue.roomType(roomType) else {
        throw DeliveryRefusal.roomTypeUnknown
      }
      return .delivery(
        .shared(
          path: "/v1/inns/\(listing.inn.id)/room-types/\(roomType)/calendar.ics?token=\(token)"
        )
      )
    case .unshareCalendar(let roomType):
      try registry.writeAndWait { try $0.unshareCalendar(of: roomType, by: actor) }
    default: return .delivery(.calendars(try registry.calendars().map(CalendarRecord.init)))
    }
    return .done
  }
}

extension Channel {
  fileprivate func changed(by change: ChannelChange) -> Channel {
    var copy = self
    if let name = change.name { copy.name = name }
    if let limit = change.maxOpenRequests { copy.maxOpenRequests = limit }
    if let limit = change.maxHolds { copy.maxHolds = limit }
    if let limit = change.maxRoomsShown { copy.maxRoomsShown = limit }
    if let limit = change.maxRoomsANight { copy.maxRoomsANight = limit.rooms }
    if let commission = change.commission { copy.commission = commission }
    if let number = change.registrationNumber { copy.registrationNumber = number }
    if let isSuspended = change.isSuspended { copy.isSuspended = isSuspended }
    return copy
  }
}

extension WebhookRecord {
  init(_ webhook: WebhookEndpoint) {
    self.init(
      id: webhook.id,
      channel: webhook.channel,
      url: webhook.url,
      topics: webhook.topics,
      createdAt: webhook.createdAt,
      health: webhook.health,
    )
  }
}

extension DeliveryRecord {
  init(_ delivery: WebhookDelivery, _ attempts: [WebhookAttempt]) {
    self.init(
      message: delivery.message,
      kind: delivery.kind,
      createdAt: delivery.createdAt,
      state: delivery.state,
      nextTry: delivery.state == .waiting ? delivery.nextTry : nil,
      attempts: delivery.attempts,
      status: attempts.last?.status,
      error: attempts.last?.error,
      response: attempts.last?.response ?? "",
    )
  }
}

extension CalendarRecord {
  init(_ feed: CalendarFeed) {
    self.init(
      id: feed.id,
      roomType: feed.roomType,
      url: feed.url,
      readAt: feed.health.readAt,
      nextPoll: feed.nextPoll,
      events: feed.counts.events,
      nights: feed.counts.nights,
      unread: feed.counts.unread,
      failures: feed.health.failures,
      error: feed.health.lastError,
    )
  }
}
