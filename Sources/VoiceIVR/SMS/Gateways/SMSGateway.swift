package import InnRegistry

/// A way out for messages; how they come in is each gateway's own.
package protocol SMSGateway: Sendable {
  var name: SMSGatewayName { get }
  /// Hands a message over; returns when it is known whether it was taken.
  func send(_ message: OutboundMessage) async -> SMSHandover
}

/// What a gateway says to a message.
package enum SMSHandover: Hashable, Sendable {
  /// Taken; the name by which a delivery report will call it, where one comes.
  case taken(id: String?, parts: Int)
  /// Not now, or not here: another gateway or another time.
  case failed(String)
  /// Never to this number.
  case refused(String)
}

/// What a gateway is told about a message that it took.
package struct SMSReport: Hashable, Sendable {
  package var gatewayID: String
  package var isDelivered: Bool
  package var error: String?

  package init(gatewayID: String, isDelivered: Bool, error: String? = nil) {
    self.gatewayID = gatewayID
    self.isDelivered = isDelivered
    self.error = error
  }
}

/// Parts of a message as carriers count them (3GPP TS 23.038 and 23.040): 70 units of UCS-2 in one,
/// 67 in each of several; 160 and 153 where all letters are of the GSM alphabet.
package enum SMSParts {
  private static let gsm = Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
      .unicodeScalars
  )

  package static func count(_ text: String) -> Int {
    let isPlain = text.unicodeScalars.allSatisfy(gsm.contains)
    let units = isPlain ? text.unicodeScalars.count : text.utf16.count
    let (one, each) = isPlain ? (160, 153) : (70, 67)
    return units <= one ? 1 : (units + each - 1) / each
  }
}
