import InnRegistry
import InnTestSupport
import Testing

@Suite("Quotes of the registry")
struct OfferTests {
  private func outcome(_ wanted: QuoteRequest, _ world: TestWorld) throws -> Outcome {
    do {
      return .offered(try world.registry.quote(wanted, channel: Fixtures.channel))
    } catch let refusal as BookingRefusal {
      return .refused(refusal)
    }
  }

  private enum Outcome: Hashable {
    case offered(BookingOffer)
    case refused(BookingRefusal)
  }

  private func wanted(
    _ world: TestWorld,
    in days: Int = 3,
    nights: Int = 1,
    rooms: Int = 1,
    adults: Int = 2,
  ) -> QuoteRequest {
    Fixtures.request(
      checkIn: world.tonight + days,
      nights: nights,
      rooms: rooms,
      adults: adults,
    ).wanted
  }

  @Test("an instant plan on fresh nights is told as instant, with its price")
  func instant() throws {
    let world = try TestWorld().populated()
    let offer = try world.registry.quote(wanted(world), channel: Fixtures.channel)
    #expect(offer.selling == .instant)
    #expect(offer.quote.total == Yen(11_000))
    #expect(offer.remaining == 3)
    #expect(offer.asOf == TestWorld.start)
    #expect(try world.registry.bookings().isEmpty)
    #expect(world.remaining(on: world.tonight + 3) == 3)
  }

  @Test("a stale night makes it a request; its deadline is told (S30)")
  func stale() throws {
    let world = try TestWorld().populated()
    world.advance(by: .days(15))
    for night in [3, 5] { try world.state(2, on: world.tonight + night) }
    let offer = try world.registry.quote(wanted(world, nights: 3), channel: Fixtures.channel)
    #expect(offer.selling == .onRequest(deadline: world.now + .hours(24)))
    #expect(offer.asOf == TestWorld.start)
    #expect(offer.remaining == 2)
  }

  @Test("an inn that can't be asked in time is refused at the quote (S26)")
  func unreachable() throws {
    let world = try TestWorld()
    let calling = CallingTimes()
    try world.populated([Fixtures.entry(calling: calling)])
    var late = Fixtures.entry()
    late.rooms[0].plans[0].selling = .onRequest
    late.rooms[0].plans[0].cutoff = Cutoff(
      daysBefore: 0,
      time: TimeOfDay(hour: 23) ?? .midnight,
    )
    let entry = late
    try world.registry.writeAndWait { try $0.save(entry, by: .hub) }
    world.move(to: TokyoTime.instant(world.tonight, minute: 21 * 60 + 30))
    #expect(
      try outcome(wanted(world, in: 0), world) == .refused(.innUnreachableInTime)
    )
  }

  @Test("what a quote says is what booking does", arguments: 1...40)
  func agrees(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let world = try TestWorld(seed: UInt64(seed)).populated([
      Fixtures.entry(roomTypes: 2, caps: NightCaps(parties: 3, persons: 6, dinners: 3))
    ])
    let tonight = world.tonight
    try world.registry.writeAndWait { transaction in
      try transaction.save(
        Channel(id: Fixtures.channel, name: "Otter Travel", maxOpenRequests: 2, maxRoomsShown: 2),
        by: .hub,
      )
      try transaction.restrict(
        NightRestrictions(minStay: 2, closedToDeparture: true),
        roomType: Fixtures.roomType,
        on: tonight + 4,
        by: .hub,
      )
      try transaction.set(
        ChannelAllotment(
          channel: Fixtures.channel,
          inn: Fixtures.inn,
          roomType: Fixtures.roomType,
          rooms: 3,
        ),
        by: .hub,
      )
      _ = try transaction.close(Fixtures.inn, from: tonight + 7, through: tonight + 7, by: .hub)
    }
    for step in 0..<25 {
      if pick(0...4) == 0 { world.advance(by: .hours(pick(1...30))) }
      // Some nights are closed; then nothing is stated.
      if pick(0...4) == 0 { _ = try? world.state(pick(0...3), on: world.tonight + pick(0...8)) }
      let roomType = "T01-\(pick(1...2))"
      let plan = RatePlanID(trusted: roomType + ["-room", "-half", "-none"][pick(0...2)])
      let request = Fixtures.request(
        plan,
        checkIn: tonight + pick(0...10),
        nights: pick(1...3),
        rooms: pick(1...3),
        adults: pick(1...5),
        reference: "\(seed)-\(step)",
      )
      let told = try outcome(request.wanted, world)
      try compareWithSearch(request.wanted, told, world)
      do {
        let booking = try world.book(request)
        guard case .offered(let offer) = told else {
          Issue.record("refused as \(told), but booked: \(request)")
          return
        }
        #expect(offer.quote == booking.quote)
        switch offer.selling {
        case .instant: #expect(booking.state == .confirmed)
        case .onRequest(let deadline): #expect(booking.state == .requested(deadline: deadline))
        }
      } catch let refusal as BookingRefusal {
        #expect(told == .refused(refusal))
      }
    }
  }

  /// A search judges as a quote does: the same sale, the same price, the same way of selling; where
  /// it is refused, the quote's reason is the search's for the room type or for the plan.
  private func compareWithSearch(_ wanted: QuoteRequest, _ told: Outcome, _ world: TestWorld) throws
  {
    let registry = world.registry
    let catalogue = registry.catalogue
    guard let (listing, room, plan) = catalogue.plan(wanted.ratePlan) else {
      #expect(told == .refused(.ratePlanUnknown))
      return
    }
    let hit = try #require(registry.outlook(of: room.roomType.id, stay: wanted.stay))
    let judge = StayJudge(
      registry,
      catalogue: catalogue,
      channel: try #require(catalogue.channels[Fixtures.channel]),
      wish: StayWish(stay: wanted.stay, rooms: wanted.rooms, party: wanted.party),
      now: world.now,
    )
    let verdict = try judge.verdict(on: hit, of: listing, room) { $0.id == plan.id }
    let terms = try #require(verdict.plans.first?.terms)
    switch told {
    case .offered(let offer):
      #expect(verdict.refusal == nil)
      guard case .success(let terms) = terms else {
        Issue.record("quoted, but the search says \(terms)")
        return
      }
      #expect(terms.quote == offer.quote)
      #expect(terms.selling == offer.selling)
      #expect(verdict.remaining == offer.remaining)
      #expect(verdict.asOf == offer.asOf)
    case .refused(let refusal):
      #expect(!verdict.isSold)
      var reasons = [verdict.refusal].compactMap { $0 }
      if case .failure(let reason) = terms { reasons.append(reason) }
      #expect(reasons.contains(refusal), "\(reasons) instead of \(refusal)")
    }
  }

  @Test("a channel is shown, and sold, no more than its limit")
  func shown() throws {
    let world = try TestWorld().populated()
    try world.registry.writeAndWait {
      try $0.save(
        Channel(id: Fixtures.channel, name: "Otter Travel", maxRoomsShown: 2),
        by: .hub,
      )
    }
    let night = world.tonight + 3
    #expect(world.remaining(on: night) == 3)
    let seen = try world.registry.calendar(
      of: Fixtures.roomType,
      nights: night..<(night + 1),
      shownTo: Fixtures.channel,
    )
    #expect(seen?.map(\.remaining) == [2])
    #expect(try world.registry.quote(wanted(world), channel: Fixtures.channel).remaining == 2)
    let three = wanted(world, rooms: 3, adults: 3)
    #expect(try outcome(three, world) == .refused(.soldOut(night)))
  }

  @Test("a channel that may not see an inn sees no calendar of it")
  func hidden() throws {
    var real = Fixtures.entry()
    real.inn.isTraining = false
    let world = try TestWorld().populated([real])
    let night = world.tonight + 3
    func calendar() throws -> [SearchIndex.NightWord]? {
      try world.registry.calendar(
        of: Fixtures.roomType,
        nights: night..<(night + 1),
        shownTo: Fixtures.channel,
      )
    }
    #expect(try calendar() == nil)
    try world.registry.writeAndWait {
      try $0.record(.sale, given: true, by: .phone, of: Fixtures.inn, actor: .hub)
    }
    #expect(try calendar()?.first?.remaining == 3)
    try world.registry.writeAndWait {
      try $0.save(
        Channel(id: Fixtures.channel, name: "Otter Travel", isTrainingOnly: true),
        by: .hub,
      )
    }
    #expect(try calendar() == nil)
  }

  @Test("the same channel reference answers with its booking even after the cutoff")
  func retry() throws {
    let world = try TestWorld().populated()
    let request = Fixtures.request(checkIn: world.tonight, reference: "A-1")
    let booking = try world.book(request)
    world.move(to: TokyoTime.instant(world.tonight, minute: 22 * 60))
    #expect(throws: BookingRefusal.channelReferenceTaken(booking.id)) { try world.book(request) }
  }
}
