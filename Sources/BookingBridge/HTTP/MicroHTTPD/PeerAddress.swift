import Glibc

/// The other end of a connection.
package struct PeerAddress: Hashable, Sendable {
  /// As text, without port; IPv4 also where it came mapped into IPv6.
  let text: String
  /// What the limit by address counts: an IPv4 address, or the /64 of an IPv6 address, because a
  /// household gets at least that much.
  let limitKey: String

  private init(text: String, limitKey: String) {
    self.text = text
    self.limitKey = limitKey
  }

  /// Takes 4 bytes for IPv4 or 16 for IPv6; anything else is unknown.
  init(_ address: [UInt8]) {
    let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    switch address.count {
    case 4:
      let text = PeerAddress.dotted(address[...])
      self.init(text: text, limitKey: text)
    case 16 where address.starts(with: mappedPrefix):
      let text = PeerAddress.dotted(address[12...])
      self.init(text: text, limitKey: text)
    case 16:
      var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      inet_ntop(AF_INET6, address, &buffer, socklen_t(buffer.count))
      let characters = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let prefix = address[..<8].map { String($0, radix: 16) }.joined(separator: ":")
      self.init(text: String(decoding: characters, as: UTF8.self), limitKey: prefix + "/64")
    default:
      self.init(text: "", limitKey: "")
    }
  }

  /// An address as ``text`` writes it; nil for what is none.
  package static func normal(_ written: String) -> String? {
    var four = in_addr()
    if inet_pton(AF_INET, written, &four) == 1 {
      return PeerAddress(withUnsafeBytes(of: four) { Array($0) }).text
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, written, &six) == 1 else { return nil }
    return PeerAddress(withUnsafeBytes(of: six) { Array($0) }).text
  }

  private static func dotted(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { String($0) }.joined(separator: ".")
  }
}
