import InnRegistry

/// Values that fill the slots of a sentence, so that a person can judge how it sounds.
package enum PromptSamples {
  private static let date =
    CivilDate(year: 2026, month: 12, day: 24) ?? CivilDate(daysSinceEpoch: 0)

  private static var text: SpokenText { SpokenText(kana: "あすは、ゆきのおそれがあります。") }

  /// A sentence as it is spoken in a usual call.
  package static func text(of key: PromptKey) -> SpokenText {
    PromptCatalogue.japanese.text(key, values)
  }

  static let values: [PromptSlot: SpokenText] = [
    .inn: SpokenText(written: "民宿なみ", speech: "ミンシュクナミ", kana: "ミンシュクナミ"),
    .night: JapaneseReadings.dateAndWeekday(date) + PromptCatalogue.japanese.text(.partTonight),
    .date: JapaneseReadings.date(date),
    .lastDate: JapaneseReadings.date(date + 3),
    .rooms: JapaneseReadings.rooms(3),
    .remaining: JapaneseReadings.rooms(2),
    .roomType: .empty,
    .guest: SpokenText(written: "田中さま", speech: "タナカさま", kana: "タナカさま"),
    .party: PromptCatalogue.japanese.text(.partAdults, [.count: JapaneseReadings.persons(2)]),
    .stay: JapaneseReadings.stayNights(2),
    .meals: PromptCatalogue.japanese.text(.partHalfBoard),
    .price: JapaneseReadings.yen(Yen(19_800)),
    .collection: PromptCatalogue.japanese.text(.partAtInn),
    .count: JapaneseReadings.items(2),
    .guests: JapaneseReadings.persons(4),
    .fromAbroad: JapaneseReadings.persons(2),
    .deadline: JapaneseReadings.instant(TokyoTime.instant(date, minute: 15 * 60)),
    .phone: JapaneseReadings.phone(TrainingRegion.hubNumber),
    .month: JapaneseReadings.month(12),
    .example: JapaneseReadings.digits("05"),
    .text: text,
  ]
}
