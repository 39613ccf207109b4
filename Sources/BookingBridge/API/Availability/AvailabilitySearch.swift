import InnRegistry

/// Finds what a channel can sell and says how: at once or on request, since when it is known, and
/// why not.
///
/// The registry judges (``StayJudge``), as it judges quotes and bookings.
struct AvailabilitySearch {
  let query: AvailabilityQuery
  let caller: ChannelCaller
  let catalogue: Catalogue
  private let registry: Registry
  private let judge: StayJudge

  init(
    _ query: AvailabilityQuery,
    caller: ChannelCaller,
    channel: Channel,
    registry: Registry,
    catalogue: Catalogue,
    now: Timestamp,
  ) {
    self.query = query
    self.caller = caller
    self.registry = registry
    self.catalogue = catalogue
    judge = StayJudge(
      registry,
      catalogue: catalogue,
      channel: channel,
      wish: StayWish(stay: query.stay, rooms: query.rooms, party: query.party),
      now: now,
    )
  }

  /// Room types that can be sold for the whole stay, one more than the page takes.
  func offers() throws -> [AvailabilityOffer] {
    var offers: [AvailabilityOffer] = []
    var failure: (any Error)?
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
      guard failure == nil else { return false }
      do {
        guard let offer = try offer(hit), offer.isSellable else { return false }
        offers.append(offer)
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return offers
  }

  /// The rooms of the inns that were named, sellable or not.
  func named() throws -> [AvailabilityOffer] {
    let after = query.cursor ?? ""
    let rooms = (query.inns ?? [])
      .compactMap { catalogue.visible($0, to: caller) }
      .flatMap(\.rooms)
      .filter { $0.roomType.id.rawValue > after }
      .sorted { $0.roomType.id < $1.roomType.id }
    return try rooms.prefix(query.limit + 1).compactMap { room in
      try registry.outlook(of: room.roomType.id, stay: query.stay).flatMap(offer)
    }
  }

  private var guestsPerRoom: Int {
    guard let party = query.party else { return 1 }
    return (party.adults + query.rooms - 1) / query.rooms
  }

  private func offer(_ hit: SearchIndex.Hit) throws -> AvailabilityOffer? {
    guard let listing = catalogue.visible(hit.inn, to: caller),
      let room = listing.rooms.first(where: { $0.roomType.id == hit.roomType })
    else { return nil }
    let verdict = try judge.verdict(on: hit, of: listing, room) { plan in
      query.meals == nil || plan.meals == query.meals
    }
    return AvailabilityOffer(
      verdict: verdict,
      plans: query.isInstantOnly ? verdict.plans.filter(\.isInstant) : verdict.plans,
    )
  }
}

/// One room type for the stay asked for.
struct AvailabilityOffer: Sendable {
  var verdict: RoomVerdict
  /// Those that were asked for.
  var plans: [PlanVerdict]

  var roomType: RoomTypeID { verdict.room.roomType.id }
  var isSellable: Bool { unavailable == nil }
  /// Whether some plan would be confirmed at once.
  var isInstant: Bool { verdict.refusal == nil && plans.contains(where: \.isInstant) }

  /// Why it can't be sold; nil when it can.
  var unavailable: HTTPProblemCode? {
    if let refusal = verdict.refusal { return RefusalTranslation.problem(for: refusal).code }
    if plans.contains(where: \.isSold) { return nil }
    // One reason for all plans is the room type's own.
    let reasons = Set(plans.compactMap(\.refusal).map { RefusalTranslation.problem(for: $0).code })
    return reasons.count == 1 ? reasons.first : .notOffered
  }

  func write(to json: inout JSONWriter) {
    let (inn, room) = (verdict.listing.inn, verdict.room.roomType)
    json.object {
      $0.field("inn", inn.id)
      $0.object("inn_name") { inn.name.writeMembers(to: &$0) }
      $0.field("training", inn.isTraining)
      $0.field("area", inn.area)
      $0.field("room_type", room.id)
      $0.field("room_type_name", room.name)
      $0.field("room_type_name_en", room.nameEnglish)
      $0.field("remaining", verdict.remaining)
      $0.field("as_of", verdict.asOf)
      $0.field("source", verdict.source)
      $0.field("confidence", verdict.confidence)
      $0.field("instant", isInstant)
      $0.field("unavailable", unavailable)
      $0.array("rate_plans") { list in for plan in plans { plan.write(to: &list) } }
    }
  }
}

extension PlanVerdict {
  fileprivate var refusal: BookingRefusal? {
    if case .failure(let refusal) = terms { refusal } else { nil }
  }

  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("rate_plan", plan.id)
      $0.field("name", plan.name)
      $0.field("name_en", plan.nameEnglish)
      $0.field("meals", plan.meals)
      $0.field("instant", isInstant)
      switch terms {
      case .success(let terms):
        if let quote = terms.quote { $0.money("price", quote.total) }
        $0.field("unavailable", nil as String?)
      case .failure(.quote(let refusal)): $0.field("unavailable", refusal.code)
      case .failure(let refusal):
        $0.field("unavailable", RefusalTranslation.problem(for: refusal).code)
      }
    }
  }
}
