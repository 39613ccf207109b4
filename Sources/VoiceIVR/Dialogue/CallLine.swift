import InnRegistry

/// A dialogue's end of the line: what is still being said, what is being waited for, and the numbers
/// by which events find back to what they answer.
///
/// The rule for «heard»: a booking counts as heard when the player reports that the sentence which
/// completes its reading was played to its end. A key never shortens that: during a reading keys are
/// no answers and don't stop it (only `*` starts it again and `#` fetches a person, and then it has
/// not been heard). A key pressed after the sentence finds it finished already, because events come
/// in the order in which they happened.
struct CallLine: Hashable, Codable, Sendable {
  struct Pending: Hashable, Codable, Sendable {
    var token: SpeechToken
    var completes: [BookingReading]
    /// Tells what was saved.
    var repeats: Bool
  }

  /// Saved, or being saved, and not told to the end of a sentence since.
  private(set) var unrepeated: [Unrepeated] = []
  /// A change on its way or saved, and what it says.
  struct Unrepeated: Hashable, Codable, Sendable {
    var id: InquiryID
    var word: KeeperWord
  }

  /// Said but not finished, in order.
  private(set) var pending: [Pending] = []
  /// The first phrase from whose start on keys count; nil when they count only after all is said.
  private(set) var opensAt: SpeechToken?
  private(set) var waiting: ListenToken?
  /// The lead-in that the next speech gets: a key was pressed since the last one.
  var keyWasPressed = false
  /// The office has been asked to ring her.
  private(set) var hasWantedCall = false
  private var lastToken = 0
  private var lastInquiry = 0

  var isSpeaking: Bool { !pending.isEmpty }

  /// Whether a key pressed now answers what is being asked.
  var keysCount: Bool {
    guard let current = pending.first else { return true }
    guard let opensAt else { return false }
    return current.token >= opensAt
  }

  /// Says the sentences at once: what was being said stops, a wait ends.
  mutating func say(_ sentences: [Sentence]) -> [DialogueEffect] {
    let stop = hush()
    opensAt = nil
    return stop + add(sentences)
  }

  /// Says the sentences after what is being said.
  mutating func add(_ sentences: [Sentence]) -> [DialogueEffect] {
    waiting = nil
    guard !sentences.isEmpty else { return [] }
    let phrases = sentences.map { sentence in
      Phrase(
        token: nextToken(),
        prompt: sentence.prompt,
        text: sentence.text,
        completes: sentence.completes,
        opensKeys: sentence.opensKeys,
      )
    }
    pending += phrases.map {
      Pending(token: $0.token, completes: $0.completes, repeats: $0.prompt.repeatsWhatWasSaved)
    }
    opensAt = opensAt ?? phrases.first(where: \.opensKeys)?.token
    let leadIn = keyWasPressed ? DialogueLimits.handsetReturn : .seconds(0)
    keyWasPressed = false
    return [.say(Utterance(leadIn: leadIn, phrases: phrases))]
  }

  /// Stops speaking and waiting.
  mutating func hush() -> [DialogueEffect] {
    waiting = nil
    guard isSpeaking else { return [] }
    pending = []
    return [.stopSpeaking]
  }

  /// One digit of several has come: silence, and time for the next.
  mutating func awaitNextDigit() -> [DialogueEffect] {
    let hush = hush()
    return hush + [listen(DialogueLimits.nextKey)]
  }

  /// Notes that a phrase was played to its end.
  ///
  /// - Returns: the readings that are complete now, whether a sentence among them told what was
  ///   saved, and whether nothing is left to be said; nil for a phrase that was cut off or finished
  ///   before.
  mutating func finished(_ token: SpeechToken) -> Finished? {
    guard let index = pending.firstIndex(where: { $0.token == token }) else { return nil }
    let done = pending[...index]
    pending.removeFirst(index + 1)
    let repeats = done.contains(where: \.repeats)
    if repeats { unrepeated = [] }
    return Finished(
      heard: done.flatMap(\.completes),
      repeats: repeats,
      isLast: pending.isEmpty,
    )
  }

  struct Finished {
    var heard: [BookingReading]
    var repeats: Bool
    var isLast: Bool
  }

  /// Nothing came of it, which is told.
  mutating func wasRefused(_ id: InquiryID) { unrepeated.removeAll { $0.id == id } }

  /// She has noticed that it is wrong, or somebody else has to see to it.
  mutating func forgetUnrepeated() { unrepeated = [] }

  mutating func listen(_ time: Span, forVoice: Bool = false) -> DialogueEffect {
    let token = ListenToken(number: lastToken + 1)
    lastToken += 1
    waiting = token
    return .listen(Listening(token: token, time: time, forVoice: forVoice))
  }

  /// Whether this silence ends the present wait; it is over then.
  mutating func isOver(_ token: ListenToken) -> Bool {
    guard waiting == token else { return false }
    waiting = nil
    return true
  }

  mutating func inquire(_ question: RegistryQuestion) -> (id: InquiryID, effect: DialogueEffect) {
    let id = nextInquiry()
    return (id, .lookUp(Inquiry(id: id, question: question)))
  }

  /// - Parameter isDoubtful: it is to be repeated even if its read-back was heard.
  mutating func commit(_ change: KeeperChange, isDoubtful: Bool = false)
    -> (id: InquiryID, effect: DialogueEffect)
  {
    let id = nextInquiry()
    if let word = change.word, isSpeaking || isDoubtful || !change.wasReadBack {
      // A statement replaces the one before it.
      if case .rooms = word { unrepeated.removeAll { $0.word.isAboutTheSame(as: word) } }
      unrepeated.append(Unrepeated(id: id, word: word))
    }
    if case .takeBack = change { unrepeated = [] }
    if case .callWanted = change { hasWantedCall = true }
    return (id, .commit(Commit(id: id, change: change)))
  }

  private mutating func nextToken() -> SpeechToken {
    lastToken += 1
    return SpeechToken(number: lastToken)
  }

  private mutating func nextInquiry() -> InquiryID {
    lastInquiry += 1
    return InquiryID(number: lastInquiry)
  }
}

/// How often one question went wrong.
struct Tries: Hashable, Codable, Sendable {
  private(set) var mistakes = 0
  private(set) var silences = 0
  private(set) var repeats = 0

  /// Counts a wrong key; true when it was the last that is allowed.
  mutating func mistake() -> Bool {
    mistakes += 1
    return mistakes >= DialogueLimits.mistakes
  }

  mutating func silence() -> Bool {
    silences += 1
    return silences >= DialogueLimits.silences
  }

  /// Somebody is there after all.
  mutating func brokeSilence() { silences = 0 }

  /// The question had to be put again.
  var isTroubled: Bool { mistakes + silences + repeats > 0 }
  /// The same where hearing it again is as good as hearing it: a booking that was read.
  var hasFailed: Bool { mistakes + silences > 0 }
  /// The same where silence is an answer.
  var isAnsweredWrong: Bool { mistakes + repeats > 0 }

  /// Counts a wish to hear it again; true when it is one too many.
  mutating func again() -> Bool {
    repeats += 1
    return repeats > DialogueLimits.repeats
  }
}
