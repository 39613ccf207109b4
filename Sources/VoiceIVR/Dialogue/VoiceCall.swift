import InnRegistry

/// A conversation with a telephone that sends no keys: one yes or no at a time.
///
/// A voice within five seconds of the question means yes, silence means no. A booking is accepted
/// only by two voices after two questions, so that an answering machine can't; silence never accepts
/// anything, and the office rings (S44).
struct VoiceCall: Hashable, Codable, Sendable {
  let opening: CallOpening
  let briefing: KeeperBriefing
  var line: CallLine
  var stage: Stage
  var night: NightBriefing
  /// What remains tonight may have changed by what happened since the briefing.
  var nightIsOutdated = false
  var announcements: [Announcement]
  var waiting: [WaitingItem]
  var heard: [BookingReading] = []
  var requestsAsked = 0
  var roomsAsked = 0
  var hasRecited = false
  var isUnanswered = false

  enum Stage: Hashable, Codable, Sendable {
    case keeperCheck(silences: Int)
    case notice(WaitingItem)
    case asking(Question)
    case saving(InquiryID, Question)
    /// The acceptance is being read back; then it becomes final.
    case readBack(BookingID)
    case settling(InquiryID)
    /// How tonight stands now; then what was to be said goes on.
    case lookingUp(InquiryID, lead: [Sentence])
    case closing(Closing)
  }

  enum Question: Hashable, Codable, Sendable {
    case announcement(Announcement)
    case accept(WaitingItem)
    /// The second voice, after it was said what the first one meant.
    case confirm(WaitingItem)
    case giveBack(BookingNotice)
    case rooms(RoomTypeBriefing, rooms: Int)
  }

  static func begin(_ opening: CallOpening, _ briefing: KeeperBriefing, line: CallLine) -> (
    VoiceCall, [DialogueEffect]
  ) {
    var call = VoiceCall(
      opening: opening,
      briefing: briefing,
      line: line,
      stage: .keeperCheck(silences: 0),
      night: briefing.night,
      announcements: briefing.announcements,
      waiting: briefing.waiting,
    )
    let greeting = Sentence(.greetingInbound, [.inn: JapaneseReadings.inn(briefing.name)])
    let effects: [DialogueEffect] =
      switch opening {
      case .inbound: call.proceed([greeting] + briefing.waitingCount)
      case .outbound
      where opening.isOnlyNews && call.waiting.isEmpty && call.announcements.isEmpty:
        call.goodbye(call.introduction + [Sentence(.waitingGone)])
      case .outbound: call.line.say(call.introduction + [Sentence(.voiceKeeper)])
      }
    return (call, effects)
  }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  private var speech: BookingSpeech { BookingSpeech(roomTypes: briefing.night.roomTypes) }

  private var introduction: [Sentence] {
    guard case .outbound(let reason, let isResumed) = opening else { return [] }
    let intro = briefing.introduction(reason)
    return isResumed ? [intro, Sentence(.greetingResumed)] : [intro]
  }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    if case .closing(var closing) = stage {
      let effects = closing.handle(event, line: &line)
      stage = .closing(closing)
      return effects
    }
    switch event {
    case .speechFinished(let token):
      guard let done = line.finished(token) else { return [] }
      return hear(done.heard) + (done.isLast ? spoken() : [])
    case .voiceHeard:
      // Only in answer to a question: whoever talks while we do is not answering.
      guard line.waiting != nil else { return [] }
      _ = line.hush()
      return voice()
    case .silence(let token): return line.isOver(token) ? silence() : []
    case .answer(let answer): return answered(answer)
    case .key(.pound): return office([])
    case .news(let news): return happened(news)
    case .time: return settlePending() + goodbye([Sentence(.timeUp)])
    case .hangUp:
      let effects = settlePending()
      stage = .closing(.over(isIntroduced ? .unfinished : .noKeeper))
      return effects
    case .connected, .key, .office, .recorded: return []
    }
  }

  private var isIntroduced: Bool {
    if case .keeperCheck = stage { false } else { true }
  }

  // MARK: - Voice and silence

  private mutating func spoken() -> [DialogueEffect] {
    switch stage {
    case .keeperCheck, .asking: return [line.listen(DialogueLimits.voiceAnswer, forVoice: true)]
    case .notice: return proceed()
    case .readBack(let booking):
      let (id, effect) = line.commit(.settle(booking))
      stage = .settling(id)
      return [effect]
    case .saving, .settling, .lookingUp, .closing: return []
    }
  }

  private mutating func voice() -> [DialogueEffect] {
    switch stage {
    case .keeperCheck: return proceed(briefing.waitingCount)
    case .asking(.accept(let item)):
      stage = .asking(.confirm(item))
      return line.say([Sentence(.voiceConfirm)])
    case .asking(.confirm(let item)):
      return save(.answer(item.booking.reading, .accept, by: .voice), .confirm(item))
    case .asking(.announcement(let text)): return save(.receipt(text.id), .announcement(text))
    case .asking(.giveBack(let booking)): return save(.giveBack(booking.id), .giveBack(booking))
    case .asking(.rooms(let kind, let rooms)):
      let statement = RoomStatement(roomType: kind.id, rooms: rooms)
      return save(.rooms(night.nights, [statement]), .rooms(kind, rooms: rooms))
    case .notice, .saving, .readBack, .settling, .lookingUp, .closing: return []
    }
  }

  private mutating func silence() -> [DialogueEffect] {
    switch stage {
    case .keeperCheck(let silences):
      guard silences + 1 < DialogueLimits.silences else {
        return callWanted(nil) + goodbye(introduction + [briefing.ringBack], .noKeeper)
      }
      stage = .keeperCheck(silences: silences + 1)
      return line.say(introduction + [Sentence(.voiceKeeper)])
    case .asking(.accept(let item)), .asking(.confirm(let item)):
      return callWanted(item.booking.id) + proceed([Sentence(.voiceOfficeRings)])
    case .asking(.announcement):
      isUnanswered = true
      return proceed()
    case .asking(.giveBack): return proceed([Sentence(.cancelKept)])
    case .asking(.rooms): return callWanted(nil) + proceed([Sentence(.voiceOfficeRings)])
    case .notice, .saving, .readBack, .settling, .lookingUp, .closing: return []
    }
  }

  private mutating func save(_ change: KeeperChange, _ question: Question) -> [DialogueEffect] {
    let (id, effect) = line.commit(change)
    stage = .saving(id, question)
    return [effect]
  }

  private mutating func callWanted(_ booking: BookingID?) -> [DialogueEffect] {
    isUnanswered = true
    return [line.commit(.callWanted(.unansweredByVoice(booking))).effect]
  }

  // MARK: - Answers of the registry

  private mutating func answered(_ answer: RegistryAnswer) -> [DialogueEffect] {
    switch stage {
    case .saving(answer.id, let question): return saved(answer, question)
    case .settling(answer.id):
      if let refusal = answer.refusal { return refused(refusal) }
      return proceed()
    case .lookingUp(answer.id, let lead):
      guard case .found(_, .nights(let night)) = answer else {
        return office([Sentence(.errorUnavailable)])
      }
      self.night = night
      return proceed(lead)
    case .keeperCheck, .notice, .asking, .saving, .readBack, .settling, .lookingUp, .closing:
      return []
    }
  }

  private mutating func saved(_ answer: RegistryAnswer, _ question: Question)
    -> [DialogueEffect]
  {
    nightIsOutdated = true
    if let refusal = answer.refusal { return refused(refusal) }
    switch question {
    case .announcement: return proceed([Sentence(.broadcastThanks)])
    case .accept(let item), .confirm(let item):
      stage = .readBack(item.booking.id)
      return line.say([Sentence(.voiceAccepted)])
    case .giveBack: return proceed([Sentence(.cancelGivenBack)])
    case .rooms(let kind, let rooms):
      // Said only of the number that was kept; what came meanwhile is the office's to tell.
      var lead = [
        Sentence(
          .voiceRoomsSaved,
          [.night: briefing.spoken(night.nights), .rooms: spoken(kind, rooms)],
        )
      ]
      guard case .saved(_, .rooms(let outcome)) = answer else { return proceed(lead) }
      waiting += outcome.unheard
      guard outcome.shortfall > 0 else { return proceed(lead) }
      lead.append(Sentence(.roomsShortfall, [.rooms: JapaneseReadings.rooms(outcome.shortfall)]))
      lead.append(Sentence(.voiceOfficeRings))
      isUnanswered = true
      let worst = outcome.shortfallNight ?? night.nights.first
      return [line.commit(.callWanted(.shortfall(worst))).effect] + proceed(lead)
    }
  }

  /// What holds where it can be said; everything else is for a person.
  private mutating func refused(_ refusal: CommitRefusal) -> [DialogueEffect] {
    switch refusal {
    case .decided(.accept): return proceed([Sentence(.requestDecidedAccept)])
    case .decided(.decline): return proceed([Sentence(.requestDecidedDecline)])
    case .withdrawn: return proceed([Sentence(.requestWithdrawn)])
    case .expired: return proceed([Sentence(.requestExpired)])
    case .noLongerFits: return proceed([Sentence(.requestNoLongerFits)])
    case .outdated: return proceed([Sentence(.requestOutdated)])
    case .notAllowed, .nightClosed, .nightPast, .tooManyRooms:
      return callWanted(nil) + proceed([Sentence(.voiceOfficeRings)])
    case .unavailable: return office([Sentence(.errorUnavailable)])
    }
  }

  private mutating func happened(_ news: DialogueNews) -> [DialogueEffect] {
    waiting.removeAll { $0.isRequest && $0.booking.id == news.booking }
    switch stage {
    case .asking(.accept(let item)) where item.booking.id == news.booking,
      .asking(.confirm(let item)) where item.booking.id == news.booking:
      switch news {
      case .withdrawn: return refused(.withdrawn)
      case .expired: return refused(.expired)
      case .decided(_, let answer): return refused(.decided(answer))
      }
    case .keeperCheck, .notice, .asking, .saving, .readBack, .settling, .lookingUp, .closing:
      return []
    }
  }

  // MARK: - The way through

  private mutating func proceed(_ lead: [Sentence] = []) -> [DialogueEffect] {
    if !announcements.isEmpty {
      let text = announcements.removeFirst()
      return ask(.announcement(text), lead + text.spoken + [Sentence(.voiceHeard)])
    }
    while !waiting.isEmpty {
      let item = waiting.removeFirst()
      if item.isRequest, requestsAsked >= DialogueLimits.requestsACall {
        isUnanswered = true
        continue
      }
      return enter(item, lead)
    }
    let kinds = night.roomTypes
    if asksRooms, roomsAsked < kinds.count {
      if nightIsOutdated {
        nightIsOutdated = false
        let (id, effect) = line.inquire(.nights(night.nights))
        stage = .lookingUp(id, lead: lead)
        return [effect]
      }
      let kind = kinds[roomsAsked]
      roomsAsked += 1
      guard let rooms = kind.remaining else { return proceed(lead) }
      return ask(.rooms(kind, rooms: rooms), lead + recital() + roomsQuestion(kind, rooms))
    }
    // She rang and can't key what she wants: a person.
    return opening == .inbound ? office(lead) : goodbye(lead)
  }

  private var asksRooms: Bool {
    guard briefing.rights.contains(.setRooms), !night.isClosed else { return false }
    return opening == .inbound || opening.isEvening
  }

  private mutating func enter(_ item: WaitingItem, _ lead: [Sentence]) -> [DialogueEffect] {
    let reading = lead + speech.sentences(item)
    switch item.kind {
    case .request(let deadline) where briefing.rights.contains(.answerRequests):
      requestsAsked += 1
      let due = Sentence(.requestDeadline, [.deadline: JapaneseReadings.instant(deadline)])
      return ask(.accept(item), reading + [due, Sentence(.voiceAccept)])
    case .cancelled(counted: true) where briefing.rights.contains(.setRooms),
      .changed(counted: true) where briefing.rights.contains(.setRooms):
      return ask(.giveBack(item.booking), reading + [Sentence(.voiceGiveBack)])
    case .request, .confirmed, .changed, .cancelled:
      if item.isRequest { isUnanswered = true }
      stage = .notice(item)
      return line.say(reading)
    }
  }

  private mutating func ask(_ question: Question, _ sentences: [Sentence]) -> [DialogueEffect] {
    stage = .asking(question)
    return line.say(sentences)
  }

  private mutating func recital() -> [Sentence] {
    guard !hasRecited else { return [] }
    hasRecited = true
    return speech.recital(night.sold.filter { !isHeard($0) })
  }

  private func isHeard(_ booking: BookingNotice) -> Bool { heard.contains(booking.reading) }

  private func roomsQuestion(_ kind: RoomTypeBriefing, _ rooms: Int) -> [Sentence] {
    let night = briefing.spoken(night.nights)
    return [
      Sentence(.voiceRooms, [.night: night, .rooms: spoken(kind, rooms)]), Sentence(.voiceYes),
    ]
  }

  private func spoken(_ kind: RoomTypeBriefing, _ rooms: Int) -> SpokenText {
    let count: SpokenText = rooms == 0 ? .part(.partFull) : JapaneseReadings.rooms(rooms)
    return night.roomTypes.count > 1
      ? .part(.partOfTypeRooms, [.roomType: kind.spokenName]) + count : count
  }

  private mutating func hear(_ readings: [BookingReading]) -> [DialogueEffect] {
    let new = readings.filter { !heard.contains($0) }
    guard !new.isEmpty else { return [] }
    heard += new
    return [line.commit(.heard(new)).effect]
  }

  private mutating func settlePending() -> [DialogueEffect] {
    switch stage {
    case .saving(_, .confirm(let item)): [line.commit(.settle(item.booking.id)).effect]
    case .readBack(let booking): [line.commit(.settle(booking)).effect]
    case .keeperCheck, .notice, .asking, .saving, .settling, .lookingUp, .closing: []
    }
  }

  private mutating func goodbye(_ lead: [Sentence], _ outcome: CallOutcome? = nil)
    -> [DialogueEffect]
  {
    let outcome =
      outcome
      ?? (isUnanswered || !waiting.isEmpty || !announcements.isEmpty ? .unfinished : .completed)
    let (closing, effects) = Closing.begin(goodbye: lead, outcome, line: &line)
    stage = .closing(closing)
    return effects
  }

  private mutating func office(_ lead: [Sentence]) -> [DialogueEffect] {
    let settled = settlePending()
    let (closing, effects) = Closing.begin(office: lead, line: &line)
    stage = .closing(closing)
    return settled + effects
  }
}
