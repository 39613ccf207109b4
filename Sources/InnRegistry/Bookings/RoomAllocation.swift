/// A guest as the plan prices him or her.
struct PricedGuest: Hashable {
  /// Completed years; nil for 18 and over.
  var age: Int?
  /// Nil for everybody who pays as an adult.
  var childClass: ChildClass?

  /// Takes one of the places of the room's capacity.
  var takesPlace: Bool { childClass?.bedding ?? true }
  var countsForOccupancy: Bool { childClass?.countsForOccupancy ?? true }
}

/// Who sleeps in which room, as far as the price needs it.
///
/// Rule: every room has an adult. Adults are dealt evenly, the first rooms taking one more. Then
/// come the younger guests, oldest first, each into the room with the fewest places taken, then
/// the fewest who count for the occupancy price, then the fewest guests, then the first. The
/// keeper may arrange it otherwise on the day; the price doesn't change.
struct RoomAllocation {
  private(set) var rooms: [Room]

  struct Room {
    var guests: [PricedGuest] = []
    var places = 0
    /// The number of guests that the price by occupancy is looked up with.
    var occupancy = 0

    mutating func add(_ guest: PricedGuest) {
      guests.append(guest)
      if guest.takesPlace { places += 1 }
      if guest.countsForOccupancy { occupancy += 1 }
    }
  }

  /// Spreads a party over `count` rooms of `capacity` places each.
  ///
  /// `younger` are the guests below 18, oldest first.
  init(
    adults: Int,
    younger: [PricedGuest],
    rooms count: Int,
    capacity: Int,
  ) throws(QuoteRefusal) {
    guard count <= adults else { throw .roomWithoutAdult(rooms: count, adults: adults) }
    let guests = adults + younger.reduce(0) { $0 + ($1.takesPlace ? 1 : 0) }
    guard guests <= count * capacity else {
      throw .tooManyGuests(guests: guests, places: count * capacity)
    }
    rooms = (0..<count).map { index in
      var room = Room()
      for _ in 0..<(adults / count + (index < adults % count ? 1 : 0)) { room.add(PricedGuest()) }
      return room
    }
    // Those who need a place go first, so that sharers never push one into a full room.
    for guest in younger.filter(\.takesPlace) + younger.filter({ !$0.takesPlace }) {
      let fewest = rooms.indices.min { rank(rooms[$0]) < rank(rooms[$1]) }
      if let fewest { rooms[fewest].add(guest) }
    }
  }

  private func rank(_ room: Room) -> (Int, Int, Int) {
    (room.places, room.occupancy, room.guests.count)
  }
}
