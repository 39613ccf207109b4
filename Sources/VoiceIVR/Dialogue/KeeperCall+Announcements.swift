import InnRegistry

/// A text of the office: read to whoever picks up, with a key as receipt.
///
/// It holds no guest's name, so nobody is asked who she is; what else waits follows after that.
extension KeeperCall {
  struct AnnouncementStage: Hashable, Codable, Sendable {
    var announcement: Announcement
    var tries = Tries()
    var saving: InquiryID?
  }

  mutating func enterAnnouncement(_ lead: [Sentence]) -> [DialogueEffect] {
    let state = AnnouncementStage(announcement: announcements.removeFirst())
    return read(state, lead)
  }

  /// - Parameter isAgain: she has heard it to its end; keys count from the first word.
  private mutating func read(
    _ state: AnnouncementStage,
    _ lead: [Sentence],
    isAgain: Bool = false,
  ) -> [DialogueEffect] {
    stage = .announcement(state)
    let text = lead + state.announcement.spoken
    return ask((isAgain ? text.opening : text) + [Sentence(.broadcastAsk).opening])
  }

  mutating func announcementKey(_ key: Key, _ state: AnnouncementStage) -> [DialogueEffect] {
    var state = state
    if key == .star {
      return state.tries.again() ? callOffice() : read(state, [])
    }
    guard line.keysCount else { return [] }
    guard key == .one else {
      guard !state.tries.mistake() else { return callOffice() }
      stage = .announcement(state)
      return ask([Sentence(.mistakeNotUnderstood), Sentence(.broadcastAsk).opening])
    }
    let hush = line.hush()
    let (id, effect) = line.commit(.receipt(state.announcement.id))
    state.saving = id
    stage = .announcement(state)
    return hush + [effect]
  }

  mutating func announcementSilence(_ state: AnnouncementStage) -> [DialogueEffect] {
    var state = state
    // Read twice at most: a machine keeps the second reading, and who rings back is known.
    guard state.tries.silence() else {
      return read(state, isKeeperKnown ? [] : introduction, isAgain: true)
    }
    guard isKeeperKnown else { return leaveNumber() }
    isUnanswered = true
    return proceed()
  }

  mutating func announcementAnswered(_ answer: RegistryAnswer, _ state: AnnouncementStage)
    -> [DialogueEffect]
  {
    guard answer.id == state.saving else { return [] }
    if let refusal = answer.refusal { return refused(refusal) }
    return proceed([Sentence(.broadcastThanks)])
  }
}

extension Announcement {
  var spoken: [Sentence] { sentences.map { Sentence(.broadcastText, [.text: $0]) } }
}
