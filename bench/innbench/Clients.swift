import Foundation
import InnRegistry

/// Clients that book one after the other, each waiting for its answer before it sends the next.
///
/// They are driven by one thread, as the HTTP server's thread drives its connections: an answer
/// arrives on the writer's thread, which only notes it.
///
/// `@unchecked Sendable`: `condition` guards everything that both threads touch.
final class Clients: @unchecked Sendable {
  struct Outcome {
    /// From the first request until the last answer.
    var seconds: Double
    /// Of the whole process, clients included.
    var processorSeconds: Double
    /// From request to answer on the disk, in nanoseconds, in the order of the answers.
    var latencies: [Int64]
    /// Changes in each commit, in order.
    var commits: [Int32]
    var booked: Int
    var soldOut: Int

    var secondsPerBooking: Double { seconds / Double(booked + soldOut) }
  }

  private let registry: Registry
  private let requests: [BookingRequest]
  private let condition = NSCondition()
  private var answered: [Int] = []
  private var latencies: [Int64] = []
  private var commits: [Int32] = []
  private var lastCommit: UInt64?
  private var booked = 0
  private var failure: (any Error)?
  /// Numbers commits; asked on the writer's thread when a change is answered.
  private let commitNumber: @Sendable () -> UInt64

  init(
    _ registry: Registry,
    requests: [BookingRequest],
    commitNumber: @escaping @Sendable () -> UInt64,
  ) {
    self.registry = registry
    self.requests = requests
    self.commitNumber = commitNumber
    answered.reserveCapacity(requests.count)
    latencies.reserveCapacity(requests.count)
    commits.reserveCapacity(requests.count)
  }

  /// Sends every request, `count` at a time.
  func run(_ count: Int) throws -> Outcome {
    let start = nanosecondsNow()
    let processorStart = processorSeconds()
    var next = 0
    while next < min(count, requests.count) {
      send(next)
      next += 1
    }
    var seen = 0
    while seen < requests.count {
      let arrived = wait(for: seen)
      seen += arrived
      for _ in 0..<min(arrived, requests.count - next) {
        send(next)
        next += 1
      }
    }
    let end = nanosecondsNow()
    if let failure { throw failure }
    return Outcome(
      seconds: Double(end - start) * 1e-9,
      processorSeconds: processorSeconds() - processorStart,
      latencies: latencies,
      commits: commits,
      booked: booked,
      soldOut: requests.count - booked,
    )
  }

  private func send(_ number: Int) {
    let request = requests[number]
    let sent = nanosecondsNow()
    registry.write(
      { try $0.book(request, channel: Region.channel) },
      finish: { [self] in answer(number, sent, $0) },
    )
  }

  private func answer(_ number: Int, _ sent: Int64, _ result: Result<Booking, any Error>) {
    let now = nanosecondsNow()
    let commit = commitNumber()
    condition.lock()
    latencies.append(now - sent)
    if commit == lastCommit { commits[commits.count - 1] += 1 } else { commits.append(1) }
    lastCommit = commit
    switch result {
    case .success: booked += 1
    case .failure(BookingRefusal.soldOut): break
    case .failure(let error): failure = error
    }
    answered.append(number)
    condition.signal()
    condition.unlock()
  }

  /// Waits until more than `seen` answers have come.
  ///
  /// - Returns: how many more.
  private func wait(for seen: Int) -> Int {
    condition.lock()
    defer { condition.unlock() }
    while answered.count == seen { condition.wait() }
    return answered.count - seen
  }
}
