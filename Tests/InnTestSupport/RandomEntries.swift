package import InnRegistry

/// Listings with everything that a listing can have, from a seed; free of flaws.
package struct RandomEntries {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  package mutating func entry(_ index: Int) -> InnEntry {
    let id = InnID(trusted: "T\(index)")
    var inn = Inn(
      id: id,
      isTraining: true,
      name: InnName(
        japanese: text("練習・宿\(index)"),
        kana: "レンシュウヤド\(index)",
        romaji: "Training «Yado» \(index)",
      ),
      municipality: MunicipalityCode.shimokita[index % MunicipalityCode.shimokita.count],
      area: AreaID(trusted: pick(["ohata", "yagen", "oma-machi"])),
    )
    inn.profile = profile()
    if flip() {
      inn.calling = CallingTimes(
        from: time(7),
        until: time(21),
        days: Set(weekdays().weekdays + [.monday]),
        kitchenFrom: time(16),
        kitchenUntil: time(19),
        eveningCall: flip() ? time(17) : nil,
        slowSpeech: flip(),
      )
    }
    if flip() { inn.caps = NightCaps(parties: maybe(0...9), persons: nil, dinners: maybe(0...20)) }
    let freshness =
      flip() ? FreshnessLimits(near: .hours(number(1...48)), far: .days(number(1...30))) : .init()
    return InnEntry(
      inn: inn,
      freshness: freshness,
      phones: phones(of: id, index),
      rooms: (1...number(1...3)).map { room(id, $0) },
    )
  }

  private mutating func profile() -> InnProfile {
    var profile = InnProfile()
    if flip() { profile.address = text("青森県むつ市練習町1-2") }
    if flip() {
      profile.position = Position(
        latitude: 41 + Double(number(0...999_999)) / 1_000_000,
        longitude: 140 + Double(number(0...999_999)) / 999_983,
      )
    }
    profile.licence = flip() ? Licence.allCases[number(0...3)] : nil
    profile.checkInFrom = flip() ? time(15) : nil
    profile.checkInUntil = flip() ? time(18) : nil
    profile.checkOutUntil = flip() ? time(10) : nil
    profile.payments = PaymentMeans.allCases.filter { _ in flip() }
    profile.features = Feature.allCases.filter { _ in flip() }
    profile.languages = ["ja", "en", "zh-Hant-TW"].filter { _ in flip() }
    profile.descriptions = ["en", "ja"].filter { _ in flip() }.map {
      LocalizedText(language: $0, text: text("海の見える宿\n浜まで歩いて2分"))
    }
    profile.access = flip() ? [LocalizedText(language: "ja", text: text("バスで20分"))] : []
    profile.winterRoad = flip() ? [LocalizedText(language: "ja", text: text("国道は除雪"))] : []
    profile.houseRules = flip() ? [LocalizedText(language: "ja", text: text("門限は22時"))] : []
    profile.bath = flip() ? [LocalizedText(language: "ja", text: text("家族風呂"))] : []
    profile.dinner = flip() ? [LocalizedText(language: "ja", text: text("18時から"))] : []
    profile.shelter = flip() ? [LocalizedText(language: "ja", text: text("小学校、坂を上る"))] : []
    profile.photos = (0..<number(0...2)).map {
      Photo(url: "https://example.org/photo/\($0).jpg?size=2,3", caption: text("部屋"))
    }
    return profile
  }

  private mutating func phones(of inn: InnID, _ innIndex: Int) -> [InnPhone] {
    let kinds: [InnPhone.Kind] = [.landline, .mobile, .rotary, .officeOnly]
    return (0..<number(1...4)).compactMap { index in
      let digits = String(10_000 + innIndex * 4 + index).suffix(4)
      return PhoneNumber("+8117500\(digits)").map {
        InnPhone(
          number: $0,
          inn: inn,
          kind: index == 0 ? .landline : kinds[index % 4],
          rights: InnPhone.Rights(rawValue: number(0...7)),
          rank: index,
        )
      }
    }
  }

  private mutating func room(_ inn: InnID, _ index: Int) -> InnEntry.RoomEntry {
    let roomType = RoomType(
      id: RoomTypeID(trusted: "\(inn)-\(index)"),
      inn: inn,
      name: text("和室"),
      kana: "ワシツ",
      nameEnglish: "Japanese room",
      rooms: number(1...9),
      capacity: number(1...8),
    )
    let offer = flip() ? (0..<7).map { _ in number(0...roomType.rooms) } : nil
    let plans = (0..<number(0...2)).map { plan(roomType.id, $0) }
    return InnEntry.RoomEntry(roomType: roomType, plans: plans, offer: offer)
  }

  private mutating func plan(_ roomType: RoomTypeID, _ index: Int) -> RatePlan {
    let meals = MealPlan.allCases[number(0...2)]
    return RatePlan(
      id: RatePlanID(trusted: "\(roomType)-p\(index)"),
      roomType: roomType,
      name: text("1泊2食"),
      nameEnglish: "Half board",
      meals: meals,
      selling: flip() ? .instant : .onRequest,
      cutoff: Cutoff(daysBefore: number(0...3), time: time(number(0...23))),
      prices: prices(),
      limits: limits(),
      cancellation: flip() ? .customary : CancellationPolicy(steps: [], base: .firstNight),
    )
  }

  private mutating func prices() -> PriceTable {
    var table = PriceTable(
      basis: flip() ? .perPerson : .perRoom,
      byOccupancy: [flip() ? nil : Yen(number(1...20_000)), Yen(number(0...9_000)), nil, Yen(1)],
      singleUseSupplement: flip() ? Yen(number(0...3000)) : nil,
      adultFromAge: number(13...18),
      mealsInside: Yen(number(0...5000)),
    )
    table.childClasses = flip() ? ChildClass.customary : []
    table.seasons = (0..<number(0...2)).map { index in
      PriceTable.Season(name: text("夏休み\(index)"), nights: span(), change: change())
    }
    table.surcharges = (0..<number(0...2)).map { _ in
      PriceTable.DaySurcharge(weekdays: weekdays(), holidayEves: flip(), change: change())
    }
    return table
  }

  private mutating func limits() -> StayLimits {
    StayLimits(
      minNights: number(1...2),
      maxNights: flip() ? number(5...30) : nil,
      closedToArrival: weekdays(),
      closedToDeparture: weekdays(),
      seasons: (0..<number(0...2)).map { _ in
        StayLimits.Season(
          nights: span(),
          minNights: maybe(1...3),
          maxNights: maybe(5...9),
          closedToArrival: flip() ? weekdays() : nil,
          closedToDeparture: flip() ? weekdays() : nil,
        )
      },
      offered: flip() ? [span()] : [],
    )
  }

  // MARK: - Small values

  private mutating func span() -> NightSpan {
    if flip(), let from = MonthDay(month: number(1...12), day: 29 - number(1...5)),
      let through = MonthDay(month: number(1...12), day: number(1...28))
    {
      return .yearly(from: from, through: through)
    }
    let first = CivilDate(daysSinceEpoch: Int32(20_800 + number(0...300)))
    return .dates(from: first, through: first + number(0...40))
  }

  private mutating func change() -> PriceTable.Change {
    flip() ? .yen(number(-3000...3000)) : .percent(number(-50...200))
  }

  private mutating func weekdays() -> Weekdays { Weekdays(rawValue: UInt8(number(0...127))) }

  private mutating func time(_ hour: Int) -> TimeOfDay {
    TimeOfDay(hour: hour, minute: number(0...59)) ?? .midnight
  }

  /// What trips readers of CSV: quotes, commas, line breaks, formulas, apostrophes.
  private mutating func text(_ plain: String) -> String {
    pick([
      plain, "=\(plain)", "'\(plain)", "'=\(plain)", "\(plain),\"甲\"", "-\(plain)", "@\(plain)",
    ])
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[number(0...choices.count - 1)]
  }

  private mutating func flip() -> Bool { number(0...1) == 1 }
  private mutating func maybe(_ range: ClosedRange<Int>) -> Int? { flip() ? number(range) : nil }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }
}
