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
  /// The same bytes for many answers, sent from where they lie.
  case shared(SharedBytes)
  /// Fed from another thread, as long as both sides like: server-sent events.
  case stream(ResponseStream)
}

extension ResponseBody {
  /// Bytes that are known to be sent; nil for a stream.
  package var byteCount: Int? {
    switch self {
    case .bytes(let bytes): bytes.count
    case .shared(let bytes): bytes.count
    case .stream: nil
    }
  }

  /// The bytes; nil for a stream.
  package var wholeBytes: [UInt8]? {
    switch self {
    case .bytes(let bytes): bytes
    case .shared(let bytes): Array(bytes.buffer)
    case .stream: nil
    }
  }
}

/// Bytes that lie in one place and never change, for as long as anybody holds them.
///
/// `@unchecked Sendable`: written once, before anybody else sees them.
package final class SharedBytes: @unchecked Sendable {
  let buffer: UnsafeRawBufferPointer

  package init(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    memory.copyBytes(from: bytes)
    buffer = UnsafeRawBufferPointer(memory)
  }

  deinit { buffer.deallocate() }

  package var count: Int { buffer.count }
}

extension HTTPResponse {
  /// An answer of `application/json`.
  package static func json(_ json: JSONWriter, status: HTTPStatus = .ok) -> HTTPResponse {
    .json(.bytes(json.bytes), status: status)
  }

  /// An answer of `application/json` that was written before.
  package static func json(_ body: ResponseBody, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, headers: [("Content-Type", "application/json")], body: body)
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
