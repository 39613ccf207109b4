/// Something that must leave the hub, written in the same transaction as the change it tells of.
package struct OutboxEntry: Hashable, Sendable {
  package let id: Int64
  package var kind: Kind
  package var inn: InnID?
  package var booking: BookingID?
  package var createdAt: Timestamp
  package var nextTry: Timestamp
  /// From then on it is not tried any more and the office is told.
  package var deadline: Timestamp
  package var attempts: Int

  package enum Kind: String, CaseIterable, Codable, Sendable {
    /// The keeper is to answer a request.
    case tellRequest = "tell_request"
    /// The keeper is to hear of a confirmed booking.
    case tellBooking = "tell_booking"
    /// The keeper is to hear that a booking has changed.
    case tellChange = "tell_change"
    /// The keeper is to hear that a booking she knew of was cancelled.
    case tellCancellation = "tell_cancellation"
    /// The inn is to hear a text of the office.
    case tellBroadcast = "tell_broadcast"
    /// The keeper is to hear what she keyed: her call ended before the hub had repeated it.
    case tellRepetition = "tell_repetition"
    /// The same, written to a mobile telephone of the inn, as it wishes.
    case smsRepetition = "sms_repetition"
    /// The inn's calls about something ran out, and one of its telephones takes SMS.
    case smsNews = "sms_news"
    /// The office, or whoever is on duty for it, is to be rung: a request that nobody answers runs
    /// out soon, or guests come to an inn that has not heard of them.
    case callOffice = "call_office"
    /// A message to be sent by SMS; its text lies in `sms_message`.
    case sendSMS = "send_sms"
  }

  package enum State: String, CaseIterable, Codable, Sendable {
    case waiting
    case delivered
    /// Its purpose has gone: the request was answered, the booking cancelled unheard.
    case dropped
    /// Its deadline passed or its tries ran out; an alarm in the office tells of it.
    case failed
  }
}

extension OutboxEntry {
  /// Reads `id, kind, inn, booking, created_at, next_try, deadline, attempts`.
  init(row: SQLRow) throws {
    self.init(
      id: row.integer(0),
      kind: try row.word(1),
      inn: row.optional(2) { $0.id($1) },
      booking: row.optional(3) { $0.id($1) },
      createdAt: row.instant(4),
      nextTry: row.instant(5),
      deadline: row.instant(6),
      attempts: row.int(7),
    )
  }
}

/// When to try a delivery again: doubling from `first` up to `longest`.
package struct RetrySchedule: Hashable, Sendable {
  package var first: Span
  package var longest: Span
  package var maxAttempts: Int

  package init(first: Span, longest: Span, maxAttempts: Int) {
    self.first = first
    self.longest = longest
    self.maxAttempts = maxAttempts
  }

  /// The wait before the try after `attempts` failed ones; nil when they have run out.
  package func delay(after attempts: Int) -> Span? {
    guard attempts < maxAttempts else { return nil }
    let doublings = min(max(attempts - 1, 0), 40)
    let delay = first.milliseconds.multipliedReportingOverflow(by: 1 << doublings)
    guard !delay.overflow else { return longest }
    return Span(milliseconds: min(delay.partialValue, longest.milliseconds))
  }
}

// MARK: - Writing and leasing

extension Transaction {
  /// Puts something into the outbox.
  @discardableResult
  func send(
    _ kind: OutboxEntry.Kind,
    inn: InnID?,
    booking: BookingID?,
    deadline: Timestamp,
  ) throws -> Int64 {
    let id = nextOutboxNumber()
    try db.run(
      """
      INSERT INTO outbox (id, kind, inn, booking, created_at, next_try, deadline, state)
      VALUES ($1, $2, $3, $4, $5, $5, $6, 'waiting')
      """,
      .integer(id),
      .text(kind.rawValue),
      .optional(inn) { .id($0) },
      .optional(booking) { .id($0) },
      .instant(now),
      .instant(deadline),
    )
    return id
  }

  /// Ends every entry of a booking that still waits, of the given kinds.
  func settle(_ kinds: [OutboxEntry.Kind], of booking: BookingID, as state: OutboxEntry.State)
    throws
  {
    for kind in kinds + [.smsNews, .callOffice] {
      let isFailed = try db.count(
        "SELECT count(*) FROM outbox WHERE booking = $1 AND kind = $2 AND state = 'failed'",
        .id(booking),
        .text(kind.rawValue),
      )
      if isFailed > 0 { try clearUndelivered(kind, booking) }
      try db.run(
        """
        UPDATE outbox SET state = $3, lease_owner = NULL, lease_until = NULL
        WHERE booking = $1 AND kind = $2 AND state IN ('waiting', 'failed')
        """,
        .id(booking),
        .text(kind.rawValue),
        // Other ways to say the same have nothing left to say.
        .text((kinds.contains(kind) ? state : .dropped).rawValue),
      )
    }
  }

  private func clearUndelivered(_ kind: OutboxEntry.Kind, _ booking: BookingID) throws {
    try db.run(
      """
      UPDATE alarm SET cleared_at = $4
      WHERE kind = $1 AND booking = $2 AND detail = $3 AND cleared_at IS NULL
      """,
      .text(Alarm.Kind.undelivered.rawValue),
      .id(booking),
      .text(kind.rawValue),
      .instant(now),
    )
  }

  /// Hands what is due to a worker for a while; nobody else gets it until the lease ends.
  ///
  /// - Parameter limit: entries at most, 1...100.
  package func lease(
    _ kinds: Set<OutboxEntry.Kind>,
    owner: String,
    for time: Span,
    limit: Int,
  ) throws -> [OutboxEntry] {
    let due = try kinds.flatMap { kind in
      try db.rows(
        """
        SELECT id, kind, inn, booking, created_at, next_try, deadline, attempts FROM outbox
        WHERE state = 'waiting' AND next_try <= $1 AND deadline > $1 AND kind = $2
          AND (lease_until IS NULL OR lease_until <= $1)
        ORDER BY next_try, id LIMIT $3
        """,
        .instant(now),
        .text(kind.rawValue),
        .int(limit),
        read: OutboxEntry.init(row:),
      )
    }
    let leased = due.sorted { ($0.nextTry, $0.id) < ($1.nextTry, $1.id) }.prefix(limit)
    for entry in leased {
      try db.run(
        """
        UPDATE outbox SET lease_owner = $2, lease_until = $3, attempts = attempts + 1
        WHERE id = $1
        """,
        .integer(entry.id),
        .text(owner),
        .instant(now + time),
      )
    }
    return leased.map { entry in
      var entry = entry
      entry.attempts += 1
      return entry
    }
  }

  /// Its purpose has gone.
  package func drop(_ entry: OutboxEntry) throws {
    try db.run(
      """
      UPDATE outbox SET state = 'dropped', lease_owner = NULL, lease_until = NULL WHERE id = $1
      """,
      .integer(entry.id),
    )
  }

  /// The leases of a kind of worker are free at once, but for those of other hubs that live.
  ///
  /// - Parameter worker: how its owners' names begin, before `:` and the hub's name.
  package func endLeases(ofEarlier worker: String) throws {
    try db.run(
      """
      UPDATE outbox SET lease_owner = NULL, lease_until = NULL
      WHERE state = 'waiting' AND substr(lease_owner, 1, length($1)) = $1
        AND (lease_owner = $1 || $2 OR NOT EXISTS (SELECT 1 FROM hub_lease l
          WHERE l.job = $3 || substr(outbox.lease_owner, length($1) + 1) AND l.until > $4))
      """,
      .text(worker + ":"),
      .text(hub),
      .text(Transaction.aliveMark),
      .integer(try db.deathLine(for: hub)),
    )
  }

  /// The receiver has it.
  package func delivered(_ id: Int64) throws {
    try db.run(
      """
      UPDATE outbox SET state = 'delivered', lease_owner = NULL, lease_until = NULL
      WHERE id = $1 AND state = 'waiting'
      """,
      .integer(id),
    )
  }

  /// A try failed: tried again by the schedule, or given up with an alarm.
  package func failed(_ entry: OutboxEntry, error: String, retry: RetrySchedule) throws {
    let next = retry.delay(after: entry.attempts).map { now + $0 }
    if let next, next < entry.deadline {
      try db.run(
        """
        UPDATE outbox SET next_try = $2, last_error = $3, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND state = 'waiting'
        """,
        .integer(entry.id),
        .instant(next),
        .text(error),
      )
    } else {
      try giveUp(entry.id, entry.kind, inn: entry.inn, booking: entry.booking, error: error)
    }
  }

  /// Entries whose deadline has passed are given up, with an alarm each.
  ///
  /// Those about a request that is still open end with the request itself.
  ///
  /// - Returns: how many.
  func giveUpOverdue(limit: Int) throws -> Int {
    let overdue = try db.rows(
      """
      SELECT id, kind, inn, booking FROM outbox o WHERE state = 'waiting' AND deadline <= $1
        AND (kind <> 'tell_request' OR NOT EXISTS (
          SELECT 1 FROM booking b LEFT JOIN amendment a ON a.booking = b.id
          WHERE b.id = o.booking AND (b.state = 'requested' OR a.booking IS NOT NULL)))
      ORDER BY deadline, id LIMIT $2
      """,
      .instant(now),
      .int(limit),
    ) { row -> (Int64, OutboxEntry.Kind, InnID?, BookingID?) in
      (
        row.integer(0), try row.word(1), row.optional(2) { $0.id($1) },
        row.optional(3) { $0.id($1) }
      )
    }
    for (id, kind, inn, booking) in overdue {
      try giveUp(id, kind, inn: inn, booking: booking, error: "deadline passed")
    }
    return overdue.count
  }

  private func giveUp(
    _ id: Int64,
    _ kind: OutboxEntry.Kind,
    inn: InnID?,
    booking: BookingID?,
    error: String,
  ) throws {
    try db.run(
      """
      UPDATE outbox SET state = 'failed', last_error = $2, lease_owner = NULL, lease_until = NULL
      WHERE id = $1
      """,
      .integer(id),
      .text(error),
    )
    switch kind {
    case .tellBooking, .tellChange:
      // It stays readable: her next call tells it and clears the alarm.
      try raise(.unheard, inn: inn, booking: booking, detail: kind.rawValue)
    case .tellBroadcast:
      try raise(.undelivered, inn: inn, detail: try broadcast(of: id)?.rawValue ?? kind.rawValue)
    case .tellRepetition, .smsRepetition: if let inn { try alarmUnrepeated(id, inn) }
    case .sendSMS:
      // A guest's is told by its notice.
      guard try !giveUpGuestMessage(of: id, error: error) else { return }
      try raise(.undelivered, inn: inn, booking: booking, detail: kind.rawValue)
    case .tellRequest, .tellCancellation, .smsNews, .callOffice:
      try raise(.undelivered, inn: inn, booking: booking, detail: kind.rawValue)
    }
    if kind == .tellBooking, let inn, let booking { try callOffice(about: booking, inn) }
  }
}
