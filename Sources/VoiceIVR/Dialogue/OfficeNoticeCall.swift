package import InnRegistry

/// What the office, or whoever is on duty for it, is rung about.
package struct OfficeNotice: Hashable, Codable, Sendable {
  package var inn: InnName
  /// The inn's own telephone, to be rung by a person.
  package var innPhone: PhoneNumber?
  package var reason: Reason

  package init(inn: InnName, innPhone: PhoneNumber?, reason: Reason) {
    self.inn = inn
    self.innPhone = innPhone
    self.reason = reason
  }

  package enum Reason: Hashable, Codable, Sendable {
    /// Nobody at the inn answers, and a request must be answered by then.
    case requestUnanswered(deadline: Timestamp)
    /// Guests come on that day, and the inn has not heard of them.
    case bookingUnheard(checkIn: CivilDate)
  }
}

/// The hub rings the office: what it is about, whom to ring, and a key that says «heard».
///
/// It names no guest: nobody knows yet who picked up.
struct OfficeNoticeCall: Hashable, Codable, Sendable {
  let notice: OfficeNotice
  var line = CallLine()
  var stage = Stage.new
  var tries = Tries()

  enum Stage: Hashable, Codable, Sendable {
    case new
    case asking
    case closing(Closing)
  }

  var outcome: CallOutcome? {
    if case .closing(let closing) = stage { closing.outcome } else { nil }
  }

  mutating func handle(_ event: DialogueEvent) -> [DialogueEffect] {
    if case .closing(var closing) = stage {
      let effects = closing.handle(event, line: &line)
      stage = .closing(closing)
      return effects
    }
    switch event {
    case .connected:
      guard stage == .new else { return [] }
      stage = .asking
      return read()
    case .key(let key): return pressed(key)
    case .speechFinished(let token):
      guard let done = line.finished(token), done.isLast else { return [] }
      return [line.listen(DialogueLimits.firstKey)]
    case .silence(let token):
      guard line.isOver(token) else { return [] }
      return tries.silence() ? goodbye(.noKeeper) : read()
    case .time: return goodbye(.noKeeper)
    case .hangUp:
      stage = .closing(.over(.noKeeper))
      return []
    case .voiceHeard, .answer, .news, .office, .recorded: return []
    }
  }

  private mutating func pressed(_ key: Key) -> [DialogueEffect] {
    guard stage == .asking else { return [] }
    line.keyWasPressed = true
    switch key {
    case .star, .pound: return tries.again() ? goodbye(.noKeeper) : read()
    case .one where line.keysCount: return goodbye(.completed)
    default:
      guard line.keysCount else { return [] }
      guard !tries.mistake() else { return goodbye(.noKeeper) }
      return line.say([Sentence(.mistakeNotUnderstood), Sentence(.broadcastAsk).opening])
    }
  }

  private mutating func read() -> [DialogueEffect] {
    let name = JapaneseReadings.inn(notice.inn)
    let what =
      switch notice.reason {
      case .requestUnanswered(let deadline):
        [
          Sentence(.officeRequestDue, [.inn: name]),
          Sentence(.requestDeadline, [.deadline: JapaneseReadings.instant(deadline)]),
        ]
      case .bookingUnheard(let checkIn):
        [
          Sentence(.officeUnheard, [.inn: name]),
          Sentence(.officeArrival, [.date: JapaneseReadings.dateAndWeekday(checkIn)]),
        ]
      }
    let whom = notice.innPhone.map { number in
      [Sentence(.officeRingInn, [.phone: JapaneseReadings.phone(number)])]
    }
    return line.say(
      [Sentence(.introOffice)] + what + (whom ?? []) + [Sentence(.broadcastAsk).opening]
    )
  }

  private mutating func goodbye(_ outcome: CallOutcome) -> [DialogueEffect] {
    let (closing, effects) = Closing.begin(goodbye: [], outcome, line: &line)
    stage = .closing(closing)
    return effects
  }
}
