import InnRegistry

/// Lets time pass for the registry: deadlines, departures, deliveries that are overdue.
struct Scheduler: Sendable {
  /// Between two looks: deadlines are told in minutes, holds in seconds.
  static let tick = Span.seconds(1)

  private let work: Task<Void, Never>

  /// Settles what the last run left pending, runs what came due meanwhile, and goes on.
  static func start(_ registry: Registry, log: Log) async throws(CommandFailure) -> Scheduler {
    do {
      let settled = try await registry.settleAfterRestart()
      if !settled.isEmpty {
        log.info("answers from before the restart settled", ["count": String(settled.count)])
      }
      try await registry.runDue()
    } catch {
      throw AdminRefusal(error).failure
    }
    return Scheduler(
      work: Task {
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(tick.milliseconds))
          if Task.isCancelled { return }
          do {
            try await registry.runDue()
          } catch {
            log.error("what is due could not be run", ["error": "\(error)"])
          }
        }
      }
    )
  }

  func stop() async {
    work.cancel()
    await work.value
  }
}
