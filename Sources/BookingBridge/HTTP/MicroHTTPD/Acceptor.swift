// Declares the names of sockets too: in a release build Glibc alone does not show them here.
import CMicroHTTPD
import CMicroHTTPDShims
import Glibc

/// Accepts connections on a thread of its own and hands them to the threads that serve.
///
/// libmicrohttpd 0.9.75 can accept by itself, but not stop doing so safely: while
/// `MHD_quiesce_daemon` takes the listening socket out of a worker's epoll set, the worker may take
/// it out first, and the library then aborts the process.
final class Acceptor: Sendable {
  private let threads: [ServerThread]
  private let core: ServerCore
  private let listener: Int32
  /// Readable once the other end is shut: the thread shall end.
  private let stopSignal: Int32
  private let stopSender: Int32

  /// Without descriptors or memory for one more connection, milliseconds until the next try; some
  /// connection ends sooner or later.
  private static let exhaustedPauseMilliseconds: Int32 = 50

  /// - Parameters:
  ///   - threads: at least one.
  ///   - core: of all of them; knows how many connections there are.
  ///   - listener: a listening, non-blocking socket; ``stop(joining:)`` closes it.
  init(
    threads: [ServerThread],
    core: ServerCore,
    listener: Int32,
  ) throws(ServerStartError) {
    var pair: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else { throw .system("open a pair of sockets") }
    self.threads = threads
    self.core = core
    self.listener = listener
    (stopSignal, stopSender) = (pair[0], pair[1])
  }

  deinit {
    close(stopSignal)
    close(stopSender)
  }

  /// Starts the thread, which keeps the acceptor alive until it ends.
  func start() throws(ServerStartError) -> pthread_t {
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(self)
    guard pthread_create(&thread, nil, acceptUntilStopped, retained.toOpaque()) == 0 else {
      retained.release()
      throw .system("start a thread")
    }
    return thread
  }

  /// Ends the thread and refuses connections from then on.
  func stop(joining thread: pthread_t) {
    shutdown(stopSender, Int32(SHUT_RDWR))
    pthread_join(thread, nil)
    close(listener)
  }

  fileprivate func run() {
    while wait(for: listener, milliseconds: -1) {
      switch acceptOne() {
      case .goOn: continue
      case .exhausted:
        guard wait(for: -1, milliseconds: Acceptor.exhaustedPauseMilliseconds) else { return }
      }
    }
  }

  private enum Outcome { case goOn, exhausted }

  private func acceptOne() -> Outcome {
    var accepted = innbridge_mhd_accepted()
    switch innbridge_mhd_accept(listener, &accepted) {
    case 0:
      hand(accepted)
      return .goOn
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
    // Every other error is the connection's own: its client has left, or its network failed.
    default: return .goOn
    }
  }

  private func hand(_ accepted: innbridge_mhd_accepted) {
    // Not what was handed out: of that some may have ended unheard for want of memory.
    guard core.connectionCount < core.limits.acceptedConnections else {
      close(accepted.descriptor)
      return
    }
    let place = Placement.thread(near: accepted.processor, of: threads.map(\.state))
    threads[place].serve(accepted)
  }

  /// Sleeps until the descriptor is readable or the time is over; false when the thread shall end.
  private func wait(for descriptor: Int32, milliseconds: Int32) -> Bool {
    // A negative descriptor is passed over by poll.
    var watched = [
      pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&watched, nfds_t(watched.count), milliseconds)
    return watched[0].revents == 0
  }
}

/// The acceptor's thread.
private func acceptUntilStopped(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Acceptor>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
