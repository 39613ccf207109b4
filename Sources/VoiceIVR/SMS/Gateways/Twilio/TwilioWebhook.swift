package import InnRegistry

/// What a provider tells the hub over HTTP: a message, or what became of one.
package struct TwilioWebhook: Sendable {
  private let settings: TwilioGateway.Settings

  package init(_ settings: TwilioGateway.Settings) { self.settings = settings }

  package enum Content: Hashable, Sendable {
    case message(InboundMessage)
    case report(SMSReport)
    /// Nothing to do: a status on the way.
    case nothing
  }

  package enum Refusal: Error, Hashable, Sendable {
    /// No signature, or a wrong one: 403.
    case forged
    /// Not what the interface says: 400.
    case malformed(String)
  }

  /// Longest text that is taken, in UTF-16 units: ten parts, the most that Twilio joins.
  private static let longestText = 1600

  /// Reads a message.
  package func message(_ exchange: HTTPExchange) throws(Refusal) -> InboundMessage {
    let fields = try checked(exchange, at: settings.messageURL)
    guard let id = fields.only("MessageSid") ?? fields.only("SmsMessageSid"), !id.isEmpty,
      id.utf8.count <= 64
    else { throw .malformed("MessageSid") }
    guard let from = fields.only("From"), !from.isEmpty else { throw .malformed("From") }
    guard let body = fields.only("Body"), body.utf16.count <= TwilioWebhook.longestText else {
      throw .malformed("Body")
    }
    return InboundMessage(gateway: settings.name, gatewayID: id, from: from, text: body)
  }

  /// Reads a status callback.
  package func status(_ exchange: HTTPExchange) throws(Refusal) -> Content {
    let fields = try checked(exchange, at: settings.statusURL ?? settings.messageURL)
    guard let id = fields.only("MessageSid") else { throw .malformed("MessageSid") }
    guard let status = fields.only("MessageStatus") else { throw .malformed("MessageStatus") }
    switch status {
    case "delivered", "read":
      return .report(SMSReport(gatewayID: id, .delivered))
    case "failed", "undelivered":
      let code = fields.only("ErrorCode") ?? "?"
      return .report(SMSReport(gatewayID: id, .failed("\(status), code \(code)")))
    default: return .nothing
    }
  }

  /// The fields, once the signature is right.
  private func checked(_ exchange: HTTPExchange, at url: String) throws(Refusal) -> Fields {
    guard let signature = exchange.header("X-Twilio-Signature") else { throw .forged }
    let query = exchange.url.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    if let digest = TwilioForm.parse(Array(query.utf8))?.first(where: { $0.name == "bodySHA256" }) {
      // JSON: the digest stands in the URL, and the URL is what was signed.
      let signed = url.split(separator: "?", maxSplits: 1).first.map { "\($0)?\(query)" } ?? url
      guard
        TwilioSignature.isValid(
          signature,
          url: signed,
          bodySHA256: digest.value,
          body: exchange.body,
          token: settings.token,
        )
      else { throw .forged }
      return try checkedAccount(Fields(json: exchange.body))
    }
    guard let form = TwilioForm.parse(exchange.body) else { throw .malformed("body") }
    guard
      TwilioSignature.isValid(signature, url: url, parameters: form, token: settings.token)
    else { throw .forged }
    return try checkedAccount(Fields(form: form))
  }

  private func checkedAccount(_ fields: Fields?) throws(Refusal) -> Fields {
    guard let fields else { throw .malformed("body") }
    guard fields.only("AccountSid") == settings.account else { throw .forged }
    return fields
  }

  /// Named values; a name that comes with two different values has none.
  private struct Fields {
    private var values: [String: Set<String>] = [:]

    init(form: [(name: String, value: String)]) {
      for (name, value) in form { values[name, default: []].insert(value) }
    }

    init?(json: [UInt8]) {
      guard case .object(let object)? = try? JSONValue(parsing: json) else { return nil }
      for member in object.members {
        if case .string(let text) = member.value { values[member.name] = [text] }
      }
    }

    func only(_ name: String) -> String? {
      guard let found = values[name], found.count == 1 else { return nil }
      return found.first
    }
  }
}
