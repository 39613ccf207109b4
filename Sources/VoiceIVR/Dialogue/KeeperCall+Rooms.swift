import InnRegistry

/// «Besides the bookings you have heard, how many rooms are free?» — the heart of every call.
extension KeeperCall {
  struct RoomsStage: Hashable, Codable, Sendable {
    var night: NightBriefing
    /// Asked through the menu: another night or a run of nights.
    var isOther: Bool
    /// The room type being asked about.
    var index = 0
    var entry: DigitEntry
    var tries = Tries()
    var phase = Phase.asking

    init(night: NightBriefing, isOther: Bool) {
      self.night = night
      self.isOther = isOther
      // One length for the whole inn: as many digits as its largest kind of rooms needs.
      let most = night.roomTypes.map(\.rooms).max() ?? 0
      entry = DigitEntry(length: String(most).utf8.count)
    }

    /// «Full» was said of all kinds at once: the others need not be asked.
    var isAllStated = false
    /// «Full» was said of all kinds and called wrong: those not yet asked about anew stand as full.
    var wasAllWrong = false
    /// What was saved is wrong: she said so, and silence does not make it right.
    var isCorrection = false
    /// What she said in this call, by the index of the kind.
    var stated: [Int: Int] = [:]
    /// What is sold differs from what she said, which was told: her number alone would confuse.
    var holdsOtherwise = false
    /// The number is being asked for once more.
    var isDoubted = false

    var roomType: RoomTypeBriefing { night.roomTypes[min(index, night.roomTypes.count - 1)] }
    var isLast: Bool { isAllStated || index + 1 >= night.roomTypes.count }

    /// Back to an empty entry for a room type.
    mutating func restart(at index: Int) {
      self.index = index
      phase = .asking
      isAllStated = false
      isDoubted = false
      entry = DigitEntry(length: entry.length)
      tries = Tries()
    }

    enum Phase: Hashable, Codable, Sendable {
      case asking
      case saving(InquiryID, [RoomStatement])
      /// Saved and read back; `*` corrects.
      case readBack
      /// Saved and read back in a call that went badly: the same number once more lets it stand.
      case again
      /// Everything was saved as full, and a digit tells that some kind is free after all.
      case allFull
      /// More is sold than she has: can she take them?
      case shortfall(CivilDate)
      case savingShortfall(InquiryID, canHonour: Bool)
      /// The night is closed; the statement that shall be saved once it is open again.
      case reopen([RoomStatement])
      case reopening(InquiryID, [RoomStatement])

      var isSaving: Bool {
        switch self {
        case .saving, .savingShortfall, .reopening: true
        case .asking, .readBack, .again, .allFull, .shortfall, .reopen: false
        }
      }
    }
  }

  // MARK: - Asking

  /// Asks about tonight, looking it up anew where something happened since the briefing.
  mutating func enterTonight(_ lead: [Sentence]) -> [DialogueEffect] {
    guard !nightIsOutdated else {
      nightIsOutdated = false
      let hush = line.hush()
      let (id, effect) = line.inquire(.nights(briefing.night.nights))
      stage = .lookingUp(LookUpStage(id: id, lead: lead))
      return hush + [effect]
    }
    return enterRooms(briefing.night, isOther: false, lead)
  }

  mutating func enterRooms(_ night: NightBriefing, isOther: Bool, _ lead: [Sentence])
    -> [DialogueEffect]
  {
    var state = RoomsStage(night: night, isOther: isOther)
    if !isOther { roomsAsked = true }
    if night.roomTypes.isEmpty { return proceed(lead) }
    if night.isClosed { return askToReopen(&state, [], lead) }
    stage = .rooms(state)
    return ask(lead + roomsQuestion(state, recital: recital(night)))
  }

  private mutating func askToReopen(
    _ state: inout RoomsStage,
    _ statements: [RoomStatement],
    _ lead: [Sentence] = [],
  ) -> [DialogueEffect] {
    state.phase = .reopen(statements)
    stage = .rooms(state)
    return ask(
      lead + [
        Sentence(.roomsClosed, [.night: spoken(state.night.nights)]),
        Sentence(.roomsReopen).opening,
      ]
    )
  }

  private func recital(_ night: NightBriefing) -> [Sentence] {
    let known = Set(told.map(\.id))
    return speech.recital(night.sold.filter { !known.contains($0.id) })
  }

  /// Night, what is sold, question, how it stands, and how to answer.
  ///
  /// Keys count from the first syllable. But another night is named first, because whoever keys at
  /// once means tonight; a recital is heard first, because her number is to count it; and on a call
  /// the hub made the question is heard first, because a child plays on with the keys (S41).
  private func roomsQuestion(_ state: RoomsStage, recital: [Sentence]) -> [Sentence] {
    let nights = state.night.nights
    let isBesides =
      !state.night.sold.isEmpty
      || told.contains { $0.stay.checkIn <= nights.last && nights.first < $0.stay.checkOut }
    var night = Sentence(.roomsNight, [.night: spoken(nights)])
    night.opensKeys =
      nights == NightSpan(briefing.tonight) && recital.isEmpty && opening == .inbound
    let question: PromptKey = isBesides ? .roomsAskBesides : .roomsAsk
    return [night] + recital + [
      Sentence(question, [.roomType: kind(state, .partOfType)]).opening, now(state),
      howToKey(state),
    ]
  }

  /// What she said in this call stands before what the briefing knew.
  private func now(_ state: RoomsStage) -> Sentence {
    switch state.stated[state.index] ?? state.roomType.remaining {
    case nil: Sentence(.roomsNowMixed)
    case 0: Sentence(.roomsNowFull)
    case .some(let rooms):
      Sentence(
        state.stated[state.index] == nil && state.roomType.isStandingOffer
          ? .roomsNowStanding : .roomsNow,
        [.rooms: JapaneseReadings.rooms(rooms)],
      )
    }
  }

  private func howToKey(_ state: RoomsStage) -> Sentence {
    guard state.entry.length > 1 else { return Sentence(.roomsKeysOne).opening }
    let example = String(repeating: "0", count: state.entry.length - 1) + "5"
    return Sentence(
      .roomsKeysMany,
      [
        .count: .part(state.entry.length == 2 ? .partTwoDigits : .partThreeDigits),
        .rooms: JapaneseReadings.rooms(5), .example: JapaneseReadings.digits(example),
      ],
    ).opening
  }

  /// The kind of room where the inn has several, else nothing.
  private func kind(_ state: RoomsStage, _ part: PromptKey) -> SpokenText {
    guard state.night.roomTypes.count > 1 else { return .empty }
    return .part(part, [.roomType: state.roomType.spokenName])
  }

  func spoken(_ nights: NightSpan) -> SpokenText { briefing.spoken(nights) }

  // MARK: - Keys

  mutating func roomsKey(_ key: Key, _ state: RoomsStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking: return entryKey(key, state)
    case .readBack: return key == .star ? correct(state) : []
    case .again: return roomsAgainKey(key, state)
    case .allFull:
      if key == .star { return correct(state, at: 0) }
      guard line.keysCount, key == .one else { return [] }
      return correct(state, at: 1)
    case .shortfall(let night): return shortfallKey(key, state, night)
    case .reopen(let statements): return reopenKey(key, state, statements)
    case .saving, .savingShortfall, .reopening: return []
    }
  }

  private mutating func entryKey(_ key: Key, _ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    guard line.keysCount || key == .star else { return [] }
    switch state.entry.take(key) {
    case .more:
      stage = .rooms(state)
      return line.awaitNextDigit()
    case .complete(let digits): return enter(digits, state)
    case .cleared(hadDigits: true):
      stage = .rooms(state)
      return ask([howToKey(state)])
    case .cleared(hadDigits: false):
      // «違うときは、米印» was said a moment ago: `*` means the kind before.
      if line.isSpeaking, state.index > 0, state.tries == Tries(),
        state.stated[state.index - 1] != nil
      {
        return correct(state, at: state.index - 1)
      }
      guard !state.tries.again() else { return callOffice() }
      stage = .rooms(state)
      let recital = state.index == 0 ? recital(state.night) : []
      return ask(roomsQuestion(state, recital: recital))
    case .person: return callOffice()
    }
  }

  mutating func enter(_ digits: String, _ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    state.entry = DigitEntry(length: state.entry.length)
    let most = state.roomType.rooms
    guard let rooms = Int(digits), rooms <= most else {
      guard !state.tries.mistake() else { return callOffice([Sentence(.mistakeNotUnderstood)]) }
      stage = .rooms(state)
      return ask([
        Sentence(
          .roomsTooMany,
          [.roomType: kind(state, .partOfType), .rooms: JapaneseReadings.rooms(most)],
        ).opening
      ])
    }
    // «Full» as the first answer means the house, not one kind of its rooms.
    let isAll = rooms == 0 && state.index == 0
    let kinds = isAll ? state.night.roomTypes : [state.roomType]
    return save(kinds.map { RoomStatement(roomType: $0.id, rooms: rooms) }, state)
  }

  private mutating func save(_ statements: [RoomStatement], _ state: RoomsStage)
    -> [DialogueEffect]
  {
    var state = state
    let hush = line.hush()
    let (id, effect) = line.commit(.rooms(state.night.nights, statements))
    state.phase = .saving(id, statements)
    stage = .rooms(state)
    return hush + [effect]
  }

  /// Asks for the number once more; the statement stands until another replaces it.
  mutating func correct(_ state: RoomsStage, at index: Int? = nil) -> [DialogueEffect] {
    var state = state
    state.wasAllWrong = state.wasAllWrong || state.isAllStated
    state.restart(at: index ?? state.index)
    state.isCorrection = true
    line.forgetUnrepeated()
    correctable = nil
    standing = []
    if state.night.nights == NightSpan(briefing.tonight) { weekAsked = false }
    stage = .rooms(state)
    return askAnew(state)
  }

  private mutating func askAnew(_ state: RoomsStage) -> [DialogueEffect] {
    let question = Sentence(.roomsAsk, [.roomType: kind(state, .partOfType)]).opening
    return ask([question, howToKey(state)])
  }

  private mutating func shortfallKey(_ key: Key, _ state: RoomsStage, _ night: CivilDate)
    -> [DialogueEffect]
  {
    var state = state
    if key == .star { return correct(state) }
    guard line.keysCount else { return [] }
    guard key == .one || key == .two else {
      guard !state.tries.mistake() else { return callOffice() }
      stage = .rooms(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.roomsShortfallAsk).opening])
    }
    let hush = line.hush()
    let (id, effect) = line.commit(.shortfallAnswer(night, canHonour: key == .one))
    state.phase = .savingShortfall(id, canHonour: key == .one)
    stage = .rooms(state)
    return hush + [effect]
  }

  private mutating func reopenKey(
    _ key: Key,
    _ state: RoomsStage,
    _ statements: [RoomStatement],
  ) -> [DialogueEffect] {
    var state = state
    if key == .star {
      guard !state.tries.again() else { return callOffice() }
      return askToReopen(&state, statements)
    }
    guard line.keysCount else { return [] }
    switch key {
    case .one:
      let hush = line.hush()
      let (id, effect) = line.commit(.reopen(state.night.nights))
      state.phase = .reopening(id, statements)
      stage = .rooms(state)
      return hush + [effect]
    case .two: return proceed([Sentence(.roomsStaysClosed)])
    default:
      // A bare number may be meant as rooms; it is not guessed, the night is asked about first.
      guard !state.tries.mistake() else { return callOffice([Sentence(.roomsStaysClosed)]) }
      return askToReopen(&state, statements)
    }
  }

  // MARK: - Time

  mutating func roomsSpoken(_ state: RoomsStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking: return questionHeard(state) + [line.listen(DialogueLimits.firstKey)]
    case .again, .allFull, .shortfall, .reopen: return [line.listen(DialogueLimits.firstKey)]
    case .readBack:
      if state.isLast, isAtEnd, !offersWeek(state) {
        return [line.listen(DialogueLimits.correction)]
      }
      return afterReadBack(state)
    case .saving, .savingShortfall, .reopening: return []
    }
  }

  mutating func roomsSilence(_ state: RoomsStage) -> [DialogueEffect] {
    var state = state
    switch state.phase {
    case .asking where !state.entry.isEmpty: return enter(state.entry.digits, state)
    case .asking:
      guard state.tries.silence() else {
        stage = .rooms(state)
        return state.isCorrection ? askAnew(state) : ask([Sentence(.roomsAgain).opening])
      }
      // «Unchanged» would leave a number that she called wrong.
      guard !state.isCorrection, !state.wasAllWrong else { return callOffice() }
      if opening.isEvening { isUnanswered = true }
      return proceed([Sentence(.roomsUnchanged)])
    case .reopen:
      guard state.tries.silence() else {
        stage = .rooms(state)
        return ask([Sentence(.roomsReopen).opening])
      }
      return proceed([Sentence(.roomsStaysClosed)])
    case .shortfall:
      guard state.tries.silence() else {
        stage = .rooms(state)
        return ask([Sentence(.roomsShortfallAsk).opening])
      }
      isUnanswered = true
      return afterReadBack(state)
    case .readBack, .allFull: return afterReadBack(state)
    case .again: return roomsAgainSilence(state)
    case .saving, .savingShortfall, .reopening: return []
    }
  }

  /// The next kind of rooms, or what comes after the last.
  mutating func afterReadBack(_ state: RoomsStage, _ lead: [Sentence] = []) -> [DialogueEffect] {
    guard !state.isLast else { return afterRooms(state, lead) }
    var state = state
    state.restart(at: state.index + 1)
    stage = .rooms(state)
    return ask(
      lead + [
        Sentence(.roomsAsk, [.roomType: kind(state, .partOfType)]).opening, now(state),
        howToKey(state),
      ]
    )
  }

  private mutating func afterRooms(_ state: RoomsStage, _ lead: [Sentence] = []) -> [DialogueEffect]
  {
    correctable = state
    // Of several kinds the first was said a while ago: all are told together, as whoever takes an
    // order does, and `*` asks about all of them.
    let hasSeveral = state.stated.count > 1 && !state.isAllStated
    let isTonight = state.night.nights == NightSpan(briefing.tonight)
    let together = hasSeveral && isTonight ? standingSentences(state) : []
    if !together.isEmpty { correctable?.index = 0 }
    guard offersWeek(state) else { return proceed(lead + together) }
    standing = standingSentences(state)
    return enterVouch(lead + together)
  }

  /// What she said of tonight, once more: after the question about the week, when a slip has had
  /// time to be noticed.
  private func standingSentences(_ state: RoomsStage) -> [Sentence] {
    guard !state.holdsOtherwise else { return [] }
    let kinds = state.stated.sorted { $0.key < $1.key }
    let isAlike = state.isAllStated || state.night.roomTypes.count == 1
    let sentences = (isAlike ? Array(kinds.prefix(1)) : kinds).map { index, rooms in
      let reading = spoken(rooms: rooms)
      let named = isAlike ? reading : state.night.roomTypes[index].spokenName + .comma + reading
      return Sentence(.roomsStand, [.rooms: named])
    }
    return sentences.isEmpty ? [] : sentences + [Sentence(.correctHint)]
  }

  /// A number of rooms, or «full».
  func spoken(rooms: Int) -> SpokenText { briefing.spoken(rooms: rooms) }

  private func offersWeek(_ state: RoomsStage) -> Bool {
    briefing.mayVouchWeek && !weekAsked && !opening.isRepetition
      && state.night.nights == NightSpan(briefing.tonight)
  }
}
