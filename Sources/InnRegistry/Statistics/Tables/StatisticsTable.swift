/// The tables that are published, each with a fixed layout.
package enum StatisticsTableName: String, CaseIterable, Codable, Sendable {
  case guestNights = "guest-nights"
  case guests
  case origins
  case prefectures
  case occupancy
  case bookings
  case demand
  case days
  case outside
  case levelling

  /// For which periods it is made: what would be hidden month by month comes by quarters.
  package var lengths: Set<FlowPeriod.Length> {
    switch self {
    case .guestNights, .guests, .origins, .occupancy, .demand, .outside: [.month, .quarter, .year]
    case .prefectures: [.quarter, .year]
    case .bookings, .days: [.month]
    case .levelling: [.year]
    }
  }
}

/// A figure as it is shown.
package enum StatisticsValue: Hashable, Sendable {
  case count(Int)
  /// A number with one decimal, in tenths: percent, nights, days.
  case tenths(Int)
  /// Nothing happened: «-».
  case empty
  /// Not shown: «X».
  case suppressed
  /// Nobody has told: «…».
  case notReported

  package var text: String {
    switch self {
    case .count(let value): String(value)
    case .tenths(let value): "\(value / 10).\(abs(value % 10))"
    case .empty: "-"
    case .suppressed: "X"
    case .notReported: "…"
    }
  }

  package var number: Double? {
    switch self {
    case .count(let value): Double(value)
    case .tenths(let value): Double(value) / 10
    case .empty: 0
    case .suppressed, .notReported: nil
    }
  }

  /// Reads what ``text`` writes.
  package init?(_ text: String) {
    switch text {
    case "-": self = .empty
    case "X": self = .suppressed
    case "…": self = .notReported
    default:
      if let value = Int(text) {
        self = .count(value)
      } else {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 1, let whole = Int(parts[0]),
          let tenth = Int(parts[1])
        else { return nil }
        self = .tenths(whole * 10 + tenth)
      }
    }
  }

  /// One part in percent of the whole, both as shown.
  static func percent(_ part: StatisticsValue, of whole: StatisticsValue) -> StatisticsValue {
    guard let part = part.shown, let whole = whole.shown else { return .suppressed }
    return whole == 0 ? .empty : .tenths((part * 1000 + whole / 2) / whole)
  }

  /// The count; nil where it is hidden.
  var shown: Int? {
    switch self {
    case .count(let value): value
    case .empty: 0
    case .tenths, .suppressed, .notReported: nil
    }
  }
}

/// One line of a table.
package struct StatisticsRow: Hashable, Sendable {
  /// Such as `guest_nights`; see docs/statistics/measures.md.
  package var measure: String
  /// A municipality's code, or ``StatisticsTable/region``.
  package var place: String
  /// Such as `total`, `foreign`, `nation:TW`, `day:14`.
  package var category: String
  package var value: StatisticsValue

  package init(_ measure: String, _ place: String, _ category: String, _ value: StatisticsValue) {
    self.measure = measure
    self.place = place
    self.category = category
    self.value = value
  }
}

/// A table as it is shown to somebody.
package struct StatisticsTable: Hashable, Sendable {
  package var name: StatisticsTableName
  package var period: FlowPeriod
  package var scope: FlowScope
  /// Exact figures are for people with the right to them, and never published.
  package var isExact: Bool
  package var coverage: FlowCoverage
  package var rows: [StatisticsRow]

  /// The place of all municipalities together.
  package static let region = "region"
  /// The place of municipalities with too few inns to be told alone; see ``FlowLayout``.
  package static let others = "others"
  package static let total = "total"

  package subscript(measure: String, place: String, category: String) -> StatisticsValue? {
    rows.first { $0.measure == measure && $0.place == place && $0.category == category }?.value
  }
}

extension StatisticsTable {
  /// The table as JSON with English keys: what a vintage keeps, byte by byte.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("table", name)
      json.field("period", period.description)
      json.field("scope", scope)
      json.field("exact", isExact)
      json.field("nationalities_version", FlowOrigin.version)
      json.object("coverage") {
        $0.field("inns", coverage.inns)
        $0.field("all_inns", coverage.allInns)
        $0.field("beds", coverage.beds)
        $0.field("all_beds", coverage.allBeds)
        $0.field("reported_nights", coverage.reportedNights)
        $0.field("inn_nights", coverage.innNights)
        $0.field("text", coverage.english)
      }
      json.array("rows") { list in
        for row in rows {
          list.object {
            $0.field("measure", row.measure)
            $0.field("place", row.place)
            $0.field("category", row.category)
            $0.field("value", row.value.text)
          }
        }
      }
    }
  }

  package var json: String {
    var json = JSONWriter(capacity: 4096)
    write(to: &json)
    return json.text
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  package init?(json text: String) {
    guard case .object(let root)? = try? JSONValue(parsing: Array(text.utf8)),
      case .string(let table)? = root["table"], let name = StatisticsTableName(rawValue: table),
      case .string(let periodText)? = root["period"], let period = FlowPeriod(periodText),
      case .string(let scopeText)? = root["scope"], let scope = FlowScope(rawValue: scopeText),
      case .bool(let isExact)? = root["exact"], case .object(let coverage)? = root["coverage"],
      case .array(let lines)? = root["rows"], let known = FlowCoverage(coverage)
    else { return nil }
    self.init(
      name: name,
      period: period,
      scope: scope,
      isExact: isExact,
      coverage: known,
      rows: lines.compactMap { line in
        guard case .object(let row) = line, case .string(let measure)? = row["measure"],
          case .string(let place)? = row["place"], case .string(let category)? = row["category"],
          case .string(let text)? = row["value"], let value = StatisticsValue(text)
        else { return nil }
        return StatisticsRow(measure, place, category, value)
      },
    )
    guard rows.count == lines.count else { return nil }
  }
}

extension FlowCoverage {
  fileprivate init?(_ object: JSONObject) {
    func number(_ name: String) -> Int? { object[name]?.wholeNumber }
    guard let inns = number("inns"), let allInns = number("all_inns"), let beds = number("beds"),
      let allBeds = number("all_beds"), let reported = number("reported_nights"),
      let nights = number("inn_nights")
    else { return nil }
    self.inns = inns
    self.allInns = allInns
    self.beds = beds
    self.allBeds = allBeds
    reportedNights = reported
    innNights = nights
  }
}
