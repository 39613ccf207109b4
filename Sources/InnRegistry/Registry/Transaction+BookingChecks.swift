/// What has to hold before a sale, and what follows from one.
extension Transaction {
  /// The channel's limits, if it may sell this inn at all.
  func usable(_ channel: ChannelID, for listing: InnListing) throws -> Channel {
    guard let known = catalogue.channels[channel] else { throw BookingRefusal.channelUnknown }
    if known.isSuspended { throw BookingRefusal.channelSuspended }
    if known.isTrainingOnly, !listing.inn.isTraining { throw BookingRefusal.ratePlanUnknown }
    if !listing.isShown { throw BookingRefusal.ratePlanUnknown }
    if listing.pausedAt != nil { throw BookingRefusal.innPaused }
    return known
  }

  func quote(
    _ request: QuoteRequest,
    _ listing: InnListing,
    _ room: RoomListing,
    _ plan: RatePlan,
  ) throws -> Quote {
    do {
      try plan.checkCutoff(request.stay, at: now)
      return try Quote.make(
        plan: plan,
        roomType: room.roomType,
        stay: request.stay,
        rooms: request.rooms,
        party: request.party,
        taxes: catalogue.taxes.taxes(for: listing.inn),
        collection: request.collection,
      )
    } catch {
      throw BookingRefusal.quote(error)
    }
  }

  func checkNights(_ nights: Range<CivilDate>, _ listing: InnListing, _ room: RoomListing) throws {
    try checkSpeakable(nights.lowerBound)
    try checkSpeakable(nights.upperBound - 1)
    for night in nights where listing.closure(on: night) != nil {
      throw BookingRefusal.closed(night)
    }
    let restrictions = try NightTable.restrictions(
      room.key,
      nights.lowerBound..<(nights.upperBound + 1),
      db,
    )
    guard !restrictions.isEmpty,
      let stay = Stay(checkIn: nights.lowerBound, checkOut: nights.upperBound)
    else { return }
    do {
      try NightRestrictions.check(stay) { restrictions[$0] }
    } catch {
      throw BookingRefusal.quote(error)
    }
  }

  /// An inn's caps on parties, persons and dinners of a night.
  ///
  /// An amendment that waits for an answer counts with what it asks for: it may be accepted.
  ///
  /// - Parameter except: a booking that is being changed and does not count against itself.
  func checkCaps(
    _ listing: InnListing,
    _ nights: Range<CivilDate>,
    party: Party,
    meals: MealPlan,
    except: BookingID? = nil,
  ) throws {
    let caps = listing.inn.caps
    guard caps != NightCaps() else { return }
    for night in nights {
      let taken = try db.row(
        """
        SELECT count(*), coalesce(sum(persons), 0),
          coalesce(sum(CASE WHEN dines = 1 THEN persons ELSE 0 END), 0)
        FROM (
          SELECT CASE WHEN a.persons > b.persons THEN a.persons ELSE b.persons END AS persons,
            CASE WHEN p.meals = 'half_board' OR q.meals = 'half_board' THEN 1 ELSE 0 END AS dines
          FROM room_type t JOIN occupancy o ON o.room = t.key AND o.night = $2
            JOIN booking b ON b.id = o.booking JOIN rate_plan p ON p.id = b.rate_plan
            LEFT JOIN amendment a ON a.booking = b.id LEFT JOIN rate_plan q ON q.id = a.rate_plan
          WHERE t.inn = $1 AND o.returning_rooms = 0 AND b.id <> $3
            AND b.state IN ('held', 'requested', 'confirmed')
        ) AS sold
        """,
        .id(listing.inn.id),
        .date(night),
        .text(except?.rawValue ?? ""),
      ) { ($0.int(0), $0.int(1), $0.int(2)) }
      guard let (parties, persons, dinners) = taken else { continue }
      if let cap = caps.parties, parties + 1 > cap {
        throw BookingRefusal.capReached(.parties, night)
      }
      if let cap = caps.persons, persons + party.persons > cap {
        throw BookingRefusal.capReached(.persons, night)
      }
      if meals.includesDinner, let cap = caps.dinners, dinners + party.persons > cap {
        throw BookingRefusal.capReached(.dinners, night)
      }
    }
  }

  /// Whether a hold can still become a booking: the keeper may have said a smaller number, closed,
  /// or stopped the sale meanwhile.
  ///
  /// Other holds give way: of two holds for one room that is left, the first to be confirmed gets it.
  func stillFits(
    _ held: Booking,
    _ nights: [NightInventory],
    _ listing: InnListing,
    _ room: RoomListing,
  ) throws -> Bool {
    let restrictions = try NightTable.restrictions(room.key, held.stay.nights, db)
    for (night, inventory) in zip(held.stay.nights, nights) {
      if listing.closure(on: night) != nil || restrictions[night]?.stopSell == true { return false }
      guard inventory.shortfall > 0 else { continue }
      let otherHolds = try db.count(
        """
        SELECT coalesce(sum(o.rooms - o.counted), 0) FROM occupancy o
        JOIN booking b ON b.id = o.booking
        WHERE o.room = $1 AND o.night = $2 AND b.state = 'held' AND b.id <> $3
        """,
        .integer(room.key),
        .date(night),
        .id(held.id),
      )
      if inventory.shortfall > otherHolds { return false }
    }
    return true
  }

  func checkHolds(_ channel: ChannelID, limit: Int) throws {
    let holds = try db.count(
      "SELECT count(*) FROM booking WHERE channel = $1 AND state = 'held' AND deadline > $2",
      .id(channel),
      .instant(now),
    )
    if holds >= limit { throw BookingRefusal.tooManyHolds(limit: limit) }
  }

  func checkChannelReference(_ reference: String?, _ channel: ChannelID) throws {
    guard let reference else { return }
    let other: BookingID? = try db.row(
      "SELECT id FROM booking WHERE channel = $1 AND channel_reference = $2",
      .id(channel),
      .text(reference),
    ) { $0.id(0) }
    if let other { throw BookingRefusal.channelReferenceTaken(other) }
  }

  /// Confirmed at once, or a request: an instant plan, every night fresh.
  ///
  /// - Throws: ``BookingRefusal/innUnreachableInTime``, ``BookingRefusal/tooManyOpenRequests(limit:)``.
  func decided(
    _ stay: Stay,
    _ nights: [NightInventory],
    _ listing: InnListing,
    _ plan: RatePlan,
    _ channel: ChannelID,
    _ limits: Channel,
  ) throws -> BookingState {
    if plan.selling == .instant, isFresh(stay, nights, listing.freshness) { return .confirmed }
    let deadline = RequestDeadline.of(
      cutoff: plan.cutoff.instant(for: stay.checkIn),
      now: now,
    )
    guard RequestDeadline.isReachable(listing.inn.calling, from: now, until: deadline) else {
      throw BookingRefusal.innUnreachableInTime
    }
    let open = try db.count(
      "SELECT count(*) FROM booking WHERE channel = $1 AND inn = $2 AND state = 'requested'",
      .id(channel),
      .id(listing.inn.id),
    )
    if open >= limits.maxOpenRequests {
      throw BookingRefusal.tooManyOpenRequests(limit: limits.maxOpenRequests)
    }
    return .requested(deadline: deadline)
  }

  /// A reference that no open booking of the inn has.
  func freeReference(_ inn: InnID) throws -> BookingReference {
    for _ in 0..<Transaction.referenceTries {
      let reference = BookingReference.draw(randomBits())
      let taken = try db.count(
        """
        SELECT count(*) FROM booking WHERE inn = $1 AND reference = $2
          AND state IN ('held', 'requested', 'confirmed')
        """,
        .id(inn),
        .text(reference.digits),
      )
      if taken == 0 { return reference }
    }
    throw RegistryUnavailable.overloaded
  }

  /// References tried before giving up: with a thousand open bookings of one inn, ten tries fail
  /// once in 10^20.
  private static var referenceTries: Int { 10 }

  // MARK: - What follows

  /// Logs a booking that took rooms, and puts what the keeper must hear into the outbox.
  ///
  /// - Parameter terms: nil when the log has them already.
  func announce(
    _ booking: Booking,
    plan: RatePlan,
    nights: [(CivilDate, NightInventory)],
    terms: StoredTerms? = nil,
    by actor: Actor,
  ) throws {
    switch booking.state {
    case .requested(let deadline):
      try send(.tellRequest, inn: booking.inn, booking: booking.id, deadline: deadline)
    case .confirmed:
      try send(
        .tellBooking,
        inn: booking.inn,
        booking: booking.id,
        deadline: unheardAlarm(booking.stay, plan),
      )
    case .held, .stayed, .noShow, .cancelled, .released, .declined, .expired, .withdrawn: break
    }
    try log(
      booking,
      as: booking.state.logKind,
      nights: nights,
      terms: terms,
      by: actor,
    )
  }

  /// Four hours before the first usual check-in, or the plan's cutoff where that comes first.
  private static var unheardBeforeCheckIn: Span { .hours(4) }

  func unheardAlarm(_ stay: Stay, _ plan: RatePlan) -> Timestamp {
    let checkIn = TokyoTime.instant(stay.checkIn, minute: BookingState.noShowFromMinute)
    let latest = min(
      checkIn - Transaction.unheardBeforeCheckIn,
      plan.cutoff.instant(for: stay.checkIn),
    )
    // A booking made after that time is to be heard at once.
    return max(latest, now + .minutes(1))
  }

  func log(
    _ booking: Booking,
    as kind: LogEvent.Kind,
    nights: [(CivilDate, NightInventory)] = [],
    terms: StoredTerms? = nil,
    by actor: Actor,
  ) throws {
    try log(
      kind,
      subject: booking.id.rawValue,
      inn: booking.inn,
      channel: booking.channel,
      by: actor,
    ) { json in
      booking.writeLogged(to: &json)
      terms?.write(to: &json)
      if !nights.isEmpty { json.write(nights) }
    }
  }

  private func isFresh(_ stay: Stay, _ nights: [NightInventory], _ limits: FreshnessLimits) -> Bool
  {
    zip(stay.nights, nights).allSatisfy { night, inventory in
      limits.confidence(of: night, asOf: inventory.asOf, now: now) == .fresh
    }
  }
}

extension Booking {
  /// What the log keeps of a booking: everything but the guest's personal data.
  func writeLogged(to json: inout JSONWriter) {
    json.field("reference", reference.digits)
    json.field("room_type", roomType)
    json.field("rate_plan", ratePlan)
    json.field("channel_reference", channelReference)
    json.field("state", state.name)
    switch state {
    case .cancelled(let party): json.field("by", party)
    case .declined(let reason): json.field("reason", reason)
    case .held, .requested, .confirmed, .stayed, .noShow, .released, .expired, .withdrawn: break
    }
    json.field("deadline", state.deadline?.milliseconds)
    json.field("revision", revision)
    json.field("stay_revision", stayRevision)
    json.field("heard", isHeard)
    json.field("check_in", stay.checkIn)
    json.field("check_out", stay.checkOut)
    json.field("rooms", rooms)
    json.field("adults", party.adults)
    json.field("persons", party.persons)
    json.field("language", guest.language)
    json.field("country", guest.country)
    json.field("prefecture", guest.prefecture)
    json.field("arrival", arrival?.minutes)
    json.field("total", quote.total.amount)
    json.field("fee", cancellationFee?.amount)
  }
}
