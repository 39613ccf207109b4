/// One SMS as the registry keeps it.
package struct ShortMessage: Hashable, Sendable {
  package let id: Int64
  package var direction: Direction
  /// The other end: E.164, or what the network gave as a sender.
  package var number: String
  /// nil for a stranger's.
  package var inn: InnID?
  package var gateway: SMSGatewayName
  /// What the gateway calls it.
  package var gatewayID: String?
  /// Erased with the guests' data.
  package var text: String
  package var sentAt: Timestamp
  package var recordedAt: Timestamp
  package var state: State
  package var error: String?

  package enum Direction: String, CaseIterable, Codable, Sendable {
    case inbound
    case outbound
  }

  package enum State: String, CaseIterable, Codable, Sendable {
    /// Inbound: understood or asked back.
    case received
    /// Inbound from a number that no inn has: the office decides (S20).
    case proposed
    /// Outbound: to be handed to a gateway.
    case waiting
    /// A gateway has taken it.
    case sent
    /// The receiver's telephone has it.
    case delivered
    case failed
    /// Its purpose has gone before it left.
    case dropped

    /// Whether the receiver may have read it.
    package var hasLeft: Bool { self == .sent || self == .delivered }
  }
}

/// Marks names of gateways.
package enum SMSGatewayMark {}
/// A name of a gateway of messages, such as `twilio`.
package typealias SMSGatewayName = Identifier<SMSGatewayMark>

/// A message as a gateway hands it in.
package struct InboundMessage: Hashable, Sendable {
  package var gateway: SMSGatewayName
  /// Unique within the gateway: the same again is the same message.
  package var gatewayID: String
  /// The sender as the network wrote it.
  package var from: String
  package var text: String
  /// By the network; nil where it doesn't say, then the time of receipt counts.
  package var sentAt: Timestamp?

  package init(
    gateway: SMSGatewayName,
    gatewayID: String,
    from: String,
    text: String,
    sentAt: Timestamp? = nil,
  ) {
    self.gateway = gateway
    self.gatewayID = gatewayID
    self.from = from
    self.text = text
    self.sentAt = sentAt
  }
}

/// A message that is to leave the hub.
package struct OutboundMessage: Hashable, Sendable {
  package var id: Int64
  package var to: PhoneNumber
  package var inn: InnID?
  package var text: String
  /// The gateway by which the receiver wrote last; nil when she never did.
  package var preferred: SMSGatewayName?
  package var booking: BookingID?
  /// The notice to a guest that it carries; nil for what keepers are told.
  package var notice: Int64?
  package var createdAt: Timestamp

  package init(
    id: Int64,
    to: PhoneNumber,
    inn: InnID? = nil,
    text: String,
    preferred: SMSGatewayName? = nil,
    booking: BookingID? = nil,
    notice: Int64? = nil,
    createdAt: Timestamp,
  ) {
    self.id = id
    self.to = to
    self.inn = inn
    self.text = text
    self.preferred = preferred
    self.booking = booking
    self.notice = notice
    self.createdAt = createdAt
  }
}

/// What a gateway tells of a message that it took.
package enum SMSOutgoing: Hashable, Sendable {
  /// It is with the network.
  case left
  /// The receiver's telephone has it.
  case delivered
  /// It never arrived, and why.
  case failed(String)
}

/// How many messages may leave, so that a fault or a machine at the other end costs little.
package struct SMSBudget: Hashable, Sendable {
  /// Messages to one number in a day: an answer to each of a keeper's own and a few notices.
  package var perNumberADay = 60
  /// Messages to numbers that no inn has in a day, all together: nobody else is owed an answer.
  package var strangersADay = 50
  /// Estimated cost of an organisation's messages in a month: about ten a day for 150 inns.
  package var perOrganisationAMonth = Yen(50_000)

  package init() {}
}

extension PhoneNumber {
  /// Whether messages reach it: in Japan mobile numbers only (070, 080, 090 and data lines of 060
  /// by the numbering plan of the ministry); abroad nobody can tell from the number.
  package var takesMessages: Bool {
    guard e164.hasPrefix("+" + PhoneNumber.homeCountryCode) else { return true }
    let area = e164.dropFirst(1 + PhoneNumber.homeCountryCode.count).prefix(2)
    return ["60", "70", "80", "90"].contains(area) && e164.utf8.count == 13
  }
}
