/// What is known of endpoints and deliveries.
extension Registry {
  /// All endpoints, or a channel's, in the order in which they were made.
  package func webhooks(of channel: ChannelID? = nil) throws -> [WebhookEndpoint] {
    try read { try WebhookTable.endpoints($0) }.filter { channel == nil || $0.channel == channel }
  }

  package func webhook(_ id: WebhookID) throws -> WebhookEndpoint? {
    try read { try WebhookTable.endpoint(id, $0) }
  }

  /// The secrets that sign now, the newest first.
  package func webhookSecrets(of id: WebhookID, at now: Timestamp) throws -> [WebhookSecret] {
    try read { try WebhookTable.secrets(of: id, at: now, $0) }
  }

  /// The next delivery of each endpoint whose time has come: the oldest that is due.
  ///
  /// Endpoints that are disabled or rest after a failure have none.
  package func dueDeliveries(at now: Timestamp) throws -> [(WebhookEndpoint, WebhookDelivery)] {
    try read { db in
      try WebhookTable.endpoints(db).compactMap { endpoint in
        guard !endpoint.health.isDisabled, endpoint.health.restsUntil ?? now <= now else {
          return nil
        }
        return try WebhookTable.due(for: endpoint.id, at: now, db).map { (endpoint, $0) }
      }
    }
  }

  /// Deliveries of an endpoint, newest first.
  ///
  /// - Parameters:
  ///   - before: only those made before this one.
  ///   - limit: 1...100.
  package func deliveries(
    of id: WebhookID,
    state: WebhookDelivery.State? = nil,
    before: WebhookMessageID? = nil,
    limit: Int,
  ) throws -> [(WebhookDelivery, [WebhookAttempt])] {
    try read { db in
      try WebhookTable.deliveries(of: id, state: state, before: before, limit: limit, db).map {
        ($0, try WebhookTable.attempts(of: $0.id, db))
      }
    }
  }
}
