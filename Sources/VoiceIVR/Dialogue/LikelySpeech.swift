package import InnRegistry

extension KeeperBriefing {
  /// What will be said in a call that only now can be known: made while the first words sound, so
  /// that no read-back waits for its sound.
  var likelySpeech: [String] {
    var texts = LikelySpeech.readBacks(of: night, in: self)
    let speech = BookingSpeech(roomTypes: night.roomTypes)
    for item in waiting {
      texts += speech.sentences(item).map(\.text.speech)
      if case .request(let deadline) = item.kind {
        texts += speech.anonymous(item.booking).map(\.text.speech)
        let due = [PromptSlot.deadline: JapaneseReadings.instant(deadline)]
        texts.append(PromptCatalogue.japanese.text(.requestDeadline, due).speech)
        if let guest = item.booking.guest {
          let name = [PromptSlot.guest: JapaneseReadings.guest(guest)]
          texts.append(PromptCatalogue.japanese.text(.requestGuest, name).speech)
        }
      }
    }
    texts += speech.recital(night.sold).map(\.text.speech)
    return texts
  }
}

package enum LikelySpeech {
  /// Numbers that any keeper may key with one digit.
  private static let digits = 0...9
  /// Larger houses key two digits: the first ones are made ahead.
  private static let most = 20

  /// Read-backs of every number of rooms for a night.
  static func readBacks(of night: NightBriefing, in briefing: KeeperBriefing) -> [String] {
    let date = briefing.spoken(night.nights)
    return night.roomTypes.flatMap { kind -> [String] in
      let name: SpokenText =
        night.roomTypes.count > 1
        ? .part(.partOfTypeRooms, [.roomType: kind.spokenName]) : .empty
      return (0...min(kind.rooms, most)).map { readBack(of: $0, date, name) }
    }
  }

  /// Read-backs for tonight and tomorrow at an inn with one kind of rooms: the same for all of them.
  package static func readBacks(tonight: CivilDate) -> [String] {
    [PromptKey.partTonight, .partTomorrow].enumerated().flatMap { ahead, part in
      digits.map {
        readBack(of: $0, JapaneseReadings.dateAndWeekday(tonight + ahead) + .part(part), .empty)
      }
    }
  }

  private static func readBack(of rooms: Int, _ date: SpokenText, _ kind: SpokenText) -> String {
    PromptCatalogue.japanese.text(
      rooms == 0 ? .roomsSavedFull : .roomsSaved,
      [.night: date, .roomType: kind, .rooms: JapaneseReadings.rooms(rooms)],
    ).speech
  }
}
