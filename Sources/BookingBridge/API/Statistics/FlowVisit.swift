import InnRegistry

/// A platform's mark on a guest's own search or quote: only what is marked counts as demand.
struct FlowVisit: Hashable, Sendable {
  /// The platform's word for one guest's visit; never kept.
  var word: String
  /// BCP 47.
  var language: String

  static func read(_ query: inout QueryReader) -> FlowVisit? {
    let word: Identifier<FlowVisit>? = query.optional("visit", .identifier())
    let language: Identifier<FlowVisit>? = query.optional("visit_language", .identifier())
    if word == nil, language != nil {
      query.refuse("visit", .missing, "is required with visit_language")
    }
    return word.map { FlowVisit(word: $0.rawValue, language: language?.rawValue ?? "und") }
  }

  @Sendable static func readQuote(_ query: inout QueryReader) -> QuoteVisit? {
    QuoteVisit(visit: read(&query))
  }
}

/// The query of a quote.
struct QuoteVisit: Sendable {
  var visit: FlowVisit?
}

extension Registry {
  /// Notes a guest's wish that came to nothing; costs the caller a hash and a lock.
  func noteRefused(
    _ visit: FlowVisit,
    stay: Stay,
    persons: Int,
    reason: FlowRefusal.Reason,
    inn: InnID?,
    caller: ChannelCaller,
    at now: Timestamp,
  ) {
    // An inn that nobody knows has no figures.
    let listing = inn.flatMap { catalogue[$0] }
    flowRefusals.note(
      FlowRefusal(
        checkIn: stay.checkIn,
        language: visit.language,
        reason: reason,
        inn: listing?.inn.id,
        isTraining: caller.isTest || listing?.inn.isTraining == true,
      ),
      visit: visit.word,
      stay: stay,
      persons: persons,
      channel: caller.channel,
      at: now,
    )
  }
}
