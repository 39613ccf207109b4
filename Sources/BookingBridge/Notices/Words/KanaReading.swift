import InnRegistry

/// Readings in hiragana of what a guest says on the telephone, and their Latin letters.
package enum KanaReading {
  private static let months = [
    "いちがつ", "にがつ", "さんがつ", "しがつ", "ごがつ", "ろくがつ", "しちがつ", "はちがつ", "くがつ",
    "じゅうがつ", "じゅういちがつ", "じゅうにがつ",
  ]
  private static let days = [
    "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
    "じゅういちにち", "じゅうににち", "じゅうさんにち", "じゅうよっか", "じゅうごにち", "じゅうろくにち",
    "じゅうしちにち", "じゅうはちにち", "じゅうくにち", "はつか", "にじゅういちにち", "にじゅうににち",
    "にじゅうさんにち", "にじゅうよっか", "にじゅうごにち", "にじゅうろくにち", "にじゅうしちにち",
    "にじゅうはちにち", "にじゅうくにち", "さんじゅうにち", "さんじゅういちにち",
  ]
  private static let digits = [
    "ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう",
  ]
  /// Of 1 to 9 nights.
  private static let nights = [
    "いっぱく", "にはく", "さんぱく", "よんぱく", "ごはく", "ろっぱく", "ななはく", "はっぱく", "きゅうはく",
  ]

  /// - Parameter month: 1...12.
  package static func month(_ month: Int) -> String { months[(month - 1) % 12] }
  /// - Parameter day: 1...31.
  package static func day(_ day: Int) -> String { days[(day - 1) % 31] }

  /// `123-456` digit by digit.
  package static func digits(_ text: String) -> String {
    text.utf8.compactMap { (48...57).contains($0) ? digits[Int($0 - 48)] : nil }
      .joined(separator: " ")
  }

  /// The reading of 1 to 99 nights.
  package static func nights(_ count: Int) -> String {
    if (1...9).contains(count) { return nights[count - 1] }
    let tens = count / 10
    let ones = count % 10
    let ten = tens == 1 ? "じゅう" : (tens < 10 ? digits[tens] + "じゅう" : String(tens))
    if ones == 0 { return ten.dropLast() + "っぱく" }
    return ten + nights[ones - 1]
  }

  /// Katakana as hiragana; the long-vowel mark and everything else stay.
  package static func hiragana(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(hiragana(scalar)) }
    return String(result)
  }

  private static func hiragana(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard (0x30A1...0x30F6).contains(scalar.value) else { return scalar }
    return Unicode.Scalar(scalar.value - 0x60) ?? scalar
  }

  // MARK: - Latin letters

  /// Hepburn's Latin letters, long vowels with macrons; a word `は` is read «wa», `へ` «e», `を` «o».
  package static func romaji(_ kana: String) -> String {
    kana.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let sign: String? =
        switch word.last {
        case "、": ","
        case "。": "."
        default: nil
        }
      let bare = sign == nil ? word : word.dropLast()
      let sound =
        switch bare {
        case "は": "wa"
        case "へ": "e"
        case "を": "o"
        default: latin(bare)
        }
      return sound + (sign ?? "")
    }.joined(separator: " ")
  }

  private static func latin(_ word: Substring) -> String {
    let letters = word.unicodeScalars.map(hiragana)
    var result = ""
    var index = 0
    var isDoubled = false
    while index < letters.count {
      let letter = letters[index]
      if letter == "っ" {
        isDoubled = true
        index += 1
        continue
      }
      if letter == "ー" {
        lengthen(&result)
        index += 1
        continue
      }
      var syllable = String(Character(letter))
      if index + 1 < letters.count, "ゃゅょぁぃぅぇぉ".unicodeScalars.contains(letters[index + 1]),
        syllables[syllable + String(Character(letters[index + 1]))] != nil
      {
        syllable += String(Character(letters[index + 1]))
        index += 1
      }
      index += 1
      guard var sound = syllables[syllable] else {
        result += syllable == "・" ? " " : syllable
        continue
      }
      if isDoubled {
        sound = (sound.hasPrefix("ch") ? "t" : String(sound.prefix(1))) + sound
        isDoubled = false
      }
      // おう, うう and おお are one long vowel, inside a word.
      if let last = result.last,
        (sound == "u" && "ou".contains(last)) || (sound == "o" && last == "o")
      {
        lengthen(&result)
      } else {
        result += sound
      }
    }
    return result
  }

  private static func lengthen(_ text: inout String) {
    let long: [Character: Character] = ["a": "ā", "i": "ī", "u": "ū", "e": "ē", "o": "ō"]
    guard let last = text.last, let vowel = long[last] else { return }
    text.removeLast()
    text.append(vowel)
  }

  private static let syllables: [String: String] = {
    var table: [String: String] = [:]
    let rows: [(String, String)] = [
      ("あいうえお", "a i u e o"), ("かきくけこ", "ka ki ku ke ko"), ("さしすせそ", "sa shi su se so"),
      ("たちつてと", "ta chi tsu te to"), ("なにぬねの", "na ni nu ne no"),
      ("はひふへほ", "ha hi fu he ho"), ("まみむめも", "ma mi mu me mo"), ("やゆよ", "ya yu yo"),
      ("らりるれろ", "ra ri ru re ro"), ("わをん", "wa o n"), ("がぎぐげご", "ga gi gu ge go"),
      ("ざじずぜぞ", "za ji zu ze zo"), ("だぢづでど", "da ji zu de do"),
      ("ばびぶべぼ", "ba bi bu be bo"), ("ぱぴぷぺぽ", "pa pi pu pe po"), ("ゔ", "vu"),
      ("ぁぃぅぇぉ", "a i u e o"), ("ゃゅょ", "ya yu yo"),
    ]
    for (kana, latin) in rows {
      for (letter, sound) in zip(kana, latin.split(separator: " ")) {
        table[String(letter)] = String(sound)
      }
    }
    let joined = [
      "き": "ky", "し": "sh", "ち": "ch", "に": "ny", "ひ": "hy", "み": "my", "り": "ry",
      "ぎ": "gy", "じ": "j", "び": "by", "ぴ": "py",
    ]
    for (letter, sound) in joined {
      for (small, vowel) in [("ゃ", "a"), ("ゅ", "u"), ("ょ", "o"), ("ぇ", "e")] {
        table[letter + small] = sound + vowel
      }
    }
    let foreign = [
      "ふぁ": "fa", "ふぃ": "fi", "ふぇ": "fe", "ふぉ": "fo", "てぃ": "ti", "でぃ": "di", "とぅ": "tu",
      "どぅ": "du", "うぃ": "wi", "うぇ": "we", "うぉ": "wo", "ゔぁ": "va", "ゔぃ": "vi", "ゔぇ": "ve",
      "ゔぉ": "vo", "つぁ": "tsa", "つぇ": "tse", "つぉ": "tso",
    ]
    for (kana, sound) in foreign { table[kana] = sound }
    return table
  }()
}
