import InnRegistry

/// What a reading means in this conversation.
extension SMSConversation {
  mutating func act(on reading: SMSReading, _ brief: SMSBriefing, _ now: Timestamp) -> SMSStep {
    switch reading {
    case .statements(let list): return say(list, brief)
    case .correction(let list): return correct(list, brief)
    case .guests(let night, let guests, let fromAbroad):
      return commit(
        [.guestsOutside(night: night, guests: guests, fromAbroad: fromAbroad)],
        .guests(night, guests, fromAbroad),
      )
    case .yes(let pick): return yes(pick, brief)
    case .no(let pick, let reason): return no(pick, reason, brief)
    case .choice(let number): return choose(number, brief, now)
    case .roomType(let type): return choose(type, brief)
    case .list: return tell(SMSWording.list(brief), readings: SMSWording.listed(brief))
    case .status(let span): return status(span, brief)
    case .help: return tell(SMSWording.help)
    case .office: return commit([.callWanted(.asked)], .callWanted)
    case .wrong: return wrong(brief)
    case .undo: return undo(brief)
    case .courtesy: return remind(brief)
    case .automatic: return .answer(.silence)
    case .carrierWord: return .answer(.silence)
    case .secret: return tell(SMSWording.secret)
    case .unclear(let doubt): return doubtful(doubt, brief, now)
    }
  }

  /// Thanks need no answer; an open request is worth a word.
  private func remind(_ brief: SMSBriefing) -> SMSStep {
    guard let request = brief.requests.first else { return .answer(.silence) }
    return tell(SMSWording.request(request.booking), readings: [request.booking.reading])
  }

  private func status(_ span: NightSpan?, _ brief: SMSBriefing) -> SMSStep {
    // What the briefing knows is tonight; another night is answered by ring or by setting it.
    guard span == nil || span == NightSpan(brief.tonight) else {
      return tell(SMSWording.statusElsewhere)
    }
    return tell(SMSWording.status(brief))
  }

  // MARK: - Doubts

  private mutating func doubtful(_ doubt: SMSDoubt, _ brief: SMSBriefing, _ now: Timestamp)
    -> SMSStep
  {
    switch doubt {
    case .either(.yes(nil), let other):
      // «はい、3部屋です»: a filler unless something waits for a yes.
      guard awaitsAnswer(brief) else { return act(on: other, brief, now) }
      return offer([.yes(nil), other], brief)
    case .either(.no(nil, nil), let other):
      guard awaitsAnswer(brief) else { return act(on: other, brief, now) }
      return offer([.no(nil, nil), other], brief)
    case .either(let one, let other): return offer([one, other], brief)
    case .unsure(let reading):
      return ask(.confirm(reading), SMSWording.confirm(reading, brief))
    case .noNumber(let span):
      if case .until(let first)? = asked?.question, let last = span?.last,
        let closed = SMSDates.closing(from: first, on: last)
      {
        return say([SMSStatement(closed, .closed)], brief)
      }
      let nights = span ?? NightSpan(brief.tonight)
      return ask(.number(nights, nil), SMSWording.howMany(nights, brief))
    case .noEnd(let first): return ask(.until(first), SMSWording.until(first))
    case .noSuchDay: return tell(SMSWording.noSuchDay)
    case .outOfReach: return tell(SMSWording.outOfReach)
    case .weekday(let night): return tell(SMSWording.weekday(night))
    case .change: return tell(SMSWording.change)
    case .people: return tell(SMSWording.people)
    case .words: return tell(SMSWording.notUnderstood(brief))
    }
  }

  private func awaitsAnswer(_ brief: SMSBriefing) -> Bool {
    asked?.question.isYesOrNo == true || !brief.requests.isEmpty
  }

  mutating func offer(_ readings: [SMSReading], _ brief: SMSBriefing) -> SMSStep {
    let readings = readings.map { reading -> SMSReading in
      guard case .statements(let list) = reading else { return reading }
      return .statements(placed(list, brief))
    }
    return ask(.choose(readings), SMSWording.choose(readings, brief))
  }

  // MARK: - Choices

  private mutating func choose(_ number: Int, _ brief: SMSBriefing, _ now: Timestamp) -> SMSStep {
    guard let question = asked?.question else { return tell(SMSWording.nothingAsked) }
    switch question {
    case .choose(let readings):
      guard readings.indices.contains(number) else { break }
      asked = nil
      return act(on: readings[number], brief, now)
    case .which(let bookings, let answer, let reason):
      guard bookings.indices.contains(number),
        let item = brief.requests.first(where: { $0.booking.reading == bookings[number] })
      else { break }
      return decide(item, answer, reason, brief)
    case .roomType:
      guard brief.roomTypes.indices.contains(number) else { break }
      return choose(brief.roomTypes[number].id, brief)
    case .reason(let reading):
      let reasons: [DeclineReason] = [.full, .closed, .meals]
      guard reasons.indices.contains(number) else { break }
      return decline(reading, reasons[number], brief)
    case .confirm, .number, .until, .reopen, .giveBack, .shortfall: break
    }
    return again(question)
  }

  private func again(_ question: Question) -> SMSStep {
    guard let asked else { return tell(SMSWording.nothingAsked) }
    return .answer(SMSAnswer(asked.text, .ask, readings: asked.readings))
  }

  /// «和室», or its letter.
  private mutating func choose(_ type: RoomTypeID, _ brief: SMSBriefing) -> SMSStep {
    if case .roomType(let list)? = asked?.question {
      return say(list.map { SMSStatement($0.nights, $0.word, $0.roomType ?? type) }, brief)
    }
    let tonight = NightSpan(brief.tonight)
    return ask(.number(tonight, type), SMSWording.howMany(tonight, brief, type))
  }
}
