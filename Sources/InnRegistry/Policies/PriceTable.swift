/// What a night costs under a rate plan.
package struct PriceTable: Hashable, Codable, Sendable {
  /// Yen per adult and night by the number of guests in the room, first for one guest.
  package var perAdultByOccupancy: [Yen]

  package init(perAdultByOccupancy: [Yen]) { self.perAdultByOccupancy = perAdultByOccupancy }
}

package enum QuoteRefusal: Error, Hashable, Sendable {
  case tooManyPersons
}

package enum StayRefusal: Error, Hashable, Sendable {
  case minStay(Int)
}
