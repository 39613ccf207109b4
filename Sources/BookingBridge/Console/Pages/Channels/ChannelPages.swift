import InnRegistry

/// Platforms: keys, limits, webhooks and what came of them.
extension OfficeConsole {
  func addChannels(to routes: inout ConsoleRoutes) {
    routes.page("/channels", "officeChannels", .manageChannels) { visit in
      try ChannelListPage(visit: visit).response()
    }
    routes.action("/channels", "officeAddChannel", .manageChannels) { visit in
      var reader = FormReader(visit.form)
      let id: ChannelID? = reader.required("id", .identifier())
      let name = reader.required("name", .line(1...Listing.maxName))
      if let id, registry.catalogue.channels[id] != nil { reader.refuse("id", .nameTaken) }
      var page = ChannelListPage(visit: visit)
      page.form = reader.state
      guard let id, let name, reader.errors.isEmpty else {
        return try page.response(.unprocessableContent)
      }
      let channel = Channel(id: id, name: name, isTrainingOnly: reader.has("training"))
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("channels", id.rawValue), .saved) {
        try await visit.change(.manageChannels) { try $0.save(channel, by: actor) }
      }
    }
    routes.page("/channels/{channel}", "officeChannel", .manageChannels) { visit in
      try ChannelPage(visit: visit, channel: try visit.channel()).response()
    }
    routes.action("/channels/{channel}", "officeSaveChannel", .manageChannels) { visit in
      try await saveChannel(visit)
    }
    routes.action("/channels/{channel}/keys", "officeCreateKey", .manageChannels) { visit in
      let channel = try visit.channel()
      let path = ConsolePath("channels", channel.id.rawValue)
      let scopes = Set(FormReader(visit.form).all("scope", .oneOf(KeyScope.self)))
      guard !scopes.isEmpty else { return visit.refused(.choose, else: path) }
      let actor = visit.actor
      let secret = try await visit.change(.manageChannels) {
        try $0.createKey(for: channel.id, scopes: scopes, by: actor).secret
      }
      return visit.done(.newKey(secret), else: path)
    }
    routes.action("/channels/{channel}/keys/{key}/revoke", "officeRevokeKey", .manageChannels) {
      visit in
      let channel = try visit.channel()
      let key: KeyID = try visit.guise.context.identifier("key")
      let actor = visit.actor
      return try await visit.acting(
        back: ConsolePath("channels", channel.id.rawValue),
        .keyRevoked,
      ) {
        try await visit.change(.manageChannels) { try $0.revokeKey(key, by: actor) }
      }
    }
    addWebhookActions(to: &routes)
  }

  private func saveChannel(_ visit: Visit) async throws -> HTTPResponse {
    var channel = try visit.channel()
    var reader = FormReader(visit.form)
    let rooms = 1...RoomType.maxRooms
    channel.name = reader.required("name", .line(1...Listing.maxName)) ?? channel.name
    channel.maxOpenRequests = reader.required("requests", .whole(0...1000)) ?? 0
    channel.maxHolds = reader.required("holds", .whole(0...10_000)) ?? 0
    channel.maxRoomsShown = reader.required("shown", .whole(rooms)) ?? 1
    channel.maxRoomsANight = reader.optional("night", .whole(0...RoomType.maxRooms))
    channel.isSuspended = reader.has("suspended")
    var page = ChannelPage(visit: visit, channel: channel)
    page.form = reader.state
    guard reader.errors.isEmpty else { return try page.response(.unprocessableContent) }
    let saved = channel
    let actor = visit.actor
    return try await visit.acting(back: ConsolePath("channels", saved.id.rawValue), .saved) {
      try await visit.change(.manageChannels) { try $0.save(saved, by: actor) }
    }
  }
}

extension Visit {
  func channel() throws -> Channel {
    let id: ChannelID = try guise.context.identifier("channel")
    guard let channel = registry.catalogue.channels[id] else { throw ConsoleProblem.notFound }
    return channel
  }
}

struct ChannelListPage {
  let visit: Visit
  var form = FormState.empty

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let catalogue = visit.registry.catalogue
    let webhooks = try visit.registry.webhooks()
    return ConsoleFrame(visit: visit, title: .sectionChannels, section: .channels).response(status)
    {
      html in
      html.heading(.sectionChannels, .channelsLead)
      html.summary(of: form)
      html(.section, .class("panel"), .label(.sectionChannels)) { html in
        html(.ul, .class("rows")) { html in
          for channel in catalogue.channels.values.sorted(by: { $0.id < $1.id }) {
            let keys = catalogue.keys.count { $0.channel == channel.id && $0.revokedAt == nil }
            let hooks = webhooks.filter { $0.channel == channel.id }
            html(.li) { html in
              html(.div, .class("what")) { html in
                html(.a, .href(ConsolePath("channels", channel.id.rawValue)), text: channel.name)
                html(.span, .class("meta")) { html in
                  html(.span, channel.id.rawValue)
                  html(.span, Words.activeKeys + Words(" \(keys)"))
                  html(.span, Words.webhooks + Words(" \(hooks.count)"))
                }
                html(.span, .class("meta")) { html in
                  if channel.isSuspended { html.chip(.suspended, "bad") }
                  if channel.isTrainingOnly { html.chip(.training) }
                  for hook in hooks { html.healthChip(hook.health) }
                }
              }
            }
          }
        }
      }
      html(.form, .method(.post), .action(ConsolePath("channels")), .class("filter panel")) {
        html in
        html.token(visit)
        html.field(.channelCode, "id", in: form, isRequired: true)
        html.field(.channelName, "name", in: form, isRequired: true)
        html.check(.trainingOnly, "training", in: form)
        html(.button, .submit, .class("button primary"), words: .addChannel)
      }
    }
  }
}

extension HTMLWriter {
  mutating func healthChip(_ health: WebhookHealth) {
    if let disabled = health.disabled {
      chip(.disabled(disabled.reason), "bad")
    } else if health.failures > 0 {
      chip(.failing(health.failures), "warn")
    } else {
      chip(.working, "ok")
    }
  }
}

struct ChannelPage {
  let visit: Visit
  let channel: Channel
  var form = FormState.empty

  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(segments: ["channels", channel.id.rawValue] + more)
  }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let title = Words(channel.name)
    return try ConsoleFrame(visit: visit, title: title, section: .channels).response(status) {
      html in
      html.heading(title, Words(channel.id.rawValue))
      html.summary(of: form)
      limits(&html)
      keys(&html)
      try webhooks(&html)
    }
  }

  private func limits(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("limits")) { html in
      html(.h2, .id("limits"), words: .limits)
      html(.form, .method(.post), .action(path()), .class("stack")) { html in
        html.token(visit)
        html(.div, .class("fields")) { html in
          html.field(.channelName, "name", value: channel.name, in: form, isRequired: true)
          for (words, name, value) in [
            (Words.maxOpenRequests, "requests", Optional(channel.maxOpenRequests)),
            (.maxHolds, "holds", channel.maxHolds),
            (.maxRoomsShown, "shown", channel.maxRoomsShown),
            (.maxRoomsANight, "night", channel.maxRoomsANight),
          ] {
            html.field(
              words,
              name,
              .number,
              value: value.map(String.init) ?? "",
              in: form,
              .min("0"),
            )
          }
          html.check(.suspend, "suspended", isOn: channel.isSuspended, in: form)
        }
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button primary"), words: .save)
        }
      }
    }
  }

  private func keys(_ html: inout HTMLWriter) {
    let keys = visit.registry.catalogue.keys.filter { $0.channel == channel.id }
    html(.section, .class("panel"), .labelledBy("keys")) { html in
      html(.h2, .id("keys"), words: .keys)
      if keys.isEmpty { html.empty(.noKeys) }
      html(.ul, .class("rows")) { html in
        for key in keys {
          html(.li) { html in
            html(.div, .class("what")) { html in
              html(.code, key.id.rawValue)
              html(.span, .class("meta")) { html in
                for scope in KeyScope.allCases where key.scopes.contains(scope) {
                  html.chip(.scope(scope))
                }
                html.moment(key.createdAt, now: visit.now)
                if key.revokedAt != nil { html.chip(.revoked, "bad") }
              }
            }
            if key.revokedAt == nil {
              html(.div, .class("acts")) { html in
                html.button(
                  visit,
                  .revokeKey,
                  path("keys", key.id.rawValue, "revoke"),
                  style: .danger,
                  confirm: .revokeConfirm,
                  label: .revokeKey + Words(" " + key.id.rawValue),
                )
              }
            }
          }
        }
      }
      html(.form, .method(.post), .action(path("keys")), .class("filter")) { html in
        html.token(visit)
        html(.fieldset) { html in
          html(.legend, .scopes)
          html(.div, .class("checks")) { html in
            for scope in KeyScope.allCases {
              html.check(
                .scope(scope),
                "scope",
                value: scope.rawValue,
                isOn: scope == .read || scope == .book,
              )
            }
          }
        }
        html(.button, .submit, .class("button"), words: .createKey)
      }
    }
  }

  private func webhooks(_ html: inout HTMLWriter) throws {
    let hooks = try visit.registry.webhooks(of: channel.id)
    let last = try visit.registry.lastSequence()
    html(.section, .class("panel"), .labelledBy("webhooks")) { html in
      html(.h2, .id("webhooks"), words: .webhooks)
      if hooks.isEmpty { html.empty(.noWebhooks) }
      html(.ul, .class("rows")) { html in
        for hook in hooks {
          html(.li) { html in
            html(.div, .class("what")) { html in
              html(.a, .href(path("webhooks", hook.id.rawValue)), text: hook.url)
              html(.span, .class("meta")) { html in
                html.healthChip(hook.health)
                for topic in WebhookTopic.allCases where hook.topics.contains(topic) {
                  html.chip(.topic(topic))
                }
                html(.span, .feedAt(hook.position, of: last))
              }
            }
          }
        }
      }
      html(.form, .method(.post), .action(path("webhooks")), .class("filter")) { html in
        html.token(visit)
        html.field(.webAddress, "url", .url, isRequired: true)
        html(.fieldset) { html in
          html(.legend, .topics)
          html(.div, .class("checks")) { html in
            for topic in WebhookTopic.allCases {
              html.check(.topic(topic), "topic", value: topic.rawValue, isOn: true)
            }
          }
        }
        html(.button, .submit, .class("button"), words: .addWebhook)
      }
    }
  }
}
