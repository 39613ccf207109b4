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
  /// The booking's revision that the proposal made: what a keeper must have heard.
  package var revision: Int
  package var request: AmendmentRequest
  /// As the guest was shown them.
  package var quote: Quote
  package var cancellation: CancellationPolicy
  package var deadline: Timestamp
  /// Dinners on each night.
  package var dinners: Int
}

extension AmendmentProposal {
  static func waiting(for id: BookingID, _ db: SQLConnection) throws -> AmendmentProposal? {
    try db.row(
      """
      SELECT revision, proposal, quote, cancellation, deadline, dinners FROM amendment
      WHERE booking = $1
      """,
      .id(id),
    ) { row in
      AmendmentProposal(
        booking: id,
        revision: row.int(0),
        request: try StoredJSON.decode(AmendmentRequest.self, row.text(1)),
        quote: try StoredJSON.decode(Quote.self, row.text(2)),
        cancellation: try StoredJSON.decode(CancellationPolicy.self, row.text(3)),
        deadline: row.instant(4),
        dinners: row.int(5),
      )
    }
  }
}

/// Amendments are new revisions. What the inn has accepted stands until it accepts more; what needs
/// no more than that is done at once.
extension Transaction {
  /// Changes a booking, at once or as a request to the keeper.
  ///
  /// - Parameter actor: who changes it where that is a person of the office; nil for the channel.
  /// - Returns: the booking, and whether the change waits for the keeper's answer.
  package func amend(
    _ id: BookingID,
    _ change: AmendmentRequest,
    revision: Int? = nil,
    channel: ChannelID,
    by actor: Actor? = nil,
  ) throws -> (Booking, isWaiting: Bool) {
    let actor = actor ?? .channel(channel)
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
    let rules = rules(listing, room, try usable(channel, for: listing), except: id)
    let wish = StayWish(
      stay: stay,
      rooms: change.rooms,
      party: change.party,
      collection: booking.quote.collection,
    )
    var amended = booking
    amended.ratePlan = plan.id
    amended.stay = stay
    amended.rooms = change.rooms
    amended.party = change.party
    amended.arrival = change.arrival
    amended.cancellation = plan.cancellation
    amended.quote = try rules.quote(wish, plan)
    amended.dinners = try plan.dinners(for: change.party)
    let taken = try takeMore(amended, than: booking, room)
    let before = catalogue.plan(booking.ratePlan)?.2
    guard Transaction.needsConsent(amended, booking, plan, before) else {
      return (try put(amended, over: booking, taken: taken, by: actor), false)
    }
    let nights = try stay.nights.map { ($0, try standing(room, $0)) }
    let state = try decided(stay, nights, plan, rules)
    guard case .requested(let deadline) = state else {
      return (try put(amended, over: booking, taken: taken, by: actor), false)
    }
    let waiting = try propose(change, amended, over: booking, deadline: deadline)
    try log(waiting, as: .amendmentProposed, nights: taken, by: actor)
    return (waiting, true)
  }

  /// Puts a proposal before the keeper.
  ///
  /// The booking stays as she accepted it, in a new revision: an answer to the one before is no
  /// answer to this.
  private func propose(
    _ change: AmendmentRequest,
    _ amended: Booking,
    over booking: Booking,
    deadline: Timestamp,
  ) throws -> Booking {
    let waiting = try revised(booking)
    try db.run(
      """
      INSERT INTO amendment (booking, revision, rate_plan, persons, dinners, proposal, quote,
        cancellation, deadline, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      .id(booking.id),
      .int(waiting.revision),
      .id(change.ratePlan),
      .int(change.party.persons),
      .int(amended.dinners),
      .text(try StoredJSON.encode(change)),
      .utf8(amended.quote.stored),
      .utf8(amended.cancellation.stored),
      .instant(deadline),
      .instant(now),
    )
    try send(.tellRequest, inn: booking.inn, booking: booking.id, deadline: deadline)
    return waiting
  }

  /// The guest takes an amendment back that the keeper has not answered.
  package func withdrawAmendment(_ id: BookingID, channel: ChannelID) throws -> Booking {
    try endProposal(of: try owned(id, by: channel), by: .channel(channel))
  }

  /// The amendment of a booking that waits for an answer; nil when there is none.
  package func proposal(for id: BookingID) throws -> AmendmentProposal? {
    try AmendmentProposal.waiting(for: id, db)
  }

  func acceptAmendment(
    _ proposal: AmendmentProposal,
    of booking: Booking,
    keyedAt: Timestamp,
    by actor: Actor,
  ) throws -> Booking {
    guard keyedAt < proposal.deadline else { throw BookingRefusal.notPossible(.expired) }
    guard let stay = proposal.request.stay else { throw BookingRefusal.outsideHorizon }
    var amended = booking
    amended.ratePlan = proposal.request.ratePlan
    amended.stay = stay
    amended.rooms = proposal.request.rooms
    amended.party = proposal.request.party
    amended.arrival = proposal.request.arrival
    amended.cancellation = proposal.cancellation
    amended.quote = proposal.quote
    amended.dinners = proposal.dinners
    try db.run("DELETE FROM amendment WHERE booking = $1", .id(booking.id))
    try takeBackAnswer(booking.id)
    let done = try put(amended, over: booking, isHeard: true, by: actor)
    try recordHearing([(booking.id, done.revision)], by: actor)
    try settle([.tellRequest, .tellBooking, .tellChange], of: booking.id, as: .delivered)
    try clear(.unheard, inn: booking.inn, booking: booking.id)
    try answered(booking.inn, by: actor)
    return done
  }

  func declineAmendment(_ proposal: AmendmentProposal, of booking: Booking, by actor: Actor) throws
    -> Booking
  {
    if actor.listener != nil { try settle([.tellRequest], of: booking.id, as: .delivered) }
    let standing = try endProposal(of: booking, by: actor)
    try answered(booking.inn, by: actor)
    return standing
  }

  /// A proposal ends without becoming the booking, which stands as it was accepted.
  private func endProposal(of booking: Booking, by actor: Actor) throws -> Booking {
    guard try proposal(for: booking.id) != nil else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    try dropProposal(of: booking, by: actor)
    try settle([.tellRequest], of: booking.id, as: .dropped)
    let standing = try revised(booking)
    try log(standing, as: .amendmentDeclined, by: actor)
    return standing
  }

  /// The booking as it stands: a stay that is over can't be changed any more, and the rooms that an
  /// amendment kept for it leave.
  func withoutProposal(_ booking: Booking, by actor: Actor) throws -> Booking {
    guard try proposal(for: booking.id) != nil else { return booking }
    return try endProposal(of: booking, by: actor)
  }

  /// Forgets an amendment that waits, with an answer being read back; the rooms it took beyond the
  /// booking's own leave.
  func dropProposal(of booking: Booking, by actor: Actor) throws {
    guard try proposal(for: booking.id) != nil else { return }
    try db.run("DELETE FROM amendment WHERE booking = $1", .id(booking.id))
    try takeBackAnswer(booking.id)
    guard booking.state.isLive else { return }
    try fit(booking, leaving: .askKeeper, by: actor)
  }

  /// Amendments whose deadline has passed.
  func expireAmendments(limit: Int) throws -> Int {
    let overdue: [BookingID] = try db.rows(
      """
      SELECT booking FROM amendment WHERE deadline <= $1
        AND NOT EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = amendment.booking)
      ORDER BY deadline, booking LIMIT $2
      """,
      .instant(now),
      .int(limit),
    ) { $0.id(0) }
    for id in overdue {
      let booking = try endProposal(of: try known(id), by: .hub)
      try unanswered(booking.inn)
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
  ///
  /// - Returns: the nights of which rooms were taken.
  private func takeMore(_ amended: Booking, than booking: Booking, _ room: RoomListing) throws
    -> [(CivilDate, NightInventory)]
  {
    let own = try BookingTable.occupancy(of: booking.id, db).filter { !$0.isReturning }
    var taken: [(CivilDate, NightInventory)] = []
    for night in amended.stay.nights {
      var row =
        own.first { $0.night == night }
        ?? Occupancy(room: room.key, night: night, booking: booking.id, rooms: 0, counted: 0)
      guard amended.rooms > row.rooms else { continue }
      taken += try take(amended.rooms - row.rooms, room, night..<(night + 1))
      // What the keeper had counted stays counted; she has yet to hear of the rest.
      row.rooms = amended.rooms
      try BookingTable.save(row, db)
    }
    return taken
  }

  /// The amended booking replaces the old one, and rooms it no longer needs leave.
  ///
  /// - Parameter isHeard: the inn itself has just accepted the change.
  private func put(
    _ amended: Booking,
    over booking: Booking,
    taken: [(CivilDate, NightInventory)] = [],
    isHeard: Bool = false,
    by actor: Actor,
  ) throws -> Booking {
    var amended = amended
    amended.revision = booking.revision + 1
    amended.changedAt = now
    let isOtherStay =
      amended.stay != booking.stay || amended.rooms != booking.rooms
      || amended.party != booking.party || amended.ratePlan != booking.ratePlan
    if isOtherStay {
      amended.stayRevision = amended.revision
      amended.isHeard = isHeard
    }
    try BookingTable.update(amended, db)
    try log(
      amended,
      as: .bookingAmended,
      nights: taken,
      terms: StoredTerms(amended),
      by: actor,
    )
    try fit(amended, leaving: .askKeeper, by: actor)
    if isOtherStay, !isHeard { try tellChange(of: amended) }
    return amended
  }

  /// The keeper is to hear of the booking as it is now.
  ///
  /// One that she has not heard of at all is told as new, not as changed.
  private func tellChange(of booking: Booking) throws {
    guard let plan = catalogue.plan(booking.ratePlan)?.2 else { return }
    let isNew =
      try db.count(
        """
        SELECT count(*) FROM outbox
        WHERE booking = $1 AND kind = 'tell_booking' AND state IN ('waiting', 'failed')
        """,
        .id(booking.id),
      ) > 0
    try settle([.tellBooking, .tellChange], of: booking.id, as: .dropped)
    try send(
      isNew ? .tellBooking : .tellChange,
      inn: booking.inn,
      booking: booking.id,
      deadline: unheardAlarm(booking.stay, plan),
    )
  }

  /// A new revision of a booking that itself stays as it is.
  private func revised(_ booking: Booking) throws -> Booking {
    var revised = booking
    revised.revision += 1
    revised.changedAt = now
    try BookingTable.update(revised, db)
    return revised
  }

  /// Rooms that a booking takes beyond its stay and number leave.
  private func fit(_ booking: Booking, leaving: Leaving, by actor: Actor) throws {
    for entry in try BookingTable.occupancy(of: booking.id, db) where !entry.isReturning {
      let wanted = booking.stay.nights.contains(entry.night) ? booking.rooms : 0
      guard wanted < entry.rooms else { continue }
      try leave(entry, entry.rooms - wanted, leaving, of: booking, by: actor)
    }
  }
}
