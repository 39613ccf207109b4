import InnTestSupport
import Testing

@testable import InnRegistry

/// Several hubs on one server.
@Suite(.enabled(if: TestDatabase.isServer, "one hub has a file to itself"))
struct SharedRegistryTests {
  /// A second hub on the world's registry, with the world's clock.
  private func another(_ world: TestWorld) throws -> Registry {
    try Registry(path: world.path, clock: world.registry.clock)
  }

  /// Waits until a hub has learnt what another has committed.
  private func settled(_ hub: Registry, _ isThere: () throws -> Bool) async throws {
    try await until(isThere)
    #expect(try hub.checkInvariants() == [])
  }

  @Test(.timeLimit(.minutes(5))) func oneHubSellsWhatAnotherWasTold() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 2
    let second = try another(world)
    defer { second.stop() }
    try world.state(2, on: night)
    try await settled(second) {
      second.calendar(of: Fixtures.roomType, nights: night..<(night + 1))?.first?.remaining == 2
    }
    // Whether the second hub has heard of it or not: its writer has, when it sells.
    let booking = try await second.write {
      try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
    }
    try await settled(world.registry) { world.remaining(on: night) == 1 }
    #expect(try world.booking(booking.id).state.name == .confirmed)
    // A listing changes, and a channel.
    try world.registry.writeAndWait { transaction in
      try transaction.save(Channel(id: ChannelID(trusted: "second"), name: "Second"), by: .hub)
    }
    try await settled(second) {
      second.catalogue.channels[ChannelID(trusted: "second")] != nil
    }
  }

  @Test(.timeLimit(.minutes(5))) func theLastRoomIsSoldOnceByThreeHubs() async throws {
    let world = try TestWorld().populated()
    let hubs = [world.registry, try another(world), try another(world)]
    defer { for hub in hubs.dropFirst() { hub.stop() } }
    let nights = (2..<12).map { world.tonight + $0 }
    for night in nights { try world.state(1, on: night) }
    let won = await withTaskGroup(of: CivilDate?.self) { group in
      for number in 0..<90 {
        let night = nights[number % nights.count]
        let hub = hubs[number % hubs.count]
        group.addTask {
          let request = Fixtures.request(checkIn: night)
          return (try? await hub.write { try $0.book(request, channel: Fixtures.channel) })
            .map { _ in night }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
    }
    #expect(won.sorted() == nights)
    for hub in hubs {
      try await settled(hub) {
        nights.allSatisfy {
          hub.calendar(of: Fixtures.roomType, nights: $0..<($0 + 1))?.first?.remaining == 0
        }
      }
    }
    // One log, in order and without a gap.
    let log = try world.registry.events(after: 0, limit: 1000).map(\.sequence)
    #expect(log == Array(1...Int64(log.count)))
    #expect(try world.registry.compareLogWithTables() == [])
  }

  /// A hub learns of changes as text; nothing may be lost on the way.
  @Test func whatIsToldIsWhatChanged() throws {
    var changes = IndexChanges()
    changes.hasCatalogueChanged = true
    changes.listings = [InnID(trusted: "T01"), InnID(trusted: "T02")]
    for source in NightSource.allCases {
      changes.nights.append(
        NightChange(
          room: 7,
          night: CivilDate(daysSinceEpoch: 20_790),
          inventory: NightInventory(
            stated: 2,
            uncounted: 5,
            asOf: Timestamp(milliseconds: -3),
            source: source,
          ),
        )
      )
    }
    changes.restrictions = [
      RestrictionChange(room: 7, night: CivilDate(daysSinceEpoch: 20_790), restrictions: nil),
      RestrictionChange(
        room: 8,
        night: CivilDate(daysSinceEpoch: 20_791),
        restrictions: NightRestrictions(
          minStay: 2,
          closedToArrival: true,
          stopSell: true,
        ),
      ),
    ]
    let read = try #require(IndexChanges(told: changes.told))
    #expect(read.told == changes.told)
    #expect(read.nights == changes.nights)
    #expect(read.restrictions == changes.restrictions)
    #expect(read.listings == changes.listings)
    #expect(IndexChanges(told: "*") == nil)
    #expect(IndexChanges(told: "x 1") == nil)
  }

  /// One hub has each piece of work; when it ends, another takes it.
  @Test(.timeLimit(.minutes(5))) func workIsLeased() async throws {
    let world = try TestWorld().populated()
    let second = try another(world)
    let third = try another(world)
    defer { third.stop() }
    func holders(_ hubs: [Registry]) -> [HubJob: Int] {
      Dictionary(
        uniqueKeysWithValues: HubJob.allCases.map { job in
          (job, hubs.count { $0.holds(job) })
        }
      )
    }
    let all = [world.registry, second, third]
    while holders(all).values.contains(where: { $0 != 1 }) {
      #expect(!holders(all).values.contains { $0 > 1 })
      try await Task.sleep(for: .milliseconds(5))
    }
    second.stop()
    let rest = [world.registry, third]
    while holders(rest).values.contains(where: { $0 != 1 }) {
      #expect(!holders(rest).values.contains { $0 > 1 })
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// The server ends every connection: changes wait and are done once, reads go on.
  @Test(.timeLimit(.minutes(5))) func connectionsMayBreak() async throws {
    let world = try TestWorld().populated()
    let nights = (2..<22).map { world.tonight + $0 }
    for night in nights { try world.state(5, on: night) }
    let registry = world.registry
    let breaker = try SQLConnection(path: world.path, mode: .readWrite)
    let booked = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        if number % 10 == 5 {
          // All of this schema's, and of no other test's.
          _ = try? breaker.count(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND application_name = $1
            """,
            .text(TestDatabase.name(world.path)),
          )
        }
        group.addTask {
          let request = Fixtures.request(checkIn: nights[number % nights.count])
          return
            (try? await registry.write { try $0.book(request, channel: Fixtures.channel) }) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(booked == 60)
    let stored = try registry.read {
      try $0.count("SELECT count(*) FROM booking WHERE state = 'confirmed'")
    }
    #expect(stored == booked)
    #expect(try registry.checkInvariants() == [])
    #expect(try registry.compareLogWithTables() == [])
  }

  /// While the server was away nobody could say that he lives: calls that go on are left alone.
  @Test(.timeLimit(.minutes(5))) func nobodyIsTakenForDeadAtOnce() async throws {
    let world = try TestWorld().populated()
    let second = try another(world)
    defer { second.stop() }
    try await until { world.registry.holds(.scheduler) || second.holds(.scheduler) }
    let number = try #require(Fixtures.phone)
    let request = Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 3)
    let ring = try await world.registry.write {
      _ = try $0.book(request, channel: Fixtures.channel)
      return try $0.beginRing(Fixtures.inn, .request, number: number)
    }
    #expect(ring != nil)
    /// What the second hub ends when all leases are over, and its own is renewed and this old.
    func ended(own: Int64) async throws -> [Ring] {
      try await second.write { transaction in
        try transaction.db.run("UPDATE hub_lease SET until = until - 20000")
        _ = try transaction.renewLeases()
        try transaction.db.run(
          "UPDATE hub_lease SET since = since - $1 WHERE hub = $2",
          .integer(own),
          .text(transaction.hub),
        )
        return try transaction.endBrokenRings(isStarting: false)
      }
    }
    #expect(try await ended(own: 0) == [])
    #expect(try await ended(own: HubLeases.length.milliseconds - 2000) == [])
    #expect(try await ended(own: HubLeases.length.milliseconds).map(\.id) == [ring?.id])
  }

  /// A commit that nobody has to learn of wakes nobody: whoever was woken would write, too.
  @Test(.timeLimit(.minutes(5))) func leasesWakeNobody() throws {
    let world = try TestWorld().populated()
    let ear = try SQLConnection(path: world.path, mode: .readOnly)
    try ear.listen()
    for _ in 0..<5 { try world.registry.writeAndWait { _ = try $0.renewLeases() } }
    try world.state(2)
    // Words come in the order of commits: what the first five said would be here.
    var words: [String] = []
    while words.isEmpty { words += try ear.waitForNews(milliseconds: 1000, endedBy: -1) }
    #expect(words == [world.registry.hub])
  }

  /// A standby that lagged has stepped in: what it has holds, and followers of the feed must notice.
  @Test(.timeLimit(.minutes(5))) func whatIsGoneIsNotBelievedAnyMore() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 2
    try world.state(3, on: night)
    let hub = world.registry
    let epoch = try hub.feedEpoch()
    let db = try SQLConnection(path: world.path, mode: .readWrite)
    // As if the last commit had never been, and another had taken its number.
    try db.script(
      """
      BEGIN; DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event);
      UPDATE night SET stated = 1, remaining = 1, source = 'office';
      UPDATE hub_commit SET hub = 'another' WHERE number = (SELECT max(number) FROM hub_commit);
      COMMIT
      """
    )
    try await until {
      hub.calendar(of: Fixtures.roomType, nights: night..<(night + 1))?.first?.remaining == 1
    }
    try await hub.write {
      _ = try $0.book(Fixtures.request(checkIn: night), channel: Fixtures.channel)
    }
    let log = try hub.events(after: 0, limit: 1000).map(\.sequence)
    #expect(log == Array(1...Int64(log.count)), "numbers go on where the log ends")
    #expect(try hub.feedEpoch() != epoch)
    let renewed = try hub.feedEpoch()
    try world.state(1, on: night + 1)
    #expect(try hub.feedEpoch() == renewed, "once")
  }

  /// Only an old primary is refused, and waits end when the hub stops.
  @Test(.timeLimit(.minutes(5))) func patienceEnds() async {
    let patience = ServerPatience()
    #expect(patience.accepts(timeline: 2))
    #expect(patience.accepts(timeline: 2))
    #expect(!patience.accepts(timeline: 1))
    #expect(patience.accepts(timeline: 3))
    #expect(patience.rest(milliseconds: 1))
    patience.connected(false)
    #expect(patience.mayConnect)
    let hours = Task.detached { patience.rest(milliseconds: 3_600_000) }
    patience.end()
    #expect(await hours.value == false)
    #expect(!patience.mayConnect, "not again and again")
    patience.connected(true)
    #expect(patience.mayConnect)
    #expect(!patience.rest(milliseconds: 3_600_000))
  }

  @Test func passwordsAreNotShown() {
    let shown = DatabaseAddress.shown(
      "postgresql://hub:geheim@a.example,b.example/inn?sslmode=require&password=geheim"
    )
    #expect(shown == "postgresql://hub@a.example,b.example/inn?sslmode=require")
    #expect(DatabaseAddress.shown("/var/lib/registry.sqlite") == "/var/lib/registry.sqlite")
  }
}
