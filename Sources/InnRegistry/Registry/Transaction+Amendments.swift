/// A change that a guest wants to a booking: other dates, rooms, guests or meals.
package struct AmendmentRequest: Hashable, Codable, Sendable {
  package var ratePlan: RatePlanID
  package var checkIn: CivilDate
  package var checkOut: CivilDate
  package var rooms: Int
  package var party: Party
  package var arrival: TimeOfDay?

  package init(
    ratePlan: RatePlanID,
    stay: Stay,
    rooms: Int,
    party: Party,
    arrival: TimeOfDay? = nil,
  ) {
    self.ratePlan = ratePlan
    checkIn = stay.checkIn
    checkOut = stay.checkOut
    self.rooms = rooms
    self.party = party
    self.arrival = arrival
  }

  package var stay: Stay? { Stay(checkIn: checkIn, checkOut: checkOut) }
}

/// An amendment that needs more than the inn accepted and waits for its answer.
package struct AmendmentProposal: Hashable, Sendable {
  package var booking: BookingID
  package var request: AmendmentRequest
  package var deadline: Timestamp
}

/// Amendments are new revisions. What the inn has accepted stands until it accepts more; what needs
/// no more than that is done at once.
extension Transaction {
  /// Changes a booking, at once or as a request to the keeper.
  ///
  /// - Returns: the booking, and whether the change waits for the keeper's answer.
  package func amend(
    _ id: BookingID,
    _ change: AmendmentRequest,
    revision: Int? = nil,
    channel: ChannelID,
  ) throws -> (Booking, isWaiting: Bool) {
    let booking = try owned(id, by: channel)
    if let revision, revision != booking.revision {
      throw BookingRefusal.changedMeanwhile(revision: booking.revision)
    }
    guard case .confirmed = booking.state, now < TokyoTime.instant(booking.stay.checkIn) else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    guard try proposal(for: id) == nil else { throw BookingRefusal.amendmentOpen }
    guard let stay = change.stay else { throw BookingRefusal.outsideHorizon }
    guard let (listing, room, plan) = catalogue.plan(change.ratePlan),
      room.roomType.id == booking.roomType
    else { throw BookingRefusal.ratePlanUnknown }
    let limits = try usable(channel, for: listing)
    var amended = booking
    amended.ratePlan = plan.id
    amended.stay = stay
    amended.rooms = change.rooms
    amended.party = change.party
    amended.arrival = change.arrival
    amended.cancellation = plan.cancellation
    let asked = BookingRequest(
      ratePlan: plan.id,
      stay: stay,
      rooms: change.rooms,
      party: change.party,
      guest: booking.guest,
      collection: booking.quote.collection,
    )
    amended.quote = try quote(asked, listing, room, plan)
    try checkNights(stay.nights, listing, room)
    try checkCaps(listing, stay.nights, party: change.party, meals: plan.meals, except: id)
    let nights = try takeMore(amended, than: booking, room)
    let before = catalogue.plan(booking.ratePlan)?.2
    guard Transaction.needsConsent(amended, booking, plan, before) else {
      return (try put(amended, over: booking, by: .channel(channel)), false)
    }
    let state = try decided(stay, nights, listing, plan, channel, limits)
    guard case .requested(let deadline) = state else {
      return (try put(amended, over: booking, by: .channel(channel)), false)
    }
    try db.run(
      "INSERT INTO amendment (booking, proposal, deadline, created_at) VALUES ($1, $2, $3, $4)",
      .id(id),
      .text(try StoredJSON.encode(change)),
      .instant(deadline),
      .instant(now),
    )
    try send(.tellRequest, inn: booking.inn, booking: id, deadline: deadline)
    try log(booking, as: .amendmentProposed, by: .channel(channel))
    return (booking, true)
  }

  /// The guest takes an amendment back that the keeper has not answered.
  package func withdrawAmendment(_ id: BookingID, channel: ChannelID) throws -> Booking {
    let booking = try owned(id, by: channel)
    guard try proposal(for: id) != nil else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    try dropProposal(of: booking, leaving: .askKeeper, by: .channel(channel))
    try settle([.tellRequest], of: id, as: .dropped)
    try log(booking, as: .amendmentDeclined, by: .channel(channel))
    return booking
  }

  /// The amendment of a booking that waits for an answer; nil when there is none.
  func proposal(for id: BookingID) throws -> AmendmentProposal? {
    try db.row("SELECT proposal, deadline FROM amendment WHERE booking = $1", .id(id)) { row in
      AmendmentProposal(
        booking: id,
        request: try StoredJSON.decode(AmendmentRequest.self, row.text(0)),
        deadline: row.instant(1),
      )
    }
  }

  func acceptAmendment(_ proposal: AmendmentProposal, of booking: Booking, by actor: Actor) throws
    -> Booking
  {
    guard now < proposal.deadline else { throw BookingRefusal.notPossible(.expired) }
    guard let stay = proposal.request.stay,
      let (listing, room, plan) = catalogue.plan(proposal.request.ratePlan)
    else { throw BookingRefusal.ratePlanUnknown }
    var amended = booking
    amended.ratePlan = plan.id
    amended.stay = stay
    amended.rooms = proposal.request.rooms
    amended.party = proposal.request.party
    amended.arrival = proposal.request.arrival
    amended.cancellation = plan.cancellation
    do {
      amended.quote = try Quote.make(
        plan: plan,
        roomType: room.roomType,
        stay: stay,
        rooms: amended.rooms,
        party: amended.party,
        taxes: catalogue.taxes.taxes(for: listing.inn),
        collection: booking.quote.collection,
      )
    } catch {
      throw BookingRefusal.quote(error)
    }
    try db.run("DELETE FROM amendment WHERE booking = $1", .id(booking.id))
    amended.isHeard = true
    let done = try put(amended, over: booking, by: actor)
    try recordHearing([(booking.id, done.revision)], by: actor)
    try settle([.tellRequest, .tellChange], of: booking.id, as: .delivered)
    try answered(booking.inn, by: actor)
    return done
  }

  func declineAmendment(_ proposal: AmendmentProposal, of booking: Booking, by actor: Actor) throws
    -> Booking
  {
    try dropProposal(of: booking, leaving: .askKeeper, by: actor)
    try settle([.tellRequest], of: booking.id, as: .delivered)
    try answered(booking.inn, by: actor)
    try log(booking, as: .amendmentDeclined, by: actor)
    return booking
  }

  /// Gives up an amendment that waits: the rooms it took beyond the booking's own leave.
  func dropProposal(of booking: Booking, leaving: Leaving, by actor: Actor) throws {
    guard try proposal(for: booking.id) != nil else { return }
    try db.run("DELETE FROM amendment WHERE booking = $1", .id(booking.id))
    guard booking.state.isLive else { return }
    try fit(booking, leaving: leaving, by: actor)
  }

  /// Amendments whose deadline has passed.
  func expireAmendments(limit: Int) throws -> Int {
    let overdue: [BookingID] = try db.rows(
      "SELECT booking FROM amendment WHERE deadline <= $1 ORDER BY deadline, booking LIMIT $2",
      .instant(now),
      .int(limit),
    ) { $0.id(0) }
    for id in overdue {
      let booking = try known(id)
      try dropProposal(of: booking, leaving: .askKeeper, by: .hub)
      try settle([.tellRequest], of: id, as: .dropped)
      try unanswered(booking.inn)
      try log(booking, as: .amendmentDeclined, by: .hub)
    }
    return overdue.count
  }

  // MARK: - Inside

  /// Whether the inn must be asked: more rooms, other nights, more guests, or meals it did not
  /// agree to.
  private static func needsConsent(
    _ amended: Booking,
    _ booking: Booking,
    _ plan: RatePlan,
    _ before: RatePlan?,
  ) -> Bool {
    amended.rooms > booking.rooms
      || amended.stay.checkIn < booking.stay.checkIn
      || amended.stay.checkOut > booking.stay.checkOut
      || amended.party.persons > booking.party.persons
      || (plan.meals != before?.meals && plan.meals != .roomOnly)
  }

  /// Takes what the amended stay needs beyond what the booking has; nothing leaves yet.
  private func takeMore(_ amended: Booking, than booking: Booking, _ room: RoomListing) throws
    -> [NightInventory]
  {
    for night in amended.stay.nights {
      let held = booking.stay.nights.contains(night) ? booking.rooms : 0
      let more = amended.rooms - held
      guard more > 0 else { continue }
      if held == 0 {
        _ = try take(more, room, night..<(night + 1), for: booking.id)
      } else {
        // The row of this night grows; what the keeper had counted of it stays counted, so the
        // new rooms are taken from what she said.
        try enlarge(booking.id, room, night, by: more)
      }
    }
    return try amended.stay.nights.map { try standing(room, $0) }
  }

  private func enlarge(_ id: BookingID, _ room: RoomListing, _ night: CivilDate, by more: Int) throws
  {
    guard
      let entry = try BookingTable.occupancy(of: id, db).first(where: {
        $0.night == night && $0.room == room.key
      })
    else { return }
    var inventory = try standing(room, night)
    guard inventory.take(more) else { throw BookingRefusal.soldOut(night) }
    // A row is counted as a whole: what was counted of it becomes uncounted, and her number grows
    // by as much, so that the balance stays.
    if entry.isCounted { inventory.uncount(entry.rooms) }
    try save(inventory, room, night)
    try db.run(
      """
      UPDATE occupancy SET rooms = $4, counted = 0 WHERE room = $1 AND night = $2 AND booking = $3
      """,
      .integer(room.key),
      .date(night),
      .id(id),
      .int(entry.rooms + more),
    )
  }

  /// The amended booking replaces the old one, and rooms it no longer needs leave.
  private func put(_ amended: Booking, over booking: Booking, by actor: Actor) throws -> Booking {
    var amended = amended
    amended.revision = booking.revision + 1
    amended.changedAt = now
    let isOtherStay =
      amended.stay != booking.stay || amended.rooms != booking.rooms
      || amended.party != booking.party || amended.ratePlan != booking.ratePlan
    if isOtherStay {
      amended.stayRevision = amended.revision
      if actor.listener == nil { amended.isHeard = false }
    }
    try BookingTable.update(amended, db)
    try fit(amended, leaving: .askKeeper, by: actor)
    try log(amended, as: .bookingAmended, nights: [], by: actor)
    if isOtherStay, actor.listener == nil, let plan = catalogue.plan(amended.ratePlan)?.2 {
      try send(
        .tellChange,
        inn: amended.inn,
        booking: amended.id,
        deadline: unheardAlarm(amended.stay, plan),
      )
    }
    return amended
  }

  /// Rooms that a booking takes beyond its stay and number leave.
  private func fit(_ booking: Booking, leaving: Leaving, by actor: Actor) throws {
    guard let (_, room) = catalogue.roomType(booking.roomType) else { return }
    for entry in try BookingTable.occupancy(of: booking.id, db) {
      let wanted = booking.stay.nights.contains(entry.night) ? booking.rooms : 0
      if wanted == 0 {
        try leave(booking, leaving, nights: entry.night..<(entry.night + 1), by: actor)
      } else if wanted < entry.rooms, !entry.isCounted {
        var inventory = try standing(room, entry.night)
        inventory.giveBack(entry.rooms - wanted, counted: false)
        try save(inventory, room, entry.night)
        try db.run(
          "UPDATE occupancy SET rooms = $4 WHERE room = $1 AND night = $2 AND booking = $3",
          .integer(entry.room),
          .date(entry.night),
          .id(booking.id),
          .int(wanted),
        )
      } else if wanted < entry.rooms {
        // She had counted more rooms than are needed now: they stay off sale until she speaks.
        try db.run(
          "UPDATE occupancy SET rooms = $4 WHERE room = $1 AND night = $2 AND booking = $3",
          .integer(entry.room),
          .date(entry.night),
          .id(booking.id),
          .int(wanted),
        )
      }
    }
  }
}
