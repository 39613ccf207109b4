/// Why a plan is not sold for a stay and a party; each case carries what a sentence about it needs.
package enum QuoteRefusal: Error, Hashable, Sendable {
  /// The plan belongs to another room type.
  case planOfOtherRoomType(plan: RatePlanID, roomType: RoomTypeID)
  /// Fewer than one room, or more than the inn has of this kind.
  case tooManyRooms(rooms: Int, available: Int)
  /// Every room needs an adult.
  case roomWithoutAdult(rooms: Int, adults: Int)
  /// Guests who need a place (adults, and children with bedding) against places in these rooms.
  case tooManyGuests(guests: Int, places: Int)
  /// The plan has no class for this age; `accepted` are the ages of children that it takes.
  case childNotAccepted(age: Int, accepted: [ClosedRange<Int>])
  /// The plan takes the age, but not with these meals and bedding; `offered` are its classes for
  /// the age.
  case childServiceNotOffered(child: Party.Child, offered: [ChildClass.Code])
  /// The room isn't sold to so few or so many; `offered` are the numbers it is sold to.
  case noPriceForOccupancy(occupancy: Int, offered: [Int])
  case minStay(nights: Int, required: Int)
  case maxStay(nights: Int, allowed: Int)
  case closedToArrival(date: CivilDate)
  case closedToDeparture(date: CivilDate)
  case stopSell(night: CivilDate)
  /// The plan doesn't exist on this night.
  case notOffered(night: CivilDate)
  /// The plan could be booked until `deadline`.
  case pastCutoff(deadline: Timestamp)

  /// Stable names for `code` in a problem+json, for statistics, and for prompts.
  package enum Code: String, CaseIterable, Codable, Sendable {
    case planOfOtherRoomType = "plan_of_other_room_type"
    case tooManyRooms = "too_many_rooms"
    case roomWithoutAdult = "room_without_adult"
    case tooManyGuests = "too_many_guests"
    case childNotAccepted = "child_not_accepted"
    case childServiceNotOffered = "child_service_not_offered"
    case noPriceForOccupancy = "no_price_for_occupancy"
    case minStay = "min_stay"
    case maxStay = "max_stay"
    case closedToArrival = "closed_to_arrival"
    case closedToDeparture = "closed_to_departure"
    case stopSell = "stop_sell"
    case notOffered = "not_offered"
    case pastCutoff = "past_cutoff"
  }

  package var code: Code {
    switch self {
    case .planOfOtherRoomType: .planOfOtherRoomType
    case .tooManyRooms: .tooManyRooms
    case .roomWithoutAdult: .roomWithoutAdult
    case .tooManyGuests: .tooManyGuests
    case .childNotAccepted: .childNotAccepted
    case .childServiceNotOffered: .childServiceNotOffered
    case .noPriceForOccupancy: .noPriceForOccupancy
    case .minStay: .minStay
    case .maxStay: .maxStay
    case .closedToArrival: .closedToArrival
    case .closedToDeparture: .closedToDeparture
    case .stopSell: .stopSell
    case .notOffered: .notOffered
    case .pastCutoff: .pastCutoff
    }
  }
}
