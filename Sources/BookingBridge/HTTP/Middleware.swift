/// Middleware that needs no part of the registry.
package enum StandardMiddleware {
  /// Reports errors that are not problems: the caller hears only «the hub failed».
  package static func errorLog(
    _ report: @escaping @Sendable (_ error: any Error, _ requestID: String) -> Void
  ) -> Middleware {
    { context, next in
      let change: @Sendable (inout HTTPDeferral.Outcome) -> Void = { outcome in
        if case .failure(let error) = outcome, !(error is HTTPProblem) {
          report(error, context.requestID)
        }
      }
      return try HTTPReply.transforming(change, of: { try next(context) })
    }
  }

  /// Adds header fields to every answer of a handler that does not set them itself.
  package static func defaultHeaders(_ fields: [(String, String)]) -> Middleware {
    { context, next in
      let change: @Sendable (inout HTTPDeferral.Outcome) -> Void = { outcome in
        outcome.editAnswer { response in
          for (name, value) in fields where response.headers[name] == nil {
            response.headers.append(name, value)
          }
        }
      }
      return try HTTPReply.transforming(change, of: { try next(context) })
    }
  }
}
