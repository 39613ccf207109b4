import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// The guest's page: what it shows, what it changes, and what it refuses.
@Suite(.serialized) struct GuestPagesTests {
  private let api: APIWorld
  private let booking: Booking
  private let token: String

  init() throws {
    api = try APIWorld()
    let night = api.world.tonight + 10
    try api.world.state(3, on: night)
    var request = Fixtures.request(checkIn: night)
    request.guest.language = "th"
    booking = try api.world.book(request)
    let id = booking.id
    token = try api.world.registry.writeAndWait { try $0.makeGuestLink(to: id) }
  }

  private var page: String { "/g/" + token }

  private func mark() async throws -> String {
    let html = try await api.ask(.get, page).text
    let start = try #require(html.firstRange(of: "name=\"mark\" value=\""))
    return String(html[start.upperBound...].prefix { $0 != "\"" })
  }

  @Test func itShowsTheBookingInTheGuestsLanguageAndEveryOther() async throws {
    let own = try await api.ask(.get, page)
    #expect(own.status == 200)
    #expect(own.text.contains("<html lang=\"th\">"))
    #expect(own.text.contains(booking.reference.grouped))
    for language in NoticeLanguage.allCases {
      let other = try await api.ask(.get, page + "?lang=\(language.rawValue)")
      #expect(other.text.contains("<html lang=\"\(language.htmlTag)\">"))
    }
    for kind in ["arrival_guide", "house_rules", "phrase_card", "use_of_data"] {
      #expect(try await api.ask(.get, page + "?kind=" + kind).status == 200)
    }
  }

  @Test func itIsKeptNowhereAndLoadsNothing() async throws {
    let answer = try await api.ask(.get, page)
    #expect(answer.headers["Cache-Control"] == "no-store")
    #expect(answer.headers["Referrer-Policy"] == "no-referrer")
    let policy = try #require(answer.headers["Content-Security-Policy"])
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(policy.contains("frame-ancestors 'none'"))
    #expect(!answer.text.contains("<script") && !answer.text.contains("http://"))
    #expect(!answer.text.contains("https://"))
  }

  @Test(arguments: [
    "/g/0000000000000000000000000000", "/g/x", "/g/-", "/g/" + String(repeating: "a", count: 500),
  ])
  func noOtherTokenOpensAnything(target: String) async throws {
    let answer = try await api.ask(.get, target)
    #expect(answer.status == 404 || answer.status == 400)
    #expect(!answer.text.contains(booking.reference.grouped))
  }

  @Test func lookingChangesNothing() async throws {
    #expect(try await api.ask(.get, page + "/cancel").status == 405)
    _ = try await api.ask(.get, page)
    #expect(try api.world.booking(booking.id).state == .confirmed)
  }

  @Test func cancellingNeedsThePagesMarkAndTheGuestsWord() async throws {
    let mark = try await mark()
    for body in ["", "sure=yes", "sure=yes&mark=0", "mark=\(mark)", "mark=\(mark)&sure=no"] {
      _ = try await api.ask(.post, page + "/cancel", body: body)
      #expect(try api.world.booking(booking.id).state == .confirmed, "\(body)")
    }
    let done = try await api.ask(.post, page + "/cancel", body: "mark=\(mark)&sure=yes&lang=ko")
    #expect(done.status == 303)
    #expect(done.headers["Location"] == page + "?lang=ko&done=cancelled")
    #expect(try api.world.booking(booking.id).state == .cancelled(by: .guest))
    let after = try await api.ask(.get, page + "?lang=ko&done=cancelled")
    #expect(!after.text.contains("<form"))
    // Again: nothing more happens, and nothing breaks.
    #expect(
      try await api.ask(.post, page + "/cancel", body: "mark=\(mark)&sure=yes").status == 303
    )
  }

  @Test func aCancellationSaysWhoMadeIt() async throws {
    let mark = try await mark()
    _ = try await api.ask(.post, page + "/cancel", body: "mark=\(mark)&sure=yes")
    let last = try api.world.registry.events(after: 0, limit: 1000)
      .last { $0.kind == .bookingCancelled }
    #expect(last?.actor == .guest)
  }

  @Test func aWishLiesBeforeTheOfficeAndChangesNothing() async throws {
    let mark = try await mark()
    let text = "%E0%B8%AD%E0%B8%B5%E0%B8%81+1+%E0%B8%84%E0%B8%B7%E0%B8%99%0A<b>"
    for _ in 0..<7 {
      _ = try await api.ask(.post, page + "/change", body: "mark=\(mark)&text=\(text)")
    }
    let wishes = try api.world.registry.openWishes()
    #expect(wishes.count == GuestWish.mostOpen)
    #expect(wishes.first?.text == "อีก 1 คืน\n<b>")
    #expect(try api.world.booking(booking.id).stay == booking.stay)
    #expect(try api.world.registry.openAlarms().contains { $0.kind == .guestWish })
    for wish in wishes {
      try await api.world.registry.write { try $0.finishWish(wish.id, by: .staff("office")) }
    }
    #expect(try api.world.registry.openAlarms().allSatisfy { $0.kind != .guestWish })
  }

  @Test(arguments: [
    "mark=%", "mark=%4", "mark=%zz", "a=1&a=2", "%ff=1", String(repeating: "a=1&", count: 500),
    "text=" + String(repeating: "x", count: 20_000),
  ])
  func brokenFormsAreHarmless(body: String) async throws {
    let answer = try await api.ask(.post, page + "/change", body: body)
    #expect([303, 413].contains(answer.status))
    #expect(try api.world.registry.openWishes().isEmpty)
  }

  @Test func theCalendarHoldsTheStay() async throws {
    let answer = try await api.ask(.get, page + "/booking.ics?lang=en")
    #expect(answer.headers["Content-Type"] == "text/calendar; charset=utf-8")
    let lines = answer.text.split(separator: "\r\n")
    #expect(lines.contains("UID:\(booking.id)@innbridge"))
    let day = booking.stay.checkIn.description.filter { $0 != "-" }
    #expect(lines.contains("DTSTART;VALUE=DATE:\(day)"))
    #expect(lines.contains("STATUS:CONFIRMED"))
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
  }

  // MARK: - The platform's side

  @Test func aPlatformReadsItsOwnGuestsNoticeAlone() async throws {
    let own = try await api.ask(.get, "/v1/notices/\(booking.id)?language=zh-Hant")
    #expect(own.status == 200)
    #expect(own["language"]?.text == "zh-Hant")
    #expect(own["kind"]?.text == "confirmed")
    let stranger = try api.world.registry.writeAndWait { transaction in
      try transaction.save(Channel(id: ChannelID(trusted: "fox"), name: "Fox"), by: .hub)
      return try transaction.createKey(
        for: ChannelID(trusted: "fox"),
        scopes: [.read, .book],
        by: .hub,
      ).secret
    }
    let other = try await api.ask(.get, "/v1/notices/\(booking.id)", key: stranger)
    #expect(other.status == 404)
    let link = try await api.ask(.post, "/v1/notices/\(booking.id)/link", key: stranger)
    #expect(link.status == 404)
  }

  @Test func aPlatformSwitchesMailOff() async throws {
    #expect(try await api.ask(.get, "/v1/notices")["mail"] == .bool(true))
    let set = try await api.ask(.put, "/v1/notices", body: #"{"mail": false}"#)
    #expect(set.status == 200)
    #expect(try await api.ask(.get, "/v1/notices")["mail"] == .bool(false))
    #expect(try !api.world.registry.sendsMail(for: booking.id, of: booking.channel))
    #expect(try await api.ask(.put, "/v1/notices", body: #"{"mail": "no"}"#).status == 422)
  }

  @Test func aPlatformMakesALink() async throws {
    let made = try await api.ask(.post, "/v1/notices/\(booking.id)/link")
    #expect(made.status == 201)
    let path = try #require(made["path"]?.text)
    #expect(try await api.ask(.get, path).status == 200)
  }
}
