/// The most rooms that a channel may have sold and held on one night at an inn.
///
/// A platform that fails, or sells faster than an inn can bear, is held back here; what it may take
/// is counted from its own live bookings, so a room that comes back is its own again.
package struct ChannelAllotment: Hashable, Codable, Sendable {
  package var channel: ChannelID
  package var inn: InnID
  /// Nil limits all the inn's rooms together.
  package var roomType: RoomTypeID?
  /// 0 sells nothing.
  package var rooms: Int

  package init(channel: ChannelID, inn: InnID, roomType: RoomTypeID? = nil, rooms: Int) {
    self.channel = channel
    self.inn = inn
    self.roomType = roomType
    self.rooms = rooms
  }

  /// Rooms of all types of one inn together.
  package static let range = 0...RoomType.maxRooms * Listing.maxRoomTypes

  /// What limits one channel at one inn.
  package struct Limits: Hashable, Sendable {
    /// All rooms of the inn together; nil for no limit.
    package var inn: Int?
    package var byRoomType: [RoomTypeID: Int]
    /// Of a room type that has no limit of its own: what the channel may take anywhere.
    package var usual: Int?

    package init(inn: Int? = nil, byRoomType: [RoomTypeID: Int] = [:], usual: Int? = nil) {
      self.inn = inn
      self.byRoomType = byRoomType
      self.usual = usual
    }

    package var isUnlimited: Bool { inn == nil && byRoomType.isEmpty && usual == nil }

    /// Rooms of a type that may still be taken, given what the channel has taken of the night.
    package func left(of roomType: RoomTypeID, taken: [RoomTypeID: Int]) -> Int {
      var left = Int.max
      if let limit = byRoomType[roomType] ?? usual { left = limit - (taken[roomType] ?? 0) }
      if let inn { left = min(left, inn - taken.values.reduce(0, +)) }
      return max(0, left)
    }
  }
}
