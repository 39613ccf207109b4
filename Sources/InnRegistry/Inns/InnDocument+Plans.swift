/// Rate plans in an inn's file.
extension InnDocument {
  /// A plan before its room type is known.
  struct PlanOfUnknownRoom: Sendable {
    private let make: @Sendable (RoomTypeID) -> RatePlan

    fileprivate init(_ make: @escaping @Sendable (RoomTypeID) -> RatePlan) { self.make = make }

    func plan(of roomType: RoomTypeID) -> RatePlan { make(roomType) }
  }

  static var planOfUnknownRoom: JSONField<PlanOfUnknownRoom> {
    .object { members in
      let id: RatePlanID? = members.required("id", .identifier())
      let name = members.required("name", .line(1...InnEntry.maxNameLength))
      let nameEnglish = members.required("name_english", .line(1...InnEntry.maxNameLength))
      let meals = members.required("meals", .oneOf(MealPlan.self))
      let selling = members.required("selling", .oneOf(SellingMode.self))
      let cutoff = members.optional("cutoff", InnDocument.cutoff)
      let prices = members.required("prices", InnDocument.prices)
      let limits = members.optional("limits", InnDocument.limits, default: StayLimits())
      let cancellation = members.optional(
        "cancellation",
        InnDocument.cancellation,
        default: .customary,
      )
      guard let id, let name, let nameEnglish, let meals, let selling, let prices else {
        return nil
      }
      return PlanOfUnknownRoom { roomType in
        RatePlan(
          id: id,
          roomType: roomType,
          name: name,
          nameEnglish: nameEnglish,
          meals: meals,
          selling: selling,
          cutoff: cutoff ?? .customary(for: meals),
          prices: prices,
          limits: limits,
          cancellation: cancellation,
        )
      }
    }
  }

  private static var cutoff: JSONField<Cutoff> {
    .object { members in
      let days = members.required("days_before", .integer(0...Cutoff.maxDaysBefore))
      let time = members.required("time", InnDocument.time)
      guard let days, let time else { return nil }
      return Cutoff(daysBefore: days, time: time)
    }
  }

  private static var yen: JSONField<Yen> {
    JSONField { value, pointer, faults in
      JSONField.integer(0...PriceTable.maxPrice.amount).read(value, pointer, &faults)
        .map { Yen($0) }
    }
  }

  // MARK: - Prices

  private static var prices: JSONField<PriceTable> {
    .object { members in
      let basis: PriceTable.Basis = members.optional(
        "basis",
        .oneOf(PriceTable.Basis.self),
        default: .perPerson,
      )
      let byOccupancy = members.required(
        "by_occupancy",
        .array(of: optionalYen, count: 1...RoomType.maxCapacity),
      )
      let supplement = members.optional("single_use_supplement", yen)
      let adultAge = members.optional(
        "adult_from_age",
        .integer(1...Party.oldestChild + 1),
        default: PriceTable.customaryAdultAge,
      )
      let classes = members.optional(
        "child_classes",
        .array(of: childClass, count: 0...ChildClass.Code.allCases.count),
        default: ChildClass.customary,
      )
      let seasons = members.optional(
        "seasons",
        .array(of: season, count: 0...PriceTable.maxSeasons),
        default: [],
      )
      let surcharges = members.optional(
        "surcharges",
        .array(of: surcharge, count: 0...PriceTable.maxSurcharges),
        default: [],
      )
      let inside = members.optional("meals_inside", yen, default: .zero)
      guard let byOccupancy else { return nil }
      return PriceTable(
        basis: basis,
        byOccupancy: byOccupancy.map(\.yen),
        singleUseSupplement: supplement,
        adultFromAge: adultAge,
        childClasses: classes,
        seasons: seasons,
        surcharges: surcharges,
        mealsInside: inside,
      )
    }
  }

  /// A price, or `null` where the plan isn't sold to that number of guests.
  private struct OptionalYen: Sendable {
    var yen: Yen?
  }

  private static var optionalYen: JSONField<OptionalYen> {
    JSONField { value, pointer, faults in
      if case .null = value { return OptionalYen(yen: nil) }
      return yen.read(value, pointer, &faults).map { OptionalYen(yen: $0) }
    }
  }

  private static var childClass: JSONField<ChildClass> {
    .object { members in
      let code = members.required("code", .oneOf(ChildClass.Code.self))
      let youngest = members.required("youngest", .integer(0...Party.oldestChild))
      let oldest = members.required("oldest", .integer(0...Party.oldestChild))
      let meals = members.required("meals", .bool)
      let bedding = members.required("bedding", .bool)
      let counts = members.required("counts_for_occupancy", .bool)
      let share = members.optional("percent", .integer(0...100))
      let fixed = members.optional("yen", yen)
      let price: ChildClass.Price? =
        switch (share, fixed) {
        case (let share?, nil): .share(hundredths: share)
        case (nil, let fixed?): .fixed(yen: fixed)
        case (nil, nil), (.some, .some): nil
        }
      if price == nil {
        members.refuse("percent", .inconsistent, "exactly one of percent and yen is needed")
      }
      guard let code, let youngest, let oldest, let meals, let bedding, let counts, let price
      else { return nil }
      return ChildClass(
        code: code,
        youngest: youngest,
        oldest: oldest,
        meals: meals,
        bedding: bedding,
        price: price,
        countsForOccupancy: counts,
      )
    }
  }

  private static var season: JSONField<PriceTable.Season> {
    .object { members in
      let name = members.required("name", .line(1...InnEntry.maxNameLength))
      let nights = span(&members)
      let change = change(&members)
      guard let name, let nights, let change else { return nil }
      return PriceTable.Season(name: name, nights: nights, change: change)
    }
  }

  private static var surcharge: JSONField<PriceTable.DaySurcharge> {
    .object { members in
      let weekdays = members.optional("weekdays", InnDocument.weekdays, default: [])
      let eves = members.optional("holiday_eves", .bool, default: false)
      guard let change = change(&members) else { return nil }
      return PriceTable.DaySurcharge(weekdays: weekdays, holidayEves: eves, change: change)
    }
  }

  /// `yen` or `percent`, added to the base price.
  private static func change(_ members: inout JSONObjectReader) -> PriceTable.Change? {
    let most = PriceTable.maxPrice.amount
    let yen = members.optional("yen", .integer(-most...most))
    let percent = members.optional("percent", .integer(-100...400))
    switch (yen, percent) {
    case (let yen?, nil): return .yen(yen)
    case (nil, let percent?): return .percent(percent)
    case (nil, nil), (.some, .some):
      members.refuse("yen", .inconsistent, "exactly one of yen and percent is needed")
      return nil
    }
  }

  /// `from` and `through`: two dates, or two days MM-DD of every year.
  private static func span(_ members: inout JSONObjectReader) -> NightSpan? {
    let day = TextFormat<String>("a date YYYY-MM-DD or a day MM-DD of every year") { text in
      CivilDate(text) != nil || MonthDay(text) != nil ? text : nil
    }
    let from = members.required("from", day)
    let through = members.required("through", day)
    guard let from, let through else { return nil }
    if let first = CivilDate(from), let last = CivilDate(through) {
      return .dates(from: first, through: last)
    }
    if let first = MonthDay(from), let last = MonthDay(through) {
      return .yearly(from: first, through: last)
    }
    members.refuse("through", .inconsistent, "must be of the same form as from")
    return nil
  }

  // MARK: - Limits and cancellation

  private static var limits: JSONField<StayLimits> {
    .object { members in
      let nights = JSONField.integer(1...Stay.maxNights)
      let offered = JSONField<NightSpan>.object { InnDocument.span(&$0) }
      let most = PriceTable.maxSeasons
      return StayLimits(
        minNights: members.optional("min_nights", nights, default: 1),
        maxNights: members.optional("max_nights", nights),
        closedToArrival: members.optional("closed_to_arrival", weekdays, default: []),
        closedToDeparture: members.optional("closed_to_departure", weekdays, default: []),
        seasons: members.optional("seasons", .array(of: limitSeason, count: 0...most), default: []),
        offered: members.optional("offered", .array(of: offered, count: 0...most), default: []),
      )
    }
  }

  private static var limitSeason: JSONField<StayLimits.Season> {
    .object { members in
      let nights = JSONField.integer(1...Stay.maxNights)
      let span = span(&members)
      let shortest = members.optional("min_nights", nights)
      let longest = members.optional("max_nights", nights)
      let arrival = members.optional("closed_to_arrival", weekdays)
      let departure = members.optional("closed_to_departure", weekdays)
      guard let span else { return nil }
      return StayLimits.Season(
        nights: span,
        minNights: shortest,
        maxNights: longest,
        closedToArrival: arrival,
        closedToDeparture: departure,
      )
    }
  }

  private static var cancellation: JSONField<CancellationPolicy> {
    .object { members in
      let base: CancellationPolicy.Base = members.optional(
        "base",
        .oneOf(CancellationPolicy.Base.self),
        default: .wholeStay,
      )
      let step = JSONField<CancellationPolicy.Step>.object { members in
        let range = CancellationPolicy.noShow...CancellationPolicy.maxDaysBefore
        let days = members.required("days_before", .integer(range))
        let percent = members.required("percent", .integer(0...100))
        guard let days, let percent else { return nil }
        return CancellationPolicy.Step(daysBefore: days, percent: percent)
      }
      guard let steps = members.required("steps", .array(of: step, count: 0...50)) else {
        return nil
      }
      return CancellationPolicy(steps: steps, base: base)
    }
  }
}
