// Declares the names of sockets too: in a release build Glibc alone does not show them here.
import CMicroHTTPD
import Glibc
import InnRegistry

/// What the server knows about one connection; the sweeper cuts it when its deadline has passed.
final class ConnectionRecord: Sendable {
  /// Whether requests on this connection are served.
  enum Admission: Hashable {
    case served
    case overTotal
    case overAddress
  }

  /// What the connection is doing, as far as deadlines go.
  enum Phase {
    /// Between requests, or its first one has not shown a request line yet.
    case waiting
    /// From the request line to the end of the body.
    case receiving
    /// A handler has the request.
    case handling(Exchange)
    case replying
    case streaming(ResponseStream, endMilliseconds: Int64)
    /// Past a deadline: the socket is shut down, libmicrohttpd will notice.
    case cut
  }

  let peer: PeerAddress
  let admission: Admission
  private let state: Lock<State>

  private struct State {
    let descriptor: Int32
    var isOpen = true
    var phase = Phase.waiting
    var deadline: Int64
    /// The request that a handler has or whose answer isn't sent completely.
    var exchange: Exchange?
  }

  init(descriptor: Int32, peer: PeerAddress, admission: Admission, deadline: Int64) {
    self.peer = peer
    self.admission = admission
    state = Lock(State(descriptor: descriptor, deadline: deadline))
  }

  /// Goes on to the next phase.
  ///
  /// - Returns: false when the connection was cut: nothing may be begun on it.
  @discardableResult
  func enter(_ phase: Phase, deadline: Int64) -> Bool {
    state.withLock { state in
      if case .cut = state.phase { return false }
      state.phase = phase
      state.deadline = deadline
      return true
    }
  }

  /// A handler gets a request.
  ///
  /// - Returns: false when the connection was cut.
  func begin(_ exchange: Exchange) -> Bool {
    state.withLock { state in
      if case .cut = state.phase { return false }
      state.phase = .handling(exchange)
      state.deadline = Int64.max
      state.exchange = exchange
      return true
    }
  }

  /// The server is stopping: the request that has just begun counts as none.
  func refuse() { state.withLock { $0.exchange = nil } }

  /// A request's answer is sent or given up; waits for the next one.
  ///
  /// - Returns: whether a handler had it.
  func end(deadline: Int64) -> Bool {
    state.withLock { state in
      defer { state.exchange = nil }
      if case .cut = state.phase { return state.exchange != nil }
      state.phase = .waiting
      state.deadline = deadline
      return state.exchange != nil
    }
  }

  /// The request that is being served.
  var exchange: Exchange? { state.withLock { $0.exchange } }

  /// Called before the descriptor is closed: from now on its number may belong to something else.
  func close() {
    state.withLock { state in
      state.isOpen = false
      state.phase = .cut
    }
  }

  /// What the sweeper has to do once the lock is free again.
  private enum Overdue {
    case nothing
    case endWait(Exchange)
    case beat(ResponseStream)
    case finish(ResponseStream)
  }

  /// Acts on a deadline that has passed.
  func sweep(_ now: Int64, _ limits: ServerLimits, timeoutAnswer: () -> [UInt8]) {
    let overdue = state.withLock { state -> Overdue in
      guard state.isOpen, now >= state.deadline else { return .nothing }
      switch state.phase {
      case .cut: return .nothing
      case .waiting, .replying:
        ConnectionRecord.cut(&state)
        return .nothing
      case .receiving:
        // No byte of an answer has gone out yet, so this one can't land in the middle of another.
        _ = timeoutAnswer().withUnsafeBytes { bytes in
          send(state.descriptor, bytes.baseAddress, bytes.count, dontWait)
        }
        ConnectionRecord.cut(&state)
        return .nothing
      case .handling(let exchange):
        state.deadline = Int64.max
        return .endWait(exchange)
      case .streaming(let stream, let end):
        state.deadline = now + limits.heartbeat.milliseconds
        return now >= end ? .finish(stream) : .beat(stream)
      }
    }
    switch overdue {
    case .nothing: break
    case .endWait(let exchange): exchange.endWait(.deadline)
    case .beat(let stream): stream.beat()
    case .finish(let stream): stream.finish()
    }
  }

  /// Shuts the socket down, so that libmicrohttpd's thread sees its end and closes it.
  ///
  /// The descriptor is still ours:
  /// ``close()`` takes the same lock before it is closed.
  private static func cut(_ state: inout State) {
    shutdown(state.descriptor, Int32(SHUT_RDWR))
    state.phase = .cut
  }
}

private let dontWait = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
