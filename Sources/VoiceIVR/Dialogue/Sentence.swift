/// A sentence to be said: a prompt with its slots filled.
struct Sentence: Hashable, Codable, Sendable {
  var prompt: PromptKey
  var text: SpokenText
  /// Bookings that have been read out when this sentence ends.
  var completes: [BookingReading] = []
  /// Keys count from its first syllable.
  var opensKeys = false

  init(
    _ prompt: PromptKey,
    _ values: [PromptSlot: SpokenText] = [:],
    completes: [BookingReading] = [],
    opensKeys: Bool = false,
  ) {
    self.prompt = prompt
    text = PromptCatalogue.japanese.text(prompt, values)
    self.completes = completes
    self.opensKeys = opensKeys
  }

  /// The same sentence, from whose first syllable on keys count.
  var opening: Sentence {
    var copy = self
    copy.opensKeys = true
    return copy
  }

  mutating func append(_ prompt: PromptKey, _ values: [PromptSlot: SpokenText] = [:]) {
    text = text + PromptCatalogue.japanese.text(prompt, values)
  }
}

extension [Sentence] {
  /// The same sentences, from whose first syllable on keys count.
  var opening: [Sentence] {
    guard let first else { return [] }
    return [first.opening] + dropFirst()
  }
}

extension SpokenText {
  /// A snippet of the catalogue.
  static func part(_ prompt: PromptKey, _ values: [PromptSlot: SpokenText] = [:]) -> SpokenText {
    PromptCatalogue.japanese.text(prompt, values)
  }

  static let comma = SpokenText(kana: "、")
}
