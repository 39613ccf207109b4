import BookingBridge
import Foundation
import InnRegistry
import InnTestSupport
import Testing

@Suite struct ServerDeferralTests {
  @Test func answersWhenTheWorkIsDone() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/later") + requestText("GET", "/v1/inns/T01"))
      let completion = try #require(application.pending.wait { $0.count == 1 }.first)
      #expect(server.requestsInFlight == 1)
      #expect(completion.succeed(.text("done")))
      #expect(!completion.succeed(.text("again")))
      #expect(!completion.fail(HTTPProblem(.gone)))
      #expect(try connection.readResponse().text == "done")
      #expect(try connection.readResponse().text == #"{"id":"T01"}"#)
      #expect(application.abandoned.value == 0)
    }
  }

  @Test func answersAtTheDeadlineForTheWork() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/soon"))
      let response = try connection.readResponse()
      #expect(response.status == 503)
      #expect(response.problemCode == "deadline_exceeded")
      #expect(response["Retry-After"] == "1")
      #expect(response["X-Request-ID"] != nil)
      let completion = try #require(application.pending.value.first)
      #expect(!completion.succeed(.text("too late")))
      #expect(application.abandoned.value == 1)
      connection.send(requestText("GET", "/v1/poll"))
      let poll = try connection.readResponse()
      #expect(poll.status == 200)
      #expect(poll.text == "nothing new")
      #expect(application.log.value.map(\.status) == [.serviceUnavailable, .ok])
    }
  }

  @Test func outlivesClientsThatLeaveWhileTheyWait() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connections = try (0..<20).map { _ in try RawConnection(port: server.port) }
      for connection in connections { connection.send(requestText("GET", "/v1/later")) }
      let completions = try application.pending.wait { $0.count == 20 }
      for (index, connection) in connections.enumerated() {
        connection.close(reset: index % 2 == 0)
      }
      for completion in completions { completion.succeed(.text("to nobody")) }
      try awaitCount(0) { server.requestsInFlight }
      try awaitCount(0) { server.connectionCount }
    }
  }

  /// Deadline, answer and stop all race for the same requests; each gets one answer.
  @Test func racesAreHarmless() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let answering = Signal(true)
      Thread.detachNewThread {
        while answering.value {
          var taken: [HTTPCompletion] = []
          application.pending.change {
            taken = $0
            $0 = []
          }
          for completion in taken { completion.succeed(.text("done")) }
        }
      }
      defer { answering.change { $0 = false } }
      let connections = try (0..<20).map { _ in try RawConnection(port: server.port) }
      for _ in 0..<25 {
        for connection in connections { connection.send(requestText("GET", "/v1/soon")) }
        for connection in connections {
          // 503 where the machine is so busy that the deadline wins.
          #expect([200, 503].contains(try connection.readResponse().status))
        }
      }
    }
  }
}

@Suite struct ServerStreamTests {
  /// Whether a chunk is heartbeats and nothing else: of a thread that comes late it has several.
  private static func isBeats(_ chunk: [UInt8]?) -> Bool {
    guard let chunk, !chunk.isEmpty else { return false }
    let beat = Array(":\n\n".utf8)
    return chunk == Array(repeatElement(beat, count: chunk.count / beat.count).joined())
  }

  @Test func sendsEventsAsTheyCome() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/events"))
      let stream = try #require(application.streams.wait { $0.count == 1 }.first)
      let head = try connection.readResponseHead()
      #expect(head.status == 200)
      #expect(head["Content-Type"] == "text/event-stream")
      #expect(try connection.readChunk() == Array(":\n\n".utf8))
      for index in 0..<100 {
        #expect(stream.send(Array("data: \(index)\n\n".utf8)))
        #expect(try connection.readChunk() == Array("data: \(index)\n\n".utf8))
      }
      stream.send(Array("data: last\n\n".utf8))
      stream.finish()
      #expect(try connection.readChunk() == Array("data: last\n\n".utf8))
      #expect(try connection.readChunk() == nil)
      #expect(!stream.send([1]))
      connection.send(requestText("GET", "/v1/inns/T01"))
      #expect(try connection.readResponse().status == 200)
    }
  }

  @Test func beatsWhileNothingHappensAndNoticesClientsThatLeft() async throws {
    var limits = ServerLimits()
    limits.heartbeat = Span(milliseconds: 60)
    let application = TestApplication()
    try await withServer(application, limits: limits) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/events"))
      _ = try connection.readResponseHead()
      for _ in 0..<4 { #expect(ServerStreamTests.isBeats(try connection.readChunk())) }
      let stream = try #require(application.streams.value.first)
      let ended = Signal<ResponseStream.Ending?>(nil)
      stream.onEnd { ending in ended.change { $0 = ending } }
      connection.close()
      #expect(try ended.wait { $0 != nil } == .cut)
      #expect(!stream.isOpen)
      try awaitCount(0) { server.connectionCount }
    }
  }

  @Test func endsAtTheEndOfItsLife() async throws {
    var limits = ServerLimits()
    limits.heartbeat = Span(milliseconds: 50)
    limits.stream = Span(milliseconds: 200)
    try await withServer(limits: limits) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/events"))
      _ = try connection.readResponseHead()
      while let chunk = try connection.readChunk() { #expect(ServerStreamTests.isBeats(chunk)) }
    }
  }

  @Test func cutsClientsThatReadTooSlowly() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/events"))
      let stream = try #require(application.streams.wait { $0.count == 1 }.first)
      let event = [UInt8](repeating: 0x61, count: 10_000)
      // The socket's buffers take some MiB before ours fills.
      var sent = 0
      while stream.send(event), sent < 10_000 { sent += 1 }
      #expect(sent < 10_000)
      #expect(!stream.isOpen)
    }
  }

  @Test func headOfAStreamEndsTheStream() async throws {
    let application = TestApplication()
    try await withServer(application) { server in
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("HEAD", "/v1/events") + requestText("GET", "/v1/inns/T01"))
      #expect(try connection.readResponse(toHead: true).status == 200)
      #expect(try connection.readResponse().text == #"{"id":"T01"}"#)
      #expect(application.streams.value.allSatisfy { !$0.isOpen })
    }
  }
}

@Suite struct ServerStopTests {
  private static func start(_ application: TestApplication) throws -> MicroHTTPDServer {
    try MicroHTTPDServer(
      host: "127.0.0.1",
      port: 0,
      application: HTTPApplication(application.router())
    )
  }

  @Test func letsWorkInFlightFinish() async throws {
    let application = TestApplication()
    try await offPool {
      let server = try ServerStopTests.start(application)
      let connections = try (0..<10).map { _ in try RawConnection(port: server.port) }
      for connection in connections { connection.send(requestText("GET", "/v1/later")) }
      let completions = try application.pending.wait { $0.count == 10 }
      let stopped = Signal(false)
      Thread.detachNewThread {
        server.stop(within: .seconds(20))
        stopped.change { $0 = true }
      }
      // The listening socket goes first: that is how the test sees that stopping has begun.
      while let late = try? RawConnection(port: server.port) { late.close(reset: true) }
      #expect(!stopped.value)
      for completion in completions { #expect(completion.succeed(.text("done"))) }
      for connection in connections { #expect(try connection.readResponse().text == "done") }
      try stopped.wait { $0 }
    }
  }

  @Test func answersWhatDoesNotFinish() async throws {
    let application = TestApplication()
    try await offPool {
      let server = try ServerStopTests.start(application)
      let waiting = try (0..<10).map { _ in try RawConnection(port: server.port) }
      for connection in waiting { connection.send(requestText("GET", "/v1/later")) }
      let streaming = try RawConnection(port: server.port)
      streaming.send(requestText("GET", "/v1/events"))
      _ = try application.pending.wait { $0.count == 10 }
      let stream = try #require(application.streams.wait { $0.count == 1 }.first)
      let sleeping = try RawConnection(port: server.port)
      sleeping.send(requestText("GET", "/v1/inns/T01"))
      _ = try sleeping.readResponse()
      server.stop(within: Span(milliseconds: 100))
      for connection in waiting {
        let response = try connection.readResponse()
        #expect(response.status == 503)
        #expect(response.problemCode == "shutting_down")
        #expect(response["Retry-After"] == "5")
      }
      #expect(!stream.isOpen)
      _ = try streaming.readResponse()
      #expect(try sleeping.isClosedByPeer())
      #expect(application.abandoned.value == 10)
      // Too late, and harmless.
      for completion in application.pending.value { #expect(!completion.succeed(.text("late"))) }
      server.stop(within: .seconds(1))
    }
  }

  /// libmicrohttpd aborts the process when it is stopped with a suspended connection: so stop in the
  /// middle of everything, again and again.
  @Test func neverStopsWithASuspendedConnection() async throws {
    try await offPool {
      for round in 0..<20 {
        let application = TestApplication()
        let server = try ServerStopTests.start(application)
        let connections = try (0..<12).map { _ in try RawConnection(port: server.port) }
        let targets = ["/v1/later", "/v1/events", "/v1/task", "/v1/soon"]
        for (index, connection) in connections.enumerated() {
          connection.send(requestText("GET", targets[index % targets.count]))
          connection.send(requestText("GET", targets[(index + round) % targets.count]))
        }
        let answering = Thread {
          for _ in 0..<50 {
            for completion in application.pending.value { completion.succeed(.text("done")) }
            for stream in application.streams.value { stream.send([0x0A]) }
          }
        }
        answering.start()
        server.stop(within: Span(milliseconds: Int64(round % 4) * 5))
      }
    }
  }
}
