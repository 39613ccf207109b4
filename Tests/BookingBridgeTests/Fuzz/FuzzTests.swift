import InnRegistry
import InnTestSupport
import Testing

@testable import BookingBridge

/// Whatever a request, its body or a calendar holds: an answer that is no fault of ours.
///
/// `scripts/check --fuzz` goes on longer.
struct FuzzTests {
  @Test func targetsAndBodies() async throws {
    let api = try APIWorld(scopes: Set(KeyScope.allCases))
    let budget = FuzzBudget()
    var mutations = Mutations(seed: budget.seed)
    let night = api.world.tonight
    let targets = [
      "/v1/availability?check_in=\(night)&check_out=\(night + 1)&inns=T01&adults=2", "/v1/inns/T01",
      "/v1/changes?after=0&limit=10", "/v1/bookings/b_x", "/v1/inns?limit=5&cursor=x",
      "/g/x/change", "/healthz",
    ].map { Array($0.utf8) }
    let bodies = [
      "{\"rate_plan\":\"T01-1-room\",\"check_in\":\"\(night)\",\"check_out\":\"\(night + 1)\",\"adults\":2,"
        + "\"guest\":{\"name\":\"Training Guest\",\"language\":\"en\"}}",
      "{\"url\":\"https://example.org/x\",\"topics\":[\"booking\"]}",
      "{\"rooms\":3,\"child_ages\":[3,7]}",
    ].map { Array($0.utf8) }
    let methods: [HTTPMethod] = [.get, .post, .patch, .delete]
    var count = 0
    while budget.goesOn(after: count) {
      let method = methods[count % methods.count]
      count += 1
      let bytes = mutations.next(from: targets)
      guard let target = try? RequestTarget(parsing: bytes, for: method) else { continue }
      var fields = [("Host", "localhost"), ("Authorization", "Bearer \(api.key)")]
      fields += [("Content-Type", "application/json"), ("Idempotency-Key", "fuzz-\(count)")]
      let request = HTTPRequest(
        method: method,
        target: count % 3 == 0
          ? try RequestTarget(parsing: Array("/v1/bookings".utf8), for: .post) : target,
        headers: HTTPHeaders(fields),
        body: method == .get ? [] : mutations.next(from: bodies),
      )
      let response = await api.answer(api.router.respond(to: request))
      #expect(response.status.rawValue != 500, "seed \(budget.seed), input \(count)")
    }
    #expect(try api.world.registry.checkInvariants() == [])
  }

  @Test func calendars() {
    let budget = FuzzBudget()
    var mutations = Mutations(seed: budget.seed)
    let seed = """
      BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART;VALUE=DATE:20261203\r
      DTEND;VALUE=DATE:20261205\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5\r\nEXDATE:20261210\r
      SUMMARY:taken\\, all\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n
      """
    var count = 0
    while budget.goesOn(after: count) {
      let bytes = mutations.next(from: [Array(seed.utf8)])
      _ = try? ICalendarFile(bytes)
      count += 1
    }
    #expect(count > 100)
  }
}
