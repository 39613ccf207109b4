import InnRegistry
import InnTestSupport
import Testing

/// What one channel may have sold and held of a night, whatever else remains.
@Suite struct AllotmentTests {
  private static let crane = ChannelID(trusted: "crane")
  private static let western = RoomTypeID(trusted: "T01-2")

  private func world() throws -> TestWorld {
    let world = try TestWorld().populated([
      Fixtures.entry(offer: [5, 5, 5, 5, 5, 5, 5], roomTypes: 2)
    ])
    try world.registry.writeAndWait {
      try $0.save(Channel(id: AllotmentTests.crane, name: "Crane Tours"), by: .hub)
    }
    return world
  }

  private func limit(_ rooms: Int, of roomType: RoomTypeID? = nil, _ world: TestWorld) throws {
    let allotment = ChannelAllotment(
      channel: Fixtures.channel,
      inn: Fixtures.inn,
      roomType: roomType,
      rooms: rooms,
    )
    try world.registry.writeAndWait { try $0.set(allotment, by: .staff("practice")) }
  }

  private func shown(_ night: CivilDate, _ channel: ChannelID, _ world: TestWorld) throws -> Int? {
    try world.registry.calendar(
      of: Fixtures.roomType,
      nights: night..<(night + 1),
      shownTo: channel,
    )?.first?.remaining
  }

  @Test func bookingsAndHoldsOfTheChannelCountAndNobodyElses() throws {
    let world = try world()
    let night = world.tonight + 3
    try limit(2, of: Fixtures.roomType, world)
    #expect(try shown(night, Fixtures.channel, world) == 2)
    let request = Fixtures.request(checkIn: night)
    let other = Fixtures.request(checkIn: night)
    try world.registry.writeAndWait { _ = try $0.book(other, channel: AllotmentTests.crane) }
    let first = try world.book(request)
    let held = try world.registry.writeAndWait {
      try $0.hold(request, channel: Fixtures.channel, for: .minutes(10))
    }
    #expect(try shown(night, Fixtures.channel, world) == 0)
    #expect(try shown(night, AllotmentTests.crane, world) == 2)
    #expect(throws: BookingRefusal.allotmentReached(night)) { try world.book(request) }
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.registry.quote(request.wanted, channel: Fixtures.channel)
    }
    // Across the night, too; the one after is free.
    let longer = Fixtures.request(checkIn: night - 1, nights: 3)
    #expect(throws: BookingRefusal.allotmentReached(night)) { try world.book(longer) }
    _ = try world.book(Fixtures.request(checkIn: night + 1, rooms: 2))

    // A hold within the limit becomes a booking; what comes back may be sold again.
    try world.registry.writeAndWait {
      _ = try $0.confirmHold(held.id, channel: Fixtures.channel)
      _ = try $0.cancel(first.id, channel: Fixtures.channel)
    }
    _ = try world.book(request)
    #expect(throws: BookingRefusal.allotmentReached(night)) { try world.book(request) }
    #expect(world.remaining(on: night) == 2)
    #expect(try world.registry.checkInvariants().map(\.description) == [])
  }

  @Test func anAmendmentTakesNoMoreThanTheLimit() throws {
    let world = try world()
    let night = world.tonight + 3
    try limit(2, of: Fixtures.roomType, world)
    let booking = try world.book(Fixtures.request(checkIn: night))
    func amended(_ rooms: Int) throws -> Bool {
      let request = Fixtures.request(checkIn: night, rooms: rooms, adults: 3)
      let change = AmendmentRequest(
        ratePlan: request.ratePlan,
        stay: request.stay,
        rooms: rooms,
        party: request.party,
      )
      return try world.registry.writeAndWait {
        try $0.amend(booking.id, change, channel: Fixtures.channel).isWaiting
      }
    }
    #expect(throws: BookingRefusal.allotmentReached(night)) { try amended(3) }
    #expect(try amended(2) == false)
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.book(Fixtures.request(checkIn: night))
    }
  }

  @Test func aLimitOfTheInnHoldsForItsRoomTypesTogether() throws {
    let world = try world()
    let night = world.tonight + 3
    try limit(3, world)
    _ = try world.book(Fixtures.request(checkIn: night, rooms: 2))
    let western = RatePlanID(trusted: "T01-2-room")
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.book(Fixtures.request(western, checkIn: night, rooms: 2))
    }
    _ = try world.book(Fixtures.request(western, checkIn: night))
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.book(Fixtures.request(western, checkIn: night))
    }
    let whole = ChannelAllotment(channel: Fixtures.channel, inn: Fixtures.inn, rooms: 0)
    try world.registry.writeAndWait { try $0.lift(whole, by: .staff("practice")) }
    _ = try world.book(Fixtures.request(western, checkIn: night))
    try world.restart()
    #expect(world.registry.catalogue.allotments.isEmpty)
  }

  @Test func theChannelsUsualLimitHoldsWhereNoOtherDoes() throws {
    let world = try world()
    let night = world.tonight + 3
    try world.registry.writeAndWait {
      try $0.save(Channel(id: Fixtures.channel, name: "Otter Travel", maxRoomsANight: 1), by: .hub)
    }
    try limit(2, of: AllotmentTests.western, world)
    _ = try world.book(Fixtures.request(checkIn: night))
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.book(Fixtures.request(checkIn: night))
    }
    let western = RatePlanID(trusted: "T01-2-room")
    _ = try world.book(Fixtures.request(western, checkIn: night, rooms: 2))
    try world.restart()
    #expect(throws: BookingRefusal.allotmentReached(night)) {
      try world.book(Fixtures.request(western, checkIn: night))
    }
  }

  @Test func whatCannotBeMeantIsRefused() throws {
    let world = try world()
    #expect(throws: OfficeRefusal.malformed(["rooms"])) { try limit(-1, world) }
    #expect(throws: BookingRefusal.roomTypeUnknown) {
      try limit(1, of: RoomTypeID(trusted: "T01-9"), world)
    }
    let unknown = ChannelAllotment(
      channel: ChannelID(trusted: "nobody"),
      inn: Fixtures.inn,
      rooms: 1
    )
    #expect(throws: BookingRefusal.channelUnknown) {
      try world.registry.writeAndWait { try $0.set(unknown, by: .hub) }
    }
  }

  @Test func amendmentsThatWaitCountAsOpenRequests() throws {
    let world = try world()
    try world.registry.writeAndWait {
      try $0.save(Channel(id: Fixtures.channel, name: "Otter Travel", maxOpenRequests: 1), by: .hub)
    }
    let night = world.tonight + 3
    let booking = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night))
    try world.registry.writeAndWait { _ = try $0.accept(booking.id, by: .staff("practice")) }
    let longer = Fixtures.request(Fixtures.requestPlan, checkIn: night, nights: 2)
    let change = AmendmentRequest(
      ratePlan: longer.ratePlan,
      stay: longer.stay,
      rooms: 1,
      party: longer.party,
    )
    let isWaiting = try world.registry.writeAndWait {
      try $0.amend(booking.id, change, channel: Fixtures.channel).isWaiting
    }
    #expect(isWaiting)
    #expect(throws: BookingRefusal.tooManyOpenRequests(limit: 1)) {
      try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night + 4))
    }
  }
}
