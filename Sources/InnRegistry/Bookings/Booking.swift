/// Rooms of one type at one inn for one party and stay, from hold to departure.
package struct Booking: Hashable, Sendable {
  package let id: BookingID
  /// Six digits to be read out and keyed; a label, never a credential.
  package let reference: BookingReference
  package let inn: InnID
  package let roomType: RoomTypeID
  package let channel: ChannelID
  /// The channel's own reference, unique in the channel.
  package var channelReference: String?
  package let createdAt: Timestamp
  package var ratePlan: RatePlanID
  package var stay: Stay
  package var rooms: Int
  package var party: Party
  package var guest: Guest
  package var arrival: TimeOfDay?
  /// Dinners on each night, as agreed: what the kitchen's cap counts.
  package var dinners: Int
  package var quote: Quote
  /// As it stood at booking.
  package var cancellation: CancellationPolicy
  package var state: BookingState
  /// Counts changes, from 1; the compare-and-swap of every transition.
  package var revision: Int
  /// The revision at which stay, rooms or party last changed: what a keeper must have heard.
  package var stayRevision: Int
  /// Whether somebody at the inn has heard of ``stayRevision``.
  package var isHeard: Bool
  package var changedAt: Timestamp
  /// What the guest owes for cancelling, once cancelled.
  package var cancellationFee: Yen?
}

/// What is known of a guest.
///
/// Erased after the retention time; never part of the log, never a passport number.
package struct Guest: Hashable, Sendable {
  package var name: GuestName
  package var phone: String?
  package var email: String?
  /// BCP 47 tag of the language notices are written in.
  package var language: String
  /// ISO 3166-1 alpha-2 of residence.
  package var country: String?
  /// ISO 3166-2:JP of residence, for guests from Japan.
  package var prefecture: String?
  /// Diet and allergies, in the guest's words.
  package var diet: String?
  package var notes: String?

  package init(
    name: GuestName,
    phone: String? = nil,
    email: String? = nil,
    language: String = "ja",
    country: String? = nil,
    prefecture: String? = nil,
    diet: String? = nil,
    notes: String? = nil,
  ) {
    self.name = name
    self.phone = phone
    self.email = email
    self.language = language
    self.country = country
    self.prefecture = prefecture
    self.diet = diet
    self.notes = notes
  }
}
