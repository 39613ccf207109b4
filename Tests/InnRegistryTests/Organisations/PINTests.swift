import InnRegistry
import InnTestSupport
import Testing

@Suite("PINs")
struct PINTests {
  private static let pin = InnPIN("7305")

  private func world() async throws -> (TestWorld, InnNumber) {
    let world = try TestWorld().populated()
    let pin = try #require(PINTests.pin)
    let number = try await world.registry.setPIN(pin, of: Fixtures.inn, by: .staff("mina"))
    return (world, number)
  }

  @Test("locks double from ten minutes to a day")
  func locks() {
    let minutes = (1...9).map { PINGuard.Limits.pin.lock(number: $0).milliseconds / 60_000 }
    #expect(minutes == [10, 20, 40, 80, 160, 320, 640, 1280, 1440])
    #expect(PINGuard.Limits.pin.lock(number: 10_000) == .hours(24))
  }

  @Test("the third wrong PIN locks, and the count begins anew after the lock")
  func guardCounts() {
    var tries = PINGuard()
    let now = TestWorld.start
    #expect(tries.fail(at: now) == nil)
    #expect(tries.fail(at: now) == nil)
    #expect(tries.fail(at: now) == now + .minutes(10))
    #expect(tries.lock(at: now + .minutes(9)) == now + .minutes(10))
    #expect(tries.lock(at: now + .minutes(10)) == nil)
    #expect(tries.fail(at: now + .minutes(10)) == nil)
    #expect(tries.fail(at: now + .minutes(10)) == nil)
    #expect(tries.fail(at: now + .minutes(10)) == now + .minutes(30))
  }

  @Test("the right number and PIN open the inn, others don't")
  func check() async throws {
    let (world, number) = try await world()
    #expect(number.description == "1001")
    let other = try #require(InnNumber("1002"))
    #expect(try await world.registry.checkPIN("7305", number: number) == .right(Fixtures.inn))
    #expect(try await world.registry.checkPIN("7305", of: Fixtures.inn) == .right(Fixtures.inn))
    #expect(try await world.registry.checkPIN("7306", number: number) == .wrong)
    #expect(try await world.registry.checkPIN("", number: number) == .wrong)
    #expect(try await world.registry.checkPIN("7305", number: other) == .wrong)
    #expect(try await world.registry.checkPIN("7305", of: InnID(trusted: "T77")) == .wrong)
    #expect(try world.registry.number(of: Fixtures.inn) == number)
  }

  @Test("the lock outlasts the call, even the right PIN waits, and the office is told once")
  func lockout() async throws {
    let (world, number) = try await world()
    let until = world.now + .minutes(10)
    _ = try await world.registry.checkPIN("0000", number: number)
    _ = try await world.registry.checkPIN("0001", number: number)
    #expect(try await world.registry.checkPIN("0002", number: number) == .locked(until: until))
    world.advance(by: .minutes(9))
    #expect(try await world.registry.checkPIN("7305", number: number) == .locked(until: until))
    #expect(try world.registry.openAlarms().map(\.kind) == [.pinLocked])

    world.move(to: until)
    for wrong in ["0003", "0004", "0005"] {
      _ = try await world.registry.checkPIN(wrong, number: number)
    }
    let second = until + .minutes(20)
    #expect(try await world.registry.checkPIN("7305", number: number) == .locked(until: second))
    #expect(try world.registry.openAlarms().count == 1)

    world.move(to: second)
    #expect(try await world.registry.checkPIN("7305", number: number) == .right(Fixtures.inn))
    #expect(try world.registry.openAlarms().isEmpty)
    // A right PIN ends the row: the next lock is a short one again.
    for wrong in ["0003", "0004"] {
      _ = try await world.registry.checkPIN(wrong, number: number)
    }
    #expect(
      try await world.registry.checkPIN("0005", number: number)
        == .locked(until: second + .minutes(10))
    )
  }

  @Test("many wrong PINs at once get three tries, and a right one behind them none")
  func race() async throws {
    let (world, number) = try await world()
    let registry = world.registry
    let answers = try await withThrowingTaskGroup(of: PINCheck.self) { group in
      for guess in 0..<8 {
        group.addTask { try await registry.checkPIN("00\(10 + guess)", number: number) }
      }
      var answers: [PINCheck] = []
      for try await answer in group { answers.append(answer) }
      return answers
    }
    #expect(answers.count { $0 == .wrong } == 2)
    let locked = PINCheck.locked(until: world.now + .minutes(10))
    #expect(answers.count { $0 == locked } == 6)
    #expect(try await registry.checkPIN("7305", number: number) == locked)
  }

  @Test("the office unlocks, or gives a new PIN under the same number")
  func unlock() async throws {
    let (world, number) = try await world()
    for _ in 1...3 { _ = try await world.registry.checkPIN("0000", number: number) }
    try world.registry.writeAndWait {
      try $0.unlockPIN(of: Fixtures.inn, by: .staff("mina"))
    }
    #expect(try await world.registry.checkPIN("7305", number: number) == .right(Fixtures.inn))
    for _ in 1...3 { _ = try await world.registry.checkPIN("0000", number: number) }
    let fresh = try #require(InnPIN("2906"))
    #expect(try await world.registry.setPIN(fresh, of: Fixtures.inn, by: .hub) == number)
    #expect(try await world.registry.checkPIN("2906", number: number) == .right(Fixtures.inn))
    #expect(try await world.registry.checkPIN("7305", number: number) == .wrong)
    #expect(try world.registry.openAlarms().isEmpty)
  }

  @Test("PINs that a stranger would try first are refused, and never drawn")
  func guessable() async throws {
    let world = try TestWorld().populated()
    // The fixture's telephone ends in 0001.
    for text in ["0000", "7777", "1234", "9876", "0001"] {
      let pin = try #require(InnPIN(text))
      await #expect(throws: PINRefusal.guessable) {
        try await world.registry.setPIN(pin, of: Fixtures.inn, by: .hub)
      }
    }
    for _ in 0..<2000 {
      let pin = world.registry.drawPIN(for: Fixtures.inn)
      #expect(!pin.isGuessable(phones: world.registry.catalogue[Fixtures.inn]?.phones ?? []))
    }
    #expect(InnPIN("123") == nil && InnPIN("12345") == nil && InnPIN("１２３４") == nil)
    #expect(InnNumber("0000") == nil && InnNumber("101") == nil)
  }

  @Test("neither the database nor a description shows a PIN")
  func hidden() async throws {
    let (world, _) = try await world()
    let pin = try #require(PINTests.pin)
    #expect("\(pin)" == "••••" && String(reflecting: pin) == "••••")
    let stored = try world.registry.read { db in
      try db.rows("SELECT hash FROM inn_pin") { $0.text(0) }
    }
    #expect(stored.allSatisfy { $0.hasPrefix("scrypt$") && !$0.contains("7305") })
    let log = try world.registry.events(after: 0, limit: 100).map(\.body).joined()
    #expect(!log.contains("7305"))
  }
}
