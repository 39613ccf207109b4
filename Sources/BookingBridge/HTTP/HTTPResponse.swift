package import InnRegistry

/// One answer; what the engine adds by itself are `Date`, `Content-Length` and `Connection`.
package struct HTTPResponse: Sendable {
  package var status: HTTPStatus
  package var headers: HTTPHeaders
  package var body: ResponseBody

  package init(
    _ status: HTTPStatus,
    headers: [(String, String)] = [],
    body: ResponseBody = .bytes([]),
  ) {
    self.status = status
    self.headers = HTTPHeaders(headers)
    self.body = body
  }
}

/// What follows the header of an answer.
package enum ResponseBody: Sendable {
  case bytes([UInt8])
  /// Fed from another thread, as long as both sides like: server-sent events.
  case stream(ResponseStream)
}

extension ResponseBody {
  /// Bytes that are known to be sent; nil for a stream.
  package var byteCount: Int? {
    switch self {
    case .bytes(let bytes): bytes.count
    case .stream: nil
    }
  }
}

extension HTTPResponse {
  /// An answer of `application/json`.
  package static func json(_ json: JSONWriter, status: HTTPStatus = .ok) -> HTTPResponse {
    .json(json.bytes, status: status)
  }

  /// An answer of `application/json` that was written before.
  package static func json(_ bytes: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: [("Content-Type", "application/json")],
      body: .bytes(bytes),
    )
  }

  /// An answer of `application/json` written in place.
  package static func json(
    status: HTTPStatus = .ok,
    capacity: Int = 512,
    _ write: (inout JSONWriter) throws -> Void,
  ) rethrows -> HTTPResponse {
    var json = JSONWriter(capacity: capacity)
    try write(&json)
    return .json(json, status: status)
  }

  /// An answer of text in UTF-8.
  package static func text(
    _ text: String,
    type: String = "text/plain; charset=utf-8",
    status: HTTPStatus = .ok,
  ) -> HTTPResponse {
    HTTPResponse(status, headers: [("Content-Type", type)], body: .bytes(Array(text.utf8)))
  }

  /// 204, nothing to say.
  package static let noContent = HTTPResponse(.noContent)

  /// The same answer with a header field in place of others of that name.
  package func with(_ name: String, _ value: String) -> HTTPResponse {
    var copy = self
    copy.headers.set(name, value)
    return copy
  }
}
