import InnRegistry
import InnTestSupport
import Testing

/// Nights that other platforms' calendars close, and the tokens of our own.
@Suite struct CalendarFeedTests {
  private static let western = RoomTypeID(trusted: "T01-2")
  private let world: TestWorld
  private let feed: CalendarFeed

  init() throws {
    let world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    self.world = world
    feed = try world.registry.writeAndWait {
      try $0.addCalendar("https://other.example/a.ics", of: Fixtures.roomType, by: .hub)
    }
  }

  private var registry: Registry { world.registry }

  private func read(
    _ nights: [ClosedRange<Int>],
    unread: Int = 0,
    _ validators: CalendarFeed.Validators = .init(etag: "\"1\""),
  ) throws {
    let dates = nights.map { (world.tonight + $0.lowerBound)...(world.tonight + $0.upperBound) }
    let counts = CalendarFeed.Counts(events: nights.count, unread: unread)
    try note(.read(dates, counts, validators))
  }

  private func note(_ reading: CalendarReading) throws {
    try registry.writeAndWait { try $0.note(reading, of: feed.id) }
  }

  private func stored() throws -> CalendarFeed {
    try #require(try registry.calendars().first { $0.id == feed.id })
  }

  /// The nights of the first fortnight that are shut, as days from tonight.
  private func shut(_ room: RoomTypeID = Fixtures.roomType) throws -> [Int] {
    let listing = try #require(registry.catalogue[Fixtures.inn])
    return (0..<14).filter { listing.closure(on: world.tonight + $0, of: room) != nil }
  }

  private func isSold(_ day: Int, _ plan: RatePlanID = Fixtures.instantPlan) -> Bool {
    (try? world.book(Fixtures.request(plan, checkIn: world.tonight + day))) != nil
  }

  private var alarms: [Alarm.Kind] { get throws { try registry.openAlarms().map(\.kind) } }

  private func events() throws -> Int { try registry.events(after: 0, limit: 500).count }

  @Test func takenNightsCloseTheRoomTypeAndNoOther() throws {
    try read([2...3, 5...5])
    #expect(try shut() == [2, 3, 5])
    #expect(try shut(CalendarFeedTests.western) == [])
    #expect(!isSold(2))
    #expect(isSold(2, RatePlanID(trusted: "T01-2-room")))
    #expect(isSold(4))
    #expect(try stored().counts == .init(events: 2, nights: 3))
    #expect(try stored().validators.etag == "\"1\"")
    #expect(try stored().nextPoll == world.now + CalendarFeed.interval)
    // The inn itself is open.
    #expect(registry.catalogue[Fixtures.inn]?.closure(on: world.tonight + 2) == nil)
  }

  @Test func whatVanishesOpensAndWhatMovesMoves() throws {
    try read([2...3, 5...5])
    try read([3...4])
    #expect(try shut() == [3, 4])
    try read([])
    #expect(try shut() == [])
    #expect(isSold(3))
  }

  @Test func whatIsAsItWasMakesNoLineOfTheLog() throws {
    try read([0...3, 5...5])
    let before = try events()
    try read([5...5, 0...1, 2...3])
    #expect(try events() == before)
    // Nor does a night that has passed.
    world.advance(by: .days(1))
    try read([0...2, 4...4])
    #expect(try events() == before)
    #expect(try shut() == [0, 1, 2, 4])
    #expect(try stored().counts.nights == 4)
  }

  @Test func keepersAndCalendarsOpenOnlyWhatTheyClosed() throws {
    let tonight = world.tonight
    try read([2...3])
    try registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: tonight + 3, through: tonight + 4, by: world.keeper())
    }
    #expect(try shut() == [2, 3, 4])
    try read([])
    #expect(try shut() == [3, 4])
    try read([3...5])
    try registry.writeAndWait {
      _ = try $0.reopen(Fixtures.inn, from: tonight, through: tonight + 10, by: world.keeper())
    }
    #expect(try shut() == [3, 4, 5])
    #expect(try shut(CalendarFeedTests.western) == [])
  }

  @Test func twoCalendarsOfOneRoomTypeAddUp() throws {
    let other = try registry.writeAndWait {
      try $0.addCalendar("https://third.example/b.ics", of: Fixtures.roomType, by: .hub)
    }
    try read([2...3])
    let night = world.tonight + 3
    try registry.writeAndWait {
      try $0.note(.read([night...(night + 1)], .init(events: 1), .init()), of: other.id)
    }
    #expect(try shut() == [2, 3, 4])
    try registry.writeAndWait { try $0.removeCalendar(feed.id, by: .hub) }
    #expect(try shut() == [3, 4])
    #expect(try registry.calendars(of: Fixtures.roomType).map(\.id) == [other.id])
  }

  @Test func aYearWithoutAGapIsSeveralClosures() throws {
    try read([(-3)...2000])
    let last = world.tonight + AvailabilityHorizon.nightsAhead
    let listing = try #require(registry.catalogue[Fixtures.inn])
    #expect(listing.closure(on: last, of: Fixtures.roomType) != nil)
    #expect(listing.closure(on: last + 1, of: Fixtures.roomType) == nil)
    #expect(listing.closure(on: world.tonight - 1, of: Fixtures.roomType) == nil)
    #expect(try stored().counts.nights == AvailabilityHorizon.nightsAhead + 1)
  }

  @Test func guestsOnANightSoldElsewhereAreAMatterForTheOffice() throws {
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 2, nights: 2))
    // Exactly the booking's own nights: the other platform's copy of it.
    try read([2...3])
    #expect(try alarms == [])
    try read([1...3])
    #expect(try registry.openAlarms().map(\.booking) == [booking.id])
    #expect(try alarms == [.bookedWhileClosed])
    try read([4...5])
    #expect(try alarms == [])
  }

  @Test func aCalendarThatFailsKeepsItsNightsAndIsAskedLessOften() throws {
    try read([2...3])
    var waits: [Span] = []
    for _ in 0..<8 {
      try note(.failed("http_500", retryAfter: nil))
      let feed = try stored()
      waits.append(feed.nextPoll - world.now)
      world.move(to: feed.nextPoll)
    }
    #expect(
      waits == [30, 60, 120, 240, 360, 360, 360, 360].map { Span.minutes($0) }
    )
    #expect(try stored().health.failures == 8)
    #expect(try stored().health.lastError == "http_500")
    #expect(try stored().validators.etag == "\"1\"")
    #expect(try alarms == [.calendarUnread])
    #expect(registry.catalogue[Fixtures.inn]?.closures.count == 1)
    try note(.unchanged)
    #expect(try alarms == [])
    #expect(try stored().health.failures == 0)
    #expect(try stored().nextPoll == world.now + CalendarFeed.interval)
  }

  @Test func theServerMayAskForTime() throws {
    try note(.failed("http_429", retryAfter: .hours(3)))
    #expect(try stored().nextPoll == world.now + .hours(3))
    try note(.failed("http_503", retryAfter: .days(30)))
    #expect(try stored().nextPoll == world.now + .hours(24))
  }

  @Test func whatIsNotUnderstoodIsSaidUntilItGoes() throws {
    try read([2...2], unread: 1)
    #expect(try alarms == [.calendarUnread])
    try note(.unchanged)
    #expect(try alarms == [.calendarUnread])
    try read([2...2])
    #expect(try alarms == [])
  }

  /// The horizon moves on; a file that never changes must be read again for its last nights.
  @Test func anUnchangedCalendarIsReadWholeOnceADay() throws {
    try read([2...500])
    try note(.unchanged)
    #expect(try stored().validators.etag == "\"1\"")
    world.advance(by: .days(1))
    try note(.unchanged)
    #expect(try stored().validators == .init())
  }

  @Test func addressesAndRoomTypesAreChecked() throws {
    #expect(throws: DeliveryRefusal.exists) {
      try registry.writeAndWait {
        _ = try $0.addCalendar(feed.url, of: Fixtures.roomType, by: .hub)
      }
    }
    #expect(throws: DeliveryRefusal.roomTypeUnknown) {
      try registry.writeAndWait {
        _ = try $0.addCalendar("https://x.example/", of: RoomTypeID(trusted: "T99-1"), by: .hub)
      }
    }
    for number in 1..<CalendarFeed.maxOfRoomType {
      try registry.writeAndWait {
        _ = try $0.addCalendar("https://\(number).example/", of: Fixtures.roomType, by: .hub)
      }
    }
    #expect(throws: DeliveryRefusal.tooMany(limit: CalendarFeed.maxOfRoomType)) {
      try registry.writeAndWait {
        _ = try $0.addCalendar("https://x.example/", of: Fixtures.roomType, by: .hub)
      }
    }
    #expect(throws: DeliveryRefusal.calendarUnknown) {
      try registry.writeAndWait { try $0.pollSoon(CalendarID(trusted: "cal_none")) }
    }
  }

  @Test func lookingNowForgetsWhatTheLastAnswerWasMarkedWith() throws {
    try read([2...2])
    #expect(try registry.dueCalendars(at: world.now).isEmpty)
    try registry.writeAndWait { try $0.pollSoon(feed.id) }
    #expect(try registry.dueCalendars(at: world.now).map(\.validators) == [.init()])
  }

  // MARK: - Our own

  @Test func aTokenOpensOneRoomTypeUntilTheNextIsMade() throws {
    let token = try registry.writeAndWait {
      try $0.shareCalendar(of: Fixtures.roomType, by: .hub)
    }
    #expect(try registry.opensCalendar(token, of: Fixtures.roomType))
    #expect(try !registry.opensCalendar(token, of: CalendarFeedTests.western))
    #expect(try !registry.opensCalendar("ics_other", of: Fixtures.roomType))
    let next = try registry.writeAndWait { try $0.shareCalendar(of: Fixtures.roomType, by: .hub) }
    #expect(try !registry.opensCalendar(token, of: Fixtures.roomType))
    #expect(try registry.opensCalendar(next, of: Fixtures.roomType))
    try registry.writeAndWait { try $0.unshareCalendar(of: Fixtures.roomType, by: .hub) }
    #expect(try !registry.opensCalendar(next, of: Fixtures.roomType))
  }

  @Test func takenNightsAreWhatIsSoldOutOrShutHere() throws {
    let tonight = world.tonight
    #expect(registry.takenNights(of: Fixtures.roomType) == [])
    try world.state(0, on: tonight + 1)
    _ = try world.book(Fixtures.request(checkIn: tonight + 2, rooms: 3, adults: 3))
    try registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: tonight + 3, through: tonight + 4, by: world.keeper())
    }
    try registry.writeAndWait {
      try $0.restrict(
        NightRestrictions(stopSell: true),
        roomType: Fixtures.roomType,
        on: tonight + 10,
        by: world.keeper(),
      )
    }
    // Another platform's nights are its own to tell.
    try read([6...8])
    #expect(
      registry.takenNights(of: Fixtures.roomType).map(\.nights)
        == [(tonight + 1)...(tonight + 4), (tonight + 10)...(tonight + 10)]
    )
    #expect(
      registry.takenNights(of: CalendarFeedTests.western).map(\.nights)
        == [(tonight + 3)...(tonight + 4)]
    )
  }

  @Test func closuresOutlastAPowerCutAndAReplay() throws {
    try read([2...3])
    try world.crash()
    #expect(try shut() == [2, 3])
    #expect(try registry.checkInvariants() == [])
    #expect(try registry.compareLogWithTables() == [])
  }
}
