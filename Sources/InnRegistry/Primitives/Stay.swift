/// The nights of a guest's stay: check-in inclusive, check-out exclusive, at least one night.
package struct Stay: Hashable, Codable, Sendable {
  package let checkIn: CivilDate
  package let checkOut: CivilDate

  /// The longest stay the hub sells, in nights: longer ones are let as residences, under another
  /// law than the inns act, and a limit keeps one request from touching a season.
  package static let maxNights = 30

  /// Fails when check-out is not after check-in or the stay is longer than ``maxNights``.
  package init?(checkIn: CivilDate, checkOut: CivilDate) {
    guard (1...Stay.maxNights).contains(checkOut - checkIn) else { return nil }
    self.checkIn = checkIn
    self.checkOut = checkOut
  }

  package init?(checkIn: CivilDate, nights: Int) {
    self.init(checkIn: checkIn, checkOut: checkIn + nights)
  }

  package var nightCount: Int { checkOut - checkIn }
  package var nights: Range<CivilDate> { checkIn..<checkOut }
  package var lastNight: CivilDate { checkOut - 1 }
}
