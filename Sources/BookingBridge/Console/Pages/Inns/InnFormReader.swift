import InnRegistry

/// Reads the editor into a listing; flaws of the listing itself are the registry's to find.
extension InnForm {
  func read(_ reader: inout FormReader, id: InnID) -> InnEntry? {
    let japanese = reader.required("name", .line(1...Listing.maxName))
    let kana = reader.required("kana", .line(1...Listing.maxName))
    let romaji = reader.required("romaji", .line(1...Listing.maxName))
    let municipality = reader.required("municipality", .municipality)
    let area: AreaID? = reader.required("area", .identifier())
    let calling = calling(&reader)
    let profile = profile(&reader)
    let caps = NightCaps(
      parties: reader.optional("cap_parties", .whole(0...Listing.maxCap)),
      persons: reader.optional("cap_persons", .whole(0...Listing.maxCap)),
      dinners: reader.optional("cap_dinners", .whole(0...Listing.maxCap)),
    )
    let phones = phones(&reader, id)
    let rooms = rooms(&reader, id)
    guard reader.errors.isEmpty, let japanese, let kana, let romaji, let municipality, let area
    else { return nil }
    let inn = Inn(
      id: id,
      isTraining: reader.has("training"),
      name: InnName(japanese: japanese, kana: kana, romaji: romaji),
      municipality: municipality,
      area: area,
      calling: calling,
      caps: caps,
      profile: profile,
    )
    return InnEntry(
      inn: inn,
      freshness: stored?.freshness ?? FreshnessLimits(),
      phones: phones,
      rooms: rooms,
    )
  }

  private func calling(_ reader: inout FormReader) -> CallingTimes {
    var times = stored?.inn.calling ?? CallingTimes()
    times.from = reader.required("call_from", .time) ?? times.from
    times.until = reader.required("call_until", .time) ?? times.until
    times.kitchenFrom = reader.optional("kitchen_from", .time)
    times.kitchenUntil = reader.optional("kitchen_until", .time)
    times.eveningCall = reader.optional("evening_call", .time)
    times.slowSpeech = reader.has("slow_speech")
    times.repeatsBySMS = reader.has("repeats_by_sms")
    times.days = Set(
      Weekday.allCases.filter { reader.body.fields["day"]?.contains(String($0.rawValue)) ?? false }
    )
    return times
  }

  func profile(_ reader: inout FormReader) -> InnProfile {
    var profile = stored?.inn.profile ?? InnProfile()
    profile.address = reader.optional("address", .lines(1...Listing.maxText))
    let latitude = reader.optional("latitude", .degrees)
    let longitude = reader.optional("longitude", .degrees)
    profile.position = latitude.flatMap { latitude in
      longitude.flatMap { Position(latitude: latitude, longitude: $0) }
    }
    profile.licence = reader.optional("licence", .oneOf(Licence.self))
    profile.capacity = reader.optional("capacity", .whole(1...Listing.maxCap))
    profile.checkInFrom = reader.optional("check_in_from", .time)
    profile.checkInUntil = reader.optional("check_in_until", .time)
    profile.checkOutUntil = reader.optional("check_out_until", .time)
    profile.payments = reader.all("payment", .oneOf(PaymentMeans.self))
    profile.features = reader.all("feature", .oneOf(Feature.self))
    for text in InnText.allCases {
      profile[keyPath: text.path] = texts(text.rawValue, profile[keyPath: text.path], &reader)
    }
    return profile
  }

  /// Languages of notices from the form, others as they were; also all that a form without a field
  /// for them does not name.
  private func texts(_ name: String, _ stored: [LocalizedText], _ reader: inout FormReader)
    -> [LocalizedText]
  {
    var texts: [LocalizedText] = []
    let asked = (InnText.sideBySide + InnText.others).filter { reader.has("\(name)_\($0)") }
    for language in asked {
      if let text = reader.optional("\(name)_\(language)", .lines(1...Listing.maxText)) {
        texts.append(LocalizedText(language: language, text: text))
      }
    }
    return texts + stored.filter { !asked.contains($0.language) }
  }

  private func phones(_ reader: inout FormReader, _ id: InnID) -> [InnPhone] {
    var phones: [InnPhone] = []
    for index in 0..<((stored?.phones.count ?? 0) + InnForm.spareLines) {
      guard let number = reader.optional("phone\(index)", .phone) else { continue }
      var rights: InnPhone.Rights = []
      if reader.has("phone\(index)_rooms") { rights.insert(.setRooms) }
      if reader.has("phone\(index)_answers") { rights.insert(.answerRequests) }
      if reader.has("phone\(index)_names") { rights.insert(.hearGuestNames) }
      phones.append(
        InnPhone(
          number: number,
          inn: id,
          kind: reader.optional("phone\(index)_kind", .oneOf(InnPhone.Kind.self)) ?? .landline,
          rights: rights,
          rank: phones.count,
        )
      )
    }
    return phones
  }

  // MARK: - Rooms

  private func rooms(_ reader: inout FormReader, _ id: InnID) -> [InnEntry.RoomEntry] {
    var rooms: [InnEntry.RoomEntry] = []
    for index in 0..<((stored?.rooms.count ?? 0) + InnForm.spareLines) {
      let known = stored?.rooms.dropFirst(index).first
      let name = "room\(index)"
      if known == nil, (reader.body["\(name)_name"] ?? "").trimmingSpaces().isEmpty { continue }
      if let room = room(name, known, id, number: index + 1, &reader) { rooms.append(room) }
    }
    return rooms
  }

  private func room(
    _ name: String,
    _ known: InnEntry.RoomEntry?,
    _ inn: InnID,
    number: Int,
    _ reader: inout FormReader,
  ) -> InnEntry.RoomEntry? {
    let id = known?.roomType.id ?? RoomTypeID("\(inn)-\(number)") ?? RoomTypeID(trusted: "")
    let title = reader.required("\(name)_name", .line(1...Listing.maxName))
    let kana = reader.required("\(name)_kana", .line(1...Listing.maxName))
    let english = reader.required("\(name)_english", .line(1...Listing.maxName))
    let rooms = reader.required("\(name)_rooms", .whole(1...RoomType.maxRooms))
    let capacity = reader.required("\(name)_capacity", .whole(1...RoomType.maxCapacity))
    let offerText = reader.body["\(name)_offer"] ?? ""
    let offer = InnForm.offer(offerText)
    if offer == nil, !offerText.trimmingSpaces().isEmpty {
      reader.refuse("\(name)_offer", .wrongOffer)
    }
    var plans: [RatePlan] = []
    for index in 0..<((known?.plans.count ?? 0) + InnForm.spareLines) {
      let stored = known?.plans.dropFirst(index).first
      if let plan = plan("\(name)_plan\(index)", stored, of: id, &reader) { plans.append(plan) }
    }
    guard let title, let kana, let english, let rooms, let capacity else { return nil }
    return InnEntry.RoomEntry(
      roomType: RoomType(
        id: id,
        inn: inn,
        name: title,
        kana: kana,
        nameEnglish: english,
        rooms: rooms,
        capacity: capacity,
      ),
      plans: plans,
      // Left as it is where the form says what is stored: its age tells when it was last said.
      offer: offer == known?.offer ? nil : offer,
    )
  }

  private func plan(
    _ name: String,
    _ stored: RatePlan?,
    of room: RoomTypeID,
    _ reader: inout FormReader,
  ) -> RatePlan? {
    let hasName = !(reader.body["\(name)_name"] ?? "").trimmingSpaces().isEmpty
    guard stored != nil || hasName else { return nil }
    guard let title = reader.required("\(name)_name", .line(1...Listing.maxName)),
      let english = reader.required("\(name)_english", .line(1...Listing.maxName)),
      let meals = reader.required("\(name)_meals", .oneOf(MealPlan.self)),
      let selling = reader.required("\(name)_selling", .oneOf(SellingMode.self))
    else { return nil }
    guard let byOccupancy = InnForm.prices(reader.body["\(name)_prices"] ?? "") else {
      reader.refuse("\(name)_prices", .wrongPrices)
      return nil
    }
    var prices = stored?.prices ?? PriceTable(byOccupancy: byOccupancy)
    prices.byOccupancy = byOccupancy
    switch InnForm.seasons(reader.body["\(name)_seasons"] ?? "") {
    case .success(let seasons): prices.seasons = seasons
    case .failure(let line): reader.refuse("\(name)_seasons", .wrongSeason(line.number))
    }
    let cutoffDays = reader.optional("\(name)_days", .whole(0...Cutoff.maxDaysBefore))
    let cutoffTime = reader.optional("\(name)_time", .time)
    let customary = Cutoff.customary(for: meals)
    var limits = stored?.limits ?? StayLimits()
    limits.minNights = reader.optional("\(name)_min", .whole(1...Stay.maxNights)) ?? 1
    limits.maxNights = reader.optional("\(name)_max", .whole(1...Stay.maxNights))
    guard let steps = InnForm.cancellation(reader.body["\(name)_cancellation"] ?? "") else {
      reader.refuse("\(name)_cancellation", .wrongCancellation)
      return nil
    }
    var cancellation = stored?.cancellation ?? .customary
    if stored != nil || !steps.isEmpty { cancellation.steps = steps }
    return RatePlan(
      id: stored?.id ?? freshName(room, meals),
      roomType: room,
      name: title,
      nameEnglish: english,
      meals: meals,
      selling: selling,
      cutoff: Cutoff(
        daysBefore: cutoffDays ?? stored?.cutoff.daysBefore ?? customary.daysBefore,
        time: cutoffTime ?? stored?.cutoff.time ?? customary.time,
      ),
      prices: prices,
      limits: limits,
      cancellation: cancellation,
    )
  }

  /// A name for a new plan that no plan of the inn has.
  private func freshName(_ room: RoomTypeID, _ meals: MealPlan) -> RatePlanID {
    let suffix =
      switch meals {
      case .roomOnly: "ro"
      case .breakfast: "bb"
      case .halfBoard: "hb"
      }
    let taken = Set((stored?.rooms ?? []).flatMap(\.plans).map(\.id.rawValue))
    let plain = "\(room)-\(suffix)"
    let names = [plain] + (2...Listing.maxPlans + 1).map { "\(plain)\($0)" }
    return RatePlanID(trusted: names.first { !taken.contains($0) } ?? plain)
  }
}

extension FormFormat where Value == MunicipalityCode {
  static var municipality: Self { FormFormat(.choose) { MunicipalityCode($0) } }
}

extension FormFormat where Value == Double {
  /// Degrees north or east.
  static var degrees: Self {
    FormFormat(.enterDegrees) { text in
      Double(text.trimmingSpaces()).flatMap { abs($0) <= 180 ? $0 : nil }
    }
  }
}
