import InnRegistry
import InnTestSupport
import Testing

/// The search against the tables: whatever keepers say, close, restrict, offer and move, every query
/// finds what a slow look through the tables finds, in the same order.
@Suite struct SearchIndexTests {
  @Test(arguments: 1...UInt64(12))
  func findsWhatTheTablesSay(_ seed: UInt64) async throws {
    let town = try Town(seed: seed)
    for _ in 0..<6 {
      for _ in 0..<12 { try await town.change() }
      for _ in 0..<40 { try town.compareOneSearch() }
      try town.comparePaging()
      #expect(try town.world.registry.checkInvariants().map(\.description) == [])
    }
  }

  /// Days go by, up to months at once: the window follows, and at any moment everything that can be
  /// sold is in it.
  @Test func theWindowMovesWithTheCalendar() async throws {
    let town = try Town(seed: 99)
    for days in [1, 1, 8, 1, 11, 30, 200] {
      town.world.advance(by: .hours(24 * days))
      try await town.world.registry.runDue()
      for _ in 0..<6 { try await town.change() }
      for _ in 0..<20 { try town.compareOneSearch() }
      let last = town.world.tonight + AvailabilityHorizon.nightsAhead
      let stay = try #require(Stay(checkIn: last - 1, nights: 1))
      #expect(!town.world.registry.index.search(.init(stay: stay)).isEmpty)
      #expect(try town.world.registry.checkInvariants().map(\.description) == [])
    }
  }

  /// Around midnight and around the turn of the night.
  @Test func aCallAroundMidnight() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight
    for minutes in [23 * 60 + 59, 24 * 60 + 1, 28 * 60 - 1, 28 * 60 + 1] {
      world.move(to: TokyoTime.instant(night, minute: minutes))
      try await world.registry.runDue()
      let tonight = minutes < 28 * 60 ? night : night + 1
      try world.state(1)
      #expect(world.remaining(on: tonight) == 1)
      #expect(world.tonight == tonight)
    }
    #expect(try world.registry.checkInvariants() == [])
  }

  @Test func whatARestartReadsIsWhatWasThere() async throws {
    let town = try Town(seed: 5)
    for _ in 0..<60 { try await town.change() }
    try town.world.restart()
    #expect(try town.world.registry.checkInvariants().map(\.description) == [])
    for _ in 0..<40 { try town.compareOneSearch() }
    try town.world.crash()
    #expect(try town.world.registry.checkInvariants().map(\.description) == [])
  }

  @Test func impossibleQueriesFindNothing() throws {
    let world = try TestWorld().populated()
    let stay = try #require(Stay(checkIn: world.tonight, nights: 1))
    let index = world.registry.index
    for query in [
      SearchIndex.Query(stay: stay, rooms: 0), SearchIndex.Query(stay: stay, rooms: -1),
      SearchIndex.Query(stay: stay, rooms: 251), SearchIndex.Query(stay: stay, guestsPerRoom: 256),
      SearchIndex.Query(stay: stay, guestsPerRoom: -1), SearchIndex.Query(stay: stay, limit: 0),
      SearchIndex.Query(stay: stay, place: .area(AreaID(trusted: "nowhere"))),
      SearchIndex.Query(stay: stay, place: .rooms([404])),
    ] {
      #expect(index.search(query).isEmpty)
    }
    let early = try #require(Stay(checkIn: world.tonight - 30, nights: 1))
    let late = try #require(Stay(checkIn: world.tonight + 500, nights: 1))
    #expect(index.search(.init(stay: early)).isEmpty)
    #expect(index.search(.init(stay: late)).isEmpty)
    #expect(index.search(.init(stay: stay)).count == 1)
  }
}

/// Some inns in three areas, changed at random.
private final class Town {
  static let areas = ["ohata", "sai", "wakinosawa"].map { AreaID(trusted: $0) }

  let world: TestWorld
  var dice: SplitMix64
  var entries: [InnEntry] = []

  init(seed: UInt64) throws {
    world = try TestWorld(seed: seed)
    var mixer = SplitMix64(seed: seed &* 0xD6E8_FEB8_6659_FD93)
    dice = SplitMix64(seed: mixer.next())
    for number in 1...18 {
      var entry = Fixtures.entry(
        InnID(trusted: number < 10 ? "T0\(number)" : "T\(number)"),
        rooms: 4,
        offer: (0..<7).map { _ in roll(0...3) },
        roomTypes: roll(1...3),
      )
      entry.inn.area = Town.areas[roll(0...2)]
      for index in entry.rooms.indices { entry.rooms[index].roomType.capacity = roll(1...6) }
      entries.append(entry)
    }
    try world.populated(entries)
  }

  func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

  private func night() -> CivilDate { world.tonight + roll(0...9) }

  func change() async throws {
    let which = roll(0...(entries.count - 1))
    let entry = entries[which]
    let inn = entry.inn.id
    let roomType = entry.rooms[roll(0...(entry.rooms.count - 1))].roomType.id
    let (first, length, rooms) = (night(), roll(0...3), roll(0...4))
    let keeper = world.keeper("call_\(roll(0...99))")
    let restrictions = NightRestrictions(
      minStay: roll(0...2) == 0 ? roll(1...3) : nil,
      maxStay: roll(0...3) == 0 ? roll(1...3) : nil,
      closedToArrival: roll(0...3) == 0,
      closedToDeparture: roll(0...3) == 0,
      stopSell: roll(0...2) == 0,
    )
    let kind = roll(0...9)
    if kind == 9 { moveOrRetire(which) }
    let moved = entries[which]
    let offer = StandingOffer(
      roomType: roomType,
      roomsByWeekday: (0..<7).map { _ in roll(0...4) },
      asOf: world.now,
    )
    do {
      try await world.registry.write { transaction in
        switch kind {
        case 0...2:
          try transaction.state(rooms, of: roomType, on: first, counting: .shown, by: keeper)
        case 3:
          _ = try transaction.close(inn, from: first, through: first + length, by: keeper)
        case 4: try transaction.reopen(inn, from: first, through: first + length, by: keeper)
        case 5...6:
          let set = rooms == 0 ? NightRestrictions.none : restrictions
          try transaction.restrict(set, roomType: roomType, on: first, by: keeper)
        case 7: if let offer { try transaction.set(offer, by: keeper) }
        case 8: try transaction.setListed(rooms > 0, inn: inn, by: keeper)
        default: try transaction.save(moved, by: keeper)
        }
      }
    } catch is BookingRefusal {
      // A retired room type, a closed night: nothing changed.
    }
  }

  /// To another area; a room type more or fewer; bigger or smaller rooms.
  private func moveOrRetire(_ which: Int) {
    switch roll(0...3) {
    case 0: entries[which].inn.area = Town.areas[roll(0...2)]
    case 1: if entries[which].rooms.count > 1 { entries[which].rooms.removeLast() }
    case 2: entries[which].rooms[0].roomType.capacity = roll(1...6)
    default:
      let more = Fixtures.entry(entries[which].inn.id, rooms: 4, roomTypes: 3)
      entries[which].rooms = Array(more.rooms.prefix(roll(1...3)))
    }
  }

  // MARK: - Searching

  private func query() throws -> SearchIndex.Query {
    let stay = try #require(Stay(checkIn: world.tonight + roll(0...9), nights: roll(1...4)))
    let keys = try world.registry.read { db in
      try db.rows("SELECT key FROM room_type ORDER BY key") { $0.integer(0) }
    }
    let place: SearchIndex.Query.Place =
      switch roll(0...3) {
      case 0: .everywhere
      case 1: .rooms((0..<6).compactMap { _ in keys.randomElement(using: &dice) })
      default: .area(Town.areas[roll(0...2)])
      }
    return SearchIndex.Query(
      stay: stay,
      rooms: roll(1...3),
      guestsPerRoom: roll(1...6),
      place: place,
      limit: 1000,
    )
  }

  func compareOneSearch() throws {
    let query = try query()
    let found = world.registry.index.search(query)
    let expected = try slowSearch(query)
    #expect(found.map(\.roomType) == expected.map(\.0), "\(query)")
    #expect(found.map(\.remaining) == expected.map(\.1), "\(query)")
  }

  /// Pages put together are the whole, for every size of page.
  func comparePaging() throws {
    var query = try query()
    query.place = .everywhere
    let whole = world.registry.index.search(query).map(\.roomType)
    for size in [1, 2, 7] {
      query.limit = size
      query.after = nil
      var pages: [RoomTypeID] = []
      while true {
        let page = world.registry.index.search(query)
        #expect(page.count <= size)
        guard let last = page.last else { break }
        pages += page.map(\.roomType)
        query.after = last.roomType
      }
      #expect(pages == whole)
    }
  }

  /// Room types with the least that remains, by area, inn and key, looked up night by night.
  private func slowSearch(_ query: SearchIndex.Query) throws -> [(RoomTypeID, Int)] {
    let rows = try world.registry.read { db in
      try db.rows(
        """
        SELECT t.key, t.id, i.area, i.id, t.capacity FROM room_type t JOIN inn i ON i.id = t.inn
        WHERE t.retired = 0 AND i.listed = 1 AND i.paused_at IS NULL AND t.capacity >= $1
        ORDER BY i.area, i.id, t.key
        """,
        .int(query.guestsPerRoom),
      ) { row in
        (
          key: row.integer(0), roomType: RoomTypeID(trusted: row.text(1)),
          area: AreaID(trusted: row.text(2)), inn: InnID(trusted: row.text(3))
        )
      }
    }
    return try rows.compactMap { row in
      switch query.place {
      case .everywhere: break
      case .area(let area): if row.area != area { return nil }
      case .rooms(let keys): if !keys.contains(row.key) { return nil }
      }
      let restrictions = try slowRestrictions(row.key)
      do {
        try NightRestrictions.check(query.stay) { restrictions[$0] }
      } catch {
        return nil
      }
      let least = try query.stay.nights.map { try slowNight(row.key, row.inn, $0) }.min() ?? 0
      return least >= query.rooms ? (row.roomType, least) : nil
    }
  }

  private func slowNight(_ key: Int64, _ inn: InnID, _ night: CivilDate) throws -> Int {
    try world.registry.read { db in
      let closed = try db.count(
        "SELECT count(*) FROM closure WHERE inn = $1 AND first_night <= $2 AND last_night >= $2",
        .id(inn),
        .date(night),
      )
      if closed > 0 { return 0 }
      let remaining = try db.row(
        "SELECT remaining FROM night WHERE room = $1 AND night = $2",
        .integer(key),
        .date(night),
      ) { $0.int(0) }
      if let remaining { return remaining }
      let offer = try db.row(
        """
        SELECT sunday, monday, tuesday, wednesday, thursday, friday, saturday
        FROM standing_offer WHERE room = $1
        """,
        .integer(key),
      ) { $0.int(night.weekday.rawValue) }
      return offer ?? 0
    }
  }

  private func slowRestrictions(_ key: Int64) throws -> [CivilDate: NightRestrictions] {
    let rows = try world.registry.read { db in
      try db.rows(
        """
        SELECT night, stop_sell, min_stay, max_stay, closed_to_arrival, closed_to_departure
        FROM night_restriction WHERE room = $1
        """,
        .integer(key),
      ) { row in
        (
          row.date(0),
          NightRestrictions(
            minStay: row.optional(2) { $0.int($1) },
            maxStay: row.optional(3) { $0.int($1) },
            closedToArrival: row.bool(4),
            closedToDeparture: row.bool(5),
            stopSell: row.bool(1),
          )
        )
      }
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
