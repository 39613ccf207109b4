/// How far what is known about a night can be trusted now.
package enum Confidence: String, Codable, Sendable {
  case fresh
  /// Older than the limit: an instant plan sells only on request.
  case stale
}

/// How old the word of a keeper may be before an instant sale asks her again.
package struct FreshnessLimits: Hashable, Codable, Sendable {
  /// For tonight and tomorrow.
  package var near: Span
  /// For later nights.
  package var far: Span

  package init(near: Span = .hours(36), far: Span = .days(14)) {
    self.near = near
    self.far = far
  }

  package func confidence(
    of night: CivilDate,
    asOf: Timestamp,
    now: Timestamp,
  ) -> Confidence {
    let limit = night <= TokyoTime.tonight(at: now) + 1 ? near : far
    return now - asOf <= limit ? .fresh : .stale
  }
}

/// The nights that the hub knows: the past few, which may still be asked about, and what may be
/// booked ahead.
package enum AvailabilityHorizon {
  /// Nights ahead that can be sold: a year and a month, as travel platforms load calendars.
  package static let nightsAhead = 395
  /// Nights back that stay in the index.
  package static let nightsBack = 4
}
