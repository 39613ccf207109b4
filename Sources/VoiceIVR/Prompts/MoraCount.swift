package import InnRegistry

/// Mora of a text in kana: the beats in which Japanese is timed.
package enum MoraCount {
  /// Small vowels and glides, which join the kana before them.
  ///
  /// きゃ is one mora; っ, ん and ー are one each.
  private static let joining: Set<Character> = [
    "ゃ", "ゅ", "ょ", "ぁ", "ぃ", "ぅ", "ぇ", "ぉ", "ゎ", "ャ", "ュ", "ョ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ヮ",
  ]

  /// Everything that is not kana (punctuation, spaces) counts nothing.
  package static func mora(in kana: String) -> Int {
    kana.reduce(0) { count, letter in
      guard let scalar = letter.unicodeScalars.first, !joining.contains(letter),
        (0x3041...0x3096).contains(scalar.value) || (0x30A1...0x30FA).contains(scalar.value)
          || scalar.value == 0x30FC
      else { return count }
      return count + 1
    }
  }

  /// How long a text lasts when spoken at ``DialogueLimits/tenthsOfMoraPerSecond``, its pauses
  /// included; an estimate for limits and for planning, within a tenth or so of what is heard.
  package static func estimatedLength(of text: SpokenText) -> Span {
    // A pause that the synthesiser makes inside a sentence lasts about a third of a second.
    let pause = 300
    let spoken = mora(in: text.kana) * 10_000 / DialogueLimits.tenthsOfMoraPerSecond
    return Span(milliseconds: Int64(spoken + pauses(in: text.kana) * pause))
  }

  /// Commas and full stops inside a text: pauses of the synthesiser.
  package static func pauses(in kana: String) -> Int {
    kana.dropLast().count { $0 == "、" || $0 == "。" }
  }
}
