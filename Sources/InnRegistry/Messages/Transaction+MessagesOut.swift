/// Messages that leave the hub: written, sent, and what became of them.
extension Transaction {
  // MARK: - Out

  /// Puts a message into the outbox.
  ///
  /// - Parameters:
  ///   - readings: bookings that it tells whole, as JSON; nil for none.
  ///   - notice: what it tells a guest; nil for keepers.
  @discardableResult
  package func write(
    _ text: String,
    to number: PhoneNumber,
    inn: InnID?,
    booking: BookingID? = nil,
    readings: String? = nil,
    notice: Int64? = nil,
    deadline: Timestamp,
  ) throws -> Int64 {
    // Without the inn: what is rung about must not wait for it, and the other way round.
    let outbox = try send(.sendSMS, inn: nil, booking: booking, deadline: deadline)
    let id = Int64(try db.count("SELECT coalesce(max(id), 0) FROM sms_message")) + 1
    let preferred: String? = try db.row(
      """
      SELECT gateway FROM sms_message WHERE number = $1 AND direction = 'inbound'
      ORDER BY id DESC LIMIT 1
      """,
      .text(number.e164),
    ) { $0.text(0) }
    try db.run(
      """
      INSERT INTO sms_message (id, direction, number, inn, gateway, text, sent_at, recorded_at,
        state, readings, booking, outbox, notice)
      VALUES ($1, 'outbound', $2, $3, $4, $5, $6, $6, 'waiting', $7, $8, $9, $10)
      """,
      .integer(id),
      .text(number.e164),
      .optional(inn) { .id($0) },
      .text(preferred ?? ""),
      .text(text),
      .instant(now),
      .optional(readings) { .text($0) },
      .optional(booking) { .id($0) },
      .integer(outbox),
      .optional(notice) { .integer($0) },
    )
    return id
  }

  /// What an entry of the kind ``OutboxEntry/Kind/smsNews`` is about, and the telephones of the inn
  /// that can be written to; nil when there is nothing to tell any more.
  package func news(of entry: OutboxEntry) throws -> (WaitingNews, [InnPhone])? {
    guard let inn = entry.inn, let listing = catalogue[inn],
      let news = try waiting(for: inn).first(where: { $0.booking.id == entry.booking })
    else { return nil }
    return (news, listing.phones.filter { $0.kind == .mobile })
  }

  /// The message of an outbox entry, if it may still be sent.
  ///
  /// What it tells may have gone, or the budget be used up: then it is ended here, and the office
  /// told where somebody waits for it.
  package func sendable(_ entry: OutboxEntry, _ budget: SMSBudget) throws -> OutboundMessage? {
    let message = try db.row(
      """
      SELECT id, number, inn, gateway, text, booking, recorded_at, state, notice FROM sms_message
      WHERE outbox = $1
      """,
      .integer(entry.id),
    ) { row in
      (
        OutboundMessage(
          id: row.integer(0),
          to: PhoneNumber(row.text(1)) ?? PhoneNumber(trusted: row.text(1)),
          inn: row.optional(2) { $0.id($1) },
          text: row.text(4),
          preferred: SMSGatewayName(row.text(3)),
          booking: row.optional(5) { $0.id($1) },
          notice: row.optional(8) { $0.integer($1) },
          createdAt: row.instant(6),
        ), try row.word(7) as ShortMessage.State
      )
    }
    guard let (message, state) = message, state == .waiting else {
      try drop(entry)
      return nil
    }
    if try !isStillNews(message) {
      try drop(entry)
      try mark(message.id, .dropped)
      return nil
    }
    if let reason = try overdrawn(message, budget) {
      try end(entry, as: .failed)
      try mark(message.id, .failed, error: reason)
      if message.notice == nil {
        try raise(.undelivered, inn: message.inn, detail: "sms: \(reason)")
      }
      return nil
    }
    return message
  }

  /// Whether there is still something to tell of what a message is about.
  private func isStillNews(_ message: OutboundMessage) throws -> Bool {
    if let notice = message.notice { return try isStillNews(notice: notice) }
    guard let booking = message.booking else { return true }
    return try db.count(
      """
      SELECT count(*) FROM outbox WHERE booking = $1 AND state IN ('waiting', 'failed')
        AND kind IN ('tell_request', 'tell_booking', 'tell_change', 'tell_cancellation')
      """,
      .id(booking),
    ) > 0
  }

  private func end(_ entry: OutboxEntry, as state: OutboxEntry.State) throws {
    try db.run(
      "UPDATE outbox SET state = $2, lease_owner = NULL, lease_until = NULL WHERE id = $1",
      .integer(entry.id),
      .text(state.rawValue),
    )
  }

  private func mark(_ message: Int64, _ state: ShortMessage.State, error: String? = nil) throws {
    try db.run(
      "UPDATE sms_message SET state = $2, error = $3 WHERE id = $1",
      .integer(message),
      .text(state.rawValue),
      .optional(error) { .text($0) },
    )
    try noteGuestMessage(message, state, error: error)
  }

  /// Why the budget forbids a message; nil when it doesn't.
  private func overdrawn(_ message: OutboundMessage, _ budget: SMSBudget) throws -> String? {
    let day = TokyoTime.instant(TokyoTime.date(at: now))
    let toNumber = try db.count(
      """
      SELECT count(*) FROM sms_message WHERE direction = 'outbound' AND number = $1
        AND recorded_at >= $2 AND state IN ('sent', 'delivered')
      """,
      .text(message.to.e164),
      .instant(day),
    )
    if toNumber >= budget.perNumberADay {
      return "\(budget.perNumberADay) messages a number and day"
    }
    guard let inn = message.inn else {
      let strangers = try db.count(
        """
        SELECT count(*) FROM sms_message WHERE direction = 'outbound' AND inn IS NULL
          AND recorded_at >= $1 AND state IN ('sent', 'delivered')
        """,
        .instant(day),
      )
      return strangers >= budget.strangersADay
        ? "\(budget.strangersADay) messages to strangers a day" : nil
    }
    let limit = budget.perOrganisationAMonth.amount * 100
    return try monthlyCost(of: inn) >= limit
      ? "\(budget.perOrganisationAMonth.amount) yen a month" : nil
  }

  /// What messages of the inn's organisation cost this month, in hundredths of a yen; of the inn
  /// alone where none serves it.
  private func monthlyCost(of inn: InnID) throws -> Int {
    let messages = try db.count(
      """
      SELECT coalesce(sum(u.sms), 0) FROM usage u WHERE u.month = $2 AND (u.inn = $1 OR u.inn IN (
        SELECT i.id FROM inn i JOIN organisation_municipality m ON m.municipality = i.municipality
        WHERE m.organisation IN (SELECT o.organisation FROM organisation_municipality o
          JOIN inn j ON j.municipality = o.municipality WHERE j.id = $1)))
      """,
      .id(inn),
      .int(CivilMonth(of: TokyoTime.date(at: now)).index),
    )
    return messages * (try SettingTable.tariff(db).smsPartCost)
  }

  // MARK: - What became of it

  /// A message reached its reader without leaving the hub: in training.
  package func deliverLocally(_ id: Int64, by gateway: SMSGatewayName) throws {
    let outbox = try db.row("SELECT outbox FROM sms_message WHERE id = $1", .integer(id)) {
      $0.integer(0)
    }
    if let outbox { try delivered(outbox) }
    try db.run(
      "UPDATE sms_message SET state = 'delivered', gateway = $2, parts = 0 WHERE id = $1",
      .integer(id),
      .id(gateway),
    )
    try noteGuestMessage(id, .delivered, error: nil)
  }

  /// A gateway has taken a message.
  package func sent(
    _ message: OutboundMessage,
    entry: Int64,
    by gateway: SMSGatewayName,
    as gatewayID: String?,
    parts: Int,
  ) throws {
    try delivered(entry)
    // A gateway that calls two messages the same would otherwise get the second for ever.
    let name = try gatewayID.flatMap { try isKnown($0, at: gateway) ? nil : $0 }
    let changed = try db.run(
      """
      UPDATE sms_message SET state = 'sent', gateway = $2, gateway_id = $3, sent_at = $4,
        parts = $5, error = NULL
      WHERE id = $1 AND state = 'waiting'
      """,
      .integer(message.id),
      .id(gateway),
      .optional(name) { .text($0) },
      .instant(now),
      .int(parts),
    )
    guard changed > 0 else { return }
    try noteGuestMessage(message.id, .sent, error: nil)
    if parts > 0, let inn = message.inn, catalogue[inn] != nil {
      try meter(.sms(parts: parts), inn: inn)
    }
    try log(.smsSent, subject: String(message.id), inn: message.inn, by: .hub) {
      $0.field("gateway", gateway.rawValue)
      $0.field("parts", parts)
    }
  }

  private func isKnown(_ gatewayID: String, at gateway: SMSGatewayName) throws -> Bool {
    try db.count(
      """
      SELECT count(*) FROM sms_message
      WHERE gateway = $1 AND direction = 'outbound' AND gateway_id = $2
      """,
      .id(gateway),
      .text(gatewayID),
    ) > 0
  }

  /// No gateway can send it, now or ever.
  ///
  /// - Parameter isFinal: trying again is of no use, such as at a number without messages: the inn
  ///   is rung instead, by the ladder or a person.
  package func notSent(
    _ message: OutboundMessage,
    _ entry: OutboxEntry,
    error: String,
    isFinal: Bool,
    retry: RetrySchedule,
  ) throws {
    if isFinal {
      try end(entry, as: .failed)
      if message.notice == nil {
        try raise(
          .undelivered,
          inn: message.inn,
          booking: message.booking,
          detail: "sms: \(error)",
        )
        if let inn = message.inn { try wantCall(inn, because: "a message can't be delivered") }
      }
    } else {
      try failed(entry, error: error, retry: retry)
    }
    let isOver =
      try db.count(
        "SELECT count(*) FROM outbox WHERE id = $1 AND state = 'waiting'",
        .integer(entry.id),
      ) == 0
    try mark(message.id, isOver ? .failed : .waiting, error: error)
  }

  /// A message that may have been taken before is one of those that the gateway names: the first
  /// that belongs to no other.
  ///
  /// - Returns: false when all of them are others.
  package func found(
    _ traces: [String],
    of message: OutboundMessage,
    entry: Int64,
    by gateway: SMSGatewayName,
    parts: Int,
  ) throws -> Bool {
    let own = try traces.first { try !isKnown($0, at: gateway) }
    guard let own else { return false }
    try sent(message, entry: entry, by: gateway, as: own, parts: parts)
    return true
  }

  /// A gateway tells what became of a message that it took; later news never undo a delivery.
  ///
  /// - Returns: false when the gateway never took one of that name, as far as the hub knows.
  @discardableResult
  package func report(
    _ gatewayID: String,
    by gateway: SMSGatewayName,
    _ outcome: SMSOutgoing,
  ) throws -> Bool {
    let message = try db.row(
      """
      SELECT id, inn, state, notice FROM sms_message
      WHERE gateway = $1 AND direction = 'outbound' AND gateway_id = $2
      """,
      .id(gateway),
      .text(gatewayID),
    ) { ($0.integer(0), $0.optional(1) { $0.id($1) } as InnID?, $0.text(2), $0.isNull(3)) }
    guard let (id, inn, state, isKeepers) = message else { return false }
    guard state == ShortMessage.State.sent.rawValue else { return true }
    switch outcome {
    case .left: break
    case .delivered: try mark(id, .delivered)
    case .failed(let error):
      try mark(id, .failed, error: error)
      if isKeepers { try raise(.undelivered, inn: inn, detail: "sms: \(error)") }
    }
    return true
  }
}
