import InnTestSupport
import Testing

@testable import InnRegistry

/// Finished tables, reckoned by hand.
@Suite("Tables of visitor flow")
struct StatisticsTableTests {
  static let mutsu = MunicipalityCode(trusted: "022080")
  static let oma = MunicipalityCode(trusted: "024236")

  static func inn(_ number: Int) -> InnID { InnID(trusted: "S\(number)") }

  /// Inns of two rooms for three guests each, all month, and what happened there.
  static func data(
    _ month: String,
    inns: [MunicipalityCode],
    _ bookings: [FlowBooking],
    closures: [InnID: [FlowClosure]] = [:],
  ) throws -> FlowData {
    let month = try #require(CivilMonth(month))
    var sums = FlowSums()
    for booking in bookings { sums.add(booking.sums) }
    let stock = FlowStock(roomTypes: [
      FlowStock.RoomType(id: RoomTypeID(trusted: "r"), rooms: 2, capacity: 3)
    ])
    var known: [InnID: FlowData.Inn] = [:]
    for (number, place) in inns.enumerated() {
      known[inn(number)] = FlowData.Inn(
        id: inn(number),
        name: "\(number)",
        municipality: place,
        isCounted: true,
        beds: 6,
      )
    }
    return FlowData(
      scope: .training,
      months: month..<(month + 1),
      inns: known,
      sums: sums.values.map { (key: $0.key, value: $0.value) },
      stock: known.mapValues { _ in [(from: month.first, stock: stock)] },
      closures: closures,
      sequence: 1,
    )
  }

  static func stay(
    _ number: Int,
    _ checkIn: String,
    nights: Int,
    persons: Int = 2,
    origin: String = "JP-02",
    lead: Int = 0,
    state: BookingState.Name = .stayed,
    price: Int = 10_000,
  ) throws -> FlowBooking {
    let first = try #require(CivilDate(checkIn))
    return FlowBooking(
      inn: inn(number),
      checkIn: first,
      checkOut: first + nights,
      rooms: 1,
      persons: persons,
      origin: origin,
      createdOn: first + -lead,
      state: state,
      reason: state == .cancelled ? "guest" : nil,
      prices: Array(repeating: price, count: nights),
    )
  }

  private static func exact(_ data: FlowData) -> [StatisticsTableName: StatisticsTable] {
    let period = FlowPeriod(data.months.lowerBound)
    let tables = StatisticsMaker(data, period).exactTables()
    return Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
  }

  private static func region(
    _ table: StatisticsTable?,
    _ measure: String,
    _ category: String = StatisticsTable.total,
  ) -> String? { table?[measure, StatisticsTable.region, category]?.text }

  @Test func occupancyCountsClosedNightsGrossAndNotNet() throws {
    // Two inns, 30 nights of September: 2 × 2 × 30 = 120 room nights, 360 bed nights. The second is
    // shut for 10 nights: net 100 and 300.
    let shut = FlowClosure(
      id: ClosureID(trusted: "c"),
      inn: Self.inn(1),
      roomType: nil,
      nights: try #require(CivilDate("2026-09-01"))...(try #require(CivilDate("2026-09-10"))),
    )
    let data = try Self.data(
      "2026-09",
      inns: [Self.mutsu, Self.oma],
      [
        // 12 room nights and 24 guest nights at the first, 3 and 9 at the second.
        try Self.stay(0, "2026-09-01", nights: 12),
        try Self.stay(1, "2026-09-20", nights: 3, persons: 3),
        try Self.stay(1, "2026-09-24", nights: 3, state: .noShow),
      ],
      closures: [Self.inn(1): [shut]],
    )
    let table = Self.exact(data)[.occupancy]
    // 15 of 120, 15 of 100; 33 of 360 (9.17), 33 of 300.
    #expect(Self.region(table, "room_occupancy") == "12.5")
    #expect(Self.region(table, "room_occupancy_open") == "15.0")
    #expect(Self.region(table, "bed_occupancy") == "9.2")
    #expect(Self.region(table, "bed_occupancy_open") == "11.0")
    // 3 of 60, 3 of 40.
    #expect(table?["room_occupancy", "024236", "total"]?.text == "5.0")
    #expect(table?["room_occupancy_open", "024236", "total"]?.text == "7.5")
  }

  @Test func aLeapDayHasItsRooms() throws {
    // 29 nights × 2 rooms; one stay of two nights over the 29th, of which one in March.
    let data = try Self.data(
      "2028-02",
      inns: [Self.mutsu],
      [try Self.stay(0, "2028-02-28", nights: 2), try Self.stay(0, "2028-02-29", nights: 2)],
    )
    let tables = Self.exact(data)
    // Room nights 28 and 29 February, 29 February: 3 of 58.
    #expect(Self.region(tables[.occupancy], "room_nights") == "3")
    #expect(Self.region(tables[.occupancy], "room_occupancy") == "5.2")
    #expect(tables[.days]?["guest_nights", "region", "day:29"]?.text == "4")
    #expect(Self.region(tables[.guestNights], "guest_nights") == "6")
  }

  @Test func bookingsHaveTheirMediansRatesAndPrice() throws {
    // Lead times 0, 1, 2, 10, 30: median 2, nine of ten within 30.
    var bookings = try zip([0, 1, 2, 10, 30], 0...).map { lead, place in
      try Self.stay(
        place % 2,
        "2026-09-0\(place + 1)",
        nights: 1,
        lead: lead,
        price: 9000 + place * 1000
      )
    }
    // Of eight that were confirmed, two were cancelled and one stayed away.
    bookings.append(try Self.stay(0, "2026-09-11", nights: 2, state: .cancelled))
    bookings.append(try Self.stay(0, "2026-09-12", nights: 2, state: .cancelled))
    bookings.append(try Self.stay(1, "2026-09-13", nights: 2, state: .noShow))
    // Requests: answered after 3, 5 and 100 minutes, one never.
    let asked = TokyoTime.instant(try #require(CivilDate("2026-09-02")), minute: 600)
    for (place, minutes) in [3, 5, 100].enumerated() {
      var request = try Self.stay(0, "2026-10-0\(place + 1)", nights: 1)
      (request.requestedAt, request.answeredAt) = (asked, asked + .minutes(minutes))
      bookings.append(request)
    }
    var silent = try Self.stay(1, "2026-10-05", nights: 1, state: .expired)
    silent.requestedAt = asked
    bookings.append(silent)
    let data = try Self.data("2026-09", inns: [Self.mutsu, Self.mutsu], bookings)
    let table = Self.exact(data)[.bookings]
    #expect(Self.region(table, "lead_days_median") == "2")
    #expect(Self.region(table, "lead_days_p90") == "30")
    #expect(Self.region(table, "cancellation_rate") == "25.0")
    #expect(Self.region(table, "no_show_rate") == "12.5")
    // 9,000 to 13,000 yen for five room nights.
    #expect(Self.region(table, "adr") == "11000")
    #expect(Self.region(table, "answer_rate") == "75.0")
    #expect(Self.region(table, "answer_minutes_median") == "5")
  }

  @Test func averageStayIsOfThoseWhoCheckedIn() throws {
    let data = try Self.data(
      "2026-09",
      inns: [Self.mutsu],
      [
        // Three persons for three nights, one of them in October; one person for one.
        try Self.stay(0, "2026-09-29", nights: 3, persons: 3, origin: "TW"),
        try Self.stay(0, "2026-09-10", nights: 1, persons: 1),
        // Checked in in August: their nights count, they do not.
        try Self.stay(0, "2026-08-31", nights: 2, persons: 2),
      ],
    )
    let tables = Self.exact(data)
    #expect(Self.region(tables[.guests], "guests") == "4")
    // (3 × 3 + 1) / 4.
    #expect(Self.region(tables[.guests], "average_stay") == "2.5")
    // 3 × 2 + 1 + 2 × 1.
    #expect(Self.region(tables[.guestNights], "guest_nights") == "9")
    #expect(Self.region(tables[.guestNights], "guest_nights", "foreign") == "6")
    #expect(tables[.origins]?["guest_nights", "region", "nation:TW"]?.text == "6")
  }

  @Test func aPriceNeedsFiveInns() throws {
    func table(_ count: Int) throws -> StatisticsTable? {
      let bookings = try (0..<count).flatMap { number in
        try (1...9).map { try Self.stay(number, "2026-09-0\($0)", nights: 1, price: 10_000) }
      }
      let data = try Self.data(
        "2026-09",
        inns: Array(repeating: Self.mutsu, count: count),
        bookings
      )
      return try StatisticsMaker(data, FlowPeriod(data.months.lowerBound))
        .protectedTables(earlier: StatisticsMaker.Earlier()).first { $0.name == .bookings }
    }
    #expect(Self.region(try table(4), "adr") == "X")
    #expect(Self.region(try table(5), "adr") == "10000")
    // What needs three inns is there with four.
    #expect(Self.region(try table(4), "lead_days_median") == "0")
  }

  // MARK: - Layout

  @Test func placesOfFewInnsAreToldTogether() throws {
    let higashidori = MunicipalityCode(trusted: "024244")
    func layout(_ counts: [(MunicipalityCode, Int)]) throws -> [String] {
      let inns = counts.flatMap { Array(repeating: $0.0, count: $0.1) }
      return FlowLayout(try Self.data("2026-09", inns: inns, [])).places
    }
    #expect(
      try layout([(Self.mutsu, 9), (Self.oma, 4), (higashidori, 4)]) == [
        "022080", "024236", "024244",
      ]
    )
    // Three at one place: the next smaller joins them, so that nobody subtracts.
    #expect(
      try layout([(Self.mutsu, 9), (Self.oma, 4), (higashidori, 3)]) == ["022080", "others"]
    )
    #expect(
      try layout([(Self.mutsu, 9), (Self.oma, 2), (higashidori, 3)]) == ["022080", "others"]
    )
    #expect(try layout([(Self.mutsu, 9), (Self.oma, 2)]) == [])
    #expect(try layout([(Self.mutsu, 9)]) == [])
    #expect(try layout([]) == [])
  }

  @Test func theLayoutDoesNotDependOnFigures() throws {
    let inns = Array(repeating: Self.mutsu, count: 5) + Array(repeating: Self.oma, count: 5)
    let quiet = try Self.data("2026-09", inns: inns, [])
    let busy = try Self.data(
      "2026-09",
      inns: inns,
      try (0..<10).map { try Self.stay($0, "2026-09-10", nights: 9) },
    )
    #expect(FlowLayout(quiet) == FlowLayout(busy))
  }

  @Test func quartersAndYearsAreMadeUpOfWhatIsThere() throws {
    let year = try #require(FlowPeriod("2026"))
    let quarters = year.parts
    let months = year.months.map { FlowPeriod($0) }
    #expect(year.parts(among: quarters) == quarters)
    #expect(year.parts(among: months) == months)
    #expect(
      year.parts(among: [quarters[0]] + months.dropFirst(3)) == [quarters[0]] + months.dropFirst(3)
    )
    #expect(year.parts(among: Array(months.dropLast())) == [])
    #expect(quarters[1].parts(among: months) == Array(months[3..<6]))
    #expect(months[0].parts(among: months) == [])
  }

  /// A quarter that was published before its last month links that month to the two others.
  @Test func aMonthIsLinkedThroughItsQuarter() throws {
    var earlier = StatisticsMaker.Earlier()
    let coverage = FlowCoverage(
      try Self.data("2026-09", inns: [], []),
      try #require(FlowPeriod("2026-09")),
    )
    for text in ["2026-07", "2026-08", "2026-Q3", "2026-10", "2025-09"] {
      earlier.add(
        StatisticsTable(
          name: .guests,
          period: try #require(FlowPeriod(text)),
          scope: .training,
          isExact: false,
          coverage: coverage,
          rows: [],
        )
      )
    }
    let linked = earlier.linked(to: try #require(FlowPeriod("2026-09")))
    #expect(linked.map(\.description) == ["2026-07", "2026-Q3", "2026-08"])
  }
}
