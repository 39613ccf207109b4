/// The rules, each one query or two over a snapshot.
struct InvariantCheck {
  /// Violations of one kind that are listed: enough to see what is wrong, few enough to read.
  static let limit = 100

  let db: SQLConnection
  let now: Timestamp

  private func found(_ rule: Violation.Rule, _ row: SQLRow) -> Violation {
    Violation(rule: rule, subject: row.text(0), detail: row.text(1))
  }

  // MARK: - Nights

  func nights() throws -> [Violation] {
    let yesterday = TokyoTime.tonight(at: now) - 1
    var all: [Violation] = try db.rows(
      """
      SELECT t.id || ' ' || n.night, 'uncounted ' || n.uncounted || ', rooms taken '
        || coalesce(sum(o.rooms - o.counted), 0)
      FROM night n JOIN room_type t ON t.key = n.room
        LEFT JOIN occupancy o ON o.room = n.room AND o.night = n.night
      WHERE n.night >= $1
      GROUP BY t.id, n.night, n.uncounted
      HAVING n.uncounted <> coalesce(sum(o.rooms - o.counted), 0) LIMIT $2
      """,
      .date(yesterday),
      .int(InvariantCheck.limit),
    ) { found(.uncountedRooms, $0) }
    all += try db.rows(
      """
      SELECT o.booking, 'night ' || o.night FROM occupancy o
      WHERE NOT EXISTS (SELECT 1 FROM night n WHERE n.room = o.room AND n.night = o.night) LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.nightMissing, $0) }
    all += try db.rows(
      """
      SELECT t.id || ' ' || n.night, 'stated ' || n.stated || ', uncounted ' || n.uncounted
        || ', remaining ' || n.remaining || ', short ' || n.shortfall
      FROM night n JOIN room_type t ON t.key = n.room
      WHERE n.remaining < 0 OR n.shortfall < 0 OR (n.remaining > 0 AND n.shortfall > 0)
        OR n.remaining - n.shortfall <> n.stated - n.uncounted LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.balance, $0) }
    return try all + standingNights() + silentShortfalls()
  }

  /// Nights with the source `standing` follow the offer, and only them.
  private func standingNights() throws -> [Violation] {
    let rows = try db.rows(
      """
      SELECT t.id, n.room, n.night, n.stated, n.uncounted FROM night n
      JOIN room_type t ON t.key = n.room
      WHERE n.source = 'standing' AND n.night >= $1 AND t.retired = 0
      """,
      .date(TokyoTime.tonight(at: now)),
    ) { ($0.text(0), $0.integer(1), $0.date(2), $0.int(3), $0.int(4)) }
    return try rows.compactMap { roomType, room, night, stated, uncounted in
      let offered = try InnTable.offered(room, on: night, db)
      guard stated != max(offered, uncounted) else { return nil }
      return Violation(
        rule: .standingOffer,
        subject: "\(roomType) \(night)",
        detail: "stated \(stated), offered \(offered), uncounted \(uncounted)",
      )
    }
  }

  /// Shortfalls that were never brought to the office, or have grown since somebody dealt with them.
  private func silentShortfalls() throws -> [Violation] {
    let short: [(RoomTypeID, CivilDate, Int, Timestamp)] = try db.rows(
      """
      SELECT t.id, n.night, n.shortfall, n.as_of FROM night n JOIN room_type t ON t.key = n.room
      WHERE n.shortfall > 0 AND n.night >= $1
      """,
      .date(TokyoTime.tonight(at: now)),
    ) { ($0.id(0), $0.date(1), $0.int(2), $0.instant(3)) }
    return try short.compactMap { roomType, night, rooms, asOf in
      let alarms = try db.count(
        """
        SELECT count(*) FROM alarm WHERE kind = 'shortfall' AND detail = $1
          AND (cleared_at IS NULL OR raised_at >= $2)
        """,
        .text("\(roomType) \(night)"),
        .instant(asOf),
      )
      guard alarms == 0 else { return nil }
      return Violation(
        rule: .silentShortfall,
        subject: "\(roomType) \(night)",
        detail: "\(rooms) short",
      )
    }
  }

  // MARK: - Occupancy

  func occupancy() throws -> [Violation] {
    let tonight = TokyoTime.tonight(at: now)
    var all: [Violation] = try db.rows(
      """
      SELECT o.booking, b.state || ' takes rooms on ' || o.night || ', ' || o.counted || ' counted'
      FROM occupancy o JOIN booking b ON b.id = o.booking
      WHERE o.returning_rooms = 0 AND (
        (b.state NOT IN ('held', 'requested', 'confirmed', 'stayed')
          AND NOT (b.state = 'no_show' AND o.night < $1))
        OR (b.state = 'held' AND o.counted > 0)) LIMIT $2
      """,
      .date(tonight),
      .int(InvariantCheck.limit),
    ) { found(.strayOccupancy, $0) }
    all += try db.rows(
      """
      SELECT b.id, b.state || ' for ' || b.rooms || ' rooms, takes ' || o.rooms || ' on ' || o.night
      FROM booking b JOIN occupancy o ON o.booking = b.id AND o.returning_rooms = 0
        LEFT JOIN amendment a ON a.booking = b.id
      WHERE b.state IN ('held', 'requested', 'confirmed') AND (o.room <> b.room
        OR (a.booking IS NULL AND (o.night < b.check_in OR o.night >= b.check_out
          OR o.rooms <> b.rooms))
        OR (o.night >= b.check_in AND o.night < b.check_out AND o.rooms < b.rooms)) LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.roomsOfStay, $0) }
    all += try db.rows(
      """
      SELECT b.id, b.state || ' for ' || (b.check_out - b.check_in) || ' nights, takes rooms on '
        || count(o.night)
      FROM booking b LEFT JOIN occupancy o ON o.booking = b.id AND o.returning_rooms = 0
        AND o.night >= b.check_in AND o.night < b.check_out
      WHERE b.state IN ('held', 'requested', 'confirmed')
      GROUP BY b.id, b.state, b.check_in, b.check_out
      HAVING count(o.night) <> b.check_out - b.check_in LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.roomsOfStay, $0) }
    return all
  }

  // MARK: - Log, waiting, outbox

  func log() throws -> [Violation] {
    var all: [Violation] = try db.rows(
      """
      SELECT 'event', count(*) || ' lines, newest ' || coalesce(max(sequence), 0)
      FROM event HAVING count(*) <> coalesce(max(sequence), 0) OR coalesce(min(sequence), 1) <> 1
      """
    ) { found(.logGap, $0) }
    all += try db.strayReferences().map { stray in
      Violation(
        rule: .foreignKey,
        subject: stray.table,
        detail: "row \(stray.row) refers to \(stray.parent)",
      )
    }
    return all
  }

  func waiting() throws -> [Violation] {
    var all: [Violation] = try db.rows(
      """
      SELECT b.id, 'an answer waits, ' || b.state FROM pending_answer p
      JOIN booking b ON b.id = p.booking LEFT JOIN amendment a ON a.booking = b.id
      WHERE b.state <> 'requested' AND a.booking IS NULL LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.waiting, $0) }
    all += try db.rows(
      """
      SELECT b.id, 'an amendment waits, ' || b.state FROM amendment a
      JOIN booking b ON b.id = a.booking WHERE b.state <> 'confirmed' LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.waiting, $0) }
    all += try db.rows(
      """
      SELECT id, 'paused' FROM inn WHERE paused_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM alarm a WHERE a.kind = 'paused' AND a.inn = inn.id AND a.cleared_at IS NULL)
      LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.silentPause, $0) }
    return all
  }

  func outbox() throws -> [Violation] {
    var all: [Violation] = try db.rows(
      """
      SELECT b.id, b.state || ', and nobody is to tell the inn' FROM booking b
      LEFT JOIN amendment a ON a.booking = b.id
      WHERE (b.state = 'requested' OR a.booking IS NOT NULL) AND NOT EXISTS (
        SELECT 1 FROM outbox o WHERE o.booking = b.id AND o.kind = 'tell_request'
          AND o.state IN ('waiting', 'failed')) LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.outbox, $0) }
    all += try db.rows(
      """
      SELECT b.id, 'confirmed, unheard, and nobody is to tell the inn' FROM booking b
      WHERE b.state = 'confirmed' AND b.heard = 0 AND NOT EXISTS (
        SELECT 1 FROM outbox o WHERE o.booking = b.id AND o.kind IN ('tell_booking', 'tell_change')
          AND o.state IN ('waiting', 'failed')) LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.outbox, $0) }
    all += try db.rows(
      """
      SELECT b.id, o.kind || ' waits, ' || b.state FROM outbox o
      JOIN booking b ON b.id = o.booking LEFT JOIN amendment a ON a.booking = b.id
      WHERE o.state IN ('waiting', 'failed') AND (
        (o.kind = 'tell_request' AND b.state <> 'requested' AND a.booking IS NULL)
        OR (o.kind IN ('tell_booking', 'tell_change') AND (b.state <> 'confirmed' OR b.heard = 1))
        OR (o.kind = 'tell_cancellation' AND b.state IN ('held', 'requested', 'confirmed')))
      LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.outbox, $0) }
    all += try db.rows(
      """
      SELECT coalesce(o.booking, ''), o.kind || ' failed, and nobody is alarmed' FROM outbox o
      WHERE o.state = 'failed' AND NOT EXISTS (
        SELECT 1 FROM alarm a
        -- One that was open already is not raised again.
        WHERE (a.raised_at >= o.created_at OR a.cleared_at IS NULL OR a.cleared_at >= o.created_at) AND (
          (a.kind IN ('undelivered', 'unheard') AND a.booking = o.booking)
          OR (a.kind = 'undelivered' AND o.kind = 'tell_broadcast' AND a.inn = o.inn)
          OR (a.kind = 'call_wanted' AND o.kind IN ('tell_repetition', 'sms_repetition')
            AND a.inn = o.inn)
          OR (a.kind = 'undelivered' AND o.kind = 'send_sms' AND o.booking IS NULL)
          OR (a.kind = 'unanswered' AND a.inn = o.inn))) LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.outbox, $0) }
    return all
  }

  func overdue() throws -> [Violation] {
    var all: [Violation] = try db.rows(
      """
      SELECT id, state || ' until ' || deadline FROM booking
      WHERE state IN ('held', 'requested') AND deadline <= $1
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = booking.id) LIMIT $2
      """,
      .instant(now),
      .int(InvariantCheck.limit),
    ) { found(.overdue, $0) }
    all += try db.rows(
      """
      SELECT booking, 'amendment until ' || deadline FROM amendment WHERE deadline <= $1
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = amendment.booking) LIMIT $2
      """,
      .instant(now),
      .int(InvariantCheck.limit),
    ) { found(.overdue, $0) }
    all += try db.rows(
      """
      SELECT id, 'confirmed until ' || check_out FROM booking
      WHERE state = 'confirmed' AND check_out <= $1 LIMIT $2
      """,
      .date(TokyoTime.date(at: now - .hours(12))),
      .int(InvariantCheck.limit),
    ) { found(.overdue, $0) }
    all += try db.rows(
      """
      SELECT coalesce(booking, ''), kind || ' until ' || deadline FROM outbox
      WHERE state = 'waiting' AND deadline <= $1
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = outbox.booking) LIMIT $2
      """,
      .instant(now),
      .int(InvariantCheck.limit),
    ) { found(.overdue, $0) }
    return all
  }

  // MARK: - Bookings

  func bookings(_ catalogue: Catalogue) throws -> [Violation] {
    var all: [Violation] = try db.rows(
      """
      SELECT inn || ' ' || reference, count(*) || ' open bookings' FROM booking
      WHERE state IN ('held', 'requested', 'confirmed')
      GROUP BY inn, reference HAVING count(*) > 1 LIMIT $1
      """,
      .int(InvariantCheck.limit),
    ) { found(.reference, $0) }
    for listing in catalogue.sorted where listing.inn.caps != NightCaps() {
      all += try caps(of: listing)
    }
    return all
  }

  private func caps(of listing: InnListing) throws -> [Violation] {
    let caps = listing.inn.caps
    let nights = try db.rows(
      """
      SELECT o.night, count(*), coalesce(sum(b.persons), 0),
        coalesce(sum(CASE WHEN p.meals = 'half_board' THEN b.persons ELSE 0 END), 0)
      FROM occupancy o JOIN booking b ON b.id = o.booking JOIN rate_plan p ON p.id = b.rate_plan
      WHERE b.inn = $1 AND o.returning_rooms = 0 AND o.night >= $2
        AND b.state IN ('held', 'requested', 'confirmed') GROUP BY o.night
      """,
      .id(listing.inn.id),
      .date(TokyoTime.tonight(at: now)),
    ) { ($0.date(0), $0.int(1), $0.int(2), $0.int(3)) }
    return nights.flatMap { night, parties, persons, dinners in
      [(caps.parties, parties), (caps.persons, persons), (caps.dinners, dinners)].compactMap {
        cap,
        sold in
        guard let cap, sold > cap else { return nil }
        return Violation(
          rule: .cap,
          subject: "\(listing.inn.id) \(night)",
          detail: "\(sold) sold, \(cap) at most",
        )
      }
    }
  }
}
