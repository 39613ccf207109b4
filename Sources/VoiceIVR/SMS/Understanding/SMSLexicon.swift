import InnRegistry

/// Cuts a message into words: at each place the longest that is known.
struct SMSLexicon: Sendable {
  private var words: [String: [SMSToken]] = [:]
  private var longest = 1

  /// The words of every message; made once.
  static let common = SMSLexicon()

  private init() {
    for (token, list) in SMSVocabulary.words {
      for word in list.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        add(SMSCleaning.plain(String(word)), [token])
      }
    }
    for (day, name) in zip(1..., SMSLexicon.days) { add(name, [.number(day), .day]) }
    add("はつか", [.number(20), .day])
    for (count, name) in zip(1..., SMSLexicon.counts) { add(name, [.number(count), .roomCounter]) }
    for (count, name) in SMSLexicon.spokenRooms { add(name, [.number(count), .roomCounter]) }
    for (count, name) in [(1, "ひとり"), (2, "ふたり")] { add(name, [.number(count), .personCounter]) }
    add("out of office", [.automatic])
  }

  private static let days = [
    "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
  ]
  private static let counts = [
    "ひとつ", "ふたつ", "みっつ", "よっつ", "いつつ", "むっつ", "ななつ", "やっつ", "ここのつ", "とお",
  ]
  private static let spokenRooms = [
    (1, "ひとへや"), (2, "ふたへや"), (3, "さんへや"), (3, "みへや"), (4, "よんへや"), (4, "よへや"),
    (5, "ごへや"), (6, "ろくへや"), (1, "いっしつ"), (2, "にしつ"), (3, "さんしつ"), (4, "よんしつ"),
    (5, "ごしつ"), (6, "ろくしつ"), (2, "ふだっつ"), (2, "ふたっつ"), (1, "ひとっつ"), (2, "ふだつ"),
    (1, "ひとづ"), (2, "ふたづ"), (3, "みっづ"), (2, "ふたま"), (1, "ひとま"), (3, "みま"),
    (0, "ぜろ"), (0, "れい"), (1, "ひとふたつなし"),
  ]
  /// Numbers in words count only when nothing else is said: に and さん mean other things too.
  static let spokenNumbers: [String: Int] = [
    "いち": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "ご": 5, "ろく": 6, "なな": 7, "しち": 7,
    "はち": 8, "きゅう": 9, "じゅう": 10, "ひい": 1, "ふう": 2, "みい": 3, "ひと": 1, "ふた": 2,
    "いぢ": 1, "はぢ": 8,
  ]

  private mutating func add(_ word: String, _ tokens: [SMSToken]) {
    guard !word.isEmpty else { return }
    words[word] = tokens
    longest = max(longest, word.count)
  }

  /// The same with the names of this inn.
  func with(_ context: SMSContext) -> SMSLexicon {
    var copy = self
    // A name that is a word of the language already stays that word.
    func add(_ name: String, _ token: SMSToken) {
      let plain = SMSCleaning.plain(name)
      if !plain.isEmpty, copy.words[plain] == nil { copy.add(plain, [token]) }
    }
    for name in context.innNames { add(name, .greeting) }
    for type in context.roomTypes {
      for name in type.names { add(name, .rooms(type.id)) }
    }
    for guest in context.guests {
      for name in guest.names where name.count >= 2 { add(name, .guest(guest.id)) }
    }
    return copy
  }

  /// The words of a cleaned message, those that say nothing left out.
  func tokens(_ text: String) -> [SMSToken] {
    if let number = SMSLexicon.spokenNumbers[bare(text)] { return [.number(number)] }
    var tokens: [SMSToken] = []
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character == "\n" {
        tokens.append(.stop)
        index += 1
      } else if character.isWhitespace {
        index += 1
      } else if let (found, length) = match(characters, index) {
        tokens += found
        index += length
      } else if let (number, length) = SMSNumber.read(characters, index) {
        tokens.append(number)
        index += length
      } else {
        tokens.append(.unknown(character))
        index += 1
      }
    }
    return tokens.filter { $0 != .filler }
  }

  /// Without the politeness of whole sentences.
  private func bare(_ text: String) -> String {
    var text = text[...]
    for ending in ["です", "だ", "っす", "。", "!"] where text.hasSuffix(ending) {
      text = text.dropLast(ending.count)
    }
    return String(text)
  }

  private func match(_ characters: [Character], _ start: Int) -> ([SMSToken], Int)? {
    var length = min(longest, characters.count - start)
    while length > 0 {
      let word = String(characters[start..<(start + length)])
      if let tokens = words[word], !splitsNumber(characters, start, length, tokens) {
        return (tokens, length)
      }
      length -= 1
    }
    return nil
  }

  /// A word of one letter must not be cut out of Latin ones: the «a» of «abc».
  private func splitsNumber(
    _ characters: [Character],
    _ start: Int,
    _ length: Int,
    _ tokens: [SMSToken],
  ) -> Bool {
    func isLatin(_ index: Int) -> Bool {
      characters.indices.contains(index) && characters[index].isASCII && characters[index].isLetter
    }
    guard isLatin(start) || isLatin(start + length - 1) else { return false }
    return isLatin(start - 1) || isLatin(start + length)
  }
}

/// Numbers in digits and kanji.
enum SMSNumber {
  /// Digits of a number: dates and rooms have two; four are looked at, to be asked about.
  static let mostDigits = 4

  private static let kanji: [Character: Int] = [
    "〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "壱": 1, "壹": 1, "弐": 2, "参": 3, "拾": 10, "十": 10,
  ]

  static func read(_ characters: [Character], _ start: Int) -> (SMSToken, Int)? {
    var end = start
    while end < characters.count, characters[end].isASCII, characters[end].isNumber { end += 1 }
    if end > start {
      guard end - start <= mostDigits, let value = Int(String(characters[start..<end])) else {
        return (.unknown(characters[start]), end - start)
      }
      return (.number(value), end - start)
    }
    while end < characters.count, kanji[characters[end]] != nil { end += 1 }
    guard end > start else { return nil }
    let digits = characters[start..<end].compactMap { kanji[$0] }
    // A lone 〇 is a circle as often as a zero.
    if digits == [0], characters[start] == "〇" { return (.circle, 1) }
    guard let value = value(digits) else { return (.unknown(characters[start]), end - start) }
    return (.number(value), end - start)
  }

  /// 十二, 二十, 二十八, or digit by digit: 二八.
  private static func value(_ digits: [Int]) -> Int? {
    guard let ten = digits.firstIndex(of: 10) else {
      guard digits.count <= mostDigits else { return nil }
      return digits.reduce(0) { $0 * 10 + $1 }
    }
    let (before, after) = (digits[..<ten], digits[(ten + 1)...])
    guard before.count <= 1, after.count <= 1, !after.contains(10), before.first != 0 else {
      return nil
    }
    return (before.first ?? 1) * 10 + (after.first ?? 0)
  }
}
