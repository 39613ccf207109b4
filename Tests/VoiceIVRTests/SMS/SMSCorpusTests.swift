import InnRegistry
import InnTestSupport
import Testing

@testable import VoiceIVR

struct SMSCorpusTests {
  @TaskLocal static var typesOfOneKind = true

  /// What a message leads to in its group's conversation.
  static func outcome(_ message: String, _ group: SMSCorpus.Group) throws -> (String, SMSAnswer) {
    try $typesOfOneKind.withValue(group.types == 1) {
      var talk = CorpusTalk(group)
      for before in group.before { _ = try talk.say(before) }
      return (try talk.say(message), talk.answer)
    }
  }

  @Test func theCorpusIsLarge() throws {
    let entries = try SMSCorpus.load()
    #expect(entries.count >= 400)
    #expect(Set(entries.map(\.group.name)).count >= 20)
  }

  /// Wrong readings: none.
  @Test func everyMessageIsReadAsItIsMeant() throws {
    for entry in try SMSCorpus.load() {
      let (found, answer) = try SMSCorpusTests.outcome(entry.message, entry.group)
      #expect(
        SMSCorpusTests.isSame(found, entry.expected),
        "\(entry): \(found), not \(entry.expected)"
      )
      if let text = answer.text {
        #expect(text.utf16.count <= SMSLimits.answerUnits, "\(entry): \(text)")
        #expect(!text.isEmpty)
      } else {
        #expect(entry.expected == "-", "\(entry) gets no answer")
      }
    }
  }

  private static func isSame(_ found: String, _ expected: String) -> Bool {
    if found == expected { return true }
    // «decline A full» is an answer and its reason.
    let words = expected.split(separator: " ")
    if words.count == 3, words[0] == "decline" {
      return found == "decline \(words[1]); because \(words[1]) \(words[2])"
        || found == "because \(words[1]) \(words[2])"
    }
    return expected == "?confirm" && found.hasPrefix("?confirm ")
  }

  /// A word that nobody knows makes a message unclear; it never makes it mean something else.
  @Test func anUnknownWordNeverChangesAMeaning() throws {
    var random = SplitMix64(seed: 20_261_203)
    let strange = ["ぬも", "鯖", "離れ", "改装", "qz", "壊", "雪", "祭", "団体", "検討"]
    for entry in try SMSCorpus.load() where !entry.expected.hasPrefix("?") {
      let word = strange[Int(random.next() % UInt64(strange.count))]
      for message in [entry.message + word, word + entry.message] {
        let (found, _) = try SMSCorpusTests.outcome(message, entry.group)
        let isHarmless =
          found.hasPrefix("?") || SMSCorpusTests.isSame(found, entry.expected)
          || !found.contains("=")
        #expect(isHarmless, "«\(message)» became \(found), \(entry)")
      }
    }
  }

  /// Noise without a number or a word about rooms never changes a night.
  @Test func noiseNeverChangesANight() throws {
    var random = SplitMix64(seed: 7)
    let letters = Array(
      "あかさたなはまやらわぬむめもゆりるれろアカサタナヌネ山川田海駅車雪雨熊鮪林檎abcdefghijkmnpqrstuvwyz。、！？ -\n😀🙏♪"
    )
    let group = SMSCorpus.Group()
    for _ in 0..<3000 {
      let length = 1 + Int(random.next() % 24)
      let text = String(
        (0..<length).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
      )
      let (found, _) = try SMSCorpusTests.outcome(text, group)
      #expect(!found.contains("="), "«\(text)» became \(found)")
    }
  }

  /// Whatever is thrown at it, what it takes as a statement is made of words it knows, and a
  /// change is always told in one segment.
  @Test func wildTextIsReadOrAskedNeverGuessed() throws {
    var random = SplitMix64(seed: 11)
    let pieces = [
      "3", "２", "部屋", "満室", "休", "明日", "12/5", "〜", "から", "まで", "はい", "いいえ", "じゃなくて", "ちがう",
      "か", "？", "ない", "人", "昨日", "予約", "。", "\n", "和室", "日", "月", "/", "-", "じゃない", "くらい", "鯖",
      "埋まった", "営業", "取消", "全部", "だけ", "も", "と", "、", "9", "0", "五", "泊",
    ]
    let group = SMSCorpus.Group()
    for _ in 0..<3000 {
      let count = 1 + Int(random.next() % 7)
      let words = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
      let text = words.joined()
      let (found, answer) = try SMSCorpusTests.outcome(text, group)
      #expect((answer.text ?? "").utf16.count <= SMSLimits.answerUnits, "«\(text)»: \(answer)")
      guard found.contains("="), !found.hasPrefix("?") else { continue }
      for word in ["鯖", "くらい", "？", "じゃない", "埋まった", "人"] {
        #expect(!words.contains(word), "«\(text)» became \(found)")
      }
    }
  }
}
