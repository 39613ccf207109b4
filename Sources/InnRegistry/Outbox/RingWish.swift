/// The office wants an inn rung now: «call this inn», «ring again».
///
/// A person has decided it, so the rest after a missed call, kitchen hours and the calls of a day
/// don't hold it up; the inn's calling hours do. Whoever rings takes it: it is made once.
package struct RingWish: Hashable, Sendable {
  package var inn: InnID
  package var wantedBy: String
  package var wantedAt: Timestamp
  /// When no line was free until then, nobody is rung: whoever asked has gone on.
  package var until: Timestamp

  /// How long a wish waits for a line.
  package static let patience = Span.minutes(10)
}

/// Why the office can't have an inn rung.
package enum RingRefusal: Error, Hashable, Sendable {
  case innUnknown
  /// The inn has no telephone that the hub may ring.
  case noPhone
  /// Outside the inn's calling hours.
  case outsideHours(CallingTimes)
  /// It is being rung, or spoken with.
  case inCall
}

extension Transaction {
  /// Has an inn rung as soon as a line is free, about everything that waits, or else about its rooms.
  ///
  /// What was given to the office because nobody answered is asked about again.
  ///
  /// - Throws: ``RingRefusal``.
  package func wantRing(_ inn: InnID, by actor: Actor) throws {
    guard let listing = catalogue[inn] else { throw RingRefusal.innUnknown }
    guard listing.phones.contains(where: { $0.kind != .officeOnly }) else {
      throw RingRefusal.noPhone
    }
    let calling = listing.inn.calling
    guard calling.allows(now) else { throw RingRefusal.outsideHours(calling) }
    let open = try db.count(
      "SELECT count(*) FROM ring WHERE inn = $1 AND ended_at IS NULL",
      .id(inn),
    )
    guard open == 0 else { throw RingRefusal.inCall }
    try db.run(
      """
      INSERT INTO ring_wish (inn, wanted_by, wanted_at, until) VALUES ($1, $2, $3, $4)
      ON CONFLICT (inn) DO UPDATE SET wanted_by = $2, wanted_at = $3, until = $4
      """,
      .id(inn),
      .text(actor.text),
      .instant(now),
      .instant(now + RingWish.patience),
    )
    try db.run(
      """
      UPDATE outbox SET state = 'waiting', attempts = 0, next_try = $2, last_error = NULL
      WHERE inn = $1 AND state IN ('waiting', 'failed') AND deadline > $2
        AND substr(kind, 1, 5) = 'tell_'
      """,
      .id(inn),
      .instant(now),
    )
    try log(.callWanted, subject: inn.rawValue, inn: inn, by: actor) { _ in }
  }

  /// A call that was wished for begins.
  func takeWish(_ inn: InnID) throws {
    try db.run("DELETE FROM ring_wish WHERE inn = $1", .id(inn))
  }

  /// Somebody of the office has spoken with the keeper: nobody need be rung to reach her, and
  /// resting sales go on.
  ///
  /// - Throws: ``OfficeRefusal/innUnknown``.
  package func noteTalk(with inn: InnID, by actor: Actor) throws {
    guard catalogue[inn] != nil else { throw OfficeRefusal.innUnknown }
    try log(.innSpokenWith, subject: inn.rawValue, inn: inn, by: actor) { _ in }
    try spokenWith(inn, by: actor)
  }

  /// Somebody of the office has seen to what an alarm is about.
  ///
  /// An inn whose sales rest is not seen to before somebody has spoken with it.
  ///
  /// - Throws: ``BookingRefusal/innPaused``.
  /// - Returns: false when there is no such alarm open.
  package func clearAlarm(_ id: Int64, by actor: Actor) throws -> Bool {
    let found: (Alarm.Kind, InnID?)? = try db.row(
      "SELECT kind, inn FROM alarm WHERE id = $1 AND cleared_at IS NULL",
      .integer(id),
    ) { (try $0.word(0), $0.optional(1) { $0.id($1) }) }
    guard let (kind, inn) = found else { return false }
    if kind == .paused { throw BookingRefusal.innPaused }
    try db.run("UPDATE alarm SET cleared_at = $2 WHERE id = $1", .integer(id), .instant(now))
    try log(.alarmCleared, subject: String(id), inn: inn, by: actor) {
      $0.field("kind", kind)
    }
    return true
  }
}

extension CallingTimes {
  /// Whether the hub may ring now, kitchen hours left out of account.
  package func allows(_ instant: Timestamp) -> Bool {
    guard days.contains(TokyoTime.date(at: instant).weekday) else { return false }
    let minute = TokyoTime.minuteOfDay(at: instant)
    return from.minutes <= minute && minute < until.minutes
  }
}

extension Registry {
  /// Wishes that still wait for a line.
  package func ringWishes() throws -> [RingWish] {
    let now = clock.now()
    return try read { try RingWish.waiting(at: now, $0) }
  }

  /// Calls of the hub, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func rings(inn: InnID? = nil, since: Timestamp? = nil, limit: Int = 100) throws -> [Ring]
  {
    try read { db in
      try db.rows(
        """
        SELECT id, inn, number, purpose, resumes, started_at, answered_at, ended_at, outcome
        FROM (
          SELECT * FROM ring WHERE inn = $1
          UNION ALL
          SELECT * FROM ring WHERE CAST($1 AS TEXT) IS NULL
        ) AS known
        WHERE CAST($2 AS BIGINT) IS NULL OR started_at >= $2
        ORDER BY id DESC LIMIT $3
        """,
        .optional(inn) { .id($0) },
        .optional(since) { .instant($0) },
        .int(limit),
        read: Ring.init(row:),
      )
    }
  }
}

extension RingWish {
  static func waiting(at now: Timestamp, _ db: SQLConnection) throws -> [RingWish] {
    try db.rows(
      "SELECT inn, wanted_by, wanted_at, until FROM ring_wish WHERE until > $1 ORDER BY wanted_at",
      .instant(now),
    ) {
      RingWish(inn: $0.id(0), wantedBy: $0.text(1), wantedAt: $0.instant(2), until: $0.instant(3))
    }
  }
}
