import InnRegistry
import InnTestSupport
import Testing

/// What an inn hears and when an answer counts.
@Suite struct TellingTests {
  private func kinds(_ world: TestWorld) throws -> [WaitingNews.Kind] {
    try world.registry.waiting(for: Fixtures.inn).map(\.kind)
  }

  private func alarms(_ world: TestWorld) throws -> [Alarm.Kind] {
    try world.registry.openAlarms().map(\.kind)
  }

  private func request(_ world: TestWorld, in days: Int = 3) throws -> Booking {
    try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + days))
  }

  private func cancel(_ id: BookingID, _ world: TestWorld) throws {
    _ = try world.registry.writeAndWait { try $0.cancel(id, channel: Fixtures.channel) }
  }

  private func amend(_ booking: Booking, _ world: TestWorld, nights: Int, adults: Int = 2) throws
    -> Booking
  {
    let stay = try #require(Stay(checkIn: booking.stay.checkIn, nights: nights))
    let party = try #require(Party(adults: adults))
    return try world.registry.writeAndWait {
      try $0.amend(
        booking.id,
        AmendmentRequest(
          ratePlan: booking.ratePlan,
          stay: stay,
          rooms: booking.rooms,
          party: party
        ),
        channel: Fixtures.channel,
      ).0
    }
  }

  // MARK: - Answers

  /// Keyed a second before the deadline, read back after it: accepted.
  @Test func keyedInTime() async throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    let deadline = try #require(request.state.deadline)
    world.move(to: deadline - .seconds(1))
    try await world.registry.write {
      try $0.keepAnswer(request.id, revision: 1, accepts: true, by: world.keeper())
    }
    world.move(to: deadline + .seconds(4))
    try await world.registry.runDue()
    #expect(try world.booking(request.id).state == .requested(deadline: deadline))
    #expect(try alarms(world) == [])
    try await world.registry.write { _ = try $0.settleAnswer(request.id) }
    #expect(try world.booking(request.id).state == .confirmed)
    #expect(try world.registry.checkInvariants(isDue: true) == [])
  }

  @Test func keyedTooLate() throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    let deadline = try #require(request.state.deadline)
    world.move(to: deadline)
    #expect(throws: BookingRefusal.notPossible(.expired)) {
      try world.registry.writeAndWait {
        try $0.keepAnswer(request.id, revision: 1, accepts: true, by: world.keeper())
      }
    }
  }

  /// A hub that was down for days settles what was keyed in time before anything runs out.
  @Test func keyedBeforeALongFailure() async throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    try await world.registry.write {
      try $0.keepAnswer(request.id, revision: 1, accepts: true, by: world.keeper())
    }
    try world.crash()
    world.advance(by: .hours(30))
    #expect(try await world.registry.settleAfterRestart() == [request.id])
    try await world.registry.runDue()
    #expect(try world.booking(request.id).state == .confirmed)
  }

  /// The machine comes back with another time: an answer from what is now the future counts, too.
  @Test func keyedBeforeTheClockWasSetBack() async throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    try await world.registry.write {
      try $0.keepAnswer(request.id, revision: 1, accepts: true, by: world.keeper())
    }
    try world.crash()
    world.move(to: world.now - .hours(1))
    #expect(try await world.registry.settleAfterRestart() == [request.id])
    #expect(try world.booking(request.id).state == .confirmed)
  }

  /// The office decides while her answer is read back: hers is forgotten, and she hears what holds.
  @Test func theOfficeIsFaster() async throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    try await world.registry.write {
      try $0.keepAnswer(request.id, revision: 1, accepts: false, by: world.keeper())
    }
    try await world.registry.write { _ = try $0.accept(request.id, by: .staff("practice")) }
    #expect(try await world.registry.write { try $0.settleAnswer(request.id) } == nil)
    #expect(try world.booking(request.id).state == .confirmed)
    #expect(try world.registry.checkInvariants() == [])
  }

  /// An answer to a proposal that was withdrawn and made anew is no answer to the new one.
  @Test func anAnswerToAnotherProposal() async throws {
    let world = try TestWorld().populated()
    let booking = try request(world)
    let accepted = try await world.registry.write { try $0.accept(booking.id, by: world.keeper()) }
    let first = try amend(accepted, world, nights: 2)
    try await world.registry.write {
      try $0.keepAnswer(booking.id, revision: first.revision, accepts: true, by: world.keeper())
    }
    try await world.registry.write {
      _ = try $0.withdrawAmendment(booking.id, channel: Fixtures.channel)
    }
    let second = try amend(accepted, world, nights: 3)
    #expect(try await world.registry.write { try $0.settleAnswer(booking.id) } == nil)
    await #expect(throws: BookingRefusal.changedMeanwhile(revision: second.revision)) {
      try await world.registry.write {
        try $0.keepAnswer(booking.id, revision: first.revision, accepts: true, by: world.keeper())
      }
    }
    #expect(try world.booking(booking.id).stay.nightCount == 1)
    #expect(try world.registry.checkInvariants() == [])
  }

  /// What she accepts costs what the guest was shown, whatever the plan says by then.
  @Test func thePriceShownIsThePricePaid() throws {
    let world = try TestWorld().populated()
    let booking = try request(world)
    _ = try world.registry.writeAndWait { try $0.accept(booking.id, by: world.keeper()) }
    _ = try amend(booking, world, nights: 2)
    var dearer = Fixtures.entry()
    for index in dearer.rooms[0].plans.indices {
      dearer.rooms[0].plans[index].prices = PriceTable(
        perAdultByOccupancy: [Yen(90_000), Yen(90_000), Yen(90_000), Yen(90_000)]
      )
    }
    let entry = dearer
    try world.registry.writeAndWait { try $0.save(entry, by: .hub) }
    let done = try world.registry.writeAndWait { try $0.accept(booking.id, by: world.keeper()) }
    #expect(done.quote.total == booking.quote.total * 2)
    #expect(try world.registry.compareLogWithTables() == [])
  }

  // MARK: - Hearing

  /// A change that gives up rooms which she had counted says so: they wait for her key.
  @Test func aChangeTellsOfRoomsThatWait() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 4
    let booking = try world.book(Fixtures.request(checkIn: night - 1, nights: 2))
    try world.hear(booking)
    try world.state(2, on: night)
    _ = try amend(booking, world, nights: 1)
    #expect(try kinds(world) == [.changed(counted: true)])
    #expect(world.remaining(on: night) == 2)
    try world.registry.writeAndWait { try $0.giveBack(booking.id, by: world.keeper("call_2")) }
    #expect(world.remaining(on: night) == 3)
    #expect(try kinds(world) == [.changed(counted: false)])
  }

  /// Read as it was, while it changed: the change is still to be told.
  @Test func anOlderRevisionWasRead() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3, nights: 2))
    try world.hear(booking)
    let smaller = try amend(booking, world, nights: 1)
    try world.hear(booking)
    #expect(try kinds(world) == [.changed(counted: false)])
    #expect(try !world.booking(booking.id).isHeard)
    try world.hear(smaller)
    #expect(try kinds(world) == [])
    #expect(try world.booking(booking.id).isHeard)
  }

  /// Nobody has told her of it yet: a changed booking is told as new, once, as it is now.
  @Test func changedBeforeItWasTold() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3, nights: 2))
    _ = try amend(booking, world, nights: 1)
    #expect(try kinds(world) == [.confirmed])
  }

  /// Cancelled while the sentence about it was being read to its end: she is told.
  @Test func cancelledWhileItWasRead() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3))
    try cancel(booking.id, world)
    #expect(try kinds(world) == [])
    try world.hear(booking)
    #expect(try kinds(world) == [.cancelled(counted: false)])
    try world.hear(try world.booking(booking.id))
    #expect(try kinds(world) == [])
    #expect(try world.registry.checkInvariants() == [])
  }

  /// She knows it in an older form, and now it is over: she is told.
  @Test func cancelledAfterAnUntoldChange() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight + 3, nights: 2))
    try world.hear(booking)
    _ = try amend(booking, world, nights: 1)
    try cancel(booking.id, world)
    #expect(try kinds(world) == [.cancelled(counted: false)])
  }

  /// Requests that she never heard of end in silence, whoever ends them.
  @Test func endsInSilence() async throws {
    let world = try TestWorld().populated()
    let declined = try request(world)
    try await world.registry.write {
      _ = try $0.decline(declined.id, reason: .other, by: .staff("practice"))
    }
    try cancel(try request(world).id, world)
    _ = try request(world)
    world.advance(by: .hours(25))
    try await world.registry.runDue()
    #expect(try kinds(world) == [])
    #expect(try alarms(world) == [])
  }

  /// An expired request that she heard is told, because she may have kept the room.
  @Test func anExpiredRequestSheKnew() async throws {
    let world = try TestWorld().populated()
    let request = try request(world)
    try world.hear(request)
    try world.state(2, on: request.stay.checkIn)
    world.advance(by: .hours(25))
    try await world.registry.runDue()
    #expect(try kinds(world) == [.cancelled(counted: true)])
    #expect(world.remaining(on: request.stay.checkIn) == 2)
    #expect(try world.registry.checkInvariants(isDue: true) == [])
  }

  // MARK: - Resting

  @Test(arguments: [true, false])
  func whoMakesAnInnSellAgain(_ isKeeper: Bool) async throws {
    let world = try TestWorld().populated()
    for _ in 0..<2 {
      _ = try request(world)
      world.advance(by: .hours(25))
      try await world.registry.runDue()
    }
    #expect(try alarms(world) == [.paused])
    // An import or a calendar is nobody's voice.
    try world.state(2, on: world.tonight + 1, by: isKeeper ? world.keeper() : .hub)
    #expect(try alarms(world) == (isKeeper ? [] : [.paused]))
    #expect(world.remaining(on: world.tonight + 1) == (isKeeper ? 2 : 0))
    #expect(try world.registry.checkInvariants(isDue: true) == [])
  }

  /// Answered in between: no two in a row.
  @Test func anAnswerInBetween() async throws {
    let world = try TestWorld().populated()
    for _ in 0..<2 {
      _ = try request(world)
      world.advance(by: .hours(25))
      try await world.registry.runDue()
      let answered = try request(world)
      try await world.registry.write { _ = try $0.accept(answered.id, by: world.keeper()) }
    }
    #expect(try alarms(world) == [])
  }

  // MARK: - Limits

  @Test func anExtensionNeverShortens() throws {
    let world = try TestWorld().populated()
    let hold = try world.registry.writeAndWait {
      try $0.hold(
        Fixtures.request(checkIn: world.tonight + 3),
        channel: Fixtures.channel,
        for: .minutes(30),
      )
    }
    func extend(_ time: Span) throws -> Timestamp? {
      try world.registry.writeAndWait {
        try $0.extendHold(hold.id, by: time, channel: Fixtures.channel).state.deadline
      }
    }
    #expect(try extend(.seconds(1)) == hold.createdAt + .minutes(30))
    #expect(try extend(.seconds(-100)) == hold.createdAt + .minutes(30))
    world.advance(by: .minutes(25))
    #expect(try extend(.hours(9)) == hold.createdAt + .minutes(55))
    world.advance(by: .minutes(25))
    #expect(try extend(.hours(9)) == hold.createdAt + .hours(1))
    world.advance(by: .minutes(10))
    #expect(throws: BookingRefusal.notPossible(.released)) { try extend(.minutes(1)) }
  }

  @Test func aChannelsLimits() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    let narrow = Channel(
      id: ChannelID(trusted: "crane"),
      name: "Crane Tours",
      maxOpenRequests: 1,
      maxHolds: 1,
      maxRoomsShown: 1,
    )
    func attempt(_ body: @escaping @Sendable (Transaction) throws -> Void) throws {
      try world.registry.writeAndWait(body)
    }
    try attempt { try $0.save(narrow, by: .hub) }
    #expect(throws: BookingRefusal.soldOut(night)) {
      try attempt {
        _ = try $0.book(Fixtures.request(checkIn: night, rooms: 2), channel: narrow.id)
      }
    }
    try attempt {
      _ = try $0.hold(Fixtures.request(checkIn: night), channel: narrow.id, for: .minutes(5))
    }
    #expect(throws: BookingRefusal.tooManyHolds(limit: 1)) {
      try attempt {
        _ = try $0.hold(Fixtures.request(checkIn: night), channel: narrow.id, for: .minutes(5))
      }
    }
    let half = Fixtures.request(Fixtures.requestPlan, checkIn: night)
    try attempt { _ = try $0.book(half, channel: narrow.id) }
    #expect(throws: BookingRefusal.tooManyOpenRequests(limit: 1)) {
      try attempt { _ = try $0.book(half, channel: narrow.id) }
    }
    #expect(world.remaining(on: night) == 1)
    // Another channel has its own limits, and sees nothing of this one's bookings.
    let own = try world.book(half)
    #expect(throws: BookingRefusal.bookingUnknown) {
      try attempt { _ = try $0.cancel(own.id, channel: narrow.id) }
    }
    #expect(throws: BookingRefusal.channelUnknown) {
      try attempt { _ = try $0.book(half, channel: ChannelID(trusted: "nobody")) }
    }
    #expect(try world.registry.checkInvariants() == [])
  }

  /// An amendment that waits counts in the inn's caps, so that it can be accepted.
  @Test func proposalsCountInTheCaps() throws {
    let world = try TestWorld().populated([Fixtures.entry(caps: NightCaps(persons: 6, dinners: 5))])
    let first = try request(world)
    _ = try world.registry.writeAndWait { try $0.accept(first.id, by: world.keeper()) }
    _ = try amend(first, world, nights: 2, adults: 4)
    #expect(throws: BookingRefusal.capReached(.dinners, first.stay.checkIn)) {
      try request(world)
    }
    #expect(throws: BookingRefusal.capReached(.persons, first.stay.checkIn)) {
      try world.book(Fixtures.request(checkIn: first.stay.checkIn, adults: 3))
    }
    _ = try world.book(Fixtures.request(checkIn: first.stay.checkIn, adults: 2))
    _ = try world.registry.writeAndWait { try $0.accept(first.id, by: world.keeper()) }
    #expect(try world.registry.checkInvariants() == [])
  }

  /// More than one commit's worth is due at once.
  @Test func manyThingsAreDue() async throws {
    let entry = Fixtures.entry(rooms: 250, offer: [Int](repeating: 250, count: 7))
    let world = try TestWorld().populated([entry])
    let night = world.tonight + 3
    for _ in 0..<130 {
      try await world.registry.write {
        _ = try $0.hold(
          Fixtures.request(checkIn: night),
          channel: Fixtures.channel,
          for: .minutes(5)
        )
      }
    }
    world.advance(by: .minutes(5))
    #expect(try await world.registry.runDue() >= 130)
    #expect(world.remaining(on: night) == 250)
    #expect(try world.registry.checkInvariants(isDue: true) == [])
  }

  /// A no-show on the first of three nights: the others are free again, unless she had counted them.
  @Test func aNoShowFreesTheOtherNights() throws {
    let world = try TestWorld().populated()
    let booking = try world.book(Fixtures.request(checkIn: world.tonight, nights: 3))
    try world.hear(booking)
    try world.state(2, on: world.tonight + 1)
    world.advance(by: .hours(12))
    _ = try world.registry.writeAndWait { try $0.reportNoShow(booking.id, by: world.keeper()) }
    #expect(world.remaining(on: world.tonight) == 3)
    #expect(world.remaining(on: world.tonight + 1) == 2)
    #expect(world.remaining(on: world.tonight + 2) == 3)
    try world.registry.writeAndWait { try $0.giveBack(booking.id, by: world.keeper()) }
    #expect(world.remaining(on: world.tonight + 1) == 3)
    #expect(try world.registry.checkInvariants() == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }
}
