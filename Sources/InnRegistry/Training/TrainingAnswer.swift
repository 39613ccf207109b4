/// How the keeper of a training inn answers requests by rule, so that a platform or a student can
/// try every outcome without ringing anybody.
package enum TrainingAnswer: Hashable, Sendable {
  case accepts(after: Span)
  case declines(DeclineReason, after: Span)
  case acceptsBySMS(after: Span)
  /// Picks up never; the request expires.
  case never
  /// Picks up never, and says yes when the request has expired: too late.
  case acceptsTooLate

  /// Whether the hub would reach her by telephone; if so, it needs not ring.
  package var picksUp: Bool {
    switch self {
    case .accepts, .declines, .acceptsBySMS: true
    case .never, .acceptsTooLate: false
    }
  }
}

extension TrainingRegion {
  /// The inns that answer by rule; all others ring a softphone.
  package static let answers: [InnID: TrainingAnswer] = [
    InnID(trusted: "T05"): .accepts(after: .seconds(3)),
    InnID(trusted: "T06"): .declines(.full, after: .seconds(3)),
    InnID(trusted: "T07"): .never,
    InnID(trusted: "T08"): .acceptsTooLate,
    InnID(trusted: "T09"): .acceptsBySMS(after: .seconds(5)),
  ]
}
