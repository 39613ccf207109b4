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
  private let now: Timestamp

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
    self.now = now
    judge = StayJudge(
      registry,
      catalogue: catalogue,
      channel: channel,
      wish: StayWish(stay: query.stay, rooms: query.rooms, party: query.party),
      now: now,
    )
  }

  /// The page that a request asks for.
  func page(of request: HTTPRequest) throws -> JSONWriter {
    let (offers, next) = try page()
    if let visit = query.visit, query.cursor == nil, !offers.contains(where: \.isSellable) {
      registry.noteRefused(
        visit,
        stay: query.stay,
        persons: query.party?.persons ?? 1,
        reason: offers.first?.verdict.refusal.map(FlowRefusal.Reason.init) ?? .noMatch,
        inn: query.inns?.count == 1 ? query.inns?.first : nil,
        caller: caller,
        at: now,
      )
    }
    var json = JSONWriter(capacity: 16_384)
    json.object {
      $0.field("check_in", query.stay.checkIn)
      $0.field("check_out", query.stay.checkOut)
      $0.array("availability") { list in for offer in offers { offer.write(to: &list) } }
      $0.page(next: next, of: request)
    }
    return json
  }

  /// A page of what was asked for, and where the next one begins; nil on the last.
  private func page() throws -> (offers: ArraySlice<AvailabilityOffer>, next: String?) {
    let found = query.inns == nil ? try offers() : try named()
    guard query.sort != .inn else {
      let page = found.prefix(query.limit)
      return (page, found.count > query.limit ? page.last?.roomType.rawValue : nil)
    }
    let isFalling = query.sort == .priceFalling
    let place = query.cursor.flatMap(AvailabilityOffer.Place.init(cursor:))
    let sorted = found.map { ($0.place(isFalling: isFalling), $0) }
      .filter { offer in place.map { $0 < offer.0 } ?? true }
      .sorted { $0.0 < $1.0 }
    let page = sorted.prefix(query.limit)
    return (
      page.map(\.1)[...], sorted.count > query.limit ? page.last?.0.cursor : nil
    )
  }

  /// Room types that can be sold for the whole stay: one more than the page takes, or, to be sorted
  /// by price, all.
  private func offers() throws -> [AvailabilityOffer] {
    var offers: [AvailabilityOffer] = []
    var failure: (any Error)?
    let isSorted = query.sort != .inn
    let search = SearchIndex.Query(
      stay: query.stay,
      rooms: query.rooms,
      guestsPerRoom: guestsPerRoom,
      place: query.area.map { .area($0) } ?? .everywhere,
      after: isSorted ? nil : query.cursor.map { RoomTypeID(trusted: $0) },
      limit: isSorted ? AvailabilitySearch.maxSorted : query.limit + 1,
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

  /// Room types priced for one sorted search at most: more than the region has; a page of a greater
  /// one would take longer than platforms wait.
  static let maxSorted = 5000

  /// The rooms of the inns that were named, sellable or not.
  private func named() throws -> [AvailabilityOffer] {
    let after = query.sort == .inn ? query.cursor ?? "" : ""
    let count = query.sort == .inn ? query.limit + 1 : AvailabilitySearch.maxSorted
    let rooms = Set(query.inns ?? [])
      .compactMap { catalogue.visible($0, to: caller) }
      .flatMap(\.rooms)
      .filter { $0.roomType.id.rawValue > after }
      .sorted { $0.roomType.id < $1.roomType.id }
    return try rooms.prefix(count).compactMap { room in
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
    if let box = query.box {
      guard let position = listing.inn.profile.position, box.contains(position) else { return nil }
    }
    let verdict = try judge.verdict(on: hit, of: listing, room) { plan in
      query.meals == nil || plan.meals == query.meals
    }
    return AvailabilityOffer(verdict: verdict, plans: verdict.plans.filter(isWanted))
  }

  private func isWanted(_ plan: PlanVerdict) -> Bool {
    if query.isInstantOnly, !plan.isInstant { return false }
    guard let range = query.price else { return true }
    return plan.price.map { range.contains($0.amount) } ?? false
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
  var unavailable: HTTPProblem? {
    if let refusal = verdict.refusal { return RefusalTranslation.problem(for: refusal) }
    if plans.contains(where: \.isSold) { return nil }
    // One reason for all plans is the room type's own.
    let reasons = plans.compactMap(\.refusal).map { RefusalTranslation.problem(for: $0) }
    guard let first = reasons.first, reasons.allSatisfy({ $0.code == first.code }) else {
      return HTTPProblem(.notOffered, detail: "no plan that you asked for is sold for this stay")
    }
    return first
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
      let obstacle = unavailable
      $0.field("unavailable", obstacle?.code)
      if let detail = obstacle?.detail { $0.field("unavailable_detail", detail) }
      if let night = obstacle?.night { $0.field("unavailable_night", night) }
      $0.array("rate_plans") { list in for plan in plans { plan.write(to: &list) } }
    }
  }
}

extension AvailabilityOffer {
  /// Where an offer stands among others sorted by price; what can't be had stands last.
  struct Place: Hashable, Comparable {
    /// Negative when the dearest comes first.
    var price: Int
    var roomType: String

    static func < (left: Place, right: Place) -> Bool {
      (left.price, left.roomType) < (right.price, right.roomType)
    }
  }

  func place(isFalling: Bool) -> Place {
    let prices = plans.filter(\.isSold).compactMap { $0.price?.amount }
    let cheapest = isSellable ? prices.min() : nil
    return Place(
      price: cheapest.map { isFalling ? -$0 : $0 } ?? Int.max,
      roomType: roomType.rawValue,
    )
  }
}

extension AvailabilityOffer.Place {
  var cursor: String { "\(price).\(roomType)" }

  init?(cursor: String) {
    let parts = cursor.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let price = Int(parts[0]) else { return nil }
    self.init(price: price, roomType: String(parts[1]))
  }
}

extension HTTPProblem {
  /// The night that a refusal names.
  fileprivate var night: String? {
    guard case .string(let night)? = extensions.first(where: { $0.name == "night" })?.value else {
      return nil
    }
    return night
  }
}

extension PlanVerdict {
  /// The whole stay's price; nil when nobody has said who travels, or it isn't sold.
  var price: Yen? {
    if case .success(let terms) = terms { terms.quote?.total } else { nil }
  }

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
      case .failure(.quote(let refusal)):
        $0.field("unavailable", refusal.code)
        $0.field("unavailable_detail", refusal.sentence)
      case .failure(let refusal):
        let problem = RefusalTranslation.problem(for: refusal)
        $0.field("unavailable", problem.code)
        if let detail = problem.detail { $0.field("unavailable_detail", detail) }
      }
    }
  }
}
