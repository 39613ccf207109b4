/// Keeps scanners from the hub's work: counts what addresses that nobody knows send, and shuts out
/// for a while those that send too much or what is not theirs to send.
///
/// Trunks and other trusted addresses never come here, so that a forged sender can't shut them
/// out. Times are monotonic milliseconds.
package struct SourceGuard: Sendable {
  package struct Limits: Hashable, Sendable {
    /// Requests that one address may send at once; a provider's probe sends a handful.
    package var burst = 20.0
    /// Requests a second that it may send in the long run.
    package var perSecond = 2.0
    /// INVITEs, REGISTERs and the like within ``offenceWindow`` that are taken for a mistake.
    package var offences = 10
    package var offenceWindow: Int64 = 60_000
    /// The first ban, in milliseconds; each further one lasts twice as long.
    package var firstBan: Int64 = 60_000
    package var longestBan: Int64 = 86_400_000
    /// An address that behaved for so long starts anew.
    package var forgottenAfter: Int64 = 2 * 86_400_000
    /// Addresses that are remembered, some hundred bytes each; when they are too many, those
    /// that come new are dropped.
    package var sources = 8192
    /// Requests of strangers that are answered in a second, all together: what answers a flood
    /// from many addresses would take the time of calls.
    package var totalPerSecond = 100.0

    package init() {}
  }

  /// What a stranger asks for.
  package enum Request: Sendable {
    /// Belongs to a call, or pretends to.
    case withinCall
    case invite
    case options
    case other

    /// A stranger has no business to call, register or subscribe.
    var isOffence: Bool {
      switch self {
      case .invite, .other: true
      case .withinCall, .options: false
      }
    }
  }

  /// One address that is shut out.
  package struct Ban: Hashable, Sendable {
    package let source: String
    /// Milliseconds until it ends.
    package let remaining: Int64
    /// How often it has been shut out.
    package let count: Int
    /// Requests dropped since this ban began.
    package let dropped: Int
  }

  private struct Source: Sendable {
    var tokens: Double
    var seen: Int64
    var offences = 0
    var offencesSince: Int64
    var bannedUntil: Int64?
    var bans = 0
    var dropped = 0
  }

  private let limits: Limits
  private var sources: [String: Source] = [:]
  private var allTokens: Double
  private var allSeen: Int64 = 0
  private var forgot = Int64.min / 2
  /// Requests dropped since the start.
  package private(set) var dropped = 0
  /// Bans since the start.
  package private(set) var bans = 0

  package init(_ limits: Limits = Limits()) {
    self.limits = limits
    allTokens = limits.totalPerSecond
  }

  /// Whether a request is to be dropped unanswered.
  package mutating func drops(_ address: String, _ request: Request, at now: Int64) -> Bool {
    let name = AddressPrefix.sender(address)
    guard var source = sources[name] ?? newcomer(at: now) else {
      dropped += 1
      return true
    }
    let isDropped = judge(&source, request, at: now)
    if isDropped {
      source.dropped += 1
      dropped += 1
    }
    sources[name] = source
    return isDropped
  }

  /// Addresses that are shut out now, the longest first.
  package func banned(at now: Int64) -> [Ban] {
    sources.compactMap { name, source in
      guard let until = source.bannedUntil, until > now else { return nil }
      return Ban(
        source: name,
        remaining: until - now,
        count: source.bans,
        dropped: source.dropped,
      )
    }
    .sorted { ($0.remaining, $0.source) > ($1.remaining, $1.source) }
  }

  private mutating func judge(_ source: inout Source, _ request: Request, at now: Int64) -> Bool {
    let elapsed = Double(max(0, now - source.seen)) / 1000
    if source.bannedUntil == nil, now - source.seen > limits.forgottenAfter { source.bans = 0 }
    source.tokens = min(limits.burst, source.tokens + elapsed * limits.perSecond)
    source.seen = now
    if let until = source.bannedUntil {
      if now < until { return true }
      source.bannedUntil = nil
      source.tokens = limits.burst
      source.offences = 0
      source.dropped = 0
    }
    if request.isOffence {
      if now - source.offencesSince > limits.offenceWindow {
        source.offences = 0
        source.offencesSince = now
      }
      source.offences += 1
    }
    source.tokens -= 1
    if source.tokens < 0 || source.offences > limits.offences {
      ban(&source, at: now)
      return true
    }
    return !takesFromAll(at: now)
  }

  private mutating func ban(_ source: inout Source, at now: Int64) {
    let doublings = min(source.bans, 30)
    let length = min(limits.longestBan, limits.firstBan << Int64(doublings))
    source.bans += 1
    source.bannedUntil = now + length
    bans += 1
  }

  private mutating func takesFromAll(at now: Int64) -> Bool {
    let elapsed = Double(max(0, now - allSeen)) / 1000
    allTokens = min(limits.totalPerSecond, allTokens + elapsed * limits.totalPerSecond)
    allSeen = now
    guard allTokens >= 1 else { return false }
    allTokens -= 1
    return true
  }

  private mutating func newcomer(at now: Int64) -> Source? {
    // Once a second at most: looking through all of them is work, too.
    if sources.count >= limits.sources, now - forgot >= 1000 {
      forgot = now
      forget(at: now)
    }
    guard sources.count < limits.sources else { return nil }
    return Source(tokens: limits.burst, seen: now, offencesSince: now)
  }

  /// Forgets who is not shut out and has been silent for a while.
  private mutating func forget(at now: Int64) {
    sources = sources.filter { _, source in
      if let until = source.bannedUntil, until > now { return true }
      return now - source.seen <= limits.offenceWindow
    }
  }
}
