import InnRegistry
import InnTestSupport
import Testing

/// Endpoints, what waits for them, and what follows from how they answer.
@Suite struct WebhookTests {
  private let world: TestWorld
  private let endpoint: WebhookEndpoint
  private let secret: WebhookSecret

  init() throws {
    let world = try TestWorld().populated()
    self.world = world
    (endpoint, secret) = try world.registry.writeAndWait {
      try $0.addWebhook(
        "https://platform.example/hook",
        topics: [.bookings],
        channel: Fixtures.channel,
        by: .hub,
      )
    }
  }

  private var registry: Registry { world.registry }

  /// Lays messages down as if the log had told them.
  private func tell(_ count: Int, upTo sequence: Int64? = nil) throws {
    let messages = (0..<count).map {
      WebhookMessage(kind: "booking.confirmed", body: "{\"n\":\($0)}")
    }
    let after = try stored().position
    try registry.writeAndWait {
      try $0.tell(messages, to: endpoint.id, after: after, upTo: sequence ?? after + 1)
    }
  }

  private func stored() throws -> WebhookEndpoint {
    try #require(try registry.webhook(endpoint.id))
  }

  private func due() throws -> WebhookDelivery? {
    try registry.dueDeliveries(at: world.now).first { $0.0.id == endpoint.id }?.1
  }

  private func answer(_ status: Int?, to delivery: WebhookDelivery, retryAfter: Span? = nil) throws
  {
    let attempt = WebhookAttempt(
      at: world.now,
      status: status,
      error: status == nil ? "timed_out" : nil
    )
    try registry.writeAndWait { try $0.note(attempt, of: delivery, retryAfter: retryAfter) }
  }

  private func all(_ state: WebhookDelivery.State? = nil) throws -> [WebhookDelivery] {
    try registry.deliveries(of: endpoint.id, state: state, limit: 100).map(\.0)
  }

  private var alarms: [Alarm.Kind] { get throws { try registry.openAlarms().map(\.kind) } }

  // MARK: - Endpoints

  @Test func secretsAreRandomAndKeepTheirForm() throws {
    #expect(secret.text.hasPrefix("whsec_"))
    #expect(secret.bytes.count == 32)
    #expect(WebhookSecret(secret.text) == secret)
    let other = try registry.writeAndWait {
      try $0.addWebhook(
        "https://b.example/",
        topics: [.nights],
        channel: Fixtures.channel,
        by: .hub
      )
    }
    #expect(other.1 != secret)
    #expect(try registry.webhooks(of: Fixtures.channel).count == 2)
  }

  @Test(arguments: [
    "", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base 64!!",
    "whsec_" + String(repeating: "A", count: 88),
  ])
  func whatIsNoSecret(_ text: String) { #expect(WebhookSecret(text) == nil) }

  @Test func anAddressIsTakenOnceAndAChannelHasItsLimit() throws {
    #expect(throws: DeliveryRefusal.exists) {
      try registry.writeAndWait {
        _ = try $0.addWebhook(endpoint.url, topics: [.inns], channel: Fixtures.channel, by: .hub)
      }
    }
    for number in 1..<WebhookEndpoint.maxOfChannel {
      try registry.writeAndWait {
        _ = try $0.addWebhook(
          "https://\(number).example/",
          topics: [.inns],
          channel: Fixtures.channel,
          by: .hub,
        )
      }
    }
    #expect(throws: DeliveryRefusal.tooMany(limit: WebhookEndpoint.maxOfChannel)) {
      try registry.writeAndWait {
        _ = try $0.addWebhook(
          "https://x.example/",
          topics: [.inns],
          channel: Fixtures.channel,
          by: .hub
        )
      }
    }
    #expect(throws: DeliveryRefusal.channelUnknown) {
      try registry.writeAndWait {
        _ = try $0.addWebhook(
          "https://x.example/",
          topics: [.inns],
          channel: ChannelID(trusted: "nobody"),
          by: .hub,
        )
      }
    }
  }

  @Test func bothSecretsSignWhileTheyRotate() throws {
    let new = try registry.writeAndWait {
      try $0.rotateWebhook(endpoint.id, of: Fixtures.channel, by: .hub)
    }
    #expect(new != secret)
    #expect(try registry.webhookSecrets(of: endpoint.id, at: world.now) == [new, secret])
    world.advance(by: WebhookEndpoint.rotationTime)
    #expect(try registry.webhookSecrets(of: endpoint.id, at: world.now) == [new])
    // A second rotation drops the oldest at once: only two sign.
    let third = try registry.writeAndWait { try $0.rotateWebhook(endpoint.id, of: nil, by: .hub) }
    let fourth = try registry.writeAndWait { try $0.rotateWebhook(endpoint.id, of: nil, by: .hub) }
    #expect(try registry.webhookSecrets(of: endpoint.id, at: world.now) == [fourth, third])
  }

  @Test func anotherChannelsEndpointIsUnknown() throws {
    let crane = ChannelID(trusted: "crane")
    try registry.writeAndWait { try $0.save(Channel(id: crane, name: "Crane Tours"), by: .hub) }
    #expect(throws: DeliveryRefusal.webhookUnknown) {
      try registry.writeAndWait { _ = try $0.rotateWebhook(endpoint.id, of: crane, by: .hub) }
    }
    #expect(throws: DeliveryRefusal.webhookUnknown) {
      try registry.writeAndWait { try $0.removeWebhook(endpoint.id, of: crane, by: .hub) }
    }
    #expect(throws: DeliveryRefusal.webhookUnknown) {
      try registry.writeAndWait { try $0.enableWebhook(endpoint.id, of: crane, by: .hub) }
    }
    #expect(try registry.webhooks(of: crane).isEmpty)
  }

  // MARK: - Messages

  @Test func noLineIsToldTwice() throws {
    let after = endpoint.position
    let message = WebhookMessage(kind: "inn.changed", body: "{}")
    for _ in 0..<2 {
      try registry.writeAndWait {
        try $0.tell([message], to: endpoint.id, after: after, upTo: after + 7)
      }
    }
    #expect(try all().count == 1)
    #expect(try stored().position == after + 7)
  }

  @Test func theOldestThatIsDueGoesFirst() throws {
    try tell(3)
    let first = try #require(try due())
    #expect(first.body == "{\"n\":0}")
    try answer(500, to: first)
    // The endpoint rests, whatever waits.
    #expect(try due() == nil)
    world.advance(by: WebhookHealth.firstRest)
    #expect(try due()?.id == first.id)
    try answer(503, to: first)
    world.advance(by: .seconds(10))
    // The first one waits five minutes now; the others need not.
    let second = try #require(try due())
    #expect(second.body == "{\"n\":1}")
    try answer(204, to: second)
    #expect(try due()?.body == "{\"n\":2}")
    world.advance(by: .minutes(5))
    #expect(try due()?.id == first.id)
  }

  @Test func waitsGrowForThreeDaysAndThenTheOfficeIsTold() throws {
    try tell(1)
    let delivery = try #require(try due())
    let start = world.now
    for (tries, wait) in WebhookDelivery.waits.enumerated() {
      // Something else is taken now and then, so that the endpoint is not given up.
      try tell(1)
      let other = try #require(try all(.waiting).first { $0.id != delivery.id })
      try answer(200, to: other)
      try answer(nil, to: delivery)
      let stored = try #require(try all(.waiting).first { $0.id == delivery.id })
      #expect(stored.nextTry == world.now + wait)
      #expect(stored.attempts == tries + 1)
      world.move(to: stored.nextTry)
    }
    try tell(1)
    try answer(200, to: try #require(try all(.waiting).first { $0.id != delivery.id }))
    #expect(try alarms == [])
    try answer(500, to: delivery)
    #expect(try all(.failed).map(\.id) == [delivery.id])
    #expect(world.now - start >= .days(3))
    #expect(world.now - start < .days(4))
    #expect(try alarms == [.undelivered])
    #expect(try stored().health.isDisabled == false)

    // Sent anew: it has all its tries again, and its name as before.
    let count = try registry.writeAndWait {
      try $0.redeliverFailed(since: start, of: endpoint.id, channel: Fixtures.channel)
    }
    #expect(count == 1)
    #expect(try alarms == [])
    world.advance(by: .minutes(5))
    let again = try #require(try due())
    #expect(again.message == delivery.message)
    #expect((again.tries, again.attempts) == (0, 10))
    try answer(200, to: again)
    #expect(try all(.delivered).contains { $0.id == delivery.id })
    let attempts = try #require(
      try registry.deliveries(of: endpoint.id, limit: 100).first { $0.0.id == delivery.id }
    ).1
    #expect(attempts.map(\.number) == Array(1...11))
    #expect(attempts.map(\.status) == Array(repeating: nil, count: 9) + [500, 200])
  }

  @Test func aReceiverMayAskForTime() throws {
    try tell(1)
    let delivery = try #require(try due())
    try answer(429, to: delivery, retryAfter: .hours(2))
    #expect(try all().first?.nextTry == world.now + .hours(2))
    try answer(429, to: delivery, retryAfter: .days(90))
    #expect(try all().first?.nextTry == world.now + WebhookDelivery.longestAskedWait)
  }

  // MARK: - Disabled

  @Test func goneMeansNeverAgain() throws {
    try tell(3)
    try answer(410, to: try #require(try due()))
    #expect(try stored().health.disabled?.reason == .gone)
    #expect(try all(.failed).count == 3)
    #expect(try alarms == [.webhookDisabled])
    // Nothing is laid down for it any more.
    let position = try stored().position
    try tell(1)
    #expect(try all().count == 3)
    #expect(try stored().position == position)
    #expect(throws: DeliveryRefusal.disabled) {
      try registry.writeAndWait {
        try $0.redeliver(try #require(try all().first).message, of: endpoint.id, channel: nil)
      }
    }
    #expect(throws: DeliveryRefusal.disabled) {
      try registry.writeAndWait {
        _ = try $0.testWebhook(
          endpoint.id,
          of: nil,
          WebhookMessage(kind: "webhook.test", body: "{}")
        )
      }
    }

    try registry.writeAndWait {
      try $0.enableWebhook(endpoint.id, of: Fixtures.channel, by: .channel(Fixtures.channel))
    }
    #expect(try alarms == [])
    #expect(try stored().health == WebhookHealth())
    #expect(try stored().position >= position)
    #expect(try due() == nil)
    let count = try registry.writeAndWait {
      try $0.redeliverFailed(since: world.now - .days(1), of: endpoint.id, channel: nil)
    }
    #expect(count == 3)
    #expect(try due() != nil)
  }

  @Test func threeDaysWithoutSuccessDisable() throws {
    try tell(400)
    var attempts = 0
    let start = world.now
    while try !stored().health.isDisabled {
      if let delivery = try due() {
        try answer(attempts.isMultiple(of: 2) ? 500 : nil, to: delivery)
        attempts += 1
      }
      world.advance(by: .minutes(5))
      guard world.now - start < .days(4) else {
        Issue.record("never disabled")
        return
      }
    }
    #expect(world.now - start >= WebhookHealth.patience)
    #expect(try stored().health.disabled?.reason == .failing)
    #expect(try alarms.contains(.webhookDisabled))
    #expect(try all(.waiting).isEmpty)
  }

  @Test func oneSuccessInThreeDaysIsEnough() throws {
    try tell(1)
    let delivery = try #require(try due())
    try answer(500, to: delivery)
    world.advance(by: .days(2))
    try answer(200, to: delivery)
    #expect(try stored().health.failingSince == nil)
    try tell(1)
    world.advance(by: .days(2))
    try answer(500, to: try #require(try due()))
    #expect(try !stored().health.isDisabled)
  }

  @Test func tooManyThatWaitDisableInsteadOfVanishing() throws {
    try tell(WebhookEndpoint.maxWaiting)
    #expect(try !stored().health.isDisabled)
    try tell(1)
    #expect(try stored().health.disabled?.reason == .overfull)
    #expect(try alarms == [.webhookDisabled])
    #expect(try all(.failed).count == 100)
  }

  // MARK: - What goes

  @Test func aRemovedEndpointLeavesNothing() throws {
    try tell(2)
    let delivery = try #require(try due())
    try answer(410, to: delivery)
    try registry.writeAndWait {
      try $0.removeWebhook(endpoint.id, of: Fixtures.channel, by: .channel(Fixtures.channel))
    }
    #expect(try registry.webhooks().isEmpty)
    #expect(try alarms == [])
    let left = try registry.read {
      try $0.count(
        "SELECT (SELECT count(*) FROM webhook_delivery) + (SELECT count(*) FROM webhook_attempt)"
      )
    }
    #expect(left == 0)
    // What was under way when it went is noted nowhere, though its number is given again.
    let (second, _) = try registry.writeAndWait {
      try $0.addWebhook("https://b.example/", topics: [.inns], channel: Fixtures.channel, by: .hub)
    }
    let test = try registry.writeAndWait {
      try $0.testWebhook(second.id, of: nil, WebhookMessage(kind: "webhook.test", body: "{}"))
    }
    #expect(test.id == delivery.id)
    try answer(200, to: delivery)
    #expect(try registry.deliveries(of: second.id, limit: 10).map(\.0.state) == [.waiting])
  }

  @Test func finishedDeliveriesGoAfterAMonth() throws {
    try tell(3)
    for delivery in try all() where delivery.body != "{\"n\":1}" { try answer(200, to: delivery) }
    world.advance(by: .days(31))
    try tell(1)
    try answer(200, to: try #require(try all().first))
    #expect(try registry.writeAndWait { try $0.removeOldDeliveries() } == 2)
    // What still waits stays, and so does what is new.
    #expect(try all().count == 2)
    #expect(try registry.writeAndWait { try $0.removeOldDeliveries() } == 0)
  }

  @Test func deliveriesComeInPages() throws {
    try tell(5)
    let first = try registry.deliveries(of: endpoint.id, limit: 2).map(\.0)
    #expect(first.map(\.body) == ["{\"n\":4}", "{\"n\":3}"])
    let next = try registry.deliveries(of: endpoint.id, before: first[1].message, limit: 2).map(\.0)
    #expect(next.map(\.body) == ["{\"n\":2}", "{\"n\":1}"])
    #expect(
      try registry.deliveries(
        of: endpoint.id,
        before: WebhookMessageID(trusted: "msg_none"),
        limit: 2
      )
      .isEmpty
    )
  }

  @Test func everythingOutlastsAPowerCut() throws {
    try tell(2)
    let delivery = try #require(try due())
    try answer(500, to: delivery)
    let before = (try stored(), try all())
    try world.crash()
    #expect(try stored() == before.0)
    #expect(try all() == before.1)
    #expect(try registry.webhookSecrets(of: endpoint.id, at: world.now) == [secret])
  }
}
