import InnRegistry

/// A conversation with a keeper whose telephone has keys, once it is known which inn it is.
///
/// The order is always the same: greeting or who calls and why, what waits for her, how many rooms
/// are free, the menu (when it was she who rang), goodbye. Each step is a ``Stage`` that owns its
/// data; the files `KeeperCall+….swift` hold a step each.
struct KeeperCall: Hashable, Codable, Sendable {
  let opening: CallOpening
  let briefing: KeeperBriefing
  var line: CallLine
  var stage: Stage
  /// Not yet read, in order; before what waits of bookings.
  var announcements: [Announcement]
  /// What she keyed before and is to be repeated; after the announcements.
  var repetitions: [WordToRepeat]
  /// Not yet read, in order.
  var waiting: [WaitingItem]
  /// Told to the registry as heard in this call.
  var heard: [BookingReading] = []
  /// Bookings she was told of in this call that hold: «besides the bookings you have heard».
  var told: [BookingNotice] = []
  var requestsAsked = 0
  /// Requests that wait beyond this call; told once.
  var requestsLeft: Int
  var roomsAsked = false
  /// The briefing's night may have changed by what happened since.
  var nightIsOutdated = false
  var weekAsked = false
  /// The statement that `*` still corrects.
  var correctable: RoomsStage?
  /// It is she: she rang, or somebody said so by a key.
  var isKeeperKnown = false
  var keyWasEverPressed = false
  /// Something was asked and not answered.
  var isUnanswered = false
  var questions = 0
  /// What she called wrong when it was repeated, until it is known that it is she.
  var toCorrect: WordToRepeat?
  /// Repetitions that the question about tonight's rooms makes needless.
  var toldByQuestion: [Int64] = []
  /// `*` or `#` pressed while the registry was being asked: taken up when it has answered.
  var held: Key?
  /// What was said of tonight in this call and is to be told once more before it ends.
  var standing: [Sentence] = []
  /// The call as it was before a silence ended its question, one at most: a key that comes while
  /// the hub still tells how it took the silence counts as if it had come in time.
  var parked: [KeeperCall] = []
  var doubts = Doubts()

  indirect enum Stage: Hashable, Codable, Sendable {
    case keeperCheck(KeeperCheckStage)
    case announcement(AnnouncementStage)
    case repetition(RepetitionStage)
    case notice(WaitingItem)
    case cancellation(CancellationStage)
    case request(RequestStage)
    case rooms(RoomsStage)
    case vouch(VouchStage)
    case menu(MenuStage)
    case nights(NightsStage)
    case list([BookingNotice])
    case lookingUp(LookUpStage)
    case outside(OutsideStage)
    case closing(Closing)
  }

  /// A question to the registry whose answer begins the next stage.
  struct LookUpStage: Hashable, Codable, Sendable {
    var id: InquiryID
    /// Said before that stage begins.
    var lead: [Sentence]
    /// The rooms asked about are not tonight's.
    var isOtherNight = false
    /// She called the number wrong that was saved from this night on.
    var corrects: CivilDate?
  }

  /// Begins the conversation.
  static func begin(
    _ opening: CallOpening,
    _ briefing: KeeperBriefing,
    line: CallLine,
  ) -> (KeeperCall, [DialogueEffect]) {
    var call = KeeperCall(
      opening: opening,
      briefing: briefing,
      line: line,
      stage: .keeperCheck(KeeperCheckStage()),
      announcements: briefing.announcements,
      repetitions: briefing.repetitions,
      waiting: briefing.waiting,
      requestsLeft: briefing.requestsLeft,
    )
    call.isKeeperKnown = opening == .inbound
    call.leaveToTheQuestion()
    let effects: [DialogueEffect] =
      switch opening {
      case .inbound: call.proceed(call.greeting)
      case .outbound where opening.isOnlyNews && call.isAllTold: call.sayNothingIsLeft()
      case .outbound(.request, _) where call.beginsWithRequest: call.openWithRequest()
      case .outbound(.broadcast, _) where !call.announcements.isEmpty:
        call.enterAnnouncement(call.introduction)
      case .outbound(.repetition, _) where call.announcements.isEmpty && !call.repetitions.isEmpty:
        call.enterRepetition(call.introduction)
      case .outbound: call.askForKeeper()
      }
    return (call, effects)
  }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  var speech: BookingSpeech { BookingSpeech(roomTypes: briefing.night.roomTypes) }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    let effects = react(to: event)
    noteTrouble()
    return effects
  }

  private mutating func react(to event: DialogueEvent) -> [DialogueEffect] {
    switch event {
    case .connected, .voiceHeard: return []
    case .key(let key): return pressed(key)
    case .speechFinished(let token):
      guard let done = line.finished(token) else { return [] }
      if done.repeats, case .repetition(var state) = stage {
        state.wasTold = true
        stage = .repetition(state)
      }
      return hear(done.heard) + (done.isLast ? spoken() : [])
    case .silence(let token): return line.isOver(token) ? leavingDoor { $0.silence() } : []
    case .time: return timeUp()
    case .answer(let answer):
      if case .refused(let id, _) = answer { line.wasRefused(id) }
      return answered(answer)
    case .news(let news): return happened(news)
    case .office(let event): return closing { $0.office(event, line: &$1) }
    case .recorded(let seconds): return recorded(seconds: seconds)
    case .hangUp: return hungUp()
    }
  }

  // MARK: - Events by stage

  mutating func pressed(_ key: Key) -> [DialogueEffect] {
    if let effects = takeUp(key) { return effects }
    if case .closing(let closing) = stage {
      // A person is near to the last word; anything else is too late.
      return key == .pound && closing.isGoodbye ? callOffice() : []
    }
    line.keyWasPressed = true
    keyWasEverPressed = true
    if waitsForRegistry {
      // A doubled digit says nothing new; the wish to correct or for a person is kept.
      if key.digit == nil, held != .pound { held = key }
      return []
    }
    if key == .pound, !hasDigits { return callOffice() }
    parked = []
    switch stage {
    case .keeperCheck(let check): return keeperKey(key, check)
    case .announcement(let state): return announcementKey(key, state)
    case .repetition(let state): return repetitionKey(key, state)
    case .notice(let item): return key == .star ? ask(speech.sentences(item)) : []
    case .cancellation(let cancellation): return cancellationKey(key, cancellation)
    case .request(let request): return requestKey(key, request)
    case .rooms(let rooms): return roomsKey(key, rooms)
    case .vouch(let vouch): return vouchKey(key, vouch)
    case .menu(let menu): return menuKey(key, menu)
    case .nights(let nights): return nightsKey(key, nights)
    case .list(let bookings): return key == .star ? ask(listSentences(bookings)) : []
    case .outside(let outside): return outsideKey(key, outside)
    case .lookingUp, .closing: return []
    }
  }

  private mutating func spoken() -> [DialogueEffect] {
    parked = []
    switch stage {
    case .notice(let item):
      if !item.isCancellation { told.append(item.booking) }
      return proceed()
    case .list: return enterMenu()
    case .request(let request): return requestSpoken(request)
    case .rooms(let rooms): return roomsSpoken(rooms)
    case .outside(let outside): return leavingDoor { $0.outsideSpoken(outside) }
    case .closing:
      let effects = closing { $0.spoken(line: &$1) }
      return (outcome == nil ? [] : leaveUnrepeated()) + effects
    case .repetition(let state): return repetitionSpoken(state)
    case .keeperCheck(let check):
      return [line.listen(check.isHandingOver ? DialogueLimits.handOver : DialogueLimits.firstKey)]
    case .cancellation(let cancellation): return cancellationSpoken(cancellation)
    case .vouch(let vouch): return vouchSpoken(vouch)
    case .announcement, .menu, .nights:
      return waitsForRegistry ? [] : [line.listen(DialogueLimits.firstKey)]
    case .lookingUp: return []
    }
  }

  private mutating func silence() -> [DialogueEffect] {
    switch stage {
    case .keeperCheck(let check): return keeperSilence(check)
    case .announcement(let state): return announcementSilence(state)
    case .repetition(let state): return repetitionSilence(state)
    case .cancellation(let cancellation): return cancellationSilence(cancellation)
    case .request(let request): return requestSilence(request)
    case .rooms(let rooms): return roomsSilence(rooms)
    case .vouch(let vouch): return vouchSilence(vouch)
    case .menu(let menu): return menuSilence(menu)
    case .nights(let nights): return nightsSilence(nights)
    case .outside(let outside): return outsideSilence(outside)
    case .notice, .list, .lookingUp, .closing: return []
    }
  }

  private mutating func answered(_ answer: RegistryAnswer) -> [DialogueEffect] {
    var effects: [DialogueEffect] = []
    switch stage {
    case .announcement(let state): effects = announcementAnswered(answer, state)
    case .cancellation(let cancellation): effects = cancellationAnswered(answer, cancellation)
    case .request(let request): effects = requestAnswered(answer, request)
    case .rooms(let rooms): effects = roomsAnswered(answer, rooms)
    case .vouch(let vouch): effects = vouchAnswered(answer, vouch)
    case .nights(let nights): effects = nightsAnswered(answer, nights)
    case .lookingUp(let lookUp): effects = found(answer, lookUp)
    case .outside(let outside): effects = outsideAnswered(answer, outside)
    case .keeperCheck, .repetition, .notice, .menu, .list, .closing: break
    }
    // Not before the registry has had its last word: its answer is what is read back.
    guard !effects.isEmpty, !waitsForRegistry, let key = held else { return effects }
    held = nil
    if case .closing = stage { return effects }
    return effects + (key == .pound ? callOffice(afterSpeech: true) : pressed(key))
  }

  /// Whether the stage waits for the registry rather than for the keeper.
  private var waitsForRegistry: Bool {
    switch stage {
    case .lookingUp: true
    case .announcement(let state): state.saving != nil
    case .cancellation(let cancellation): cancellation.phase.isSaving
    case .request(let request): request.phase.isSaving
    case .rooms(let rooms): rooms.phase.isSaving
    case .vouch(let vouch): vouch.phase.isSaving
    case .nights(let nights): nights.phase.isSaving
    case .outside(let outside): outside.phase.isSaving
    case .keeperCheck, .repetition, .notice, .menu, .list, .closing: false
    }
  }

  private var hasDigits: Bool {
    switch stage {
    case .rooms(let rooms): !rooms.entry.isEmpty
    case .nights(let nights): !nights.entry.isEmpty
    case .outside(let outside): !outside.entry.isEmpty
    case .repetition(let state): !state.entry.isEmpty
    case .keeperCheck, .announcement, .notice, .cancellation, .request, .vouch, .menu,
      .list, .lookingUp, .closing:
      false
    }
  }

  private mutating func closing(
    _ body: (inout Closing, inout CallLine) -> [DialogueEffect]
  ) -> [DialogueEffect] {
    guard case .closing(var closing) = stage else { return [] }
    let effects = body(&closing, &line)
    stage = .closing(closing)
    return effects
  }

  // MARK: - The way through

  /// The next thing that waits, then the rooms, then the menu or goodbye.
  ///
  /// `lead` is said before it, in the same breath.
  mutating func proceed(_ lead: [Sentence] = []) -> [DialogueEffect] {
    guard questions < DialogueLimits.questions else {
      isUnanswered = true
      return sayGoodbye(lead)
    }
    if !announcements.isEmpty { return enterAnnouncement(lead) }
    // Nothing more is told to whoever has not said to be of the inn.
    if !isKeeperKnown, !isAllTold { return checkKeeper(lead) }
    if let toCorrect { return correctRepeated(toCorrect, lead) }
    if !repetitions.isEmpty { return enterRepetition(lead) }
    while !waiting.isEmpty {
      let item = waiting.removeFirst()
      if case .request = item.kind, requestsAsked >= DialogueLimits.requestsACall {
        requestsLeft += 1
        continue
      }
      return enter(item, lead)
    }
    var sentences = lead
    if requestsLeft > 0 {
      sentences.append(Sentence(.requestMore, [.count: JapaneseReadings.items(requestsLeft)]))
      requestsLeft = 0
    }
    if !roomsAsked, asksRooms { return enterTonight(sentences) }
    // Of several kinds any may be the wrong one: `*` asks about all of them.
    if !standing.isEmpty { correctable?.index = 0 }
    sentences += standing
    standing = []
    return opening == .inbound ? enterMenu(sentences) : sayGoodbye(sentences)
  }

  /// Whether a goodbye would be all that follows now.
  var isAtEnd: Bool { isAllTold && (roomsAsked || !asksRooms) && opening != .inbound }

  var isAllTold: Bool { announcements.isEmpty && repetitions.isEmpty && waiting.isEmpty }

  var asksRooms: Bool {
    guard briefing.rights.contains(.setRooms) else { return false }
    return switch opening {
    case .inbound, .outbound(.evening, _): true
    case .outbound(.request, _), .outbound(.news, _), .outbound(.broadcast, _),
      .outbound(.office, _), .outbound(.repetition, _):
      false
    }
  }

  /// Ends the call; without an `outcome` it is judged as one whose present step is done.
  mutating func sayGoodbye(_ lead: [Sentence] = [], _ outcome: CallOutcome? = nil)
    -> [DialogueEffect]
  {
    let result = outcome ?? result(isCut: false)
    let (closing, effects) = Closing.begin(goodbye: lead, result, line: &line)
    stage = .closing(closing)
    return effects
  }

  mutating func callOffice(_ lead: [Sentence] = [], afterSpeech: Bool = false) -> [DialogueEffect] {
    let settled = settlePending(isOfficeNext: true)
    let (closing, effects) = Closing.begin(office: lead, afterSpeech: afterSpeech, line: &line)
    stage = .closing(closing)
    return settled + effects
  }

  /// What is said when the registry refuses something that needs no sentence of its own.
  mutating func refused(_ refusal: CommitRefusal) -> [DialogueEffect] {
    switch refusal {
    case .notAllowed: return proceed([Sentence(.errorNotAllowed)])
    case .nightPast: return proceed([Sentence(.roomsPast)])
    case .outdated: return proceed([Sentence(.requestOutdated)])
    case .decided, .withdrawn, .expired, .noLongerFits:
      return proceed([requestOutcome(refusal)].compactMap(\.self))
    case .nightClosed, .tooManyRooms, .unavailable:
      isUnanswered = true
      return callOffice([Sentence(.errorUnavailable)])
    }
  }

  /// Counts a question; every question of a call passes here.
  mutating func ask(_ sentences: [Sentence]) -> [DialogueEffect] {
    guard questions < DialogueLimits.questions else {
      let settled = settlePending()
      return settled + sayGoodbye([], resultIfCut)
    }
    questions += 1
    return line.say(sentences)
  }

  // MARK: - What is kept

  private mutating func hear(_ readings: [BookingReading]) -> [DialogueEffect] {
    let new = readings.filter { !heard.contains($0) }
    guard !new.isEmpty else { return [] }
    heard += new
    return [line.commit(.heard(new)).effect]
  }

  /// An answer that is still open to correction becomes final when the talk moves away from it.
  private mutating func settlePending(isOfficeNext: Bool = false) -> [DialogueEffect] {
    switch stage {
    case .request(let request) where request.phase.isPending:
      return [line.commit(.settle(request.item.booking.id)).effect]
    case .cancellation(let cancellation) where cancellation.phase == .confirming:
      let giveBack = KeeperChange.giveBack(cancellation.item.booking.id)
      return [line.commit(giveBack, isDoubtful: cancellation.isAskedAgain).effect]
    case .lookingUp(let lookUp) where lookUp.corrects != nil && !isOfficeNext:
      let night = lookUp.corrects ?? briefing.tonight
      return [line.commit(.callWanted(.uncorrected(night))).effect]
    // Hanging up lets stand what she was told.
    case .repetition(let state) where toCorrect == nil && !state.isPlaying:
      let told = state.toldBefore + (state.wasTold ? [state.item] : [])
      return told.map { line.commit(.repeated($0.id)).effect }
    // She said that the number is wrong and gave no other: somebody has to ask her.
    case .rooms(let rooms)
    where (rooms.isCorrection || rooms.wasAllWrong) && rooms.phase == .asking && !isOfficeNext:
      return [line.commit(.callWanted(.uncorrected(rooms.night.nights.first))).effect]
    case _ where saidOnce != nil && !isOfficeNext:
      return saidOnce.map { [line.commit($0, isDoubtful: true).effect] } ?? []
    case .outside(let outside)
    where outside.isCorrection && !outside.phase.isSaving && !isOfficeNext:
      return [line.commit(.callWanted(.uncorrected(briefing.tonight - 1))).effect]
    default: return []
    }
  }

  private mutating func hungUp() -> [DialogueEffect] {
    if case .closing(var closing) = stage {
      let isSeenTo = closing.isSeenTo
      let wanted = closing.hasReachedNobody ? wantPerson() : []
      closing.hungUp()
      stage = .closing(closing)
      return wanted + (isSeenTo ? [] : leaveUnrepeated())
    }
    let settled = settlePending()
    stage = .closing(.over(resultIfCut))
    return settled + leaveUnrepeated()
  }

  private mutating func timeUp() -> [DialogueEffect] {
    // The end of a call is short by itself.
    parked = []
    if case .closing = stage { return [] }
    return settlePending() + sayGoodbye([Sentence(.timeUp)], resultIfCut)
  }

  /// How the call is judged when it ends in the middle of a step.
  private var resultIfCut: CallOutcome {
    switch stage {
    case .keeperCheck: .noKeeper
    case .announcement(let state):
      isKeeperKnown ? result(isCut: true) : state.saving == nil ? .noKeeper : .completed
    case .repetition(let state):
      state.wasTold && repetitions.isEmpty && !state.isPlaying
        ? result(isCut: false) : isKeeperKnown ? result(isCut: true) : .noKeeper
    case .notice: result(isCut: true)
    case .cancellation(let cancellation):
      result(isCut: !heard.contains(cancellation.item.booking.reading))
    case .request(let request):
      isKeeperKnown ? result(isCut: request.phase == .asking) : .noKeeper
    case .rooms, .vouch, .menu, .nights, .list, .lookingUp, .outside, .closing:
      result(isCut: false)
    }
  }

  private func result(isCut: Bool) -> CallOutcome {
    let isEveningUnasked = opening.isEvening && !roomsAsked && asksRooms
    return isCut || isUnanswered || isEveningUnasked || !isAllTold ? .unfinished : .completed
  }
}
