import CCurlShims
import Glibc

extension HTTPClient {
  /// Whether a host is written as an address that is not of the public internet.
  ///
  /// Names are not looked up; ``Destinations/publicInternet`` judges what they mean when they are
  /// connected to.
  package static func isPrivate(host: String) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name.hasSuffix(".localhost") { return true }
    let bare =
      name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    var four = in_addr()
    // Every way of writing an IPv4 address that connecting would take: 127.1, 0x7f000001, 2130706433.
    if inet_aton(bare, &four) != 0 {
      return withUnsafeBytes(of: four) { isPrivate(Array($0)) }
    }
    var six = in6_addr()
    if inet_pton(AF_INET6, bare, &six) == 1 {
      return withUnsafeBytes(of: six) { isPrivate(Array($0)) }
    }
    return false
  }

  private static func isPrivate(_ address: [UInt8]) -> Bool {
    innbridge_is_public_address(address, address.count) == 0
  }
}
