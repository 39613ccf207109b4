/// Restrictions that somebody set for one night of a room type or plan.
///
/// The usual meaning among channels: minimum and maximum stay are those of the night of arrival
/// (not of every night stayed through), `closedToArrival` looks at the check-in date and
/// `closedToDeparture` at the check-out date, whose own night is not stayed.
package struct NightRestrictions: Hashable, Codable, Sendable {
  /// Nights, 1...``Stay/maxNights``; nil for none.
  package var minStay: Int?
  package var maxStay: Int?
  package var closedToArrival: Bool
  package var closedToDeparture: Bool
  /// 売り止め: not sold, whatever remains.
  package var stopSell: Bool

  package init(
    minStay: Int? = nil,
    maxStay: Int? = nil,
    closedToArrival: Bool = false,
    closedToDeparture: Bool = false,
    stopSell: Bool = false,
  ) {
    self.minStay = minStay
    self.maxStay = maxStay
    self.closedToArrival = closedToArrival
    self.closedToDeparture = closedToDeparture
    self.stopSell = stopSell
  }

  /// No restriction at all.
  package static let none = NightRestrictions()

  /// Whether the numbers can be meant: 1...``Stay/maxNights``, minimum not above maximum.
  package var isInOrder: Bool {
    let range = 1...Stay.maxNights
    if let minStay, !range.contains(minStay) { return false }
    if let maxStay, !range.contains(maxStay) { return false }
    return (minStay ?? 1) <= (maxStay ?? Stay.maxNights)
  }

  /// Refuses a stay that the restrictions of its nights forbid.
  ///
  /// `restrictions` is asked for each night and for the check-out date; nil stands for none.
  ///
  /// - Throws: ``QuoteRefusal/stopSell(night:)`` for the first night not sold,
  ///   ``QuoteRefusal/closedToArrival(date:)``, ``QuoteRefusal/minStay(nights:required:)``,
  ///   ``QuoteRefusal/maxStay(nights:allowed:)`` or ``QuoteRefusal/closedToDeparture(date:)``, the
  ///   first that holds.
  package static func check(
    _ stay: Stay,
    restrictions: (CivilDate) -> NightRestrictions?,
  ) throws(QuoteRefusal) {
    for night in stay.nights where restrictions(night)?.stopSell == true {
      throw .stopSell(night: night)
    }
    if let arrival = restrictions(stay.checkIn) {
      if arrival.closedToArrival { throw .closedToArrival(date: stay.checkIn) }
      if let required = arrival.minStay, stay.nightCount < required {
        throw .minStay(nights: stay.nightCount, required: required)
      }
      if let allowed = arrival.maxStay, stay.nightCount > allowed {
        throw .maxStay(nights: stay.nightCount, allowed: allowed)
      }
    }
    if restrictions(stay.checkOut)?.closedToDeparture == true {
      throw .closedToDeparture(date: stay.checkOut)
    }
  }
}
