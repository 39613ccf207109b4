import InnRegistry
import Testing

/// A stay priced by hand from the rules, and the lines it must come to.
struct PriceCase: Sendable, CustomTestStringConvertible {
  var name: String
  var tariff: Tariff = .plain
  var checkIn = "2026-06-10"
  var nights = 1
  var rooms = 1
  var adults = 2
  var children: [Party.Child] = []
  var isSchoolTrip = false
  var taxes: Taxation = .none
  /// `MM-DD kind[class][/guests in the room] quantity×unit`; nil where only the total is compared.
  var lines: [String]?
  var total: Int

  var testDescription: String { name }

  func quote() throws -> Quote {
    let plan = try RatePlan.training(prices: tariff.table())
    return try Quote.make(
      plan: plan,
      roomType: .training,
      stay: Stay.from(checkIn, nights: nights),
      rooms: rooms,
      party: #require(Party(adults: adults, children: children, isSchoolTrip: isSchoolTrip)),
      taxes: taxes.taxes(),
    )
  }
}

extension Stay {
  static func from(_ checkIn: String, nights: Int) throws -> Stay {
    let date = try #require(CivilDate(checkIn))
    return try #require(Stay(checkIn: date, nights: nights))
  }
}

extension Quote.Line {
  /// The notation of ``PriceCase/lines``.
  var notation: String {
    let date = night.map { String($0.description.dropFirst(5)) } ?? "stay"
    let guests = occupancy.map { "/\($0)" } ?? ""
    return "\(date) \(kind.rawValue)\(childClass?.rawValue ?? "")\(guests) "
      + "\(quantity)×\(unit.amount)"
  }
}

/// Price tables of the hand-written cases.
enum Tariff: Sendable, CaseIterable {
  /// 10,000 / 9,000 / 8,500 / 8,000 for one to four in a room; customary children.
  case plain
  /// ``plain`` with four seasons, and 1,000 yen more on Saturdays and eves of holidays.
  case seasonal
  /// Prices that don't divide: – / 8,765 / 7,777; December to mid-March 15 % less.
  case odd
  /// ``odd`` with June 20 % more and Saturdays 10 % more.
  case oddSummer
  /// No price for one: 9,000 for two and 2,000 on top; from 20 July to 31 August 1,500 more.
  case supplement
  /// A price for one and a supplement as well.
  case priceAndSupplement
  /// 20 to 29 February 500 yen more.
  case leap
  /// The whole room: 12,000 / 15,000 / 18,000 / 20,000; infants without bedding 1,100.
  case wholeRoom
  /// Infants with meals and bedding 3,300 whatever the season; August 1,500 more.
  case fixedInfants
  /// A season that takes more off than there is.
  case givenAway
  /// Two yearly seasons over each other: June +700, then summer half-year +900.
  case overlapping

  func table() throws -> PriceTable {
    switch self {
    case .plain: return plain
    case .seasonal: return try seasonal()
    case .odd:
      let winter = try season("冬", "12-01", "03-15", .percent(-15))
      return PriceTable(byOccupancy: [nil, Yen(8765), Yen(7777)], seasons: [winter])
    case .oddSummer:
      return PriceTable(
        byOccupancy: [nil, Yen(8765), Yen(7777)],
        seasons: [try season("六月", "06-01", "06-30", .percent(20))],
        surcharges: [PriceTable.DaySurcharge(weekdays: .saturday, change: .percent(10))],
      )
    case .supplement:
      return PriceTable(
        byOccupancy: [nil, Yen(9000), Yen(8500), Yen(8000)],
        singleUseSupplement: Yen(2000),
        seasons: [try season("夏", "07-20", "08-31", .yen(1500))],
      )
    case .priceAndSupplement:
      return PriceTable(byOccupancy: [Yen(10_000), Yen(9000)], singleUseSupplement: Yen(1500))
    case .leap:
      var table = plain
      table.seasons = [try season("二月", "02-20", "02-29", .yen(500))]
      return table
    case .wholeRoom: return wholeRoom
    case .fixedInfants:
      var table = plain
      table.seasons = [try season("八月", "08-01", "08-31", .yen(1500))]
      table.childClasses = ChildClass.customary.map { with($0, code: .c, price: Yen(3300)) }
      return table
    case .givenAway:
      var table = plain
      table.seasons = [try season("六月", "06-01", "06-30", .yen(-20_000))]
      return table
    case .overlapping:
      var table = plain
      table.seasons = [
        try season("六月", "06-01", "06-30", .yen(700)),
        try season("夏半年", "04-01", "09-30", .yen(900)),
      ]
      return table
    }
  }

  private var plain: PriceTable {
    PriceTable(
      byOccupancy: [Yen(10_000), Yen(9000), Yen(8500), Yen(8000)],
      mealsInside: Yen(3000),
    )
  }

  private var wholeRoom: PriceTable {
    PriceTable(
      basis: .perRoom,
      byOccupancy: [Yen(12_000), Yen(15_000), Yen(18_000), Yen(20_000)],
      childClasses: ChildClass.customary.map { with($0, code: .d, price: Yen(1100)) },
    )
  }

  private func seasonal() throws -> PriceTable {
    var table = plain
    table.seasons = [
      try season("夏", "07-20", "08-31", .yen(1500)),
      try season("年末年始", "12-28", "01-03", .percent(30)),
      PriceTable.Season(
        name: "まつり",
        nights: .dates(
          from: try #require(CivilDate("2026-08-18")),
          through: try #require(CivilDate("2026-08-20")),
        ),
        change: .yen(3000),
      ),
      try season("冬", "12-01", "03-15", .percent(-15)),
    ]
    table.surcharges = [
      PriceTable.DaySurcharge(weekdays: .saturday, holidayEves: true, change: .yen(1000))
    ]
    return table
  }

  private func season(
    _ name: String,
    _ from: String,
    _ through: String,
    _ change: PriceTable.Change,
  ) throws -> PriceTable.Season {
    PriceTable.Season(
      name: name,
      nights: .yearly(
        from: try #require(MonthDay(from)),
        through: try #require(MonthDay(through)),
      ),
      change: change,
    )
  }

  private func with(_ childClass: ChildClass, code: ChildClass.Code, price: Yen) -> ChildClass {
    guard childClass.code == code else { return childClass }
    var changed = childClass
    changed.price = .fixed(yen: price)
    return changed
  }
}

/// Taxes of the hand-written cases; none of them claims to be any municipality's law.
enum Taxation: Sendable, CaseIterable {
  case none
  /// 150 yen from the age of 12.
  case bathing
  /// 150 yen from 12; on 1 October 2026 it becomes 200 yen from 15.
  case bathingChange
  /// From 6,000 yen 100, from 10,000 yen 200, from 20,000 yen 500; from the age of 12.
  case steps
  /// ``bathing`` and ``steps``.
  case both
  /// 3 % of the price without meals and consumption tax.
  case rate
  /// 100 yen for whoever pays.
  case flat

  func taxes() throws -> LodgingTaxes {
    switch self {
    case .none: .none
    case .bathing: LodgingTaxes(bathing: [try bathing()])
    case .bathingChange:
      // The later version first: the order in the table must not matter.
      LodgingTaxes(bathing: [try bathing("2026-10-01", 200, below: 15), try bathing()])
    case .steps: LodgingTaxes(accommodation: [try steps()])
    case .both: LodgingTaxes(bathing: [try bathing()], accommodation: [try steps()])
    case .rate:
      LodgingTaxes(accommodation: [
        try accommodation(
          [AccommodationTax.Step(priceFrom: .zero, levy: .rate(basisPoints: 300))],
          exemptBelowAge: 0,
          leavesOut: true,
        )
      ])
    case .flat:
      LodgingTaxes(accommodation: [
        try accommodation(
          [AccommodationTax.Step(priceFrom: .zero, levy: .yen(Yen(100)))],
          exemptBelowAge: 0,
          leavesOut: false,
        )
      ])
    }
  }

  private func bathing(
    _ from: String = "2000-01-01",
    _ amount: Int = 150,
    below age: Int = 12,
  ) throws -> BathingTax {
    BathingTax(
      municipality: try #require(MunicipalityCode("022080")),
      from: try #require(CivilDate(from)),
      amount: Yen(amount),
      exemptBelowAge: age,
      exemptsSchoolTrips: true,
      provenance: TaxProvenance(source: "example"),
    )
  }

  private func steps() throws -> AccommodationTax {
    try accommodation(
      [
        AccommodationTax.Step(priceFrom: Yen(6000), levy: .yen(Yen(100))),
        AccommodationTax.Step(priceFrom: Yen(10_000), levy: .yen(Yen(200))),
        AccommodationTax.Step(priceFrom: Yen(20_000), levy: .yen(Yen(500))),
      ],
      exemptBelowAge: 12,
      leavesOut: false,
    )
  }

  private func accommodation(
    _ steps: [AccommodationTax.Step],
    exemptBelowAge age: Int,
    leavesOut: Bool,
  ) throws -> AccommodationTax {
    AccommodationTax(
      municipality: try #require(MunicipalityCode("022080")),
      from: try #require(CivilDate("2000-01-01")),
      steps: steps,
      exemptBelowAge: age,
      leavesOutMeals: leavesOut,
      leavesOutConsumptionTax: leavesOut,
      provenance: TaxProvenance(source: "example"),
    )
  }
}

extension RoomType {
  /// Five rooms for four.
  static let training = RoomType(
    id: RoomTypeID(trusted: "T01-1"),
    inn: InnID(trusted: "T01"),
    name: "和室",
    kana: "ワシツ",
    nameEnglish: "Japanese room",
    rooms: 5,
    capacity: 4,
  )
}

extension RatePlan {
  static func training(
    prices: PriceTable,
    meals: MealPlan = .halfBoard,
    limits: StayLimits = StayLimits(),
  ) -> RatePlan {
    RatePlan(
      id: RatePlanID(trusted: "T01-1-hb"),
      roomType: RoomType.training.id,
      name: "1泊2食",
      nameEnglish: "Half board",
      meals: meals,
      selling: .onRequest,
      cutoff: .customary(for: meals),
      prices: prices,
      limits: limits,
      cancellation: .customary,
    )
  }
}
