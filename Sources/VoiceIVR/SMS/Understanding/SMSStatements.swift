import InnRegistry

/// Puts together what a message says about rooms: dates, then what holds on them.
///
/// One pass from left to right; anything out of place ends in a doubt.
struct SMSStatements {
  private let dates: SMSDates
  private let tokens: [SMSToken]
  private var index = 0

  private var statements: [SMSStatement] = []
  /// Nights that were named and that nothing was said about yet.
  private var nights: [NightSpan] = []
  private var roomType: RoomTypeID?
  /// Dates that mean either of two; the word for them is still to come.
  private var either: (NightSpan, NightSpan)?
  private var open: CivilDate?
  private var isUnsure = false
  private var isCorrection = false
  /// A sentence ended since the last statement.
  private var hasStopped = false
  private var saysFree = false
  private var doubt: SMSDoubt?

  init(_ tokens: [SMSToken], tonight: CivilDate) {
    dates = SMSDates(tonight: tonight)
    self.tokens = tokens
  }

  mutating func read() -> SMSReading {
    while index < tokens.count, doubt == nil { step() }
    finish()
    return reading
  }

  // MARK: - One word

  private mutating func step() {
    if let (finding, next) = dates.read(tokens, index) {
      index = next
      take(finding)
      return
    }
    let token = tokens[index]
    index += 1
    switch token {
    case .number(let count): number(count)
    case .full: value(.full)
    case .closed: value(.closed)
    case .reopen: value(.reopen)
    case .cross:
      // «12/5 ×» is full, as in every calendar; alone it may be a no.
      if nights.isEmpty { doubt = .words } else { value(.full) }
    case .circle: if nights.isEmpty { doubt = .words } else { saysFree = true }
    case .nothing:
      // «和室なし», «今夜はなし»: nothing free; alone it may mean nothing at all.
      if nights.isEmpty, roomType == nil { doubt = .words } else { value(.full) }
    case .free: saysFree = true
    case .rooms(let type):
      if roomType != nil { doubt = .words } else { roomType = type }
    case .wrong: correct()
    case .instead: replace()
    case .hedge, .question: isUnsure = true
    case .change: doubt = .change
    case .all, .previous: break
    case .and: break
    case .stop: hasStopped = true
    case .roomCounter:
      // «部屋は3», «空室3部屋»: a counter without a number before it says what follows.
      if case .number = tokens[safe: index] { break }
      if tokens[safe: index] == .free || tokens[safe: index] == .full { break }
      if tokens[safe: index] == .all || tokens[safe: index] == .nothing { break }
      doubt = .words
    case .personCounter, .walkIn, .abroad: doubt = .people
    case .undo where !statements.isEmpty && statements.last?.word == .closed:
      statements[statements.count - 1].word = .reopen
    case .nightCounter, .month, .day, .slash, .dot, .dash, .from, .through, .relativeDay,
      .vagueDay, .weekday, .weekdayMark, .weekend, .thisWeek, .nextWeek, .thisMonth, .nextMonth,
      .restOfMonth, .week, .yes, .yesOrNo, .acknowledged, .no, .declineMeals, .list, .help,
      .office, .howMany, .undo, .cancellation, .negation, .guest, .request, .choice, .thanks,
      .carrierWord, .secret, .automatic, .filler, .greeting, .unknown:
      doubt = .words
    }
  }

  private mutating func take(_ finding: SMSDates.Finding) {
    switch finding {
    case .nights(let spans):
      if nights.isEmpty, either == nil, open == nil {
        nights = spans
      } else {
        doubt = .words
      }
    case .either(let one, let other):
      if nights.isEmpty, either == nil { either = (one, other) } else { doubt = .words }
    case .open(let first):
      if nights.isEmpty, open == nil { open = first } else { doubt = .words }
    case .doubt(let found): doubt = found
    }
  }

  private mutating func number(_ count: Int) {
    switch tokens[safe: index] {
    case .roomCounter: index += 1
    case .personCounter:
      doubt = .people
      return
    case .nightCounter, .month, .day, .week, .slash, .dash, .dot:
      doubt = .words
      return
    default: break
    }
    if tokens[safe: index] == .change || tokens[safe: index] == .cancellation {
      doubt = .change
      return
    }
    value(.rooms(count))
  }

  private mutating func value(_ word: SMSStatement.Word) {
    saysFree = false
    if open != nil, word == .closed || word == .reopen {
      doubt = open.map { .noEnd($0) }
      return
    }
    if open != nil {
      doubt = open.map { .noEnd($0) }
      return
    }
    if let (one, other) = either {
      let first = SMSReading.statements([SMSStatement(one, word, roomType)])
      let second = SMSReading.statements([SMSStatement(other, word, roomType)])
      guard statements.isEmpty, index >= tokens.count || restSaysNothing else {
        doubt = .words
        return
      }
      doubt = .either(first, second)
      return
    }
    if nights.isEmpty { return unframed(word) }
    for span in nights { statements.append(SMSStatement(span, word, roomType)) }
    nights = []
    roomType = nil
    hasStopped = false
  }

  /// A value without a night of its own: the first of the message, the same nights' next kind of
  /// room, or the rooms of nights that are being opened.
  private mutating func unframed(_ word: SMSStatement.Word) {
    guard let last = statements.last else {
      statements.append(SMSStatement(nil, word, roomType))
      roomType = nil
      hasStopped = false
      return
    }
    if let type = roomType, last.roomType != nil, last.roomType != type {
      for span in lastSpans { statements.append(SMSStatement(span, word, type)) }
      roomType = nil
      return
    }
    if last.word == .reopen, case .rooms = word {
      for span in lastSpans { statements.append(SMSStatement(span, word, roomType)) }
      roomType = nil
      return
    }
    // «満室です 空きありません»: the same again.
    if last.word == word, roomType == nil { return }
    doubt = .words
  }

  /// The nights of the last value, one statement for each span.
  private var lastSpans: [NightSpan?] {
    guard let last = statements.last else { return [] }
    return statements.reversed()
      .prefix { $0.word == last.word && $0.roomType == last.roomType }.map(\.nights).reversed()
  }

  private var restSaysNothing: Bool {
    tokens[index...].allSatisfy { $0 == .stop || $0 == .all || $0 == .free }
  }

  /// «さっきの3は間違い、2です»: what stood before is not meant.
  private mutating func correct() {
    isCorrection = true
    replace()
    isCorrection = true
  }

  private mutating func replace() {
    guard statements.count <= 1 else {
      doubt = .words
      return
    }
    if let dropped = statements.popLast() {
      if let span = dropped.nights { nights = [span] }
      roomType = dropped.roomType
    }
  }

  // MARK: - The end

  private mutating func finish() {
    guard doubt == nil else { return }
    if let (one, _) = either {
      doubt = .noNumber(one)
      return
    }
    if let open {
      doubt = statements.isEmpty ? .noEnd(open) : .words
      return
    }
    if let span = nights.first {
      // «2部屋です、明日»: the night comes after.
      if statements.count == 1, statements[0].nights == nil, roomType == nil, !saysFree,
        !hasStopped || isClosure(statements[0].word)
      {
        let word = statements[0]
        statements = nights.map { SMSStatement($0, word.word, word.roomType) }
      } else {
        doubt = statements.isEmpty && nights.count == 1 ? .noNumber(span) : .words
      }
      return
    }
    if roomType != nil {
      if statements.count == 1, statements[0].roomType == nil {
        statements[0].roomType = roomType
      } else {
        doubt = statements.isEmpty ? .noNumber(nil) : .words
      }
      return
    }
    if saysFree, statements.isEmpty { doubt = .noNumber(nil) }
  }

  private func isClosure(_ word: SMSStatement.Word) -> Bool { word == .closed || word == .reopen }

  private var reading: SMSReading {
    if let doubt { return .unclear(doubt) }
    guard !statements.isEmpty else { return isCorrection ? .wrong : .unclear(.words) }
    guard !contradicts else { return .unclear(.words) }
    let reading: SMSReading = isCorrection ? .correction(statements) : .statements(statements)
    return isUnsure ? .unclear(.unsure(reading)) : reading
  }

  /// Two different things about one night and kind of room.
  private var contradicts: Bool {
    for (place, one) in statements.enumerated() {
      for other in statements[(place + 1)...]
      where one.roomType == other.roomType && one.word != other.word
        && !(one.word == .reopen) && overlaps(one.nights, other.nights)
      {
        return true
      }
    }
    return false
  }

  private func overlaps(_ one: NightSpan?, _ other: NightSpan?) -> Bool {
    let one = one ?? NightSpan(dates.tonight)
    let other = other ?? NightSpan(dates.tonight)
    return one.first <= other.last && other.first <= one.last
  }
}

extension SMSParser {
  func statements(_ tokens: [SMSToken]) -> SMSReading {
    var reader = SMSStatements(tokens, tonight: context.tonight)
    return reader.read()
  }
}
