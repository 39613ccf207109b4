package import InnRegistry

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
  case channel(KeyScope)
  /// People of the office, signed in to the console.
  case staff
}

package typealias RouteHandler = @Sendable (RequestContext) throws -> HTTPReply

/// The routes of a program or a part of it, collected before a ``Router`` is made of them.
package struct RouteTable: Sendable {
  struct Entry: Sendable {
    let route: Route
    /// Nil for what is not part of the documented API, such as pages.
    let document: OperationDocument?
    let handler: RouteHandler
  }

  private(set) var entries: [Entry] = []

  package init() {}

  /// The routes in the order in which they were added.
  package var routes: [Route] { entries.map(\.route) }
  /// The operations of the OpenAPI document.
  package var documented: [(Route, OperationDocument)] {
    entries.compactMap { entry in entry.document.map { (entry.route, $0) } }
  }

  package mutating func add(
    _ method: HTTPMethod,
    _ pattern: String,
    operation: String,
    access: RouteAccess,
    document: OperationDocument? = nil,
    _ handler: @escaping RouteHandler,
  ) {
    let route = Route(method: method, pattern: pattern, operation: operation, access: access)
    // A parameter where none is read would be ignored without a word.
    let takesNoQuery = document?.query.isEmpty == true
    let strict: RouteHandler = { context in
      _ = try context.request.readQuery { _ in true }
      return try handler(context)
    }
    let checked = takesNoQuery ? strict : handler
    entries.append(Entry(route: route, document: document, handler: checked))
  }

  /// Adds a handler that always answers at once.
  package mutating func add(
    _ method: HTTPMethod,
    _ pattern: String,
    operation: String,
    access: RouteAccess,
    document: OperationDocument? = nil,
    answer handler: @escaping @Sendable (RequestContext) throws -> HTTPResponse,
  ) {
    add(method, pattern, operation: operation, access: access, document: document) {
      .response(try handler($0))
    }
  }

  /// Adds all routes of another table under a prefix such as `/console`.
  package mutating func add(_ other: RouteTable, under prefix: String = "") {
    for entry in other.entries {
      add(
        entry.route.method,
        prefix + entry.route.pattern,
        operation: entry.route.operation,
        access: entry.route.access,
        document: entry.document,
        entry.handler,
      )
    }
  }
}
