/// What a sale stands on, checked; the rooms themselves are still to be taken.
struct SaleTerms {
  var listing: InnListing
  var room: RoomListing
  var plan: RatePlan
  /// The channel with its limits.
  var channel: Channel
  var quote: Quote
}

/// Every rule of a sale but the rooms: quotes and bookings go through the same checks.
extension Transaction {
  /// - Throws: ``BookingRefusal``, the first that holds.
  func terms(for wanted: QuoteRequest, _ channel: ChannelID) throws -> SaleTerms {
    guard let (listing, room, plan) = catalogue.plan(wanted.ratePlan) else {
      throw BookingRefusal.ratePlanUnknown
    }
    let channel = try usable(channel, for: listing)
    let quote = try quote(wanted, listing, room, plan)
    try checkNights(wanted.stay.nights, listing, room)
    try checkCaps(listing, wanted.stay.nights, party: wanted.party, meals: plan.meals)
    // More than it is shown does not exist for a channel.
    if wanted.rooms > channel.maxRoomsShown {
      throw BookingRefusal.soldOut(wanted.stay.checkIn)
    }
    return SaleTerms(listing: listing, room: room, plan: plan, channel: channel, quote: quote)
  }

  /// What booking now would bring; changes nothing.
  ///
  /// - Throws: ``BookingRefusal``: what booking would throw.
  func offer(_ wanted: QuoteRequest, _ channel: ChannelID) throws -> BookingOffer {
    let terms = try terms(for: wanted, channel)
    let nights = try wanted.stay.nights.map { try standing(terms.room, $0) }
    for (night, inventory) in zip(wanted.stay.nights, nights)
    where inventory.remaining < wanted.rooms {
      throw BookingRefusal.soldOut(night)
    }
    let state = try decided(
      wanted.stay,
      nights,
      terms.listing,
      terms.plan,
      channel,
      terms.channel,
    )
    let selling: BookingOffer.Selling =
      if case .requested(let deadline) = state { .onRequest(deadline: deadline) } else { .instant }
    return BookingOffer(
      inn: terms.listing.inn.id,
      roomType: terms.room.roomType.id,
      ratePlan: terms.plan.id,
      stay: wanted.stay,
      rooms: wanted.rooms,
      quote: terms.quote,
      cancellation: terms.plan.cancellation,
      selling: selling,
      remaining: terms.channel.shown(remaining: nights.map(\.remaining).min() ?? 0),
      asOf: nights.map(\.asOf).min() ?? now,
    )
  }

  func quote(
    _ request: BookingRequest,
    _ listing: InnListing,
    _ room: RoomListing,
    _ plan: RatePlan,
  ) throws -> Quote {
    try quote(request.wanted, listing, room, plan)
  }
}

extension Registry {
  /// The price and terms of a stay as a channel would get them now, or why it would not.
  ///
  /// Runs the checks of a booking on one committed moment and keeps nothing: the next one to book
  /// may take the room.
  ///
  /// - Throws: ``BookingRefusal``, as booking would (``BookingRefusal/innUnreachableInTime`` too), or
  ///   ``DatabaseError``.
  package func quote(_ wanted: QuoteRequest, channel: ChannelID) throws -> BookingOffer {
    try looking { try $0.offer(wanted, channel) }
  }

  /// Runs rules of the domain on a read connection, whose engine refuses every change.
  func looking<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
    let catalogue = catalogue
    let now = clock.now()
    return try read { db in
      try body(
        Transaction(db: db, now: now, catalogue: catalogue, random: random, counters: Counters())
      )
    }
  }

  /// What may be sold of one room type on each night, as a channel may see it; nil when the room
  /// type or channel is unknown or the channel doesn't see the inn.
  package func calendar(
    of roomType: RoomTypeID,
    nights: Range<CivilDate>,
    shownTo channel: ChannelID,
  ) -> [SearchIndex.NightWord]? {
    let catalogue = catalogue
    guard let channel = catalogue.channels[channel],
      let (listing, room) = catalogue.roomType(roomType), channel.sees(listing)
    else { return nil }
    return index.calendar(room: room.key, nights: nights)?.map { word in
      var word = word
      word.remaining = channel.shown(remaining: word.remaining)
      return word
    }
  }
}
