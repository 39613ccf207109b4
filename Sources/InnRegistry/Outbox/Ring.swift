/// One time that the hub rang an inn, from before its telephone rings to the end of the call.
///
/// A row without an end is the hub's claim on the inn: nobody rings it twice at once, and after a
/// crash it tells which calls broke off.
package struct Ring: Hashable, Sendable {
  package let id: Int64
  package var inn: InnID
  package var number: PhoneNumber?
  package var purpose: Purpose
  /// Rung back after a call that broke off through no fault of hers.
  package var resumes: Bool
  package var startedAt: Timestamp
  package var answeredAt: Timestamp?
  package var endedAt: Timestamp?
  package var outcome: Outcome?

  package enum Purpose: String, CaseIterable, Codable, Sendable {
    /// A request waits for an answer, perhaps beside other things.
    case request
    case news
    /// A text of the office is to be heard, perhaps beside bookings.
    case broadcast
    case evening
    /// What she keyed a minute ago is to be repeated, and nothing else waits.
    case repetition
  }

  package enum Outcome: String, CaseIterable, Codable, Sendable {
    /// The keeper was spoken with to the end of what there was to say.
    case spoken
    /// Somebody picked up, but something was left unsaid or unanswered.
    case unfinished
    /// A machine, a child, silence.
    case noKeeper = "no_keeper"
    case noAnswer = "no_answer"
    case busy
    /// What she was rung for had gone: not her fault, and not counted (S10).
    case cancelled
    /// No line or no network: nothing rang.
    case notMade = "not_made"
    /// The hub went down in the middle.
    case brokenOff = "broken_off"

    /// The keeper could not be spoken with: one try of the ladder.
    package var isMissed: Bool {
      switch self {
      case .unfinished, .noKeeper, .noAnswer, .busy: true
      case .spoken, .cancelled, .notMade, .brokenOff: false
      }
    }

    /// A telephone of the inn rang or was busy: counts towards the calls of a day.
    package var hasRung: Bool {
      switch self {
      case .spoken, .unfinished, .noKeeper, .noAnswer, .busy, .brokenOff: true
      case .cancelled, .notMade: false
      }
    }
  }
}

extension Ring.Purpose {
  /// Why an inn is rung about things of these kinds: what presses most is named first.
  package init(of kinds: Set<OutboxEntry.Kind>) {
    self =
      kinds.contains(.tellRequest)
      ? .request
      : kinds.contains(.tellBroadcast)
        ? .broadcast : kinds == [.tellRepetition] ? .repetition : .news
  }
}

/// How an inn is rung about what waits: the steps of the ladder.
package struct RingLadder: Hashable, Sendable {
  /// Tries in a row before the office is told: one call, and two more (domain rule «Ladder»).
  package var tries = 3
  /// From the beginning of a missed call to the next one.
  package var retryAfter = RequestDeadline.retryAfter
  /// Before a call that could not be made for want of a line or a network is made after all;
  /// doubled up to ``longestOutage`` as long as it fails.
  package var outageRetry = Span.seconds(30)
  package var longestOutage = Span.minutes(15)

  package init() {}

  /// A step that is a minute away at least: a call takes its time.
  static let leastPause = Span.minutes(1)

  /// The wait after so many failures of the network in a row, from 1.
  package func outagePause(_ failures: Int) -> Span {
    let schedule = RetrySchedule(first: outageRetry, longest: longestOutage, maxAttempts: .max)
    return schedule.delay(after: failures) ?? longestOutage
  }
}

extension Transaction {
  /// Claims an inn for a call, if there is still a reason to ring it.
  ///
  /// - Parameters:
  ///   - purpose: why it was planned; a request answered since then makes it news.
  ///   - known: the newest ring that the plan knew of; by default of all.
  /// - Returns: nil when nothing waits any more, the inn is being rung already, or another hub has
  ///   rung it since the plan was made.
  package func beginRing(
    _ inn: InnID,
    _ purpose: Ring.Purpose,
    number: PhoneNumber,
    resumes: Bool = false,
    known: Int64 = .max,
  ) throws -> Ring? {
    guard catalogue[inn] != nil else { return nil }
    let open = try db.count(
      "SELECT count(*) FROM ring WHERE inn = $1 AND (ended_at IS NULL OR id > $2)",
      .id(inn),
      .integer(known),
    )
    guard open == 0 else { return nil }
    var purpose = purpose
    try takeWish(inn)
    try dropOutdatedRepetitions(of: inn)
    if purpose != .evening {
      let kinds = try waitingKinds(inn)
      guard !kinds.isEmpty else { return nil }
      purpose = Ring.Purpose(of: kinds)
    }
    let ring = Ring(
      id: nextRingNumber(),
      inn: inn,
      number: number,
      purpose: purpose,
      resumes: resumes,
      startedAt: now,
    )
    try db.run(
      """
      INSERT INTO ring (id, inn, number, purpose, resumes, started_at, hub)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      .integer(ring.id),
      .id(inn),
      .text(number.e164),
      .text(purpose.rawValue),
      .bool(resumes),
      .instant(now),
      .text(hub),
    )
    return ring
  }

  /// Kinds of what an inn may be rung about now.
  private func waitingKinds(_ inn: InnID) throws -> Set<OutboxEntry.Kind> {
    Set(
      try db.rows(
        """
        SELECT DISTINCT kind FROM outbox o WHERE inn = $1 AND state = 'waiting' AND deadline > $2
          AND substr(kind, 1, 5) = 'tell_'
          AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = o.booking)
        """,
        .id(inn),
        .instant(now),
      ) { try $0.word(0) }
    )
  }

  /// Somebody picked up.
  package func ringAnswered(_ id: Int64) throws {
    try db.run(
      "UPDATE ring SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL",
      .integer(id),
      .instant(now),
    )
  }

  /// The call is over; what was not told is told again by the ladder or handed to the office.
  package func endRing(_ ring: Ring, as outcome: Ring.Outcome, _ ladder: RingLadder) throws {
    let changed = try db.run(
      "UPDATE ring SET ended_at = $2, outcome = $3 WHERE id = $1 AND ended_at IS NULL",
      .integer(ring.id),
      .instant(now),
      .text(outcome.rawValue),
    )
    guard changed > 0 else { return }
    let again = max(ring.startedAt + ladder.retryAfter, now + RingLadder.leastPause)
    switch outcome {
    case .spoken:
      // What one call can't carry waits for the next.
      try postpone(ring, until: again, countsAsTry: false)
    case .unfinished, .noKeeper, .noAnswer, .busy:
      try postpone(ring, until: again, countsAsTry: true)
      try giveRepetitionsToOffice(ring.inn)
      try giveToOffice(ring.inn, ladder)
    case .notMade:
      let pause = ladder.outagePause(try outages(ring.inn))
      try postpone(ring, until: now + pause, countsAsTry: false)
    case .cancelled, .brokenOff: break
    }
  }

  private func postpone(_ ring: Ring, until: Timestamp, countsAsTry: Bool) throws {
    try db.run(
      """
      UPDATE outbox SET next_try = $3, attempts = attempts + $4
      WHERE inn = $1 AND state = 'waiting' AND created_at <= $2 AND substr(kind, 1, 5) = 'tell_'
      """,
      .id(ring.inn),
      .instant(ring.startedAt),
      .instant(until),
      .int(countsAsTry ? 1 : 0),
    )
  }

  /// What was tried often enough: requests are the office's from then on, news wait for the next
  /// day, and in both cases the office is told that nobody answers.
  private func giveToOffice(_ inn: InnID, _ ladder: RingLadder) throws {
    let tired: [(Int64, OutboxEntry.Kind, BookingID?, Timestamp)] = try db.rows(
      """
      SELECT id, kind, booking, deadline FROM outbox
      WHERE inn = $1 AND state = 'waiting' AND attempts >= $2 AND substr(kind, 1, 5) = 'tell_'
      ORDER BY id
      """,
      .id(inn),
      .int(ladder.tries),
    ) { ($0.integer(0), try $0.word(1), $0.optional(2) { $0.id($1) }, $0.instant(3)) }
    guard !tired.isEmpty else { return }
    try raise(.unanswered, inn: inn, detail: "")
    let tomorrow = TokyoTime.instant(TokyoTime.date(at: now) + 1)
    let takesSMS = catalogue[inn]?.phones.contains { $0.kind == .mobile } == true
    for (id, kind, booking, deadline) in tired {
      if takesSMS, let booking { try sendOnce(.smsNews, inn, booking, deadline) }
      switch kind {
      case .tellRequest:
        if let booking { try callOffice(about: booking, inn) }
        try db.run(
          "UPDATE outbox SET state = 'failed', last_error = 'nobody answers' WHERE id = $1",
          .integer(id),
        )
      // Messages have no inn in the outbox and never come here; repetitions have one try.
      case .sendSMS, .tellRepetition: break
      case .tellBooking, .tellChange, .tellCancellation, .tellBroadcast:
        try db.run(
          """
          UPDATE outbox SET attempts = 0,
            next_try = CASE WHEN next_try > $2 THEN next_try ELSE $2 END
          WHERE id = $1
          """,
          .integer(id),
          .instant(tomorrow),
        )
      case .smsNews, .smsRepetition, .callOffice: break
      }
    }
  }

  /// Calls to an inn that failed for want of a line or a network, the last ones in a row.
  private func outages(_ inn: InnID) throws -> Int {
    try db.count(
      """
      SELECT count(*) FROM ring WHERE inn = $1 AND outcome = 'not_made'
        AND id > (SELECT coalesce(max(id), 0) FROM ring
          WHERE inn = $1 AND outcome IS NOT NULL AND outcome <> 'not_made')
      """,
      .id(inn),
    )
  }

  /// Ends the rings that a hub left open which is no more.
  ///
  /// - Parameter isStarting: this hub has rung nobody yet: what is open in its name, too, is left
  ///   over.
  /// - Returns: them as they broke off. Those that were answered are talks to be resumed.
  package func endBrokenRings(isStarting: Bool = true) throws -> [Ring] {
    let open: [Ring] = try db.rows(
      """
      SELECT id, inn, number, purpose, resumes, started_at, answered_at, ended_at, outcome
      FROM ring WHERE ended_at IS NULL AND (hub <> $1 OR $2 = 1) AND NOT EXISTS (
        SELECT 1 FROM hub_lease l
        WHERE l.job = $3 || ring.hub AND l.until > $4 AND ring.hub <> $1)
      ORDER BY id
      """,
      .text(hub),
      .bool(isStarting),
      .text(Transaction.aliveMark),
      .integer(try db.deathLine(for: hub)),
      read: Ring.init(row:),
    )
    for ring in open { try endRing(ring, as: .brokenOff, RingLadder()) }
    return open
  }
}

extension Ring {
  /// Reads `id, inn, number, purpose, resumes, started_at, answered_at, ended_at, outcome`.
  init(row: SQLRow) throws {
    self.init(
      id: row.integer(0),
      inn: row.id(1),
      number: PhoneNumber(row.text(2)),
      purpose: try row.word(3),
      resumes: row.bool(4),
      startedAt: row.instant(5),
      answeredAt: row.optional(6) { $0.instant($1) },
      endedAt: row.optional(7) { $0.instant($1) },
      outcome: row.isNull(8) ? nil : try row.word(8),
    )
  }
}
