import Glibc

/// A range of IPv4 addresses in CIDR notation (RFC 4632): `192.0.2.0/24`, or one address alone.
package struct AddressPrefix: Hashable, Sendable {
  private let network: UInt32
  private let mask: UInt32

  /// Fails for anything that is not a dotted quad with an optional length of 0 to 32 bits.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = AddressPrefix.address(String(parts[0])) else { return nil }
    var bits = 32
    if parts.count == 2 {
      guard let length = Int(parts[1]), (0...32).contains(length) else { return nil }
      bits = length
    }
    mask = bits == 0 ? 0 : UInt32.max << UInt32(32 - bits)
    network = address & mask
  }

  package static let loopback = AddressPrefix(network: 0x7F00_0000, mask: 0xFF00_0000)

  private init(network: UInt32, mask: UInt32) {
    self.network = network
    self.mask = mask
  }

  /// Whether a numeric address lies in the range; false for what is no IPv4 address.
  package func contains(_ text: String) -> Bool {
    guard let address = AddressPrefix.address(text) else { return false }
    return address & mask == network
  }

  private static func address(_ text: String) -> UInt32? {
    var value = in_addr()
    guard inet_pton(AF_INET, text, &value) == 1 else { return nil }
    return UInt32(bigEndian: value.s_addr)
  }
}
