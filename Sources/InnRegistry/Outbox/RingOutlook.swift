/// Why an inn is to be rung: everything of one kind that waits for it and may be told from the same
/// moment on.
package struct RingReason: Hashable, Sendable {
  package var inn: InnID
  package var kind: OutboxEntry.Kind
  /// When the first of them came to be.
  package var createdAt: Timestamp
  package var nextTry: Timestamp
  /// The nearest of theirs.
  package var deadline: Timestamp

  package init(
    inn: InnID,
    kind: OutboxEntry.Kind,
    createdAt: Timestamp,
    nextTry: Timestamp,
    deadline: Timestamp,
  ) {
    self.inn = inn
    self.kind = kind
    self.createdAt = createdAt
    self.nextTry = nextTry
    self.deadline = deadline
  }
}

/// What the planner of calls needs to know, as of one moment.
package struct RingOutlook: Sendable {
  /// What waits to be told: what may be told now before what rests, nearest deadline first.
  package var waiting: [RingReason]
  /// The rings since the day began in Tokyo, oldest first.
  package var today: [Ring]
  /// Inns that a person of the office wants rung now.
  package var wishes: Set<InnID> = []
  /// The telephones that keepers had in their hands who are to hear what they keyed.
  package var repeatTo: [InnID: PhoneNumber] = [:]
  /// The number of the newest ring of all.
  package var newestRing: Int64 = 0
  /// A hub that is no more left a ring open.
  package var hasBroken = false

  /// Reasons looked at, the most pressing ones, and rings, the newest: four a day of 1,250 inns.
  ///
  /// Reasons beyond it have their turn when others are told or rest; rings before it are no longer
  /// counted among an inn's calls of the day.
  package static let limit = 5000
}

extension Registry {
  package func ringOutlook(limit: Int = RingOutlook.limit) throws -> RingOutlook {
    let now = clock.now()
    return try read { db in
      RingOutlook(
        waiting: try reasons(now, limit, db),
        today: try rings(since: TokyoTime.instant(TokyoTime.date(at: now)), limit, db),
        wishes: Set(try RingWish.waiting(at: now, db).map(\.inn)),
        repeatTo: try RepetitionTable.phones(db),
        newestRing: Int64(try db.count("SELECT coalesce(max(id), 0) FROM ring")),
        hasBroken: try hasBrokenRings(db),
      )
    }
  }

  /// Grouped by the database: a popular inn may have a thousand bookings to be told of in one call.
  private func reasons(_ now: Timestamp, _ limit: Int, _ db: SQLConnection) throws -> [RingReason] {
    try db.rows(
      """
      SELECT inn, kind, min(created_at), min(next_try), min(deadline) FROM (
        SELECT inn, kind, created_at, next_try, deadline,
          CASE WHEN next_try > $1 THEN next_try ELSE 0 END AS rests_until
        FROM outbox o
        WHERE state = 'waiting' AND deadline > $1 AND inn IS NOT NULL
          AND substr(kind, 1, 5) = 'tell_'
          AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = o.booking)
      ) AS waiting
      GROUP BY inn, kind, rests_until
      ORDER BY CASE WHEN rests_until = 0 THEN 0 ELSE 1 END, min(deadline), inn, kind LIMIT $2
      """,
      .instant(now),
      .int(limit),
    ) { row in
      RingReason(
        inn: row.id(0),
        kind: try row.word(1),
        createdAt: row.instant(2),
        nextTry: row.instant(3),
        deadline: row.instant(4),
      )
    }
  }

  private func rings(since: Timestamp, _ limit: Int, _ db: SQLConnection) throws -> [Ring] {
    try db.rows(
      """
      SELECT id, inn, number, purpose, resumes, started_at, answered_at, ended_at, outcome
      FROM ring WHERE started_at >= $1 OR ended_at IS NULL ORDER BY id DESC LIMIT $2
      """,
      .instant(since),
      .int(limit),
      read: Ring.init(row:),
    ).reversed()
  }

  /// What waits to be told, thing by thing: what may be told now before what rests, nearest deadline
  /// first.
  package func waitingToBeTold(limit: Int = RingOutlook.limit) throws -> [OutboxEntry] {
    try read { db in
      try db.rows(
        """
        SELECT id, kind, inn, booking, created_at, next_try, deadline, attempts FROM outbox o
        WHERE state = 'waiting' AND deadline > $1 AND inn IS NOT NULL
          AND substr(kind, 1, 5) = 'tell_'
          AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = o.booking)
        ORDER BY CASE WHEN next_try <= $1 THEN 0 ELSE 1 END, deadline, id LIMIT $2
        """,
        .instant(clock.now()),
        .int(limit),
        read: OutboxEntry.init(row:),
      )
    }
  }

  private func hasBrokenRings(_ db: SQLConnection) throws -> Bool {
    // Alone, it looks once, at its start.
    guard isShared else { return false }
    return try db.count(
      """
      SELECT count(*) FROM ring WHERE ended_at IS NULL AND hub <> $1 AND NOT EXISTS (
        SELECT 1 FROM hub_lease l WHERE l.job = $2 || ring.hub AND l.until > $3)
      """,
      .text(hub),
      .text(Transaction.aliveMark),
      .integer(try db.deathLine(for: hub)),
    ) > 0
  }
}
