/// Makes the tables of a period: exact for people with the right to see them, or protected to be
/// published.
package struct StatisticsMaker: Sendable {
  /// What was published before, by figure and cell.
  package struct Earlier: Sendable {
    var values: [FlowSystem.Figure: [FlowSystem.Name: StatisticsValue]] = [:]
    /// Periods with anything published.
    var periods: Set<FlowPeriod> = []

    package init() {}

    /// Adds a table as it was published.
    package mutating func add(_ table: StatisticsTable) {
      periods.insert(table.period)
      for row in table.rows {
        guard let figure = FlowSystem.Figure(rawValue: row.measure) else { continue }
        let name = FlowSystem.Name(
          place: row.place,
          category: row.category,
          period: table.period,
        )
        // One cell may stand in two tables; both show the same.
        values[figure, default: [:]][name] = row.value
      }
    }

    /// Periods whose figures, with those of this one, give sums away: all that share nights with it,
    /// and whatever shares nights with these.
    package func linked(to period: FlowPeriod) -> [FlowPeriod] {
      var found: Set<FlowPeriod> = [period]
      while true {
        let more = periods.filter { other in found.contains { $0.overlaps(other) } }
        guard !more.isSubset(of: found) else { break }
        found.formUnion(more)
      }
      return found.subtracting([period]).sorted()
    }

    /// Places of a calendar year's tables.
    func places(_ year: FlowPeriod) -> Set<String> {
      let names = values.values.flatMap(\.keys).filter { $0.period.overlaps(year) }
      return Set(names.map(\.place)).subtracting([StatisticsTable.region])
    }
  }

  let data: FlowData
  let period: FlowPeriod
  let control: DisclosureControl
  let leastInns: Int

  package init(
    _ data: FlowData,
    _ period: FlowPeriod,
    control: DisclosureControl = DisclosureControl(),
    leastInns: Int = FlowLayout.leastInns,
  ) {
    self.data = data
    self.period = period
    self.control = control
    self.leastInns = leastInns
  }

  /// Every table of the period with exact figures.
  package func exactTables() -> [StatisticsTable] {
    let layout = FlowLayout.exact(data)
    var cells = StatisticsCells(period: period, layout: layout)
    for figure in FlowSystem.Figure.allCases {
      let system = FlowSystem(figure, data, layout, periods: [period])
      let (table, names) = system.table(.allShown, earlier: [:])
      for (cell, name) in zip(table.cells, names) {
        cells.values[figure, default: [:]][name] = cell.value == 0 ? .empty : .count(cell.value)
      }
      cells.order[figure] = names
    }
    return tables(cells, isExact: true)
  }

  /// Every table of the period as it may be published.
  ///
  /// - Throws: ``DisclosureFlaw`` when what was published before leaves no way to hide something.
  package func protectedTables(earlier: Earlier) throws(DisclosureFlaw) -> [StatisticsTable] {
    let layout = FlowLayout(data, told: earlier.places(period.year), leastInns: leastInns)
    var cells = StatisticsCells(period: period, layout: layout)
    let linked = earlier.linked(to: period)
    for figure in FlowSystem.Figure.allCases {
      let periods = [period] + linked
      let system = FlowSystem(figure, data, layout, periods: periods)
      let known = (earlier.values[figure] ?? [:]).filter { periods.contains($0.key.period) }
      guard let (table, names, pattern) = try protect(system, earlier: known) else { continue }
      for (index, name) in names.enumerated() where name.period == period {
        let value: StatisticsValue =
          switch pattern.decisions[index] {
          case .suppressed: .suppressed
          case .empty: .empty
          case .published(let count):
            // What must not be shown any more keeps what was shown.
            known[name].flatMap { earlier in
              control.rules.reason(against: table.cells[index]) == nil ? nil : earlier
            } ?? .count(count)
          }
        cells.values[figure, default: [:]][name] = value
      }
      cells.order[figure] = names.filter { $0.period == period }
    }
    return tables(cells, isExact: false)
  }

  /// Coarser, where what was published before leaves no way to hide something in all detail; nil
  /// where not even the total may be told.
  ///
  /// - Throws: ``DisclosureFlaw`` for a period that was published: its layout stands.
  private func protect(
    _ system: FlowSystem,
    earlier: [FlowSystem.Name: StatisticsValue],
  ) throws(DisclosureFlaw) -> (DisclosureTable, [FlowSystem.Name], DisclosurePattern)? {
    let isDecided = earlier.keys.contains { $0.period == period }
    for detail in FlowSystem.Detail.allCases {
      let (table, names) = system.table(control, earlier: earlier, detail: detail)
      do throws(DisclosureFlaw) {
        return (table, names, try control.protect(table))
      } catch .unprotectable(let name) {
        if isDecided { throw .unprotectable(name) }
      }
    }
    return nil
  }

  // MARK: - From cells to tables

  private func tables(_ cells: StatisticsCells, isExact: Bool) -> [StatisticsTable] {
    let coverage = FlowCoverage(data, period)
    let rates = FlowRates(
      data: data,
      period: period,
      cells: cells,
      rules: control.rules,
      isExact: isExact,
    )
    return StatisticsTableName.allCases.filter { $0.lengths.contains(period.length) }.compactMap {
      name in
      let rows: [StatisticsRow] =
        switch name {
        case .guestNights: cells.rows(.guestNights) { !$0.isRegional }
        case .guests: cells.rows(.guests) { !$0.isRegional } + rates.averageStay
        case .origins:
          cells.rows(.guestNights) { $0.isOrigin } + cells.rows(.guests) { $0.isOrigin }
        case .prefectures: cells.rows(.guestNights) { $0.category.hasPrefix("prefecture:") }
        case .occupancy: cells.rows(.roomNights) { _ in true } + rates.occupancy
        case .bookings: rates.bookings
        case .demand: cells.rows(.refused) { _ in true }
        case .days: cells.rows(.guestNights) { $0.category.hasPrefix("day:") }
        case .outside: cells.rows(.outside) { _ in true }
        case .levelling: isExact ? rates.levelling : []
        }
      guard !rows.isEmpty else { return nil }
      return StatisticsTable(
        name: name,
        period: period,
        scope: data.scope,
        isExact: isExact,
        coverage: coverage,
        rows: rows,
      )
    }
  }
}

/// What is shown of each cell.
struct StatisticsCells {
  let period: FlowPeriod
  let layout: FlowLayout
  var values: [FlowSystem.Figure: [FlowSystem.Name: StatisticsValue]] = [:]
  var order: [FlowSystem.Figure: [FlowSystem.Name]] = [:]

  func rows(_ figure: FlowSystem.Figure, where isWanted: (FlowSystem.Name) -> Bool)
    -> [StatisticsRow]
  {
    (order[figure] ?? []).filter(isWanted).compactMap { name in
      values[figure]?[name].map {
        StatisticsRow(figure.rawValue, name.place, name.category, $0)
      }
    }
  }

  /// A cell's value; «X» where the table leaves it out.
  func value(
    _ figure: FlowSystem.Figure,
    _ place: String = StatisticsTable.region,
    _ category: String = StatisticsTable.total,
  ) -> StatisticsValue {
    let name = FlowSystem.Name(place: place, category: category, period: period)
    return values[figure]?[name] ?? .suppressed
  }

  func places(_ figure: FlowSystem.Figure) -> [String] {
    (order[figure] ?? []).filter { $0.category == StatisticsTable.total }.map(\.place)
  }
}

extension FlowSystem.Name {
  /// Stands in a table of its own.
  fileprivate var isRegional: Bool { isOrigin || category.contains(":") }
  fileprivate var isOrigin: Bool {
    category.hasPrefix("group:") || category.hasPrefix("nation:")
  }
}

extension DisclosureControl {
  /// Rules that nothing fails.
  static let allShown: DisclosureControl = {
    var rules = DisclosureRules()
    (rules.leastContributors, rules.leastParties, rules.leastPersons) = (0, 0, 0)
    (rules.mostOfTopTwo, rules.closestEstimate, rules.rounding) = (100, 0, 1)
    return DisclosureControl(rules: rules, isComplementary: false)
  }()
}
