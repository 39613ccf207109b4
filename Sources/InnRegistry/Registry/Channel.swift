/// A way by which bookings come in: a travel platform or the office itself.
package struct Channel: Hashable, Codable, Sendable {
  package var id: ChannelID
  package var name: String
  /// Sees and books training inns only.
  package var isTrainingOnly: Bool
  package var isSuspended: Bool
  /// Requests waiting for one inn at once, so that pending requests can't block it.
  package var maxOpenRequests: Int
  /// Holds at once over all inns.
  package var maxHolds: Int
  /// The most rooms of a type and night that the channel is shown and may take in one booking,
  /// 1...250.
  package var maxRoomsShown: Int
  /// The most rooms of a type that the channel may have sold and held on one night, where no
  /// ``ChannelAllotment`` of the room type says otherwise; nil for no limit, 0 sells nothing.
  package var maxRoomsANight: Int?
  /// What the channel keeps of the price of lodging and meals, in hundredths of a percent, as the
  /// inns agreed with it; a booking keeps the share that held when it was made or amended.
  ///
  /// Zero unless somebody says otherwise: brokering for reward may need a registration under the
  /// travel business law (旅行業法).
  package var commission: Int
  /// The channel's registration under that law (旅行業登録番号), as it is printed; nil where the office
  /// knows none.
  package var registrationNumber: String?

  package static let defaultMaxOpenRequests = 5
  package static let defaultMaxHolds = 200
  /// Nothing to half of the price; more is a slip of a digit.
  package static let commissionRange = 0...5000

  package init(
    id: ChannelID,
    name: String,
    isTrainingOnly: Bool = false,
    isSuspended: Bool = false,
    maxOpenRequests: Int = Channel.defaultMaxOpenRequests,
    maxHolds: Int = Channel.defaultMaxHolds,
    maxRoomsShown: Int = RoomType.maxRooms,
    maxRoomsANight: Int? = nil,
    commission: Int = 0,
    registrationNumber: String? = nil,
  ) {
    self.id = id
    self.name = name
    self.isTrainingOnly = isTrainingOnly
    self.isSuspended = isSuspended
    self.maxOpenRequests = maxOpenRequests
    self.maxHolds = maxHolds
    self.maxRoomsShown = maxRoomsShown
    self.maxRoomsANight = maxRoomsANight
    self.commission = commission
    self.registrationNumber = registrationNumber
  }

  /// The office itself: bookings taken by telephone and at the counter.
  package static let office = ChannelID(trusted: "office")
}
