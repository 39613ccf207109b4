/// Why the registry does not do what was asked of it.
///
/// Closed on purpose: each case is a problem+json, a spoken sentence, an SMS and a line in the
/// console, and a new one must not compile before it has all four.
package enum BookingRefusal: Error, Hashable, Sendable {
  case innUnknown
  case roomTypeUnknown
  case ratePlanUnknown
  case bookingUnknown
  /// Fewer rooms remain than asked for on at least one night.
  case soldOut(CivilDate)
  /// The keeper has shut the inn on that night.
  case closed(CivilDate)
  /// One call and one retry no longer fit the inn's calling hours before the deadline.
  case innUnreachableInTime
  /// The inn's sales rest until somebody has spoken with its keeper.
  case innPaused
  /// The inn's cap on parties, persons or dinners of a night is reached.
  case capReached(NightCap, CivilDate)
  /// The channel has sold and held as many rooms of the night as it may.
  case allotmentReached(CivilDate)
  /// The nights lie in the past or beyond ``AvailabilityHorizon``.
  case outsideHorizon
  /// The plan or a night's restrictions don't allow this stay and party, or have no price for it.
  case quote(QuoteRefusal)
  /// The channel has as many open requests at this inn as it may.
  case tooManyOpenRequests(limit: Int)
  /// The channel holds as many rooms as it may.
  case tooManyHolds(limit: Int)
  /// The hold can no longer be fulfilled: the keeper has fewer rooms than were held.
  case noLongerAvailable
  /// The booking is in a state from which this can't be done.
  case notPossible(BookingState.Name)
  /// Somebody changed the booking in between; the caller looked at an older revision.
  case changedMeanwhile(revision: Int)
  /// More rooms than the building has were said to be free.
  case tooManyRooms(building: Int)
  /// A night's shortest stay would be longer than its longest, or one of them can't be meant.
  case restrictionsOutOfOrder
  /// The night is over.
  case nightPast(CivilDate)
  case channelUnknown
  case channelSuspended
  case keyUnknown
  /// An amendment of this booking already waits for the keeper's answer.
  case amendmentOpen
  case tooEarly
  case tooLate
  /// Another booking of this channel has the same reference.
  case channelReferenceTaken(BookingID)
  /// This phone or key has no right to do this.
  case notAllowed
}

package enum NightCap: String, Codable, Sendable {
  case parties
  case persons
  case dinners
}
