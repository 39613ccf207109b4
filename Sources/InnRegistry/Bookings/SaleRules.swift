/// Every rule of a sale of one room type to one channel, at one moment.
///
/// Bookings, quotes and searches are judged here and nowhere else: a booking asks all of it inside
/// its transaction, a quote on a read connection, a search with what the index knows. Each function
/// throws the first ``BookingRefusal`` that holds, or what reading the facts throws.
struct SaleRules {
  let listing: InnListing
  let room: RoomListing
  let channel: Channel
  let allotment: ChannelAllotment.Limits
  let taxes: LodgingTaxes
  let now: Timestamp
  let facts: SaleFacts

  // MARK: - The plan

  /// The plan's price for the wish; nil when nobody has said who travels.
  func price(_ wish: StayWish, _ plan: RatePlan) throws(BookingRefusal) -> Quote? {
    do throws(QuoteRefusal) {
      try plan.checkCutoff(wish.stay, at: now)
      guard let party = wish.party else {
        try plan.limits.check(wish.stay)
        return nil
      }
      return try Quote.make(
        plan: plan,
        roomType: room.roomType,
        stay: wish.stay,
        rooms: wish.rooms,
        party: party,
        taxes: taxes,
        collection: wish.collection,
        commissionShare: channel.commission,
      )
    } catch {
      throw .quote(error)
    }
  }

  /// The inn's cap on dinners: a plan without dinner goes on selling when it is reached.
  func checkKitchen(_ wish: StayWish, _ plan: RatePlan) throws {
    guard let cap = listing.inn.caps.dinners, plan.meals.includesDinner else { return }
    let wanted = try dinners(wish, plan)
    for night in wish.stay.nights where try facts.load(night).dinners + wanted > cap {
      throw BookingRefusal.capReached(.dinners, night)
    }
  }

  private func dinners(_ wish: StayWish, _ plan: RatePlan) throws(BookingRefusal) -> Int {
    guard let party = wish.party else { return 1 }
    do throws(QuoteRefusal) {
      return try plan.dinners(for: party)
    } catch {
      throw .quote(error)
    }
  }

  // MARK: - The room type

  /// Everything but price and number of rooms: the horizon, a rest of the inn's sales, closures,
  /// restrictions, caps on parties and persons, and what the channel may take.
  func checkRoom(_ wish: StayWish) throws {
    let nights = wish.stay.nights
    try AvailabilityHorizon.check(wish.stay.checkIn, now: now)
    try AvailabilityHorizon.check(wish.stay.lastNight, now: now)
    if listing.pausedAt != nil { throw BookingRefusal.innPaused }
    for night in nights where listing.closure(on: night, of: room.roomType.id) != nil {
      throw BookingRefusal.closed(night)
    }
    let restrictions = try facts.restrictions(wish.stay)
    if !restrictions.isEmpty {
      do throws(QuoteRefusal) {
        try NightRestrictions.check(wish.stay) { restrictions[$0] }
      } catch {
        throw BookingRefusal.quote(error)
      }
    }
    try checkCaps(wish)
    // More than it is shown does not exist for a channel.
    if wish.rooms > channel.maxRoomsShown { throw BookingRefusal.soldOut(wish.stay.checkIn) }
    if let left = try roomsLeftToChannel(wish.stay).first(where: { $0.rooms < wish.rooms }) {
      throw BookingRefusal.allotmentReached(left.night)
    }
  }

  private func checkCaps(_ wish: StayWish) throws {
    let caps = listing.inn.caps
    guard caps.parties != nil || caps.persons != nil else { return }
    for night in wish.stay.nights {
      let load = try facts.load(night)
      if let cap = caps.parties, load.parties + 1 > cap {
        throw BookingRefusal.capReached(.parties, night)
      }
      if let cap = caps.persons, load.persons + (wish.party?.persons ?? 1) > cap {
        throw BookingRefusal.capReached(.persons, night)
      }
    }
  }

  /// What the channel may still take on each night of a stay; empty where nothing limits it.
  func roomsLeftToChannel(_ stay: Stay) throws -> [(night: CivilDate, rooms: Int)] {
    guard !allotment.isUnlimited else { return [] }
    let taken = try facts.taken(stay)
    return stay.nights.map { night in
      (night, allotment.left(of: room.roomType.id, taken: taken[night] ?? [:]))
    }
  }

  /// Whether enough rooms are left on every night.
  func checkStock(_ wish: StayWish, _ nights: some Sequence<SaleNight>) throws(BookingRefusal) {
    for night in nights where night.remaining < wish.rooms { throw .soldOut(night.night) }
  }

  // MARK: - How

  func confidence(_ nights: some Sequence<SaleNight>) -> Confidence {
    let limits = listing.freshness
    let isFresh = nights.allSatisfy {
      limits.confidence(of: $0.night, asOf: $0.asOf, now: now) == .fresh
    }
    return isFresh ? .fresh : .stale
  }

  /// Confirmed at once (an instant plan, every night fresh) or asked of the keeper.
  ///
  /// - Throws: ``BookingRefusal/innUnreachableInTime``,
  ///   ``BookingRefusal/tooManyOpenRequests(limit:)``.
  func selling(_ stay: Stay, _ plan: RatePlan, _ confidence: Confidence) throws
    -> BookingOffer.Selling
  {
    if plan.selling == .instant, confidence == .fresh { return .instant }
    let deadline = RequestDeadline.of(cutoff: plan.cutoff.instant(for: stay.checkIn), now: now)
    guard RequestDeadline.isReachable(listing.inn.calling, from: now, until: deadline) else {
      throw BookingRefusal.innUnreachableInTime
    }
    if try facts.openRequests() >= channel.maxOpenRequests {
      throw BookingRefusal.tooManyOpenRequests(limit: channel.maxOpenRequests)
    }
    return .onRequest(deadline: deadline)
  }
}

/// What the rules of a sale have to know of what was sold; each is asked only where a rule needs it.
struct SaleFacts {
  /// Restrictions of a stay's nights and of its check-out date.
  var restrictions: (Stay) throws -> [CivilDate: NightRestrictions]
  /// What an inn with caps has taken for a night.
  var load: (CivilDate) throws -> NightLoad
  /// Rooms that the channel has sold and held, by night and room type of the inn.
  var taken: (Stay) throws -> [CivilDate: [RoomTypeID: Int]]
  /// The channel's requests and amendments that wait for the inn's answer.
  var openRequests: () throws -> Int
}

/// What an inn has taken for one night, as its caps count.
struct NightLoad: Hashable, Sendable {
  var parties = 0
  var persons = 0
  var dinners = 0
}

/// One night of a stay as a sale sees it.
struct SaleNight: Hashable, Sendable {
  var night: CivilDate
  var remaining: Int
  var asOf: Timestamp

  init(_ night: CivilDate, _ inventory: NightInventory) {
    self.night = night
    remaining = inventory.remaining
    asOf = inventory.asOf
  }

  init(_ word: SearchIndex.NightWord) {
    night = word.night
    remaining = word.remaining
    asOf = word.asOf
  }
}

extension AvailabilityHorizon {
  /// - Throws: ``BookingRefusal/nightPast(_:)`` or ``BookingRefusal/outsideHorizon`` for a night that
  ///   nobody can speak about or sell any more, or yet.
  static func check(_ night: CivilDate, now: Timestamp) throws(BookingRefusal) {
    let tonight = TokyoTime.tonight(at: now)
    guard night >= tonight else { throw .nightPast(night) }
    guard night <= tonight + nightsAhead else { throw .outsideHorizon }
  }
}
