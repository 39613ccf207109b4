package import InnRegistry

/// The HTTP API that travel platforms use: every resource under `/v1`, and `/healthz`.
///
/// Resources translate; what may be sold and booked is the registry's business alone.
package struct PlatformAPI: Sendable {
  package let registry: Registry
  let health: @Sendable () -> HealthReport
  let idempotency: IdempotentRequests
  let rateLimit: RateLimit
  let limiter: RateLimiter
  let searchAnswers = SearchAnswers()
  let webhookAddresses: OutgoingAddress
  /// Under which guests reach the hub, such as `https://yado.example.org`; nil where none is known.
  let publicURL: String?

  /// - Parameters:
  ///   - rateLimit: how often a key may ask.
  ///   - webhookAddresses: where webhooks may be sent to.
  ///   - publicURL: under which guests reach the hub.
  ///   - health: what else must be well besides the registry, such as the telephone.
  package init(
    registry: Registry,
    rateLimit: RateLimit = .customary,
    webhookAddresses: OutgoingAddress = .publicInternet,
    publicURL: String? = nil,
    health: @escaping @Sendable () -> HealthReport = { HealthReport() },
  ) {
    self.registry = registry
    self.health = health
    self.rateLimit = rateLimit
    self.webhookAddresses = webhookAddresses
    self.publicURL = publicURL
    limiter = RateLimiter(rateLimit)
    idempotency = IdempotentRequests(registry: registry)
  }

  /// Every route, with the access that ``authentication`` enforces.
  package var routes: RouteTable {
    var table = RouteTable()
    addHealth(to: &table)
    addChannel(to: &table)
    addInns(to: &table)
    addCalendar(to: &table)
    addAvailability(to: &table)
    addQuotes(to: &table)
    addHolds(to: &table)
    addBookings(to: &table)
    addChanges(to: &table)
    addNotices(to: &table)
    addWebhooks(to: &table)
    addCalendarFiles(to: &table)
    addStatistics(to: &table)
    addDocumentation(to: &table)
    return table
  }

  /// A router with the API's routes and its middleware.
  ///
  /// - Parameter others: routes of other doors, such as the webhooks of SMS providers, which check
  ///   for themselves who calls.
  package func router(
    adding others: RouteTable = RouteTable(),
    log: @escaping @Sendable (AccessRecord) -> Void = { _ in },
    reportError: @escaping @Sendable (any Error, String) -> Void = { _, _ in },
  ) -> Router {
    var all = routes
    all.add(others)
    return Router(
      all,
      middleware: [
        .defaultHeaders([
          ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ]),
        authentication,
        RefusalTranslation.middleware,
      ],
      clock: registry.clock,
      log: log,
      reportError: reportError,
    )
  }
}

/// What of the hub is not well.
package struct HealthReport: Hashable, Sendable {
  /// A short sentence for each part that does not work; empty when all is well.
  package var faults: [String]

  package init(faults: [String] = []) { self.faults = faults }
}

extension PlatformAPI {
  func addHealth(to table: inout RouteTable) {
    table.add(
      .get,
      "/healthz",
      operation: "health",
      access: .everyone,
      document: InnDocuments.health,
    ) { _ in
      var report = health()
      do {
        _ = try registry.lastSequence()
      } catch {
        report.faults.append("the registry can't be read")
      }
      return .json(status: report.faults.isEmpty ? .ok : .serviceUnavailable) { json in
        json.object {
          $0.field("status", report.faults.isEmpty ? "ok" : "failing")
          $0.array("faults") { list in for fault in report.faults { list.string(fault) } }
        }
      }
    }
  }
}
