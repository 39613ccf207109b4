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
    for entry in live {
      try db.run(
        "UPDATE occupancy SET counted = $4 WHERE room = $1 AND night = $2 AND booking = $3",
        .integer(room.key),
        .date(night),
        .id(entry.booking),
        .bool(entry.isCounted),
      )
    }
    let uncounted = live.filter { !$0.isCounted }
    var inventory = try standing(room, night)
    inventory.state(
      rooms,
      uncounted: uncounted.reduce(0) { $0 + $1.rooms },
      at: now,
      source: actor.source,
    )
    try save(inventory, room, night)
    try log(.roomsStated, subject: room.roomType.id.rawValue, inn: inn, by: actor) {
      $0.field("night", night)
      inventory.write(to: &$0)
      $0.array("counted") { array in
        for entry in live where entry.isCounted { array.string(entry.booking.rawValue) }
      }
    }
    try reportShortfall(inventory.shortfall, room, night, inn)
    return StatementOutcome(
      night: night,
      remaining: inventory.remaining,
      shortfall: inventory.shortfall,
      unheard: uncounted.filter { !$0.isHold }.map(\.booking),
    )
  }

  private struct LiveOccupancy {
    var booking: BookingID
    var rooms: Int
    var isHold: Bool
    var isCounted: Bool
  }

  private func liveOccupancy(_ room: Int64, _ night: CivilDate, _ counting: Counting) throws
    -> [LiveOccupancy]
  {
    switch counting {
    case .shown:
      return try db.rows(
        """
        SELECT o.booking, o.rooms, b.state FROM occupancy o JOIN booking b ON b.id = o.booking
        WHERE o.room = $1 AND o.night = $2 ORDER BY o.booking
        """,
        .integer(room),
        .date(night),
      ) { row in
        let isHold = row.text(2) == BookingState.Name.held.rawValue
        return LiveOccupancy(
          booking: row.id(0),
          rooms: row.int(1),
          isHold: isHold,
          isCounted: !isHold,
        )
      }
    case .heard(let listener):
      return try db.rows(
        """
        SELECT o.booking, o.rooms, b.state, EXISTS (
            SELECT 1 FROM hearing h WHERE h.booking = o.booking AND h.revision >= b.stay_revision
              AND (h.conversation = $3 OR h.phone = $4))
        FROM occupancy o JOIN booking b ON b.id = o.booking
        WHERE o.room = $1 AND o.night = $2 ORDER BY o.booking
        """,
        .integer(room),
        .date(night),
        .id(listener.conversation),
        .optional(listener.phone) { .text($0.e164) },
      ) { row in
        LiveOccupancy(
          booking: row.id(0),
          rooms: row.int(1),
          isHold: row.text(2) == BookingState.Name.held.rawValue,
          isCounted: row.bool(3),
        )
      }
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
      for night in nights where listing.closure(on: night) == nil {
        try checkSpeakable(night)
        var inventory = try standing(room, night)
        inventory.vouch(at: now, source: actor.source)
        try save(inventory, room, night)
      }
      try log(.nightsVouched, subject: room.roomType.id.rawValue, inn: inn, by: actor) {
        $0.field("first_night", nights.lowerBound)
        $0.field("last_night", nights.upperBound - 1)
        $0.field("as_of", now.milliseconds)
        $0.field("source", actor.source)
      }
    }
    try spokenWith(inn, by: actor)
  }

  // MARK: - Selling

  /// Takes rooms on every night of a stay, or on none.
  ///
  /// - Returns: the nights as they are afterwards.
  /// - Throws: ``BookingRefusal/soldOut(_:)``.
  func take(_ rooms: Int, _ room: RoomListing, _ stay: Range<CivilDate>, for booking: BookingID)
    throws -> [NightInventory]
  {
    var taken = try NightTable.take(rooms, room: room.key, nights: stay, db)
    if taken.count < stay.count {
      let done = Set(taken.map(\.0))
      for night in stay where !done.contains(night) {
        // A night without a row follows the standing offer until something happens on it.
        guard try NightTable.inventory(room.key, night, db) == nil else {
          throw BookingRefusal.soldOut(night)
        }
        var inventory = try standing(room, night)
        guard inventory.take(rooms) else { throw BookingRefusal.soldOut(night) }
        try NightTable.save(inventory, room.key, night, db)
        taken.append((night, inventory))
      }
    }
    // RETURNING promises no order.
    taken.sort { $0.0 < $1.0 }
    for (night, inventory) in taken {
      touch(NightChange(room: room.key, night: night, inventory: inventory))
      try BookingTable.occupy(booking, room: room.key, night: night, rooms: rooms, db)
    }
    return taken.map(\.1)
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
    guard let (_, room) = catalogue.roomType(booking.roomType) else {
      throw BookingRefusal.roomTypeUnknown
    }
    for entry in try BookingTable.occupancy(of: booking.id, db) {
      if let nights, !nights.contains(entry.night) { continue }
      var inventory = try standing(room, entry.night)
      switch leaving {
      case .askKeeper where entry.isCounted && entry.night >= TokyoTime.tonight(at: now):
        if !entry.isReturning { try BookingTable.markReturning(entry, db) }
        continue
      case .askKeeper, .sellAgain:
        inventory.giveBack(entry.rooms, counted: entry.isCounted)
        try BookingTable.vacate(entry, db)
      case .keepOff:
        inventory.absorb(entry.rooms, counted: entry.isCounted, source: actor.source)
        try BookingTable.vacate(entry, db)
      case .park:
        inventory.absorb(entry.rooms, counted: entry.isCounted, source: actor.source)
        try BookingTable.markReturning(entry, db)
      }
      try save(inventory, room, entry.night)
      try log(.roomsReturned, subject: booking.roomType.rawValue, inn: booking.inn, by: actor) {
        $0.field("night", entry.night)
        inventory.write(to: &$0)
      }
      try reportShortfall(inventory.shortfall, room, entry.night, booking.inn)
    }
  }

  // MARK: - Restrictions

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
    let tonight = TokyoTime.tonight(at: now)
    guard night >= tonight else { throw BookingRefusal.nightPast(night) }
    guard night <= tonight + AvailabilityHorizon.nightsAhead else {
      throw BookingRefusal.outsideHorizon
    }
  }

  private func reportShortfall(
    _ shortfall: Int,
    _ room: RoomListing,
    _ night: CivilDate,
    _ inn: InnID,
  ) throws {
    let detail = "\(room.roomType.id.rawValue) \(night)"
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
