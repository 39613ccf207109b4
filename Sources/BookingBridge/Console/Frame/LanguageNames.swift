/// Languages of guests as people of the office read them.
enum LanguageNames {
  /// Languages that notices are written in, and some more that guests ask for.
  static let known: [(tag: String, words: Words)] = [
    ("ja", Words(ja: "日本語", en: "Japanese")),
    ("ja-easy", Words(ja: "やさしい日本語", en: "simple Japanese")),
    ("en", Words(ja: "英語", en: "English")),
    ("zh-Hant", Words(ja: "中国語（繁体字）", en: "Chinese (traditional)")),
    ("zh-Hans", Words(ja: "中国語（簡体字）", en: "Chinese (simplified)")),
    ("ko", Words(ja: "韓国語", en: "Korean")),
    ("th", Words(ja: "タイ語", en: "Thai")),
    ("fr", Words(ja: "フランス語", en: "French")),
    ("de", Words(ja: "ドイツ語", en: "German")),
    ("es", Words(ja: "スペイン語", en: "Spanish")),
  ]

  /// The language's name; the tag itself where it is none of these.
  static func words(_ tag: String) -> Words {
    known.first { $0.tag == tag }?.words
      ?? known.first { tag.hasPrefix($0.tag + "-") }?.words ?? Words(tag)
  }
}
