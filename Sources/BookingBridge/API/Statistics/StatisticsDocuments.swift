import InnRegistry

/// What the document tells of statistics.
enum StatisticsDocuments {
  private static let tag = "Statistics"

  static let list = OperationDocument(
    "List published tables",
    details: """
      Every table and period that was published, newest vintage of each, and what the figures were
      used for. Anybody may read it; no key is needed. Forms besides JSON, the listings and the DCAT
      catalogue are told in the guide.
      """,
    tag: tag,
    query: QueryReader.describe(StatisticsQuery.readScope),
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "The tables",
        Schemas.object(
          Schemas.must("tables", .array(of: .reference("StatisticsEntry"))),
          Schemas.must("uses", .array(of: .reference("StatisticsUse"))),
        ),
      )
    ],
  )
  static let table = OperationDocument(
    "Read a published table",
    details: """
      `period` is a month (`2026-08`), a quarter (`2026-Q3`) or a year (`2026`). Counts are rounded to
      five; `shown` is «X» where a figure would give an inn or a guest away, «-» where nothing
      happened, «…» where nobody has told. A vintage never changes.
      """,
    tag: tag,
    query: QueryReader.describe(StatisticsQuery.read),
    headers: [.ifNoneMatch],
    answers: [.validated("The table", .reference("StatisticsTable"))],
    problems: [.notFound],
  )
  static let csv = OperationDocument(
    "Read a published table as CSV",
    details: "UTF-8 with a byte order mark and Japanese headers, for spreadsheets.",
    tag: tag,
    query: QueryReader.describe(StatisticsQuery.read),
    headers: [.ifNoneMatch],
    answers: [
      AnswerDocument(
        .ok,
        "The table",
        schema: .text(),
        type: "text/csv",
        headers: [.etag],
      )
    ],
    problems: [.notFound],
  )
  static let tonight = OperationDocument(
    "See what is free tonight",
    details: """
      A sign for each area, never a number: `many` ○, `few` △, `none` ×. An area with fewer than three
      inns is told with its neighbours. Looked at anew every ten minutes.
      """,
    tag: tag,
    query: QueryReader.describe(StatisticsQuery.readScope),
    headers: [.ifNoneMatch],
    answers: [
      .validated(
        "Areas with their signs",
        Schemas.object(
          Schemas.must("night", Schemas.date),
          Schemas.must("as_of", Schemas.instant),
          Schemas.must("telephone", Schemas.text.orNull),
          Schemas.must(
            "areas",
            .array(
              of: Schemas.object(
                Schemas.must("place", Schemas.text),
                Schemas.must("name", Schemas.text),
                Schemas.must("level", .oneOf(["many", "few", "none"])),
                Schemas.must("sign", .oneOf(["○", "△", "×"])),
              )
            ),
          ),
        ),
      )
    ],
  )
}

extension Schemas {
  static let statisticsEntry = object(
    must("table", .oneOf(StatisticsTableName.self)),
    must("title", text),
    must("period", text),
    must("vintage", .integer(1...100_000)),
    must("published_at", instant),
    must("sha256", .text(pattern: "^[0-9a-f]{64}$")),
    must("training", .boolean),
  )
  static let statisticsUse = object(
    must("at", instant),
    must("used_by", text),
    must("purpose", text),
    must("outcome", text.orNull),
  ).described("A line of the public ledger: what the figures were used for.")
  static let statisticsTable = object(
    must("table", .oneOf(StatisticsTableName.self)),
    must("title", text),
    must("period", text),
    must("training", .boolean),
    must("exact", .boolean),
    must("vintage", JSONSchema.integer(1...100_000).orNull),
    must("published_at", instant.orNull),
    must("sha256", JSONSchema.text(pattern: "^[0-9a-f]{64}$").orNull),
    must("nationalities_version", .integer(1...100)),
    must(
      "coverage",
      object(
        must("inns", count),
        must("all_inns", count),
        must("beds", count),
        must("all_beds", count),
        must("reported_nights", count),
        must("inn_nights", count),
        must("text", text),
      ),
    ),
    must(
      "measures",
      .array(
        of: object(
          must("measure", text),
          must("name", text),
          must("unit", text),
          must("definition", text),
        )
      ),
    ),
    must(
      "rows",
      .array(
        of: object(
          must("measure", text),
          must("place", text),
          must("place_name", text),
          must("category", text),
          must("category_name", text),
          must("value", JSONSchema.number(0...1e12).orNull),
          must("shown", text),
        )
      ),
    ),
  ).described("`value` is null where `shown` is «X» or «…».")
}
