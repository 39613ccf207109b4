import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// What brokers are pushed, when they fail, and what is never pushed twice.
@Suite(.timeLimit(.minutes(2))) struct StatisticsWorkerTests {
  /// A broker that answers as it is told and remembers what came.
  private final class Broker: Sendable {
    private struct State {
      var answers: [HTTPAnswer?] = []
      var received: [HTTPExchange] = []
    }

    private let state = Mutex(State())

    /// The next answers, nil for none; after them all is taken.
    func will(_ answers: [HTTPAnswer?]) { state.withLock { $0.answers = answers } }

    func take() -> [HTTPExchange] {
      state.withLock { state in
        defer { state.received = [] }
        return state.received
      }
    }

    var send: StatisticsWorker.Send {
      { [self] (exchange) throws(HTTPFailure) in
        let answer = state.withLock { state -> HTTPAnswer? in
          state.received.append(exchange)
          return state.answers.isEmpty ? HTTPAnswer(status: 204) : state.answers.removeFirst()
        }
        guard let answer else { throw HTTPFailure(.notConnected, text: "nobody there") }
        return answer
      }
    }
  }

  private let world: TestWorld
  private let broker = Broker()
  private let worker: StatisticsWorker
  private static let october = FlowPeriod("2026-10")

  init() throws {
    world = try TestWorld().populated(TrainingRegion.entries)
    let october = try #require(Self.october)
    try world.registry.writeAndWait {
      try $0.simulateFlow(seed: 1, months: october.months, by: .hub)
    }
    try world.registry.publishStatistics(october, .training, note: nil, by: .hub)
    worker = Self.worker(world, broker)
  }

  private static func worker(_ world: TestWorld, _ broker: Broker) -> StatisticsWorker {
    var settings = StatisticsWorker.Settings()
    settings.scope = .training
    settings.brokers = [
      StatisticsBroker(
        name: "city",
        dialect: .ngsiLD,
        url: "https://broker.example",
        tenant: "shimokita",
        token: StatisticsBroker.Token(header: "Authorization", value: "Bearer x"),
      )
    ]
    let send = broker.send
    return StatisticsWorker(registry: world.registry, settings: settings) { _ in send }
  }

  private func summary() throws -> StatisticsBrokerSummary {
    try #require(try world.registry.brokerSummaries().first)
  }

  private func alarms() throws -> [String] {
    try world.registry.openAlarms().filter { $0.kind == .undelivered }.map(\.detail)
  }

  @Test func everythingIsPushedOnce() async throws {
    try await worker.runOnce()
    let came = broker.take()
    #expect(Set(came.map(\.url)) == ["https://broker.example/ngsi-ld/v1/entityOperations/upsert"])
    #expect(came.allSatisfy { $0.method == "POST" && $0.header("Authorization") == "Bearer x" })
    #expect(came.allSatisfy { $0.header("Content-Type") == "application/ld+json" })
    #expect(came.allSatisfy { $0.header("NGSILD-Tenant") == "shimokita" })
    let tables = try world.registry.vintages(.training).count
    #expect(try summary().waiting == 0)
    #expect(try summary().taken == tables + 24)
    try await worker.runOnce()
    // Nor does another start of the hub.
    try await Self.worker(world, broker).runOnce()
    #expect(broker.take().isEmpty)
  }

  @Test func aBrokerThatFailsIsAskedAgainAndTheOfficeIsTold() async throws {
    broker.will([HTTPAnswer(status: 500, body: Array("busy".utf8))])
    try await worker.runOnce()
    // One refusal ends the round: whoever is down is not asked for every table.
    #expect(broker.take().count == 1)
    #expect(try summary().health.error == "500 busy")
    try await worker.runOnce()
    #expect(broker.take().isEmpty, "it rests for five seconds")
    for (round, wait) in StatisticsPush.waits.enumerated() {
      broker.will([nil])
      world.advance(by: wait)
      try await worker.runOnce()
      #expect(broker.take().count == 1, "round \(round)")
    }
    // 1 h 12 min and 35 s, and six hours.
    #expect(try alarms() == ["broker city"])
    world.advance(by: try #require(StatisticsPush.waits.last))
    try await worker.runOnce()
    #expect(try summary().waiting == 0 && summary().health == .well)
    #expect(try alarms().isEmpty)
  }

  @Test func whatIsRefusedHoldsNothingElseUp() async throws {
    broker.will([HTTPAnswer(status: 400, body: Array("bad entity".utf8))])
    try await worker.runOnce()
    let tables = try world.registry.vintages(.training).count
    #expect(try summary().waiting == 1)
    #expect(try summary().taken == tables + 24 - 1)
    let refused = try world.registry.statisticsPushes("city", waiting: true)
    #expect(refused.map(\.error) == ["400 bad entity"])
    _ = broker.take()
    world.advance(by: .seconds(5))
    try await worker.runOnce()
    #expect(broker.take().count == 1)
    #expect(try summary().waiting == 0)
  }

  @Test func aBatchWithErrorsIsNotTaken() throws {
    let broker = StatisticsBroker(name: "b", dialect: .ngsiLD, url: "https://b.example")
    func verdict(_ status: Int, _ body: String, isRemoval: Bool = false)
      -> StatisticsBroker.Verdict
    {
      broker.verdict(HTTPAnswer(status: status, body: Array(body.utf8)), isRemoval: isRemoval)
    }
    #expect(verdict(201, "[]") == .taken)
    #expect(verdict(207, #"{"success":["a"],"errors":[]}"#) == .taken)
    #expect(verdict(207, #"{"success":[],"errors":[{}]}"#) != .taken)
    #expect(verdict(404, "", isRemoval: true) == .taken)
    #expect(verdict(404, "no such tenant") == .unavailable("404 no such tenant"))
    #expect(verdict(401, "") == .unavailable("401"))
    #expect(verdict(413, "too large") == .refused("413 too large"))
  }

  @Test func anInnThatIsListedNoMoreIsForgotten() async throws {
    try await worker.runOnce()
    _ = broker.take()
    try world.registry.writeAndWait {
      try $0.setListed(false, inn: InnID(trusted: "T03"), by: .hub)
    }
    try await worker.runOnce()
    let came = broker.take()
    #expect(came.map(\.url) == ["https://broker.example/ngsi-ld/v1/entityOperations/delete"])
    #expect(
      came.map { String(decoding: $0.body, as: UTF8.self) } == [
        #"["urn:ngsi-ld:PointOfInterest:innbridge:T03"]"#
      ]
    )
    try await worker.runOnce()
    #expect(broker.take().isEmpty)
  }

  @Test func aLaterVintageTakesTheEarliersPlace() async throws {
    try await worker.runOnce()
    _ = broker.take()
    let night = try #require(Self.october).nights.lowerBound
    try world.registry.writeAndWait {
      try $0.reportGuestsOutside(
        InnID(trusted: "T01"),
        night: night,
        guests: 80,
        fromAbroad: 0,
        by: .hub,
      )
    }
    let later = try world.registry.publishStatistics(
      try #require(Self.october),
      .training,
      note: nil,
      by: .hub,
    )
    try await worker.runOnce()
    let bodies = broker.take().map { String(decoding: $0.body, as: UTF8.self) }
    // Inns did not change, and are not pushed again.
    #expect(bodies.count == later.count)
    #expect(bodies.allSatisfy { $0.contains("2026-10") })
  }

  @Test func signsThatBrokersRefuseAreWrittenOtherwise() {
    #expect(StatisticsEntities.allowed("a; (b) = 'c' <\"d\">") == "a, [b] ＝ ’c’ ‹”d”›")
  }
}
