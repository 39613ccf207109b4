import Glibc
import InnRegistry
import Synchronization

/// Where a running hub takes requests of other commands: a Unix domain socket in its data
/// directory, for its own user only.
///
/// One thread accepts, one serves each connection: requests are few, and may wait for the disk.
final class AdminSocket: Sendable {
  /// Commands at once; each has a thread.
  static let maxConnections = 32
  /// Longest silence on a connection: a keeper's call on the keyboard may pause for as long as a
  /// call may last.
  static let silence = Span.minutes(15)
  /// For connections to end when the hub stops.
  static let stopLimit = Span.seconds(5)

  private let desk: AdminDesk
  private let directory: DataDirectory
  private let log: Log
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var isStopping = false
    var open: Set<Int32> = []
    var acceptor: pthread_t?
  }

  /// Begins to listen.
  ///
  /// The caller holds the directory's ``HubLock``, so a socket left behind is nobody's.
  init(_ directory: DataDirectory, desk: AdminDesk, log: Log) throws(CommandFailure) {
    self.desk = desk
    self.directory = directory
    self.log = log
    listener = try AdminSocket.listen(directory)
    let retained = Unmanaged.passRetained(self)
    var thread = pthread_t()
    guard pthread_create(&thread, nil, acceptConnections, retained.toOpaque()) == 0 else {
      retained.release()
      close(listener)
      throw AdminSocket.failure(directory, "pthread_create")
    }
    state.withLock { $0.acceptor = thread }
  }

  private static func listen(_ directory: DataDirectory) throws(CommandFailure) -> Int32 {
    let address = try AdminAddress(directory)
    defer { address.close() }
    unlink(directory.adminSocket)
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let listener = socket(AF_UNIX, kind, 0)
    guard listener >= 0 else { throw failure(directory, String(cString: strerror(errno))) }
    // The mode is that of the socket's file from the beginning on: nobody can slip in before it.
    guard fchmod(listener, 0o600) == 0, address.bind(listener) == 0,
      chmod(directory.adminSocket, 0o600) == 0,
      Glibc.listen(listener, Int32(maxConnections)) == 0
    else {
      let cause = String(cString: strerror(errno))
      close(listener)
      throw failure(directory, cause)
    }
    return listener
  }

  private static func failure(_ directory: DataDirectory, _ cause: String) -> CommandFailure {
    CommandFailure(
      .failure,
      Phrase(
        en: "\(directory.adminSocket) can't be opened: \(cause)",
        ja: "\(directory.adminSocket) を開けません: \(cause)",
      ),
      advice: Phrase(
        en: "The data directory must lie on a file system with Unix sockets (no network share).",
        ja: "データの置き場所はUnixソケットの使えるファイルシステムに置いてください（ネットワーク共有は不可）。",
      ),
    )
  }

  /// Takes no more requests, lets those that run finish, and removes the socket.
  func stop() {
    let acceptor = state.withLock { state in
      state.isStopping = true
      defer { state.acceptor = nil }
      return state.acceptor
    }
    guard let acceptor else { return }
    unlink(directory.adminSocket)
    // Wakes the accept call.
    shutdown(listener, Int32(SHUT_RDWR))
    pthread_join(acceptor, nil)
    close(listener)
    // Commands that wait for input read an end; those that write finish.
    for descriptor in state.withLock({ $0.open }) { shutdown(descriptor, Int32(SHUT_RD)) }
    let step = Span(milliseconds: 10)
    for _ in 0..<Int(AdminSocket.stopLimit.milliseconds / step.milliseconds) {
      if state.withLock({ $0.open.isEmpty }) { break }
      usleep(UInt32(step.milliseconds * 1000))
    }
  }

  // MARK: - Connections

  fileprivate func acceptUntilStopped() {
    while !state.withLock({ $0.isStopping }) {
      let descriptor = LocalSocket.accept(listener)
      if descriptor >= 0 {
        admit(descriptor)
      } else if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS {
        // The reason passes; until then a busy loop would only make it worse.
        usleep(100_000)
      } else if errno != EINTR, errno != ECONNABORTED {
        return
      }
    }
  }

  private func admit(_ descriptor: Int32) {
    guard let user = AdminSocket.user(of: descriptor) else {
      log.warning("a stranger tried the admin socket")
      close(descriptor)
      return
    }
    let hasRoom = state.withLock { state in
      guard !state.isStopping, state.open.count < AdminSocket.maxConnections else { return false }
      state.open.insert(descriptor)
      return true
    }
    let guest = AdminGuest(socket: self, descriptor: descriptor, user: user)
    guard hasRoom else {
      guest.refuse(.overloaded)
      close(descriptor)
      return
    }
    let retained = Unmanaged.passRetained(guest)
    var thread = pthread_t()
    guard pthread_create(&thread, nil, serveConnection, retained.toOpaque()) == 0 else {
      retained.release()
      forget(descriptor)
      close(descriptor)
      return
    }
    pthread_detach(thread)
  }

  /// The login name of the process at the other end; nil for another user than the hub's and root.
  private static func user(of descriptor: Int32) -> String? {
    guard let user = LocalSocket.peerUser(of: descriptor), user == geteuid() || user == 0
    else { return nil }
    return loginName(user)
  }

  fileprivate func serve(_ connection: AdminConnection, user: String) {
    connection.limitTime(AdminSocket.silence)
    let session = AdminSession(desk: desk, user: user)
    while !state.withLock({ $0.isStopping }) {
      let reply: AdminReply
      do {
        guard let line = try connection.line(limit: AdminWire.maxRequestBytes) else { return }
        reply = session.answer(try AdminWire.decode(AdminRequest.self, line))
      } catch let refusal as AdminRefusal {
        reply = .refused(refusal)
      } catch AdminConnection.Failure.tooLong(let limit) {
        // The rest of the line can't be found any more.
        send(.refused(.notUnderstood("more than \(limit) bytes")), connection)
        return
      } catch {
        return
      }
      guard send(reply, connection) else { return }
    }
  }

  @discardableResult
  private func send(_ reply: AdminReply, _ connection: AdminConnection) -> Bool {
    do {
      try connection.send(try AdminWire.encode(reply))
      return true
    } catch {
      log.warning("a command did not take its answer", ["error": "\(error)"])
      return false
    }
  }

  fileprivate func forget(_ descriptor: Int32) {
    state.withLock { _ = $0.open.remove(descriptor) }
  }
}

/// A connection on its way to the thread that serves it.
private final class AdminGuest: Sendable {
  private let socket: AdminSocket
  private let descriptor: Int32
  private let user: String

  init(socket: AdminSocket, descriptor: Int32, user: String) {
    self.socket = socket
    self.descriptor = descriptor
    self.user = user
  }

  func serve() {
    let connection = AdminConnection(descriptor: descriptor)
    socket.serve(connection, user: user)
    // Before the descriptor is closed and its number may be given out again.
    socket.forget(descriptor)
    withExtendedLifetime(connection) {}
  }

  /// Says why there is no service, if the other side listens.
  func refuse(_ refusal: AdminRefusal) {
    guard let bytes = try? AdminWire.encode(AdminReply.refused(refusal)) else { return }
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }
}

private func acceptConnections(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<AdminSocket>.fromOpaque(context).takeRetainedValue().acceptUntilStopped()
  return nil
}

private func serveConnection(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<AdminGuest>.fromOpaque(context).takeRetainedValue().serve()
  return nil
}

/// The login name of a user, or its number where it has none.
func loginName(_ user: uid_t) -> String {
  var entry = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 4096)
  guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil,
    let name = entry.pw_name
  else { return "uid\(user)" }
  return String(cString: name)
}
