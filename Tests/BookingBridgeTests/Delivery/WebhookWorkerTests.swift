import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// What endpoints are told, in which order, and what happens when they fail or the hub does.
@Suite(.timeLimit(.minutes(2))) struct WebhookWorkerTests {
  /// A platform that answers as it is told and remembers what came.
  private final class Platform: Sendable {
    private let state = Mutex(State())
    private let arrivals = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    private struct State {
      var answers: [Int?] = []
      var headers: [HTTPField] = []
      var received: [HTTPExchange] = []
    }

    /// The next answers, nil for a broken connection; after them everything is taken.
    func will(_ answers: [Int?], headers: [HTTPField] = []) {
      state.withLock { ($0.answers, $0.headers) = (answers, headers) }
    }

    var received: [HTTPExchange] { state.withLock { $0.received } }
    /// Waits until something has come.
    func hear() async { for await _ in arrivals.stream { return } }
    func forget() { state.withLock { $0.received = [] } }

    var send: WebhookWorker.Send {
      { [self] (exchange) throws(HTTPFailure) in
        let (status, headers): (Int?, [HTTPField]) = state.withLock { state in
          state.received.append(exchange)
          arrivals.continuation.yield()
          return (state.answers.isEmpty ? 204 : state.answers.removeFirst(), state.headers)
        }
        guard let status else { throw HTTPFailure(.timedOut, text: "too late") }
        return HTTPAnswer(status: status, headers: headers, body: Array("received\0".utf8))
      }
    }
  }

  private let world: TestWorld
  private let platform = Platform()
  private let worker: WebhookWorker

  init() throws {
    world = try TestWorld().populated([Fixtures.entry(roomTypes: 2)])
    worker = WebhookWorker(registry: world.registry, send: platform.send)
  }

  @discardableResult
  private func add(
    _ topics: Set<WebhookTopic> = Set(WebhookTopic.allCases),
    url: String = "https://platform.example/hook",
    channel: ChannelID = Fixtures.channel,
  ) throws -> WebhookEndpoint {
    try world.registry.writeAndWait {
      try $0.addWebhook(url, topics: topics, channel: channel, by: .hub).0
    }
  }

  private func bodies() throws -> [JSONValue] {
    try platform.received.map { try JSONValue(parsing: $0.body) }
  }

  private func types() throws -> [String?] { try bodies().map { $0["type"]?.text } }

  // MARK: - What is told

  @Test func aBookingIsToldWithItsNights() async throws {
    try add()
    let night = world.tonight + 2
    let booking = try world.book(Fixtures.request(checkIn: night, nights: 2, reference: "YOUR-1"))
    try await worker.runOnce()
    let bodies = try bodies()
    #expect(try types() == ["booking.confirmed", "nights.changed"])
    let told = try #require(bodies.first)
    #expect(told["timestamp"]?.text == world.now.description)
    #expect(
      told["data"]
        == .of([
          ("booking", .string(booking.id.rawValue)), ("inn", .string("T01")),
          ("channel_reference", .string("YOUR-1")), ("state", .string("confirmed")),
          ("revision", .integer(1)),
        ])
    )
    let nights = try #require(bodies.last)["data"]
    #expect(nights?["room_type"]?.text == "T01-1")
    #expect(nights?["night"]?.text == night.description)
    #expect(nights?["last_night"]?.text == (night + 1).description)
    // The guest's name is nobody's business on the way.
    #expect(
      !platform.received.contains { String(decoding: $0.body, as: UTF8.self).contains("Guest") }
    )
  }

  @Test func requestsAreAsStandardWebhooksWantsThem() async throws {
    let endpoint = try add()
    try world.state(2)
    try await worker.runOnce()
    let request = try #require(platform.received.first)
    #expect(request.method == "POST")
    #expect(request.url == endpoint.url)
    #expect(request.header("Content-Type") == "application/json")
    #expect(request.header("webhook-timestamp") == "\(world.now.milliseconds / 1000)")
    let id = try #require(request.header("webhook-id"))
    #expect(id.hasPrefix("msg_"))
    let secrets = try world.registry.webhookSecrets(of: endpoint.id, at: world.now)
    #expect(
      request.header("webhook-signature")
        == WebhookSigner.signature(
          id: WebhookMessageID(trusted: id),
          timestamp: world.now.milliseconds / 1000,
          body: String(decoding: request.body, as: UTF8.self),
          secrets: secrets,
        )
    )
  }

  @Test func topicsChoose() async throws {
    try add([.bookings])
    try world.state(2)
    try await worker.runOnce()
    #expect(platform.received.isEmpty)
    _ = try world.book(Fixtures.request(checkIn: world.tonight))
    try await worker.runOnce()
    #expect(try types() == ["booking.confirmed"])
  }

  @Test func othersBookingsAreOnlyNights() async throws {
    let crane = ChannelID(trusted: "crane")
    try world.registry.writeAndWait {
      try $0.save(Channel(id: crane, name: "Crane Tours"), by: .hub)
    }
    try add(channel: crane)
    _ = try world.book(Fixtures.request(checkIn: world.tonight))
    try await worker.runOnce()
    #expect(try types() == ["nights.changed"])
  }

  @Test func neighbouringNightsOfOneRoomTypeAreOneMessage() async throws {
    try add([.nights])
    for day in [0, 1, 2, 5] { try world.state(2, on: world.tonight + day) }
    try world.state(1, on: world.tonight + 1, roomType: RoomTypeID(trusted: "T01-2"))
    try await worker.runOnce()
    let told = try bodies().map { body in
      [
        body["data"]?["room_type"]?.text, body["data"]?["night"]?.text,
        body["data"]?["last_night"]?.text,
      ]
    }
    let tonight = world.tonight
    #expect(
      told == [
        ["T01-1", tonight.description, (tonight + 2).description],
        ["T01-1", (tonight + 5).description, (tonight + 5).description],
        ["T01-2", (tonight + 1).description, (tonight + 1).description],
      ]
    )
  }

  @Test func whatHappenedBeforeIsNotTold() async throws {
    try world.state(2)
    try add()
    try await worker.runOnce()
    #expect(platform.received.isEmpty)
  }

  @Test func theCursorLeadsOnInTheChangeFeed() async throws {
    try add([.nights])
    try world.state(2)
    try await worker.runOnce()
    let cursor = try #require(try bodies().first?["cursor"]?.text)
    #expect(cursor == ChangePage.cursor("", try world.registry.lastSequence()))
  }

  @Test func aSuspendedChannelHearsItAllLater() async throws {
    try add([.nights])
    var channel = try #require(world.registry.catalogue.channels[Fixtures.channel])
    channel.isSuspended = true
    let suspended = channel
    try world.registry.writeAndWait { try $0.save(suspended, by: .hub) }
    try world.state(2)
    try await worker.runOnce()
    #expect(platform.received.isEmpty)
    channel.isSuspended = false
    let back = channel
    try world.registry.writeAndWait { try $0.save(back, by: .hub) }
    try await worker.runOnce()
    #expect(try types() == ["nights.changed"])
  }

  // MARK: - Failures

  @Test func aFailedMessageComesAgainAsItWas() async throws {
    let endpoint = try add([.nights])
    platform.will([500, nil])
    try world.state(2)
    try await worker.runOnce()
    #expect(platform.received.count == 1)
    try await worker.runOnce()
    #expect(platform.received.count == 1)
    world.advance(by: .seconds(5))
    try await worker.runOnce()
    world.advance(by: .minutes(5))
    try await worker.runOnce()
    let received = platform.received
    #expect(received.count == 3)
    #expect(Set(received.map { $0.header("webhook-id") }).count == 1)
    #expect(Set(received.map(\.body)).count == 1)
    #expect(Set(received.map { $0.header("webhook-signature") }).count == 3)
    let (delivery, attempts) = try #require(
      try world.registry.deliveries(of: endpoint.id, limit: 1).first
    )
    #expect(delivery.state == .delivered)
    #expect(attempts.map(\.status) == [500, nil, 204])
    #expect(attempts.map(\.error) == [nil, "timed_out", nil])
    #expect(attempts.map(\.response) == ["received", "", "received"])
  }

  @Test func retryAfterIsHonoured() async throws {
    let endpoint = try add([.nights])
    platform.will([503], headers: [HTTPField("Retry-After", "3600")])
    try world.state(2)
    try await worker.runOnce()
    let delivery = try #require(try world.registry.deliveries(of: endpoint.id, limit: 1).first?.0)
    #expect(delivery.nextTry == world.now + .hours(1))
  }

  @Test(arguments: [
    (429, "60", Span.seconds(60)), (503, "0", .seconds(0)),
    (503, "Wed, 21 Oct 2026 07:28:00 GMT", nil),
    (503, "-5", nil), (500, "60", nil), (429, "86401", nil),
  ])
  func retryAfterReads(_ status: Int, _ value: String, _ expected: Span?) {
    let answer = HTTPAnswer(status: status, headers: [HTTPField("retry-after", value)], body: [])
    #expect(answer.retryAfter == expected)
  }

  @Test func oneDeadEndpointHoldsUpNoOther() async throws {
    let other = Platform()
    try add([.nights], url: "https://dead.example/")
    try add([.nights], url: "https://well.example/")
    let dead = platform.send
    let well = other.send
    let worker = WebhookWorker(registry: world.registry) { (exchange) throws(HTTPFailure) in
      try await exchange.url.contains("dead") ? dead(exchange) : well(exchange)
    }
    platform.will(Array(repeating: nil, count: 100))
    for day in 0..<3 { try world.state(2, on: world.tonight + 3 * day) }
    try await worker.runOnce()
    #expect(other.received.count == 3)
    #expect(platform.received.count == 1)
  }

  @Test func threeDaysOfSilenceDisableAndAlarm() async throws {
    let endpoint = try add([.nights])
    platform.will(Array(repeating: 500, count: 5000))
    try world.state(2)
    let start = world.now
    while try world.registry.webhook(endpoint.id)?.health.isDisabled == false {
      try await worker.runOnce()
      world.advance(by: .minutes(10))
      if world.now - start > .days(1), platform.received.count < 20 {
        try world.state(1 + platform.received.count % 2)
      }
      guard world.now - start < .days(5) else {
        Issue.record("never disabled")
        return
      }
    }
    #expect(world.now - start >= WebhookHealth.patience)
    #expect(try world.registry.openAlarms().map(\.kind).contains(.webhookDisabled))
    let sent = platform.received.count
    try world.state(3)
    try await worker.runOnce()
    #expect(platform.received.count == sent)
  }

  // MARK: - Going down

  /// The hub dies at every statement of what the worker writes: each message arrives at least
  /// once, always under one name, and none is lost.
  @Test(arguments: [false, true]) func noStatementLosesAMessage(_ rollsBack: Bool) async throws {
    let faults = FaultSwitch()
    let world = try TestWorld(isGrouping: false, faults: faults.faults).populated()
    let endpoint = try world.registry.writeAndWait {
      try $0.addWebhook(
        "https://p.example/",
        topics: [.nights],
        channel: Fixtures.channel,
        by: .hub
      ).0
    }
    var statement = 0
    var hasFired = true
    var stated = 0
    while hasFired {
      platform.forget()
      platform.will([500])
      stated += 1
      try world.state(stated % 3, on: world.tonight + stated % 300)
      faults.arm(after: statement, rollsBack: rollsBack)
      let worker = WebhookWorker(registry: world.registry, send: platform.send)
      try? await worker.runOnce()
      hasFired = faults.disarm()
      try world.crash()
      let next = WebhookWorker(registry: world.registry, send: platform.send)
      for _ in 0..<3 {
        try await next.runOnce()
        world.advance(by: .minutes(5))
      }
      let received = platform.received
      #expect(Set(received.map { $0.header("webhook-id") }).count == 1, "statement \(statement)")
      #expect(Set(received.map(\.body)).count == 1)
      let newest = try #require(try world.registry.deliveries(of: endpoint.id, limit: 1).first?.0)
      #expect(newest.state == .delivered)
      #expect(received.last?.header("webhook-id") == newest.message.rawValue)
      statement += 1
      guard statement < 200 else {
        Issue.record("it never ends")
        return
      }
    }
    #expect(statement > 8)
    #expect(try world.registry.deliveries(of: endpoint.id, limit: 100).count == stated)
  }

  /// As the hub runs it: told at once, and stopped without waiting for a slow platform.
  @Test func runTellsAtOnceAndStops() async throws {
    try add([.nights])
    let running = Task { await worker.run() }
    try world.state(2)
    await platform.hear()
    running.cancel()
    await running.value
    #expect(try types() == ["nights.changed"])
  }
}
