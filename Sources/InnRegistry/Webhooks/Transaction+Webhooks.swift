/// Endpoints, what waits for them, and what came of it.
extension Transaction {
  // MARK: - Endpoints

  /// Takes in an endpoint; it is told of what changes from now on.
  ///
  /// - Returns: the endpoint and its secret, which is shown once.
  /// - Throws: ``DeliveryRefusal``.
  package func addWebhook(
    _ url: String,
    topics: Set<WebhookTopic>,
    channel: ChannelID,
    by actor: Actor,
  ) throws -> (WebhookEndpoint, WebhookSecret) {
    guard catalogue.channels[channel] != nil else { throw DeliveryRefusal.channelUnknown }
    let known = try WebhookTable.endpoints(db).filter { $0.channel == channel }
    guard known.count < WebhookEndpoint.maxOfChannel else {
      throw DeliveryRefusal.tooMany(limit: WebhookEndpoint.maxOfChannel)
    }
    if known.contains(where: { $0.url == url }) { throw DeliveryRefusal.exists }
    let secret = WebhookSecret(drawing: randomBits)
    let endpoint = WebhookEndpoint(
      id: WebhookID(trusted: opaqueName("we_")),
      channel: channel,
      url: url,
      topics: topics,
      createdAt: now,
      position: lastNumbers.event,
      health: WebhookHealth(),
    )
    try WebhookTable.insert(endpoint, secret: secret, db)
    try log(.webhookSaved, subject: endpoint.id.rawValue, channel: channel, by: actor) {
      $0.array("topics") { list in
        for topic in topics.map(\.rawValue).sorted() { list.string(topic) }
      }
    }
    return (endpoint, secret)
  }

  /// Gives an endpoint a new secret; the one before it signs as well for
  /// ``WebhookEndpoint/rotationTime``.
  ///
  /// - Parameter channel: whose it must be; nil for the office.
  package func rotateWebhook(_ id: WebhookID, of channel: ChannelID?, by actor: Actor) throws
    -> WebhookSecret
  {
    let endpoint = try webhook(id, of: channel)
    let secret = WebhookSecret(drawing: randomBits)
    try db.run(
      """
      UPDATE webhook_endpoint SET old_secret = secret, old_secret_until = $3, secret = $2
      WHERE id = $1
      """,
      .id(id),
      .text(secret.text),
      .instant(now + WebhookEndpoint.rotationTime),
    )
    try log(.webhookSaved, subject: id.rawValue, channel: endpoint.channel, by: actor) {
      $0.field("rotated", true)
    }
    return secret
  }

  /// Tells an endpoint nothing more, and forgets what it was told.
  package func removeWebhook(_ id: WebhookID, of channel: ChannelID?, by actor: Actor) throws {
    let endpoint = try webhook(id, of: channel)
    try db.run(
      """
      DELETE FROM webhook_attempt
      WHERE delivery IN (SELECT id FROM webhook_delivery WHERE endpoint = $1)
      """,
      .id(id),
    )
    try db.run("DELETE FROM webhook_delivery WHERE endpoint = $1", .id(id))
    try db.run("DELETE FROM webhook_endpoint WHERE id = $1", .id(id))
    try clear(.webhookDisabled, inn: nil, detail: endpoint.alarmDetail)
    try clear(.undelivered, inn: nil, detail: endpoint.alarmDetail)
    try log(.webhookRemoved, subject: id.rawValue, channel: endpoint.channel, by: actor) { _ in }
  }

  /// A disabled endpoint is sent what changes from now on; what failed can be sent anew.
  package func enableWebhook(_ id: WebhookID, of channel: ChannelID?, by actor: Actor) throws {
    var endpoint = try webhook(id, of: channel)
    guard endpoint.health.isDisabled else { return }
    endpoint.health.enable()
    endpoint.position = lastNumbers.event
    try WebhookTable.update(endpoint, db)
    try clear(.webhookDisabled, inn: nil, detail: endpoint.alarmDetail)
    try log(.webhookSaved, subject: id.rawValue, channel: endpoint.channel, by: actor) {
      $0.field("enabled", true)
    }
  }

  private func webhook(_ id: WebhookID, of channel: ChannelID?) throws -> WebhookEndpoint {
    guard let endpoint = try WebhookTable.endpoint(id, db),
      channel == nil || endpoint.channel == channel
    else { throw DeliveryRefusal.webhookUnknown }
    return endpoint
  }

  // MARK: - Messages

  /// Puts an endpoint's messages of the log lines up to `sequence` behind what waits already.
  ///
  /// Both in one transaction, so that no line is told twice or never, whenever the hub goes down.
  ///
  /// - Parameter after: the position from which the lines were read; when it is no longer the
  ///   endpoint's, nothing happens.
  package func tell(
    _ messages: [WebhookMessage],
    to id: WebhookID,
    after: Int64,
    upTo sequence: Int64,
  ) throws {
    guard var endpoint = try WebhookTable.endpoint(id, db), !endpoint.health.isDisabled,
      endpoint.position == after
    else { return }
    endpoint.position = sequence
    for message in messages { try insert(message, for: id) }
    let waiting = try db.count(
      "SELECT count(*) FROM webhook_delivery WHERE endpoint = $1 AND state = 'waiting'",
      .id(id),
    )
    if waiting > WebhookEndpoint.maxWaiting { try disable(&endpoint, .overfull) }
    try WebhookTable.update(endpoint, db)
  }

  /// Sends a message of the owner's wish, to see whether it arrives.
  package func testWebhook(_ id: WebhookID, of channel: ChannelID?, _ message: WebhookMessage)
    throws
    -> WebhookDelivery
  {
    let endpoint = try webhook(id, of: channel)
    if endpoint.health.isDisabled { throw DeliveryRefusal.disabled }
    let number = try insert(message, for: id)
    guard let delivery = try WebhookTable.delivery(number, db) else {
      throw DeliveryRefusal.deliveryUnknown
    }
    return delivery
  }

  @discardableResult
  private func insert(_ message: WebhookMessage, for id: WebhookID) throws -> Int64 {
    let number = Int64(try db.count("SELECT coalesce(max(id), 0) + 1 FROM webhook_delivery"))
    try db.run(
      """
      INSERT INTO webhook_delivery (id, endpoint, message, kind, body, created_at, next_try, state)
      VALUES ($1, $2, $3, $4, $5, $6, $6, 'waiting')
      """,
      .integer(number),
      .id(id),
      .text(timedName("msg_")),
      .text(message.kind),
      .text(message.body),
      .instant(now),
    )
    return number
  }

  /// Sends one delivery anew, under the same `webhook-id`.
  package func redeliver(_ message: WebhookMessageID, of id: WebhookID, channel: ChannelID?) throws
  {
    let endpoint = try webhook(id, of: channel)
    if endpoint.health.isDisabled { throw DeliveryRefusal.disabled }
    let changed = try db.run(
      """
      UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_try = $3
      WHERE endpoint = $1 AND message = $2
      """,
      .id(id),
      .id(message),
      .instant(now),
    )
    guard changed == 1 else { throw DeliveryRefusal.deliveryUnknown }
  }

  /// Sends everything anew that failed since an instant.
  ///
  /// - Returns: how many.
  package func redeliverFailed(since: Timestamp, of id: WebhookID, channel: ChannelID?) throws
    -> Int
  {
    let endpoint = try webhook(id, of: channel)
    if endpoint.health.isDisabled { throw DeliveryRefusal.disabled }
    try clear(.undelivered, inn: nil, detail: endpoint.alarmDetail)
    return try db.run(
      """
      UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_try = $3
      WHERE endpoint = $1 AND state = 'failed' AND created_at >= $2
      """,
      .id(id),
      .instant(since),
      .instant(now),
    )
  }

  // MARK: - Attempts

  /// Notes what an attempt came to, and what follows from it.
  ///
  /// Nothing follows when the delivery went with its endpoint meanwhile.
  ///
  /// - Parameter retryAfter: how long the receiver asked to wait.
  package func note(
    _ attempt: WebhookAttempt,
    of sent: WebhookDelivery,
    retryAfter: Span? = nil,
  ) throws {
    // Numbers are given again when the newest deliveries go; a message's name never is.
    guard var delivery = try WebhookTable.delivery(sent.id, db), delivery.message == sent.message,
      var endpoint = try WebhookTable.endpoint(delivery.endpoint, db)
    else { return }
    delivery.attempts += 1
    delivery.tries += 1
    try WebhookTable.insert(attempt, number: delivery.attempts, of: delivery.id, db)
    switch attempt.outcome {
    case .taken:
      delivery.state = .delivered
      endpoint.health.noteSuccess()
    case .gone:
      delivery.state = .failed
      try disable(&endpoint, .gone)
    case .failed:
      endpoint.health.noteFailure(at: now)
      if let wait = WebhookDelivery.wait(after: delivery.tries) {
        let asked = min(retryAfter ?? .seconds(0), WebhookDelivery.longestAskedWait)
        delivery.nextTry = now + max(wait, asked)
      } else {
        delivery.state = .failed
        try raise(.undelivered, inn: nil, detail: endpoint.alarmDetail)
      }
      if endpoint.health.isDisabled { try announce(endpoint) }
    }
    try WebhookTable.update(delivery, db)
    if endpoint.health.isDisabled { try failWaiting(endpoint.id) }
    try WebhookTable.update(endpoint, db)
  }

  private func disable(_ endpoint: inout WebhookEndpoint, _ reason: WebhookHealth.Reason) throws {
    endpoint.health.disable(reason, at: now)
    try failWaiting(endpoint.id)
    try announce(endpoint)
  }

  private func announce(_ endpoint: WebhookEndpoint) throws {
    try raise(.webhookDisabled, inn: nil, detail: endpoint.alarmDetail)
  }

  private func failWaiting(_ id: WebhookID) throws {
    try db.run(
      "UPDATE webhook_delivery SET state = 'failed' WHERE endpoint = $1 AND state = 'waiting'",
      .id(id),
    )
  }

  /// Removes finished deliveries that nobody needs any more.
  ///
  /// - Returns: how many, at most ``WebhookDelivery/removedAtOnce``.
  package func removeOldDeliveries() throws -> Int {
    let old: [Int64] = try db.rows(
      """
      SELECT id FROM webhook_delivery WHERE state <> 'waiting' AND created_at < $1
        AND id < (SELECT max(id) FROM webhook_delivery)
      ORDER BY created_at LIMIT $2
      """,
      .instant(now - WebhookDelivery.kept),
      .int(WebhookDelivery.removedAtOnce),
    ) { $0.integer(0) }
    for id in old {
      try db.run("DELETE FROM webhook_attempt WHERE delivery = $1", .integer(id))
      try db.run("DELETE FROM webhook_delivery WHERE id = $1", .integer(id))
    }
    return old.count
  }
}

extension WebhookEndpoint {
  /// Which endpoint an alarm is about.
  var alarmDetail: String { "webhook \(id) of \(channel)" }
}
