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
  /// Changes that may wait; beyond it callers are told to come back, rather than wait for minutes.
  static let maxQueue = 8192
  /// New pages in the write-ahead log (4 KiB each) after which they are copied into the database
  /// beside the writer: few enough that the disk is soon free again for the next commit (16,000
  /// doubled the bookings' 99th percentile; between 4,000 and this the difference is small), many
  /// enough that a page changed in several commits is copied once.
  static let checkpointPages = 1500
  /// Pages in the log after which the writer itself copies the rest, so that the log can begin anew
  /// under steady load: 192 MiB on the disk, and the next start reads no more than that.
  ///
  /// Every change waits meanwhile, so it happens less than once in a hundred batches.
  static let longestLogPages = 48_000

  /// Longest time that a change waits for a server that has gone, in tries: with the pause between
  /// them about as long as a keeper waits in silence.
  static let mostTries = 60
  /// Between two tries.
  static let pauseMilliseconds: Int32 = 250

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
  private var thread: pthread_t?
  private let db: SQLConnection
  private var counters: Counters
  private let hub: String
  private let clock: WallClock
  private let random: RandomSource
  private let state: RegistryState
  private let isGrouping: Bool
  private let checkpointer: Checkpointer
  private let logWatch: LogWatch?
  /// What other hubs commit; nil where one hub has a file to itself.
  private var shared: SharedCommits?
  private let patience: ServerPatience
  private let log: Log
  /// Somebody told of another hub's commit.
  private var hasNews = false
  /// The log's length when a copy was last asked for.
  private var pagesAtLastWish = 0

  init(
    db: SQLConnection,
    clock: WallClock,
    random: RandomSource,
    state: RegistryState,
    isGrouping: Bool = true,
    logWatch: LogWatch? = nil,
    hub: String,
    shared: SharedCommits? = nil,
    patience: ServerPatience = ServerPatience(),
    log: Log = .silent,
  ) throws {
    self.db = db
    self.patience = patience
    self.log = log
    self.hub = hub
    self.shared = shared
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

  /// Has the writer take over what other hubs have committed; returns at once.
  func lookForNews() {
    lock.lock()
    hasNews = true
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

  /// Whether the caller is the writer's thread.
  var isOnItsThread: Bool {
    lock.withLock { thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
  }

  private func loop() {
    lock.withLock { thread = pthread_self() }
    while let batch = nextBatch() {
      if batch.isEmpty { takeNews() } else { run(batch) }
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

  /// - Returns: empty when only news wait; nil at the end.
  private func nextBatch() -> [Job]? {
    lock.lock()
    defer { lock.unlock() }
    while queue.isEmpty {
      if isStopping { return nil }
      if hasNews {
        hasNews = false
        return []
      }
      lock.wait()
    }
    // Every batch of changes takes the news first.
    hasNews = false
    let count = isGrouping ? min(queue.count, RegistryWriter.maxBatch) : 1
    defer { queue.removeFirst(count) }
    return Array(queue.prefix(count))
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

  /// What a batch left behind, before anybody is told.
  private struct Done {
    var results: [Result<Void, any Error>] = []
    var changes = IndexChanges()
    var catalogue: Catalogue
    /// The last number of the log before it.
    var before: Int64
  }

  private func run(_ batch: [Job]) {
    let done: Done
    do {
      done = try shared == nil ? commit(batch) : commitShared(batch)
    } catch {
      for job in batch { job.finish(.failure(error)) }
      return
    }
    let hasNewLines = counters.event != done.before
    state.apply(
      done.changes,
      hasNewLines: hasNewLines,
      catalogue: done.catalogue,
      now: clock.now(),
      db,
    )
    for (job, result) in zip(batch, done.results) { job.finish(result) }
    if hasNewLines { state.feed.publish(counters.event) }
  }

  /// Runs a batch in one transaction; when it throws, nothing was changed.
  private func commit(_ batch: [Job]) throws -> Done {
    let before = counters
    do {
      // One that could not be rolled back before must not swallow this one.
      if db.isInTransaction { try db.run("ROLLBACK") }
      try db.beginWriting()
      let done = try attempt(batch)
      try db.run("COMMIT")
      logWatch?.committed(framesInLog: db.pagesInLog)
      return done
    } catch {
      if db.isInTransaction { _ = try? db.run("ROLLBACK") }
      counters = before
      throw error
    }
  }

  private func attempt(_ batch: [Job]) throws -> Done {
    // Each change sees the listings as those before it in the batch left them.
    var done = Done(catalogue: state.catalogue, before: counters.event)
    done.results.reserveCapacity(batch.count)
    for job in batch {
      done.results.append(
        try attempt(job, catalogue: &done.catalogue, changes: &done.changes)
      )
    }
    return done
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
      hub: hub,
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
      // The server has gone, or was out of patience: not this change's fault.
      if shared != nil, let failure = error as? DatabaseError, failure.isPassing { throw error }
      try db.run("ROLLBACK TO change")
      try db.run("RELEASE change")
      return .failure(error)
    }
  }
}

// MARK: - Several hubs

extension RegistryWriter {
  /// Runs a batch on a server that other hubs write too: takes over what they have done, runs the
  /// changes, and leaves word of them.
  ///
  /// When the server goes in the middle it is looked for again, and the batch run anew, unless its
  /// COMMIT turns out to be done: nobody is told before that is known.
  private func commitShared(_ batch: [Job]) throws -> Done {
    var tries = 1
    while true {
      var before = counters
      var written: Int64?
      var finished: Done?
      do {
        if db.isInTransaction { try db.run("ROLLBACK") }
        try db.beginWriting()
        try takeNewsInside()
        // What others have done stands, whatever becomes of this batch.
        before = counters
        try shared?.beginFeedIfLost(db, random)
        let done = try attempt(batch)
        written = try shared?.write(
          done.changes,
          event: counters.event,
          at: clock.now(),
          // A lease renewed wakes nobody: whoever was woken would write, too, and wake us.
          isNews: counters.event != before.event || !done.changes.isEmpty,
          db,
        )
        finished = done
        try db.run("COMMIT")
        if written != nil { shared?.committed() }
        return done
      } catch let error as DatabaseError where error.isPassing && tries < RegistryWriter.mostTries {
        if db.isInTransaction { _ = try? db.run("ROLLBACK") }
        if error.kind == .connection {
          if let written, let finished, try isDone(written, &tries) {
            shared?.committed()
            return finished
          }
          try connectAgain(&tries)
        }
        counters = before
        tries += 1
      } catch {
        if db.isInTransaction { _ = try? db.run("ROLLBACK") }
        counters = before
        throw error
      }
    }
  }

  /// Looks on the server that answers now whether a commit is there, and sees to it that it stays.
  private func isDone(_ number: Int64, _ tries: inout Int) throws -> Bool {
    while true {
      try connectAgain(&tries)
      do {
        try db.beginWriting()
        guard try shared?.confirm(number, db) == true else {
          _ = try? db.run("ROLLBACK")
          return false
        }
        try db.run("COMMIT")
        return true
      } catch let error as DatabaseError where error.isPassing && tries < RegistryWriter.mostTries {
        tries += 1
      }
    }
  }

  private func connectAgain(_ tries: inout Int) throws {
    while true {
      do {
        return try db.reconnect()
      } catch {
        tries += 1
        guard tries < RegistryWriter.mostTries,
          patience.rest(milliseconds: RegistryWriter.pauseMilliseconds)
        else { throw error }
      }
    }
  }

  /// Takes over other hubs' commits, inside a transaction.
  private func takeNewsInside() throws {
    guard var known = shared, let news = try known.news(db) else { return }
    if known.hasLost, shared?.hasLost == false {
      log.error("commits are lost: the database is not the one that took them", [:])
    }
    try state.take(news, known: counters.event, now: clock.now(), db)
    counters = try Counters.load(db)
    shared = known
  }

  /// Takes over other hubs' commits while nothing is to be written.
  private func takeNews() {
    guard shared != nil else { return }
    do {
      if db.isInTransaction { try db.run("ROLLBACK") }
      try db.beginReading()
      defer { _ = try? db.run("COMMIT") }
      try takeNewsInside()
    } catch let error as DatabaseError where error.kind == .connection {
      // The listener has us look again before long.
      try? db.reconnect()
    } catch {
      // What could not be read now is read with the next news: the number has not moved.
    }
  }
}

extension DatabaseError {
  /// May be gone when it is tried again.
  var isPassing: Bool { kind == .connection || kind == .busy }
}

/// The registry can't take a change right now; nothing was changed.
package enum RegistryUnavailable: Error, Hashable, Sendable {
  /// More changes wait than the limit allows.
  case overloaded
  /// The hub is going down.
  case stopping
}
