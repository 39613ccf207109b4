import InnRegistry

/// Finds what a channel can sell and says how: at once or on request, since when it is known, and
/// why not.
struct AvailabilitySearch {
  let query: AvailabilityQuery
  let caller: ChannelCaller
  let channel: Channel
  let catalogue: Catalogue
  let now: Timestamp

  /// Room types that can be sold for the whole stay, one more than the page takes.
  func offers(_ registry: Registry) -> [AvailabilityOffer] {
    var offers: [AvailabilityOffer] = []
    let search = SearchIndex.Query(
      stay: query.stay,
      rooms: query.rooms,
      guestsPerRoom: guestsPerRoom,
      place: query.area.map { .area($0) } ?? .everywhere,
      after: query.cursor.map { RoomTypeID(trusted: $0) },
      limit: query.limit + 1,
    )
    // What the index can't know (plans, prices, who asks) is looked at hit by hit.
    _ = registry.index.search(search) { hit in
      guard let offer = offer(hit), offer.isSellable else { return false }
      offers.append(offer)
      return true
    }
    return offers
  }

  /// The rooms of the inns that were named, sellable or not.
  func named(_ registry: Registry) -> [AvailabilityOffer] {
    let after = query.cursor ?? ""
    let rooms = (query.inns ?? [])
      .compactMap { catalogue.visible($0, to: caller) }
      .flatMap(\.rooms)
      .filter { $0.roomType.id.rawValue > after }
      .sorted { $0.roomType.id < $1.roomType.id }
    return rooms.prefix(query.limit + 1).compactMap { room in
      registry.outlook(of: room.roomType.id, stay: query.stay).flatMap(offer)
    }
  }

  private var guestsPerRoom: Int {
    guard let party = query.party else { return 1 }
    return (party.adults + query.rooms - 1) / query.rooms
  }

  private func offer(_ hit: SearchIndex.Hit) -> AvailabilityOffer? {
    guard let listing = catalogue.visible(hit.inn, to: caller),
      let room = listing.rooms.first(where: { $0.roomType.id == hit.roomType })
    else { return nil }
    let confidences = hit.nights.map {
      listing.freshness.confidence(of: $0.night, asOf: $0.asOf, now: now)
    }
    let confidence: Confidence = confidences.contains(.stale) ? .stale : .fresh
    let remaining = min(hit.remaining, channel.maxRoomsShown)
    let plans = room.plans.filter { query.meals == nil || $0.meals == query.meals }.map { plan in
      PlanOffer(
        plan: plan,
        isInstant: plan.selling == .instant && confidence == .fresh,
        price: price(plan, room, listing),
      )
    }
    let offer = AvailabilityOffer(
      inn: listing.inn,
      room: room.roomType,
      roomsWanted: query.rooms,
      remaining: remaining,
      asOf: hit.asOf,
      source: hit.source,
      confidence: confidence,
      unavailable: unavailable(hit, listing, plans),
      plans: query.isInstantOnly ? plans.filter(\.isInstant) : plans,
    )
    return offer
  }

  private func unavailable(
    _ hit: SearchIndex.Hit,
    _ listing: InnListing,
    _ plans: [PlanOffer],
  ) -> HTTPProblemCode? {
    let tonight = TokyoTime.tonight(at: now)
    if query.stay.checkIn < tonight
      || query.stay.lastNight > tonight + AvailabilityHorizon.nightsAhead
    {
      return .outsideHorizon
    }
    if listing.pausedAt != nil { return .innPaused }
    if query.stay.nights.contains(where: { listing.closure(on: $0) != nil }) { return .innClosed }
    if hit.remaining < query.rooms || query.rooms > channel.maxRoomsShown {
      return .noLongerAvailable
    }
    if hit.isRestricted || !plans.contains(where: \.isSellable) { return .notOffered }
    return nil
  }

  private func price(_ plan: RatePlan, _ room: RoomListing, _ listing: InnListing)
    -> Result<Quote?, QuoteRefusal>
  {
    do throws(QuoteRefusal) {
      try plan.checkCutoff(query.stay, at: now)
      guard let party = query.party else {
        try plan.limits.check(query.stay)
        return .success(nil)
      }
      return .success(
        try Quote.make(
          plan: plan,
          roomType: room.roomType,
          stay: query.stay,
          rooms: query.rooms,
          party: party,
          taxes: catalogue.taxes.taxes(for: listing.inn),
        )
      )
    } catch {
      return .failure(error)
    }
  }
}

/// One rate plan of a room type for the stay asked for.
struct PlanOffer: Sendable {
  var plan: RatePlan
  /// Confirmed at once: an instant plan, and every night fresh.
  var isInstant: Bool
  /// The price; nil when no guests were named.
  var price: Result<Quote?, QuoteRefusal>

  var isSellable: Bool {
    if case .success = price { true } else { false }
  }
}

/// One room type for the stay asked for.
struct AvailabilityOffer: Sendable {
  var inn: Inn
  var room: RoomType
  var roomsWanted: Int
  /// The least of the stay's nights, no more than the channel is shown.
  var remaining: Int
  /// The oldest word of the stay's nights.
  var asOf: Timestamp
  var source: NightSource
  var confidence: Confidence
  /// Why it can't be sold; nil when it can.
  var unavailable: HTTPProblemCode?
  var plans: [PlanOffer]

  var roomType: RoomTypeID { room.id }
  var isSellable: Bool { unavailable == nil && plans.contains(where: \.isSellable) }
  /// Whether some plan would be confirmed at once.
  var isInstant: Bool { unavailable == nil && plans.contains { $0.isInstant && $0.isSellable } }

  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("inn", inn.id)
      $0.object("inn_name") { inn.name.writeMembers(to: &$0) }
      $0.field("training", inn.isTraining)
      $0.field("area", inn.area)
      $0.field("room_type", room.id)
      $0.field("room_type_name", room.name)
      $0.field("room_type_name_en", room.nameEnglish)
      $0.field("remaining", remaining)
      $0.field("as_of", asOf)
      $0.field("source", source)
      $0.field("confidence", confidence)
      $0.field("instant", isInstant)
      $0.field("unavailable", unavailable)
      $0.array("rate_plans") { list in for plan in plans { plan.write(to: &list) } }
    }
  }
}

extension PlanOffer {
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("rate_plan", plan.id)
      $0.field("name", plan.name)
      $0.field("name_en", plan.nameEnglish)
      $0.field("meals", plan.meals)
      $0.field("instant", isInstant && isSellable)
      switch price {
      case .success(let quote):
        if let quote { $0.money("price", quote.total) }
        $0.field("unavailable", nil as String?)
      case .failure(let refusal): $0.field("unavailable", refusal.code)
      }
    }
  }
}
