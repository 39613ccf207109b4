/// What a night costs under a rate plan.
///
/// For each room and night, in this order:
/// 1. the base price by the number of guests in the room (``byOccupancy``);
/// 2. plus one season's change (``season(on:)``) and one day's change (``surcharge(on:)``), both
///    reckoned on the base, never on each other; fractions of a yen are dropped; never below zero;
/// 3. children by their class, as a share of the adult's price of step 2, or fixed yen;
/// 4. plus ``singleUseSupplement`` once for a room with one guest, outside seasons and shares.
package struct PriceTable: Hashable, Sendable {
  package var basis: Basis
  /// Yen a night by the number of guests in the room, first for one guest.
  ///
  /// For each adult or for the whole room, as ``basis`` says; nil where the plan is not sold to
  /// that number.
  package var byOccupancy: [Yen?]
  /// Added to a room with one guest.
  ///
  /// When ``byOccupancy`` has no price for one guest, the price of
  /// two holds and this is added; without either a guest alone is refused.
  package var singleUseSupplement: Yen?
  /// From this age on, in completed years, a guest is priced as an adult.
  package var adultFromAge: Int
  /// In the order in which a child about whom nothing is said is matched.
  ///
  /// Empty where no children are taken.
  package var childClasses: [ChildClass]
  package var seasons: [Season]
  package var surcharges: [DaySurcharge]
  /// The part of an adult's price that pays for meals.
  ///
  /// Taken off where a municipality taxes lodging without meals; it changes no price.
  package var mealsInside: Yen

  package init(
    basis: Basis = .perPerson,
    byOccupancy: [Yen?],
    singleUseSupplement: Yen? = nil,
    adultFromAge: Int = PriceTable.customaryAdultAge,
    childClasses: [ChildClass] = ChildClass.customary,
    seasons: [Season] = [],
    surcharges: [DaySurcharge] = [],
    mealsInside: Yen = .zero,
  ) {
    self.basis = basis
    self.byOccupancy = byOccupancy
    self.singleUseSupplement = singleUseSupplement
    self.adultFromAge = adultFromAge
    self.childClasses = childClasses
    self.seasons = seasons
    self.surcharges = surcharges
    self.mealsInside = mealsInside
  }

  /// A plan priced per person, children by custom.
  package init(perAdultByOccupancy: [Yen]) { self.init(byOccupancy: perAdultByOccupancy) }

  /// Junior high school pupils pay as adults almost everywhere.
  package static let customaryAdultAge = 13
  /// Highest price of a person or room and night, in yen; catches a zero too many.
  package static let maxPrice = Yen(1_000_000)
  /// More seasons than a printed tariff could show.
  package static let maxSeasons = 60
  /// Seven weekdays and the eve of a holiday.
  package static let maxSurcharges = 8

  package enum Basis: String, CaseIterable, Codable, Sendable {
    case perPerson = "per_person"
    /// One price for the room whoever sleeps in it. Children with a share pay nothing on top;
    /// children with a fixed price pay that.
    case perRoom = "per_room"
  }

  /// A change of the base price.
  package enum Change: Hashable, Codable, Sendable {
    case yen(_ amount: Int)
    /// Hundredths of the base, negative for a reduction.
    case percent(_ hundredths: Int)

    /// What is added to `base`.
    package func amount(on base: Yen) -> Yen {
      switch self {
      case .yen(let amount): Yen(amount)
      case .percent(let hundredths): base.percent(hundredths)
      }
    }
  }

  package struct Season: Hashable, Codable, Sendable {
    /// As the keeper calls it: 夏休み.
    package var name: String
    package var nights: NightSpan
    package var change: Change

    package init(name: String, nights: NightSpan, change: Change) {
      self.name = name
      self.nights = nights
      self.change = change
    }
  }

  /// A change for weekdays, eves of national holidays, or both.
  package struct DaySurcharge: Hashable, Codable, Sendable {
    /// Weekdays on which the night begins.
    package var weekdays: Weekdays
    /// Also the night before a national holiday (祝前日).
    package var holidayEves: Bool
    package var change: Change

    package init(weekdays: Weekdays, holidayEves: Bool = false, change: Change) {
      self.weekdays = weekdays
      self.holidayEves = holidayEves
      self.change = change
    }
  }
}

// MARK: - Rules

extension PriceTable {
  /// The one season that prices a night: fixed dates before yearly ones, then the first listed.
  package func season(on night: CivilDate) -> Season? {
    seasons.governing(night, span: \.nights)
  }

  /// The one surcharge of a night's day: on the eve of a national holiday the first that names
  /// eves, otherwise (and where none does) the first that names the weekday.
  package func surcharge(on night: CivilDate) -> DaySurcharge? {
    if surcharges.contains(where: \.holidayEves), NationalHolidays.isEve(night) {
      return surcharges.first(where: \.holidayEves)
    }
    return surcharges.first { $0.weekdays.contains(night.weekday) }
  }

  /// The base price for a number of guests in one room, nil when the plan isn't sold to them.
  package func base(occupancy: Int) -> Yen? {
    if byOccupancy.indices.contains(occupancy - 1), let price = byOccupancy[occupancy - 1] {
      return price
    }
    guard occupancy == 1, singleUseSupplement != nil, byOccupancy.count > 1 else { return nil }
    return byOccupancy[1]
  }

  /// Numbers of guests a room may be sold to.
  package var occupancies: [Int] {
    let longest = max(byOccupancy.count, 1)
    return (1...longest).filter { base(occupancy: $0) != nil }
  }

  /// A base price after the season and the day of a night.
  func adjusted(_ base: Yen, season: Season?, surcharge: DaySurcharge?) -> Yen {
    let seasonal = season?.change.amount(on: base) ?? .zero
    let daily = surcharge?.change.amount(on: base) ?? .zero
    return max(.zero, base + seasonal + daily)
  }
}

// MARK: - Storage

extension PriceTable: Codable {
  private enum CodingKeys: String, CodingKey {
    case basis
    case byOccupancy
    case singleUseSupplement
    case adultFromAge
    case childClasses
    case seasons
    case surcharges
    case mealsInside
  }

  /// Only the prices are required, so that a tariff typed by hand stays short.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      basis: try container.decodeIfPresent(Basis.self, forKey: .basis) ?? .perPerson,
      byOccupancy: try container.decode([Yen?].self, forKey: .byOccupancy),
      singleUseSupplement: try container.decodeIfPresent(Yen.self, forKey: .singleUseSupplement),
      adultFromAge: try container.decodeIfPresent(Int.self, forKey: .adultFromAge)
        ?? PriceTable.customaryAdultAge,
      childClasses: try container.decodeIfPresent([ChildClass].self, forKey: .childClasses)
        ?? ChildClass.customary,
      seasons: try container.decodeIfPresent([Season].self, forKey: .seasons) ?? [],
      surcharges: try container.decodeIfPresent([DaySurcharge].self, forKey: .surcharges) ?? [],
      mealsInside: try container.decodeIfPresent(Yen.self, forKey: .mealsInside) ?? .zero,
    )
  }
}
