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

  /// A booking the inn has heard before, in a breath: who and how many rooms.
  func recital(_ booking: BookingNotice) -> Sentence {
    Sentence(
      .roomsSoldOne,
      [.guest: JapaneseReadings.guest(booking.guest), .rooms: rooms(booking)],
      completes: [booking.reading],
    )
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

extension RoomTypeBriefing {
  var spokenName: SpokenText { SpokenText(written: name, speech: kana, kana: kana) }
}
