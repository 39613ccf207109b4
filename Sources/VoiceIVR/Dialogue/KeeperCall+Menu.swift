import InnRegistry

/// The week to come, the menu, and what is only looked up.
extension KeeperCall {
  struct VouchStage: Hashable, Codable, Sendable {
    var phase = Phase.asking

    enum Phase: Hashable, Codable, Sendable {
      case asking
      /// «The week shall stand» is being read back, and asks for the same key once more: a week of
      /// nights must not become fresh by a slip, and it can't be made stale again.
      case confirming
      case saving(InquiryID)

      var isSaving: Bool {
        if case .saving = self { true } else { false }
      }
    }
  }

  struct MenuStage: Hashable, Codable, Sendable {
    var page = Page.main
    var tries = Tries()

    enum Page: String, Codable, Sendable {
      case main
      /// «To speak with the office, just wait», for telephones that send no keys.
      case person
      case bookings
      case more
    }
  }

  // MARK: - The week

  mutating func enterVouch(_ lead: [Sentence]) -> [DialogueEffect] {
    weekAsked = true
    stage = .vouch(VouchStage())
    return ask(lead + [Sentence(.vouchAsk).opening])
  }

  mutating func vouchKey(_ key: Key, _ state: VouchStage) -> [DialogueEffect] {
    if state.phase == .confirming {
      guard line.keysCount || key == .star else { return [] }
      return key == .one ? saveWeek() : proceed([Sentence(.vouchNot)])
    }
    if key == .star, let rooms = correctable { return correct(rooms) }
    guard line.keysCount else { return [] }
    switch key {
    case .one:
      stage = .vouch(VouchStage(phase: .confirming))
      // Heard to its end before it can be confirmed: a doubled key is no second one.
      return ask([Sentence(.vouchSaving)])
    case .two: return proceed()
    default: return []
    }
  }

  mutating func vouchSpoken(_ state: VouchStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking, .confirming: [line.listen(DialogueLimits.firstKey)]
    case .saving: []
    }
  }

  mutating func vouchSilence(_ state: VouchStage) -> [DialogueEffect] {
    proceed(state.phase == .confirming ? [Sentence(.vouchNot)] : [])
  }

  private mutating func saveWeek() -> [DialogueEffect] {
    let hush = line.hush()
    let (id, effect) = line.commit(.vouchWeek)
    stage = .vouch(VouchStage(phase: .saving(id)))
    return hush + [effect]
  }

  mutating func vouchAnswered(_ answer: RegistryAnswer, _ state: VouchStage) -> [DialogueEffect] {
    guard state.phase == .saving(answer.id) else { return [] }
    if let refusal = answer.refusal { return refused(refusal) }
    return proceed([Sentence(.vouchSaved)])
  }

  // MARK: - The menu

  mutating func enterMenu(_ lead: [Sentence] = [], _ state: MenuStage = MenuStage())
    -> [DialogueEffect]
  {
    stage = .menu(state)
    return ask(lead + menuSentences(state.page))
  }

  private func menuSentences(_ page: MenuStage.Page) -> [Sentence] {
    switch page {
    case .main: [Sentence(.menuHangUp), Sentence(.menuMain).opening]
    case .person: [Sentence(.menuPerson).opening]
    case .bookings: [Sentence(.menuBookings).opening]
    case .more: [Sentence(.menuMore).opening]
    }
  }

  mutating func menuKey(_ key: Key, _ state: MenuStage) -> [DialogueEffect] {
    var state = state
    if key == .star {
      if let rooms = correctable { return correct(rooms) }
      guard !state.tries.again() else { return callOffice() }
      return enterMenu([], state)
    }
    guard line.keysCount else { return [] }
    correctable = nil
    switch (state.page, key) {
    case (.main, .one), (.person, .one):
      guard briefing.rights.contains(.setRooms) else {
        return enterMenu([Sentence(.errorNotAllowed)])
      }
      return enterNights()
    case (.main, .two), (.person, .two): return enterMenu([], MenuStage(page: .bookings))
    case (.main, .three), (.person, .three): return enterMenu([], MenuStage(page: .more))
    case (.bookings, .one): return lookUp(.bookings(NightSpan(briefing.tonight)))
    case (.bookings, .two):
      let week = NightSpan(first: briefing.tonight, last: briefing.tonight + 6)
      return lookUp(.bookings(week ?? NightSpan(briefing.tonight)))
    case (.more, .one): return lookUp(.monthFigures)
    case (.more, .two): return enterOutside(isCorrection: doubts.hasReportedGuests)
    case (.more, .three):
      let (closing, effects) = Closing.begin(message: &line)
      stage = .closing(closing)
      return effects
    default:
      guard !state.tries.mistake() else { return callOffice([Sentence(.mistakeNotUnderstood)]) }
      return enterMenu([Sentence(.mistakeNotUnderstood)], state)
    }
  }

  /// Whoever has pressed a key is done; whoever never did may have a telephone that sends none, and
  /// silence is the way to a person then.
  mutating func menuSilence(_ state: MenuStage) -> [DialogueEffect] {
    if state.page == .person { return callOffice() }
    if !keyWasEverPressed { return enterMenu([], MenuStage(page: .person)) }
    var state = state
    // Whoever chose a page wants something of it.
    guard state.page == .main || state.tries.silence() else { return enterMenu([], state) }
    return sayGoodbye()
  }

  // MARK: - Looking up

  mutating func lookUp(
    _ question: RegistryQuestion,
    isOtherNight: Bool = false,
    corrects: CivilDate? = nil,
  ) -> [DialogueEffect] {
    let hush = line.hush()
    let (id, effect) = line.inquire(question)
    stage = .lookingUp(
      LookUpStage(id: id, lead: [], isOtherNight: isOtherNight, corrects: corrects)
    )
    return hush + [effect]
  }

  mutating func found(_ answer: RegistryAnswer, _ state: LookUpStage) -> [DialogueEffect] {
    guard answer.id == state.id else { return [] }
    switch answer {
    case .found(_, .nights(let night)) where state.corrects != nil && !night.roomTypes.isEmpty:
      return correct(RoomsStage(night: night, isOther: true), at: 0)
    case .found(_, .nights(let night)):
      return enterRooms(night, isOther: state.isOtherNight, state.lead)
    case .found(_, .bookings(let bookings)):
      guard !bookings.isEmpty else { return enterMenu([Sentence(.listNone)]) }
      let read = Array(bookings.prefix(DialogueLimits.bookingList))
      stage = .list(read)
      return ask(listSentences(read))
    case .found(_, .month(let figures)): return enterMenu(sentences(figures))
    case .refused(_, let refusal): return refused(refusal)
    case .found, .saved:
      return refused(.unavailable)
    }
  }

  func listSentences(_ bookings: [BookingNotice]) -> [Sentence] {
    [Sentence(.listCount, [.count: JapaneseReadings.items(bookings.count)])]
      + bookings.flatMap(speech.sentences)
  }

  private func sentences(_ figures: MonthFigures) -> [Sentence] {
    [
      Sentence(
        .monthFigures,
        [
          .month: JapaneseReadings.month(figures.month),
          .count: JapaneseReadings.items(figures.bookings),
          .guests: JapaneseReadings.persons(figures.guestNights),
        ],
      ),
      Sentence(.monthSales, [.price: JapaneseReadings.yen(figures.sales)]),
    ] + (figures.use.isEmpty ? [] : [Sentence(.monthUse)])
      + figures.use.map { Sentence(.broadcastText, [.text: $0]) }
  }
}
