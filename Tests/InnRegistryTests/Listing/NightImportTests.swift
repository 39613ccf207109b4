import InnRegistry
import InnTestSupport
import Testing

@Suite("Files of nights")
struct NightImportTests {
  private func plan(_ lines: String...) -> NightImport.Plan {
    let header =
      "inn,room_type,night,rooms,stop_sell,min_stay,max_stay,closed_to_arrival,"
      + "closed_to_departure,closed"
    return NightImport.read(csv: Array(([header] + lines).joined(separator: "\r\n").utf8))
  }

  private func export(_ world: TestWorld) throws -> [NightImport.Line] {
    try world.registry.nights(in: world.tonight...(world.tonight + 60))
  }

  @Test("what is exported and imported elsewhere is exported the same; again it changes nothing")
  func roundTrip() async throws {
    let source = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    let second = RoomTypeID(trusted: "T01-2")
    let tonight = source.tonight
    try source.registry.writeAndWait { transaction in
      _ = try transaction.hold(
        Fixtures.request(checkIn: tonight + 1),
        channel: Fixtures.channel,
        for: .minutes(10),
      )
    }
    let booking = try source.book(Fixtures.request(checkIn: tonight + 1, nights: 2))
    try source.state(3, on: tonight + 1)
    try source.hear(booking)
    try source.state(0, on: tonight + 2)
    try source.state(5, on: tonight + 9, roomType: second)
    try source.registry.writeAndWait { transaction in
      try transaction.restrict(
        NightRestrictions(minStay: 2, closedToDeparture: true, stopSell: true),
        roomType: second,
        on: tonight + 3,
        by: .hub,
      )
      _ = try transaction.close(
        Fixtures.inn,
        from: tonight + 20,
        through: tonight + 24,
        by: .staff("mina"),
      )
    }
    let exported = NightExport.csv(try export(source))
    let json = NightExport.json(try export(source))
    let lines = NightImport.read(csv: exported).nights
    #expect(lines.map(\.object) == NightImport.read(json: json).nights.map(\.object))

    let before = try source.registry.lastSequence()
    let same = try await source.registry.apply(
      NightImport.read(csv: exported),
      by: .staff("mina"),
    )
    #expect(same.rejects == [] && same.notes == [])
    #expect(same.statedNights + same.restrictedNights + same.closedNights == 0)
    #expect(same.unchanged == NightImport.read(csv: exported).nights.count)
    #expect(try source.registry.lastSequence() == before + 1)

    let target = try TestWorld(seed: 2).populated([Fixtures.entry(roomTypes: 2)])
    let report = try await target.registry.apply(NightImport.read(json: json), by: .staff("mina"))
    #expect(report.rejects == [])
    #expect(report.closedNights == 5)
    #expect(NightExport.csv(try export(target)) == exported)
    // Two rooms free and one on hold: the hold stays where it is, the number goes over whole.
    #expect(source.remaining(on: tonight + 1) == 2 - 1)
    #expect(target.remaining(on: tonight + 1) == 2)
  }

  @Test("a night that the keeper closed stays closed, and the report says so (S48)")
  func keepersClosure() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    let keeper = world.keeper()
    try world.registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: night, through: night + 1, by: keeper)
    }
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night),4,,,,,,false", "T01,T01-1,\(night + 1),4,,,,,,"),
      by: .staff("mina"),
    )
    #expect(report.rejects == [])
    #expect(
      report.notes.map(\.kind) == [.staysClosed(.phone), .staysClosed(.phone)]
    )
    #expect(report.notes.map(\.place.line) == [2, 3])
    #expect(report.statedNights == 0 && report.reopenedNights == 0)
    #expect(world.remaining(on: night) == 0)
    #expect(world.remaining(on: night + 1) == 0)
    #expect(world.registry.catalogue[Fixtures.inn]?.closures.count == 1)
  }

  @Test("a night that the office closed opens, with its number")
  func officeClosure() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    try world.registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: night - 1, through: night + 1, by: .staff("mina"))
    }
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night),4,,,,,,0"),
      by: .staff("mina"),
    )
    #expect(report.rejects == [] && report.notes == [])
    #expect(report.reopenedNights == 1 && report.statedNights == 1)
    #expect(world.remaining(on: night) == 4)
    #expect(world.remaining(on: night + 1) == 0)
    #expect(world.remaining(on: night - 1) == 0)
  }

  @Test("a keeper who said that she is full stays full; other numbers of hers give way")
  func keepersWord() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    try world.state(0, on: night)
    try world.state(1, on: night + 1)
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night),4,,,,,,", "T01,T01-1,\(night + 1),4,,,,,,"),
      by: .staff("mina"),
    )
    #expect(report.notes.map(\.kind) == [.staysFull(.phone)])
    #expect(world.remaining(on: night) == 0)
    #expect(world.remaining(on: night + 1) == 4)
  }

  @Test("an imported number counts what is booked")
  func counts() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    let booking = try world.book(Fixtures.request(checkIn: night))
    _ = try await world.registry.apply(
      plan("T01,T01-1,\(night),1,,,,,,"),
      by: .staff("mina"),
    )
    #expect(world.remaining(on: night) == 1)
    // The rooms were counted: cancelled, they wait for the keeper's word.
    try world.registry.writeAndWait { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    #expect(world.remaining(on: night) == 1)
  }

  @Test("closing a night with a booking on it is done and told")
  func closingBooked() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    let booking = try world.book(Fixtures.request(checkIn: night))
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night),,,,,,,TRUE"),
      by: .staff("mina"),
    )
    #expect(report.notes.map(\.kind) == [.bookedWhileClosed(booking.id)])
    #expect(try world.booking(booking.id).state == .confirmed)
    #expect(try world.registry.openAlarms().map(\.kind) == [.bookedWhileClosed])
  }

  @Test("every wrong line is named, and nothing of the file is stored")
  func rejects() async throws {
    let world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    let night = world.tonight + 5
    let before = try world.registry.lastSequence()
    let read = plan(
      "T01,T01-1,\(night),4,,,,,,",
      "T01,T09-1,\(night),4,,,,,,",
      "T02,T01-1,\(night + 1),4,,,,,,",
      "T01,T01-1,\(world.tonight - 1),4,,,,,,",
      "T01,T01-1,\(world.tonight + 396),4,,,,,,",
      "T01,T01-1,\(night + 2),6,,,,,,",
      "T01,T01-1,\(night + 3),,,,,,,true",
      "T01,T01-2,\(night + 3),,,,,,,false",
    )
    #expect(read.rejects == [])
    let report = try await world.registry.apply(read, by: .staff("mina"))
    #expect(
      report.rejects.map(\.reason) == [
        .roomTypeUnknown, .otherInn(Fixtures.inn), .nightPast, .beyondHorizon,
        .tooManyRooms(building: 5), .closedAndOpen,
      ]
    )
    #expect(report.rejects.map(\.place.line) == [3, 4, 5, 6, 7, 9])
    #expect(world.remaining(on: night) == 3)
    #expect(try world.registry.lastSequence() == before)

    let malformed = plan(
      "T01,T01-1,2026-02-30,4,,,,,,",
      "T01,T01-1,2026/12/9,x,,,,,,maybe",
      "T01,T01-1,2026/12/9,1,,,,,,",
      "T01,T01-1,2026-12-09,1,,,,,,",
    )
    #expect(
      malformed.rejects.map(\.description) == [
        "line 2, column night: must be a date of the form YYYY-MM-DD",
        "line 3, column rooms: must be integer, not string",
        "line 3, column closed: must be boolean, not string",
        "line 5: T01-1: it stands in the file twice",
      ]
    )
  }

  @Test("restrictions that contradict those that stand keep the file out")
  func restrictionsOutOfOrder() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    _ = try await world.registry.apply(plan("T01,T01-1,\(night),,,,3,,,"), by: .hub)
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night + 1),2,,,,,,", "T01,T01-1,\(night),,,4,,,,"),
      by: .hub,
    )
    #expect(report.rejects.map(\.reason) == [.restrictionsOutOfOrder])
    #expect(world.remaining(on: night + 1) == 3)
    let lifted = try await world.registry.apply(plan("T01,T01-1,\(night),,,4,0,,,"), by: .hub)
    #expect(lifted.restrictedNights == 1)
  }

  @Test("a dry run of nights does nothing")
  func dryRun() async throws {
    let world = try TestWorld().populated()
    let night = world.tonight + 5
    let before = try world.registry.lastSequence()
    let report = try await world.registry.apply(
      plan("T01,T01-1,\(night),1,true,,,,,", "T01,T01-1,\(night + 1),,,,,,,true"),
      isDryRun: true,
      by: .staff("mina"),
    )
    #expect(report.isDryRun && report.statedNights == 1 && report.closedNights == 1)
    #expect(world.remaining(on: night) == 3)
    #expect(world.remaining(on: night + 1) == 3)
    #expect(try world.registry.lastSequence() == before)
  }

  @Test("an import is nobody's conversation with the keeper: a paused inn stays paused")
  func pause() async throws {
    let world = try TestWorld().populated()
    for _ in 1...2 {
      _ = try world.book(Fixtures.request(Fixtures.requestPlan, checkIn: world.tonight + 8))
      world.advance(by: .minutes(24 * 60 + 1))
      try await world.registry.runDue()
    }
    #expect(world.registry.catalogue[Fixtures.inn]?.pausedAt != nil)
    _ = try await world.registry.apply(
      plan("T01,T01-1,\(world.tonight + 5),1,,,,,,"),
      by: .staff("mina"),
    )
    #expect(world.registry.catalogue[Fixtures.inn]?.pausedAt != nil)
  }
}
