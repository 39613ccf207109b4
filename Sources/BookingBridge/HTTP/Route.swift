/// One operation of the API: what it answers to and who may use it.
package struct Route: Hashable, Sendable {
  package let method: HTTPMethod
  /// Literal segments and `{names}`; a last `{name...}` takes all the rest.
  package let pattern: String
  /// The `operationId` of the OpenAPI document.
  package let operation: String
  package let access: RouteAccess
}

/// Who may use a route; the middleware that checks keys goes by it.
package enum RouteAccess: Hashable, Sendable {
  case everyone
  case channel(AccessScope)
  /// People of the office, signed in to the console.
  case staff
}

package typealias RouteHandler = @Sendable (RequestContext) throws -> HTTPReply

/// A function around every handler, the first of the list outermost.
package typealias Middleware =
  @Sendable (_ context: RequestContext, _ next: @escaping RouteHandler) throws -> HTTPReply

/// The routes of a program or a part of it, collected before a ``Router`` is made of them.
package struct RouteTable: Sendable {
  struct Entry: Sendable {
    let route: Route
    let handler: RouteHandler
  }

  private(set) var entries: [Entry] = []

  package init() {}

  /// The routes in the order in which they were added.
  package var routes: [Route] { entries.map(\.route) }

  package mutating func add(
    _ method: HTTPMethod,
    _ pattern: String,
    operation: String,
    access: RouteAccess,
    _ handler: @escaping RouteHandler,
  ) {
    let route = Route(method: method, pattern: pattern, operation: operation, access: access)
    entries.append(Entry(route: route, handler: handler))
  }

  /// Adds a handler that always answers at once.
  package mutating func add(
    _ method: HTTPMethod,
    _ pattern: String,
    operation: String,
    access: RouteAccess,
    answer handler: @escaping @Sendable (RequestContext) throws -> HTTPResponse,
  ) {
    add(method, pattern, operation: operation, access: access) { .response(try handler($0)) }
  }

  /// Adds all routes of another table under a prefix such as `/console`.
  package mutating func add(_ other: RouteTable, under prefix: String = "") {
    for entry in other.entries {
      add(
        entry.route.method,
        prefix + entry.route.pattern,
        operation: entry.route.operation,
        access: entry.route.access,
        entry.handler,
      )
    }
  }
}
