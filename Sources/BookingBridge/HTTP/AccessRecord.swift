package import InnRegistry

/// One line of the access log: nothing personal, so neither path nor query nor address.
package struct AccessRecord: Hashable, Sendable {
  /// When the request was complete.
  package let at: Timestamp
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
    at = context.now
    requestID = context.requestID
    method = context.request.method
    pattern = context.route?.pattern
    status = response.status
    microseconds = duration.wholeMicroseconds
    bytes = response.body.byteCount
    caller = context.caller
  }
}

extension AccessRecord {
  package func write(to json: inout JSONWriter) {
    json.object {
      $0.field("time", at)
      $0.field("id", requestID)
      $0.field("method", method.rawValue)
      $0.field("route", pattern)
      $0.field("status", status.rawValue)
      $0.field("microseconds", microseconds)
      $0.field("bytes", bytes)
      if case .channel(let channel) = caller {
        $0.field("channel", channel.channel.rawValue)
        $0.field("key", channel.keyName)
      }
    }
  }
}

extension Duration {
  var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
