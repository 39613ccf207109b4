import Synchronization

/// The one way out of PJSIP's threads: bounded, never blocking, one reader.
///
/// What happens when the reader falls behind: from ``congestion`` waiting events on the endpoint
/// refuses new calls (503 with Retry-After), and from ``limit`` on keys and ends of playbacks are
/// dropped and counted. Beginnings and ends of calls are always kept; since none begins under
/// congestion, they are bounded by the calls in progress.
final class SIPEventQueue: Sendable {
  /// Waiting events; 512 calls make about 60 a second when every caller keys.
  static let limit = 8192
  static let congestion = 4096

  private let stream: AsyncStream<SIPEvent>
  private let continuation: AsyncStream<SIPEvent>.Continuation
  private let depth = Atomic<Int>(0)
  private let lost = Atomic<Int>(0)

  init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  var isCongested: Bool { depth.load(ordering: .relaxed) >= SIPEventQueue.congestion }
  /// Events dropped since the start.
  var lostEvents: Int { lost.load(ordering: .relaxed) }

  func send(_ event: SIPEvent) {
    if depth.load(ordering: .relaxed) >= SIPEventQueue.limit {
      switch event {
      case .key, .played, .voiceHeard, .ringing, .fax:
        lost.add(1, ordering: .relaxed)
        return
      case .incoming, .answered, .ended: break
      }
    }
    depth.add(1, ordering: .relaxed)
    continuation.yield(event)
  }

  func finish() { continuation.finish() }

  fileprivate func next(_ iterator: inout AsyncStream<SIPEvent>.Iterator) async -> SIPEvent? {
    guard let event = await iterator.next() else { return nil }
    depth.subtract(1, ordering: .relaxed)
    return event
  }

  fileprivate var iterator: AsyncStream<SIPEvent>.Iterator { stream.makeAsyncIterator() }
}

/// Everything that happens on the telephone, for one reader; ends when the endpoint has stopped.
package struct SIPEvents: AsyncSequence, Sendable {
  package typealias Element = SIPEvent
  package typealias Failure = Never

  let queue: SIPEventQueue

  package func makeAsyncIterator() -> Iterator {
    Iterator(queue: queue, iterator: queue.iterator)
  }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let queue: SIPEventQueue
    fileprivate var iterator: AsyncStream<SIPEvent>.Iterator

    package mutating func next() async -> SIPEvent? { await queue.next(&iterator) }
  }
}
