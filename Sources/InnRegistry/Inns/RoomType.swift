/// Rooms of an inn that are sold alike; most inns have one kind.
package struct RoomType: Hashable, Codable, Sendable {
  package var id: RoomTypeID
  package var inn: InnID
  /// As the keeper calls it: 和室.
  package var name: String
  /// Katakana reading, for the telephone.
  package var kana: String
  package var nameEnglish: String
  /// Rooms of this kind in the building, at most ``maxRooms``.
  ///
  /// What is said to be free may not be more.
  package var rooms: Int
  /// Guests that one room takes, children with bedding included.
  package var capacity: Int

  /// Largest number of rooms of a kind: the search index keeps a night in one byte, and 254 is
  /// beyond any inn without a front desk (255 marks a night with no row).
  package static let maxRooms = 250
  /// Largest room, in guests: a dormitory or a hall.
  package static let maxCapacity = 50

  package init(
    id: RoomTypeID,
    inn: InnID,
    name: String,
    kana: String,
    nameEnglish: String,
    rooms: Int,
    capacity: Int,
  ) {
    self.id = id
    self.inn = inn
    self.name = name
    self.kana = kana
    self.nameEnglish = nameEnglish
    self.rooms = rooms
    self.capacity = capacity
  }
}
