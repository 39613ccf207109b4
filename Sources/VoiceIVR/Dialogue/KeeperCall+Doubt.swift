import InnRegistry

/// When one key is not enough.
///
/// Whoever hears the question and keys the answer needs one key. But in a call in which a question
/// had to be put again, because nobody answered, the key meant nothing, or she wanted it repeated,
/// the next key is easily one that was pressed to get on: what it does is said in a whole sentence,
/// and asked for once more. The same key twice is hardly an accident (decision 0054).
extension KeeperCall {
  /// What makes a keeper's next key doubtful.
  struct Doubts: Hashable, Codable, Sendable {
    /// A question had to be put again, before this one.
    var hadTrouble = false
    /// Guests of last night were saved in this call: whoever gives them again corrects them.
    var hasReportedGuests = false
    /// Closures of this call.
    var closed: [NightSpan] = []
  }

  /// Remembers that the question of the present step had to be put again.
  mutating func noteTrouble() {
    let isTrouble: Bool =
      switch stage {
      // Silence there leaves the number as it is, which most callers want.
      case .rooms(let rooms): rooms.tries.isAnsweredWrong
      case .cancellation(let cancellation): cancellation.tries.hasFailed
      case .request(let request): request.tries.hasFailed
      case .menu(let menu): menu.tries.isTroubled
      case .nights(let nights): nights.tries.isTroubled
      case .outside(let outside): outside.tries.isTroubled
      // Somebody else may have been at the telephone, or a machine.
      case .keeperCheck, .announcement, .repetition, .notice, .vouch, .list, .lookingUp, .closing:
        false
      }
    if isTrouble { doubts.hadTrouble = true }
  }

  /// Whether a key for a question with these tries is asked for once more.
  func isInDoubt(_ tries: Tries) -> Bool { doubts.hadTrouble || tries.isTroubled }

  // MARK: - A person

  /// She wanted a person, reached nobody, and leaves no message: the office rings her all the same.
  mutating func wantPerson() -> [DialogueEffect] {
    line.hasWantedCall ? [] : [line.commit(.callWanted(.nobodyReached)).effect]
  }

  /// Her message is over.
  mutating func recorded(seconds: Int) -> [DialogueEffect] {
    let isEmpty = seconds == 0
    guard case .closing(var closing) = stage else { return [] }
    let wanted: [DialogueEffect] =
      if isEmpty, case .recording(.callBack, _) = closing { wantPerson() } else { [] }
    let effects = closing.recorded(seconds: seconds, line: &line)
    stage = .closing(closing)
    return wanted + effects
  }

  // MARK: - Rooms

  /// The number was saved and read back, and is asked for once more.
  mutating func roomsAgainKey(_ key: Key, _ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    if key == .star, state.entry.isEmpty { return correct(state) }
    guard line.keysCount || key == .star else { return [] }
    switch state.entry.take(key) {
    case .more:
      stage = .rooms(state)
      return line.awaitNextDigit()
    case .complete(let digits): return saidAgain(digits, state)
    case .cleared:
      stage = .rooms(state)
      return ask([Sentence(.repeatRoomsKey).opening])
    case .person: return callOffice()
    }
  }

  /// The same number lets it stand; another one is saved instead and asked for again in turn.
  private mutating func saidAgain(_ digits: String, _ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    state.entry = DigitEntry(length: state.entry.length)
    guard let said = state.stated[state.index], Int(digits) != said else {
      let rooms = state.stated[state.index] ?? 0
      return afterReadBack(state, [Sentence(.roomsEcho, [.rooms: spoken(rooms: rooms)])])
    }
    let isPossible = Int(digits).map { $0 <= state.roomType.rooms } ?? false
    if isPossible, state.tries.mistake() { return callOffice([Sentence(.mistakeNotUnderstood)]) }
    state.tries.brokeSilence()
    return enter(digits, state)
  }

  /// She has been told to the end of a sentence, twice: as if she had hung up, it stands.
  ///
  /// But of two numbers that contradict each other neither does.
  mutating func roomsAgainSilence(_ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    guard state.entry.isEmpty else { return saidAgain(state.entry.digits, state) }
    guard !state.tries.silence(), let rooms = state.stated[state.index] else {
      return state.tries.isAnsweredWrong ? callOffice() : afterReadBack(state)
    }
    stage = .rooms(state)
    let statement = RoomStatement(roomType: state.roomType.id, rooms: rooms)
    return ask([saved([statement], state), Sentence(.repeatRoomsKey)].opening)
  }

  // MARK: - Rooms back on sale

  /// «Back on sale» was read back, and is asked for once more.
  mutating func giveBackAgainKey(_ key: Key, _ state: CancellationStage) -> [DialogueEffect] {
    var state = state
    guard line.keysCount else { return [] }
    switch key {
    case .one: return giveBack(state)
    case .two: return proceed([Sentence(.cancelKept)])
    default:
      guard !state.tries.mistake() else { return callOffice([Sentence(.cancelKept)]) }
      stage = .cancellation(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.repeatGivenBackKey).opening])
    }
  }

  /// Rooms that stay off sale do no harm.
  mutating func giveBackAgainSilence(_ state: CancellationStage) -> [DialogueEffect] {
    var state = state
    guard !state.tries.silence() else { return proceed([Sentence(.cancelKept)]) }
    stage = .cancellation(state)
    return ask([Sentence(.repeatGivenBackKey).opening])
  }

  // MARK: - Closures and guests

  /// What she has confirmed by one key of two: who hangs up then has said what she meant, and is rung
  /// back.
  var saidOnce: KeeperChange? {
    switch stage {
    case .nights(let nights):
      guard nights.isAskedAgain, case .confirm(let span) = nights.phase else { return nil }
      return nights.change(span)
    case .outside(let outside):
      guard outside.isAskedAgain, case .confirm(let guests, let fromAbroad) = outside.phase
      else { return nil }
      return .guestsOutside(night: briefing.tonight - 1, guests: guests, fromAbroad: fromAbroad)
    default: return nil
    }
  }

  /// Closures of this call that the new one does not contain though it has nights of theirs: she
  /// may have meant to replace them, and only a person can tell.
  mutating func leaveContradicted(by nights: NightSpan) -> [DialogueEffect] {
    let contradicted = doubts.closed.filter { earlier in
      let overlaps = earlier.first <= nights.last && nights.first <= earlier.last
      let isContained = nights.first <= earlier.first && earlier.last <= nights.last
      return overlaps && !isContained
    }
    doubts.closed.append(nights)
    return contradicted.map {
      line.commit(.callWanted(.notMeant(.closed(first: $0.first, last: $0.last)))).effect
    }
  }
}

extension KeeperBriefing {
  /// Guests that the house has places for; nil where that is not known.
  var places: Int? {
    night.roomTypes.reduce(0 as Int?) { sum, kind in
      guard let sum, let places = kind.places else { return nil }
      return sum + kind.rooms * places
    }
  }
}
