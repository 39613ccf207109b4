import InnRegistry
import InnTestSupport
import Testing

/// What a statement counts, and how rooms come back: the edges of the inventory equation.
@Suite struct CountingTests {
  private let landline = "+81175000001"
  private let mobile = "+81175000011"

  private func requested(_ world: TestWorld, nights: Int = 1, rooms: Int = 1) throws -> Booking {
    let request = try world.book(
      Fixtures.request(
        Fixtures.requestPlan,
        checkIn: world.tonight + 3,
        nights: nights,
        rooms: rooms,
      )
    )
    return try world.registry.writeAndWait { try $0.accept(request.id, by: world.keeper()) }
  }

  private func amend(
    _ booking: Booking,
    _ world: TestWorld,
    nights: Int,
    rooms: Int = 1,
    _ plan: RatePlanID = Fixtures.requestPlan,
  ) throws -> Booking {
    let stay = try #require(Stay(checkIn: booking.stay.checkIn, nights: nights))
    let party = try #require(Party(adults: max(2, rooms)))
    return try world.registry.writeAndWait {
      try $0.amend(
        booking.id,
        AmendmentRequest(ratePlan: plan, stay: stay, rooms: rooms, party: party),
        channel: Fixtures.channel,
      ).0
    }
  }

  private func sound(_ world: TestWorld) throws {
    #expect(try world.registry.checkInvariants().map(\.description) == [])
    #expect(try world.registry.compareLogWithTables() == [])
  }

  /// She knows the booking, not the night it is to be longer: her number leaves out only the first.
  @Test func aProposalIsCountedOnlyWhenItselfWasHeard() throws {
    let world = try TestWorld().populated()
    let booking = try requested(world)
    let night = booking.stay.checkIn
    let waiting = try amend(booking, world, nights: 2, rooms: 2)
    #expect(waiting.revision == booking.revision + 1)
    let first = try world.state(3, on: night)
    #expect((first.remaining, first.unheard) == (2, [booking.id]))
    let second = try world.state(3, on: night + 1)
    #expect((second.remaining, second.unheard) == (1, [booking.id]))
    try world.hear(waiting)
    #expect(try world.state(3, on: night).remaining == 3)
    #expect(try world.state(3, on: night + 1).remaining == 3)
    try sound(world)
  }

  /// She heard it for two nights; since then it is for one, and nobody has told her: her number does
  /// not count it until she has heard the change.
  @Test func aChangeSheHasNotHeardIsNotCounted() throws {
    let world = try TestWorld().populated()
    let booking = try requested(world, nights: 2)
    let night = booking.stay.checkIn
    #expect(try world.state(3, on: night).remaining == 3)
    let changed = try amend(booking, world, nights: 1)
    let outcome = try world.state(3, on: night)
    #expect((outcome.remaining, outcome.unheard) == (2, [booking.id]))
    // Read once more as it was before: still not counted.
    try world.hear(booking)
    #expect(try world.state(3, on: night).remaining == 2)
    try world.hear(changed)
    #expect(try world.state(3, on: night).remaining == 3)
    try sound(world)
  }

  /// Declined: the rooms she had counted wait for her key, the others are sold again at once.
  @Test func aDeclinedProposalGivesBackWhatWasNotCounted() throws {
    let world = try TestWorld().populated()
    let booking = try requested(world)
    let night = booking.stay.checkIn
    let waiting = try amend(booking, world, nights: 2)
    try world.hear(waiting)
    try world.state(2, on: night + 1)
    _ = try world.registry.writeAndWait {
      try $0.decline(booking.id, reason: .other, by: world.keeper())
    }
    #expect(world.remaining(on: night + 1) == 2)
    try world.registry.writeAndWait { try $0.giveBack(booking.id, by: world.keeper()) }
    #expect(world.remaining(on: night + 1) == 3)
    #expect(try world.booking(booking.id).state == .confirmed)
    try sound(world)
  }

  /// The guests left while their longer stay still waited for an answer, because the hub slept over
  /// both: the rooms kept for it don't stay taken.
  @Test(arguments: [false, true])
  func aStayThatIsOverKeepsNoRoomsForAProposal(_ isNoShow: Bool) async throws {
    let world = try TestWorld().populated()
    let booking = try requested(world)
    let night = booking.stay.checkIn
    _ = try amend(booking, world, nights: 3, rooms: 2)
    #expect(world.remaining(on: night + 2) == 1)
    if isNoShow {
      world.move(to: TokyoTime.instant(night, minute: 20 * 60))
      _ = try world.registry.writeAndWait { try $0.reportNoShow(booking.id, by: world.keeper()) }
    } else {
      world.move(to: TokyoTime.instant(night + 2, minute: 12 * 60))
      try await world.registry.runDue()
      #expect(try world.booking(booking.id).state == .stayed)
    }
    #expect(world.remaining(on: night + 2) == 3)
    #expect(try world.state(3, on: night + 2).unheard == [])
    try sound(world)
  }

  /// From two rooms to one, both of them counted: one waits for her key while the booking lives on.
  @Test func aShrunkBookingLeavesCountedRoomsBehind() throws {
    let world = try TestWorld().populated()
    let booking = try requested(world, nights: 2, rooms: 2)
    let night = booking.stay.checkIn
    try world.state(1, on: night)
    let smaller = try amend(booking, world, nights: 2, rooms: 1)
    #expect(smaller.rooms == 1)
    // The second night follows the offer and was not counted: its room is sold again at once.
    #expect(world.remaining(on: night) == 1)
    #expect(world.remaining(on: night + 1) == 2)
    try sound(world)
    try world.registry.writeAndWait { try $0.giveBack(booking.id, by: world.keeper()) }
    #expect(world.remaining(on: night) == 2)
    _ = try world.registry.writeAndWait { try $0.cancel(booking.id, channel: Fixtures.channel) }
    #expect(world.remaining(on: night) == 2)
    try world.registry.writeAndWait { try $0.giveBack(booking.id, by: world.keeper()) }
    #expect(world.remaining(on: night) == 3)
    try sound(world)
  }

  /// Two too many; one is declined because of its meals: one is still too many.
  @Test func declinedUnderAShortfall() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    let request = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night))
    _ = try world.book(Fixtures.request(checkIn: night))
    let outcome = try world.state(0, on: night)
    #expect(outcome.shortfall == 2)
    _ = try world.registry.writeAndWait {
      try $0.decline(request.id, reason: nil, by: world.keeper())
    }
    #expect(world.remaining(on: night) == 0)
    _ = try world.registry.writeAndWait {
      try $0.tellReason(.meals, for: request.id, by: world.keeper())
    }
    #expect(try world.shortfall(on: night) == 1)
    let again = try world.state(1, on: night)
    #expect((again.remaining, again.shortfall) == (0, 0))
    try sound(world)
  }

  /// Declined without a reason: off sale until she says why, or says a number.
  @Test func parkedRooms() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    for (reason, expected) in [(DeclineReason.meals, 3), (.other, 3), (.full, 0), (.closed, 2)] {
      try world.state(3, on: night, by: .staff("practice"))
      let request = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night))
      _ = try world.registry.writeAndWait {
        try $0.decline(request.id, reason: nil, by: world.keeper())
      }
      #expect(world.remaining(on: night) == 2)
      _ = try world.registry.writeAndWait {
        try $0.tellReason(reason, for: request.id, by: world.keeper())
      }
      #expect(world.remaining(on: night) == expected, "\(reason)")
      try sound(world)
    }
    try world.state(3, on: night, by: .staff("practice"))
    let request = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night))
    _ = try world.registry.writeAndWait {
      try $0.decline(request.id, reason: nil, by: world.keeper())
    }
    try world.state(1, on: night)
    _ = try world.registry.writeAndWait {
      try $0.tellReason(.meals, for: request.id, by: world.keeper())
    }
    #expect(world.remaining(on: night) == 1)
    try sound(world)
  }

  /// An inn that takes a request back tells no reason: its rooms don't come back by themselves.
  @Test func theInnCancelsARequest() throws {
    let world = try TestWorld().populated()
    let request = try world.book(
      Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    )
    _ = try world.registry.writeAndWait {
      try $0.cancel(request.id, by: .inn, actor: .staff("practice"))
    }
    #expect(world.remaining(on: world.tonight + 3) == 2)
    try sound(world)
  }

  /// Less is offered from now on, but not less than is sold; what comes back is not sold again.
  @Test func aSmallerOfferOnASoldNight() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    let first = try world.book(Fixtures.request(checkIn: night))
    _ = try world.book(Fixtures.request(checkIn: night))
    let offer = try #require(
      StandingOffer(
        roomType: Fixtures.roomType,
        roomsByWeekday: [1, 1, 1, 1, 1, 1, 1],
        asOf: world.now,
      )
    )
    try world.registry.writeAndWait { try $0.set(offer, by: world.keeper()) }
    #expect(world.remaining(on: night) == 0)
    #expect(world.remaining(on: night + 1) == 1)
    _ = try world.registry.writeAndWait { try $0.cancel(first.id, channel: Fixtures.channel) }
    #expect(world.remaining(on: night) == 0)
    try sound(world)
    let none = try #require(
      StandingOffer(
        roomType: Fixtures.roomType,
        roomsByWeekday: [4, 4, 4, 4, 4, 4, 4],
        asOf: world.now,
      )
    )
    try world.registry.writeAndWait { try $0.set(none, by: world.keeper()) }
    #expect(world.remaining(on: night) == 3)
    try sound(world)
  }

  /// A building that shrinks shrinks its offer.
  @Test func fewerRoomsInTheBuilding() throws {
    let world = try TestWorld().populated()
    var entry = Fixtures.entry(rooms: 2, offer: nil)
    entry.rooms[0].roomType.rooms = 2
    let tooFew = entry
    #expect(throws: ListingRefusal.self) {
      try world.registry.writeAndWait { try $0.save(tooFew, by: .staff("practice")) }
    }
    #expect(world.remaining(on: world.tonight + 3) == 3)
    entry.rooms[0].offer = Array(repeating: 2, count: 7)
    let smaller = entry
    try world.registry.writeAndWait { try $0.save(smaller, by: .staff("practice")) }
    #expect(world.remaining(on: world.tonight + 3) == 2)
    try sound(world)
  }

  /// Whoever looks at the bookings counts them all, but no hold, which nobody is shown.
  @Test func theOfficeCountsEverythingButHolds() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    _ = try world.book(Fixtures.request(checkIn: night))
    _ = try world.registry.writeAndWait {
      try $0.hold(Fixtures.request(checkIn: night), channel: Fixtures.channel, for: .minutes(9))
    }
    let outcome = try world.state(2, on: night, by: .staff("practice"))
    #expect((outcome.remaining, outcome.unheard) == (1, []))
    try sound(world)
  }

  /// Counted by the office, never told to her: its cancellation is told, so that its room can come
  /// back.
  @Test func countedByTheOfficeOnly() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    let booking = try world.book(Fixtures.request(checkIn: night))
    try world.state(2, on: night, by: .staff("practice"))
    _ = try world.registry.writeAndWait { try $0.cancel(booking.id, channel: Fixtures.channel) }
    #expect(world.remaining(on: night) == 2)
    let waiting = try world.registry.waiting(for: Fixtures.inn)
    #expect(waiting.map(\.kind) == [.cancelled(counted: true)])
    try sound(world)
  }

  /// Of two holds and one room left the first to be confirmed gets it.
  @Test func twoHoldsForOneRoom() throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 3
    let holds = try (0..<2).map { _ in
      try world.registry.writeAndWait {
        try $0.hold(Fixtures.request(checkIn: night), channel: Fixtures.channel, for: .minutes(9))
          .id
      }
    }
    try world.state(1, on: night)
    let won = try world.registry.writeAndWait {
      try $0.confirmHold(holds[1], channel: Fixtures.channel)
    }
    #expect(won.state == .confirmed)
    #expect(throws: BookingRefusal.noLongerAvailable) {
      try world.registry.writeAndWait { try $0.confirmHold(holds[0], channel: Fixtures.channel) }
    }
    try sound(world)
  }

  /// Retired with guests in it: they can still cancel, their requests run out, and when the room type
  /// comes back its nights are right.
  @Test func aRetiredRoomType() async throws {
    let world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    let other = RatePlanID(trusted: "T01-2-room")
    let night = world.tonight + 3
    let booking = try world.book(Fixtures.request(other, checkIn: night))
    let hold = try world.registry.writeAndWait {
      try $0.hold(
        Fixtures.request(other, checkIn: night),
        channel: Fixtures.channel,
        for: .minutes(9)
      )
    }
    let request = try world.book(
      Fixtures.request(RatePlanID(trusted: "T01-2-half"), checkIn: night)
    )
    await #expect(throws: ListingRefusal.self) {
      try await world.registry.write { try $0.save(Fixtures.entry(), by: .staff("practice")) }
    }
    _ = try world.registry.writeAndWait { try $0.cancel(booking.id, channel: Fixtures.channel) }
    world.advance(by: .minutes(20))
    try await world.registry.runDue()
    #expect(try world.booking(hold.id).state == .released)
    let declined = try world.registry.writeAndWait {
      try $0.decline(request.id, reason: .full, by: world.keeper())
    }
    #expect(declined.state == .declined(.full))
    try sound(world)
    // Nothing lives on it any more: it may go, and come back.
    try await world.registry.write { try $0.save(Fixtures.entry(), by: .staff("practice")) }
    try sound(world)
    try await world.registry.write {
      try $0.save(Fixtures.entry(roomTypes: 2), by: .staff("practice"))
    }
    try sound(world)
  }

  /// A closed night is passed over; the others are fresh again, with the numbers they had.
  @Test func vouching() throws {
    let world = try TestWorld().populated()
    let first = world.tonight + 1
    try world.state(2, on: first + 1)
    _ = try world.registry.writeAndWait {
      try $0.close(Fixtures.inn, from: first + 3, through: first + 3, by: world.keeper())
    }
    world.advance(by: .hours(24 * 5))
    let closed = world.tonight
    let before = try #require(
      world.registry.calendar(of: Fixtures.roomType, nights: closed - 1..<closed + 6)
    )
    try world.registry.writeAndWait {
      try $0.vouch(for: closed - 1..<closed + 6, inn: Fixtures.inn, by: world.keeper())
    }
    let after = try #require(
      world.registry.calendar(of: Fixtures.roomType, nights: closed - 1..<closed + 6)
    )
    #expect(before.map(\.remaining) == after.map(\.remaining))
    #expect(before.allSatisfy { $0.asOf < world.now })
    #expect(after.map { $0.asOf == world.now } == [false] + [Bool](repeating: true, count: 6))
    try sound(world)
  }
}
