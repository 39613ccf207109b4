import BookingBridge
import Glibc
import InnRegistry
import InnTestSupport
import Testing

/// Starts a server, runs `body` off the tests' threads, and stops it.
func withServer(
  _ application: TestApplication = TestApplication(),
  threads: Int = 2,
  limits: ServerLimits = ServerLimits(),
  _ body: @escaping @Sendable (MicroHTTPDServer) throws -> Void,
) async throws {
  try await offPool {
    let server = try MicroHTTPDServer(
      host: "127.0.0.1",
      port: 0,
      threads: threads,
      limits: limits,
      application: HTTPApplication(application.router()),
    )
    defer { server.stop(within: .seconds(5)) }
    try body(server)
  }
}

private func isServing(_ server: MicroHTTPDServer) throws -> Bool {
  let connection = try RawConnection(port: server.port)
  connection.send(requestText("GET", "/v1/inns/T01"))
  return try connection.readResponse().text == #"{"id":"T01"}"#
}

@Suite struct ServerProtocolTests {
  @Test(arguments: [1, 2, 4])
  func keepsConnectionsAndAnswersPipelinedRequestsInOrder(threads: Int) async throws {
    try await withServer(threads: threads) { server in
      let connection = try RawConnection(port: server.port)
      var text = ""
      for index in 0..<50 {
        switch index % 3 {
        case 0: text += requestText("GET", "/v1/inns/T\(index)")
        case 1: text += requestText("GET", "/v1/task")
        default:
          text += requestText("PUT", "/v1/size", [], String(repeating: "x", count: index * 100))
        }
      }
      connection.send(text)
      for index in 0..<50 {
        let response = try connection.readResponse()
        #expect(response.status == 200)
        switch index % 3 {
        case 0: #expect(response.text == #"{"id":"T\#(index)"}"#)
        case 1: #expect(response.text == "from a task")
        default: #expect(response.text == String(index * 100))
        }
      }
    }
  }

  @Test func listensOnIPv6AndIPv4() async throws {
    try await offPool {
      let server = try MicroHTTPDServer(
        host: "::",
        port: 0,
        application: HTTPApplication(TestApplication().router())
      )
      defer { server.stop(within: .seconds(5)) }
      for host in ["::1", "127.0.0.1"] {
        let connection = try RawConnection(port: server.port, host: host)
        connection.send(requestText("GET", "/v1/inns/T01"))
        #expect(try connection.readResponse().status == 200)
      }
    }
  }

  @Test func saysWhyItCannotStart() async throws {
    try await withServer { server in
      let failure = #expect(throws: ServerStartError.self) {
        try MicroHTTPDServer(
          host: "127.0.0.1",
          port: server.port,
          application: HTTPApplication(TestApplication().router())
        )
      }
      #expect(failure?.description.contains("Address already in use") == true)
    }
  }

  @Test func speaksHTTP10() async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send("GET /v1/inns/T01 HTTP/1.0\r\n\r\n")
      #expect(try connection.readResponse().text == #"{"id":"T01"}"#)
      #expect(try connection.isClosedByPeer())
    }
  }

  @Test func headHasTheLengthOfGet() async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("HEAD", "/v1/inns/T01") + requestText("GET", "/v1/inns/T02"))
      #expect(try connection.readResponse(toHead: true)["Content-Length"] == "12")
      #expect(try connection.readResponse().text == #"{"id":"T02"}"#)
    }
  }

  @Test func continuesOnlyWhenItWantsTheBody() async throws {
    try await withServer { server in
      let wanted = try RawConnection(port: server.port)
      let expect = [("Expect", "100-continue"), ("Content-Length", "3")]
      wanted.send(requestText("PUT", "/v1/size", expect))
      #expect(try wanted.readResponseHead().status == 100)
      wanted.send("abc")
      #expect(try wanted.readResponse().text == "3")

      let unwanted = try RawConnection(port: server.port)
      unwanted.send(
        requestText("PUT", "/v1/size", [("Expect", "100-continue"), ("Content-Length", "2000000")])
      )
      let refusal = try unwanted.readResponse()
      #expect(refusal.status == 413)
      #expect(try unwanted.isClosedByPeer())
    }
  }

  @Test func takesChunkedBodies() async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("PUT", "/v1/size", [("Transfer-Encoding", "chunked")]))
      for part in ["5\r\nhel", "lo\r\n", "1;x=y\r\n!\r\n", "0\r\nX-Trailer: a\r\n\r\n"] {
        connection.send(part)
      }
      #expect(try connection.readResponse().text == "6")
      connection.send(requestText("GET", "/v1/inns/T01"))
      #expect(try connection.readResponse().status == 200)
    }
  }

  @Test func doesNotLetHandlersSplitTheAnswer() async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/split"))
      let response = try connection.readResponse()
      #expect(response.status == 500)
      #expect(response["Set-Cookie"] == nil)
    }
  }
}

@Suite struct ServerLimitTests {
  @Test func refusesOversizedBodiesButAnswers() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 1000
    limits.drainedBytes = 100_000
    try await withServer(limits: limits) { server in
      let fits = try RawConnection(port: server.port)
      fits.send(requestText("PUT", "/v1/size", [], String(repeating: "x", count: 1000)))
      #expect(try fits.readResponse().text == "1000")

      for size in [1001, 50_000] {
        let tooLarge = try RawConnection(port: server.port)
        tooLarge.send(requestText("PUT", "/v1/size", [], String(repeating: "x", count: size)))
        let response = try tooLarge.readResponse()
        #expect(response.status == 413)
        #expect(response.problemCode == "content_too_large")
        #expect(response["Connection"]?.lowercased() == "close")
      }
      let chunked = try RawConnection(port: server.port)
      chunked.send(requestText("PUT", "/v1/size", [("Transfer-Encoding", "chunked")]))
      for _ in 0..<20 { chunked.send("64\r\n" + String(repeating: "x", count: 100) + "\r\n") }
      chunked.send("0\r\n\r\n")
      #expect(try chunked.readResponse().status == 413)

      // Past what is drained the connection is closed, whatever still comes.
      let endless = try RawConnection(port: server.port)
      endless.send(requestText("PUT", "/v1/size", [("Transfer-Encoding", "chunked")]))
      for _ in 0..<300 { endless.send("3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n") }
      #expect(throws: (any Error).self) { try endless.readResponse() }
      #expect(try isServing(server))
    }
  }

  @Test func refusesLongTargetsAndHeaders() async throws {
    try await withServer { server in
      func status(_ target: String, _ headers: [(String, String)] = []) throws -> RawResponse {
        let connection = try RawConnection(port: server.port)
        connection.send(requestText("GET", target, headers))
        return try connection.readResponse()
      }
      let longest = "/v1/inns?name=" + String(repeating: "a", count: 8000 - 14)
      #expect(try status(longest).problemCode == "invalid_query")
      let tooLong = try status(longest + "a")
      #expect(tooLong.status == 414)
      #expect(tooLong.problemCode == "uri_too_long")
      #expect(try status("/" + String(repeating: "a", count: 200_000)).status == 414)

      let large = [("X-A", String(repeating: "a", count: 12_000))]
      #expect(try status("/v1/inns/T01", large).status == 200)
      let half = [("X-A", String(repeating: "a", count: 6300))]
      let tooLarge = try status("/v1/inns/T01", half + half)
      #expect(tooLarge.status == 431)
      #expect(tooLarge.problemCode == "headers_too_large")
      let huge = [("X-A", String(repeating: "a", count: 200_000))]
      #expect(try status("/v1/inns/T01", huge).status == 431)
      let many = (0..<3000).map { _ in ("a", "") }
      #expect(try status("/v1/inns/T01", many).status == 431)
      #expect(try isServing(server))
    }
  }

  @Test func cutsSlowSendersHoweverBusy() async throws {
    var limits = ServerLimits()
    limits.request = Span(milliseconds: 300)
    limits.idle = .seconds(10)
    try await withServer(limits: limits) { server in
      // A byte now and then keeps every idle time-out away.
      let slowHeader = try RawConnection(port: server.port)
      slowHeader.send("GET /v1/inns/T01 HTTP/1.1\r\nHost: localhost\r\nX: ")
      let slowBody = try RawConnection(port: server.port)
      slowBody.send(requestText("PUT", "/v1/size", [("Content-Length", "1000")]))
      let slowChunks = try RawConnection(port: server.port)
      slowChunks.send(requestText("PUT", "/v1/size", [("Transfer-Encoding", "chunked")]) + "5\r\n")
      let slowLine = try RawConnection(port: server.port)
      slowLine.send("GET /v1/in")
      while try !slowHeader.isReadable(withinMilliseconds: 10) {
        for connection in [slowHeader, slowBody, slowLine] { connection.send("x") }
      }
      for connection in [slowHeader, slowBody, slowChunks] {
        let response = try connection.readResponse()
        #expect(response.status == 408)
        #expect(response.problemCode == "request_timeout")
      }
      #expect(try slowLine.readToEnd().isEmpty)
      #expect(try isServing(server))
    }
  }

  @Test func cutsSlowReaders() async throws {
    var limits = ServerLimits()
    limits.reply = .seconds(1)
    let application = TestApplication()
    try await withServer(application, limits: limits) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/large"))
      // Reads the beginning and then nothing: the 8 MiB don't fit the socket's buffers.
      #expect(try connection.readResponseHead().status == 200)
      try awaitCount(0) { server.requestsInFlight }
      #expect(throws: (any Error).self) { try connection.read(8 << 20) }
    }
  }

  @Test func refusesConnectionsPastItsLimits() async throws {
    var limits = ServerLimits()
    limits.connections = 8
    limits.connectionsPerAddress = 100
    try await withServer(limits: limits) { server in
      let held = try (0..<8).map { _ in try RawConnection(port: server.port) }
      try awaitCount(8) { server.connectionCount }
      let tooMany = try RawConnection(port: server.port)
      tooMany.send(requestText("GET", "/v1/inns/T01"))
      let response = try tooMany.readResponse()
      #expect(response.status == 503)
      #expect(response.problemCode == "overloaded")
      #expect(response["Retry-After"] == "5")
      #expect(try tooMany.isClosedByPeer())
      for connection in held { connection.close() }
      try awaitCount(0) { server.connectionCount }
      #expect(try isServing(server))
    }
    limits.connections = 100
    limits.connectionsPerAddress = 4
    try await withServer(limits: limits) { server in
      let held = try (0..<4).map { _ in try RawConnection(port: server.port) }
      try awaitCount(4) { server.connectionCount }
      let tooMany = try RawConnection(port: server.port)
      tooMany.send(requestText("GET", "/v1/inns/T01"))
      let response = try tooMany.readResponse()
      #expect(response.status == 429)
      #expect(response.problemCode == "too_many_connections")
      for connection in held { connection.close() }
    }
  }

  /// However many threads there are: descriptors must be left for the rest of the program.
  @Test(arguments: [1, 2, 3])
  func closesConnectionsThatItCanNotEvenRefuse(threads: Int) async throws {
    var limits = ServerLimits()
    limits.connections = 8
    limits.connectionsPerAddress = 100
    limits.refused = .hours(1)
    let accepted = 24
    try await withServer(threads: threads, limits: limits) { server in
      let held = try (0..<accepted).map { _ in try RawConnection(port: server.port) }
      try awaitCount(accepted) { server.connectionCount }
      for _ in 0..<4 {
        #expect(try RawConnection(port: server.port).isClosedByPeer())
        #expect(server.connectionCount == accepted)
      }
      for connection in held { connection.close() }
      try awaitCount(0) { server.connectionCount }
      #expect(try isServing(server))
    }
  }

  @Test func servesManyConnectionsAtOnce() async throws {
    var limits = ServerLimits()
    limits.connectionsPerAddress = 1000
    try await withServer(limits: limits) { server in
      let connections = try (0..<400).map { _ in try RawConnection(port: server.port) }
      for (index, connection) in connections.enumerated() {
        connection.send(requestText("GET", index % 2 == 0 ? "/v1/inns/T\(index)" : "/v1/task"))
      }
      for (index, connection) in connections.enumerated() {
        let expected = index % 2 == 0 ? #"{"id":"T\#(index)"}"# : "from a task"
        #expect(try connection.readResponse().text == expected)
      }
    }
  }
}

/// Waits for a count that another thread changes, without a guess at how long that takes.
func awaitCount(_ expected: Int, _ count: () -> Int) throws {
  for _ in 0..<(RawConnection.patienceSeconds * 1000) {
    if count() == expected { return }
    usleep(1000)
  }
  throw Signal<Int>.NeverHappened()
}
