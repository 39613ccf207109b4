/// An answer kept so that the same request, sent again, gets it again
/// (draft-ietf-httpapi-idempotency-key-header).
package struct StoredReply: Hashable, Sendable {
  package var status: Int
  /// A JSON text.
  package var body: String
  /// The created resource's path, where there is one.
  package var location: String?
  /// The resource's validator as the answer shows it, where there is one.
  package var entityTag: String?

  package init(
    status: Int,
    body: String,
    location: String? = nil,
    entityTag: String? = nil,
  ) {
    self.status = status
    self.body = body
    self.location = location
    self.entityTag = entityTag
  }

  /// How long an answer can be had again.
  package static let kept = Span.hours(24)
}

package enum IdempotencyRefusal: Error, Hashable, Sendable {
  /// The key was used for another request.
  case otherRequest
}

extension Transaction {
  /// Runs `body` once for a channel's key: a repetition gets the first answer, from the same
  /// transaction that made it.
  ///
  /// - Parameter digest: SHA-256 of method, path and body; another one with the same key is refused.
  /// - Throws: ``IdempotencyRefusal``, or what `body` throws; then nothing is kept and the same key
  ///   may be tried again.
  package func once(
    key: String,
    channel: ChannelID,
    digest: String,
    _ body: () throws -> StoredReply,
  ) throws -> (StoredReply, isReplay: Bool) {
    let known = try db.row(
      """
      SELECT digest, status, body, location, entity_tag FROM idempotency_key
      WHERE channel = $1 AND key = $2 AND created_at > $3
      """,
      .id(channel),
      .text(key),
      .instant(now - StoredReply.kept),
    ) { row in
      (
        row.text(0),
        StoredReply(
          status: row.int(1),
          body: row.text(2),
          location: row.optional(3) { $0.text($1) },
          entityTag: row.optional(4) { $0.text($1) },
        )
      )
    }
    if let (knownDigest, reply) = known {
      guard knownDigest == digest else { throw IdempotencyRefusal.otherRequest }
      return (reply, true)
    }
    let reply = try body()
    try db.run(
      """
      INSERT INTO idempotency_key (channel, key, digest, status, body, location, entity_tag,
        created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (channel, key) DO UPDATE SET digest = $3, status = $4, body = $5, location = $6,
        entity_tag = $7, created_at = $8
      """,
      .id(channel),
      .text(key),
      .text(digest),
      .int(reply.status),
      .text(reply.body),
      .optional(reply.location) { .text($0) },
      .optional(reply.entityTag) { .text($0) },
      .instant(now),
    )
    return (reply, false)
  }

  /// Forgets answers past their time.
  func forgetOldReplies() throws {
    try db.run(
      "DELETE FROM idempotency_key WHERE created_at <= $1",
      .instant(now - StoredReply.kept),
    )
  }
}
