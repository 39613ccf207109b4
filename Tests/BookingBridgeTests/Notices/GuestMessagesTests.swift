import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// Guests without a mail address, or who chose it, are told by SMS through the hub's own outbox of
/// messages; what becomes of the message becomes of the notice.
@Suite(.serialized, .timeLimit(.minutes(2))) struct GuestMessagesTests {
  private static let mobile = "+819000000012"
  private static let gateway = SMSGatewayName(trusted: "twilio")

  private let world: TestWorld

  init() throws { world = try TestWorld().populated() }

  /// Does what is due; `isDown`: no mail server answers.
  private func run(
    texting: TextingPolicy? = .japan,
    isDown: Bool = false,
    mails isMailing: Bool = true,
  ) async throws -> Int {
    let from = isMailing ? NoticeMail.Mailbox(name: "案内", address: "yado@example.org") : nil
    let sent = Mutex(0)
    let worker = NoticeWorker(
      registry: world.registry,
      settings: NoticeWorker.Settings(
        from: from,
        publicURL: "https://yado.example.org",
        texting: texting,
      ),
    ) { (_, _, _) throws(MailClient.Failure) in
      if isDown { throw MailClient.Failure(code: nil, text: "refused", wasReached: false) }
      sent.withLock { $0 += 1 }
    }
    try await worker.runOnce()
    return sent.withLock { $0 }
  }

  private func book(phone: String? = mobile, email: String? = nil, in days: Int = 10) throws
    -> Booking
  {
    try world.state(3, on: world.tonight + days)
    var request = Fixtures.request(Fixtures.instantPlan, checkIn: world.tonight + days)
    request.guest.phone = phone
    request.guest.email = email
    request.guest.language = "en"
    return try world.book(request)
  }

  private func notice(_ booking: Booking) throws -> NoticeDelivery? {
    try world.registry.notices(of: booking.id, limit: 1).first
  }

  /// What the sender of messages does: takes the entry, hands it over.
  private func hand(
    _ outcome: @escaping @Sendable (Transaction, OutboxEntry, OutboundMessage) throws -> Void
  ) throws -> OutboundMessage? {
    try world.registry.writeAndWait { transaction in
      let due = try transaction.lease([.sendSMS], owner: "test", for: .seconds(60), limit: 10)
      var last: OutboundMessage?
      for entry in due {
        guard let message = try transaction.sendable(entry, SMSBudget()) else { continue }
        try outcome(transaction, entry, message)
        last = message
      }
      return last
    }
  }

  private func take(_ id: String = "SM1") throws -> OutboundMessage? {
    try hand {
      try $0.sent($2, entry: $1.id, by: Self.gateway, as: id, parts: 2)
    }
  }

  // MARK: - Which way

  @Test("mail first; by SMS without an address, or where it was chosen; never without leave")
  func ways() {
    func way(
      _ phone: String?,
      _ email: String?,
      writes: Bool = true,
      sms: Bool = false,
      texting: TextingPolicy? = .japan,
      mails: Bool = true,
    ) -> NoticeDelivery.Way? {
      var guest = Guest(name: .erased)
      (guest.phone, guest.email) = (phone, email)
      return guest.wayOfNotices(writes: writes, prefersSMS: sms, texting: texting, mails: mails)
    }
    #expect(way(Self.mobile, "a@example.org") == .mail)
    #expect(way(Self.mobile, "a@example.org", sms: true) == .sms)
    #expect(way(Self.mobile, "a@example.org", mails: false) == .sms)
    #expect(way(Self.mobile, nil) == .sms)
    #expect(way(Self.mobile, nil, texting: nil) == nil)
    #expect(way(Self.mobile, nil, writes: false, sms: true) == nil)
    // A telephone of a house takes no messages, and abroad only by policy.
    #expect(way("+81175000012", nil) == nil)
    #expect(way("+886900000012", nil) == nil)
    #expect(way("+886900000012", nil, texting: .anywhere) == .sms)
    #expect(way("+886900000012", "a@example.org", sms: true) == .mail)
    #expect(way("call me", nil, texting: .anywhere) == nil)
    #expect(way(nil, nil) == nil)
  }

  // MARK: - From the outbox to the telephone

  @Test("a confirmation goes out once, with a link of its own, and is delivered")
  func delivered() async throws {
    let booking = try book()
    #expect(try await run() == 0)
    #expect(try await run() == 0)
    let waiting = try #require(try notice(booking))
    #expect(waiting.state == .waiting && waiting.way == .sms)
    let message = try #require(try take())
    #expect(message.to.e164 == Self.mobile && message.inn == booking.inn)
    #expect(message.text.contains(booking.reference.grouped))
    let link = try #require(message.text.firstMatch(of: /https:\/\/yado.example.org\/g\/(\S+)$/))
    #expect(try world.registry.booking(guestToken: String(link.1))?.id == booking.id)
    #expect(try notice(booking)?.state == .sent)
    _ = try world.registry.writeAndWait { try $0.report("SM1", by: Self.gateway, .delivered) }
    #expect(try notice(booking)?.state == .delivered)
    #expect(try take("SM2") == nil)
    // The key to the guest's page is the guest's alone.
    let kept = try #require(try world.registry.shortMessages().first)
    #expect(!kept.text.contains("/g/") && kept.text.contains(booking.reference.grouped))
    #expect(try world.registry.openAlarms().isEmpty)
  }

  @Test("its parts are counted to the inn, within the office's budget")
  func cost() async throws {
    let booking = try book()
    _ = try await run()
    _ = try take()
    let month = CivilMonth(of: TokyoTime.date(at: world.now))
    let used = try world.registry.usage(months: month...month)
    #expect(used.first { $0.inn == booking.inn }?.sum.sms == 2)
    // With the budget used up nothing leaves, and the office knows.
    let second = try book(in: 11)
    _ = try await run()
    var budget = SMSBudget()
    budget.perNumberADay = 1
    let spent = budget
    try world.registry.writeAndWait { transaction in
      for entry in try transaction.lease([.sendSMS], owner: "t", for: .seconds(60), limit: 10) {
        #expect(try transaction.sendable(entry, spent) == nil)
      }
    }
    #expect(try notice(second)?.state == .failed)
    #expect(try world.registry.openAlarms().map(\.booking) == [second.id])
  }

  @Test("what can't be delivered is the office's matter, not a call to the inn")
  func failed() async throws {
    let booking = try book()
    _ = try await run()
    _ = try take()
    _ = try world.registry.writeAndWait {
      try $0.report("SM1", by: Self.gateway, .failed("30005 unknown"))
    }
    #expect(try notice(booking)?.state == .failed)
    let alarms = try world.registry.openAlarms()
    #expect(alarms.map(\.kind) == [.undelivered] && alarms.first?.booking == booking.id)
    let calls = try world.registry.waitingToBeTold().map(\.kind)
    // Sent anew, it is another message.
    let id = try #require(try notice(booking)).id
    try world.registry.writeAndWait { try $0.resendNotice(id) }
    #expect(try world.registry.openAlarms().isEmpty)
    _ = try await run()
    #expect(try take("SM2") != nil)
    #expect(try notice(booking)?.state == .sent)
    // The first one's late news changes nothing.
    _ = try world.registry.writeAndWait { try $0.report("SM1", by: Self.gateway, .delivered) }
    #expect(try notice(booking)?.state == .sent)
    #expect(try world.registry.waitingToBeTold().map(\.kind) == calls)
  }

  @Test("a refusal for good ends it; the inn isn't rung about a guest's telephone")
  func refused() async throws {
    let booking = try book()
    _ = try await run()
    _ = try hand {
      try $0.notSent(
        $2,
        $1,
        error: "no such number",
        isFinal: true,
        retry: RetrySchedule(first: .seconds(1), longest: .seconds(1), maxAttempts: 3),
      )
    }
    #expect(try notice(booking)?.state == .failed)
    #expect(try world.registry.ringWishes().isEmpty)
    #expect(try world.registry.openAlarms().map(\.kind) == [.undelivered])
  }

  @Test("one that no gateway takes for days is given up and told")
  func overdue() async throws {
    let booking = try book()
    _ = try await run()
    world.advance(by: .hours(73))
    _ = try await world.registry.runDue()
    #expect(try notice(booking)?.state == .failed)
    #expect(try world.registry.openAlarms().contains { $0.booking == booking.id })
  }

  @Test("a message that another event overtakes never leaves")
  func overtaken() async throws {
    let booking = try book()
    _ = try await run()
    try world.registry.writeAndWait { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    #expect(try take() == nil)
    #expect(try notice(booking)?.state == .dropped)
    _ = try await run()
    let message = try #require(try take())
    #expect(message.text.contains("ancel"))
  }

  @Test("a mail server that is down holds no message up")
  func besideMail() async throws {
    let mailed = try book(email: "jane@example.org")
    let texted = try book(in: 11)
    _ = try await run(isDown: true)
    #expect(try take()?.booking == texted.id)
    #expect(try notice(mailed)?.state == .waiting)
  }

  @Test("without a gateway nothing is laid down for whoever has no address")
  func noGateway() async throws {
    let booking = try book()
    _ = try await run(texting: nil)
    #expect(try notice(booking) == nil)
    let second = try book(email: "jane@example.org", in: 11)
    #expect(try await run(texting: .japan, mails: false) == 0)
    #expect(try notice(second)?.way == .sms)
  }

  @Test("a guest's erasure takes the message's words and number along")
  func erased() async throws {
    let booking = try book()
    _ = try await run()
    _ = try take()
    try world.registry.writeAndWait { transaction in
      _ = try transaction.cancel(booking.id, channel: Fixtures.channel)
      try transaction.eraseGuest(of: booking.id, by: .hub)
    }
    let kept = try #require(try world.registry.shortMessages().last)
    #expect(kept.text.isEmpty && kept.number.isEmpty)
  }
}
