/// An inn as it is entered or imported: everything listed under it at once.
package struct InnEntry: Hashable, Codable, Sendable {
  package var inn: Inn
  package var freshness: FreshnessLimits
  package var phones: [InnPhone]
  package var rooms: [RoomEntry]

  package init(
    inn: Inn,
    freshness: FreshnessLimits = FreshnessLimits(),
    phones: [InnPhone],
    rooms: [RoomEntry],
  ) {
    self.inn = inn
    self.freshness = freshness
    self.phones = phones
    self.rooms = rooms
  }

  package struct RoomEntry: Hashable, Codable, Sendable {
    package var roomType: RoomType
    package var plans: [RatePlan]
    /// Rooms for each weekday, Sunday first; nil leaves the standing offer as it is.
    package var offer: [Int]?

    package init(roomType: RoomType, plans: [RatePlan], offer: [Int]? = nil) {
      self.roomType = roomType
      self.plans = plans
      self.offer = offer
    }
  }
}

/// Listings: inns, their telephones, rooms, plans, standing offers and closures.
extension Transaction {
  /// Adds an inn or replaces what is listed under it; rooms and plans no longer named are retired,
  /// never deleted, because bookings refer to them.
  ///
  /// - Throws: ``ListingRefusal/flaws(_:_:)`` with everything that is wrong with it.
  package func save(_ entry: InnEntry, by actor: Actor) throws {
    try check(entry)
    let inn = entry.inn
    try InnTable.save(inn, freshness: entry.freshness, now: now, db)
    try InnTable.replacePhones(of: inn.id, with: entry.phones, db)
    try db.run("UPDATE room_type SET retired = 1 WHERE inn = $1", .id(inn.id))
    var offers: [StandingOffer] = []
    for (rank, room) in entry.rooms.enumerated() {
      let key = try InnTable.saveRoomType(room.roomType, rank: rank, db)
      try db.run("UPDATE rate_plan SET retired = 1 WHERE room = $1", .integer(key))
      for (planRank, plan) in room.plans.enumerated() {
        try InnTable.savePlan(plan, room: key, rank: planRank, db)
      }
      if let rooms = room.offer,
        let offer = StandingOffer(roomType: room.roomType.id, roomsByWeekday: rooms, asOf: now)
      {
        offers.append(offer)
      }
    }
    try touchListing(inn.id)
    offers += try outgrown(offers, of: inn.id)
    try log(.innSaved, subject: inn.id.rawValue, inn: inn.id, by: actor) {
      $0.field("name", inn.name.japanese)
      $0.field("municipality", inn.municipality.code)
      $0.array("room_types") { array in
        for room in entry.rooms { array.string(room.roomType.id.rawValue) }
      }
      $0.field("phones", entry.phones.count)
      $0.array("stock") { array in
        for room in entry.rooms {
          array.object {
            $0.field("id", room.roomType.id)
            $0.field("rooms", room.roomType.rooms)
            $0.field("capacity", room.roomType.capacity)
          }
        }
      }
    }
    for offer in offers { try set(offer, by: actor) }
  }

  /// Standing offers that name more rooms than the building has by now, cut down to it.
  private func outgrown(_ renewed: [StandingOffer], of inn: InnID) throws -> [StandingOffer] {
    let renewed = Set(renewed.map(\.roomType))
    return (catalogue[inn]?.rooms ?? []).compactMap { room in
      guard let offer = room.offer, !renewed.contains(room.roomType.id),
        offer.roomsByWeekday.contains(where: { $0 > room.roomType.rooms })
      else { return nil }
      return StandingOffer(
        roomType: room.roomType.id,
        roomsByWeekday: offer.roomsByWeekday.map { min($0, room.roomType.rooms) },
        asOf: offer.asOf,
      )
    }
  }

  /// What an inn sells on nights nobody has spoken about.
  ///
  /// Nights that have a row only because something was sold on them follow the new offer, but never
  /// fall below what is sold: a shortfall comes from a statement alone.
  package func set(_ offer: StandingOffer, by actor: Actor) throws {
    guard let (listing, room) = catalogue.roomType(offer.roomType) else {
      throw BookingRefusal.roomTypeUnknown
    }
    guard offer.roomsByWeekday.allSatisfy({ $0 <= room.roomType.rooms }) else {
      throw BookingRefusal.tooManyRooms(building: room.roomType.rooms)
    }
    try InnTable.saveOffer(offer, room: room.key, db)
    let nights = try db.rows(
      """
      SELECT night, stated, uncounted, as_of, source FROM night
      WHERE room = $1 AND source = 'standing' AND night >= $2
      """,
      .integer(room.key),
      .date(TokyoTime.tonight(at: now)),
    ) { ($0.date(0), try NightTable.inventory($0, from: 1)) }
    var followed: [(CivilDate, NightInventory)] = []
    for (night, inventory) in nights {
      let rebased = NightInventory(
        stated: max(offer.rooms(on: night), inventory.uncounted),
        uncounted: inventory.uncounted,
        asOf: offer.asOf,
        source: .standing,
      )
      try save(rebased, room, night)
      followed.append((night, rebased))
    }
    try touchListing(listing.inn.id)
    try log(.offerSet, subject: offer.roomType.rawValue, inn: listing.inn.id, by: actor) {
      $0.array("rooms") { array in for rooms in offer.roomsByWeekday { array.integer(rooms) } }
      $0.field("as_of", offer.asOf.milliseconds)
      $0.field("from_night", TokyoTime.tonight(at: now))
      $0.write(followed)
    }
  }

  /// Lists an inn or takes it off; bookings stand either way.
  package func setListed(_ isListed: Bool, inn: InnID, by actor: Actor) throws {
    guard let listing = catalogue[inn] else { throw BookingRefusal.innUnknown }
    try db.run(
      "UPDATE inn SET listed = $2, changed_at = $3 WHERE id = $1",
      .id(inn),
      .bool(isListed),
      .instant(now),
    )
    try touchListing(inn)
    try log(.innSaved, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("name", listing.inn.name.japanese)
      $0.field("listed", isListed)
    }
  }

  // MARK: - Closures

  /// Shuts an inn for a range of nights, last night included.
  ///
  /// Nothing is sold on them any more; bookings stand, are listed to the office, and returned so
  /// that they can be read to the keeper.
  package func close(
    _ inn: InnID,
    from first: CivilDate,
    through last: CivilDate,
    by actor: Actor,
    source: NightSource? = nil,
  ) throws -> (Closure, inside: [BookingID]) {
    guard catalogue[inn] != nil else { throw BookingRefusal.innUnknown }
    try checkSpeakable(last)
    let id = ClosureID(trusted: opaqueName("cl_"))
    let closure = Closure(
      id: id,
      inn: inn,
      firstNight: first,
      lastNight: last,
      source: source ?? actor.source,
    )
    guard let closure else { throw BookingRefusal.outsideHorizon }
    try insert(closure, by: actor)
    let inside: [BookingID] = try db.rows(
      """
      SELECT id FROM booking WHERE inn = $1 AND check_in <= $3 AND check_out > $2
        AND state IN ('requested', 'confirmed') ORDER BY check_in, id
      """,
      .id(inn),
      .date(first),
      .date(last),
    ) { $0.id(0) }
    for booking in inside {
      try raise(.bookedWhileClosed, inn: inn, booking: booking, detail: "\(first)…\(last)")
    }
    try touchListing(inn)
    try spokenWith(inn, by: actor)
    return (closure, inside)
  }

  /// Opens nights again: closures over them shrink, split, or go.
  ///
  /// What another platform's calendar closed stays with that calendar.
  ///
  /// - Parameter sources: only closures from these are touched; an import never reopens what a
  ///   keeper closed.
  /// - Returns: nights that stay closed because another source closed them.
  @discardableResult
  package func reopen(
    _ inn: InnID,
    from first: CivilDate,
    through last: CivilDate,
    only sources: Set<NightSource> = Set(NightSource.allCases),
    by actor: Actor,
  ) throws -> [CivilDate] {
    guard let listing = catalogue[inn] else { throw BookingRefusal.innUnknown }
    var kept: Set<CivilDate> = []
    for closure in listing.closures
    where closure.roomType == nil && closure.firstNight <= last && closure.lastNight >= first {
      guard sources.contains(closure.source) else {
        let overlap = max(first, closure.firstNight)...min(last, closure.lastNight)
        kept.formUnion(overlap)
        continue
      }
      try db.run("DELETE FROM closure WHERE id = $1", .id(closure.id))
      try log(.closureLifted, subject: closure.id.rawValue, inn: inn, by: actor) {
        $0.field("first_night", closure.firstNight)
        $0.field("last_night", closure.lastNight)
      }
      let rests = [
        (closure.firstNight, min(closure.lastNight, first - 1)),
        (max(closure.firstNight, last + 1), closure.lastNight),
      ]
      for (from, through) in rests where from <= through {
        let rest = Closure(
          id: ClosureID(trusted: opaqueName("cl_")),
          inn: inn,
          firstNight: from,
          lastNight: through,
          source: closure.source,
        )
        if let rest { try insert(rest, by: actor) }
      }
    }
    try touchListing(inn)
    try clearBookedWhileClosed(inn)
    return kept.sorted()
  }

  /// Guests who are no longer booked on a closed night are no matter for the office any more.
  func clearBookedWhileClosed(_ inn: InnID) throws {
    let flagged: [BookingID] = try db.rows(
      """
      SELECT booking FROM alarm
      WHERE kind = 'booked_while_closed' AND inn = $1 AND booking IS NOT NULL
        AND cleared_at IS NULL
      """,
      .id(inn),
    ) { $0.id(0) }
    for id in Set(flagged).sorted() {
      let booking = try known(id)
      let isShut = booking.stay.nights.contains {
        catalogue[inn]?.closure(on: $0, of: booking.roomType) != nil
      }
      if isShut { continue }
      try clear(.bookedWhileClosed, inn: inn, booking: id)
    }
  }

  private func insert(_ closure: Closure, by actor: Actor) throws {
    try db.run(
      """
      INSERT INTO closure (id, inn, first_night, last_night, source) VALUES ($1, $2, $3, $4, $5)
      """,
      .id(closure.id),
      .id(closure.inn),
      .date(closure.firstNight),
      .date(closure.lastNight),
      .text(closure.source.rawValue),
    )
    try log(.closureAdded, subject: closure.id.rawValue, inn: closure.inn, by: actor) {
      $0.field("first_night", closure.firstNight)
      $0.field("last_night", closure.lastNight)
      $0.field("source", closure.source)
    }
  }
}
