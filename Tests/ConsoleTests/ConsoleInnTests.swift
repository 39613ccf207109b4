import Foundation
import InnRegistry
import InnTestSupport
import Testing

@testable import BookingBridge

/// Inns' calendars and texts, rooms that come back, and the cells of the chart.
struct ConsoleInnTests {
  private static let calendars = "/office/inns/\(Fixtures.inn)/calendars"

  @Test("a calendar is added by an address that may be read, and shown without its secret")
  func calendars() async throws {
    let console = try ConsoleWorld()
    let browser = try await console.signedIn(.staff)
    let room = ("room_type", Fixtures.roomType.rawValue)
    for address in [
      "http://ical.example/a.ics", "https://127.0.0.1/a.ics", "https://me:pw@ical.example/",
      "nonsense",
    ] {
      let answer = try await browser.post(Self.calendars, [room, ("url", address)])
      #expect(answer.status == 422, "\(address)")
      // What is wrong is said at the field, and at the head of the form with a way to it.
      for part in [
        "aria-invalid=\"true\" aria-describedby=\"f-url-error\"", "id=\"f-url-error\"",
        "href=\"#f-url\"",
      ] {
        #expect(answer.text.contains(part), "\(address): \(part)")
      }
    }
    let other = try await browser.post(
      Self.calendars,
      [("room_type", "other-1"), ("url", "https://ical.example/a.ics")],
    )
    #expect(other.status == 422)
    #expect(try console.registry.calendars().isEmpty)
    let address = "https://ical.example/s3cret.ics"
    #expect(try await browser.post(Self.calendars, [room, ("url", address)]).status == 303)
    let feed = try #require(try console.registry.calendars().first)
    let page = try await browser.get(Self.calendars)
    #expect(page.text.contains("ical.example") && !page.text.contains("s3cret"))
    let twice = try await browser.post(Self.calendars, [room, ("url", address)])
    #expect(twice.status == 409)
    // Of another inn's path it is nobody's.
    #expect(try await browser.post("/office/inns/none/calendars/\(feed.id)/remove").status == 404)
    try console.registry.writeAndWait {
      try $0.note(.failed("404 gone", retryAfter: nil), of: feed.id)
    }
    #expect(try await browser.get(Self.calendars).text.contains("404 gone"))
    _ = try await browser.post(Self.calendars + "/\(feed.id)/read")
    #expect(try console.registry.dueCalendars(at: console.world.now).count == 1)
    _ = try await browser.post(Self.calendars + "/\(feed.id)/remove")
    #expect(try console.registry.calendars().isEmpty)
  }

  @Test("our calendar's address is shown once, and opens nothing once it is taken back")
  func sharing() async throws {
    let console = try ConsoleWorld()
    let browser = try await console.signedIn(.staff)
    let room = ("room_type", Fixtures.roomType.rawValue)
    let path = "/office/inns/\(Fixtures.inn)/calendar"
    _ = try await browser.post(path, [room, ("share", "yes")])
    let shown = try await browser.get(Self.calendars).text
    let token = String(try #require(shown.firstMatch(of: /token=(ics_[0-9a-z]+)/)).1)
    #expect(try console.registry.opensCalendar(token, of: Fixtures.roomType))
    #expect(try await !browser.get(Self.calendars).text.contains(token))
    _ = try await browser.post(path, [room, ("share", "no")])
    #expect(try !console.registry.opensCalendar(token, of: Fixtures.roomType))
    let other = try await browser.post(path, [("room_type", "other-1"), ("share", "yes")])
    #expect(other.status == 404)
  }

  @Test("rooms that wait for the keeper's word are sold again at the office's")
  func roomsGivenBack() async throws {
    let console = try ConsoleWorld()
    let world = console.world
    let booking = try console.booking(nightsAhead: 5)
    // She has heard of it, and her number leaves it out.
    try world.hear(booking)
    try world.state(1, on: world.tonight + 5)
    try console.registry.writeAndWait {
      _ = try $0.cancel(booking.id, by: .guest, actor: .staff("x"))
    }
    let waiting = try #require(try console.registry.history(of: booking.id))
    try #require(waiting.hasReturning)
    let browser = try await console.signedIn(.staff)
    let path = "/office/bookings/\(booking.id)"
    #expect(try await browser.get(path).text.contains("部屋を販売に戻す"))
    _ = try await browser.post(path + "/give-back")
    #expect(try console.registry.history(of: booking.id)?.hasReturning == false)
    #expect(try await !browser.get(path).text.contains("部屋を販売に戻す"))
  }

  @Test("texts are kept in each language of notices, and others stay as they were")
  func texts() async throws {
    var entry = Fixtures.entry()
    entry.inn.profile.houseRules = [
      LocalizedText(language: "ja", text: "静かに"), LocalizedText(language: "fr", text: "chut"),
    ]
    let sent = "rules_ja=22時から静かに&rules_zh-Hant=晚上十點後請安靜&rules_en=&shelter_ja-easy=小学校"
    let request = HTTPRequest(
      method: .post,
      target: try RequestTarget(parsing: Array("/".utf8), for: .post),
      headers: HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded")]),
      body: Array(sent.utf8),
      peerAddress: "127.0.0.1",
    )
    var reader = FormReader(try FormBody(request))
    let profile = InnForm(stored: entry).profile(&reader)
    #expect(
      profile.houseRules == [
        LocalizedText(language: "ja", text: "22時から静かに"),
        LocalizedText(language: "zh-Hant", text: "晚上十點後請安靜"),
        LocalizedText(language: "fr", text: "chut"),
      ]
    )
    #expect(profile.shelter == [LocalizedText(language: "ja-easy", text: "小学校")])
    let page = try await ConsoleWorld([entry]).signedIn(.staff).get("/office/inns/\(Fixtures.inn)")
    for text in InnText.allCases {
      for language in InnText.sideBySide + InnText.others {
        #expect(page.text.contains("name=\"\(text.rawValue)_\(language)\""))
      }
    }
    #expect(!page.text.contains("chut"))
  }

  @Test("a cell says in its name all that its mark stands for")
  func cells() async throws {
    var entry = Fixtures.entry()
    entry.rooms[0].roomType.name = "\"和室\" & <b>"
    let console = try ConsoleWorld([entry])
    let world = console.world
    let night = world.tonight + 2
    _ = try console.booking(nightsAhead: 2)
    let browser = try await console.signedIn(.staff)
    func cell() async throws -> String {
      let text = try await browser.get("/office/tape?days=7").text
      let start = try #require(text.range(of: "id=\"c-\(Fixtures.roomType)-\(night)\""))
      return String(text[start.lowerBound...].prefix(600))
    }
    let sold = try await cell()
    #expect(sold.contains("aria-label=\"練習・浜荘1 &quot;和室&quot; &amp; &lt;b&gt; "))
    #expect(sold.contains("予1") && sold.contains("<small>予1</small>"))
    try world.state(0, on: night)
    #expect(try await cell().contains(">×<small>予1</small></a></td>"))
    try world.registry.writeAndWait {
      _ = try $0.restrict(roomType: Fixtures.roomType, on: night, by: .hub) { $0.stopSell = true }
    }
    #expect(try await cell().contains(">休<small>予1</small></a></td>"))
  }
}
