/// Figures that are not sums: shares, averages, medians.
///
/// Each is hidden when one of its parts would be, and reckoned from parts as they are shown.
package struct FlowRates {
  let data: FlowData
  let period: FlowPeriod
  let cells: StatisticsCells
  let rules: DisclosureRules
  let isExact: Bool

  /// Inns that a price needs behind it.
  static let innsForPrice = 5
  /// Yen to which sales and prices are rounded.
  private static let roundedSales = 1000
  private static let roundedPrice = 100

  // MARK: - Parts

  private struct Part {
    var contributions: [String: Int] = [:]
    var total = 0
    var byKey: [String: Int] = [:]
  }

  private func part(_ measure: FlowMeasure) -> Part {
    var part = Part()
    for row in data.sums
    where row.key.measure == measure && period.months.contains(row.key.month) {
      part.total += row.value
      part.byKey[row.key.key, default: 0] += row.value
      part.contributions[row.key.inn.rawValue, default: 0] += row.value
    }
    return part
  }

  /// A count that is only shown inside a rate; hidden by the same rules.
  private func shown(_ part: Part, least: Int = 0) -> StatisticsValue {
    guard part.total > 0 else { return .empty }
    if isExact { return .count(part.total) }
    let cell = DisclosureTable.Cell(
      name: "",
      contributions: part.contributions,
      parties: part.total,
      persons: part.total * 2,
      leastContributors: least,
    )
    return rules.reason(against: cell) == nil ? .count(rules.rounded(part.total)) : .suppressed
  }

  private func region(_ measure: String, _ value: StatisticsValue) -> StatisticsRow {
    StatisticsRow(measure, StatisticsTable.region, StatisticsTable.total, value)
  }

  // MARK: - Stays and bookings

  /// 平均泊数, by month of check-in.
  var averageStay: [StatisticsRow] {
    let nights = part(.stayNights)
    let guests = cells.value(.guests)
    guard let people = guests.shown, let shownNights = shown(nights).shown else {
      return [region("average_stay", .suppressed)]
    }
    let value: StatisticsValue =
      people == 0 ? .empty : .tenths((shownNights * 10 + people / 2) / people)
    return [region("average_stay", value)]
  }

  var bookings: [StatisticsRow] {
    let booked = shown(part(.booked))
    let stayed = part(.arrivals)
    let answered = part(.answered)
    let unanswered = part(.unanswered)
    var all = Part()
    all.total = answered.total + unanswered.total
    all.contributions = answered.contributions
    all.contributions.merge(unanswered.contributions, uniquingKeysWith: +)
    let isArrivalShown = shown(stayed) != .suppressed
    let isAnswerShown = shown(answered) != .suppressed
    return [
      region("lead_days_median", isArrivalShown ? quantile(.leadDays, 50) : .suppressed),
      region("lead_days_p90", isArrivalShown ? quantile(.leadDays, 90) : .suppressed),
      region("cancellation_rate", .percent(shown(part(.cancelled)), of: booked)),
      region("no_show_rate", .percent(shown(part(.noShows)), of: booked)),
      region("adr", price),
      region("answer_rate", .percent(shown(answered), of: shown(all))),
      region("answer_minutes_median", isAnswerShown ? quantile(.answerMinutes, 50) : .suppressed),
    ]
  }

  /// The least value that so many percent of all do not pass.
  private func quantile(_ measure: FlowMeasure, _ percent: Int) -> StatisticsValue {
    let counts = part(measure).byKey.compactMap { key, count in Int(key).map { ($0, count) } }
      .sorted { $0.0 < $1.0 }
    let all = counts.reduce(0) { $0 + $1.1 }
    guard all > 0 else { return .empty }
    var seen = 0
    for (value, count) in counts {
      seen += count
      if seen * 100 >= all * percent { return .count(value) }
    }
    return .empty
  }

  /// ADR: rooms and meals for a room and night, taxes left out.
  private var price: StatisticsValue {
    let sales = part(.revenue)
    guard sales.total > 0 else { return .empty }
    let nights = cells.value(.roomNights)
    guard let rooms = nights.shown, rooms > 0 else { return .suppressed }
    if isExact { return .count((sales.total + rooms / 2) / rooms) }
    let cell = DisclosureTable.Cell(
      name: "",
      contributions: sales.contributions,
      parties: part(.presentParties).total,
      persons: part(.presentPersons).total,
      leastContributors: FlowRates.innsForPrice,
    )
    guard rules.reason(against: cell) == nil else { return .suppressed }
    let thousands = (sales.total + FlowRates.roundedSales / 2) / FlowRates.roundedSales
    let each = thousands * FlowRates.roundedSales / rooms
    return .count(
      (each + FlowRates.roundedPrice / 2) / FlowRates.roundedPrice
        * FlowRates.roundedPrice
    )
  }

  // MARK: - Occupancy

  var occupancy: [StatisticsRow] {
    cells.places(.roomNights).flatMap { place in
      var capacity = FlowCapacity()
      for inn in data.inns.values where inn.isCounted {
        guard
          place == StatisticsTable.region
            || cells.layout.place(of: inn.municipality) == place
        else { continue }
        capacity += data.capacity(of: inn.id, in: period)
      }
      let rooms = cells.value(.roomNights, place)
      let guests = cells.value(.guestNights, place)
      func share(_ part: StatisticsValue, of whole: Int) -> StatisticsValue {
        let all = isExact ? whole : rules.rounded(whole)
        // Rounding must not fill more rooms than there are.
        guard case .tenths(let tenths) = StatisticsValue.percent(part, of: .count(all)) else {
          return StatisticsValue.percent(part, of: .count(all))
        }
        return .tenths(min(tenths, isExact ? tenths : 1000))
      }
      return [
        ("room_occupancy", share(rooms, of: capacity.roomNights)),
        ("room_occupancy_open", share(rooms, of: capacity.openRoomNights)),
        ("bed_occupancy", share(guests, of: capacity.bedNights)),
        ("bed_occupancy_open", share(guests, of: capacity.openBedNights)),
      ].map { StatisticsRow($0.0, place, StatisticsTable.total, $0.1) }
    }
  }

  // MARK: - Over a year

  /// 平準化率: an average month's guest nights in percent of the busiest month's.
  var levelling: [StatisticsRow] {
    let months = period.months.map { month in
      data.sums.reduce(0) {
        $1.key.measure == .guestNights && $1.key.month == month ? $0 + $1.value : $0
      }
    }
    return [region("levelling_rate", FlowRates.levelling(months))]
  }

  package static func levelling(_ months: [Int]) -> StatisticsValue {
    guard let most = months.max(), most > 0, months.count == 12 else { return .empty }
    let sum = months.reduce(0, +)
    return .tenths((sum * 1000 + 6 * most) / (12 * most))
  }
}
