import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// What a confirmation must carry, field by field, and what it must not.
struct ConfirmationTests {
  @Test(arguments: NoticeLanguage.allCases)
  func itCarriesEveryFieldThatIsAsked(language: NoticeLanguage) throws {
    let facts = try NoticeFixtures.facts(language.rawValue)
    let notice = Notice(.confirmed, facts)
    let document = notice.document
    let values = Dictionary(
      document.facts.map { ($0.name, $0.values.map(\.base).joined(separator: " / ")) },
      uniquingKeysWith: { first, _ in first }
    )
    #expect(values["reference"]?.contains(facts.booking.reference.grouped) == true)
    #expect(values["inn"]?.contains("練習・浜荘") == true)
    #expect(values["inn"]?.contains("Training Hamaso") == true)
    #expect(values["address"]?.contains("青森県むつ市大畑町練習1-2") == true)
    let phone = language.isJapanese ? "0175000001" : "+81175000001"
    #expect(values["phone"]?.contains(phone) == true)
    for date in [facts.booking.stay.checkIn, facts.booking.stay.checkOut] {
      #expect(values["dates"]?.contains(LocalFormat.date(date, .full, language).base) == true)
    }
    #expect(values["dates"]?.contains("2") == true)
    #expect(values["check_in"]?.contains("15:00") == true)
    #expect(values["check_in"]?.contains("18:00") == true)
    #expect(values["check_out"]?.contains("10:00") == true)
    #expect(values["arrival"]?.contains("17:30") == true)
    for age in ["4", "9"] { #expect(values["party"]?.contains(age) == true) }
    for name in ["room", "meals", "payment", "means"] { #expect(values[name]?.isEmpty == false) }
    #expect(values["bath"]?.contains("家族風呂") == true)
    #expect(values["diet"]?.contains("no shellfish") == true)
    #expect(values["total"]?.contains("60,000円") == true)
    let text = document.text
    // Lines: two adults, two children, tax, each night.
    for amount in ["19,800円", "9,900円", "300円"] { #expect(text.contains(amount)) }
    // 20 % from three days before, 50 % from the day before, 80 % that day, 100 % for staying away.
    for amount in ["11,880円", "29,700円", "47,520円", "59,400円"] { #expect(text.contains(amount)) }
    #expect(text.contains("geo:41.4,141.16"))
    #expect(document.sections.contains { $0.name == "access" })
    let bring = try #require(document.sections.first { $0.name == "bring" })
    guard case .list(let items)? = bring.blocks.first else {
      Issue.record("nothing to bring")
      return
    }
    let passport = NoticeCatalogue.of(language).text(.bringPassport)
    #expect(items.contains(passport))
  }

  @Test func whoLivesInJapanNeedsNoPassport() throws {
    let facts = try NoticeFixtures.facts("en", country: "JP")
    let passport = NoticeCatalogue.of(.english).text(.bringPassport).plain
    #expect(!Notice(.confirmed, facts).document.text.contains(passport))
  }

  @Test func aRequestNeverReadsLikeABooking() throws {
    for language in NoticeLanguage.allCases {
      let facts = try NoticeFixtures.facts(language.rawValue, kind: .requestReceived)
      let notice = Notice(.requestReceived, facts)
      let confirmed = NoticeCatalogue.of(language).text(.titleConfirmed).plain
      #expect(!notice.document.text.contains(confirmed))
      // No number to ring at the inn, no terms: it is not booked.
      #expect(!notice.document.facts.contains { $0.name == "phone" || $0.name == "payment" })
      #expect(notice.document.facts.contains { $0.name == "deadline" })
    }
  }

  @Test func theInnsWordsAreNeverSilentlyInAnotherLanguage() throws {
    for language in NoticeLanguage.allCases {
      let notice = Notice(.confirmed, try NoticeFixtures.facts(language.rawValue))
      let winter = try #require(notice.document.sections.first { $0.name == "winter_road" })
      let note = NoticeCatalogue.of(language).text(.noteJapaneseOnly)
      switch language {
      case .japanese: #expect(winter.blocks == [.paragraph(RichText("坂は凍ります。\n除雪は朝6時です。"))])
      case .easyJapanese, .english, .traditionalChinese, .simplifiedChinese, .korean, .thai:
        #expect(winter.blocks.first == .paragraph(note))
        #expect(winter.blocks.last == .foreign("坂は凍ります。\n除雪は朝6時です。", language: "ja"))
      }
    }
    let thai = Notice(.houseRules, try NoticeFixtures.facts("th"))
    let dinner = try #require(thai.document.sections.first { $0.name == "dinner" })
    #expect(dinner.blocks == [.paragraph(NoticeCatalogue.of(.thai).text(.noteMissing))])
  }

  @Test func prepaidAndSharedPaymentsAreTold() throws {
    var facts = try NoticeFixtures.facts("en")
    facts.booking.quote.collection = .prepaid
    let text = Notice(.confirmed, facts).document.text
    #expect(text.contains("JPY 59,400（59,400円） is already paid; please pay JPY 600"))
    facts.booking.quote.collection = Quote.Collection(price: .channel, taxes: .channel)
    #expect(Notice(.confirmed, facts).document.text.contains("already paid (JPY 60,000"))
  }

  @Test func manyNightsAreAddedUp() throws {
    var facts = try NoticeFixtures.facts("en")
    let stay = try #require(Stay(checkIn: facts.booking.stay.checkIn, nights: 14))
    facts.booking.stay = stay
    facts.booking.quote = NoticeFixtures.quote(stay)
    let text = Notice(.confirmed, facts).document.text
    #expect(text.contains("Whole stay  Adult × 28  JPY 277,200（277,200円）"))
  }

  @Test(arguments: [
    ("ja", NoticeLanguage.japanese), ("ja-JP", .japanese), ("ja-easy", .easyJapanese),
    ("en-GB", .english), ("fr", .english), ("zh", .simplifiedChinese),
    ("zh-TW", .traditionalChinese),
    ("zh-HK", .traditionalChinese), ("zh-Hant-TW", .traditionalChinese),
    ("zh-Hans-HK", .simplifiedChinese), ("zh-CN", .simplifiedChinese), ("ko-KR", .korean),
    ("th", .thai),
  ])
  func aGuestsTagFindsItsLanguage(tag: String, language: NoticeLanguage) {
    #expect(NoticeLanguage(serving: tag) == language)
  }

  // MARK: - Hostile words

  @Test func markupOfGuestsStaysText() throws {
    let facts = try NoticeFixtures.facts("en", name: "<script>alert('x')</script>", kana: nil)
    for kind in NoticeKind.allCases {
      let html = Notice(kind, facts).html
      #expect(!html.contains("<script"))
    }
    #expect(Notice(.confirmed, facts).html.contains("&lt;script&gt;"))
  }

  @Test func shortMessagesFitOneSegmentWhereNothingLongIsInThem() throws {
    for language in NoticeLanguage.allCases {
      for kind in NoticeKind.allCases {
        var facts = try NoticeFixtures.facts(language.rawValue, kind: kind)
        facts.link = nil
        let sms = Notice(kind, facts).sms
        #expect(SMSLength.parts(of: sms) == 1, "\(language) \(kind): \(sms)")
      }
    }
  }

  @Test(arguments: [
    (String(repeating: "a", count: 160), 1), (String(repeating: "a", count: 161), 2),
    (String(repeating: "€", count: 80), 1), (String(repeating: "€", count: 81), 2),
    (String(repeating: "あ", count: 70), 1), (String(repeating: "あ", count: 71), 2),
    (String(repeating: "😀", count: 35), 1), (String(repeating: "😀", count: 36), 2),
  ])
  func segmentsAreCountedAsNetworksCount(text: String, parts: Int) {
    #expect(SMSLength.parts(of: text) == parts)
  }
}

struct NoticeMailTests {
  private func mail(name: String = "Jane Training") throws -> NoticeMail {
    let facts = try NoticeFixtures.facts("ja", name: name, kana: nil)
    let from = try #require(NoticeMail.Mailbox(name: "下北宿案内", address: "yado@example.org"))
    let to = try #require(NoticeMail.Mailbox(name: name, address: "jane@example.org"))
    return NoticeMail(
      Notice(.confirmed, facts),
      subjectOf: facts,
      from: from,
      to: to,
      messageID: "n1.0@example.org",
      date: TestWorld.start
    )
  }

  @Test func linesAreShortAndAscii() throws {
    let message = String(
      decoding: try mail(name: String(repeating: "長い名前の客", count: 12)).message,
      as: UTF8.self
    )
    for line in message.split(separator: "\r\n", omittingEmptySubsequences: false) {
      #expect(line.utf8.count <= 78)
      #expect(line.utf8.allSatisfy { $0 < 0x80 && $0 >= 0x20 }, "\(line)")
    }
  }

  @Test func noNameBecomesAHeader() throws {
    let hostile = [
      "A\r\nBcc: x@example.org", "A\nBcc: x@example.org", "A\u{2028}Bcc: x", "=?utf-8?Q?x?=",
    ]
    for name in hostile {
      // Such a name never gets into a booking; mail holds even if one did.
      let from = try #require(NoticeMail.Mailbox(name: name, address: "a@example.org"))
      var changed = try mail()
      changed.from = from
      changed.to = from
      changed.subject = name
      let message = String(decoding: changed.message, as: UTF8.self)
      #expect(!message.contains("\r\nBcc"))
      #expect(!message.contains("\nBcc"))
    }
  }

  @Test(arguments: [
    "", "a", "a@", "@b", "a@b@c", "a b@c.d", "a@b\r\nRCPT TO:<x@y>", "<a@b.c>", "a@b.c,d@e.f",
    "ä@b.c", "-o@b.c",
  ])
  func noAddressThatIsNoneIsTaken(address: String) {
    #expect(NoticeMail.Mailbox(address: address) == nil)
  }
}
