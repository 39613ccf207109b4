package import InnRegistry

/// How numbers, dates, times and money are said in Japanese.
///
/// The forms are those of the NHK pronunciation handbook's everyday usage; where two are in use the
/// one that is harder to mishear on a telephone is taken (七 なな rather than しち in counts, 四泊
/// よんはく). Kana is handed to the synthesiser only where it would read the kanji otherwise, because
/// kana alone loses its word boundaries.
package enum JapaneseReadings {
  /// 0...9 as said in numbers; 0 as ゼロ, which a telephone carries better than れい.
  private static let digits = [
    "ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう",
  ]

  /// A whole number, 0...9999_9999_9999: 3600 さんぜんろっぴゃく.
  package static func number(_ value: Int) -> String {
    guard value > 0 else { return digits[0] }
    var rest = value
    var text = ""
    for (unit, name) in [(100_000_000, "おく"), (10_000, "まん")] where rest >= unit {
      let count = rest / unit
      // 一千万, not 千万, once a larger unit follows the thousand.
      let isOneThousand = count % 1000 == 0 && count / 1000 % 10 == 1
      text += isOneThousand ? belowTenThousand(count - 1000) + "いっせん" : belowTenThousand(count)
      text += name
      rest %= unit
    }
    return text + belowTenThousand(rest)
  }

  private static func belowTenThousand(_ value: Int) -> String {
    var text = ""
    switch value / 1000 % 10 {
    case 0: break
    case 1: text += "せん"
    case 3: text += "さんぜん"
    case 8: text += "はっせん"
    case let count: text += digits[count] + "せん"
    }
    switch value / 100 % 10 {
    case 0: break
    case 1: text += "ひゃく"
    case 3: text += "さんびゃく"
    case 6: text += "ろっぴゃく"
    case 8: text += "はっぴゃく"
    case let count: text += digits[count] + "ひゃく"
    }
    switch value / 10 % 10 {
    case 0: break
    case 1: text += "じゅう"
    case let count: text += digits[count] + "じゅう"
    }
    return value % 10 == 0 ? text : text + digits[value % 10]
  }

  // MARK: - Counts

  /// 3部屋 さんへや; 1 and 2 in the native way, ひとへや and ふたへや.
  package static func rooms(_ count: Int) -> SpokenText {
    switch count {
    case 1: kanaSpoken("1部屋", "ひとへや")
    case 2: kanaSpoken("2部屋", "ふたへや")
    default: plain("\(count)部屋", number(count) + "へや")
    }
  }

  /// 4名 よめい.
  package static func persons(_ count: Int) -> SpokenText {
    count % 10 == 4
      ? kanaSpoken("\(count)名", tens(count) + "よめい") : plain("\(count)名", number(count) + "めい")
  }

  /// 2泊 にはく.
  package static func stayNights(_ count: Int) -> SpokenText {
    let reading = contracted(
      count,
      "はく",
      [0: "じゅっぱく", 1: "いっぱく", 3: "さんぱく", 6: "ろっぱく", 8: "はっぱく"],
    )
    return count % 10 == 4 ? kanaSpoken("\(count)泊", reading) : plain("\(count)泊", reading)
  }

  /// 7晩 ななばん; up to four in the native way (ひとばん, ふたばん, みばん, よばん), because さんばん and
  /// よんばん sound like number three and number four.
  package static func nights(_ count: Int) -> SpokenText {
    switch count {
    case 1: plain("1晩", "ひとばん")
    case 2: plain("2晩", "ふたばん")
    case 3: kanaSpoken("3晩", "みばん")
    case 4: kanaSpoken("4晩", "よばん")
    default: plain("\(count)晩", number(count) + "ばん")
    }
  }

  /// 3件 さんけん: bookings, requests.
  package static func items(_ count: Int) -> SpokenText {
    let reading = contracted(
      count,
      "けん",
      [0: "じゅっけん", 1: "いっけん", 6: "ろっけん", 8: "はっけん"],
    )
    return count % 10 == 3 ? kanaSpoken("\(count)件", reading) : plain("\(count)件", reading)
  }

  /// 9歳 きゅうさい.
  package static func age(_ years: Int) -> SpokenText {
    let reading = contracted(years, "さい", [0: "じゅっさい", 1: "いっさい", 8: "はっさい"])
    return plain("\(years)歳", reading)
  }

  /// 3万6千円 さんまんろくせんえん: money is written with digits alone and said in full.
  package static func yen(_ money: Yen) -> SpokenText {
    let value = max(0, money.amount)
    let base = value % 10 == 4 ? String(number(value).dropLast(2)) + "よ" : number(value)
    let reading = base + "えん"
    // 一千万 and its multiples are read without the いっ by the synthesiser.
    let needsKana = value / 10_000 % 10_000 % 1000 == 0 && value / 10_000_000 % 10 == 1
    return needsKana ? kanaSpoken("\(value)円", reading) : plain("\(value)円", reading)
  }

  // MARK: - Time

  private static let days: [Int: String] = [
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか",
    8: "ようか", 9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
  ]
  fileprivate static let months = [
    "いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに",
  ]
  private static let weekdays: [(String, String)] = [
    ("日", "にち"), ("月", "げつ"), ("火", "か"), ("水", "すい"), ("木", "もく"), ("金", "きん"),
    ("土", "ど"),
  ]

  private static func day(_ day: Int) -> String {
    if let special = days[day] { return special }
    let last = day % 10 == 7 ? "しち" : day % 10 == 9 ? "く" : day % 10 == 0 ? "" : digits[day % 10]
    return tens(day) + last + "にち"
  }

  /// 12月3日 じゅうにがつみっか.
  package static func date(_ date: CivilDate) -> SpokenText {
    let (_, month, day) = date.parts
    return plain("\(month)月\(day)日", months[month - 1] + "がつ" + Self.day(day))
  }

  /// 木曜日 もくようび.
  package static func weekday(_ date: CivilDate) -> SpokenText {
    let (kanji, kana) = weekdays[date.weekday.rawValue]
    return plain(kanji + "曜日", kana + "ようび")
  }

  /// 12月3日、木曜日.
  package static func dateAndWeekday(_ date: CivilDate) -> SpokenText {
    Self.date(date) + SpokenText(kana: "、") + weekday(date)
  }

  /// 午後4時30分 ごごよじさんじゅっぷん; noon and midnight in the way that nobody mistakes: 昼の12時,
  /// 夜中の0時.
  package static func time(_ time: TimeOfDay) -> SpokenText {
    let hour = time.minutes / 60
    let minute = time.minutes % 60
    let spoken: SpokenText
    switch hour {
    case 0: spoken = SpokenText(written: "夜中の0時", speech: "夜中のれいじ", kana: "よなかのれいじ")
    case 1...11: spoken = plain("午前\(hour)時", "ごぜん" + hourReading(hour))
    case 12: spoken = plain("昼の12時", "ひるのじゅうにじ")
    default: spoken = plain("午後\(hour - 12)時", "ごご" + hourReading(hour - 12))
    }
    return minute == 0 ? spoken : spoken + minutes(minute)
  }

  private static func hourReading(_ hour: Int) -> String {
    switch hour {
    case 4: "よじ"
    case 7: "しちじ"
    case 9: "くじ"
    default: number(hour) + "じ"
    }
  }

  private static func minutes(_ count: Int) -> SpokenText {
    let reading = contracted(
      count,
      "ふん",
      [
        0: "じゅっぷん", 1: "いっぷん", 3: "さんぷん", 4: "よんぷん", 6: "ろっぷん", 8: "はっぷん",
      ],
    )
    return plain("\(count)分", reading)
  }

  /// A date and time of day in Tokyo: 12月2日、午後3時.
  package static func instant(_ instant: Timestamp) -> SpokenText {
    let day = date(TokyoTime.date(at: instant))
    guard let clock = TimeOfDay(minutes: TokyoTime.minuteOfDay(at: instant)) else { return day }
    return day + SpokenText(kana: "、") + time(clock)
  }

  // MARK: - Digits and names

  /// Digits one by one, with a pause between the groups.
  ///
  /// に and ご are lengthened as operators do, so that every digit has two mora and none is lost.
  package static func digits(_ text: some StringProtocol, groups: [Int] = []) -> SpokenText {
    let long = ["ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュウ"]
    var written = ""
    var spoken: [String] = []
    var group = ""
    var left = groups
    for digit in text.compactMap(\.wholeNumberValue) where (0...9).contains(digit) {
      written += String(digit)
      group += long[digit]
      guard let size = left.first else { continue }
      if size == 1 {
        left.removeFirst()
        if !left.isEmpty { written += "-" }
        spoken.append(group)
        group = ""
      } else {
        left[0] = size - 1
      }
    }
    if !group.isEmpty { spoken.append(group) }
    let speech = spoken.joined(separator: "、")
    return SpokenText(written: written, speech: speech, kana: speech)
  }

  /// A telephone number in national form, digit by digit in the usual groups: ten digits as 4-2-4
  /// (area codes of four digits, as on the Shimokita peninsula), eleven as 3-4-4.
  package static func phone(_ number: PhoneNumber) -> SpokenText {
    let national = number.national
    return digits(national, groups: national.utf8.count == 11 ? [3, 4, 4] : [4, 2, 4])
  }

  /// An inn's name as written, said by its katakana reading.
  package static func inn(_ name: InnName) -> SpokenText {
    SpokenText(written: name.japanese, speech: name.kana, kana: name.kana)
  }

  /// スミスさま; お客さま for a guest whose reading nobody knows or whom this telephone may not name.
  package static func guest(_ name: GuestName?) -> SpokenText {
    guard let name, let kana = name.kana else { return plain("お客さま", "おきゃくさま") }
    return SpokenText(written: name.written, speech: kana, kana: kana) + SpokenText(kana: "さま")
  }

  /// A key, 0...9, as it is called in a prompt.
  package static func key(_ digit: Int) -> SpokenText {
    let reading = number(digit)
    return digit == 0 ? kanaSpoken("0", "ゼロ") : plain("\(digit)", reading)
  }

  // MARK: - Making

  /// Kanji that the synthesiser reads as `kana` says.
  private static func plain(_ written: String, _ kana: String) -> SpokenText {
    SpokenText(written: written, speech: written, kana: kana)
  }

  /// Kanji that it would read otherwise.
  private static func kanaSpoken(_ written: String, _ kana: String) -> SpokenText {
    SpokenText(written: written, speech: kana, kana: kana)
  }

  /// The tens of a number below 100, for counters whose last digit changes.
  private static func tens(_ count: Int) -> String {
    count >= 10 ? number(count - count % 10) : ""
  }

  /// A number and a counter that contract: `special` by last digit, 0 for whole tens.
  private static func contracted(_ count: Int, _ counter: String, _ special: [Int: String])
    -> String
  {
    let last = count % 10
    guard count > 0, let ending = special[last] else { return number(count) + counter }
    guard last == 0 else { return tens(count) + ending }
    // じゅっぱく stands for the last ten: 20 is に + じゅっぱく.
    return (count == 10 ? "" : number(count / 10)) + ending
  }
}

extension JapaneseReadings {
  /// 12月 じゅうにがつ.
  package static func month(_ month: Int) -> SpokenText {
    let index = min(max(month, 1), 12)
    return SpokenText(
      written: "\(index)月",
      speech: "\(index)月",
      kana: months[index - 1] + "がつ",
    )
  }
}
