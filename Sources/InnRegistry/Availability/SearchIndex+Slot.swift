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
    return word(on: night, record, remaining: sellable(on: night, record))
  }

  private func word(
    on night: CivilDate,
    _ record: SearchIndex.NightRecord?,
    remaining: Int,
  ) -> SearchIndex.NightWord {
    SearchIndex.NightWord(
      night: night,
      remaining: remaining,
      asOf: record?.asOf ?? offer?.asOf ?? Timestamp(milliseconds: 0),
      source: record?.source ?? .standing,
    )
  }

  /// Whether a night's restrictions forbid a stay.
  func forbids(_ stay: Stay) -> Bool {
    guard !restrictions.isEmpty else { return false }
    do { try NightRestrictions.check(stay) { restrictions[$0] } } catch { return true }
    return false
  }

  /// The stay's nights together, as they stand.
  func hit(stay: Stay) -> SearchIndex.Hit {
    hit(stay: stay) { sellable(on: stay.checkIn + $0, $1) }
  }

  /// The stay's nights together.
  ///
  /// - Parameter remaining: rooms that may be sold on a night, counted from check-in.
  @inline(__always)
  func hit(
    stay: Stay,
    remaining: (Int, SearchIndex.NightRecord?) -> Int,
  ) -> SearchIndex.Hit {
    // Nights follow each other in the records as they do in the stay.
    var position = position(of: stay.checkIn)
    func word(_ number: Int) -> SearchIndex.NightWord {
      let night = stay.checkIn + number
      guard position < nights.count, nights[position].night == night else {
        return self.word(on: night, nil, remaining: remaining(number, nil))
      }
      let record = nights[position]
      position += 1
      return self.word(on: night, record, remaining: remaining(number, record))
    }
    let count = stay.nightCount
    let first = word(0)
    var (oldest, least) = (first, first.remaining)
    func note(_ word: SearchIndex.NightWord) -> SearchIndex.NightWord {
      if word.asOf < oldest.asOf { oldest = word }
      least = min(least, word.remaining)
      return word
    }
    let second = count > 1 ? note(word(1)) : nil
    let rest = count > 2 ? (2..<count).map { note(word($0)) } : []
    return SearchIndex.Hit(
      roomType: roomType,
      inn: inn,
      remaining: least,
      asOf: oldest.asOf,
      source: oldest.source,
      isRestricted: forbids(stay),
      nights: SearchIndex.StayWords(first: first, second: second, rest: rest),
    )
  }
}
