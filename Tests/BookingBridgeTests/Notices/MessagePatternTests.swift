import BookingBridge
import InnRegistry
import Testing

struct MessagePatternTests {
  private func filled(
    _ text: String,
    _ arguments: [String: MessageArgument] = [:],
    _ language: NoticeLanguage = .english,
  ) throws -> String {
    try MessagePattern(text).filled(arguments, in: language).plain
  }

  @Test func textStandsForItself() throws {
    #expect(try filled("It's ready") == "It's ready")
    #expect(try filled("two '' apostrophes") == "two ' apostrophes")
    #expect(try filled("'{'name'}' and '#'") == "{name} and '#'")
    #expect(try filled("# outside a plural") == "# outside a plural")
  }

  @Test(arguments: [
    (0, "none"), (1, "1 night"), (2, "2 nights"), (1234, "1,234 nights"),
  ])
  func pluralsChooseExactNumbersFirst(number: Int, expected: String) throws {
    let pattern = "{n, plural, =0 {none} one {# night} other {# nights}}"
    #expect(try filled(pattern, ["n": .number(number)]) == expected)
  }

  @Test func languagesWithoutPluralsTakeOther() throws {
    let pattern = "{n, plural, other {#泊}}"
    #expect(try filled(pattern, ["n": .number(1)], .japanese) == "1泊")
  }

  @Test func selectionsNestAndFallBack() throws {
    let pattern = "{who, select, inn {{n, plural, one {one} other {#}} at the inn} other {none}}"
    #expect(try filled(pattern, ["who": .text("inn"), "n": .number(3)]) == "3 at the inn")
    #expect(try filled(pattern, ["who": .text("nobody"), "n": .number(3)]) == "none")
  }

  @Test func numbersInsideASelectionInAPluralAreThePlurals() throws {
    let pattern = "{n, plural, one {#} other {{s, select, other {# of them}}}}"
    #expect(try filled(pattern, ["n": .number(5), "s": .text("x")]) == "5 of them")
  }

  @Test func whatIsMissingIsSeen() throws {
    #expect(try filled("Dear {name}") == "Dear {name}")
  }

  @Test(arguments: [
    "{", "}", "{n", "{n, plural}", "{n, plural, one {x}}", "{n, plural, some {x} other {y}}",
    "{n, ordinal, other {x}}", "{s, select, a {x}}", "{s, select, a {x} a {y} other {z}}",
    "{d, date, long long}", "{d, date, yyyy}", "{n, number, percent}", "{}", "{n,}",
    "{a, select, other {{a, select, other {{a, select, other {{a, select, other {{a, select, other {{a, select, other {{a, select, other {x}}}}}}}}}}}}}}",
  ])
  func whatIsNotUnderstoodIsRefused(text: String) {
    #expect(throws: MessageSyntaxError.self) { try MessagePattern(text) }
  }

  @Test func whatPeopleWroteIsNoMarkup() throws {
    let arguments: [String: MessageArgument] = ["name": .text("[漢字|かんじ] {x} # '"), "n": .number(2)]
    let text = try MessagePattern("{n, plural, one {a} other {# {name}}}")
      .filled(arguments, in: .english)
    #expect(text.plain == "2 [漢字|かんじ] {x} # '")
    #expect(text.runs.count == 1)
  }

  @Test func readingsStandAboveKanji() throws {
    let text = try MessagePattern("[予約|よやく]です").filled([:], in: .easyJapanese)
    #expect(text.runs == [.ruby(base: "予約", reading: "よやく"), .text("です")])
    #expect(text.plain == "予約（よやく）です")
  }
}

struct LocalFormatTests {
  @Test(arguments: [
    (NoticeLanguage.japanese, "2026年12月4日（金）"),
    (.english, "Friday, 4 December 2026"),
    (.traditionalChinese, "2026年12月4日（星期五）"),
    (.simplifiedChinese, "2026年12月4日（星期五）"),
    (.korean, "2026년 12월 4일 금요일"),
    // Not the year 2569: guests compare with what stands on their ticket.
    (.thai, "วันศุกร์ที่ 4 ธันวาคม ค.ศ. 2026"),
    (.easyJapanese, "2026年（ねん）12月（じゅうにがつ）4日（よっか）（金曜日（きんようび））"),
  ])
  func datesAreGregorianWithTheirWeekday(language: NoticeLanguage, expected: String) throws {
    let date = try #require(CivilDate(year: 2026, month: 12, day: 4))
    #expect(LocalFormat.date(date, .full, language).plain == expected)
  }

  @Test func moneyIsNeverABareSign() {
    for language in NoticeLanguage.allCases {
      let text = LocalFormat.money(Yen(19_800), language)
      #expect(text.contains("19,800円"))
      #expect(!text.contains("¥") && !text.contains("￥"))
      #expect(language.isJapanese || text.hasPrefix("JPY 19,800"))
    }
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func digitsStandInGroups(number: Int, expected: String) {
    #expect(LocalFormat.grouped(number) == expected)
  }
}

struct KanaReadingTests {
  @Test(arguments: [
    ("もしもし。", "moshimoshi."), ("よやく した スミス です。", "yoyaku shita sumisu desu."),
    ("よやく ばんごう は、", "yoyaku bangō wa,"), ("とうちゃく が", "tōchaku ga"),
    ("じゅうにがつ よっか", "jūnigatsu yokka"), ("ジョーンズ", "jōnzu"), ("マッチ", "matchi"),
    ("きゅうはく", "kyūhaku"), ("ティム", "timu"), ("ゼロ いち", "zero ichi"),
    ("アンナ・マリア", "anna maria"), ("えき へ いく", "eki e iku"),
  ])
  func kanaBecomesHepburn(kana: String, expected: String) {
    #expect(KanaReading.romaji(kana) == expected)
  }

  @Test(arguments: [
    (1, "いっぱく"), (2, "にはく"), (3, "さんぱく"), (4, "よんぱく"), (6, "ろっぱく"), (8, "はっぱく"), (10, "じゅっぱく"),
    (11, "じゅういっぱく"), (14, "じゅうよんぱく"), (20, "にじゅっぱく"), (30, "さんじゅっぱく"),
  ])
  func nightsAreReadAsTheyAreSaid(count: Int, expected: String) {
    #expect(KanaReading.nights(count) == expected)
  }

  @Test func everyDayHasItsReading() {
    #expect(Set((1...31).map(KanaReading.day)).count == 31)
    #expect(KanaReading.day(20) == "はつか")
    #expect(Set((1...12).map(KanaReading.month)).count == 12)
  }
}
