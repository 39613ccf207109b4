import InnRegistry

/// An open request: reading, answer, read-back with time to correct, and the reason of a decline.
extension KeeperCall {
  struct RequestStage: Hashable, Codable, Sendable {
    var item: WaitingItem
    var deadline: Timestamp
    var tries = Tries()
    var phase = Phase.asking
    /// The guest's name has not been said.
    var isAnonymous = false
    /// The question was heard to its end: a key during a repetition answers it.
    var wasAsked = false

    enum Phase: Hashable, Codable, Sendable {
      case asking
      /// The answer is being saved as pending.
      case answering(InquiryID, RequestAnswer)
      /// It is being read back, or waits for a correction.
      case confirming(RequestAnswer)
      case takingBack(InquiryID)
      case settling(InquiryID, RequestAnswer)
      case reason
      case savingReason(InquiryID, DeclineReason)
      /// «Shall those nights be closed?»
      case closure
      case closing(InquiryID)

      var isSaving: Bool {
        switch self {
        case .answering, .takingBack, .settling, .savingReason, .closing: true
        case .asking, .confirming, .reason, .closure: false
        }
      }

      /// The registry holds, or is about to hold, an answer that is not final.
      var isPending: Bool {
        switch self {
        case .answering, .confirming: true
        case .asking, .takingBack, .settling, .reason, .savingReason, .closure, .closing: false
        }
      }

      var isConfirming: Bool {
        if case .confirming = self { true } else { false }
      }
    }
  }

  mutating func enterRequest(_ item: WaitingItem, deadline: Timestamp, _ lead: [Sentence])
    -> [DialogueEffect]
  {
    requestsAsked += 1
    let state = RequestStage(item: item, deadline: deadline)
    stage = .request(state)
    return ask(lead + requestSentences(state))
  }

  private func requestSentences(_ state: RequestStage) -> [Sentence] {
    let deadline = JapaneseReadings.instant(state.deadline)
    let due = Sentence(.requestDeadline, [.deadline: deadline])
    guard isKeeperKnown else {
      // Whoever picked up hears no name, and nobody has heard the booking yet. A key counts when
      // the question has been heard to its end (S41).
      let sentences =
        introduction + speech.anonymous(state.item.booking) + [
          due, Sentence(.requestAskKeeper), Sentence(.requestAsk),
        ]
      return state.wasAsked ? sentences.opening : sentences
    }
    return speech.sentences(state.item) + [due, Sentence(.requestAsk).opening]
  }

  // MARK: - One key

  /// The call is about a request and this telephone may answer it.
  var beginsWithRequest: Bool {
    guard briefing.rights.contains(.answerRequests) else { return false }
    return waiting.first?.isRequest ?? false
  }

  /// Who calls, the request, and the question to whoever is of the inn: one key answers it.
  mutating func openWithRequest() -> [DialogueEffect] {
    let item = waiting.removeFirst()
    guard case .request(let deadline) = item.kind else { return askForKeeper() }
    return enterRequest(item, deadline: deadline, [])
  }

  /// Somebody pressed a key too soon, or one that means nothing: it counts only for the question
  /// whether she is of the inn, which comes first now.
  private mutating func doubtKeeper(_ state: RequestStage) -> [DialogueEffect] {
    waiting.insert(state.item, at: 0)
    requestsAsked -= 1
    return checkKeeper()
  }

  // MARK: - Keys

  mutating func requestKey(_ key: Key, _ state: RequestStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking: return answerKey(key, state)
    case .confirming:
      guard key == .star else { return [] }
      let hush = line.hush()
      return hush + save(state, .takeBack(state.item.booking.id)) { .takingBack($0) }
    case .reason: return reasonKey(key, state)
    case .closure: return closureKey(key, state)
    case .answering, .takingBack, .settling, .savingReason, .closing: return []
    }
  }

  private mutating func answerKey(_ key: Key, _ state: RequestStage) -> [DialogueEffect] {
    var state = state
    if key == .star {
      guard !state.tries.again() else { return callOffice() }
      stage = .request(state)
      return ask(requestSentences(state))
    }
    guard isKeeperKnown || state.wasAsked || !line.isSpeaking else { return doubtKeeper(state) }
    guard line.keysCount else { return [] }
    let answer: RequestAnswer
    switch key {
    case .one: answer = .accept
    case .two: answer = .decline
    default:
      guard isKeeperKnown else { return doubtKeeper(state) }
      guard !state.tries.mistake() else { return callOffice() }
      stage = .request(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.requestAsk).opening])
    }
    state.isAnonymous = !isKeeperKnown
    isKeeperKnown = true
    let hush = line.hush()
    let change = KeeperChange.answer(state.item.booking.reading, answer, by: .key)
    return hush + save(state, change) { .answering($0, answer) }
  }

  private mutating func reasonKey(_ key: Key, _ state: RequestStage) -> [DialogueEffect] {
    var state = state
    if key == .star { return ask([Sentence(.requestReasonKeys).opening]) }
    guard line.keysCount else { return [] }
    let reason: DeclineReason
    switch key {
    case .one: reason = .full
    case .two: reason = .closed
    case .three: reason = .meals
    case .four: reason = .other
    default:
      // The decline itself is safe: a reason is not worth a call to the office.
      guard !state.tries.mistake() else { return proceed() }
      stage = .request(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.requestReasonKeys).opening])
    }
    let hush = line.hush()
    let change = KeeperChange.declineReason(state.item.booking.id, reason)
    return hush + save(state, change) { .savingReason($0, reason) }
  }

  private mutating func closureKey(_ key: Key, _ state: RequestStage) -> [DialogueEffect] {
    if key == .star { return ask([Sentence(.requestReasonClosed).opening]) }
    guard line.keysCount else { return [] }
    guard key == .one else { return key == .two ? proceed([Sentence(.requestReasonSaved)]) : [] }
    let stay = state.item.booking.stay
    guard let nights = NightSpan(first: stay.checkIn, last: stay.lastNight) else { return [] }
    let hush = line.hush()
    return hush + save(state, .close(nights)) { .closing($0) }
  }

  private mutating func save(
    _ state: RequestStage,
    _ change: KeeperChange,
    _ phase: (InquiryID) -> RequestStage.Phase,
  ) -> [DialogueEffect] {
    var state = state
    let (id, effect) = line.commit(change)
    state.phase = phase(id)
    stage = .request(state)
    return [effect]
  }

  // MARK: - Time

  mutating func requestSpoken(_ state: RequestStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking:
      var state = state
      state.wasAsked = true
      stage = .request(state)
      return [line.listen(DialogueLimits.firstKey)]
    case .reason, .closure: return [line.listen(DialogueLimits.firstKey)]
    case .confirming: return [line.listen(DialogueLimits.correction)]
    case .answering, .takingBack, .settling, .savingReason, .closing: return []
    }
  }

  mutating func requestSilence(_ state: RequestStage) -> [DialogueEffect] {
    var state = state
    switch state.phase {
    case .asking:
      guard isKeeperKnown else {
        guard !state.tries.silence() else { return leaveNumber() }
        stage = .request(state)
        // From the start: an answering machine swallowed the beginning (S40).
        return ask(requestSentences(state))
      }
      guard state.tries.silence() else {
        stage = .request(state)
        return ask([Sentence(.requestAsk).opening])
      }
      isUnanswered = true
      let deadline = JapaneseReadings.instant(state.deadline)
      return proceed([Sentence(.requestUnanswered, [.deadline: deadline]), briefing.ringBack])
    case .confirming(let answer):
      return save(state, .settle(state.item.booking.id)) { .settling($0, answer) }
    case .reason, .closure: return proceed()
    case .answering, .takingBack, .settling, .savingReason, .closing: return []
    }
  }

  // MARK: - Answers of the registry

  mutating func requestAnswered(_ answer: RegistryAnswer, _ state: RequestStage)
    -> [DialogueEffect]
  {
    switch state.phase {
    case .answering(answer.id, let decision):
      if let refusal = answer.refusal { return answerRefused(refusal) }
      return show(
        state,
        .confirming(decision),
        // The word by itself comes first: many put the handset down before a sentence is over.
        decision == .accept
          ? [Sentence(.requestEchoAccept), Sentence(.requestAccepting)]
          : [Sentence(.requestEchoDecline), Sentence(.requestDeclining)],
      )
    case .takingBack(answer.id):
      if let refusal = answer.refusal { return answerRefused(refusal) }
      return show(state, .asking, [Sentence(.requestTakenBack), Sentence(.requestAsk).opening])
    case .settling(answer.id, let decision):
      if let refusal = answer.refusal { return answerRefused(refusal) }
      if decision == .accept {
        told.append(state.item.booking)
        return proceed([Sentence(.requestAccepted)] + guestName(state))
      }
      nightIsOutdated = true
      return show(
        state,
        .reason,
        [
          Sentence(.requestDeclined), Sentence(.requestReason).opening,
          Sentence(.requestReasonKeys),
        ],
      )
    case .savingReason(answer.id, let reason):
      if let refusal = answer.refusal { return refused(refusal) }
      switch reason {
      case .full: return proceed([Sentence(.requestReasonFull)])
      case .closed: return show(state, .closure, [Sentence(.requestReasonClosed).opening])
      case .meals, .other: return proceed([Sentence(.requestReasonSaved)])
      }
    case .closing(answer.id):
      if let refusal = answer.refusal { return refused(refusal) }
      let stay = state.item.booking.stay
      guard let nights = NightSpan(first: stay.checkIn, last: stay.lastNight) else { return [] }
      return proceed(closedSentences(nights, answer))
    case .asking, .answering, .confirming, .takingBack, .settling, .reason, .savingReason,
      .closure, .closing:
      return []
    }
  }

  /// Who comes, where it was not said to whoever picked up.
  private func guestName(_ state: RequestStage) -> [Sentence] {
    guard state.isAnonymous, let guest = state.item.booking.guest else { return [] }
    return [Sentence(.requestGuest, [.guest: JapaneseReadings.guest(guest)])]
  }

  private mutating func show(
    _ state: RequestStage,
    _ phase: RequestStage.Phase,
    _ sentences: [Sentence],
  ) -> [DialogueEffect] {
    var state = state
    state.phase = phase
    state.tries = Tries()
    stage = .request(state)
    return ask(sentences)
  }

  /// Somebody else was first, or the guest withdrew: what holds is told (S11, S12).
  private mutating func answerRefused(_ refusal: CommitRefusal) -> [DialogueEffect] {
    nightIsOutdated = true
    guard let outcome = requestOutcome(refusal) else { return refused(refusal) }
    return proceed([outcome])
  }

  /// How a request stands that can't be answered any more; nil for refusals of other kinds.
  func requestOutcome(_ refusal: CommitRefusal) -> Sentence? {
    switch refusal {
    case .decided(.accept): Sentence(.requestDecidedAccept)
    case .decided(.decline): Sentence(.requestDecidedDecline)
    case .withdrawn: Sentence(.requestWithdrawn)
    case .expired: Sentence(.requestExpired)
    case .noLongerFits: Sentence(.requestNoLongerFits)
    case .outdated: Sentence(.requestOutdated)
    case .notAllowed, .nightClosed, .nightPast, .tooManyRooms, .unavailable: nil
    }
  }
}

extension RegistryAnswer {
  var refusal: CommitRefusal? {
    if case .refused(_, let refusal) = self { refusal } else { nil }
  }
}
