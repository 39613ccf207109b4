import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// Webhooks and calendars' files as a platform's engineer uses them; every answer is held against
/// the document as well.
@Suite struct WebhookResourceTests {
  private static let body =
    #"{"url": "https://platform.example/hook", "topics": ["bookings", "nights"]}"#

  private func made(_ api: APIWorld, _ body: String = WebhookResourceTests.body) async throws
    -> String
  {
    let answer = try await api.ask(.post, "/v1/webhooks", body: body)
    #expect(answer.status == 201, "\(answer.text)")
    return try #require(answer["webhook"]?.text)
  }

  @Test func aWebhookIsMadeReadAndRemoved() async throws {
    let api = try APIWorld()
    let answer = try await api.ask(.post, "/v1/webhooks", body: WebhookResourceTests.body)
    #expect(answer.status == 201)
    let id = try #require(answer["webhook"]?.text)
    #expect(answer.headers["Location"] == "/v1/webhooks/\(id)")
    let secret = try #require(answer["secret"]?.text)
    #expect(WebhookSecret(secret) != nil)
    // Shown once.
    let read = try await api.ask(.get, "/v1/webhooks/\(id)")
    #expect(read["secret"] == nil)
    #expect(read["topics"]?.elements.compactMap(\.text) == ["bookings", "nights"])
    #expect(read["enabled"] == .bool(true))
    let etag = try #require(read.headers["ETag"])
    let again = try await api.ask(.get, "/v1/webhooks/\(id)", headers: [("If-None-Match", etag)])
    #expect(again.status == 304)
    #expect(try await api.ask(.get, "/v1/webhooks")["webhooks"]?.elements.count == 1)
    #expect(try await api.ask(.delete, "/v1/webhooks/\(id)").status == 204)
    #expect(try await api.ask(.get, "/v1/webhooks/\(id)").status == 404)
    #expect(try await api.ask(.delete, "/v1/webhooks/\(id)").status == 404)
  }

  @Test func theSameRequestMakesOneWebhook() async throws {
    let api = try APIWorld()
    let first = try await api.ask(
      .post,
      "/v1/webhooks",
      body: WebhookResourceTests.body,
      idempotencyKey: "k1"
    )
    let second = try await api.ask(
      .post,
      "/v1/webhooks",
      body: WebhookResourceTests.body,
      idempotencyKey: "k1"
    )
    #expect(first.text == second.text)
    let third = try await api.ask(
      .post,
      "/v1/webhooks",
      body: WebhookResourceTests.body,
      idempotencyKey: "k2"
    )
    #expect(third.status == 409)
  }

  @Test(arguments: [
    (#"{"url": "http://platform.example/"}"#, "/url"),
    (#"{"url": "https://127.0.0.1/"}"#, "/url"),
    (#"{"url": "https://[::1]:8443/"}"#, "/url"),
    (#"{"url": "https://u:p@platform.example/"}"#, "/url"),
    (#"{"url": "no url"}"#, "/url"), (#"{"topics": ["bookings"]}"#, "/url"),
    (#"{"url": "https://platform.example/", "topics": []}"#, "/topics"),
    (#"{"url": "https://platform.example/", "topics": ["weather"]}"#, "/topics/0"),
    (#"{"url": "https://platform.example/", "colour": 1}"#, "/colour"),
  ])
  func mistakesAreNamed(_ body: String, _ pointer: String) async throws {
    let api = try APIWorld()
    let answer = try await api.ask(.post, "/v1/webhooks", body: body)
    #expect(answer.status == 422 || answer.status == 400, "\(answer.text)")
    #expect(answer["errors", "0", "pointer"]?.text == pointer, "\(answer.text)")
  }

  @Test func messagesAreSentAnewAndListed() async throws {
    let api = try APIWorld()
    let id = try await made(api)
    let path = "/v1/webhooks/\(id)"
    var messages: [String] = []
    for _ in 0..<3 {
      let answer = try await api.ask(.post, path + "/test")
      #expect(answer.status == 202)
      messages.append(try #require(answer["message"]?.text))
    }
    let page = try await api.ask(.get, path + "/deliveries?limit=2")
    #expect(page["deliveries", "0", "message"]?.text == messages[2])
    let next = try #require(page["next"]?.text)
    let rest = try await api.ask(.get, next)
    #expect(rest["deliveries"]?.elements.count == 1)
    #expect(rest["deliveries", "0", "message"]?.text == messages[0])

    let delivery = try #require(
      try api.world.registry.dueDeliveries(at: api.world.now).first { $0.0.id.rawValue == id }?.1
    )
    try api.world.registry.writeAndWait {
      try $0.note(
        WebhookAttempt(at: api.world.now, status: 500, response: "oh", milliseconds: 12),
        of: delivery,
      )
    }
    let told = try await api.ask(.get, path + "/deliveries?state=waiting&limit=100")
    #expect(told["deliveries", "2", "attempts", "0", "status"]?.number == 500)
    #expect(told["deliveries", "2", "attempts", "0", "response"]?.text == "oh")
    #expect(try await api.ask(.get, path)["failing_since"]?.text == api.world.now.description)
    let one = try await api.ask(
      .post,
      path + "/redeliver",
      body: "{\"message\":\"\(messages[0])\"}"
    )
    #expect((one.status, one["redelivered"]?.number) == (202, 1))
    let unknown = try await api.ask(.post, path + "/redeliver", body: #"{"message":"msg_none"}"#)
    #expect(unknown.status == 404)
    for body in ["{}", #"{"message":"msg_1","failed_since":"2026-12-01T00:00:00Z"}"#] {
      #expect(try await api.ask(.post, path + "/redeliver", body: body).status == 422)
    }
    let all = try await api.ask(
      .post,
      path + "/redeliver",
      body: #"{"failed_since":"2026-12-01T00:00:00Z"}"#
    )
    #expect(all["redelivered"]?.number == 0)
  }

  @Test func aDisabledWebhookIsEnabledByItsOwner() async throws {
    let api = try APIWorld()
    let id = try await made(api)
    let path = "/v1/webhooks/\(id)"
    #expect(try await api.ask(.post, path + "/test").status == 202)
    let delivery = try #require(try api.world.registry.dueDeliveries(at: api.world.now).first?.1)
    try api.world.registry.writeAndWait {
      try $0.note(WebhookAttempt(at: api.world.now, status: 410), of: delivery)
    }
    let read = try await api.ask(.get, path)
    #expect(read["enabled"] == .bool(false))
    #expect(read["disabled_reason"]?.text == "gone")
    #expect(try await api.ask(.post, path + "/test").status == 409)
    #expect(try await api.ask(.post, path + "/enable").status == 200)
    #expect(try await api.ask(.get, path)["enabled"] == .bool(true))
    #expect(try await api.ask(.post, path + "/test").status == 202)
  }

  @Test func rotationShowsTheNewSecret() async throws {
    let api = try APIWorld()
    let id = try await made(api)
    let answer = try await api.ask(.post, "/v1/webhooks/\(id)/rotate")
    let secret = try #require(answer["secret"]?.text)
    #expect(
      try api.world.registry.webhookSecrets(of: WebhookID(trusted: id), at: api.world.now)
        .first?.text == secret
    )
    #expect(
      answer["old_secret_until"]?.text
        == (api.world.now + WebhookEndpoint.rotationTime).description
    )
  }

  @Test func anotherPlatformSeesNothing() async throws {
    let api = try APIWorld()
    let id = try await made(api)
    let crane = ChannelID(trusted: "crane")
    let key = try api.world.registry.writeAndWait { transaction in
      try transaction.save(Channel(id: crane, name: "Crane Tours"), by: .hub)
      return try transaction.createKey(for: crane, scopes: [.book], by: .hub).secret
    }
    let reading = try api.world.registry.writeAndWait {
      try $0.createKey(for: Fixtures.channel, scopes: [.read], by: .hub).secret
    }
    for act in ["", "/deliveries"] {
      #expect(try await api.ask(.get, "/v1/webhooks/\(id)\(act)", key: key).status == 404)
    }
    for act in ["rotate", "enable", "test"] {
      #expect(try await api.ask(.post, "/v1/webhooks/\(id)/\(act)", key: key).status == 404)
    }
    #expect(try await api.ask(.delete, "/v1/webhooks/\(id)", key: key).status == 404)
    #expect(try await api.ask(.get, "/v1/webhooks", key: key)["webhooks"]?.elements == [])
    #expect(try await api.ask(.get, "/v1/webhooks", key: reading).status == 403)
  }

  @Test func tenAreEnough() async throws {
    let api = try APIWorld()
    for number in 0..<WebhookEndpoint.maxOfChannel {
      _ = try await made(api, #"{"url": "https://platform.example/\#(number)"}"#)
    }
    let answer = try await api.ask(.post, "/v1/webhooks", body: WebhookResourceTests.body)
    #expect(answer.status == 409)
  }

  // MARK: - Calendars

  @Test func aCalendarIsReadWithItsToken() async throws {
    let api = try APIWorld()
    let token = try await api.world.registry.write {
      try $0.shareCalendar(of: Fixtures.roomType, by: .hub)
    }
    try api.world.state(0, on: api.world.tonight + 1)
    let path = "/v1/inns/T01/room-types/T01-1/calendar.ics"
    let answer = try await api.ask(.get, "\(path)?token=\(token)", key: "")
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"] == "text/calendar; charset=utf-8")
    #expect(answer.text.contains("DTSTART;VALUE=DATE:20261202\r\n"))
    let etag = try #require(answer.headers["ETag"])
    let same = try await api.ask(.get, "\(path)?token=\(token)", headers: [("If-None-Match", etag)])
    #expect(same.status == 304)
    // The same file an hour later, so that pollers need not fetch it again.
    api.world.advance(by: .hours(1))
    let later = try await api.ask(
      .get,
      "\(path)?token=\(token)",
      headers: [("If-None-Match", etag)]
    )
    #expect(later.status == 304)
    for wrong in [
      "\(path)?token=ics_wrong", "/v1/inns/T02/room-types/T01-1/calendar.ics?token=\(token)",
      "/v1/inns/T01/room-types/T01-2/calendar.ics?token=\(token)",
    ] {
      #expect(try await api.ask(.get, wrong).status == 404)
    }
    #expect(try await api.ask(.get, path).status == 400)
  }
}
