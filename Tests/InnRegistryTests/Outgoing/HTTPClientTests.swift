import CCurlShims
import Foundation
import Glibc
import InnRegistry
import Testing

/// The client against a server of a few lines on loopback.
@Suite(.serialized)
struct HTTPClientTests {
  private func client(
    _ destinations: HTTPClient.Destinations = .any,
    total: Span = .seconds(5),
    bytes: Int = 4096,
  ) -> HTTPClient {
    var limits = HTTPClient.Limits()
    limits.total = total
    limits.responseBytes = bytes
    return HTTPClient(limits: limits, destinations: destinations)
  }

  @Test func sendsAndReads() async throws {
    let server = try OneAnswerServer(
      "HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok"
    )
    let answer = try await client().send(
      HTTPExchange(
        method: "POST",
        url: server.url + "/path?q=1",
        headers: [HTTPField("Content-Type", "text/plain")],
        body: Array("body".utf8),
      ),
      credentials: ("user", "secret"),
    )
    #expect(answer.status == 201)
    #expect(answer.header("x-a") == "b")
    #expect(answer.body == Array("ok".utf8))
    let request = server.request()
    #expect(request.hasPrefix("POST /path?q=1 HTTP/1.1\r\n"))
    #expect(request.contains("Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"))
    #expect(request.contains("Content-Type: text/plain\r\n"))
    #expect(request.hasSuffix("\r\n\r\nbody"))
  }

  @Test func followsNoRedirection() async throws {
    let server = try OneAnswerServer(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    )
    defer { server.close() }
    let answer = try await client().send(HTTPExchange(method: "GET", url: server.url))
    #expect(answer.status == 302)
  }

  @Test func givesUpOnSilence() async throws {
    let server = try OneAnswerServer("")
    await #expect {
      try await client(total: Span(milliseconds: 200)).send(.get(server.url))
    } throws: {
      ($0 as? HTTPFailure)?.kind == .timedOut
    }
  }

  @Test func refusesMoreThanItsLimit() async throws {
    let long = String(repeating: "x", count: 5000)
    let server = try OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + long)
    defer { server.close() }
    await #expect { try await client().send(.get(server.url)) } throws: {
      ($0 as? HTTPFailure)?.kind == .tooLarge
    }
  }

  @Test func reachesIntoNoPrivateNetwork() async throws {
    let server = try OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    defer { server.close() }
    let port = server.url.split(separator: ":").last ?? ""
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"] {
      await #expect {
        try await client(.publicInternet).send(.get("http://\(host):\(port)"))
      } throws: {
        [.privateAddress, .notResolved].contains(($0 as? HTTPFailure)?.kind)
      }
    }
    // A connection that another client opened can't be borrowed: the server still waits.
    #expect(try await client().send(.get(server.url)).status == 200)
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/hostname", "nothing", "http://a\r\nB: c/"])
  func refusesWhatIsNoAddress(url: String) async {
    await #expect { try await client().send(.get(url)) } throws: {
      [.badURL, .notResolved].contains(($0 as? HTTPFailure)?.kind)
    }
  }

  @Test func tellsWhenNobodyListens() async throws {
    let server = try OneAnswerServer("")
    server.close()
    await #expect { try await client().send(.get(server.url)) } throws: {
      ($0 as? HTTPFailure)?.kind == .notConnected
    }
  }

  @Test(
    arguments: [
      ([10, 0, 0, 1], false), ([172, 16, 0, 1], false), ([172, 32, 0, 1], true),
      ([192, 168, 1, 1], false), ([169, 254, 169, 254], false), ([100, 64, 0, 1], false),
      ([100, 128, 0, 1], true), ([8, 8, 8, 8], true), ([224, 0, 0, 1], false),
      ([255, 255, 255, 255], false), ([203, 0, 113, 9], false), ([1, 1, 1, 1], true),
    ] as [([UInt8], Bool)]
  )
  func knowsPublicAddresses(address: [UInt8], isPublic: Bool) {
    #expect((innbridge_is_public_address(address, address.count) == 1) == isPublic)
    let mapped = [UInt8](repeating: 0, count: 10) + [255, 255] + address
    #expect((innbridge_is_public_address(mapped, mapped.count) == 1) == isPublic)
  }
}

extension HTTPExchange {
  fileprivate static func get(_ url: String) -> HTTPExchange {
    HTTPExchange(method: "GET", url: url)
  }
}

/// Accepts one connection, reads one request and writes what it was given.
private final class OneAnswerServer: @unchecked Sendable {
  // `@unchecked Sendable`: fields are set before the thread starts and read after it ended.
  let url: String
  private let socket: Int32
  private var thread = pthread_t()
  private var isJoinable = false
  private var received: [UInt8] = []
  private let answer: [UInt8]

  init(_ answer: String) throws {
    self.answer = Array(answer.utf8)
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket
    withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        _ = bind(descriptor, pointer, size)
        _ = listen(descriptor, 4)
        _ = getsockname(descriptor, pointer, &size)
      }
    }
    url = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
    guard !answer.isEmpty else { return }
    pthread_create(
      &thread,
      nil,
      { argument in
        argument.map { Unmanaged<OneAnswerServer>.fromOpaque($0).takeRetainedValue().serve() }
        return nil
      },
      Unmanaged.passRetained(self).toOpaque(),
    )
    isJoinable = true
  }

  private func serve() {
    let connection = accept(socket, nil, nil)
    var buffer = [UInt8](repeating: 0, count: 8192)
    while !isComplete {
      let count = read(connection, &buffer, buffer.count)
      if count <= 0 { break }
      received += buffer.prefix(count)
    }
    _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
    Glibc.close(connection)
  }

  private var isComplete: Bool {
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    let length = text.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-length:")
    }
    .flatMap { Int($0.drop { $0 != " " }.dropFirst()) }
    return text[end.upperBound...].utf8.count >= (length ?? 0)
  }

  /// What was asked, once it was answered.
  func request() -> String {
    join()
    return String(decoding: received, as: UTF8.self)
  }

  func close() {
    shutdown(socket, Int32(SHUT_RDWR))
    join()
  }

  /// Waits for the thread's end, which can be done once.
  private func join() {
    guard isJoinable else { return }
    isJoinable = false
    pthread_join(thread, nil)
  }

  deinit { Glibc.close(socket) }
}
