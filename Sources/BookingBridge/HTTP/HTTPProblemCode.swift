/// Every kind of problem that the API answers with: the one list, documented as it stands here.
///
/// The raw value is the stable `code` of a problem document and the last part of its `type`.
package enum HTTPProblemCode: String, CaseIterable, Hashable, Sendable {
  // What is wrong with the message as such.
  case malformedRequest = "malformed_request"
  case ambiguousFraming = "ambiguous_framing"
  case invalidJSON = "invalid_json"
  case invalidQuery = "invalid_query"
  case invalidFields = "invalid_fields"
  case unsupportedMediaType = "unsupported_media_type"
  case notAcceptable = "not_acceptable"
  case contentTooLarge = "content_too_large"
  case uriTooLong = "uri_too_long"
  case headersTooLarge = "headers_too_large"
  case requestTimeout = "request_timeout"
  case versionNotSupported = "http_version_not_supported"
  case methodNotImplemented = "method_not_implemented"

  // Who asks.
  case unauthenticated = "unauthenticated"
  case insufficientScope = "insufficient_scope"
  case rateLimited = "rate_limited"
  case tooManyConnections = "too_many_connections"

  // What is asked for.
  case notFound = "not_found"
  case methodNotAllowed = "method_not_allowed"
  case gone = "gone"
  case conflict = "conflict"
  case preconditionFailed = "precondition_failed"
  case preconditionRequired = "precondition_required"
  case idempotencyKeyMissing = "idempotency_key_missing"
  case idempotencyKeyInUse = "idempotency_key_in_use"
  case idempotencyKeyReused = "idempotency_key_reused"

  // What can't be sold or done, by the rules of inns and bookings.
  case noLongerAvailable = "no_longer_available"
  case innClosed = "inn_closed"
  case innPaused = "inn_paused"
  case innUnreachableInTime = "inn_unreachable_in_time"
  case capReached = "cap_reached"
  case allotmentReached = "allotment_reached"
  case notOffered = "not_offered"
  case outsideHorizon = "outside_horizon"
  case tooManyOpenRequests = "too_many_open_requests"
  case tooManyHolds = "too_many_holds"
  case wrongState = "wrong_state"
  case channelReferenceTaken = "channel_reference_taken"
  case channelSuspended = "channel_suspended"

  // What the hub can't do now.
  case internalError = "internal_error"
  case overloaded = "overloaded"
  case deadlineExceeded = "deadline_exceeded"
  case shuttingDown = "shutting_down"
}

extension HTTPProblemCode {
  package var status: HTTPStatus {
    switch self {
    case .malformedRequest, .ambiguousFraming, .invalidJSON, .invalidQuery,
      .idempotencyKeyMissing:
      .badRequest
    case .invalidFields, .idempotencyKeyReused: .unprocessableContent
    case .unsupportedMediaType: .unsupportedMediaType
    case .notAcceptable: .notAcceptable
    case .contentTooLarge: .contentTooLarge
    case .uriTooLong: .uriTooLong
    case .headersTooLarge: .headerFieldsTooLarge
    case .requestTimeout: .requestTimeout
    case .versionNotSupported: .versionNotSupported
    case .methodNotImplemented: .notImplemented
    case .unauthenticated: .unauthorized
    case .insufficientScope: .forbidden
    case .rateLimited, .tooManyConnections: .tooManyRequests
    case .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .gone: .gone
    case .conflict, .idempotencyKeyInUse, .noLongerAvailable, .innClosed, .innPaused,
      .innUnreachableInTime, .capReached, .allotmentReached, .tooManyOpenRequests, .tooManyHolds,
      .wrongState,
      .channelReferenceTaken:
      .conflict
    case .notOffered, .outsideHorizon: .unprocessableContent
    case .channelSuspended: .forbidden
    case .preconditionFailed: .preconditionFailed
    case .preconditionRequired: .preconditionRequired
    case .internalError: .internalServerError
    case .overloaded, .deadlineExceeded, .shuttingDown: .serviceUnavailable
    }
  }

  /// The same short sentence for every problem of the kind, as RFC 9457 section 3.1.3 wants it.
  package var title: String {
    switch self {
    case .malformedRequest: "The request is malformed."
    case .ambiguousFraming: "The length of the request is ambiguous."
    case .invalidJSON: "The body is not valid JSON."
    case .invalidQuery: "The query has wrong parameters."
    case .invalidFields: "The body has wrong fields."
    case .unsupportedMediaType: "The media type of the body is not supported."
    case .notAcceptable: "No representation that the client accepts is available."
    case .contentTooLarge: "The body is too large."
    case .uriTooLong: "The request target is too long."
    case .headersTooLarge: "The header is too large."
    case .requestTimeout: "The request did not arrive in time."
    case .versionNotSupported: "This version of HTTP is not supported."
    case .methodNotImplemented: "The method is not implemented."
    case .unauthenticated: "A valid key is required."
    case .insufficientScope: "The key lacks a scope."
    case .rateLimited: "Too many requests."
    case .tooManyConnections: "Too many connections from this address."
    case .notFound: "There is nothing of this name."
    case .methodNotAllowed: "The method is not allowed here."
    case .gone: "It is gone for good."
    case .conflict: "The request conflicts with what holds now."
    case .preconditionFailed: "What holds now is not what the request expects."
    case .preconditionRequired: "The request must say which state it changes."
    case .idempotencyKeyMissing: "An Idempotency-Key is required."
    case .idempotencyKeyInUse: "The first request with this Idempotency-Key is still running."
    case .idempotencyKeyReused: "The Idempotency-Key was used for another request."
    case .noLongerAvailable: "The rooms are no longer available."
    case .innClosed: "The inn is closed."
    case .innPaused: "The inn's sales rest."
    case .innUnreachableInTime: "The inn can't be asked in time."
    case .capReached: "The inn takes no more guests on this night."
    case .allotmentReached: "Your allotment of this night is used up."
    case .notOffered: "The plan is not sold for this stay and party."
    case .outsideHorizon: "The nights can't be sold."
    case .tooManyOpenRequests: "Too many of your requests wait for this inn."
    case .tooManyHolds: "Too many of your holds are alive."
    case .wrongState: "The booking's state does not allow this."
    case .channelReferenceTaken: "Another booking has this reference of yours."
    case .channelSuspended: "The channel is suspended."
    case .internalError: "The hub failed."
    case .overloaded: "The hub is overloaded."
    case .deadlineExceeded: "The answer was not ready in time."
    case .shuttingDown: "The hub is shutting down."
    }
  }
}
