import Foundation
package import InnRegistry

/// Which addresses the hub sends to when others name them: endpoints of platforms, calendars.
package enum OutgoingAddress: Hashable, Sendable {
  /// HTTPS on the public internet.
  case publicInternet
  /// Anywhere, also by plain HTTP: for a test system on the same machine or in the same network.
  case anywhere

  /// Longest address: what proxies and logs bear.
  package static let maxLength = 2048

  package enum Fault: String, Error, CaseIterable, Codable, Sendable {
    case malformed
    case notSecure = "not_secure"
    case privateAddress = "private_address"
    case credentials
  }

  /// The address as it is kept, with `webcal:` read as `https:`.
  ///
  /// A name that means a private address is found out when it is connected to; here only addresses
  /// that are written as numbers are.
  package func check(_ text: String) throws(Fault) -> String {
    guard text.utf8.count <= OutgoingAddress.maxLength,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), var parts = URLComponents(string: text)
    else { throw .malformed }
    if parts.scheme?.lowercased() == "webcal" { parts.scheme = "https" }
    guard let host = parts.host, !host.isEmpty, parts.fragment == nil,
      parts.port.map({ (1...65_535).contains($0) }) ?? true, let address = parts.string
    else { throw .malformed }
    guard parts.user == nil, parts.password == nil else { throw .credentials }
    switch parts.scheme?.lowercased() {
    case "https": break
    case "http":
      if self == .publicInternet { throw .notSecure }
    default: throw .malformed
    }
    if self == .publicInternet, HTTPClient.isPrivate(host: host) { throw .privateAddress }
    return address
  }

  package var destinations: HTTPClient.Destinations {
    switch self {
    case .publicInternet: .publicInternet
    case .anywhere: .any
    }
  }
}
