/// One line of the access log: nothing personal, so neither path nor query nor address.
package struct AccessRecord: Hashable, Sendable {
  package let requestID: String
  package let method: HTTPMethod
  /// The pattern of the route, not the path, which may name a booking; nil when none was found.
  package let pattern: String?
  package let status: HTTPStatus
  /// From the complete request to the ready answer.
  package let microseconds: Int64
  /// Length of the body; nil for a stream.
  package let bytes: Int?
  package let caller: Caller
}

extension AccessRecord {
  init(_ context: RequestContext, _ response: HTTPResponse, _ duration: Duration) {
    requestID = context.requestID
    method = context.request.method
    pattern = context.route?.pattern
    status = response.status
    microseconds = duration.wholeMicroseconds
    bytes = response.body.byteCount
    caller = context.caller
  }
}

extension Duration {
  var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
