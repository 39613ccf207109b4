import InnRegistry
import Synchronization

/// How often a key may ask.
package struct RateLimit: Hashable, Sendable {
  /// Requests in a window.
  package let requests: Int
  /// The window's length, in seconds.
  package let seconds: Int

  /// Tells it in the `RateLimit-Policy` field; put together once, for it goes with every answer.
  let policyField: String

  package init(requests: Int, seconds: Int) {
    self.requests = requests
    self.seconds = seconds
    policyField = "\"default\";q=\(requests);w=\(seconds)"
  }

  /// A hundred requests a second over ten seconds: a platform that searches for every visitor of a
  /// national holiday stays below, a program in an endless loop doesn't.
  package static let customary = RateLimit(requests: 1000, seconds: 10)
}

/// What a key has left of its window, for the `RateLimit` header fields
/// (draft-ietf-httpapi-ratelimit-headers).
struct RateAllowance: Hashable, Sendable {
  var limit: RateLimit
  var remaining: Int
  /// Seconds until the next request may come; nil when one may come now.
  var retryAfter: Int?
  /// Seconds until all of the window's requests are there again.
  var fullAfter: Int

  var policyField: String { limit.policyField }
  var field: String {
    // In one piece: each part joined on its own would be moved to a larger place.
    var field = ""
    field.reserveCapacity(RateAllowance.fieldLength)
    field += "\"default\";r="
    field += String(remaining)
    field += ";t="
    field += String(fullAfter)
    return field
  }
  /// Bytes that a usual field has at most.
  private static let fieldLength = 31
}

/// A bucket that fills evenly and empties by one for each request; a value without a clock.
struct TokenBucket: Hashable, Sendable {
  /// Requests left at ``updatedAt``, in thousandths.
  private var thousandths: Int64
  private var updatedAt: Timestamp

  init(_ limit: RateLimit, now: Timestamp) {
    thousandths = Int64(limit.requests) * 1000
    updatedAt = now
  }

  /// Takes one request out, if there is one.
  mutating func take(_ limit: RateLimit, now: Timestamp) -> RateAllowance {
    let full = Int64(limit.requests) * 1000
    // A clock that was set back gives nothing and takes nothing.
    let elapsed = max(0, now.milliseconds - updatedAt.milliseconds)
    let longest = Int64(limit.seconds) * 1000
    thousandths = min(full, thousandths + min(elapsed, longest) * full / longest)
    updatedAt = now
    let isAllowed = thousandths >= 1000
    if isAllowed { thousandths -= 1000 }
    return RateAllowance(
      limit: limit,
      remaining: Int(thousandths / 1000),
      retryAfter: isAllowed ? nil : seconds(until: 1000, limit),
      fullAfter: seconds(until: full, limit),
    )
  }

  /// Seconds until so many thousandths are there, rounded up.
  private func seconds(until wanted: Int64, _ limit: RateLimit) -> Int {
    let missing = max(0, wanted - thousandths)
    let full = Int64(limit.requests) * 1000
    return Int((missing * Int64(limit.seconds) + full - 1) / full)
  }
}

/// The buckets of all keys that asked lately.
final class RateLimiter: Sendable {
  /// Buckets kept at once, of some 100 bytes each; past it all keys begin anew with a full one.
  static let maxBuckets = 10_000

  private let limit: RateLimit
  private let buckets = Mutex<[String: TokenBucket]>([:])

  init(_ limit: RateLimit) { self.limit = limit }

  /// Counts one request of a key.
  func take(key: String, now: Timestamp) -> RateAllowance {
    buckets.withLock { buckets in
      if buckets.count >= RateLimiter.maxBuckets, buckets[key] == nil { buckets = [:] }
      return buckets[key, default: TokenBucket(limit, now: now)].take(limit, now: now)
    }
  }
}
