import Foundation
package import InnRegistry
import Synchronization

/// A registry on a real SQLite file in a folder of its own, with a clock that only the test moves
/// and chance that comes from a seed.
package final class TestWorld: Sendable {
  package let registry: Registry
  package let path: String
  private let directory: URL
  private let clockValue: SharedTime

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
  ) throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("innbridge-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    path = directory.appendingPathComponent("registry.sqlite").path
    let time = SharedTime(start)
    clockValue = time
    registry = try Registry(
      path: path,
      clock: WallClock { time.now },
      random: .seeded(seed),
      isGrouping: isGrouping,
      faults: faults,
    )
  }

  deinit {
    registry.stop()
    try? FileManager.default.removeItem(at: directory)
  }

  package var now: Timestamp { clockValue.now }
  package func move(to instant: Timestamp) { clockValue.set(instant) }
  package func advance(by span: Span) { clockValue.set(clockValue.now + span) }

  package var tonight: CivilDate { TokyoTime.tonight(at: now) }
}

private final class SharedTime: Sendable {
  private let value: Mutex<Timestamp>

  init(_ start: Timestamp) { value = Mutex(start) }
  var now: Timestamp { value.withLock { $0 } }
  func set(_ instant: Timestamp) { value.withLock { $0 = instant } }
}

/// SplitMix64: small, seeded, the same on every machine.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
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
