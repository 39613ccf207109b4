package import InnRegistry
import Synchronization

/// Publishes when a period's turn comes, sends inns their month, and pushes what is published to
/// brokers until they have it.
///
/// Everything that must outlast the process is in the registry: a restart repeats nothing that was
/// done, and forgets nothing that was not.
package final class StatisticsWorker: Sendable {
  package typealias Send = @Sendable (HTTPExchange) async throws(HTTPFailure) -> HTTPAnswer

  package struct Settings: Sendable {
    /// Real inns or those for training.
    package var scope = FlowScope.real
    /// Nil: published by hand alone.
    package var publishing: StatisticsSchedule?
    /// When inns that want it get their month by SMS; nil: by hand alone.
    package var reports: StatisticsSchedule?
    package var brokers: [StatisticsBroker] = []

    package init() {}
  }

  /// Between two looks at the clock.
  static let tick = Span.seconds(2)

  private let registry: Registry
  private let settings: Settings
  private let log: Log
  private let send: @Sendable (StatisticsBroker) -> Send
  private let state = Mutex(State())

  private struct State {
    /// The last line of the log that was looked at for a broker.
    var seen: [String: Int64] = [:]
    /// Months whose reports have all been sent.
    var reported: Set<CivilMonth> = []
    /// Periods that are settled.
    var settled: Set<FlowPeriod> = []
  }

  /// - Parameter send: how a broker is reached.
  package init(
    registry: Registry,
    settings: Settings,
    log: Log = .silent,
    send: @escaping @Sendable (StatisticsBroker) -> Send,
  ) {
    self.registry = registry
    self.settings = settings
    self.log = log
    self.send = send
  }

  /// Works until it is cancelled.
  package func run() async {
    while !Task.isCancelled {
      do {
        try await runOnce()
      } catch RegistryUnavailable.stopping {
        return
      } catch {
        log.error("statistics wait", ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(StatisticsWorker.tick.milliseconds))
    }
  }

  /// Does everything that is due now.
  package func runOnce() async throws {
    try await publish()
    try await report()
    for broker in settings.brokers where !Task.isCancelled { try await push(to: broker) }
  }

  // MARK: - By schedule

  private func publish() async throws {
    guard let schedule = settings.publishing else { return }
    for period in schedule.due(at: registry.clock.now())
    where !state.withLock({ $0.settled.contains(period) }) && !Task.isCancelled {
      let (registry, scope) = (registry, settings.scope)
      let run = try await OfficeConsole.aside { try registry.publishScheduled(period, scope) }
      state.withLock { _ = $0.settled.insert(period) }
      guard let run else { continue }
      log.info(
        "statistics published by schedule",
        ["period": period.description, "outcome": run.outcome.rawValue],
      )
    }
  }

  private func report() async throws {
    guard let schedule = settings.reports else { return }
    let due = schedule.due(at: registry.clock.now()).filter { $0.length == .month }
    // An inn's month that is long over is no news any more.
    guard let month = due.last?.start, !state.withLock({ $0.reported.contains(month) }) else {
      return
    }
    let (registry, scope) = (registry, settings.scope)
    let sent = try await OfficeConsole.aside {
      try InnReport.send(month, among: nil, scope, registry, by: .hub)
    }
    state.withLock { _ = $0.reported.insert(month) }
    let count = sent.count { $0.outcome == .sent }
    guard count > 0 else { return }
    log.info("monthly reports sent", ["month": month.description, "inns": String(count)])
  }

  // MARK: - To brokers

  private func push(to broker: StatisticsBroker) async throws {
    try await lay(for: broker)
    let now = registry.clock.now()
    let health = try registry.statisticsBrokers()[broker.name] ?? .well
    guard health.nextTry <= now else { return }
    let waiting = try registry.statisticsPushes(broker.name, waiting: true)
    guard !waiting.isEmpty else { return }
    let (pushes, failure) = await attempt(waiting, broker)
    try await registry.write { try $0.note(pushes, by: broker.name, failure: failure) }
    if let failure {
      log.warning("a broker did not take everything", ["broker": broker.name, "error": failure])
    } else {
      log.info("pushed to a broker", ["broker": broker.name, "subjects": String(pushes.count)])
    }
  }

  /// Notes what the broker is to have, when anything has changed.
  private func lay(for broker: StatisticsBroker) async throws {
    let last = try registry.lastSequence()
    guard state.withLock({ $0.seen[broker.name] }) != last else { return }
    var wanted = try registry.vintageDigests(settings.scope)
    for listing in StatisticsListings.inns(registry.catalogue, settings.scope) {
      let entity = StatisticsListings.entities([listing], isLinked: true)
      wanted[.inn(listing.inn.id)] = Secret.sha256(String(decoding: entity, as: UTF8.self))
    }
    let known = try registry.statisticsPushes(broker.name)
    let digests = Dictionary(
      known.map { ($0.subject, $0.digest) },
      uniquingKeysWith: { $1 },
    )
    let isNew =
      wanted.contains { digests[$0.key] != $0.value }
      || known.contains { push in
        if case .inn = push.subject {
          wanted[push.subject] == nil && !push.digest.isEmpty
        } else {
          false
        }
      }
    if isNew {
      let laid = wanted
      try await registry.write { try $0.lay(laid, for: broker.name) }
    }
    state.withLock { $0.seen[broker.name] = last }
  }

  /// Sends what waits, a table at a time and all inns together.
  ///
  /// - Returns: what came of each, and what went wrong; nil when all was taken.
  private func attempt(_ waiting: [StatisticsPush], _ broker: StatisticsBroker) async
    -> ([StatisticsPush], failure: String?)
  {
    var done: [StatisticsPush] = []
    var failure: String?
    for batch in StatisticsWorker.batches(waiting) {
      if Task.isCancelled { return (done, failure ?? "stopped") }
      let verdict = await send(batch, to: broker)
      for var push in batch {
        switch verdict {
        case .taken: push.state = .taken
        case .refused(let words), .unavailable(let words): push.error = words
        }
        done.append(push)
      }
      switch verdict {
      case .taken: break
      case .refused(let words): failure = failure ?? words
      // Whoever does not answer is not asked again and again.
      case .unavailable(let words): return (done, failure ?? words)
      }
    }
    return (done, failure)
  }

  /// Tables one by one, in the order of their names; then entries of inns, and those to forget.
  static func batches(_ waiting: [StatisticsPush]) -> [[StatisticsPush]] {
    var tables: [[StatisticsPush]] = []
    var inns: [StatisticsPush] = []
    var gone: [StatisticsPush] = []
    for push in waiting {
      switch push.subject {
      case .table: tables.append([push])
      case .inn: if push.digest.isEmpty { gone.append(push) } else { inns.append(push) }
      }
    }
    return (tables + [inns, gone]).filter { !$0.isEmpty }
  }

  private func send(_ batch: [StatisticsPush], to broker: StatisticsBroker) async
    -> StatisticsBroker.Verdict
  {
    let isRemoval = batch.allSatisfy(\.digest.isEmpty)
    do {
      for (path, body) in try requests(batch, broker.dialect, isRemoval: isRemoval) {
        let answer = try await send(broker)(broker.request(path, body))
        let verdict = broker.verdict(answer, isRemoval: isRemoval)
        guard verdict == .taken else { return verdict }
      }
      return .taken
    } catch let failure as HTTPFailure {
      return .unavailable(failure.kind.rawValue)
    } catch {
      return .refused("\(error)")
    }
  }

  private func requests(
    _ batch: [StatisticsPush],
    _ dialect: StatisticsEntities.Dialect,
    isRemoval: Bool,
  ) throws -> [(path: String, body: [UInt8])] {
    var inns: [InnID] = []
    var entities: [StatisticsEntities.Entity] = []
    for push in batch {
      switch push.subject {
      case .inn(let inn): inns.append(inn)
      case .table(let name, let period):
        guard let vintage = try registry.vintage(name, period, settings.scope),
          vintage.digest == push.digest, let table = StatisticsTable(json: vintage.body)
        else { continue }
        entities += StatisticsEntities.entities(table, vintage)
      }
    }
    if isRemoval {
      return StatisticsEntities.removals(
        inns.map(StatisticsEntities.id),
        type: StatisticsEntities.pointOfInterest,
        dialect,
      )
    }
    let listings = StatisticsListings.inns(registry.catalogue, settings.scope)
      .filter { inns.contains($0.inn.id) }
    return StatisticsEntities.upserts(entities + StatisticsEntities.entities(listings), dialect)
  }
}
