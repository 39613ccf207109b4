/// Writing inns as ``InnDocument/read(_:)`` takes them; what is read back is the same.
extension InnDocument {
  /// Writes the members of one inn into an open object.
  package static func write(_ entry: InnEntry, to json: inout JSONWriter) {
    let inn = entry.inn
    json.field("id", inn.id)
    json.field("training", inn.isTraining)
    json.object("name") {
      $0.field("japanese", inn.name.japanese)
      $0.field("kana", inn.name.kana)
      $0.field("romaji", inn.name.romaji)
    }
    json.field("municipality", inn.municipality.code)
    json.field("area", inn.area)
    json.object("calling") { write(inn.calling, to: &$0) }
    json.object("caps") {
      $0.field("parties", inn.caps.parties)
      $0.field("persons", inn.caps.persons)
      $0.field("dinners", inn.caps.dinners)
    }
    json.object("freshness") {
      $0.field("near_hours", entry.freshness.near.wholeHours)
      $0.field("far_hours", entry.freshness.far.wholeHours)
    }
    json.object("profile") { write(inn.profile, to: &$0) }
    json.array("phones") { json in
      for phone in entry.phones.sorted(by: { $0.rank < $1.rank }) {
        json.object { write(phone, to: &$0) }
      }
    }
    json.array("room_types") { json in
      for room in entry.rooms { json.object { write(room, to: &$0) } }
    }
  }

  /// A whole file.
  package static func text(_ entries: [InnEntry]) -> String {
    var json = JSONWriter(capacity: 4096 * max(1, entries.count))
    json.object {
      $0.array("inns") { json in
        for entry in entries { json.object { write(entry, to: &$0) } }
      }
    }
    return json.text
  }

  // MARK: - Inn

  private static func write(_ calling: CallingTimes, to json: inout JSONWriter) {
    json.field("from", calling.from.description)
    json.field("until", calling.until.description)
    write(Weekdays(calling.days), as: "days", to: &json)
    json.field("kitchen_from", calling.kitchenFrom?.description)
    json.field("kitchen_until", calling.kitchenUntil?.description)
    json.field("evening_call", calling.eveningCall?.description)
  }

  private static func write(_ weekdays: Weekdays, as name: String, to json: inout JSONWriter) {
    json.array(name) { json in
      for weekday in weekdays.weekdays { json.string(weekday.name) }
    }
  }

  private static func write(_ profile: InnProfile, to json: inout JSONWriter) {
    json.field("address", profile.address)
    if let position = profile.position {
      json.object("position") {
        $0.field("latitude", position.latitude)
        $0.field("longitude", position.longitude)
      }
    }
    json.field("licence", profile.licence)
    json.field("capacity", profile.capacity)
    json.field("check_in_from", profile.checkInFrom?.description)
    json.field("check_in_until", profile.checkInUntil?.description)
    json.field("check_out_until", profile.checkOutUntil?.description)
    json.array("payments") { json in
      for means in profile.payments { json.string(means.rawValue) }
    }
    write(profile.descriptions, as: "descriptions", to: &json)
    write(profile.access, as: "access", to: &json)
    write(profile.winterRoad, as: "winter_road", to: &json)
    json.array("features") { json in
      for feature in profile.features { json.string(feature.rawValue) }
    }
    json.array("photos") { json in
      for photo in profile.photos {
        json.object {
          $0.field("url", photo.url)
          $0.field("caption", photo.caption)
        }
      }
    }
    json.array("languages") { json in
      for language in profile.languages { json.string(language) }
    }
  }

  private static func write(
    _ texts: [LocalizedText],
    as name: String,
    to json: inout JSONWriter,
  ) {
    json.array(name) { json in
      for text in texts {
        json.object {
          $0.field("language", text.language)
          $0.field("text", text.text)
        }
      }
    }
  }

  private static func write(_ phone: InnPhone, to json: inout JSONWriter) {
    json.field("number", phone.number.e164)
    json.field("kind", phone.kind)
    json.array("rights") { json in
      for (name, right) in InnPhone.Rights.names where phone.rights.contains(right) {
        json.string(name)
      }
    }
  }

  // MARK: - Rooms and plans

  private static func write(_ room: InnEntry.RoomEntry, to json: inout JSONWriter) {
    json.field("id", room.roomType.id)
    json.field("name", room.roomType.name)
    json.field("kana", room.roomType.kana)
    json.field("name_english", room.roomType.nameEnglish)
    json.field("rooms", room.roomType.rooms)
    json.field("capacity", room.roomType.capacity)
    if let offer = room.offer {
      json.array("standing_offer") { json in
        for rooms in offer { json.integer(rooms) }
      }
    }
    json.array("plans") { json in
      for plan in room.plans { json.object { write(plan, to: &$0) } }
    }
  }

  private static func write(_ plan: RatePlan, to json: inout JSONWriter) {
    json.field("id", plan.id)
    json.field("name", plan.name)
    json.field("name_english", plan.nameEnglish)
    json.field("meals", plan.meals)
    json.field("selling", plan.selling)
    json.object("cutoff") {
      $0.field("days_before", plan.cutoff.daysBefore)
      $0.field("time", plan.cutoff.time.description)
    }
    json.object("prices") { write(plan.prices, to: &$0) }
    json.object("limits") { write(plan.limits, to: &$0) }
    json.object("cancellation") { json in
      json.field("base", plan.cancellation.base)
      json.array("steps") { json in
        for step in plan.cancellation.steps {
          json.object {
            $0.field("days_before", step.daysBefore)
            $0.field("percent", step.percent)
          }
        }
      }
    }
  }

  private static func write(_ prices: PriceTable, to json: inout JSONWriter) {
    json.field("basis", prices.basis)
    json.array("by_occupancy") { json in
      for price in prices.byOccupancy {
        if let price { json.integer(price.amount) } else { json.null() }
      }
    }
    json.field("single_use_supplement", prices.singleUseSupplement?.amount)
    json.field("adult_from_age", prices.adultFromAge)
    json.array("child_classes") { json in
      for childClass in prices.childClasses { json.object { write(childClass, to: &$0) } }
    }
    json.array("seasons") { json in
      for season in prices.seasons {
        json.object {
          $0.field("name", season.name)
          write(season.nights, to: &$0)
          write(season.change, to: &$0)
        }
      }
    }
    json.array("surcharges") { json in
      for surcharge in prices.surcharges {
        json.object {
          write(surcharge.weekdays, as: "weekdays", to: &$0)
          $0.field("holiday_eves", surcharge.holidayEves)
          write(surcharge.change, to: &$0)
        }
      }
    }
    json.field("meals_inside", prices.mealsInside.amount)
  }

  private static func write(_ childClass: ChildClass, to json: inout JSONWriter) {
    json.field("code", childClass.code)
    json.field("youngest", childClass.youngest)
    json.field("oldest", childClass.oldest)
    json.field("meals", childClass.meals)
    json.field("bedding", childClass.bedding)
    json.field("counts_for_occupancy", childClass.countsForOccupancy)
    switch childClass.price {
    case .share(let hundredths): json.field("percent", hundredths)
    case .fixed(let yen): json.field("yen", yen.amount)
    }
  }

  private static func write(_ change: PriceTable.Change, to json: inout JSONWriter) {
    switch change {
    case .yen(let amount): json.field("yen", amount)
    case .percent(let hundredths): json.field("percent", hundredths)
    }
  }

  private static func write(_ span: NightSpan, to json: inout JSONWriter) {
    switch span {
    case .dates(let from, let through):
      json.field("from", from)
      json.field("through", through)
    case .yearly(let from, let through):
      json.field("from", from.description)
      json.field("through", through.description)
    }
  }

  private static func write(_ limits: StayLimits, to json: inout JSONWriter) {
    json.field("min_nights", limits.minNights)
    json.field("max_nights", limits.maxNights)
    write(limits.closedToArrival, as: "closed_to_arrival", to: &json)
    write(limits.closedToDeparture, as: "closed_to_departure", to: &json)
    json.array("seasons") { json in
      for season in limits.seasons {
        json.object { json in
          write(season.nights, to: &json)
          json.field("min_nights", season.minNights)
          json.field("max_nights", season.maxNights)
          // Left out where the plan's own rule stays in force.
          if let days = season.closedToArrival { write(days, as: "closed_to_arrival", to: &json) }
          if let days = season.closedToDeparture {
            write(days, as: "closed_to_departure", to: &json)
          }
        }
      }
    }
    json.array("offered") { json in
      for span in limits.offered { json.object { write(span, to: &$0) } }
    }
  }
}

extension Span {
  fileprivate var wholeHours: Int64 { milliseconds / 3_600_000 }
}
