/// How long guests' data are kept.
///
/// The guest register that the inns act asks for (旅館業法第6条) is the inn's and stays there; the hub
/// needs names and contacts only while something may still be asked about a stay.
package struct RetentionPolicy: Hashable, Codable, Sendable {
  /// Days after departure, or after a request or booking came to nothing, whichever is earlier.
  package var days: Int

  package init(days: Int = RetentionPolicy.usualDays) { self.days = days }

  /// Ninety: the month's settlement with a platform, the month after in which it is disputed, and
  /// one more; no-shows are reported within a week.
  package static let usualDays = 90
  /// Two weeks cover the no-show report and the review that a platform asks the guest for; a year
  /// is more than any purpose of the hub needs.
  package static let range = 14...365

  package var isInOrder: Bool { RetentionPolicy.range.contains(days) }

  /// Stays that ended before this day are erased today.
  package func cutoff(today: CivilDate) -> CivilDate { today - days }
}

/// What was erased, or would be.
package struct RetentionReport: Hashable, Sendable {
  package var isDryRun: Bool
  /// Stays that ended before this day.
  package var cutoff: CivilDate
  /// Bookings whose guest data went.
  package var guests = 0
  /// Calls whose transcripts went.
  package var transcripts = 0
}
