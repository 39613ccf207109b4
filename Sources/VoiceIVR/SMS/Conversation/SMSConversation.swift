import InnRegistry

/// What one telephone and the hub have written to each other lately, as far as it matters for the
/// next message.
///
/// A pure machine like the dialogues of the telephone: a message and what the registry holds go in,
/// changes and an answer come out; no clock, no chance, and its state is stored between any two
/// messages.
package struct SMSConversation: Hashable, Codable, Sendable {
  /// What the hub asked and she has not answered.
  var asked: Asked?
  /// Her last change, for «ちがう» and «取消».
  var last: LastChange?
  /// The message before, to know the same one again.
  var lastMessage: SMSMessage?
  var asks: [Timestamp] = []
  var answers: [Timestamp] = []
  /// The change that is being saved.
  var deed: Deed?

  package init() {}

  struct Asked: Hashable, Codable, Sendable {
    var question: Question
    var at: Timestamp
    /// As it was written, to be said again.
    var text: String
    var readings: [BookingReading]
  }

  enum Question: Hashable, Codable, Sendable {
    /// ア, イ, ウ.
    case choose([SMSReading])
    /// はい, いいえ: whether that was meant.
    case confirm(SMSReading)
    /// How many rooms on these nights.
    case number(NightSpan, RoomTypeID?)
    /// Until when closed.
    case until(CivilDate)
    /// Which kind of room the numbers are of.
    case roomType([SMSStatement])
    /// Whether to reopen closed nights for these statements (S23).
    case reopen([SMSStatement])
    /// Which of several requests.
    case which([BookingReading], RequestAnswer, DeclineReason?)
    /// Why a request was declined.
    case reason(BookingReading)
    /// Whether rooms of a cancelled booking are for sale again.
    case giveBack(BookingReading)
    /// Whether she can take the guests that are too many.
    case shortfall(CivilDate)

    /// Whether «はい» and «いいえ» answer it.
    var isYesOrNo: Bool {
      switch self {
      case .confirm, .reopen, .giveBack, .shortfall: true
      case .choose, .number, .until, .roomType, .which, .reason: false
      }
    }
  }

  struct LastChange: Hashable, Codable, Sendable {
    var kind: Kind
    var at: Timestamp

    enum Kind: Hashable, Codable, Sendable {
      case statements([SMSStatement])
      case answer(BookingNotice)
      case guests(CivilDate)
    }
  }

  /// What is being saved, for the answer to it.
  enum Deed: Hashable, Codable, Sendable {
    case statements([SMSStatement])
    case answer(BookingNotice, RequestAnswer)
    case declined(BookingNotice, DeclineReason)
    case takenBack(BookingNotice)
    case guests(CivilDate, Int, Int)
    case callWanted
    case gaveBack(Bool)
    case shortfall(CivilDate, Bool)
    /// Nothing but that she has read what was sent.
    case read(SMSAnswer)
  }

  /// Whether one more question or explanation may go to this number; if so, it is counted.
  mutating func mayExplain(at now: Timestamp) -> Bool {
    forget(before: now)
    return counted(SMSAnswer(" ", .ask), now).text != nil
  }

  /// What must not be kept of the last message.
  mutating func dropSecrets() {
    guard let message = lastMessage else { return }
    let parser = SMSParser(SMSContext(tonight: TokyoTime.tonight(at: message.sentAt)))
    lastMessage?.text = parser.withoutSecrets(message.text)
  }

  // MARK: - In

  /// Takes a message.
  package mutating func hear(_ message: SMSMessage, _ brief: SMSBriefing) -> SMSStep {
    forget(before: message.sentAt)
    let reading = SMSParser(brief.context).read(message.text)
    let isRepeated = isSame(message)
    lastMessage = message
    deed = nil
    if isRepeated { return limited(again(reading, brief), brief, message.sentAt) }
    let step = act(on: reading, brief, message.sentAt)
    return limited(step, brief, message.sentAt)
  }

  /// Takes what became of the changes.
  package mutating func finish(_ outcome: SMSOutcome, _ brief: SMSBriefing) -> SMSAnswer {
    guard let deed, let at = lastMessage?.sentAt else { return .silence }
    self.deed = nil
    let answer =
      switch outcome {
      case .saved(let results): answer(to: deed, results, brief, at)
      case .refused(let refusal): SMSAnswer(SMSWording.refusal(refusal, brief), .change)
      }
    return counted(answer, at)
  }

  // MARK: - What holds

  private mutating func forget(before now: Timestamp) {
    if let at = asked?.at, now - at > SMSLimits.memory { asked = nil }
    if case .number? = asked?.question, let at = asked?.at, now - at > SMSLimits.numberMemory {
      asked = nil
    }
    if let at = last?.at, now - at > SMSLimits.memory { last = nil }
    asks.removeAll { now - $0 >= .hours(1) }
    answers.removeAll { now - $0 >= .hours(1) }
  }

  /// «3, 2, 3» are three statements: only the message before counts (S18).
  private func isSame(_ message: SMSMessage) -> Bool {
    guard let before = lastMessage else { return false }
    let distance = message.sentAt - before.sentAt
    return before.text == message.text && distance <= SMSLimits.duplicates
      && distance >= Span(milliseconds: -SMSLimits.duplicates.milliseconds)
  }

  /// The same again changes nothing; an open question is put once more, because «はい» twice may
  /// be meant for two requests.
  private mutating func again(_ reading: SMSReading, _ brief: SMSBriefing) -> SMSStep {
    switch reading {
    case .yes(nil), .no(nil, _):
      guard asked?.question.isYesOrNo != true, !brief.answerable.isEmpty else { break }
      let answer: RequestAnswer = if case .yes = reading { .accept } else { .decline }
      return askWhich(brief.answerable, answer, nil, brief)
    default: break
    }
    guard let asked else { return .answer(.silence) }
    return .answer(SMSAnswer(asked.text, .ask, readings: asked.readings))
  }

  // MARK: - Out

  /// Puts first what she has read by now, and holds back questions beyond the limits.
  private mutating func limited(_ step: SMSStep, _ brief: SMSBriefing, _ now: Timestamp) -> SMSStep
  {
    let read: [KeeperChange] = brief.newlyRead.isEmpty ? [] : [.heard(brief.newlyRead)]
    switch step {
    case .commit(let changes): return .commit(read + changes)
    case .answer(let answer):
      guard !read.isEmpty else { return .answer(counted(answer, now)) }
      deed = .read(answer)
      return .commit(read)
    }
  }

  private mutating func counted(_ answer: SMSAnswer, _ now: Timestamp) -> SMSAnswer {
    guard answer.text != nil, answer.kind != .silence else { return .silence }
    if answer.kind == .ask {
      guard asks.count < SMSLimits.asksAnHour else { return .silence }
      asks.append(now)
    }
    guard answers.count < SMSLimits.answersAnHour else { return .silence }
    answers.append(now)
    return answer
  }

  /// A question, kept until it is answered or something else is said.
  mutating func ask(_ question: Question, _ text: String, readings: [BookingReading] = [])
    -> SMSStep
  {
    asked = Asked(
      question: question,
      at: lastMessage?.sentAt ?? Timestamp(milliseconds: 0),
      text: text,
      readings: readings,
    )
    return .answer(SMSAnswer(text, .ask, readings: readings))
  }

  func tell(_ text: String, readings: [BookingReading] = []) -> SMSStep {
    .answer(SMSAnswer(text, .ask, readings: readings))
  }

  mutating func commit(_ changes: [KeeperChange], _ deed: Deed) -> SMSStep {
    self.deed = deed
    asked = nil
    return .commit(changes)
  }
}
