extension InvariantCheck {
  /// Every byte of the search index against what the tables say of that night.
  func index(_ index: SearchIndex, _ catalogue: Catalogue) throws -> [Violation] {
    var all: [Violation] = []
    let first = index.windowStart
    var known = 0
    for id in try InnTable.ids(db) {
      guard let listing = try InnTable.listing(id, db) else { continue }
      if catalogue[id].map(\.rooms.count) != listing.rooms.count {
        all.append(Violation(rule: .index, subject: id.rawValue, detail: "not as in the catalogue"))
      }
      for room in listing.rooms {
        known += 1
        guard let bytes = index.bytes(of: room.key) else {
          all.append(Violation(rule: .index, subject: room.roomType.id.rawValue, detail: "missing"))
          continue
        }
        let expected = try sellable(room, listing, from: first, count: bytes.count)
        for (day, pair) in zip(bytes, expected).enumerated() where pair.0 != pair.1 {
          guard all.count < InvariantCheck.limit else { return all }
          all.append(
            Violation(
              rule: .index,
              subject: "\(room.roomType.id) \(first + day)",
              detail: "index \(pair.0), tables \(pair.1)",
            )
          )
        }
      }
    }
    if known != index.slotCount {
      all.append(
        Violation(
          rule: .index,
          subject: "slots",
          detail: "index \(index.slotCount), tables \(known)",
        )
      )
    }
    return all
  }

  /// Straight from the tables: a closure outranks a restriction outranks a number outranks the
  /// standing offer.
  private func sellable(
    _ room: RoomListing,
    _ listing: InnListing,
    from first: CivilDate,
    count: Int,
  ) throws -> [Int] {
    guard NightTable.bareSlots(of: listing).contains(where: \.isOnSale) else {
      return [Int](repeating: 0, count: count)
    }
    let remaining = Dictionary(
      uniqueKeysWithValues: try db.rows(
        "SELECT night, remaining FROM night WHERE room = $1",
        .integer(room.key),
      ) { ($0.date(0), $0.int(1)) }
    )
    let stopped = Set(
      try db.rows(
        "SELECT night FROM night_restriction WHERE room = $1 AND stop_sell = 1",
        .integer(room.key),
      ) { $0.date(0) }
    )
    return (0..<count).map { day in
      let night = first + day
      if listing.closure(on: night, of: room.roomType.id) != nil || stopped.contains(night) {
        return 0
      }
      return remaining[night] ?? room.offer?.rooms(on: night) ?? 0
    }
  }
}
