/// A function around every handler.
///
/// A value of its own, because functions that lie in an array are called by way of others.
package struct Middleware: Sendable {
  package typealias Answer =
    @Sendable (_ context: RequestContext, _ next: @escaping RouteHandler) throws -> HTTPReply

  let answer: Answer

  package init(_ answer: @escaping Answer) { self.answer = answer }

  /// Adds header fields to every answer of a handler that does not set them itself.
  package static func defaultHeaders(_ fields: [(String, String)]) -> Middleware {
    let change: @Sendable (inout HTTPDeferral.Outcome) -> Void = { outcome in
      outcome.editAnswer { response in
        for (name, value) in fields where response.headers[name] == nil {
          response.headers.append(name, value)
        }
      }
    }
    return Middleware { context, next in
      try HTTPReply.transforming(change, of: { try next(context) })
    }
  }
}
