import InnRegistry

/// The decision about one inn.
extension CallPlanner {
  enum Decision: Hashable, Sendable {
    case ring(Call)
    case wait(until: Timestamp)
  }

  /// nil when there is nothing to ring the inn about.
  func decide(_ inn: InnSituation, now: Timestamp) -> Decision? {
    if let call = resumption(inn, now) { return .ring(call) }
    // A person has decided it: neither a rest nor the kitchen nor the day's calls hold it up.
    if inn.isWanted, inn.calling.allows(now) {
      let isNews = inn.waiting.contains { $0.deadline > now }
      if let call = call(inn, isEvening: !isNews, now: now) { return .ring(call) }
    }
    let earliest = max(now, rest(inn, rules.restAfterCall))
    let repeats = max(now, rest(inn, rules.repeatAfter))
    var starts: [(at: Timestamp, isEvening: Bool)] = []
    let evening = eveningStart(inn, from: earliest, now)
    if let evening { starts.append((evening, true)) }
    for reason in inn.waiting {
      let from =
        reason.kind == .tellRepetition
        ? max(repeats, reason.createdAt + rules.repeatAfter) : earliest
      guard var start = start(for: reason, inn, from: from) else { continue }
      if reason.kind != .tellRequest, reason.kind != .tellBroadcast, let evening, start < evening,
        evening - start <= rules.evenings, evening < reason.deadline
      {
        start = evening
      }
      starts.append((start, false))
    }
    guard let first = starts.map(\.at).min() else { return nil }
    guard first <= now else { return .wait(until: afterCap(inn, first, now)) }
    guard rung(inn) < rules.callsADay else { return .wait(until: afterCap(inn, first, now)) }
    let isEvening = starts.contains { $0.isEvening && $0.at <= now }
    return call(inn, isEvening: isEvening, now: now).map { .ring($0) }
  }

  // MARK: - Parts

  /// The call about everything that waits; nil when none of the inn's telephones may be rung.
  private func call(_ inn: InnSituation, isEvening: Bool, resumes: Bool = false, now: Timestamp)
    -> Call?
  {
    let carried = inn.waiting.filter { $0.deadline > now }
    let hasRequest = carried.contains { $0.kind == .tellRequest }
    let purpose = isEvening ? .evening : Ring.Purpose(of: Set(carried.map(\.kind)))
    let needed: InnPhone.Rights =
      hasRequest ? .answerRequests : purpose == .evening ? .setRooms : []
    var phones = inn.phones.filter { $0.kind != .officeOnly && $0.rights.isSuperset(of: needed) }
    if purpose == .repetition {
      // Whoever pressed the keys knows what she meant; a telephone without keys sent none.
      phones.removeAll { $0.kind == .rotary }
      if let own = phones.first(where: { $0.number == inn.repeatTo }) { phones = [own] }
    }
    guard !phones.isEmpty else { return nil }
    let phone = phones[tries(inn) % phones.count]
    return Call(
      inn: inn.inn,
      phone: phone,
      purpose: purpose,
      resumes: resumes,
      deadline: carried.map(\.deadline).min(),
    )
  }

  /// Missed rings in a row up to now: the next try takes the next telephone.
  private func tries(_ inn: InnSituation) -> Int {
    var count = 0
    for ring in inn.today.reversed() {
      guard let outcome = ring.outcome else { continue }
      if outcome.isMissed { count += 1 } else if outcome == .spoken { break }
    }
    return count
  }

  private func rung(_ inn: InnSituation) -> Int {
    inn.today.count { $0.outcome?.hasRung ?? true }
  }

  /// From when on the inn may be left in peace no longer.
  private func rest(_ inn: InnSituation, _ afterCall: Span) -> Timestamp {
    var until = (inn.lastCallEnded ?? .distantPast) + afterCall
    var outages = 0
    for ring in inn.today {
      guard let outcome = ring.outcome, let ended = ring.endedAt else { continue }
      outages = outcome == .notMade ? outages + 1 : 0
      switch outcome {
      case .spoken: until = max(until, ended + afterCall)
      case .unfinished, .noKeeper, .noAnswer, .busy:
        until = max(until, ring.startedAt + rules.ladder.retryAfter)
      case .notMade: until = max(until, ended + rules.ladder.outagePause(outages))
      case .cancelled, .brokenOff: break
      }
    }
    return until
  }

  /// When to ring for one reason; nil when it can't be told in time any more.
  private func start(for reason: RingReason, _ inn: InnSituation, from earliest: Timestamp)
    -> Timestamp?
  {
    let windows = CallWindows(inn.calling)
    let from = max(earliest, reason.nextTry)
    let isRequest = reason.kind == .tellRequest
    let latest = isRequest ? reason.deadline - rules.answerTime : reason.deadline
    // In her kitchen hours only when nothing later is early enough (S32).
    if let start = windows.next(from: from),
      start + (isRequest ? CallWindows.callTime : .seconds(0)) <= reason.deadline || start == from
    {
      return start <= latest ? start : nil
    }
    guard let start = windows.next(from: from, isLastResort: true), start <= latest else {
      return nil
    }
    return start
  }

  private func eveningStart(_ inn: InnSituation, from earliest: Timestamp, _ now: Timestamp)
    -> Timestamp?
  {
    guard inn.hasEvening else { return nil }
    let windows = CallWindows(inn.calling)
    let evenings = inn.today.filter { $0.purpose == .evening }
    let isOver =
      evenings.contains { $0.outcome == .spoken }
      || evenings.count { $0.outcome?.isMissed == true } >= rules.ladder.tries
    let today = TokyoTime.date(at: now)
    if !isOver, let window = windows.evening(on: today, for: rules.eveningLasts) {
      let start = max(window.lowerBound, earliest)
      if start <= window.upperBound { return start }
    }
    for day in 1...7 {
      if let window = windows.evening(on: today + day, for: rules.eveningLasts) {
        return max(window.lowerBound, earliest)
      }
    }
    return nil
  }

  /// A day whose calls are used up goes on in the next one.
  private func afterCap(_ inn: InnSituation, _ start: Timestamp, _ now: Timestamp) -> Timestamp {
    guard rung(inn) >= rules.callsADay else { return start }
    let tomorrow = TokyoTime.instant(TokyoTime.date(at: now) + 1)
    return max(start, tomorrow)
  }

  /// A talk that broke off with the hub goes on, if there is still something to talk about.
  private func resumption(_ inn: InnSituation, _ now: Timestamp) -> Call? {
    guard let broken = inn.brokenOff, now - broken.noticedAt <= rules.resumeWithin else {
      return nil
    }
    let isEvening = broken.purpose == .evening
    guard isEvening || !inn.waiting.isEmpty else { return nil }
    return call(inn, isEvening: isEvening, resumes: true, now: now)
  }
}

extension Timestamp {
  /// Before anything the hub knows of.
  fileprivate static var distantPast: Timestamp { Timestamp(milliseconds: 0) }
}
