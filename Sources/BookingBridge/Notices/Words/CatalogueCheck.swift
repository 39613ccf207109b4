package import InnRegistry

/// What `innctl notice check` looks for: that nobody is told less, or something else, because of
/// the language.
extension NoticeCatalogue {
  /// Everything that is wrong with this catalogue, beside the Japanese one from which all are
  /// translated.
  package func check(against source: NoticeCatalogue) -> [Flaw] {
    var found = flaws
    for word in NoticeWord.allCases {
      guard let pattern = self[word], let original = source[word] else { continue }
      if pattern.arguments != original.arguments { found.append(.arguments(word)) }
      if pattern.choices != original.choices { found.append(.choices(word)) }
      let forms = PluralForm.forms(of: language)
      if pattern.plurals.contains(where: { $0 != forms }) { found.append(.pluralForms(word)) }
      if pattern.isForeign(to: language) { found.append(.untranslated(word)) }
      if language == .easyJapanese {
        found += EasyJapaneseFlaw.flaws(of: pattern, word).map { .easyJapanese(word, $0) }
      }
    }
    return found
  }

  /// Every catalogue's flaws.
  package static func checkAll() -> [(NoticeLanguage, Flaw)] {
    NoticeLanguage.allCases.flatMap { language in
      of(language).check(against: of(.japanese)).map { (language, $0) }
    }
  }
}

extension MessagePattern {
  /// Whether it holds letters that the language doesn't write, or words and none of its own letters:
  /// something stayed in the language that it was translated from.
  fileprivate func isForeign(to language: NoticeLanguage) -> Bool {
    let letters = passages.flatMap { $0.plain.unicodeScalars }
      .filter { $0.properties.isAlphabetic && $0 != "ー" }
    let own = letters.contains(where: language.writes)
    let others = letters.contains { !language.writes($0) && $0.value > 0x24F }
    return others || (!own && letters.count > NoticeLanguage.longestForeignWord)
  }
}

extension NoticeLanguage {
  /// Letters of a word that all languages take over, such as «QR».
  fileprivate static let longestForeignWord = 3

  /// Whether a letter belongs to the language's own writing.
  fileprivate func writes(_ scalar: Unicode.Scalar) -> Bool {
    let isKana = (0x3040...0x30FF).contains(scalar.value)
    return switch self {
    case .japanese, .easyJapanese: isKana || scalar.isKanji
    case .english: scalar.value <= 0x24F
    case .traditionalChinese, .simplifiedChinese: scalar.isKanji
    case .korean:
      (0xAC00...0xD7AF).contains(scalar.value) || (0x1100...0x11FF).contains(scalar.value)
    case .thai: (0x0E00...0x0E7F).contains(scalar.value)
    }
  }
}

/// Where a text is not やさしい日本語.
///
/// After the guide of the Immigration Services Agency and the Agency for Cultural Affairs
/// (在留支援のためのやさしい日本語ガイドライン): the point first, short sentences, です and ます, no double
/// negatives, readings for kanji.
package enum EasyJapaneseFlaw: Hashable, Sendable {
  case sentenceTooLong(String)
  case ending(String)
  case doubleNegative(String)
  case kanjiWithoutReading(String)

  /// Letters of a sentence without its readings: what the guide calls short, with room for a date.
  package static let longestSentence = 45

  static let endings = ["です", "ます", "ください", "ました", "ません", "ませんでした", "でした", "ましょう", "ごめんなさい"]
  static let doubleNegatives = [
    "なくはない", "ないことはない", "ないわけ", "ないとはかぎ", "ざるを", "ないで はいけません", "ないといけません",
    "なければなりません", "なければいけません",
  ]

  static func flaws(of pattern: MessagePattern, _ word: NoticeWord) -> [EasyJapaneseFlaw] {
    var found: [EasyJapaneseFlaw] = []
    for passage in pattern.passages {
      for run in passage.runs {
        guard case .text(let text) = run else { continue }
        let bare = text.unicodeScalars.filter(\.isKanji)
        if !bare.isEmpty { found.append(.kanjiWithoutReading(text)) }
      }
    }
    // Whole sentences stand in what tells something; labels and headings are words.
    let telling = ["lead", "advice", "bring", "note"]
    guard telling.contains(where: { word.rawValue.hasPrefix($0 + "_") }) else { return found }
    for sentence in pattern.everyReading.flatMap(sentences) {
      if sentence.count > longestSentence { found.append(.sentenceTooLong(sentence)) }
      if doubleNegatives.contains(where: sentence.contains) {
        found.append(.doubleNegative(sentence))
      }
    }
    for text in pattern.everyReading {
      for sentence in sentences(text) where text.contains(sentence + "。") {
        if !endings.contains(where: sentence.hasSuffix) { found.append(.ending(sentence)) }
      }
    }
    return found
  }

  private static func sentences(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == "。" || $0 == "\n" }).map { String($0) }
  }
}

extension Unicode.Scalar {
  /// A letter that has to be read out: CJK ideographs and the repetition mark.
  var isKanji: Bool {
    (0x4E00...0x9FFF).contains(value) || (0x3400...0x4DBF).contains(value) || value == 0x3005
  }
}

extension MessagePattern {
  /// The message as it reads on each way through its selections, arguments as one letter each.
  package var everyReading: [String] { MessagePattern.readings(parts) }

  private static func readings(_ parts: [Part]) -> [String] {
    var texts = [""]
    for part in parts {
      let next: [String]
      switch part {
      case .text(let text): next = [text.base]
      case .argument, .number: next = ["○"]
      case .plural(_, let exact, let forms):
        next = (Array(exact.values) + Array(forms.values)).flatMap(readings)
      case .select(_, let cases): next = cases.values.flatMap(readings)
      }
      // Selections of one message stand apart; their product stays small.
      texts = texts.flatMap { head in next.map { head + $0 } }
    }
    return texts
  }
}

extension RichText {
  /// Without readings.
  package var base: String {
    var text = ""
    for run in runs {
      switch run {
      case .text(let part), .japanese(let part), .ruby(let part, _): text += part
      }
    }
    return text
  }
}
