/// What a sale stands on, checked; the rooms themselves are still to be taken.
struct SaleTerms {
  var rules: SaleRules
  var plan: RatePlan
  var quote: Quote

  var listing: InnListing { rules.listing }
  var room: RoomListing { rules.room }
}

/// Every rule of a sale but the rooms: quotes and bookings go through the same checks.
extension Transaction {
  /// - Throws: ``BookingRefusal``, the first that holds.
  func terms(for wanted: QuoteRequest, _ channel: ChannelID) throws -> SaleTerms {
    guard let (listing, room, plan) = catalogue.plan(wanted.ratePlan) else {
      throw BookingRefusal.ratePlanUnknown
    }
    let rules = rules(listing, room, try usable(channel, for: listing))
    return SaleTerms(rules: rules, plan: plan, quote: try rules.quote(wanted.wish, plan))
  }

  /// What booking now would bring; changes nothing.
  ///
  /// - Throws: ``BookingRefusal``: what booking would throw.
  func offer(_ wanted: QuoteRequest, _ channel: ChannelID) throws -> BookingOffer {
    let terms = try terms(for: wanted, channel)
    return try offer(wanted, terms.rules, terms.plan)
  }

  /// The same under rules that are known already.
  func offer(_ wanted: QuoteRequest, _ rules: SaleRules, _ plan: RatePlan) throws -> BookingOffer {
    let quote = try rules.quote(wanted.wish, plan)
    let nights = try wanted.stay.nights.map { SaleNight($0, try standing(rules.room, $0)) }
    try rules.checkStock(wanted.wish, nights)
    return BookingOffer(
      inn: rules.listing.inn.id,
      roomType: rules.room.roomType.id,
      ratePlan: plan.id,
      stay: wanted.stay,
      rooms: wanted.rooms,
      quote: quote,
      cancellation: plan.cancellation,
      selling: try rules.selling(wanted.stay, plan, rules.confidence(nights)),
      remaining: try rules.shown(nights, wanted.stay),
      asOf: nights.map(\.asOf).min() ?? now,
    )
  }
}

extension SaleRules {
  /// The price of a plan that is sold for the wish, as far as rooms remain.
  func quote(_ wish: StayWish, _ plan: RatePlan) throws -> Quote {
    guard let quote = try price(wish, plan) else {
      throw BookingRefusal.quote(.roomWithoutAdult(rooms: wish.rooms, adults: 0))
    }
    try checkRoom(wish)
    try checkKitchen(wish, plan)
    return quote
  }

  /// Rooms on the stay's scarcest night, as the channel may see them.
  func shown(_ nights: some Sequence<SaleNight>, _ stay: Stay) throws -> Int {
    let least = nights.map(\.remaining).min() ?? 0
    let left = try roomsLeftToChannel(stay).map(\.rooms).min()
    return channel.shown(remaining: min(least, left ?? least))
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
  ///
  /// - Throws: ``DatabaseError``.
  package func calendar(
    of roomType: RoomTypeID,
    nights: Range<CivilDate>,
    shownTo channel: ChannelID,
  ) throws -> [SearchIndex.NightWord]? {
    let catalogue = catalogue
    guard let channel = catalogue.channels[channel],
      let (listing, room) = catalogue.roomType(roomType), channel.sees(listing)
    else { return nil }
    guard let words = index.calendar(room: room.key, nights: nights) else { return nil }
    let limits = catalogue.allotment(of: channel, at: listing.inn.id)
    let inn = listing.inn.id
    let taken =
      limits.isUnlimited
      ? [:]
      : try read {
        try SaleTable.taken(by: channel.id, at: inn, nights: nights, except: nil, $0)
      }
    return words.map { word in
      var word = word
      let left = limits.left(of: roomType, taken: taken[word.night] ?? [:])
      word.remaining = channel.shown(remaining: min(word.remaining, left))
      return word
    }
  }
}
