/// What a platform knows of a sale only when it turns its hold into a booking.
package struct HoldDetails: Hashable, Sendable {
  package var guest: Guest
  package var arrival: TimeOfDay?
  package var channelReference: String?

  package init(guest: Guest, arrival: TimeOfDay? = nil, channelReference: String? = nil) {
    self.guest = guest
    self.arrival = arrival
    self.channelReference = channelReference
  }
}

extension Transaction {
  /// Keeps rooms for a guest who has not given a name yet.
  ///
  /// - Parameter time: up to ``longestHold``.
  package func hold(_ wanted: QuoteRequest, channel: ChannelID, for time: Span) throws -> Booking {
    let request = BookingRequest(
      ratePlan: wanted.ratePlan,
      stay: wanted.stay,
      rooms: wanted.rooms,
      party: wanted.party,
      guest: Guest(name: .erased),
      collection: wanted.collection,
    )
    return try hold(request, channel: channel, for: time)
  }

  /// Writes what was not known when the rooms were held; the caller makes the transition.
  func complete(_ held: inout Booking, with details: HoldDetails) throws {
    if details.channelReference != held.channelReference {
      try checkChannelReference(details.channelReference, held.channel)
    }
    held.guest = details.guest
    held.arrival = details.arrival ?? held.arrival
    held.channelReference = details.channelReference ?? held.channelReference
    try BookingTable.updateGuest(held, db)
  }
}
