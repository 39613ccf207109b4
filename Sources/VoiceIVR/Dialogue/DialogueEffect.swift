package import InnRegistry

/// What a dialogue wants done: one output of its machine, carried out in order.
package enum DialogueEffect: Hashable, Codable, Sendable {
  /// Speak, after whatever is still being said.
  case say(Utterance)
  /// Stop speaking at once and forget what was queued; no ``DialogueEvent/speechFinished(_:)``
  /// follows for it.
  case stopSpeaking
  /// Start waiting now; replaces an earlier wait. Keys are always delivered, waited for or not.
  case listen(Listening)
  case lookUp(Inquiry)
  case commit(Commit)
  /// Beep and record what the keeper says; ends with ``DialogueEvent/recorded(seconds:)``.
  case record(Recording)
  /// Connect the keeper with the office (its duty number out of hours); answered by
  /// ``DialogueEvent/office(_:)``.
  case transfer
  case hangUp(CallOutcome)
}

/// A number that only grows within one call; names a phrase.
package struct SpeechToken: Hashable, Comparable, Codable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }

  package static func < (lhs: SpeechToken, rhs: SpeechToken) -> Bool { lhs.number < rhs.number }
}

/// A number that only grows within one call; names a wait, so that a late timer is recognised.
package struct ListenToken: Hashable, Codable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }
}

/// Phrases said one after the other.
///
/// ``DialogueLimits/phrasePause`` lies between two of them, and before the first when something was
/// said right before.
package struct Utterance: Hashable, Codable, Sendable {
  /// Silence before the first phrase: after a key the handset travels back to the ear.
  package var leadIn: Span
  package var phrases: [Phrase]

  package init(leadIn: Span = .seconds(0), phrases: [Phrase]) {
    self.leadIn = leadIn
    self.phrases = phrases
  }
}

/// The least that is spoken without interruption: one or two sentences.
package struct Phrase: Hashable, Codable, Sendable {
  package var token: SpeechToken
  /// The prompt of the catalogue that it was made from, which a recorded prompt may replace.
  package var prompt: PromptKey
  package var text: SpokenText
  /// Bookings whose reading is complete when this phrase has been played to its end: from then on
  /// whoever listens has *heard* them.
  package var completes: [BookingReading]
  /// Keys count as answers from the first syllable of this phrase.
  package var opensKeys: Bool

  package init(
    token: SpeechToken,
    prompt: PromptKey,
    text: SpokenText,
    completes: [BookingReading] = [],
    opensKeys: Bool = false,
  ) {
    self.token = token
    self.prompt = prompt
    self.text = text
    self.completes = completes
    self.opensKeys = opensKeys
  }
}

/// One revision of a booking, as it is read out; the keeper has heard exactly that.
package struct BookingReading: Hashable, Codable, Sendable {
  package var booking: BookingID
  package var revision: Int

  package init(booking: BookingID, revision: Int) {
    self.booking = booking
    self.revision = revision
  }
}

/// A wait for the keeper.
package struct Listening: Hashable, Codable, Sendable {
  package var token: ListenToken
  package var time: Span
  /// A voice counts too: for telephones without keys.
  package var forVoice: Bool

  package init(token: ListenToken, time: Span, forVoice: Bool = false) {
    self.token = token
    self.time = time
    self.forVoice = forVoice
  }
}

/// A recording of what the keeper says.
package struct Recording: Hashable, Codable, Sendable {
  package var purpose: Purpose
  package var longest: Span

  package init(purpose: Purpose, longest: Span) {
    self.purpose = purpose
    self.longest = longest
  }

  package enum Purpose: String, CaseIterable, Codable, Sendable {
    /// Nobody answered in the office: call-back wanted.
    case callBack = "call_back"
    /// A message that the keeper chose to leave.
    case message
  }
}

/// How a call ended, for its record and for the ladder that may ring again.
package enum CallOutcome: String, CaseIterable, Codable, Sendable {
  /// Everything that waited was said and, where asked, answered.
  case completed
  /// Something that waited was not said or not answered.
  case unfinished
  /// Nobody said to be of the inn: an answering machine, a child, silence (S40, S41).
  case noKeeper = "no_keeper"
  /// Connected with the office.
  case transferred
  /// The office didn't answer; a message was recorded.
  case messageLeft = "message_left"
  /// The caller couldn't say which inn it is (S42, S43).
  case notIdentified = "not_identified"
}
