import InnRegistry
import Testing

@testable import VoiceIVR

/// The catalogue as a whole: complete, well formed, and short enough to be kept in mind.
@Suite struct PromptCatalogueTests {
  @Test func everyKeyHasExactlyOneSentence() {
    #expect(PromptCatalogue.allJapanese.count == PromptKey.allCases.count)
    for key in PromptKey.allCases { #expect(PromptCatalogue.japanese[key] != nil, "\(key)") }
  }

  @Test(arguments: PromptCatalogue.allJapanese)
  func isWellFormed(_ prompt: Prompt) {
    for part in prompt.template.parts {
      if case .malformed(let text) = part { Issue.record("\(prompt.key.rawValue): \(text)") }
      if case .text(let text) = part {
        #expect(text.kana.allSatisfy(isSpoken), "no reading: \(text.written)")
      }
    }
    #expect(!prompt.english.isEmpty)
  }

  /// Kana and the punctuation that the synthesiser makes pauses of.
  private func isSpoken(_ letter: Character) -> Bool {
    MoraCount.mora(in: String(letter)) > 0 || "ゃゅょぁぃぅぇぉャュョァィゥェォ、。".contains(letter)
  }

  @Test(arguments: PromptCatalogue.allJapanese)
  func isShortEnough(_ prompt: Prompt) {
    let length = MoraCount.estimatedLength(of: prompt.template.filled(Samples.longest))
    #expect(length <= DialogueLimits.promptCeiling, "\(prompt.key.rawValue)")
  }

  /// The aim of eight seconds holds for nearly all; those beyond are named, so that a new one is
  /// noticed.
  @Test func mostKeepToTheAim() {
    let long = PromptCatalogue.allJapanese.filter { prompt in
      MoraCount.estimatedLength(of: prompt.template.filled(Samples.usual))
        > DialogueLimits.promptAim
    }
    for prompt in long where !Samples.beyondTheAim.contains(prompt.key) {
      Issue.record("\(prompt.key.rawValue) lasts longer than the aim")
    }
    #expect(Set(long.map(\.key)) == Samples.beyondTheAim)
  }

  /// «変えるときは、1»: what it does comes before the key, and the keys come last.
  @Test(arguments: PromptCatalogue.allJapanese)
  func keysComeAfterWhatTheyDo(_ prompt: Prompt) {
    let text = prompt.template.filled(Samples.usual).written
    for key in ["1。", "2。", "3。", "4。", "米印。"] where text.contains(key) {
      #expect(!text.hasPrefix(key))
      #expect(text.hasSuffix("。"))
      #expect(text.dropLast().last.map { "1234印0".contains($0) } ?? false, "\(text)")
    }
    #expect(!text.contains("を押すと"), "\(text)")
  }

  @Test(arguments: PromptCatalogue.allJapanese)
  func noMenuHasAFifthChoice(_ prompt: Prompt) {
    let text = prompt.template.filled(Samples.usual).written
    let choices = ["、1。", "、2。", "、3。", "、4。", "、5。", "、0。"].count { text.contains($0) }
    #expect(choices <= DialogueLimits.menuChoices)
  }

  @Test func templatesSayWhatTheyAre() {
    let template = PromptTemplate("<night>、{空|あ}き[部屋|べや]")
    let filled = template.filled([.night: SpokenText(kana: "こんや")])
    #expect(filled.written == "こんや、空き部屋")
    #expect(filled.speech == "こんや、あき部屋")
    #expect(filled.kana == "こんや、あきべや")
    #expect(PromptTemplate("<nothing>").parts == [.malformed("nothing")])
    #expect(PromptTemplate("[部屋]").parts == [.malformed("部屋")])
    #expect(PromptTemplate("[部屋").parts == [.malformed("[部屋")])
  }
}

/// Values to fill slots with.
enum Samples {
  static let date = CivilDate(year: 2026, month: 12, day: 24) ?? CivilDate(daysSinceEpoch: 0)

  static let usual: [PromptSlot: SpokenText] = values(
    inn: SpokenText(written: "民宿なみ", speech: "ミンシュクナミ", kana: "ミンシュクナミ"),
    night: JapaneseReadings.dateAndWeekday(date - 21) + .part(.partTonight),
    meals: .part(.partHalfBoard),
    deadline: "2026-12-02T15:00:00+09:00",
  )

  static let longest: [PromptSlot: SpokenText] = values(
    inn: SpokenText(kana: "シモフロオンセンカンコウホテルウミノイエ"),
    night: PromptCatalogue.japanese.text(
      .partRange,
      [
        .date: JapaneseReadings.date(date), .lastDate: JapaneseReadings.date(date + 90),
        .count: JapaneseReadings.nights(91),
      ],
    ),
    meals: .part(.partHalfBoard),
    deadline: "2026-12-24T23:59:00+09:00",
  )

  private static func values(
    inn: SpokenText,
    night: SpokenText,
    meals: SpokenText,
    deadline: String,
  ) -> [PromptSlot: SpokenText] {
    var values: [PromptSlot: SpokenText] = [
      .inn: inn, .night: night, .meals: meals, .text: SpokenText(kana: "ごごよじ"),
      .date: JapaneseReadings.date(date), .lastDate: JapaneseReadings.date(date + 3),
      .rooms: JapaneseReadings.rooms(3), .count: JapaneseReadings.items(3),
      .guests: JapaneseReadings.persons(24), .fromAbroad: JapaneseReadings.persons(4),
      .stay: JapaneseReadings.stayNights(2), .month: JapaneseReadings.month(12),
      .price: JapaneseReadings.yen(Yen(36_000)), .collection: .part(.partAtInn),
      .party: .part(.partAdults, [.count: JapaneseReadings.persons(2)]),
      .roomType: SpokenText(written: "和室は、", speech: "和室は、", kana: "わしつは、"),
      .guest: SpokenText(kana: "タナカさま"), .example: JapaneseReadings.digits("05"),
    ]
    values[.deadline] = Timestamp(rfc3339: deadline).map(JapaneseReadings.instant)
    values[.phone] = PhoneNumber("0175000099").map(JapaneseReadings.phone)
    return values
  }

  /// Sentences that last more than eight seconds and are better whole than cut.
  static let beyondTheAim: Set<PromptKey> = []
}
