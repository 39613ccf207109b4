import InnRegistry

/// `innctl channel …`, `innctl webhook …` and `innctl ical …`.
struct DeliveryCommands {
  let console: Console
  let options: ListOptions

  func run(_ request: DeliveryRequest) throws(CommandFailure) {
    var mayCreate = false
    if case .addChannel = request { mayCreate = true }
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: mayCreate)
    defer { channel.close() }
    let reply = try channel.send(.delivery(request))
    guard case .delivery(let answer) = reply else {
      guard case .done = reply else { throw .unexpected(reply) }
      console.note(Phrase(en: "done", ja: "完了しました"))
      return
    }
    show(answer)
  }

  private func show(_ answer: DeliveryReply) {
    switch answer {
    case .channels(let channels): show(channels)
    case .webhooks(let webhooks): show(webhooks)
    case .webhook(let webhook, let secret): show(webhook, secret: secret)
    case .deliveries(let deliveries): show(deliveries)
    case .redelivered(let count):
      console.note(Phrase(en: "\(count) sent again", ja: "\(count)件を送り直します"))
    case .calendars(let calendars): show(calendars)
    case .shared(let path): console.print(path)
    }
  }

  private func list<Record>(
    _ name: String,
    _ records: [Record],
    json write: (Record, inout JSONWriter) -> Void,
    columns: [Phrase],
    row: (Record) -> [String],
  ) {
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array(name) { list in
          for record in records { list.object { write(record, &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(columns.map { $0[console.language] })
    for record in records { table.append(row(record)) }
    console.write(table.text)
  }

  private func word(_ en: String, _ ja: String) -> String {
    Phrase(en: en, ja: ja)[console.language]
  }

  private func time(_ instant: Timestamp?) -> String {
    guard let instant else { return "-" }
    let minute = TokyoTime.minuteOfDay(at: instant)
    let clock = TimeOfDay(minutes: minute)?.description ?? ""
    return "\(TokyoTime.date(at: instant)) \(clock)"
  }

  // MARK: - Channels

  private func show(_ channels: [ChannelRecord]) {
    list(
      "channels",
      channels,
      json: { $0.write(to: &$1) },
      columns: [
        Phrase(en: "ID", ja: "番号"), Phrase(en: "NAME", ja: "名前"),
        Phrase(en: "KEYS", ja: "鍵"), Phrase(en: "WEBHOOKS", ja: "送り先"),
        Phrase(en: "REQUESTS", ja: "リクエスト"), Phrase(en: "HOLDS", ja: "仮押さえ"),
        Phrase(en: "SHOWN", ja: "見せる部屋"), Phrase(en: "A NIGHT", ja: "一晩"),
        Phrase(en: "COMMISSION", ja: "手数料"),
        Phrase(en: "STATE", ja: "状態"),
      ],
      row: { record in
        let channel = record.channel
        var words: [String] = []
        if channel.isTrainingOnly { words.append(word("training", "練習")) }
        if channel.isSuspended { words.append(word("suspended", "停止中")) }
        if !record.allotments.isEmpty {
          words.append(
            word("\(record.allotments.count) limits at inns", "宿ごとの上限\(record.allotments.count)件")
          )
        }
        return [
          channel.id.rawValue, channel.name, "\(record.keys)", "\(record.webhooks)",
          "\(channel.maxOpenRequests)", "\(channel.maxHolds)", "\(channel.maxRoomsShown)",
          channel.maxRoomsANight.map { "\($0)" } ?? "-", Percent.text(channel.commission),
          words.joined(separator: ", "),
        ]
      },
    )
  }

  // MARK: - Webhooks

  /// The secret alone goes to standard output, so that a script can keep it.
  private func show(_ webhook: WebhookRecord, secret: String?) {
    guard options.asJSON else {
      console.note(Phrase(webhook.id.rawValue))
      if let secret { console.print(secret) }
      return
    }
    var json = JSONWriter()
    json.object {
      webhook.write(to: &$0)
      $0.field("secret", secret)
    }
    console.print(json.text)
  }

  private func show(_ webhooks: [WebhookRecord]) {
    list(
      "webhooks",
      webhooks,
      json: { $0.write(to: &$1) },
      columns: [
        Phrase(en: "ID", ja: "番号"), Phrase(en: "CHANNEL", ja: "経路"),
        Phrase(en: "URL", ja: "送り先"), Phrase(en: "TOPICS", ja: "知らせること"),
        Phrase(en: "STATE", ja: "状態"),
      ],
      row: { webhook in
        let state =
          if let disabled = webhook.health.disabled {
            word("disabled: \(disabled.reason.rawValue)", "停止: \(disabled.reason.rawValue)")
          } else if let since = webhook.health.failingSince {
            word("failing since \(time(since))", "\(time(since)) から失敗")
          } else { word("sending", "送信中") }
        return [
          webhook.id.rawValue, webhook.channel.rawValue, webhook.url,
          webhook.topics.map(\.rawValue).sorted().joined(separator: ","), state,
        ]
      },
    )
  }

  private func show(_ deliveries: [DeliveryRecord]) {
    list(
      "deliveries",
      deliveries,
      json: { $0.write(to: &$1) },
      columns: [
        Phrase(en: "MESSAGE", ja: "通知"), Phrase(en: "TYPE", ja: "種類"),
        Phrase(en: "MADE", ja: "作成"), Phrase(en: "STATE", ja: "状態"),
        Phrase(en: "TRIES", ja: "回数"), Phrase(en: "LAST", ja: "最後の結果"),
      ],
      row: { delivery in
        [
          delivery.message.rawValue, delivery.kind, time(delivery.createdAt),
          delivery.state.rawValue, "\(delivery.attempts)",
          delivery.status.map { "\($0)" } ?? delivery.error ?? "-",
        ]
      },
    )
  }

  // MARK: - Calendars

  private func show(_ calendars: [CalendarRecord]) {
    list(
      "calendars",
      calendars,
      json: { $0.write(to: &$1) },
      columns: [
        Phrase(en: "ID", ja: "番号"), Phrase(en: "ROOM TYPE", ja: "部屋タイプ"),
        Phrase(en: "READ", ja: "読んだ時"), Phrase(en: "EVENTS", ja: "予定"),
        Phrase(en: "NIGHTS", ja: "閉じた夜"), Phrase(en: "NOT UNDERSTOOD", ja: "読めない予定"),
        Phrase(en: "STATE", ja: "状態"), Phrase(en: "URL", ja: "URL"),
      ],
      row: { calendar in
        [
          calendar.id.rawValue, calendar.roomType.rawValue, time(calendar.readAt),
          "\(calendar.events)", "\(calendar.nights)", "\(calendar.unread)",
          calendar.error ?? word("good", "良好"), calendar.url,
        ]
      },
    )
  }
}

extension ChannelRecord {
  func write(to json: inout JSONWriter) {
    json.field("id", channel.id)
    json.field("name", channel.name)
    json.field("training_only", channel.isTrainingOnly)
    json.field("suspended", channel.isSuspended)
    json.field("keys", keys)
    json.field("webhooks", webhooks)
    json.field("max_open_requests", channel.maxOpenRequests)
    json.field("max_holds", channel.maxHolds)
    json.field("max_rooms_shown", channel.maxRoomsShown)
    json.field("max_rooms_a_night", channel.maxRoomsANight)
    json.field("commission_basis_points", channel.commission)
    json.field("registration_number", channel.registrationNumber)
    json.array("allotments") { list in
      for allotment in allotments {
        list.object {
          $0.field("inn", allotment.inn)
          $0.field("room_type", allotment.roomType)
          $0.field("rooms", allotment.rooms)
        }
      }
    }
  }
}

extension WebhookRecord {
  func write(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("channel", channel)
    json.field("url", url)
    json.array("topics") { list in
      for topic in topics.map(\.rawValue).sorted() { list.string(topic) }
    }
    json.field("created_at", createdAt)
    json.field("enabled", !health.isDisabled)
    json.field("disabled_at", health.disabled?.at)
    json.field("disabled_reason", health.disabled?.reason)
    json.field("failing_since", health.failingSince)
  }
}

extension DeliveryRecord {
  func write(to json: inout JSONWriter) {
    json.field("message", message)
    json.field("type", kind)
    json.field("created_at", createdAt)
    json.field("state", state)
    json.field("next_try", nextTry)
    json.field("attempts", attempts)
    json.field("status", status)
    json.field("error", error)
    json.field("response", response)
  }
}

extension CalendarRecord {
  func write(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("room_type", roomType)
    json.field("url", url)
    json.field("read_at", readAt)
    json.field("next_poll", nextPoll)
    json.field("events", events)
    json.field("nights", nights)
    json.field("unread", unread)
    json.field("failures", failures)
    json.field("error", error)
  }
}
