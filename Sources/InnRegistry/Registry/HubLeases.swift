import Synchronization

/// Work that one hub of a server does for all of them.
package enum HubJob: String, CaseIterable, Sendable {
  /// What happens because time passes.
  case scheduler
  case webhooks
  /// Mails and messages to guests.
  case notices
  /// Calendars of other platforms.
  case calendars
  /// Word of alarms to the office.
  case alarms
  /// Answers for training inns.
  case training
}

/// Which work of ``HubJob`` this hub does, by leases: rows that say who has it and until when.
///
/// A lease is taken and renewed inside the writers' serialised transactions, by the server's clock,
/// so that two hubs never have the same one, whatever their own clocks say. A hub that dies renews
/// nothing, and another has its work within ``length``.
final class HubLeases: Sendable {
  /// From the last renewal; long enough that a fail-over of a few seconds moves nothing, short enough
  /// that a request's call is not late for a hub's death.
  static let length = Span.seconds(12)
  /// Between two renewals: three may fail.
  static let pace = Duration.seconds(3)

  private struct State {
    var jobs: Set<HubJob> = []
    /// By this process' own steady clock, from before the renewal was asked for.
    var until: ContinuousClock.Instant?
    var askedAt: ContinuousClock.Instant?
    var isAsking = false
  }

  private let state = Mutex(State())

  func holds(_ job: HubJob) -> Bool {
    state.withLock { state in
      guard let until = state.until, ContinuousClock.now < until else { return false }
      return state.jobs.contains(job)
    }
  }

  /// Renews what is held and takes what is free, when it is time.
  func renewIfDue(_ writer: RegistryWriter) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      guard !state.isAsking, state.askedAt.map({ now - $0 >= HubLeases.pace }) ?? true else {
        return false
      }
      state.isAsking = true
      state.askedAt = now
      return true
    }
    guard isDue else { return }
    let box = Taken()
    writer.enqueue(
      { transaction in
        let jobs = try transaction.renewLeases()
        box.jobs.withLock { $0 = jobs }
      },
      finish: { [self] result in
        state.withLock { state in
          state.isAsking = false
          guard case .success = result else { return }
          state.jobs = box.jobs.withLock { $0 }
          state.until = now + .milliseconds(HubLeases.length.milliseconds)
        }
      },
    )
  }

  private final class Taken: Sendable {
    let jobs = Mutex<Set<HubJob>>([])
  }
}

extension Transaction {
  /// What a hub's own row in `hub_lease` is called, by which the others see that it lives.
  static let aliveMark = "alive:"

  /// Says that this hub lives, and takes the work that nobody has.
  ///
  /// - Returns: the work that it has until ``HubLeases/length`` from now.
  func renewLeases() throws -> Set<HubJob> {
    let now = try db.serverMilliseconds()
    var held: Set<HubJob> = []
    _ = try lease(Transaction.aliveMark + hub, now)
    for job in HubJob.allCases where try lease(job.rawValue, now) { held.insert(job) }
    // Hubs that ended long ago.
    try db.run(
      "DELETE FROM hub_lease WHERE until < $1",
      .integer(now - Span.hours(1).milliseconds),
    )
    return held
  }

  /// This hub ends: its work is free.
  func giveUpLeases() throws {
    try db.run("DELETE FROM hub_lease WHERE hub = $1", .text(hub))
  }

  private func lease(_ job: String, _ now: Int64) throws -> Bool {
    try db.run(
      """
      INSERT INTO hub_lease (job, hub, since, until) VALUES ($1, $2, $4, $3)
      ON CONFLICT (job) DO UPDATE SET hub = $2, until = $3, since = CASE
        WHEN hub_lease.hub = $2 AND hub_lease.until > $4 THEN hub_lease.since ELSE $4 END
      WHERE hub_lease.hub = $2 OR hub_lease.until <= $4
      """,
      .text(job),
      .text(hub),
      .integer(now + HubLeases.length.milliseconds),
      .integer(now),
    ) > 0
  }
}

extension SQLConnection {
  /// The instant, by the server's clock, at which a hub's lease must be over for this one to take the
  /// hub for dead.
  ///
  /// Beyond every lease as long as this hub's own has not lasted for ``HubLeases/length``: while the
  /// server was away nobody could renew, and those whose calls go on must have time to say so.
  func deathLine(for hub: String) throws -> Int64 {
    let now = try serverMilliseconds()
    // A file's hub is alone, and whoever else is named is no more.
    guard isServer else { return now }
    let since: Int64? = try row(
      "SELECT since FROM hub_lease WHERE job = $1 AND until > $2",
      .text(Transaction.aliveMark + hub),
      .integer(now),
    ) { $0.integer(0) }
    guard let since, since <= now - HubLeases.length.milliseconds else { return -1 }
    return now
  }
}

extension Registry {
  /// Whether this hub is the one that does a piece of work for all; always where it is alone.
  package func holds(_ job: HubJob) -> Bool { leases?.holds(job) ?? true }
}
