import Synchronization

/// Wakes whoever waits for changes: each observer holds the newest log number only, so a slow one
/// costs nothing and holds nobody up.
package final class ChangeFeed: Sendable {
  /// Observers at once: the telephone, the console's pages and the long polls of some platforms.
  package static let maxObservers = 256

  private struct Observers {
    var lastName = 0
    var continuations: [Int: AsyncStream<Int64>.Continuation] = [:]
  }

  private let observers = Mutex(Observers())

  init() {}

  /// Observers at present.
  package var count: Int { observers.withLock { $0.continuations.count } }

  func observe() -> AsyncStream<Int64> {
    let (stream, continuation) = AsyncStream<Int64>.makeStream(
      bufferingPolicy: .bufferingNewest(1)
    )
    let name: Int? = observers.withLock { observers in
      guard observers.continuations.count < ChangeFeed.maxObservers else { return nil }
      observers.lastName += 1
      observers.continuations[observers.lastName] = continuation
      return observers.lastName
    }
    guard let name else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.forget(name) }
    return stream
  }

  private func forget(_ name: Int) {
    // Out of the lock before it goes: a continuation's end may run an observer's code.
    _ = observers.withLock { $0.continuations.removeValue(forKey: name) }
  }

  /// Tells everybody that the log has grown up to `sequence`.
  func publish(_ sequence: Int64) {
    let waking = observers.withLock { Array($0.continuations.values) }
    for continuation in waking { continuation.yield(sequence) }
  }
}

extension Registry {
  /// Which life of the log its numbers belong to; empty for the first.
  ///
  /// A registry that is put back to an earlier moment gives numbers again that consumers have seen:
  /// a restore begins another life, so that nobody goes on from a number of the one before.
  package func feedEpoch() throws -> String {
    try read { try SettingTable.value(.feedEpoch, $0) ?? "" }
  }
}

extension Transaction {
  /// As ``Registry/feedEpoch()``.
  package func feedEpoch() throws -> String { try SettingTable.value(.feedEpoch, db) ?? "" }
}
