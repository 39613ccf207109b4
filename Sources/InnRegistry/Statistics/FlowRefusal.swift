import Synchronization

/// A wish of a guest that came to nothing: that somebody would have come, not who.
package struct FlowRefusal: Hashable, Sendable {
  package var checkIn: CivilDate
  /// BCP 47 tag of the guest's language; `und` where the platform didn't say.
  package var language: String
  package var reason: Reason
  /// The one inn that was asked; nil for a search over several.
  package var inn: InnID?
  package var isTraining: Bool

  package enum Reason: String, CaseIterable, Codable, Sendable {
    /// No room left.
    case full
    case closed
    /// The inn could not be asked in time.
    case unreachable
    /// Rooms, but not for this stay or party.
    case noMatch = "no_match"
    case meals
    case unanswered
    case other
  }

  package init(
    checkIn: CivilDate,
    language: String,
    reason: Reason,
    inn: InnID?,
    isTraining: Bool,
  ) {
    self.checkIn = checkIn
    self.language = language
    self.reason = reason
    self.inn = inn
    self.isTraining = isTraining
  }

  /// Under which refusals lie that belong to no inn.
  package static func nobody(_ isTraining: Bool) -> String { isTraining ? "-training" : "-real" }
}

extension FlowRefusal.Reason {
  package init(_ refusal: BookingRefusal) {
    switch refusal {
    case .soldOut, .capReached, .allotmentReached, .noLongerAvailable: self = .full
    case .closed, .innPaused: self = .closed
    case .innUnreachableInTime: self = .unreachable
    case .quote: self = .noMatch
    default: self = .other
    }
  }
}

/// Collects refused demand beside the hot path.
///
/// A search that is marked as a guest's leaves a few bytes in a queue and goes on; what is not marked
/// leaves nothing.
///
/// The mark is a word that a platform makes up for one guest's visit. It tells the same wish asked
/// twice from two wishes; only its hash is held, in memory, for a day, and it never reaches the disk.
package final class FlowRefusals: Sendable {
  /// Wishes that wait to be written at once: ten minutes of a hundred refused guests a minute.
  ///
  /// Beyond it they are counted as dropped.
  package static let mostWaiting = 1000
  /// Wishes of a day that are known again: beyond it the day begins anew.
  static let mostKnown = 50_000
  static let remembered = Span.hours(24)

  private struct State {
    var known: Set<Int> = []
    var since = Timestamp(milliseconds: 0)
    var waiting: [FlowRefusal: Int] = [:]
    var count = 0
    var dropped = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Wishes that found no place since the start.
  package var dropped: Int { state.withLock { $0.dropped } }

  /// Notes a refused wish, once for each visit.
  ///
  /// - Parameter visit: the platform's word for the guest's visit.
  package func note(
    _ refusal: FlowRefusal,
    visit: String,
    stay: Stay,
    persons: Int,
    channel: ChannelID,
    at now: Timestamp,
  ) {
    var hasher = Hasher()
    hasher.combine(visit)
    hasher.combine(stay)
    hasher.combine(persons)
    hasher.combine(channel)
    let wish = hasher.finalize()
    state.withLock { state in
      if now - state.since >= FlowRefusals.remembered
        || state.known.count >= FlowRefusals.mostKnown
      {
        (state.known, state.since) = ([], now)
      }
      guard state.known.insert(wish).inserted else { return }
      guard state.count < FlowRefusals.mostWaiting else {
        state.dropped += 1
        return
      }
      state.waiting[refusal, default: 0] += 1
      state.count += 1
    }
  }

  /// What waits to be written; it waits no more.
  package func take() -> [FlowRefusal: Int] {
    state.withLock { state in
      defer { (state.waiting, state.count) = ([:], 0) }
      return state.waiting
    }
  }
}

extension Transaction {
  /// Writes refused demand into the log: month, language, reason and how often.
  func log(_ refusals: [FlowRefusal: Int]) throws {
    let items = refusals.sorted { left, right in
      (left.key.checkIn, left.key.language, left.key.reason.rawValue, left.key.inn?.rawValue ?? "")
        < (
          right.key.checkIn, right.key.language, right.key.reason.rawValue,
          right.key.inn?.rawValue ?? ""
        )
    }
    guard !items.isEmpty else { return }
    try log(.demandRefused, subject: "demand", by: .hub) { json in
      json.array("items") { list in
        for (refusal, count) in items {
          list.object {
            $0.field("check_in", refusal.checkIn)
            $0.field("language", refusal.language)
            $0.field("reason", refusal.reason)
            $0.field("inn", refusal.inn)
            $0.field("training", refusal.isTraining)
            $0.field("count", count)
          }
        }
      }
    }
  }
}
