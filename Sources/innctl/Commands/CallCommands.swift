import InnRegistry

/// `innctl call …`: what was said and keyed on the telephone.
struct CallCommands {
  let console: Console

  func list(_ options: CallListOptions) throws(CommandFailure) {
    let calls = try calls(options.list, inn: options.inn, limit: options.limit)
    if options.list.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("calls") { json in for call in calls { json.object { write(call, to: &$0) } } }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "BEGAN", ja: "開始"), Phrase(en: "INN", ja: "宿"),
        Phrase(en: "NUMBER", ja: "番号"), Phrase(en: "DIRECTION", ja: "方向"),
        Phrase(en: "SECONDS", ja: "秒"), Phrase(en: "OUTCOME", ja: "結果"),
        Phrase(en: "ID", ja: "ID"),
      ].map { $0[console.language] },
      rightAligned: [4],
    )
    for call in calls {
      table.append([
        call.startedAt.description,
        call.inn?.rawValue ?? "-",
        call.number.isEmpty ? "-" : call.number,
        call.direction.phrase[console.language],
        String(call.seconds),
        call.outcome,
        call.id.rawValue,
      ])
    }
    console.write(table.text)
  }

  func show(_ id: ConversationID, _ options: ListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.call(id))
    guard case .calls(let calls) = reply, let call = calls.first else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object { write(call, to: &$0) }
      console.print(json.text)
      return
    }
    console.print(
      "\(call.id)  \(call.startedAt)  \(call.inn?.rawValue ?? "-")  \(call.number)  "
        + "\(call.direction.phrase[console.language])  \(call.outcome)"
    )
    for line in call.transcript { console.print("  " + line) }
  }

  private func calls(_ options: ListOptions, inn: InnID?, limit: Int) throws(CommandFailure)
    -> [CallSummary]
  {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.calls(inn: inn, limit: limit))
    guard case .calls(let calls) = reply else { throw .unexpected(reply) }
    return calls
  }

  private func write(_ call: CallSummary, to json: inout JSONWriter) {
    json.field("id", call.id)
    json.field("inn", call.inn)
    json.field("number", call.number)
    json.field("direction", call.direction)
    json.field("purpose", call.purpose)
    json.field("started_at", call.startedAt)
    json.field("ended_at", call.endedAt)
    json.field("seconds", call.seconds)
    json.field("outcome", call.outcome)
    json.array("transcript") { json in for line in call.transcript { json.string(line) } }
  }
}

extension CallSummary.Direction {
  fileprivate var phrase: Phrase {
    switch self {
    case .inbound: Phrase(en: "inbound", ja: "着信")
    case .outbound: Phrase(en: "outbound", ja: "発信")
    }
  }
}

extension CallSummary {
  /// Length of the conversation.
  var seconds: Int64 { (endedAt - startedAt).milliseconds / 1000 }
}
