package import InnRegistry

/// All messages of one language.
///
/// A catalogue's source has a line a message, `name = text`, the text in the syntax of
/// ``MessagePattern``; `\n` parts paragraphs, `[漢字|かんじ]` puts a reading above kanji. A line
/// `name @reviewer 2026-12-01 = text` says who, able to judge it, has read it and when. Kept in the
/// program, so that an installed one finds it.
package struct NoticeCatalogue: Sendable {
  package let language: NoticeLanguage
  private var patterns: [MessagePattern?]
  private var reviews: [Review?]
  /// What is wrong with the source; empty in anything that is released.
  package private(set) var flaws: [Flaw] = []

  /// Who read a message and found it right.
  package struct Review: Hashable, Sendable {
    package var reviewer: String
    /// `YYYY-MM-DD`.
    package var date: String
  }

  package enum Flaw: Hashable, Sendable {
    case lineUnreadable(line: Int)
    case nameUnknown(String)
    case twice(NoticeWord)
    case missing(NoticeWord)
    case syntax(NoticeWord, MessageSyntaxError)
    /// Other arguments, or another type of one, than in Japanese.
    case arguments(NoticeWord)
    /// Other words to select by than in Japanese.
    case choices(NoticeWord)
    /// Not the plural forms that the language has.
    case pluralForms(NoticeWord)
    /// Something in it is in another language's letters.
    case untranslated(NoticeWord)
    case easyJapanese(NoticeWord, EasyJapaneseFlaw)
  }

  package init(_ language: NoticeLanguage, source: String) {
    self.language = language
    let count = NoticeWord.allCases.count
    patterns = [MessagePattern?](repeating: nil, count: count)
    reviews = [Review?](repeating: nil, count: count)
    for (number, line) in source.split(separator: "\n").enumerated() where !line.isEmpty {
      guard let sign = line.firstRange(of: " = ") else {
        flaws.append(.lineUnreadable(line: number + 1))
        continue
      }
      take(line[..<sign.lowerBound], String(line[sign.upperBound...]))
    }
    for word in NoticeWord.allCases where patterns[word.position] == nil {
      if !flaws.contains(where: { if case .syntax(word, _) = $0 { true } else { false } }) {
        flaws.append(.missing(word))
      }
    }
  }

  private mutating func take(_ head: Substring, _ text: String) {
    let parts = head.split(separator: " ")
    guard let name = parts.first, let word = NoticeWord(rawValue: String(name)) else {
      flaws.append(.nameUnknown(String(head)))
      return
    }
    if patterns[word.position] != nil { flaws.append(.twice(word)) }
    if parts.count == 3, parts[1].hasPrefix("@") {
      reviews[word.position] = Review(
        reviewer: String(parts[1].dropFirst()),
        date: String(parts[2]),
      )
    }
    do throws(MessageSyntaxError) {
      patterns[word.position] = try MessagePattern(
        text.replacing("\\n", with: "\n")
      )
    } catch {
      flaws.append(.syntax(word, error))
    }
  }

  package subscript(word: NoticeWord) -> MessagePattern? { patterns[word.position] }

  package func review(of word: NoticeWord) -> Review? { reviews[word.position] }

  /// Whether somebody has reviewed every message; what is written with another one carries the
  /// Japanese beneath.
  package var isReviewed: Bool { reviews.allSatisfy { $0 != nil } }

  package var reviewedCount: Int { reviews.count { $0 != nil } }

  /// The message in this language; a missing one shows its name, so that it is seen.
  package func text(_ word: NoticeWord, _ arguments: [String: MessageArgument] = [:]) -> RichText {
    patterns[word.position]?.filled(arguments, in: language) ?? RichText("«\(word.rawValue)»")
  }
}

extension NoticeWord {
  /// Its place in ``allCases``.
  fileprivate var position: Int { NoticeWord.positions[self] ?? 0 }

  private static let positions = Dictionary(
    uniqueKeysWithValues: NoticeWord.allCases.enumerated().map { ($1, $0) }
  )
}

extension NoticeCatalogue {
  private static let all: [NoticeLanguage: NoticeCatalogue] = [
    .japanese: NoticeCatalogue(.japanese, source: japanese),
    .easyJapanese: NoticeCatalogue(.easyJapanese, source: easyJapanese),
    .english: NoticeCatalogue(.english, source: english),
    .traditionalChinese: NoticeCatalogue(.traditionalChinese, source: traditionalChinese),
    .simplifiedChinese: NoticeCatalogue(.simplifiedChinese, source: simplifiedChinese),
    .korean: NoticeCatalogue(.korean, source: korean),
    .thai: NoticeCatalogue(.thai, source: thai),
  ]

  /// The catalogue of a language, read at its first use.
  package static func of(_ language: NoticeLanguage) -> NoticeCatalogue {
    all[language] ?? NoticeCatalogue(language, source: "")
  }
}
