import InnRegistry

/// The shapes of answers, under the names they have in the document.
///
/// Every answer of the API's tests is held against these, members nobody named included, so that
/// they say what the writers write.
enum Schemas {
  static let all: [(String, JSONSchema)] = [
    ("Money", money), ("Problem", problem), ("InnName", innName), ("Inn", inn),
    ("RoomType", roomType), ("RatePlan", ratePlan), ("CancellationStep", cancellationStep),
    ("PriceLine", priceLine), ("Child", child), ("Guest", guest), ("Booking", booking),
    ("Amendment", amendment), ("Quote", quote), ("Availability", availability),
    ("AvailablePlan", availablePlan), ("Night", night), ("CalendarResult", calendarResult),
    ("Change", change), ("Channel", channel), ("Webhook", webhook), ("Delivery", delivery),
    ("Notice", notice), ("NoticeItem", noticeItem), ("StatisticsEntry", statisticsEntry),
    ("StatisticsUse", statisticsUse), ("StatisticsTable", statisticsTable),
  ]

  static func object(_ fields: FieldDescription...) -> JSONSchema {
    .object(fields, isClosed: false)
  }

  /// A page of a listing.
  static func page(_ name: String, of element: String) -> JSONSchema {
    object(
      must(name, .array(of: .reference(element))),
      must("next", JSONSchema.text().orNull),
    )
  }

  static func must(_ name: String, _ schema: JSONSchema) -> FieldDescription {
    FieldDescription(name, schema)
  }

  static func may(_ name: String, _ schema: JSONSchema) -> FieldDescription {
    FieldDescription(name, schema, isRequired: false)
  }

  // MARK: - Small ones

  static let name = JSONSchema.text(pattern: "^[A-Za-z0-9_-]{1,64}$")
  static let date = JSONSchema.text(format: "date")
  static let instant = JSONSchema.text(format: "date-time")
  static let time = JSONSchema.text(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$")
  static let text = JSONSchema.text()
  static let count = JSONSchema.integer(0...1_000_000)
  static let oneMoney = JSONSchema.reference("Money")
  static let cancellation = JSONSchema.array(of: .reference("CancellationStep"))
  static let source = JSONSchema.oneOf(NightSource.self)
  static let confidence = JSONSchema.oneOf(["fresh", "stale"])

  static let money = object(
    must("amount", .integer()),
    must("currency", .oneOf([Quote.currency])),
  ).described("An amount in the currency's minor unit; yen have none, so these are whole yen.")

  static let cancellationStep = object(
    must("days_before", .integer(-1...CancellationPolicy.maxDaysBefore)),
    must("percent", .integer(0...100)),
  ).described("From so many days before check-in on, cancelling costs this part of the price.")

  static let priceLine = object(
    must("kind", .oneOf(Quote.Line.Kind.self)),
    must("night", date.orNull),
    must("quantity", count),
    must("unit", oneMoney),
    must("amount", oneMoney),
    may("child_class", .oneOf(ChildClass.Code.self)),
  )

  static let child = object(
    must("age", .integer(0...Party.oldestChild)),
    may("meals", .boolean),
    may("bedding", .boolean),
  )

  // MARK: - Problems

  static let problem = object(
    must("type", text),
    must("title", text),
    must("status", .integer(400...599)),
    must("code", .oneOf(HTTPProblemCode.self)),
    may("detail", text),
    may("instance", text),
    may(
      "errors",
      .array(
        of: object(
          may("pointer", text),
          may("parameter", text),
          may("header", text),
          must("code", .oneOf(FieldFault.self)),
          must("detail", text),
        )
      ),
    ),
    may("night", date),
    may("reason", .oneOf(QuoteRefusal.Code.self)),
    may("state", .oneOf(BookingState.Name.self)),
    may("revision", count),
    may("booking", name),
  ).described("What went wrong (RFC 9457); `code` is stable, `title` and `detail` are for people.")

  // MARK: - Inns

  static let innName = object(must("ja", text), must("kana", text), must("romaji", text))

  private static let texts = JSONSchema.array(
    of: object(must("language", text), must("text", text))
  )

  static let inn = object(
    must("inn", name),
    must("training", .boolean),
    must("name", .reference("InnName")),
    must("municipality", text),
    must("area", name),
    must("paused", .boolean),
    must("address", text.orNull),
    may(
      "position",
      object(must("latitude", .number(-90...90)), must("longitude", .number(-180...180))),
    ),
    must("licence", JSONSchema.oneOf(Licence.self).orNull),
    must("capacity", count.orNull),
    must("check_in_from", time.orNull),
    must("check_in_until", time.orNull),
    must("check_out_until", time.orNull),
    must("payments", .array(of: .oneOf(PaymentMeans.self))),
    must("features", .array(of: .oneOf(Feature.self))),
    must("languages", .array(of: text)),
    must("descriptions", texts),
    must("access", texts),
    must("winter_road", texts),
    must("house_rules", texts),
    must("bath", texts),
    must("dinner", texts),
    must("shelter", texts),
    must("photos", .array(of: object(must("url", text), must("caption", text)))),
    must("room_types", .array(of: .reference("RoomType"))),
  )

  static let roomType = object(
    must("room_type", name),
    must("name", text),
    must("name_en", text),
    must("rooms", .integer(1...RoomType.maxRooms)),
    must("capacity", .integer(1...RoomType.maxCapacity)),
    must("rate_plans", .array(of: .reference("RatePlan"))),
  )

  static let ratePlan = object(
    must("rate_plan", name),
    may("room_type", name),
    must("name", text),
    must("name_en", text),
    must("meals", .oneOf(MealPlan.self)),
    must("instant", .boolean),
    must("cutoff", object(must("days_before", count), must("time", time))),
    must("occupancies", .array(of: count)),
    must(
      "children",
      .array(
        of: object(
          must("child_class", .oneOf(ChildClass.Code.self)),
          must("from_age", count),
          must("to_age", count),
          must("meals", .boolean),
          must("bedding", .boolean),
        )
      ),
    ),
    must("adult_from_age", count),
    must("cancellation", cancellation),
  )

  static let channel = object(
    must("channel", name),
    must("name", text),
    must("training_only", .boolean),
    must("key", name),
    must("scopes", .array(of: .oneOf(KeyScope.self))),
    must("commission_basis_points", count),
    must(
      "limits",
      object(
        must("rooms_shown", count),
        must("open_requests_per_inn", count),
        must("holds", count),
        must("requests", count),
        must("requests_window_seconds", count),
      ),
    ),
  )
}
