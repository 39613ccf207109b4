import InnRegistry

/// What the document tells of inns, calendars, changes and the channel.
enum InnDocuments {
  static let list = OperationDocument(
    "List inns",
    details: "Inns that the channel may sell, in the order of their names.",
    tag: "Inns",
    query: QueryReader.describe(InnQuery.read),
    headers: [.ifNoneMatch],
    answers: [.page("inns", of: "Inn", "Inns")],
  )
  static let get = OperationDocument(
    "Read an inn",
    tag: "Inns",
    headers: [.ifNoneMatch],
    answers: [.validated("The inn", .reference("Inn"))],
  )
  static let roomTypes = OperationDocument(
    "List an inn's room types",
    tag: "Inns",
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "Room types with their rate plans",
        Schemas.object(
          Schemas.must("inn", Schemas.name),
          Schemas.must("room_types", .array(of: .reference("RoomType"))),
        ),
      )
    ],
  )
  static let ratePlans = OperationDocument(
    "List an inn's rate plans",
    tag: "Inns",
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "Rate plans of all room types",
        Schemas.object(
          Schemas.must("inn", Schemas.name),
          Schemas.must("rate_plans", .array(of: .reference("RatePlan"))),
        ),
      )
    ],
  )
  static let channel = OperationDocument(
    "Who am I",
    details: "The channel behind the key, what the key may do, and the channel's limits.",
    tag: "Access",
    headers: [.ifNoneMatch],
    answers: [.validated("The channel", .reference("Channel"))],
  )
  static let health = OperationDocument(
    "Health",
    details: "Needs no key. 503 with the faults when calls or requests are not served.",
    tag: "Access",
    answers: [
      AnswerDocument(.ok, "All is well", schema: healthReport),
      AnswerDocument(.serviceUnavailable, "Something is not", schema: healthReport),
    ],
  )
  private static let healthReport = Schemas.object(
    Schemas.must("status", .oneOf(["ok", "failing"])),
    Schemas.must("faults", .array(of: Schemas.text)),
  )
}

enum AvailabilityDocuments {
  static let search = OperationDocument(
    "Search",
    details: """
      What can be sold for a stay: room types with rooms enough on every night, each plan priced for
      the guests named, taxes included. Over an area, a box or everywhere only what can be had is
      listed; inns that are named are always listed, and `unavailable` says why one can't be had.
      Sorted by inn, or by price, which then ends a page.
      """,
    tag: "Availability",
    query: QueryReader.describe(AvailabilityQuery.read),
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "Room types for the stay",
        Schemas.object(
          Schemas.must("check_in", Schemas.date),
          Schemas.must("check_out", Schemas.date),
          Schemas.must("availability", .array(of: .reference("Availability"))),
          Schemas.must("next", Schemas.text.orNull),
        ),
      )
    ],
  )
}

enum CalendarDocuments {
  static let get = OperationDocument(
    "Read an inn's calendar",
    details: """
      Rooms left, freshness and restrictions, night by night. Minimum and maximum stay are those of
      the night of arrival; `closed_to_departure` looks at the check-out date.
      """,
    tag: "Availability",
    query: QueryReader.describe {
      CalendarQuery.read(&$0, tonight: CivilDate(daysSinceEpoch: 0))
    },
    headers: [.ifNoneMatch],
    answers: [.validated("The nights", Schemas.calendar)],
  )
  static let put = OperationDocument(
    "Write an inn's calendar",
    details: """
      What shall hold on runs of nights; what an item does not name stays. `remaining` is how many
      rooms are free now, with every booking of the hub left out, and replaces what was said before.
      Each item holds on all its nights or on none; the answer says for each what became of it.
      The same items sent again change nothing.
      """,
    tag: "Availability",
    body: BodyDocument(reading: CalendarWrite.readAll),
    answers: [
      AnswerDocument(
        .ok,
        "Each item saved or refused",
        schema: Schemas.object(
          Schemas.must("inn", Schemas.name),
          Schemas.must("results", .array(of: .reference("CalendarResult"))),
        ),
      )
    ],
  )
}

enum ChangeDocuments {
  static let list = OperationDocument(
    "Follow changes",
    details: """
      The ordered feed of what changed in what the channel sees: nights, inns, its own bookings (with
      the scope `book`). It names what to read again. A new consumer asks without a cursor, keeps
      the cursor of the answer, reads its snapshot, and then follows from the cursor. With `wait` the
      answer comes when there is something to tell, at the latest after so many seconds. `410`: the
      hub was restored to an earlier moment, and the cursor is of a time that is gone; begin anew.
      """,
    tag: "Changes",
    query: QueryReader.describe(ChangeQuery.read),
    answers: [
      AnswerDocument(
        .ok,
        "Changes after the cursor",
        schema: Schemas.object(
          Schemas.must("changes", .array(of: .reference("Change"))),
          Schemas.must("cursor", Schemas.text),
          Schemas.must("more", .boolean),
        ),
      )
    ],
  )
}

// MARK: - What many operations share

extension HeaderDocument {
  static let ifNoneMatch = HeaderDocument(
    "If-None-Match",
    "The ETag of an earlier answer: 304 without a body when nothing has changed.",
    schema: .text(),
  )
  static let ifMatch = HeaderDocument(
    "If-Match",
    isRequired: true,
    "The booking's ETag, which is its `revision` in quotes; 412 when somebody changed it meanwhile.",
    schema: .text(),
  )
  static let etag = HeaderDocument("ETag", isRequired: true, "Validator.", schema: .text())
  static let location = HeaderDocument(
    "Location",
    isRequired: true,
    "Path of the booking.",
    schema: .text(),
  )

  static func idempotencyKey(isRequired: Bool) -> HeaderDocument {
    HeaderDocument(
      "Idempotency-Key",
      isRequired: isRequired,
      "A new random text for each act, the same when the request is repeated: the first answer "
        + "comes back for 24 hours, with `Idempotent-Replayed: true`.",
      schema: .text(pattern: "^[!-~]{1,\(IdempotentRequests.maxKeyLength)}$"),
    )
  }
}

extension AnswerDocument {
  /// An answer with an ETag.
  static func validated(_ about: String, _ schema: JSONSchema) -> AnswerDocument {
    AnswerDocument(.ok, about, schema: schema, headers: [.etag])
  }

  static func page(_ name: String, of element: String, _ about: String) -> AnswerDocument {
    validated(about, Schemas.page(name, of: element))
  }
}
