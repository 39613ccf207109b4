/// What a keeper has heard, and what follows for what waits to be told.
extension Transaction {
  /// Somebody at the inn heard these bookings, in these revisions, to the end of their sentences.
  ///
  /// From then on her statements count them, what waited to be told is told, and a booking is heard.
  package func hear(_ readings: [(BookingID, revision: Int)], by actor: Actor) throws {
    try recordHearing(readings, by: actor)
    for (id, revision) in readings {
      let booking = try known(id)
      try settle([.tellBooking, .tellChange], of: id, as: .delivered)
      if !booking.state.isLive { try settle([.tellCancellation], of: id, as: .delivered) }
      try clear(.unheard, inn: booking.inn, booking: id)
      try spokenWith(booking.inn, by: actor)
      guard revision >= booking.stayRevision, !booking.isHeard else { continue }
      try db.run("UPDATE booking SET heard = 1 WHERE id = $1", .id(id))
      try log(.bookingHeard, subject: id.rawValue, inn: booking.inn, channel: nil, by: actor) {
        $0.field("revision", revision)
      }
    }
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
    let isOpen = if case .requested = booking.state { true } else { try proposal(for: id) != nil }
    guard isOpen else { throw BookingRefusal.notPossible(booking.state.name) }
    guard booking.revision == revision else {
      throw BookingRefusal.changedMeanwhile(revision: booking.revision)
    }
    if let deadline = booking.state.deadline, now >= deadline {
      throw BookingRefusal.notPossible(.expired)
    }
    try recordHearing([(id, revision)], by: actor)
    try db.run(
      """
      INSERT INTO pending_answer (booking, revision, accepts, actor, keyed_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (booking) DO UPDATE SET revision = $2, accepts = $3, actor = $4, keyed_at = $5
      """,
      .id(id),
      .int(revision),
      .bool(accepts),
      .text(actor.text),
      .instant(now),
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
      "SELECT accepts, actor FROM pending_answer WHERE booking = $1",
      .id(id),
    ) { ($0.bool(0), $0.text(1)) }
    guard let (accepts, text) = pending, let actor = Actor(text: text) else { return nil }
    try db.run("DELETE FROM pending_answer WHERE booking = $1", .id(id))
    return accepts ? try accept(id, by: actor) : try decline(id, reason: nil, by: actor)
  }

  /// Answers that were keyed before the hub went down count: she had pressed the key.
  ///
  /// - Parameter before: answers keyed until then; later ones are still being read back.
  /// - Returns: bookings whose answers are final now.
  package func settleAnswers(keyedBefore before: Timestamp) throws -> [BookingID] {
    let ids: [BookingID] = try db.rows(
      "SELECT booking FROM pending_answer WHERE keyed_at <= $1 ORDER BY keyed_at, booking",
      .instant(before),
    ) { $0.id(0) }
    for id in ids {
      do {
        try settleAnswer(id)
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
    case .channel, .hub: return
    case .keeper, .keeperBySMS, .staff: break
    }
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
    case ("keeper", 3), ("sms", 3):
      guard let phone = PhoneNumber(parts[1]), let conversation = ConversationID(parts[2]) else {
        return nil
      }
      self =
        parts[0] == "keeper"
        ? .keeper(phone: phone, call: conversation)
        : .keeperBySMS(phone: phone, conversation: conversation)
    case ("staff", 2...): self = .staff(String(text.dropFirst(6)))
    case ("channel", 2):
      guard let channel = ChannelID(parts[1]) else { return nil }
      self = .channel(channel)
    case ("hub", 1): self = .hub
    default: return nil
    }
  }
}
