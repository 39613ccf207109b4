import InnRegistry

/// Which changes are a keeper's word, to be repeated to her.
extension KeeperChange {
  /// nil for what she doesn't say with a key, and for what can do no harm.
  var word: KeeperWord? {
    switch self {
    case .rooms(let nights, let statements):
      .rooms(
        first: nights.first,
        last: nights.last,
        statements.map { KeeperWord.KindOfRooms(roomType: $0.roomType, rooms: $0.rooms) },
      )
    case .answer(let reading, let answer, by: _):
      .answer(reading.booking, isAccepted: answer == .accept)
    case .giveBack(let booking): .gaveBack(booking)
    case .close(let nights): .closed(first: nights.first, last: nights.last)
    case .reopen(let nights): .reopened(first: nights.first, last: nights.last)
    case .guestsOutside(let night, let guests, let fromAbroad):
      .guestsOutside(night: night, guests: guests, fromAbroad: fromAbroad)
    // The week is saved only after its read-back has been heard (`KeeperCall`).
    case .heard, .takeBack, .settle, .declineReason, .vouchWeek, .shortfallAnswer, .receipt,
      .callWanted, .unrepeated, .repeated:
      nil
    }
  }

  /// Read back before it is saved: once that sentence has ended, nothing is left to be told.
  var wasReadBack: Bool {
    if case .giveBack = self { true } else { false }
  }
}

extension KeeperWord {
  /// Both are numbers of rooms of the same nights and kinds.
  func isAboutTheSame(as other: KeeperWord) -> Bool {
    guard case .rooms(let first, let last, let kinds) = self,
      case .rooms(let otherFirst, let otherLast, let otherKinds) = other
    else { return false }
    let named = Set(otherKinds.map(\.roomType))
    return first == otherFirst && last == otherLast
      && kinds.allSatisfy { named.contains($0.roomType) }
  }
}

extension PromptKey {
  /// A sentence after which she knows what was saved.
  var repeatsWhatWasSaved: Bool {
    switch self {
    case .roomsEcho, .roomsSaved, .roomsSavedFull, .roomsStand, .roomsReopened, .requestEchoAccept,
      .requestEchoDecline, .requestAccepting, .requestDeclining, .requestAccepted, .requestDeclined,
      .cancelGivingBack, .cancelGivenBack, .nightsClosed, .nightsReopened, .outsideSaved,
      .outsideSavedNone, .voiceAccepted, .voiceRoomsSaved, .repeatRooms, .repeatEcho,
      .repeatAccepted, .repeatDeclined, .repeatGivenBack, .repeatClosed, .repeatReopened,
      .repeatGuests, .repeatGuestsNone:
      true
    default: false
    }
  }
}
