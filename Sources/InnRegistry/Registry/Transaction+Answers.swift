/// Answers to requests: the keeper, or the office for her, takes them or says no.
extension Transaction {
  /// The keeper, or the office for her, takes a request.
  ///
  /// - Parameter revision: what the answerer saw; nil answers whatever stands.
  package func accept(_ id: BookingID, revision: Int? = nil, by actor: Actor) throws -> Booking {
    try accept(id, revision: revision, keyedAt: now, by: actor)
  }

  /// - Parameter keyedAt: when the answer was given: one keyed in time counts even when its
  ///   read-back ends after the deadline.
  func accept(_ id: BookingID, revision: Int?, keyedAt: Timestamp, by actor: Actor) throws
    -> Booking
  {
    let request = try seen(id, revision)
    if case .requested = request.state {
    } else if let proposal = try proposal(for: id) {
      return try acceptAmendment(proposal, of: request, keyedAt: keyedAt, by: actor)
    }
    let booking = try apply(.accept, to: request, at: keyedAt) { $0.isHeard = true }
    try recordHearing([(id, booking.revision)], by: actor)
    // The office may decide while the keeper's own answer is being read back to her.
    try takeBackAnswer(id)
    try settle([.tellRequest], of: id, as: .delivered)
    try clear(.unheard, inn: booking.inn, booking: id)
    try answered(booking.inn, by: actor)
    try log(booking, as: .bookingConfirmed, by: actor)
    return booking
  }

  /// The keeper, or the office for her, says no.
  ///
  /// - Parameter reason: nil on the telephone, where it is asked only after the answer is safe;
  ///   until it is told (see ``tellReason(_:for:by:)``) the rooms stay off sale.
  package func decline(
    _ id: BookingID,
    revision: Int? = nil,
    reason: DeclineReason?,
    by actor: Actor,
  ) throws -> Booking {
    let request = try seen(id, revision)
    if case .requested = request.state {
    } else if let proposal = try proposal(for: id) {
      return try declineAmendment(proposal, of: request, by: actor)
    }
    if actor.listener != nil { try settle([.tellRequest], of: id, as: .delivered) }
    let booking = try end(request, .decline(reason ?? .other), leaving: .park, by: actor)
    try answered(booking.inn, by: actor)
    if let reason { try returnRooms(of: booking, reason, by: actor) }
    return booking
  }

  /// Why a request was declined, told after the answer itself.
  package func tellReason(_ reason: DeclineReason, for id: BookingID, by actor: Actor) throws
    -> Booking
  {
    var booking = try known(id)
    guard case .declined = booking.state else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    booking.state = .declined(reason)
    booking.revision += 1
    booking.changedAt = now
    try BookingTable.update(booking, db)
    try log(booking, as: .bookingDeclined, by: actor)
    try returnRooms(of: booking, reason, by: actor)
    return booking
  }

  private func returnRooms(of booking: Booking, _ reason: DeclineReason, by actor: Actor) throws {
    switch reason {
    case .full:
      try leave(booking, .keepOff, by: actor)
      try stateFull(booking, by: actor)
    case .closed: try leave(booking, .keepOff, by: actor)
    case .meals, .other: try leave(booking, .sellAgain, by: actor)
    }
  }

  /// «満室»: the nights of a declined request have no room left, and whoever else waits for one of
  /// them without the keeper's knowledge need not be asked about.
  private func stateFull(_ booking: Booking, by actor: Actor) throws {
    guard let (listing, room) = catalogue.roomType(booking.roomType) else { return }
    let counting = actor.listener.map(Counting.heard) ?? .shown
    var unheard: Set<BookingID> = []
    for night in booking.stay.nights
    where night >= TokyoTime.tonight(at: now) && listing.closure(on: night) == nil {
      let outcome = try state(0, of: room.roomType.id, on: night, counting: counting, by: actor)
      unheard.formUnion(outcome.unheard)
    }
    for id in unheard.sorted() {
      let other = try known(id)
      guard case .requested = other.state else { continue }
      _ = try end(other, .decline(.full), leaving: .askKeeper, by: actor)
    }
  }
}
