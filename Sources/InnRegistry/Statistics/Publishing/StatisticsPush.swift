/// Something that a broker of context data is to have: a published table, or an inn's entry.
package struct StatisticsPush: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    case table(StatisticsTableName, FlowPeriod)
    case inn(InnID)
  }

  package var subject: Subject
  /// Of what it says: a vintage's, or of the inn's entity.
  ///
  /// What was taken is not pushed again; empty where the broker is to forget it.
  package var digest: String
  package var state: State
  /// What the broker said last against it; nil when it said nothing.
  package var error: String?
  package var changedAt: Timestamp

  package enum State: String, CaseIterable, Codable, Sendable {
    case waiting
    case taken
  }

  package init(
    subject: Subject,
    digest: String,
    state: State = .waiting,
    error: String? = nil,
    changedAt: Timestamp,
  ) {
    self.subject = subject
    self.digest = digest
    self.state = state
    self.error = error
    self.changedAt = changedAt
  }

  /// Waits after the first and each later round in which a broker took not everything.
  ///
  /// At first it may only be busy, later somebody has to see to it. The last goes on for ever.
  package static let waits: [Span] = [
    .seconds(5), .seconds(30), .minutes(2), .minutes(10), .hours(1), .hours(6),
  ]
  /// A broker that fails for so long is the office's matter.
  package static let alarmAfter = Span.hours(6)
  /// Longest answer that is kept, in characters.
  package static let mostError = 300
}

extension StatisticsPush.Subject: CustomStringConvertible {
  package var description: String {
    switch self {
    case .table(let name, let period): "table/\(name.rawValue)/\(period)"
    case .inn(let inn): "inn/\(inn)"
    }
  }

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, parts[0] == "table", let name = StatisticsTableName(rawValue: parts[1]),
      let period = FlowPeriod(parts[2])
    {
      self = .table(name, period)
    } else if parts.count == 2, parts[0] == "inn" {
      self = .inn(InnID(trusted: parts[1]))
    } else {
      return nil
    }
  }
}

/// How a broker stands.
package struct StatisticsBrokerHealth: Hashable, Codable, Sendable {
  /// Since when it has not taken everything; nil while all is well.
  package var failingSince: Timestamp?
  package var failures: Int
  /// Not before this.
  package var nextTry: Timestamp
  package var error: String?

  package static let well = StatisticsBrokerHealth(
    failingSince: nil,
    failures: 0,
    nextTry: Timestamp(milliseconds: 0),
    error: nil,
  )
}

extension Registry {
  /// What is published of a scope without its figures: what there is to push.
  package func vintageDigests(_ scope: FlowScope) throws -> [StatisticsPush.Subject: String] {
    let rows = try read { db in
      try db.rows(
        """
        SELECT name, period, digest FROM statistics_vintage v WHERE scope = $1 AND number = (
          SELECT max(number) FROM statistics_vintage w
          WHERE w.scope = v.scope AND w.name = v.name AND w.period = v.period)
        """,
        .text(scope.rawValue),
      ) { row in ("table/\(row.text(0))/\(row.text(1))", row.text(2)) }
    }
    return Dictionary(
      rows.compactMap { text, digest in StatisticsPush.Subject(text).map { ($0, digest) } },
      uniquingKeysWith: { $1 },
    )
  }

  /// Everything that a broker has or is to have, in order of its names.
  package func statisticsPushes(_ broker: String, waiting: Bool = false) throws -> [StatisticsPush]
  {
    try read { db in
      try db.rows(
        """
        SELECT subject, digest, state, error, changed_at FROM statistics_push
        WHERE broker = $1 AND ($2 = 0 OR state = 'waiting') ORDER BY subject
        """,
        .text(broker),
        .bool(waiting),
      ) { row in
        guard let subject = StatisticsPush.Subject(row.text(0)) else {
          throw DatabaseError(kind: .corrupt, code: 0, message: "push \(row.text(0))", sql: "")
        }
        return StatisticsPush(
          subject: subject,
          digest: row.text(1),
          state: try row.word(2),
          error: row.optional(3) { $0.text($1) },
          changedAt: row.instant(4),
        )
      }
    }
  }

  /// Brokers that were ever pushed to.
  package func statisticsBrokers() throws -> [String: StatisticsBrokerHealth] {
    let rows = try read { db in
      try db.rows(
        "SELECT name, failing_since, failures, next_try, error FROM statistics_broker"
      ) { row in
        (
          row.text(0),
          StatisticsBrokerHealth(
            failingSince: row.optional(1) { $0.instant($1) },
            failures: row.int(2),
            nextTry: row.instant(3),
            error: row.optional(4) { $0.text($1) },
          )
        )
      }
    }
    return Dictionary(rows, uniquingKeysWith: { $1 })
  }
}

/// A broker at a glance.
package struct StatisticsBrokerSummary: Hashable, Codable, Sendable {
  package var name: String
  package var taken: Int
  package var waiting: Int
  package var health: StatisticsBrokerHealth
}

extension Registry {
  /// Every broker that something was laid down for, in order of their names.
  package func brokerSummaries() throws -> [StatisticsBrokerSummary] {
    let health = try statisticsBrokers()
    let counts: [(String, Int, Int)] = try read { db in
      try db.rows(
        """
        SELECT broker, sum(CASE WHEN state = 'taken' THEN 1 ELSE 0 END),
          sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END)
        FROM statistics_push GROUP BY broker ORDER BY broker
        """
      ) { ($0.text(0), $0.int(1), $0.int(2)) }
    }
    return counts.map { name, taken, waiting in
      StatisticsBrokerSummary(
        name: name,
        taken: taken,
        waiting: waiting,
        health: health[name] ?? .well,
      )
    }
  }
}

extension Transaction {
  /// Lays down what a broker is to have; what it has already stays as it is.
  ///
  /// - Parameter wanted: digests; an inn that is missing is to be forgotten by the broker.
  package func lay(_ wanted: [StatisticsPush.Subject: String], for broker: String) throws {
    let known: [(String, String)] = try db.rows(
      "SELECT subject, digest FROM statistics_push WHERE broker = $1",
      .text(broker),
    ) { ($0.text(0), $0.text(1)) }
    let digests = Dictionary(known, uniquingKeysWith: { $1 })
    for (subject, digest) in wanted where digests[subject.description] != digest {
      try save(StatisticsPush(subject: subject, digest: digest, changedAt: now), broker)
    }
    for (text, digest) in known where !digest.isEmpty {
      guard let subject = StatisticsPush.Subject(text), wanted[subject] == nil,
        case .inn = subject
      else { continue }
      try save(StatisticsPush(subject: subject, digest: "", changedAt: now), broker)
    }
  }

  /// A round is over: what was taken, what was not, and whether the broker took everything.
  ///
  /// - Parameter failure: what it said; nil when all is well.
  package func note(
    _ pushes: [StatisticsPush],
    by broker: String,
    failure: String?,
  ) throws {
    for push in pushes {
      // Something newer may wait by now: it is not what was taken.
      try db.run(
        """
        UPDATE statistics_push SET state = $4, error = $5, changed_at = $6
        WHERE broker = $1 AND subject = $2 AND digest = $3
        """,
        .text(broker),
        .text(push.subject.description),
        .text(push.digest),
        .text(push.state.rawValue),
        .optional(push.error) { .text(String($0.prefix(StatisticsPush.mostError))) },
        .instant(now),
      )
    }
    let detail = "broker \(broker)"
    guard let failure else {
      try db.run("DELETE FROM statistics_broker WHERE name = $1", .text(broker))
      return try clear(.undelivered, inn: nil, detail: detail)
    }
    let before: (Timestamp?, Int)? = try db.row(
      "SELECT failing_since, failures FROM statistics_broker WHERE name = $1",
      .text(broker),
    ) { ($0.optional(0) { $0.instant($1) }, $0.int(1)) }
    let since = before?.0 ?? now
    let failures = (before?.1 ?? 0) + 1
    let wait = StatisticsPush.waits[min(failures, StatisticsPush.waits.count) - 1]
    try db.run(
      """
      INSERT INTO statistics_broker (name, failing_since, failures, next_try, error)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (name) DO UPDATE SET failing_since = $2, failures = $3, next_try = $4, error = $5
      """,
      .text(broker),
      .instant(since),
      .int(failures),
      .instant(now + wait),
      .text(String(failure.prefix(StatisticsPush.mostError))),
    )
    if now - since >= StatisticsPush.alarmAfter {
      try raise(.undelivered, inn: nil, detail: detail)
    }
  }

  private func save(_ push: StatisticsPush, _ broker: String) throws {
    try db.run(
      """
      INSERT INTO statistics_push (broker, subject, digest, state, changed_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (broker, subject)
        DO UPDATE SET digest = $3, state = $4, error = NULL, changed_at = $5
      """,
      .text(broker),
      .text(push.subject.description),
      .text(push.digest),
      .text(push.state.rawValue),
      .instant(now),
    )
  }
}
