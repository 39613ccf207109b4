extension Quote {
  /// Prices a stay, or says why the plan isn't sold for it.
  ///
  /// Pure: asks neither the clock (see ``RatePlan/checkCutoff(_:at:)``) nor the inventory (see
  /// ``NightRestrictions``).
  ///
  /// `rooms` is 1...``RoomType/rooms``; guests are spread over them as ``RoomAllocation`` says.
  /// `taxes` are those of the inn, from ``Catalogue/taxes(at:)``. The plan has to be free of
  /// ``RatePlan/flaws``: absurd numbers would overflow.
  ///
  /// Throws the first reason found, in the order: plan, rooms, stay, children, places, price.
  package static func make(
    plan: RatePlan,
    roomType: RoomType,
    stay: Stay,
    rooms: Int,
    party: Party,
    taxes: LodgingTaxes,
    collection: Collection = .atInn,
    commissionShare: Int = 0,
  ) throws(QuoteRefusal) -> Quote {
    guard plan.roomType == roomType.id else {
      throw .planOfOtherRoomType(plan: plan.id, roomType: roomType.id)
    }
    guard rooms >= 1, rooms <= roomType.rooms else {
      throw .tooManyRooms(rooms: rooms, available: roomType.rooms)
    }
    try plan.limits.check(stay)
    let allocation = try RoomAllocation(
      adults: party.adults,
      younger: try plan.pricedChildren(of: party).reversed(),
      rooms: rooms,
      capacity: roomType.capacity,
    )
    var pricing = StayPricing(
      prices: plan.prices,
      allocation: allocation,
      party: party,
      taxes: taxes,
    )
    for night in stay.nights { try pricing.add(night) }
    return Quote(
      lines: pricing.lines,
      collection: collection,
      commissionShare: commissionShare,
    )
  }
}

/// What one guest pays for a night, for taxes that depend on it.
struct GuestShare {
  var guest: PricedGuest
  var price: Yen
  /// The part of it that pays for meals.
  var meals: Yen
}

/// Prices a stay night by night.
private struct StayPricing {
  let prices: PriceTable
  let allocation: RoomAllocation
  let party: Party
  let taxes: LodgingTaxes
  /// By night, then in the order in which they are read.
  private(set) var lines: [Quote.Line] = []

  // Of the night that is being priced.
  private var night = CivilDate(daysSinceEpoch: 0)
  private var season: PriceTable.Season?
  private var surcharge: PriceTable.DaySurcharge?
  /// Where its lines begin.
  private var first = 0
  private var shares: [GuestShare] = []

  init(prices: PriceTable, allocation: RoomAllocation, party: Party, taxes: LodgingTaxes) {
    self.prices = prices
    self.allocation = allocation
    self.party = party
    self.taxes = taxes
  }

  /// The nights of a stay in their order.
  mutating func add(_ night: CivilDate) throws(QuoteRefusal) {
    self.night = night
    season = prices.season(on: night)
    surcharge = prices.surcharge(on: night)
    shares.removeAll(keepingCapacity: true)
    first = lines.count
    for room in allocation.rooms {
      guard let base = prices.base(occupancy: room.occupancy) else {
        throw .noPriceForOccupancy(occupancy: room.occupancy, offered: prices.occupancies)
      }
      switch prices.basis {
      case .perPerson: pricePersons(of: room, base: base)
      case .perRoom: priceRoom(room, base: base)
      }
    }
    putInOrder()
    first = lines.count
    addTaxes()
    putInOrder()
  }

  private mutating func pricePersons(of room: RoomAllocation.Room, base: Yen) {
    let unit = prices.adjusted(base, season: season, surcharge: surcharge)
    let firstGuest = shares.count
    for guest in room.guests {
      guard let childClass = guest.childClass else {
        add(line(.adult, unit: unit, base: base, occupancy: room.occupancy))
        shares.append(GuestShare(guest: guest, price: unit, meals: prices.mealsInside))
        continue
      }
      switch childClass.price {
      case .share(let hundredths):
        let price = unit.percent(hundredths)
        let before = base.percent(hundredths)
        var child = line(.child, unit: price, base: before, occupancy: room.occupancy)
        child.childClass = childClass.code
        add(child)
        let meals = childClass.meals ? prices.mealsInside.percent(hundredths) : .zero
        shares.append(GuestShare(guest: guest, price: price, meals: meals))
      case .fixed(let price):
        add(fixedLine(childClass, price: price))
        shares.append(GuestShare(guest: guest, price: price, meals: .zero))
      }
    }
    let supplement = addSupplement(for: room)
    if shares.indices.contains(firstGuest) { shares[firstGuest].price += supplement }
  }

  /// The room's price is shared evenly, for taxes by person, among those who count for occupancy.
  private mutating func priceRoom(_ room: RoomAllocation.Room, base: Yen) {
    let unit = prices.adjusted(base, season: season, surcharge: surcharge)
    add(line(.room, unit: unit, base: base, occupancy: room.occupancy))
    let supplement = addSupplement(for: room)
    let each = Yen((unit + supplement).amount / max(1, room.occupancy))
    for guest in room.guests {
      var share = GuestShare(guest: guest, price: .zero, meals: .zero)
      if guest.countsForOccupancy {
        share.price = each
        share.meals = prices.mealsInside
      }
      if let childClass = guest.childClass, case .fixed(let price) = childClass.price {
        add(fixedLine(childClass, price: price))
        share.price += price
      }
      shares.append(share)
    }
  }

  private mutating func addSupplement(for room: RoomAllocation.Room) -> Yen {
    guard room.occupancy == 1, let supplement = prices.singleUseSupplement, supplement > .zero
    else { return .zero }
    add(Quote.Line(kind: .singleUse, night: night, quantity: 1, unit: supplement))
    return supplement
  }

  private func line(
    _ kind: Quote.Line.Kind,
    unit: Yen,
    base: Yen,
    occupancy: Int,
  ) -> Quote.Line {
    Quote.Line(
      kind: kind,
      night: night,
      quantity: 1,
      unit: unit,
      occupancy: occupancy,
      base: base == unit ? nil : base,
      season: season?.name,
    )
  }

  private func fixedLine(_ childClass: ChildClass, price: Yen) -> Quote.Line {
    Quote.Line(
      kind: .child,
      night: night,
      quantity: 1,
      unit: price,
      childClass: childClass.code,
    )
  }
  // MARK: - Taxes

  private mutating func addTaxes() {
    if let tax = taxes.bathingTax(on: night), tax.amount > .zero,
      !(tax.exemptsSchoolTrips && party.isSchoolTrip)
    {
      for share in shares where !isExempt(share.guest, below: tax.exemptBelowAge) {
        add(Quote.Line(kind: .bathingTax, night: night, quantity: 1, unit: tax.amount))
      }
    }
    if let tax = taxes.accommodationTax(on: night),
      !(tax.exemptsSchoolTrips && party.isSchoolTrip)
    {
      for share in shares where !isExempt(share.guest, below: tax.exemptBelowAge) {
        let amount = tax.amount(price: share.price, meals: share.meals)
        guard amount > .zero else { continue }
        add(Quote.Line(kind: .accommodationTax, night: night, quantity: 1, unit: amount))
      }
    }
  }

  private func isExempt(_ guest: PricedGuest, below age: Int) -> Bool {
    guest.age.map { $0 < age } ?? false
  }

  // MARK: - Lines

  /// Puts equal lines of the night together.
  private mutating func add(_ line: Quote.Line) {
    if let same = lines[first...].firstIndex(where: { $0.isLike(line) }) {
      lines[same].quantity += line.quantity
    } else {
      lines.append(line)
    }
  }

  /// By kind, then class, then fuller rooms first, then the higher price.
  private mutating func putInOrder() {
    guard lines.count - first > 1 else { return }
    lines[first...].sort { StayPricing.rank($0) < StayPricing.rank($1) }
  }

  private static func rank(_ line: Quote.Line) -> (Int, String, Int, Int) {
    let kind = Quote.Line.Kind.allCases.firstIndex(of: line.kind) ?? 0
    return (kind, line.childClass?.rawValue ?? "", -(line.occupancy ?? 0), -line.unit.amount)
  }
}

extension Quote.Line {
  /// Whether two lines differ in their quantity at most.
  fileprivate func isLike(_ other: Quote.Line) -> Bool {
    kind == other.kind && unit == other.unit && night == other.night
      && occupancy == other.occupancy && base == other.base && childClass == other.childClass
      && season == other.season
  }
}
