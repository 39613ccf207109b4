import Foundation

/// The one thread that changes the registry, committing what waits in groups.
///
/// An fsync costs the same for one change as for sixty-four, so whatever waits is run in one
/// database transaction, each change in a savepoint of its own; answers leave only after COMMIT.
///
/// `@unchecked Sendable`: `lock` guards the queue and the flags; the connection, the counters and
/// the catalogue's replacement belong to the writer's thread alone.
final class RegistryWriter: @unchecked Sendable {
  /// Changes in one commit at most: enough to hide the fsync, few enough that none waits long.
  static let maxBatch = 64
  /// After this time a batch takes no further change: who comes just after a batch has begun waits
  /// for it and for his own, and two long ones are what the slowest answers are made of.
  ///
  /// Longer than sixty-four bookings take on a machine of its own.
  static let longestBatch = Duration.milliseconds(12)
  /// Changes that may wait; beyond it callers are told to come back, rather than wait for minutes.
  static let maxQueue = 8192
  /// New pages in the write-ahead log (4 KiB each) after which they are copied into the database
  /// beside the writer: few enough that a copy is over in a blink, many enough that a page changed
  /// in several commits is copied once and the disk's queue is rarely shared with it.
  static let checkpointPages = 4000
  /// Pages in the log after which the writer itself copies the rest, so that the log can begin anew
  /// under steady load: 64 MiB on the disk, and the next start reads no more than that.
  static let longestLogPages = 16_000

  typealias Work = (Transaction) throws -> Void

  private struct Job {
    let work: Work
    /// Called once, after COMMIT or failure.
    let finish: (Result<Void, any Error>) -> Void
  }

  private let lock = NSCondition()
  private var queue: [Job] = []
  private var isStopping = false
  private var hasStopped = false
  private let db: SQLConnection
  private var counters: Counters
  private let clock: WallClock
  private let random: RandomSource
  private let state: RegistryState
  private let isGrouping: Bool
  private let checkpointer: Checkpointer
  private let logWatch: LogWatch?
  /// The log's length when a copy was last asked for.
  private var pagesAtLastWish = 0

  init(
    db: SQLConnection,
    clock: WallClock,
    random: RandomSource,
    state: RegistryState,
    isGrouping: Bool = true,
    logWatch: LogWatch? = nil,
  ) throws {
    self.db = db
    self.logWatch = logWatch
    self.clock = clock
    self.random = random
    self.state = state
    self.isGrouping = isGrouping
    checkpointer = Checkpointer(path: db.path) { logWatch?.catchUp() }
    counters = try Counters.load(db)
    logWatch?.begin(framesInLog: try db.checkpointed().inLog)
  }

  func start() {
    let thread = Thread { [self] in loop() }
    thread.name = "registry-writer"
    thread.start()
  }

  /// Queues a change.
  ///
  /// - Parameter finish: called exactly once on the writer's thread; must not block.
  func enqueue(_ work: @escaping Work, finish: @escaping (Result<Void, any Error>) -> Void) {
    lock.lock()
    guard !isStopping, queue.count < RegistryWriter.maxQueue else {
      let error: RegistryUnavailable = isStopping ? .stopping : .overloaded
      lock.unlock()
      finish(.failure(error))
      return
    }
    queue.append(Job(work: work, finish: finish))
    lock.signal()
    lock.unlock()
  }

  /// Lets what waits finish, then ends the thread.
  func stop() {
    lock.lock()
    isStopping = true
    lock.broadcast()
    while !hasStopped { lock.wait() }
    lock.unlock()
  }

  private func loop() {
    while let batch = nextBatch() {
      run(batch)
      checkpointIfWorthwhile()
    }
    checkpointer.stop()
    logWatch?.catchUp()
    _ = try? db.checkpoint()
    lock.lock()
    hasStopped = true
    lock.broadcast()
    lock.unlock()
  }

  private func nextBatch() -> [Job]? {
    lock.lock()
    defer { lock.unlock() }
    while queue.isEmpty {
      if isStopping { return nil }
      lock.wait()
    }
    let count = isGrouping ? min(queue.count, RegistryWriter.maxBatch) : 1
    defer { queue.removeFirst(count) }
    return Array(queue.prefix(count))
  }

  /// Those that a batch had no time for are the first of the next one.
  private func putBack(_ jobs: ArraySlice<Job>) {
    guard !jobs.isEmpty else { return }
    lock.lock()
    queue.insert(contentsOf: jobs, at: 0)
    lock.unlock()
  }

  /// After a batch has been answered: no answer waits for a copy.
  private func checkpointIfWorthwhile() {
    let pages = db.pagesInLog
    // The log has begun anew.
    if pages < pagesAtLastWish { pagesAtLastWish = 0 }
    guard pages - pagesAtLastWish >= RegistryWriter.checkpointPages else { return }
    pagesAtLastWish = pages
    if pages < RegistryWriter.longestLogPages {
      checkpointer.wish()
    } else {
      logWatch?.catchUp()
      _ = try? db.checkpoint()
    }
  }

  /// Runs and commits a batch, or as much of it as there is time for.
  private func run(_ offered: [Job]) {
    var batch = offered[...]
    let end = ContinuousClock.now + RegistryWriter.longestBatch
    var results: [Result<Void, any Error>] = []
    results.reserveCapacity(batch.count)
    var changes = IndexChanges()
    let before = counters
    // Each change sees the listings as those before it in the batch left them.
    var catalogue = state.catalogue
    do {
      // One that could not be rolled back before must not swallow this one.
      if db.isInTransaction { try db.run("ROLLBACK") }
      try db.run("BEGIN IMMEDIATE")
      for job in offered {
        results.append(try attempt(job, catalogue: &catalogue, changes: &changes))
        guard ContinuousClock.now < end else { break }
      }
      batch = offered.prefix(results.count)
      putBack(offered.dropFirst(results.count))
      try db.run("COMMIT")
      logWatch?.committed(framesInLog: db.pagesInLog)
    } catch {
      if db.isInTransaction { _ = try? db.run("ROLLBACK") }
      counters = before
      for job in batch { job.finish(.failure(error)) }
      return
    }
    state.apply(changes, catalogue: catalogue, now: clock.now(), db)
    for (job, result) in zip(batch, results) { job.finish(result) }
    if counters.event != before.event { state.feed.publish(counters.event) }
  }

  /// Runs one change of a batch; if it fails by itself, its neighbours go on.
  ///
  /// - Throws: when the database can't go back to where the change began, and so the whole batch
  ///   fails: after a full disk SQLite has rolled everything back, the neighbours' changes too, and
  ///   nobody may be told that it is done.
  private func attempt(
    _ job: Job,
    catalogue: inout Catalogue,
    changes: inout IndexChanges,
  ) throws -> Result<Void, any Error> {
    let transaction = Transaction(
      db: db,
      now: clock.now(),
      catalogue: catalogue,
      random: random,
      counters: counters,
    )
    do {
      try db.run("SAVEPOINT change")
      try job.work(transaction)
      try db.run("RELEASE change")
      counters = transaction.lastNumbers
      catalogue = transaction.catalogue
      changes.append(transaction.changes)
      return .success(())
    } catch {
      guard db.isInTransaction else { throw error }
      try db.run("ROLLBACK TO change")
      try db.run("RELEASE change")
      return .failure(error)
    }
  }
}

/// The registry can't take a change right now; nothing was changed.
package enum RegistryUnavailable: Error, Hashable, Sendable {
  /// More changes wait than the limit allows.
  case overloaded
  /// The hub is going down.
  case stopping
}
