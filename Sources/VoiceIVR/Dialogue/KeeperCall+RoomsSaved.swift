import InnRegistry

/// What is said once a statement is saved: the read-back tells what holds.
extension KeeperCall {
  mutating func roomsAnswered(_ answer: RegistryAnswer, _ state: RoomsStage) -> [DialogueEffect] {
    switch state.phase {
    case .saving(answer.id, let statements): return statementAnswered(answer, state, statements)
    case .savingShortfall(answer.id, let canHonour):
      if let refusal = answer.refusal { return refused(refusal) }
      guard !canHonour else { return afterReadBack(state, [Sentence(.roomsShortfallYes)]) }
      return callOffice([Sentence(.roomsShortfallNo)])
    case .reopening(answer.id, let statements):
      if let refusal = answer.refusal { return refused(refusal) }
      return reopened(state, statements)
    case .asking, .saving, .readBack, .again, .allFull, .shortfall, .savingShortfall, .reopen,
      .reopening:
      return []
    }
  }

  private mutating func reopened(_ state: RoomsStage, _ statements: [RoomStatement])
    -> [DialogueEffect]
  {
    var state = state
    state.night.isClosed = false
    guard statements.isEmpty else {
      let (id, effect) = line.commit(.rooms(state.night.nights, statements))
      state.phase = .saving(id, statements)
      stage = .rooms(state)
      return [effect]
    }
    return enterRooms(state.night, isOther: state.isOther, [Sentence(.roomsReopened)])
  }

  private mutating func statementAnswered(
    _ answer: RegistryAnswer,
    _ state: RoomsStage,
    _ statements: [RoomStatement],
  ) -> [DialogueEffect] {
    var state = state
    switch answer {
    case .refused(_, .nightClosed):
      // Closed while we talked: asked before anything is sold there (S23).
      state.phase = .reopen(statements)
      stage = .rooms(state)
      return ask([
        Sentence(.roomsClosed, [.night: spoken(state.night.nights)]),
        Sentence(.roomsReopen).opening,
      ])
    case .refused(_, .tooManyRooms):
      state.phase = .asking
      guard !state.tries.mistake() else { return callOffice() }
      stage = .rooms(state)
      return ask([Sentence(.mistakeNotUnderstood).opening])
    case .refused(_, let refusal): return refused(refusal)
    case .found: return []
    case .saved(_, let result):
      let outcome: RoomsOutcome =
        if case .rooms(let outcome) = result { outcome } else {
          RoomsOutcome(remaining: statements)
        }
      return readBack(statements, outcome, state)
    }
  }

  private mutating func readBack(
    _ statements: [RoomStatement],
    _ outcome: RoomsOutcome,
    _ state: RoomsStage,
  ) -> [DialogueEffect] {
    var state = state
    told += outcome.unheard.filter { !$0.isRequest }.map(\.booking)
    let isAllFull = statements.count > 1
    let isInDoubt = self.isInDoubt(state.tries) || state.isDoubted
    if isInDoubt { doubts.hadTrouble = true }
    let isDoubtful =
      isInDoubt && !opening.isRepetition && !isAllFull && outcome.shortfall == 0
      && outcome.unheard.isEmpty
    // Numbers that contradict each other are counted, and end with a person.
    if !state.isDoubted { state.tries = Tries() }
    state.isDoubted = isDoubtful
    state.isAllStated = isAllFull
    state.isCorrection = false
    if outcome.shortfall > 0 || !outcome.unheard.isEmpty { state.holdsOtherwise = true }
    for (index, kind) in state.night.roomTypes.enumerated() {
      guard let said = statements.first(where: { $0.roomType == kind.id }) else { continue }
      state.stated[index] = said.rooms
    }
    // The number by itself comes first: many put the handset down before a sentence is over.
    let echo = Sentence(.roomsEcho, [.rooms: spoken(rooms: statements.first?.rooms ?? 0)])
    var sentences = isDoubtful ? [] : [echo]
    if !isAllFull { sentences.append(saved(statements, state)) }
    if !isAllFull, !isDoubtful { sentences.append(Sentence(.correctHint)) }
    sentences += newlySold(outcome)
    // A request among them is asked about after the rooms.
    waiting += outcome.unheard.filter(\.isRequest)
    if outcome.shortfall > 0 {
      if isAllFull { sentences.insert(saved(statements, state), at: 1) }
      let rooms = JapaneseReadings.rooms(outcome.shortfall)
      sentences.append(Sentence(.roomsShortfall, [.rooms: rooms]))
      sentences.append(Sentence(.roomsShortfallAsk).opening)
      state.phase = .shortfall(outcome.shortfallNight ?? state.night.nights.first)
    } else if isAllFull {
      sentences.append(Sentence(.roomsAllFull).opening)
      state.phase = .allFull
    } else if isDoubtful {
      sentences.append(Sentence(.repeatRoomsKey).opening)
      state.phase = .again
    } else {
      state.phase = .readBack
    }
    stage = .rooms(state)
    return ask(sentences)
  }

  func saved(_ statements: [RoomStatement], _ state: RoomsStage) -> Sentence {
    let rooms = statements.first?.rooms ?? 0
    let hasKinds = state.night.roomTypes.count > 1
    let kind: SpokenText =
      hasKinds && statements.count == 1
      ? .part(.partOfTypeRooms, [.roomType: state.roomType.spokenName]) : .empty
    return Sentence(
      rooms == 0 ? .roomsSavedFull : .roomsSaved,
      [
        .night: spoken(state.night.nights), .roomType: kind,
        .rooms: JapaneseReadings.rooms(rooms),
      ],
    )
  }

  /// Bookings that came while we talked: not in her number, so read now, with what is left to sell.
  private func newlySold(_ outcome: RoomsOutcome) -> [Sentence] {
    guard !outcome.unheard.isEmpty else { return [] }
    let count = JapaneseReadings.items(outcome.unheard.count)
    var sentences = [Sentence(.roomsNewlySold, [.count: count])]
    for item in outcome.unheard where !item.isRequest { sentences += speech.sentences(item) }
    let left = outcome.remaining.reduce(0) { $0 + $1.rooms }
    sentences.append(
      left == 0
        ? Sentence(.roomsLeftNone)
        : Sentence(.roomsLeftToSell, [.rooms: JapaneseReadings.rooms(left)])
    )
    return sentences
  }
}

extension WaitingItem {
  var isRequest: Bool {
    if case .request = kind { true } else { false }
  }

  var isCancellation: Bool {
    if case .cancelled = kind { true } else { false }
  }
}
