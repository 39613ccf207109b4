import InnRegistry
import InnTestSupport
import Testing

/// «Call this inn now», and what else a person of the office says.
struct RingWishTests {
  private let staff = Actor.staff("hanako")

  @Test("a wish stands until the call begins, and asks again what was given up")
  func wish() throws {
    let world = try TestWorld().populated()
    let booking = try world.registry.writeAndWait {
      try $0.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3),
        channel: Fixtures.channel,
      )
    }
    let number = try #require(Fixtures.phone)
    // Three calls in vain: the request is the office's.
    for _ in 0..<RingLadder().tries {
      let ring = try world.registry.writeAndWait {
        try $0.beginRing(Fixtures.inn, .request, number: number)
      }
      let begun = try #require(ring)
      try world.registry.writeAndWait { try $0.endRing(begun, as: .noAnswer, RingLadder()) }
      world.advance(by: .minutes(11))
    }
    #expect(try world.registry.ringOutlook().waiting.isEmpty)
    try world.registry.writeAndWait { try $0.wantRing(Fixtures.inn, by: staff) }
    let outlook = try world.registry.ringOutlook()
    #expect(outlook.wishes == [Fixtures.inn])
    #expect(try world.registry.waitingToBeTold().map(\.booking) == [booking.id])
    #expect(outlook.waiting.map(\.inn) == [Fixtures.inn])
    let ring = try world.registry.writeAndWait {
      try $0.beginRing(Fixtures.inn, .request, number: number)
    }
    #expect(ring?.purpose == .request)
    #expect(try world.registry.ringOutlook().wishes.isEmpty)
    #expect(throws: RingRefusal.inCall) {
      try world.registry.writeAndWait { try $0.wantRing(Fixtures.inn, by: staff) }
    }
  }

  @Test("nobody is rung at night, and a wish nobody had a line for is forgotten")
  func limits() throws {
    let world = try TestWorld().populated()
    try world.registry.writeAndWait { try $0.wantRing(Fixtures.inn, by: staff) }
    world.advance(by: RingWish.patience)
    #expect(try world.registry.ringOutlook().wishes.isEmpty)
    world.move(to: TokyoTime.instant(world.tonight, minute: 22 * 60))
    #expect(throws: RingRefusal.outsideHours(CallingTimes())) {
      try world.registry.writeAndWait { try $0.wantRing(Fixtures.inn, by: staff) }
    }
  }

  @Test("an inn whose sales rest sells again when somebody has spoken with it")
  func spokenWith() async throws {
    let world = try TestWorld().populated()
    for night in 3...4 {
      _ = try await world.registry.write {
        try $0.book(
          Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + night),
          channel: Fixtures.channel,
        )
      }
    }
    world.advance(by: .hours(25))
    try await world.registry.runDue()
    #expect(world.registry.catalogue[Fixtures.inn]?.pausedAt != nil)
    let paused = try #require(try world.registry.openAlarms().first { $0.kind == .paused })
    await #expect(throws: BookingRefusal.innPaused) {
      try await world.registry.write { try $0.clearAlarm(paused.id, by: staff) }
    }
    try await world.registry.write { try $0.noteTalk(with: Fixtures.inn, by: staff) }
    #expect(world.registry.catalogue[Fixtures.inn]?.pausedAt == nil)
    #expect(try world.registry.openAlarms().isEmpty)
    #expect(try world.registry.checkInvariants(isDue: true).isEmpty)
    #expect(try world.registry.compareLogWithTables().isEmpty)
  }

  @Test("what the office sees of a day: requests, arrivals, what is out of date")
  func officeDay() throws {
    let world = try TestWorld().populated()
    let request = try world.registry.writeAndWait {
      try $0.book(
        Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3),
        channel: Fixtures.channel,
      )
    }
    let arrival = try world.registry.writeAndWait {
      try $0.book(Fixtures.request(checkIn: world.tonight), channel: Fixtures.channel)
    }
    var day = try world.registry.officeDay(seesBookings: true) { _ in true }
    #expect(day.requests.map(\.booking) == [request.id])
    #expect(day.arrivals.map(\.booking) == [arrival.id])
    #expect(day.stale.isEmpty)
    world.advance(by: .hours(40))
    day = try world.registry.officeDay(seesBookings: true) { _ in true }
    #expect(day.stale.map(\.inn) == [Fixtures.inn])
    #expect(try world.registry.officeDay(seesBookings: false) { _ in true }.requests.isEmpty)
    #expect(try world.registry.officeDay(seesBookings: true) { _ in false }.stale.isEmpty)
    let history = try #require(try world.registry.history(of: request.id))
    #expect(history.events.map(\.kind).first == .bookingRequested)
    #expect(history.deliveries.map(\.entry.kind) == [.tellRequest])
  }

  @Test("the tape tells rooms, what takes them, and why none is sold")
  func tape() throws {
    let world = try TestWorld().populated()
    let night = world.tonight
    _ = try world.registry.writeAndWait {
      try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
    }
    try world.registry.writeAndWait { transaction in
      try transaction.state(
        2,
        of: Fixtures.roomType,
        on: night,
        counting: .shown,
        by: .staff("hanako"),
      )
      _ = try transaction.close(Fixtures.inn, from: night + 2, through: night + 2, by: .hub)
    }
    let rows = try world.registry.tape(of: [Fixtures.roomType], nights: night..<(night + 3))
    let nights = try #require(rows.first).nights
    #expect(nights.map(\.sellable) == [2, 3, 0])
    #expect(nights.map(\.sold) == [1, 0, 0])
    #expect(nights.map(\.source) == [.office, .standing, .standing])
    #expect(nights.map(\.isClosed) == [false, false, true])
  }
}
