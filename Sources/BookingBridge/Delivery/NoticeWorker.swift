package import InnRegistry
import Synchronization

/// Tells guests by mail and SMS: reads the log and the calendar, lays notices down, and sends them until
/// they are taken or given up.
///
/// An SMS is handed to the outbox of messages, which tells what became of
/// it.
///
/// Everything that must outlast the process is in the registry. What a notice says is put together
/// when it is sent, from the booking as it stands: one that another event has overtaken is dropped,
/// because that event has a notice of its own.
package final class NoticeWorker: Sendable {
  package typealias Send =
    @Sendable (_ message: [UInt8], _ from: String, _ to: String) async throws(MailClient.Failure) ->
    Void

  package struct Settings: Sendable {
    /// Who writes mail; nil where no server carries it.
    package var from: NoticeMail.Mailbox?
    /// Under which guests reach the hub; nil writes notices without a link.
    package var publicURL: String?
    /// Which telephones are written to; nil where no gateway carries messages.
    package var texting: TextingPolicy?

    package init(
      from: NoticeMail.Mailbox?,
      publicURL: String?,
      texting: TextingPolicy? = nil,
    ) {
      self.from = from
      self.publicURL = publicURL
      self.texting = texting
    }
  }

  /// Notices taken in one go.
  static let atOnce = 50
  /// Notices looked through for messages while mail rests: an emergency's guests in a whole region.
  static let lookedThrough = 500
  /// Lines without a notice after which the position is stored all the same.
  static let linesUnstored: Int64 = 5000
  static let tick = Span.seconds(1)
  /// Between two looks at whose stay begins soon.
  static let scheduling = Span.minutes(1)
  /// While no server answers: doubling, up to what a guest may be kept waiting once it is back.
  static let firstRest = Span.seconds(5)
  static let longestRest = Span.minutes(5)

  private let registry: Registry
  private let settings: Settings
  private let log: Log
  private let send: Send
  private let state = Mutex(State())

  private struct State {
    var seen: Int64 = 0
    var scheduledAt: Timestamp?
    var clearedOn: CivilDate?
    var restsUntil: Timestamp?
    var vainRests = 0
  }

  package init(
    registry: Registry,
    settings: Settings,
    log: Log = .silent,
    send: @escaping Send,
  ) {
    self.registry = registry
    self.settings = settings
    self.log = log
    self.send = send
  }

  /// Works until it is cancelled.
  package func run() async {
    let (wakings, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let changes = registry.changes()
    let listening = Task { for await _ in changes { wake.yield() } }
    let ticking = Task {
      while !Task.isCancelled {
        wake.yield()
        try? await Task.sleep(for: .milliseconds(NoticeWorker.tick.milliseconds))
      }
    }
    for await _ in wakings where registry.holds(.notices) {
      do {
        try await runOnce()
      } catch RegistryUnavailable.stopping {
        break
      } catch {
        log.error("notices wait", ["error": "\(error)"])
      }
    }
    listening.cancel()
    ticking.cancel()
  }

  /// Does everything that is due now.
  package func runOnce() async throws {
    try await lay()
    try await schedule()
    try await sendDue()
  }

  // MARK: - What is to be told

  private func lay() async throws {
    while !Task.isCancelled {
      let stored = try registry.noticePosition()
      let position = max(stored, state.withLock { $0.seen })
      let events = try registry.events(after: position, limit: NoticeLimits.linesAtOnce)
      guard let reached = events.last?.sequence else { return }
      let orders = try events.compactMap(order)
      if !orders.isEmpty || reached - stored >= NoticeWorker.linesUnstored {
        try await registry.write { try $0.lay(orders, after: stored, upTo: reached) }
      }
      state.withLock { $0.seen = reached }
    }
  }

  private func order(for event: LogEvent) throws -> NoticeOrder? {
    guard registry.clock.now() - event.at < NoticeLimits.patience,
      NoticeKind.told(of: event.kind, state: .confirmed) != nil,
      let id = BookingID(event.subject), let booking = try registry.booking(id),
      try way(to: booking) != nil,
      let kind = NoticeKind.told(of: event.kind, state: booking.state)
    else { return nil }
    return NoticeOrder(booking: id, kind: kind, cause: "log:\(event.sequence)")
  }

  private func schedule() async throws {
    let now = registry.clock.now()
    let isDue = state.withLock { state in
      guard state.scheduledAt.map({ now - $0 >= NoticeWorker.scheduling }) ?? true else {
        return false
      }
      state.scheduledAt = now
      return true
    }
    guard isDue else { return }
    let orders = try registry.dueReminders(at: now)
    if !orders.isEmpty {
      try await registry.write { for order in orders { try $0.lay(order) } }
    }
    let today = TokyoTime.date(at: now)
    if state.withLock({ $0.clearedOn }) != today {
      try await registry.write { try $0.removeOldNotices() }
      state.withLock { $0.clearedOn = today }
    }
  }

  // MARK: - Sending

  private func sendDue() async throws {
    while !Task.isCancelled {
      let due = try registry.dueNotices(
        at: registry.clock.now(),
        limit: isResting ? NoticeWorker.lookedThrough : NoticeWorker.atOnce,
      )
      var isAnyOver = false
      for notice in due {
        if Task.isCancelled { return }
        if try await attempt(notice) { isAnyOver = true }
      }
      if !isAnyOver { return }
    }
  }

  /// Whether no mail server answered a moment ago: mail waits, messages don't.
  private var isResting: Bool {
    let now = registry.clock.now()
    return state.withLock { $0.restsUntil.map { now < $0 } ?? false }
  }

  private func way(to booking: Booking) throws -> NoticeDelivery.Way? {
    booking.guest.wayOfNotices(
      writes: try registry.sendsMail(for: booking.id, of: booking.channel),
      prefersSMS: try registry.prefersSMS(for: booking.id, of: booking.channel),
      texting: settings.texting,
      mails: settings.from != nil,
    )
  }

  /// - Returns: false when it waits because no mail server answers.
  private func attempt(_ notice: NoticeDelivery) async throws -> Bool {
    let id = notice.id
    let now = registry.clock.now()
    guard let booking = try registry.booking(notice.booking) else {
      try await registry.write { try $0.noticeDropped(id, because: "no booking") }
      return true
    }
    if let reason = try reasonToDrop(notice, booking, now) {
      try await registry.write { try $0.noticeDropped(id, because: reason) }
      return true
    }
    if try way(to: booking) == .sms { return try await text(notice, booking) }
    if isResting { return false }
    guard let from = settings.from, let address = booking.guest.email,
      let to = NoticeMail.Mailbox(name: booking.guest.name.written, address: address)
    else {
      try await registry.write {
        try $0.noticeFailed(id, error: "not an address for mail", isFinal: true, isCounted: true)
      }
      return true
    }
    guard var facts = try facts(of: booking, for: notice) else {
      try await registry.write { try $0.noticeDropped(id, because: "the inn is listed no more") }
      return true
    }
    var token: String?
    if let base = settings.publicURL {
      let made = try await registry.write { try $0.makeGuestLink(to: booking.id) }
      token = made
      facts.link = base + GuestPages.path(token: made)
    }
    let mail = NoticeMail(
      Notice(notice.kind, facts),
      subjectOf: facts,
      from: from,
      to: to,
      messageID: notice.messageName + "@" + from.domain,
      date: now,
    )
    return try await deliver(mail, notice, token)
  }

  /// Hands a notice to the outbox of messages.
  private func text(_ notice: NoticeDelivery, _ booking: Booking) async throws -> Bool {
    let id = notice.id
    guard let number = booking.guest.phoneForNotices(settings.texting),
      var facts = try facts(of: booking, for: notice)
    else {
      try await registry.write { try $0.noticeDropped(id, because: "the inn is listed no more") }
      return true
    }
    if let base = settings.publicURL {
      let token = try await registry.write { try $0.makeGuestLink(to: booking.id) }
      facts.link = base + GuestPages.path(token: token)
    }
    let text = Notice(notice.kind, facts).sms
    try await registry.write { try $0.sendNotice(id, as: text, to: number) }
    return true
  }

  private func deliver(_ mail: NoticeMail, _ notice: NoticeDelivery, _ token: String?) async throws
    -> Bool
  {
    let id = notice.id
    do throws(MailClient.Failure) {
      try await send(mail.message, mail.from.address, mail.to.address)
    } catch {
      let failure = error
      log.warning(
        "a notice was not taken",
        [
          "notice": String(id), "code": failure.code.map { String($0) } ?? "-",
          "error": failure.text,
        ],
      )
      let isReached = failure.wasReached || failure.code != nil
      try await registry.write { transaction in
        // A mail that certainly never left takes its link with it.
        if let token, failure.code != nil || !failure.wasReached {
          try transaction.removeGuestLink(token)
        }
        try transaction.noticeFailed(
          id,
          error: failure.text,
          isFinal: failure.isFinal,
          isCounted: isReached,
        )
      }
      if !isReached { rest() }
      return isReached
    }
    state.withLock { ($0.restsUntil, $0.vainRests) = (nil, 0) }
    try await registry.write { try $0.noticeSent(id) }
    return true
  }

  private func rest() {
    let now = registry.clock.now()
    state.withLock { state in
      let doubled = NoticeWorker.firstRest.milliseconds << min(state.vainRests, 20)
      let length = min(doubled, NoticeWorker.longestRest.milliseconds)
      state.restsUntil = now + Span(milliseconds: length)
      state.vainRests += 1
    }
  }

  /// Why a notice is not sent any more; nil when it is.
  private func reasonToDrop(_ notice: NoticeDelivery, _ booking: Booking, _ now: Timestamp) throws
    -> String?
  {
    guard try registry.sendsMail(for: booking.id, of: booking.channel) else {
      return "the platform writes itself"
    }
    guard try way(to: booking) != nil else { return "no address, no telephone for messages" }
    let hasProposal =
      try notice.kind == .changeReceived
      && registry.booking(booking.id, of: booking.channel)?.proposal != nil
    return notice.obsolescence(of: booking, hasProposal: hasProposal, at: now)
  }

  private func facts(of booking: Booking, for notice: NoticeDelivery) throws -> NoticeFacts? {
    guard var facts = try registry.noticeFacts(of: booking, for: notice.kind) else { return nil }
    let parts = notice.cause.split(separator: ":", maxSplits: 1)
    if parts.first == "emergency", let id = parts.last.flatMap({ EmergencyID($0) }),
      let emergency = try registry.emergency(id)
    {
      facts.emergency = NoticeFacts.Emergency(
        hazard: emergency.hazard,
        message: emergency.message,
      )
    }
    if notice.kind == .changed, let sequence = parts.last.flatMap({ Int64($0) }),
      let before = try registry.stay(of: booking.id, before: sequence), before != booking.stay
    {
      facts.before = before
    }
    return facts
  }
}

extension NoticeMail.Mailbox {
  /// Right of the @.
  package var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}
