import InnRegistry

/// Another night or a run of nights: rooms, a closure, or the end of one.
extension KeeperCall {
  struct NightsStage: Hashable, Codable, Sendable {
    var action = Action.unknown
    var first: CivilDate?
    var entry = DigitEntry(length: NightsStage.dateDigits)
    var tries = Tries()
    var phase = Phase.what
    /// The confirming key is being asked for once more.
    var isAskedAgain = false

    /// Month and day: 1228.
    static let dateDigits = 4

    enum Action: String, Codable, Sendable {
      case unknown
      case rooms
      case close
      case reopen
    }

    enum Phase: Hashable, Codable, Sendable {
      case what
      case first
      case last(CivilDate)
      case confirm(NightSpan)
      case saving(InquiryID, NightSpan)

      var isSaving: Bool {
        if case .saving = self { true } else { false }
      }
    }
  }

  mutating func enterNights() -> [DialogueEffect] { askNights(NightsStage()) }

  private mutating func askNights(
    _ state: NightsStage,
    _ lead: [Sentence] = [],
    isAgain: Bool = false,
  ) -> [DialogueEffect] {
    var state = state
    state.entry = DigitEntry(length: NightsStage.dateDigits)
    stage = .nights(state)
    switch state.phase {
    case .what: return ask(lead + [Sentence(.nightsWhat).opening])
    case .first:
      let example = briefing.tonight
      let digits = twoDigits(example.month) + twoDigits(example.day)
      let keys = Sentence(
        .nightsDateKeys,
        [.date: JapaneseReadings.date(example), .example: JapaneseReadings.digits(digits)],
      )
      return ask(lead + [Sentence(state.action.firstNight).opening, keys])
    case .last(let first):
      let from = Sentence(.nightsLast, [.date: JapaneseReadings.date(first)])
      return ask(lead + [from.opening, Sentence(.nightsLastKeys)])
    case .confirm(let nights):
      let prompt: PromptKey = state.action == .close ? .nightsClose : .nightsReopen
      // A range is heard to its end before it can be confirmed.
      let range = Sentence(prompt, [.night: spoken(nights)])
      return ask(lead + [isAgain ? range.opening : range, Sentence(.nightsConfirm).opening])
    case .saving: return []
    }
  }

  // MARK: - Keys

  mutating func nightsKey(_ key: Key, _ state: NightsStage) -> [DialogueEffect] {
    var state = state
    if key == .star, state.entry.isEmpty {
      guard !state.tries.again() else { return callOffice() }
      // The way back: a wrong range starts again at its first night, and before that is what it
      // is for.
      switch state.phase {
      case .last, .confirm: state.phase = .first
      case .first:
        state.phase = .what
        state.action = .unknown
      case .what, .saving: break
      }
      return askNights(state)
    }
    guard line.keysCount || key == .star else { return [] }
    switch state.phase {
    case .what: return whatKey(key, state)
    case .first, .last: return dateKey(key, state)
    case .confirm(let nights):
      guard key == .one else { return mistake(state) }
      if isInDoubt(state.tries), !state.isAskedAgain {
        state.isAskedAgain = true
        return askNights(state, [Sentence(.confirmAgain)])
      }
      let hush = line.hush()
      let (id, effect) = line.commit(state.change(nights))
      state.phase = .saving(id, nights)
      stage = .nights(state)
      return hush + [effect]
    case .saving: return []
    }
  }

  private mutating func whatKey(_ key: Key, _ state: NightsStage) -> [DialogueEffect] {
    var state = state
    switch key {
    case .one: state.action = .rooms
    case .two: state.action = .close
    case .three: state.action = .reopen
    default: return mistake(state)
    }
    state.phase = .first
    state.tries = Tries()
    return askNights(state)
  }

  private mutating func dateKey(_ key: Key, _ state: NightsStage) -> [DialogueEffect] {
    var state = state
    switch state.entry.take(key) {
    case .more:
      stage = .nights(state)
      return line.awaitNextDigit()
    case .complete(let digits): return enter(digits, state)
    case .cleared: return askNights(state)
    case .person: return callOffice()
    }
  }

  private mutating func enter(_ digits: String, _ state: NightsStage) -> [DialogueEffect] {
    var state = state
    if case .last(let first) = state.phase, digits == "0" { return choose(NightSpan(first), state) }
    switch MonthAndDay(digits).map({ $0.next(from: state.earliest(briefing.tonight)) }) {
    case nil, .noSuchDay: return mistake(state, .nightsNoSuchDay)
    case .tooFar: return mistake(state, .nightsTooFar)
    case .date(let date):
      guard case .last(let first) = state.phase else {
        state.phase = .last(date)
        state.tries = Tries()
        return askNights(state)
      }
      guard let nights = NightSpan(first: first, last: date),
        nights.count <= DialogueLimits.longestRange
      else { return callOffice([Sentence(.nightsTooLong)]) }
      return choose(nights, state)
    }
  }

  private mutating func choose(_ nights: NightSpan, _ state: NightsStage) -> [DialogueEffect] {
    var state = state
    guard state.action != .rooms else { return lookUp(.nights(nights), isOtherNight: true) }
    state.phase = .confirm(nights)
    state.isAskedAgain = false
    state.tries = Tries()
    return askNights(state)
  }

  private mutating func mistake(
    _ state: NightsStage,
    _ prompt: PromptKey = .mistakeNotUnderstood,
  ) -> [DialogueEffect] {
    var state = state
    guard !state.tries.mistake() else { return callOffice([Sentence(prompt)]) }
    return askNights(state, [Sentence(prompt)])
  }

  mutating func nightsSilence(_ state: NightsStage) -> [DialogueEffect] {
    var state = state
    if !state.entry.isEmpty { return enter(state.entry.digits, state) }
    guard !state.tries.silence() else { return enterMenu() }
    return askNights(state, isAgain: true)
  }

  // MARK: - Answers

  mutating func nightsAnswered(_ answer: RegistryAnswer, _ state: NightsStage)
    -> [DialogueEffect]
  {
    guard case .saving(answer.id, let nights) = state.phase else { return [] }
    if let refusal = answer.refusal { return refused(refusal) }
    guard state.action == .close else {
      let reopened = Sentence(.nightsReopened, [.night: spoken(nights)])
      return proceed([reopened, Sentence(.nightsAsBefore)])
    }
    let contradicted = leaveContradicted(by: nights)
    let told = contradicted.isEmpty ? [] : [Sentence(.nightsClosedTwice)]
    return contradicted + proceed(closedSentences(nights, answer) + told)
  }

  /// The closure stands; bookings inside it stand, too, and are read (S22).
  func closedSentences(_ nights: NightSpan, _ answer: RegistryAnswer) -> [Sentence] {
    var sentences = [Sentence(.nightsClosed, [.night: spoken(nights)])]
    guard case .saved(_, .closed(let inside)) = answer, !inside.isEmpty else { return sentences }
    let count = JapaneseReadings.items(inside.count)
    sentences.append(Sentence(.nightsBookingsInside, [.count: count]))
    sentences += inside.prefix(DialogueLimits.bookingList).flatMap(speech.sentences)
    return sentences
  }

  private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension KeeperCall.NightsStage.Action {
  /// «From which day», with what it is for: a slip in the menu before is heard here.
  fileprivate var firstNight: PromptKey {
    switch self {
    case .close: .nightsFirstClose
    case .reopen: .nightsFirstReopen
    case .rooms, .unknown: .nightsFirst
    }
  }
}

extension KeeperCall.NightsStage {
  func change(_ nights: NightSpan) -> KeeperChange {
    action == .close ? .close(nights) : .reopen(nights)
  }

  /// The first night may be tonight; the last one is not before the first.
  fileprivate func earliest(_ tonight: CivilDate) -> CivilDate {
    if case .last(let first) = phase { first } else { tonight }
  }
}

/// A month and day as a keeper says them, without a year.
struct MonthAndDay: Hashable, Sendable {
  let month: Int
  let day: Int

  /// Four digits, `1228`.
  init?(_ digits: String) {
    guard digits.utf8.count == 4, let month = Int(digits.prefix(2)), let day = Int(digits.suffix(2))
    else { return nil }
    self.month = month
    self.day = day
  }

  enum Next: Hashable, Sendable {
    case date(CivilDate)
    /// Neither this year nor next has such a day (S25).
    case noSuchDay
    /// Such a day is further ahead than a keeper means.
    case tooFar
  }

  /// The next such date from `earliest` on, within ``DialogueLimits/daysAhead``.
  func next(from earliest: CivilDate) -> Next {
    let dates = [0, 1].compactMap {
      CivilDate(year: earliest.year + $0, month: month, day: day)
    }
    guard !dates.isEmpty else { return .noSuchDay }
    guard let date = dates.first(where: { $0 >= earliest }),
      date - earliest <= DialogueLimits.daysAhead
    else { return .tooFar }
    return .date(date)
  }
}
