/// Another stay for a guest whose request came to nothing.
package struct Alternative: Hashable, Sendable {
  package var offer: BookingOffer
  package var nearness: Nearness
  /// Days from the wished check-in to this one, negative for earlier.
  package var daysShifted: Int

  /// How near the inn lies to the wished one.
  package enum Nearness: Int, CaseIterable, Comparable, Codable, Sendable {
    case sameInn
    case sameArea
    case sameMunicipality
    case sameRegion

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  /// Alternatives told to a guest at most: more is a catalogue, not an answer.
  package static let customaryLimit = 3
}

/// What a guest wished, and the order in which other stays come near it.
package struct AlternativeWish: Hashable, Sendable {
  package var wanted: QuoteRequest
  package var inn: InnID
  package var area: AreaID
  package var municipality: MunicipalityCode
  package var meals: MealPlan
  /// What was to be paid for lodging and meals a night.
  package var pricePerNight: Yen

  package init(
    wanted: QuoteRequest,
    inn: Inn,
    meals: MealPlan,
    price: Yen,
  ) {
    self.wanted = wanted
    self.inn = inn.id
    area = inn.area
    municipality = inn.municipality
    self.meals = meals
    pricePerNight = Yen(price.amount / max(wanted.stay.nightCount, 1))
  }

  /// Shifts of the stay, in days, by how far they are: the same dates, then one day, then two.
  package static let shifts: [[Int]] = [[0], [-1, 1], [-2, 2]]

  /// The wished stay, so many days later; nil outside the calendar of a stay.
  package func stay(shifted days: Int) -> Stay? {
    Stay(checkIn: wanted.stay.checkIn + days, checkOut: wanted.stay.checkOut + days)
  }

  package func nearness(of inn: Inn) -> Alternative.Nearness {
    if inn.id == self.inn { return .sameInn }
    if inn.area == area { return .sameArea }
    return inn.municipality == municipality ? .sameMunicipality : .sameRegion
  }

  /// One way of staying, before anybody asked whether it is sold.
  struct Candidate: Hashable, Sendable {
    var inn: InnID
    var plan: RatePlanID
    var meals: MealPlan
    var stay: Stay
    var nearness: Alternative.Nearness
    var price: Yen

    /// How far the check-in is from the wished one, either way.
    func daysAway(from wish: AlternativeWish) -> Int {
      abs(stay.checkIn - wish.wanted.stay.checkIn)
    }
  }

  /// Candidates in the order in which they suit: place, dates, the same meals, the nearest price a
  /// night; then by name, so that the order is always the same.
  func ranked(_ candidates: [Candidate]) -> [Candidate] {
    candidates.sorted { isBetter($0, than: $1) }
  }

  private func isBetter(_ left: Candidate, than right: Candidate) -> Bool {
    let leftKey = (left.nearness, left.daysAway(from: self), left.meals == meals ? 0 : 1)
    let rightKey = (right.nearness, right.daysAway(from: self), right.meals == meals ? 0 : 1)
    if leftKey != rightKey { return leftKey < rightKey }
    let leftPrice = priceDistance(left)
    let rightPrice = priceDistance(right)
    if leftPrice != rightPrice { return leftPrice < rightPrice }
    return (left.inn, left.stay.checkIn, left.plan) < (right.inn, right.stay.checkIn, right.plan)
  }

  private func priceDistance(_ candidate: Candidate) -> Int {
    abs(candidate.price.amount / candidate.stay.nightCount - pricePerNight.amount)
  }
}

extension Booking {
  /// What of the inn that said no may still be offered.
  enum OfferableAtSameInn: Hashable {
    case nothing
    /// Plans with fewer meals: the rooms are there, the kitchen is not.
    case fewerMeals
    /// Whatever it still sells: other dates, other rooms.
    case anything
  }

  var offerableAtSameInn: OfferableAtSameInn {
    switch state {
    case .declined(.meals): .fewerMeals
    case .declined(.full): .anything
    case .declined(.closed), .declined(.other), .expired, .cancelled(by: .inn),
      .cancelled(by: .office), .held, .requested, .confirmed, .stayed, .noShow,
      .cancelled(by: .guest), .released, .withdrawn:
      .nothing
    }
  }
}

extension MealPlan {
  /// Whether this plan gives fewer meals than another.
  func isLess(than other: MealPlan) -> Bool {
    switch (self, other) {
    case (.roomOnly, .breakfast), (.roomOnly, .halfBoard), (.breakfast, .halfBoard): true
    case (.roomOnly, .roomOnly), (.breakfast, _), (.halfBoard, _): false
    }
  }
}
