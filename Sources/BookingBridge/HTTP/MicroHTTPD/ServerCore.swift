import InnRegistry
import Synchronization

/// What all threads of one server share.
final class ServerCore: Sendable {
  let limits: ServerLimits
  let application: HTTPApplication
  private let state = Monitor(State())
  /// Beside the state: threads that only serve read it, and none waits for another.
  private let isDraining = Atomic<Bool>(false)

  private struct State {
    /// The sweeper shall end.
    var isStopped = false
    var connections: [ObjectIdentifier: ConnectionRecord] = [:]
    var connectionsByAddress: [String: Int] = [:]

    var isIdle: Bool { connections.values.allSatisfy { $0.exchange == nil } }
  }

  init(limits: ServerLimits, application: HTTPApplication) {
    self.limits = limits
    self.application = application
  }
}

// MARK: - Connections

extension ServerCore {
  /// Counts a new connection.
  func connectionOpened(descriptor: Int32, peer: PeerAddress) -> ConnectionRecord {
    let now = monotonicMilliseconds()
    let (record, isOnly) = state.withLock { state in
      let isCounted = !limits.uncountedAddresses.contains(peer.text)
      let fromAddress = state.connectionsByAddress[peer.limitKey, default: 0] + 1
      state.connectionsByAddress[peer.limitKey] = fromAddress
      let admission: ConnectionRecord.Admission =
        if state.connections.count >= limits.connections {
          .overTotal
        } else if isCounted, fromAddress > limits.connectionsPerAddress {
          .overAddress
        } else {
          .served
        }
      let new = ConnectionRecord(
        descriptor: descriptor,
        peer: peer,
        admission: admission,
        deadline: now
          + (admission == .served ? limits.request : limits.refused).milliseconds,
      )
      state.connections[ObjectIdentifier(new)] = new
      return (new, state.connections.count == 1)
    }
    // The sweeper sleeps while there is no connection.
    if isOnly { state.change { _ in } }
    return record
  }

  func connectionClosed(_ record: ConnectionRecord) {
    record.close()
    state.withLock { state in
      state.connections[ObjectIdentifier(record)] = nil
      let left = state.connectionsByAddress[record.peer.limitKey, default: 1] - 1
      state.connectionsByAddress[record.peer.limitKey] = left > 0 ? left : nil
    }
  }

  var connectionCount: Int { state.withLock { $0.connections.count } }
}

// MARK: - Requests

extension ServerCore {
  /// Whether a request may go to its handler: not when the server is stopping.
  ///
  /// Asked when the connection's record names the request: whoever drains either is seen here or
  /// sees it there.
  var isServing: Bool { !isDraining.load(ordering: .sequentiallyConsistent) }

  /// A record names its request no more.
  func requestEnded() {
    if !isServing { state.change { _ in } }
  }

  /// Those that a handler has, or whose answers aren't sent completely.
  var requestsInFlight: Int { exchanges.count }
}

// MARK: - Deadlines

extension ServerCore {
  /// Looks at every connection's deadline until the server has stopped; the sweeper's thread.
  func sweepUntilStopped() {
    let timeoutAnswer = {
      ServerCore.wireForm(of: self.application.refuse(HTTPProblem(.requestTimeout)))
    }
    while true {
      let now = monotonicMilliseconds()
      _ = state.wait(untilMilliseconds: now + ServerCore.longestSleepMilliseconds) { state in
        state.isStopped || !state.connections.isEmpty
      }
      let records = state.withLock { state -> [ConnectionRecord]? in
        state.isStopped ? nil : Array(state.connections.values)
      }
      guard let records else { return }
      let sweepTime = monotonicMilliseconds()
      for record in records { record.sweep(sweepTime, limits, timeoutAnswer: timeoutAnswer) }
      _ = state.wait(untilMilliseconds: sweepTime + ServerLimits.sweepMilliseconds) { state in
        state.isStopped
      }
    }
  }

  /// The sweeper wakes when a connection opens; this is only a bound, in milliseconds.
  private static let longestSleepMilliseconds: Int64 = 3_600_000

  /// An answer as bytes, for the one case in which libmicrohttpd gives no way to answer.
  private static func wireForm(of response: HTTPResponse) -> [UInt8] {
    guard case .bytes(let body) = response.body else { return [] }
    var head = "HTTP/1.1 \(response.status.rawValue) Request Timeout\r\nConnection: close\r\n"
    for field in response.headers.fields { head += "\(field.name): \(field.value)\r\n" }
    head += "Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }
}

// MARK: - Stopping

extension ServerCore {
  /// Refuses new requests, ends streams, and waits for the others.
  ///
  /// Afterwards no connection is suspended and none can be: libmicrohttpd may be stopped.
  func drain(untilMilliseconds deadline: Int64) {
    isDraining.store(true, ordering: .sequentiallyConsistent)
    for exchange in exchanges { exchange.finishStream() }
    let isDone = state.wait(untilMilliseconds: deadline) { $0.isIdle }
    guard !isDone else { return }
    for exchange in exchanges { exchange.endWait(.stopping) }
    for exchange in exchanges { exchange.forceEnd() }
    // What was just answered gets a moment to leave.
    let end = monotonicMilliseconds() + ServerCore.lastWordsMilliseconds
    _ = state.wait(untilMilliseconds: end) { $0.isIdle }
  }

  private var exchanges: [Exchange] {
    state.withLock { Array($0.connections.values) }.compactMap(\.exchange)
  }

  /// For the last answers to be written, in milliseconds; a client that reads takes far less.
  private static let lastWordsMilliseconds: Int64 = 500

  func stopSweeping() { state.change { $0.isStopped = true } }
}
