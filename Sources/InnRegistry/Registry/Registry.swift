import Foundation
import Synchronization

/// The hub's memory: everything that inns sell and everything that was booked.
///
/// One writer, many readers beside it, a search index in memory. Every door (telephone, HTTP,
/// command line, later SMS and console) goes through here; no rule lives in a door.
package final class Registry: Sendable {
  /// Read connections kept open: threads of the HTTP server and of the telephone that read at once.
  static let readers = 8

  package let clock: WallClock
  package let random: RandomSource
  let hashing = HashingQueue()
  /// Guests' wishes that came to nothing, on their way into the log.
  package let flowRefusals = FlowRefusals()
  private let state: RegistryState
  private let writer: RegistryWriter
  private let pool: ReaderPool
  /// This process, among those that share the registry and those that had it before.
  package let hub: String
  /// What this hub does for all; nil where the registry is a file.
  let leases: HubLeases?
  /// Hears of other hubs' commits; nil where the registry is a file.
  private let listener: NewsListener?
  private let patience: ServerPatience

  /// Opens or creates the registry at `path` and brings its schema up to date.
  ///
  /// - Parameters:
  ///   - path: a file's, or the address of a server (`postgresql://…`), which several hubs may share.
  ///   - isGrouping: false commits every change by itself; for measuring what groups save.
  ///   - faults: makes the writer's statements fail; for tests.
  ///   - logWatch: told of every commit, for a continuous copy.
  /// - Throws: ``DatabaseError``.
  package init(
    path: String,
    clock: WallClock = .system,
    random: RandomSource = .system,
    log: Log = .silent,
    isGrouping: Bool = true,
    faults: StatementFaults? = nil,
    logWatch: LogWatch? = nil,
  ) throws {
    let patience = ServerPatience()
    self.patience = patience
    let db = try SQLConnection(path: path, mode: .readWrite, patience: patience)
    _ = try Migrations.run(on: db, now: clock.now())
    self.clock = clock
    self.random = random
    // Never by a seed: two processes must have two names.
    hub = RandomSource.system.opaqueName(prefix: "hub_")
    let shared = db.isServer ? try SharedCommits(hub: hub, db) : nil
    state = try RegistryState(db, now: clock.now(), log: log)
    // Everything was read once; the writer will need little of it again.
    try db.giveBackMemory()
    db.faults = faults
    pool = ReaderPool(path: path, limit: Registry.readers, patience: patience)
    writer = try RegistryWriter(
      db: db,
      clock: clock,
      random: random,
      state: state,
      isGrouping: isGrouping,
      logWatch: logWatch,
      hub: hub,
      shared: shared,
      patience: patience,
      log: log,
    )
    writer.start()
    if let shared {
      let leases = HubLeases()
      self.leases = leases
      listener = NewsListener(path: path, hub: shared.hub, patience: patience) { [writer] in
        writer.lookForNews()
      } tick: { [writer] in
        leases.renewIfDue(writer)
      }
      listener?.start()
    } else {
      leases = nil
      listener = nil
    }
  }

  /// Whether the caller is on the thread on which changes run: it can't wait for ``stop()``.
  package var isOnWritersThread: Bool { writer.isOnItsThread }

  /// From now on nobody waits for a server that is gone: the hub is about to stop.
  ///
  /// With a server that answers nothing changes.
  package func prepareToStop() { patience.end() }

  /// Finishes what waits and closes the file; later calls fail with ``RegistryUnavailable``.
  package func stop() {
    prepareToStop()
    listener?.stop()
    // A hub that ends in good order leaves its work to the others at once.
    if isShared { writer.enqueue({ try $0.giveUpLeases() }, finish: { _ in }) }
    writer.stop()
  }

  /// Whether other hubs may work on the same registry.
  package var isShared: Bool { listener != nil }

  /// Tells how far the log has grown, after each commit that appended to it.
  ///
  /// Holds one number at most, the newest: whoever is slow misses none of the log, only the wakings
  /// in between, and reads on with ``events(after:limit:)``. Ends at once when
  /// ``ChangeFeed/maxObservers`` observe already.
  package func changes() -> AsyncStream<Int64> { state.feed.observe() }

  /// What is listed, as of the last commit.
  package var catalogue: Catalogue { state.catalogue }
  package var index: SearchIndex { state.index }

  /// A number that is another one after every commit that adds to the log or to what is sold, before
  /// anybody hears of it.
  ///
  /// What was computed after it was read holds for as long as it stays the same, but for what time
  /// alone changes.
  package var generation: UInt64 { state.generation }

  // MARK: - Reading

  /// Runs `body` on a read connection that sees one committed moment.
  ///
  /// Blocks the calling thread for as long as `body` runs, microseconds as a rule.
  package func read<Value>(_ body: (SQLConnection) throws -> Value) throws -> Value {
    try pool.reading(body)
  }

  // MARK: - Writing

  /// Runs a change; returns after it is on the disk.
  ///
  /// - Throws: what `body` throws (then nothing was changed), ``DatabaseError`` or
  ///   ``RegistryUnavailable``.
  @discardableResult
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      write(body) { continuation.resume(with: $0) }
    }
  }

  /// Runs a change and calls `finish` once, on the writer's thread, after it is on the disk.
  ///
  /// - Parameter finish: must not block.
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Value,
    finish: @escaping @Sendable (Result<Value, any Error>) -> Void,
  ) {
    let outcome = WriteOutcome<Value>()
    writer.enqueue(
      { outcome.value = try body($0) },
      finish: { result in
        switch (result, outcome.value) {
        case (.success, .some(let value)): finish(.success(value))
        case (.failure(let error), _): finish(.failure(error))
        case (.success, .none): finish(.failure(RegistryUnavailable.stopping))
        }
      },
    )
  }

  /// Runs a change and waits for it on the calling thread; for the command line.
  package func writeAndWait<Value: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Value
  ) throws -> Value {
    let done = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    write(body) { result in
      outcome.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard let result = outcome.withLock({ $0 }) else { throw RegistryUnavailable.stopping }
    return try result.get()
  }
}

/// Carries a change's value from the work to the finish, both on the writer's thread.
private final class WriteOutcome<Value> {
  var value: Value?
}
