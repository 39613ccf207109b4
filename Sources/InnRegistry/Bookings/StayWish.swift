/// A stay that somebody would like to buy, whatever the room type and plan.
package struct StayWish: Hashable, Sendable {
  package var stay: Stay
  package var rooms: Int
  /// Nil while nobody has said who travels: then nothing is priced, and the inn's caps are asked
  /// whether one guest more can come.
  package var party: Party?
  package var collection: Quote.Collection

  package init(
    stay: Stay,
    rooms: Int,
    party: Party?,
    collection: Quote.Collection = .atInn,
  ) {
    self.stay = stay
    self.rooms = rooms
    self.party = party
    self.collection = collection
  }
}

extension QuoteRequest {
  var wish: StayWish {
    StayWish(stay: stay, rooms: rooms, party: party, collection: collection)
  }
}
