import Dispatch
import Synchronization

/// One thread for password hashes: each takes a tenth of a second and 32 MiB, on purpose.
///
/// Neither the writer nor a thread that serves callers may wait for that, and one at a time keeps
/// whoever guesses from taking the machine's memory and processors.
package final class HashingQueue: Sendable {
  /// Hashes that may wait: beyond it, some seconds of work, callers are told to come back.
  package static let maxWaiting = 32

  private let queue = DispatchQueue(label: "hashing")
  private let waiting = Mutex(0)
  private let finished = Mutex(0)

  /// Hashes so far.
  var runs: Int { finished.withLock { $0 } }

  package init() {}

  /// Runs `body` on the queue's thread.
  ///
  /// - Throws: ``RegistryUnavailable/overloaded`` when too many wait.
  package func run<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async throws -> Value {
    let isFull = waiting.withLock { count in
      if count >= HashingQueue.maxWaiting { return true }
      count += 1
      return false
    }
    if isFull { throw RegistryUnavailable.overloaded }
    return await withCheckedContinuation { continuation in
      queue.async { [self] in
        let value = body()
        waiting.withLock { $0 -= 1 }
        finished.withLock { $0 += 1 }
        continuation.resume(returning: value)
      }
    }
  }
}
