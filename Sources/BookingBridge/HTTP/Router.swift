package import InnRegistry

/// Finds the handler of a request and runs it inside the middleware.
///
/// Routes form a tree by segments. Literal segments are tried before `{names}`, and names before a
/// `{rest...}`; a request that matches patterns only under other methods is answered 405 with all of
/// them in `Allow`. HEAD is answered as GET, OPTIONS with `Allow`.
package final class Router: Sendable {
  package let routes: [Route]
  private let nodes: [Node]
  private let pipeline: RouteHandler
  private let clock: WallClock
  private let requestIDs: RequestIDs
  private let log: @Sendable (AccessRecord) -> Void
  private let reportError: @Sendable (_ error: any Error, _ requestID: String) -> Void

  private struct Node: Sendable {
    var literals: [String: Int] = [:]
    var name: Int?
    var endpoints: [Endpoint] = []
    /// Endpoints of patterns that end here with `{rest...}`.
    var restEndpoints: [Endpoint] = []
  }

  /// A reference: every request is given one, and copies its parts nowhere.
  final class Endpoint: Sendable {
    let route: Route
    let parameterNames: [String]
    let handler: RouteHandler

    init(route: Route, parameterNames: [String], handler: @escaping RouteHandler) {
      self.route = route
      self.parameterNames = parameterNames
      self.handler = handler
    }
  }

  /// What the path and method of a request lead to.
  enum Resolution: Sendable {
    case endpoint(Endpoint)
    case options([HTTPMethod])
    case methodNotAllowed([HTTPMethod])
    case notFound
  }

  /// Makes the tree.
  ///
  /// - Parameters:
  ///   - middleware: the outermost first.
  ///   - log: told of every answer, on the thread that completed it.
  ///   - reportError: told of errors that are not problems, of which the caller hears only «the hub
  ///     failed».
  /// - Precondition: no two routes answer the same method on patterns that match the same paths,
  ///   and each operation has its own name: an error in the program, found when it starts.
  package init(
    _ table: RouteTable,
    middleware: [Middleware] = [],
    clock: WallClock = .system,
    requestIDs: RequestIDs = RequestIDs(),
    log: @escaping @Sendable (AccessRecord) -> Void = { _ in },
    reportError: @escaping @Sendable (_ error: any Error, _ requestID: String) -> Void = { _, _ in },
  ) {
    self.log = log
    self.reportError = reportError
    routes = table.routes
    nodes = Router.tree(table.entries)
    self.clock = clock
    self.requestIDs = requestIDs
    var pipeline: RouteHandler = { try Router.answer($0) }
    for around in middleware.reversed() {
      let next = pipeline
      pipeline = { try around.answer($0, next) }
    }
    self.pipeline = pipeline
    let operations = Set(routes.map(\.operation))
    precondition(operations.count == routes.count, "two routes have the same operation name")
  }
}

// MARK: - Answering

extension Router {
  /// Answers a request; whatever a handler or middleware throws becomes a problem document.
  package func respond(to request: HTTPRequest) -> HTTPReply {
    let start = ContinuousClock.now
    let requestID = requestIDs.accept(request.headers["X-Request-ID"])
    let (resolution, values) = resolve(request.method, request.target.segments)
    let context = RequestContext(
      request: request,
      requestID: requestID,
      now: clock.now(),
      resolution: resolution,
      parameterValues: values,
    )
    do {
      return try HTTPReply.transforming(
        { self.finish(&$0, context, start) },
        of: { try pipeline(context) }
      )
    } catch {
      // Not reached: the transformation above makes every error an answer.
      return .response(HTTPProblem(.internalError).response(requestID: requestID))
    }
  }

  /// The answer to a request that is refused before it gets here, such as one that is too large.
  package func refuse(_ problem: HTTPProblem) -> HTTPResponse {
    let requestID = requestIDs.next()
    return problem.response(requestID: requestID).with("X-Request-ID", requestID)
  }

  /// Makes an answer of every error, names the request in it, and logs it.
  private func finish(
    _ outcome: inout HTTPDeferral.Outcome,
    _ context: RequestContext,
    _ start: ContinuousClock.Instant,
  ) {
    let requestID = context.requestID
    if case .failure(let error) = outcome {
      let problem = error as? HTTPProblem
      if problem == nil { reportError(error, requestID) }
      outcome = .success((problem ?? HTTPProblem(.internalError)).response(requestID: requestID))
    }
    outcome.editAnswer { response in
      response.headers.set("X-Request-ID", requestID)
      log(AccessRecord(context, response, ContinuousClock.now - start))
    }
  }

  private static func answer(_ context: RequestContext) throws -> HTTPReply {
    switch context.resolution {
    case .endpoint(let endpoint): return try endpoint.handler(context)
    case .options(let methods):
      return .response(HTTPResponse(.noContent, headers: [("Allow", allow(methods))]))
    case .methodNotAllowed(let methods):
      throw HTTPProblem(.methodNotAllowed, headers: [("Allow", allow(methods))])
    case .notFound: throw HTTPProblem(.notFound)
    }
  }

  private static func allow(_ methods: [HTTPMethod]) -> String {
    methods.map(\.rawValue).joined(separator: ", ")
  }
}

// MARK: - Finding

extension Router {
  /// The resolution of a path, and the values of its endpoint's names.
  private func resolve(
    _ method: HTTPMethod,
    _ segments: [String],
  ) -> (Resolution, [String]) {
    var search = Search(method: method == .head ? .get : method, segments: segments)
    if let endpoint = find(&search, node: 0, depth: 0) {
      return (.endpoint(endpoint), search.values)
    }
    guard !search.allowed.isEmpty else { return (.notFound, []) }
    var allowed = search.allowed
    if allowed.contains(.get) { allowed.insert(.head) }
    allowed.insert(.options)
    let inOrder = HTTPMethod.allCases.filter(allowed.contains)
    return (method == .options ? .options(inOrder) : .methodNotAllowed(inOrder), [])
  }

  private struct Search {
    let method: HTTPMethod
    let segments: [String]
    var values: [String] = []
    var allowed: Set<HTTPMethod> = []
  }

  /// Depth first; as deep as the longest pattern.
  ///
  /// Looks into the nodes where they lie: one taken out would be copied for every segment.
  private func find(_ search: inout Search, node index: Int, depth: Int) -> Endpoint? {
    if depth == search.segments.count {
      if let endpoint = pick(nodes[index].endpoints, &search) { return endpoint }
    } else {
      let segment = search.segments[depth]
      if let child = nodes[index].literals[segment],
        let endpoint = find(&search, node: child, depth: depth + 1)
      {
        return endpoint
      }
      // A name stands for something: an empty segment is none.
      if let child = nodes[index].name, !segment.isEmpty {
        search.values.append(segment)
        if let endpoint = find(&search, node: child, depth: depth + 1) { return endpoint }
        search.values.removeLast()
      }
    }
    guard !nodes[index].restEndpoints.isEmpty,
      let endpoint = pick(nodes[index].restEndpoints, &search)
    else { return nil }
    search.values.append(search.segments[depth...].joined(separator: "/"))
    return endpoint
  }

  private func pick(_ endpoints: [Endpoint], _ search: inout Search) -> Endpoint? {
    for endpoint in endpoints {
      if endpoint.route.method == search.method { return endpoint }
      search.allowed.insert(endpoint.route.method)
    }
    return nil
  }
}

// MARK: - Building

extension Router {
  private static func tree(_ entries: [RouteTable.Entry]) -> [Node] {
    var nodes = [Node()]
    for entry in entries {
      let pattern = entry.route.pattern
      precondition(pattern.hasPrefix("/"), "a pattern must begin with a slash: \(pattern)")
      var index = 0
      var names: [String] = []
      var takesRest = false
      for segment in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      where pattern != "/" {
        precondition(!takesRest, "nothing may follow {rest...}: \(pattern)")
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
          index = child(of: index, named: String(segment), &nodes)
          continue
        }
        takesRest = segment.hasSuffix("...}")
        names.append(String(segment.dropFirst().dropLast(takesRest ? 4 : 1)))
        if !takesRest { index = nameChild(of: index, &nodes) }
      }
      let endpoint = Endpoint(
        route: entry.route,
        parameterNames: names,
        handler: entry.handler,
      )
      let others = takesRest ? nodes[index].restEndpoints : nodes[index].endpoints
      precondition(
        !others.contains { $0.route.method == entry.route.method },
        "two routes for \(entry.route.method.rawValue) \(pattern)"
      )
      if takesRest {
        nodes[index].restEndpoints.append(endpoint)
      } else {
        nodes[index].endpoints.append(endpoint)
      }
    }
    return nodes
  }

  private static func child(of parent: Int, named name: String, _ nodes: inout [Node]) -> Int {
    if let index = nodes[parent].literals[name] { return index }
    nodes.append(Node())
    nodes[parent].literals[name] = nodes.count - 1
    return nodes.count - 1
  }

  private static func nameChild(of parent: Int, _ nodes: inout [Node]) -> Int {
    if let index = nodes[parent].name { return index }
    nodes.append(Node())
    nodes[parent].name = nodes.count - 1
    return nodes.count - 1
  }
}
