/// Bookings from hold to departure; every change is one transition, one log line, one set of
/// deliveries.
extension Transaction {
  /// How long a hold lives when the channel names no time, and the longest it may name.
  package static var defaultHold: Span { .minutes(10) }
  package static var longestHold: Span { .minutes(30) }
  /// Extensions end here, counted from the hold's beginning: rooms must not be kept for hours.
  package static var longestExtendedHold: Span { .hours(1) }

  /// Books: confirmed at once on an instant plan and fresh nights, else a request to the keeper.
  ///
  /// - Parameter actor: who books where it is a person at the counter; nil for the channel itself.
  package func book(_ request: BookingRequest, channel: ChannelID, by actor: Actor? = nil) throws
    -> Booking
  {
    try create(request, channel: channel, holdFor: nil, by: actor ?? .channel(channel))
  }

  /// Keeps rooms for a while, so that a platform can finish a sale.
  ///
  /// - Parameter time: up to ``longestHold``.
  package func hold(_ request: BookingRequest, channel: ChannelID, for time: Span) throws
    -> Booking
  {
    let time = min(max(time, .seconds(1)), Transaction.longestHold)
    return try create(request, channel: channel, holdFor: time, by: .channel(channel))
  }

  private func create(
    _ request: BookingRequest,
    channel: ChannelID,
    holdFor time: Span?,
    by actor: Actor,
  ) throws -> Booking {
    try checkChannelReference(request.channelReference, channel)
    let terms = try terms(for: request.wanted, channel)
    let (listing, room, plan) = (terms.listing, terms.room, terms.plan)
    if time != nil { try checkHolds(channel, limit: terms.rules.channel.maxHolds) }

    let id = BookingID(trusted: timedName("bk_"))
    let nights = try take(request.rooms, room, request.stay.nights)
    let state: BookingState =
      if let time {
        .held(until: now + time)
      } else {
        try decided(request.stay, nights, plan, terms.rules)
      }
    let booking = Booking(
      id: id,
      reference: try freeReference(listing.inn.id),
      inn: listing.inn.id,
      roomType: room.roomType.id,
      channel: channel,
      channelReference: request.channelReference,
      createdAt: now,
      ratePlan: plan.id,
      stay: request.stay,
      rooms: request.rooms,
      party: request.party,
      guest: request.guest,
      arrival: request.arrival,
      dinners: try plan.dinners(for: request.party),
      quote: terms.quote,
      cancellation: plan.cancellation,
      state: state,
      revision: 1,
      stayRevision: 1,
      isHeard: false,
      changedAt: now,
      cancellationFee: nil,
    )
    let stored = StoredTerms(booking)
    try BookingTable.insert(booking, stored, room: room.key, db)
    try BookingTable.occupy(
      id,
      room: room.key,
      nights: request.stay.nights,
      rooms: request.rooms,
      db,
    )
    try announce(booking, plan: plan, nights: nights, terms: stored, by: actor)
    return booking
  }

  /// A hold becomes a booking or a request.
  ///
  /// - Parameter details: what the platform learned of its guest meanwhile; nil leaves what it said
  ///   when it held.
  /// - Throws: ``BookingRefusal/noLongerAvailable`` when the keeper has fewer rooms by now.
  package func confirmHold(
    _ id: BookingID,
    details: HoldDetails? = nil,
    channel: ChannelID,
  ) throws -> Booking {
    var held = try owned(id, by: channel)
    guard case .held(let until) = held.state else {
      throw BookingRefusal.notPossible(held.state.name)
    }
    guard now < until else { throw BookingRefusal.notPossible(.released) }
    guard let (listing, room, plan) = catalogue.plan(held.ratePlan) else {
      throw BookingRefusal.noLongerAvailable
    }
    let rules = rules(listing, room, try usable(channel, for: listing), except: id)
    if listing.pausedAt != nil { throw BookingRefusal.innPaused }
    let nights = try held.stay.nights.map { ($0, try standing(room, $0)) }
    guard try stillFits(held, nights, listing, room) else { throw BookingRefusal.noLongerAvailable }
    let state = try decided(held.stay, nights, plan, rules)
    let move: BookingMove =
      if case .requested(let deadline) = state { .request(deadline: deadline) } else { .confirm }
    if let details { try complete(&held, with: details) }
    let booking = try apply(move, to: held)
    try announce(booking, plan: plan, nights: [], by: .channel(channel))
    return booking
  }

  /// A platform keeps its hold for longer, at most ``longestExtendedHold`` in all.
  package func extendHold(_ id: BookingID, by time: Span, channel: ChannelID) throws -> Booking {
    let held = try owned(id, by: channel)
    let latest = held.createdAt + Transaction.longestExtendedHold
    // An extension never shortens what was promised.
    let until = max(
      held.state.deadline ?? now,
      min(now + min(time, Transaction.longestHold), latest),
    )
    let booking = try apply(.extend(until: until), to: held)
    try log(booking, as: .holdExtended, by: .channel(channel))
    return booking
  }

  /// Gives a hold up.
  package func releaseHold(_ id: BookingID, channel: ChannelID) throws -> Booking {
    let held = try owned(id, by: channel)
    guard case .held = held.state else { throw BookingRefusal.notPossible(held.state.name) }
    return try end(held, .release, leaving: .askKeeper, by: .channel(channel))
  }

  // MARK: - Inside

  /// One transition: the state, the revision and the row, by compare-and-swap.
  ///
  /// - Parameter instant: when the move was made, where that is earlier than now.
  func apply(
    _ move: BookingMove,
    to booking: Booking,
    at instant: Timestamp? = nil,
    change: (inout Booking) -> Void = { _ in },
  ) throws -> Booking {
    var changed = booking
    changed.state = try booking.state.after(move, now: instant ?? now, stay: booking.stay)
    changed.revision += 1
    changed.changedAt = now
    change(&changed)
    try BookingTable.update(changed, db)
    return changed
  }

  func known(_ id: BookingID) throws -> Booking {
    guard let booking = try BookingTable.booking(id, db) else {
      throw BookingRefusal.bookingUnknown
    }
    return booking
  }

  /// A channel sees only its own bookings; others look as if they did not exist.
  func owned(_ id: BookingID, by channel: ChannelID) throws -> Booking {
    let booking = try known(id)
    guard booking.channel == channel else { throw BookingRefusal.bookingUnknown }
    return booking
  }

  func seen(_ id: BookingID, _ revision: Int?) throws -> Booking {
    let booking = try known(id)
    if let revision, revision != booking.revision {
      if !booking.state.isLive { throw BookingRefusal.notPossible(booking.state.name) }
      throw BookingRefusal.changedMeanwhile(revision: booking.revision)
    }
    return booking
  }
}

extension BookingState {
  var logKind: LogEvent.Kind {
    switch self {
    case .held: .bookingHeld
    case .requested: .bookingRequested
    case .confirmed: .bookingConfirmed
    case .stayed: .bookingStayed
    case .noShow: .bookingNoShow
    case .cancelled: .bookingCancelled
    case .released: .bookingReleased
    case .declined: .bookingDeclined
    case .expired: .bookingExpired
    case .withdrawn: .bookingWithdrawn
    }
  }
}
