/// Japanese in the three forms a telephone needs: to be read, to be synthesised, and to be counted.
///
/// Open JTalk reads kanji well in general but not everywhere (一部屋 as イチヘヤ, kana text as
/// wrong words), so each piece says how it is handed over.
package struct SpokenText: Hashable, Codable, Sendable {
  /// As a person reads it in a transcript: 12月3日.
  package var written: String
  /// As it is handed to the synthesiser: kanji where it reads them right, kana where it doesn't.
  package var speech: String
  /// How it must sound, in hiragana or katakana, with the particles は and へ as わ and え; for
  /// counting mora and for checking the synthesiser.
  package var kana: String

  package init(written: String, speech: String, kana: String) {
    self.written = written
    self.speech = speech
    self.kana = kana
  }

  /// Text in kana alone, the same in all three forms.
  package init(kana: String) { self.init(written: kana, speech: kana, kana: kana) }

  package static let empty = SpokenText(kana: "")

  package mutating func append(_ more: SpokenText) {
    written += more.written
    speech += more.speech
    kana += more.kana
  }

  package static func + (lhs: SpokenText, rhs: SpokenText) -> SpokenText {
    SpokenText(
      written: lhs.written + rhs.written,
      speech: lhs.speech + rhs.speech,
      kana: lhs.kana + rhs.kana,
    )
  }
}
