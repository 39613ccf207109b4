import InnTestSupport
import Testing

@testable import InnRegistry
@testable import VoiceIVR

/// What the provider's interface promises, and what must not get in.
struct TwilioTests {
  private static let token = "12345"
  private static let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
  private static let form = [
    ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"),
    ("From", "+14158675309"), ("To", "+18005551212"),
  ]

  @Test func theProvidersOwnVector() {
    #expect(
      TwilioSignature.of(url: Self.url, parameters: Self.form, token: Self.token)
        == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    )
    #expect(
      TwilioSignature.of(url: Self.url, parameters: Self.form.reversed(), token: Self.token)
        == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    )
  }

  @Test func repeatedParametersCountOnceAndSorted() {
    let once = TwilioSignature.of(
      url: Self.url,
      parameters: [("a", "1"), ("a", "2"), ("b", "3")],
      token: "t",
    )
    let twice = TwilioSignature.of(
      url: Self.url,
      parameters: [("b", "3"), ("a", "2"), ("a", "1"), ("a", "2")],
      token: "t",
    )
    #expect(once == twice)
  }

  @Test(arguments: [
    ("https://h.example/x", "https://h.example:443/x"),
    ("https://h.example:443/x?y=1", "https://h.example/x?y=1"),
    ("http://h.example:80/x", "http://h.example/x"),
    ("https://h.example:8443/x", "https://h.example/x"),
    ("https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x"),
  ])
  func portsMayBeWrittenOrNot(configured: String, signed: String) {
    let signature = TwilioSignature.of(url: signed, parameters: Self.form, token: Self.token)
    #expect(
      TwilioSignature.isValid(
        signature,
        url: configured,
        parameters: Self.form,
        token: Self.token,
      )
    )
  }

  // MARK: - Webhooks

  private static let settings = TwilioGateway.Settings(
    name: SMSGatewayName(trusted: "twilio"),
    account: "AC1",
    token: token,
    from: PhoneNumber("+81175000099"),
    messageURL: "https://hub.example/sms/twilio/messages",
    statusURL: "https://hub.example/sms/twilio/status",
  )

  static func exchange(
    _ fields: [(String, String)],
    to url: String = settings.messageURL,
    signature: String? = nil,
  ) -> HTTPExchange {
    let signed =
      signature ?? TwilioSignature.of(url: url, parameters: fields, token: token)
    return HTTPExchange(
      method: "POST",
      url: "/sms/twilio/messages",
      headers: [
        HTTPField("Content-Type", "application/x-www-form-urlencoded"),
        HTTPField("X-Twilio-Signature", signed),
      ],
      body: TwilioForm.encode(fields),
    )
  }

  private static let message = [
    ("AccountSid", "AC1"), ("MessageSid", "SM1"), ("From", "+819012345678"),
    ("To", "+81175000099"), ("Body", "今夜 3部屋＆朝食=あり 50%"),
  ]

  @Test func aMessageIsRead() throws {
    let read = try TwilioWebhook(Self.settings).message(Self.exchange(Self.message))
    #expect(read.gatewayID == "SM1")
    #expect(read.from == "+819012345678")
    #expect(read.text == "今夜 3部屋＆朝食=あり 50%")
  }

  @Test func forgeriesAreRefused() {
    let webhook = TwilioWebhook(Self.settings)
    let genuine = TwilioSignature.of(
      url: Self.settings.messageURL,
      parameters: Self.message,
      token: Self.token,
    )
    var changed = Self.message
    changed[4].1 = "0"
    var added = Self.message
    added.append(("NumMedia", "1"))
    var other = Self.message
    other[0].1 = "AC2"
    let forged = [
      Self.exchange(changed, signature: genuine), Self.exchange(added, signature: genuine),
      Self.exchange(Self.message, signature: ""), Self.exchange(Self.message, signature: "AAAA"),
      Self.exchange(Self.message, to: "https://evil.example/sms/twilio/messages"),
      // Rightly signed by another account of the same provider.
      Self.exchange(other),
    ]
    for exchange in forged {
      #expect(throws: TwilioWebhook.Refusal.forged) { try webhook.message(exchange) }
    }
    var bare = Self.exchange(Self.message)
    bare.headers.removeLast()
    #expect(throws: TwilioWebhook.Refusal.forged) { try webhook.message(bare) }
    var twice = Self.exchange(Self.message)
    twice.headers.append(HTTPField("x-twilio-signature", genuine))
    #expect(throws: TwilioWebhook.Refusal.forged) { try webhook.message(twice) }
  }

  @Test func aJSONBodyIsSignedByItsDigest() throws {
    let body = Array(
      #"{"AccountSid":"AC1","MessageSid":"SM2","From":"+819012345678","Body":"満室"}"#.utf8
    )
    let digest = Secret.hex(Secret.sha256(body))
    let url = Self.settings.messageURL + "?bodySHA256=" + digest
    let signature = TwilioSignature.of(url: url, parameters: [], token: Self.token)
    var exchange = HTTPExchange(
      method: "POST",
      url: "/sms/twilio/messages?bodySHA256=" + digest,
      headers: [HTTPField("X-Twilio-Signature", signature)],
      body: body,
    )
    #expect(try TwilioWebhook(Self.settings).message(exchange).text == "満室")
    exchange.body[10] ^= 1
    #expect(throws: TwilioWebhook.Refusal.forged) {
      try TwilioWebhook(Self.settings).message(exchange)
    }
  }

  @Test(arguments: [
    ("delivered", true), ("read", true), ("failed", false), ("undelivered", false),
  ])
  func statusesAreRead(status: String, isDelivered: Bool) throws {
    let fields = [("AccountSid", "AC1"), ("MessageSid", "SM9"), ("MessageStatus", status)]
    let url = try #require(Self.settings.statusURL)
    let content = try TwilioWebhook(Self.settings).status(Self.exchange(fields, to: url))
    guard case .report(let report) = content else {
      Issue.record("\(content)")
      return
    }
    #expect((report.outcome == .delivered) == isDelivered)
    #expect(report.gatewayID == "SM9")
  }

  // MARK: - REST

  @Test func messagesOfTheSameWordsAreFound() {
    let list = #"""
      {"messages":[{"sid":"SM3","body":"満室"},{"sid":"SM2","body":"3室"},{"sid":"SM1","body":"満室"},
        {"sid":7,"body":"満室"},{"body":"満室"}],"page":0}
      """#
    #expect(TwilioGateway.traces(Array(list.utf8), of: "満室") == ["SM3", "SM1"])
    #expect(TwilioGateway.traces(Array(list.utf8), of: "満").isEmpty)
    for other in ["", "[]", "{}", #"{"messages":{}}"#, "<html>"] {
      #expect(TwilioGateway.traces(Array(other.utf8), of: "満室").isEmpty)
    }
  }

  @Test(arguments: [
    (201, #"{"sid":"SM5","status":"queued"}"#, SMSHandover.taken(id: "SM5", parts: 1)),
    (400, #"{"code":21614,"status":400}"#, .refused("status 400, code 21614")),
    (400, #"{"code":21610,"status":400}"#, .refused("status 400, code 21610")),
    (429, #"{"code":20429,"status":429}"#, .failed("status 429, code 20429")),
    (503, "<html>", .failed("status 503 without JSON")),
    (200, "{}", .failed("no sid in the answer")),
  ])
  func answersOfTheInterface(status: Int, body: String, handover: SMSHandover) {
    let message = OutboundMessage(
      id: 1,
      to: PhoneNumber(trusted: "+819012345678"),
      text: "満室",
      createdAt: TestWorld.start,
    )
    #expect(
      TwilioGateway.handover(HTTPAnswer(status: status, body: Array(body.utf8)), message)
        == handover
    )
  }

  @Test(arguments: [
    ("満室", 1), (String(repeating: "あ", count: 70), 1), (String(repeating: "あ", count: 71), 2),
    (String(repeating: "あ", count: 135), 3), (String(repeating: "a", count: 160), 1),
    (String(repeating: "a", count: 161), 2), ("", 1),
  ])
  func partsAreCounted(text: String, parts: Int) { #expect(SMSParts.count(text) == parts) }
}
