package import InnRegistry

extension KeeperBriefing {
  /// What will be said in a call that only now can be known: made while the first words sound, so
  /// that no read-back waits for its sound.
  package var likelySpeech: [String] {
    var texts = announcements.flatMap(\.spoken).map(\.text.speech)
    texts += repetitions.flatMap(sentences).map(\.text.speech)
    let speech = BookingSpeech(roomTypes: night.roomTypes)
    for item in waiting {
      texts += speech.sentences(item).map(\.text.speech)
      if case .request(let deadline) = item.kind {
        texts += speech.anonymous(item.booking).map(\.text.speech)
        texts.append(
          LikelySpeech.text(.requestDeadline, .deadline, JapaneseReadings.instant(deadline))
        )
        texts.append(
          LikelySpeech.text(.requestUnanswered, .deadline, JapaneseReadings.instant(deadline))
        )
        if let guest = item.booking.guest {
          texts.append(LikelySpeech.text(.requestGuest, .guest, JapaneseReadings.guest(guest)))
        }
      }
    }
    texts.append(ringBack.text.speech)
    texts += speech.recital(night.sold).map(\.text.speech)
    return texts + LikelySpeech.questions(about: night, in: self)
  }
}

/// Sentences that can be known before they are needed.
package enum LikelySpeech {
  /// Numbers that any keeper may key with one digit.
  private static let digits = 0...9
  /// Larger houses key two digits: the first ones are made ahead.
  private static let most = 20

  /// What any call about tonight or tomorrow says at an inn with one kind of rooms: the same for all
  /// of them, once a day.
  package static func daily(tonight: CivilDate) -> [String] {
    let nights = [PromptKey.partTonight, .partTomorrow].enumerated().map { ahead, part in
      JapaneseReadings.dateAndWeekday(tonight + ahead) + .part(part)
    }
    return nights.flatMap { night in
      [text(.roomsNight, .night, night)] + digits.map { readBack(of: $0, night, .empty) }
    }
  }

  /// What is the same every day: questions about rooms, and how they stand.
  package static var always: [String] {
    let fixed = PromptCatalogue.allJapanese.filter(\.isFixed)
      .map { PromptCatalogue.japanese.text($0.key).speech }
    let counts = digits.dropFirst().flatMap { number in
      let rooms = JapaneseReadings.rooms(number)
      return [
        text(.roomsNow, .rooms, rooms), text(.roomsNowStanding, .rooms, rooms),
        text(.roomsTooMany, .rooms, rooms),
        text(.waitingCount, .count, JapaneseReadings.items(number)),
        text(.roomsSoldCount, .count, JapaneseReadings.items(number)),
      ]
    }
    return fixed + [.roomsAsk, .roomsAskBesides].map { text($0) } + counts
      + digits.flatMap { [echo($0), stand($0)] }
  }

  /// The first words of any call with an inn.
  package static func greetings(of name: InnName) -> [String] {
    [
      PromptKey.greetingInbound, .introRequest, .introNews, .introEvening, .introBroadcast,
      .introRepetition,
    ].map { text($0, .inn, JapaneseReadings.inn(name)) }
  }

  /// The questions about a night's rooms, and read-backs of every number.
  static func questions(about night: NightBriefing, in briefing: KeeperBriefing) -> [String] {
    let date = briefing.spoken(night.nights)
    let hasKinds = night.roomTypes.count > 1
    var texts = [text(.roomsNight, .night, date)]
    for kind in night.roomTypes {
      let slot = [PromptSlot.roomType: kind.spokenName]
      let name: SpokenText = hasKinds ? .part(.partOfTypeRooms, slot) : .empty
      let of: SpokenText = hasKinds ? .part(.partOfType, slot) : .empty
      texts += [.roomsAskBesides, .roomsAsk].map { text($0, .roomType, of) }
      let numbers = 0...min(kind.rooms, most)
      texts += numbers.flatMap {
        [readBack(of: $0, date, name), echo($0), stand($0, kind: hasKinds ? kind : nil)]
      }
    }
    return texts
  }

  static func text(_ prompt: PromptKey, _ slot: PromptSlot, _ value: SpokenText) -> String {
    PromptCatalogue.japanese.text(prompt, [slot: value]).speech
  }

  private static func echo(_ rooms: Int) -> String { text(.roomsEcho, .rooms, reading(rooms)) }

  private static func stand(_ rooms: Int, kind: RoomTypeBriefing? = nil) -> String {
    let named = kind.map { $0.spokenName + .comma + reading(rooms) } ?? reading(rooms)
    return text(.roomsStand, .rooms, named)
  }

  private static func reading(_ rooms: Int) -> SpokenText {
    rooms == 0 ? .part(.partFull) : JapaneseReadings.rooms(rooms)
  }

  private static func text(_ prompt: PromptKey) -> String {
    PromptCatalogue.japanese.text(prompt).speech
  }

  private static func readBack(of rooms: Int, _ date: SpokenText, _ kind: SpokenText) -> String {
    PromptCatalogue.japanese.text(
      rooms == 0 ? .roomsSavedFull : .roomsSaved,
      [.night: date, .roomType: kind, .rooms: JapaneseReadings.rooms(rooms)],
    ).speech
  }
}
