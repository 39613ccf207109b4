/// One additive figure in all its parts (places, origins, days, periods) as disclosure control wants
/// it: cells with who stands behind them, and the sums that link them.
struct FlowSystem {
  enum Figure: String, CaseIterable {
    case guestNights = "guest_nights"
    case guests
    case roomNights = "room_nights"
    case outside = "outside_nights"
    case refused = "refused"
  }

  struct Name: Hashable {
    var place: String
    var category: String
    var period: FlowPeriod

    func text(_ figure: Figure) -> String {
      "\(figure.rawValue)|\(place)|\(category)|\(period)"
    }
  }

  fileprivate struct Content {
    var contributions: [String: Int] = [:]
    var crowd = 0
    var parties = 0
    var persons = 0
  }

  let figure: Figure
  private let periods: [FlowPeriod]
  private let layout: FlowLayout
  fileprivate var content: [Name: Content] = [:]

  /// - Parameter periods: the one to be published and those that it overlaps.
  init(_ figure: Figure, _ data: FlowData, _ layout: FlowLayout, periods: [FlowPeriod]) {
    self.figure = figure
    self.periods = periods
    self.layout = layout
    var periodsOfMonth: [CivilMonth: [FlowPeriod]] = [:]
    for period in periods {
      for month in period.months { periodsOfMonth[month, default: []].append(period) }
    }
    for row in data.sums {
      guard let role = role(of: row.key.measure), let periods = periodsOfMonth[row.key.month] else {
        continue
      }
      let inn = data.inns[row.key.inn]
      let place = inn.flatMap { layout.place(of: $0.municipality) }
      for category in categories(row.key) {
        for period in periods {
          for area in [place, StatisticsTable.region].compactMap(\.self)
          where area == StatisticsTable.region || layout.isLocal(category, period.length) {
            let name = Name(place: area, category: category, period: period)
            add(row.value, as: role, by: inn?.id, to: name)
          }
        }
      }
    }
  }

  // MARK: - From sums to cells

  private enum Role { case value, parties, persons, both, alone }

  /// What a measure is to this figure.
  private func role(of measure: FlowMeasure) -> Role? {
    switch (figure, measure) {
    case (.guestNights, .guestNights), (.guests, .guests), (.roomNights, .roomNights),
      (.outside, .outsideNights), (.outside, .outsideAbroad):
      .value
    case (.guestNights, .dayGuests): .both
    case (.guestNights, .presentParties), (.roomNights, .presentParties), (.guests, .arrivals),
      (.guestNights, .dayParties), (.outside, .outsideReports):
      .parties
    case (.guestNights, .presentPersons), (.roomNights, .presentPersons): .persons
    case (.refused, .refused): .alone
    default: nil
    }
  }

  private mutating func add(_ value: Int, as role: Role, by inn: InnID?, to name: Name) {
    content[name, default: Content()].add(
      value,
      role == .parties || role == .persons,
      inn,
      role == .parties,
    )
    if role == .both || (role == .value && (figure == .guests || figure == .outside)) {
      content[name]?.persons += value
    }
    if role == .alone {
      content[name]?.parties += value
      // A search names no persons: parties alone count.
      content[name]?.persons += value * 2
    }
  }

  private func categories(_ key: FlowKey) -> [String] {
    switch key.measure {
    case .roomNights: return [StatisticsTable.total]
    case .presentParties where figure == .roomNights, .presentPersons where figure == .roomNights:
      return [StatisticsTable.total]
    case .outsideNights: return [StatisticsTable.total]
    case .outsideReports: return [StatisticsTable.total, "abroad"]
    case .outsideAbroad: return ["abroad"]
    case .dayGuests, .dayParties: return ["day:" + key.key]
    case .refused:
      let parts = key.key.split(separator: "|", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return [StatisticsTable.total] }
      return [
        StatisticsTable.total, "language:" + layout.language(parts[0]),
        "reason:" + layout.reason(parts[1]),
      ]
    default: break
    }
    let kind = layout.kind(of: key.key)
    var found = [StatisticsTable.total, kind.rawValue]
    switch kind {
    case .foreign:
      guard let nation = FlowOrigin.nationality(of: key.key) else { break }
      found += ["group:" + nation.group.rawValue, "nation:" + nation.code]
    case .domestic where figure == .guestNights:
      found.append("prefecture:" + (key.key.hasPrefix("JP-") ? String(key.key.suffix(2)) : "00"))
    case .domestic, .unknown: break
    }
    return found
  }

  // MARK: - As a table

  /// Categories of the region for a period, in their order, and what adds up to what.
  private func sums(_ period: FlowPeriod) -> [(total: String, parts: [String])] {
    let kinds = layout.kinds.map(\.rawValue)
    let groups = FlowOrigin.Group.allCases
    switch figure {
    case .roomNights: return []
    case .outside: return []
    case .refused: return refusedSums(period)
    case .guestNights, .guests: break
    }
    var all = [(StatisticsTable.total, kinds)]
    if layout.hasGroups(period.length) {
      all.append((FlowOrigin.Kind.foreign.rawValue, groups.map { "group:" + $0.rawValue }))
    }
    for group in groups where layout.hasNations(period.length) {
      let nations = FlowOrigin.nationalities.filter { $0.group == group }
      all.append(("group:" + group.rawValue, nations.map { "nation:" + $0.code }))
    }
    guard figure == .guestNights else { return all }
    if period.length == .month {
      all.append((StatisticsTable.total, period.nights.map { "day:" + padded($0.day, 2) }))
    } else {
      let codes = ["00"] + FlowOrigin.prefectures.map(\.code)
      all.append((FlowOrigin.Kind.domestic.rawValue, codes.map { "prefecture:" + $0 }))
    }
    return all
  }

  private func refusedSums(_ period: FlowPeriod) -> [(total: String, parts: [String])] {
    guard layout.hasReasons(period.length) else { return [] }
    if layout.isExact {
      let found = content.keys.filter { $0.period == period }.map(\.category)
      return ["language:", "reason:"].map { prefix in
        (StatisticsTable.total, found.filter { $0.hasPrefix(prefix) }.sorted())
      }
    }
    let languages = FlowLayout.languages + [FlowLayout.otherLanguage]
    return [
      (StatisticsTable.total, languages.map { "language:" + $0 }),
      (StatisticsTable.total, FlowRefusal.Reason.allCases.map { "reason:" + $0.rawValue }),
    ]
  }

  /// Whether parts of this kind are left out where too few came: rule 1.
  private func mayCollapse(_ part: String) -> Bool {
    ["nation:", "prefecture:", "day:", "language:", "reason:"].contains { part.hasPrefix($0) }
  }

  /// How much of a period that was never published is told, where earlier tables leave no way to hide
  /// something in it: each step leaves more out.
  enum Detail: Int, CaseIterable, Comparable {
    case full
    case withoutNations
    case withoutGroups
    /// Of places their totals alone.
    case withoutLocalKinds
    case withoutPlaces
    /// Neither days nor prefectures, languages nor reasons.
    case withoutParts
    /// The region's total alone.
    case total

    static func < (left: Detail, right: Detail) -> Bool { left.rawValue < right.rawValue }

    func tells(_ part: String) -> Bool {
      if part.hasPrefix("nation:") { return self < .withoutNations }
      if part.hasPrefix("group:") { return self < .withoutGroups }
      return part.contains(":") ? self < .withoutParts : self < .total
    }
  }

  /// - Parameters:
  ///   - control: whose rules decide where parts are left out.
  ///   - earlier: what was published of cells; a period with any of them keeps its layout.
  func table(
    _ control: DisclosureControl,
    earlier: [Name: StatisticsValue],
    detail: Detail = .full,
  ) -> (table: DisclosureTable, names: [Name]) {
    var table = DisclosureTable()
    var names: [Name] = []
    var index: [Name: Int] = [:]
    func cell(_ name: Name) -> Int {
      if let known = index[name] { return known }
      index[name] = names.count
      names.append(name)
      table.cells.append(disclosureCell(name, earlier[name]))
      return names.count - 1
    }
    let decided = Set(earlier.keys.map(\.period))
    for period in periods {
      let isDecided = decided.contains(period)
      let towns =
        isDecided || detail < .withoutPlaces
        ? places(period, control, earlier, isDecided: isDecided) : []
      let local = local(period).filter { category in
        if category == StatisticsTable.total { return true }
        guard isDecided else { return detail < .withoutLocalKinds }
        return towns.contains {
          earlier[Name(place: $0, category: category, period: period)] != nil
        }
      }
      for category in local where !towns.isEmpty {
        table.sums.append(
          DisclosureTable.Sum(
            total: cell(Name(place: StatisticsTable.region, category: category, period: period)),
            parts: towns.map { cell(Name(place: $0, category: category, period: period)) },
          )
        )
      }
      if local.count > 1 {
        for town in towns {
          table.sums.append(
            DisclosureTable.Sum(
              total: cell(Name(place: town, category: StatisticsTable.total, period: period)),
              parts: local.dropFirst().map {
                cell(Name(place: town, category: $0, period: period))
              },
            )
          )
        }
      }
      _ = cell(
        Name(place: StatisticsTable.region, category: StatisticsTable.total, period: period)
      )
      if figure == .outside {
        _ = cell(Name(place: StatisticsTable.region, category: "abroad", period: period))
      }
      for (total, parts) in sums(period)
      where !parts.isEmpty && (isDecided || parts.allSatisfy(detail.tells)) {
        let members = parts.map {
          Name(place: StatisticsTable.region, category: $0, period: period)
        }
        if isDecided {
          guard members.contains(where: { earlier[$0] != nil }) else { continue }
        } else if parts.allSatisfy(mayCollapse),
          control.shouldCollapse(members.map { disclosureCell($0, nil) })
        {
          continue
        }
        table.sums.append(
          DisclosureTable.Sum(
            total: cell(Name(place: StatisticsTable.region, category: total, period: period)),
            parts: members.map(cell),
          )
        )
      }
    }
    for period in periods {
      let parts = period.parts(among: periods)
      guard !parts.isEmpty else { continue }
      for name in names where name.period == period {
        let members = parts.map { part in
          index[Name(place: name.place, category: name.category, period: part)]
        }
        guard !members.contains(nil), let total = index[name] else { continue }
        table.sums.append(DisclosureTable.Sum(total: total, parts: members.compactMap(\.self)))
      }
    }
    return (table, names)
  }

  /// Categories that are told of places.
  private func local(_ period: FlowPeriod) -> [String] {
    switch figure {
    case .refused: []
    case .roomNights, .outside: [StatisticsTable.total]
    case .guestNights, .guests:
      ([StatisticsTable.total] + layout.kinds.map(\.rawValue)).filter {
        layout.isLocal($0, period.length)
      }
    }
  }

  /// Places, or none where more than half of them would be hidden: then the region speaks.
  private func places(
    _ period: FlowPeriod,
    _ control: DisclosureControl,
    _ earlier: [Name: StatisticsValue],
    isDecided: Bool,
  ) -> [String] {
    guard figure != .refused else { return [] }
    let totals = layout.places.map {
      Name(place: $0, category: StatisticsTable.total, period: period)
    }
    if isDecided { return zip(layout.places, totals).filter { earlier[$0.1] != nil }.map(\.0) }
    return control.shouldCollapse(totals.map { disclosureCell($0, nil) }) ? [] : layout.places
  }

  private func disclosureCell(_ name: Name, _ earlier: StatisticsValue?) -> DisclosureTable.Cell {
    let found = content[name] ?? Content()
    let history: DisclosureTable.History =
      switch earlier {
      case nil: .new
      case .suppressed?: .suppressed
      default: .published
      }
    let isTotal = name.category == StatisticsTable.total
    return DisclosureTable.Cell(
      name: name.text(figure),
      contributions: found.contributions,
      crowd: found.crowd,
      parties: found.parties,
      persons: found.persons,
      history: history,
      weight: (name.place == StatisticsTable.region ? 4 : 1) * (isTotal ? 8 : 1)
        * (name.period.length == .month ? 1 : 2),
    )
  }
}

extension FlowSystem.Content {
  fileprivate mutating func add(_ value: Int, _ isBehind: Bool, _ inn: InnID?, _ isParties: Bool) {
    if isBehind {
      if isParties { parties += value } else { persons += value }
    } else if let inn {
      contributions[inn.rawValue, default: 0] += value
    } else {
      crowd += value
    }
  }
}
