import InnRegistry
import InnTestSupport
import Testing

/// Figures follow the log, and the log alone gives them.
@Suite("Figures from the log")
struct StatisticsLedgerTests {
  private func sums(_ world: TestWorld, _ month: CivilMonth) throws -> [FlowKey: Int] {
    let rows = try world.registry.flowSums(of: Fixtures.inn, in: FlowPeriod(month))
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.value) })
  }

  private func key(_ month: CivilMonth, _ measure: FlowMeasure, _ key: String = "") -> FlowKey {
    FlowKey(inn: Fixtures.inn, month: month, measure: measure, key: key)
  }

  /// Bookings of many fates, a closure, reports of other guests.
  private func busyWorld() throws -> TestWorld {
    let world = try TestWorld().populated([
      Fixtures.entry(rooms: 8, offer: Array(repeating: 8, count: 7))
    ])
    let night = world.tonight
    let stayed = try world.book(Fixtures.request(checkIn: night, nights: 2))
    let cancelled = try world.book(Fixtures.request(checkIn: night + 3))
    let missing = try world.book(Fixtures.request(checkIn: night, rooms: 2, adults: 3))
    let asked = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night + 4))
    let declined = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night + 5))
    let ignored = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: night + 6))
    try world.registry.writeAndWait { transaction in
      _ = try transaction.cancel(cancelled.id, channel: Fixtures.channel)
      _ = try transaction.close(Fixtures.inn, from: night + 10, through: night + 12, by: .hub)
      try transaction.reportGuestsOutside(
        Fixtures.inn,
        night: night,
        guests: 4,
        fromAbroad: 1,
        by: .hub,
      )
    }
    world.advance(by: .minutes(30))
    try world.registry.writeAndWait { transaction in
      _ = try transaction.accept(asked.id, by: .hub)
      _ = try transaction.decline(declined.id, reason: .full, by: .hub)
      // She corrects herself: the later word holds.
      try transaction.reportGuestsOutside(
        Fixtures.inn,
        night: night,
        guests: 3,
        fromAbroad: 0,
        by: .hub,
      )
    }
    world.advance(by: .hours(40))
    try world.registry.writeAndWait { transaction in
      _ = try transaction.reportNoShow(missing.id, by: .hub)
      _ = try transaction.runDue(limit: 100)
    }
    _ = (stayed, ignored)
    return world
  }

  @Test func whatHappenedIsCounted() throws {
    let world = try busyWorld()
    try world.registry.updateFlowAndWait()
    let month = CivilMonth(of: TestWorld.start.tokyoDate)
    let sums = try sums(world, month)
    // Two persons two nights, and the accepted request's two.
    #expect(sums[key(month, .guestNights, "TW")] == 6)
    #expect(sums[key(month, .guests, "TW")] == 4)
    #expect(sums[key(month, .roomNights)] == 3)
    #expect(sums[key(month, .booked)] == 4)
    #expect(sums[key(month, .cancelled, "guest")] == 1)
    #expect(sums[key(month, .noShows)] == 1)
    #expect(sums[key(month, .answered)] == 2)
    #expect(sums[key(month, .answerMinutes, "00030")] == 2)
    #expect(sums[key(month, .unanswered)] == 1)
    #expect(sums[key(month, .refused, "en|full")] == 1)
    #expect(sums[key(month, .refused, "en|unanswered")] == 1)
    // Reported guests are told apart, and a later report replaces the one before.
    #expect(sums[key(month, .outsideNights)] == 3)
    #expect(sums[key(month, .outsideAbroad)] == nil)
    #expect(sums[key(month, .outsideReports)] == 1)
    // Two persons at 5,500 yen (two to a room): three room nights.
    #expect(sums[key(month, .revenue)] == 33_000)
    let capacity = try world.registry.flowCapacity(of: Fixtures.inn, in: FlowPeriod(month))
    #expect(capacity.roomNights == 31 * 8)
    #expect(capacity.openRoomNights == 28 * 8)
  }

  @Test func theLogReadAnewGivesTheSameBytes() throws {
    let world = try busyWorld()
    // In three portions, then all at once, then in memory.
    for _ in 0..<3 { _ = try world.registry.writeAndWait { try $0.updateFlow(limit: 7) } }
    try world.registry.updateFlowAndWait()
    let portions = try world.registry.flowDump()
    #expect(portions.contains("guest_nights"))
    try world.registry.rebuildFlow()
    #expect(try world.registry.flowDump() == portions)

    var memory = FlowMemory()
    for event in try world.registry.events(after: 0, limit: 1000) {
      try FlowLedger.apply(event, to: &memory)
    }
    let month = CivilMonth(of: TestWorld.start.tokyoDate)
    let own = memory.sums.values.filter { $0.key.inn == Fixtures.inn && $0.key.month == month }
    #expect(own == (try sums(world, month)))
  }

  /// What is read a few lines at a time beside the bookings comes to the same end.
  @Test func theLogIsFollowedInSteps() async throws {
    let world = try busyWorld()
    let night = world.tonight
    for number in 0..<Registry.flowLinesAside {
      let request = Fixtures.request(checkIn: night + 20 + number, reference: "step-\(number)")
      _ = try world.book(request)
    }
    let lines = try world.registry.events(after: 0, limit: 1000).count
    var steps = 1
    while try await world.registry.followLog() {
      #expect(try world.registry.flowPosition() <= Int64(steps * Registry.flowLinesAside))
      steps += 1
    }
    #expect(lines > Registry.flowLinesAside && steps == 1 + lines / Registry.flowLinesAside)
    let followed = try world.registry.flowDump()
    try world.registry.rebuildFlow()
    #expect(try world.registry.flowDump() == followed)
    #expect(try await world.registry.followLog() == false)
  }

  @Test func aLiftedClosureKeepsTheNightsThatWereShut() throws {
    let world = try TestWorld().populated()
    let night = world.tonight
    try world.registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: night, through: night + 9, by: .hub)
    }
    world.advance(by: .hours(24 * 3))
    try world.registry.writeAndWait {
      _ = try $0.reopen(Fixtures.inn, from: night, through: night + 9, by: .hub)
    }
    try world.registry.updateFlowAndWait()
    let capacity = try world.registry.flowCapacity(
      of: Fixtures.inn,
      in: FlowPeriod(CivilMonth(of: night)),
    )
    // Five rooms; three nights were shut.
    #expect(capacity.roomNights - capacity.openRoomNights == 15)
  }

  @Test func refusedWishesAreCountedOnceAndWithoutWhoTheyWere() throws {
    let world = try TestWorld().populated()
    let stay = try #require(Stay(checkIn: world.tonight + 5, nights: 2))
    let refusal = FlowRefusal(
      checkIn: stay.checkIn,
      language: "ko",
      reason: .full,
      inn: nil,
      isTraining: true,
    )
    for visit in ["one", "one", "two"] {
      world.registry.flowRefusals.note(
        refusal,
        visit: visit,
        stay: stay,
        persons: 2,
        channel: Fixtures.channel,
        at: world.now,
      )
    }
    try world.registry.updateFlowAndWait()
    let month = CivilMonth(of: stay.checkIn)
    let data = try world.registry.flowData(.training, months: month..<(month + 1))
    let refused = data.sums.filter { $0.key.measure == .refused }
    #expect(refused.map(\.value) == [2])
    #expect(refused.first?.key.key == "ko|full")
    let line = try #require(
      try world.registry.events(after: 0, limit: 1000).last { $0.kind == .demandRefused }
    )
    #expect(!line.body.contains("one") && !line.body.contains("two"))
    #expect(try world.registry.flowData(.real, months: month..<(month + 1)).sums.isEmpty)
  }

  @Test func theQueueOfWishesHasAnEnd() throws {
    let refusals = FlowRefusals()
    let stay = try #require(Stay(checkIn: TestWorld.start.tokyoDate, nights: 1))
    let refusal = FlowRefusal(
      checkIn: stay.checkIn,
      language: "ja",
      reason: .full,
      inn: nil,
      isTraining: true,
    )
    for number in 0...FlowRefusals.mostWaiting {
      refusals.note(
        refusal,
        visit: "\(number)",
        stay: stay,
        persons: 1,
        channel: Fixtures.channel,
        at: TestWorld.start,
      )
    }
    #expect(refusals.dropped == 1)
    #expect(refusals.take() == [refusal: FlowRefusals.mostWaiting])
    #expect(refusals.take().isEmpty)
  }

  @Test func anInnThatDoesNotAgreeIsInNoTable() throws {
    var entry = Fixtures.entry(InnID(trusted: "R01"))
    entry.inn.isTraining = false
    let world = try TestWorld().populated([entry])
    let inn = entry.inn.id
    let month = CivilMonth(of: world.tonight)
    try world.registry.writeAndWait {
      try $0.reportGuestsOutside(inn, night: $0.tonight, guests: 4, fromAbroad: 0, by: .hub)
    }
    try world.registry.updateFlowAndWait()
    #expect(try world.registry.flowData(.real, months: month..<(month + 1)).sums.isEmpty)
    try world.registry.writeAndWait {
      try $0.record(.statistics, given: true, by: .phone, of: inn, actor: .hub)
    }
    let data = try world.registry.flowData(.real, months: month..<(month + 1))
    #expect(data.sums.count == 2)
    let coverage = FlowCoverage(data, FlowPeriod(month))
    #expect(coverage.english == "1 of 1 inns, 100 % of beds")
  }

  @Test func theSimulatedRegionIsTheSameForASeed() throws {
    let months = try #require(CivilMonth("2026-08"))..<(try #require(CivilMonth("2026-09")))
    let one = FlowSimulation(seed: 7, months: months).sums
    #expect(one == FlowSimulation(seed: 7, months: months).sums)
    #expect(one != FlowSimulation(seed: 8, months: months).sums)
    #expect(one.values.count > 500)
    #expect(
      one.values.keys.allSatisfy {
        $0.inn.rawValue.hasPrefix("T") || $0.inn.rawValue == "-training"
      }
    )
  }
}

extension Timestamp {
  fileprivate var tokyoDate: CivilDate { TokyoTime.date(at: self) }
}

extension Transaction {
  fileprivate var tonight: CivilDate { TokyoTime.tonight(at: now) }
}
