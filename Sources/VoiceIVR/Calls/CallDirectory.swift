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
  /// The registry for one call.
  package var desk: @Sendable (InnPhone, ConversationID) async -> CallDesk
  /// The registry for a caller who must say who she is; the number as far as it is known.
  ///
  /// nil when nobody is let in that way: the caller hears an announcement.
  package var stranger: @Sendable (PhoneNumber?, ConversationID) async -> CallDesk?
  /// The office's number now: its own in its hours, the duty number outside; nil when nobody
  /// answers.
  package var office: @Sendable () async -> PhoneNumber?
  /// Keeps a message for the office; false when it could not be kept.
  package var keepRecording: @Sendable (ConversationID, Recording, SpeechAudio) async -> Bool
  /// A call is over.
  package var file: @Sendable (CallRecord) async -> Void

  package init(
    phone: @escaping @Sendable (PhoneNumber) async -> InnPhone?,
    rate: @escaping @Sendable (InnID) async -> SpeechRate = { _ in .normal },
    desk: @escaping @Sendable (InnPhone, ConversationID) async -> CallDesk,
    stranger: @escaping @Sendable (PhoneNumber?, ConversationID) async -> CallDesk? = { _, _ in nil
    },
    office: @escaping @Sendable () async -> PhoneNumber? = { nil },
    keepRecording: @escaping @Sendable (ConversationID, Recording, SpeechAudio) async -> Bool = {
      _,
      _,
      _ in false
    },
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
    ({ desk.answer($0) }, { await desk.save($0) })
  }
}
