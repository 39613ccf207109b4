import InnRegistry

extension Schemas {
  // MARK: - Bookings

  static let guest = object(
    must("name", text),
    must("name_kana", text.orNull),
    must("phone", text.orNull),
    must("email", text.orNull),
    must("language", text),
    must("country", text.orNull),
    must("prefecture", text.orNull),
    must("diet", text.orNull),
    must("notes", text.orNull),
  )

  /// What a guest may change of a booking.
  private static let amendable = [
    must("rate_plan", name),
    must("check_in", date),
    must("check_out", date),
    must("rooms", .integer(1...RoomType.maxRooms)),
    must("adults", .integer(1...Party.maxPersons)),
    must("children", .array(of: .reference("Child"))),
    must("arrival", time.orNull),
  ]

  private static let price = [
    must("price", oneMoney),
    must("taxes", oneMoney),
    must("due_at_inn", oneMoney),
    must("prepaid", oneMoney),
    may("commission", oneMoney),
    must("lines", .array(of: .reference("PriceLine"))),
  ]

  static let booking = JSONSchema.object(
    [
      must("booking", name),
      must("reference", .text(pattern: "^[0-9]{6}$")),
      must("state", .oneOf(BookingState.Name.self)),
      may("expires_at", instant),
      may("answer_by", instant),
      may("cancelled_by", .oneOf(CancellingParty.self)),
      may("decline_reason", .oneOf(DeclineReason.self)),
      must("revision", count),
      must("inn", name),
      must("room_type", name),
      must("channel_reference", text.orNull),
    ] + amendable + [
      must("guest", JSONSchema.reference("Guest").orNull),
      must("payment", .oneOf(PaymentTerms.self)),
    ] + price + [
      must("cancellation", cancellation),
      may("cancellation_fee", oneMoney),
      may("amendment", .reference("Amendment")),
      must("created_at", instant),
      must("updated_at", instant),
    ],
    isClosed: false,
  )

  static let amendment = JSONSchema.object(
    amendable + price + [must("cancellation", cancellation), must("answer_by", instant)],
    isClosed: false,
  ).described("A change that waits for the inn's answer; until then the booking stands as it is.")

  static let quote = JSONSchema.object(
    [
      must("inn", name),
      must("room_type", name),
      must("rate_plan", name),
      must("check_in", date),
      must("check_out", date),
      must("rooms", count),
      must("guests", count),
      must("instant", .boolean),
      must("answer_by", instant.orNull),
      must("remaining", count),
      must("as_of", instant),
      must("payment", .oneOf(PaymentTerms.self)),
    ] + price + [
      must(
        "nights",
        .array(
          of: object(must("night", date), must("price", oneMoney), must("taxes", oneMoney))
        ),
      ),
      must("cancellation", cancellation),
      must("free_until", instant.orNull),
    ],
    isClosed: false,
  )

  // MARK: - Availability

  private static let whyNot = JSONSchema.text().orNull

  static let availability = object(
    must("inn", name),
    must("inn_name", .reference("InnName")),
    must("training", .boolean),
    must("area", name),
    must("room_type", name),
    must("room_type_name", text),
    must("room_type_name_en", text),
    must("remaining", count),
    must("as_of", instant),
    must("source", source),
    must("confidence", confidence),
    must("instant", .boolean),
    must("unavailable", whyNot),
    may("unavailable_detail", text),
    may("unavailable_night", date),
    must("rate_plans", .array(of: .reference("AvailablePlan"))),
  )

  static let availablePlan = object(
    must("rate_plan", name),
    must("name", text),
    must("name_en", text),
    must("meals", .oneOf(MealPlan.self)),
    must("instant", .boolean),
    may("price", oneMoney),
    must("unavailable", whyNot),
    may("unavailable_detail", text),
  )

  // MARK: - Calendars and changes

  static let night = object(
    must("night", date),
    must("remaining", count),
    must("instant", .boolean),
    must("closed", .boolean),
    must("as_of", instant),
    must("source", source),
    must("confidence", confidence),
    must("stop_sell", .boolean),
    must("min_stay", count.orNull),
    must("max_stay", count.orNull),
    must("closed_to_arrival", .boolean),
    must("closed_to_departure", .boolean),
  )

  static let calendar = object(
    must("inn", name),
    must("paused", .boolean),
    must("from", date),
    must("to", date),
    must(
      "room_types",
      .array(
        of: object(must("room_type", name), must("nights", .array(of: .reference("Night"))))
      ),
    ),
  )

  static let calendarResult = object(
    must("room_type", name),
    must("night", date),
    must("last_night", date),
    must("status", .oneOf(["saved", "refused"])),
    may("code", .oneOf(HTTPProblemCode.self)),
    may("detail", text),
  )

  static let change = object(
    must("type", .oneOf(["nights", "inn", "booking"])),
    must("at", instant),
    may("inn", name),
    may("room_type", name.orNull),
    may("night", date),
    may("last_night", date),
    may("booking", name),
    may("state", .oneOf(BookingState.Name.self)),
    may("revision", count),
  )
}
