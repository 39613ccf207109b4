package import InnRegistry

/// Messages by Twilio's REST interface, or a provider's that speaks it.
package struct TwilioGateway: SMSGateway {
  package struct Settings: Hashable, Sendable {
    package var name: SMSGatewayName
    /// `AC…`: who we are there, and the name in the URL.
    package var account: String
    /// Signs what comes in and opens what goes out.
    package var token: String
    /// The number that messages come from, or nil with a messaging service.
    package var from: PhoneNumber?
    /// `MG…`.
    package var service: String?
    /// Where the provider sends messages and reports, exactly as it was told: it is signed.
    package var messageURL: String
    package var statusURL: String?
    /// The interface's own address.
    package var base: String

    package init(
      name: SMSGatewayName,
      account: String,
      token: String,
      from: PhoneNumber?,
      service: String? = nil,
      messageURL: String,
      statusURL: String? = nil,
      base: String = "https://api.twilio.com",
    ) {
      self.name = name
      self.account = account
      self.token = token
      self.from = from
      self.service = service
      self.messageURL = messageURL
      self.statusURL = statusURL
      self.base = base
    }
  }

  package let settings: Settings
  private let client: HTTPClient

  package init(_ settings: Settings, client: HTTPClient) {
    self.settings = settings
    self.client = client
  }

  package var name: SMSGatewayName { settings.name }

  // MARK: - Out

  /// The list of the account's messages.
  private var messages: String {
    "\(settings.base)/2010-04-01/Accounts/\(settings.account)/Messages.json"
  }

  package func send(_ message: OutboundMessage) async -> SMSHandover {
    var fields = [("To", message.to.e164), ("Body", message.text)]
    if let service = settings.service {
      fields.append(("MessagingServiceSid", service))
    } else if let from = settings.from {
      fields.append(("From", from.e164))
    }
    if let status = settings.statusURL { fields.append(("StatusCallback", status)) }
    let exchange = HTTPExchange(
      method: "POST",
      url: messages,
      headers: [
        HTTPField("Content-Type", "application/x-www-form-urlencoded"),
        HTTPField("Accept", "application/json"),
      ],
      body: TwilioForm.encode(fields),
    )
    do throws(HTTPFailure) {
      let answer = try await client.send(exchange, credentials: (settings.account, settings.token))
      return TwilioGateway.handover(answer, message)
    } catch {
      return .failed("\(error)")
    }
  }

  /// Messages to one number that are looked through: more than an hour's answers.
  private static let mostTraces = 50

  /// Messages of the interface have no key of ours, so they are known by number and text.
  package func traces(of message: OutboundMessage) async -> [String] {
    let query = [("To", message.to.e164), ("PageSize", String(TwilioGateway.mostTraces))]
    let exchange = HTTPExchange(
      method: "GET",
      url: messages + "?" + String(decoding: TwilioForm.encode(query), as: UTF8.self),
      headers: [HTTPField("Accept", "application/json")],
    )
    let login = (user: settings.account, password: settings.token)
    guard let answer = try? await client.send(exchange, credentials: login), answer.status == 200
    else { return [] }
    return TwilioGateway.traces(answer.body, of: message.text)
  }

  static func traces(_ body: [UInt8], of text: String) -> [String] {
    guard case .object(let object)? = try? JSONValue(parsing: body),
      case .array(let list)? = object["messages"]
    else { return [] }
    return list.compactMap { item in
      guard case .object(let one) = item, case .string(let id)? = one["sid"],
        case .string(text)? = one["body"]
      else { return nil }
      return id
    }
  }

  /// Error codes that mean that this number will never take a message: not a number, not mobile,
  /// not allowed, opted out (Twilio, error dictionary).
  private static let finalCodes: Set<Int> = [
    21211, 21214, 21217, 21408, 21610, 21612, 21614, 30006,
  ]

  static func handover(_ answer: HTTPAnswer, _ message: OutboundMessage) -> SMSHandover {
    let document = try? JSONValue(parsing: answer.body)
    guard case .object(let object)? = document else {
      return .failed("status \(answer.status) without JSON")
    }
    if (200...299).contains(answer.status) {
      guard case .string(let id)? = object["sid"] else { return .failed("no sid in the answer") }
      return .taken(id: id, parts: SMSParts.count(message.text))
    }
    let code = object["code"].flatMap(TwilioGateway.integer)
    let error = "status \(answer.status)" + (code.map { ", code \($0)" } ?? "")
    if let code, finalCodes.contains(code) { return .refused(error) }
    return .failed(error)
  }

  private static func integer(_ value: JSONValue) -> Int? {
    if case .integer(let number) = value { number } else { nil }
  }
}
