import InnRegistry

/// What the document tells of quotes, holds and bookings.
enum BookingDocuments {
  /// Why a sale may be refused; the registry's rules in the API's words.
  private static let saleProblems: [HTTPProblemCode] = [
    .noLongerAvailable, .innClosed, .innPaused, .innUnreachableInTime, .capReached,
    .allotmentReached,
    .notOffered, .outsideHorizon, .tooManyOpenRequests,
  ]
  private static let onceProblems: [HTTPProblemCode] = [
    .idempotencyKeyInUse, .idempotencyKeyReused,
  ]

  private static func booking(_ status: HTTPStatus, _ about: String) -> AnswerDocument {
    AnswerDocument(status, about, schema: .reference("Booking"), headers: [.location, .etag])
  }

  static let quote = OperationDocument(
    "Price a stay",
    details: """
      What booking now would bring: price with its lines, instant or on request, cancellation terms.
      Runs the checks of a booking and keeps nothing; refused as a booking would be.
      """,
    tag: "Quotes",
    query: QueryReader.describe(FlowVisit.readQuote),
    headers: [.idempotencyKey(isRequired: false)],
    body: BodyDocument(reading: QuoteRequest.read),
    answers: [AnswerDocument(.ok, "The offer", schema: .reference("Quote"))],
    problems: saleProblems + [.idempotencyKeyMissing],
  )

  static let hold = OperationDocument(
    "Hold rooms",
    details: """
      Keeps rooms for ten minutes, or `seconds`, while a sale is finished. The hold is a booking in
      the state `held`: read it there, turn it into a booking by naming it as `hold`.
      """,
    tag: "Holds",
    headers: [.idempotencyKey(isRequired: true)],
    body: BodyDocument(reading: HoldBody.read),
    answers: [booking(.created, "The rooms are held until `expires_at`")],
    problems: saleProblems + onceProblems + [.idempotencyKeyMissing, .tooManyHolds],
  )

  static let extend = OperationDocument(
    "Extend a hold",
    details: "Counts from now; an hour after it was made a hold ends all the same.",
    tag: "Holds",
    headers: [.idempotencyKey(isRequired: false)],
    body: BodyDocument(isRequired: false) { HoldBody.time(&$0) as Span? },
    answers: [booking(.ok, "The hold with its new end")],
    problems: onceProblems + [.notFound, .wrongState, .idempotencyKeyMissing],
  )

  static let release = OperationDocument(
    "Release a hold",
    details: "Also when it has ended by itself. A booking is cancelled, not released.",
    tag: "Holds",
    answers: [AnswerDocument(.noContent, "The rooms are free again")],
    problems: [.notFound, .wrongState],
  )

  static let create = OperationDocument(
    "Book",
    details: """
      From the beginning, or from a hold. `201` is confirmed; `202` is a request that the keeper
      answers by telephone until `answer_by`: follow it by the change feed. A refusal is not kept
      under the Idempotency-Key: the same request may be tried again.
      """,
    tag: "Bookings",
    headers: [.idempotencyKey(isRequired: true)],
    body: BodyDocument(BookingBody.schema),
    answers: [
      booking(.created, "Confirmed"), booking(.accepted, "Requested: the inn is asked"),
    ],
    problems: saleProblems + onceProblems
      + [.idempotencyKeyMissing, .notFound, .wrongState, .channelReferenceTaken],
  )

  static let list = OperationDocument(
    "List bookings",
    details: """
      The channel's own bookings, requests and holds in the order of their last change, so that
      whoever asks with `updated_since` misses none.
      """,
    tag: "Bookings",
    query: QueryReader.describe(BookingQuery.read),
    headers: [.ifNoneMatch],
    answers: [.page("bookings", of: "Booking", "Bookings")],
  )

  static let get = OperationDocument(
    "Read a booking",
    details: "Another channel's booking looks like none.",
    tag: "Bookings",
    headers: [.ifNoneMatch],
    answers: [.validated("The booking", .reference("Booking"))],
    problems: [.notFound],
  )

  static let amend = OperationDocument(
    "Amend a booking",
    details: """
      Changes dates, rooms, guests, plan or arrival; what is left out stays. What needs no more than
      the inn has accepted is done at once (`200`). Anything else waits for the inn's answer (`202`,
      `amendment`), and until then the booking stands as it was.
      """,
    tag: "Bookings",
    headers: [.ifMatch],
    body: BodyDocument(reading: AmendmentPatch.read),
    answers: [
      booking(.ok, "Changed"), booking(.accepted, "The change waits for the inn's answer"),
    ],
    problems: saleProblems + [
      .notFound, .wrongState, .preconditionFailed, .preconditionRequired,
    ],
  )

  static let withdrawAmendment = OperationDocument(
    "Withdraw an amendment",
    details: "Takes back a change that the inn has not answered; the booking stands as it was.",
    tag: "Bookings",
    answers: [booking(.ok, "The booking without the amendment")],
    problems: [.notFound, .wrongState],
  )

  static let cancel = OperationDocument(
    "Cancel a booking",
    details: """
      Withdraws a request, releases a hold, cancels a booking; `cancellation_fee` says what the
      guest owes.
      """,
    tag: "Bookings",
    headers: [.idempotencyKey(isRequired: false)],
    answers: [booking(.ok, "Withdrawn, released or cancelled")],
    problems: onceProblems + [.notFound, .wrongState, .idempotencyKeyMissing],
  )
}
