package import InnRegistry

/// An inn's own month, to be printed or sent by SMS.
///
/// Its guests, its nights, and what the region did with the figures.
package struct InnReport: Hashable, Sendable {
  package var name: String
  package var month: CivilMonth
  package var guests: Int
  package var guestNights: Int
  package var roomNights: Int
  /// Guest nights of guests from abroad.
  package var foreignNights: Int
  /// As the keeper told.
  package var outsideNights: Int
  /// Percent of rooms in use on nights that were open; nil without a night.
  package var occupancy: Int?
  package var origins: [(name: String, nights: Int)]
  package var uses: [StatisticsUse]

  /// - Throws: ``FlowRefused``.
  package init(_ registry: Registry, _ inn: InnID, _ month: CivilMonth) throws {
    guard let listing = registry.catalogue[inn] else { throw FlowRefused.innUnknown(inn) }
    let period = FlowPeriod(month)
    guard period.nights.upperBound <= TokyoTime.tonight(at: registry.clock.now()) else {
      throw FlowRefused.periodNotOver
    }
    let rows = try registry.flowSums(of: inn, in: period)
    func sum(_ measure: FlowMeasure, where isWanted: (String) -> Bool = { _ in true }) -> Int {
      rows.reduce(0) { $1.key.measure == measure && isWanted($1.key.key) ? $0 + $1.value : $0 }
    }
    name = listing.inn.name.japanese
    self.month = month
    guests = sum(.guests)
    guestNights = sum(.guestNights)
    roomNights = sum(.roomNights)
    foreignNights = sum(.guestNights) { FlowOrigin.kind(of: $0) == .foreign }
    outsideNights = sum(.outsideNights)
    let open = try registry.flowCapacity(of: inn, in: period).openRoomNights
    occupancy = open == 0 ? nil : roomNights * 100 / open
    var byName: [String: Int] = [:]
    for row in rows where row.key.measure == .guestNights {
      byName[InnReport.origin(row.key.key), default: 0] += row.value
    }
    origins = byName.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (name: $0.key, nights: $0.value) }
    uses = try registry.statisticsUses(limit: 3)
  }

  private static func origin(_ key: String) -> String {
    switch FlowOrigin.kind(of: key) {
    case .unknown: "不詳"
    case .foreign: FlowOrigin.nationality(of: key)?.japanese ?? key
    case .domestic:
      FlowOrigin.prefectures.first { key == "JP-" + $0.code }?.japanese ?? "国内"
    }
  }

  package static func == (left: InnReport, right: InnReport) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// A page of text, to be printed in large letters.
  package var text: String {
    var lines = [
      "\(name) 様", "\(month.year)年\(month.month)月のようす", "",
      "お客様　　　　\(guests)人", "延べ宿泊　　　\(guestNights)人泊（うち海外 \(foreignNights)人泊）",
      "使った部屋　　\(roomNights)室泊" + (occupancy.map { "（空けた部屋の\($0)％）" } ?? ""),
      "ほかのお客様　\(outsideNights)人泊（お知らせいただいた分）", "",
    ]
    if !origins.isEmpty {
      let list = origins.prefix(8).map { "\($0.name)\($0.nights)" }
      lines.append("どこから: " + list.joined(separator: "、"))
      lines.append("")
    }
    lines.append("数字の使い道")
    lines +=
      uses.isEmpty
      ? ["・まだありません"]
      : uses.map { "・\($0.usedBy): \($0.purpose)" + ($0.outcome.map { "→\($0)" } ?? "") }
    lines.append("")
    lines.append("公表する統計では、宿ごとの数字は分からないようにしています。")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One segment of an SMS, at most 70 characters.
  package var sms: String {
    let base =
      "\(month.month)月: お客様\(guests)人、延べ\(guestNights)人泊、"
      + "うち海外\(foreignNights)。ほか\(outsideNights)人泊。"
    guard let use = uses.first else { return base }
    let more = base + "使い道: \(use.usedBy) \(use.purpose)"
    return more.utf16.count <= 70 ? more : String(more.prefix(69)) + "…"
  }

  /// 宿泊旅行統計調査: month × nationality, to be copied into the national survey's sheet.
  package static func worksheet(
    _ registry: Registry,
    _ inn: InnID,
    _ month: CivilMonth,
  ) throws -> [UInt8] {
    let report = try InnReport(registry, inn, month)
    let period = FlowPeriod(month)
    let rows = try registry.flowSums(of: inn, in: period)
    let capacity = try registry.flowCapacity(of: inn, in: period)
    func sum(_ measure: FlowMeasure, _ isWanted: (String) -> Bool) -> String {
      String(
        rows.reduce(0) { $1.key.measure == measure && isWanted($1.key.key) ? $0 + $1.value : $0 }
      )
    }
    var file = CSVWriter(isForSpreadsheets: true)
    file.append(["月", "施設名", "区分", "実宿泊者数", "延べ宿泊者数"])
    func line(_ label: String, _ isWanted: (String) -> Bool) {
      file.append([
        month.description, report.name, label, sum(.guests, isWanted), sum(.guestNights, isWanted),
      ])
    }
    let home = "JP-02"
    line("合計") { _ in true }
    line("県内") { $0 == home }
    line("県外") { FlowOrigin.kind(of: $0) == .domestic && $0 != home }
    line("外国人") { FlowOrigin.kind(of: $0) == .foreign }
    for nation in FlowOrigin.nationalities {
      line(nation.japanese) {
        FlowOrigin.kind(of: $0) == .foreign && FlowOrigin.nationality(of: $0) == nation
      }
    }
    line("国籍不詳") { $0 == FlowOrigin.unknown }
    file.append([month.description, report.name, "利用客室数", String(report.roomNights), ""])
    file.append([month.description, report.name, "総客室数", String(capacity.roomNights), ""])
    file.append([month.description, report.name, "収容人数（延べ）", String(capacity.bedNights), ""])
    return file.bytes
  }
}
