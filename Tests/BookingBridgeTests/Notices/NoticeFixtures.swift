import BookingBridge
import InnRegistry
import InnTestSupport

/// A booking with everything that a notice can tell, and its facts.
enum NoticeFixtures {
  static let inn: Inn = {
    var inn = Fixtures.entry().inn
    inn.name = InnName(japanese: "練習・浜荘", kana: "レンシュウ・ハマソウ", romaji: "Training Hamaso")
    inn.profile.address = "青森県むつ市大畑町練習1-2"
    inn.profile.position = Position(latitude: 41.4, longitude: 141.16)
    inn.profile.checkInFrom = TimeOfDay("15:00")
    inn.profile.checkInUntil = TimeOfDay("18:00")
    inn.profile.checkOutUntil = TimeOfDay("10:00")
    inn.profile.payments = [.cash, .card]
    inn.profile.access = [
      LocalizedText(language: "ja", text: "大畑の停留所から歩いて8分。"),
      LocalizedText(language: "en", text: "Eight minutes on foot from the bus stop Ohata."),
    ]
    inn.profile.winterRoad = [LocalizedText(language: "ja", text: "坂は凍ります。\n除雪は朝6時です。")]
    inn.profile.bath = [LocalizedText(language: "ja", text: "家族風呂が一つ、16時から21時。")]
    inn.profile.houseRules = [LocalizedText(language: "ja", text: "門限は22時です。")]
    inn.profile.shelter = [LocalizedText(language: "ja", text: "大畑小学校。坂を上って5分。")]
    return inn
  }()

  static func booking(
    _ language: String = "en",
    state: BookingState = .confirmed,
    checkIn: CivilDate? = CivilDate(year: 2026, month: 12, day: 4),
    name: String = "Jane Training",
    kana: String? = "ジェーン トレーニング",
    country: String? = "TW",
  ) throws -> Booking {
    let world = try TestWorld().populated()
    try world.state(3)
    var request = Fixtures.request(checkIn: world.tonight)
    request.guest.diet = nil
    var booking = try world.book(request)
    guard let checkIn, let stay = Stay(checkIn: checkIn, nights: 2),
      let party = Party(adults: 2, childAges: [4, 9]),
      let guestName = GuestName(written: name, kana: kana)
    else { preconditionFailure("an impossible fixture") }
    booking.stay = stay
    booking.party = party
    booking.guest = Guest(
      name: guestName,
      phone: "+81175000031",
      email: "jane@example.org",
      language: language,
      country: country,
      diet: "no shellfish",
    )
    booking.arrival = TimeOfDay("17:30")
    booking.dinners = 4
    booking.quote = quote(stay)
    booking.cancellation = .customary
    booking.state = state
    return booking
  }

  static func quote(_ stay: Stay) -> Quote {
    var lines: [Quote.Line] = []
    for night in stay.nights {
      lines.append(Quote.Line(kind: .adult, night: night, quantity: 2, unit: Yen(9900)))
      lines.append(Quote.Line(kind: .child, night: night, quantity: 2, unit: Yen(4950)))
      lines.append(Quote.Line(kind: .bathingTax, night: night, quantity: 2, unit: Yen(150)))
    }
    return Quote(lines: lines)
  }

  static func facts(
    _ language: String = "en",
    kind: NoticeKind = .confirmed,
    name: String = "Jane Training",
    kana: String? = "ジェーン トレーニング",
    country: String? = "TW",
  ) throws -> NoticeFacts {
    let booking = try booking(
      language,
      state: state(of: kind),
      name: name,
      kana: kana,
      country: country
    )
    return facts(of: booking, kind: kind)
  }

  static func facts(of given: Booking, kind: NoticeKind) -> NoticeFacts {
    var booking = given
    if kind == .cancelledByGuest { booking.cancellationFee = Yen(11_880) }
    var facts = NoticeFacts(
      booking: booking,
      inn: inn,
      innPhone: PhoneNumber("+81175000001"),
      roomType: Fixtures.entry().rooms.first?.roomType,
      meals: .halfBoard,
      office: NoticeFacts.Office(name: "練習観光事務局", phone: PhoneNumber("+81175009900")),
      now: TestWorld.start,
    )
    facts.link = "https://yado.example.org/g/0123456789abcdefghjkmnpqrs"
    if let stay = Stay(checkIn: booking.stay.checkIn + 1, nights: 3) {
      facts.wanted = NoticeFacts.Wanted(
        stay: stay,
        rooms: 1,
        party: booking.party,
        deadline: kind == .changeReceived ? TestWorld.start + .hours(6) : nil
      )
      facts.before = stay
      facts.alternatives = [
        NoticeFacts.Other(
          inn: InnName(japanese: "練習・山荘", kana: "レンシュウ・サンソウ", romaji: "Training Sanso"),
          stay: stay,
          total: Yen(39_600)
        )
      ]
    }
    if kind == .emergency {
      facts.emergency = NoticeFacts.Emergency(
        hazard: .earthquake,
        message: [LocalizedText(language: "ja", text: "津波警報が出ています。")]
      )
    }
    return facts
  }

  static func state(of kind: NoticeKind) -> BookingState {
    switch kind {
    case .requestReceived: .requested(deadline: TestWorld.start + .hours(24))
    case .declined: .declined(.full)
    case .noAnswer: .expired
    case .cancelledByGuest: .cancelled(by: .guest)
    case .cancelledByInn: .cancelled(by: .inn)
    case .confirmed, .changeReceived, .changeDeclined, .changed, .reminder, .arrivalGuide,
      .houseRules, .phraseCard, .emergency, .useOfData:
      .confirmed
    }
  }
}
