import InnRegistry
import Testing

@testable import VoiceIVR

/// How numbers, dates and money are said: whole tables, because each irregular form is one that
/// an old listener would stumble over.
@Suite struct JapaneseReadingsTests {
  @Test func daysOfTheMonth() throws {
    let days = """
      ついたち ふつか みっか よっか いつか むいか なのか ようか ここのか とおか じゅういちにち じゅうににち
      じゅうさんにち じゅうよっか じゅうごにち じゅうろくにち じゅうしちにち じゅうはちにち じゅうくにち はつか
      にじゅういちにち にじゅうににち にじゅうさんにち にじゅうよっか にじゅうごにち にじゅうろくにち
      にじゅうしちにち にじゅうはちにち にじゅうくにち さんじゅうにち さんじゅういちにち
      """.split(whereSeparator: \.isWhitespace)
    #expect(days.count == 31)
    for (index, day) in days.enumerated() {
      let date = try #require(CivilDate(year: 2027, month: 1, day: index + 1))
      #expect(JapaneseReadings.date(date).kana == "いちがつ" + day)
    }
  }

  @Test func months() throws {
    let months = "いち に さん し ご ろく しち はち く じゅう じゅういち じゅうに".split(separator: " ")
    for (index, month) in months.enumerated() {
      let date = try #require(CivilDate(year: 2027, month: index + 1, day: 20))
      #expect(JapaneseReadings.date(date).kana == month + "がつはつか")
      #expect(JapaneseReadings.month(index + 1).kana == month + "がつ")
    }
  }

  @Test func weekdays() throws {
    // 2026-11-29 is a Sunday.
    let sunday = try #require(CivilDate(year: 2026, month: 11, day: 29))
    let names = "にち げつ か すい もく きん ど".split(separator: " ")
    for (index, name) in names.enumerated() {
      #expect(JapaneseReadings.weekday(sunday + index).kana == name + "ようび")
    }
    #expect(JapaneseReadings.dateAndWeekday(sunday).written == "11月29日、日曜日")
  }

  @Test func rooms() {
    let table = """
      ぜろ ひと ふた さん よん ご ろく なな はち きゅう じゅう じゅういち じゅうに
      """.split(whereSeparator: \.isWhitespace)
    for (count, reading) in table.enumerated() {
      #expect(JapaneseReadings.rooms(count).kana == reading + "へや")
    }
    #expect(JapaneseReadings.rooms(3).written == "3部屋")
    #expect(JapaneseReadings.rooms(250).kana == "にひゃくごじゅうへや")
  }

  @Test func persons() {
    let table = """
      いち に さん よ ご ろく なな はち きゅう じゅう じゅういち じゅうに じゅうさん じゅうよ じゅうご
      """.split(whereSeparator: \.isWhitespace)
    for (index, reading) in table.enumerated() {
      #expect(JapaneseReadings.persons(index + 1).kana == reading + "めい")
    }
    #expect(JapaneseReadings.persons(24).kana == "にじゅうよめい")
  }

  @Test func nightsOfAStay() {
    let table = """
      いっぱく にはく さんぱく よんはく ごはく ろっぱく ななはく はっぱく きゅうはく じゅっぱく
      じゅういっぱく じゅうにはく じゅうさんぱく じゅうよんはく じゅうごはく じゅうろっぱく じゅうななはく
      じゅうはっぱく じゅうきゅうはく にじゅっぱく
      """.split(whereSeparator: \.isWhitespace)
    for (index, reading) in table.enumerated() {
      #expect(JapaneseReadings.stayNights(index + 1).kana == reading)
    }
    #expect(JapaneseReadings.stayNights(30).kana == "さんじゅっぱく")
  }

  @Test func nightsOfARange() {
    let table = "ひとばん ふたばん みばん よばん ごばん ろくばん ななばん はちばん きゅうばん じゅうばん"
      .split(separator: " ")
    for (index, reading) in table.enumerated() {
      #expect(JapaneseReadings.nights(index + 1).kana == reading)
    }
  }

  @Test func items() {
    let table = "いっけん にけん さんけん よんけん ごけん ろっけん ななけん はっけん きゅうけん じゅっけん"
      .split(separator: " ")
    for (index, reading) in table.enumerated() {
      #expect(JapaneseReadings.items(index + 1).kana == reading)
    }
    #expect(JapaneseReadings.items(20).kana == "にじゅっけん")
  }

  @Test func ages() {
    let table = """
      ぜろ いっ に さん よん ご ろく なな はっ きゅう じゅっ じゅういっ じゅうに じゅうさん じゅうよん
      じゅうご じゅうろく じゅうなな
      """.split(whereSeparator: \.isWhitespace)
    for (years, reading) in table.enumerated() {
      #expect(JapaneseReadings.age(years).kana == reading + "さい")
    }
  }

  @Test(arguments: [
    ("00:00", "よなかのれいじ"), ("01:00", "ごぜんいちじ"), ("04:30", "ごぜんよじさんじゅっぷん"),
    ("07:00", "ごぜんしちじ"), ("09:15", "ごぜんくじじゅうごふん"), ("10:00", "ごぜんじゅうじ"),
    ("12:00", "ひるのじゅうにじ"), ("12:30", "ひるのじゅうにじさんじゅっぷん"), ("16:00", "ごごよじ"),
    ("17:01", "ごごごじいっぷん"), ("18:03", "ごごろくじさんぷん"), ("19:06", "ごごしちじろっぷん"),
    ("20:08", "ごごはちじはっぷん"), ("21:10", "ごごくじじゅっぷん"), ("23:59", "ごごじゅういちじごじゅうきゅうふん"),
  ])
  func times(_ text: String, _ reading: String) throws {
    let time = try #require(TimeOfDay(text))
    #expect(JapaneseReadings.time(time).kana == reading)
  }

  @Test(arguments: [
    (0, "ぜろえん"), (1, "いちえん"), (4, "よえん"), (14, "じゅうよえん"), (44, "よんじゅうよえん"),
    (100, "ひゃくえん"), (300, "さんびゃくえん"), (600, "ろっぴゃくえん"), (800, "はっぴゃくえん"),
    (1000, "せんえん"), (3000, "さんぜんえん"), (8000, "はっせんえん"), (10_000, "いちまんえん"),
    (13_860, "いちまんさんぜんはっぴゃくろくじゅうえん"), (36_000, "さんまんろくせんえん"),
    (100_000, "じゅうまんえん"), (108_300, "じゅうまんはっせんさんびゃくえん"),
    (1_000_000, "ひゃくまんえん"), (10_000_000, "いっせんまんえん"),
    (11_111_111, "せんひゃくじゅういちまんせんひゃくじゅういちえん"), (100_000_000, "いちおくえん"),
  ])
  func money(_ amount: Int, _ reading: String) {
    #expect(JapaneseReadings.yen(Yen(amount)).kana == reading)
  }

  @Test func telephoneNumbers() throws {
    let inn = try #require(PhoneNumber("0175000042"))
    let spoken = JapaneseReadings.phone(inn)
    #expect(spoken.written == "0175-00-0042")
    #expect(spoken.speech == "ゼロイチナナゴオ、ゼロゼロ、ゼロゼロヨンニイ")
    let mobile = try #require(PhoneNumber("09000000001"))
    #expect(JapaneseReadings.phone(mobile).written == "090-0000-0001")
  }

  @Test func guests() throws {
    let name = try #require(GuestName(written: "Smith", kana: "スミス"))
    #expect(JapaneseReadings.guest(name).speech == "スミスさま")
    #expect(JapaneseReadings.guest(name).written == "Smithさま")
    let unread = try #require(GuestName(written: "Smith"))
    #expect(JapaneseReadings.guest(unread).written == "お客さま")
    #expect(JapaneseReadings.guest(nil).speech == "お客さま")
  }

  @Test func deadlines() throws {
    let instant = try #require(Timestamp(rfc3339: "2026-12-02T15:00:00+09:00"))
    #expect(JapaneseReadings.instant(instant).written == "12月2日、午後3時")
  }

  @Test func mora() {
    #expect(MoraCount.mora(in: "きゃく") == 2)
    #expect(MoraCount.mora(in: "いっぱく") == 4)
    #expect(MoraCount.mora(in: "センター、です。") == 6)
    #expect(MoraCount.mora(in: "ヴァイオリン") == 5)
    #expect(MoraCount.mora(in: "しんじゅ") == 3)
  }
}
