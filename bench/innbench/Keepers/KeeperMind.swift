import InnRegistry
import VoiceIVR

/// What a simulated keeper wants, and what she keys when she has understood a question.
struct KeeperMind {
  /// What she wants to come of the call.
  struct Wish {
    /// Free rooms tonight, a kind each.
    var rooms: [Int] = []
    var request: RequestAnswer?
    var givesBack: Bool?
    var closure: VoiceIVR.NightSpan?
    var guestsOutside: (guests: Int, fromAbroad: Int)?
    var receipt = false
    var identity: (inn: String, pin: String)?
  }

  enum Reply {
    case keys([Key])
    /// It is none of her business: she waits.
    case nothing
    /// Everything is done.
    case leave
  }

  let wish: Wish
  /// The kind of rooms that the last question named.
  private var kindAsked = 0
  /// Kinds whose number is saved as she means it.
  private var kindsRight: Set<Int> = []
  /// Kinds whose number was saved otherwise than she meant it, and which she hasn't called wrong.
  private var kindsWrong: Set<Int> = []
  /// Kinds that were saved last: what a sentence that names none tells.
  private var kindsSaved: Set<Int> = []
  /// What she keyed last, other than rooms of her own, was saved otherwise than she meant it.
  private var isWrong = false
  /// What she wanted has been saved.
  private(set) var isDone = false
  /// She called a number wrong that she had not meant to say at all: what stood is right.
  private var restoresRooms = false

  init(_ wish: Wish) { self.wish = wish }

  /// The answer to a question, by the sentence that ends it.
  ///
  /// - Parameter rangeIsWrong: she noticed that the nights read to her are not those she meant.
  func reply(to prompt: PromptKey, rangeIsWrong: Bool) -> Reply {
    switch prompt {
    case .keeperAsk, .keeperHandOver, .voiceKeeper: .keys([.one])
    case .roomsAsk, .roomsAskBesides, .roomsAgain, .roomsKeysOne, .roomsKeysMany, .roomsTooMany,
      .roomsNow, .roomsNowFull, .roomsNowMixed, .roomsNowStanding, .roomsNight:
      number()
    case .roomsAllFull: .nothing
    case .roomsShortfallAsk, .roomsReopen: .keys([.one])
    case .introNews, .introEvening: .keys([.one])
    case .introBroadcast, .broadcastText: .keys([.one])
    case .introRequest, .requestAsk, .requestAskKeeper:
      wish.request.map { .keys([$0 == .accept ? .one : .two]) } ?? .nothing
    case .requestReason, .requestReasonKeys: .keys([.four])
    case .requestReasonClosed: .keys([.two])
    case .cancelAsk: wish.givesBack.map { .keys([$0 ? .one : .two]) } ?? .nothing
    case .menuHangUp, .menuMain, .menuPerson: menu()
    case .menuMore: wish.guestsOutside == nil ? .leave : .keys([.two])
    case .menuBookings: .leave
    case .nightsWhat: .keys([.two])
    case .nightsFirst, .nightsFirstClose, .nightsFirstReopen, .nightsDateKeys:
      wish.closure.map { .keys(digits($0.first)) } ?? .leave
    case .nightsLast, .nightsLastKeys: wish.closure.map { .keys(digits($0.last)) } ?? .leave
    case .nightsConfirm, .nightsClose, .nightsReopen: .keys([rangeIsWrong ? .star : .one])
    case .outsideGuests, .outsideAbroad, .outsideKeys: .nothing
    case .identifyInn: wish.identity.map { .keys(keys($0.inn)) } ?? .leave
    case .identifyPin: wish.identity.map { .keys(keys($0.pin)) } ?? .leave
    case .broadcastAsk: .keys([.one])
    case .repeatAsk: .leave
    // Asked for it once more, she keys what she means.
    case .repeatRoomsKey: number()
    case .repeatAnswerKey: wish.request.map { .keys([$0 == .accept ? .one : .two]) } ?? .nothing
    case .repeatGivenBackKey: wish.givesBack.map { .keys([$0 ? .one : .two]) } ?? .nothing
    default: .nothing
    }
  }

  /// Hears a question's first sentence: it names the kind of rooms where there are several.
  mutating func listen(to prompt: PromptKey, _ text: SpokenText) {
    switch prompt {
    case .roomsNight: kindAsked = 0
    case .roomsAsk, .roomsAskBesides, .repeatRooms:
      kindAsked = KeeperCase.kinds.firstIndex { text.written.contains($0) } ?? 0
    default: break
    }
  }

  /// Guests are asked twice with the same last sentence: by which question came before.
  func replyAboutGuests(isAbroad: Bool) -> Reply {
    guard let (guests, fromAbroad) = wish.guestsOutside else { return .leave }
    return .keys(keys(twoDigits(isAbroad ? fromAbroad : guests)))
  }

  private func number() -> Reply {
    guard !wish.rooms.isEmpty else {
      return restoresRooms ? .keys(keys(String(KeeperCase.roomsBefore))) : .nothing
    }
    return .keys(keys(String(wish.rooms[min(kindAsked, wish.rooms.count - 1)])))
  }

  private func menu() -> Reply {
    if isDone { return .leave }
    if wish.closure != nil { return .keys([.one]) }
    if wish.guestsOutside != nil { return .keys([.three]) }
    return .leave
  }

  private func digits(_ date: CivilDate) -> [Key] {
    keys(twoDigits(date.month) + twoDigits(date.day))
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func keys(_ digits: String) -> [Key] { digits.compactMap { Key($0) } }

  /// Whether a sentence that tells what was understood, before it is saved, tells what she means;
  /// nil for a sentence that tells nothing of the kind.
  func recognises(_ prompt: PromptKey, _ text: SpokenText) -> Bool? {
    switch prompt {
    case .nightsClose:
      wish.closure.map { tells($0.first, text) && tells($0.last, text) } ?? false
    case .nightsLast: wish.closure.map { tells($0.first, text) }
    case .nightsFirstClose: wish.closure.map { _ in true }
    case .nightsFirst, .nightsFirstReopen, .nightsReopen: wish.closure.map { _ in false }
    case .outsideRead:
      wish.guestsOutside.map { guests, fromAbroad in
        let persons = [guests, fromAbroad].map { JapaneseReadings.persons($0).written }
        return text.written.contains("は、\(persons[0])、うち、外国から\(persons[1])ですね")
      } ?? false
    case .outsideReadNone: wish.guestsOutside.map { $0.guests == 0 } ?? false
    case .cancelGivingBack: wish.givesBack == true
    case .vouchSaving: false
    default: nil
    }
  }

  private func tells(_ date: CivilDate, _ text: SpokenText) -> Bool {
    text.written.contains(JapaneseReadings.date(date).written)
  }

  // MARK: - What was saved

  /// Something of hers was saved; she doesn't know yet what.
  mutating func note(_ change: KeeperChange) {
    switch change {
    case .rooms(_, let statements):
      let numbers = statements.map(\.rooms)
      if wish.rooms.isEmpty {
        isWrong = !numbers.allSatisfy { $0 == KeeperCase.roomsBefore }
        restoresRooms = false
        return
      }
      isWrong = false
      kindsSaved = []
      for statement in statements {
        let kind = KeeperCase.kind(of: statement.roomType)
        guard wish.rooms.indices.contains(kind) else { continue }
        kindsSaved.insert(kind)
        if statement.rooms == wish.rooms[kind] {
          kindsRight.insert(kind)
          kindsWrong.remove(kind)
        } else {
          kindsRight.remove(kind)
          kindsWrong.insert(kind)
        }
      }
      isDone = kindsRight.count == wish.rooms.count
    case .answer(_, let answer, _): judge(wish.request == answer)
    case .takeBack:
      isWrong = false
      kindsWrong = []
      isDone = false
    case .giveBack: judge(wish.givesBack == true)
    case .close(let nights): judge(wish.closure == nights)
    case .guestsOutside(_, let guests, let fromAbroad):
      judge(wish.guestsOutside.map { $0 == (guests, fromAbroad) } ?? false)
    case .receipt: judge(wish.receipt)
    case .vouchWeek, .reopen: isWrong = true
    case .heard, .settle, .declineReason, .shortfallAnswer, .callWanted, .unrepeated, .repeated:
      break
    }
  }

  private mutating func judge(_ isRight: Bool) {
    isWrong = !isRight
    isDone = isRight
  }

  /// Whether a sentence that tells what was saved tells her something that she didn't mean.
  func isToldWrong(_ text: SpokenText) -> Bool {
    if isWrong { return true }
    let named = kindsWrong.union(kindsRight).filter { text.written.contains(KeeperCase.kinds[$0]) }
    return !kindsWrong.isDisjoint(with: named.isEmpty ? kindsSaved : named)
  }

  /// She has corrected, or begun to.
  mutating func forgive() {
    isWrong = false
    kindsWrong = []
    restoresRooms = wish.rooms.isEmpty
  }
}

extension PromptKey {
  /// Tells what was saved; `*` still corrects it, or else only a person can.
  enum Telling {
    case correctable
    case final
  }

  /// The question that follows asks whether this is right.
  var asksToConfirm: Bool {
    switch self {
    case .nightsClose, .nightsReopen, .outsideRead, .outsideReadNone: true
    default: false
    }
  }

  var telling: Telling? {
    switch self {
    case .roomsEcho, .roomsSaved, .roomsSavedFull, .roomsAllFull, .roomsStand, .requestEchoAccept,
      .requestEchoDecline, .requestAccepting, .requestDeclining, .outsideSaved, .outsideSavedNone,
      .repeatRooms, .repeatEcho, .repeatAccepted, .repeatDeclined, .repeatGivenBack, .repeatClosed,
      .repeatReopened, .repeatGuests, .repeatGuestsNone:
      .correctable
    case .requestAccepted, .requestDeclined, .requestReason, .nightsClosed, .nightsReopened,
      .cancelGivenBack,
      .cancelKept, .vouchSaved, .voiceAccepted, .broadcastThanks:
      .final
    default: nil
    }
  }
}
