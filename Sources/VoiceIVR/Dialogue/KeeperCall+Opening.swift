import InnRegistry

/// Greeting, who calls and why, and whether it is the keeper who answered.
extension KeeperCall {
  struct KeeperCheckStage: Hashable, Codable, Sendable {
    var tries = Tries()
    /// Somebody is fetching her.
    var isHandingOver = false
  }

  var greeting: [Sentence] {
    [Sentence(.greetingInbound, [.inn: JapaneseReadings.inn(briefing.name)])]
      + briefing.waitingCount
  }

  var introduction: [Sentence] {
    guard case .outbound(let reason, let isResumed) = opening else { return [] }
    let intro = briefing.introduction(reason)
    return isResumed ? [intro, Sentence(.greetingResumed)] : [intro]
  }

  /// A key counts only as the answer to «is this the keeper»: whoever pressed it has not been asked
  /// anything else yet (S41).
  ///
  /// - Parameter isAgain: she has heard the question; keys count while who calls is told again.
  mutating func askForKeeper(isAgain: Bool = false) -> [DialogueEffect] {
    let intro = isAgain ? introduction.opening : introduction
    return ask(intro + [Sentence(.keeperAsk).opening])
  }

  /// Asks the same in the middle of a call.
  mutating func checkKeeper(_ lead: [Sentence] = []) -> [DialogueEffect] {
    stage = .keeperCheck(KeeperCheckStage())
    return ask(lead + [Sentence(.keeperAsk).opening])
  }

  /// What she was rung for ended while her telephone rang.
  mutating func sayNothingIsLeft() -> [DialogueEffect] {
    sayGoodbye(introduction + [Sentence(.waitingGone)], .completed)
  }

  mutating func keeperKey(_ key: Key, _ check: KeeperCheckStage) -> [DialogueEffect] {
    var check = check
    if key == .star {
      guard !check.tries.again() else { return leaveNumber() }
      check.isHandingOver = false
      stage = .keeperCheck(check)
      return askForKeeper()
    }
    guard line.keysCount else { return [] }
    if key == .one {
      isKeeperKnown = true
      return proceed(briefing.count(announcements, waiting))
    }
    guard !check.tries.mistake() else { return leaveNumber() }
    check.isHandingOver = true
    stage = .keeperCheck(check)
    return ask([Sentence(.keeperHandOver).opening])
  }

  mutating func keeperSilence(_ check: KeeperCheckStage) -> [DialogueEffect] {
    var check = check
    guard !check.tries.silence() else { return leaveNumber() }
    check.isHandingOver = false
    stage = .keeperCheck(check)
    // Said once more from the start: an answering machine swallowed the beginning (S40).
    return askForKeeper(isAgain: true)
  }

  /// Who called and the number to ring back, for a machine or for whoever listens.
  mutating func leaveNumber() -> [DialogueEffect] {
    sayGoodbye(introduction + [briefing.ringBack], .noKeeper)
  }
}
