/// Keys that come after the hub has stopped waiting for them.
///
/// Old people need longer than any patience allows for: two keys of a hundred and more come while
/// the hub already says that it leaves things as they are. Such a key means the question that was
/// asked, not the one that comes next.
extension KeeperCall {
  /// Does something that may end a question, and remembers the call as it was before.
  mutating func leavingDoor(_ step: (inout KeeperCall) -> [DialogueEffect]) -> [DialogueEffect] {
    var before = self
    before.parked = []
    let effects = step(&self)
    parked = isPastDoor ? [before] : []
    return effects
  }

  /// Whether the call speaks its way from a question to the menu or to its end: the only places
  /// where a key can't be meant for what follows.
  private var isPastDoor: Bool {
    switch stage {
    case .menu: !line.keysCount
    case .closing(let closing): closing.isGoodbye
    case .keeperCheck, .announcement, .repetition, .notice, .cancellation, .request, .rooms, .vouch,
      .nights,
      .list, .lookingUp, .outside:
      false
    }
  }

  /// A key for the question that was left a moment ago; nil when there is none, or it has no use
  /// for the key.
  mutating func takeUp(_ key: Key) -> [DialogueEffect]? {
    guard isPastDoor, var call = parked.first ?? correcting(key) else { return nil }
    call.line = line
    call.heard = heard
    call.questions = questions
    call.doubts = doubts
    let hush = call.line.hush()
    let effects = call.pressed(key)
    guard !effects.isEmpty else { return nil }
    self = call
    return hush + effects
  }

  /// `*` in the goodbye corrects the number that was just told once more.
  private func correcting(_ key: Key) -> KeeperCall? {
    guard key == .star, case .closing = stage, let correctable else { return nil }
    var call = self
    call.stage = .rooms(correctable)
    return call
  }
}
