import InnRegistry

/// One endpoint of a platform and what was sent there.
extension OfficeConsole {
  func addWebhookActions(to routes: inout ConsoleRoutes) {
    routes.action("/channels/{channel}/webhooks", "officeAddWebhook", .manageChannels) { visit in
      try await addWebhook(visit)
    }
    routes.page(
      "/channels/{channel}/webhooks/{webhook}",
      "officeWebhook",
      .manageChannels,
    ) { visit in
      try WebhookPage(visit: visit, hook: try visit.webhook()).response()
    }
    let actions:
      [(String, String, Words, @Sendable (Transaction, WebhookID, Actor) throws -> Void)] = [
        ("enable", "officeEnableWebhook", .enabled, { try $0.enableWebhook($1, of: nil, by: $2) }),
        (
          "test", "officeTestWebhook", .tested,
          { transaction, id, _ in
            let message = try WebhookTest.message(of: id, in: transaction)
            _ = try transaction.testWebhook(id, of: nil, message)
          }
        ),
        ("remove", "officeRemoveWebhook", .removed, { try $0.removeWebhook($1, of: nil, by: $2) }),
      ]
    for (name, operation, words, act) in actions {
      routes.action(
        "/channels/{channel}/webhooks/{webhook}/\(name)",
        operation,
        .manageChannels,
      ) { visit in
        let hook = try visit.webhook()
        let actor = visit.actor
        return try await visit.acting(
          back: ConsolePath("channels", hook.channel.rawValue),
          words,
        ) {
          try await visit.change(.manageChannels) { try act($0, hook.id, actor) }
        }
      }
    }
    routes.action(
      "/channels/{channel}/webhooks/{webhook}/rotate",
      "officeRotateWebhook",
      .manageChannels,
    ) { visit in
      let hook = try visit.webhook()
      let actor = visit.actor
      let secret = try await visit.change(.manageChannels) {
        try $0.rotateWebhook(hook.id, of: nil, by: actor).text
      }
      return visit.done(
        .webhookSecret(secret),
        else: ConsolePath("channels", hook.channel.rawValue, "webhooks", hook.id.rawValue),
      )
    }
    routes.action(
      "/channels/{channel}/webhooks/{webhook}/deliveries/{message}",
      "officeRedeliver",
      .manageChannels,
    ) { visit in
      let hook = try visit.webhook()
      let message: WebhookMessageID = try visit.guise.context.identifier("message")
      let path = ConsolePath("channels", hook.channel.rawValue, "webhooks", hook.id.rawValue)
      return try await visit.acting(back: path, .redelivered) {
        try await visit.change(.manageChannels) {
          try $0.redeliver(message, of: hook.id, channel: nil)
        }
      }
    }
  }

  private func addWebhook(_ visit: Visit) async throws -> HTTPResponse {
    let channel = try visit.channel()
    let path = ConsolePath("channels", channel.id.rawValue)
    let topics = Set(FormReader(visit.form).all("topic", .oneOf(WebhookTopic.self)))
    guard !topics.isEmpty else { return visit.refused(.choose, else: path) }
    let actor = visit.actor
    do {
      let url = try doors.addresses.check((visit.form["url"] ?? "").trimmingSpaces())
      let secret = try await visit.change(.manageChannels) {
        try $0.addWebhook(url, topics: topics, channel: channel.id, by: actor).1.text
      }
      return visit.done(.webhookSecret(secret), else: path)
    } catch let problem as ConsoleProblem {
      throw problem
    } catch {
      return visit.refused(visit.explain(error), else: path)
    }
  }
}

extension Visit {
  fileprivate func webhook() throws -> WebhookEndpoint {
    let id: WebhookID = try guise.context.identifier("webhook")
    guard let hook = try registry.webhook(id), hook.channel == (try channel().id) else {
      throw ConsoleProblem.notFound
    }
    return hook
  }
}

struct WebhookPage {
  let visit: Visit
  let hook: WebhookEndpoint

  private static let length = 50

  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(
      segments: ["channels", hook.channel.rawValue, "webhooks", hook.id.rawValue] + more
    )
  }

  func response() throws -> HTTPResponse {
    let deliveries = try visit.registry.deliveries(of: hook.id, limit: WebhookPage.length)
    return ConsoleFrame(visit: visit, title: .webhooks, section: .channels).response { html in
      html.heading(.webhooks, Words(hook.url))
      html(.div, .class("actions")) { html in
        html.healthChip(hook.health)
        if hook.health.isDisabled { html.button(visit, .enable, path("enable"), back: path()) }
        html.button(visit, .test, path("test"), back: path())
        html.button(visit, .rotate, path("rotate"), back: path())
        html.button(
          visit,
          .remove,
          path("remove"),
          style: .danger,
          confirm: .removeConfirm,
        )
      }
      html(.section, .class("panel"), .labelledBy("deliveries")) { html in
        html(.h2, .id("deliveries"), words: .deliveries)
        guard !deliveries.isEmpty else { return html.empty(.noDeliveries) }
        html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.deliveries)) { html in
          table(deliveries, &html)
        }
      }
    }
  }

  private func table(
    _ deliveries: [(WebhookDelivery, [WebhookAttempt])],
    _ html: inout HTMLWriter,
  ) {
    html(.table) { html in
      html.headerRow([.time, .kind, .state, .attempts, .answer, .redeliver])
      html(.tbody) { html in
        for (delivery, attempts) in deliveries {
          html(.tr) { html in
            html(.td) { $0.moment(delivery.createdAt, now: visit.now) }
            html(.td, delivery.kind)
            html(.td) { html in
              html.chip(
                .delivery(delivery.state),
                delivery.state == .failed ? "bad" : delivery.state == .delivered ? "ok" : "warn",
              )
            }
            html(.td, .class("number"), text: String(delivery.attempts))
            html(.td) { html in
              let last = attempts.last
              html.text(last?.status.map(String.init) ?? last?.error ?? "–")
            }
            html(.td) { html in
              html.button(
                visit,
                .redeliver,
                path("deliveries", delivery.message.rawValue),
                style: .quiet,
                label: .redeliver + Words(" " + delivery.message.rawValue),
              )
            }
          }
        }
      }
    }
  }
}
