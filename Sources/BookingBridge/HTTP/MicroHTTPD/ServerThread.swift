import CMicroHTTPD
import CMicroHTTPDShims
import InnRegistry
import Synchronization

/// One thread that serves: a daemon of libmicrohttpd of its own, because its pools deal out
/// connections by the parity of their descriptors.
///
/// `@unchecked Sendable`: libmicrohttpd takes connections from any thread.
final class ServerThread: @unchecked Sendable {
  let core: ServerCore
  /// Connections handed to it that have not ended; one that ended for want of memory stays in it.
  private let handed = Atomic<Int>(0)
  /// On which its last request was; -1 before the first.
  private let processor = Atomic<Int32>(-1)
  /// Set once, before anybody else has this thread.
  private var daemon: OpaquePointer?

  /// Starts the thread; ``stop()`` ends it.
  init(_ core: ServerCore) throws(ServerStartError) {
    self.core = core
    let limits = core.limits
    var settings = innbridge_mhd_settings(
      // Of all threads together; the acceptor keeps it.
      connection_limit: UInt32(limits.acceptedConnections),
      idle_timeout_seconds: UInt32(max(1, limits.idle.milliseconds / 1000)),
      connection_memory_bytes: limits.connectionMemoryBytes,
      context: Unmanaged.passUnretained(self).toOpaque(),
      handle: requestProceeded,
      completed: requestCompleted,
      connection_changed: connectionChanged,
      request_line: requestLineArrived,
    )
    guard let started = innbridge_mhd_start(&settings) else { throw .system("start libmicrohttpd") }
    daemon = started
  }

  /// Where it is and what it has.
  var state: Placement.Thread {
    Placement.Thread(
      processor: processor.load(ordering: .relaxed),
      connections: handed.load(ordering: .relaxed),
    )
  }

  /// Called on the thread, for each request: the system moves threads as it likes.
  func requestArrived() {
    let now = innbridge_processor()
    // Others read it: it is written only when it changes.
    if processor.load(ordering: .relaxed) != now { processor.store(now, ordering: .relaxed) }
  }

  /// Takes over a connection; one that it can't take is closed.
  func serve(_ accepted: innbridge_mhd_accepted) {
    var accepted = accepted
    handed.add(1, ordering: .relaxed)
    if !innbridge_mhd_add(daemon, &accepted) { connectionEnded() }
  }

  func connectionEnded() { handed.subtract(1, ordering: .relaxed) }

  /// Ends the thread and its connections; nothing may be handed to it any more.
  func stop() { MHD_stop_daemon(daemon) }
}

/// Which thread serves a new connection (docs/decisions/0058).
///
/// The one that is on the processor on which the connection came in: it and a client or proxy on the
/// same machine then share a cache instead of sending every answer from one processor's to another's.
package enum Placement {
  /// One of those that there are.
  package struct Thread: Hashable, Sendable {
    package var processor: Int32
    package var connections: Int

    package init(processor: Int32, connections: Int) {
      self.processor = processor
      self.connections = connections
    }
  }

  /// Connections that a thread may have more than another for it, so that none is left with nearly
  /// all of them where every packet comes in on one processor.
  package static let slack = 8

  /// - Parameters:
  ///   - processor: that took in the connection's packets; negative where nobody knows.
  ///   - threads: at least one.
  /// - Returns: the thread's place in the list.
  package static func thread(near processor: Int32, of threads: [Thread]) -> Int {
    let byLoad = threads.indices.sorted { threads[$0].connections < threads[$1].connections }
    guard processor >= 0, let near = byLoad.first(where: { threads[$0].processor == processor }),
      threads[near].connections <= threads[byLoad[0]].connections + slack
    else { return byLoad[0] }
    return near
  }
}
