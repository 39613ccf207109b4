/// What a keeper has heard, and what follows for what waits to be told.
extension Transaction {
  /// Somebody at the inn heard these bookings, in these revisions, to the end of their sentences.
  ///
  /// From then on her statements count them, what waited to be told is told, and a booking is
  /// heard. Whoever heard an older revision has yet to hear what changed since.
  package func hear(_ readings: [(BookingID, revision: Int)], by actor: Actor) throws {
    try recordHearing(readings, by: actor)
    for (id, revision) in readings {
      let booking = try known(id)
      try spokenWith(booking.inn, by: actor)
      guard booking.state.isLive else {
        try hearEnd(of: booking, revision: revision)
        continue
      }
      guard revision >= booking.stayRevision else { continue }
      try settle([.tellBooking, .tellChange], of: id, as: .delivered)
      try clear(.unheard, inn: booking.inn, booking: id)
      guard !booking.isHeard else { continue }
      try db.run("UPDATE booking SET heard = 1 WHERE id = $1", .id(id))
      try log(.bookingHeard, subject: id.rawValue, inn: booking.inn, channel: nil, by: actor) {
        $0.field("revision", revision)
      }
    }
  }

  /// A booking that is over was read: as it ended, or as it was before, while it ended.
  private func hearEnd(of booking: Booking, revision: Int) throws {
    if revision >= booking.revision {
      try settle([.tellCancellation], of: booking.id, as: .delivered)
      return
    }
    switch booking.state {
    case .cancelled(by: .guest), .cancelled(by: .office), .expired, .withdrawn:
      try tellEnd(of: booking)
    case .cancelled(by: .inn), .declined, .released, .stayed, .noShow, .held, .requested,
      .confirmed:
      return
    }
  }

  /// The inn is to hear that something it knew of is over; once.
  func tellEnd(of booking: Booking) throws {
    let waiting = try db.count(
      """
      SELECT count(*) FROM outbox
      WHERE booking = $1 AND kind = 'tell_cancellation' AND state IN ('waiting', 'failed')
      """,
      .id(booking.id),
    )
    guard waiting == 0 else { return }
    try send(
      .tellCancellation,
      inn: booking.inn,
      booking: booking.id,
      deadline: max(TokyoTime.instant(booking.stay.checkOut), now + .hours(1)),
    )
  }

  func recordHearing(_ readings: [(BookingID, revision: Int)], by actor: Actor) throws {
    guard let listener = actor.listener else { return }
    for (id, revision) in readings {
      try db.run(
        """
        INSERT INTO hearing (booking, revision, conversation, phone, heard_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (booking, revision, conversation) DO NOTHING
        """,
        .id(id),
        .int(revision),
        .id(listener.conversation),
        .optional(listener.phone) { .text($0.e164) },
        .instant(now),
      )
    }
  }

  // MARK: - Answers in progress

  /// An answer was keyed; it becomes final only after its read-back (see ``settleAnswer(_:)``).
  package func keepAnswer(_ id: BookingID, revision: Int, accepts: Bool, by actor: Actor) throws {
    let booking = try known(id)
    let deadline: Timestamp? =
      if case .requested(let deadline) = booking.state {
        deadline
      } else {
        try proposal(for: id)?.deadline
      }
    guard let deadline else { throw BookingRefusal.notPossible(booking.state.name) }
    guard booking.revision == revision else {
      throw BookingRefusal.changedMeanwhile(revision: booking.revision)
    }
    guard now < deadline else { throw BookingRefusal.notPossible(.expired) }
    try recordHearing([(id, revision)], by: actor)
    try db.run(
      """
      INSERT INTO pending_answer (booking, revision, accepts, actor, keyed_at, hub)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (booking) DO UPDATE
        SET revision = $2, accepts = $3, actor = $4, keyed_at = $5, hub = $6
      """,
      .id(id),
      .int(revision),
      .bool(accepts),
      .text(actor.text),
      .instant(now),
      .text(hub),
    )
  }

  /// `*` within the read-back: the keyed answer is forgotten.
  package func takeBackAnswer(_ id: BookingID) throws {
    try db.run("DELETE FROM pending_answer WHERE booking = $1", .id(id))
  }

  /// The keyed answer becomes final.
  ///
  /// - Returns: the booking as decided; nil when no answer was pending.
  @discardableResult
  package func settleAnswer(_ id: BookingID) throws -> Booking? {
    let pending = try db.row(
      "SELECT revision, accepts, actor, keyed_at FROM pending_answer WHERE booking = $1",
      .id(id),
    ) { ($0.int(0), $0.bool(1), $0.text(2), $0.instant(3)) }
    guard let (revision, accepts, text, keyedAt) = pending, let actor = Actor(text: text) else {
      return nil
    }
    try db.run("DELETE FROM pending_answer WHERE booking = $1", .id(id))
    return accepts
      ? try accept(id, revision: revision, keyedAt: keyedAt, by: actor)
      : try decline(id, revision: revision, reason: nil, by: actor)
  }

  /// Answers that were keyed before the hub went down count: she had pressed the key.
  ///
  /// - Parameter before: answers keyed until then; later ones are still being read back. Without it
  ///   all: nobody reads back to anybody, and the clock may have been set back meanwhile.
  /// - Returns: bookings whose answers are final now.
  package func settleAnswers(keyedBefore before: Timestamp? = nil) throws -> [BookingID] {
    try settle(
      try db.rows(
        "SELECT booking FROM pending_answer WHERE keyed_at <= $1 ORDER BY keyed_at, booking",
        .instant(before ?? Timestamp(milliseconds: .max)),
      ) { $0.id(0) }
    )
  }

  /// Makes the answers final whose hub is no more: nobody can take them back.
  func settleAnswersOfDeadHubs() throws -> [BookingID] {
    try settle(
      try db.rows(
        """
        SELECT booking FROM pending_answer p WHERE hub <> $1 AND NOT EXISTS (
          SELECT 1 FROM hub_lease l WHERE l.job = $2 || p.hub AND l.until > $3)
        ORDER BY keyed_at, booking
        """,
        .text(hub),
        .text(Transaction.aliveMark),
        .integer(try db.deathLine(for: hub)),
      ) { $0.id(0) }
    )
  }

  private func settle(_ ids: [BookingID]) throws -> [BookingID] {
    for id in ids {
      do {
        try attempt { try settleAnswer(id) }
      } catch is BookingRefusal {
        // Decided otherwise in between: what holds was told to whoever decided.
        try takeBackAnswer(id)
      }
    }
    return ids
  }

  // MARK: - Whether an inn answers

  /// Requests that expire one after the other until the inn's sales rest.
  private static var expiriesUntilPause: Int { 2 }

  /// A request ran out unanswered; the second in a row rests the inn's sales.
  func unanswered(_ inn: InnID) throws {
    try db.run(
      "UPDATE inn SET expired_in_a_row = expired_in_a_row + 1 WHERE id = $1",
      .id(inn),
    )
    let inARow = try db.count("SELECT expired_in_a_row FROM inn WHERE id = $1", .id(inn))
    guard inARow >= Transaction.expiriesUntilPause, catalogue[inn]?.pausedAt == nil else { return }
    try db.run("UPDATE inn SET paused_at = $2 WHERE id = $1", .id(inn), .instant(now))
    try touchListing(inn)
    try log(.innPaused, subject: inn.rawValue, inn: inn, by: .hub) {
      $0.field("expired_in_a_row", inARow)
    }
    try raise(.paused, inn: inn, detail: "\(inARow) requests in a row expired")
  }

  /// Somebody answered a request.
  func answered(_ inn: InnID, by actor: Actor) throws { try spokenWith(inn, by: actor) }

  /// Somebody has spoken with the keeper: the count begins anew and resting sales go on.
  func spokenWith(_ inn: InnID, by actor: Actor) throws {
    switch actor {
    case .channel, .guest, .hub: return
    case .keeper, .keeperBySMS, .staff: break
    }
    try clear(.unanswered, inn: inn)
    let changed = try db.run(
      "UPDATE inn SET expired_in_a_row = 0 WHERE id = $1 AND expired_in_a_row > 0",
      .id(inn),
    )
    let resumed = try db.run(
      "UPDATE inn SET paused_at = NULL WHERE id = $1 AND paused_at IS NOT NULL",
      .id(inn),
    )
    guard changed + resumed > 0 else { return }
    try clear(.paused, inn: inn)
    guard resumed > 0 else { return }
    try touchListing(inn)
    try log(.innResumed, subject: inn.rawValue, inn: inn, by: actor) { _ in }
  }
}

extension Actor {
  /// Reads what ``text`` writes; nil for anything else.
  init?(text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    switch (parts.first.map(String.init), parts.count) {
    case ("keeper", 3):
      let phone = PhoneNumber(parts[1])
      guard let call = ConversationID(parts[2]), phone != nil || parts[1].isEmpty else {
        return nil
      }
      self = .keeper(phone: phone, call: call)
    case ("sms", 3):
      guard let phone = PhoneNumber(parts[1]), let conversation = ConversationID(parts[2]) else {
        return nil
      }
      self = .keeperBySMS(phone: phone, conversation: conversation)
    case ("staff", 2...): self = .staff(String(text.dropFirst(6)))
    case ("channel", 2):
      guard let channel = ChannelID(parts[1]) else { return nil }
      self = .channel(channel)
    case ("guest", 1): self = .guest
    case ("hub", 1): self = .hub
    default: return nil
    }
  }
}
