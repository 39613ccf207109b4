import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

@Suite("Answers to searches that are given again")
struct SearchAnswersTests {
  /// Asks an API that has answered before and one that never has; both must say the same.
  private struct Pair {
    let old: APIWorld
    let keys: [String]

    init() throws {
      old = try APIWorld([Fixtures.entry(), Fixtures.entry(InnID(trusted: "T02"))])
      let crane = Channel(
        id: ChannelID(trusted: "crane"),
        name: "Crane Tours",
        maxOpenRequests: 1,
        maxHolds: 1,
      )
      let second = try old.world.registry.writeAndWait { transaction in
        try transaction.save(crane, by: .hub)
        return try transaction.createKey(for: crane.id, scopes: [.read, .book], by: .hub).secret
      }
      keys = [old.key, second]
    }

    func agree(_ step: String) async throws {
      let tonight = old.world.tonight
      let fresh = try APIWorld(sharing: old)
      for offset in [0, 1, 2] {
        let stay = "check_in=\(tonight + offset)&check_out=\(tonight + offset + 1)"
        for query in ["\(stay)&adults=2", "\(stay)&inns=T01,T02", "\(stay)&adults=2&sort=price"] {
          for key in keys {
            let target = "/v1/availability?\(query)"
            let known = try await old.ask(.get, target, key: key)
            let new = try await fresh.ask(.get, target, key: key)
            #expect(known.status == 200)
            #expect(known.text == new.text, "\(step): \(query)")
            #expect(known.headers["ETag"] == new.headers["ETag"])
          }
        }
      }
    }
  }

  @Test("are what a new answer would be, whatever happened in between")
  func areTrue() async throws {
    let pair = try Pair()
    let (api, world) = (pair.old, pair.old.world)
    try await pair.agree("start")
    try world.state(2)
    try await pair.agree("stated")
    _ = try await api.ask(.post, "/v1/bookings", body: api.body(), idempotencyKey: "a")
    try await pair.agree("booked")
    let request = api.body(plan: Fixtures.requestPlan, checkIn: world.tonight + 2)
    _ = try await api.ask(
      .post,
      "/v1/bookings",
      body: request,
      key: pair.keys[1],
      idempotencyKey: "b"
    )
    try await pair.agree("one open request, all that crane may have")
    try await world.registry.write { [tonight = world.tonight] transaction in
      let allotment = ChannelAllotment(channel: Fixtures.channel, inn: Fixtures.inn, rooms: 1)
      try transaction.set(allotment, by: .hub)
      _ = try transaction.close(Fixtures.inn, from: tonight + 1, through: tonight + 1, by: .hub)
    }
    try await pair.agree("allotment and closure")
    for hours in [1, 5, 30] {
      world.advance(by: .hours(hours))
      try await pair.agree("\(hours) hours later")
    }
  }

  @Test("differ between channels that may not see the same")
  func areApart() async throws {
    let pair = try Pair()
    let tonight = pair.old.world.tonight
    let target = "/v1/availability?check_in=\(tonight)&check_out=\(tonight + 1)&inns=T01"
    let before = try await pair.old.ask(.get, target, key: pair.keys[0])
    #expect(before["availability", "0", "remaining"]?.number == 3)
    try await pair.old.world.registry.write { transaction in
      let allotment = ChannelAllotment(channel: Fixtures.channel, inn: Fixtures.inn, rooms: 1)
      try transaction.set(allotment, by: .hub)
    }
    let held = try await pair.old.ask(.get, target, key: pair.keys[0])
    let other = try await pair.old.ask(.get, target, key: pair.keys[1])
    #expect(held["availability", "0", "remaining"]?.number == 1)
    #expect(other["availability", "0", "remaining"]?.number == 3)
    #expect(other.text == before.text)
  }
}
