/// Something about an inn that can't be listed, found before it is stored.
package struct InnEntryFlaw: Hashable, Sendable {
  package var inn: InnID
  package var kind: Kind

  package init(inn: InnID, kind: Kind) {
    self.inn = inn
    self.kind = kind
  }

  package enum Kind: Hashable, Sendable {
    /// A name, reading or Latin form that is empty or too long.
    case name
    case kana
    case noPhone
    case phoneTwice(PhoneNumber)
    /// A telephone, room type or plan that names another inn or room type as its owner.
    case strayPhone(PhoneNumber)
    case strayRoomType(RoomTypeID)
    case strayPlan(RatePlanID)
    case noRoomType
    case tooManyRoomTypes(Int)
    case tooManyPlans(RoomTypeID, Int)
    /// Names are unique in the whole registry, so that a booking never changes its inn.
    case roomTypeTaken(RoomTypeID, by: InnID)
    case planTaken(RatePlanID, by: InnID)
    case roomTypeTwice(RoomTypeID)
    case planTwice(RatePlanID)
    case roomTypeName(RoomTypeID)
    case roomTypeKana(RoomTypeID)
    /// Rooms outside 1...``RoomType/maxRooms``.
    case rooms(RoomTypeID, Int)
    case capacity(RoomTypeID, Int)
    /// A standing offer that isn't seven numbers up to the rooms there are.
    case offer(RoomTypeID)
    case planName(RatePlanID)
    case plan(RatePlanID, RatePlanFlaw)
    /// Calls would never be made, or at night.
    case callingHours
    case caps
    /// Twice in one file.
    case innTwice
  }
}

extension InnEntry {
  /// Characters of a name: signs and listings have room for no more.
  package static let maxNameLength = 80
  /// Room types of an inn; a keeper is asked for each of them on the telephone.
  package static let maxRoomTypes = 20
  /// Plans of a room type.
  package static let maxPlans = 30

  /// Everything about the inn that can't be meant; empty for one that may be saved.
  ///
  /// - Parameter catalogue: what is listed already; the inn's own old listing doesn't count.
  package func flaws(besides catalogue: Catalogue) -> [InnEntryFlaw] {
    (nameFlaws + phoneFlaws + roomFlaws(besides: catalogue) + timeFlaws)
      .map { InnEntryFlaw(inn: inn.id, kind: $0) }
  }

  private var nameFlaws: [InnEntryFlaw.Kind] {
    var found: [InnEntryFlaw.Kind] = []
    if !InnEntry.isName(inn.name.japanese) || !InnEntry.isName(inn.name.romaji) {
      found.append(.name)
    }
    if !InnEntry.isReading(inn.name.kana) { found.append(.kana) }
    return found
  }

  private var phoneFlaws: [InnEntryFlaw.Kind] {
    var found: [InnEntryFlaw.Kind] = []
    if phones.isEmpty { found.append(.noPhone) }
    var seen: Set<PhoneNumber> = []
    for phone in phones {
      if !seen.insert(phone.number).inserted { found.append(.phoneTwice(phone.number)) }
      if phone.inn != inn.id { found.append(.strayPhone(phone.number)) }
    }
    return found
  }

  private func roomFlaws(besides catalogue: Catalogue) -> [InnEntryFlaw.Kind] {
    var found: [InnEntryFlaw.Kind] = []
    if rooms.isEmpty { found.append(.noRoomType) }
    if rooms.count > InnEntry.maxRoomTypes { found.append(.tooManyRoomTypes(rooms.count)) }
    var roomTypes: Set<RoomTypeID> = []
    var plans: Set<RatePlanID> = []
    for room in rooms {
      let id = room.roomType.id
      if !roomTypes.insert(id).inserted { found.append(.roomTypeTwice(id)) }
      if room.roomType.inn != inn.id { found.append(.strayRoomType(id)) }
      if let (owner, _) = catalogue.roomType(id), owner.inn.id != inn.id {
        found.append(.roomTypeTaken(id, by: owner.inn.id))
      }
      found += room.flaws
      for plan in room.plans {
        if !plans.insert(plan.id).inserted { found.append(.planTwice(plan.id)) }
        if let (owner, _, _) = catalogue.plan(plan.id), owner.inn.id != inn.id {
          found.append(.planTaken(plan.id, by: owner.inn.id))
        }
      }
    }
    return found
  }

  private var timeFlaws: [InnEntryFlaw.Kind] {
    var found: [InnEntryFlaw.Kind] = []
    let calling = inn.calling
    let kitchen = (calling.kitchenFrom, calling.kitchenUntil)
    let isKitchenRight =
      switch kitchen {
      case (nil, nil): true
      case (let from?, let until?): from < until
      case (nil, .some), (.some, nil): false
      }
    if calling.from >= calling.until || calling.days.isEmpty || !isKitchenRight {
      found.append(.callingHours)
    }
    let caps = [inn.caps.parties, inn.caps.persons, inn.caps.dinners]
    if caps.contains(where: { ($0 ?? 0) < 0 }) { found.append(.caps) }
    return found
  }

  fileprivate static func isName(_ text: String) -> Bool {
    (1...maxNameLength).contains(text.count) && text == text.trimmingSpaces()
      && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  fileprivate static func isReading(_ text: String) -> Bool {
    (1...maxNameLength).contains(text.count)
      && text.unicodeScalars.allSatisfy(GuestName.isKatakana)
  }
}

extension InnEntry.RoomEntry {
  fileprivate var flaws: [InnEntryFlaw.Kind] {
    var found: [InnEntryFlaw.Kind] = []
    let id = roomType.id
    if !InnEntry.isName(roomType.name) || !InnEntry.isName(roomType.nameEnglish) {
      found.append(.roomTypeName(id))
    }
    if !InnEntry.isReading(roomType.kana) { found.append(.roomTypeKana(id)) }
    if !(1...RoomType.maxRooms).contains(roomType.rooms) {
      found.append(.rooms(id, roomType.rooms))
    }
    if !(1...RoomType.maxCapacity).contains(roomType.capacity) {
      found.append(.capacity(id, roomType.capacity))
    }
    if let offer {
      let isRight =
        offer.count == Weekday.allCases.count
        && offer.allSatisfy { (0...max(0, roomType.rooms)).contains($0) }
      if !isRight { found.append(.offer(id)) }
    }
    if plans.count > InnEntry.maxPlans { found.append(.tooManyPlans(id, plans.count)) }
    for plan in plans {
      if plan.roomType != id { found.append(.strayPlan(plan.id)) }
      if !InnEntry.isName(plan.name) || !InnEntry.isName(plan.nameEnglish) {
        found.append(.planName(plan.id))
      }
      found += plan.flaws.map { .plan(plan.id, $0) }
    }
    return found
  }
}
