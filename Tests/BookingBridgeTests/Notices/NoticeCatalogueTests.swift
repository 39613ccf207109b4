import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

@Suite(.serialized) struct NoticeCatalogueTests {
  @Test(arguments: NoticeLanguage.allCases)
  func everyCatalogueIsWholeAndAlike(language: NoticeLanguage) {
    let flaws = NoticeCatalogue.of(language).check(against: .of(.japanese))
    for flaw in flaws { Issue.record("\(language.rawValue): \(flaw)") }
  }

  /// Nobody able to judge has read them; whoever does says so line by line, and this test then.
  @Test func noCatalogueClaimsAReviewThatNobodyMade() {
    for language in NoticeLanguage.allCases {
      #expect(NoticeCatalogue.of(language).reviewedCount == 0)
    }
  }

  private static let base = NoticeCatalogue(
    .japanese,
    source: "value_room = {room}、{rooms, plural, other {#室}}\nfee_none = なし"
  )

  @Test func aMissingMessageIsFound() {
    #expect(NoticeCatalogueTests.base.flaws.contains(.missing(.titleConfirmed)))
    #expect(!NoticeCatalogueTests.base.flaws.contains(.missing(.feeNone)))
  }

  @Test(arguments: [
    ("value_room = {room}", NoticeCatalogue.Flaw.arguments(.valueRoom)),
    ("value_room = {room}, {rooms, plural, other {#}}", .pluralForms(.valueRoom)),
    ("value_room = {room}, {rooms, plural, one {#} few {#} other {#}}", .pluralForms(.valueRoom)),
    ("fee_none = なし", .untranslated(.feeNone)),
    ("value_rom = x", .nameUnknown("value_rom")),
    ("no sign", .lineUnreadable(line: 1)),
    ("fee_none = a\nfee_none = b", .twice(.feeNone)),
  ])
  func aMistakeIsFound(line: String, flaw: NoticeCatalogue.Flaw) {
    let catalogue = NoticeCatalogue(.english, source: line)
    #expect(catalogue.check(against: NoticeCatalogueTests.base).contains(flaw))
  }

  @Test func aBrokenMessageIsFoundOnce() {
    let flaws = NoticeCatalogue(.english, source: "fee_none = {").flaws
    #expect(flaws.contains { if case .syntax(.feeNone, _) = $0 { true } else { false } })
    #expect(!flaws.contains(.missing(.feeNone)))
  }

  @Test func aReviewIsReadWithItsReviewerAndDay() {
    let catalogue = NoticeCatalogue(.thai, source: "fee_none @somchai 2026-12-01 = ไม่มี")
    #expect(catalogue.review(of: .feeNone)?.reviewer == "somchai")
    #expect(catalogue.review(of: .feeNone)?.date == "2026-12-01")
    #expect(catalogue.text(.feeNone).plain == "ไม่มี")
    #expect(!catalogue.isReviewed)
  }

  @Test(arguments: [
    ("lead_confirmed = 予約が[決|き]まりました。", "kanji without reading"),
    ("lead_confirmed = これは ない ことは なくはない です。", "double negative"),
    ("lead_confirmed = よやくが きまった。", "ending"),
    (
      "lead_confirmed = あああああああああああああああああああああああああああああああああああああああああああああああああああああです。",
      "too long"
    ),
  ])
  func easyJapaneseIsJudged(line: String, what: String) {
    let catalogue = NoticeCatalogue(.easyJapanese, source: line)
    let flaws = catalogue.check(against: .of(.japanese))
    let judged = flaws.contains {
      if case .easyJapanese(.leadConfirmed, _) = $0 { true } else { false }
    }
    #expect(judged, "\(what)")
  }

  // MARK: - Every event has its notice in every language

  @Test func everyEventOfABookingIsDecided() {
    let told: [LogEvent.Kind: NoticeKind] = [
      .bookingRequested: .requestReceived, .bookingConfirmed: .confirmed,
      .bookingDeclined: .declined, .bookingExpired: .noAnswer,
      .amendmentProposed: .changeReceived, .amendmentDeclined: .changeDeclined,
      .bookingAmended: .changed, .bookingWithdrawn: .cancelledByGuest,
    ]
    for (event, kind) in told {
      #expect(NoticeKind.told(of: event, state: .confirmed) == kind)
    }
    let parties: [(CancellingParty, NoticeKind)] = [
      (.guest, .cancelledByGuest), (.inn, .cancelledByInn), (.office, .cancelledByInn),
    ]
    for (party, kind) in parties {
      #expect(NoticeKind.told(of: .bookingCancelled, state: .cancelled(by: party)) == kind)
    }
    let silent: [LogEvent.Kind] = [
      .bookingHeld, .bookingReleased, .bookingHeard, .bookingStayed, .bookingNoShow,
    ]
    for event in silent { #expect(NoticeKind.told(of: event, state: .confirmed) == nil) }
  }

  /// States × kinds × languages: nothing is left open, whatever the booking's state.
  @Test(arguments: NoticeLanguage.allCases)
  func everyNoticeIsWholeInEveryStateAndLanguage(language: NoticeLanguage) throws {
    let states: [BookingState] = [
      .held(until: TestWorld.start), .requested(deadline: TestWorld.start), .confirmed, .stayed,
      .noShow, .cancelled(by: .guest), .cancelled(by: .inn), .cancelled(by: .office), .released,
      .declined(.full), .declined(.closed), .declined(.meals), .declined(.other), .expired,
      .withdrawn,
    ]
    let base = try NoticeFixtures.booking(language.rawValue)
    for state in states {
      var booking = base
      booking.state = state
      for kind in NoticeKind.allCases {
        for hazard in Hazard.allCases where kind == .emergency || hazard == .snow {
          var facts = NoticeFixtures.facts(of: booking, kind: kind)
          if kind == .emergency { facts.emergency?.hazard = hazard }
          let notice = Notice(kind, facts)
          for text in [notice.document.text, notice.sms] {
            #expect(!text.contains("{") && !text.contains("«") && !text.contains("Optional("))
            #expect(!text.contains("[") && !text.contains("|"), "\(kind) \(language): \(text)")
          }
          #expect((notice.japanese == nil) == (language == .japanese))
        }
      }
    }
  }

  @Test(arguments: NoticeLanguage.allCases)
  func aBareInnAndBookingAreToldWhole(language: NoticeLanguage) throws {
    var facts = try NoticeFixtures.facts(language.rawValue)
    facts.inn.profile = InnProfile()
    facts.innPhone = nil
    facts.office = nil
    facts.roomType = nil
    facts.meals = nil
    facts.link = nil
    facts.booking.guest.diet = nil
    facts.booking.arrival = nil
    facts.booking.quote = Quote(lines: [])
    facts.booking.cancellation = CancellationPolicy(steps: [])
    facts.wanted = nil
    facts.alternatives = []
    for kind in NoticeKind.allCases {
      let text = Notice(kind, facts).document.text
      #expect(!text.contains("{") && !text.contains("«"))
      #expect(!text.contains("\n\n\n"))
    }
  }
}
