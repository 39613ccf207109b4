import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// Who may ask for what, and what of it another site or a stranger could.
struct ConsoleSecurityTests {
  /// Every route with what each role gets.
  ///
  /// `v` viewer, `h` helper, `s` staff, `a` admin may; all
  /// others are told 403. Written by hand, so that a right given by mistake is seen.
  static let table: [(method: HTTPMethod, path: String, may: String)] = [
    (.get, "/office/today", "vhsa"),
    (.get, "/office/bookings", "sa"),
    (.get, "/office/bookings/new", "sa"),
    (.post, "/office/bookings/new", "sa"),
    (.get, "/office/bookings/{booking}", "sa"),
    (.get, "/office/bookings/{booking}/alternatives", "sa"),
    (.post, "/office/bookings/{booking}/accept", "sa"),
    (.post, "/office/bookings/{booking}/decline", "sa"),
    (.post, "/office/bookings/{booking}/cancel", "sa"),
    (.post, "/office/bookings/{booking}/no-show", "sa"),
    (.post, "/office/bookings/{booking}/amend", "sa"),
    (.post, "/office/bookings/{booking}/give-back", "sa"),
    (.get, "/office/bookings/{booking}/notices", "sa"),
    (.post, "/office/bookings/{booking}/notices", "sa"),
    (.get, "/office/bookings/{booking}/notices/page", "sa"),
    (.get, "/office/bookings/{booking}/slip", "sa"),
    (.get, "/office/tape", "vhsa"),
    (.get, "/office/tape/{room_type}/{night}", "vhsa"),
    (.post, "/office/tape/{room_type}/{night}", "hsa"),
    (.post, "/office/tape/{room_type}/{night}/stop", "hsa"),
    (.post, "/office/inns/{inn}/closures", "hsa"),
    (.post, "/office/inns/{inn}/ring", "hsa"),
    (.post, "/office/inns/{inn}/spoken", "hsa"),
    (.post, "/office/alarms/{alarm}/done", "sa"),
    (.get, "/office/live", "vhsa"),
    (.get, "/office/account", "vhsa"),
    (.get, "/office/inns", "vhsa"),
    (.get, "/office/inns/export", "vhsa"),
    (.get, "/office/inns/import", "sa"),
    (.post, "/office/inns/import", "sa"),
    (.get, "/office/inns/new", "hsa"),
    (.post, "/office/inns/new", "hsa"),
    (.get, "/office/inns/{inn}", "vhsa"),
    (.post, "/office/inns/{inn}", "hsa"),
    (.get, "/office/inns/{inn}/card", "hsa"),
    (.post, "/office/inns/{inn}/pin", "sa"),
    (.post, "/office/inns/{inn}/pin/unlock", "sa"),
    (.post, "/office/inns/{inn}/listed", "hsa"),
    (.post, "/office/inns/{inn}/consent", "sa"),
    (.get, "/office/inns/{inn}/calendars", "sa"),
    (.post, "/office/inns/{inn}/calendars", "sa"),
    (.post, "/office/inns/{inn}/calendars/{calendar}/read", "sa"),
    (.post, "/office/inns/{inn}/calendars/{calendar}/remove", "sa"),
    (.post, "/office/inns/{inn}/calendar", "sa"),
    (.get, "/office/notices", "sa"),
    (.post, "/office/notices/{notice}/resend", "sa"),
    (.post, "/office/notices/{notice}/bounced", "sa"),
    (.get, "/office/notices/wishes", "sa"),
    (.post, "/office/notices/wishes/{wish}/done", "sa"),
    (.get, "/office/notices/emergency", "sa"),
    (.post, "/office/notices/emergency", "sa"),
    (.get, "/office/notices/headcount", "sa"),
    (.get, "/office/calls", "sa"),
    (.get, "/office/calls/{call}", "sa"),
    (.get, "/office/messages/{message}/sound", "sa"),
    (.post, "/office/messages/{message}/done", "sa"),
    (.get, "/office/channels", "a"),
    (.post, "/office/channels", "a"),
    (.get, "/office/channels/{channel}", "a"),
    (.post, "/office/channels/{channel}", "a"),
    (.post, "/office/channels/{channel}/keys", "a"),
    (.post, "/office/channels/{channel}/keys/{key}/revoke", "a"),
    (.post, "/office/channels/{channel}/webhooks", "a"),
    (.get, "/office/channels/{channel}/webhooks/{webhook}", "a"),
    (.post, "/office/channels/{channel}/webhooks/{webhook}/enable", "a"),
    (.post, "/office/channels/{channel}/webhooks/{webhook}/test", "a"),
    (.post, "/office/channels/{channel}/webhooks/{webhook}/rotate", "a"),
    (.post, "/office/channels/{channel}/webhooks/{webhook}/remove", "a"),
    (.post, "/office/channels/{channel}/webhooks/{webhook}/deliveries/{message}", "a"),
    (.get, "/office/region", "vsa"),
    (.get, "/office/region/announcements", "sa"),
    (.post, "/office/region/announcements", "sa"),
    (.post, "/office/region/announcements/{broadcast}/stop", "sa"),
    (.get, "/office/region/statistics", "vsa"),
    (.get, "/office/region/statistics/chart", "vsa"),
    (.post, "/office/region/statistics/export", "vsa"),
    (.get, "/office/region/statistics/series", "vsa"),
    (.get, "/office/region/statistics/series/{chart}/chart", "vsa"),
    (.get, "/office/region/statistics/published", "vsa"),
    (.post, "/office/region/statistics/published", "sa"),
    (.get, "/office/region/statistics/uses", "vsa"),
    (.post, "/office/region/statistics/uses", "sa"),
    (.get, "/office/region/statistics/reports", "sa"),
    (.post, "/office/region/statistics/reports", "sa"),
    (.get, "/office/region/statistics/reports/{inn}", "sa"),
    (.get, "/office/region/usage", "vsa"),
    (.get, "/office/people", "sa"),
    (.get, "/office/people/accounts", "a"),
    (.post, "/office/people/accounts", "a"),
    (.post, "/office/people/accounts/{person}", "a"),
    (.post, "/office/people/accounts/{person}/password", "a"),
    (.post, "/office/people/accounts/{person}/unlock", "a"),
    (.post, "/office/people/sessions/{session}/end", "a"),
    (.post, "/office/people/office", "a"),
    (.post, "/office/account", "vhsa"),
    (.post, "/office/account/sessions/{session}/end", "vhsa"),
    (.post, "/office/logout", "vhsa"),
  ]

  static func letter(_ role: StaffRole) -> Character {
    switch role {
    case .viewer: "v"
    case .helper: "h"
    case .staff: "s"
    case .admin: "a"
    }
  }

  @Test("the table names every route that asks who somebody is")
  func tableIsWhole() throws {
    let console = try ConsoleWorld().console
    let routes = console.routes.routes.filter { $0.access == .staff }
      .map { "\($0.method.rawValue) \($0.pattern)" }
    let named = Self.table.map { "\($0.method.rawValue) \($0.path)" }
    #expect(Set(routes) == Set(named))
    let open = console.routes.routes.filter { $0.access == .everyone }.map(\.operation)
    #expect(
      Set(open) == [
        "officeHome", "officeLogin", "officeSignIn", "officeLanguage", "officeAsset",
        "officeNotFound",
      ]
    )
  }

  @Test("each role on each route", arguments: StaffRole.allCases)
  func rights(role: StaffRole) async throws {
    let console = try ConsoleWorld()
    let booking = try console.request()
    let browser = try await console.signedIn(role)
    // Signing out comes last, or nobody would be asked any more.
    for (method, path, may) in Self.table {
      let target = Self.filled(path, booking, console)
      let answer =
        method == .get ? try await browser.get(target) : try await browser.post(target)
      let isAllowed = may.contains(Self.letter(role))
      #expect(
        (answer.status == 403) == !isAllowed,
        "\(role) \(method.rawValue) \(path): \(answer.status)"
      )
      #expect(answer.status < 500, "\(role) \(method.rawValue) \(path): \(answer.status)")
    }
  }

  /// A path of the table with names that exist, or that nobody has.
  static func filled(_ path: String, _ booking: Booking, _ console: ConsoleWorld) -> String {
    path.replacing("{booking}", with: booking.id.rawValue)
      .replacing("{room_type}", with: Fixtures.roomType.rawValue)
      .replacing("{night}", with: console.world.tonight.description)
      .replacing("{inn}", with: Fixtures.inn.rawValue)
      .replacing("{alarm}", with: "1").replacing("{session}", with: "ses_none")
      .replacing("{channel}", with: Fixtures.channel.rawValue)
      .replacing("{call}", with: "call_none").replacing("{message}", with: "msg_none")
      .replacing("{key}", with: "key_none").replacing("{webhook}", with: "we_none")
      .replacing("{notice}", with: "1").replacing("{wish}", with: "1")
      .replacing("{calendar}", with: "cal_none")
      .replacing("{broadcast}", with: "br_none").replacing("{person}", with: "nobody")
  }

  @Test("nobody who isn't signed in gets anything but the way to sign in")
  func strangers() async throws {
    let console = try ConsoleWorld()
    let booking = try console.request()
    for (method, path, _) in Self.table {
      let browser = ConsoleWorld.Browser(console)
      let target = Self.filled(path, booking, console)
      let answer =
        method == .get ? try await browser.get(target) : try await browser.post(target)
      #expect(
        answer.status == 303 && answer.location?.hasPrefix("/office/login") == true,
        "\(path)"
      )
      #expect(!answer.text.contains("Training"))
    }
  }

  // MARK: - Forms of other sites

  @Test("a form without this browser's token, or from another site, changes nothing")
  func foreignForms() async throws {
    let console = try ConsoleWorld()
    let booking = try console.request()
    let browser = try await console.signedIn(.staff)
    let path = "/office/bookings/\(booking.id)/accept"
    let right = ConsoleWorld.Browser.token(browser.cookies["innbridge_session"])
    for (token, headers) in [
      ("", []), ("0" + right.dropFirst(), []),
      (ConsoleWorld.Browser.token("somebody else's"), []),
      (right, [("Origin", "https://evil.example")]),
      (right, [("Sec-Fetch-Site", "cross-site")]),
      (right, [("Origin", "null")]),
    ] as [(String, [(String, String)])] {
      let answer = try await browser.post(path, token: token, headers: headers)
      #expect(answer.status == 403)
      let state = try #require(try console.registry.booking(booking.id)).state.name
      #expect(state == .requested)
    }
    let own = try await browser.post(path, headers: [("Origin", "http://localhost")])
    #expect(own.status == 303)
    #expect(try console.registry.booking(booking.id)?.state == .confirmed)
  }

  @Test("cookies can't be read by scripts or sent by other sites, and need TLS but on loopback")
  func cookies() async throws {
    let console = try ConsoleWorld()
    _ = try console.person(.staff)
    let near = ConsoleWorld.Browser(console)
    let first = try await console.signIn(near, "staff-office")
    let local = try #require(first.headers.all("Set-Cookie").first { $0.contains("session") })
    #expect(local.contains("HttpOnly") && local.contains("SameSite=Lax"))
    #expect(local.contains("Path=/") && !local.contains("Secure"))
    let far = ConsoleWorld.Browser(console, host: "office.example")
    let page = try await far.get("/office/login")
    let form = try #require(page.headers.all("Set-Cookie").first)
    #expect(form.hasPrefix("__Host-") && form.contains("Secure"))
    // One without the prefix, as a neighbouring host could set it, is none.
    far.cookies = ["innbridge_session": near.cookies["innbridge_session"] ?? ""]
    #expect(try await far.get("/office/today").status == 303)
  }

  @Test("every page forbids scripts and styles of others, frames, and caches")
  func headers() async throws {
    let console = try ConsoleWorld()
    let booking = try console.request()
    let browser = try await console.signedIn(.admin)
    let absent = [
      "/office/live", "{call}", "{message}", "{webhook}", "/card", "/export", "/slip",
      "/notices/page", "/chart",
    ]
    for (method, path, _) in Self.table
    where method == .get && !absent.contains(where: path.contains) {
      let answer = try await browser.get(Self.filled(path, booking, console))
      #expect(answer.status == 200, "\(path)")
      let policy = answer.headers["Content-Security-Policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"), "\(path)")
      #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
      #expect(answer.headers["Cache-Control"] == "no-store")
      for inline in ["<style", " style=", "onclick=", "<script>", "javascript:", "http://"] {
        #expect(!answer.text.contains(inline), "\(path) has \(inline)")
      }
    }
  }

  // MARK: - Names as weapons

  static let hostile =
    #"<script>alert(1)</script>"><img src=x onerror=alert(1)>'&lt;${7*7}{{7*7}}"#

  @Test("a page full of hostile names shows them, and none becomes markup")
  func hostileNames() async throws {
    var entry = Fixtures.entry()
    entry.inn.name.japanese = String(Self.hostile.prefix(80))
    entry.rooms[0].roomType.name = #""><svg onload=alert(2)>"#
    entry.rooms[0].plans[0].name = "</select><script>x</script>"
    let console = try ConsoleWorld([entry])
    let name = try #require(GuestName(written: String(Self.hostile.prefix(80))))
    let guest = Guest(
      name: name,
      phone: "<b>",
      email: "a@b\"><script>",
      diet: Self.hostile,
      notes: Self.hostile,
    )
    let booking = try console.booking(guest: guest)
    _ = try console.request(guest: guest)
    let browser = try await console.signedIn(.admin)
    var seen = 0
    for (method, path, _) in Self.table
    where method == .get && path != "/office/live" && !path.hasSuffix("/export")
      && !path.hasSuffix("/chart")
    {
      let text = try await browser.get(Self.filled(path, booking, console)).text
      for markup in ["<script>", "<img src=x", "<svg", "onerror=alert(1)>'", "</select><script"] {
        #expect(!text.contains(markup), "\(path) has \(markup)")
      }
      if text.contains("&lt;script&gt;alert(1)") { seen += 1 }
    }
    #expect(seen >= 4)
  }

  @Test("a way back leads nowhere but into the console")
  func openRedirects() async throws {
    let console = try ConsoleWorld()
    _ = try console.person(.staff)
    for next in [
      "//evil.example", "https://evil.example", "/office//evil", "/v1", "/officer", "\\",
    ] {
      let browser = ConsoleWorld.Browser(console)
      _ = try await browser.get("/office/login")
      let answer = try await browser.post(
        "/office/login",
        [("name", "staff-office"), ("password", ConsoleWorld.password), ("next", next)],
      )
      #expect(answer.location == "/office/today", "\(next)")
    }
  }

  // MARK: - Between offices

  @Test("another office's guests, inns and rooms look as if they did not exist")
  func isolation() async throws {
    let console = try ConsoleWorld()
    let booking = try console.booking()
    _ = try console.request()
    let stranger = try await console.signedIn(.admin, of: ConsoleWorld.other)
    for (method, path, _) in Self.table where path.contains("{") {
      let target = Self.filled(path, booking, console)
      let answer =
        method == .get ? try await stranger.get(target) : try await stranger.post(target)
      #expect(
        [303, 404].contains(answer.status) || path.contains("{channel}"),
        "\(method.rawValue) \(path): \(answer.status)"
      )
      #expect(!answer.text.contains("Training Guest") && !answer.text.contains("浜荘"), "\(path)")
    }
    for path in [
      "/office/today", "/office/bookings", "/office/tape", "/office/bookings/new", "/office/inns",
      "/office/inns/export", "/office/calls", "/office/calls?show=plan", "/office/people",
      "/office/region", "/office/region/usage", "/office/people/accounts", "/office/notices",
      "/office/notices/wishes", "/office/notices/emergency", "/office/notices/headcount",
    ] {
      let text = try await stranger.get(path).text
      #expect(!text.contains("Training Guest") && !text.contains("浜荘"), "\(path)")
    }
    let found = try await stranger.get("/office/bookings?reference=\(booking.reference.digits)")
    #expect(found.status == 200 && !found.text.contains("Training Guest"))
    #expect(try console.registry.booking(booking.id)?.state == .confirmed)
  }

  @Test("a helper sees rooms and never a guest")
  func helpersSeeNoGuests() async throws {
    let console = try ConsoleWorld()
    _ = try console.booking()
    _ = try console.request()
    let browser = try await console.signedIn(.helper)
    for path in [
      "/office/today", "/office/tape",
      "/office/tape/\(Fixtures.roomType)/\(console.world.tonight)",
    ] {
      let answer = try await browser.get(path)
      #expect(answer.status == 200)
      #expect(!answer.text.contains("Training Guest"), "\(path)")
    }
  }
}
