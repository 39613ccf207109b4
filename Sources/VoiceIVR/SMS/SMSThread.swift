import InnRegistry

/// What is kept of a number between two messages: which inn it speaks for, and what was said.
struct SMSThread: Hashable, Codable, Sendable {
  var conversation = SMSConversation()
  /// The inn that was chosen, where the number serves several.
  var inn: InnID?
  /// The message that waits until the inn is known.
  var held: SMSMessage?
  var changedAt: Timestamp

  init(at now: Timestamp) { changedAt = now }
}
