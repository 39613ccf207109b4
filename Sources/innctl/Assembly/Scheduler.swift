import InnRegistry
import VoiceIVR

/// Lets time pass: deadlines, departures, deliveries that are overdue; and each night, when tonight
/// turns, guests' data whose time is over.
///
/// Beside them statistics follow the log.
struct Scheduler: Sendable {
  /// Between two looks: deadlines are told in minutes, holds in seconds.
  static let tick = Span.seconds(1)

  private let work: Task<Void, Never>
  /// Beside the deadlines, which wait for nothing.
  private let figures: Task<Void, Never>

  /// Settles what the last run left pending, runs what came due meanwhile, and goes on.
  ///
  /// - Parameter speech: whose sentences go with the guests' data.
  static func start(
    _ registry: Registry,
    speech: Speech,
    log: Log,
  ) async throws(CommandFailure) -> Scheduler {
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
        var cleanedOn: CivilDate?
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(tick.milliseconds))
          if Task.isCancelled { return }
          do {
            if registry.holds(.scheduler) {
              try await registry.runDue()
            } else {
              try await registry.followCalendar()
            }
          } catch {
            log.error("what is due could not be run", ["error": "\(error)"])
          }
          let tonight = TokyoTime.tonight(at: registry.clock.now())
          if cleanedOn != tonight {
            cleanedOn = tonight
            await retain(registry, speech, log)
          }
        }
      },
      figures: Task(priority: .utility) {
        var countedAt: Timestamp?
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(tick.milliseconds))
          let now = registry.clock.now()
          guard countedAt.map({ now - $0 >= figuresPace }) ?? true else { continue }
          countedAt = now
          await countFlow(registry, log)
        }
      }
    )
  }

  /// Statistics follow the log once a minute; nobody waits for them.
  private static let figuresPace = Span.minutes(1)
  /// Between two steps of theirs, in times what a step took: a morning of many bookings must not
  /// take the writer from those that come.
  private static let figuresRest = 9

  private static func countFlow(_ registry: Registry, _ log: Log) async {
    do {
      while !Task.isCancelled {
        let begun = ContinuousClock.now
        guard try await registry.followLog() else { return }
        try? await Task.sleep(for: (ContinuousClock.now - begun) * figuresRest)
      }
    } catch RegistryUnavailable.stopping {
    } catch {
      log.error("statistics could not follow the log", ["error": "\(error)"])
    }
  }

  private static func retain(_ registry: Registry, _ speech: Speech, _ log: Log) async {
    do {
      let report = try await registry.runRetention(isDryRun: false, by: .hub)
      let sentences = await speech.forget(
        unusedFor: .days(try registry.retentionPolicy().days)
      )
      guard report.guests + report.transcripts + sentences > 0 else { return }
      log.info(
        "guests' data erased after their time",
        [
          "guests": String(report.guests), "transcripts": String(report.transcripts),
          "sentences": String(sentences),
        ],
      )
    } catch {
      log.error("guests' data could not be erased", ["error": "\(error)"])
    }
  }

  func stop() async {
    work.cancel()
    figures.cancel()
    await work.value
    await figures.value
  }
}
