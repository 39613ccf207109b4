/// Notices that leave by SMS: handed to the outbox of messages, and told what became of them.
extension Transaction {
  /// Hands a notice over to the messages by SMS; from then on its message decides what becomes of it.
  ///
  /// Costs count with the inn's own messages.
  package func sendNotice(_ id: Int64, as text: String, to number: PhoneNumber) throws {
    guard let notice = try NoticeTable.notice(id, db), notice.state == .waiting,
      notice.message == nil
    else { return }
    let message = try write(
      text,
      to: number,
      inn: notice.inn,
      booking: notice.booking,
      notice: id,
      deadline: max(now + NoticeLimits.leastSMSTime, notice.createdAt + NoticeLimits.patience),
    )
    try db.run(
      "UPDATE notice SET way = 'sms', message = $2 WHERE id = $1",
      .integer(id),
      .integer(message),
    )
  }

  /// What became of a guest's message is what became of its notice; others concern no notice.
  func noteGuestMessage(_ message: Int64, _ state: ShortMessage.State, error: String?) throws {
    let id: Int64?? = try db.row(
      "SELECT notice FROM sms_message WHERE id = $1",
      .integer(message),
    ) { $0.optional(0) { $0.integer($1) } }
    guard let id = id ?? nil, let notice = try NoticeTable.notice(id, db),
      notice.message == message
    else { return }
    switch state {
    case .received, .proposed: return
    case .waiting: try note(notice, .waiting, attempts: 1, error: error)
    case .sent:
      try forgetLink(in: message)
      try note(notice, .sent, attempts: 1, error: nil)
    case .delivered:
      try forgetLink(in: message)
      try note(notice, .delivered, error: nil)
    case .failed:
      try note(notice, .failed, error: error)
      try alarm(notice)
    case .dropped: try note(notice, .dropped, error: "overtaken")
    }
  }

  private func note(
    _ notice: NoticeDelivery,
    _ state: NoticeDelivery.State,
    attempts: Int = 0,
    error: String?,
  ) throws {
    try db.run(
      """
      UPDATE notice SET state = $2, attempts = attempts + $3, error = $4, ended_at = $5
      WHERE id = $1
      """,
      .integer(notice.id),
      .text(state.rawValue),
      .int(attempts),
      .optional(error) { .text($0) },
      .optional(state == .waiting ? nil : now) { .instant($0) },
    )
  }

  /// The link is the guest's key: once it has left, the hub keeps its digest alone.
  private func forgetLink(in message: Int64) throws {
    let text: String? = try db.row("SELECT text FROM sms_message WHERE id = $1", .integer(message))
    {
      $0.text(0)
    }
    guard let text else { return }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? "…" : $0 }
    try db.run(
      "UPDATE sms_message SET text = $2 WHERE id = $1",
      .integer(message),
      .text(words.joined(separator: " ")),
    )
  }

  /// The deadline of a guest's message has passed, or its tries ran out.
  ///
  /// - Returns: false for messages to keepers.
  func giveUpGuestMessage(of outbox: Int64, error: String) throws -> Bool {
    let message: Int64? = try db.row(
      "SELECT id FROM sms_message WHERE outbox = $1 AND notice IS NOT NULL",
      .integer(outbox),
    ) { $0.integer(0) }
    guard let message else { return false }
    try db.run(
      "UPDATE sms_message SET state = 'failed', error = $2 WHERE id = $1",
      .integer(message),
      .text(error),
    )
    try noteGuestMessage(message, .failed, error: error)
    return true
  }

  /// A message that another is to take the place of leaves no more, if it hasn't.
  func dropGuestMessage(_ message: Int64) throws {
    try db.run(
      """
      UPDATE outbox SET state = 'dropped', lease_owner = NULL, lease_until = NULL
      WHERE state = 'waiting' AND id = (SELECT outbox FROM sms_message WHERE id = $1)
      """,
      .integer(message),
    )
    try db.run(
      "UPDATE sms_message SET state = 'dropped' WHERE id = $1 AND state = 'waiting'",
      .integer(message),
    )
  }

  /// Whether what a notice tells is still so; one that was erased or ended tells nothing.
  func isStillNews(notice id: Int64) throws -> Bool {
    guard let notice = try NoticeTable.notice(id, db), notice.state == .waiting,
      let booking = try BookingTable.booking(notice.booking, db),
      booking.guest.phone != nil
    else { return false }
    let proposals = try db.count(
      "SELECT count(*) FROM amendment WHERE booking = $1",
      .id(booking.id),
    )
    return notice.obsolescence(of: booking, hasProposal: proposals > 0, at: now) == nil
  }
}

extension NoticeDelivery {
  /// Why a notice is not to be sent any more; nil when what it tells is still so.
  ///
  /// - Parameters:
  ///   - booking: as it stands now.
  ///   - hasProposal: whether a change of it waits for the inn.
  package func obsolescence(of booking: Booking, hasProposal: Bool, at now: Timestamp) -> String? {
    guard now < GuestLink.end(of: booking.stay) else { return "the stay is over" }
    let isStill =
      switch kind {
      case .requestReceived, .confirmed, .declined, .noAnswer, .cancelledByGuest,
        .cancelledByInn:
        NoticeKind.present(of: booking.state) == kind
      case .changeReceived: hasProposal
      case .changeDeclined, .changed, .emergency: booking.state.isLive
      case .reminder, .arrivalGuide:
        booking.state == .confirmed
          && cause == "stay:\(booking.stay.checkIn.daysSinceEpoch)"
          && TokyoTime.date(at: now) <= booking.stay.checkIn
      case .houseRules, .phraseCard, .useOfData: true
      }
    return isStill ? nil : "overtaken"
  }
}

/// Which telephones guests are written to on.
package enum TextingPolicy: String, CaseIterable, Codable, Sendable {
  /// Mobile numbers of Japan: what the gateways are rented for.
  case japan
  /// Abroad as well, where a message costs several times as much and may be thrown away for its
  /// unknown sender.
  case anywhere

  package func reaches(_ number: PhoneNumber) -> Bool {
    number.takesMessages
      && (self == .anywhere || number.e164.hasPrefix("+" + PhoneNumber.homeCountryCode))
  }
}

extension Guest {
  /// By which way the hub writes to a guest; nil where there is none.
  ///
  /// - Parameters:
  ///   - writes: the hub and nobody else tells this guest.
  ///   - prefersSMS: the guest or the platform has chosen messages before mail.
  ///   - texting: nil where no gateway carries messages.
  ///   - mails: whether a server carries mail.
  package func wayOfNotices(
    writes: Bool,
    prefersSMS: Bool,
    texting: TextingPolicy?,
    mails: Bool,
  ) -> NoticeDelivery.Way? {
    guard writes else { return nil }
    let canText = phoneForNotices(texting) != nil
    if prefersSMS, canText { return .sms }
    if mails, email != nil { return .mail }
    return canText ? .sms : nil
  }

  /// The telephone that notices go to; nil where none takes them.
  package func phoneForNotices(_ policy: TextingPolicy?) -> PhoneNumber? {
    guard let policy, let number = phone.flatMap({ PhoneNumber($0) }), policy.reaches(number) else {
      return nil
    }
    return number
  }
}
