import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// The API over a real registry, asked in process through the same router as over a socket.
struct APIWorld {
  let world: TestWorld
  let router: Router
  let key: String
  /// Every answer of every test is held against the document.
  let check: AnswerCheck

  init(
    _ entries: [InnEntry] = [Fixtures.entry()],
    scopes: Set<KeyScope> = [.read, .book],
    at start: Timestamp = TestWorld.start,
    rateLimit: RateLimit = RateLimit(requests: 1_000_000, seconds: 1),
  ) throws {
    world = try TestWorld(at: start).populated(entries)
    let api = PlatformAPI(registry: world.registry, rateLimit: rateLimit)
    router = api.router(adding: GuestPages(registry: world.registry).routes)
    check = AnswerCheck(document: api.openAPI)
    key = try world.registry.writeAndWait {
      try $0.createKey(for: Fixtures.channel, scopes: scopes, by: .hub).secret
    }
  }

  /// A second API over the registry of another one, with nothing of its memory.
  init(sharing other: APIWorld) throws {
    world = other.world
    router = PlatformAPI(registry: world.registry).router()
    check = other.check
    key = other.key
  }

  struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var text: String
    var json: JSONValue?

    subscript(path: String...) -> JSONValue? {
      path.reduce(json) { value, name in
        switch value {
        case .object(let object): object[name]
        case .array(let array): Int(name).flatMap { $0 < array.count ? array[$0] : nil }
        case .null, .bool, .integer, .number, .string, .none: nil
        }
      }
    }

    var code: String? { self["code"]?.text }
  }

  func ask(
    _ method: HTTPMethod,
    _ target: String,
    body: String? = nil,
    key: String? = nil,
    idempotencyKey: String? = nil,
    headers: [(String, String)] = [],
  ) async throws -> Answer {
    var fields = [("Host", "localhost"), ("Authorization", "Bearer \(key ?? self.key)")] + headers
    if body != nil { fields.append(("Content-Type", "application/json")) }
    if let idempotencyKey { fields.append(("Idempotency-Key", idempotencyKey)) }
    let request = HTTPRequest(
      method: method,
      target: try RequestTarget(parsing: Array(target.utf8), for: method),
      headers: HTTPHeaders(fields),
      body: Array((body ?? "").utf8),
    )
    let response = await answer(router.respond(to: request))
    guard let bytes = response.body.wholeBytes else {
      Issue.record("a stream")
      return Answer(status: response.status.rawValue, headers: response.headers, text: "")
    }
    if let operation = check.operation(method, request.target.rawPath) {
      let faults = check.faults(
        operation,
        status: response.status.rawValue,
        type: response.headers["Content-Type"],
        body: bytes,
      )
      #expect(faults.isEmpty, "\(method) \(target): \(String(decoding: bytes, as: UTF8.self))")
    }
    return Answer(
      status: response.status.rawValue,
      headers: response.headers,
      text: String(decoding: bytes, as: UTF8.self),
      json: try? JSONValue(parsing: bytes),
    )
  }

  func answer(_ reply: HTTPReply) async -> HTTPResponse {
    switch reply {
    case .response(let response): response
    case .deferred(let deferral):
      await withCheckedContinuation { continuation in
        _ = deferral.run { continuation.resume(returning: $0) }
      }
    }
  }

  /// A booking body for the fixture inn, check-in tonight.
  func body(
    plan: RatePlanID = Fixtures.instantPlan,
    checkIn: CivilDate? = nil,
    nights: Int = 1,
    rooms: Int = 1,
    extra: String = "",
  ) -> String {
    let checkIn = checkIn ?? world.tonight
    return """
      {"rate_plan":"\(plan)","check_in":"\(checkIn)","check_out":"\(checkIn + nights)",
       "rooms":\(rooms),"adults":2,"guest":{"name":"Training Guest","language":"en"}\(extra)}
      """
  }
}

extension JSONValue {
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Int? { if case .integer(let number) = self { number } else { nil } }
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
}
