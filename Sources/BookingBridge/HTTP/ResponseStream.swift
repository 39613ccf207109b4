/// A body that is fed from another thread: server-sent events, long exports.
///
/// The feeder calls ``send(_:)`` and ``finish()`` from any thread; the engine reads on the thread
/// of the connection. Bytes wait in a buffer of limited size: a client that reads more slowly than
/// its events come is cut off and resumes with its last event id, instead of filling the memory.
package final class ResponseStream: Sendable {
  /// Why a stream came to its end.
  package enum Ending: Hashable, Sendable {
    /// The feeder called ``ResponseStream/finish()``.
    case finished
    /// The client left, was too slow, or the hub is stopping.
    case cut
  }

  /// Most bytes that wait for a client: some 500 change events.
  package static let defaultCapacity = 256 << 10

  /// Sent when nothing else was for a while, so that a client that has gone is noticed; nil for
  /// formats without a way to say nothing.
  package let heartbeat: [UInt8]?
  private let capacity: Int
  private let state: Lock<State>

  private struct State {
    var buffer: [UInt8] = []
    var readOffset = 0
    var ending: Ending?
    /// Set while the connection waits for bytes: continues it.
    var resume: (@Sendable () -> Void)?
    var onEnd: [@Sendable (Ending) -> Void] = []
    /// Whether bytes were read since the last heartbeat was due.
    var isLively = false
  }

  package init(heartbeat: [UInt8]? = nil, capacity: Int = ResponseStream.defaultCapacity) {
    self.heartbeat = heartbeat
    self.capacity = capacity
    // Something must go out at once: the header waits in the socket for the first bytes of the body.
    state = Lock(State(buffer: heartbeat ?? []))
  }

  /// A stream of server-sent events, whose heartbeat is an empty comment (WHATWG HTML, 9.2).
  package static func events() -> ResponseStream {
    ResponseStream(heartbeat: Array(":\n\n".utf8))
  }
}

// MARK: - The feeder's side

extension ResponseStream {
  /// Queues bytes for the client.
  ///
  /// - Returns: false when the stream is over: the feeder should forget it. A client that is too
  ///   slow for its buffer ends the stream here.
  @discardableResult
  package func send(_ bytes: [UInt8]) -> Bool {
    let overflowed = state.withLock { state -> Bool? in
      guard state.ending == nil else { return nil }
      guard state.buffer.count - state.readOffset + bytes.count <= capacity else { return true }
      state.buffer.append(contentsOf: bytes)
      ResponseStream.wake(&state)
      return false
    }
    if overflowed == true { cut() }
    return overflowed == false
  }

  /// Ends the stream after what was sent.
  package func finish() { end(.finished) }

  package var isOpen: Bool { state.withLock { $0.ending == nil } }

  /// Calls `action` once when the stream ends, at once if it has; on whatever thread ended it.
  package func onEnd(_ action: @escaping @Sendable (Ending) -> Void) {
    let ending = state.withLock { state -> Ending? in
      if state.ending == nil { state.onEnd.append(action) }
      return state.ending
    }
    if let ending { action(ending) }
  }

  private static func wake(_ state: inout State) {
    state.resume?()
    state.resume = nil
  }

  private func end(_ ending: Ending) {
    let actions = state.withLock { state -> [@Sendable (Ending) -> Void] in
      guard state.ending == nil else { return [] }
      state.ending = ending
      if ending == .cut {
        state.buffer = []
        state.readOffset = 0
      }
      ResponseStream.wake(&state)
      defer { state.onEnd = [] }
      return state.onEnd
    }
    for action in actions { action(ending) }
  }
}

// MARK: - The engine's side

extension ResponseStream {
  enum Read: Hashable {
    case bytes(Int)
    case waiting
    case end(Ending)
  }

  /// Copies waiting bytes out.
  ///
  /// With none, `suspend` is called under the stream's lock and `resume` kept for the feeder; so
  /// no bytes can come in between, and no connection that isn't suspended is ever resumed.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    suspend: () -> Void,
    resume: @escaping @Sendable () -> Void,
  ) -> Read {
    state.withLock { state in
      let waiting = state.buffer.count - state.readOffset
      guard waiting > 0 else {
        if let ending = state.ending { return .end(ending) }
        suspend()
        state.resume = resume
        return .waiting
      }
      let count = min(waiting, buffer.count)
      state.buffer.withUnsafeBytes { bytes in
        buffer.copyBytes(from: bytes[state.readOffset..<(state.readOffset + count)])
      }
      state.readOffset += count
      state.isLively = true
      if state.readOffset == state.buffer.count {
        state.buffer.removeAll(keepingCapacity: true)
        state.readOffset = 0
      }
      return .bytes(count)
    }
  }

  /// Sends the heartbeat when nothing was read since the last call.
  func beat() {
    guard let heartbeat else { return }
    let wasLively = state.withLock { state in
      defer { state.isLively = false }
      return state.isLively
    }
    if !wasLively { send(heartbeat) }
  }

  /// Ends the stream at once: what waits in the buffer is dropped.
  func cut() { end(.cut) }
}
