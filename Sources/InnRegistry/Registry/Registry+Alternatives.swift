/// Other stays for guests whose inn said no, or nothing.
extension Registry {
  /// Room types looked at in one place and on one set of dates: more than all inns of an area, few
  /// enough that an answer takes milliseconds.
  private static let roomTypesLookedAt = 60

  /// Up to `limit` stays for the same party that can be booked now, one an inn, nearest first.
  ///
  /// Nearest in place (the inn itself where that makes sense, its area, its municipality, the
  /// region), then in dates (the same, one day, two days away), then in meals and price. Guests of
  /// training inns are sent to training inns only, and no real guest to one.
  ///
  /// - Throws: ``DatabaseError``.
  package func alternatives(
    to booking: Booking,
    limit: Int = Alternative.customaryLimit,
  ) throws -> [Alternative] {
    let catalogue = catalogue
    guard let listing = catalogue[booking.inn] else { return [] }
    let wish = AlternativeWish(
      wanted: QuoteRequest(
        ratePlan: booking.ratePlan,
        stay: booking.stay,
        rooms: booking.rooms,
        party: booking.party,
        collection: booking.quote.collection,
      ),
      inn: listing.inn,
      meals: catalogue.plan(booking.ratePlan)?.2.meals ?? .roomOnly,
      price: booking.quote.price,
    )
    let offerable = booking.offerableAtSameInn
    return try alternatives(to: wish, channel: booking.channel, limit: limit) { inn, plan in
      guard inn.id == booking.inn else { return inn.isTraining == listing.inn.isTraining }
      return switch offerable {
      case .nothing: false
      case .fewerMeals: plan.meals.isLess(than: wish.meals)
      case .anything: true
      }
    }
  }

  /// The same for any wish; `accept` says which plans of which inns come into question.
  package func alternatives(
    to wish: AlternativeWish,
    channel: ChannelID,
    limit: Int = Alternative.customaryLimit,
    accept: (Inn, RatePlan) -> Bool,
  ) throws -> [Alternative] {
    try looking { transaction in
      var found: [Alternative] = []
      var inns: Set<InnID> = []
      for nearness in Alternative.Nearness.allCases {
        for shifts in AlternativeWish.shifts where found.count < limit {
          var candidates: [AlternativeWish.Candidate] = []
          for shift in shifts {
            candidates += self.candidates(
              for: wish,
              nearness,
              shift,
              transaction.catalogue,
              accept: accept,
            )
          }
          for candidate in wish.ranked(candidates) where !inns.contains(candidate.inn) {
            if found.count >= limit { break }
            guard let offer = try transaction.offer(candidate, wish, channel) else { continue }
            inns.insert(candidate.inn)
            let days = candidate.stay.checkIn - wish.wanted.stay.checkIn
            found.append(Alternative(offer: offer, nearness: nearness, daysShifted: days))
          }
        }
      }
      return found
    }
  }

  /// Plans of room types with enough rooms left, priced; whether they are sold is asked later.
  private func candidates(
    for wish: AlternativeWish,
    _ nearness: Alternative.Nearness,
    _ shift: Int,
    _ catalogue: Catalogue,
    accept: (Inn, RatePlan) -> Bool,
  ) -> [AlternativeWish.Candidate] {
    guard let stay = wish.stay(shifted: shift) else { return [] }
    let wanted = wish.wanted
    func isWanted(_ inn: Inn) -> Bool { wish.nearness(of: inn) == nearness }
    let place: SearchIndex.Query.Place =
      switch nearness {
      case .sameInn: .rooms(catalogue[wish.inn]?.rooms.map(\.key) ?? [])
      case .sameArea: .area(wish.area)
      case .sameMunicipality:
        .rooms(catalogue.sorted.filter { isWanted($0.inn) }.flatMap { $0.rooms.map(\.key) })
      case .sameRegion: .everywhere
      }
    let query = SearchIndex.Query(
      stay: stay,
      rooms: wanted.rooms,
      guestsPerRoom: max(1, (wanted.party.adults + wanted.rooms - 1) / max(wanted.rooms, 1)),
      place: place,
      limit: Registry.roomTypesLookedAt,
    )
    let hits = index.search(query) { hit in
      guard let listing = catalogue[hit.inn], isWanted(listing.inn) else { return false }
      return listing.rooms.contains { room in room.plans.contains { accept(listing.inn, $0) } }
    }
    return hits.flatMap { hit -> [AlternativeWish.Candidate] in
      guard let (listing, room) = catalogue.roomType(hit.roomType) else { return [] }
      let taxes = catalogue.taxes(at: listing.inn)
      return room.plans.filter { accept(listing.inn, $0) }.compactMap { plan in
        let quote = try? Quote.make(
          plan: plan,
          roomType: room.roomType,
          stay: stay,
          rooms: wanted.rooms,
          party: wanted.party,
          taxes: taxes,
        )
        return quote.map {
          AlternativeWish.Candidate(
            inn: listing.inn.id,
            plan: plan.id,
            meals: plan.meals,
            stay: stay,
            nearness: nearness,
            price: $0.price,
          )
        }
      }
    }
  }
}

extension Transaction {
  /// The candidate as it would be sold now; nil when it would not.
  fileprivate func offer(
    _ candidate: AlternativeWish.Candidate,
    _ wish: AlternativeWish,
    _ channel: ChannelID,
  ) throws -> BookingOffer? {
    var wanted = wish.wanted
    wanted.ratePlan = candidate.plan
    wanted.stay = candidate.stay
    do {
      return try offer(wanted, channel)
    } catch is BookingRefusal {
      // Whatever the reason: this one is not sold, the next is looked at.
      return nil
    }
  }
}
