import Glibc
package import InnRegistry

/// What a server serves.
package struct HTTPApplication: Sendable {
  /// Answers a request, on one of the server's threads, which it must not hold up.
  package let respond: @Sendable (HTTPRequest) -> HTTPReply
  /// Makes the answer to a request that is refused before it is complete.
  package let refuse: @Sendable (HTTPProblem) -> HTTPResponse

  package init(
    respond: @escaping @Sendable (HTTPRequest) -> HTTPReply,
    refuse: @escaping @Sendable (HTTPProblem) -> HTTPResponse,
  ) {
    self.respond = respond
    self.refuse = refuse
  }

  package init(_ router: Router) {
    respond = { router.respond(to: $0) }
    refuse = { router.refuse($0) }
  }
}

/// An HTTP/1.1 server on libmicrohttpd's threads, each with its own epoll.
///
/// Every malformed, ambiguous or oversized request is answered with a problem document, except two
/// kinds that libmicrohttpd refuses by itself with a page of its own: those whose request line or
/// field lines can't be parsed, and those whose header doesn't fit its memory at all.
///
/// libmicrohttpd 0.9.75 takes a field line that begins with a colon for the end of the header, and
/// what follows for the next request; no call tells us. A proxy in front must not pass such lines
/// on; without a proxy the sender confuses only itself.
package final class MicroHTTPDServer: Sendable {
  /// The port that is bound, also when any free one was asked for.
  package let port: Int
  private let core: ServerCore
  private let running: Lock<Running?>

  /// Taken out of its lock by the one call that stops the server.
  private struct Running: Sendable {
    let threads: [ServerThread]
    let acceptor: Acceptor
    let accepting: pthread_t
    let sweeper: pthread_t
  }

  /// Starts serving.
  ///
  /// - Parameters:
  ///   - host: a name or an address; `::` listens on IPv6 and IPv4.
  ///   - port: 0 for any free port.
  ///   - threads: at least 1; requests of a connection stay on one thread.
  ///   - limits: what requests and connections may cost.
  ///   - application: what answers.
  /// - Throws: ``ServerStartError`` when the address can't be bound.
  package init(
    host: String,
    port: Int,
    threads: Int = 2,
    limits: ServerLimits = ServerLimits(),
    application: HTTPApplication,
  ) throws(ServerStartError) {
    let socket = try ListenSocket(host: host, port: port)
    let core = ServerCore(limits: limits, application: application)
    var serving: [ServerThread] = []
    do throws(ServerStartError) {
      for _ in 0..<max(1, threads) { serving.append(try ServerThread(core)) }
      let acceptor = try Acceptor(
        threads: serving,
        core: core,
        listener: socket.descriptor,
      )
      let sweeper = try startSweeper(core)
      let accepting: pthread_t
      do throws(ServerStartError) {
        accepting = try acceptor.start()
      } catch {
        core.stopSweeping()
        pthread_join(sweeper, nil)
        throw error
      }
      running = Lock(
        Running(threads: serving, acceptor: acceptor, accepting: accepting, sweeper: sweeper)
      )
    } catch {
      for thread in serving { thread.stop() }
      close(socket.descriptor)
      throw error
    }
    self.port = socket.port
    self.core = core
  }

  deinit { stop(within: .seconds(0)) }

  /// Connections that are open now.
  package var connectionCount: Int { core.connectionCount }

  /// Requests that a handler has and answers that aren't sent completely.
  package var requestsInFlight: Int { core.requestsInFlight }

  /// Stops serving: no new connections, new requests refused with 503, event streams finished, the
  /// requests in flight given `grace` and then answered with 503.
  ///
  /// Blocks until all is done, a second over `grace` at most if handlers keep to their word. A
  /// second call returns at once.
  package func stop(within grace: Span) {
    let taken = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let taken else { return }
    let deadline = monotonicMilliseconds() + grace.milliseconds
    // The order matters: libmicrohttpd aborts the process when it is stopped with a suspended
    // connection, and takes no connection once it is stopped.
    taken.acceptor.stop(joining: taken.accepting)
    core.drain(untilMilliseconds: deadline)
    for thread in taken.threads { thread.stop() }
    core.stopSweeping()
    pthread_join(taken.sweeper, nil)
  }
}

/// Starts the thread that keeps the deadlines; it holds the core until it has been joined.
private func startSweeper(_ core: ServerCore) throws(ServerStartError) -> pthread_t {
  let retained = Unmanaged.passRetained(core)
  var sweeper = pthread_t()
  guard pthread_create(&sweeper, nil, sweep, retained.toOpaque()) == 0 else {
    retained.release()
    throw .system("start a thread")
  }
  return sweeper
}

/// The sweeper's thread.
private func sweep(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeRetainedValue()
  core.sweepUntilStopped()
  return nil
}
