/// The methods that the hub knows.
///
/// RFC 9110 section 9, RFC 5789, and QUERY of the HTTP working group. One that a path doesn't have is answered 405, one that isn't listed here 501.
package enum HTTPMethod: String, CaseIterable, Hashable, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
  case options = "OPTIONS"
  /// Known so that it is refused as any other: an echo of the request would show the key in it.
  case trace = "TRACE"
  case query = "QUERY"
}

/// The status codes that the hub answers with (RFC 9110 section 15, RFC 6585).
package enum HTTPStatus: Int, CaseIterable, Hashable, Sendable {
  case ok = 200
  case created = 201
  case accepted = 202
  case noContent = 204
  case movedPermanently = 301
  case seeOther = 303
  case notModified = 304
  case permanentRedirect = 308
  case badRequest = 400
  case unauthorized = 401
  case forbidden = 403
  case notFound = 404
  case methodNotAllowed = 405
  case notAcceptable = 406
  case requestTimeout = 408
  case conflict = 409
  case gone = 410
  case preconditionFailed = 412
  case contentTooLarge = 413
  case uriTooLong = 414
  case unsupportedMediaType = 415
  case unprocessableContent = 422
  case preconditionRequired = 428
  case tooManyRequests = 429
  case headerFieldsTooLarge = 431
  case internalServerError = 500
  case notImplemented = 501
  case badGateway = 502
  case serviceUnavailable = 503
  case versionNotSupported = 505
}
