import InnRegistry

/// What commands ask about channels, webhooks and calendars.
enum DeliveryRequest: Codable, Hashable, Sendable {
  case channels
  case addChannel(ChannelChange, isTrainingOnly: Bool)
  case changeChannel(ChannelChange)
  /// Nil rooms take the limit away.
  case setAllotment(channel: ChannelID, inn: InnID, roomType: RoomTypeID?, rooms: Int?)
  case webhooks(ChannelID?)
  case addWebhook(url: String, topics: Set<WebhookTopic>, channel: ChannelID)
  case rotateWebhook(WebhookID)
  case enableWebhook(WebhookID)
  case testWebhook(WebhookID)
  case removeWebhook(WebhookID)
  case deliveries(WebhookID, state: WebhookDelivery.State?, limit: Int)
  case redeliver(WebhookID, WebhookMessageID)
  case redeliverFailed(WebhookID, since: Timestamp)
  case calendars
  case addCalendar(url: String, roomType: RoomTypeID)
  case removeCalendar(CalendarID)
  case pollCalendar(CalendarID)
  case shareCalendar(RoomTypeID)
  case unshareCalendar(RoomTypeID)
}

/// The answer to a ``DeliveryRequest``.
enum DeliveryReply: Codable, Hashable, Sendable {
  case channels([ChannelRecord])
  case webhooks([WebhookRecord])
  /// The secret is told once.
  case webhook(WebhookRecord, secret: String?)
  case deliveries([DeliveryRecord])
  case redelivered(Int)
  case calendars([CalendarRecord])
  /// Path and query under which it is read; told once.
  case shared(path: String)
}

/// Nil leaves as it is.
struct ChannelChange: Codable, Hashable, Sendable {
  var id: ChannelID
  var name: String?
  var maxOpenRequests: Int?
  var maxHolds: Int?
  var maxRoomsShown: Int?
  var maxRoomsANight: Ceiling?
  /// As ``Channel/commission``.
  var commission: Int?
  var registrationNumber: String?
  var isSuspended: Bool?
}

/// A number of rooms that may not be passed, or none such.
enum Ceiling: Codable, Hashable, Sendable {
  case rooms(Int)
  case none

  var rooms: Int? { if case .rooms(let rooms) = self { rooms } else { nil } }
}

struct ChannelRecord: Codable, Hashable, Sendable {
  var channel: Channel
  /// Keys that open it.
  var keys: Int
  var webhooks: Int
  var allotments: [ChannelAllotment]
}

struct WebhookRecord: Codable, Hashable, Sendable {
  var id: WebhookID
  var channel: ChannelID
  var url: String
  var topics: Set<WebhookTopic>
  var createdAt: Timestamp
  var health: WebhookHealth
}

struct DeliveryRecord: Codable, Hashable, Sendable {
  var message: WebhookMessageID
  var kind: String
  var createdAt: Timestamp
  var state: WebhookDelivery.State
  var nextTry: Timestamp?
  var attempts: Int
  /// Of the last attempt.
  var status: Int?
  var error: String?
  var response: String
}

struct CalendarRecord: Codable, Hashable, Sendable {
  var id: CalendarID
  var roomType: RoomTypeID
  var url: String
  var readAt: Timestamp?
  var nextPoll: Timestamp
  var events: Int
  var nights: Int
  var unread: Int
  var failures: Int
  var error: String?
}
