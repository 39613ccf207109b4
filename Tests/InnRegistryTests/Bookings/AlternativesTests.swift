import InnRegistry
import InnTestSupport
import Testing

@Suite("Alternatives")
struct AlternativesTests {
  /// The wished inn T01 and others: T02, T03 in its area, T04 in its municipality, T05 elsewhere.
  private func world(_ change: (inout [InnEntry]) -> Void = { _ in }) throws -> TestWorld {
    var entries = (1...5).map { Fixtures.entry(InnID(trusted: "T0\($0)")) }
    entries[3].inn.area = AreaID(trusted: "mutsu")
    entries[4].inn.area = AreaID(trusted: "sai")
    entries[4].inn.municipality = MunicipalityCode.shimokita[4]
    change(&entries)
    return try TestWorld().populated(entries)
  }

  private func declined(
    _ reason: DeclineReason,
    _ world: TestWorld,
    nights: Int = 2,
    rooms: Int = 1,
    adults: Int = 2,
  ) throws -> Booking {
    let request = Fixtures.request(
      Fixtures.requestPlan,
      checkIn: world.tonight + 5,
      nights: nights,
      rooms: rooms,
      adults: adults,
    )
    let booking = try world.book(request)
    let keeper = world.keeper()
    return try world.registry.writeAndWait {
      try $0.decline(booking.id, reason: reason, by: keeper)
    }
  }

  private func inns(_ world: TestWorld, _ booking: Booking, limit: Int = 3) throws -> [String] {
    try world.registry.alternatives(to: booking, limit: limit).map(\.offer.inn.rawValue)
  }

  private func setPrice(_ yen: Int, _ entry: inout InnEntry) {
    for plan in entry.rooms[0].plans.indices {
      entry.rooms[0].plans[plan].prices.byOccupancy = [Yen(yen), Yen(yen), Yen(yen), Yen(yen)]
    }
  }

  @Test("nearest places first, at most three, one an inn, with the same meals and dates")
  func order() throws {
    let world = try world {
      // Half board for two costs 5,500 a person at T01; T03 is nearer to it than T02.
      setPrice(9000, &$0[1])
      setPrice(5000, &$0[2])
    }
    let booking = try declined(.other, world)
    let found = try world.registry.alternatives(to: booking)
    #expect(found.map(\.offer.inn.rawValue) == ["T03", "T02", "T04"])
    #expect(found.map(\.nearness) == [.sameArea, .sameArea, .sameMunicipality])
    #expect(found.allSatisfy { $0.offer.stay == booking.stay && $0.daysShifted == 0 })
    #expect(found.map(\.offer.ratePlan.rawValue) == ["T03-1-half", "T02-1-half", "T04-1-half"])
    #expect(try inns(world, booking, limit: 9) == ["T03", "T02", "T04", "T05"])
    #expect(try inns(world, booking, limit: 1) == ["T03"])
    #expect(try inns(world, booking, limit: 0) == [])
  }

  @Test("each can be booked as it is told")
  func bookable() throws {
    let world = try world()
    let booking = try declined(.other, world)
    for alternative in try world.registry.alternatives(to: booking) {
      var request = Fixtures.request(
        alternative.offer.ratePlan,
        checkIn: alternative.offer.stay.checkIn,
        nights: 2,
      )
      request.party = booking.party
      #expect(try world.book(request).quote == alternative.offer.quote)
    }
  }

  @Test("inns without rooms on those dates are told with dates nearby")
  func shiftedDates() throws {
    let world = try world { $0.removeLast(2) }
    let night = world.tonight + 5
    for inn in ["T02", "T03"] {
      try world.state(0, on: night, roomType: RoomTypeID(trusted: "\(inn)-1"))
    }
    try world.state(0, on: night + 2, roomType: RoomTypeID(trusted: "T02-1"))
    let found = try world.registry.alternatives(to: try declined(.other, world))
    // T03 a day later; T02 is full then, too, and has two free nights only three days off, so it
    // is told two days earlier.
    #expect(found.map(\.offer.inn.rawValue) == ["T03", "T02"])
    #expect(found.map(\.daysShifted) == [1, -2])
  }

  @Test("the inn itself: fewer meals where the kitchen said no, other dates where it is full")
  func sameInn() throws {
    let kitchen = try world()
    let meals = try kitchen.registry.alternatives(to: try declined(.meals, kitchen))
    #expect(meals.map(\.offer.ratePlan.rawValue).first == "T01-1-room")
    #expect(meals.first?.nearness == .sameInn && meals.first?.daysShifted == 0)

    let full = try world()
    let dates = try full.registry.alternatives(to: try declined(.full, full))
    #expect(dates.first?.offer.inn == Fixtures.inn)
    #expect(dates.first?.daysShifted == -2)

    for reason in [DeclineReason.closed, .other] {
      let world = try world()
      #expect(try !inns(world, try declined(reason, world), limit: 9).contains("T01"))
    }
  }

  @Test("only what is sold: listed, not paused, open, within caps, big enough, in time")
  func onlySold() throws {
    let world = try world {
      $0[1].inn.caps = NightCaps(persons: 1)
      $0[2].rooms[0].roomType.capacity = 1
    }
    try world.registry.writeAndWait {
      let tonight = TokyoTime.tonight(at: $0.now)
      try $0.setListed(false, inn: InnID(trusted: "T04"), by: .hub)
      _ = try $0.close(
        InnID(trusted: "T05"),
        from: tonight + 1,
        through: tonight + 12,
        by: .hub,
      )
    }
    #expect(try inns(world, try declined(.other, world)) == [])
  }

  @Test("guests of training inns are sent to training inns, real guests never")
  func training() throws {
    let world = try world {
      $0[1].inn.isTraining = false
      $0[3].inn.isTraining = false
    }
    try world.registry.writeAndWait {
      for inn in ["T02", "T04"] {
        try $0.record(.sale, given: true, by: .paper, of: InnID(trusted: inn), actor: .hub)
      }
    }
    #expect(try inns(world, try declined(.other, world), limit: 9) == ["T03", "T05"])
    let request = Fixtures.request(
      RatePlanID(trusted: "T02-1-half"),
      checkIn: world.tonight + 5,
    )
    let real = try world.book(request)
    let keeper = world.keeper()
    let declined = try world.registry.writeAndWait {
      try $0.decline(real.id, reason: .other, by: keeper)
    }
    #expect(try inns(world, declined, limit: 9) == ["T04"])
  }

  @Test("rooms and party are those of the booking")
  func party() throws {
    let world = try world()
    try world.state(1, on: world.tonight + 5, roomType: RoomTypeID(trusted: "T02-1"))
    let booking = try declined(.other, world, nights: 1, rooms: 2, adults: 5)
    let found = try world.registry.alternatives(to: booking)
    #expect(found.allSatisfy { $0.offer.rooms == 2 })
    let sameDates = found.filter { $0.daysShifted == 0 }.map(\.offer.inn.rawValue)
    #expect(!sameDates.contains("T02"))
  }

  @Test("the order is place, dates, meals, price, name; whatever order they come in")
  func ranking() throws {
    let world = try world()
    let booking = try declined(.other, world)
    let first = try world.registry.alternatives(to: booking, limit: 9)
    for _ in 1...3 {
      #expect(try world.registry.alternatives(to: booking, limit: 9) == first)
    }
    #expect(first.map(\.nearness) == first.map(\.nearness).sorted())
  }
}
