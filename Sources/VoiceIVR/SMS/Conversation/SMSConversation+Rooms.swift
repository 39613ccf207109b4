import InnRegistry

/// Statements: rooms, closures, corrections.
extension SMSConversation {
  /// The statements with their nights: where she named none, those that were asked about, or
  /// tonight.
  func placed(_ list: [SMSStatement], _ brief: SMSBriefing) -> [SMSStatement] {
    var nights = NightSpan(brief.tonight)
    var roomType: RoomTypeID?
    if case .number(let asked, let type)? = asked?.question, list.count == 1 {
      nights = asked
      roomType = type
    }
    return list.map { one in
      SMSStatement(
        one.nights ?? nights,
        one.word,
        one.roomType ?? (one.nights == nil ? roomType : nil)
      )
    }
  }

  /// Checks statements and saves them, or asks what is missing.
  mutating func say(_ list: [SMSStatement], _ brief: SMSBriefing) -> SMSStep {
    guard brief.rights.contains(.setRooms) else { return tell(SMSWording.notAllowed(brief)) }
    if isBare(list), let request = brief.answerable.first, asked?.question.isYesOrNo != true,
      !isAskedForNumber
    {
      // «満室» while a request waits: tonight, or the reason to decline?
      let reason: DeclineReason = list[0].word == .full ? .full : .closed
      return offer(
        [.statements(placed(list, brief)), .no(.booking(request.booking.id), reason)],
        brief
      )
    }
    let list = placed(list, brief)
    if let step = objection(to: list, brief) { return step }
    return commit(changes(for: list, brief), .statements(list))
  }

  private var isAskedForNumber: Bool {
    if case .number? = asked?.question { true } else { false }
  }

  private func isBare(_ list: [SMSStatement]) -> Bool {
    guard list.count == 1, list[0].nights == nil, list[0].roomType == nil else { return false }
    return list[0].word == .full || list[0].word == .closed
  }

  /// What keeps the statements from being saved as they are; nil when nothing does.
  private mutating func objection(to list: [SMSStatement], _ brief: SMSBriefing) -> SMSStep? {
    let reopened = list.filter { $0.word == .reopen }.compactMap(\.nights)
    for one in list {
      guard let span = one.nights else { continue }
      switch one.word {
      case .rooms(let count):
        guard span.count <= SMSLimits.nightsAtOnce else { return tell(SMSWording.tooLong) }
        if one.roomType == nil, brief.roomTypes.count > 1 {
          return ask(.roomType(list), SMSWording.whichType(list, brief))
        }
        let type = brief.roomTypes.first { one.roomType == nil || $0.id == one.roomType }
        guard let type, (0...type.rooms).contains(count) else {
          return tell(SMSWording.tooMany(count, type?.rooms ?? 0, brief))
        }
        guard brief.isClosed(span), !reopened.contains(span) else { break }
        guard count > 0 else { return tell(SMSWording.isClosed(span)) }
        return ask(.reopen(list), SMSWording.reopen(span))
      case .full:
        guard span.count <= SMSLimits.nightsAtOnce else { return tell(SMSWording.tooLong) }
        if brief.isClosed(span) { return tell(SMSWording.isClosed(span)) }
      case .closed:
        guard span.count <= SMSLimits.closureNights else { return tell(SMSWording.tooLong) }
      case .reopen:
        if !brief.isClosed(span) {
          return ask(.number(span, nil), SMSWording.notClosed(span))
        }
      }
    }
    return nil
  }

  private func changes(for list: [SMSStatement], _ brief: SMSBriefing) -> [KeeperChange] {
    list.compactMap { one in
      guard let span = one.nights else { return nil }
      switch one.word {
      case .rooms(let count):
        let type = one.roomType ?? brief.roomTypes.first?.id
        return type.map { .rooms(span, [RoomStatement(roomType: $0, rooms: count)]) }
      case .full:
        let types = brief.roomTypes.map(\.id).filter { one.roomType == nil || $0 == one.roomType }
        return .rooms(span, types.map { RoomStatement(roomType: $0, rooms: 0) })
      case .closed: return .close(span)
      case .reopen: return .reopen(span)
      }
    }
  }

  /// Yes, open the closed nights, and say what she said.
  mutating func reopen(_ list: [SMSStatement], _ brief: SMSBriefing) -> SMSStep {
    var spans: [NightSpan] = []
    for span in list.compactMap(\.nights) where brief.isClosed(span) && !spans.contains(span) {
      spans.append(span)
    }
    let all = spans.map { SMSStatement($0, .reopen) } + list
    return commit(changes(for: all, brief), .statements(list))
  }

  // MARK: - Corrections

  /// «ちがう2»: in place of what she said last.
  mutating func correct(_ list: [SMSStatement], _ brief: SMSBriefing) -> SMSStep {
    guard brief.rights.contains(.setRooms) else { return tell(SMSWording.notAllowed(brief)) }
    guard case .statements(let before)? = last?.kind else { return say(list, brief) }
    var list = list
    let spans = before.compactMap(\.nights)
    if list.count == 1, list[0].nights == nil {
      // Several nights were set: which one is wrong she has to say.
      guard let span = spans.first, spans.allSatisfy({ $0 == span }) else {
        return tell(SMSWording.whichNight)
      }
      let types = Set(before.compactMap(\.roomType))
      list[0] = SMSStatement(
        span,
        list[0].word,
        list[0].roomType ?? (types.count == 1 ? types.first : nil)
      )
    }
    // Closed by mistake: opened again before anything else is said of it.
    let closed = before.filter { $0.word == .closed }.compactMap(\.nights)
    guard !closed.isEmpty, !list.contains(where: { $0.word == .reopen }) else {
      return say(list, brief)
    }
    let all = closed.map { SMSStatement($0, .reopen) } + placed(list, brief)
    if let step = objection(to: all, brief) { return step }
    return commit(changes(for: all, brief), .statements(all))
  }

  /// «ちがう» alone.
  mutating func wrong(_ brief: SMSBriefing) -> SMSStep {
    if asked != nil {
      asked = nil
      return tell(SMSWording.asYouWere)
    }
    return undo(brief)
  }

  /// «さっきの取消».
  mutating func undo(_ brief: SMSBriefing) -> SMSStep {
    guard let last else { return tell(SMSWording.nothingToUndo) }
    switch last.kind {
    case .answer(let booking): return commit([.takeBack(booking.id)], .takenBack(booking))
    case .guests(let night): return tell(SMSWording.guestsAgain(night))
    case .statements(let list):
      guard brief.rights.contains(.setRooms) else { return tell(SMSWording.notAllowed(brief)) }
      guard let first = list.first, let span = first.nights else {
        return tell(SMSWording.nothingToUndo)
      }
      guard list.count == 1 else { return tell(SMSWording.whichNight) }
      switch first.word {
      case .closed:
        return ask(
          .confirm(.statements([SMSStatement(span, .reopen)])),
          SMSWording.undoClosure(span)
        )
      case .reopen:
        return ask(
          .confirm(.statements([SMSStatement(span, .closed)])),
          SMSWording.undoReopening(span)
        )
      case .rooms, .full:
        // What was free before may be old by now: she is asked for the number.
        return ask(.number(span, first.roomType), SMSWording.rightNumber(span, first.word))
      }
    }
  }
}
