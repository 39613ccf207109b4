import InnRegistry

/// `innctl broadcast …`, as it is understood.
enum BroadcastCommand: Hashable, Sendable {
  case send(BroadcastDraft, isDryRun: Bool)
  case list(limit: Int)
  case show(BroadcastID)
  case stop(BroadcastID)
}

extension CommandParser {
  /// Nil when the path is none of a broadcast's.
  static func broadcast(_ arguments: Arguments) throws(UsageError) -> BroadcastCommand? {
    switch arguments.syntax.path {
    case ["broadcast", "send"]:
      let hours = ArgumentFormat.wholeNumber(1...BroadcastDraft.mostHours)
      return .send(
        BroadcastDraft(
          text: try arguments.required("text", .line(most: 1000)),
          inns: try arguments.operands(.identifier()),
          area: try arguments.value("area", .identifier()),
          hours: try arguments.value("hours", hours) ?? BroadcastDraft.usualHours,
        ),
        isDryRun: arguments.has("dry-run"),
      )
    case ["broadcast", "list"]:
      return .list(limit: try arguments.value("limit", .wholeNumber(1...500)) ?? 50)
    case ["broadcast", "show"]: return .show(try arguments.operand(.identifier()))
    case ["broadcast", "stop"]: return .stop(try arguments.operand(.identifier()))
    default: return nil
    }
  }
}

/// `innctl broadcast …`: a text read to many inns.
struct BroadcastCommands {
  let console: Console
  let options: ListOptions

  func run(_ command: BroadcastCommand) throws(CommandFailure) {
    switch command {
    case .send(let draft, let isDryRun): try send(draft, isDryRun: isDryRun)
    case .list(let limit): try list(limit)
    case .show(let id): try show(id)
    case .stop(let id):
      _ = try ask(.stop(id))
      console.note(
        Phrase(en: "nobody is rung about \(id) any more", ja: "\(id) の電話をやめました")
      )
    }
  }

  private func ask(_ request: BroadcastRequest) throws(CommandFailure) -> AdminReply {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    return try channel.send(.broadcast(request))
  }

  private func send(_ draft: BroadcastDraft, isDryRun: Bool) throws(CommandFailure) {
    let reply = try ask(.send(draft, isDryRun: isDryRun))
    guard case .broadcast(.sent(let plan, let id)) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object { json in
        json.field("id", id)
        json.array("inns") { json in for inn in plan.inns { json.string(inn.rawValue) } }
        json.field("seconds", plan.seconds)
        json.field("lines", plan.lines)
        json.field("minutes", plan.minutes)
      }
      console.print(json.text)
      return
    }
    for sentence in plan.spoken { console.note(Phrase("  " + sentence)) }
    console.note(
      Phrase(
        en: """
          \(plan.inns.count) inns, \(plan.seconds) s of text, about \(plan.minutes) min \
          with \(plan.lines) lines
          """,
        ja: """
          \(plan.inns.count)軒、読み上げ\(plan.seconds)秒、\(plan.lines)回線で約\(plan.minutes)分
          """,
      )
    )
    if let id { console.print(id.rawValue) }
  }

  private func records(_ request: BroadcastRequest) throws(CommandFailure) -> [BroadcastRecord] {
    let reply = try ask(request)
    guard case .broadcast(.list(let records)) = reply else { throw .unexpected(reply) }
    if options.asJSON {
      var json = JSONWriter()
      json.object {
        $0.array("broadcasts") { json in
          for record in records { json.object { write(record, to: &$0) } }
        }
      }
      console.print(json.text)
    }
    return records
  }

  private func list(_ limit: Int) throws(CommandFailure) {
    let records = try records(.list(limit: limit))
    guard !options.asJSON else { return }
    var table = TextTable(
      [
        Phrase(en: "SENT", ja: "送信"), Phrase(en: "UNTIL", ja: "期限"),
        Phrase(en: "HEARD", ja: "聞いた宿"), Phrase(en: "ID", ja: "ID"),
        Phrase(en: "TEXT", ja: "文"),
      ].map { $0[console.language] }
    )
    for record in records {
      table.append([
        record.createdAt.description,
        record.stoppedAt?.description ?? record.deadline.description,
        "\(record.heard)/\(record.inns.count)",
        record.id.rawValue,
        record.text,
      ])
    }
    console.write(table.text)
  }

  private func show(_ id: BroadcastID) throws(CommandFailure) {
    let records = try records(.show(id))
    guard !options.asJSON, let record = records.first else { return }
    console.print(record.text)
    var table = TextTable(
      [
        Phrase(en: "INN", ja: "宿"), Phrase(en: "HEARD", ja: "聞いた時刻"),
        Phrase(en: "CALLS IN VAIN", ja: "不応答"),
      ].map { $0[console.language] },
      rightAligned: [2],
    )
    for receipt in record.inns {
      table.append([
        receipt.inn.rawValue, receipt.heardAt?.description ?? "-", String(receipt.attempts),
      ])
    }
    console.write(table.text)
  }

  private func write(_ record: BroadcastRecord, to json: inout JSONWriter) {
    json.field("id", record.id)
    json.field("text", record.text)
    json.field("created_at", record.createdAt)
    json.field("deadline", record.deadline)
    json.field("created_by", record.createdBy)
    json.field("stopped_at", record.stoppedAt)
    json.array("inns") { json in
      for receipt in record.inns {
        json.object {
          $0.field("inn", receipt.inn)
          $0.field("heard_at", receipt.heardAt)
          $0.field("attempts", receipt.attempts)
        }
      }
    }
  }
}
