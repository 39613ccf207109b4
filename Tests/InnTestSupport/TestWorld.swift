package import Foundation
package import InnRegistry
import Synchronization

/// A registry of its own, with a clock that only the test moves and chance that comes from a seed;
/// it can crash and come back.
///
/// On a real SQLite file or, where ``TestDatabase/address`` names a server, in a schema of a real
/// PostgreSQL: the same tests hold for both.
package final class TestWorld: Sendable {
  private let current: Mutex<Opened>
  private let directory: URL
  private let clockValue: SharedTime
  private let random: RandomSource
  private let isGrouping: Bool
  private let faults: StatementFaults?

  private struct Opened {
    var registry: Registry
    var path: String
    /// Times the registry has been opened.
    var generation: Int
  }

  /// 2026-12-01 10:00 in Tokyo, a Tuesday.
  package static let start = TokyoTime.instant(
    CivilDate(daysSinceEpoch: 20_788),
    minute: 10 * 60,
  )

  package init(
    seed: UInt64 = 1,
    at start: Timestamp = TestWorld.start,
    isGrouping: Bool = true,
    faults: StatementFaults? = nil,
    in parent: URL = FileManager.default.temporaryDirectory,
  ) throws {
    directory = parent.appendingPathComponent("innbridge-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let path =
      try TestDatabase.newSchema() ?? directory.appendingPathComponent("registry.sqlite").path
    let time = SharedTime(start)
    clockValue = time
    random = .seeded(seed)
    self.isGrouping = isGrouping
    self.faults = faults
    let registry = try Registry(
      path: path,
      clock: WallClock { time.now },
      random: random,
      isGrouping: isGrouping,
      faults: faults,
    )
    current = Mutex(Opened(registry: registry, path: path, generation: 1))
  }

  deinit {
    let opened = current.withLock { $0 }
    let directory = directory
    let end: @Sendable () -> Void = {
      opened.registry.stop()
      TestDatabase.drop(opened.path)
      try? FileManager.default.removeItem(at: directory)
    }
    // A change whose test has ended may be the last that knows the world: the writer's thread, which
    // lets go of it, can't wait for its own end.
    guard opened.registry.isOnWritersThread else { return end() }
    Thread(block: end).start()
  }

  package var registry: Registry { current.withLock { $0.registry } }
  package var path: String { current.withLock { $0.path } }

  package var now: Timestamp { clockValue.now }
  package func move(to instant: Timestamp) { clockValue.set(instant) }
  package func advance(by span: Span) { clockValue.set(clockValue.now + span) }

  package var tonight: CivilDate { TokyoTime.tonight(at: now) }

  // MARK: - Going down

  /// Stops in good order and opens the same file again.
  package func restart() throws {
    try current.withLock { opened in
      opened.registry.stop()
      opened.registry = try open(opened.path)
    }
  }

  /// Dies without warning: what was not committed is gone.
  ///
  /// The file and its write-ahead log are taken as the disk has them at this moment, and opened
  /// elsewhere. On a server what was committed is all there is, however a hub ended.
  package func crash() throws {
    try current.withLock { opened in
      guard TestDatabase.address == nil else {
        opened.registry.stop()
        opened.registry = try open(opened.path)
        return
      }
      let generation = opened.generation + 1
      let path = directory.appendingPathComponent("registry-\(generation).sqlite").path
      for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: opened.path + suffix)
      {
        try FileManager.default.copyItem(atPath: opened.path + suffix, toPath: path + suffix)
      }
      opened.registry.stop()
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: opened.path + suffix)
      }
      opened = Opened(registry: try open(path), path: path, generation: generation)
    }
  }

  private func open(_ path: String) throws -> Registry {
    let time = clockValue
    return try Registry(
      path: path,
      clock: WallClock { time.now },
      random: random,
      isGrouping: isGrouping,
      faults: faults,
    )
  }
}

/// Fails one statement of the writer, counted from when it was armed.
package final class FaultSwitch: Sendable {
  private let state = Mutex(State())

  private struct State {
    /// Statements until the one that fails; nil when none does.
    var countdown: Int?
    var hasFired = false
    var hasSeenCommit = false
    var rollsBack = false
  }

  package struct Injected: Error {
    package let sql: String

    package init(sql: String) { self.sql = sql }
  }

  package init() {}

  package var faults: StatementFaults {
    StatementFaults { [self] connection, sql in
      let (fires, rollsBack) = state.withLock { state in
        guard let left = state.countdown else { return (false, false) }
        state.countdown = left > 0 ? left - 1 : nil
        if left > 0, sql == "COMMIT" { state.hasSeenCommit = true }
        if left == 0 { state.hasFired = true }
        return (left == 0, state.rollsBack)
      }
      guard fires else { return }
      if rollsBack { try connection.script("ROLLBACK") }
      throw Injected(sql: sql)
    }
  }

  /// The statement after the next `count` ones fails.
  ///
  /// - Parameter rollsBack: the engine gives up the whole transaction, as on a full disk.
  package func arm(after count: Int, rollsBack: Bool = false) {
    state.withLock { $0 = State(countdown: count, rollsBack: rollsBack) }
  }

  /// Whether a statement has failed since the switch was armed.
  package var hasFired: Bool { state.withLock { $0.hasFired } }
  /// Whether a transaction was committed before that.
  package var hasSeenCommit: Bool { state.withLock { $0.hasSeenCommit } }

  /// Nothing fails any more.
  ///
  /// - Returns: whether a statement failed since it was armed.
  @discardableResult
  package func disarm() -> Bool {
    state.withLock { state in
      defer { state = State() }
      return state.hasFired
    }
  }
}

private final class SharedTime: Sendable {
  private let value: Mutex<Timestamp>

  init(_ start: Timestamp) { value = Mutex(start) }
  var now: Timestamp { value.withLock { $0 } }
  func set(_ instant: Timestamp) { value.withLock { $0 = instant } }
}

extension RandomSource {
  /// Chance from a seed.
  package static func seeded(_ seed: UInt64) -> RandomSource {
    let generator = SeededBits(seed)
    return RandomSource { generator.next() }
  }
}

private final class SeededBits: Sendable {
  private let generator: Mutex<SplitMix64>

  init(_ seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }
  func next() -> UInt64 { generator.withLock { $0.next() } }
}
