/// Reads and writes endpoints, deliveries and attempts.
enum WebhookTable {
  // MARK: - Endpoints

  static func endpoints(_ db: SQLConnection) throws -> [WebhookEndpoint] {
    try db.rows(
      """
      SELECT id, channel, url, topics, created_at, position, health FROM webhook_endpoint
      ORDER BY created_at, id
      """,
      read: endpoint,
    )
  }

  static func endpoint(_ id: WebhookID, _ db: SQLConnection) throws -> WebhookEndpoint? {
    try db.row(
      """
      SELECT id, channel, url, topics, created_at, position, health FROM webhook_endpoint
      WHERE id = $1
      """,
      .id(id),
      read: endpoint,
    )
  }

  private static func endpoint(_ row: SQLRow) throws -> WebhookEndpoint {
    let topics = row.text(3).split(separator: ",").compactMap { WebhookTopic(rawValue: String($0)) }
    return WebhookEndpoint(
      id: row.id(0),
      channel: row.id(1),
      url: row.text(2),
      topics: Set(topics),
      createdAt: row.instant(4),
      position: row.integer(5),
      health: try StoredJSON.decode(WebhookHealth.self, row.text(6)),
    )
  }

  static func insert(_ endpoint: WebhookEndpoint, secret: WebhookSecret, _ db: SQLConnection)
    throws
  {
    try db.run(
      """
      INSERT INTO webhook_endpoint (id, channel, url, topics, secret, created_at, position, health)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      .id(endpoint.id),
      .id(endpoint.channel),
      .text(endpoint.url),
      .text(endpoint.topics.map(\.rawValue).sorted().joined(separator: ",")),
      .text(secret.text),
      .instant(endpoint.createdAt),
      .integer(endpoint.position),
      .text(try StoredJSON.encode(endpoint.health)),
    )
  }

  /// Stores how far an endpoint has been told and how it answers.
  static func update(_ endpoint: WebhookEndpoint, _ db: SQLConnection) throws {
    try db.run(
      "UPDATE webhook_endpoint SET position = $2, health = $3 WHERE id = $1",
      .id(endpoint.id),
      .integer(endpoint.position),
      .text(try StoredJSON.encode(endpoint.health)),
    )
  }

  static func secrets(of id: WebhookID, at now: Timestamp, _ db: SQLConnection) throws
    -> [WebhookSecret]
  {
    let texts: [String]? = try db.row(
      "SELECT secret, old_secret, old_secret_until FROM webhook_endpoint WHERE id = $1",
      .id(id),
    ) { row in
      let old = row.optional(1) { $0.text($1) }
      let until = row.optional(2) { $0.instant($1) }
      let stillSigns = until.map { now < $0 } ?? false
      return [row.text(0)] + (stillSigns ? [old].compactMap { $0 } : [])
    }
    return (texts ?? []).compactMap { WebhookSecret($0) }
  }

  // MARK: - Deliveries

  static func due(for id: WebhookID, at now: Timestamp, _ db: SQLConnection) throws
    -> WebhookDelivery?
  {
    try db.row(
      """
      SELECT id, endpoint, message, kind, body, created_at, next_try, attempts, tries, state
      FROM webhook_delivery WHERE endpoint = $1 AND state = 'waiting' AND next_try <= $2
      ORDER BY id LIMIT 1
      """,
      .id(id),
      .instant(now),
      read: delivery,
    )
  }

  static func delivery(_ id: Int64, _ db: SQLConnection) throws -> WebhookDelivery? {
    try db.row(
      """
      SELECT id, endpoint, message, kind, body, created_at, next_try, attempts, tries, state
      FROM webhook_delivery WHERE id = $1
      """,
      .integer(id),
      read: delivery,
    )
  }

  static func deliveries(
    of id: WebhookID,
    state: WebhookDelivery.State?,
    before: WebhookMessageID?,
    limit: Int,
    _ db: SQLConnection,
  ) throws -> [WebhookDelivery] {
    try db.rows(
      """
      SELECT id, endpoint, message, kind, body, created_at, next_try, attempts, tries, state
      FROM webhook_delivery WHERE endpoint = $1 AND (CAST($2 AS TEXT) IS NULL OR state = $2)
        AND (CAST($3 AS TEXT) IS NULL
          OR id < (SELECT id FROM webhook_delivery WHERE endpoint = $1 AND message = $3))
      ORDER BY id DESC LIMIT $4
      """,
      .id(id),
      .optional(state) { .text($0.rawValue) },
      .optional(before) { .id($0) },
      .int(limit),
      read: delivery,
    )
  }

  private static func delivery(_ row: SQLRow) throws -> WebhookDelivery {
    WebhookDelivery(
      id: row.integer(0),
      endpoint: row.id(1),
      message: row.id(2),
      kind: row.text(3),
      body: row.text(4),
      createdAt: row.instant(5),
      nextTry: row.instant(6),
      attempts: row.int(7),
      tries: row.int(8),
      state: try row.word(9),
    )
  }

  static func update(_ delivery: WebhookDelivery, _ db: SQLConnection) throws {
    try db.run(
      """
      UPDATE webhook_delivery SET next_try = $2, attempts = $3, tries = $4, state = $5
      WHERE id = $1
      """,
      .integer(delivery.id),
      .instant(delivery.nextTry),
      .int(delivery.attempts),
      .int(delivery.tries),
      .text(delivery.state.rawValue),
    )
  }

  // MARK: - Attempts

  static func insert(
    _ attempt: WebhookAttempt,
    number: Int,
    of delivery: Int64,
    _ db: SQLConnection,
  ) throws {
    try db.run(
      """
      INSERT INTO webhook_attempt (delivery, number, at, status, error, response, milliseconds)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      .integer(delivery),
      .int(number),
      .instant(attempt.at),
      .optional(attempt.status) { .int($0) },
      .optional(attempt.error) { .text($0) },
      .text(attempt.response),
      .int(attempt.milliseconds),
    )
  }

  static func attempts(of delivery: Int64, _ db: SQLConnection) throws -> [WebhookAttempt] {
    try db.rows(
      """
      SELECT number, at, status, error, response, milliseconds FROM webhook_attempt
      WHERE delivery = $1 ORDER BY number
      """,
      .integer(delivery),
    ) { row in
      WebhookAttempt(
        number: row.int(0),
        at: row.instant(1),
        status: row.optional(2) { $0.int($1) },
        error: row.optional(3) { $0.text($1) },
        response: row.text(4),
        milliseconds: row.int(5),
      )
    }
  }
}
