import InnRegistry
import Synchronization

/// Requests that act once however often they are sent, by their `Idempotency-Key`
/// (draft-ietf-httpapi-idempotency-key-header).
///
/// What a request did and the answer to it are one transaction: after a crash either both are there
/// or neither. A refusal is not kept, because nothing was done: the same key may be sent again.
final class IdempotentRequests: Sendable {
  /// Longest key, in characters: a UUID has 36, and some platforms send two.
  static let maxKeyLength = 128

  private struct Running: Hashable {
    var channel: ChannelID
    var key: String
  }

  private let registry: Registry
  /// Requests whose first copy has not been answered yet.
  private let running = Mutex<Set<Running>>([])

  init(registry: Registry) { self.registry = registry }

  /// Whether a request must carry a key.
  enum Demand {
    /// What would be made twice without one.
    case required
    /// What has the same effect however often it is sent.
    case accepted
  }

  /// Answers a request by a change that is made once.
  ///
  /// - Parameter work: makes the change and its answer, inside the transaction.
  func reply(
    to context: RequestContext,
    key demand: Demand = .required,
    work: @escaping @Sendable (Transaction) throws -> StoredReply,
  ) throws -> HTTPReply {
    let caller = try context.channelCaller()
    if demand == .accepted, context.request.headers["Idempotency-Key"] == nil {
      return .deferred(
        HTTPDeferral { completion in
          self.registry.write(work) { result in
            completion.complete(result.map { Self.response($0, isReplay: false) })
          }
        }
      )
    }
    let key = try self.key(of: context.request)
    let entry = Running(channel: caller.channel, key: key)
    guard running.withLock({ $0.insert(entry).inserted }) else {
      throw HTTPProblem(.idempotencyKeyInUse, headers: [("Retry-After", "1")])
    }
    let digest = Secret.sha256(
      "\(context.request.method.rawValue) \(context.request.target.rawPath)\n"
        + String(decoding: context.request.body, as: UTF8.self)
    )
    return .deferred(
      HTTPDeferral { completion in
        self.registry.write({ transaction in
          try transaction.once(key: key, channel: caller.channel, digest: digest) {
            try work(transaction)
          }
        }) { result in
          _ = self.running.withLock { $0.remove(entry) }
          completion.complete(result.map { Self.response($0, isReplay: $1) })
        }
      }
    )
  }

  /// Refuses a key that could not be one, where a request may carry one and needs none.
  func checkKey(of request: HTTPRequest) throws(HTTPProblem) {
    if request.headers["Idempotency-Key"] != nil { _ = try key(of: request) }
  }

  private func key(of request: HTTPRequest) throws(HTTPProblem) -> String {
    let keys = request.headers.all("Idempotency-Key")
    guard let key = keys.first, !key.isEmpty else {
      throw HTTPProblem(
        .idempotencyKeyMissing,
        detail: "send a new random Idempotency-Key with each booking, the same when you repeat it",
      )
    }
    guard keys.count == 1, key.utf8.count <= IdempotentRequests.maxKeyLength,
      key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw HTTPProblem(
        .idempotencyKeyMissing,
        detail: "one Idempotency-Key of 1 to \(IdempotentRequests.maxKeyLength) visible characters",
        errors: [
          .init(
            place: .header("Idempotency-Key"),
            fault: .wrongFormat,
            detail: "one key of visible ASCII characters",
          )
        ],
      )
    }
    return key
  }

  static func response(_ reply: StoredReply, isReplay: Bool) -> HTTPResponse {
    var response = HTTPResponse(
      HTTPStatus(rawValue: reply.status) ?? .ok,
      headers: [("Content-Type", "application/json")],
      body: .bytes(Array(reply.body.utf8)),
    )
    if let location = reply.location { response = response.with("Location", location) }
    if let tag = reply.entityTag { response = response.with("ETag", tag) }
    return isReplay ? response.with("Idempotent-Replayed", "true") : response
  }
}
