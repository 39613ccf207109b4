import InnRegistry
import Testing

@testable import VoiceIVR

/// The small parts that all dialogues share.
@Suite struct DialoguePartsTests {
  @Test func digitsEndByLength() {
    #expect(outcomes(2, [.zero, .five]) == [.more, .complete("05")])
  }

  @Test func poundEndsDigitsOrMeansAPerson() {
    #expect(outcomes(4, [.pound, .seven, .pound]) == [.person, .more, .complete("7")])
  }

  @Test func starClears() {
    let expected: [DigitEntry.Outcome] = [
      .cleared(hadDigits: false), .more, .cleared(hadDigits: true), .person,
    ]
    #expect(outcomes(4, [.star, .one, .star, .pound]) == expected)
  }

  private func outcomes(_ length: Int, _ keys: [Key]) -> [DigitEntry.Outcome] {
    var entry = DigitEntry(length: length)
    return keys.map { entry.take($0) }
  }

  @Test func keysAreReadAndLettersAreNot() {
    #expect(Key.allCases.count == 12)
    for key in Key.allCases { #expect(Key(Character(key.rawValue)) == key) }
    for letter in "ABCD １" { #expect(Key(letter) == nil) }
    #expect(Key.sequence("3*, 0#") == [.three, .star, .zero, .pound])
    #expect(Key.sequence("3x") == nil)
    #expect(Key.star.digit == nil)
    #expect(Key.nine.digit == 9)
  }

  // MARK: - Dates without a year

  @Test(arguments: [
    ("1203", "2026-12-03", "2026-12-03"), ("0103", "2026-12-28", "2027-01-03"),
    ("1202", "2026-12-03", nil), ("1028", "2026-12-03", "2027-10-28"),
    ("1030", "2026-12-03", nil), ("0229", "2027-03-01", nil), ("0229", "2028-02-01", "2028-02-29"),
  ])
  func nextDate(_ digits: String, _ earliest: String, _ expected: String?) throws {
    let from = try #require(CivilDate(earliest))
    let next = try #require(MonthAndDay(digits)).next(from: from)
    #expect(next == expected.flatMap { CivilDate($0) }.map { .date($0) } ?? .tooFar)
  }

  @Test(arguments: ["0229", "0230", "1301", "0000", "0431"])
  func noSuchDay(_ digits: String) throws {
    // Neither 2026 nor 2027 is a leap year.
    let from = try #require(CivilDate("2026-12-03"))
    #expect(try #require(MonthAndDay(digits)).next(from: from) == .noSuchDay)
  }

  @Test func monthAndDayNeedFourDigits() {
    #expect(MonthAndDay("123") == nil)
    #expect(MonthAndDay("12345") == nil)
  }

  // MARK: - The line

  private func sentence(_ id: String, opens: Bool = false) -> Sentence {
    Sentence(
      .goodbye,
      completes: [BookingReading(booking: BookingID(trusted: id), revision: 1)],
      opensKeys: opens,
    )
  }

  private func tokens(_ effects: [DialogueEffect]) -> [SpeechToken] {
    effects.flatMap { effect -> [SpeechToken] in
      if case .say(let utterance) = effect { utterance.phrases.map(\.token) } else { [] }
    }
  }

  /// A lost report of one phrase's end is made good by the next one's.
  @Test func aLaterPhraseStandsForTheEarlier() throws {
    var line = CallLine()
    let tokens = tokens(line.say([sentence("a"), sentence("b"), sentence("c")]))
    let finished = line.finished(tokens[1])
    let done = try #require(finished)
    #expect(done.heard.map(\.booking.rawValue) == ["a", "b"])
    #expect(!done.isLast)
    let again = line.finished(tokens[0])
    #expect(again == nil)
  }

  /// What was cut off was not heard, even when its end is reported late.
  @Test func aCutPhraseIsNotHeard() {
    var line = CallLine()
    let tokens = tokens(line.say([sentence("a")]))
    let effects = line.hush()
    #expect(effects == [.stopSpeaking])
    let finished = line.finished(tokens[0])
    #expect(finished == nil)
  }

  @Test func keysCountFromTheOpeningPhrase() {
    var line = CallLine()
    #expect(line.keysCount)
    let tokens = tokens(
      line.say([sentence("a"), sentence("b", opens: true), sentence("c")])
    )
    #expect(!line.keysCount)
    _ = line.finished(tokens[0])
    #expect(line.keysCount)
    _ = line.finished(tokens[2])
    #expect(line.keysCount)
  }

  @Test func aStaleSilenceIsNone() {
    var line = CallLine()
    guard case .listen(let first) = line.listen(.seconds(10)),
      case .listen(let second) = line.listen(.seconds(5))
    else {
      Issue.record("no wait")
      return
    }
    let answers = [first, second, second].map { line.isOver($0.token) }
    #expect(answers == [false, true, false])
  }

  @Test func theHandsetHasTimeAfterAKey() {
    var line = CallLine()
    line.keyWasPressed = true
    guard case .say(let first) = line.say([sentence("a")]).last,
      case .say(let second) = line.add([sentence("b")]).last
    else {
      Issue.record("nothing said")
      return
    }
    #expect(first.leadIn == DialogueLimits.handsetReturn)
    #expect(second.leadIn == .seconds(0))
  }

  @Test func secretsAreNotPrinted() {
    let secret = KeyedSecret(digits: "4711")
    #expect("\(secret)" == "••••")
    #expect(String(reflecting: secret) == "••••")
    let question = RegistryQuestion.identify(innNumber: "5", pin: secret)
    #expect(!"\(question)".contains("4711"))
  }

  @Test func aRangeIncludesItsLastNight() throws {
    let first = try #require(CivilDate("2026-12-28"))
    let span = try #require(NightSpan(first: first, last: first + 6))
    #expect(span.count == 7)
    #expect(NightSpan(first: first, last: first - 1) == nil)
  }
}
