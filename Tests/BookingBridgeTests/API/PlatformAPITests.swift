import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

@Suite("The platform API over the real registry")
struct PlatformAPITests {
  @Test func availabilityTellsWhatTheKeeperSaid() async throws {
    let api = try APIWorld()
    try api.world.state(2)
    let tonight = api.world.tonight
    let answer = try await api.ask(
      .get,
      "/v1/availability?check_in=\(tonight)&check_out=\(tonight + 1)&inns=T01",
    )
    #expect(answer.status == 200)
    #expect(answer["availability", "0", "inn"]?.text == "T01")
    #expect(answer["availability", "0", "room_type"]?.text == "T01-1")
    #expect(answer["availability", "0", "remaining"]?.number == 2)
    #expect(answer["availability", "0", "source"]?.text == "phone")
    #expect(answer["availability", "0", "confidence"]?.text == "fresh")
    #expect(answer["availability", "0", "instant"] == .bool(true))
    #expect(answer["availability", "0", "as_of"]?.text == api.world.now.description)
  }

  @Test func aNamedInnIsShownEvenWhenItIsFull() async throws {
    let api = try APIWorld()
    try api.world.state(0)
    let tonight = api.world.tonight
    let range = "check_in=\(tonight)&check_out=\(tonight + 1)"
    let named = try await api.ask(.get, "/v1/availability?\(range)&inns=T01")
    #expect(named["availability", "0", "remaining"]?.number == 0)
    #expect(named["availability", "0", "unavailable"]?.text == "no_longer_available")
    let everywhere = try await api.ask(.get, "/v1/availability?\(range)")
    #expect(everywhere["availability"]?.elements.isEmpty == true)
  }

  @Test func searchPagesThroughAnArea() async throws {
    let entries = (1...5).map { Fixtures.entry(InnID(trusted: "T0\($0)")) }
    let api = try APIWorld(entries)
    let tonight = api.world.tonight
    var target: String? =
      "/v1/availability?check_in=\(tonight)&check_out=\(tonight + 1)&area=ohata&adults=2&limit=2"
    var inns: [String] = []
    var pages = 0
    while let next = target, pages < 10 {
      let answer = try await api.ask(.get, next)
      #expect(answer.status == 200)
      inns +=
        answer["availability"]?.elements.compactMap {
          if case .object(let object) = $0 { object["inn"]?.text } else { nil }
        } ?? []
      target = answer["next"]?.text
      pages += 1
    }
    #expect(inns == ["T01", "T02", "T03", "T04", "T05"])
    #expect(pages == 3)
  }

  @Test func aBookingIsMadeOnceAndReplayed() async throws {
    let api = try APIWorld()
    let first = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(),
      idempotencyKey: "k1"
    )
    #expect(first.status == 201)
    #expect(first["state"]?.text == "confirmed")
    #expect(first["price", "amount"]?.number == 11_000)
    #expect(first["commission"] == nil)
    #expect(first.headers["ETag"] == "\"1\"")
    let again = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(),
      idempotencyKey: "k1"
    )
    #expect(again.status == 201)
    #expect(again.text == first.text)
    #expect(again.headers["Idempotent-Replayed"] == "true")
    #expect(again.headers["ETag"] == "\"1\"")
    #expect(api.world.remaining() == 2)
    let other = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(rooms: 2),
      idempotencyKey: "k1"
    )
    #expect(other.status == 422)
    #expect(other.code == "idempotency_key_reused")
    let location = try #require(first.headers["Location"])
    let read = try await api.ask(.get, location)
    #expect(read.status == 200)
    #expect(read.text == first.text)
  }

  @Test func aBookingKeepsTheCommissionThatHeldWhenItWasMade() async throws {
    let api = try APIWorld()
    let world = api.world
    var channel = try #require(world.registry.catalogue.channels[Fixtures.channel])
    channel.commission = 1250
    try world.registry.writeAndWait { [channel] in try $0.save(channel, by: .hub) }
    let own = try await api.ask(.get, "/v1/channel")
    #expect(own["commission_basis_points"]?.number == 1250)
    let made = try await api.ask(.post, "/v1/bookings", body: api.body(), idempotencyKey: "k1")
    let price = try #require(made["price", "amount"]?.number)
    let taxes = try #require(made["taxes", "amount"]?.number)
    #expect(made["commission", "amount"]?.number == (price - taxes) * 1250 / 10_000)

    channel.commission = 5001
    #expect(throws: OfficeRefusal.malformed(["commission"])) {
      try world.registry.writeAndWait { [channel] in try $0.save(channel, by: .hub) }
    }
    channel.commission = 0
    try world.registry.writeAndWait { [channel] in try $0.save(channel, by: .hub) }
    let read = try await api.ask(.get, try #require(made.headers["Location"]))
    #expect(read.text == made.text)
    #expect(try world.registry.checkInvariants().isEmpty)
  }

  @Test func aPlanOnRequestIsAccepted202() async throws {
    let api = try APIWorld()
    let answer = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(plan: Fixtures.requestPlan, checkIn: api.world.tonight + 3),
      idempotencyKey: "k",
    )
    #expect(answer.status == 202)
    #expect(answer["state"]?.text == "requested")
    #expect(answer["answer_by"]?.text != nil)
  }

  @Test func fiftyClientsForTheLastRoomHaveOneWinner() async throws {
    let api = try APIWorld()
    try api.world.state(1)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<50 {
        group.addTask {
          try await api.ask(
            .post,
            "/v1/bookings",
            body: api.body(),
            idempotencyKey: "client-\(index)"
          ).status
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 201 }.count == 1)
    #expect(statuses.filter { $0 == 409 }.count == 49)
    #expect(api.world.remaining() == 0)
  }

  @Test func cancellingGivesUnheardRoomsBack() async throws {
    let api = try APIWorld()
    let made = try await api.ask(.post, "/v1/bookings", body: api.body(), idempotencyKey: "a")
    let id = try #require(made["booking"]?.text)
    #expect(api.world.remaining() == 2)
    let cancelled = try await api.ask(
      .post,
      "/v1/bookings/\(id)/cancel",
      idempotencyKey: "b"
    )
    #expect(cancelled.status == 200)
    #expect(cancelled["state"]?.text == "cancelled")
    #expect(api.world.remaining() == 3)
    let again = try await api.ask(
      .post,
      "/v1/bookings/\(id)/cancel"
    )
    #expect(again.status == 409)
    #expect(again.code == "wrong_state")
  }

  @Test func anotherChannelsBookingDoesNotExist() async throws {
    let api = try APIWorld()
    let made = try await api.ask(.post, "/v1/bookings", body: api.body(), idempotencyKey: "a")
    let id = try #require(made["booking"]?.text)
    let other = try api.world.registry.writeAndWait { transaction in
      try transaction.save(Channel(id: ChannelID(trusted: "heron"), name: "Heron"), by: .hub)
      return try transaction.createKey(
        for: ChannelID(trusted: "heron"),
        scopes: [.book],
        by: .hub
      ).secret
    }
    let read = try await api.ask(.get, "/v1/bookings/\(id)", key: other)
    #expect(read.status == 404)
    let cancel = try await api.ask(
      .post,
      "/v1/bookings/\(id)/cancel",
      key: other,
      idempotencyKey: "x"
    )
    #expect(cancel.status == 404)
    #expect(try api.world.booking(BookingID(trusted: id)).state == .confirmed)
  }

  @Test(arguments: [
    ("{", 400, "invalid_json"),
    ("[]", 422, "invalid_fields"),
    ("{\"rate_plan\":\"T01-1-room\"}", 422, "invalid_fields"),
    (
      #"{"rate_plan":"T01-1-room","check_in":"2026-02-30","check_out":"2026-12-03","adults":2,"guest":{"name":"A"}}"#,
      422, "invalid_fields"
    ),
    (
      #"{"rate_plan":"T01-1-room","check_in":"2026-12-03","check_out":"2026-12-03","adults":2,"guest":{"name":"A"}}"#,
      422, "invalid_fields"
    ),
    (
      #"{"rate_plan":"T01-1-room","check_in":"2026-12-03","check_out":"2026-12-04","adults":2,"guest":{"name":"A"},"passport":"X"}"#,
      422, "invalid_fields"
    ),
    (
      #"{"rate_plan":"none","check_in":"2026-12-03","check_out":"2026-12-04","adults":2,"guest":{"name":"A"}}"#,
      422, "invalid_fields"
    ),
    (
      #"{"rate_plan":"T01-1-room","check_in":"2029-12-03","check_out":"2029-12-04","adults":2,"guest":{"name":"A"}}"#,
      422, "outside_horizon"
    ),
    (
      #"{"rate_plan":"T01-1-room","check_in":"2026-12-03","check_out":"2026-12-04","adults":9,"guest":{"name":"A"}}"#,
      422, "not_offered"
    ),
  ])
  func aWrongBodyIsNamed(body: String, status: Int, code: String) async throws {
    let api = try APIWorld()
    let answer = try await api.ask(.post, "/v1/bookings", body: body, idempotencyKey: "k")
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer.code == code)
    #expect(answer.headers["Content-Type"] == "application/problem+json")
    #expect(try api.world.registry.bookings().isEmpty)
  }

  @Test func accessIsChecked() async throws {
    let api = try APIWorld(scopes: [.read])
    let noKey = try await api.ask(.get, "/v1/inns", key: "innb_wrong")
    #expect(noKey.status == 401)
    #expect(noKey.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    let noScope = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(),
      idempotencyKey: "k"
    )
    #expect(noScope.status == 403)
    let missing = try APIWorld()
    let noIdempotency = try await missing.ask(.post, "/v1/bookings", body: missing.body())
    #expect(noIdempotency.status == 400)
    #expect(noIdempotency.code == "idempotency_key_missing")
  }

  @Test func innsAreListedOneByOneAndUnknownOnesAreNot() async throws {
    let api = try APIWorld()
    let all = try await api.ask(.get, "/v1/inns")
    #expect(all["inns", "0", "inn"]?.text == "T01")
    #expect(
      all["inns", "0", "room_types", "0", "rate_plans", "0", "rate_plan"]?.text == "T01-1-room"
    )
    let one = try await api.ask(.get, "/v1/inns/T01")
    #expect(one["name", "kana"]?.text == "レンシュウハマソウ")
    #expect(try await api.ask(.get, "/v1/inns/T99").status == 404)
    let unknown = try await api.ask(.get, "/v1/inns?colour=blue")
    #expect(unknown.status == 400)
    #expect(unknown["errors", "0", "parameter"]?.text == "colour")
  }

  @Test func aClosedInnSaysSo() async throws {
    let api = try APIWorld()
    let tonight = api.world.tonight
    try api.world.registry.writeAndWait {
      _ = try $0.close(Fixtures.inn, from: tonight, through: tonight + 3, by: .staff("akiko"))
    }
    let answer = try await api.ask(
      .post,
      "/v1/bookings",
      body: api.body(),
      idempotencyKey: "k"
    )
    #expect(answer.status == 409)
    #expect(answer.code == "inn_closed")
    let search = try await api.ask(
      .get,
      "/v1/availability?check_in=\(tonight)&check_out=\(tonight + 1)&inns=T01"
    )
    #expect(search["availability", "0", "unavailable"]?.text == "inn_closed")
    #expect(search["availability", "0", "remaining"]?.number == 0)
  }
}
