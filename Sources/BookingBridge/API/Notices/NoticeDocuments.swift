import InnRegistry

/// What the document tells of notices.
enum NoticeDocuments {
  private static let tag = "Notices"

  static let get = OperationDocument(
    "Read a booking's notice",
    details: """
      What the guest is told, in the guest's language: `kind` and `language` choose another. Without
      `kind` it is the one that tells how the booking stands. A translation that nobody has reviewed
      says so; show the Japanese one (`language=ja`) with it.
      """,
    tag: tag,
    query: QueryReader.describe(NoticeQuery.read),
    headers: [.ifNoneMatch],
    answers: [.validated("The notice", .reference("Notice"))],
    problems: [.notFound, .wrongState],
  )
  private static let switches = Schemas.object(
    Schemas.must("mail", .boolean),
    Schemas.must("sms", .boolean),
  )
  static let settings = OperationDocument(
    "Who writes to the guests",
    tag: tag,
    headers: [.ifNoneMatch],
    answers: [
      .validated("How the hub does", switches)
    ],
  )
  static let setSettings = OperationDocument(
    "Say who writes to the guests",
    details: """
      With `mail` false the hub writes to no guest of the channel, by mail or SMS. With `sms` true it
      writes by SMS where the guest's telephone takes messages, else by mail. Guests without a mail
      address get an SMS in any case, where the office has a gateway for it.
      """,
    tag: tag,
    body: BodyDocument(reading: NoticeSwitches.read),
    answers: [
      AnswerDocument(.ok, "As set", schema: switches)
    ],
  )
  static let setBooking = OperationDocument(
    "Say who writes to one guest",
    tag: tag,
    body: BodyDocument(reading: NoticeSwitches.read),
    answers: [
      AnswerDocument(
        .ok,
        "As set",
        schema: Schemas.object(
          Schemas.must("booking", Schemas.name),
          Schemas.must("mail", .boolean),
          Schemas.must("sms", .boolean),
        ),
      )
    ],
    problems: [.notFound],
  )
  static let link = OperationDocument(
    "Make a link to the guest's page",
    details: """
      Shows the notice, lets the guest cancel or ask for a change, and needs nothing but the link:
      give it to the guest alone. Shown once; the newest twenty of a booking work. `url` is null
      where the hub has not been told its public address; `path` holds all the same.
      """,
    tag: tag,
    answers: [
      AnswerDocument(
        .created,
        "The link",
        schema: Schemas.object(
          Schemas.must("path", Schemas.text),
          Schemas.must("url", Schemas.text.orNull),
          Schemas.must("expires_at", Schemas.instant),
        ),
      )
    ],
    problems: [.notFound],
  )
}

extension Schemas {
  static let notice = object(
    must("booking", name),
    must("kind", .oneOf(NoticeKind.self)),
    must("language", .oneOf(NoticeLanguage.self)),
    must("reviewed", .boolean),
    must("title", text),
    must("lead", .array(of: text)),
    must(
      "sections",
      .array(
        of: object(
          must("name", text),
          must("heading", text.orNull),
          must("items", .array(of: .reference("NoticeItem"))),
        )
      ),
    ),
    must("sms", text),
  )

  static let noticeItem = object(
    must("type", .oneOf(["fact", "prices", "list", "paragraph", "foreign", "link", "phrase"])),
    may("name", text),
    may("label", text),
    may("values", .array(of: text)),
    may("value", text),
    may("language", text),
    may("address", text),
    may(
      "rows",
      .array(of: object(must("night", text), must("item", text), must("sum", text))),
    ),
    may("sum", text),
    may("meaning", text),
    may("japanese", text),
    may("kana", text),
    may("romaji", text),
  ).described("A fact, a list, a price, a sentence to say: `type` says which members there are.")
}
