/// Reads rate plans of a document.
extension InnDocument {
  /// A plan before its room type is known.
  struct PlanDraft {
    var id: RatePlanID
    var name: String
    var nameEnglish: String
    var meals: MealPlan
    var selling: SellingMode
    var cutoff: Cutoff
    var prices: PriceTable
    var limits: StayLimits
    var cancellation: CancellationPolicy

    func plan(roomType: RoomTypeID) -> RatePlan {
      RatePlan(
        id: id,
        roomType: roomType,
        name: name,
        nameEnglish: nameEnglish,
        meals: meals,
        selling: selling,
        cutoff: cutoff,
        prices: prices,
        limits: limits,
        cancellation: cancellation,
      )
    }
  }

  static func plan(_ members: inout JSONObjectReader) -> PlanDraft? {
    let id: RatePlanID? = members.required("id", .identifier())
    let name = members.required("name", .any)
    let nameEnglish = members.required("name_english", .any)
    let meals = members.required("meals", .oneOf(MealPlan.self))
    let selling = members.required("selling", .oneOf(SellingMode.self))
    let cutoff = cutoff(&members, meals: meals ?? .roomOnly)
    let prices = prices(&members)
    let limits = limits(&members)
    let steps = members.required(
      "cancellation",
      .array(of: .object { step(&$0) }, count: listCount),
    )
    let base = members.optional(
      "cancellation_base",
      .oneOf(CancellationPolicy.Base.self),
      default: .wholeStay,
    )
    guard let id, let name, let nameEnglish, let meals, let selling, let prices, let steps else {
      return nil
    }
    return PlanDraft(
      id: id,
      name: name,
      nameEnglish: nameEnglish,
      meals: meals,
      selling: selling,
      cutoff: cutoff,
      prices: prices,
      limits: limits,
      cancellation: CancellationPolicy(steps: steps, base: base),
    )
  }

  private static func cutoff(_ members: inout JSONObjectReader, meals: MealPlan) -> Cutoff {
    let usual = Cutoff.customary(for: meals)
    let days = members.optional("cutoff_days", .integer(anyNumber))
    let time = members.optional("cutoff_time", .timeOfDay)
    if members.has("cutoff_days") != members.has("cutoff_time") {
      members.refuse("cutoff_days", .inconsistent, "needs cutoff_time, and cutoff_time needs it")
    }
    guard let days, let time else { return usual }
    return Cutoff(daysBefore: days, time: time)
  }

  private static func step(_ members: inout JSONObjectReader) -> CancellationPolicy.Step? {
    let days = members.required("days_before", .integer(anyNumber))
    let percent = members.required("percent", .integer(anyNumber))
    guard let days, let percent else { return nil }
    return CancellationPolicy.Step(daysBefore: days, percent: percent)
  }

  // MARK: - Prices

  private static func prices(_ members: inout JSONObjectReader) -> PriceTable? {
    let prices = members.required("prices", .array(of: .priceOrNone, count: listCount))
    let table = PriceTable(
      basis: members.optional("basis", .oneOf(PriceTable.Basis.self), default: .perPerson),
      byOccupancy: prices ?? [],
      singleUseSupplement: members.optional("single_use_supplement", .integer(anyNumber))
        .map { Yen($0) },
      adultFromAge: members.optional("adult_from_age", .integer(anyNumber))
        ?? PriceTable.customaryAdultAge,
      childClasses: members.optional(
        "child_classes",
        .array(of: .object { childClass(&$0) }, count: listCount),
      ) ?? ChildClass.customary,
      seasons: members.optional("seasons", .array(of: .object { season(&$0) }, count: listCount))
        ?? [],
      surcharges: members.optional(
        "surcharges",
        .array(of: .object { surcharge(&$0) }, count: listCount),
      ) ?? [],
      mealsInside: Yen(members.optional("meals_inside", .integer(anyNumber)) ?? 0),
    )
    return prices == nil ? nil : table
  }

  private static func childClass(_ members: inout JSONObjectReader) -> ChildClass? {
    let code = members.required("code", .oneOf(ChildClass.Code.self))
    let youngest = members.required("youngest", .integer(anyNumber))
    let oldest = members.required("oldest", .integer(anyNumber))
    let meals = members.required("meals_served", .bool)
    let bedding = members.required("bedding", .bool)
    let counts = members.required("counts_for_occupancy", .bool)
    let share = members.optional("share", .integer(anyNumber))
    let yen = members.optional("yen", .integer(anyNumber))
    if (share == nil) == (yen == nil) {
      members.refuse("share", .inconsistent, "either share or yen says what the child pays")
    }
    guard let code, let youngest, let oldest, let meals, let bedding, let counts else { return nil }
    return ChildClass(
      code: code,
      youngest: youngest,
      oldest: oldest,
      meals: meals,
      bedding: bedding,
      price: yen.map { .fixed(yen: Yen($0)) } ?? .share(hundredths: share ?? 100),
      countsForOccupancy: counts,
    )
  }

  private static func change(_ members: inout JSONObjectReader) -> PriceTable.Change? {
    let yen = members.optional("change_yen", .integer(anyNumber))
    let percent = members.optional("change_percent", .integer(anyNumber))
    if (yen == nil) == (percent == nil) {
      members.refuse("change_yen", .inconsistent, "either change_yen or change_percent is needed")
    }
    return yen.map { .yen($0) } ?? percent.map { .percent($0) }
  }

  private static func season(_ members: inout JSONObjectReader) -> PriceTable.Season? {
    let name = members.required("name", TextFormat.line(1...Listing.maxName))
    let nights = span(&members)
    let change = change(&members)
    guard let name, let nights, let change else { return nil }
    return PriceTable.Season(name: name, nights: nights, change: change)
  }

  private static func surcharge(_ members: inout JSONObjectReader) -> PriceTable.DaySurcharge? {
    let weekdays = members.optional("weekdays", .array(of: .weekday, count: 0...7)) ?? []
    let holidayEves = members.optional("holiday_eves", .bool, default: false)
    let change = change(&members)
    guard let change else { return nil }
    return PriceTable.DaySurcharge(
      weekdays: Weekdays(weekdays),
      holidayEves: holidayEves,
      change: change,
    )
  }

  /// `from` and `through`, both dates or both days of the year.
  private static func span(_ members: inout JSONObjectReader) -> NightSpan? {
    let from = members.required("from", .any)
    let through = members.required("through", .any)
    guard let from, let through else { return nil }
    if let first = CivilDate(from), let last = CivilDate(through) {
      return .dates(from: first, through: last)
    }
    if let first = MonthDay(from), let last = MonthDay(through) {
      return .yearly(from: first, through: last)
    }
    members.refuse("from", .wrongFormat, "from and through are two dates YYYY-MM-DD or two MM-DD")
    return nil
  }

  // MARK: - Stays

  private static func limits(_ members: inout JSONObjectReader) -> StayLimits {
    StayLimits(
      minNights: members.optional("min_nights", .integer(anyNumber)) ?? 1,
      maxNights: members.optional("max_nights", .integer(anyNumber)),
      closedToArrival: weekdays("closed_to_arrival", &members) ?? [],
      closedToDeparture: weekdays("closed_to_departure", &members) ?? [],
      seasons: members.optional(
        "stay_seasons",
        .array(of: .object { staySeason(&$0) }, count: listCount),
      ) ?? [],
      offered: members.optional("offered", .array(of: .object { span(&$0) }, count: listCount))
        ?? [],
    )
  }

  private static func staySeason(_ members: inout JSONObjectReader) -> StayLimits.Season? {
    let nights = span(&members)
    let minNights = members.optional("min_nights", .integer(anyNumber))
    let maxNights = members.optional("max_nights", .integer(anyNumber))
    let closedToArrival = weekdays("closed_to_arrival", &members)
    let closedToDeparture = weekdays("closed_to_departure", &members)
    return nights.map {
      StayLimits.Season(
        nights: $0,
        minNights: minNights,
        maxNights: maxNights,
        closedToArrival: closedToArrival,
        closedToDeparture: closedToDeparture,
      )
    }
  }

  private static func weekdays(_ name: String, _ members: inout JSONObjectReader) -> Weekdays? {
    members.optional(name, .array(of: .weekday, count: 0...7)).map { Weekdays($0) }
  }
}
