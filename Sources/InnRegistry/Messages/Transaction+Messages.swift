/// Messages in and out, as rows; what they mean is the conversation's business.
extension Transaction {
  /// A message's gateway may run ahead of our clock by this much and is believed.
  private static var clockSkew: Span { .minutes(5) }

  // MARK: - In

  /// Keeps an inbound message.
  ///
  /// - Returns: its number and when it was sent; nil when it was kept before: duplicates act once.
  package func keep(_ message: InboundMessage, text: String, inn: InnID?, isProposal: Bool) throws
    -> (id: Int64, sentAt: Timestamp)?
  {
    let sentAt = message.sentAt.flatMap { $0 <= now + Transaction.clockSkew ? $0 : nil } ?? now
    let id = Int64(try db.count("SELECT coalesce(max(id), 0) FROM sms_message")) + 1
    let kept = try db.run(
      """
      INSERT INTO sms_message (id, direction, number, inn, gateway, gateway_id, text, sent_at,
        recorded_at, state)
      VALUES ($1, 'inbound', $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (gateway, direction, gateway_id) DO NOTHING
      """,
      .integer(id),
      .text(PhoneNumber(message.from)?.e164 ?? String(message.from.prefix(40))),
      .optional(inn) { .id($0) },
      .id(message.gateway),
      .text(message.gatewayID),
      .text(text),
      .instant(sentAt),
      .instant(now),
      .text((isProposal ? ShortMessage.State.proposed : .received).rawValue),
    )
    guard kept > 0 else { return nil }
    try log(.smsReceived, subject: String(id), inn: inn, by: .hub) {
      $0.field("gateway", message.gateway.rawValue)
      $0.field("proposal", isProposal)
    }
    return (id, sentAt)
  }

  /// Somebody whom no inn lists wrote: the office is told, once a number (S20).
  package func propose(from number: String) throws {
    try raise(.messageFromStranger, inn: nil, detail: number)
  }

  // MARK: - The state of a conversation

  package func smsThread(of number: PhoneNumber) throws -> (id: ConversationID, state: String)? {
    try db.row(
      "SELECT conversation, state FROM sms_conversation WHERE number = $1",
      .text(number.e164),
    ) { ($0.id(0), $0.text(1)) }
  }

  package func keepThread(_ state: String, _ conversation: ConversationID, of number: PhoneNumber)
    throws
  {
    try db.run(
      """
      INSERT INTO sms_conversation (number, conversation, state, changed_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (number) DO UPDATE SET conversation = $2, state = $3, changed_at = $4
      """,
      .text(number.e164),
      .id(conversation),
      .text(state),
      .instant(now),
    )
  }

  package func newConversation() -> ConversationID {
    ConversationID(trusted: timedName("sms_"))
  }

  /// What was sent to a number until then and left the hub: bookings told in it.
  package func messagesTold(to number: PhoneNumber, until: Timestamp) throws -> [String] {
    try db.rows(
      """
      SELECT readings FROM sms_message WHERE number = $1 AND direction = 'outbound'
        AND state IN ('sent', 'delivered') AND sent_at <= $2 AND sent_at > $3
        AND readings IS NOT NULL
      ORDER BY id DESC LIMIT 50
      """,
      .text(number.e164),
      .instant(until),
      .instant(now - .days(30)),
    ) { $0.text(0) }
  }

  /// What somebody heard on this telephone, in calls or messages: which revision of each.
  package func heard(on number: PhoneNumber, _ bookings: [BookingID]) throws -> [BookingID: Int] {
    var heard: [BookingID: Int] = [:]
    for id in bookings {
      heard[id] =
        try db.row(
          "SELECT max(revision) FROM hearing WHERE booking = $1 AND phone = $2",
          .id(id),
          .text(number.e164),
        ) { $0.optional(0) { $0.int($1) } } ?? nil
    }
    return heard
  }

  /// What an inn has not heard yet; see ``Registry/waiting(for:)``.
  package func waiting(for inn: InnID) throws -> [WaitingNews] {
    try WaitingNews.all(of: inn, db)
  }

  /// What the hub sells of a room type on a night now.
  package func remaining(of roomType: RoomTypeID, on night: CivilDate) throws -> Int? {
    guard let (_, room) = catalogue.roomType(roomType) else { return nil }
    return try standing(room, night).remaining
  }

  // MARK: - Forgetting

  /// Erases what messages before a day said, and strangers' and guests' numbers.
  func eraseMessages(before cutoff: CivilDate) throws {
    try db.run(
      """
      UPDATE sms_message SET text = '', number = CASE WHEN inn IS NULL OR notice IS NOT NULL THEN '' ELSE number END
      WHERE recorded_at < $1
        AND (text <> '' OR ((inn IS NULL OR notice IS NOT NULL) AND number <> ''))
      """,
      .instant(TokyoTime.instant(cutoff)),
    )
    try db.run(
      "DELETE FROM sms_conversation WHERE changed_at < $1",
      .instant(TokyoTime.instant(cutoff)),
    )
  }
}

extension Registry {
  /// Messages in and out, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func shortMessages(inn: InnID? = nil, limit: Int = 50) throws -> [ShortMessage] {
    try read { db in
      try db.rows(
        """
        SELECT id, direction, number, inn, gateway, gateway_id, text, sent_at, recorded_at, state,
          error
        FROM (
          SELECT * FROM sms_message WHERE inn = $1
          UNION ALL
          SELECT * FROM sms_message WHERE CAST($1 AS TEXT) IS NULL
        ) AS known
        ORDER BY id DESC LIMIT $2
        """,
        .optional(inn) { .id($0) },
        .int(limit),
        read: ShortMessage.init(row:),
      )
    }
  }
}

extension ShortMessage {
  /// Reads `id, direction, number, inn, gateway, gateway_id, text, sent_at, recorded_at, state,
  /// error`.
  init(row: SQLRow) throws {
    self.init(
      id: row.integer(0),
      direction: try row.word(1),
      number: row.text(2),
      inn: row.optional(3) { $0.id($1) },
      gateway: row.id(4),
      gatewayID: row.optional(5) { $0.text($1) },
      text: row.text(6),
      sentAt: row.instant(7),
      recordedAt: row.instant(8),
      state: try row.word(9),
      error: row.optional(10) { $0.text($1) },
    )
  }
}
