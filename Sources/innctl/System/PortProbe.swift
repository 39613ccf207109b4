import Glibc

/// Asks the system whether a port could be listened on, without keeping it.
enum PortProbe {
  enum Transport: String, CaseIterable, Sendable {
    case tcp = "TCP"
    case udp = "UDP"
  }

  /// Nil when the port is free, otherwise what the system says.
  static func obstacle(_ endpoint: Endpoint, _ transport: Transport) -> Obstacle? {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_family = AF_UNSPEC
    let kind = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
    hints.ai_socktype = Int32(kind.rawValue)
    var results: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(endpoint.host, String(endpoint.port), &hints, &results)
    guard status == 0, let first = results else {
      return .unresolved(String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(results) }
    let descriptor = socket(
      first.pointee.ai_family,
      Int32(kind.rawValue | SOCK_CLOEXEC.rawValue),
      0,
    )
    guard descriptor >= 0 else { return .other(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    if transport == .tcp {
      // As the servers do: a port whose old connections linger is free.
      var yes: Int32 = 1
      setsockopt(
        descriptor,
        SOL_SOCKET,
        SO_REUSEADDR,
        &yes,
        socklen_t(MemoryLayout<Int32>.size),
      )
    }
    guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
      transport == .udp || listen(descriptor, 1) == 0
    else {
      switch errno {
      case EADDRINUSE: return .inUse
      case EACCES, EPERM: return .forbidden
      case EADDRNOTAVAIL: return .notOurs
      default: return .other(String(cString: strerror(errno)))
      }
    }
    return nil
  }

  enum Obstacle: Hashable, Sendable {
    case inUse
    case forbidden
    /// The address belongs to no network card of this machine.
    case notOurs
    case unresolved(String)
    case other(String)

    func message(_ endpoint: Endpoint, _ transport: Transport) -> Phrase {
      let place = "\(endpoint.host), \(transport.rawValue) \(endpoint.port)"
      switch self {
      case .inUse:
        return Phrase(
          en: "port \(endpoint.port) (\(transport.rawValue)) on \(endpoint.host) is in use",
          ja: "\(endpoint.host) の\(transport.rawValue)ポート \(endpoint.port) は使用中です",
        )
      case .forbidden:
        return Phrase(
          en: "port \(endpoint.port) is reserved for the administrator",
          ja: "ポート \(endpoint.port) は管理者だけが使えます",
        )
      case .notOurs:
        return Phrase(
          en: "\(endpoint.host) is no address of this machine",
          ja: "\(endpoint.host) はこのコンピューターのアドレスではありません",
        )
      case .unresolved(let cause):
        return Phrase(
          en: "the host \(endpoint.host) is unknown: \(cause)",
          ja: "ホスト \(endpoint.host) が見つかりません: \(cause)",
        )
      case .other(let cause):
        return Phrase(en: "\(place): \(cause)", ja: "\(place): \(cause)")
      }
    }

    func advice(option: String) -> Phrase {
      switch self {
      case .inUse:
        Phrase(
          en: "End the program that uses it, or choose another port with --\(option).",
          ja: "使用中のプログラムを終了するか、--\(option) で別のポートを指定してください。",
        )
      case .forbidden:
        Phrase(
          en: "Choose a port from 1024 on with --\(option).",
          ja: "--\(option) で1024以上のポートを指定してください。",
        )
      case .notOurs, .unresolved, .other:
        Phrase(
          en: "Choose an address of this machine with --\(option).",
          ja: "--\(option) でこのコンピューターのアドレスを指定してください。",
        )
      }
    }
  }
}
