import InnRegistry
import InnTestSupport
import Testing

/// The cap on dinners counts who eats: children taken without meals don't, guests of plans without
/// dinner neither (S47).
@Suite struct KitchenTests {
  private func world(dinners: Int) throws -> TestWorld {
    var entry = Fixtures.entry(offer: [5, 5, 5, 5, 5, 5, 5], caps: NightCaps(dinners: dinners))
    entry.rooms[0].plans[1].prices.childClasses = ChildClass.customary
    return try TestWorld().populated([entry])
  }

  private func request(
    _ night: CivilDate,
    _ plan: RatePlanID = Fixtures.requestPlan,
    adults: Int,
    childrenWithoutMeals: Int = 0,
  ) throws -> BookingRequest {
    var request = Fixtures.request(plan, checkIn: night, adults: adults)
    let children = [Party.Child](
      repeating: Party.Child(age: 4, meals: false, bedding: false),
      count: childrenWithoutMeals,
    )
    request.party = try #require(Party(adults: adults, children: children))
    return request
  }

  @Test func childrenWithoutMealsTakeNoDinner() throws {
    let world = try world(dinners: 4)
    let night = world.tonight + 3
    let family = try world.book(request(night, adults: 2, childrenWithoutMeals: 2))
    #expect(family.dinners == 2)
    #expect(family.party.persons == 4)
    let couple = try world.book(request(night, adults: 2))
    #expect(couple.dinners == 2)
    #expect(throws: BookingRefusal.capReached(.dinners, night)) {
      try world.book(request(night, adults: 1))
    }
    let roomOnly = try world.book(request(night, Fixtures.instantPlan, adults: 3))
    #expect(roomOnly.dinners == 0)
  }

  @Test func aChangeOfGuestsChangesTheDinners() throws {
    let world = try world(dinners: 4)
    let night = world.tonight + 3
    let booking = try world.book(request(night, adults: 2))
    try world.registry.writeAndWait { _ = try $0.accept(booking.id, by: .staff("practice")) }
    func amend(_ adults: Int) throws {
      let wanted = try request(night, adults: adults)
      let change = AmendmentRequest(
        ratePlan: wanted.ratePlan,
        stay: wanted.stay,
        rooms: 1,
        party: wanted.party,
      )
      try world.registry.writeAndWait {
        _ = try $0.amend(booking.id, change, channel: Fixtures.channel)
      }
    }
    // What waits for her answer counts already.
    try amend(3)
    #expect(throws: BookingRefusal.capReached(.dinners, night)) {
      try world.book(request(night, adults: 2))
    }
    try world.registry.writeAndWait { _ = try $0.accept(booking.id, by: .staff("practice")) }
    #expect(try world.booking(booking.id).dinners == 3)
    try amend(1)
    #expect(try world.booking(booking.id).dinners == 1)
    _ = try world.book(request(night, adults: 3))
    #expect(try world.registry.compareLogWithTables() == [])
  }

  @Test func theSearchOffersWhatTheKitchenLeaves() throws {
    let world = try world(dinners: 2)
    let night = world.tonight + 3
    _ = try world.book(request(night, adults: 2))
    let catalogue = world.registry.catalogue
    let (listing, room, _) = try #require(catalogue.plan(Fixtures.requestPlan))
    let stay = try #require(Stay(checkIn: night, nights: 1))
    let judge = StayJudge(
      world.registry,
      catalogue: catalogue,
      channel: try #require(catalogue.channels[Fixtures.channel]),
      wish: StayWish(stay: stay, rooms: 1, party: Party(adults: 2)),
      now: world.now,
    )
    let hit = try #require(world.registry.outlook(of: Fixtures.roomType, stay: stay))
    let verdict = try judge.verdict(on: hit, of: listing, room)
    #expect(verdict.isSold)
    #expect(verdict.plans.filter(\.isSold).map(\.plan.id) == [Fixtures.instantPlan])
  }
}
