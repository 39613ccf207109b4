extension Quote {
  /// Prices a stay, or says why the plan isn't sold for it.
  ///
  /// Pure: asks neither the clock (see ``RatePlan/checkCutoff(_:at:)``) nor the inventory (see
  /// ``NightRestrictions``).
  ///
  /// `rooms` is 1...``RoomType/rooms``; guests are spread over them as ``RoomAllocation`` says.
  /// `taxes` are those of the inn, from ``LodgingTaxTable/taxes(for:)``. The plan has to be free of
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
    var lines: [Line] = []
    for night in stay.nights {
      let pricing = NightPricing(
        night: night,
        prices: plan.prices,
        season: plan.prices.season(on: night),
        surcharge: plan.prices.surcharge(on: night),
      )
      let priced = try pricing.price(allocation)
      lines += priced.lines
      lines += NightTaxes(night: night, party: party, taxes: taxes).lines(for: priced.shares)
    }
    return Quote(lines: lines, collection: collection)
  }
}

/// What one guest pays for a night, for taxes that depend on it.
struct GuestShare {
  var guest: PricedGuest
  var price: Yen
  /// The part of it that pays for meals.
  var meals: Yen
}

/// Prices one night.
struct NightPricing {
  let night: CivilDate
  let prices: PriceTable
  let season: PriceTable.Season?
  let surcharge: PriceTable.DaySurcharge?

  func price(
    _ allocation: RoomAllocation
  ) throws(QuoteRefusal) -> (lines: [Quote.Line], shares: [GuestShare]) {
    var lines = LineCollector()
    var shares: [GuestShare] = []
    for room in allocation.rooms {
      guard let base = prices.base(occupancy: room.occupancy) else {
        throw .noPriceForOccupancy(occupancy: room.occupancy, offered: prices.occupancies)
      }
      switch prices.basis {
      case .perPerson: shares += pricePersons(of: room, base: base, into: &lines)
      case .perRoom: shares += priceRoom(room, base: base, into: &lines)
      }
    }
    return (lines.inOrder, shares)
  }

  private func pricePersons(
    of room: RoomAllocation.Room,
    base: Yen,
    into lines: inout LineCollector,
  ) -> [GuestShare] {
    let unit = prices.adjusted(base, season: season, surcharge: surcharge)
    var shares: [GuestShare] = []
    for guest in room.guests {
      guard let childClass = guest.childClass else {
        lines.add(line(.adult, unit: unit, base: base, occupancy: room.occupancy))
        shares.append(GuestShare(guest: guest, price: unit, meals: prices.mealsInside))
        continue
      }
      switch childClass.price {
      case .share(let hundredths):
        let price = unit.percent(hundredths)
        let before = base.percent(hundredths)
        var child = line(.child, unit: price, base: before, occupancy: room.occupancy)
        child.childClass = childClass.code
        lines.add(child)
        let meals = childClass.meals ? prices.mealsInside.percent(hundredths) : .zero
        shares.append(GuestShare(guest: guest, price: price, meals: meals))
      case .fixed(let price):
        lines.add(fixedLine(childClass, price: price))
        shares.append(GuestShare(guest: guest, price: price, meals: .zero))
      }
    }
    let supplement = addSupplement(for: room, into: &lines)
    if let first = shares.indices.first { shares[first].price += supplement }
    return shares
  }

  /// The room's price is shared evenly, for taxes by person, among those who count for occupancy.
  private func priceRoom(
    _ room: RoomAllocation.Room,
    base: Yen,
    into lines: inout LineCollector,
  ) -> [GuestShare] {
    let unit = prices.adjusted(base, season: season, surcharge: surcharge)
    lines.add(line(.room, unit: unit, base: base, occupancy: room.occupancy))
    let supplement = addSupplement(for: room, into: &lines)
    let each = Yen((unit + supplement).amount / max(1, room.occupancy))
    return room.guests.map { guest in
      var share = GuestShare(guest: guest, price: .zero, meals: .zero)
      if guest.countsForOccupancy {
        share.price = each
        share.meals = prices.mealsInside
      }
      if let childClass = guest.childClass, case .fixed(let price) = childClass.price {
        lines.add(fixedLine(childClass, price: price))
        share.price += price
      }
      return share
    }
  }

  private func addSupplement(
    for room: RoomAllocation.Room,
    into lines: inout LineCollector,
  ) -> Yen {
    guard room.occupancy == 1, let supplement = prices.singleUseSupplement, supplement > .zero
    else { return .zero }
    lines.add(Quote.Line(kind: .singleUse, night: night, quantity: 1, unit: supplement))
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
}

/// Bathing and accommodation tax of one night.
struct NightTaxes {
  let night: CivilDate
  let party: Party
  let taxes: LodgingTaxes

  func lines(for shares: [GuestShare]) -> [Quote.Line] {
    var lines = LineCollector()
    if let tax = taxes.bathingTax(on: night), tax.amount > .zero,
      !(tax.exemptsSchoolTrips && party.isSchoolTrip)
    {
      for share in shares where !isExempt(share.guest, below: tax.exemptBelowAge) {
        lines.add(Quote.Line(kind: .bathingTax, night: night, quantity: 1, unit: tax.amount))
      }
    }
    if let tax = taxes.accommodationTax(on: night),
      !(tax.exemptsSchoolTrips && party.isSchoolTrip)
    {
      for share in shares where !isExempt(share.guest, below: tax.exemptBelowAge) {
        let amount = tax.amount(price: share.price, meals: share.meals)
        guard amount > .zero else { continue }
        lines.add(Quote.Line(kind: .accommodationTax, night: night, quantity: 1, unit: amount))
      }
    }
    return lines.inOrder
  }

  private func isExempt(_ guest: PricedGuest, below age: Int) -> Bool {
    guest.age.map { $0 < age } ?? false
  }
}

/// Puts equal lines together and all of them in the order in which they are read.
private struct LineCollector {
  private var lines: [Quote.Line] = []

  mutating func add(_ line: Quote.Line) {
    let same = lines.firstIndex { other in
      var single = other
      single.quantity = line.quantity
      return single == line
    }
    if let same {
      lines[same].quantity += line.quantity
    } else {
      lines.append(line)
    }
  }

  /// By kind, then class, then fuller rooms first, then the higher price.
  var inOrder: [Quote.Line] {
    lines.sorted { rank($0) < rank($1) }
  }

  private func rank(_ line: Quote.Line) -> (Int, String, Int, Int) {
    let kind = Quote.Line.Kind.allCases.firstIndex(of: line.kind) ?? 0
    return (kind, line.childClass?.rawValue ?? "", -(line.occupancy ?? 0), -line.unit.amount)
  }
}
