import BookingBridge
import Foundation
import InnRegistry
import InnTestSupport
import Synchronization

/// A small application that uses everything the engine offers.
final class TestApplication: Sendable {
  /// Deferred requests that wait for the test to answer them.
  let pending = Signal<[HTTPCompletion]>([])
  /// Streams that were opened.
  let streams = Signal<[ResponseStream]>([])
  /// Deferred requests that nobody waits for any more.
  let abandoned = Signal(0)
  let log = Signal<[AccessRecord]>([])
  let reported = Signal<[String]>([])

  static let now = Timestamp(milliseconds: 1_796_256_000_000)

  struct Unforeseen: Error {}

  func router(_ middleware: [Middleware] = []) -> Router {
    var table = RouteTable()
    addPlainRoutes(&table)
    addDeferredRoutes(&table)
    var console = RouteTable()
    console.add(.get, "/", operation: "console", access: .staff) { _ in .text("home") }
    console.add(.get, "/assets/{path...}", operation: "asset", access: .everyone) {
      .text($0.parameters["path"] ?? "")
    }
    table.add(console, under: "/console")
    return Router(
      table,
      middleware: middleware,
      clock: WallClock { TestApplication.now },
      log: { [log] record in log.change { $0.append(record) } },
      reportError: { [reported] error, requestID in
        reported.change { $0.append("\(requestID) \(error)") }
      },
    )
  }

  private func addPlainRoutes(_ table: inout RouteTable) {
    table.add(.get, "/v1/inns", operation: "listInns", access: .channel(.read)) { context in
      let limit = try context.request.readQuery { query in
        let limit = query.optional("limit", .wholeNumber(1...100), default: 20)
        let name = query.optional("name", .line(1...20)) ?? ""
        return (limit, name)
      }
      return .json { json in
        json.object {
          $0.field("limit", limit.0)
          $0.field("name", limit.1)
        }
      }
    }
    table.add(.get, "/v1/inns/{inn}", operation: "getInn", access: .channel(.read)) { context in
      let inn: InnID = try context.identifier("inn")
      return .json { $0.object { $0.field("id", inn) } }
    }
    table.add(.get, "/v1/inns/search", operation: "searchInns", access: .everyone) { _ in
      .text("search")
    }
    table.add(.delete, "/v1/inns/{name}", operation: "deleteInn", access: .channel(.manage)) {
      _ in .noContent
    }
    table.add(.post, "/v1/inns/{inn}/calendar", operation: "setCalendar", access: .everyone) {
      context in .text(context.parameters["inn"] ?? "")
    }
    table.add(.post, "/v1/echo", operation: "echo", access: .everyone) { context in
      let nights = try context.request.readJSON { $0.required("nights", .integer(1...30)) }
      return .json { $0.object { $0.field("nights", nights) } }
    }
    table.add(.put, "/v1/size", operation: "size", access: .everyone) { context in
      .text(String(context.request.body.count))
    }
    table.add(.get, "/v1/broken", operation: "broken", access: .everyone) {
      _ -> HTTPResponse in throw Unforeseen()
    }
    table.add(.get, "/v1/split", operation: "split", access: .everyone) { _ in
      HTTPResponse(.ok, headers: [("X-Evil", "a\r\nSet-Cookie: b")])
    }
    table.add(.get, "/v1/large", operation: "large", access: .everyone) { _ in
      HTTPResponse(.ok, body: .bytes([UInt8](repeating: 0x61, count: 8 << 20)))
    }
  }

  private func addDeferredRoutes(_ table: inout RouteTable) {
    table.add(.get, "/v1/later", operation: "later", access: .everyone) { [self] _ in
      .deferred(HTTPDeferral { self.keep($0) })
    }
    table.add(.get, "/v1/poll", operation: "poll", access: .everyone) { [self] _ in
      let nothingNew: @Sendable (DeferralEnd) -> HTTPDeferral.Outcome = { _ in
        .success(.text("nothing new"))
      }
      return .deferred(
        HTTPDeferral(deadline: Span(milliseconds: 200), fallback: nothingNew) { self.keep($0) }
      )
    }
    table.add(.get, "/v1/soon", operation: "soon", access: .everyone) { [self] _ in
      .deferred(HTTPDeferral(deadline: Span(milliseconds: 200)) { self.keep($0) })
    }
    table.add(.get, "/v1/synchronous", operation: "synchronous", access: .everyone) { _ in
      .deferred(HTTPDeferral { $0.succeed(.text("at once")) })
    }
    table.add(.get, "/v1/task", operation: "task", access: .everyone) { _ in
      // However long the pool is busy with other tests.
      .task(deadline: .minutes(5)) {
        await Task.yield()
        return .text("from a task")
      }
    }
    table.add(.get, "/v1/failing-task", operation: "failingTask", access: .everyone) { _ in
      .task(deadline: .minutes(5)) { throw HTTPProblem(.gone) }
    }
    table.add(.get, "/v1/events", operation: "events", access: .everyone) { [self] _ in
      let stream = ResponseStream.events()
      streams.change { $0.append(stream) }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "text/event-stream")],
        body: .stream(stream)
      )
    }
  }

  private func keep(_ completion: HTTPCompletion) {
    completion.onAbandoned { [abandoned] in abandoned.change { $0 += 1 } }
    pending.change { $0.append(completion) }
  }
}

/// A value on whose changes a test waits, instead of sleeping.
final class Signal<Value: Sendable>: @unchecked Sendable {
  // Guarded by `condition`.
  private var stored: Value
  private let condition = NSCondition()

  init(_ value: Value) { stored = value }

  var value: Value { condition.withLock { stored } }

  func change(_ body: (inout Value) -> Void) {
    condition.withLock { body(&stored) }
    condition.broadcast()
  }

  struct NeverHappened: Error {}

  /// Waits until `holds`, and gives up after a time that no passing test needs.
  @discardableResult
  func wait(for holds: (Value) -> Bool) throws -> Value {
    let deadline = Date(timeIntervalSinceNow: Double(RawConnection.patienceSeconds))
    return try condition.withLock {
      while !holds(stored) {
        guard condition.wait(until: deadline) else { throw NeverHappened() }
      }
      return stored
    }
  }
}

/// Runs blocking code on a thread of its own: the tests' threads are few and must not be held up.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}

/// The two ways to reach an application: the same tests run over both.
enum Transport: String, CaseIterable, Sendable {
  case inProcess
  case live

  /// Sends one request and returns its answer.
  struct Client: Sendable {
    fileprivate let ask:
      @Sendable (String, String, [(String, String)], String) throws -> RawResponse

    func callAsFunction(
      _ method: String,
      _ target: String,
      _ headers: [(String, String)] = [],
      _ body: String = "",
    ) throws -> RawResponse {
      try ask(method, target, headers, body)
    }
  }

  /// Runs `body` with a client of the application.
  func run(
    _ router: Router,
    _ body: @escaping @Sendable (Client) throws -> Void,
  ) async throws {
    try await offPool {
      switch self {
      case .inProcess: try body(Client { try Transport.ask(router, $0, $1, $2, $3) })
      case .live:
        let server = try MicroHTTPDServer(
          host: "127.0.0.1",
          port: 0,
          application: HTTPApplication(router)
        )
        defer { server.stop(within: .seconds(5)) }
        let port = server.port
        try body(
          Client { method, target, headers, content in
            let connection = try RawConnection(port: port)
            connection.send(requestText(method, target, headers, content))
            return try connection.readResponse(toHead: method == "HEAD")
          }
        )
      }
    }
  }

  private static func ask(
    _ router: Router,
    _ method: String,
    _ target: String,
    _ headers: [(String, String)],
    _ body: String,
  ) throws -> RawResponse {
    let answer = Signal<HTTPResponse?>(nil)
    do throws(HTTPProblem) {
      guard let method = HTTPMethod(rawValue: method) else {
        throw HTTPProblem(.methodNotImplemented)
      }
      let request = HTTPRequest(
        method: method,
        target: try RequestTarget(parsing: Array(target.utf8), for: method),
        headers: HTTPHeaders(headers),
        body: Array(body.utf8),
        peerAddress: "127.0.0.1",
      )
      switch router.respond(to: request) {
      case .response(let response): answer.change { $0 = response }
      case .deferred(let deferral): _ = deferral.run { response in answer.change { $0 = response } }
      }
    } catch {
      answer.change { $0 = router.refuse(error) }
    }
    guard let response = try answer.wait(for: { $0 != nil }) else {
      throw Signal<Int>.NeverHappened()
    }
    var raw = RawResponse(
      status: response.status.rawValue,
      headers: response.headers.fields.map { (name: $0.name, value: $0.value) },
    )
    if let bytes = response.body.wholeBytes, method != "HEAD" { raw.body = bytes }
    return raw
  }
}

func requestText(
  _ method: String,
  _ target: String,
  _ headers: [(String, String)] = [],
  _ body: String = "",
) -> String {
  var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
  for (name, value) in headers { text += "\(name): \(value)\r\n" }
  if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
  return text + "\r\n" + body
}

extension RawResponse {
  /// The `code` of a problem document; nil for anything else.
  var problemCode: String? {
    guard self["Content-Type"] == "application/problem+json",
      case .object(let problem)? = try? JSONValue(parsing: body),
      case .string(let code)? = problem["code"]
    else { return nil }
    return code
  }

  /// Each entry of `errors` as `place code`.
  var problemErrors: [String] {
    guard case .object(let problem)? = try? JSONValue(parsing: body),
      case .array(let errors)? = problem["errors"]
    else { return [] }
    return errors.map { error in
      guard case .object(let members) = error, case .string(let code)? = members["code"] else {
        return "?"
      }
      for kind in ["pointer", "parameter", "header"] {
        if case .string(let place)? = members[kind] { return "\(place) \(code)" }
      }
      return "? \(code)"
    }
  }
}
