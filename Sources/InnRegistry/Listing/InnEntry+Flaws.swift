/// Every rule of a listing, in one place: imports, the command line and the console show these.
extension InnEntry {
  /// Everything that is wrong with the listing by itself; empty for one that may be stored.
  package var flaws: [InnFlaw] {
    var found: [InnFlaw] = []
    found += inn.name.flaws.map { InnFlaw(.inn, $0) }
    if !Listing.isArea(inn.area) { found.append(InnFlaw(.inn, .area)) }
    found += (inn.calling.flaws + inn.caps.flaws + inn.profile.flaws + freshness.flaws)
      .map { InnFlaw(.inn, $0) }
    found += phoneFlaws + roomFlaws + licenceFlaws.map { InnFlaw(.inn, $0) }
    return found
  }

  private var phoneFlaws: [InnFlaw] {
    var found: [InnFlaw] = []
    if phones.count > Listing.maxPhones {
      found.append(InnFlaw(.inn, .tooMany(.phones, limit: Listing.maxPhones)))
    }
    if !phones.contains(where: { $0.kind != .officeOnly }) { found.append(InnFlaw(.inn, .noPhone)) }
    if inn.calling.repeatsBySMS, !phones.contains(where: \.takesMessages) {
      found.append(InnFlaw(.inn, .noPhoneForSMS))
    }
    var seen: Set<PhoneNumber> = []
    for phone in phones {
      let subject = InnFlaw.Subject.phone(phone.number)
      if !seen.insert(phone.number).inserted { found.append(InnFlaw(subject, .phoneTwice)) }
      if phone.inn != inn.id { found.append(InnFlaw(subject, .belongsElsewhere)) }
      let all = InnPhone.Rights.all.rawValue
      if !(0...all).contains(phone.rights.rawValue) {
        found.append(InnFlaw(subject, .outOfRange(.rights, 0...all)))
      }
      if !(0...Listing.maxPhones).contains(phone.rank) {
        found.append(InnFlaw(subject, .outOfRange(.rank, 0...Listing.maxPhones)))
      }
    }
    return found
  }

  private var roomFlaws: [InnFlaw] {
    var found: [InnFlaw] = []
    if rooms.isEmpty { found.append(InnFlaw(.inn, .noRoomType)) }
    if rooms.count > Listing.maxRoomTypes {
      found.append(InnFlaw(.inn, .tooMany(.roomTypes, limit: Listing.maxRoomTypes)))
    }
    var roomTypes: Set<RoomTypeID> = []
    var plans: Set<RatePlanID> = []
    for room in rooms {
      let subject = InnFlaw.Subject.roomType(room.roomType.id)
      if !roomTypes.insert(room.roomType.id).inserted {
        found.append(InnFlaw(subject, .twice(.roomTypes)))
      }
      if room.roomType.inn != inn.id { found.append(InnFlaw(subject, .belongsElsewhere)) }
      found += room.flaws.map { InnFlaw(subject, $0) }
      for plan in room.plans {
        let subject = InnFlaw.Subject.ratePlan(plan.id)
        if !plans.insert(plan.id).inserted { found.append(InnFlaw(subject, .twice(.ratePlans))) }
        if plan.roomType != room.roomType.id {
          found.append(InnFlaw(subject, .belongsElsewhere))
        }
        if !Listing.isLine(plan.name) { found.append(InnFlaw(subject, .text(.name))) }
        if !Listing.isLatin(plan.nameEnglish) {
          found.append(InnFlaw(subject, .notLatin(.nameEnglish)))
        }
        found += plan.flaws.map { InnFlaw(subject, .tariff($0)) }
      }
    }
    return found
  }

  /// The licence sets how many guests an inn may take; what the hub can sell must keep within it.
  private var licenceFlaws: [InnFlaw.Kind] {
    guard let licensed = inn.profile.capacity else { return [] }
    var found: [InnFlaw.Kind] = []
    if let largest = rooms.map(\.roomType.capacity).max(), largest > licensed {
      found.append(.roomAboveLicence(capacity: largest, licensed: licensed))
    }
    if let cap = inn.caps.persons {
      if cap > licensed { found.append(.capAboveLicence(cap: cap, licensed: licensed)) }
      return found
    }
    // Numbers out of range are flaws of their own and must not overflow here.
    let places = rooms.map(\.roomType).reduce(0) {
      $0 + min($1.rooms, RoomType.maxRooms) * min($1.capacity, RoomType.maxCapacity)
    }
    if places > licensed { found.append(.roomsAboveLicence(places: places, licensed: licensed)) }
    return found
  }
}

extension InnName {
  var flaws: [InnFlaw.Kind] {
    var found: [InnFlaw.Kind] = []
    if !Listing.isLine(japanese) { found.append(.text(.name)) }
    if !Listing.isKatakana(kana) { found.append(.notKatakana(.nameKana)) }
    if !Listing.isLatin(romaji) { found.append(.notLatin(.nameRomaji)) }
    return found
  }
}

extension CallingTimes {
  var flaws: [InnFlaw.Kind] {
    var found: [InnFlaw.Kind] = []
    if until <= from { found.append(.timesReversed(.callingHours)) }
    if days.isEmpty { found.append(.noCallingDays) }
    switch (kitchenFrom, kitchenUntil) {
    case (let begin?, let end?) where end <= begin: found.append(.timesReversed(.kitchenHours))
    case (.some, nil), (nil, .some): found.append(.timesIncomplete(.kitchenHours))
    case (.some, .some), (nil, nil): break
    }
    if let eveningCall, eveningCall < from || eveningCall >= until {
      found.append(.eveningCallOutsideHours)
    }
    return found
  }
}

extension NightCaps {
  var flaws: [InnFlaw.Kind] {
    let caps: [(InnFlaw.Field, Int?)] = [
      (.capParties, parties), (.capPersons, persons), (.capDinners, dinners),
    ]
    let range = 0...Listing.maxCap
    return caps.compactMap { field, cap in
      cap.map(range.contains) ?? true ? nil : .outOfRange(field, range)
    }
  }
}

extension FreshnessLimits {
  var flaws: [InnFlaw.Kind] {
    let range = Span(milliseconds: 1)...Listing.longestFreshness
    guard range.contains(near), range.contains(far) else {
      return [.outOfRange(.freshness, 1...366)]
    }
    return []
  }
}

extension InnProfile {
  var flaws: [InnFlaw.Kind] {
    var found: [InnFlaw.Kind] = []
    if let address, !Listing.isText(address) { found.append(.text(.address)) }
    if let capacity, !(1...Listing.maxCap).contains(capacity) {
      found.append(.outOfRange(.capacity, 1...Listing.maxCap))
    }
    if let checkInFrom, let checkInUntil, checkInUntil <= checkInFrom {
      found.append(.timesReversed(.checkIn))
    }
    if Set(payments).count < payments.count { found.append(.twice(.payments)) }
    if Set(features).count < features.count { found.append(.twice(.features)) }
    found += InnProfile.flaws(of: languages, in: .languages)
    for kind in InnTextKind.allCases {
      let (field, texts) = (kind.field, self[keyPath: kind.list])
      found += InnProfile.flaws(of: texts.map(\.language), in: field)
      if !texts.allSatisfy({ Listing.isText($0.text) }) { found.append(.text(field)) }
    }
    if photos.count > Listing.maxPhotos {
      found.append(.tooMany(.photos, limit: Listing.maxPhotos))
    }
    if Set(photos.map(\.url)).count < photos.count { found.append(.twice(.photos)) }
    for photo in photos {
      if !Listing.isSecureAddress(photo.url) { found.append(.photoAddress(photo.url)) }
      if !Listing.isText(photo.caption) { found.append(.text(.photos)) }
    }
    return found
  }

  private static func flaws(of tags: [String], in field: InnFlaw.Field) -> [InnFlaw.Kind] {
    var found: [InnFlaw.Kind] = []
    if tags.count > Listing.maxLanguages {
      found.append(.tooMany(field, limit: Listing.maxLanguages))
    }
    // Tags differ by more than case (RFC 5646, section 2.1.1).
    if Set(tags.map { $0.lowercased() }).count < tags.count { found.append(.twice(field)) }
    found += tags.filter { !Listing.isLanguageTag($0) }.map { .language($0) }
    return found
  }
}

extension InnEntry.RoomEntry {
  /// Flaws of the room type and its standing offer; plans have their own.
  var flaws: [InnFlaw.Kind] {
    var found: [InnFlaw.Kind] = []
    if !Listing.isLine(roomType.name) { found.append(.text(.name)) }
    if !Listing.isKatakana(roomType.kana) { found.append(.notKatakana(.nameKana)) }
    if !Listing.isLatin(roomType.nameEnglish) { found.append(.notLatin(.nameEnglish)) }
    let rooms = 1...RoomType.maxRooms
    if !rooms.contains(roomType.rooms) { found.append(.outOfRange(.rooms, rooms)) }
    let places = 1...RoomType.maxCapacity
    if !places.contains(roomType.capacity) { found.append(.outOfRange(.capacity, places)) }
    if plans.count > Listing.maxPlans {
      found.append(.tooMany(.ratePlans, limit: Listing.maxPlans))
    }
    if let offer {
      if offer.count != Weekday.allCases.count {
        found.append(.offerNotAWeek(count: offer.count))
      } else if let most = offer.max(), most > roomType.rooms {
        found.append(.offerAboveRooms(offer: most, rooms: roomType.rooms))
      } else if offer.contains(where: { $0 < 0 }) {
        found.append(.outOfRange(.rooms, 0...roomType.rooms))
      }
    }
    return found
  }
}
