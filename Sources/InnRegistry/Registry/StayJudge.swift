import Synchronization

/// Judges room types for one wish of one channel at one moment, as booking would.
///
/// What the index knows is taken from the hit; the database is asked only for what it can't know
/// (caps, allotments, open requests, why a night is restricted), and only where a rule needs it.
package final class StayJudge {
  private let registry: Registry
  private let catalogue: Catalogue
  private let channel: Channel
  private let wish: StayWish
  private let now: Timestamp
  /// Read once a search, for all its inns.
  private let waiting = Mutex<[InnID: Int]?>(nil)

  /// - Parameters:
  ///   - catalogue: the moment of the listings that the search looks at.
  ///   - channel: as the catalogue has it.
  package init(
    _ registry: Registry,
    catalogue: Catalogue,
    channel: Channel,
    wish: StayWish,
    now: Timestamp,
  ) {
    self.registry = registry
    self.catalogue = catalogue
    self.channel = channel
    self.wish = wish
    self.now = now
  }

  /// What the channel would get of a room type, plan by plan.
  ///
  /// - Parameter accepts: which plans come into question.
  /// - Throws: ``DatabaseError``.
  package func verdict(
    on hit: SearchIndex.Hit,
    of listing: InnListing,
    _ room: RoomListing,
    plans accepts: (RatePlan) -> Bool = { _ in true },
  ) throws -> RoomVerdict {
    let rules = rules(listing, room, hit)
    let nights = hit.nights.lazy.map { SaleNight($0) }
    let confidence = rules.confidence(nights)
    let isSuspended = channel.isSuspended
    let refusal = try StayJudge.refusal {
      if isSuspended { throw BookingRefusal.channelSuspended }
      try rules.checkRoom(wish)
      try rules.checkStock(wish, nights)
    }
    return RoomVerdict(
      listing: listing,
      room: room,
      refusal: refusal,
      remaining: try rules.shown(nights, wish.stay),
      asOf: hit.asOf,
      source: hit.source,
      confidence: confidence,
      plans: try room.plans.filter(accepts).map { plan in
        PlanVerdict(plan: plan, terms: try terms(of: plan, rules, confidence))
      },
    )
  }

  private func terms(of plan: RatePlan, _ rules: SaleRules, _ confidence: Confidence) throws
    -> Result<PlanVerdict.Terms, BookingRefusal>
  {
    do {
      let quote = try rules.price(wish, plan)
      try rules.checkKitchen(wish, plan)
      let selling = try rules.selling(wish.stay, plan, confidence)
      return .success(PlanVerdict.Terms(quote: quote, selling: selling))
    } catch let refusal as BookingRefusal {
      return .failure(refusal)
    }
  }

  private static func refusal(_ check: () throws -> Void) throws -> BookingRefusal? {
    do {
      try check()
      return nil
    } catch let refusal as BookingRefusal {
      return refusal
    }
  }

  private func rules(_ listing: InnListing, _ room: RoomListing, _ hit: SearchIndex.Hit)
    -> SaleRules
  {
    let (inn, channel, registry) = (listing.inn.id, channel, registry)
    return SaleRules(
      listing: listing,
      room: room,
      channel: channel,
      allotment: catalogue.allotment(of: channel, at: inn),
      taxes: catalogue.taxes(at: listing.inn),
      now: now,
      facts: SaleFacts(
        restrictions: { stay in
          guard hit.isRestricted else { return [:] }
          return try registry.read {
            try NightTable.restrictions(room.key, stay.checkIn..<(stay.checkOut + 1), $0)
          }
        },
        load: { night in
          try registry.read { try SaleTable.load(of: inn, on: night, except: nil, $0) }
        },
        taken: { stay in
          try registry.read {
            try SaleTable.taken(by: channel.id, at: inn, nights: stay.nights, except: nil, $0)
          }
        },
        openRequests: { [self] in try openRequests()[inn] ?? 0 },
      ),
    )
  }

  private func openRequests() throws -> [InnID: Int] {
    if let known = waiting.withLock({ $0 }) { return known }
    let found = try registry.read { try SaleTable.openRequests(of: channel.id, $0) }
    waiting.withLock { $0 = found }
    return found
  }
}

/// What of a channel its searches depend on: two with equal views get equal answers.
package struct ChannelView: Hashable, Sendable {
  private let isTrainingOnly: Bool
  private let maxRoomsShown: Int
  /// Nil unless something of its own holds the channel back: an allotment, too many open requests.
  private let own: ChannelID?

  fileprivate init(_ channel: Channel, isHeldBack: Bool) {
    isTrainingOnly = channel.isTrainingOnly
    maxRoomsShown = channel.maxRoomsShown
    own = isHeldBack ? channel.id : nil
  }
}

extension Registry {
  /// What a channel's searches depend on besides the registry and the time.
  ///
  /// - Throws: ``DatabaseError``.
  package func view(of channel: Channel, in catalogue: Catalogue) throws -> ChannelView {
    if channel.isSuspended || catalogue.isAllotted(channel) {
      return ChannelView(channel, isHeldBack: true)
    }
    let open = try read { try SaleTable.openRequests(of: channel.id, $0) }
    let isHeldBack = open.values.contains { $0 >= channel.maxOpenRequests }
    return ChannelView(channel, isHeldBack: isHeldBack)
  }
}

/// What a channel would get of one room type for a stay.
package struct RoomVerdict: Sendable {
  package var listing: InnListing
  package var room: RoomListing
  /// Why nothing of the room type is sold, whatever the plan; nil when it is to be had.
  package var refusal: BookingRefusal?
  /// Rooms on the stay's scarcest night, as the channel may see them.
  package var remaining: Int
  /// The oldest word of the stay's nights.
  package var asOf: Timestamp
  package var source: NightSource
  /// Stale when one night is: then nothing is confirmed at once.
  package var confidence: Confidence
  package var plans: [PlanVerdict]

  package var isSold: Bool { refusal == nil && plans.contains(where: \.isSold) }
}

/// What a channel would get under one plan, as far as the room type itself is to be had.
package struct PlanVerdict: Sendable {
  package var plan: RatePlan
  package var terms: Result<Terms, BookingRefusal>

  package struct Terms: Sendable {
    /// Nil when nobody has said who travels.
    package var quote: Quote?
    package var selling: BookingOffer.Selling
  }

  package var isSold: Bool {
    if case .success = terms { true } else { false }
  }

  package var isInstant: Bool {
    if case .success(let terms) = terms { terms.selling == .instant } else { false }
  }
}
