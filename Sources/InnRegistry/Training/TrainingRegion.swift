/// Twenty-four fictional inns on which platforms, students and the office practise.
///
/// No keeper is behind them: each is marked as training, its name begins with 練習, and its
/// telephone +811750000NN (NN is the inn's number) belongs to nobody. T05 to T09 answer requests by
/// rule in training: accepting, declining, silent, late, and by SMS; each has a plan on request.
package enum TrainingRegion {
  /// The inns as they are listed, T01 first.
  package static var entries: [InnEntry] { table.map(\.entry) }

  /// The hub's own number in training.
  package static let hubNumber = PhoneNumber(trusted: "+81175000099")

  /// The office of the training region, whose telephone rings the softphone, too.
  ///
  /// On duty out of hours is the same number.
  package static let office = Organisation(
    id: OrganisationID(trusted: "training-office"),
    name: "練習・事務局",
    municipalities: Set(table.map(\.place.municipality)),
    phone: PhoneNumber(trusted: "+81175009900"),
    hours: OfficeHours(
      from: TimeOfDay(hour: 9) ?? .midnight,
      until: TimeOfDay(hour: 17, minute: 30) ?? .midnight,
    ),
    dutyPhone: PhoneNumber(trusted: "+81175009900"),
  )

  /// The platform that a training hub makes a key for.
  package static let channel = Channel(
    id: ChannelID(trusted: "training"),
    name: "練習",
    isTrainingOnly: true,
  )
}

/// One line of the table: what differs from inn to inn.
struct TrainingInn {
  var number: Int
  var name: String
  var kana: String
  var romaji: String
  var place: TrainingPlace
  var rooms: [TrainingRoom]
  var features: [Feature] = [.parking]
  /// What makes it worth the way.
  var story: (japanese: String, english: String)
  var kitchen: (from: Int, until: Int)? = (16, 19)
  var eveningCall: TimeOfDay? = TimeOfDay(hour: 19, minute: 30)
  var phoneKind = InnPhone.Kind.landline
  var caps = NightCaps()

  var id: String { "T" + padded(number, 2) }
}

/// Rooms of one kind with their plans.
struct TrainingRoom {
  var name = "和室"
  var kana = "ワシツ"
  var nameEnglish = "Japanese-style room"
  var count: Int
  var capacity = 4
  /// Rooms of the standing offer, Sunday first.
  var offer: [Int]
  var plans: [TrainingPlan]

  static func western(count: Int, offer: [Int], plans: [TrainingPlan]) -> TrainingRoom {
    TrainingRoom(
      name: "洋室",
      kana: "ヨウシツ",
      nameEnglish: "Western-style room",
      count: count,
      capacity: 2,
      offer: offer,
      plans: plans,
    )
  }
}

/// A plan by its meals and the price of each of two adults in a room.
struct TrainingPlan {
  var meals: MealPlan
  var price: Int
  var selling = SellingMode.instant

  static func roomOnly(_ price: Int, _ selling: SellingMode = .instant) -> TrainingPlan {
    TrainingPlan(meals: .roomOnly, price: price, selling: selling)
  }

  static func breakfast(_ price: Int, _ selling: SellingMode = .instant) -> TrainingPlan {
    TrainingPlan(meals: .breakfast, price: price, selling: selling)
  }

  static func halfBoard(_ price: Int, _ selling: SellingMode = .instant) -> TrainingPlan {
    TrainingPlan(meals: .halfBoard, price: price, selling: selling)
  }
}

// MARK: - From the table to listings

extension TrainingInn {
  var entry: InnEntry {
    let inn = InnID(trusted: id)
    return InnEntry(
      inn: Inn(
        id: inn,
        isTraining: true,
        name: InnName(
          japanese: "練習・" + name,
          kana: "レンシュウ・" + kana,
          romaji: "Training " + romaji,
        ),
        municipality: place.municipality,
        area: AreaID(trusted: place.area),
        calling: CallingTimes(
          kitchenFrom: kitchen.flatMap { TimeOfDay(hour: $0.from) },
          kitchenUntil: kitchen.flatMap { TimeOfDay(hour: $0.until) },
          eveningCall: eveningCall,
        ),
        caps: caps,
        profile: profile,
      ),
      phones: [
        InnPhone(
          number: PhoneNumber(trusted: "+811750000" + padded(number, 2)),
          inn: inn,
          kind: phoneKind,
        )
      ],
      rooms: rooms.enumerated().map { $1.entry(inn: inn, number: $0 + 1, place: place) },
    )
  }

  private var profile: InnProfile {
    var profile = InnProfile()
    profile.address = "青森県" + place.japanese + "（練習用・架空）"
    profile.position = Position(latitude: place.latitude, longitude: place.longitude)
    profile.licence = .simpleLodging
    profile.capacity = rooms.reduce(0) { $0 + $1.count * $1.capacity }
    profile.checkInFrom = TimeOfDay(hour: 15)
    profile.checkInUntil = TimeOfDay(hour: 18)
    profile.checkOutUntil = TimeOfDay(hour: 10)
    profile.payments = [.cash]
    profile.descriptions = [
      LocalizedText(language: "ja", text: "練習用の架空の宿。" + story.japanese),
      LocalizedText(language: "en", text: "A fictional inn for training. " + story.english),
    ]
    profile.houseRules = [
      LocalizedText(language: "ja", text: "玄関で靴を脱いでください。夜10時からはお静かに。"),
      LocalizedText(
        language: "en",
        text: "Please take off your shoes at the door. Quiet hours begin at 22:00.",
      ),
    ]
    profile.access = [
      LocalizedText(language: "ja", text: place.access.japanese),
      LocalizedText(language: "en", text: place.access.english),
    ]
    profile.features = features
    return profile
  }
}

extension TrainingRoom {
  fileprivate func entry(inn: InnID, number: Int, place: TrainingPlace) -> InnEntry.RoomEntry {
    let id = RoomTypeID(trusted: "\(inn)-\(number)")
    return InnEntry.RoomEntry(
      roomType: RoomType(
        id: id,
        inn: inn,
        name: name,
        kana: kana,
        nameEnglish: nameEnglish,
        rooms: count,
        capacity: capacity,
      ),
      plans: plans.map { $0.plan(roomType: id, capacity: capacity, place: place) },
      offer: offer,
    )
  }
}

extension TrainingPlan {
  fileprivate func plan(
    roomType: RoomTypeID,
    capacity: Int,
    place: TrainingPlace,
  ) -> RatePlan {
    let (suffix, name, nameEnglish, inside) =
      switch meals {
      case .roomOnly: ("ro", "素泊まり", "Room only", 0)
      case .breakfast: ("bb", "朝食付", "With breakfast", 1000)
      case .halfBoard: ("hb", "1泊2食", "With dinner and breakfast", 4000)
      }
    return RatePlan(
      id: RatePlanID(trusted: "\(roomType)-\(suffix)"),
      roomType: roomType,
      name: name,
      nameEnglish: nameEnglish,
      meals: meals,
      selling: selling,
      cutoff: .customary(for: meals),
      prices: PriceTable(
        byOccupancy: (1...capacity).map { Yen(price + change(for: $0)) },
        seasons: TrainingPlan.seasons + place.seasons,
        surcharges: [
          PriceTable.DaySurcharge(weekdays: .saturday, holidayEves: true, change: .yen(1000))
        ],
        mealsInside: Yen(inside),
      ),
      cancellation: .customary,
    )
  }

  /// A guest alone pays more for the room, three and more share it.
  private func change(for guests: Int) -> Int {
    switch guests {
    case 1: 1000
    case 2: 0
    default: -500
    }
  }

  private static let seasons: [PriceTable.Season] = [
    season("お盆", (8, 11), (8, 16), .yen(1500)),
    season("年末年始", (12, 30), (1, 3), .yen(2000)),
    season("大型連休", (4, 29), (5, 5), .yen(1000)),
  ].compactMap(\.self)

  static func season(
    _ name: String,
    _ from: (month: Int, day: Int),
    _ through: (month: Int, day: Int),
    _ change: PriceTable.Change,
  ) -> PriceTable.Season? {
    guard let first = MonthDay(month: from.month, day: from.day),
      let last = MonthDay(month: through.month, day: through.day)
    else { return nil }
    return PriceTable.Season(
      name: name,
      nights: .yearly(from: first, through: last),
      change: change,
    )
  }
}
