/// What a channel asks for when it books.
package struct BookingRequest: Hashable, Sendable {
  package var ratePlan: RatePlanID
  package var stay: Stay
  package var rooms: Int
  package var party: Party
  package var guest: Guest
  package var arrival: TimeOfDay?
  package var collection: Quote.Collection
  package var channelReference: String?

  package init(
    ratePlan: RatePlanID,
    stay: Stay,
    rooms: Int,
    party: Party,
    guest: Guest,
    arrival: TimeOfDay? = nil,
    collection: Quote.Collection = .atInn,
    channelReference: String? = nil,
  ) {
    self.ratePlan = ratePlan
    self.stay = stay
    self.rooms = rooms
    self.party = party
    self.guest = guest
    self.arrival = arrival
    self.collection = collection
    self.channelReference = channelReference
  }
}
