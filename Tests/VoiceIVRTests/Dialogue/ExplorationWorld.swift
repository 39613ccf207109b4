import InnRegistry
import Testing

@testable import VoiceIVR

/// A call to be explored: what it is about and what the registry says.
struct World: Sendable, CustomTestStringConvertible {
  var name: String
  var purpose: CallDialogue.Purpose
  var briefing: KeeperBriefing
  var shortfall: Int
  var refuse: Bool
  var hasTwoInns = false
  /// The registry answers when the keeper has had time to press a key.
  var answersLate = false

  var testDescription: String { name }

  init(
    _ name: String,
    _ opening: CallOpening,
    items: Int,
    kinds: Int = 1,
    week: Bool = false,
    isClosed: Bool = false,
    shortfall: Int = 0,
    refuse: Bool = false,
    hasTwoInns: Bool = false,
    answersLate: Bool = false,
    announcements: Int = 0,
    repetitions: Int = 0,
  ) {
    self.init(
      name,
      .keeper(opening),
      items: items,
      kinds: kinds,
      week: week,
      isClosed: isClosed,
      shortfall: shortfall,
      refuse: refuse,
      announcements: announcements,
    )
    self.hasTwoInns = hasTwoInns
    self.answersLate = answersLate
    let tonight = briefing.tonight
    let kinds = briefing.night.roomTypes.prefix(1).map {
      KeeperWord.KindOfRooms(roomType: $0.id, rooms: 2)
    }
    let words: [KeeperWord] = [
      .rooms(first: tonight, last: tonight, kinds),
      .guestsOutside(night: tonight - 1, guests: 4, fromAbroad: 1),
      .closed(first: tonight + 3, last: tonight + 5),
    ]
    briefing.repetitions = words.prefix(repetitions).enumerated().map {
      WordToRepeat(id: Int64($0 + 1), word: $1)
    }
  }

  init(
    _ name: String,
    _ purpose: CallDialogue.Purpose,
    items: Int,
    kinds: Int = 1,
    week: Bool = false,
    isClosed: Bool = false,
    shortfall: Int = 0,
    refuse: Bool = false,
    announcements: Int = 0,
  ) {
    self.name = name
    self.purpose = purpose
    self.shortfall = shortfall
    self.refuse = refuse
    briefing = GoldenScript.emptyBriefing
    briefing.mayVouchWeek = week
    briefing.night.isClosed = isClosed
    for kind in 1...kinds {
      let id = RoomTypeID(trusted: "T01-\(kind)")
      briefing.night.roomTypes.append(
        RoomTypeBriefing(id: id, name: "和室", kana: "ワシツ", rooms: kind == 1 ? 3 : 12, remaining: 1)
      )
    }
    for number in 0..<announcements {
      let text = Announcement(id: BroadcastID(trusted: "br_\(number)"), sentences: [.empty])
      briefing.announcements.append(text)
    }
    for item in 0..<items {
      guard let stay = Stay(checkIn: briefing.tonight, nights: 1), let party = Party(adults: 2)
      else { continue }
      let booking = BookingNotice(
        id: BookingID(trusted: "bk_\(item)"),
        revision: 1,
        guest: nil,
        stay: stay,
        roomType: RoomTypeID(trusted: "T01-1"),
        rooms: 1,
        party: party,
        meals: .halfBoard,
        price: Yen(12_000),
        collection: .atInn,
      )
      let kind: WaitingItem.Kind =
        item == 0 ? .request(deadline: Timestamp(milliseconds: 0)) : .cancelled(counted: true)
      briefing.waiting.append(WaitingItem(kind: kind, booking: booking))
    }
  }

  func answer(_ call: DialoguePlayer.RegistryCall) -> RegistryAnswer {
    switch call {
    case .lookUp(let inquiry):
      switch inquiry.question {
      case .briefing:
        guard hasTwoInns else { return .found(inquiry.id, .briefing(briefing)) }
        let choice = InnChoice(inn: briefing.inn, name: briefing.name)
        return .found(inquiry.id, .inns([choice, choice]))
      case .briefingOf: return .found(inquiry.id, .briefing(briefing))
      case .nights(let nights):
        var night = briefing.night
        night.nights = nights
        return .found(inquiry.id, .nights(night))
      case .bookings: return .found(inquiry.id, .bookings(briefing.waiting.map(\.booking)))
      case .monthFigures: return .refused(inquiry.id, .unavailable)
      case .identify(_, let pin):
        let isKnown = pin.digits == "1111"
        return .found(inquiry.id, .identified(isKnown ? .known(briefing) : .wrong))
      }
    case .commit(let commit):
      switch commit.change {
      case .rooms(let nights, let statements):
        if briefing.night.isClosed, refuse { return .refused(commit.id, .nightClosed) }
        let outcome = RoomsOutcome(
          remaining: statements,
          shortfall: shortfall,
          shortfallNight: nights.first,
        )
        return .saved(commit.id, .rooms(outcome))
      case .answer, .settle:
        return refuse ? .refused(commit.id, .withdrawn) : .saved(commit.id, .done)
      case .close: return .saved(commit.id, .closed(inside: []))
      case .heard, .takeBack, .declineReason, .giveBack, .vouchWeek, .reopen, .shortfallAnswer,
        .guestsOutside, .receipt, .callWanted, .unrepeated, .repeated:
        return .saved(commit.id, .done)
      }
    }
  }
}
