import InnRegistry

/// What she keyed in a call that ended before the hub had repeated it.
///
/// What is keyed stands when she puts the handset down (S14): most who do so have said what they
/// meant. But nobody is left with a number that she was never told: the hub rings her back, once,
/// says it, and asks for the same key once more. To say «yes» to what was not listened to is easy;
/// to key a number that was not meant twice is not. Hanging up after she was told lets it stand;
/// `*` corrects.
extension KeeperCall {
  struct RepetitionStage: Hashable, Codable, Sendable {
    var item: WordToRepeat
    /// Others that were told in this call, and that nobody has said anything to.
    var toldBefore: [WordToRepeat] = []
    var tries = Tries()
    /// The key that says the same again; rooms of a large house have two digits.
    var entry: DigitEntry
    /// A sentence that tells it has been heard to its end.
    var wasTold = false
    /// The question was heard to its end: a key from now on answers it.
    var wasAsked = false
    /// Somebody pressed keys before the question, who is not known to be she: hanging up says
    /// nothing then, and a key only that somebody is there (S41).
    var isPlaying = false
  }

  mutating func enterRepetition(
    _ lead: [Sentence],
    toldBefore: [WordToRepeat] = [],
  ) -> [DialogueEffect] {
    let item = repetitions.removeFirst()
    let entry: DigitEntry =
      if case .rooms = item.word {
        RoomsStage(night: briefing.night, isOther: false).entry
      } else {
        DigitEntry(length: 1)
      }
    return ask(RepetitionStage(item: item, toldBefore: toldBefore, entry: entry), lead)
  }

  private mutating func ask(_ state: RepetitionStage, _ lead: [Sentence]) -> [DialogueEffect] {
    stage = .repetition(state)
    let sentences = lead + briefing.sentences(state.item)
    return ask(
      (state.wasAsked ? sentences.opening : sentences) + [Sentence(question(state)).opening]
    )
  }

  /// In a call that is about something else she is known and listens: silence lets it stand there.
  private func question(_ state: RepetitionStage) -> PromptKey {
    guard opening.isRepetition else { return .correctHint }
    return switch state.item.word {
    case .rooms: .repeatRoomsKey
    case .answer: .repeatAnswerKey
    case .gaveBack: .repeatGivenBackKey
    // Read back to her before she said yes to it. «Just hang up» only where nothing else follows.
    case .closed, .reopened, .guestsOutside: isAllTold ? .repeatAsk : .correctHint
    }
  }

  // MARK: - Events

  mutating func repetitionKey(_ key: Key, _ state: RepetitionStage) -> [DialogueEffect] {
    var state = state
    if key == .star, state.entry.isEmpty { return callWrong(state) }
    guard line.keysCount else {
      state.isPlaying = state.isPlaying || !isKeeperKnown
      stage = .repetition(state)
      return []
    }
    guard isKeeperKnown || !state.isPlaying else {
      // Told again once it is she.
      repetitions.insert(contentsOf: state.toldBefore + [state.item], at: 0)
      return checkKeeper()
    }
    switch state.entry.take(key) {
    case .more:
      stage = .repetition(state)
      return line.awaitNextDigit()
    case .complete(let digits): return saidAgain(digits, state)
    case .cleared:
      stage = .repetition(state)
      return ask([Sentence(question(state)).opening])
    case .person: return callOffice()
    }
  }

  /// The same key as before lets it stand, another one does not.
  private mutating func saidAgain(_ digits: String, _ state: RepetitionStage) -> [DialogueEffect] {
    var state = state
    state.entry = DigitEntry(length: state.entry.length)
    switch (question(state), state.item.word) {
    case (.repeatRoomsKey, .rooms(_, _, let kinds)):
      return Int(digits) == kinds.first?.rooms ? letStand(state) : callWrong(state)
    case (.repeatAnswerKey, .answer(_, isAccepted: let isYes)) where ["1", "2"].contains(digits):
      return (digits == "1") == isYes ? letStand(state) : callWrong(state)
    case (.repeatGivenBackKey, _) where ["1", "2"].contains(digits):
      return digits == "1" ? letStand(state) : callWrong(state)
    case (.repeatAsk, _) where digits == "1", (.correctHint, _) where digits == "1":
      return letStand(state)
    case (_, _):
      guard !state.tries.mistake() else { return callOffice() }
      return ask(state, [Sentence(.mistakeNotUnderstood)])
    }
  }

  /// `*`, or another key than before.
  private mutating func callWrong(_ state: RepetitionStage) -> [DialogueEffect] {
    toCorrect = state.item
    let told = state.toldBefore.map { line.commit(.repeated($0.id)).effect }
    var state = state
    state.toldBefore = []
    stage = .repetition(state)
    // Before the question's end a key only says that somebody is there (S41).
    let isHeard = state.wasAsked || !line.isSpeaking
    guard isKeeperKnown || (isHeard && !state.isPlaying) else { return told + checkKeeper() }
    isKeeperKnown = true
    return told + proceed()
  }

  mutating func repetitionSpoken(_ state: RepetitionStage) -> [DialogueEffect] {
    var state = state
    state.wasAsked = true
    stage = .repetition(state)
    let wait = question(state) == .correctHint ? DialogueLimits.correction : DialogueLimits.firstKey
    return [line.listen(wait)]
  }

  mutating func repetitionSilence(_ state: RepetitionStage) -> [DialogueEffect] {
    var state = state
    guard state.entry.isEmpty else { return saidAgain(state.entry.digits, state) }
    // She is on the line, and says nothing against it.
    guard !isKeeperKnown else { return letStand(state) }
    // The last one decides: whoever listens hangs up then, or presses a key.
    guard repetitions.isEmpty || state.isPlaying else {
      return enterRepetition([], toldBefore: state.toldBefore + [state.item])
    }
    // Told once more from the start: an answering machine swallowed the beginning (S40).
    guard !state.tries.silence() else { return leaveNumber() }
    return ask(state, introduction)
  }

  private mutating func letStand(_ state: RepetitionStage) -> [DialogueEffect] {
    isKeeperKnown = true
    let told = (state.toldBefore + [state.item]).map { line.commit(.repeated($0.id)).effect }
    return told + proceed()
  }

  /// She called it wrong: rooms and guests are asked for again; anything else has had its
  /// consequences, and a person puts it right.
  mutating func correctRepeated(_ item: WordToRepeat, _ lead: [Sentence]) -> [DialogueEffect] {
    let told = line.commit(.repeated(item.id)).effect
    switch item.word {
    case .rooms(let first, let last, let kinds):
      let nights = NightSpan(first: first, last: last) ?? NightSpan(first)
      toCorrect = nil
      guard nights == briefing.night.nights, !briefing.night.roomTypes.isEmpty else {
        return [told] + lookUp(.nights(nights), isOtherNight: true, corrects: nights.first)
      }
      roomsAsked = true
      let only = kinds.count == 1 ? kinds.first?.roomType : nil
      let index = briefing.night.roomTypes.firstIndex { $0.id == only }
      return [told] + correct(RoomsStage(night: briefing.night, isOther: false), at: index ?? 0)
    case .guestsOutside:
      toCorrect = nil
      return [told] + enterOutside(isCorrection: true)
    case .answer, .gaveBack, .closed, .reopened:
      isUnanswered = true
      let effects =
        [told, line.commit(.callWanted(.notMeant(item.word))).effect]
        + callOffice(lead)
      toCorrect = nil
      return effects
    }
  }

  // MARK: - The next call

  /// The call is over: what was saved and not repeated is left for the hub to tell.
  mutating func leaveUnrepeated() -> [DialogueEffect] {
    let words = line.unrepeated.map(\.word)
    guard !words.isEmpty else { return [] }
    line.forgetUnrepeated()
    // Rung back once: who hangs up again too soon is the office's.
    guard opening.isRepetition else { return [line.commit(.unrepeated(words)).effect] }
    return words.map { line.commit(.callWanted(.unrepeated($0))).effect }
  }

  /// Rooms of the night that this call asks about anyway are told by the question.
  mutating func leaveToTheQuestion() {
    guard asksRooms else { return }
    let nights = briefing.night.nights
    let told = repetitions.filter { item in
      if case .rooms(nights.first, nights.last, _) = item.word { true } else { false }
    }
    toldByQuestion = told.map(\.id)
    repetitions.removeAll { toldByQuestion.contains($0.id) }
  }

  /// The question has been heard, with how the night stands.
  mutating func questionHeard(_ state: RoomsStage) -> [DialogueEffect] {
    guard !state.isOther, !toldByQuestion.isEmpty else { return [] }
    let effects = toldByQuestion.map { line.commit(.repeated($0)).effect }
    toldByQuestion = []
    return effects
  }
}

// MARK: - What is said

extension KeeperBriefing {
  func sentences(_ item: WordToRepeat) -> [Sentence] {
    let date = item.stay.map { JapaneseReadings.date($0.checkIn) } ?? .empty
    switch item.word {
    case .rooms(let first, let last, let kinds): return sentences(first, last, kinds)
    case .answer(_, isAccepted: true):
      return [Sentence(.repeatAccepted, [.date: date]), Sentence(.requestEchoAccept)]
    case .answer(_, isAccepted: false):
      return [Sentence(.repeatDeclined, [.date: date]), Sentence(.requestEchoDecline)]
    case .gaveBack: return [Sentence(.repeatGivenBack, [.date: date])]
    case .closed(let first, let last): return [Sentence(.repeatClosed, slots(first, last))]
    case .reopened(let first, let last): return [Sentence(.repeatReopened, slots(first, last))]
    case .guestsOutside(_, guests: 0, _): return [Sentence(.repeatGuestsNone)]
    case .guestsOutside(_, let guests, let fromAbroad):
      return [
        Sentence(
          .repeatGuests,
          [
            .guests: JapaneseReadings.persons(guests),
            .fromAbroad: JapaneseReadings.persons(fromAbroad),
          ],
        )
      ]
    }
  }

  private func slots(_ first: CivilDate, _ last: CivilDate) -> [PromptSlot: SpokenText] {
    [.night: spoken(NightSpan(first: first, last: last) ?? NightSpan(first))]
  }

  /// The number once in its sentence and once by itself: it is what she has to take in.
  private func sentences(_ first: CivilDate, _ last: CivilDate, _ kinds: [KeeperWord.KindOfRooms])
    -> [Sentence]
  {
    let isWholeHouse = night.roomTypes.count == 1 || kinds.count > 1
    let told = kinds.prefix(isWholeHouse ? 1 : kinds.count).flatMap { kind in
      let named = night.roomTypes.first { $0.id == kind.roomType }
      let type: SpokenText? = isWholeHouse ? nil : named?.spokenName
      let rooms = spoken(rooms: kind.rooms)
      let slots: [PromptSlot: SpokenText] = [
        .roomType: type.map { .part(.partOfTypeRooms, [.roomType: $0]) } ?? .empty,
        .rooms: rooms,
      ]
      return [Sentence(.repeatRooms, slots), Sentence(.repeatEcho, [.rooms: rooms])]
    }
    return [Sentence(.roomsNight, slots(first, last))] + told
  }
}
