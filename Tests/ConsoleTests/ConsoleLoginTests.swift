import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// Signing in, staying signed in, and being shut out.
struct ConsoleLoginTests {
  @Test("a wrong password tells nothing, and a lock outlasts a restart")
  func lockout() async throws {
    let console = try ConsoleWorld()
    _ = try console.person(.staff)
    let browser = ConsoleWorld.Browser(console)
    for _ in 1..<PINGuard.Limits.login.failuresUntilLock {
      #expect(try await console.signIn(browser, "staff-office", "wrong").status == 422)
    }
    let unknown = try await console.signIn(browser, "nobody", "wrong")
    #expect(unknown.status == 422)
    #expect(try await console.signIn(browser, "staff-office", "wrong").status == 429)
    // The right one is not looked at any more.
    #expect(try await console.signIn(browser, "staff-office").status == 429)
    try console.world.restart()
    let again = try OfficeConsoleRestarted(console.world)
    #expect(try await again.signIn("staff-office") == .locked)
    console.world.advance(by: PINGuard.Limits.login.firstLock)
    #expect(try await again.signIn("staff-office") == .welcome)
    // The administrator's word ends a lock at once.
    for _ in 0..<PINGuard.Limits.login.failuresUntilLock {
      _ = try await again.signIn("staff-office", "wrong")
    }
    #expect(try await again.signIn("staff-office") == .locked)
    try console.world.registry.writeAndWait {
      try $0.unlockLogin(of: StaffID(trusted: "staff-office"), by: .hub)
    }
    #expect(try await again.signIn("staff-office") == .welcome)
  }

  /// The registry's side alone, after a restart that the router didn't live through.
  struct OfficeConsoleRestarted {
    let world: TestWorld
    enum Outcome: Equatable { case welcome, wrong, locked }

    init(_ world: TestWorld) throws { self.world = world }

    func signIn(_ name: String, _ password: String = ConsoleWorld.password) async throws
      -> Outcome
    {
      switch try await world.registry.signIn(name, password: password) {
      case .welcome: .welcome
      case .wrong: .wrong
      case .locked: .locked
      }
    }
  }

  @Test("each further lock is longer")
  func locksGrow() {
    let limits = PINGuard.Limits.login
    let minutes = (1...9).map { limits.lock(number: $0).milliseconds / 60_000 }
    #expect(minutes == [5, 10, 20, 40, 80, 160, 320, 640, 720])
  }

  @Test("a session ends after two hours without a page, and after twelve in any case")
  func expiry() async throws {
    let console = try ConsoleWorld()
    let browser = try await console.signedIn(.staff)
    console.world.advance(by: .minutes(119))
    #expect(try await browser.get("/office/today").status == 200)
    try console.registry.writeAndWait { _ in }
    console.world.advance(by: .minutes(119))
    #expect(try await browser.get("/office/today").status == 200)
    try console.registry.writeAndWait { _ in }
    // A page that asks for itself is no person.
    console.world.advance(by: .hours(1))
    #expect(try await browser.get("/office/today", headers: [("X-Live", "1")]).status == 200)
    try console.registry.writeAndWait { _ in }
    console.world.advance(by: .hours(1))
    #expect(try await browser.get("/office/today").status == 303)

    let other = try await console.signedIn(.admin)
    for _ in 0..<11 {
      console.world.advance(by: .hours(1))
      #expect(try await other.get("/office/today").status == 200)
      try console.registry.writeAndWait { _ in }
    }
    console.world.advance(by: .hours(1))
    #expect(try await other.get("/office/today").status == 303)
  }

  @Test("what opens a session stands nowhere in the registry")
  func digests() async throws {
    let console = try ConsoleWorld()
    let browser = try await console.signedIn(.staff)
    let secret = try #require(browser.cookies["innbridge_session"])
    let (digests, events) = try console.registry.read { db in
      (
        try db.rows("SELECT digest FROM staff_session") { $0.text(0) },
        try db.rows("SELECT body FROM event WHERE kind LIKE 'staff.%'") { $0.text(0) }
      )
    }
    #expect(digests == [Secret.sha256(secret)])
    #expect(!events.contains { $0.contains(secret) || $0.contains(ConsoleWorld.password) })
  }

  @Test("signing out, suspending and a role taken away act at once")
  func endsAtOnce() async throws {
    let console = try ConsoleWorld()
    let browser = try await console.signedIn(.staff)
    let old = browser.cookies
    #expect(try await browser.post("/office/logout").location == "/office/login")
    browser.cookies = old
    #expect(try await browser.get("/office/today").status == 303)

    let admin = try await console.signedIn(.admin)
    _ = try console.person(.admin, name: "second")
    var member = try #require(
      try console.registry.staff().first { $0.id.rawValue == "admin-office" }
    )
    member.role = .viewer
    let demoted = member
    try console.registry.writeAndWait { try $0.save(demoted, by: .hub) }
    #expect(try await admin.get("/office/bookings").status == 403)
    member.isSuspended = true
    let suspended = member
    try console.registry.writeAndWait { try $0.save(suspended, by: .hub) }
    #expect(try await admin.get("/office/today").status == 303)
    #expect(try await console.signIn(ConsoleWorld.Browser(console), "admin-office").status == 422)
  }

  @Test("passwords are long, and not the login name")
  func passwords() {
    let staff = StaffID(trusted: "hanako")
    for (password, isGood) in [
      ("short", false), ("aaaaaaaaaaaaaaaa", false), ("hanako-hanako-1", false),
      (String(repeating: "abcdefg", count: 20), false), ("wide open harbour", true),
      ("大間の朝はとても早いですね", true),
    ] {
      let flaw = Result { try StaffPassword.check(password, of: staff) }
      let isTaken = if case .success = flaw { true } else { false }
      #expect(isTaken == isGood, "\(password)")
    }
  }
}
