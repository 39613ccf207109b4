import Glibc

/// Nanoseconds of a clock that nobody sets.
func nanosecondsNow() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Processor time of this process so far, in seconds, the kernel's part included.
func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return [usage.ru_utime, usage.ru_stime].reduce(0) {
    $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
  }
}

extension Array where Element: Comparable {
  /// The smallest element that at least `share` (0...1) of all do not exceed; nil when empty.
  func quantile(_ share: Double) -> Element? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    let rank = Int((share * Double(count)).rounded(.up))
    return sorted[Swift.min(Swift.max(rank - 1, 0), count - 1)]
  }

  var median: Element? { quantile(0.5) }
}

/// Microseconds that one call takes: the median of several repetitions.
///
/// - Parameters:
///   - calls: calls timed together, so that the clock's own cost vanishes.
///   - body: returns something that depends on the work, so that it can't be left out.
func microsecondsPerCall(repetitions: Int, calls: Int, body: () -> Int) -> Double {
  var times: [Double] = []
  var sum = 0
  for _ in 0..<repetitions {
    let start = nanosecondsNow()
    for _ in 0..<calls { sum &+= body() }
    times.append(Double(nanosecondsNow() - start) / Double(calls) / 1000)
  }
  keepAlive(sum)
  return times.median ?? .nan
}

/// Uses a value in a way the compiler can't see through.
@inline(never)
func keepAlive(_ value: Int) {
  if value == Int.min { complain("") }
}
