package import InnRegistry

/// The charts that are drawn of published tables, each with its data.
package enum StatisticsChartName: String, CaseIterable, Codable, Sendable {
  case guestNights = "guest-nights"
  case origins
  case occupancy
  case leadTime = "lead-time"
  case demand
  case map

  package var words: Words {
    switch self {
    case .guestNights: Words(ja: "延べ宿泊者数（月別）", en: "Guest nights by month")
    case .origins: Words(ja: "どこから", en: "By origin")
    case .occupancy: Words(ja: "客室稼働率（月別）", en: "Room occupancy by month")
    case .leadTime: Words(ja: "予約からの日数（月別、中央値）", en: "Lead time by month, median")
    case .demand: Words(ja: "満たせなかった希望（月別）", en: "Refused demand by month")
    case .map: Words(ja: "市町村の地図", en: "Map of municipalities")
    }
  }

  /// Months of a chart of time.
  static let months = 24

  /// - Parameter month: the last one shown; the origins are those of its year, its quarter or itself,
  ///   whichever is published and newest.
  /// - Returns: nil where nothing that it shows was published.
  package func chart(
    _ registry: Registry,
    until month: CivilMonth,
    _ scope: FlowScope,
  ) throws -> StatisticsChart? {
    func series(_ table: StatisticsTableName, _ measure: String) throws -> StatisticsChart? {
      let tables = try registry.series(
        table,
        until: FlowPeriod(month),
        scope,
        count: StatisticsChartName.months,
      )
      return StatisticsChart.months(tables, measure: measure, title: words)
    }
    switch self {
    case .guestNights: return try series(.guestNights, "guest_nights")
    case .occupancy: return try series(.occupancy, "room_occupancy_open")
    case .leadTime: return try series(.bookings, "lead_days_median")
    case .demand: return try series(.demand, "refused")
    case .origins:
      return try newest(.origins, registry, month, scope).flatMap { StatisticsChart.table($0) }
    case .map:
      guard let table = try newest(.guestNights, registry, month, scope) else { return nil }
      let inns = StatisticsListings.inns(registry.catalogue, scope)
      return StatisticsChart.map(table, middles: StatisticsListings.middles(inns, of: table))
    }
  }

  /// The finest that is published: of the month, else of its quarter, the quarter before, the year.
  private func newest(
    _ name: StatisticsTableName,
    _ registry: Registry,
    _ month: CivilMonth,
    _ scope: FlowScope,
  ) throws -> StatisticsTable? {
    let periods = [
      FlowPeriod(month), FlowPeriod(.quarter, around: month),
      FlowPeriod(.quarter, around: month + -3), FlowPeriod(.year, around: month),
      FlowPeriod(.year, around: month + -12),
    ]
    for period in periods {
      if let vintage = try registry.vintage(name, period, scope),
        let table = StatisticsTable(json: vintage.body)
      {
        return table
      }
    }
    return nil
  }
}
