import InnRegistry
import InnTestSupport
import Testing

/// A change of the registry whose every statement can fail.
struct FaultOperation: Sendable {
  var name: String
  var run: @Sendable (Transaction, TestWorld) throws -> Void

  /// A day's life, in an order in which each can happen.
  static let all: [FaultOperation] = [
    FaultOperation(name: "state") { transaction, world in
      let caller = world.keeper()
      guard let listener = caller.listener else { return }
      try transaction.state(
        3,
        of: Fixtures.roomType,
        on: world.tonight + 3,
        counting: .heard(listener),
        by: caller,
      )
    },
    FaultOperation(name: "hold") { transaction, world in
      _ = try transaction.hold(request(world, "hold"), channel: Fixtures.channel, for: .minutes(20))
    },
    FaultOperation(name: "extend") { transaction, world in
      let id = try find("hold", world)
      _ = try transaction.extendHold(id, by: .minutes(25), channel: Fixtures.channel)
    },
    FaultOperation(name: "confirm") { transaction, world in
      _ = try transaction.confirmHold(find("hold", world), channel: Fixtures.channel)
    },
    FaultOperation(name: "hear") { transaction, world in
      let id = try find("hold", world)
      let revision = try world.booking(id).revision
      try transaction.hear([(id, revision: revision)], by: world.keeper())
    },
    FaultOperation(name: "count") { transaction, world in
      let caller = world.keeper()
      guard let listener = caller.listener else { return }
      try transaction.state(
        2,
        of: Fixtures.roomType,
        on: world.tonight + 3,
        counting: .heard(listener),
        by: caller,
      )
    },
    FaultOperation(name: "amend at once") { transaction, world in
      _ = try transaction.amend(
        find("hold", world),
        amendment(world, nights: 3, Fixtures.instantPlan),
        channel: Fixtures.channel,
      )
    },
    FaultOperation(name: "request") { transaction, world in
      _ = try transaction.book(
        request(world, "request", Fixtures.requestPlan),
        channel: Fixtures.channel,
      )
    },
    FaultOperation(name: "key") { transaction, world in
      let id = try find("request", world)
      try transaction.keepAnswer(id, revision: 1, accepts: true, by: world.keeper())
    },
    FaultOperation(name: "settle") { transaction, world in
      guard try transaction.settleAnswer(find("request", world)) != nil else {
        throw BookingRefusal.bookingUnknown
      }
    },
    FaultOperation(name: "propose") { transaction, world in
      let (_, isWaiting) = try transaction.amend(
        find("request", world),
        amendment(world, nights: 4, Fixtures.requestPlan),
        channel: Fixtures.channel,
      )
      guard isWaiting else { throw BookingRefusal.amendmentOpen }
    },
    FaultOperation(name: "accept the change") { transaction, world in
      _ = try transaction.accept(find("request", world), by: world.keeper())
    },
    FaultOperation(name: "request another") { transaction, world in
      _ = try transaction.book(
        request(world, "other", Fixtures.requestPlan, rooms: 1, nights: 1),
        channel: Fixtures.channel,
      )
    },
    FaultOperation(name: "decline") { transaction, world in
      _ = try transaction.decline(find("other", world), reason: nil, by: world.keeper())
    },
    FaultOperation(name: "tell the reason") { transaction, world in
      _ = try transaction.tellReason(.full, for: find("other", world), by: world.keeper())
    },
    FaultOperation(name: "close") { transaction, world in
      _ = try transaction.close(
        Fixtures.inn,
        from: world.tonight + 4,
        through: world.tonight + 8,
        by: world.keeper(),
      )
    },
    FaultOperation(name: "reopen") { transaction, world in
      try transaction.reopen(
        Fixtures.inn,
        from: world.tonight + 5,
        through: world.tonight + 6,
        by: world.keeper(),
      )
    },
    FaultOperation(name: "cancel") { transaction, world in
      _ = try transaction.cancel(find("hold", world), channel: Fixtures.channel)
    },
    FaultOperation(name: "give back") { transaction, world in
      try transaction.giveBack(find("hold", world), by: world.keeper())
    },
    FaultOperation(name: "restrict") { transaction, world in
      try transaction.restrict(
        NightRestrictions(stopSell: true),
        roomType: Fixtures.roomType,
        on: world.tonight + 9,
        by: world.keeper(),
      )
    },
    FaultOperation(name: "vouch") { transaction, world in
      try transaction.vouch(
        for: world.tonight..<(world.tonight + 7),
        inn: Fixtures.inn,
        by: world.keeper(),
      )
    },
    FaultOperation(name: "lease and fail") { transaction, world in
      let leased = try transaction.lease(
        Set(OutboxEntry.Kind.allCases),
        owner: "worker",
        for: .minutes(2),
        limit: 5,
      )
      guard !leased.isEmpty else { throw BookingRefusal.bookingUnknown }
      let retry = RetrySchedule(first: .minutes(1), longest: .minutes(1), maxAttempts: 1)
      for entry in leased { try transaction.failed(entry, error: "no", retry: retry) }
    },
    FaultOperation(name: "once") { transaction, world in
      _ = try transaction.once(key: "k", channel: Fixtures.channel, digest: "d") {
        _ = try transaction.book(
          request(world, "once", rooms: 1, nights: 1, in: 12),
          channel: Fixtures.channel
        )
        return StoredReply(status: 201, body: "{}")
      }
    },
    FaultOperation(name: "save") { transaction, world in
      var entry = Fixtures.entry(roomTypes: 2)
      entry.inn.area = AreaID(trusted: "sai")
      try transaction.save(entry, by: .staff("practice"))
    },
    FaultOperation(name: "offer") { transaction, world in
      guard
        let offer = StandingOffer(
          roomType: Fixtures.roomType,
          roomsByWeekday: [1, 1, 1, 1, 1, 1, 1],
          asOf: world.now,
        )
      else { return }
      try transaction.set(offer, by: world.keeper())
    },
    FaultOperation(name: "a request to run out") { transaction, world in
      _ = try transaction.book(
        request(world, "late", Fixtures.requestPlan, rooms: 1, nights: 1, in: 10),
        channel: Fixtures.channel,
      )
    },
    FaultOperation(name: "a change to run out") { transaction, world in
      let (_, isWaiting) = try transaction.amend(
        find("request", world),
        amendment(world, nights: 1, Fixtures.requestPlan, in: 11),
        channel: Fixtures.channel,
      )
      guard isWaiting else { throw BookingRefusal.amendmentOpen }
    },
    FaultOperation(name: "two days") { transaction, world in
      guard try transaction.runDue(limit: 100) > 0 else { throw BookingRefusal.bookingUnknown }
    },
  ]

  private static func request(
    _ world: TestWorld,
    _ reference: String,
    _ plan: RatePlanID = Fixtures.instantPlan,
    rooms: Int = 1,
    nights: Int = 2,
    in days: Int = 3,
  ) -> BookingRequest {
    Fixtures.request(
      plan,
      checkIn: world.tonight + days,
      nights: nights,
      rooms: rooms,
      reference: reference,
    )
  }

  private static func amendment(
    _ world: TestWorld,
    nights: Int,
    _ plan: RatePlanID,
    in days: Int = 3,
  ) throws -> AmendmentRequest {
    let stay = try #require(Stay(checkIn: world.tonight + days, nights: nights))
    return AmendmentRequest(
      ratePlan: plan,
      stay: stay,
      rooms: 1,
      party: try #require(Party(adults: 2)),
    )
  }

  /// Looks beside the writer, which has committed the booking in an operation before.
  private static func find(_ reference: String, _ world: TestWorld) throws -> BookingID {
    let id = try world.registry.read { db in
      try db.row("SELECT id FROM booking WHERE channel_reference = $1", .text(reference)) {
        BookingID(trusted: $0.text(0))
      }
    }
    return try #require(id)
  }
}
