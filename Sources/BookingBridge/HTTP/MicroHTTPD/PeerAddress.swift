import Glibc

/// The other end of a connection.
struct PeerAddress: Hashable, Sendable {
  /// As text, without port; IPv4 also where it came mapped into IPv6.
  let text: String
  /// What the limit by address counts: an IPv4 address, or the /64 of an IPv6 address, because a
  /// household gets at least that much.
  let limitKey: String

  static let unknown = PeerAddress(text: "", limitKey: "")

  private init(text: String, limitKey: String) {
    self.text = text
    self.limitKey = limitKey
  }

  init(_ address: UnsafePointer<sockaddr>?) {
    guard let address else {
      self = .unknown
      return
    }
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let ipv4 = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
      let text = withUnsafeBytes(of: ipv4.sin_addr) { PeerAddress.dotted($0) }
      self.init(text: text, limitKey: text)
    case AF_INET6:
      let ipv6 = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
      self = withUnsafeBytes(of: ipv6.sin6_addr) { PeerAddress(ipv6: $0) }
    default: self = .unknown
    }
  }

  private init(ipv6 bytes: UnsafeRawBufferPointer) {
    let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    if bytes.starts(with: mappedPrefix) {
      let text = PeerAddress.dotted(UnsafeRawBufferPointer(rebasing: bytes[12..<16]))
      self.init(text: text, limitKey: text)
      return
    }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(AF_INET6, bytes.baseAddress, &buffer, socklen_t(buffer.count))
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
      as: UTF8.self
    )
    let prefix = bytes[0..<8].map { String($0, radix: 16) }.joined(separator: ":")
    self.init(text: text, limitKey: prefix + "/64")
  }

  private static func dotted(_ bytes: UnsafeRawBufferPointer) -> String {
    bytes.map { String($0) }.joined(separator: ".")
  }
}
