/// What was said about rooms, and what is sold of them: the inventory equation, kept in the rows.
extension Transaction {
  // MARK: - Statements

  /// Whom a statement of rooms counts as having heard.
  package enum Counting: Hashable, Sendable {
    /// Whoever speaks on a telephone: what was heard in this conversation or on this phone.
    case heard(Listener)
    /// Whoever looks at the bookings while stating, as the office and calendars do: everything but
    /// holds, which nobody is shown.
    case shown
  }

  /// What holds on a night after a statement.
  package struct StatementOutcome: Hashable, Sendable {
    package var night: CivilDate
    package var remaining: Int
    package var shortfall: Int
    /// Live bookings and requests that the statement does not count: to be told now.
    package var unheard: [BookingID]
  }

  /// The keeper says how many rooms are free on a night; replaces what was said before.
  ///
  /// - Throws: ``BookingRefusal/roomTypeUnknown``, ``BookingRefusal/nightPast(_:)``,
  ///   ``BookingRefusal/closed(_:)``, ``BookingRefusal/tooManyRooms(building:)``,
  ///   ``BookingRefusal/outsideHorizon``.
  @discardableResult
  package func state(
    _ rooms: Int,
    of roomType: RoomTypeID,
    on night: CivilDate,
    counting: Counting,
    by actor: Actor,
  ) throws -> StatementOutcome {
    guard let (listing, room) = catalogue.roomType(roomType) else {
      throw BookingRefusal.roomTypeUnknown
    }
    try checkSpeakable(night)
    if listing.closure(on: night) != nil { throw BookingRefusal.closed(night) }
    guard (0...room.roomType.rooms).contains(rooms) else {
      throw BookingRefusal.tooManyRooms(building: room.roomType.rooms)
    }
    let outcome = try apply(rooms, room, night, counting, actor, listing.inn.id)
    try spokenWith(listing.inn.id, by: actor)
    return outcome
  }

  private func apply(
    _ rooms: Int,
    _ room: RoomListing,
    _ night: CivilDate,
    _ counting: Counting,
    _ actor: Actor,
    _ inn: InnID,
  ) throws -> StatementOutcome {
    // Her word replaces everything before it, the rooms that waited for one included.
    try db.run(
      "DELETE FROM occupancy WHERE room = $1 AND night = $2 AND returning_rooms = 1",
      .integer(room.key),
      .date(night),
    )
    let live = try liveOccupancy(room.key, night, counting)
    for entry in live { try BookingTable.save(entry.occupancy, db) }
    var inventory = try standing(room, night)
    inventory.state(
      rooms,
      uncounted: live.reduce(0) { $0 + $1.occupancy.uncounted },
      at: now,
      source: actor.source,
    )
    try save(inventory, room, night)
    try log(.roomsStated, subject: room.roomType.id.rawValue, inn: inn, by: actor) {
      $0.field("night", night)
      inventory.write(to: &$0)
      $0.array("counted") { array in
        for entry in live where entry.occupancy.counted > 0 {
          array.string(entry.occupancy.booking.rawValue)
        }
      }
    }
    try reportShortfall(inventory.shortfall, room.roomType.id, night, inn)
    return StatementOutcome(
      night: night,
      remaining: inventory.remaining,
      shortfall: inventory.shortfall,
      unheard: live.filter { !$0.isHold && $0.occupancy.uncounted > 0 }.map(\.occupancy.booking),
    )
  }

  private struct LiveOccupancy {
    /// As the statement counts it.
    var occupancy: Occupancy
    var isHold: Bool
  }

  private func liveOccupancy(_ room: Int64, _ night: CivilDate, _ counting: Counting) throws
    -> [LiveOccupancy]
  {
    let listener: Listener? = if case .heard(let listener) = counting { listener } else { nil }
    return try db.rows(
      """
      SELECT o.booking, o.rooms, b.state, b.stay_revision,
        CASE WHEN b.check_in <= o.night AND o.night < b.check_out THEN b.rooms ELSE 0 END,
        (SELECT a.revision FROM amendment a WHERE a.booking = b.id),
        (SELECT max(h.revision) FROM hearing h WHERE h.booking = b.id
          AND (h.conversation = $3 OR h.phone = $4))
      FROM occupancy o JOIN booking b ON b.id = o.booking
      WHERE o.room = $1 AND o.night = $2 AND o.returning_rooms = 0 ORDER BY o.booking
      """,
      .integer(room),
      .date(night),
      .optional(listener) { .id($0.conversation) },
      .optional(listener?.phone) { .text($0.e164) },
    ) { row in
      var occupancy = Occupancy(
        room: room,
        night: night,
        booking: row.id(0),
        rooms: row.int(1),
        counted: 0,
      )
      let isHold = row.text(2) == BookingState.Name.held.rawValue
      switch counting {
      case .shown: if !isHold { occupancy.counted = occupancy.rooms }
      case .heard:
        let heard = row.optional(6) { $0.int($1) } ?? 0
        // Rooms beyond the accepted ones belong to an amendment that waits for an answer: they are
        // counted only by somebody who has heard of the amendment itself.
        let proposed = row.optional(5) { $0.int($1) }
        if heard >= row.int(3) { occupancy.counted = min(occupancy.rooms, row.int(4)) }
        if let proposed, heard >= proposed { occupancy.counted = occupancy.rooms }
      }
      return LiveOccupancy(occupancy: occupancy, isHold: isHold)
    }
  }

  /// The coming nights stand as they are: their age begins anew, their numbers do not change.
  package func vouch(
    for nights: Range<CivilDate>,
    inn: InnID,
    by actor: Actor,
  ) throws {
    guard let listing = catalogue[inn] else { throw BookingRefusal.innUnknown }
    for room in listing.rooms {
      var vouched: [(CivilDate, NightInventory)] = []
      for night in nights where listing.closure(on: night) == nil {
        try checkSpeakable(night)
        var inventory = try standing(room, night)
        inventory.vouch(at: now, source: actor.source)
        try save(inventory, room, night)
        vouched.append((night, inventory))
      }
      try log(.nightsVouched, subject: room.roomType.id.rawValue, inn: inn, by: actor) {
        $0.field("first_night", nights.lowerBound)
        $0.field("last_night", nights.upperBound - 1)
        $0.write(vouched)
      }
    }
    try spokenWith(inn, by: actor)
  }

  // MARK: - Selling

  /// Takes rooms on every night of a stay, or throws; the caller writes down who took them.
  ///
  /// - Returns: the nights as they are afterwards.
  /// - Throws: ``BookingRefusal/soldOut(_:)``; what was taken before is undone with the change.
  func take(_ rooms: Int, _ room: RoomListing, _ stay: Range<CivilDate>) throws
    -> [(CivilDate, NightInventory)]
  {
    var taken = try NightTable.take(rooms, room: room.key, nights: stay, db)
    if taken.count < stay.count {
      let done = Set(taken.map(\.0))
      for night in stay where !done.contains(night) {
        // A night without a row follows the standing offer until something happens on it.
        guard try NightTable.inventory(room.key, night, db) == nil else {
          throw BookingRefusal.soldOut(night)
        }
        var inventory = room.unspoken(on: night)
        guard inventory.take(rooms) else { throw BookingRefusal.soldOut(night) }
        try NightTable.save(inventory, room.key, night, db)
        taken.append((night, inventory))
      }
    }
    // RETURNING promises no order.
    taken.sort { $0.0 < $1.0 }
    for (night, inventory) in taken {
      touch(NightChange(room: room.key, night: night, inventory: inventory))
    }
    return taken
  }

  /// How a booking's rooms go when it ends.
  enum Leaving: Hashable {
    /// Rooms the keeper has not counted are sold again at once; for those she has counted, her
    /// word is awaited: she may have given them away.
    case askKeeper
    /// All rooms are sold again: she said so herself.
    case sellAgain
    /// No room comes back by itself, and none is awaited.
    case keepOff
    /// No room is sold until she says why.
    case park
  }

  /// Frees the rooms that a booking takes, on all its nights or on some.
  func leave(
    _ booking: Booking,
    _ leaving: Leaving,
    nights: Range<CivilDate>? = nil,
    by actor: Actor,
  ) throws {
    for entry in try BookingTable.occupancy(of: booking.id, db) {
      if let nights, !nights.contains(entry.night) { continue }
      try leave(entry, entry.rooms, leaving, of: booking, by: actor)
    }
  }

  /// Frees `rooms` of those that a booking takes on one night, uncounted ones first.
  func leave(
    _ entry: Occupancy,
    _ rooms: Int,
    _ leaving: Leaving,
    of booking: Booking,
    by actor: Actor,
  ) throws {
    let uncounted = min(rooms, entry.uncounted)
    let counted = rooms - uncounted
    let isOver = entry.night < TokyoTime.tonight(at: now)
    var keptBack = 0
    var inventory = try occupied(entry)
    let before = inventory
    switch leaving {
    case .askKeeper, .park:
      // They wait already, or wait from now on: rooms of a night that is over wait for nobody.
      if entry.isReturning { return }
      if leaving == .park {
        keptBack = counted + inventory.absorb(uncounted, source: actor.source)
      } else {
        keptBack = counted
        inventory.giveBack(uncounted, counted: false)
      }
    case .sellAgain:
      inventory.giveBack(uncounted, counted: false)
      inventory.giveBack(counted, counted: true)
    case .keepOff:
      _ = inventory.absorb(uncounted, source: actor.source)
    }
    var rest = entry
    rest.rooms -= rooms
    rest.counted -= counted
    try BookingTable.save(rest, db)
    if !isOver { try BookingTable.keepBack(keptBack, of: entry, db) }
    if inventory.source == .standing {
      inventory.follow(offer: try InnTable.offered(entry.room, on: entry.night, db))
    }
    guard inventory != before else { return }
    try NightTable.save(inventory, entry.room, entry.night, db)
    touch(NightChange(room: entry.room, night: entry.night, inventory: inventory))
    try log(.roomsReturned, subject: booking.roomType.rawValue, inn: booking.inn, by: actor) {
      $0.field("night", entry.night)
      inventory.write(to: &$0)
    }
    // What is left of a shortfall was told, and perhaps answered, when the statement made it.
    if inventory.shortfall == 0 {
      try reportShortfall(0, booking.roomType, entry.night, booking.inn)
    }
  }

  /// The inventory of a night on which something is sold: it always has a row.
  private func occupied(_ entry: Occupancy) throws -> NightInventory {
    guard let inventory = try NightTable.inventory(entry.room, entry.night, db) else {
      throw DatabaseError(
        kind: .corrupt,
        code: 0,
        message: "rooms are taken on \(entry.night), but the night has no row",
        sql: "",
      )
    }
    return inventory
  }

  // MARK: - Restrictions

  /// Changes what a night allows besides the number of rooms, beginning from what it allows now.
  ///
  /// - Returns: what it allows afterwards.
  /// - Throws: as ``restrict(_:roomType:on:by:)``, and ``BookingRefusal/restrictionsOutOfOrder``.
  @discardableResult
  package func restrict(
    roomType: RoomTypeID,
    on night: CivilDate,
    by actor: Actor,
    change: (inout NightRestrictions) -> Void,
  ) throws -> NightRestrictions {
    guard let (_, room) = catalogue.roomType(roomType) else {
      throw BookingRefusal.roomTypeUnknown
    }
    let before =
      try NightTable.restrictions(room.key, night..<(night + 1), db)[night]
      ?? NightRestrictions.none
    var after = before
    change(&after)
    guard after.isInOrder else { throw BookingRefusal.restrictionsOutOfOrder }
    if after != before { try restrict(after, roomType: roomType, on: night, by: actor) }
    return after
  }

  /// Sets what a night allows besides the number of rooms.
  package func restrict(
    _ restrictions: NightRestrictions,
    roomType: RoomTypeID,
    on night: CivilDate,
    by actor: Actor,
  ) throws {
    guard let (listing, room) = catalogue.roomType(roomType) else {
      throw BookingRefusal.roomTypeUnknown
    }
    try checkSpeakable(night)
    try NightTable.save(restrictions, room.key, night, db)
    touch(
      RestrictionChange(
        room: room.key,
        night: night,
        restrictions: restrictions == .none ? nil : restrictions,
      )
    )
    try log(.restrictionsSet, subject: roomType.rawValue, inn: listing.inn.id, by: actor) {
      $0.field("night", night)
      $0.field("stop_sell", restrictions.stopSell)
      $0.field("min_stay", restrictions.minStay)
      $0.field("max_stay", restrictions.maxStay)
      $0.field("closed_to_arrival", restrictions.closedToArrival)
      $0.field("closed_to_departure", restrictions.closedToDeparture)
    }
  }

  // MARK: - Inside

  /// The night as it stands: its row, or what the standing offer says.
  func standing(_ room: RoomListing, _ night: CivilDate) throws -> NightInventory {
    try NightTable.inventory(room.key, night, db) ?? room.unspoken(on: night)
  }

  func save(_ inventory: NightInventory, _ room: RoomListing, _ night: CivilDate) throws {
    try NightTable.save(inventory, room.key, night, db)
    touch(NightChange(room: room.key, night: night, inventory: inventory))
  }

  /// A night that can still be spoken about: not over, not beyond the horizon.
  func checkSpeakable(_ night: CivilDate) throws {
    try AvailabilityHorizon.check(night, now: now)
  }

  private func reportShortfall(
    _ shortfall: Int,
    _ roomType: RoomTypeID,
    _ night: CivilDate,
    _ inn: InnID,
  ) throws {
    let detail = "\(roomType.rawValue) \(night)"
    if shortfall > 0 {
      try raise(.shortfall, inn: inn, detail: detail)
    } else {
      try clear(.shortfall, inn: inn, detail: detail)
    }
  }
}

extension RoomListing {
  /// A night about which nobody has spoken: what the standing offer says.
  func unspoken(on night: CivilDate) -> NightInventory {
    NightInventory(
      stated: offer?.rooms(on: night) ?? 0,
      asOf: offer?.asOf ?? Timestamp(milliseconds: 0),
      source: .standing,
    )
  }
}

extension NightInventory {
  func write(to json: inout JSONWriter) {
    json.field("stated", stated)
    json.field("uncounted", uncounted)
    json.field("remaining", remaining)
    json.field("shortfall", shortfall)
    json.field("as_of", asOf.milliseconds)
    json.field("source", source)
  }
}

extension JSONWriter {
  /// Nights with what holds on each, for the log.
  mutating func write(_ nights: [(CivilDate, NightInventory)]) {
    array("nights") { array in
      for (night, inventory) in nights {
        array.object {
          $0.field("night", night)
          inventory.write(to: &$0)
        }
      }
    }
  }
}
