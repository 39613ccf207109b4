import BookingBridge
import Foundation
import InnRegistry

/// `innctl stats …`: figures of visitor flow.
struct StatisticsCommands {
  let console: Console
  let options: ListOptions

  func run(_ command: StatisticsCommand) throws(CommandFailure) {
    switch command {
    case .protect(let file): try protect(file)
    case .ask(let request, let file): try ask(request, file)
    }
  }

  private func ask(_ request: StatisticsRequest, _ file: String?) throws(CommandFailure) {
    let channel = try AdminChannel.open(DataDirectory(options.data), mayCreate: false)
    defer { channel.close() }
    if case .simulate(_, let months) = request {
      console.note(
        Phrase(
          en: "making up \(months) months; this takes some seconds",
          ja: "\(months)か月分を作っています。数秒かかります",
        )
      )
    }
    switch try channel.send(.statistics(request)) {
    case .file(let data):
      guard let file else { return console.write(String(decoding: data, as: UTF8.self)) }
      try OutputFile.write(data, to: file)
      console.note(Phrase(en: "wrote \(file)", ja: "\(file) に書きました"))
    case .statistics(.vintages(let records)): show(records)
    case .statistics(.exports(let records)): show(records)
    case .statistics(.ledger(let uses)): show(uses)
    case .statistics(.simulated(let record)): show(record)
    case .statistics(.reports(let sendings)): show(sendings)
    case .statistics(.brokers(let brokers)): show(brokers)
    case .statistics(.rebuilt(let isSame)):
      guard isSame else {
        throw CommandFailure(
          .failure,
          Phrase(
            en: "the figures differed from the log; they are the log's now",
            ja: "数字が記録と違っていました。記録どおりに直しました",
          ),
        )
      }
      console.note(Phrase(en: "the figures are the log's", ja: "数字は記録どおりです"))
    case .done: console.note(Phrase(en: "done", ja: "できました"))
    case let reply: throw .unexpected(reply)
    }
  }

  private func show(_ records: [VintageRecord]) {
    if options.asJSON {
      return list("tables", records) { record, json in
        json.field("table", record.table)
        json.field("period", record.period)
        json.field("vintage", record.number)
        json.field("published_at", record.publishedAt)
        json.field("note", record.note)
        json.field("sha256", record.digest)
        json.field("figures", record.figures)
        json.field("hidden", record.hidden)
      }
    }
    var table = TextTable(
      [
        Phrase(en: "TABLE", ja: "表"), Phrase(en: "PERIOD", ja: "期間"),
        Phrase(en: "VINTAGE", ja: "版"), Phrase(en: "FIGURES", ja: "数"),
        Phrase(en: "HIDDEN", ja: "秘匿"), Phrase(en: "SHA-256", ja: "SHA-256"),
      ].map { $0[console.language] },
      rightAligned: [2, 3, 4],
    )
    for record in records {
      table.append([
        record.table.rawValue, record.period, String(record.number), String(record.figures),
        String(record.hidden), String(record.digest.prefix(12)),
      ])
    }
    console.write(table.text)
  }

  private func show(_ record: SimulationRecord) {
    console.print(
      Phrase(
        en: """
          made up \(record.from) to \(record.until) of \(record.inns) training inns:
            bookings      \(record.bookings), of them stays \(record.stays)
            guest nights  \(record.guestNights), of them from abroad \(record.foreignNights)
            outside       \(record.outsideNights) guest nights, as keepers would report them
            refused       \(record.refused) wishes
          publish with: innctl stats publish --training --period \(record.until)
          """,
        ja: """
          \(record.from) から \(record.until) まで、練習用の宿\(record.inns)軒の統計を作りました:
            予約      \(record.bookings)（うち宿泊 \(record.stays)）
            延べ宿泊  \(record.guestNights)人泊（うち海外 \(record.foreignNights)）
            ほか      \(record.outsideNights)人泊（宿の申告として）
            お断り    \(record.refused)件
          公表するには: innctl stats publish --training --period \(record.until)
          """,
      )
    )
  }

  private func show(_ sendings: [InnReportSending]) {
    if options.asJSON {
      return list("reports", sendings) { sending, json in
        json.field("inn", sending.inn)
        json.field("outcome", sending.outcome)
        json.field("text", sending.text)
      }
    }
    var table = TextTable(
      [
        Phrase(en: "INN", ja: "宿"), Phrase(en: "OUTCOME", ja: "結果"), Phrase(en: "TEXT", ja: "本文"),
      ].map { $0[console.language] },
      rightAligned: [],
    )
    for sending in sendings {
      table.append([
        "\(sending.inn) \(sending.name)", sending.outcome.phrase[console.language], sending.text,
      ])
    }
    console.write(table.text)
  }

  private func show(_ brokers: [StatisticsBrokerSummary]) {
    if options.asJSON {
      return list("brokers", brokers) { broker, json in
        json.field("name", broker.name)
        json.field("taken", broker.taken)
        json.field("waiting", broker.waiting)
        json.field("failing_since", broker.health.failingSince)
        json.field("error", broker.health.error)
      }
    }
    var table = TextTable(
      [
        Phrase(en: "BROKER", ja: "基盤"), Phrase(en: "TAKEN", ja: "送信済み"),
        Phrase(en: "WAITING", ja: "待ち"), Phrase(en: "FAILING SINCE", ja: "失敗の始まり"),
        Phrase(en: "ERROR", ja: "エラー"),
      ].map { $0[console.language] },
      rightAligned: [1, 2],
    )
    for broker in brokers {
      table.append([
        broker.name, String(broker.taken), String(broker.waiting),
        broker.health.failingSince?.description ?? "", broker.health.error ?? "",
      ])
    }
    console.write(table.text)
  }

  private func show(_ records: [ExportRecord]) {
    if options.asJSON {
      return list("exports", records) { record, json in
        json.field("at", record.at)
        json.field("actor", record.actor)
        json.field("table", record.table)
        json.field("period", record.period)
        json.field("format", record.format)
        json.field("exact", record.isExact)
        json.field("purpose", record.purpose)
      }
    }
    var table = TextTable(
      [
        Phrase(en: "WHEN", ja: "時刻"), Phrase(en: "WHO", ja: "だれ"),
        Phrase(en: "TABLE", ja: "表"), Phrase(en: "PERIOD", ja: "期間"),
        Phrase(en: "EXACT", ja: "加工前"), Phrase(en: "WHAT FOR", ja: "目的"),
      ].map { $0[console.language] },
      rightAligned: [],
    )
    for record in records {
      table.append([
        record.at.description, record.actor, record.table, record.period,
        record.isExact ? "*" : "", record.purpose,
      ])
    }
    console.write(table.text)
  }

  private func show(_ uses: [StatisticsUse]) {
    if options.asJSON {
      return list("uses", uses) { use, json in
        json.field("at", use.at)
        json.field("used_by", use.usedBy)
        json.field("purpose", use.purpose)
        json.field("outcome", use.outcome)
      }
    }
    var table = TextTable(
      [
        Phrase(en: "WHEN", ja: "時刻"), Phrase(en: "WHO", ja: "だれ"),
        Phrase(en: "WHAT FOR", ja: "目的"), Phrase(en: "WHAT CAME OF IT", ja: "結果"),
      ].map { $0[console.language] },
      rightAligned: [],
    )
    for use in uses {
      table.append([use.at.description, use.usedBy, use.purpose, use.outcome ?? ""])
    }
    console.write(table.text)
  }

  private func list<Record>(
    _ name: String,
    _ records: [Record],
    _ write: (Record, inout JSONWriter) -> Void,
  ) {
    var json = JSONWriter()
    json.object { json in
      json.array(name) { list in
        for record in records { list.object { write(record, &$0) } }
      }
    }
    console.print(json.text)
  }

  // MARK: - A table of one's own

  private func protect(_ file: String) throws(CommandFailure) {
    let data = try InputFile.read(file)
    let control: DisclosureControl
    let table: DisclosureTable
    do {
      (table, control) = try DisclosureDocument.read([UInt8](data))
    } catch {
      throw CommandFailure(.failure, Phrase(en: "\(file): \(error)", ja: "\(file): \(error)"))
    }
    do {
      let pattern = try control.protect(table)
      console.print(DisclosureDocument.text(table, pattern))
    } catch {
      throw CommandFailure(.failure, Phrase(en: "\(file): \(error)", ja: "\(file): \(error)"))
    }
  }
}

extension InnReportSending.Outcome {
  var phrase: Phrase {
    switch self {
    case .sent: Phrase(en: "sent", ja: "送信")
    case .due: Phrase(en: "would be sent", ja: "送る予定")
    case .before: Phrase(en: "sent before", ja: "送信済み")
    case .noMobile: Phrase(en: "no mobile telephone", ja: "携帯電話なし")
    }
  }
}
