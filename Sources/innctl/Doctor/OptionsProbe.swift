import Glibc
import InnRegistry

/// Asks a SIP gateway whether it is there (OPTIONS, RFC 3261 section 11), over UDP.
///
/// By a socket of its own: the telephone may be in use by a running hub.
enum OptionsProbe {
  enum Answer: Hashable, Sendable {
    /// Any final answer will do: a gateway that refuses OPTIONS is there, too.
    case answered(status: Int, milliseconds: Int64)
    case silent
    case failed(String)
  }

  /// When the request is sent again, in milliseconds from the first time (RFC 3261, timer E).
  private static let retransmissions: [Int64] = [500, 1500, 3000]
  /// When nothing came, nothing comes.
  private static let patience: Int64 = 4000
  /// Largest answer over UDP that is looked at, in bytes.
  private static let datagram = 4096

  static func ask(_ gateway: Endpoint) -> Answer {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var results: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(gateway.host, String(gateway.port), &hints, &results)
    guard status == 0, let first = results else {
      return .failed(String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(results) }
    let descriptor = socket(
      first.pointee.ai_family,
      Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue),
      0,
    )
    guard descriptor >= 0 else { return .failed(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    // Connected, so that an unreachable port is told and strangers aren't heard.
    guard connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
      let local = localAddress(descriptor)
    else { return .failed(String(cString: strerror(errno))) }
    return converse(descriptor, request(gateway, local: local))
  }

  private static func converse(_ descriptor: Int32, _ request: [UInt8]) -> Answer {
    let start = now()
    var sendings = [Int64(0)] + retransmissions
    while true {
      let elapsed = now() - start
      if let next = sendings.first, elapsed >= next {
        sendings.removeFirst()
        if send(descriptor, request, request.count, 0) < 0, errno != ECONNREFUSED {
          return .failed(String(cString: strerror(errno)))
        }
      }
      guard elapsed < patience else { return .silent }
      let wake = min(sendings.first ?? patience, patience)
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(max(1, wake - elapsed))) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: datagram)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        // Nobody listens there; it may be about to start.
        usleep(50_000)
        continue
      }
      if let status = statusCode(buffer[..<count]), status >= 200 {
        return .answered(status: status, milliseconds: now() - start)
      }
    }
  }

  /// The status of a SIP answer; nil for anything else.
  static func statusCode(_ message: some Sequence<UInt8>) -> Int? {
    let line = message.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    let words = String(decoding: Array(line), as: UTF8.self)
      .split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0] == "SIP/2.0", let status = Int(words[1]),
      (100...699).contains(status)
    else { return nil }
    return status
  }

  private static func request(_ gateway: Endpoint, local: Endpoint) -> [UInt8] {
    let random = RandomSource.system
    let branch = random.opaqueName(prefix: "z9hG4bK")
    let lines = [
      "OPTIONS sip:\(gateway) SIP/2.0",
      "Via: SIP/2.0/UDP \(local);rport;branch=\(branch)",
      "Max-Forwards: 70",
      "From: <sip:doctor@\(local)>;tag=\(random.opaqueName(prefix: ""))",
      "To: <sip:\(gateway)>",
      "Call-ID: \(random.opaqueName(prefix: "doctor-"))",
      "CSeq: 1 OPTIONS",
      "Contact: <sip:doctor@\(local)>",
      "Accept: application/sdp",
      "User-Agent: InnBridge/\(ProgramVersion.current)",
      "Content-Length: 0",
      "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  private static func localAddress(_ descriptor: Int32) -> Endpoint? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var service = [CChar](repeating: 0, count: 16)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getsockname(descriptor, address, &length) == 0 else { return EAI_FAIL }
        return getnameinfo(
          address,
          length,
          &host,
          socklen_t(host.count),
          &service,
          socklen_t(service.count),
          NI_NUMERICHOST | NI_NUMERICSERV,
        )
      }
    }
    guard status == 0, let port = Int(text(service)) else { return nil }
    return Endpoint(host: text(host), port: port)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
