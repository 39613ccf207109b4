import Foundation
import Glibc
import Synchronization

/// How long the connections of one registry wait for a server that does not answer; over as soon as
/// the hub stops.
///
/// A hub whose server is gone waits for it, because a standby may step in, and calls go on meanwhile.
/// One that stops waits for nothing: its change in hand fails as if the hub had crashed, which whoever
/// asked must be able to bear anyway.
///
/// Also what keeps a hub from going back to a primary that a standby has replaced: the highest
/// timeline seen.
package final class ServerPatience: Sendable {
  /// What a statement may still take once the hub stops, in milliseconds: more than a commit needs on
  /// a machine under load.
  static let lastMilliseconds = 5000

  private struct State {
    var endedAt: ContinuousClock.Instant?
    /// A server could not be reached since then.
    var isGone = false
    var timeline: UInt32 = 0
  }

  private let state = Mutex(State())
  /// A pipe; its writing end is closed when it is over, and whoever polls the other is woken.
  private let bell: (read: Int32, write: Int32)

  package init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe waits end with their time.
    if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
    bell = (ends[0], ends[1])
  }

  deinit {
    close(bell.read)
    if !isOver { close(bell.write) }
  }

  var isOver: Bool { state.withLock { $0.endedAt != nil } }

  /// Ends every wait, now and later.
  func end() {
    let isFirst = state.withLock { state in
      defer { if state.endedAt == nil { state.endedAt = .now } }
      return state.endedAt == nil
    }
    if isFirst { close(bell.write) }
  }

  // MARK: - Waiting

  /// Rests between two tries.
  ///
  /// - Returns: false when the hub stops, and no further try is wanted.
  func rest(milliseconds: Int32) -> Bool {
    let wake = ContinuousClock.now + .milliseconds(Int(milliseconds))
    while !isOver {
      let left = ServerPatience.milliseconds(until: wake)
      guard left > 0 else { return true }
      var entry = pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0)
      _ = poll(&entry, 1, left)
    }
    return false
  }

  /// Waits until there is something to read.
  ///
  /// - Parameter limit: in milliseconds; once the hub stops ``lastMilliseconds`` hold.
  /// - Returns: false when nothing came in time.
  func waitToRead(_ socket: Int32, milliseconds limit: Int) -> Bool {
    let begun = ContinuousClock.now
    while true {
      let endedAt = state.withLock { $0.endedAt }
      var wake = begun + .milliseconds(limit)
      if let endedAt {
        wake = min(wake, max(begun, endedAt) + .milliseconds(ServerPatience.lastMilliseconds))
      }
      let left = ServerPatience.milliseconds(until: wake)
      guard left > 0 else { return false }
      var entries = (
        pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        // Once it has rung it would wake us for ever.
        pollfd(fd: endedAt == nil ? bell.read : -1, events: Int16(POLLIN), revents: 0)
      )
      withUnsafeMutableBytes(of: &entries) { bytes in
        _ = poll(bytes.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, left)
      }
      if entries.0.revents != 0 { return true }
    }
  }

  private static func milliseconds(until wake: ContinuousClock.Instant) -> Int32 {
    let left = (wake - .now) / .milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 3_600_000))
  }

  // MARK: - What is known of the servers

  /// Whether a connection is worth trying: not again and again while the hub stops.
  var mayConnect: Bool { state.withLock { $0.endedAt == nil || !$0.isGone } }

  func connected(_ isConnected: Bool) { state.withLock { $0.isGone = !isConnected } }

  /// Takes note of the timeline of a server that takes writes.
  ///
  /// - Returns: false when a higher one was seen: this server was replaced by a standby, and what it
  ///   takes would be lost.
  func accepts(timeline: UInt32) -> Bool {
    state.withLock { state in
      guard timeline >= state.timeline else { return false }
      state.timeline = timeline
      return true
    }
  }
}
