import Glibc

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291): `192.0.2.0/24`, `2001:db8::/32`,
/// or one address alone.
package struct AddressPrefix: Hashable, Sendable {
  private let address: Address
  private let bits: Int

  /// 16 bytes as two words; IPv4 as ::ffff:a.b.c.d, so that both families compare alike.
  private struct Address: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    func masked(to bits: Int) -> Address {
      Address(
        high: bits >= 64 ? high : bits == 0 ? 0 : high & (UInt64.max << UInt64(64 - bits)),
        low: bits <= 64 ? 0 : low & (UInt64.max << UInt64(128 - bits)),
      )
    }
  }

  /// Fails for anything that is not a numeric address with an optional length within its bits.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = AddressPrefix.read(String(first)) else {
      return nil
    }
    let skipped = first.contains(":") ? 0 : 96
    var bits = 128
    if parts.count == 2 {
      guard let length = Int(parts[1]), (0...128 - skipped).contains(length) else { return nil }
      bits = length + skipped
    }
    self.address = address.masked(to: bits)
    self.bits = bits
  }

  /// 127.0.0.0/8; the loopback of IPv6 is ``loopback6``.
  package static let loopback = AddressPrefix(
    address: Address(high: 0, low: 0xFFFF_7F00_0000),
    bits: 104,
  )
  package static let loopback6 = AddressPrefix(address: Address(high: 0, low: 1), bits: 128)

  private init(address: Address, bits: Int) {
    self.address = address
    self.bits = bits
  }

  /// Whether a numeric address lies in the range; false for what is no address.
  package func contains(_ text: String) -> Bool {
    guard let address = AddressPrefix.read(text) else { return false }
    return address.masked(to: bits) == self.address
  }

  /// What one sender is known by: an IPv4 address, or the 64 bits that one IPv6 customer has.
  static func sender(_ text: String) -> String {
    guard text.contains(":"), let address = read(text), address.high != 0 else { return text }
    return String(address.high, radix: 16) + "::/64"
  }

  private static func read(_ text: String) -> Address? {
    if text.contains(":") {
      var value = in6_addr()
      guard inet_pton(AF_INET6, text, &value) == 1 else { return nil }
      return withUnsafeBytes(of: value) { bytes in
        Address(
          high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
          low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        )
      }
    }
    var value = in_addr()
    guard inet_pton(AF_INET, text, &value) == 1 else { return nil }
    return Address(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: value.s_addr)))
  }
}
