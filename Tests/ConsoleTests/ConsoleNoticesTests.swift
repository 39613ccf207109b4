import InnRegistry
import InnTestSupport
import Testing

@testable import BookingBridge

/// What guests are told, as the office sees and steers it.
struct ConsoleNoticesTests {
  private static let guest = Guest(
    name: GuestName(written: "Training Guest") ?? .erased,
    email: "jane@example.org",
    language: "en",
  )

  private func notice(_ console: ConsoleWorld, of booking: Booking) throws -> NoticeDelivery {
    _ = try console.registry.writeAndWait {
      try $0.lay(NoticeOrder(booking: booking.id, kind: .confirmed, cause: "log:1"))
    }
    return try #require(try console.registry.notices(of: booking.id, limit: 1).first)
  }

  // MARK: - Notices

  @Test("what failed is shown first and sent anew with one press; what came back is marked")
  func failures() async throws {
    let console = try ConsoleWorld()
    let notice = try notice(console, of: try console.booking(guest: Self.guest))
    try console.registry.writeAndWait {
      try $0.noticeFailed(notice.id, error: "550 no such box", isFinal: true, isCounted: true)
    }
    let browser = try await console.signedIn(.staff)
    let page = try await browser.get("/office/notices")
    #expect(page.text.contains("550 no such box") && page.text.contains("Training Guest"))
    _ = try await browser.post("/office/notices/\(notice.id)/resend")
    #expect(try console.registry.notice(notice.id)?.state == .waiting)
    #expect(try console.registry.openAlarms().isEmpty)
    try console.registry.writeAndWait { try $0.noticeSent(notice.id) }
    let sent = try await browser.get("/office/notices?show=sent")
    #expect(sent.text.contains("/office/notices/\(notice.id)/bounced"))
    _ = try await browser.post("/office/notices/\(notice.id)/bounced")
    #expect(try console.registry.notice(notice.id)?.state == .failed)
    #expect(try console.registry.openAlarms().contains { $0.kind == .undelivered })
    let booking = try await browser.get("/office/bookings/\(notice.booking)")
    #expect(booking.text.contains("練習 太郎が確認"))
  }

  @Test("another office sees and changes none of it")
  func strangers() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking(guest: Self.guest)
    let notice = try notice(console, of: booking)
    try console.registry.writeAndWait { try $0.wish("later please", for: booking.id) }
    let stranger = try await console.signedIn(.admin, of: ConsoleWorld.other)
    for path in ["\(notice.id)/resend", "\(notice.id)/bounced", "wishes/1/done"] {
      #expect(try await stranger.post("/office/notices/\(path)").status == 404)
    }
    for state in NoticeDelivery.State.allCases {
      let text = try await stranger.get("/office/notices?show=\(state.rawValue)").text
      #expect(!text.contains("Training Guest"))
    }
    #expect(try await !stranger.get("/office/notices/wishes").text.contains("later please"))
    #expect(try console.registry.openWishes().count == 1)
  }

  @Test("a guest's wish is read and marked done")
  func wishes() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking(guest: Self.guest)
    try console.registry.writeAndWait {
      try $0.wish("<b>one more</b> person", for: booking.id)
    }
    let browser = try await console.signedIn(.staff)
    #expect(try await browser.get("/office/today").text.contains("/office/notices/wishes"))
    let page = try await browser.get("/office/notices/wishes").text
    #expect(page.contains("&lt;b&gt;one more&lt;/b&gt; person"))
    _ = try await browser.post("/office/notices/wishes/1/done")
    #expect(try console.registry.openWishes().isEmpty)
    #expect(try console.registry.openAlarms().isEmpty)
  }

  // MARK: - Previews

  @Test("every kind can be looked at in every language, as page, text and message")
  func previews() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking(guest: Self.guest)
    let browser = try await console.signedIn(.staff)
    for kind in NoticeKind.allCases {
      for language in NoticeLanguage.allCases {
        let query = "kind=\(kind.rawValue)&language=\(language.rawValue)"
        let notice = try #require(
          try console.registry.notice(kind, of: booking.id, language: language)
        )
        let page = try await browser.get("/office/bookings/\(booking.id)/notices?\(query)")
        #expect(page.status == 200)
        var sms: [UInt8] = []
        sms.append(escaped: notice.sms)
        #expect(page.text.contains(String(decoding: sms, as: UTF8.self)), "\(query)")
        #expect(page.text.contains("確認がまだです") == (language != .japanese), "\(query)")
        let seen = try await browser.get("/office/bookings/\(booking.id)/notices/page?\(query)")
        #expect(seen.text == notice.html, "\(query)")
      }
    }
    #expect(try console.registry.notices(limit: 10).isEmpty)
  }

  @Test("the notice's own page may stand in the console's frame, and do nothing there")
  func frame() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking(guest: Self.guest)
    let browser = try await console.signedIn(.staff)
    let page = try await browser.get("/office/bookings/\(booking.id)/notices/page")
    let policy = page.headers["Content-Security-Policy"] ?? ""
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"))
    #expect(!policy.contains("unsafe") && !policy.contains("script-src"))
    #expect(page.headers["X-Frame-Options"] == "SAMEORIGIN")
    let around = try await browser.get("/office/bookings/\(booking.id)/notices")
    #expect(around.text.contains("sandbox=\"\""))
    #expect(around.headers["X-Frame-Options"] == "DENY")
    let slip = try await browser.get("/office/bookings/\(booking.id)/slip")
    #expect(slip.text.contains("Training Guest さま") && slip.text.contains("泊まる日"))
    #expect(slip.headers["X-Frame-Options"] == "DENY")
  }

  @Test("somebody at the office may choose messages in place of mail")
  func way() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking(guest: Self.guest)
    let browser = try await console.signedIn(.staff)
    let path = "/office/bookings/\(booking.id)/notices"
    _ = try await browser.post(path, [("sms", "yes")])
    #expect(try console.registry.prefersSMS(for: booking.id, of: booking.channel))
    #expect(try await browser.get(path).text.contains("この予約はメールで知らせる"))
    _ = try await browser.post(path, [("sms", "no")])
    #expect(try !console.registry.prefersSMS(for: booking.id, of: booking.channel))
  }

  // MARK: - Emergencies

  private static let fields = [("hazard", "earthquake"), ("text", "津波警報です。"), ("calls", "yes")]

  @Test("an emergency is looked at first, and sent as it was looked at")
  func emergency() async throws {
    let console = try ConsoleWorld()
    _ = try console.booking(guest: Self.guest)
    let browser = try await console.signedIn(.staff)
    let path = "/office/notices/emergency"
    let plan = try await browser.post(path, Self.fields + [("preview", "yes")])
    #expect(plan.status == 200)
    // Whom it reaches, in which language, with what.
    #expect(plan.text.contains("浜荘") && plan.text.contains("English"))
    #expect(plan.text.contains("Earthquake") && plan.text.contains("津波警報です。"))
    #expect(try console.registry.emergencies().isEmpty)
    let mark = try #require(plan.text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)).1
    // Another text than the one that was looked at is not sent.
    let other = [("hazard", "earthquake"), ("text", "別の文です。"), ("calls", "yes")]
    let changed = try await browser.post(path, other + [("seen", String(mark))])
    #expect(changed.status == 409)
    #expect(try await browser.post(path, Self.fields).status == 409)
    #expect(try console.registry.emergencies().isEmpty)
    let sent = try await browser.post(path, Self.fields + [("seen", String(mark))])
    #expect(sent.status == 303)
    let call = try #require(try console.registry.emergencies().first)
    #expect(call.hazard == .earthquake && call.broadcast != nil)
    #expect(try console.registry.notices(ofEmergency: call.id).map(\.kind) == [.emergency])
    #expect(try await browser.get(path).text.contains("1組中0組に送信"))
  }

  @Test("an office tells nobody at another office's inns")
  func emergencyElsewhere() async throws {
    let console = try ConsoleWorld()
    _ = try console.booking(guest: Self.guest)
    let browser = try await console.signedIn(.staff, of: ConsoleWorld.other)
    let path = "/office/notices/emergency"
    let inn = [("inn", Fixtures.inn.rawValue)]
    let plan = try await browser.post(path, Self.fields + inn + [("preview", "yes")])
    #expect(!plan.text.contains("浜荘"))
    let mark = plan.text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1 ?? ""
    _ = try await browser.post(path, Self.fields + inn + [("seen", String(mark))])
    #expect(try console.registry.emergencies().isEmpty)
    #expect(try console.registry.notices(limit: 10).isEmpty)
  }

  @Test("the headcount names who is where")
  func headcount() async throws {
    let console = try ConsoleWorld()
    _ = try console.booking(guest: Self.guest)
    let page = try await console.signedIn(.staff).get("/office/notices/headcount")
    #expect(page.text.contains("浜荘") && page.text.contains("Training Guest"))
    #expect(page.text.contains("2名 / 1組"))
  }
}
