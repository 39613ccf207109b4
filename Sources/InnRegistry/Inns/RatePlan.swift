/// Price and meal rules under which a room type is sold.
package struct RatePlan: Hashable, Codable, Sendable {
  package var id: RatePlanID
  package var roomType: RoomTypeID
  /// As the keeper calls it: 1泊2食.
  package var name: String
  package var nameEnglish: String
  package var meals: MealPlan
  package var selling: SellingMode
  package var cutoff: Cutoff
  package var prices: PriceTable
  package var cancellation: CancellationPolicy

  package init(
    id: RatePlanID,
    roomType: RoomTypeID,
    name: String,
    nameEnglish: String,
    meals: MealPlan,
    selling: SellingMode,
    cutoff: Cutoff,
    prices: PriceTable,
    cancellation: CancellationPolicy,
  ) {
    self.id = id
    self.roomType = roomType
    self.name = name
    self.nameEnglish = nameEnglish
    self.meals = meals
    self.selling = selling
    self.cutoff = cutoff
    self.prices = prices
    self.cancellation = cancellation
  }
}

package enum MealPlan: String, CaseIterable, Codable, Sendable {
  /// 素泊まり
  case roomOnly = "room_only"
  /// 朝食付
  case breakfast
  /// 1泊2食
  case halfBoard = "half_board"
}

package enum SellingMode: String, CaseIterable, Codable, Sendable {
  /// 即時予約: confirmed at once on a fresh night.
  case instant
  /// リクエスト予約: the keeper decides.
  case onRequest = "on_request"
}

/// The latest time at which a stay may be booked, counted from its check-in.
package struct Cutoff: Hashable, Codable, Sendable {
  /// Days before check-in, 0 for the same day.
  package var daysBefore: Int
  package var time: TimeOfDay

  package init(daysBefore: Int, time: TimeOfDay) {
    self.daysBefore = daysBefore
    self.time = time
  }

  package func instant(for checkIn: CivilDate) -> Timestamp {
    TokyoTime.instant(checkIn - daysBefore, minute: time.minutes)
  }
}
