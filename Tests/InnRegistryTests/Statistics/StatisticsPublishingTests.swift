import InnRegistry
import InnTestSupport
import Testing

/// What leaves the hub: by schedule, corrected, for a whole year, to inns and brokers.
@Suite("Publishing statistics")
struct StatisticsPublishingTests {
  private static func period(_ text: String) throws -> FlowPeriod { try #require(FlowPeriod(text)) }

  /// The training region with made-up months, on a day at an hour in Japan.
  private func region(_ months: Range<CivilMonth>, on day: String, hour: Int = 12) throws
    -> TestWorld
  {
    let start = TokyoTime.instant(try #require(CivilDate(day)), minute: hour * 60)
    let world = try TestWorld(at: start).populated(TrainingRegion.entries)
    try world.registry.writeAndWait { try $0.simulateFlow(seed: 1, months: months, by: .hub) }
    return world
  }

  private func months(_ first: String, _ count: Int) throws -> Range<CivilMonth> {
    let month = try #require(CivilMonth(first))
    return month..<(month + count)
  }

  // MARK: - By schedule

  @Test func aPeriodsTurnComesOnTheDayAtTheHour() throws {
    let schedule = StatisticsSchedule(day: 10, hour: 9)
    func due(_ day: String, _ minute: Int) throws -> [String] {
      let now = TokyoTime.instant(try #require(CivilDate(day)), minute: minute)
      return schedule.due(at: now).map(\.description)
    }
    #expect(try due("2026-10-10", 539) == ["2026-07", "2026-08"])
    #expect(try due("2026-10-10", 540) == ["2026-07", "2026-08", "2026-09", "2026-Q3"])
    #expect(
      try due("2027-01-10", 540) == ["2026-10", "2026-11", "2026-12", "2026-Q4", "2026"]
    )
    #expect(try due("2027-02-09", 1439) == ["2026-11", "2026-12", "2026-Q4", "2026"])
    // The earliest day is one on which publishing is allowed.
    let earliest = StatisticsSchedule(day: StatisticsSchedule.days.lowerBound, hour: 0)
    let month = try Self.period("2026-09")
    let date = TokyoTime.date(at: earliest.time(for: month))
    #expect(date == month.nights.upperBound + (StatisticsVintage.leastAge - 1))
  }

  @Test func aScheduledPeriodIsPublishedOnceHoweverOftenTheHubStarts() throws {
    let world = try region(try months("2026-09", 2), on: "2026-11-10")
    let october = try Self.period("2026-10")
    let run = try #require(try world.registry.publishScheduled(october, .training))
    #expect(run.outcome == .published)
    let tables = try world.registry.vintages(.training)
    #expect(tables.count > 5 && tables.allSatisfy { $0.number == 1 && $0.publishedBy == .hub })
    #expect(try world.registry.publishScheduled(october, .training) == nil)
    try world.restart()
    #expect(try world.registry.publishScheduled(october, .training) == nil)
    #expect(try world.registry.vintages(.training).map(\.digest) == tables.map(\.digest))
    // One that was published by hand is settled, too.
    let september = try Self.period("2026-09")
    try world.registry.publishStatistics(september, .training, note: "by hand", by: .hub)
    #expect(try world.registry.publishScheduled(september, .training) == nil)
    #expect(try world.registry.statisticsRuns().map(\.period) == [october])
    // Nobody takes part: it is noted, and not tried each minute.
    #expect(try world.registry.publishScheduled(october, .real)?.outcome == .nothing)
    #expect(try world.registry.publishScheduled(october, .real) == nil)
    #expect(throws: FlowRefused.nobodyTakesPart) {
      try world.registry.publishStatistics(october, .real, note: nil, by: .hub)
    }
  }

  // MARK: - Vintages

  @Test func aCorrectionIsALaterVintageThatChangesNothingEarlier() throws {
    let world = try region(try months("2026-10", 1), on: "2026-11-01")
    // Keepers tell of other guests on its last nights.
    for number in 0..<12 {
      try world.registry.writeAndWait {
        try $0.reportGuestsOutside(
          InnID(trusted: "T0\(number % 4 + 1)"),
          night: $0.tonightForTests - (number / 4 + 1),
          guests: 20,
          fromAbroad: 0,
          by: .hub,
        )
      }
    }
    world.advance(by: .days(20))
    let october = try Self.period("2026-10")
    let preview = try world.registry.previewStatistics(october, .training)
    #expect(try world.registry.vintages(.training).isEmpty)
    let first = try world.registry.publishStatistics(october, .training, note: nil, by: .hub)
    #expect(preview.tables.map(\.json) == first.map(\.body))
    #expect(throws: FlowRefused.nothingNew) {
      try world.registry.publishStatistics(october, .training, note: nil, by: .hub)
    }
    // One of them had been wrong.
    try world.registry.writeAndWait {
      try $0.reportGuestsOutside(
        InnID(trusted: "T01"),
        night: $0.tonightForTests - 21,
        guests: 90,
        fromAbroad: 0,
        by: .hub,
      )
    }
    let second = try world.registry.publishStatistics(
      october,
      .training,
      note: "T01 corrected",
      by: .hub,
    )
    #expect(second.allSatisfy { $0.number == 2 && $0.note == "T01 corrected" })
    let outside = try (1...2).map { number in
      try #require(
        try world.registry.vintage(.outside, october, .training, number: number)
      )
    }
    #expect(outside[0] == first.first { $0.table == .outside })
    #expect(outside[0].digest == Secret.sha256(outside[0].body))
    let counts = try outside.map { vintage in
      try #require(StatisticsTable(json: vintage.body))["outside_nights", "region", "total"]?
        .number ?? -1
    }
    #expect(counts[1] - counts[0] == 70)
    #expect(try world.registry.allVintages(.training).count == first.count + second.count)
    // What was hidden stays so, what was shown is shown.
    for name in StatisticsTableName.allCases {
      let both = try (1...2).compactMap { number in
        try world.registry.vintage(name, october, .training, number: number)
          .flatMap { StatisticsTable(json: $0.body) }
      }
      guard both.count == 2 else { continue }
      #expect(
        both[0].rows.filter { $0.value == .suppressed }.map(\.category)
          == both[1].rows.filter { $0.value == .suppressed }.map(\.category),
        "\(name)"
      )
    }
  }

  @Test func aYearHasItsNationalitiesAndItsLevellingRate() throws {
    let world = try region(try months("2025-01", 12), on: "2026-02-01")
    let all = try Self.period("2025").months.map { FlowPeriod($0) }
    for period in all + [try Self.period("2025")] {
      try world.registry.publishStatistics(period, .training, note: nil, by: .hub)
    }
    let year = try Self.period("2025")
    func table(_ name: StatisticsTableName) throws -> StatisticsTable {
      let vintage = try #require(try world.registry.vintage(name, year, .training))
      return try #require(StatisticsTable(json: vintage.body))
    }
    let origins = try table(.origins)
    #expect(origins["guest_nights", "region", "nation:TW"]?.number ?? 0 > 100)
    #expect(try table(.prefectures)["guest_nights", "region", "prefecture:02"]?.number ?? 0 > 1000)
    // Reckoned from the months as they were published.
    let shown = try all.map { month in
      let vintage = try #require(try world.registry.vintage(.guestNights, month, .training))
      let table = try #require(StatisticsTable(json: vintage.body))
      return try #require(table["guest_nights", "region", "total"]?.number)
    }
    let most = try #require(shown.max())
    let rate = try #require(try table(.levelling)["levelling_rate", "region", "total"]?.number)
    #expect(abs(rate - shown.reduce(0, +) / 12 / most * 100) < 0.06)
  }

  // MARK: - One number

  /// What is spoken, printed and published is one sum.
  @Test func theTelephoneSaysWhatTheReportPrints() throws {
    let world = try TestWorld().populated([
      Fixtures.entry(rooms: 8, offer: Array(repeating: 8, count: 7))
    ])
    let night = world.tonight
    _ = try world.book(Fixtures.request(checkIn: night, nights: 3))
    let missing = try world.book(Fixtures.request(checkIn: night, rooms: 2, adults: 3))
    let cancelled = try world.book(Fixtures.request(checkIn: night + 1))
    try world.registry.writeAndWait {
      _ = try $0.cancel(cancelled.id, channel: Fixtures.channel)
    }
    world.advance(by: .hours(40))
    try world.registry.writeAndWait {
      _ = try $0.reportNoShow(missing.id, by: .hub)
      _ = try $0.runDue(limit: 100)
    }
    try world.registry.updateFlowAndWait()
    let month = FlowPeriod(CivilMonth(of: night))
    let sums = try world.registry.flowSums(of: Fixtures.inn, in: month)
    let printed = sums.reduce(0) { $1.key.measure == .guestNights ? $0 + $1.value : $0 }
    let spoken = try world.registry.figures(of: Fixtures.inn, nights: month.nights)
    #expect(spoken.guestNights == printed)
    #expect(printed == 6)
    // Of the nights until yesterday alone, as on the telephone.
    let past = try world.registry.figures(
      of: Fixtures.inn,
      nights: month.nights.lowerBound..<(night + 2),
    )
    #expect(past.guestNights == 4)
  }

  @Test func anInnThatWantsItsMonthGetsItOnce() throws {
    let world = try TestWorld().populated(TrainingRegion.entries)
    let (mobile, landline) = (InnID(trusted: "T09"), InnID(trusted: "T01"))
    let month = CivilMonth(of: world.tonight) + -1
    try world.registry.writeAndWait { transaction in
      #expect(throws: FlowRefused.noMobile(landline)) {
        try transaction.wantReport(landline, true, by: .hub)
      }
      try transaction.wantReport(mobile, true, by: .hub)
      #expect(try transaction.sendReport("9月", of: month, to: mobile, by: .hub))
      #expect(try !transaction.sendReport("9月", of: month, to: mobile, by: .hub))
    }
    #expect(try world.registry.reportWishes().map(\.inn) == [mobile])
    #expect(try world.registry.reportsSent(month).keys.map(\.rawValue) == ["T09"])
    #expect(try world.registry.shortMessages(inn: mobile, limit: 9).map(\.text) == ["9月"])
    try world.registry.writeAndWait { try $0.wantReport(mobile, false, by: .hub) }
    #expect(try world.registry.reportWishes().isEmpty)
  }
}

extension Transaction {
  fileprivate var tonightForTests: CivilDate { TokyoTime.tonight(at: now) }
}
