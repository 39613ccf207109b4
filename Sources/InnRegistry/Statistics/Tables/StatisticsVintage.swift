/// A published table: never changed; corrections come as a vintage of their own.
package struct StatisticsVintage: Hashable, Sendable {
  package var id: Int64
  package var table: StatisticsTableName
  package var period: FlowPeriod
  package var scope: FlowScope
  /// Counts up from 1 for a table and period.
  package var number: Int
  package var publishedAt: Timestamp
  package var publishedBy: Actor
  /// The last line of the log that it knows.
  package var sequence: Int64
  /// SHA-256 of ``body`` in hexadecimal.
  package var digest: String
  /// Why it was published, in the publisher's words: what a correction corrects.
  package var note: String?
  /// The table as JSON (``StatisticsTable/json``).
  package var body: String

  /// Days after a period's last night before which nothing is published: no-shows are told of for
  /// seven days, and nobody shall be found in last night's figures.
  package static let leastAge = 8
  /// Longest purpose and outcome, in characters.
  package static let maxText = 300
  /// Rows of a listing.
  package static let listed = 500
}

extension StatisticsVintage {
  init(row: SQLRow) throws {
    guard let period = FlowPeriod(row.text(3)), let actor = Actor(text: row.text(6)) else {
      throw DatabaseError(kind: .corrupt, code: 0, message: "vintage \(row.int(0))", sql: "")
    }
    self.init(
      id: row.integer(0),
      table: try row.word(2),
      period: period,
      scope: try row.word(1),
      number: row.int(4),
      publishedAt: row.instant(5),
      publishedBy: actor,
      sequence: row.integer(7),
      digest: row.text(8),
      note: row.optional(9) { $0.text($1) },
      body: row.text(10),
    )
  }
}

/// Figures that left the hub, and what for.
package struct StatisticsExport: Hashable, Sendable {
  package var at: Timestamp
  package var actor: String
  package var scope: FlowScope
  package var table: String
  package var period: String
  package var format: String
  package var isExact: Bool
  package var purpose: String

  package init(
    at: Timestamp,
    actor: String,
    scope: FlowScope,
    table: String,
    period: String,
    format: String,
    isExact: Bool,
    purpose: String,
  ) {
    self.at = at
    self.actor = actor
    self.scope = scope
    self.table = table
    self.period = period
    self.format = format
    self.isExact = isExact
    self.purpose = purpose
  }
}

/// What the region did with its figures; everybody may read it.
package struct StatisticsUse: Hashable, Codable, Sendable {
  package var at: Timestamp
  /// The city, a school, the tourism office.
  package var usedBy: String
  package var purpose: String
  package var outcome: String?

  package init(at: Timestamp, usedBy: String, purpose: String, outcome: String?) {
    self.at = at
    self.usedBy = usedBy
    self.purpose = purpose
    self.outcome = outcome
  }
}

/// Tables of a period as they would be published, made beside the writer.
package struct StatisticsDraft: Hashable, Sendable {
  package var period: FlowPeriod
  package var scope: FlowScope
  /// The vintage that it would be.
  package var number: Int
  package var tables: [StatisticsTable]
  var sequence: Int64
}

extension Registry {
  /// Makes the next vintage of a period's tables.
  ///
  /// - Throws: ``FlowRefused``.
  package func draftStatistics(_ period: FlowPeriod, _ scope: FlowScope) throws -> StatisticsDraft {
    let first = period.nights.upperBound + StatisticsVintage.leastAge - 1
    guard TokyoTime.date(at: clock.now()) >= first else { throw FlowRefused.tooEarly(from: first) }
    let catalogue = catalogue
    let takesPart = catalogue.listings.values.contains { $0.takesPart(in: scope) }
    guard takesPart else { throw FlowRefused.nobodyTakesPart }
    let (data, published, earlier) = try read { db in
      // The whole year: its layout stands, and quarters link its months.
      let published = try StatisticsTables.latest(scope, overlapping: period.year, db)
      var earlier = StatisticsMaker.Earlier()
      for vintage in published {
        if let table = StatisticsTable(json: vintage.body) { earlier.add(table) }
      }
      let months = earlier.linked(to: period).reduce(period.months) {
        min($0.lowerBound, $1.months.lowerBound)..<max($0.upperBound, $1.months.upperBound)
      }
      return (try FlowData(scope, months: months, catalogue, db), published, earlier)
    }
    let own = published.filter { $0.period == period }
    var tables: [StatisticsTable]
    do {
      tables = try StatisticsMaker(data, period).protectedTables(earlier: earlier)
    } catch {
      throw FlowRefused.disclosure(error)
    }
    tables += StatisticsDraft.levelling(period, data, published)
    let isNew = tables.contains { table in
      !own.contains { $0.table == table.name && $0.body == table.json }
    }
    guard isNew else { throw FlowRefused.nothingNew }
    return StatisticsDraft(
      period: period,
      scope: scope,
      number: (own.map(\.number).max() ?? 0) + 1,
      tables: tables,
      sequence: data.sequence,
    )
  }

  /// What publishing a period now would show and hide, without publishing it; reads the log first.
  package func previewStatistics(_ period: FlowPeriod, _ scope: FlowScope) throws
    -> StatisticsDraft
  {
    try updateFlowAndWait()
    return try draftStatistics(period, scope)
  }

  /// Reads the log to its end and publishes every table of a period, in one piece or not at all.
  ///
  /// Takes moments, and none of the writer's; not for a thread that serves.
  ///
  /// - Parameter note: why, for whoever reads the list; nil for nothing to say.
  @discardableResult
  package func publishStatistics(
    _ period: FlowPeriod,
    _ scope: FlowScope,
    note: String?,
    by actor: Actor,
  ) throws -> [StatisticsVintage] {
    let draft = try previewStatistics(period, scope)
    return try writeAndWait { try $0.publish(draft, note: note, by: actor) }
  }
}

extension StatisticsDraft {
  /// The year's levelling rate, from its months as they were published; none while one is missing.
  fileprivate static func levelling(
    _ period: FlowPeriod,
    _ data: FlowData,
    _ published: [StatisticsVintage],
  ) -> [StatisticsTable] {
    guard period.length == .year else { return [] }
    let months: [StatisticsValue] = period.months.compactMap { month in
      published.first { $0.table == .guestNights && $0.period == FlowPeriod(month) }
        .flatMap { StatisticsTable(json: $0.body) }?[
          "guest_nights",
          StatisticsTable.region,
          StatisticsTable.total
        ]
    }
    guard months.count == 12 else { return [] }
    let shown = months.compactMap(\.shown)
    let value: StatisticsValue =
      shown.count == 12 ? FlowRates.levelling(shown) : .suppressed
    return [
      StatisticsTable(
        name: .levelling,
        period: period,
        scope: data.scope,
        isExact: false,
        coverage: FlowCoverage(data, period),
        rows: [
          StatisticsRow("levelling_rate", StatisticsTable.region, StatisticsTable.total, value)
        ],
      )
    ]
  }
}

extension Transaction {
  /// Publishes a draft.
  ///
  /// - Throws: ``FlowRefused/nothingNew`` when somebody published the same period meanwhile.
  @discardableResult
  package func publish(_ draft: StatisticsDraft, note: String? = nil, by actor: Actor) throws
    -> [StatisticsVintage]
  {
    guard (note ?? "").count <= StatisticsVintage.maxText else { throw FlowRefused.purposeMissing }
    let newest = try db.count(
      "SELECT coalesce(max(number), 0) FROM statistics_vintage WHERE scope = $1 AND period = $2",
      .text(draft.scope.rawValue),
      .text(draft.period.description),
    )
    guard newest + 1 == draft.number else { throw FlowRefused.nothingNew }
    let vintages = try draft.tables.map { try insert($0, draft, note, actor) }
    try log(.statisticsPublished, subject: draft.period.description, by: actor) { json in
      json.field("scope", draft.scope)
      json.field("number", draft.number)
      json.field("note", note)
      json.array("tables") { list in
        for vintage in vintages {
          list.object {
            $0.field("table", vintage.table)
            $0.field("digest", vintage.digest)
          }
        }
      }
    }
    return vintages
  }

  private func insert(
    _ table: StatisticsTable,
    _ draft: StatisticsDraft,
    _ note: String?,
    _ actor: Actor,
  ) throws -> StatisticsVintage {
    let id = Int64(try db.count("SELECT coalesce(max(id), 0) FROM statistics_vintage")) + 1
    let body = table.json
    let vintage = StatisticsVintage(
      id: id,
      table: table.name,
      period: table.period,
      scope: table.scope,
      number: draft.number,
      publishedAt: now,
      publishedBy: actor,
      sequence: draft.sequence,
      digest: Secret.sha256(body),
      note: note,
      body: body,
    )
    try db.run(
      """
      INSERT INTO statistics_vintage (id, scope, name, period, number, published_at, published_by,
        sequence, digest, note, body)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      """,
      .integer(id),
      .text(table.scope.rawValue),
      .text(table.name.rawValue),
      .text(table.period.description),
      .int(draft.number),
      .instant(now),
      .text(actor.text),
      .integer(draft.sequence),
      .text(vintage.digest),
      .optional(note) { .text($0) },
      .text(body),
    )
    return vintage
  }

  /// Notes that figures leave the hub; exact ones only for a purpose.
  package func noteExport(_ export: StatisticsExport, by actor: Actor) throws {
    guard export.purpose.count <= StatisticsVintage.maxText,
      !export.isExact || !export.purpose.trimmingSpaces().isEmpty
    else { throw FlowRefused.purposeMissing }
    let id = Int64(try db.count("SELECT coalesce(max(id), 0) FROM statistics_export")) + 1
    try db.run(
      """
      INSERT INTO statistics_export (id, at, actor, scope, name, period, format, is_exact, purpose)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      .integer(id),
      .instant(now),
      .text(actor.text),
      .text(export.scope.rawValue),
      .text(export.table),
      .text(export.period),
      .text(export.format),
      .bool(export.isExact),
      .text(export.purpose),
    )
    try log(.statisticsExported, subject: export.table, by: actor) {
      $0.field("scope", export.scope)
      $0.field("period", export.period)
      $0.field("format", export.format)
      $0.field("exact", export.isExact)
      $0.field("purpose", export.purpose)
    }
  }

  /// Adds to the public ledger.
  package func noteUse(by user: String, purpose: String, outcome: String?, actor: Actor) throws {
    let texts = [user, purpose, outcome ?? ""]
    guard texts.allSatisfy({ $0.count <= StatisticsVintage.maxText }),
      !user.trimmingSpaces().isEmpty, !purpose.trimmingSpaces().isEmpty
    else { throw FlowRefused.purposeMissing }
    let id = Int64(try db.count("SELECT coalesce(max(id), 0) FROM statistics_use")) + 1
    try db.run(
      """
      INSERT INTO statistics_use (id, at, actor, used_by, purpose, outcome)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      .integer(id),
      .instant(now),
      .text(actor.text),
      .text(user),
      .text(purpose),
      .optional(outcome) { .text($0) },
    )
    try log(.statisticsUsed, subject: "ledger", by: actor) {
      $0.field("used_by", user)
      $0.field("purpose", purpose)
      $0.field("outcome", outcome)
    }
  }
}
