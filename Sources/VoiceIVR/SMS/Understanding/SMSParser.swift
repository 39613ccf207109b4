import InnRegistry

/// Reads a message: cleaned, cut into words, and put together by a small grammar.
///
/// Never guesses: every word has to be understood and to have its place, or the message is asked
/// back. Pure; what «tonight» and «田中様» mean comes in as ``SMSContext``.
package struct SMSParser: Sendable {
  let context: SMSContext

  package init(_ context: SMSContext) { self.context = context }

  package func read(_ message: String) -> SMSReading {
    guard message.count <= SMSCleaning.longest else { return .unclear(.words) }
    let text = SMSCleaning.clean(message)
    if text.isEmpty { return message.isEmpty ? .courtesy : .unclear(.words) }
    if let doubt = dayOrDays(text) { return doubt }
    let tokens = SMSLexicon.common.with(context).tokens(text)
    if tokens.contains(.automatic) { return .automatic }
    if tokens.contains(.secret) { return .secret }
    return read(tokens)
  }

  /// Numbers of a PIN must not be kept: the message as it may be stored and shown.
  package func withoutSecrets(_ message: String) -> String {
    guard case .secret = read(message) else { return message }
    return String(message.map { $0.isNumber ? "•" : $0 })
  }

  // MARK: - Whole messages

  private func read(_ all: [SMSToken]) -> SMSReading {
    let said = all.filter { $0 != .stop && $0 != .greeting && $0 != .thanks }
    if said.isEmpty { return .courtesy }
    if said.contains(where: \.isUnknown) { return .unclear(.words) }
    if let reading = single(said) { return reading }
    if let reading = twoNumbers(said) { return reading }
    if let reading = guests(said) { return reading }
    if let reading = answer(said) { return reading }
    if let reading = matter(said) { return reading }
    return statements(all.filter { $0 != .greeting && $0 != .thanks })
  }

  /// Messages of one word, whatever stands beside it.
  private func single(_ said: [SMSToken]) -> SMSReading? {
    let words = said.filter { $0 != .question && $0 != .and }
    let isAsked = said.contains(.question)
    guard let word = words.first else { return .help }
    guard words.count == 1 else { return nil }
    switch word {
    case .choice(let number): return isAsked ? .unclear(.words) : .choice(number)
    case .rooms(let type): return .roomType(type)
    case .help: return .help
    case .list, .request: return .list
    case .office: return .office
    case .howMany: return .status(nil)
    case .undo: return .undo
    case .wrong: return .wrong
    case .acknowledged: return .courtesy
    case .carrierWord: return .carrierWord
    case .free: return isAsked ? .status(nil) : .unclear(.noNumber(nil))
    case .nothing, .circle, .cross, .yesOrNo, .cancellation, .previous, .all, .negation, .hedge:
      return .unclear(.words)
    case .change: return .unclear(.change)
    default: return nil
    }
  }

  /// «2か3», «2〜3部屋».
  private func twoNumbers(_ said: [SMSToken]) -> SMSReading? {
    let words = said.filter { $0 != .roomCounter && $0 != .free && $0 != .relativeDay(0) }
    guard words.count == 3, case .number(let one) = words[0], case .number(let other) = words[2],
      words[1] == .hedge || words[1] == .dash, one != other
    else { return nil }
    func rooms(_ count: Int) -> SMSReading { .statements([SMSStatement(nil, .rooms(count))]) }
    return .unclear(.either(rooms(one), rooms(other)))
  }

  // MARK: - Guests

  /// «昨日 4人», «昨夜お客4名 うち外国1人».
  private func guests(_ said: [SMSToken]) -> SMSReading? {
    guard said.contains(where: \.isPeople) || said.contains(.relativeDay(-1)) else { return nil }
    var numbers: [(count: Int, isPeople: Bool, isAbroad: Bool)] = []
    var isAbroad = false
    var hasYesterday = false
    for (index, token) in said.enumerated() {
      switch token {
      case .relativeDay(-1): hasYesterday = true
      case .abroad: isAbroad = true
      case .number(let count):
        let isPeople = said[safe: index + 1] == .personCounter
        numbers.append((count, isPeople, isAbroad))
        isAbroad = false
      case .nothing: numbers.append((0, true, isAbroad))
      case .personCounter, .walkIn, .and: break
      case .full, .closed, .free, .roomCounter: return .unclear(.people)
      default: return .unclear(.people)
      }
    }
    guard hasYesterday, let first = numbers.first, !first.isAbroad, !isAbroad else {
      return .unclear(.people)
    }
    let abroad = numbers.dropFirst()
    guard abroad.count <= 1, abroad.allSatisfy(\.isAbroad) else { return .unclear(.people) }
    let fromAbroad = abroad.first?.count ?? 0
    guard first.count <= SMSParser.mostGuests, fromAbroad <= first.count else {
      return .unclear(.people)
    }
    let reading = SMSReading.guests(
      context.tonight - 1,
      guests: first.count,
      fromAbroad: fromAbroad,
    )
    return numbers.allSatisfy(\.isPeople) ? reading : .unclear(.unsure(reading))
  }

  /// Guests of one night that are believed: more than the largest inn of the region has beds.
  static let mostGuests = 300

  // MARK: - Yes and no

  private func answer(_ said: [SMSToken]) -> SMSReading? {
    let hasYes = said.contains(.yes)
    let hasNo = said.contains(.no) || said.contains(.declineMeals)
    let hasCircle = said.contains(.circle) || said.contains(.cross)
    guard hasYes || hasNo || said.contains(where: \.isGuest) else { return nil }
    if hasYes, hasNo { return .unclear(.words) }
    guard !said.contains(.question), !said.contains(.hedge), !said.contains(.negation), !hasCircle
    else { return .unclear(.words) }
    let rest = said.filter {
      switch $0 {
      case .yes, .no, .declineMeals, .list, .request, .and: false
      default: true
      }
    }
    let hasWords = !rest.isEmpty
    if hasYes || hasNo, !hasWords { return answer(hasYes, nil, said) }
    if hasYes || hasNo, let pick = pick(rest) { return answer(hasYes, pick, said) }
    // «いいえ、2です» corrects what was said before; «満室なので無理です» declines for that.
    if hasNo, rest == [.full] { return .no(nil, .full) }
    if hasNo, rest == [.closed] { return .no(nil, .closed) }
    if hasYes || hasNo {
      let reading = statements(said.filter { $0 != .yes && $0 != .no })
      guard case .statements(let list) = reading else { return .unclear(.words) }
      if hasYes { return .unclear(.either(.yes(nil), .statements(list))) }
      return .unclear(.either(.no(nil, nil), .correction(list)))
    }
    return .unclear(.words)
  }

  private func answer(_ isYes: Bool, _ pick: SMSPick?, _ said: [SMSToken]) -> SMSReading {
    if isYes { return .yes(pick) }
    return .no(pick, said.contains(.declineMeals) ? .meals : nil)
  }

  /// Which request: a guest's name, a letter, or a date without a number.
  private func pick(_ rest: [SMSToken]) -> SMSPick? {
    var guests: Set<BookingID> = []
    var others: [SMSToken] = []
    for token in rest {
      if case .guest(let booking) = token { guests.insert(booking) } else { others.append(token) }
    }
    if let booking = guests.first {
      guard guests.count == 1, others.isEmpty || night(others) != nil else { return nil }
      return .booking(booking)
    }
    if others.count == 1, case .choice(let number) = others[0] { return .choice(number) }
    return night(others).map { .night($0) }
  }

  private func night(_ tokens: [SMSToken]) -> CivilDate? {
    guard case (.nights(let spans), let next)? = SMSDates(tonight: context.tonight).read(tokens, 0),
      next == tokens.count, spans.count == 1, let span = spans.first, span.count == 1
    else { return nil }
    return span.first
  }

  // MARK: - Other matters

  /// «さっきの取消», «明日の予約», «電話ください。急ぎです» and the like.
  private func matter(_ said: [SMSToken]) -> SMSReading? {
    let words = Set(said.filter { $0 != .and && $0 != .question })
    if words.isSubset(of: [.undo, .previous, .wrong, .nothing]), words.contains(.undo) {
      return .undo
    }
    if words == [.previous, .nothing] { return .undo }
    if words.isSubset(of: [.wrong, .previous]) { return .wrong }
    if words == [.previous, .cancellation] { return .undo }
    if words.contains(.office) { return words.count <= 2 ? .office : .unclear(.words) }
    if words.contains(.list) {
      let rest = said.filter { $0 != .list && $0 != .question && $0 != .howMany && $0 != .free }
      return rest.isEmpty || night(rest) != nil ? .list : .unclear(.words)
    }
    if words.contains(.howMany) || (said.last == .question && words.contains(.free)) {
      let rest = said.filter {
        $0 != .howMany && $0 != .question && $0 != .free && $0 != .roomCounter
      }
      if rest.isEmpty { return .status(nil) }
      return night(rest).map { .status(NightSpan($0)) } ?? .unclear(.words)
    }
    if words.isSubset(of: [.help, .question, .howMany]) { return .help }
    if words == [.acknowledged, .yes] { return nil }
    return nil
  }

  /// «3日休みます»: the third, or three days.
  private func dayOrDays(_ text: String) -> SMSReading? {
    for verb in ["休みます", "休む", "休業します", "閉めます", "休館します", "お休みします"] where text.hasSuffix("日" + verb)
    {
      let before = Array(text.dropLast(verb.count + 1))
      guard let (number, length) = trailingNumber(before), length == before.count,
        (2...9).contains(number),
        case (.nights(let spans), _)? = SMSDates(tonight: context.tonight)
          .read([.number(number), .day], 0), let day = spans.first,
        let days = NightSpan(first: context.tonight, last: context.tonight + (number - 1))
      else { continue }
      return .unclear(
        .either(
          .statements([SMSStatement(day, .closed)]),
          .statements([SMSStatement(days, .closed)]),
        )
      )
    }
    return nil
  }

  private func trailingNumber(_ characters: [Character]) -> (Int, Int)? {
    guard case (.number(let number), let length)? = SMSNumber.read(characters, 0) else {
      return nil
    }
    return (number, length)
  }
}

extension SMSToken {
  var isUnknown: Bool { if case .unknown = self { true } else { false } }
  var isPeople: Bool { self == .personCounter || self == .walkIn || self == .abroad }
  var isGuest: Bool { if case .guest = self { true } else { false } }
}
