import InnRegistry

/// A made-up region for measurements: inns, room types, plans and bookings, all marked as training.
struct Region {
  var inns: Int
  var roomTypesPerInn: Int

  static let channel = ChannelID(trusted: "bench")
  static let areas = 50
  static let roomsPerType = 5
  /// Bookings fall on this many nights from tomorrow on.
  static let nights = 300

  var roomTypes: Int { inns * roomTypesPerInn }

  /// Writes the region into an empty registry.
  func fill(_ registry: Registry) throws {
    try registry.writeAndWait { transaction in
      try transaction.save(Channel(id: Region.channel, name: "Benchmark"), by: .hub)
    }
    for inn in 0..<inns {
      guard let entry = entry(inn) else { throw Flaw(description: "inn \(inn) can't be made") }
      try registry.writeAndWait { try $0.save(entry, by: .hub) }
    }
  }

  /// The inn with this number, from 0.
  func entry(_ number: Int) -> InnEntry? {
    let id = InnID(trusted: "I\(number)")
    // Ninety-nine training numbers; a telephone may serve several inns.
    let digits = "\(number % 99 + 101)".suffix(2)
    guard let municipality = MunicipalityCode("022080"),
      let phone = PhoneNumber("+811750000\(digits)")
    else { return nil }
    let inn = Inn(
      id: id,
      isTraining: true,
      name: InnName(
        japanese: "練習・測定荘\(number)",
        kana: "レンシュウソクテイソウ",
        romaji: "Training Sokuteiso \(number)",
      ),
      municipality: municipality,
      area: AreaID(trusted: "area-\(number % Region.areas)"),
    )
    let rooms = (0..<roomTypesPerInn).map { type in
      let roomType = RoomType(
        id: RoomTypeID(trusted: "I\(number)-\(type)"),
        inn: id,
        name: "和室",
        kana: "ワシツ",
        nameEnglish: "Japanese room",
        rooms: Region.roomsPerType,
        capacity: 4,
      )
      return InnEntry.RoomEntry(
        roomType: roomType,
        plans: [plan(of: roomType)],
        offer: Array(repeating: Region.roomsPerType, count: Weekday.allCases.count),
      )
    }
    return InnEntry(inn: inn, phones: [InnPhone(number: phone, inn: id)], rooms: rooms)
  }

  private func plan(of roomType: RoomType) -> RatePlan {
    RatePlan(
      id: RatePlanID(trusted: "\(roomType.id.rawValue)-room"),
      roomType: roomType.id,
      name: "素泊まり",
      nameEnglish: "Room only",
      meals: .roomOnly,
      selling: .instant,
      cutoff: Cutoff(daysBefore: 0, time: TimeOfDay(hour: 20) ?? .midnight),
      prices: PriceTable(perAdultByOccupancy: [6000, 5500, 5000, 5000].map { Yen($0) }),
      cancellation: .customary,
    )
  }

  /// The n-th booking of a seed: any room type, any night, one to three nights, two adults, every
  /// fourth with a child.
  func booking(_ number: Int, seed: UInt64, tonight: CivilDate) throws -> BookingRequest {
    var chance = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
    let type = Int.random(in: 0..<roomTypes, using: &chance)
    let night = tonight + 1 + Int.random(in: 0..<Region.nights, using: &chance)
    let length = [1, 1, 1, 2, 2, 3][Int.random(in: 0..<6, using: &chance)]
    let children = number % 4 == 0 ? [8] : []
    guard let stay = Stay(checkIn: night, nights: length),
      let party = Party(adults: 2, childAges: children),
      let name = GuestName(written: "Training Guest \(number)", kana: "クンレンキャク")
    else { throw Flaw(description: "booking \(number) can't be made") }
    let inn = type / roomTypesPerInn
    return BookingRequest(
      ratePlan: RatePlanID(trusted: "I\(inn)-\(type % roomTypesPerInn)-room"),
      stay: stay,
      rooms: 1,
      party: party,
      guest: Guest(
        name: name,
        phone: "+81175000000",
        email: "guest\(number)@example.invalid",
        language: "en",
        country: "TW",
      ),
      channelReference: "R-\(seed)-\(number)",
    )
  }
}

/// A measurement that can't be made, and why.
struct Flaw: Error, CustomStringConvertible {
  var description: String
}
