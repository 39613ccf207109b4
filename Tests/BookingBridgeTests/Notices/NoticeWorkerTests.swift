import InnRegistry
import InnTestSupport
import Synchronization
import Testing

@testable import BookingBridge

/// What guests are sent, once each, whatever the mail server and the hub do.
@Suite(.serialized, .timeLimit(.minutes(2))) struct NoticeWorkerTests {
  /// A mail server that answers as it is told and keeps what it took.
  private final class Server: Sendable {
    private let state = Mutex(State())

    private struct State {
      var answers: [MailClient.Failure?] = []
      var isDown = false
      var taken: [String] = []
      var tries = 0
    }

    func will(_ answers: [MailClient.Failure?]) { state.withLock { $0.answers = answers } }
    func isDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
    var taken: [String] { state.withLock { $0.taken } }
    var tries: Int { state.withLock { $0.tries } }

    var send: NoticeWorker.Send {
      { [self] (message, _, _) throws(MailClient.Failure) in
        let failure: MailClient.Failure? = state.withLock { state in
          state.tries += 1
          if state.isDown {
            return MailClient.Failure(code: nil, text: "refused", wasReached: false)
          }
          if !state.answers.isEmpty, let failure = state.answers.removeFirst() { return failure }
          state.taken.append(String(decoding: message, as: UTF8.self))
          return nil
        }
        if let failure { throw failure }
      }
    }
  }

  private let world: TestWorld
  private let server = Server()
  private let worker: NoticeWorker

  init() throws {
    world = try TestWorld().populated()
    worker = try NoticeWorkerTests.worker(world, server)
  }

  private static func worker(_ world: TestWorld, _ server: Server) throws -> NoticeWorker {
    let from = try #require(NoticeMail.Mailbox(name: "下北宿案内", address: "yado@example.org"))
    return NoticeWorker(
      registry: world.registry,
      settings: NoticeWorker.Settings(from: from, publicURL: "https://yado.example.org"),
      send: server.send,
    )
  }

  private func book(
    _ plan: RatePlanID = Fixtures.instantPlan,
    in days: Int = 10,
    email: String? = "jane@example.org",
  ) throws -> Booking {
    try world.state(3, on: world.tonight + days)
    var request = Fixtures.request(plan, checkIn: world.tonight + days)
    request.guest.email = email
    return try world.book(request)
  }

  private func kinds(_ state: NoticeDelivery.State? = nil) throws -> [NoticeKind] {
    try world.registry.notices(state: state, limit: 100).reversed().map(\.kind)
  }

  // MARK: - Once each

  @Test func aConfirmedBookingIsToldOnce() async throws {
    let booking = try book()
    try await worker.runOnce()
    try await worker.runOnce()
    #expect(server.taken.count == 1)
    #expect(try kinds(.sent) == [.confirmed])
    let mail = try #require(server.taken.first)
    #expect(mail.contains("To: "))
    #expect(mail.contains("<jane@example.org>"))
    #expect(mail.contains("Message-ID: <notice.1.\(booking.id)@example.org>"))
  }

  @Test func aRestartTellsNothingTwice() async throws {
    _ = try book()
    try await worker.runOnce()
    try world.crash()
    try await NoticeWorkerTests.worker(world, server).runOnce()
    #expect(server.taken.count == 1)
  }

  @Test func aHubThatDiesBeforeSendingSendsAfterwards() async throws {
    _ = try book()
    server.isDown(true)
    try await worker.runOnce()
    try world.crash()
    server.isDown(false)
    world.advance(by: .minutes(10))
    try await NoticeWorkerTests.worker(world, server).runOnce()
    #expect(server.taken.count == 1)
  }

  @Test func anHourWithoutServerDelaysAndLosesNothing() async throws {
    server.isDown(true)
    let booking = try book()
    for _ in 0..<12 {
      try await worker.runOnce()
      world.advance(by: .minutes(5))
    }
    #expect(server.taken.isEmpty)
    // It rests between tries: nobody hammers a server that is down.
    #expect(server.tries <= 12)
    server.isDown(false)
    world.advance(by: .minutes(5))
    try await worker.runOnce()
    #expect(server.taken.count == 1)
    #expect(try world.registry.notices(of: booking.id, limit: 10).first?.state == .sent)
    #expect(try world.registry.openAlarms().isEmpty)
  }

  @Test func anUnreachableServerForDaysIsTold() async throws {
    server.isDown(true)
    let booking = try book()
    for _ in 0..<90 {
      try await worker.runOnce()
      world.advance(by: .hours(1))
    }
    #expect(try kinds(.failed) == [.confirmed])
    let alarm = try #require(try world.registry.openAlarms().first { $0.kind == .undelivered })
    #expect(alarm.booking == booking.id)
    try await world.registry.write { try $0.resendNotice(1) }
    #expect(try world.registry.openAlarms().allSatisfy { $0.kind != .undelivered })
  }

  @Test func aRefusedAddressIsToldAtOnceAndNotTriedAgain() async throws {
    server.will([MailClient.Failure(code: 550, text: "550 no such user", wasReached: true)])
    _ = try book()
    try await worker.runOnce()
    #expect(try kinds(.failed) == [.confirmed])
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
    world.advance(by: .hours(5))
    try await worker.runOnce()
    #expect(server.tries == 1)
  }

  @Test func laterMeansLater() async throws {
    server.will([MailClient.Failure(code: 451, text: "451 later", wasReached: true)])
    _ = try book()
    try await worker.runOnce()
    #expect(server.taken.isEmpty)
    world.advance(by: .minutes(2))
    try await worker.runOnce()
    #expect(server.taken.count == 1)
  }

  @Test func aMailThatCameBackIsTold() async throws {
    let booking = try book()
    try await worker.runOnce()
    let report = try #require(
      BounceReport(
        """
        Action: failed\r
        Diagnostic-Code: smtp; 550 5.1.1 user unknown\r
        \r
        Message-ID: <notice.1.\(booking.id)@example.org>\r
        """
      )
    )
    try await world.registry.write { try $0.noticeBounced(report.notice, error: report.reason) }
    #expect(try kinds(.failed) == [.confirmed])
    #expect(try world.registry.openAlarms().contains { $0.kind == .undelivered })
    #expect(BounceReport("Action: delayed\nMessage-ID: <notice.1.x@y>") == nil)
    #expect(BounceReport("Message-ID: <other@y>") == nil)
  }

  // MARK: - What is told

  @Test func aRequestIsToldUntilItsAnswer() async throws {
    let booking = try book(Fixtures.requestPlan)
    try await worker.runOnce()
    try await world.registry.write {
      _ = try $0.decline(booking.id, reason: .full, by: .staff("office"))
    }
    try await worker.runOnce()
    #expect(try kinds(.sent) == [.requestReceived, .declined])
  }

  @Test func whatAnotherEventOvertookIsNotSent() async throws {
    server.isDown(true)
    let booking = try book()
    try await worker.runOnce()
    try await world.registry.write { _ = try $0.cancel(booking.id, channel: Fixtures.channel) }
    server.isDown(false)
    world.advance(by: .minutes(30))
    try await worker.runOnce()
    #expect(try kinds(.sent) == [.cancelledByGuest])
    #expect(try kinds(.dropped) == [.confirmed])
  }

  @Test func whoGetsNoMailIsNotWrittenTo() async throws {
    _ = try book(email: nil)
    try await world.registry.write {
      try $0.setMail(false, for: .channel(Fixtures.channel), by: .hub)
    }
    _ = try book(in: 11)
    try await worker.runOnce()
    #expect(server.taken.isEmpty)
    try await world.registry.write {
      try $0.setMail(true, for: .channel(Fixtures.channel), by: .hub)
    }
    let third = try book(in: 12)
    try await world.registry.write { try $0.setMail(false, for: .booking(third.id), by: .hub) }
    try await worker.runOnce()
    #expect(server.taken.isEmpty)
    _ = try book(in: 13)
    try await worker.runOnce()
    #expect(server.taken.count == 1)
  }

  @Test func reminderAndArrivalGuideComeOnTheirDays() async throws {
    let booking = try book(in: 5)
    var seen: [(day: Int, kinds: [NoticeKind])] = []
    for day in 0..<7 {
      try await worker.runOnce()
      seen.append((day, try kinds(.sent)))
      world.advance(by: .days(1))
    }
    // Ten o'clock, three days and one day before check-in.
    #expect(seen[1].kinds == [.confirmed])
    #expect(seen[2].kinds == [.confirmed, .reminder])
    #expect(seen[4].kinds == [.confirmed, .reminder, .arrivalGuide])
    #expect(seen[6].kinds == [.confirmed, .reminder, .arrivalGuide])
    #expect(try world.registry.notices(of: booking.id, limit: 10).count == 3)
  }

  @Test func whoBooksLateIsNotReminded() async throws {
    _ = try book(in: 1)
    world.advance(by: .hours(1))
    try await worker.runOnce()
    #expect(try kinds(.sent) == [.confirmed])
  }

  @Test func anEmergencyReachesThoseWhoAreThereOrCome() async throws {
    _ = try book(in: 0)
    _ = try book(in: 1)
    _ = try book(in: 5)
    try await worker.runOnce()
    let counts = try world.registry.headcount()
    #expect(counts.map(\.arriving) == [4])
    let (id, parties) = try await world.registry.write {
      try $0.callEmergency(
        .snow,
        message: [LocalizedText(language: "ja", text: "国道が通れません。")],
        at: [Fixtures.inn],
        calling: [Fixtures.inn],
        spoken: "雪です。",
        until: $0.now + .hours(6),
        by: .staff("office"),
      )
    }
    #expect(parties == 2)
    try await worker.runOnce()
    #expect(try kinds(.sent).filter { $0 == .emergency }.count == 2)
    #expect(try world.registry.emergency(id)?.hazard == .snow)
    #expect(try world.registry.broadcasts(for: Fixtures.inn).count == 1)
  }

  // MARK: - Links

  @Test func aMailsLinkOpensItsBookingAndNothingElse() async throws {
    let booking = try book()
    let token = try await world.registry.write { try $0.makeGuestLink(to: booking.id) }
    #expect(token.count == 26)
    #expect(try world.registry.booking(guestToken: token)?.id == booking.id)
    #expect(try world.registry.booking(guestToken: token + "0") == nil)
    #expect(try world.registry.booking(guestToken: "") == nil)
    let stored = try world.registry.read {
      try $0.count("SELECT count(*) FROM guest_link WHERE digest = $1", .text(token))
    }
    #expect(stored == 0)
    world.advance(by: .days(30))
    #expect(try world.registry.booking(guestToken: token) == nil)
  }

  @Test func erasingAGuestClosesTheLinkAndForgetsTheWish() async throws {
    let booking = try book()
    let token = try await world.registry.write { transaction in
      try transaction.wish("one more night", for: booking.id)
      return try transaction.makeGuestLink(to: booking.id)
    }
    #expect(try world.registry.openWishes().count == 1)
    #expect(try world.registry.openAlarms().contains { $0.kind == .guestWish })
    try await world.registry.write {
      _ = try $0.cancel(booking.id, channel: Fixtures.channel)
      try $0.eraseGuest(of: booking.id, by: .hub)
    }
    #expect(try world.registry.booking(guestToken: token) == nil)
    #expect(try world.registry.openWishes().isEmpty)
  }
}
