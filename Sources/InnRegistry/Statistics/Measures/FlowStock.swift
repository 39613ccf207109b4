/// Rooms and beds of an inn, from a night on.
package struct FlowStock: Hashable, Codable, Sendable {
  package struct RoomType: Hashable, Codable, Sendable {
    package var id: RoomTypeID
    package var rooms: Int
    /// Guests that one room takes.
    package var capacity: Int

    package init(id: RoomTypeID, rooms: Int, capacity: Int) {
      self.id = id
      self.rooms = rooms
      self.capacity = capacity
    }
  }

  package var roomTypes: [RoomType]
  /// False from the night on which it was taken off the list.
  package var isListed: Bool

  package init(roomTypes: [RoomType], isListed: Bool = true) {
    self.roomTypes = roomTypes
    self.isListed = isListed
  }
}

/// Closed nights of an inn or one of its room types, last night included.
package struct FlowClosure: Hashable, Sendable {
  package var id: ClosureID
  package var inn: InnID
  package var roomType: RoomTypeID?
  package var nights: ClosedRange<CivilDate>

  package init(id: ClosureID, inn: InnID, roomType: RoomTypeID?, nights: ClosedRange<CivilDate>) {
    self.id = id
    self.inn = inn
    self.roomType = roomType
    self.nights = nights
  }
}

/// What an inn had to sell on the nights of some time: every night counts its rooms (gross); a closed
/// one does not count net.
package struct FlowCapacity: Hashable, Sendable {
  package var roomNights = 0
  package var openRoomNights = 0
  package var bedNights = 0
  package var openBedNights = 0
  /// Nights on which the inn was listed.
  package var listedNights = 0

  package init() {}

  /// - Parameters:
  ///   - stock: what held from which night on, oldest first.
  ///   - closures: of this inn.
  package init(
    nights: Range<CivilDate>,
    stock: [(from: CivilDate, stock: FlowStock)],
    closures: [FlowClosure],
  ) {
    var position = -1
    for night in nights {
      while position + 1 < stock.count, stock[position + 1].from <= night { position += 1 }
      guard position >= 0, stock[position].stock.isListed else { continue }
      listedNights += 1
      let shut = closures.filter { $0.nights.contains(night) }
      for type in stock[position].stock.roomTypes {
        roomNights += type.rooms
        bedNights += type.rooms * type.capacity
        if shut.contains(where: { $0.roomType == nil || $0.roomType == type.id }) { continue }
        openRoomNights += type.rooms
        openBedNights += type.rooms * type.capacity
      }
    }
  }

  package static func += (left: inout FlowCapacity, right: FlowCapacity) {
    left.roomNights += right.roomNights
    left.openRoomNights += right.openRoomNights
    left.bedNights += right.bedNights
    left.openBedNights += right.openBedNights
    left.listedNights += right.listedNights
  }
}
