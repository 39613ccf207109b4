/// What has to hold before a sale, and what follows from one.
extension Transaction {
  /// The channel's limits, if it may sell this inn at all.
  func usable(_ channel: ChannelID, for listing: InnListing) throws -> Channel {
    guard let known = catalogue.channels[channel] else { throw BookingRefusal.channelUnknown }
    if known.isSuspended { throw BookingRefusal.channelSuspended }
    if known.isTrainingOnly, !listing.inn.isTraining { throw BookingRefusal.ratePlanUnknown }
    if !listing.isShown { throw BookingRefusal.ratePlanUnknown }
    return known
  }

  /// The rules of a sale, asked inside this transaction.
  ///
  /// - Parameter except: a booking that is being changed and does not count against itself.
  func rules(
    _ listing: InnListing,
    _ room: RoomListing,
    _ channel: Channel,
    except: BookingID? = nil,
  ) -> SaleRules {
    let (inn, db) = (listing.inn.id, db)
    return SaleRules(
      listing: listing,
      room: room,
      channel: channel,
      allotment: catalogue.allotment(of: channel, at: inn),
      taxes: catalogue.taxes(at: listing.inn),
      now: now,
      facts: SaleFacts(
        restrictions: { try NightTable.restrictions(room.key, $0.checkIn..<($0.checkOut + 1), db) },
        load: { try SaleTable.load(of: inn, on: $0, except: except, db) },
        taken: {
          try SaleTable.taken(by: channel.id, at: inn, nights: $0.nights, except: except, db)
        },
        openRequests: { try SaleTable.openRequests(of: channel.id, at: inn, db) },
      ),
    )
  }

  /// Whether a hold can still become a booking: the keeper may have said a smaller number, closed,
  /// or stopped the sale meanwhile.
  ///
  /// Other holds give way: of two holds for one room that is left, the first to be confirmed gets it.
  func stillFits(
    _ held: Booking,
    _ nights: [(CivilDate, NightInventory)],
    _ listing: InnListing,
    _ room: RoomListing,
  ) throws -> Bool {
    let restrictions = try NightTable.restrictions(room.key, held.stay.nights, db)
    for (night, inventory) in nights {
      if listing.closure(on: night, of: room.roomType.id) != nil
        || restrictions[night]?.stopSell == true
      {
        return false
      }
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

  /// The state in which a sale begins.
  ///
  /// - Throws: as ``SaleRules/selling(_:_:_:)``.
  func decided(
    _ stay: Stay,
    _ nights: [(CivilDate, NightInventory)],
    _ plan: RatePlan,
    _ rules: SaleRules,
  ) throws -> BookingState {
    let confidence = rules.confidence(nights.lazy.map { SaleNight($0.0, $0.1) })
    return switch try rules.selling(stay, plan, confidence) {
    case .instant: .confirmed
    case .onRequest(let deadline): .requested(deadline: deadline)
    }
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
    json.field("dinners", dinners)
    json.field("language", guest.language)
    json.field("country", guest.country)
    json.field("prefecture", guest.prefecture)
    json.field("arrival", arrival?.minutes)
    json.field("total", quote.total.amount)
    json.field("fee", cancellationFee?.amount)
  }
}
