// Declares the names of sockets too: in a release build Glibc alone does not show them here.
import CMicroHTTPD
import Glibc

/// Why a server could not start.
package struct ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
  package let step: String
  /// `errno`, or the resolver's text where a host name is the cause.
  package let cause: String

  package var description: String { "\(step): \(cause)" }

  static func system(_ step: String) -> ServerStartError {
    ServerStartError(step: step, cause: String(cString: strerror(errno)))
  }
}

/// A listening TCP socket.
struct ListenSocket {
  let descriptor: Int32
  /// The port that was bound, also when port 0 asked for any.
  let port: Int

  /// Connections that wait to be accepted: a burst of a platform's workers after a restart.
  private static let backlog: Int32 = 1024

  /// Binds and listens.
  ///
  /// - Parameters:
  ///   - host: a name or an address; `::` listens on IPv6 and IPv4, `0.0.0.0` on IPv4 only.
  ///   - port: 0 for any free port.
  /// - Throws: ``ServerStartError`` with the step that failed.
  init(host: String, port: Int) throws(ServerStartError) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var results: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &results)
    guard status == 0, let first = results else {
      throw ServerStartError(step: "resolve \(host)", cause: String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(results) }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(first.pointee.ai_family, kind, 0)
    guard descriptor >= 0 else { throw .system("open a socket") }
    do throws(ServerStartError) {
      // A client that leaves between poll and accept must not stop the acceptor.
      guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw .system("set the socket") }
      try ListenSocket.bind(descriptor, first.pointee, host, port)
      self.port = try ListenSocket.boundPort(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  private static func bind(
    _ descriptor: Int32,
    _ address: addrinfo,
    _ host: String,
    _ port: Int,
  ) throws(ServerStartError) {
    // On Linux this allows a restart while old connections linger, not two listeners.
    try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if address.ai_family == AF_INET6 {
      try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, host == "::" ? 0 : 1)
    }
    guard Glibc.bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
      throw .system("bind \(host) port \(port)")
    }
    guard listen(descriptor, backlog) == 0 else { throw .system("listen on \(host) port \(port)") }
  }

  private static func set(
    _ descriptor: Int32,
    _ level: Int32,
    _ option: Int32,
    _ value: Int32,
  ) throws(ServerStartError) {
    var value = value
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard setsockopt(descriptor, level, option, &value, size) == 0 else {
      throw .system("set an option of the socket")
    }
  }

  private static func boundPort(_ descriptor: Int32) throws(ServerStartError) -> Int {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard status == 0 else { throw .system("read the port") }
    // The port stands at the same place in both families.
    return withUnsafeBytes(of: &storage) { bytes in
      Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}
