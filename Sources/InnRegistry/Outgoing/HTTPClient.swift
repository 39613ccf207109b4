import CCurlShims
import Dispatch
import Glibc
import Synchronization

/// Sends HTTP requests by libcurl: to providers of messages, to platforms' webhooks.
///
/// Connections are kept open and used again. Redirections are not followed, proxies of the
/// environment not used, and certificates are always checked.
package final class HTTPClient: Sendable {
  /// What keeps a slow or hostile server from holding the hub up.
  package struct Limits: Hashable, Sendable {
    /// Until the connection stands, TLS included.
    package var connect = Span.seconds(5)
    /// Until the whole answer is there: the longest a delivery may hold its lease.
    package var total = Span.seconds(15)
    /// Bytes of an answer, its header and its body each: nothing that is sent asks for more than a
    /// receipt.
    package var responseBytes = 256 * 1024
    /// Requests at once; more wait their turn.
    package var atOnce = 4

    package init() {}
  }

  /// Where requests may go.
  package enum Destinations: Hashable, Sendable {
    /// Anywhere: for addresses that the operator wrote into the configuration.
    case any
    /// Addresses of the public internet alone: for addresses that others told us, which must not
    /// reach into the hub's own network. Judged by the address that is connected to.
    case publicInternet
  }

  private let limits: Limits
  private let destinations: Destinations
  private let queue = DispatchQueue(label: "http-client", attributes: .concurrent)
  private let pool: Mutex<Pool>

  private struct Pool {
    var idle: [Connections] = []
    var opened = 0
    var waiting: [CheckedContinuation<Connections?, Never>] = []
  }

  /// libcurl's handle with its open connections.
  ///
  /// `@unchecked Sendable`: lent by the pool to one request at a time.
  private final class Connections: @unchecked Sendable {
    let client: OpaquePointer

    init?() {
      guard let client = innbridge_curl_open() else { return nil }
      self.client = client
    }

    deinit { innbridge_curl_close(client) }
  }

  package init(limits: Limits = Limits(), destinations: Destinations) {
    self.limits = limits
    self.destinations = destinations
    pool = Mutex(Pool())
  }

  /// Sends a request and waits for the whole answer, whatever its status.
  ///
  /// - Parameters:
  ///   - exchange: with an absolute `http` or `https` URL.
  ///   - credentials: user and password of basic authentication.
  /// - Throws: ``HTTPFailure``.
  package func send(
    _ exchange: HTTPExchange,
    credentials: (user: String, password: String)? = nil,
  ) async throws(HTTPFailure) -> HTTPAnswer {
    guard exchange.isSendable else { throw HTTPFailure(.badURL, text: "malformed request") }
    guard let connections = await borrow() else {
      throw HTTPFailure(.brokenOff, text: "no memory")
    }
    let login = credentials.map { "\($0.user):\($0.password)" }
    let (limits, destinations) = (limits, destinations)
    let result: Result<HTTPAnswer, HTTPFailure> = await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(
          returning: perform(connections.client, exchange, login, limits, destinations)
        )
      }
    }
    giveBack(connections)
    return try result.get()
  }

  private func borrow() async -> Connections? {
    await withCheckedContinuation { continuation in
      let lent: Connections?? = pool.withLock { pool in
        if let idle = pool.idle.popLast() { return .some(idle) }
        guard pool.opened < limits.atOnce else {
          pool.waiting.append(continuation)
          return nil
        }
        guard let new = Connections() else { return .some(nil) }
        pool.opened += 1
        return .some(new)
      }
      if let lent { continuation.resume(returning: lent) }
    }
  }

  private func giveBack(_ connections: Connections) {
    let next = pool.withLock { pool -> CheckedContinuation<Connections?, Never>? in
      guard pool.waiting.isEmpty else { return pool.waiting.removeFirst() }
      pool.idle.append(connections)
      return nil
    }
    next?.resume(returning: connections)
  }
}

/// Why no answer came.
package struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package var kind: Kind
  /// libcurl's own words; never holds what was sent.
  package var text: String

  package init(_ kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }

  package var description: String { "\(kind.rawValue): \(text)" }

  package enum Kind: String, CaseIterable, Codable, Sendable {
    case badURL = "bad_url"
    case notResolved = "not_resolved"
    case notConnected = "not_connected"
    /// The name means an address that requests may not go to.
    case privateAddress = "private_address"
    case timedOut = "timed_out"
    case tooLarge = "too_large"
    /// The certificate is not good, or no secure connection could be made.
    case notSecure = "not_secure"
    case brokenOff = "broken_off"

    /// Whether the request certainly did not reach the other side.
    package var isUnsent: Bool {
      switch self {
      case .badURL, .notResolved, .notConnected, .privateAddress, .notSecure: true
      case .timedOut, .tooLarge, .brokenOff: false
      }
    }
  }
}

extension HTTPExchange {
  /// No line break or NUL may smuggle a header into a request.
  fileprivate var isSendable: Bool {
    let lines = headers.flatMap { [$0.name, $0.value] } + [method, url]
    return lines.allSatisfy { line in line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
  }
}

/// Runs one request on the calling thread.
private func perform(
  _ client: OpaquePointer,
  _ exchange: HTTPExchange,
  _ login: String?,
  _ limits: HTTPClient.Limits,
  _ destinations: HTTPClient.Destinations,
) -> Result<HTTPAnswer, HTTPFailure> {
  let lines = exchange.headers.map { strdup("\($0.name): \($0.value)") }
  defer { for line in lines { free(line) } }
  let pointers = lines.map { UnsafePointer<CChar>($0) }
  var response = exchange.method.withCString { method in
    exchange.url.withCString { url in
      withOptionalCString(login) { login in
        pointers.withUnsafeBufferPointer { headers in
          exchange.body.withUnsafeBufferPointer { body in
            var request = innbridge_curl_request(
              method: method,
              url: url,
              headers: headers.baseAddress,
              header_count: headers.count,
              body: body.isEmpty ? nil : body.baseAddress,
              body_length: body.count,
              credentials: login,
              connect_milliseconds: Int(limits.connect.milliseconds),
              total_milliseconds: Int(limits.total.milliseconds),
              most_response_bytes: limits.responseBytes,
              public_only: destinations == .publicInternet ? 1 : 0,
            )
            return innbridge_curl_perform(client, &request)
          }
        }
      }
    }
  }
  defer { innbridge_curl_free(&response) }
  guard response.outcome == INNBRIDGE_CURL_ANSWERED else {
    return .failure(
      HTTPFailure(HTTPFailure.Kind(response.outcome), text: String(cString: response.text))
    )
  }
  return .success(
    HTTPAnswer(
      status: response.status,
      headers: fields(response),
      body: Array(UnsafeBufferPointer(start: response.body, count: response.body_length)),
    )
  )
}

private func withOptionalCString<Value>(
  _ text: String?,
  _ body: (UnsafePointer<CChar>?) -> Value,
) -> Value {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}

private func fields(_ response: innbridge_curl_response) -> [HTTPField] {
  let bytes = UnsafeRawBufferPointer(start: response.headers, count: response.headers_length)
  let text = String(decoding: bytes, as: UTF8.self)
  return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    return HTTPField(String(line[..<colon]), String(value))
  }
}

extension HTTPFailure.Kind {
  fileprivate init(_ outcome: innbridge_curl_outcome) {
    self =
      switch outcome {
      case INNBRIDGE_CURL_BAD_URL: .badURL
      case INNBRIDGE_CURL_NOT_RESOLVED: .notResolved
      case INNBRIDGE_CURL_NOT_CONNECTED: .notConnected
      case INNBRIDGE_CURL_PRIVATE_ADDRESS: .privateAddress
      case INNBRIDGE_CURL_TIMED_OUT: .timedOut
      case INNBRIDGE_CURL_TOO_LARGE: .tooLarge
      case INNBRIDGE_CURL_NOT_SECURE: .notSecure
      default: .brokenOff
      }
  }
}
