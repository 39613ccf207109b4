import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// The office console over a real registry, asked in process through a router.
struct ConsoleWorld {
  let world: TestWorld
  let router: Router
  let console: OfficeConsole

  /// Serves Mutsu, where the fixtures' inns are.
  static let office = OrganisationID(trusted: "office")
  /// Serves Oma only.
  static let other = OrganisationID(trusted: "other")
  static let oma = MunicipalityCode("024236")
  static let mutsu = MunicipalityCode("022080")

  init(_ entries: [InnEntry] = [Fixtures.entry()], at start: Timestamp = TestWorld.start) throws {
    world = try TestWorld(at: start).populated(entries)
    let municipalities = [ConsoleWorld.mutsu, ConsoleWorld.oma].compactMap(\.self)
    try world.registry.writeAndWait { transaction in
      try transaction.save(
        Organisation(id: ConsoleWorld.office, name: "事務局", municipalities: [municipalities[0]]),
        by: .hub,
      )
      try transaction.save(
        Organisation(id: ConsoleWorld.other, name: "大間", municipalities: [municipalities[1]]),
        by: .hub,
      )
    }
    console = OfficeConsole(registry: world.registry, doors: ConsoleWorld.doors(world.registry))
    router = Router(console.routes, clock: world.registry.clock)
  }

  /// Refusals in the registry's own words; the sheet and broadcasts as simple as can be.
  static func doors(_ registry: Registry) -> ConsoleDoors {
    ConsoleDoors(
      explain: { Words("\($0)") },
      card: { "<!DOCTYPE html><style>p{}</style><p>\($0)</p>" },
      report: { $0.rejects.map { Words("\($0)") } },
      broadcasts: ConsoleDoors.Broadcasts(
        plan: { text, inns in
          ConsoleDoors.Plan(inns: inns, spoken: [text], seconds: 5, minutes: 1)
        },
        send: { _, _, _, _ in },
      ),
      emergencies: ConsoleDoors.Emergencies(
        plan: { wish in
          let inns = wish.isCalling ? wish.inns : []
          return ConsoleDoors.Plan(inns: inns, spoken: ["地震です。"], seconds: 5, minutes: 1)
        },
        send: { wish, actor in
          try registry.writeAndWait { transaction in
            _ = try transaction.callEmergency(
              wish.hazard,
              message: [],
              at: wish.inns,
              calling: wish.isCalling ? wish.inns : [],
              spoken: "地震です。",
              until: transaction.now + .hours(6),
              by: actor,
            )
          }
        },
      ),
      carriers: ConsoleDoors.Carriers(mails: true, texting: .japan),
    )
  }

  var registry: Registry { world.registry }

  // MARK: - Asking

  struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var text: String
    var isStream = false

    var location: String? { headers["Location"] }
  }

  /// A browser: keeps cookies, follows nothing.
  final class Browser {
    let console: ConsoleWorld
    let host: String
    var cookies: [String: String] = [:]

    init(_ console: ConsoleWorld, host: String = "localhost") {
      self.console = console
      self.host = host
    }

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
      try await ask(.get, path, headers: headers)
    }

    /// Sends a form with the token of this browser.
    func post(
      _ path: String,
      _ fields: [(String, String)] = [],
      token: String? = nil,
      headers: [(String, String)] = [],
    ) async throws -> Answer {
      let token = token ?? Browser.token(cookies["innbridge_session"] ?? cookies["innbridge_form"])
      let body = (fields + [("form", token)]).map { "\(escaped($0.0))=\(escaped($0.1))" }
      return try await ask(.post, path, body: body.joined(separator: "&"), headers: headers)
    }

    static func token(_ secret: String?) -> String {
      Secret.hex(Secret.hmac(Array("form".utf8), key: Array((secret ?? "").utf8)))
    }

    private func escaped(_ text: String) -> String {
      text.utf8.map { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          ? String(Unicode.Scalar(byte)) : "%" + Secret.hex([byte])
      }.joined()
    }

    private func ask(
      _ method: HTTPMethod,
      _ path: String,
      body: String? = nil,
      headers: [(String, String)],
    ) async throws -> Answer {
      var fields = [("Host", host)] + headers
      if !cookies.isEmpty {
        fields.append(("Cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
      }
      if body != nil {
        fields.append(("Content-Type", "application/x-www-form-urlencoded"))
      }
      let request = HTTPRequest(
        method: method,
        target: try RequestTarget(parsing: Array(path.utf8), for: method),
        headers: HTTPHeaders(fields),
        body: Array((body ?? "").utf8),
        peerAddress: "127.0.0.1",
      )
      let response = await answer(console.router.respond(to: request))
      for cookie in response.headers.all("Set-Cookie") {
        let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
        let value = pair.count == 2 ? String(pair[1]) : ""
        cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : value
      }
      guard case .bytes(let bytes) = response.body else {
        if case .stream(let stream) = response.body { stream.finish() }
        return Answer(
          status: response.status.rawValue,
          headers: response.headers,
          text: "",
          isStream: true,
        )
      }
      return Answer(
        status: response.status.rawValue,
        headers: response.headers,
        text: String(decoding: bytes, as: UTF8.self),
      )
    }

    private func answer(_ reply: HTTPReply) async -> HTTPResponse {
      switch reply {
      case .response(let response): response
      case .deferred(let deferral):
        await withCheckedContinuation { continuation in
          _ = deferral.run { continuation.resume(returning: $0) }
        }
      }
    }
  }

  // MARK: - People

  static let password = "correct horse battery"

  /// A person who has a password of her own.
  func person(
    _ role: StaffRole,
    of organisation: OrganisationID = ConsoleWorld.office,
    name: String? = nil,
  ) throws -> StaffID {
    let id = StaffID(trusted: name ?? role.rawValue + "-" + organisation.rawValue)
    let member = StaffMember(id: id, organisation: organisation, name: "練習 太郎", role: role)
    let hash = PasswordHashes.shared.hash
    try registry.writeAndWait { transaction in
      try transaction.save(member, by: .hub)
      try transaction.setPassword(hash: hash, of: id, mustChange: false, by: .hub)
    }
    return id
  }

  func signedIn(
    _ role: StaffRole,
    of organisation: OrganisationID = ConsoleWorld.office,
  ) async throws -> Browser {
    let id = try person(role, of: organisation)
    let browser = Browser(self)
    let answer = try await signIn(browser, id.rawValue)
    try #require(answer.status == 303, "\(answer.text)")
    return browser
  }

  @discardableResult
  func signIn(_ browser: Browser, _ name: String, _ password: String = ConsoleWorld.password)
    async throws -> Answer
  {
    _ = try await browser.get("/office/login")
    return try await browser.post("/office/login", [("name", name), ("password", password)])
  }

  // MARK: - Bookings

  func request(_ inn: InnID = Fixtures.inn, guest: Guest? = nil) throws -> Booking {
    let plan = RatePlanID(trusted: "\(inn)-1-half")
    var wanted = Fixtures.request(plan, checkIn: world.tonight + 3)
    if let guest { wanted.guest = guest }
    let request = wanted
    return try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
  }

  func booking(_ inn: InnID = Fixtures.inn, guest: Guest? = nil, nightsAhead: Int = 0) throws
    -> Booking
  {
    let plan = RatePlanID(trusted: "\(inn)-1-room")
    var wanted = Fixtures.request(plan, checkIn: world.tonight + nightsAhead)
    if let guest { wanted.guest = guest }
    let request = wanted
    return try registry.writeAndWait { try $0.book(request, channel: Fixtures.channel) }
  }
}

/// One hash for all tests: each takes a tenth of a second on purpose.
private final class PasswordHashes: Sendable {
  static let shared = PasswordHashes()
  let hash = Secret.hash(ConsoleWorld.password, random: .seeded(7))
}
