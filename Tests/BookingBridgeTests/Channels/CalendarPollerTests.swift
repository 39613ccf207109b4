import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// Calendars of other platforms over HTTP: what is asked, what is believed, where it may lead.
@Suite struct CalendarPollerTests {
  private final class Server: Sendable {
    private let state: Mutex<([HTTPAnswer?], [HTTPExchange])>

    init() { state = Mutex(([], [])) }

    func will(_ answers: HTTPAnswer?...) { state.withLock { $0.0 = answers } }
    var asked: [HTTPExchange] { state.withLock { $0.1 } }

    var send: WebhookWorker.Send {
      { [self] (exchange) throws(HTTPFailure) in
        let answer: HTTPAnswer? = state.withLock { state in
          state.1.append(exchange)
          return state.0.isEmpty ? nil : state.0.removeFirst()
        }
        guard let answer else { throw HTTPFailure(.tooLarge, text: "too large") }
        return answer
      }
    }
  }

  private let world: TestWorld
  private let server = Server()
  private let poller: CalendarPoller
  private let feed: CalendarFeed

  init() throws {
    let world = try TestWorld().populated()
    self.world = world
    poller = CalendarPoller(
      registry: world.registry,
      addresses: .publicInternet,
      send: server.send,
    )
    feed = try world.registry.writeAndWait {
      try $0.addCalendar("https://other.example/c/a.ics?s=1", of: Fixtures.roomType, by: .hub)
    }
  }

  private func file(_ nights: [Int], _ headers: [(String, String)] = []) -> HTTPAnswer {
    let events = nights.map { night in
      "BEGIN:VEVENT\r\nUID:\(night)\r\nDTSTART;VALUE=DATE:\((world.tonight + night).basic)\r\n"
        + "END:VEVENT\r\n"
    }
    return HTTPAnswer(
      status: 200,
      headers: headers.map { HTTPField($0.0, $0.1) },
      body: Array(("BEGIN:VCALENDAR\r\n" + events.joined() + "END:VCALENDAR\r\n").utf8),
    )
  }

  private func answer(_ status: Int, _ headers: [(String, String)] = []) -> HTTPAnswer {
    HTTPAnswer(status: status, headers: headers.map { HTTPField($0.0, $0.1) }, body: [])
  }

  private func stored() throws -> CalendarFeed {
    try #require(try world.registry.calendars().first)
  }

  private func shut() throws -> [Int] {
    let listing = try #require(world.registry.catalogue[Fixtures.inn])
    return (0..<14).filter { listing.closure(on: world.tonight + $0, of: Fixtures.roomType) != nil }
  }

  private func pollAgain() async throws {
    world.move(to: max(world.now, try stored().nextPoll))
    try await poller.runOnce()
  }

  @Test func onlyWhatIsNewIsAskedFor() async throws {
    server.will(
      file([2, 3], [("ETag", "W/\"a1\""), ("Last-Modified", "Tue, 01 Dec 2026 00:00:00 GMT")]),
      answer(304),
      file([3]),
      file([4]),
    )
    try await poller.runOnce()
    #expect(try shut() == [2, 3])
    #expect(server.asked.first?.header("If-None-Match") == nil)
    // Not due yet.
    try await poller.runOnce()
    #expect(server.asked.count == 1)
    try await pollAgain()
    #expect(server.asked.last?.header("If-None-Match") == "W/\"a1\"")
    #expect(server.asked.last?.header("If-Modified-Since") == "Tue, 01 Dec 2026 00:00:00 GMT")
    #expect(try shut() == [2, 3])
    try await pollAgain()
    #expect(try shut() == [3])
    // The last answer had no mark: nothing is claimed to be known.
    try await pollAgain()
    #expect(server.asked.last?.header("If-None-Match") == nil)
    #expect(try shut() == [4])
  }

  @Test(arguments: [
    "\"a\u{1}b\"", "\"ä\"", "", String(repeating: "e", count: 600),
  ])
  func oddMarksAreNotSentBack(_ etag: String) async throws {
    server.will(file([2], [("ETag", etag)]))
    try await poller.runOnce()
    #expect(try stored().validators.etag == nil)
  }

  @Test func failuresKeepTheNightsAndAreNamed() async throws {
    server.will(file([2]))
    try await poller.runOnce()
    let page = HTTPAnswer(status: 200, headers: [], body: Array("<html>log in</html>".utf8))
    let broken = HTTPAnswer(status: 200, headers: [], body: Array("BEGIN:VCALENDAR\r\n".utf8))
    for (answer, error) in [
      (answer(500), "http_500"), (answer(404), "http_404"), (answer(204), "http_204"),
      (page, "not_a_calendar"), (broken, "broken_off"), (nil, "too_large"),
    ] {
      server.will(answer)
      try await pollAgain()
      #expect(try stored().health.lastError == error)
      #expect(try shut().isEmpty == false)
    }
    #expect(try stored().health.failures == 6)
    // An empty calendar is a good one: all nights are free.
    server.will(file([]))
    try await pollAgain()
    #expect(try shut() == [])
    #expect(try stored().health.lastError == nil)
  }

  @Test(arguments: [
    ("/moved.ics", "https://other.example/moved.ics"),
    ("https://third.example/b.ics", "https://third.example/b.ics"),
    ("webcal://third.example/b.ics", "https://third.example/b.ics"),
    ("//third.example/b.ics", "https://third.example/b.ics"),
    ("../up.ics?s=2", "https://other.example/up.ics?s=2"),
  ])
  func redirectionsAreFollowed(_ location: String, _ target: String) async throws {
    server.will(answer(302, [("Location", location)]), file([2]))
    try await poller.runOnce()
    #expect(server.asked.map(\.url) == [feed.url, target])
    #expect(try shut() == [2])
    // The next look begins at the address that was given.
    server.will(file([2]))
    try await pollAgain()
    #expect(server.asked.last?.url == feed.url)
  }

  @Test(arguments: [
    "http://third.example/b.ics", "https://127.0.0.1/", "https://169.254.169.254/",
    "file:///etc/passwd",
    "https://u:p@third.example/", "", "//127.0.0.1/b.ics", "https://third.example/b.ics#now",
  ])
  func redirectionsLeadNowhereElse(_ location: String) async throws {
    server.will(answer(301, [("Location", location)]), file([2]))
    try await poller.runOnce()
    #expect(server.asked.count == 1)
    #expect(try stored().health.lastError == "bad_redirection")
  }

  @Test func redirectionsEnd() async throws {
    let again = answer(302, [("Location", "/again")])
    server.will(again, again, again, again, again)
    try await poller.runOnce()
    #expect(server.asked.count == CalendarPoller.maxRedirections + 1)
    #expect(try stored().health.lastError == "too_many_redirections")
  }

  @Test func severalAreReadAtOnceAndTheRestNext() async throws {
    for number in 0..<5 {
      try world.registry.writeAndWait {
        _ = try $0.addCalendar("https://\(number).example/", of: Fixtures.roomType, by: .hub)
      }
    }
    server.will(file([1]), file([1]), file([1]), file([1]), file([1]), file([1]))
    try await poller.runOnce()
    #expect(server.asked.count == CalendarPoller.atOnce)
    try await poller.runOnce()
    #expect(server.asked.count == 6)
  }
}
