import InnRegistry
import Synchronization

/// Answers to searches, given again for as long as nothing can have changed.
///
/// Platforms ask for the same popular dates again and again. An answer is kept until the log
/// or what is sold changes and, because deadlines and freshness go by the clock, for a few
/// ``seconds``. When there is no more room, those go that nobody has asked for lately: one platform
/// that asks for everything once does not slow down the others.
final class SearchAnswers: Sendable {
  /// Bytes of the answers that came last, and as many of those before them: together some two
  /// hundred full pages.
  static let shelfBytes = 4 << 20

  /// What an entry takes besides body and query: its channel and the tables' own room.
  static let entryBytes = 256

  /// How long an answer is given again while nothing is told in the log.
  ///
  /// Deadlines go by minutes and freshness by hours; whoever books by an answer is judged anew. Making
  /// the popular ones anew each second took a twentieth of a busy hub.
  static let seconds: Int64 = 5

  /// When an answer holds.
  struct Moment: Hashable {
    /// See ``Registry/generation``.
    let generation: UInt64
    /// Counts ``SearchAnswers/seconds``.
    let period: Int64

    init(generation: UInt64, now: Timestamp) {
      self.generation = generation
      period = now.milliseconds / (SearchAnswers.seconds * 1000)
    }
  }

  /// An answer's body and its validator.
  struct Answer: Sendable {
    let body: SharedBytes
    let tag: String

    init(_ json: JSONWriter) {
      body = SharedBytes(json.bytes)
      tag = EntityTag.weak(json.bytes)
    }
  }

  /// A query as it came: the same search written otherwise is another one.
  ///
  /// Its hash is worked out once, before the lock is taken at which all threads meet.
  private struct Query: Hashable {
    let text: String
    let hash: Int

    init(_ text: String) {
      self.text = text
      hash = text.hashValue
    }

    static func == (left: Query, right: Query) -> Bool { left.text == right.text }
    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
  }

  private struct Asked: Hashable {
    let channel: ChannelID
    let query: Query
  }

  private struct Question: Hashable {
    let view: ChannelView
    let query: Query
  }

  /// Answers that came, or were asked for again, within the same ``shelfBytes``.
  private struct Shelf {
    /// What each channel was told: found without knowing what its answers depend on.
    var told: [Asked: Answer] = [:]
    var answers: [Question: Answer] = [:]
    var bytes = 0

    /// What it would take besides.
    func room(for answer: Answer, to question: Question) -> Int {
      let body = answers[question] == nil ? answer.body.count : 0
      return SearchAnswers.entryBytes + question.query.text.utf8.count + body
    }

    mutating func put(_ answer: Answer, to question: Question, told asked: Asked) {
      bytes += room(for: answer, to: question)
      told[asked] = answer
      answers[question] = answer
    }
  }

  private struct State {
    var moment: Moment?
    var views: [ChannelID: ChannelView] = [:]
    var shelf = Shelf()
    /// The shelf that was full.
    var before = Shelf()

    func answer(to question: Question) -> Answer? {
      shelf.answers[question] ?? before.answers[question]
    }

    /// - Returns: what there is no room for any more; the caller lets go of it outside the lock.
    mutating func put(_ answer: Answer, to question: Question, told asked: Asked) -> Shelf? {
      var dropped: Shelf?
      if shelf.bytes + shelf.room(for: answer, to: question) > SearchAnswers.shelfBytes {
        (dropped, before, shelf) = (before, shelf, Shelf())
      }
      shelf.put(answer, to: question, told: asked)
      return dropped
    }
  }

  private let state = Mutex(State())

  /// The answer to a query, from what is kept or made now.
  ///
  /// - Parameters:
  ///   - moment: read before anything else that the answer depends on.
  ///   - view: what the channel's answers depend on; asked once a moment.
  func answer(
    to text: String,
    of channel: ChannelID,
    at moment: Moment,
    view: () throws -> ChannelView,
    make: () throws -> JSONWriter,
  ) throws -> Answer {
    let query = Query(text)
    let asked = Asked(channel: channel, query: query)
    let (known, knownView) = state.withLock { state -> (Answer?, ChannelView?) in
      if state.moment != moment { state = State(moment: moment) }
      if let answer = state.shelf.told[asked] { return (answer, nil) }
      return (nil, state.views[channel])
    }
    if let known { return known }
    let view = try knownView ?? view()
    let question = Question(view: view, query: query)
    let shared = state.withLock { $0.moment == moment ? $0.answer(to: question) : nil }
    let answer = try shared ?? Answer(make())
    let dropped = state.withLock { state -> Shelf? in
      // Another thread may have gone on to the next moment: there this one proves nothing.
      guard state.moment == moment else { return nil }
      state.views[channel] = view
      return state.put(state.answer(to: question) ?? answer, to: question, told: asked)
    }
    _ = consume dropped
    return answer
  }
}
