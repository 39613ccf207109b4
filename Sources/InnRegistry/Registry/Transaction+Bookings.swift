/// What a channel asks for when it books.
package struct BookingRequest: Hashable, Sendable {
  package var ratePlan: RatePlanID
  package var stay: Stay
  package var rooms: Int
  package var party: Party
  package var guest: Guest
  package var arrival: TimeOfDay?
  package var collection: Quote.Collection
  package var channelReference: String?

  package init(
    ratePlan: RatePlanID,
    stay: Stay,
    rooms: Int,
    party: Party,
    guest: Guest,
    arrival: TimeOfDay? = nil,
    collection: Quote.Collection = .atInn,
    channelReference: String? = nil,
  ) {
    self.ratePlan = ratePlan
    self.stay = stay
    self.rooms = rooms
    self.party = party
    self.guest = guest
    self.arrival = arrival
    self.collection = collection
    self.channelReference = channelReference
  }
}

/// Bookings from hold to departure; every change is one transition, one log line, one set of
/// deliveries.
extension Transaction {
  /// How long a hold lives when the channel names no time, and the longest it may name.
  package static var defaultHold: Span { .minutes(10) }
  package static var longestHold: Span { .minutes(30) }
  /// Extensions end here, counted from the hold's beginning: rooms must not be kept for hours.
  package static var longestExtendedHold: Span { .hours(1) }

  /// Books: confirmed at once on an instant plan and fresh nights, else a request to the keeper.
  package func book(_ request: BookingRequest, channel: ChannelID) throws -> Booking {
    try create(request, channel: channel, holdFor: nil)
  }

  /// Keeps rooms for a while, so that a platform can finish a sale.
  ///
  /// - Parameter time: up to ``longestHold``.
  package func hold(_ request: BookingRequest, channel: ChannelID, for time: Span) throws
    -> Booking
  {
    let time = min(max(time, .seconds(1)), Transaction.longestHold)
    return try create(request, channel: channel, holdFor: time)
  }

  private func create(_ request: BookingRequest, channel: ChannelID, holdFor time: Span?) throws
    -> Booking
  {
    try checkChannelReference(request.channelReference, channel)
    let terms = try terms(for: request.wanted, channel)
    let (listing, room, plan) = (terms.listing, terms.room, terms.plan)
    let (limits, quote) = (terms.channel, terms.quote)
    if time != nil { try checkHolds(channel, limit: limits.maxHolds) }

    let id = BookingID(trusted: timedName("bk_"))
    let nights = try take(request.rooms, room, request.stay.nights)
    let state: BookingState =
      if let time {
        .held(until: now + time)
      } else {
        try decided(request.stay, nights.map(\.1), listing, plan, channel, limits)
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
      quote: quote,
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
    try announce(booking, plan: plan, nights: nights, terms: stored, by: .channel(channel))
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
    let limits = try usable(channel, for: listing)
    let nights = try held.stay.nights.map { try standing(room, $0) }
    guard try stillFits(held, nights, listing, room) else { throw BookingRefusal.noLongerAvailable }
    let state = try decided(held.stay, nights, listing, plan, channel, limits)
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

  // MARK: - Answers

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

  // MARK: - Ends

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
    let booking = try known(id)
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
      let stayed = try apply(.stay, to: booking)
      try settleTellings(of: stayed)
      try log(stayed, as: .bookingStayed, by: .hub)
    case .held, .requested, .confirmed, .stayed, .noShow, .cancelled, .released, .declined,
      .expired, .withdrawn:
      return
    }
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

  /// A transition after which nothing is live: rooms leave, what waited to be told is settled, and
  /// a keeper who knew of it is told.
  private func end(
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

  private func seen(_ id: BookingID, _ revision: Int?) throws -> Booking {
    let booking = try known(id)
    if let revision, revision != booking.revision {
      if !booking.state.isLive { throw BookingRefusal.notPossible(booking.state.name) }
      throw BookingRefusal.changedMeanwhile(revision: booking.revision)
    }
    return booking
  }

  func settleTellings(of booking: Booking) throws {
    try settle([.tellBooking, .tellChange], of: booking.id, as: .dropped)
    try clear(.unheard, inn: booking.inn, booking: booking.id)
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
