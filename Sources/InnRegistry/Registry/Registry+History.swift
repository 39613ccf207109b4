/// Everything that happened around one booking, for people of the office.
package struct BookingHistory: Sendable {
  package var booking: Booking
  package var proposal: AmendmentProposal?
  /// Lines of the log about it, oldest first.
  package var events: [LogEvent]
  /// Calls in which somebody heard of it or decided about it.
  package var calls: [FiledCall]
  /// Calls of the hub to the inn while it waited to be told or answered.
  package var rings: [Ring]
  /// Messages by SMS about it.
  package var messages: [ShortMessage]
  /// What is to leave the hub about it, or has failed to.
  package var deliveries: [Delivery]
  /// An answer that was keyed and is being read back.
  package var isBeingAnswered: Bool
  /// Rooms of it wait to be sold again until the keeper, or the office for her, says so.
  package var hasReturning: Bool

  package struct Delivery: Hashable, Sendable {
    package var entry: OutboxEntry
    package var state: OutboxEntry.State
    package var lastError: String?
  }

  /// Lines of each kind at most; no booking has as many.
  static let longest = 200
}

extension Registry {
  /// Nil when there is no such booking.
  package func history(of id: BookingID) throws -> BookingHistory? {
    try read { db in
      guard let booking = try BookingTable.booking(id, db) else { return nil }
      let events = try eventsAbout(id.rawValue, db)
      let heard: [ConversationID] = try db.rows(
        "SELECT DISTINCT conversation FROM hearing WHERE booking = $1 LIMIT $2",
        .id(id),
        .int(BookingHistory.longest),
      ) { $0.id(0) }
      let spoken = events.compactMap { $0.actor.listener?.conversation }
      let calls = try Set(heard + spoken).sorted().compactMap { name in
        try db.row(
          """
          SELECT id, inn, number, direction, purpose, started_at, ended_at, outcome, transcript
          FROM call WHERE id = $1
          """,
          .id(name),
          read: FiledCall.init(row:),
        )
      }
      let end = booking.state.isLive ? clock.now() : booking.changedAt
      let rings: [Ring] = try db.rows(
        """
        SELECT id, inn, number, purpose, resumes, started_at, answered_at, ended_at, outcome
        FROM ring WHERE inn = $1 AND started_at >= $2 AND started_at <= $3
        ORDER BY id DESC LIMIT $4
        """,
        .id(booking.inn),
        .instant(booking.createdAt),
        .instant(end),
        .int(BookingHistory.longest),
        read: Ring.init(row:),
      )
      return BookingHistory(
        booking: booking,
        proposal: try AmendmentProposal.waiting(for: id, db),
        events: events,
        calls: calls,
        rings: rings.reversed(),
        messages: try messages(about: id, db),
        deliveries: try deliveries(about: id, db),
        isBeingAnswered: try db.count(
          "SELECT count(*) FROM pending_answer WHERE booking = $1",
          .id(id),
        ) > 0,
        hasReturning: try BookingTable.hasReturning(id, db),
      )
    }
  }

  private func messages(about id: BookingID, _ db: SQLConnection) throws -> [ShortMessage] {
    try db.rows(
      """
      SELECT id, direction, number, inn, gateway, gateway_id, text, sent_at, recorded_at, state,
        error
      FROM sms_message
      WHERE notice IS NULL AND outbox IN (SELECT id FROM outbox WHERE booking = $1)
      ORDER BY id LIMIT $2
      """,
      .id(id),
      .int(BookingHistory.longest),
      read: ShortMessage.init(row:),
    )
  }

  private func deliveries(about id: BookingID, _ db: SQLConnection) throws
    -> [BookingHistory.Delivery]
  {
    try db.rows(
      """
      SELECT id, kind, inn, booking, created_at, next_try, deadline, attempts, state, last_error
      FROM outbox WHERE booking = $1 ORDER BY id LIMIT $2
      """,
      .id(id),
      .int(BookingHistory.longest),
    ) { row in
      BookingHistory.Delivery(
        entry: try OutboxEntry(row: row),
        state: try row.word(8),
        lastError: row.optional(9) { $0.text($1) },
      )
    }
  }

  /// Lines of the log about one subject, oldest first.
  package func events(about subject: String, limit: Int = BookingHistory.longest) throws
    -> [LogEvent]
  {
    try read { try eventsAbout(subject, $0, limit: limit) }
  }

  /// The newest lines of the log, newest first, those before a sequence number.
  ///
  /// - Parameter limit: lines looked at, 1...1000.
  package func newestEvents(before: Int64? = nil, inn: InnID? = nil, limit: Int) throws
    -> [LogEvent]
  {
    try read { db in
      try db.rows(
        """
        SELECT sequence, at, actor, inn, channel, kind, subject, body FROM event
        WHERE (CAST($1 AS BIGINT) IS NULL OR sequence < $1) AND (CAST($2 AS TEXT) IS NULL OR inn = $2)
        ORDER BY sequence DESC LIMIT $3
        """,
        .optional(before) { .integer($0) },
        .optional(inn) { .id($0) },
        .int(limit),
        read: LogEvent.init(row:),
      )
    }
  }

  func eventsAbout(_ subject: String, _ db: SQLConnection, limit: Int = BookingHistory.longest)
    throws -> [LogEvent]
  {
    try db.rows(
      """
      SELECT sequence, at, actor, inn, channel, kind, subject, body FROM event
      WHERE subject = $1 ORDER BY sequence LIMIT $2
      """,
      .text(subject),
      .int(limit),
      read: LogEvent.init(row:),
    )
  }

  /// Bookings with this reference, the newest first; several inns may have given it.
  package func bookings(reference: BookingReference) throws -> [Booking] {
    try read { db in
      let ids: [BookingID] = try db.rows(
        "SELECT id FROM booking WHERE reference = $1 ORDER BY created_at DESC, id LIMIT 20",
        .text(reference.digits),
      ) { $0.id(0) }
      return try BookingTable.bookings(ids, db)
    }
  }

  /// What tells at a glance whether anything that is not in the log has changed: alarms and calls.
  package func officeMark() throws -> OfficeMark {
    try read { db in
      try db.row(
        """
        SELECT (SELECT coalesce(max(sequence), 0) FROM event),
          (SELECT coalesce(max(id), 0) FROM alarm),
          (SELECT count(*) FROM alarm WHERE cleared_at IS NULL),
          (SELECT coalesce(max(id), 0) FROM ring),
          (SELECT count(*) FROM ring WHERE ended_at IS NULL)
        """
      ) { row in
        OfficeMark(
          sequence: row.integer(0),
          others: [row.integer(1), row.integer(2), row.integer(3), row.integer(4)],
        )
      } ?? OfficeMark(sequence: 0, others: [])
    }
  }
}

/// How far the log has come, and what stands beside it.
package struct OfficeMark: Hashable, Sendable {
  package var sequence: Int64
  package var others: [Int64]
}
