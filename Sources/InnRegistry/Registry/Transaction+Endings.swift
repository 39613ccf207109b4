/// How bookings end: cancelled, missed, run out or slept through.
extension Transaction {
  /// The guest takes a request back, or cancels a booking; the channel says so.
  package func cancel(_ id: BookingID, channel: ChannelID) throws -> Booking {
    let booking = try owned(id, by: channel)
    return try cancel(booking, by: .guest, actor: .channel(channel))
  }

  /// Cancels for the guest, the inn or the office.
  package func cancel(_ id: BookingID, by party: CancellingParty, actor: Actor) throws -> Booking {
    try cancel(try known(id), by: party, actor: actor)
  }

  private func cancel(_ booking: Booking, by party: CancellingParty, actor: Actor) throws
    -> Booking
  {
    switch booking.state {
    case .held: return try end(booking, .release, leaving: .askKeeper, by: actor)
    case .requested where party == .guest:
      return try end(booking, .withdraw, leaving: .askKeeper, by: actor)
    case .requested:
      // Of the inn's own reason nothing is known: its rooms stay off sale until it tells one.
      return try decline(booking.id, reason: party == .inn ? nil : .other, by: actor)
    case .confirmed, .stayed, .noShow, .cancelled, .released, .declined, .expired, .withdrawn:
      break
    }
    let fee =
      party == .guest
      ? booking.cancellation.fee(for: booking.quote, checkIn: booking.stay.checkIn, at: now) : .zero
    return try end(
      booking,
      .cancel(by: party),
      leaving: party == .inn ? .keepOff : .askKeeper,
      by: actor,
    ) { $0.cancellationFee = fee }
  }

  /// Reports that the guests never came; from the afternoon of check-in until the seventh day.
  package func reportNoShow(_ id: BookingID, by actor: Actor) throws -> Booking {
    let booking = try withoutProposal(try known(id), by: actor)
    let missing = try apply(.reportNoShow, to: booking) {
      $0.cancellationFee = $0.cancellation.noShowFee(for: $0.quote)
    }
    let tonight = TokyoTime.tonight(at: now)
    if tonight < booking.stay.checkOut {
      try leave(missing, .askKeeper, nights: tonight..<booking.stay.checkOut, by: actor)
    }
    try settleTellings(of: missing)
    try log(missing, as: .bookingNoShow, by: actor)
    return missing
  }

  /// Rooms that a booking left behind when it ended or shrank, and that the keeper had counted, are
  /// sold again: she pressed 1.
  ///
  /// Does nothing when no room waits.
  package func giveBack(_ id: BookingID, by actor: Actor) throws {
    let booking = try known(id)
    for entry in try BookingTable.occupancy(of: id, db) where entry.isReturning {
      try leave(entry, entry.rooms, .sellAgain, of: booking, by: actor)
    }
  }

  /// What the clock does to a booking: holds and requests run out, guests depart.
  func runDeadline(_ id: BookingID) throws {
    let booking = try known(id)
    switch booking.state {
    case .held(let until) where now >= until:
      _ = try end(booking, .expire, leaving: .askKeeper, by: .hub)
    case .requested(let deadline) where now >= deadline:
      _ = try end(booking, .expire, leaving: .askKeeper, by: .hub)
      try unanswered(booking.inn)
    case .confirmed where now >= BookingState.stayedFrom(booking.stay):
      let stayed = try apply(.stay, to: try withoutProposal(booking, by: .hub))
      try settleTellings(of: stayed)
      try log(stayed, as: .bookingStayed, by: .hub)
    case .held, .requested, .confirmed, .stayed, .noShow, .cancelled, .released, .declined,
      .expired, .withdrawn:
      return
    }
  }

  // MARK: - Inside

  /// A transition after which nothing is live: rooms leave, what waited to be told is settled, and
  /// a keeper who knew of it is told.
  func end(
    _ booking: Booking,
    _ move: BookingMove,
    leaving: Leaving,
    by actor: Actor,
    change: (inout Booking) -> Void = { _ in },
  ) throws -> Booking {
    let isKnown = try isKnownToInn(booking)
    let ended = try apply(move, to: booking, change: change)
    try leave(ended, leaving, by: actor)
    try dropProposal(of: ended, by: actor)
    try takeBackAnswer(ended.id)
    try settle(
      [.tellRequest, .tellBooking, .tellChange],
      of: ended.id,
      as: .dropped,
    )
    try clear(.unheard, inn: ended.inn, booking: ended.id)
    try clear(.bookedWhileClosed, inn: ended.inn, booking: ended.id)
    // Rooms that wait for her key must be asked about, even if only the office had counted them.
    let isAwaited = try leaving == .askKeeper && BookingTable.hasReturning(ended.id, db)
    if actor.listener == nil, isKnown || isAwaited {
      try tellEnd(of: ended)
    }
    try log(ended, as: ended.state.logKind, by: actor)
    return ended
  }

  /// Whether anybody at the inn has ever heard of a booking, in whatever revision.
  private func isKnownToInn(_ booking: Booking) throws -> Bool {
    if booking.isHeard { return true }
    return try db.count(
      """
      SELECT (SELECT count(*) FROM hearing WHERE booking = $1)
        + (SELECT count(*) FROM outbox WHERE booking = $1 AND state = 'delivered')
      """,
      .id(booking.id),
    ) > 0
  }

  func settleTellings(of booking: Booking) throws {
    try settle([.tellBooking, .tellChange], of: booking.id, as: .dropped)
    try clear(.unheard, inn: booking.inn, booking: booking.id)
  }
}
