import BookingBridge
import Foundation
import InnRegistry

/// What the commands about statistics ask.
enum StatisticsRequest: Codable, Hashable, Sendable {
  case list(FlowScope)
  case publish(FlowPeriod, FlowScope, note: String?, isDryRun: Bool)
  case export(StatisticsExportDraft)
  case listings(ListingForm, FlowScope)
  case exports
  case ledger
  case addUse(by: String, purpose: String, outcome: String?)
  case report(InnID, CivilMonth, InnReportForm)
  case wantReport(InnID, Bool)
  case sendReports(CivilMonth, [InnID]?, FlowScope, isDryRun: Bool)
  case chart(StatisticsChartName, until: CivilMonth?, FlowScope)
  case brokers
  case simulate(seed: Int, months: Int)
  case rebuild
}

enum ListingForm: String, CaseIterable, Codable, Sendable {
  case csv
  case geojson
  case ngsiLD = "ngsi-ld"
  case ngsiV2 = "ngsi-v2"
  case schemaOrg = "schema-org"
}

enum InnReportForm: String, CaseIterable, Codable, Sendable {
  case text
  case sms
  case worksheet
}

struct StatisticsExportDraft: Codable, Hashable, Sendable {
  var table: StatisticsTableName
  var period: FlowPeriod
  var format: StatisticsFormat
  var scope: FlowScope
  var isExact: Bool
  var purpose: String
}

enum StatisticsReply: Codable, Hashable, Sendable {
  case vintages([VintageRecord])
  case exports([ExportRecord])
  case ledger([StatisticsUse])
  /// Whether the figures were the log's.
  case rebuilt(isSame: Bool)
  case simulated(SimulationRecord)
  case reports([InnReportSending])
  case brokers([StatisticsBrokerSummary])
}

/// What a simulation made.
struct SimulationRecord: Codable, Hashable, Sendable {
  var from: String
  var until: String
  var inns: Int
  var bookings: Int
  var stays: Int
  var guestNights: Int
  /// Of these from abroad.
  var foreignNights: Int
  var refused: Int
  var outsideNights: Int
}

struct VintageRecord: Codable, Hashable, Sendable {
  var table: StatisticsTableName
  var period: String
  var number: Int
  /// Nil for what would be published.
  var publishedAt: Timestamp?
  var digest: String
  var note: String?
  /// Figures in it, and of these hidden ones.
  var figures: Int
  var hidden: Int
}

struct ExportRecord: Codable, Hashable, Sendable {
  var at: Timestamp
  var actor: String
  var table: String
  var period: String
  var format: String
  var isExact: Bool
  var purpose: String
}

/// Carries them out; part of ``AdminDesk``.
struct StatisticsDesk: Sendable {
  let registry: Registry

  func answer(_ request: StatisticsRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .list(let scope): return vintages(try registry.vintages(scope))
    case .publish(let period, let scope, let note, let isDryRun):
      if isDryRun {
        let draft = try registry.previewStatistics(period, scope)
        return .statistics(.vintages(draft.tables.map { VintageRecord($0, of: draft) }))
      }
      return vintages(try registry.publishStatistics(period, scope, note: note, by: actor))
    case .export(let draft): return .file(Data(try export(draft, by: actor)))
    case .listings(let form, let scope):
      let inns = StatisticsListings.inns(registry.catalogue, scope)
      let bytes =
        switch form {
        case .csv: StatisticsListings.csv(inns)
        case .geojson: StatisticsListings.geoJSON(inns)
        case .ngsiLD: StatisticsListings.entities(inns, isLinked: true)
        case .ngsiV2: StatisticsListings.entities(inns, isLinked: false)
        case .schemaOrg: StatisticsListings.schemaOrg(inns).bytes
        }
      return .file(Data(bytes))
    case .exports:
      return .statistics(.exports(try registry.statisticsExports().map(ExportRecord.init)))
    case .ledger: return .statistics(.ledger(try registry.statisticsUses()))
    case .addUse(let user, let purpose, let outcome):
      try registry.writeAndWait {
        try $0.noteUse(by: user, purpose: purpose, outcome: outcome, actor: actor)
      }
      return .done
    case .report(let inn, let month, let form): return .file(Data(try report(inn, month, form)))
    case .wantReport(let inn, let isWanted):
      try registry.writeAndWait { try $0.wantReport(inn, isWanted, by: actor) }
      return .done
    case .sendReports(let month, let inns, let scope, let isDryRun):
      return .statistics(
        .reports(
          try InnReport.send(month, among: inns, scope, registry, isDryRun: isDryRun, by: actor)
        )
      )
    case .chart(let name, let month, let scope):
      let last = month ?? CivilMonth(of: TokyoTime.tonight(at: registry.clock.now())) + -1
      guard let chart = try name.chart(registry, until: last, scope) else {
        throw FlowRefused.tableUnknown(name.rawValue)
      }
      return .file(Data(chart.svg(language: .japanese)))
    case .brokers: return .statistics(.brokers(try registry.brokerSummaries()))
    case .simulate(let seed, let months): return try simulate(seed, months, by: actor)
    case .rebuild:
      try registry.updateFlowAndWait()
      let before = try registry.flowDump()
      try registry.rebuildFlow()
      return .statistics(.rebuilt(isSame: try registry.flowDump() == before))
    }
  }

  private func simulate(_ seed: Int, _ count: Int, by actor: Actor) throws -> AdminReply {
    let now = CivilMonth(of: TokyoTime.tonight(at: registry.clock.now()))
    let months = (now + -count)..<now
    try registry.writeAndWait {
      try $0.simulateFlow(seed: UInt64(seed), months: months, by: actor)
    }
    try registry.updateFlowAndWait()
    let simulation = FlowSimulation(seed: UInt64(seed), months: months)
    let bookings = simulation.bookings
    let sums = simulation.sums.values
    func sum(_ measure: FlowMeasure, where isWanted: (String) -> Bool = { _ in true }) -> Int {
      sums.reduce(0) { $1.key.measure == measure && isWanted($1.key.key) ? $0 + $1.value : $0 }
    }
    return .statistics(
      .simulated(
        SimulationRecord(
          from: months.lowerBound.description,
          until: (now + -1).description,
          inns: Set(bookings.map(\.inn)).count,
          bookings: bookings.count,
          stays: bookings.count { $0.state == .stayed },
          guestNights: sum(.guestNights),
          foreignNights: sum(.guestNights) { FlowOrigin.kind(of: $0) == .foreign },
          refused: sum(.refused),
          outsideNights: sum(.outsideNights),
        )
      )
    )
  }

  private func vintages(_ all: [StatisticsVintage]) -> AdminReply {
    .statistics(.vintages(all.map(VintageRecord.init)))
  }

  private func export(_ draft: StatisticsExportDraft, by actor: Actor) throws -> [UInt8] {
    guard draft.table.lengths.contains(draft.period.length) else {
      throw FlowRefused.wrongLength(draft.period)
    }
    var vintage: StatisticsVintage?
    let table: StatisticsTable?
    if draft.isExact {
      try registry.updateFlowAndWait()
      table = try registry.exactStatistics(draft.period, draft.scope).first {
        $0.name == draft.table
      }
    } else {
      vintage = try registry.vintage(draft.table, draft.period, draft.scope)
      table = vintage.flatMap { StatisticsTable(json: $0.body) }
    }
    guard let table, let bytes = StatisticsFile.bytes(table, draft.format, vintage: vintage) else {
      throw FlowRefused.tableUnknown("\(draft.table.rawValue) \(draft.period)")
    }
    let export = StatisticsExport(
      at: registry.clock.now(),
      actor: actor.text,
      scope: draft.scope,
      table: draft.table.rawValue,
      period: draft.period.description,
      format: draft.format.rawValue,
      isExact: draft.isExact,
      purpose: draft.purpose,
    )
    // Before anything leaves: what can't be logged is not given out.
    try registry.writeAndWait { try $0.noteExport(export, by: actor) }
    return bytes
  }

  private func report(_ inn: InnID, _ month: CivilMonth, _ form: InnReportForm) throws -> [UInt8] {
    try registry.updateFlowAndWait()
    switch form {
    case .text: return Array(try InnReport(registry, inn, month).text.utf8)
    case .sms: return Array((try InnReport(registry, inn, month).sms + "\n").utf8)
    case .worksheet: return try InnReport.worksheet(registry, inn, month)
    }
  }
}

extension VintageRecord {
  init(_ vintage: StatisticsVintage) {
    let rows = StatisticsTable(json: vintage.body)?.rows ?? []
    self.init(
      table: vintage.table,
      period: vintage.period.description,
      number: vintage.number,
      publishedAt: vintage.publishedAt,
      digest: vintage.digest,
      note: vintage.note,
      figures: rows.count,
      hidden: rows.count { $0.value == .suppressed },
    )
  }

  init(_ table: StatisticsTable, of draft: StatisticsDraft) {
    self.init(
      table: table.name,
      period: draft.period.description,
      number: draft.number,
      publishedAt: nil,
      digest: Secret.sha256(table.json),
      note: nil,
      figures: table.rows.count,
      hidden: table.rows.count { $0.value == .suppressed },
    )
  }
}

extension ExportRecord {
  init(_ export: StatisticsExport) {
    self.init(
      at: export.at,
      actor: export.actor,
      table: export.table,
      period: export.period,
      format: export.format,
      isExact: export.isExact,
      purpose: export.purpose,
    )
  }
}

extension FlowRefused {
  var phrase: Phrase {
    switch self {
    case .periodNotOver: Phrase(en: "the period is not over", ja: "期間がまだ終わっていません")
    case .tooEarly(let date):
      Phrase(en: "it may be published from \(date) on", ja: "\(date)から公表できます")
    case .simulatedAlready:
      Phrase(en: "two years are made up already", ja: "練習用の統計はすでにあります")
    case .tableUnknown(let name):
      Phrase(
        en: "there is no such table: \(name); was the period published?",
        ja: "その表はありません: \(name)。公表しましたか",
      )
    case .wrongLength(let period):
      Phrase(en: "the table is not made for \(period)", ja: "\(period) の単位では作らない表です")
    case .nothingNew:
      Phrase(en: "these figures are published already", ja: "同じ数字がすでに公表されています")
    case .disclosure(let flaw):
      Phrase(
        en: "what was published before would give figures away: \(flaw)",
        ja: "前に公表した表と合わせると数字が分かってしまいます: \(flaw)",
      )
    case .purposeMissing:
      Phrase(en: "exact figures need a purpose (--purpose)", ja: "加工前の数字には目的が要ります（--purpose）")
    case .nobodyTakesPart:
      Phrase(en: "no inn takes part in statistics", ja: "統計に参加している宿がありません")
    case .noMobile(let inn):
      Phrase(
        en: "no telephone of inn \(inn) takes messages",
        ja: "宿 \(inn) には携帯電話の登録がありません",
      )
    case .innUnknown(let inn): Phrase(en: "there is no inn \(inn)", ja: "宿 \(inn) はありません")
    }
  }
}
