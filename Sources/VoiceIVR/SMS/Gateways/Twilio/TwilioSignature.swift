import Foundation
import InnRegistry

/// The signature that Twilio and compatible providers put on what they send: HMAC-SHA1 over the URL
/// and the sorted parameters, in base64 (Twilio, «Security», Validating requests).
package enum TwilioSignature {
  /// The signature of a form: each name once with each of its values once, both sorted.
  package static func of(url: String, parameters: [(name: String, value: String)], token: String)
    -> String
  {
    var values: [String: Set<String>] = [:]
    for (name, value) in parameters { values[name, default: []].insert(value) }
    var signed = url
    for name in values.keys.sorted(by: bytewise) {
      for value in (values[name] ?? []).sorted(by: bytewise) { signed += name + value }
    }
    return Data(Secret.hmacSHA1(Array(signed.utf8), key: Array(token.utf8))).base64EncodedString()
  }

  /// Sorted by bytes, as the other side does it, not by the language.
  private static func bytewise(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// Whether a signature is right for a form.
  ///
  /// Providers disagree about whether the default port stands in the URL that they sign, so both
  /// forms count.
  package static func isValid(
    _ signature: String,
    url: String,
    parameters: [(name: String, value: String)],
    token: String,
  ) -> Bool {
    forms(of: url).contains { form in
      Secret.isEqual(of(url: form, parameters: parameters, token: token), signature)
    }
  }

  /// Whether a signature is right for a body that is no form: the URL carries its digest.
  package static func isValid(
    _ signature: String,
    url: String,
    bodySHA256: String,
    body: [UInt8],
    token: String,
  ) -> Bool {
    Secret.isEqual(Secret.hex(Secret.sha256(body)), bodySHA256.lowercased())
      && isValid(signature, url: url, parameters: [], token: token)
  }

  /// The URL as it is, with the default port, and without any port.
  static func forms(of url: String) -> [String] {
    guard let scheme = url.range(of: "://") else { return [url] }
    let rest = url[scheme.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    let tail = rest[end...]
    let head = url[..<scheme.upperBound]
    let isSecure = head.lowercased() == "https://"
    // After a bracket of an IPv6 address, or in a name, the last colon begins the port.
    let colon = authority.lastIndex(of: ":").flatMap { colon in
      authority[colon...].contains("]") ? nil : colon
    }
    let host = colon.map { authority[..<$0] } ?? authority
    let defaultPort = isSecure ? "443" : "80"
    return [url, "\(head)\(host)\(tail)", "\(head)\(host):\(defaultPort)\(tail)"]
  }
}
