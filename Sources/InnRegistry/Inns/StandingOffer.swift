/// What an inn sells on nights about which its keeper has said nothing: «two rooms every night but
/// Sunday».
package struct StandingOffer: Hashable, Codable, Sendable {
  package var roomType: RoomTypeID
  /// Rooms for each weekday on which the night begins, Sunday first; seven numbers.
  package var roomsByWeekday: [Int]
  /// When the keeper last said or confirmed it.
  package var asOf: Timestamp

  /// Fails unless there are seven numbers in 0...``RoomType/maxRooms``.
  package init?(roomType: RoomTypeID, roomsByWeekday: [Int], asOf: Timestamp) {
    guard roomsByWeekday.count == Weekday.allCases.count,
      roomsByWeekday.allSatisfy({ (0...RoomType.maxRooms).contains($0) })
    else { return nil }
    self.roomType = roomType
    self.roomsByWeekday = roomsByWeekday
    self.asOf = asOf
  }

  package func rooms(on night: CivilDate) -> Int { roomsByWeekday[night.weekday.rawValue] }
}

/// A run of nights on which an inn (休業) or one of its room types is shut; outranks every number.
package struct Closure: Hashable, Codable, Sendable {
  package var id: ClosureID
  package var inn: InnID
  package var firstNight: CivilDate
  /// Included.
  package var lastNight: CivilDate
  package var source: NightSource
  /// Nil for the whole inn, as a keeper or the office closes it; another platform's calendar closes
  /// one room type.
  package var roomType: RoomTypeID?

  /// Longest closure, in nights: a winter and then some; what is longer is a listing to be taken
  /// off.
  package static let maxNights = 366

  /// Fails when the range is empty or longer than ``maxNights``.
  package init?(
    id: ClosureID,
    inn: InnID,
    firstNight: CivilDate,
    lastNight: CivilDate,
    source: NightSource,
    roomType: RoomTypeID? = nil,
  ) {
    guard (1...Closure.maxNights).contains(lastNight - firstNight + 1) else { return nil }
    self.id = id
    self.inn = inn
    self.firstNight = firstNight
    self.lastNight = lastNight
    self.source = source
    self.roomType = roomType
  }

  package func covers(_ night: CivilDate) -> Bool { firstNight <= night && night <= lastNight }

  /// Whether it shuts a room type: with the whole inn, or by itself.
  package func shuts(_ room: RoomTypeID) -> Bool { roomType == nil || roomType == room }
}

/// A name of a closure.
package typealias ClosureID = Identifier<Closure>
