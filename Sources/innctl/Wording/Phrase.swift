/// A text of the command line in both of its languages.
///
/// Both stand side by side, so that neither can be forgotten; arguments are filled in by Swift's
/// own interpolation.
struct Phrase: Hashable, Codable, Sendable {
  let en: String
  let ja: String

  init(en: String, ja: String) {
    self.en = en
    self.ja = ja
  }

  /// A text that is the same in every language: a name, a path, a number.
  init(_ text: String) {
    en = text
    ja = text
  }

  subscript(language: Language) -> String {
    switch language {
    case .english: en
    case .japanese: ja
    }
  }

  static func + (lhs: Phrase, rhs: Phrase) -> Phrase {
    Phrase(en: lhs.en + rhs.en, ja: lhs.ja + rhs.ja)
  }
}

/// A language the command line speaks.
enum Language: String, CaseIterable, Sendable {
  case english = "en"
  case japanese = "ja"

  /// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG`
  /// that is set decides (POSIX, 8.2); Japanese when it begins with `ja`, else English.
  init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    self = locale?.lowercased().hasPrefix("ja") == true ? .japanese : .english
  }
}
