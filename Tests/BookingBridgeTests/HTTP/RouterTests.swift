import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// The same bodies against the router in this process and over a socket.
@Suite struct RouterTests {
  @Test(arguments: Transport.allCases)
  func findsRoutes(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      #expect(try send("GET", "/v1/inns/T01").text == #"{"id":"T01"}"#)
      #expect(try send("GET", "/v1/inns/search").text == "search")
      #expect(try send("POST", "/v1/inns/search/calendar", [], "x").text == "search")
      #expect(try send("GET", "/v1/inns/T%30%31").text == #"{"id":"T01"}"#)
      #expect(try send("GET", "http://elsewhere/v1/inns/T01").text == #"{"id":"T01"}"#)
      #expect(try send("DELETE", "/v1/inns/T01").status == 204)
      #expect(try send("GET", "/console/").text == "home")
      #expect(try send("GET", "/console/assets/a/b%20c.css").text == "a/b c.css")
    }
  }

  @Test(arguments: Transport.allCases)
  func answersNotFound(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      let targets = [
        "/", "/v1", "/v1/", "/v1/inns/", "/v1//inns", "/V1/inns", "/v1/inns/T01/", "/v2/inns",
        "/v1/inns/%E5%AE%BF", "/v1/inns/a%2Fb", "/v1/inns/T01/calendar/x", "/console",
      ]
      for target in targets {
        let response = try send("GET", target)
        #expect(response.status == 404, "\(target)")
        #expect(response.problemCode == "not_found", "\(target)")
      }
    }
  }

  @Test(arguments: Transport.allCases)
  func answersOtherMethods(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      let notAllowed = try send("PUT", "/v1/inns/search", [], "x")
      #expect(notAllowed.status == 405)
      #expect(notAllowed["Allow"] == "GET, HEAD, DELETE, OPTIONS")
      #expect(notAllowed.problemCode == "method_not_allowed")
      for method in ["TRACE", "QUERY"] {
        let known = try send(method, "/v1/inns/T01")
        #expect(known.status == 405, "\(method)")
        #expect(known.problemCode == "method_not_allowed", "\(method)")
      }
      let options = try send("OPTIONS", "/v1/echo")
      #expect(options.status == 204)
      #expect(options["Allow"] == "POST, OPTIONS")
      let head = try send("HEAD", "/v1/inns/T01")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      let unknown = try send("BREW", "/v1/inns/T01")
      #expect(unknown.status == 501)
      #expect(unknown.problemCode == "method_not_implemented")
    }
  }

  @Test(arguments: Transport.allCases)
  func readsQueriesStrictly(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      let good = try send("GET", "/v1/inns?limit=5&name=%E8%A8%93%E7%B7%B4+a%2Bb%26")
      #expect(good.text == #"{"limit":5,"name":"訓練 a+b&"}"#)
      let bad = try send("GET", "/v1/inns?limit=0&name=a&name=b&color=red&color=blue")
      #expect(bad.status == 400)
      #expect(bad.problemCode == "invalid_query")
      #expect(bad.problemErrors == ["limit out_of_range", "name repeated", "color unknown"])
    }
  }

  @Test(arguments: Transport.allCases)
  func readsBodiesStrictly(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      let json = [("Content-Type", "application/json")]
      let good = try send("POST", "/v1/echo", json, #"{"nights":2}"#)
      #expect(good.text == #"{"nights":2}"#)
      #expect(good["Content-Type"] == "application/json")
      let charset = [("Content-Type", "application/json; charset=UTF-8")]
      #expect(try send("POST", "/v1/echo", charset, #"{"nights":2}"#).status == 200)

      let wrong = try send("POST", "/v1/echo", json, #"{"nights":0,"x":1}"#)
      #expect(wrong.status == 422)
      #expect(wrong.problemErrors == ["/nights out_of_range", "/x unknown"])
      for body in [
        "{", "[1e999]", #"{"nights":1,"nights":2}"#, String(repeating: "[", count: 5000),
      ] {
        let response = try send("POST", "/v1/echo", json, body)
        #expect(response.status == 400, "\(body.prefix(20))")
        #expect(response.problemCode == "invalid_json", "\(body.prefix(20))")
      }
      let types = [
        "text/plain", "application/json; charset=shift_jis", "application/jsonx", "json",
      ]
      for type in types {
        let response = try send("POST", "/v1/echo", [("Content-Type", type)], #"{"nights":2}"#)
        #expect(response.status == 415, "\(type)")
      }
      #expect(try send("POST", "/v1/echo", [], #"{"nights":2}"#).status == 415)
    }
  }

  @Test(arguments: Transport.allCases)
  func refusesPathTricks(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      let targets = [
        "/v1/inns/%00", "/v1/inns/a%0Ab", "/v1/inns/%7F", "/v1/../v1/inns", "/v1/%2e%2E/inns",
        "/v1/./inns", "/v1/inns/%", "/v1/inns/%4", "/v1/inns/%zz", "/v1/inns/%FF",
        "/v1/inns/%C0%AF", "/v1/inns/%ED%A0%80", "v1/inns", "*", "/v1/inns?limit=%00",
        "/v1/inns?=1", "/v1/inns?a=%FF", "/v1/inns#x",
        "/v1/inns?" + Array(repeating: "a=1", count: 101).joined(separator: "&"),
        String(repeating: "/a", count: 33),
      ]
      for target in targets {
        let response = try send("GET", target)
        #expect(response.status == 400, "\(target)")
        #expect(response.problemCode == "malformed_request", "\(target)")
      }
    }
  }

  @Test(arguments: Transport.allCases)
  func turnsErrorsIntoProblems(over transport: Transport) async throws {
    let application = TestApplication()
    try await transport.run(application.router()) { send throws in
      let response = try send("GET", "/v1/broken", [("X-Request-ID", "trace-1")], "")
      #expect(response.status == 500)
      #expect(
        response.text == """
          {"type":"/problems/internal_error","title":"The hub failed.","status":500,\
          "code":"internal_error","instance":"/requests/trace-1"}
          """
      )
      #expect(response["X-Request-ID"] == "trace-1")
      #expect(response["Cache-Control"] == "no-store")
      #expect(application.reported.value == ["trace-1 Unforeseen()"])
    }
  }

  @Test(arguments: Transport.allCases)
  func completesDeferredAnswers(over transport: Transport) async throws {
    try await transport.run(TestApplication().router()) { send throws in
      #expect(try send("GET", "/v1/synchronous").text == "at once")
      #expect(try send("GET", "/v1/task").text == "from a task")
      let gone = try send("GET", "/v1/failing-task")
      #expect(gone.status == 410)
      #expect(gone.problemCode == "gone")
    }
  }

  @Test(arguments: Transport.allCases)
  func namesRequestsAndLogsNothingPersonal(over transport: Transport) async throws {
    let application = TestApplication()
    try await transport.run(application.router()) { send throws in
      #expect(
        try send("GET", "/v1/inns/T01", [("X-Request-ID", "a.b-c_9")], "")["X-Request-ID"]
          == "a.b-c_9"
      )
      for odd in ["a b", "a\"b", String(repeating: "a", count: 65)] {
        let answered = try send("GET", "/v1/inns/T01", [("X-Request-ID", odd)], "")["X-Request-ID"]
        #expect(answered != nil && answered != odd)
      }
      _ = try send("GET", "/v1/task")
      _ = try send("GET", "/v1/nowhere/secret")
      let records = try application.log.wait { $0.count == 6 }
      #expect(records[0].requestID == "a.b-c_9")
      #expect(records[0].pattern == "/v1/inns/{inn}")
      #expect(records[0].bytes == 12)
      #expect(records[4].pattern == "/v1/task")
      #expect(records[4].status == .ok)
      #expect(records[5].pattern == nil)
      #expect(records[5].status == .notFound)
      #expect(Set(records.map(\.requestID)).count == 6)
    }
  }

  @Test func runsMiddlewareFromTheOutsideIn() async throws {
    let identify = Middleware { context, next in
      guard case .channel(let scope)? = context.route?.access else { return try next(context) }
      guard context.request.headers["authorization"] == "Bearer k" else {
        throw HTTPProblem(.unauthenticated, headers: [("WWW-Authenticate", "Bearer")])
      }
      context.identify(
        as: .channel(
          ChannelCaller(
            channel: ChannelID(trusted: "ch"),
            keyName: "k1",
            scopes: [.read],
            isTest: true
          )
        )
      )
      guard scope == .read else { throw HTTPProblem(.insufficientScope) }
      return try next(context)
    }
    let headers = Middleware.defaultHeaders([
      ("X-Content-Type-Options", "nosniff"), ("Content-Type", "x/y"),
    ])
    let application = TestApplication()
    try await Transport.inProcess.run(application.router([headers, identify])) { send throws in
      let refused = try send("GET", "/v1/inns/T01")
      #expect(refused.status == 401)
      #expect(refused["WWW-Authenticate"] == "Bearer")
      let key = [("Authorization", "Bearer k")]
      let answered = try send("GET", "/v1/inns/T01", key, "")
      #expect(answered.status == 200)
      #expect(answered["X-Content-Type-Options"] == "nosniff")
      #expect(answered["Content-Type"] == "application/json")
      #expect(try send("DELETE", "/v1/inns/T01", key, "").status == 403)
      #expect(try send("GET", "/v1/inns/search").status == 200)
      let records = application.log.value
      #expect(records.map(\.status) == [.unauthorized, .ok, .forbidden, .ok])
      #expect(records[0].caller == .nobody)
      #expect(records[1].caller == records[2].caller)
      #expect(records[1].caller != .nobody)
    }
  }

  @Test func listsItsRoutes() {
    let router = TestApplication().router()
    let getInn = router.routes.first { $0.operation == "getInn" }
    #expect(getInn?.pattern == "/v1/inns/{inn}")
    #expect(getInn?.method == .get)
    #expect(getInn?.access == .channel(.read))
    #expect(router.routes.contains { $0.pattern == "/console/assets/{path...}" })
  }

  @Test func everyProblemCodeHasAnErrorStatus() {
    for code in HTTPProblemCode.allCases {
      #expect(code.status.rawValue >= 400)
      #expect(code.title.hasSuffix("."))
      #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    }
  }
}
