/// What happens because time passes: the scheduler calls ``Registry/runDue()`` about once a second.
extension Registry {
  /// Bookings, deliveries and amendments handled in one transaction at most; the rest follow in the
  /// next, so that a long sleep of the machine doesn't make one long commit.
  static let dueInOneCommit = 100
  /// A pending answer is read back within seconds; one older than this belongs to a call that
  /// broke off unseen.
  static let pendingAnswerAge = Span.minutes(2)

  /// Runs everything whose time has come.
  ///
  /// - Returns: how many bookings, amendments and deliveries changed.
  @discardableResult
  package func runDue() async throws -> Int {
    var total = 0
    while true {
      let count = try await write { try $0.runDue(limit: Registry.dueInOneCommit) }
      total += count
      if count < Registry.dueInOneCommit { break }
    }
    try await followCalendar()
    return total
  }

  /// Moves this hub's index to the day; each hub has its own.
  package func followCalendar() async throws {
    if !index.covers(today: TokyoTime.date(at: clock.now())) {
      try await write { $0.moveWindow() }
    }
  }

  /// Answers keyed before the hub went down count; to be called once at start.
  ///
  /// Where other hubs live on, theirs may be read back this moment and are left alone.
  @discardableResult
  package func settleAfterRestart() async throws -> [BookingID] {
    let isShared = isShared
    return try await write {
      try isShared ? $0.settleAnswersOfDeadHubs() : $0.settleAnswers()
    }
  }
}

extension Transaction {
  /// Runs what is due, at most `limit` of each kind.
  package func runDue(limit: Int) throws -> Int {
    var stale = try settleAnswers(keyedBefore: now - Registry.pendingAnswerAge)
    if db.isServer { stale += try settleAnswersOfDeadHubs() }
    let dueByDeadline: [BookingID] = try db.rows(
      """
      SELECT id FROM booking WHERE state IN ('held', 'requested') AND deadline <= $1
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = booking.id)
      ORDER BY deadline, id LIMIT $2
      """,
      .instant(now),
      .int(limit),
    ) { $0.id(0) }
    // An answer that is being read back was keyed in time: its settling decides, not the deadline.
    for id in dueByDeadline { try runDeadline(id) }
    // Before the departures: an amendment that ran out first is unanswered, not overtaken.
    let amendments = try expireAmendments(limit: limit)
    // Noon of check-out is the earliest moment at which guests have left.
    let departed: [BookingID] = try db.rows(
      """
      SELECT id FROM booking WHERE state = 'confirmed' AND check_out <= $1
      ORDER BY check_out, id LIMIT $2
      """,
      .date(TokyoTime.date(at: now - .hours(12))),
      .int(limit),
    ) { $0.id(0) }
    for id in departed { try runDeadline(id) }
    let overdue = try giveUpOverdue(limit: limit)
    try forgetOldReplies()
    return max(dueByDeadline.count, departed.count, amendments, overdue, stale.count)
  }
}
