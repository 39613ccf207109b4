import InnRegistry

/// What the document tells of webhooks.
enum WebhookDocuments {
  private static let tag = "Webhooks"

  static let create = OperationDocument(
    "Add a webhook",
    details: """
      From now on changes are posted to `url`, signed as Standard Webhooks has it. `secret` is shown
      once. Each message has a `webhook-id` that stays the same when it is sent again; answer 2xx
      within ten seconds. Anything else is tried again nine times over three days, `410` never.
      """,
    tag: tag,
    headers: [.idempotencyKey(isRequired: false)],
    body: BodyDocument(reading: WebhookBody.read),
    answers: [
      AnswerDocument(
        .created,
        "The webhook with its secret",
        schema: .reference("Webhook"),
        headers: [.location],
      )
    ],
    problems: problems,
  )
  static let list = OperationDocument(
    "List webhooks",
    tag: tag,
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "All webhooks of the channel",
        Schemas.object(Schemas.must("webhooks", .array(of: .reference("Webhook")))),
      )
    ],
  )
  static let get = OperationDocument(
    "Read a webhook",
    tag: tag,
    headers: [.ifNoneMatch],
    answers: [.validated("The webhook", .reference("Webhook"))],
    problems: [.notFound],
  )
  static let delete = OperationDocument(
    "Remove a webhook",
    details: "Nothing more is sent to it, and the log of its deliveries goes.",
    tag: tag,
    answers: [AnswerDocument(.noContent, "Removed")],
    problems: [.notFound],
  )
  static let rotate = OperationDocument(
    "Change the secret",
    details: "For 24 hours messages are signed with both, the new one first.",
    tag: tag,
    headers: [.idempotencyKey(isRequired: false)],
    answers: [
      AnswerDocument(
        .ok,
        "The new secret, shown once",
        schema: Schemas.object(
          Schemas.must("webhook", Schemas.name),
          Schemas.must("secret", Schemas.text),
          Schemas.must("old_secret_until", Schemas.instant),
        ),
      )
    ],
    problems: problems,
  )
  static let enable = OperationDocument(
    "Enable a webhook",
    details: """
      After it was disabled: because it answered 410, or nothing succeeded for three days. Changes
      are sent from now on; read what was missed from the change feed, or send anew what failed.
      """,
    tag: tag,
    headers: [.idempotencyKey(isRequired: false)],
    answers: [
      AnswerDocument(
        .ok,
        "It is sent to again",
        schema: Schemas.object(
          Schemas.must("webhook", Schemas.name),
          Schemas.must("enabled", .boolean),
        ),
      )
    ],
    problems: problems,
  )
  static let test = OperationDocument(
    "Send a test message",
    details: "A message of the type `webhook.test`; the log of deliveries tells what came of it.",
    tag: tag,
    headers: [.idempotencyKey(isRequired: false)],
    answers: [AnswerDocument(.accepted, "On its way", schema: .reference("Delivery"))],
    problems: problems,
  )
  static let deliveries = OperationDocument(
    "List deliveries",
    details: "Newest first, each with its attempts; kept for 30 days.",
    tag: tag,
    query: QueryReader.describe(DeliveryQuery.read),
    headers: [.ifNoneMatch],
    answers: [.page("deliveries", of: "Delivery", "Deliveries")],
    problems: [.notFound],
  )
  static let redeliver = OperationDocument(
    "Send messages again",
    details: """
      One message by its `webhook-id`, or all that failed since an instant; under the same ids, so
      that what was taken already is known.
      """,
    tag: tag,
    headers: [.idempotencyKey(isRequired: false)],
    body: BodyDocument(reading: RedeliveryBody.read),
    answers: [
      AnswerDocument(
        .accepted,
        "On their way",
        schema: Schemas.object(Schemas.must("redelivered", Schemas.count)),
      )
    ],
    problems: problems,
  )

  private static let problems: [HTTPProblemCode] = [
    .notFound, .conflict, .idempotencyKeyInUse, .idempotencyKeyReused, .idempotencyKeyMissing,
  ]

  static let calendar = OperationDocument(
    "Read a room type's calendar",
    details: """
      iCalendar of the nights on which nothing is left, for other platforms to read; all-day events.
      Needs no key but the token that the office gave.
      """,
    tag: "Calendars",
    query: QueryReader.describe(CalendarToken.read),
    headers: [.ifNoneMatch],
    answers: [
      AnswerDocument(.ok, "The calendar", schema: .text(), type: "text/calendar", headers: [.etag])
    ],
    problems: [.notFound],
  )
}

extension Schemas {
  static let webhook = object(
    must("webhook", name),
    must("url", text),
    must("topics", .array(of: .oneOf(WebhookTopic.self))),
    must("created_at", instant),
    must("enabled", .boolean),
    must("disabled_at", instant.orNull),
    must("disabled_reason", .either([.oneOf(WebhookHealth.Reason.self), .null])),
    must("failing_since", instant.orNull),
    may("secret", text),
  )

  static let delivery = object(
    must("message", name),
    must("type", text),
    must("created_at", instant),
    must("state", .oneOf(WebhookDelivery.State.self)),
    must("next_try", instant.orNull),
    must("attempts", .array(of: deliveryAttempt)),
  )

  private static let deliveryAttempt = object(
    must("at", instant),
    must("status", JSONSchema.integer(100...999).orNull),
    must("error", text.orNull),
    must("milliseconds", .integer()),
    must("response", text),
  )
}
