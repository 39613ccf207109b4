/// A text of the console in both of its languages.
///
/// Both stand side by side, so that neither can be missing; arguments are filled in by Swift's own
/// interpolation. All texts stand in the files of `Console/Words`.
package struct Words: Hashable, Sendable {
  package let ja: String
  package let en: String

  package init(ja: String, en: String) {
    self.ja = ja
    self.en = en
  }

  /// A text that is the same in every language: a name, a number.
  package init(_ text: String) {
    ja = text
    en = text
  }

  package subscript(language: ConsoleLanguage) -> String {
    switch language {
    case .japanese: ja
    case .english: en
    }
  }

  package static func + (left: Words, right: Words) -> Words {
    Words(ja: left.ja + right.ja, en: left.en + right.en)
  }
}

/// A language of the console; which one, a browser's cookie says.
package enum ConsoleLanguage: String, CaseIterable, Sendable {
  case japanese = "ja"
  case english = "en"
}
