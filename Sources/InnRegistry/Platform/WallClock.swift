import Glibc

/// Where instants come from: the machine's clock in production, a value in tests.
package struct WallClock: Sendable {
  package let now: @Sendable () -> Timestamp

  package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}

extension WallClock {
  /// The machine's real-time clock (`CLOCK_REALTIME`); the one place in the program that reads it.
  package static let system = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
