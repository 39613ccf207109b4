package import InnRegistry

/// A text that came by SIP MESSAGE (RFC 3428).
package struct SIPTextMessage: Hashable, Sendable {
  /// User part of From, as the network wrote it.
  package var from: String
  package var callID: String
  package var sequence: Int
  /// The body of `text/plain`.
  package var body: [UInt8]

  package init(from: String, callID: String, sequence: Int, body: [UInt8]) {
    self.from = from
    self.callID = callID
    self.sequence = sequence
    self.body = body
  }
}

/// Messages by SIP MESSAGE through the trunk: for gateways and PBXs that carry SMS so.
package struct SIPMessageGateway: SMSGateway {
  package static let name = SMSGatewayName(trusted: "sip")

  package var name: SMSGatewayName { SIPMessageGateway.name }

  /// Sends a text and waits for the final status: nil when no line could be asked.
  private let transmit: @Sendable (PhoneNumber, String) async -> Int?

  package init(transmit: @escaping @Sendable (PhoneNumber, String) async -> Int?) {
    self.transmit = transmit
  }

  /// Statuses that say that this number will never take a message (RFC 3261, section 21); others
  /// speak of the trunk or of the moment.
  private static let finalStatuses: Set<Int> = [404, 410, 484, 604]

  package func send(_ message: OutboundMessage) async -> SMSHandover {
    guard let status = await transmit(message.to, message.text) else {
      return .failed("no trunk takes messages")
    }
    if (200...299).contains(status) {
      return .taken(id: String(message.id), parts: SMSParts.count(message.text))
    }
    return SIPMessageGateway.finalStatuses.contains(status)
      ? .refused("status \(status)") : .failed("status \(status)")
  }

  /// The message as the desk takes it; nil for a body that is not UTF-8.
  ///
  /// A retransmission has the Call-ID and number of the first: it is the same message.
  package static func inbound(_ message: SIPTextMessage) -> InboundMessage? {
    guard let text = String(validating: message.body, as: UTF8.self) else { return nil }
    return InboundMessage(
      gateway: name,
      gatewayID: Secret.sha256("\(message.callID) \(message.sequence) \(message.from)"),
      from: message.from,
      text: text,
    )
  }
}
