import InnRegistry
import Testing

@testable import innctl

/// The sheet beside the telephone: complete, on its own, and safe to open.
@Suite struct InnCardTests {
  private func facts(rooms: Int = 3) throws -> CardFacts {
    CardFacts(
      name: InnName(japanese: "民宿<なみ>", kana: "ミンシュクナミ", romaji: "Nami"),
      number: TrainingRegion.hubNumber,
      mostRooms: rooms,
      innNumber: "1001",
      officeName: "事務局",
      officePhone: PhoneNumber("0175009900"),
      officeHours: OfficeHours(
        from: try #require(TimeOfDay(hour: 9)),
        until: try #require(TimeOfDay(hour: 17, minute: 30)),
      ),
    )
  }

  @Test func saysWhomToRingAndWhatTheKeysDo() throws {
    let html = InnCard(facts: try facts()).html
    for text in [
      "0175-00-0099", "0175-00-9900", "1〜3", "満室", "お断り", "事務局の人と話す", "1001",
      "月・火・水・木・金曜日（祝日は休み）　09:00〜17:30",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(html.contains("民宿&lt;なみ&gt;"))
    // Nothing comes from elsewhere, and nothing runs.
    for text in ["http:", "https:", "//", "<script", "src=", "@import", "url("] {
      #expect(!html.contains(text), "\(text)")
    }
  }

  @Test func aLargeHouseKeysTwoDigits() throws {
    let html = InnCard(facts: try facts(rooms: 12)).html
    #expect(html.contains("<th>05</th>"))
    #expect(html.contains("<th>00</th><td>満室"))
    #expect(html.contains("2けたで"))
  }

  @Test func whatIsNotKnownIsLeftOut() throws {
    var facts = try facts()
    facts.innNumber = nil
    facts.officePhone = nil
    let html = InnCard(facts: facts).html
    #expect(!html.contains("宿番号"))
    #expect(!html.contains("困ったとき"))
  }
}
