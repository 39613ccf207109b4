import InnRegistry

/// How a booking is read: two or three sentences, the last of which completes it.
struct BookingSpeech: Sendable {
  let roomTypes: [RoomTypeBriefing]

  /// Heading and booking; the last sentence completes the reading.
  func sentences(_ item: WaitingItem) -> [Sentence] {
    let heading: PromptKey =
      switch item.kind {
      case .request: .bookingRequest
      case .confirmed: .bookingConfirmed
      case .changed: .bookingChanged
      case .cancelled: .bookingCancelled
      }
    return [Sentence(heading)] + sentences(item.booking)
  }

  func sentences(_ booking: BookingNotice) -> [Sentence] {
    let stay = Sentence(
      .bookingStay,
      [
        .date: JapaneseReadings.dateAndWeekday(booking.stay.checkIn),
        .stay: JapaneseReadings.stayNights(booking.stay.nightCount),
        .rooms: rooms(booking), .party: party(booking.party),
      ],
    )
    var details = Sentence(
      .bookingGuest,
      [.guest: JapaneseReadings.guest(booking.guest), .meals: .part(meals(booking.meals))],
    )
    if let arrival = booking.arrival {
      details.append(.bookingArrival, [.text: JapaneseReadings.time(arrival)])
    }
    var price = Sentence(
      .bookingPrice,
      [
        .price: JapaneseReadings.yen(booking.price),
        .collection: .part(booking.collection == .atInn ? .partAtInn : .partPrepaid),
      ],
    )
    if booking.hasNotes { price.append(.bookingNotes) }
    price.completes = [booking.reading]
    return [stay, details, price]
  }

  /// A booking as far as it is anybody's to hear; completes nothing.
  func anonymous(_ booking: BookingNotice) -> [Sentence] {
    var booking = booking
    booking.guest = nil
    return sentences(booking).map { sentence in
      var sentence = sentence
      sentence.completes = []
      return sentence
    }
  }

  /// What has been sold for a night and heard before: recited, so that her number counts it (S04).
  func recital(_ sold: [BookingNotice]) -> [Sentence] {
    guard !sold.isEmpty else { return [] }
    var sentences = [Sentence(.roomsSoldCount, [.count: JapaneseReadings.items(sold.count)])]
    sentences += sold.prefix(DialogueLimits.recital).map { booking in
      Sentence(
        .roomsSoldOne,
        [.guest: JapaneseReadings.guest(booking.guest), .rooms: rooms(booking)],
        completes: [booking.reading],
      )
    }
    let rest = sold.dropFirst(DialogueLimits.recital)
    guard !rest.isEmpty else { return sentences }
    let more = rest.reduce(0) { $0 + $1.rooms }
    sentences.append(
      Sentence(
        .roomsSoldRest,
        [.count: JapaneseReadings.items(rest.count), .rooms: JapaneseReadings.rooms(more)],
        completes: rest.map(\.reading),
      )
    )
    return sentences
  }

  /// Rooms with their kind where the inn has several: 和室3部屋.
  private func rooms(_ booking: BookingNotice) -> SpokenText {
    let count = JapaneseReadings.rooms(booking.rooms)
    guard roomTypes.count > 1, let kind = roomTypes.first(where: { $0.id == booking.roomType })
    else { return count }
    return kind.spokenName + count
  }

  private func party(_ party: Party) -> SpokenText {
    var text = SpokenText.part(.partAdults, [.count: JapaneseReadings.persons(party.adults)])
    guard !party.childAges.isEmpty else { return text }
    let children = JapaneseReadings.persons(party.childAges.count)
    text = text + .comma + .part(.partChildren, [.count: children])
    guard party.childAges.count <= DialogueLimits.childAges else { return text }
    return party.childAges.reduce(text) { $0 + .comma + JapaneseReadings.age($1) }
  }

  private func meals(_ meals: MealPlan) -> PromptKey {
    switch meals {
    case .roomOnly: .partRoomOnly
    case .breakfast: .partBreakfast
    case .halfBoard: .partHalfBoard
    }
  }
}

extension KeeperBriefing {
  /// A number of rooms, or «full».
  func spoken(rooms: Int) -> SpokenText {
    rooms == 0 ? .part(.partFull) : JapaneseReadings.rooms(rooms)
  }

  /// 12月3日、木曜日、今夜; a run of nights with both ends and the count (S24).
  func spoken(_ nights: NightSpan) -> SpokenText {
    guard nights.count == 1 else {
      return .part(
        .partRange,
        [
          .date: JapaneseReadings.date(nights.first), .lastDate: JapaneseReadings.date(nights.last),
          .count: JapaneseReadings.nights(nights.count),
        ],
      )
    }
    let date = JapaneseReadings.dateAndWeekday(nights.first)
    switch nights.first - tonight {
    case 0: return date + .part(.partTonight)
    case 1: return date + .part(.partTomorrow)
    default: return date + .part(.partNight)
    }
  }

  /// How many things will be told in one call.
  var waitingCount: [Sentence] { count(announcements, waiting) }

  /// The same for what is left of it.
  func count(_ announcements: [Announcement], _ waiting: [WaitingItem]) -> [Sentence] {
    let requests = waiting.count(where: \.isRequest)
    let items = waiting.count - max(0, requests - DialogueLimits.requestsACall)
    let count = announcements.count + items
    guard count > 0 else { return [] }
    return [Sentence(.waitingCount, [.count: JapaneseReadings.items(count)])]
  }

  /// Who calls and why, in one sentence.
  func introduction(_ reason: CallReason) -> Sentence {
    let prompt: PromptKey =
      switch reason {
      case .request: .introRequest
      case .broadcast where !announcements.isEmpty: .introBroadcast
      case .news, .broadcast: .introNews
      case .evening: .introEvening
      case .repetition: .introRepetition
      case .office: .introOffice
      }
    return Sentence(prompt, [.inn: JapaneseReadings.inn(name)])
  }

  /// The number to ring back.
  var ringBack: Sentence {
    Sentence(.keeperRingBack, [.phone: JapaneseReadings.phone(callBack)])
  }
}

extension RoomTypeBriefing {
  var spokenName: SpokenText { SpokenText(written: name, speech: kana, kana: kana) }
}
