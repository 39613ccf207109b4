package import InnRegistry

/// The registry as one call sees it: questions answered, changes saved.
package typealias CallDesk = (
  answer: @Sendable (Inquiry) async -> RegistryAnswer,
  save: @Sendable (Commit) async -> RegistryAnswer
)

/// Who stands behind a telephone number, and what a call from or to it needs.
package struct CallDirectory: Sendable {
  /// The inn's telephone with this number; nil for unknown ones.
  package var phone: @Sendable (PhoneNumber) async -> InnPhone?
  /// How fast to speak to this inn.
  package var rate: @Sendable (InnID) async -> SpeechRate
  /// The registry for one call; told which inn it is about once a telephone of several has said so.
  package var desk: @Sendable (InnPhone, ConversationID, @escaping IsAbout) async -> CallDesk
  /// The registry for a caller who must say who she is; the number as far as it is known.
  ///
  /// nil when nobody is let in that way: the caller hears an announcement.
  package var stranger:
    @Sendable (PhoneNumber?, ConversationID, @escaping IsAbout) async -> CallDesk?
  /// The office's number now, for a call with an inn or a caller who is not known: its own in its
  /// hours, the duty number outside for what can't wait; nil when nobody answers.
  package var office: @Sendable (InnID?) async -> PhoneNumber?
  /// Keeps a message for the office; false when it could not be kept.
  package var keepRecording: @Sendable (KeptRecording) async -> Bool
  /// A call is over.
  package var file: @Sendable (CallRecord) async -> Void

  package init(
    phone: @escaping @Sendable (PhoneNumber) async -> InnPhone?,
    rate: @escaping @Sendable (InnID) async -> SpeechRate = { _ in .normal },
    desk: @escaping @Sendable (InnPhone, ConversationID, @escaping IsAbout) async -> CallDesk,
    stranger:
      @escaping @Sendable (PhoneNumber?, ConversationID, @escaping IsAbout) async -> CallDesk? = {
        _,
        _,
        _ in nil
      },
    office: @escaping @Sendable (InnID?) async -> PhoneNumber? = { _ in nil },
    keepRecording: @escaping @Sendable (KeptRecording) async -> Bool = { _ in false },
    file: @escaping @Sendable (CallRecord) async -> Void = { _ in },
  ) {
    self.phone = phone
    self.rate = rate
    self.desk = desk
    self.stranger = stranger
    self.office = office
    self.keepRecording = keepRecording
    self.file = file
  }

  /// The desk of a call that the hub makes about one inn: a telephone that serves several need not
  /// be asked which one is meant.
  static func asking(_ inn: InnID, _ desk: CallDesk) -> CallDesk {
    (
      answer: { inquiry in
        var inquiry = inquiry
        if inquiry.question == .briefing { inquiry.question = .briefingOf(inn) }
        return await desk.answer(inquiry)
      },
      save: desk.save
    )
  }

  /// The registry's own desk for one call.
  package static func desk(_ desk: KeeperDesk) -> CallDesk {
    ({ await desk.respond($0) }, { await desk.save($0) })
  }

  /// A desk with nothing to ask or to save: calls to the office.
  static let none: CallDesk = (
    answer: { .refused($0.id, .unavailable) }, save: { .refused($0.id, .unavailable) }
  )
}

/// Told which inn a call is about.
package typealias IsAbout = @Sendable (InnID) -> Void

/// A message on its way to the office.
package struct KeptRecording: Sendable {
  package var call: ConversationID
  package var inn: InnID?
  /// The caller's number, as far as it is known.
  package var number: PhoneNumber?
  package var recording: Recording
  package var audio: SpeechAudio
}
