import InnRegistry
import InnTestSupport
import Testing

@testable import BookingBridge

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

  private final class Held { weak var body: SharedBytes? }

  /// Pages, and how often each had to be made.
  private final class Pages {
    private(set) var made: [String: Int] = [:]
    private let answers = SearchAnswers()
    private let view: ChannelView
    private let channel: Channel
    let moment: SearchAnswers.Moment

    init(_ world: TestWorld) throws {
      let catalogue = world.registry.catalogue
      channel = try #require(catalogue.channels[Fixtures.channel])
      view = try world.registry.view(of: channel, in: catalogue)
      moment = SearchAnswers.Moment(generation: world.registry.generation, now: TestWorld.start)
    }

    func ask(_ query: String, length: Int = 10_000) throws -> SearchAnswers.Answer {
      try answers.answer(to: query, of: channel.id, at: moment) {
        view
      } make: {
        made[query, default: 0] += 1
        var json = JSONWriter()
        json.string(String(repeating: "x", count: length))
        return json
      }
    }
  }

  /// One platform that asks for everything once neither takes the popular answers from the others
  /// nor fills the memory.
  @Test func areKeptWhileTheyAreAskedFor() throws {
    let pages = try Pages(APIWorld().world)
    var others: [Held] = []
    for number in 0..<5_000 {
      if number.isMultiple(of: 100) { _ = try pages.ask("popular") }
      // One that comes when there is no more room.
      if number.isMultiple(of: 100), number > 1_000 { _ = try pages.ask("popular since") }
      let held = Held()
      held.body = try pages.ask("once-\(number)").body
      others.append(held)
    }
    #expect(pages.made["popular"] == 1)
    #expect(pages.made["popular since"] == 1)
    #expect(pages.made.count == 5_002)
    let kept = others.count { $0.body != nil }
    #expect(kept <= 2 * SearchAnswers.shelfBytes / 10_000)
    #expect(kept >= SearchAnswers.shelfBytes / 11_000)
    // Nobody has asked for it since the shelves were full.
    _ = try pages.ask("once-0")
    #expect(pages.made["once-0"] == 2)
  }

  /// A query as long as a target may be fills the memory as an answer does.
  @Test func areCountedWithTheirQueries() throws {
    let pages = try Pages(APIWorld().world)
    let long = String(repeating: "q", count: 8_000)
    let others = try (0..<3_000).map { number in
      let held = Held()
      held.body = try pages.ask("\(long)-\(number)", length: 10).body
      return held
    }
    #expect(others.count { $0.body != nil } <= 2 * SearchAnswers.shelfBytes / long.count)
  }
}
