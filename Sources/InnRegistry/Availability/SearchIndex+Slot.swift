/// What a slot says of its nights.
extension SearchIndex.Slot {
  /// A slot without closures or restrictions; nights in order.
  package init(
    room: Int64,
    roomType: RoomTypeID,
    inn: InnID,
    area: AreaID,
    capacity: Int,
    offer: StandingOffer?,
    nights: [(CivilDate, NightInventory)],
  ) {
    self.init(
      room: room,
      roomType: roomType,
      inn: inn,
      area: area,
      capacity: capacity,
      offer: offer,
      closures: [],
      isOnSale: true,
      nights: nights.map { SearchIndex.NightRecord(night: $0, inventory: $1) },
    )
  }

  func position(of night: CivilDate) -> Int {
    var low = 0
    var high = nights.count
    while low < high {
      let middle = (low + high) / 2
      if nights[middle].night < night { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func record(on night: CivilDate) -> SearchIndex.NightRecord? {
    let position = position(of: night)
    guard position < nights.count, nights[position].night == night else { return nil }
    return nights[position]
  }

  /// Rooms that may be sold on a night: a closure outranks a restriction outranks the number.
  func sellable(on night: CivilDate) -> Int { sellable(on: night, record(on: night)) }

  private func sellable(on night: CivilDate, _ record: SearchIndex.NightRecord?) -> Int {
    guard isOnSale, !closures.contains(where: { $0.covers(night) }),
      restrictions.isEmpty || restrictions[night]?.stopSell != true
    else { return 0 }
    return record?.remaining ?? offer?.rooms(on: night) ?? 0
  }

  func word(on night: CivilDate) -> SearchIndex.NightWord {
    let record = record(on: night)
    return SearchIndex.NightWord(
      night: night,
      remaining: sellable(on: night, record),
      asOf: record?.asOf ?? offer?.asOf ?? Timestamp(milliseconds: 0),
      source: record?.source ?? .standing,
    )
  }

  /// The stay's nights together.
  func hit(_ index: Int, stay: Stay) -> SearchIndex.Hit {
    var isRestricted = false
    if !restrictions.isEmpty {
      do { try NightRestrictions.check(stay) { restrictions[$0] } } catch { isRestricted = true }
    }
    let first = word(on: stay.checkIn)
    let rest = ((stay.checkIn + 1)..<stay.checkOut).map { word(on: $0) }
    var oldest = first
    var remaining = first.remaining
    for word in rest {
      if word.asOf < oldest.asOf { oldest = word }
      remaining = min(remaining, word.remaining)
    }
    return SearchIndex.Hit(
      slot: index,
      roomType: roomType,
      inn: inn,
      remaining: remaining,
      asOf: oldest.asOf,
      source: oldest.source,
      isRestricted: isRestricted,
      nights: SearchIndex.StayWords(first: first, rest: rest),
    )
  }
}
