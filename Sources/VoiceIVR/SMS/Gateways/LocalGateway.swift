package import InnRegistry

/// Takes messages and sends them nowhere: for conversations in the terminal and training inns,
/// whose answers are read where they are kept.
package struct LocalGateway: SMSGateway {
  package let name: SMSGatewayName

  package init(_ name: SMSGatewayName) { self.name = name }

  /// `innctl sms`.
  package static let terminal = LocalGateway(SMSGatewayName(trusted: "terminal"))
  /// Training inns that answer by SMS.
  package static let training = LocalGateway(SMSGatewayName(trusted: "training"))

  package func send(_ message: OutboundMessage) async -> SMSHandover {
    .taken(id: nil, parts: 0)
  }
}
