import Foundation

/// A secret that signs webhooks: `whsec_` and its bytes in base 64, as Standard Webhooks writes it.
package struct WebhookSecret: Hashable, Sendable {
  package let bytes: [UInt8]

  package static let prefix = "whsec_"
  /// Bytes of a new secret: as many as the signature's digest has.
  package static let length = 32
  /// What the specification allows.
  package static let lengths = 24...64

  /// A new one of random bits, drawn 64 at a time.
  package init(drawing bits: () -> UInt64) {
    var bytes: [UInt8] = []
    while bytes.count < WebhookSecret.length {
      withUnsafeBytes(of: bits()) { bytes.append(contentsOf: $0) }
    }
    self.bytes = bytes
  }

  /// Fails for anything that is not of the form or not of a good length.
  package init?(_ text: String) {
    guard text.hasPrefix(WebhookSecret.prefix),
      let data = Data(base64Encoded: String(text.dropFirst(WebhookSecret.prefix.count))),
      WebhookSecret.lengths.contains(data.count)
    else { return nil }
    bytes = Array(data)
  }

  package var text: String { WebhookSecret.prefix + Data(bytes).base64EncodedString() }
}
