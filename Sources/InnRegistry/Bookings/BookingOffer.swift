/// What a channel wants to know the price and terms of; a booking without the guest.
package struct QuoteRequest: Hashable, Sendable {
  package var ratePlan: RatePlanID
  package var stay: Stay
  package var rooms: Int
  package var party: Party
  package var collection: Quote.Collection

  package init(
    ratePlan: RatePlanID,
    stay: Stay,
    rooms: Int,
    party: Party,
    collection: Quote.Collection = .atInn,
  ) {
    self.ratePlan = ratePlan
    self.stay = stay
    self.rooms = rooms
    self.party = party
    self.collection = collection
  }
}

extension BookingRequest {
  /// The request without the guest.
  package var wanted: QuoteRequest {
    QuoteRequest(
      ratePlan: ratePlan,
      stay: stay,
      rooms: rooms,
      party: party,
      collection: collection,
    )
  }
}

/// What a channel would get if it booked now; nothing is kept for it.
package struct BookingOffer: Hashable, Sendable {
  package var inn: InnID
  package var roomType: RoomTypeID
  package var ratePlan: RatePlanID
  package var stay: Stay
  package var rooms: Int
  package var quote: Quote
  package var cancellation: CancellationPolicy
  package var selling: Selling
  /// Rooms left on the stay's scarcest night, as many as the channel may see.
  package var remaining: Int
  /// The oldest word about the stay's nights.
  package var asOf: Timestamp

  package enum Selling: Hashable, Sendable {
    /// Booking confirms at once.
    case instant
    /// The keeper decides, until the deadline.
    case onRequest(deadline: Timestamp)
  }
}

// MARK: - What a channel is shown

extension Channel {
  /// Rooms as the channel may see them: never more than its limit, so that nobody reads an inn's
  /// occupancy from the hub.
  package func shown(remaining: Int) -> Int {
    isSuspended ? 0 : min(max(remaining, 0), maxRoomsShown)
  }

  /// Whether the channel sees an inn at all.
  package func sees(_ listing: InnListing) -> Bool {
    listing.isShown && (listing.inn.isTraining || !isTrainingOnly)
  }
}
