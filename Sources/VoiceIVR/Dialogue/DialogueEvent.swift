package import InnRegistry

/// What a dialogue hears about: one input of its machine.
///
/// Whoever drives a dialogue (a SIP call, a terminal, a test) keeps three promises:
/// 1. Events are handed over one at a time, in the order in which they happened.
/// 2. Commits and questions are worked off in the order in which the dialogue gave them, and each
///    is answered exactly once, also when it failed.
/// 3. After ``hangUp`` the effects that come back are still carried out: they save what the keeper
///    said before.
///
/// Everything else may go wrong (late, doubled or missing keys, stale timers): the dialogue
/// ignores what doesn't fit.
package enum DialogueEvent: Hashable, Codable, Sendable {
  /// Both ends can hear each other: the first event of every call.
  case connected
  case key(Key)
  /// Somebody spoke while the dialogue listened for a voice (``Listening/forVoice``).
  case voiceHeard
  /// A phrase was played to its end. It stands for all phrases said before it, too.
  case speechFinished(SpeechToken)
  /// The time of a ``DialogueEffect/listen(_:)`` passed without a key or, where it was listened
  /// for, a voice.
  case silence(ListenToken)
  /// The time now, sent once when a call has lasted ``DialogueLimits/longestCall``: the dialogue
  /// saves what is pending, says goodbye and hangs up.
  case time(Timestamp)
  /// The registry's answer to a question or a commit.
  case answer(RegistryAnswer)
  /// Something changed elsewhere while this call goes on.
  case news(DialogueNews)
  /// How a transfer to the office went.
  case office(OfficeLine)
  /// A recording ended: `#` or silence or its time; `seconds` is 0 when nothing was said.
  case recorded(seconds: Int)
  /// The keeper hung up, or the line broke.
  case hangUp
}

/// How a transfer to the office went.
package enum OfficeLine: String, CaseIterable, Codable, Sendable {
  /// A person answered and the keeper is connected: the dialogue's part is over.
  case joined
  /// The network has connected her with a person by itself: the hub's line to her can go.
  case handedOver = "handed_over"
  /// Nobody answered within ``DialogueLimits/officeRings``, or the line is busy.
  case unanswered
  /// Outside its hours, and no duty number answers for it.
  case closed
}

/// A change that somebody else made during a call (S11, S12).
package enum DialogueNews: Hashable, Codable, Sendable {
  /// The guest withdrew the request.
  case withdrawn(BookingID)
  /// The request was answered by the office or another phone of the inn.
  case decided(BookingID, RequestAnswer)
  /// The request's deadline passed.
  case expired(BookingID)

  package var booking: BookingID {
    switch self {
    case .withdrawn(let booking), .decided(let booking, _), .expired(let booking): booking
    }
  }
}
