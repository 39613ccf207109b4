import InnRegistry

/// Endpoints of a channel that are told of changes, and the log of what they were told.
extension PlatformAPI {
  static let deliveriesPerPage = 50
  static let maxDeliveriesPerPage = 100

  func addWebhooks(to table: inout RouteTable) {
    addWebhookListing(to: &table)
    addWebhookActs(to: &table)
    addDeliveries(to: &table)
  }

  private func addWebhookListing(to table: inout RouteTable) {
    table.add(
      .post,
      "/v1/webhooks",
      operation: "createWebhook",
      access: .channel(.book),
      document: WebhookDocuments.create,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let body = try context.request.readJSON(WebhookBody.read)
      let url = try checked(body.url)
      return try idempotency.reply(to: context, key: .accepted) { transaction in
        let (webhook, secret) = try transaction.addWebhook(
          url,
          topics: body.topics,
          channel: caller.channel,
          by: .channel(caller.channel),
        )
        return StoredReply(
          status: 201,
          body: webhook.json(secret: secret),
          location: "/v1/webhooks/\(webhook.id)",
        )
      }
    }
    table.add(
      .get,
      "/v1/webhooks",
      operation: "listWebhooks",
      access: .channel(.book),
      document: WebhookDocuments.list,
    ) { context in
      let webhooks = try registry.webhooks(of: try context.channelCaller().channel)
      return HTTPResponse.json { json in
        json.object {
          $0.array("webhooks") { list in for webhook in webhooks { webhook.write(to: &list) } }
        }
      }.validated(for: context.request)
    }
    table.add(
      .get,
      "/v1/webhooks/{webhook}",
      operation: "getWebhook",
      access: .channel(.book),
      document: WebhookDocuments.get,
    ) { context in
      let webhook = try ownWebhook(context)
      return HTTPResponse.json { webhook.write(to: &$0) }.validated(for: context.request)
    }
    table.add(
      .delete,
      "/v1/webhooks/{webhook}",
      operation: "deleteWebhook",
      access: .channel(.book),
      document: WebhookDocuments.delete,
    ) { (context: RequestContext) throws -> HTTPReply in
      let (id, channel) = (try ownWebhook(context).id, try context.channelCaller().channel)
      return .deferred(
        HTTPDeferral { completion in
          registry.write({ try $0.removeWebhook(id, of: channel, by: .channel(channel)) }) {
            completion.complete($0.map { HTTPResponse.noContent })
          }
        }
      )
    }
  }

  private func addWebhookActs(to table: inout RouteTable) {
    add(to: &table, "rotate", "rotateWebhook", WebhookDocuments.rotate) {
      transaction,
      id,
      channel in
      let secret = try transaction.rotateWebhook(id, of: channel, by: .channel(channel))
      var json = JSONWriter()
      json.object {
        $0.field("webhook", id)
        $0.field("secret", secret.text)
        $0.field("old_secret_until", transaction.now + WebhookEndpoint.rotationTime)
      }
      return StoredReply(status: 200, body: json.text)
    }
    add(to: &table, "enable", "enableWebhook", WebhookDocuments.enable) {
      transaction,
      id,
      channel in
      try transaction.enableWebhook(id, of: channel, by: .channel(channel))
      var json = JSONWriter()
      json.object {
        $0.field("webhook", id)
        $0.field("enabled", true)
      }
      return StoredReply(status: 200, body: json.text)
    }
    add(to: &table, "test", "testWebhook", WebhookDocuments.test) { transaction, id, channel in
      let message = try WebhookTest.message(of: id, in: transaction)
      let delivery = try transaction.testWebhook(id, of: channel, message)
      var json = JSONWriter()
      delivery.write(to: &json, attempts: [])
      return StoredReply(status: 202, body: json.text)
    }
  }

  /// An act on an endpoint that takes no body.
  private func add(
    to table: inout RouteTable,
    _ act: String,
    _ operation: String,
    _ document: OperationDocument,
    _ work: @escaping @Sendable (Transaction, WebhookID, ChannelID) throws -> StoredReply,
  ) {
    table.add(
      .post,
      "/v1/webhooks/{webhook}/" + act,
      operation: operation,
      access: .channel(.book),
      document: document,
    ) { (context: RequestContext) throws -> HTTPReply in
      let (id, channel) = (try ownWebhook(context).id, try context.channelCaller().channel)
      return try idempotency.reply(to: context, key: .accepted) { try work($0, id, channel) }
    }
  }

  private func addDeliveries(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/webhooks/{webhook}/deliveries",
      operation: "listDeliveries",
      access: .channel(.book),
      document: WebhookDocuments.deliveries,
    ) { context in
      let query = try context.request.readQuery(DeliveryQuery.read)
      let found = try registry.deliveries(
        of: try ownWebhook(context).id,
        state: query.state,
        before: query.cursor.flatMap { WebhookMessageID($0) },
        limit: query.limit,
      )
      let last = found.count == query.limit ? found.last?.0.message.rawValue : nil
      return HTTPResponse.json(capacity: 4096) { json in
        json.object {
          $0.array("deliveries") { list in
            for (delivery, attempts) in found { delivery.write(to: &list, attempts: attempts) }
          }
          $0.page(next: last, of: context.request)
        }
      }.validated(for: context.request)
    }
    table.add(
      .post,
      "/v1/webhooks/{webhook}/redeliver",
      operation: "redeliverWebhook",
      access: .channel(.book),
      document: WebhookDocuments.redeliver,
    ) { (context: RequestContext) throws -> HTTPReply in
      let (id, channel) = (try ownWebhook(context).id, try context.channelCaller().channel)
      let wanted = try context.request.readJSON(RedeliveryBody.read)
      return try idempotency.reply(to: context, key: .accepted) { transaction in
        let count: Int
        switch wanted {
        case .one(let message):
          try transaction.redeliver(message, of: id, channel: channel)
          count = 1
        case .failed(let since):
          count = try transaction.redeliverFailed(since: since, of: id, channel: channel)
        }
        var json = JSONWriter()
        json.object { $0.field("redelivered", count) }
        return StoredReply(status: 202, body: json.text)
      }
    }
  }

  /// The endpoint that the path names; another channel's looks like none.
  private func ownWebhook(_ context: RequestContext) throws -> WebhookEndpoint {
    let id: WebhookID = try context.identifier("webhook")
    guard let webhook = try registry.webhook(id),
      webhook.channel == (try context.channelCaller().channel)
    else { throw HTTPProblem(.notFound) }
    return webhook
  }

  private func checked(_ url: String) throws(HTTPProblem) -> String {
    do throws(OutgoingAddress.Fault) {
      return try webhookAddresses.check(url)
    } catch {
      let detail =
        switch error {
        case .malformed: "must be an absolute https URL without a fragment"
        case .notSecure: "must be https"
        case .privateAddress: "must be reachable from the public internet"
        case .credentials: "must not hold a user name or a password"
        }
      throw HTTPProblem(
        .invalidFields,
        errors: [
          .init(
            place: .body(JSONPointer.root.member("url")),
            fault: error == .malformed ? .wrongFormat : .notAllowed,
            detail: detail,
          )
        ],
      )
    }
  }
}

/// The body of `POST /v1/webhooks`.
struct WebhookBody: Sendable {
  var url: String
  var topics: Set<WebhookTopic>

  @Sendable static func read(_ body: inout JSONObjectReader) -> WebhookBody? {
    let url = body.required("url", .line(1...OutgoingAddress.maxLength))
    let topics = body.optional(
      "topics",
      .array(of: TextFormat.oneOf(WebhookTopic.self), count: 1...WebhookTopic.allCases.count),
      default: WebhookTopic.allCases,
    )
    guard let url else { return nil }
    return WebhookBody(url: url, topics: Set(topics))
  }
}

/// The body of `POST /v1/webhooks/{webhook}/redeliver`.
enum RedeliveryBody: Sendable {
  case one(WebhookMessageID)
  case failed(since: Timestamp)

  @Sendable static func read(_ body: inout JSONObjectReader) -> RedeliveryBody? {
    let message: WebhookMessageID? = body.optional("message", .identifier())
    let since = body.optional("failed_since", .instant)
    switch (message, since) {
    case (.some(let message), nil): return .one(message)
    case (nil, .some(let since)): return .failed(since: since)
    default:
      body.refuse("message", .inconsistent, "name either a message or failed_since")
      return nil
    }
  }
}

/// What `GET /v1/webhooks/{webhook}/deliveries` asks for.
struct DeliveryQuery: Sendable {
  var state: WebhookDelivery.State?
  var cursor: String?
  var limit: Int

  @Sendable static func read(_ query: inout QueryReader) -> DeliveryQuery? {
    DeliveryQuery(
      state: query.optional("state", .oneOf(WebhookDelivery.State.self)),
      cursor: query.optional("cursor", .cursor),
      limit: query.optional(
        "limit",
        .wholeNumber(1...PlatformAPI.maxDeliveriesPerPage),
        default: PlatformAPI.deliveriesPerPage,
      ),
    )
  }
}

extension WebhookEndpoint {
  fileprivate func json(secret: WebhookSecret) -> String {
    var json = JSONWriter()
    write(to: &json, secret: secret)
    return json.text
  }

  func write(to json: inout JSONWriter, secret: WebhookSecret? = nil) {
    json.object {
      $0.field("webhook", id)
      $0.field("url", url)
      $0.array("topics") { list in
        for topic in WebhookTopic.allCases where topics.contains(topic) {
          list.string(topic.rawValue)
        }
      }
      $0.field("created_at", createdAt)
      $0.field("enabled", !health.isDisabled)
      $0.field("disabled_at", health.disabled?.at)
      $0.field("disabled_reason", health.disabled?.reason)
      $0.field("failing_since", health.failingSince)
      if let secret { $0.field("secret", secret.text) }
    }
  }
}

extension WebhookDelivery {
  func write(to json: inout JSONWriter, attempts: [WebhookAttempt]) {
    json.object {
      $0.field("message", message)
      $0.field("type", kind)
      $0.field("created_at", createdAt)
      $0.field("state", state)
      $0.field("next_try", state == .waiting ? nextTry : nil)
      $0.array("attempts") { list in for attempt in attempts { attempt.write(to: &list) } }
    }
  }
}

extension WebhookAttempt {
  fileprivate func write(to json: inout JSONWriter) {
    json.object {
      $0.field("at", at)
      $0.field("status", status)
      $0.field("error", error)
      $0.field("milliseconds", milliseconds)
      $0.field("response", response)
    }
  }
}
