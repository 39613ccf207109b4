/// One sentence of the catalogue.
package struct Prompt: Hashable, Sendable {
  package let key: PromptKey
  package let template: PromptTemplate
  /// What it says, for developers who read no Japanese.
  package let english: String

  init(_ key: PromptKey, _ japanese: String, _ english: String) {
    self.key = key
    template = PromptTemplate(japanese)
    self.english = english
  }
}

/// What is filled into a sentence.
package enum PromptSlot: String, CaseIterable, Codable, Sendable {
  case inn
  case night
  case date
  case lastDate = "last_date"
  case rooms
  case remaining
  case roomType = "room_type"
  case guest
  case party
  case stay
  case meals
  case price
  case collection
  case count
  case guests
  case fromAbroad = "from_abroad"
  case deadline
  case phone
  case month
  case example
  case text
}

/// A Japanese sentence with its readings and the places to be filled.
///
/// ```
/// あと[何部屋|なんへや]、{空|あ}いていますか。   <night>です。
/// ```
/// `[written|kana]`: the synthesiser gets the kanji, which it reads as the kana says.
/// `{written|kana}`: it gets the kana, because it would read the kanji otherwise.
/// `<slot>`: filled in. Everything else is kana and punctuation and stays as it is.
package struct PromptTemplate: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(SpokenText)
    case slot(PromptSlot)
    /// A slot that ``PromptSlot`` doesn't know or a bracket that isn't closed; found by tests.
    case malformed(String)
  }

  package let parts: [Part]

  package init(_ source: String) {
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(source)
    func flush() {
      guard !plain.isEmpty else { return }
      parts.append(.text(SpokenText(kana: plain)))
      plain = ""
    }
    while let letter = rest.popFirst() {
      guard let closing = PromptTemplate.brackets[letter] else {
        plain.append(letter)
        continue
      }
      flush()
      guard let end = rest.firstIndex(of: closing) else {
        parts.append(.malformed(String(letter) + rest))
        break
      }
      parts.append(PromptTemplate.part(String(rest[..<end]), opened: letter))
      rest = rest[rest.index(after: end)...]
    }
    flush()
    self.parts = parts
  }

  private static let brackets: [Character: Character] = ["[": "]", "{": "}", "<": ">"]

  private static func part(_ body: String, opened: Character) -> Part {
    if opened == "<" {
      return PromptSlot(rawValue: body).map(Part.slot) ?? .malformed(body)
    }
    let halves = body.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return .malformed(body) }
    return .text(
      SpokenText(
        written: halves[0],
        speech: opened == "[" ? halves[0] : halves[1],
        kana: halves[1],
      )
    )
  }

  /// Fills the slots; one without a value is left out.
  package func filled(_ values: [PromptSlot: SpokenText]) -> SpokenText {
    // In place: a call makes some hundred sentences, most of them only to see that they are there.
    var text = SpokenText.empty
    for part in parts {
      switch part {
      case .text(let piece): text.append(piece)
      case .slot(let slot): if let value = values[slot] { text.append(value) }
      case .malformed: break
      }
    }
    return text
  }

  package var slots: Set<PromptSlot> {
    Set(
      parts.compactMap { part in
        if case .slot(let slot) = part { slot } else { nil }
      }
    )
  }
}

/// All sentences of one language; Japanese is the only one spoken to keepers.
package struct PromptCatalogue: Sendable {
  private let prompts: [PromptKey: Prompt]

  init(_ prompts: [Prompt]) {
    self.prompts = Dictionary(prompts.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(key: PromptKey) -> Prompt? { prompts[key] }

  /// The sentence with its slots filled; empty for a key without a sentence, which a test rules out.
  package func text(_ key: PromptKey, _ values: [PromptSlot: SpokenText] = [:]) -> SpokenText {
    prompts[key]?.template.filled(values) ?? .empty
  }

  package static let japanese = PromptCatalogue(allJapanese)

  /// Every sentence, in the order of a call; for export and for tests.
  package static let allJapanese: [Prompt] =
    openingPrompts + bookingPrompts + requestPrompts + roomsPrompts + menuPrompts + nightsPrompts
    + closingPrompts + repetitionPrompts + otherCallPrompts
}
