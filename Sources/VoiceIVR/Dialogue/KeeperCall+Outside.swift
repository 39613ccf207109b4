import InnRegistry

/// How many guests stayed last night besides the hub's, and how many of them came from abroad: the
/// two numbers the lodging survey needs of every inn.
extension KeeperCall {
  struct OutsideStage: Hashable, Codable, Sendable {
    var entry = DigitEntry(length: DialogueLimits.outsideGuestDigits)
    var tries = Tries()
    var phase = Phase.guests
    /// What was saved is wrong: she said so, and has yet to say what is right.
    var isCorrection = false
    /// What she keyed and is asked for once more.
    var doubted: Int?
    /// One digit was keyed where two had been asked for.
    var isShort = false
    /// The confirming key is being asked for once more.
    var isAskedAgain = false

    enum Phase: Hashable, Codable, Sendable {
      case guests
      case abroad(of: Int)
      /// Both numbers were read; one key confirms them.
      case confirm(guests: Int, fromAbroad: Int)
      case saving(InquiryID, guests: Int, fromAbroad: Int)
      /// Saved and read back; `*` corrects.
      case readBack

      var isSaving: Bool {
        if case .saving = self { true } else { false }
      }
    }
  }

  mutating func enterOutside(isCorrection: Bool = false) -> [DialogueEffect] {
    line.forgetUnrepeated()
    return askOutside(OutsideStage(isCorrection: isCorrection))
  }

  private mutating func askOutside(_ state: OutsideStage, _ lead: [Sentence] = [])
    -> [DialogueEffect]
  {
    var state = state
    state.entry = DigitEntry(length: DialogueLimits.outsideGuestDigits)
    stage = .outside(state)
    switch state.phase {
    case .confirm(let guests, let fromAbroad):
      // Heard to its end before it can be confirmed: nothing corrects a survey afterwards.
      return ask(
        lead + [
          guests == 0
            ? Sentence(.outsideReadNone)
            : Sentence(.outsideRead, persons(guests, fromAbroad)),
          Sentence(.nightsConfirm).opening,
        ]
      )
    case .guests: return ask(lead + [Sentence(.outsideGuests).opening, Sentence(.outsideKeys)])
    case .abroad, .saving, .readBack:
      return ask(lead + [Sentence(.outsideAbroad).opening, Sentence(.outsideKeys)])
    }
  }

  private func persons(_ guests: Int, _ fromAbroad: Int) -> [PromptSlot: SpokenText] {
    [
      .guests: JapaneseReadings.persons(guests), .fromAbroad: JapaneseReadings.persons(fromAbroad),
    ]
  }

  mutating func outsideKey(_ key: Key, _ state: OutsideStage) -> [DialogueEffect] {
    var state = state
    switch state.phase {
    case .readBack: return key == .star ? enterOutside(isCorrection: true) : []
    case .saving: return []
    case .confirm(let guests, let fromAbroad): return confirmKey(key, state, guests, fromAbroad)
    case .guests, .abroad:
      guard line.keysCount || key == .star else { return [] }
      switch state.entry.take(key) {
      case .more:
        stage = .outside(state)
        return line.awaitNextDigit()
      case .complete(let digits): return enter(digits, state)
      case .cleared(let hadDigits):
        guard !state.tries.again() else { return callOffice() }
        if !hadDigits { state.phase = .guests }
        return askOutside(state)
      case .person: return callOffice()
      }
    }
  }

  private mutating func confirmKey(
    _ key: Key,
    _ state: OutsideStage,
    _ guests: Int,
    _ fromAbroad: Int,
  ) -> [DialogueEffect] {
    var state = state
    if key == .star {
      guard !state.tries.again() else { return callOffice() }
      state.phase = .guests
      state.isShort = false
      return askOutside(state)
    }
    guard line.keysCount else { return [] }
    if key == .one {
      guard isInDoubt(state.tries) || state.isShort, !state.isAskedAgain else {
        return save(state, guests: guests, fromAbroad: fromAbroad)
      }
      state.isAskedAgain = true
      return askOutside(state, [Sentence(.confirmAgain)])
    }
    guard !state.tries.mistake() else { return callOffice() }
    return askOutside(state, [Sentence(.mistakeNotUnderstood)])
  }

  /// - Parameter isShort: waiting ended it, not a key: one digit where two had been asked for.
  private mutating func enter(_ digits: String, _ state: OutsideStage, isShort: Bool = false)
    -> [DialogueEffect]
  {
    var state = state
    guard let number = Int(digits) else { return askOutside(state) }
    let isTooMany = state.phase == .guests && briefing.places.map { number > $0 } ?? false
    if isTooMany || (isShort && isInDoubt(state.tries)), number != state.doubted {
      guard !state.tries.mistake() else { return callOffice() }
      state.doubted = number
      return askOutside(
        state,
        [Sentence(.outsideAgain, [.guests: JapaneseReadings.persons(number)])],
      )
    }
    state.doubted = nil
    state.isShort = state.isShort || isShort
    switch state.phase {
    case .guests where number > 0:
      state.phase = .abroad(of: number)
      return askOutside(state)
    case .guests: return confirm(state, guests: 0, fromAbroad: 0)
    case .abroad(let guests):
      guard number > guests else { return confirm(state, guests: guests, fromAbroad: number) }
      guard !state.tries.mistake() else { return callOffice() }
      state.phase = .guests
      return askOutside(state, [Sentence(.outsideTooMany)])
    case .confirm, .saving, .readBack: return []
    }
  }

  private mutating func confirm(_ state: OutsideStage, guests: Int, fromAbroad: Int)
    -> [DialogueEffect]
  {
    var state = state
    state.isAskedAgain = false
    state.phase = .confirm(guests: guests, fromAbroad: fromAbroad)
    return askOutside(state)
  }

  private mutating func save(_ state: OutsideStage, guests: Int, fromAbroad: Int)
    -> [DialogueEffect]
  {
    var state = state
    let hush = line.hush()
    let (id, effect) = line.commit(
      .guestsOutside(night: briefing.tonight - 1, guests: guests, fromAbroad: fromAbroad)
    )
    state.phase = .saving(id, guests: guests, fromAbroad: fromAbroad)
    stage = .outside(state)
    return hush + [effect]
  }

  mutating func outsideSpoken(_ state: OutsideStage) -> [DialogueEffect] {
    switch state.phase {
    case .guests, .abroad, .confirm: [line.listen(DialogueLimits.firstKey)]
    case .readBack: opening == .inbound ? enterMenu() : proceed()
    case .saving: []
    }
  }

  mutating func outsideSilence(_ state: OutsideStage) -> [DialogueEffect] {
    var state = state
    if !state.entry.isEmpty { return enter(state.entry.digits, state, isShort: true) }
    guard !state.tries.silence() else { return state.isCorrection ? callOffice() : enterMenu() }
    return askOutside(state)
  }

  mutating func outsideAnswered(_ answer: RegistryAnswer, _ state: OutsideStage)
    -> [DialogueEffect]
  {
    guard case .saving(answer.id, let guests, let fromAbroad) = state.phase else { return [] }
    if let refusal = answer.refusal { return refused(refusal) }
    var state = state
    state.phase = .readBack
    state.isCorrection = false
    doubts.hasReportedGuests = true
    stage = .outside(state)
    guard guests > 0 else { return ask([Sentence(.outsideSavedNone), Sentence(.correctHint)]) }
    return ask([
      Sentence(.outsideSaved, persons(guests, fromAbroad)), Sentence(.correctHint),
    ])
  }
}
