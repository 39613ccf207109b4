package import InnRegistry

/// Inns, channels and requests that tests share; all marked as training.
package enum Fixtures {
  package static let channel = ChannelID(trusted: "otter")
  package static let inn = InnID(trusted: "T01")
  package static let roomType = RoomTypeID(trusted: "T01-1")
  package static let instantPlan = RatePlanID(trusted: "T01-1-room")
  package static let requestPlan = RatePlanID(trusted: "T01-1-half")
  package static let phone = PhoneNumber("+81175000001")

  /// An inn with one room type of five rooms, an instant plan without meals (till 20:00 the same
  /// day) and a half-board plan on request (till 15:00 the day before).
  package static func entry(
    _ id: InnID = inn,
    rooms: Int = 5,
    offer: [Int]? = [3, 3, 3, 3, 3, 3, 3],
    roomTypes: Int = 1,
    caps: NightCaps = NightCaps(),
    calling: CallingTimes = CallingTimes(),
    phones: [PhoneNumber]? = nil,
  ) -> InnEntry {
    let number = Int(id.rawValue.drop { !$0.isNumber }) ?? 1
    let own = PhoneNumber("+8117500\(String(number + 10_000).suffix(4))")
    let inn = Inn(
      id: id,
      isTraining: true,
      name: InnName(
        japanese: "練習・浜荘\(number)",
        kana: "レンシュウハマソウ",
        romaji: "Training Hamaso \(number)",
      ),
      municipality: MunicipalityCode("022080") ?? unreachableCode(),
      area: AreaID(trusted: "ohata"),
      calling: calling,
      caps: caps,
    )
    let types = (1...roomTypes).map { index in
      let roomType = RoomType(
        id: RoomTypeID(trusted: "\(id.rawValue)-\(index)"),
        inn: id,
        name: index == 1 ? "和室" : "洋室",
        kana: index == 1 ? "ワシツ" : "ヨウシツ",
        nameEnglish: index == 1 ? "Japanese room" : "Western room",
        rooms: rooms,
        capacity: 4,
      )
      return InnEntry.RoomEntry(roomType: roomType, plans: plans(of: roomType.id), offer: offer)
    }
    let numbers = phones ?? [own].compactMap { $0 }
    return InnEntry(
      inn: inn,
      phones: numbers.enumerated().map { InnPhone(number: $1, inn: id, rank: $0) },
      rooms: types,
    )
  }

  private static func plans(of roomType: RoomTypeID) -> [RatePlan] {
    let prices = PriceTable(perAdultByOccupancy: [6000, 5500, 5000, 5000].map { Yen($0) })
    return [
      RatePlan(
        id: RatePlanID(trusted: "\(roomType.rawValue)-room"),
        roomType: roomType,
        name: "素泊まり",
        nameEnglish: "Room only",
        meals: .roomOnly,
        selling: .instant,
        cutoff: Cutoff(daysBefore: 0, time: TimeOfDay(hour: 20) ?? .midnight),
        prices: prices,
        cancellation: CancellationPolicy(steps: [.init(daysBefore: 0, percent: 100)]),
      ),
      RatePlan(
        id: RatePlanID(trusted: "\(roomType.rawValue)-half"),
        roomType: roomType,
        name: "1泊2食",
        nameEnglish: "Half board",
        meals: .halfBoard,
        selling: .onRequest,
        cutoff: Cutoff(daysBefore: 1, time: TimeOfDay(hour: 15) ?? .midnight),
        prices: prices,
        cancellation: CancellationPolicy(steps: [.init(daysBefore: 0, percent: 100)]),
      ),
    ]
  }

  package static func request(
    _ plan: RatePlanID = instantPlan,
    checkIn: CivilDate,
    nights: Int = 1,
    rooms: Int = 1,
    adults: Int = 2,
    reference: String? = nil,
  ) -> BookingRequest {
    guard let stay = Stay(checkIn: checkIn, nights: nights), let party = Party(adults: adults),
      let name = GuestName(written: "Training Guest", kana: "クンレンキャク")
    else { preconditionFailure("a fixture's stay, party or name is impossible") }
    return BookingRequest(
      ratePlan: plan,
      stay: stay,
      rooms: rooms,
      party: party,
      guest: Guest(name: name, language: "en", country: "TW"),
      channelReference: reference,
    )
  }

  private static func unreachableCode() -> MunicipalityCode {
    preconditionFailure("the code of Mutsu has its check digit")
  }
}

extension TestWorld {
  /// The world with one channel and the given inns.
  @discardableResult
  package func populated(_ entries: [InnEntry] = [Fixtures.entry()]) throws -> TestWorld {
    try registry.writeAndWait { transaction in
      try transaction.save(Channel(id: Fixtures.channel, name: "Otter Travel"), by: .hub)
      for entry in entries { try transaction.save(entry, by: .hub) }
    }
    return self
  }

  package func keeper(
    _ call: String = "call_1",
    phone: String = "+81175000001",
  ) -> Actor {
    guard let number = PhoneNumber(phone) else { preconditionFailure("not a number: \(phone)") }
    return .keeper(phone: number, call: ConversationID(trusted: call))
  }

  @discardableResult
  package func state(
    _ rooms: Int,
    on night: CivilDate? = nil,
    roomType: RoomTypeID = Fixtures.roomType,
    by actor: Actor? = nil,
  ) throws -> Transaction.StatementOutcome {
    let actor = actor ?? keeper()
    let night = night ?? tonight
    return try registry.writeAndWait {
      try $0.state(
        rooms,
        of: roomType,
        on: night,
        counting: actor.listener.map(Transaction.Counting.heard) ?? .shown,
        by: actor,
      )
    }
  }

  package func book(_ request: BookingRequest) throws -> Booking {
    try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
  }

  package func hear(_ booking: Booking, by actor: Actor? = nil) throws {
    let actor = actor ?? keeper()
    try registry.writeAndWait {
      try $0.hear([(booking.id, revision: booking.revision)], by: actor)
    }
  }

  package func booking(_ id: BookingID) throws -> Booking {
    guard let booking = try registry.booking(id) else {
      preconditionFailure("booking \(id) has gone")
    }
    return booking
  }

  /// What the search index says about one night.
  package func word(
    on night: CivilDate? = nil,
    roomType: RoomTypeID = Fixtures.roomType,
  ) -> SearchIndex.NightWord? {
    registry.calendar(of: roomType, nights: (night ?? tonight)..<((night ?? tonight) + 1))?.first
  }

  /// Rooms sold beyond the last statement about a night.
  package func shortfall(on night: CivilDate, roomType: RoomTypeID = Fixtures.roomType) throws
    -> Int
  {
    try registry.read {
      try $0.count(
        """
        SELECT n.shortfall FROM night n JOIN room_type t ON t.key = n.room
        WHERE t.id = $1 AND n.night = $2
        """,
        .id(roomType),
        .date(night),
      )
    }
  }

  package func remaining(on night: CivilDate? = nil, roomType: RoomTypeID = Fixtures.roomType)
    -> Int?
  {
    word(on: night, roomType: roomType)?.remaining
  }
}
