package import InnRegistry

/// A way out for messages; how they come in is each gateway's own.
package protocol SMSGateway: Sendable {
  var name: SMSGatewayName { get }
  /// Hands a message over; returns when it is known whether it was taken.
  func send(_ message: OutboundMessage) async -> SMSHandover
  /// Names of messages to the same number with the same text that the gateway has taken: one of
  /// them may be this one, when the hub died or lost the connection before it was told.
  func traces(of message: OutboundMessage) async -> [String]
}

extension SMSGateway {
  package func traces(of message: OutboundMessage) async -> [String] { [] }
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
  package var outcome: SMSOutgoing

  package init(gatewayID: String, _ outcome: SMSOutgoing) {
    self.gatewayID = gatewayID
    self.outcome = outcome
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
