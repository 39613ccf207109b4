import InnRegistry

/// Reads nights out of the words of a message.
struct SMSDates: Sendable {
  /// «The next such date» is looked for this many nights ahead (domain rule on months and days).
  static let farthest = 330
  /// Nights of a range in words such as «3日間»: a season.
  static let longestCount = 120

  let tonight: CivilDate

  /// What was read.
  enum Finding: Hashable, Sendable {
    case nights([NightSpan])
    /// From here on; the end is to be asked.
    case open(CivilDate)
    case either(NightSpan, NightSpan)
    case doubt(SMSDoubt)
  }

  /// Reads the longest run of dates that begins at `start`.
  ///
  /// - Returns: nil when no date begins there.
  func read(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    guard var (finding, next) = span(tokens, start) else { return nil }
    // «3日と4日», «今日 明日».
    while case .nights(let found) = finding {
      var following = next
      let isJoined = tokens[safe: next] == .and
      if isJoined { following += 1 }
      guard let (more, end) = span(tokens, following) else { break }
      switch more {
      case .nights(let others): finding = .nights(found + others)
      case .open, .either, .doubt: finding = more
      }
      next = end
    }
    return (finding, next)
  }

  /// From a first night to the one that was named as the end; «3日まで» after «12/28から» is the
  /// third of January.
  static func closing(from first: CivilDate, on last: CivilDate) -> NightSpan? {
    if let span = NightSpan(first: first, last: last) { return span }
    guard case .nights(let spans) = SMSDates(tonight: first).dayOfMonth(last.day) else {
      return nil
    }
    return spans.first.flatMap { NightSpan(first: first, last: $0.last) }
  }

  // MARK: - One span

  private func span(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    if let found = bareRange(tokens, start) { return found }
    if let found = bareList(tokens, start) { return found }
    guard let (first, afterFirst) = point(tokens, start) else { return nil }
    guard case .nights(let spans) = first, let begin = spans.first, spans.count == 1 else {
      return (first, afterFirst)
    }
    var next = afterFirst
    // «12/5夜».
    if tokens[safe: next] == .nightCounter { next += 1 }
    switch tokens[safe: next] {
    case .dash: return range(from: begin, tokens, next + 1, wantsEnd: true)
    case .from: return range(from: begin, tokens, next + 1, wantsEnd: false)
    case .through:
      guard let span = NightSpan(first: tonight, last: begin.last) else { return nil }
      return (.nights([span]), next + 1)
    default: return (.nights([begin]), next)
    }
  }

  /// What follows «5日から» or «8/3-».
  private func range(
    from begin: NightSpan,
    _ tokens: [SMSToken],
    _ start: Int,
    wantsEnd: Bool,
  ) -> (Finding, next: Int)? {
    // «から3日間», «から3泊»; «から3日» is the third.
    if case .number(let count) = tokens[safe: start], tokens[safe: start + 1] == .nightCounter {
      return counted(begin.first, count, next: start + 2)
    }
    if case .number(let count) = tokens[safe: start], tokens[safe: start + 1] == .week {
      return counted(begin.first, count * 7, next: start + 2)
    }
    if let (end, afterEnd) = endPoint(after: begin.first, tokens, start) {
      var next = afterEnd
      if tokens[safe: next] == .nightCounter { next += 1 }
      if tokens[safe: next] == .through { next += 1 }
      guard case .nights(let spans) = end, let last = spans.first?.last else { return (end, next) }
      guard let span = NightSpan(first: begin.first, last: last) else {
        return (.doubt(.outOfReach), next)
      }
      return (.nights([span]), next)
    }
    return (.open(begin.first), start)
  }

  private func counted(_ first: CivilDate, _ count: Int, next: Int) -> (Finding, next: Int) {
    guard (1...SMSDates.longestCount).contains(count),
      let span = NightSpan(first: first, last: first + (count - 1))
    else { return (.doubt(.outOfReach), next) }
    return (.nights([span]), next)
  }

  /// The end of a range: a date, or a day of the month alone.
  private func endPoint(after first: CivilDate, _ tokens: [SMSToken], _ start: Int)
    -> (Finding, next: Int)?
  {
    let later = SMSDates(tonight: first)
    if case .number(let day) = tokens[safe: start], !isMonth(tokens, start) {
      // «8/3-5 休»: the fifth; «3日から5日まで» likewise.
      let next = tokens[safe: start + 1] == .day ? start + 2 : start + 1
      return (later.dayOfMonth(day), next)
    }
    return later.point(tokens, start)
  }

  /// Whether the number at `start` is a month: 8/3, 8月3日.
  private func isMonth(_ tokens: [SMSToken], _ start: Int) -> Bool {
    switch tokens[safe: start + 1] {
    case .month: true
    case .slash, .dot:
      if case .number = tokens[safe: start + 2] { true } else { false }
    default: false
    }
  }

  /// «3-5日», «28から3まで»: days of the month, not months; «12-28» may be either.
  private func bareRange(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    guard case .number(let first) = tokens[safe: start],
      let joint = tokens[safe: start + 1], joint == .dash || joint == .from,
      case .number(let second) = tokens[safe: start + 2], !isMonth(tokens, start + 2)
    else { return nil }
    let follow = tokens[safe: start + 3]
    let isDays = follow == .day
    let isThrough = follow == .through || (isDays && tokens[safe: start + 4] == .through)
    guard follow != .nightCounter, follow != .roomCounter, follow != .personCounter else {
      return nil
    }
    let next = start + 3 + (isDays ? 1 : 0) + (isThrough ? 1 : 0)
    let asDays = days(first, second)
    if isDays || isThrough || joint == .from {
      return asDays.map { (.nights([$0]), next) } ?? (.doubt(.outOfReach), next)
    }
    // «12-5» runs backwards: nobody writes days so.
    if first > second, case .nights(let spans) = monthAndDay(first, second) {
      return (.nights(spans), next)
    }
    let asDate: NightSpan? =
      if case .nights(let spans) = monthAndDay(first, second) { spans.first } else { nil }
    switch (asDate, asDays) {
    case (let date?, let days?): return (.either(date, days), next)
    case (let date?, nil): return (.nights([date]), next)
    case (nil, let days?): return (.nights([days]), next)
    case (nil, nil): return nil
    }
  }

  private func days(_ first: Int, _ second: Int) -> NightSpan? {
    guard case .nights(let begin) = dayOfMonth(first), let from = begin.first?.first,
      case .nights(let end) = SMSDates(tonight: from).dayOfMonth(second), let to = end.first?.last
    else { return nil }
    return NightSpan(first: from, last: to)
  }

  /// «3、4日», «3・4・5日».
  private func bareList(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    var numbers: [Int] = []
    var index = start
    while case .number(let number) = tokens[safe: index] {
      numbers.append(number)
      guard tokens[safe: index + 1] == .and, case .number = tokens[safe: index + 2] else {
        index += 1
        break
      }
      index += 2
    }
    guard numbers.count > 1, tokens[safe: index] == .day else { return nil }
    var spans: [NightSpan] = []
    for number in numbers {
      guard case .nights(let found) = dayOfMonth(number) else {
        return (dayOfMonth(number), index + 1)
      }
      spans += found
    }
    return (.nights(spans), index + 1)
  }

  // MARK: - One point in time

  private func point(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    guard let token = tokens[safe: start] else { return nil }
    switch token {
    case .relativeDay(let offset):
      guard offset >= 0 else { return nil }
      var next = start + 1
      // «今日12/3»: the same day twice, or a contradiction.
      if let (again, end) = calendarDate(tokens, next), case .nights(let spans) = again {
        guard spans == [NightSpan(tonight + offset)] else { return (.doubt(.words), end) }
        next = end
      }
      return marked(.nights([NightSpan(tonight + offset)]), tokens, next)
    case .vagueDay:
      return (.either(NightSpan(tonight + 3), NightSpan(tonight + 4)), start + 1)
    case .restOfMonth:
      return (
        .nights([NightSpan(first: tonight, last: lastOfMonth(0))].compactMap { $0 }), start + 1
      )
    case .weekend: return (weekend(0), start + 1)
    case .weekday(let day): return (weekday(day), start + 1)
    case .thisWeek, .nextWeek: return weekPoint(tokens, start, isNext: token == .nextWeek)
    case .thisMonth, .nextMonth:
      return monthPoint(tokens, start, ahead: token == .nextMonth ? 1 : 0)
    default: return calendarDate(tokens, start)
    }
  }

  /// 8/3, 8月3日, 3日.
  private func calendarDate(_ tokens: [SMSToken], _ start: Int) -> (Finding, next: Int)? {
    guard case .number(let first) = tokens[safe: start] else { return nil }
    switch (tokens[safe: start + 1], tokens[safe: start + 2]) {
    case (.slash, .number(let day)), (.month, .number(let day)), (.dot, .number(let day)):
      let hasDay = tokens[safe: start + 3] == .day
      // «12月2部屋»: that is no day.
      if tokens[safe: start + 1] == .month, !hasDay {
        switch tokens[safe: start + 3] {
        case .roomCounter, .personCounter, .nightCounter: return (.doubt(.words), start + 3)
        default: break
        }
      }
      return marked(monthAndDay(first, day), tokens, start + (hasDay ? 4 : 3))
    case (.day, _): return marked(dayOfMonth(first), tokens, start + 2)
    default: return nil
    }
  }

  /// A weekday in brackets must be the date's own.
  private func marked(_ finding: Finding, _ tokens: [SMSToken], _ start: Int)
    -> (Finding, next: Int)
  {
    let said: Int
    switch tokens[safe: start] {
    case .weekdayMark(let day): said = day
    case .weekday(let day): said = day
    default: return (finding, start)
    }
    guard case .nights(let spans) = finding, let night = spans.first?.first else {
      return (finding, start + 1)
    }
    guard night.weekday.rawValue == said else { return (.doubt(.weekday(night)), start + 1) }
    return (finding, start + 1)
  }

  private func monthAndDay(_ month: Int, _ day: Int) -> Finding {
    guard (1...12).contains(month), (1...31).contains(day) else { return .doubt(.noSuchDay) }
    let year = tonight.parts.year
    // A leap day comes at latest in the eighth year: whether it is near is asked next.
    for candidate in year...(year + 1) {
      guard let date = CivilDate(year: candidate, month: month, day: day) else {
        if candidate == year, month < tonight.parts.month { continue }
        return .doubt(.noSuchDay)
      }
      guard date >= tonight else { continue }
      guard date <= tonight + SMSDates.farthest else { return .doubt(.outOfReach) }
      return .nights([NightSpan(date)])
    }
    return .doubt(.outOfReach)
  }

  /// The next such day: 31日 in a short month is asked.
  private func dayOfMonth(_ day: Int) -> Finding {
    guard (1...31).contains(day) else { return .doubt(.noSuchDay) }
    let today = tonight.parts
    let ahead = day >= today.day ? 0 : 1
    let (year, month) = shifted(today.year, today.month, by: ahead)
    guard let date = CivilDate(year: year, month: month, day: day) else {
      return .doubt(.noSuchDay)
    }
    return .nights([NightSpan(date)])
  }

  private func shifted(_ year: Int, _ month: Int, by months: Int) -> (Int, Int) {
    let index = year * 12 + month - 1 + months
    return (index / 12, index % 12 + 1)
  }

  private func lastOfMonth(_ ahead: Int) -> CivilDate {
    let (year, month) = shifted(tonight.parts.year, tonight.parts.month, by: ahead + 1)
    return (CivilDate(year: year, month: month, day: 1) ?? tonight) - 1
  }

  // MARK: - Weeks and months

  /// The next such weekday; today's own name may mean today or a week from now.
  private func weekday(_ day: Int) -> Finding {
    let distance = (day - tonight.weekday.rawValue + 7) % 7
    let night = tonight + distance
    guard distance > 0 else { return .either(NightSpan(night), NightSpan(night + 7)) }
    return .nights([NightSpan(night)])
  }

  /// Saturday and Sunday night of this week or a later one.
  private func weekend(_ weeks: Int) -> Finding {
    let monday = tonight - (tonight.weekday.rawValue + 6) % 7
    let saturday = monday + 5 + weeks * 7
    guard let span = NightSpan(first: max(saturday, tonight), last: saturday + 1) else {
      return .doubt(.outOfReach)
    }
    return .nights([span])
  }

  private func weekPoint(_ tokens: [SMSToken], _ start: Int, isNext: Bool)
    -> (Finding, next: Int)?
  {
    switch tokens[safe: start + 1] {
    case .weekend: return (weekend(isNext ? 1 : 0), start + 2)
    case .weekday(let day):
      let monday = tonight - (tonight.weekday.rawValue + 6) % 7 + (isNext ? 7 : 0)
      let night = monday + (day + 6) % 7
      // A week begins on Sunday or Monday, as one was taught.
      if day == 0 {
        let other = night - 7
        if other >= tonight { return (.either(NightSpan(other), NightSpan(night)), start + 2) }
      }
      guard night >= tonight else { return (.doubt(.outOfReach), start + 2) }
      return (.nights([NightSpan(night)]), start + 2)
    default: return (.doubt(.words), start + 1)
    }
  }

  private func monthPoint(_ tokens: [SMSToken], _ start: Int, ahead: Int)
    -> (Finding, next: Int)?
  {
    guard case .number(let day) = tokens[safe: start + 1], tokens[safe: start + 2] == .day else {
      return (.doubt(.words), start + 1)
    }
    let (year, month) = shifted(tonight.parts.year, tonight.parts.month, by: ahead)
    guard let date = CivilDate(year: year, month: month, day: day) else {
      return (.doubt(.noSuchDay), start + 3)
    }
    guard date >= tonight else { return (.doubt(.outOfReach), start + 3) }
    return marked(.nights([NightSpan(date)]), tokens, start + 3)
  }
}

extension Array {
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
