import BookingBridge
import InnRegistry
import VoiceIVR

/// Messages in and out: gateways, what is taken from them, and who sends.
struct Messaging: Sendable {
  private let work: Task<Void, Never>

  static func start(
    _ file: MessagesFile?,
    registry: Registry,
    callBack: PhoneNumber,
    line: SIPEndpoint,
    log: Log,
  ) async -> Messaging {
    let desk = SMSDesk(registry: registry, callBack: callBack)
    var gateways: [String: any SMSGateway] = [:]
    if let twilio = file?.twilio {
      gateways["twilio"] = TwilioGateway(twilio, client: HTTPClient(destinations: .any))
    }
    let gammu = file?.gammu.map { GammuGateway($0, log: log) }
    gateways["gammu"] = gammu
    if file?.usesSIP == true {
      gateways["sip"] = SIPMessageGateway { number, text in
        await line.transmit(text, to: number)
      }
      await takeMessages(from: line, desk, log)
    }
    var rules = SMSSender.Rules()
    rules.budget = file?.budget ?? SMSBudget()
    let sender = SMSSender(
      desk: desk,
      gateways: (file?.order ?? []).compactMap { gateways[$0] },
      rules: rules,
      log: log,
    )
    return Messaging(
      work: Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await sender.run() }
          if let gammu {
            group.addTask {
              await gammu.run(
                take: { _ = try await desk.take($0) },
                report: { report in try await desk.note(report, by: gammu.name) },
              )
            }
          }
          await group.waitForAll()
        }
      }
    )
  }

  /// Texts by SIP MESSAGE: 202, because what she wrote is kept and its answer is a text of its own
  /// (RFC 3428, section 7).
  private static func takeMessages(from line: SIPEndpoint, _ desk: SMSDesk, _ log: Log) async {
    await line.takeMessages { text in
      guard let message = SIPMessageGateway.inbound(text) else { return 400 }
      do {
        _ = try await desk.take(message)
        return 202
      } catch {
        log.error("a message by SIP was not kept", ["error": "\(error)"])
        return 500
      }
    }
  }

  func stop() async {
    work.cancel()
    await work.value
  }

  // MARK: - Webhooks

  /// Routes under which a provider reaches the hub; none without one.
  static func routes(_ file: MessagesFile?, registry: Registry, callBack: PhoneNumber) -> RouteTable
  {
    var table = RouteTable()
    guard let settings = file?.twilio else { return table }
    let webhook = TwilioWebhook(settings)
    let desk = SMSDesk(registry: registry, callBack: callBack)
    table.add(.post, "/sms/twilio/messages", operation: "smsTwilioMessage", access: .everyone) {
      context in
      let message = try checked { () throws(TwilioWebhook.Refusal) in
        try webhook.message(context.request.exchange)
      }
      return .task {
        // Answered once it is on the disk: a provider that hears nothing sends it again.
        _ = try await desk.take(message)
        return HTTPResponse(.noContent)
      }
    }
    table.add(.post, "/sms/twilio/status", operation: "smsTwilioStatus", access: .everyone) {
      context in
      let content = try checked { () throws(TwilioWebhook.Refusal) in
        try webhook.status(context.request.exchange)
      }
      return .task {
        if case .report(let report) = content { try await desk.note(report, by: settings.name) }
        return HTTPResponse(.noContent)
      }
    }
    return table
  }

  private static func checked<Value>(_ body: () throws(TwilioWebhook.Refusal) -> Value)
    throws(HTTPProblem) -> Value
  {
    do throws(TwilioWebhook.Refusal) {
      return try body()
    } catch {
      switch error {
      case .forged: throw HTTPProblem(.unauthenticated, detail: "the signature is not right")
      case .malformed(let field):
        throw HTTPProblem(.malformedRequest, detail: "\(field) is missing or not well formed")
      }
    }
  }
}

extension HTTPRequest {
  /// The request as gateways read it, which know nothing of the server.
  var exchange: HTTPExchange {
    HTTPExchange(
      method: method.rawValue,
      url: target.raw,
      headers: headers.fields.map { HTTPField($0.name, $0.value) },
      body: body,
    )
  }
}
