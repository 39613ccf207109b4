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
    switch try channel.send(.statistics(request)) {
    case .file(let data):
      guard let file else { return console.write(String(decoding: data, as: UTF8.self)) }
      try OutputFile.write(data, to: file)
      console.note(Phrase(en: "wrote \(file)", ja: "\(file) に書きました"))
    case .statistics(.vintages(let records)): show(records)
    case .statistics(.exports(let records)): show(records)
    case .statistics(.ledger(let uses)): show(uses)
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

/// A table in a file.
enum DisclosureDocument {
  struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  static func read(_ bytes: [UInt8]) throws -> (DisclosureTable, DisclosureControl) {
    guard case .object(let root) = try JSONValue(parsing: bytes),
      case .array(let cells)? = root["cells"], case .array(let sums)? = root["sums"]
    else { throw Malformed(description: "must have cells and sums") }
    var table = DisclosureTable()
    var places: [String: Int] = [:]
    for value in cells {
      let cell = try cell(value)
      places[cell.name] = table.cells.count
      table.cells.append(cell)
    }
    for value in sums {
      guard case .object(let sum) = value, case .string(let total)? = sum["total"],
        case .array(let parts)? = sum["parts"], let place = places[total]
      else { throw Malformed(description: "a sum must have a total and parts that are cells") }
      table.sums.append(
        DisclosureTable.Sum(
          total: place,
          parts: try parts.map {
            guard case .string(let name) = $0, let place = places[name] else {
              throw Malformed(description: "a part of «\(total)» is no cell")
            }
            return place
          },
        )
      )
    }
    var control = DisclosureControl()
    if case .bool(let isOn)? = root["complementary"] { control.isComplementary = isOn }
    return (table, control)
  }

  private static func cell(_ value: JSONValue) throws -> DisclosureTable.Cell {
    guard case .object(let cell) = value, case .string(let name)? = cell["name"],
      case .object(let contributions)? = cell["contributions"],
      let parties = cell["parties"]?.wholeNumber, let persons = cell["persons"]?.wholeNumber
    else {
      throw Malformed(description: "a cell must have name, contributions, parties and persons")
    }
    var history = DisclosureTable.History.new
    if case .string(let text)? = cell["history"] {
      guard let known = DisclosureTable.History(rawValue: text) else {
        throw Malformed(description: "history is new, published or suppressed")
      }
      history = known
    }
    var shares: [String: Int] = [:]
    for member in contributions.members {
      guard let share = member.value.wholeNumber, share >= 0 else {
        throw Malformed(description: "contributions of «\(name)» must be whole numbers from 0")
      }
      shares[member.name] = share
    }
    return DisclosureTable.Cell(
      name: name,
      contributions: shares,
      crowd: cell["crowd"]?.wholeNumber ?? 0,
      parties: parties,
      persons: persons,
      history: history,
      weight: max(1, cell["weight"]?.wholeNumber ?? 1),
    )
  }

  static func text(_ table: DisclosureTable, _ pattern: DisclosurePattern) -> String {
    var json = JSONWriter(capacity: 4096)
    json.object { json in
      json.array("cells") { list in
        for (cell, decision) in zip(table.cells, pattern.decisions) {
          list.object {
            $0.field("name", cell.name)
            switch decision {
            case .published(let count): $0.field("shown", String(count))
            case .empty: $0.field("shown", "-")
            case .suppressed(let reason):
              $0.field("shown", "X")
              $0.field("reason", reason)
            }
          }
        }
      }
    }
    return json.text
  }
}
