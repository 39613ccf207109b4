/// What doors read: bookings, what waits for a keeper, the log, alarms.
extension Registry {
  package func booking(_ id: BookingID) throws -> Booking? {
    try read { try BookingTable.booking(id, $0) }
  }

  /// Bookings in the order of their check-in.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func bookings(
    inn: InnID? = nil,
    states: Set<BookingState.Name> = Set(BookingState.Name.allCases),
    night: ClosedRange<CivilDate>? = nil,
    limit: Int = 100,
  ) throws -> [Booking] {
    try read { db in
      // Of one inn or of all: one condition with OR would read all in either case.
      let ids: [BookingID] = try db.rows(
        """
        SELECT id FROM (
          SELECT id, state, check_in, check_out FROM booking WHERE inn = $1
          UNION ALL
          SELECT id, state, check_in, check_out FROM booking WHERE CAST($1 AS TEXT) IS NULL
        ) AS known
        WHERE (CAST($2 AS BIGINT) IS NULL OR (check_in <= $3 AND check_out > $2))
          AND $4 LIKE '%,' || state || ',%'
        ORDER BY check_in, id LIMIT $5
        """,
        .optional(inn) { .id($0) },
        .optional(night) { .date($0.lowerBound) },
        .optional(night) { .date($0.upperBound) },
        .text("," + states.map(\.rawValue).sorted().joined(separator: ",") + ","),
        .int(limit),
      ) { $0.id(0) }
      return try BookingTable.bookings(ids, db)
    }
  }

  /// What an inn has not heard yet, as the telephone tells it: requests first, nearest deadline
  /// first, then news in the order in which they happened.
  package func waiting(for inn: InnID) throws -> [WaitingNews] {
    try read { try WaitingNews.all(of: inn, $0) }
  }

  /// Live bookings and requests of an inn on any of these nights that somebody there has heard of.
  package func heardBookings(of inn: InnID, on nights: ClosedRange<CivilDate>) throws -> [Booking] {
    try bookings(inn: inn, states: [.requested, .confirmed], night: nights, limit: 100)
      .filter(\.isHeard)
  }

  /// The log after a sequence number, oldest first.
  ///
  /// - Parameter limit: at most this many, 1...1000.
  package func events(after sequence: Int64, limit: Int) throws -> [LogEvent] {
    try read { db in
      try db.rows(
        """
        SELECT sequence, at, actor, inn, channel, kind, subject, body FROM event
        WHERE sequence > $1 ORDER BY sequence LIMIT $2
        """,
        .integer(sequence),
        .int(limit),
        read: LogEvent.init(row:),
      )
    }
  }

  /// The number of the newest log line; a snapshot read after it misses nothing that follows.
  package func lastSequence() throws -> Int64 {
    try read { Int64(try $0.count("SELECT coalesce(max(sequence), 0) FROM event")) }
  }

  /// Alarms that nobody has cleared, oldest first.
  package func openAlarms() throws -> [Alarm] { try read(openAlarms) }

  func openAlarms(_ db: SQLConnection) throws -> [Alarm] {
    try db.rows(
      """
      SELECT id, kind, inn, booking, detail, raised_at FROM alarm
      WHERE cleared_at IS NULL ORDER BY raised_at, id LIMIT 1000
      """
    ) { row in
      Alarm(
        id: row.integer(0),
        kind: try row.word(1),
        inn: row.optional(2) { $0.id($1) },
        booking: row.optional(3) { $0.id($1) },
        detail: row.text(4),
        raisedAt: row.instant(5),
        clearedAt: nil,
      )
    }
  }
}

/// Something that an inn has not heard yet.
package struct WaitingNews: Hashable, Sendable {
  package var kind: Kind
  package var booking: Booking

  package enum Kind: Hashable, Sendable {
    /// To be answered by the deadline.
    case request(deadline: Timestamp)
    case confirmed
    /// `counted`: the booking gave up rooms that she had counted; they wait for her word.
    case changed(counted: Bool)
    /// `counted`: at least one night's rooms wait for the keeper's word.
    case cancelled(counted: Bool)
  }

  static func all(of inn: InnID, _ db: SQLConnection) throws -> [WaitingNews] {
    let rows: [(OutboxEntry.Kind, BookingID)] = try db.rows(
      """
      SELECT o.kind, o.booking FROM outbox o
      WHERE o.inn = $1 AND o.booking IS NOT NULL AND o.state IN ('waiting', 'failed')
        AND substr(o.kind, 1, 5) = 'tell_'
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = o.booking)
      ORDER BY CASE WHEN o.kind = 'tell_request' THEN 0 ELSE 1 END,
        CASE WHEN o.kind = 'tell_request' THEN o.deadline ELSE o.id END, o.id
      """,
      .id(inn),
    ) { (try $0.word(0), $0.id(1)) }
    return try rows.compactMap { kind, id in
      guard let booking = try BookingTable.booking(id, db) else { return nil }
      return try WaitingNews(kind, booking, db)
    }
  }

  /// Nil when there is nothing to tell any more.
  init?(_ kind: OutboxEntry.Kind, _ booking: Booking, _ db: SQLConnection) throws {
    self.booking = booking
    switch kind {
    case .tellRequest:
      if case .requested(let deadline) = booking.state {
        self.kind = .request(deadline: deadline)
      } else {
        let deadline = try db.row(
          "SELECT deadline FROM amendment WHERE booking = $1",
          .id(booking.id),
        ) { $0.instant(0) }
        guard let deadline else { return nil }
        self.kind = .request(deadline: deadline)
      }
    case .tellBooking: self.kind = .confirmed
    case .tellChange:
      self.kind = .changed(counted: try BookingTable.hasReturning(booking.id, db))
    case .tellCancellation:
      self.kind = .cancelled(counted: try BookingTable.hasReturning(booking.id, db))
    case .tellBroadcast, .tellRepetition, .smsRepetition, .smsNews, .callOffice, .sendSMS:
      return nil
    }
    switch kind {
    case .tellBooking, .tellChange:
      guard booking.state.isLive else { return nil }
    case .tellRequest, .tellCancellation, .tellBroadcast, .tellRepetition, .smsRepetition,
      .smsNews, .callOffice, .sendSMS:
      break
    }
  }
}

extension LogEvent {
  init(row: SQLRow) throws {
    guard let actor = Actor(text: row.text(2)) else {
      throw DatabaseError(kind: .corrupt, code: 0, message: "actor \(row.text(2))", sql: "")
    }
    self.init(
      sequence: row.integer(0),
      at: row.instant(1),
      actor: actor,
      inn: row.optional(3) { $0.id($1) },
      channel: row.optional(4) { $0.id($1) },
      kind: try row.word(5),
      subject: row.text(6),
      body: row.text(7),
    )
  }
}

// MARK: - Availability

extension Registry {
  /// One room type for a stay, whether it can be sold or not; nil when it is not listed.
  package func outlook(of roomType: RoomTypeID, stay: Stay) -> SearchIndex.Hit? {
    guard let (_, room) = catalogue.roomType(roomType) else { return nil }
    return index.outlook(room: room.key, stay: stay)
  }

  /// What may be sold of one room type on each night, and since when that is known; nil when the
  /// room type is not listed.
  package func calendar(of roomType: RoomTypeID, nights: Range<CivilDate>) -> [SearchIndex
    .NightWord]?
  {
    guard let (_, room) = catalogue.roomType(roomType) else { return nil }
    return index.calendar(room: room.key, nights: nights)
  }
}
