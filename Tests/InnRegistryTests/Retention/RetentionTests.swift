import Foundation
import InnRegistry
import InnTestSupport
import Testing

@Suite("Retention")
struct RetentionTests {
  private func guest(_ name: String) throws -> Guest {
    Guest(
      name: try #require(GuestName(written: name, kana: "クンレン")),
      phone: "+886900000001",
      email: "guest@example.org",
      language: "zh-Hant",
      country: "TW",
      diet: "卵アレルギー",
      notes: "夜遅く着きます",
    )
  }

  private func book(_ world: TestWorld, _ name: String, in days: Int) throws -> Booking {
    var request = Fixtures.request(checkIn: world.tonight + days, nights: 2)
    request.guest = try guest(name)
    return try world.book(request)
  }

  /// Runs what is due, day by day, up to a day.
  private func sleep(_ world: TestWorld, days: Int) async throws {
    for _ in 0..<days {
      world.advance(by: .days(1))
      try await world.registry.runDue()
    }
  }

  @Test("guests go ninety days after departure; figures stay; a dry run only counts")
  func run() async throws {
    let world = try TestWorld().populated()
    let early = try book(world, "Early Guest", in: 1)
    let late = try book(world, "Late Guest", in: 40)
    // Departed on day 3; erased on the first day on which that is more than ninety days ago.
    try await sleep(world, days: 93)
    #expect(try await world.registry.runRetention(isDryRun: true, by: .hub).guests == 0)
    try await sleep(world, days: 1)
    let dry = try await world.registry.runRetention(isDryRun: true, by: .hub)
    #expect(dry.guests == 1 && dry.isDryRun)
    #expect(try world.booking(early.id).guest.name.written == "Early Guest")

    let report = try await world.registry.runRetention(isDryRun: false, by: .hub)
    #expect(report.guests == 1)
    let erased = try world.booking(early.id)
    #expect(erased.guest.name.written == "—")
    #expect(erased.guest.phone == nil && erased.guest.email == nil)
    #expect(erased.guest.diet == nil && erased.guest.notes == nil)
    #expect(erased.state == .stayed)
    #expect(erased.guest.country == "TW" && erased.party == early.party)
    #expect(erased.quote == early.quote && erased.stay == early.stay)
    #expect(try world.booking(late.id).guest == late.guest)
    let events = try world.registry.events(after: 0, limit: 1000)
    #expect(events.filter { $0.kind == .guestErased }.map(\.subject) == [early.id.rawValue])
    #expect(try await world.registry.runRetention(isDryRun: false, by: .hub).guests == 0)
  }

  @Test("a stay that came to nothing is erased after the same time, however far ahead it lay")
  func cancelled() async throws {
    let world = try TestWorld().populated()
    let booking = try book(world, "Cancelled Guest", in: 300)
    let live = try book(world, "Coming Guest", in: 300)
    try world.registry.writeAndWait { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    try await sleep(world, days: 91)
    #expect(try await world.registry.runRetention(isDryRun: false, by: .hub).guests == 1)
    #expect(try world.booking(booking.id).guest.name.written == "—")
    #expect(try world.booking(live.id).guest.name.written == "Coming Guest")
  }

  @Test("more guests than fit one transaction are all erased")
  func batches() async throws {
    let world = try TestWorld().populated()
    for _ in 0..<70 {
      let booking = try book(world, "Many Guest", in: 5)
      try world.registry.writeAndWait { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    }
    world.advance(by: .days(92))
    var erased: [Int] = []
    while erased.last != 0 {
      let tonight = world.tonight
      erased.append(
        try world.registry.writeAndWait {
          try $0.eraseGuests(departedBefore: tonight, limit: 30, by: .hub)
        }
      )
    }
    #expect(erased == [30, 30, 10, 0])
  }

  @Test("erased text is nowhere in the database file")
  func bytesAreGone() async throws {
    // A server's files are its own.
    guard !TestDatabase.isServer else { return }
    let world = try TestWorld().populated()
    let secret = "Unmistakable Zanzibar"
    let booking = try book(world, secret, in: 1)
    try world.registry.writeAndWait {
      _ = try $0.cancel(booking.id, channel: Fixtures.channel)
      try $0.eraseGuest(of: booking.id, by: .staff("mina"))
    }
    world.registry.stop()
    let copy = try SQLConnection(path: world.path, mode: .readWrite)
    try copy.script("PRAGMA wal_checkpoint(TRUNCATE)")
    let file = try Data(contentsOf: URL(fileURLWithPath: world.path))
    #expect(file.range(of: Data(secret.utf8)) == nil)
  }

  @Test("one guest's data are told and erased on request, but not while the inn expects her")
  func oneGuest() throws {
    let world = try TestWorld().populated()
    let booking = try book(world, "Asking Guest", in: 3)
    let told = try world.registry.guestData(of: booking.id)
    let document = try JSONValue(parsing: Array(told.utf8))
    guard case .object(let object) = document, case .object(let guest)? = object["guest"],
      case .array(let log)? = object["log"]
    else {
      Issue.record("not an object: \(told)")
      return
    }
    #expect(guest["name"] == .string("Asking Guest"))
    #expect(guest["diet"] == .string("卵アレルギー"))
    #expect(object["erased"] == .bool(false))
    #expect(log.count == 1)
    #expect(throws: BookingRefusal.notPossible(.confirmed)) {
      try world.registry.writeAndWait { try $0.eraseGuest(of: booking.id, by: .staff("mina")) }
    }
    try world.registry.writeAndWait {
      _ = try $0.cancel(booking.id, channel: Fixtures.channel)
      try $0.eraseGuest(of: booking.id, by: .staff("mina"))
      // Asked twice, done once.
      try $0.eraseGuest(of: booking.id, by: .staff("mina"))
    }
    let after = try world.registry.guestData(of: booking.id)
    #expect(after.contains(#""erased":true"#))
    #expect(!after.contains("Asking") && !after.contains("example.org"))
    let erasures = try world.registry.events(after: 0, limit: 100)
      .filter { $0.kind == .guestErased }
    #expect(erasures.count == 1)
    #expect(throws: BookingRefusal.bookingUnknown) {
      try world.registry.guestData(of: BookingID(trusted: "bk_none"))
    }
  }

  @Test("transcripts and strangers' numbers go too, calls stay")
  func transcripts() async throws {
    let world = try TestWorld().populated()
    func file(_ id: String, inn: InnID?) throws {
      let call = FiledCall(
        id: ConversationID(trusted: id),
        inn: inn,
        number: "+81175000001",
        direction: .outbound,
        purpose: "request",
        startedAt: world.now,
        endedAt: world.now + .seconds(70),
        outcome: "answered",
        transcript: ["1.0 練習花子様、2名", "4.2 1"],
      )
      try world.registry.writeAndWait { try $0.file(call) }
    }
    try file("call_1", inn: Fixtures.inn)
    try file("call_2", inn: nil)
    world.advance(by: .days(60))
    try file("call_3", inn: Fixtures.inn)
    world.advance(by: .days(31))
    let report = try await world.registry.runRetention(isDryRun: true, by: .hub)
    #expect(report.transcripts == 2)
    #expect(try await world.registry.runRetention(isDryRun: false, by: .hub).transcripts == 2)
    let calls = try world.registry.calls()
    #expect(calls.map(\.id.rawValue) == ["call_3", "call_1", "call_2"])
    #expect(calls.map(\.number) == ["+81175000001", "+81175000001", ""])
    #expect(calls.map(\.transcript.count) == [2, 0, 0])
    #expect(try await world.registry.runRetention(isDryRun: false, by: .hub).transcripts == 0)
  }

  @Test("the time is a setting within limits")
  func setting() async throws {
    let world = try TestWorld().populated()
    #expect(try world.registry.retentionPolicy().days == 90)
    for days in [13, 366, -1] {
      #expect(throws: OfficeRefusal.malformed(["days"])) {
        try world.registry.writeAndWait { try $0.setRetention(.init(days: days), by: .hub) }
      }
    }
    try world.registry.writeAndWait { try $0.setRetention(.init(days: 14), by: .hub) }
    let booking = try book(world, "Short Guest", in: 1)
    try world.registry.writeAndWait { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    world.advance(by: .days(15))
    #expect(try await world.registry.runRetention(isDryRun: false, by: .hub).guests == 1)
  }
}
