/// Something about a plan that its tariff can't mean, found before it is stored.
package enum RatePlanFlaw: Hashable, Sendable {
  /// No price for any number of guests.
  case noPrice
  /// More occupancies than the largest room has places.
  case tooManyOccupancies(Int)
  /// A price outside 0...``PriceTable/maxPrice``.
  case priceOutOfRange(Yen)
  /// A change outside ±100 % (up: +400 %) or ±``PriceTable/maxPrice``.
  case changeOutOfRange(PriceTable.Change)
  /// Ages outside 0...17 or in the wrong order.
  case childAges(ChildClass.Code)
  /// A class that ends above the age from which guests pay as adults.
  case childClassAboveAdultAge(ChildClass.Code)
  /// A letter used twice.
  case childClassTwice(ChildClass.Code)
  /// A share outside 0...100 hundredths.
  case childShare(ChildClass.Code, Int)
  case adultAge(Int)
  case tooManySeasons(Int)
  case tooManySurcharges(Int)
  /// A span that ends before it begins.
  case spanReversed(NightSpan)
  /// A minimum or maximum outside 1...``Stay/maxNights``, or a minimum above its maximum.
  case stayLimits(minNights: Int, maxNights: Int?)
  case cutoffOutOfRange(days: Int)
  case cancellation(CancellationPolicy.Flaw)
}

extension RatePlan {
  /// Everything that is wrong with the plan's numbers; empty for a plan that may be stored.
  package var flaws: [RatePlanFlaw] {
    var found = prices.flaws + limits.flaws
    if !(0...Cutoff.maxDaysBefore).contains(cutoff.daysBefore) {
      found.append(.cutoffOutOfRange(days: cutoff.daysBefore))
    }
    found += cancellation.flaws.map { .cancellation($0) }
    return found
  }
}

extension PriceTable {
  package var flaws: [RatePlanFlaw] {
    var found: [RatePlanFlaw] = []
    if occupancies.isEmpty { found.append(.noPrice) }
    if byOccupancy.count > RoomType.maxCapacity {
      found.append(.tooManyOccupancies(byOccupancy.count))
    }
    let amounts = byOccupancy.compactMap(\.self) + [singleUseSupplement ?? .zero, mealsInside]
    found += amounts.filter { !isPrice($0) }.map { .priceOutOfRange($0) }
    if !(1...Party.oldestChild + 1).contains(adultFromAge) { found.append(.adultAge(adultFromAge)) }
    found += childFlaws
    if seasons.count > PriceTable.maxSeasons { found.append(.tooManySeasons(seasons.count)) }
    if surcharges.count > PriceTable.maxSurcharges {
      found.append(.tooManySurcharges(surcharges.count))
    }
    found += seasons.map(\.nights).filter { !$0.isInOrder }.map { .spanReversed($0) }
    let changes = seasons.map(\.change) + surcharges.map(\.change)
    found += changes.filter { !isChange($0) }.map { .changeOutOfRange($0) }
    return found
  }

  private var childFlaws: [RatePlanFlaw] {
    var found: [RatePlanFlaw] = []
    var seen: Set<ChildClass.Code> = []
    for childClass in childClasses {
      let code = childClass.code
      if !seen.insert(code).inserted { found.append(.childClassTwice(code)) }
      let ages = 0...Party.oldestChild
      if !ages.contains(childClass.youngest) || !ages.contains(childClass.oldest)
        || childClass.youngest > childClass.oldest
      {
        found.append(.childAges(code))
      } else if childClass.oldest >= adultFromAge {
        found.append(.childClassAboveAdultAge(code))
      }
      switch childClass.price {
      case .share(let hundredths):
        if !(0...100).contains(hundredths) { found.append(.childShare(code, hundredths)) }
      case .fixed(let yen):
        if !isPrice(yen) { found.append(.priceOutOfRange(yen)) }
      }
    }
    return found
  }

  private func isPrice(_ yen: Yen) -> Bool { .zero <= yen && yen <= PriceTable.maxPrice }

  private func isChange(_ change: Change) -> Bool {
    switch change {
    case .yen(let amount): amount.magnitude <= PriceTable.maxPrice.amount.magnitude
    case .percent(let hundredths): (-100...400).contains(hundredths)
    }
  }
}

extension StayLimits {
  package var flaws: [RatePlanFlaw] {
    var found: [RatePlanFlaw] = []
    if !isInOrder(minNights, maxNights) {
      found.append(.stayLimits(minNights: minNights, maxNights: maxNights))
    }
    for season in seasons {
      // A season's half rule meets the plan's other half.
      let least = season.minNights ?? minNights
      let most = season.maxNights ?? maxNights
      if !isInOrder(least, most) { found.append(.stayLimits(minNights: least, maxNights: most)) }
    }
    let spans = seasons.map(\.nights) + offered
    found += spans.filter { !$0.isInOrder }.map { .spanReversed($0) }
    if seasons.count > PriceTable.maxSeasons { found.append(.tooManySeasons(seasons.count)) }
    if offered.count > PriceTable.maxSeasons { found.append(.tooManySeasons(offered.count)) }
    return found
  }

  private func isInOrder(_ least: Int, _ most: Int?) -> Bool {
    (1...Stay.maxNights).contains(least) && (least...Stay.maxNights).contains(most ?? least)
  }
}
