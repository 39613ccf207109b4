import InnRegistry

/// What visitor flow costs: the protected tables of a month, and following the log.
struct StatisticsMeasurement {
  var rounds = 3
  var inns = 1000
  /// Lines of the log that are followed.
  var lines = 2000

  func run() throws -> Figures {
    guard let month = CivilMonth(year: 2026, month: 8) else { return Figures() }
    let bookings = FlowSimulation(seed: 1, months: month..<(month + 1)).bookings
    let large = try milliseconds(inns, month, bookings)
    let small = try milliseconds(max(inns / 10, 4), month, bookings)
    var figures = Figures()
    figures.add("month_1000_inns_ms", large, "ms, tables of a month")
    figures.add("update_us", try update(), "us, a line of the log")
    figures.add("growth_10x", large / max(small, 0.001), "times, ten times the inns")
    return figures
  }

  /// Makes the tables of so many inns, each with the bookings of one of the training region's.
  private func milliseconds(
    _ count: Int,
    _ month: CivilMonth,
    _ bookings: [FlowBooking],
  ) throws -> Double {
    let data = data(count, month, bookings)
    var times: [Double] = []
    for _ in 0..<rounds {
      let begin = nanosecondsNow()
      let maker = StatisticsMaker(data, FlowPeriod(month))
      _ = try maker.protectedTables(earlier: StatisticsMaker.Earlier())
      times.append(Double(nanosecondsNow() - begin) * 1e-6)
    }
    return times.median ?? .nan
  }

  private func data(_ count: Int, _ month: CivilMonth, _ bookings: [FlowBooking]) -> FlowData {
    let entries = TrainingRegion.entries
    let byInn = Dictionary(grouping: bookings, by: \.inn)
    let stock = Dictionary(
      uniqueKeysWithValues: FlowSimulation(seed: 1, months: month..<(month + 1)).stock
    )
    var sums = FlowSums()
    var inns: [InnID: FlowData.Inn] = [:]
    var stocks: [InnID: [(from: CivilDate, stock: FlowStock)]] = [:]
    for number in 0..<count {
      let like = entries[number % entries.count].inn
      let id = InnID(trusted: "B\(number)")
      inns[id] = FlowData.Inn(
        id: id,
        name: id.rawValue,
        municipality: like.municipality,
        isCounted: true,
        beds: 20,
      )
      if let own = stock[like.id] { stocks[id] = [(month.first, own)] }
      for booking in byInn[like.id] ?? [] {
        var copy = booking
        copy.inn = id
        sums.add(copy.sums)
      }
    }
    return FlowData(
      scope: .training,
      months: month..<(month + 1),
      inns: inns,
      sums: sums.values.map { (key: $0.key, value: $0.value) },
      stock: stocks,
      closures: [:],
      sequence: 0,
    )
  }

  /// Follows lines that lie in a registry on the disk: microseconds for each.
  private func update() throws -> Double {
    let scratch = try Scratch()
    let registry = try Registry(path: scratch.path("flow.sqlite"))
    defer { registry.stop() }
    let (entries, lines) = (TrainingRegion.entries, lines)
    try registry.writeAndWait { transaction in
      for entry in entries { try transaction.save(entry, by: .hub) }
    }
    try registry.updateFlowAndWait()
    let night = TokyoTime.tonight(at: WallClock.system.now()) + -40
    try registry.writeAndWait { transaction in
      for number in 0..<lines {
        try transaction.reportGuestsOutside(
          entries[number % entries.count].inn.id,
          night: night + number % 28,
          guests: number % 7,
          fromAbroad: 0,
          by: .hub,
        )
      }
    }
    let begin = nanosecondsNow()
    try registry.updateFlowAndWait()
    return Double(nanosecondsNow() - begin) * 1e-3 / Double(lines)
  }
}
