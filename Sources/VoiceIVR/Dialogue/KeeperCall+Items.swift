import InnRegistry

/// What the inn has not heard yet: bookings, changes, cancellations. Requests have their own file.
extension KeeperCall {
  /// A cancellation or change that left rooms she had counted: only she knows whether they are
  /// still free.
  struct CancellationStage: Hashable, Codable, Sendable {
    var item: WaitingItem
    var tries = Tries()
    var phase = Phase.asking
    /// The read-back asks for the same key once more.
    var isAskedAgain = false

    enum Phase: Hashable, Codable, Sendable {
      case asking
      /// «Back on sale» is being read back, or waits for a correction: rooms that she has given
      /// away must not be sold by a slip.
      case confirming
      case saving(InquiryID)

      var isSaving: Bool {
        if case .saving = self { true } else { false }
      }
    }
  }

  mutating func enter(_ item: WaitingItem, _ lead: [Sentence]) -> [DialogueEffect] {
    switch item.kind {
    case .request(let deadline):
      guard briefing.rights.contains(.answerRequests) else {
        isUnanswered = true
        stage = .notice(item)
        return line.say(lead + speech.sentences(item) + [Sentence(.requestNoRight)])
      }
      return enterRequest(item, deadline: deadline, lead)
    case .cancelled(counted: true) where briefing.rights.contains(.setRooms),
      .changed(counted: true) where briefing.rights.contains(.setRooms):
      stage = .cancellation(CancellationStage(item: item))
      return ask(lead + speech.sentences(item) + [Sentence(.cancelAsk).opening])
    case .confirmed, .changed, .cancelled:
      stage = .notice(item)
      return line.say(lead + speech.sentences(item))
    }
  }

  mutating func cancellationKey(_ key: Key, _ state: CancellationStage) -> [DialogueEffect] {
    var state = state
    if state.phase == .confirming {
      guard key == .star else {
        return state.isAskedAgain ? giveBackAgainKey(key, state) : []
      }
      guard !state.tries.again() else { return callOffice([Sentence(.cancelKept)]) }
      state.phase = .asking
      stage = .cancellation(state)
      return ask([Sentence(.cancelAsk).opening])
    }
    if key == .star {
      guard !state.tries.again() else { return callOffice() }
      stage = .cancellation(state)
      return ask(speech.sentences(state.item) + [Sentence(.cancelAsk).opening])
    }
    guard line.keysCount else { return [] }
    switch key {
    case .one:
      state.phase = .confirming
      state.isAskedAgain = doubts.hadTrouble || state.tries.hasFailed
      state.tries = Tries()
      stage = .cancellation(state)
      let again = [Sentence(.repeatGivenBackKey)].opening
      return ask([Sentence(.cancelGivingBack)] + (state.isAskedAgain ? again : []))
    case .two: return proceed([Sentence(.cancelKept)])
    default:
      guard !state.tries.mistake() else { return callOffice() }
      stage = .cancellation(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.cancelAsk).opening])
    }
  }

  mutating func cancellationSpoken(_ state: CancellationStage) -> [DialogueEffect] {
    switch state.phase {
    case .asking: [line.listen(DialogueLimits.firstKey)]
    case .confirming:
      [line.listen(state.isAskedAgain ? DialogueLimits.firstKey : DialogueLimits.correction)]
    case .saving: []
    }
  }

  mutating func giveBack(_ state: CancellationStage) -> [DialogueEffect] {
    var state = state
    let hush = line.hush()
    let (id, effect) = line.commit(.giveBack(state.item.booking.id))
    state.phase = .saving(id)
    stage = .cancellation(state)
    return hush + [effect]
  }

  mutating func cancellationSilence(_ state: CancellationStage) -> [DialogueEffect] {
    var state = state
    if state.phase == .confirming {
      return state.isAskedAgain ? giveBackAgainSilence(state) : giveBack(state)
    }
    guard !state.tries.silence() else { return proceed([Sentence(.cancelKept)]) }
    stage = .cancellation(state)
    return ask([Sentence(.cancelAsk).opening])
  }

  mutating func cancellationAnswered(_ answer: RegistryAnswer, _ state: CancellationStage)
    -> [DialogueEffect]
  {
    guard state.phase == .saving(answer.id) else { return [] }
    if case .refused(_, let refusal) = answer { return refused(refusal) }
    nightIsOutdated = true
    return proceed([Sentence(.cancelGivenBack)])
  }

  /// Somebody else changed something while we talk.
  mutating func happened(_ news: DialogueNews) -> [DialogueEffect] {
    let isGone = if case .withdrawn = news { true } else { false }
    waiting.removeAll { item in
      switch item.kind {
      case .request: item.booking.id == news.booking
      // Told as new it would be wrong; its cancellation is told in another call, if she knew of it.
      case .confirmed, .changed: isGone && item.booking.id == news.booking
      case .cancelled: false
      }
    }
    guard case .request(let request) = stage, request.item.booking.id == news.booking,
      request.phase == .asking || request.phase.isConfirming
    else { return [] }
    let refusal: CommitRefusal =
      switch news {
      case .withdrawn: .withdrawn
      case .decided(_, let answer): .decided(answer)
      case .expired: .expired
      }
    nightIsOutdated = true
    return proceed([requestOutcome(refusal)].compactMap(\.self))
  }
}
