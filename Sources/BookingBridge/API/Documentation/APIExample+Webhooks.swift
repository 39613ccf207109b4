/// The story's end: the platform wants to be told, and another one reads a calendar.
extension APIExample {
  private static let webhook = ["webhook": "${createWebhook.bookings:webhook}"]

  static let webhooks = [
    APIExample(
      "createWebhook",
      "bookings",
      "Told of its bookings",
      headers: ["Idempotency-Key": "6f1c1b0e-webhook-1"],
      body: #"{"url": "https://platform.example/innbridge", "topics": ["bookings"]}"#,
    ),
    APIExample(
      "createWebhook",
      "within",
      "Not on the public internet",
      body: #"{"url": "http://10.0.0.7/innbridge"}"#,
    ),
    APIExample("listWebhooks", "one", "One webhook"),
    APIExample("getWebhook", "well", "Well", path: webhook),
    APIExample("testWebhook", "try", "A first message", path: webhook),
    APIExample(
      "listDeliveries",
      "waiting",
      "On its way",
      path: webhook,
      query: ["state": "waiting"],
    ),
    APIExample(
      "redeliverWebhook",
      "one",
      "One message again",
      path: webhook,
      body: #"{"message": "${testWebhook.try:message}"}"#,
    ),
    APIExample(
      "redeliverWebhook",
      "failed",
      "Everything that failed today",
      path: webhook,
      body: #"{"failed_since": "2026-12-03T00:00:00+09:00"}"#,
    ),
    APIExample("rotateWebhook", "new", "A new secret", path: webhook),
    APIExample("enableWebhook", "again", "It was not disabled", path: webhook),
    APIExample("deleteWebhook", "gone", "Removed", path: webhook),
    APIExample(
      "readCalendarFile",
      "small",
      "A calendar without a taken night",
      path: ["inn": "T16", "room_type": "T16-1"],
      query: ["token": "${office.shares:token}"],
    ),
    APIExample(
      "readCalendarFile",
      "no token",
      "A token that opens nothing",
      path: ["inn": "T16", "room_type": "T16-1"],
      query: ["token": "ics_0000000000000000000000000"],
    ),
  ]
}
