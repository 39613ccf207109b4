/// Builds the document form of an inn; ``InnDocument/entry(_:)`` reads the same inn from it.
extension InnDocument {
  static func object(of entry: InnEntry) -> JSONObject {
    let inn = entry.inn
    let profile = inn.profile
    var object = JSONObject()
    object.append("id", .string(inn.id.rawValue))
    object.append("training", .bool(inn.isTraining))
    object.append("name", .string(inn.name.japanese))
    object.append("name_kana", .string(inn.name.kana))
    object.append("name_romaji", .string(inn.name.romaji))
    object.append("municipality", .string(inn.municipality.code))
    object.append("area", .string(inn.area.rawValue))
    object.add("address", profile.address)
    object.add("latitude", profile.position?.latitude)
    object.add("longitude", profile.position?.longitude)
    object.add("licence", profile.licence?.rawValue)
    object.add("capacity", profile.capacity)
    object.add("check_in_from", profile.checkInFrom?.description)
    object.add("check_in_until", profile.checkInUntil?.description)
    object.add("check_out_until", profile.checkOutUntil?.description)
    object.add("payments", words: profile.payments.map(\.rawValue))
    object.add("features", words: profile.features.map(\.rawValue))
    object.add("languages", words: profile.languages)
    object.append("calling_from", .string(inn.calling.from.description))
    object.append("calling_until", .string(inn.calling.until.description))
    object.add("calling_days", words: Weekdays(inn.calling.days).words)
    object.add("kitchen_from", inn.calling.kitchenFrom?.description)
    object.add("kitchen_until", inn.calling.kitchenUntil?.description)
    object.add("evening_call", inn.calling.eveningCall?.description)
    if inn.calling.slowSpeech { object.append("slow_speech", .bool(true)) }
    if inn.calling.repeatsBySMS { object.append("repeats_by_sms", .bool(true)) }
    object.add("cap_parties", inn.caps.parties)
    object.add("cap_persons", inn.caps.persons)
    object.add("cap_dinners", inn.caps.dinners)
    object.add("fresh_near_minutes", Int(entry.freshness.near.milliseconds / 60_000))
    object.add("fresh_far_minutes", Int(entry.freshness.far.milliseconds / 60_000))
    object.add("texts", texts(of: profile))
    object.add("photos", profile.photos.map { Self.object(of: $0) })
    object.add("phones", entry.phones.map { Self.object(of: $0) })
    object.add("room_types", entry.rooms.map { Self.object(of: $0) })
    return object
  }

  private static func texts(of profile: InnProfile) -> [JSONObject] {
    InnTextKind.allCases.flatMap { kind in
      profile[keyPath: kind.list].map { text in
        var object = JSONObject()
        object.append("kind", .string(kind.rawValue))
        object.append("language", .string(text.language))
        object.append("text", .string(text.text))
        return object
      }
    }
  }

  private static func object(of photo: Photo) -> JSONObject {
    var object = JSONObject()
    object.append("url", .string(photo.url))
    object.append("caption", .string(photo.caption))
    return object
  }

  private static func object(of phone: InnPhone) -> JSONObject {
    var object = JSONObject()
    object.append("number", .string(phone.number.e164))
    object.append("kind", .string(phone.kind.rawValue))
    let rights = InnPhone.Rights.words.filter { phone.rights.contains($0.1) }
    object.add("rights", words: rights.map(\.0))
    object.add("rank", phone.rank)
    return object
  }

  private static func object(of room: InnEntry.RoomEntry) -> JSONObject {
    var object = JSONObject()
    object.append("id", .string(room.roomType.id.rawValue))
    object.append("name", .string(room.roomType.name))
    object.append("name_kana", .string(room.roomType.kana))
    object.append("name_english", .string(room.roomType.nameEnglish))
    object.add("rooms", room.roomType.rooms)
    object.add("capacity", room.roomType.capacity)
    if let offer = room.offer { object.append("offer", .array(offer.map { .integer($0) })) }
    object.add("rate_plans", room.plans.map { Self.object(of: $0) })
    return object
  }

  private static func object(of plan: RatePlan) -> JSONObject {
    var object = JSONObject()
    object.append("id", .string(plan.id.rawValue))
    object.append("name", .string(plan.name))
    object.append("name_english", .string(plan.nameEnglish))
    object.append("meals", .string(plan.meals.rawValue))
    object.append("selling", .string(plan.selling.rawValue))
    object.add("cutoff_days", plan.cutoff.daysBefore)
    object.append("cutoff_time", .string(plan.cutoff.time.description))
    object.append("basis", .string(plan.prices.basis.rawValue))
    let prices = plan.prices.byOccupancy.map { $0.map { JSONValue.integer($0.amount) } ?? .null }
    object.append("prices", .array(prices))
    object.add("single_use_supplement", plan.prices.singleUseSupplement?.amount)
    object.add("adult_from_age", plan.prices.adultFromAge)
    object.add("meals_inside", plan.prices.mealsInside.amount)
    object.add("min_nights", plan.limits.minNights)
    object.add("max_nights", plan.limits.maxNights)
    object.add("closed_to_arrival", words: plan.limits.closedToArrival.words)
    object.add("closed_to_departure", words: plan.limits.closedToDeparture.words)
    object.add("cancellation", plan.cancellation.steps.map { Self.object(of: $0) })
    object.append("cancellation_base", .string(plan.cancellation.base.rawValue))
    object.add("child_classes", plan.prices.childClasses.map { Self.object(of: $0) })
    object.add("seasons", plan.prices.seasons.map { Self.object(of: $0) })
    object.add("surcharges", plan.prices.surcharges.map { Self.object(of: $0) })
    object.add("stay_seasons", plan.limits.seasons.map { Self.object(of: $0) })
    object.add("offered", plan.limits.offered.map { Self.object(of: $0) })
    return object
  }

  private static func object(of step: CancellationPolicy.Step) -> JSONObject {
    var object = JSONObject()
    object.add("days_before", step.daysBefore)
    object.add("percent", step.percent)
    return object
  }

  private static func object(of childClass: ChildClass) -> JSONObject {
    var object = JSONObject()
    object.append("code", .string(childClass.code.rawValue))
    object.add("youngest", childClass.youngest)
    object.add("oldest", childClass.oldest)
    object.append("meals_served", .bool(childClass.meals))
    object.append("bedding", .bool(childClass.bedding))
    object.append("counts_for_occupancy", .bool(childClass.countsForOccupancy))
    switch childClass.price {
    case .share(let hundredths): object.add("share", hundredths)
    case .fixed(let yen): object.add("yen", yen.amount)
    }
    return object
  }

  private static func object(of season: PriceTable.Season) -> JSONObject {
    var object = JSONObject()
    object.append("name", .string(season.name))
    object.add(season.nights)
    object.add(season.change)
    return object
  }

  private static func object(of surcharge: PriceTable.DaySurcharge) -> JSONObject {
    var object = JSONObject()
    object.add("weekdays", words: surcharge.weekdays.words)
    object.append("holiday_eves", .bool(surcharge.holidayEves))
    object.add(surcharge.change)
    return object
  }

  private static func object(of season: StayLimits.Season) -> JSONObject {
    var object = JSONObject()
    object.add(season.nights)
    object.add("min_nights", season.minNights)
    object.add("max_nights", season.maxNights)
    if let days = season.closedToArrival { object.add("closed_to_arrival", words: days.words) }
    if let days = season.closedToDeparture { object.add("closed_to_departure", words: days.words) }
    return object
  }

  private static func object(of span: NightSpan) -> JSONObject {
    var object = JSONObject()
    object.add(span)
    return object
  }
}

extension Weekdays {
  fileprivate var words: [String] { weekdays.map(\.word) }
}

extension JSONObject {
  fileprivate mutating func add(_ name: String, _ text: String?) {
    if let text { append(name, .string(text)) }
  }

  fileprivate mutating func add(_ name: String, _ number: Int?) {
    if let number { append(name, .integer(number)) }
  }

  fileprivate mutating func add(_ name: String, _ number: Double?) {
    if let number { append(name, .number(number)) }
  }

  fileprivate mutating func add(_ name: String, words: [String]) {
    append(name, .array(words.map { .string($0) }))
  }

  fileprivate mutating func add(_ name: String, _ objects: [JSONObject]) {
    append(name, .array(objects.map { .object($0) }))
  }

  fileprivate mutating func add(_ span: NightSpan) {
    switch span {
    case .dates(let from, let through):
      append("from", .string(from.description))
      append("through", .string(through.description))
    case .yearly(let from, let through):
      append("from", .string(from.description))
      append("through", .string(through.description))
    }
  }

  fileprivate mutating func add(_ change: PriceTable.Change) {
    switch change {
    case .yen(let amount): append("change_yen", .integer(amount))
    case .percent(let hundredths): append("change_percent", .integer(hundredths))
    }
  }
}
