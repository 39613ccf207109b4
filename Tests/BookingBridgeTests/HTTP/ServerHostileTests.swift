import BookingBridge
import InnRegistry
import InnTestSupport
import Testing

/// Messages that two readers can take in two ways, and messages that are none.
@Suite struct ServerHostileTests {
  private static let ok = "Host: localhost\r\n"

  @Test(arguments: [
    "POST /v1/echo HTTP/1.1\r\n\(ok)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Transfer-Encoding: identity\r\n\r\nhello",
    "POST /v1/echo HTTP/1.1\r\n\(ok)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST /v1/echo HTTP/1.0\r\n\(ok)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ])
  func refusesAmbiguousFraming(text: String) async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(text + requestText("GET", "/v1/inns/T01"))
      let response = try connection.readResponse()
      #expect(response.status == 400)
      #expect(response.problemCode == "ambiguous_framing")
      // What follows is not taken for a second request.
      #expect((try? connection.readToEnd())?.isEmpty != false)
    }
  }

  @Test(arguments: [
    "GET /v1/inns/T01 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\nHost: a@b\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\nHost : localhost\r\n\(ok)\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)Content-Length : 5\r\n\r\nhello",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)X-A: a\u{1}b\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)X-A: a\rb\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)X(A): a\r\n\r\n",
  ])
  func refusesMalformedFields(text: String) async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(text + requestText("GET", "/v1/inns/T01"))
      let response = try connection.readResponse()
      #expect(response.status == 400, "\(text.debugDescription)")
      #expect(response.problemCode == "malformed_request")
      #expect((try? connection.readToEnd())?.isEmpty != false)
    }
  }

  /// These never reach us: libmicrohttpd refuses them with a page of its own.
  @Test(arguments: [
    "GET /v1/inns/T01 HTTP/1.1\r\n\r\n",
    "GET /v1/inns/T01 HTTP/1.1\r\n\(ok)no colon\r\n\r\n",
    "GET /v1/inns /T01 HTTP/1.1\r\n\(ok)\r\n",
    "GET /v1/inns/T01\r\n\r\n",
    "GET /v1/inns/T01 HTTP/2.0\r\n\(ok)\r\n",
    "GET /v1/inns/T01 HTTP/1.1x\r\n\(ok)\r\n",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Content-Length: -1\r\n\r\n",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Content-Length: +1\r\n\r\nx",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Content-Length: 1, 1\r\n\r\nx",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Content-Length: 99999999999999999999\r\n\r\nx",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
    "PUT /v1/size HTTP/1.1\r\n\(ok)Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
  ])
  func refusesWhatIsNoRequest(text: String) async throws {
    try await withServer { server in
      let connection = try RawConnection(port: server.port)
      connection.send(text)
      connection.finishSending()
      let answer = String(decoding: (try? connection.readToEnd()) ?? [], as: UTF8.self)
      let isRefused =
        answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 505")
      #expect(isRefused, "\(answer.prefix(100))")
    }
  }

  @Test func survivesClientsThatLeave() async throws {
    try await withServer { server in
      let beginnings = [
        "", "G", "GET / HTTP/1.1\r\n", requestText("PUT", "/v1/size", [("Content-Length", "100")]),
        requestText("PUT", "/v1/size", [("Transfer-Encoding", "chunked")]) + "5\r\nab",
        requestText("GET", "/v1/inns/T01"), requestText("GET", "/v1/soon"),
        requestText("GET", "/v1/large"), requestText("GET", "/v1/events"),
      ]
      for beginning in beginnings {
        for reset in [false, true] {
          let connection = try RawConnection(port: server.port)
          connection.send(beginning)
          connection.close(reset: reset)
        }
      }
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/inns/T01"))
      #expect(try connection.readResponse().status == 200)
    }
  }

  /// Random bytes, alone and inside a good request, end in an answer or a closed connection.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func survivesRandomBytes(seed: UInt64) async throws {
    var limits = ServerLimits()
    // Most of these are incomplete requests, which only a deadline ends.
    limits.request = Span(milliseconds: 60)
    limits.idle = Span(milliseconds: 60)
    try await withServer(limits: limits) { server in
      var state = seed
      func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
      let good = Array(
        requestText("PUT", "/v1/size?x=%20", [("Content-Type", "application/json")], "hello").utf8
      )
      for round in 0..<150 {
        var bytes = round % 2 == 0 ? good : (0..<random(200)).map { _ in UInt8(random(256)) }
        for _ in 0..<(1 + random(4)) where !bytes.isEmpty {
          bytes[random(bytes.count)] = [0, 9, 10, 13, 32, 37, 58, 127, 255][random(9)]
        }
        let connection = try RawConnection(port: server.port)
        connection.send(bytes)
        connection.finishSending()
        _ = try? connection.readToEnd()
      }
      let connection = try RawConnection(port: server.port)
      connection.send(requestText("GET", "/v1/inns/T01"))
      #expect(try connection.readResponse().status == 200)
    }
  }
}
