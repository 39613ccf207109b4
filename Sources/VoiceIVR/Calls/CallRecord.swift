package import InnRegistry

/// What remains of a call: who, when, how it ended, and every word.
///
/// The transcript names guests; it is for the office and is erased with them.
package struct CallRecord: Hashable, Codable, Sendable {
  package var call: ConversationID
  /// The other telephone, as far as it is known.
  package var number: PhoneNumber?
  package var inn: InnID?
  package var direction: Direction
  /// Why the hub rang; nil for a call that came in.
  package var reason: CallReason?
  package var began: Timestamp
  package var ended: Timestamp
  /// What the dialogue made of it; nil when it broke off before the dialogue said so.
  package var outcome: CallOutcome?
  package var end: LineEnd
  package var transcript: [Line]

  package enum Direction: String, CaseIterable, Codable, Sendable {
    case inbound
    case outbound
  }

  /// How the line went.
  package enum LineEnd: String, CaseIterable, Codable, Sendable {
    case hubHungUp = "hub_hung_up"
    case keeperHungUp = "keeper_hung_up"
    /// A limit of the call was reached, or speech failed.
    case cutOff = "cut_off"
  }

  /// One line of the transcript and when it happened.
  package struct Line: Hashable, Codable, Sendable {
    /// Since the call was answered.
    package var after: Span
    package var what: TranscriptLine

    package init(after: Span, what: TranscriptLine) {
      self.after = after
      self.what = what
    }
  }

  /// Length of the conversation.
  package var duration: Span { ended - began }
}
