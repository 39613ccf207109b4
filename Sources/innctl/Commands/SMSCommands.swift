import InnRegistry

/// `innctl sms` and `innctl sms list`.
struct SMSCommands {
  let console: Console

  /// Messages from the keyboard, or the one that is given.
  func converse(_ options: SMSOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    if let text = options.text { return try send(text, options, channel) }
    while true {
      console.write("> ")
      guard let line = readLine() else {
        console.print("")
        return
      }
      if !line.isEmpty { try send(line, options, channel) }
    }
  }

  private func send(_ line: String, _ options: SMSOptions, _ channel: AdminChannel)
    throws(CommandFailure)
  {
    let text = line.replacing("\\n", with: "\n")
    let reply = try channel.send(.sms(inn: options.inn, from: options.from, text: text))
    guard case .smsAnswered(let from, let answer) = reply else { throw .unexpected(reply) }
    guard let answer else {
      console.note(
        Phrase(en: "\(from.national) gets no answer", ja: "\(from.national) への返事はありません")
      )
      return
    }
    console.print(answer)
  }

  func list(_ options: CallListOptions) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.list.data), mayCreate: false)
    defer { channel.close() }
    let reply = try channel.send(.shortMessages(inn: options.inn, limit: options.limit))
    guard case .shortMessages(let messages) = reply else { throw .unexpected(reply) }
    if options.list.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("messages") { json in
          for message in messages { json.object { write(message, to: &$0) } }
        }
      }
      console.print(json.text)
      return
    }
    var table = TextTable(
      [
        Phrase(en: "SENT", ja: "送信"), Phrase(en: "INN", ja: "宿"),
        Phrase(en: "NUMBER", ja: "番号"), Phrase(en: "DIRECTION", ja: "方向"),
        Phrase(en: "GATEWAY", ja: "経路"), Phrase(en: "STATE", ja: "状態"),
        Phrase(en: "TEXT", ja: "本文"),
      ].map { $0[console.language] }
    )
    for message in messages {
      table.append([
        message.sentAt.description, message.inn?.rawValue ?? "-", message.number,
        message.direction.rawValue, message.gateway.isEmpty ? "-" : message.gateway,
        message.state.rawValue, message.text.replacing("\n", with: " "),
      ])
    }
    console.write(table.text)
  }

  private func write(_ message: MessageSummary, to json: inout JSONWriter) {
    json.field("id", Int(message.id))
    json.field("direction", message.direction)
    json.field("inn", message.inn?.rawValue)
    json.field("number", message.number)
    json.field("gateway", message.gateway)
    json.field("state", message.state)
    json.field("sent_at", message.sentAt.description)
    json.field("text", message.text)
    json.field("error", message.error)
  }
}
