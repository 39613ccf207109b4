import InnRegistry

/// Yes and no, and what the hub says to what was saved.
extension SMSConversation {
  mutating func yes(_ pick: SMSPick?, _ brief: SMSBriefing) -> SMSStep {
    if pick == nil, let question = asked?.question {
      switch question {
      case .confirm(let reading):
        asked = nil
        return act(on: reading, brief, lastMessage?.sentAt ?? Timestamp(milliseconds: 0))
      case .reopen(let list): return reopen(list, brief)
      case .giveBack(let reading):
        guard brief.rights.contains(.setRooms) else { return tell(SMSWording.notAllowed(brief)) }
        return commit([.giveBack(reading.booking)], .gaveBack(true))
      case .shortfall(let night):
        return commit([.shortfallAnswer(night, canHonour: true)], .shortfall(night, true))
      case .choose, .number, .until, .roomType, .which, .reason: break
      }
    }
    return answer(.accept, pick, nil, brief)
  }

  mutating func no(_ pick: SMSPick?, _ reason: DeclineReason?, _ brief: SMSBriefing) -> SMSStep {
    if pick == nil, let question = asked?.question {
      switch question {
      case .confirm:
        asked = nil
        return tell(SMSWording.asYouWere)
      case .reopen(let list):
        asked = nil
        return tell(SMSWording.staysClosed(list.compactMap(\.nights).first))
      case .giveBack: return commit([], .gaveBack(false))
      case .shortfall(let night):
        return commit([.shortfallAnswer(night, canHonour: false)], .shortfall(night, false))
      case .choose, .number, .until, .roomType, .which, .reason: break
      }
    }
    return answer(.decline, pick, reason, brief)
  }

  // MARK: - Requests

  private mutating func answer(
    _ answer: RequestAnswer,
    _ pick: SMSPick?,
    _ reason: DeclineReason?,
    _ brief: SMSBriefing,
  ) -> SMSStep {
    guard !brief.requests.isEmpty else { return tell(SMSWording.noRequest) }
    let chosen = chosen(pick, brief)
    guard let item = chosen.first else {
      return askWhich(brief.requests, answer, reason, brief)
    }
    guard chosen.count == 1 else { return askWhich(chosen, answer, reason, brief) }
    // A yes to something she has not been told yet is a yes to something else.
    guard brief.told.contains(item.booking.reading) else {
      return tell(SMSWording.request(item.booking), readings: [item.booking.reading])
    }
    return decide(item, answer, reason, brief)
  }

  private func chosen(_ pick: SMSPick?, _ brief: SMSBriefing) -> [WaitingItem] {
    let requests = brief.requests
    switch pick {
    case nil: return brief.answerable.isEmpty ? Array(requests.prefix(1)) : brief.answerable
    case .booking(let id): return requests.filter { $0.booking.id == id }
    case .choice(let number):
      guard case .which(let offered, _, _)? = asked?.question, offered.indices.contains(number)
      else { return [] }
      return requests.filter { $0.booking.reading == offered[number] }
    case .night(let night):
      let arriving = requests.filter { $0.booking.stay.checkIn == night }
      return arriving.isEmpty
        ? requests.filter { $0.booking.stay.nights.contains(night) } : arriving
    }
  }

  /// Requests that one message can offer by letters.
  private static var offeredRequests: Int { 3 }

  mutating func askWhich(
    _ items: [WaitingItem],
    _ answer: RequestAnswer,
    _ reason: DeclineReason?,
    _ brief: SMSBriefing,
  ) -> SMSStep {
    let offered = Array(items.prefix(SMSConversation.offeredRequests))
    let readings = offered.map(\.booking.reading)
    let text = SMSWording.which(offered.map(\.booking), answer, more: items.count - offered.count)
    return ask(.which(readings, answer, reason), text, readings: readings)
  }

  mutating func decide(
    _ item: WaitingItem,
    _ answer: RequestAnswer,
    _ reason: DeclineReason?,
    _ brief: SMSBriefing,
  ) -> SMSStep {
    guard brief.rights.contains(.answerRequests) else { return tell(SMSWording.notAllowed(brief)) }
    let reading = item.booking.reading
    let kept = KeeperChange.answer(reading, answer, by: .key)
    if let reason, answer == .decline {
      return commit(
        [kept, .settle(reading.booking), .declineReason(reading.booking, reason)],
        .declined(item.booking, reason),
      )
    }
    return commit([kept], .answer(item.booking, answer))
  }

  mutating func decline(_ reading: BookingReading, _ reason: DeclineReason, _ brief: SMSBriefing)
    -> SMSStep
  {
    guard case .answer(let booking)? = last?.kind, booking.reading == reading else {
      return tell(SMSWording.nothingAsked)
    }
    return commit(
      [.settle(reading.booking), .declineReason(reading.booking, reason)],
      .declined(booking, reason),
    )
  }

  // MARK: - What was saved

  mutating func answer(
    to deed: Deed,
    _ results: [CommitResult],
    _ brief: SMSBriefing,
    _ now: Timestamp,
  ) -> SMSAnswer {
    switch deed {
    case .read(let answer): return answer
    case .statements(let list):
      last = LastChange(kind: .statements(list), at: now)
      return answer(toStatements: list, results, brief, now)
    case .answer(let booking, let answer):
      last = LastChange(kind: .answer(booking), at: now)
      if answer == .decline {
        remember(.reason(booking.reading), SMSWording.declined(booking), now)
      }
      return SMSAnswer(
        answer == .accept ? SMSWording.accepted(booking) : SMSWording.declined(booking),
        .change,
      )
    case .declined(let booking, let reason):
      last = nil
      return SMSAnswer(SMSWording.declined(booking, reason), .change)
    case .takenBack(let booking):
      last = nil
      return SMSAnswer(SMSWording.takenBack(booking), .change, readings: [booking.reading])
    case .guests(let night, let guests, let fromAbroad):
      last = LastChange(kind: .guests(night), at: now)
      return SMSAnswer(SMSWording.guests(night, guests, fromAbroad), .change)
    case .callWanted: return SMSAnswer(SMSWording.callWanted, .change)
    case .gaveBack(let isBack): return SMSAnswer(SMSWording.gaveBack(isBack), .change)
    case .shortfall(let night, let canHonour):
      return SMSAnswer(SMSWording.shortfallAnswered(night, canHonour), .change)
    }
  }

  mutating func remember(_ question: Question, _ text: String, _ now: Timestamp) {
    asked = Asked(question: question, at: now, text: text, readings: [])
  }

  /// What holds now, what she has not heard yet, what waits for her.
  private mutating func answer(
    toStatements list: [SMSStatement],
    _ results: [CommitResult],
    _ brief: SMSBriefing,
    _ now: Timestamp,
  ) -> SMSAnswer {
    var unheard: [WaitingItem] = []
    var shortfall: (night: CivilDate, rooms: Int)?
    var remaining: [RoomStatement] = []
    var inside: [BookingNotice] = []
    for result in results {
      switch result {
      case .done: break
      case .closed(let bookings): inside += bookings
      case .rooms(let outcome):
        remaining += outcome.remaining
        unheard += outcome.unheard.filter { item in
          !unheard.contains { $0.booking.id == item.booking.id }
        }
        if let night = outcome.shortfallNight, outcome.shortfall > shortfall?.rooms ?? 0 {
          shortfall = (night, outcome.shortfall)
        }
      }
    }
    let told =
      unheard
      + brief.waiting.filter { item in
        !unheard.contains { $0.booking.id == item.booking.id }
          && !brief.told.contains(item.booking.reading)
      }
    let reminder = brief.answerable.first { item in
      !unheard.contains { $0.booking.id == item.booking.id }
    }
    let answer = SMSWording.saved(
      list,
      brief,
      SMSWording.Saved(
        remaining: remaining,
        unheard: unheard.count,
        shortfall: shortfall,
        inside: inside,
        told: told,
        reminder: reminder,
      ),
    )
    if let shortfall { remember(.shortfall(shortfall.night), answer.text ?? "", now) }
    return answer
  }
}
