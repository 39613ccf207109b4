/// Notices: laid down from the log and by schedule, sent, and what came of it.
extension Transaction {
  /// Lays down what the log up to `sequence` asks for.
  ///
  /// Notices and position in one transaction, so that no line is told twice or never, whenever the
  /// hub goes down.
  ///
  /// - Parameter after: the position from which the lines were read; when it is no longer the
  ///   stored one, nothing happens.
  package func lay(_ orders: [NoticeOrder], after: Int64, upTo sequence: Int64) throws {
    guard try NoticeTable.position(db) == after else { return }
    for order in orders { try lay(order) }
    try SettingTable.save(NoticeTable.Position(sequence: sequence), as: .noticePosition, db)
  }

  /// Lays down a notice unless there is one of the same cause.
  ///
  /// - Returns: whether it is new.
  @discardableResult
  package func lay(_ order: NoticeOrder) throws -> Bool {
    guard let inn = try NoticeTable.inn(of: order.booking, db) else { return false }
    let known = try db.count(
      "SELECT count(*) FROM notice WHERE booking = $1 AND kind = $2 AND cause = $3",
      .id(order.booking),
      .text(order.kind.rawValue),
      .text(order.cause),
    )
    guard known == 0 else { return false }
    try db.run(
      """
      INSERT INTO notice (id, booking, inn, kind, cause, created_at, next_try, state)
      VALUES ((SELECT coalesce(max(id), 0) + 1 FROM notice), $1, $2, $3, $4, $5, $5, 'waiting')
      """,
      .id(order.booking),
      .id(inn),
      .text(order.kind.rawValue),
      .text(order.cause),
      .instant(now),
    )
    return true
  }

  /// The mail server has it.
  package func noticeSent(_ id: Int64) throws {
    try db.run("UPDATE notice SET way = 'mail' WHERE id = $1", .integer(id))
    try end(id, .sent, error: nil)
  }

  /// There is nothing to tell any more, or nobody to tell it to.
  package func noticeDropped(_ id: Int64, because reason: String) throws {
    try end(id, .dropped, error: reason)
  }

  /// Not taken: tried again later, or given up with an alarm.
  ///
  /// - Parameters:
  ///   - isFinal: the server said that trying again is of no use.
  ///   - isCounted: false when no server was reached, which says nothing about this notice.
  package func noticeFailed(_ id: Int64, error: String, isFinal: Bool, isCounted: Bool) throws {
    guard let notice = try NoticeTable.notice(id, db), notice.state == .waiting else { return }
    let attempts = notice.attempts + (isCounted ? 1 : 0)
    // Where no server answers, all notices rest together: none waits longer for having been tried.
    let wait = isCounted ? NoticeLimits.retry.delay(after: attempts) : Span.seconds(0)
    if !isFinal, let wait, now + wait < notice.createdAt + NoticeLimits.patience {
      try db.run(
        "UPDATE notice SET attempts = $2, next_try = $3, error = $4 WHERE id = $1",
        .integer(id),
        .int(attempts),
        .instant(now + wait),
        .text(error),
      )
      return
    }
    try db.run("UPDATE notice SET attempts = $2 WHERE id = $1", .integer(id), .int(attempts))
    try end(id, .failed, error: error)
    try alarm(notice)
  }

  /// A mail that a server took came back, or somebody at the office found that it never arrived.
  ///
  /// - Throws: ``NoticeRefusal/noticeUnknown``.
  package func noticeBounced(_ id: Int64, error: String) throws {
    guard let notice = try NoticeTable.notice(id, db) else { throw NoticeRefusal.noticeUnknown }
    guard notice.state == .sent || notice.state == .delivered else { return }
    try db.run(
      "UPDATE notice SET state = 'failed', error = $2, ended_at = $3 WHERE id = $1",
      .integer(id),
      .text(error),
      .instant(now),
    )
    try alarm(notice)
  }

  /// Sends a notice anew that failed or was sent before.
  ///
  /// - Throws: ``NoticeRefusal/noticeUnknown``.
  package func resendNotice(_ id: Int64) throws {
    guard let notice = try NoticeTable.notice(id, db) else { throw NoticeRefusal.noticeUnknown }
    if let message = notice.message { try dropGuestMessage(message) }
    try db.run(
      """
      UPDATE notice SET state = 'waiting', attempts = 0, next_try = $2, created_at = $2,
        ended_at = NULL, error = NULL, way = NULL, message = NULL
      WHERE id = $1
      """,
      .integer(id),
      .instant(now),
    )
    try clear(
      .undelivered,
      inn: notice.inn,
      detail: NoticeTable.alarmDetail(notice),
      booking: notice.booking,
    )
  }

  func alarm(_ notice: NoticeDelivery) throws {
    try raise(
      .undelivered,
      inn: notice.inn,
      booking: notice.booking,
      detail: NoticeTable.alarmDetail(notice),
    )
  }

  private func end(_ id: Int64, _ state: NoticeDelivery.State, error: String?) throws {
    try db.run(
      "UPDATE notice SET state = $2, error = $3, ended_at = $4 WHERE id = $1 AND state = 'waiting'",
      .integer(id),
      .text(state.rawValue),
      .optional(error) { .text($0) },
      .instant(now),
    )
  }

  // MARK: - Mail on and off

  /// Whether guests of a channel, or of one booking, are written to.
  package func setMail(_ isOn: Bool, for subject: NoticeSubject, by actor: Actor) throws {
    try db.run("DELETE FROM notice_off WHERE subject = $1", .text(subject.text))
    if !isOn {
      try db.run("INSERT INTO notice_off (subject) VALUES ($1)", .text(subject.text))
    }
    let channel: ChannelID? =
      switch subject {
      case .channel(let id): id
      case .booking: nil
      }
    try log(.noticesSet, subject: subject.text, channel: channel, by: actor) {
      $0.field("mail", isOn)
    }
  }

  /// Whether guests of a channel, or of one booking, are rather written to by SMS than by mail.
  package func setSMS(_ isOn: Bool, for subject: NoticeSubject, by actor: Actor) throws {
    try db.run("DELETE FROM notice_sms WHERE subject = $1", .text(subject.text))
    if isOn { try db.run("INSERT INTO notice_sms (subject) VALUES ($1)", .text(subject.text)) }
    let channel: ChannelID? =
      switch subject {
      case .channel(let id): id
      case .booking: nil
      }
    try log(.noticesSet, subject: subject.text, channel: channel, by: actor) {
      $0.field("sms", isOn)
    }
  }

  // MARK: - Guests' links

  /// A new link to a booking for its guest; only its digest is kept.
  ///
  /// - Returns: the token of 130 random bits.
  package func makeGuestLink(to booking: BookingID) throws -> String {
    guard let stay = try NoticeTable.stay(of: booking, db) else {
      throw NoticeRefusal.bookingUnknown
    }
    let token = opaqueName("")
    try db.run(
      """
      INSERT INTO guest_link (digest, booking, created_at, expires_at) VALUES ($1, $2, $3, $4)
      """,
      .text(Secret.sha256(token)),
      .id(booking),
      .instant(now),
      .instant(GuestLink.end(of: stay)),
    )
    // The newest open: each mail has one of its own.
    try db.run(
      """
      DELETE FROM guest_link WHERE booking = $1 AND digest NOT IN (
        SELECT digest FROM guest_link WHERE booking = $1
        ORDER BY created_at DESC, digest LIMIT $2)
      """,
      .id(booking),
      .int(GuestLink.mostOfBooking),
    )
    return token
  }

  /// What a guest asks for lies before the office.
  ///
  /// - Throws: ``NoticeRefusal``.
  package func wish(_ text: String, for booking: BookingID) throws {
    guard let inn = try NoticeTable.inn(of: booking, db) else {
      throw NoticeRefusal.bookingUnknown
    }
    let text = String(text.trimmingSpaces().prefix(GuestWish.longest))
    guard !text.isEmpty else { throw NoticeRefusal.textEmpty }
    let open = try db.count(
      "SELECT count(*) FROM guest_wish WHERE booking = $1 AND done_at IS NULL",
      .id(booking),
    )
    guard open < GuestWish.mostOpen else { throw NoticeRefusal.tooManyWishes }
    try db.run(
      """
      INSERT INTO guest_wish (id, booking, text, created_at)
      VALUES ((SELECT coalesce(max(id), 0) + 1 FROM guest_wish), $1, $2, $3)
      """,
      .id(booking),
      .text(text),
      .instant(now),
    )
    try raise(.guestWish, inn: inn, booking: booking, detail: "change")
    try log(.wishReceived, subject: booking.rawValue, inn: inn, by: .guest) { _ in }
  }

  /// Somebody at the office has seen to a guest's wish.
  ///
  /// - Throws: ``NoticeRefusal/noticeUnknown``.
  package func finishWish(_ id: Int64, by actor: Actor) throws {
    let booking: BookingID? = try db.row(
      "SELECT booking FROM guest_wish WHERE id = $1",
      .integer(id),
    ) { $0.id(0) }
    guard let booking else { throw NoticeRefusal.noticeUnknown }
    try db.run(
      "UPDATE guest_wish SET done_at = $2 WHERE id = $1 AND done_at IS NULL",
      .integer(id),
      .instant(now),
    )
    let open = try db.count(
      "SELECT count(*) FROM guest_wish WHERE booking = $1 AND done_at IS NULL",
      .id(booking),
    )
    if open == 0, let inn = try NoticeTable.inn(of: booking, db) {
      try clear(.guestWish, inn: inn, booking: booking)
    }
    try log(.wishDone, subject: booking.rawValue, by: actor) { _ in }
  }

  // MARK: - Emergencies

  /// Tells guests who are at inns, or come today or tomorrow, of an emergency, and has the inns rung.
  ///
  /// - Parameters:
  ///   - inns: where it is.
  ///   - calls: inns that are rung; empty rings nobody.
  ///   - spoken: what the telephone reads to them.
  /// - Returns: its name, and how many parties are written to.
  /// - Throws: ``BroadcastRefusal``.
  package func callEmergency(
    _ hazard: Hazard,
    message: [LocalizedText],
    at inns: [InnID],
    calling calls: [InnID],
    spoken: String,
    until deadline: Timestamp,
    by actor: Actor,
  ) throws -> (EmergencyID, parties: Int) {
    guard !inns.isEmpty else { throw BroadcastRefusal.noInns }
    let broadcast =
      calls.isEmpty ? nil : try self.broadcast(spoken, to: calls, until: deadline, by: actor)
    let id = EmergencyID(trusted: timedName("em_"))
    try db.run(
      """
      INSERT INTO emergency (id, hazard, message, created_at, created_by, broadcast)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      .id(id),
      .text(hazard.rawValue),
      .text(try StoredJSON.encode(message)),
      .instant(now),
      .text(actor.text),
      .optional(broadcast) { .id($0) },
    )
    let wanted = Set(inns)
    var parties = 0
    for present in try NoticeTable.present(on: TokyoTime.tonight(at: now), db)
    where wanted.contains(present.inn) {
      parties += 1
      try lay(
        NoticeOrder(booking: present.booking, kind: .emergency, cause: "emergency:\(id)")
      )
    }
    try log(.emergencySent, subject: id.rawValue, by: actor) {
      $0.field("hazard", hazard)
      $0.field("inns", inns.count)
      $0.field("parties", parties)
    }
    return (id, parties)
  }
}

/// A guest's way to a booking: a token in a URL, of which the hub keeps the digest.
package enum GuestLink {
  /// Mails of one booking whose links work at the same time.
  static let mostOfBooking = 20
  /// Days after check-out until when a receipt or a fee may still be looked up.
  package static let daysAfterStay = 14

  /// When links to a stay end.
  package static func end(of stay: Stay) -> Timestamp {
    TokyoTime.instant(stay.checkOut + daysAfterStay)
  }
}

extension Transaction {
  /// A link that nobody got.
  package func removeGuestLink(_ token: String) throws {
    try db.run("DELETE FROM guest_link WHERE digest = $1", .text(Secret.sha256(token)))
  }

  /// Forgets notices that ended long ago, and links that have.
  package func removeOldNotices() throws {
    try db.run("DELETE FROM guest_link WHERE expires_at <= $1", .instant(now))
    try db.run(
      "DELETE FROM notice WHERE state <> 'waiting' AND ended_at < $1",
      .instant(now - NoticeLimits.kept),
    )
  }
}
