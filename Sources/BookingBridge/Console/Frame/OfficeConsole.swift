import Foundation
package import InnRegistry

/// The office console: pages of HTML under `/office` for the people of the tourism office.
///
/// Pages translate, as the API does: what may be done is the registry's business, and who may do it
/// the table of rights' (``InnRegistry/StaffRole/rights``).
package struct OfficeConsole: Sendable {
  package let registry: Registry
  let doors: ConsoleDoors
  let flashes = Flashes()
  let live: LiveFeed
  /// How often one address may try a password, beside the lock of each name.
  let loginLimiter = RateLimiter(RateLimit(requests: 30, seconds: 60))

  /// - Parameter doors: what other parts of the hub lend the console.
  package init(registry: Registry, doors: ConsoleDoors) {
    self.registry = registry
    self.doors = doors
    live = LiveFeed(registry: registry)
  }

  /// Every route, below ``ConsolePath/prefix``.
  package var routes: RouteTable {
    var routes = ConsoleRoutes(console: self)
    addLogin(to: &routes)
    addToday(to: &routes)
    addBookings(to: &routes)
    addTape(to: &routes)
    addInns(to: &routes)
    addCalls(to: &routes)
    addNotices(to: &routes)
    addChannels(to: &routes)
    addRegion(to: &routes)
    addPeople(to: &routes)
    addAccount(to: &routes)
    addNotFound(to: &routes)
    return routes.table
  }
}

extension OfficeConsole {
  /// Runs what waits for the disk on a thread of its own, where a task's would be held up.
  static func aside<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
    -> Value
  {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }
}

/// What the console is lent by parts of the hub that it doesn't know: the telephone's sheet, the
/// wording of refusals, the reading of announcements.
package struct ConsoleDoors: Sendable {
  /// What a failure means to whoever asked, in both languages; one wording for the whole hub.
  package var explain: @Sendable (any Error) -> Words
  /// The sheet beside an inn's telephone, as a page of its own.
  package var card: @Sendable (InnID) throws -> String
  /// What came of a file, a line each: what can't be taken, and what was taken otherwise.
  package var report: @Sendable (ImportReport) -> [Words]
  /// Where webhooks may be sent to.
  package var addresses: OutgoingAddress
  package var broadcasts: Broadcasts
  package var emergencies: Emergencies
  package var carriers = Carriers()

  /// Texts that inns are rung to hear.
  package struct Broadcasts: Sendable {
    /// Who among these would be rung, what would be said, and how long it takes.
    package var plan: @Sendable (_ text: String, _ inns: [InnID]) throws -> Plan
    /// Has them rung.
    package var send:
      @Sendable (_ text: String, _ inns: [InnID], _ hours: Int, _ actor: Actor) throws -> Void

    package init(
      plan: @escaping @Sendable (_ text: String, _ inns: [InnID]) throws -> Plan,
      send:
        @escaping @Sendable (
          _ text: String, _ inns: [InnID], _ hours: Int, _ actor: Actor
        ) throws -> Void,
    ) {
      self.plan = plan
      self.send = send
    }
  }

  /// Emergencies, of which inns are told by telephone.
  package struct Emergencies: Sendable {
    /// Who would be rung, and what would be read to them; nobody where nobody may be.
    package var plan: @Sendable (EmergencyWish) throws -> Plan
    /// Tells guests and inns.
    package var send: @Sendable (EmergencyWish, Actor) throws -> Void

    package init(
      plan: @escaping @Sendable (EmergencyWish) throws -> Plan,
      send: @escaping @Sendable (EmergencyWish, Actor) throws -> Void,
    ) {
      self.plan = plan
      self.send = send
    }
  }

  /// By what the hub can write to guests.
  package struct Carriers: Hashable, Sendable {
    package var mails = false
    package var texting: TextingPolicy?

    package init(mails: Bool = false, texting: TextingPolicy? = nil) {
      self.mails = mails
      self.texting = texting
    }
  }

  package struct Plan: Hashable, Sendable {
    package var inns: [InnID]
    package var spoken: [String]
    package var seconds: Int
    /// How long the first round of calls takes.
    package var minutes: Int

    package init(inns: [InnID], spoken: [String], seconds: Int, minutes: Int) {
      self.inns = inns
      self.spoken = spoken
      self.seconds = seconds
      self.minutes = minutes
    }
  }

  package init(
    explain: @escaping @Sendable (any Error) -> Words,
    card: @escaping @Sendable (InnID) throws -> String,
    report: @escaping @Sendable (ImportReport) -> [Words],
    addresses: OutgoingAddress = .publicInternet,
    broadcasts: Broadcasts,
    emergencies: Emergencies,
    carriers: Carriers = Carriers(),
  ) {
    self.explain = explain
    self.card = card
    self.report = report
    self.addresses = addresses
    self.broadcasts = broadcasts
    self.emergencies = emergencies
    self.carriers = carriers
  }
}
