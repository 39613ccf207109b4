import InnRegistry
import InnTestSupport
import Testing

/// Every measure, reckoned by hand.
@Suite("Measures of visitor flow")
struct StatisticsMeasureTests {
  static let inn = InnID(trusted: "T01")

  static func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  static func stay(
    _ checkIn: String,
    _ checkOut: String,
    persons: Int = 2,
    rooms: Int = 1,
    origin: String = "JP-02",
    created: String? = nil,
    state: BookingState.Name = .stayed,
    reason: String? = nil,
    prices: [Int] = [],
  ) throws -> FlowBooking {
    FlowBooking(
      inn: inn,
      checkIn: try date(checkIn),
      checkOut: try date(checkOut),
      rooms: rooms,
      persons: persons,
      origin: origin,
      createdOn: try date(created ?? checkIn),
      state: state,
      reason: reason,
      prices: prices,
    )
  }

  /// A sum of several stays.
  static func sum(
    _ bookings: [FlowBooking],
    _ measure: FlowMeasure,
    _ key: String = "",
    in month: String,
  ) throws -> Int {
    var sums = FlowSums()
    for booking in bookings { sums.add(booking.sums) }
    let month = try #require(CivilMonth(month))
    return sums.values[FlowKey(inn: inn, month: month, measure: measure, key: key)] ?? 0
  }

  @Test func aPersonWhoSleepsThreeNightsCountsThreeTimes() throws {
    // Two adults and a child, 10 to 13 August: 3 × 3 guest nights, 3 guests, one room three nights.
    let bookings = [try Self.stay("2026-08-10", "2026-08-13", persons: 3)]
    #expect(try Self.sum(bookings, .guestNights, "JP-02", in: "2026-08") == 9)
    #expect(try Self.sum(bookings, .guests, "JP-02", in: "2026-08") == 3)
    #expect(try Self.sum(bookings, .stayNights, "JP-02", in: "2026-08") == 9)
    #expect(try Self.sum(bookings, .roomNights, in: "2026-08") == 3)
    #expect(try Self.sum(bookings, .dayGuests, "12", in: "2026-08") == 3)
    #expect(try Self.sum(bookings, .dayGuests, "13", in: "2026-08") == 0)
  }

  @Test func aStayOverTheMonthsEndIsSharedByNightAndCountedOnceByCheckIn() throws {
    // 30 July to 2 August, two persons: nights of 30 and 31 July, 1 August.
    let bookings = [
      try Self.stay("2026-07-30", "2026-08-02", origin: "TW", prices: [9000, 9000, 12_000])
    ]
    #expect(try Self.sum(bookings, .guestNights, "TW", in: "2026-07") == 4)
    #expect(try Self.sum(bookings, .guestNights, "TW", in: "2026-08") == 2)
    #expect(try Self.sum(bookings, .guests, "TW", in: "2026-07") == 2)
    #expect(try Self.sum(bookings, .guests, "TW", in: "2026-08") == 0)
    #expect(try Self.sum(bookings, .stayNights, "TW", in: "2026-07") == 6)
    #expect(try Self.sum(bookings, .presentParties, "TW", in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .presentPersons, "TW", in: "2026-08") == 2)
    #expect(try Self.sum(bookings, .revenue, in: "2026-07") == 18_000)
    #expect(try Self.sum(bookings, .revenue, in: "2026-08") == 12_000)
  }

  @Test func aLeapDayIsANight() throws {
    let bookings = [try Self.stay("2028-02-28", "2028-03-01")]
    #expect(try Self.sum(bookings, .guestNights, "JP-02", in: "2028-02") == 4)
    #expect(try Self.sum(bookings, .dayGuests, "29", in: "2028-02") == 2)
    #expect(try Self.sum(bookings, .guestNights, "JP-02", in: "2028-03") == 0)
    #expect(try #require(CivilMonth("2028-02")).nights.count == 29)
  }

  @Test func dayUseCountsNothing() throws {
    let booking = try Self.stay("2026-08-10", "2026-08-10")
    #expect(booking.sums.values.isEmpty)
  }

  @Test func severalRoomsAreOnePartyAndSeveralRoomNights() throws {
    let bookings = [try Self.stay("2026-08-10", "2026-08-12", persons: 7, rooms: 3)]
    #expect(try Self.sum(bookings, .roomNights, in: "2026-08") == 6)
    #expect(try Self.sum(bookings, .guestNights, "JP-02", in: "2026-08") == 14)
    #expect(try Self.sum(bookings, .arrivals, "JP-02", in: "2026-08") == 1)
  }

  @Test func whoStayedAwayIsNoGuest() throws {
    let bookings = [
      try Self.stay("2026-08-10", "2026-08-12", state: .noShow),
      try Self.stay("2026-08-11", "2026-08-12", state: .cancelled, reason: "guest"),
      try Self.stay("2026-08-12", "2026-08-13"),
      try Self.stay("2026-08-12", "2026-08-13", state: .released),
    ]
    #expect(try Self.sum(bookings, .guestNights, "JP-02", in: "2026-08") == 2)
    #expect(try Self.sum(bookings, .booked, in: "2026-08") == 3)
    #expect(try Self.sum(bookings, .noShows, in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .cancelled, "guest", in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .roomNights, in: "2026-08") == 1)
  }

  @Test func leadTimeIsDaysFromBookingToCheckIn() throws {
    let bookings = [
      try Self.stay("2026-08-10", "2026-08-11", created: "2026-08-10"),
      try Self.stay("2026-08-10", "2026-08-11", created: "2026-07-31"),
    ]
    #expect(try Self.sum(bookings, .leadDays, "000", in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .leadDays, "010", in: "2026-08") == 1)
  }

  @Test func requestsAreAnsweredOrNot() throws {
    let asked = TokyoTime.instant(try Self.date("2026-08-01"), minute: 600)
    var accepted = try Self.stay("2026-09-10", "2026-09-11")
    (accepted.requestedAt, accepted.answeredAt) = (asked, asked + .minutes(42))
    var declined = try Self.stay("2026-09-10", "2026-09-11", state: .declined, reason: "full")
    (declined.requestedAt, declined.answeredAt) = (asked, asked + .minutes(3))
    var expired = try Self.stay("2026-09-10", "2026-09-11", state: .expired)
    expired.requestedAt = asked
    let bookings = [accepted, declined, expired]
    #expect(try Self.sum(bookings, .answered, in: "2026-08") == 2)
    #expect(try Self.sum(bookings, .unanswered, in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .answerMinutes, "00042", in: "2026-08") == 1)
    #expect(try Self.sum(bookings, .refused, "ja|full", in: "2026-09") == 1)
    #expect(try Self.sum(bookings, .refused, "ja|unanswered", in: "2026-09") == 1)
  }

  @Test func originsFollowTheSurveysList() {
    #expect(FlowOrigin.key(country: "JP", prefecture: "13") == "JP-13")
    #expect(FlowOrigin.key(country: nil, prefecture: "13") == "JP-13")
    #expect(FlowOrigin.key(country: nil, prefecture: nil) == FlowOrigin.unknown)
    #expect(FlowOrigin.kind(of: "SE") == .foreign)
    #expect(FlowOrigin.nationality(of: "SE")?.japanese == "その他")
    #expect(FlowOrigin.nationality(of: "TW")?.group == .eastAsia)
    #expect(FlowOrigin.nationalities.count == 21)
    #expect(FlowOrigin.prefectures.count == 47)
    #expect(FlowOrigin.prefectures[1].japanese == "青森県")
  }

  @Test func closedNightsCountGrossAndNotNet() throws {
    // Two kinds of rooms: 3 for four, 2 for two. Ten nights; all shut on two, the second kind on one
    // more; from the 6th night on one room of the first kind less.
    let (first, second) = (RoomTypeID(trusted: "T01-1"), RoomTypeID(trusted: "T01-2"))
    func stock(_ rooms: Int) -> FlowStock {
      FlowStock(roomTypes: [
        FlowStock.RoomType(id: first, rooms: rooms, capacity: 4),
        FlowStock.RoomType(id: second, rooms: 2, capacity: 2),
      ])
    }
    let start = try Self.date("2026-08-01")
    func closure(_ name: String, _ room: RoomTypeID?, _ days: ClosedRange<Int>) -> FlowClosure {
      FlowClosure(
        id: ClosureID(trusted: name),
        inn: Self.inn,
        roomType: room,
        nights: (start + days.lowerBound)...(start + days.upperBound),
      )
    }
    let capacity = FlowCapacity(
      nights: start..<(start + 10),
      stock: [(start - 5, stock(3)), (start + 5, stock(2))],
      closures: [closure("a", nil, 1...2), closure("b", nil, 2...2), closure("c", second, 7...7)],
    )
    // 5 nights × 5 rooms + 5 × 4; shut: 2 × 5 rooms, 1 × 2.
    #expect(capacity.roomNights == 45)
    #expect(capacity.openRoomNights == 33)
    // 5 × (12 + 4) + 5 × (8 + 4) beds; shut: 2 × 16, 1 × 4.
    #expect(capacity.bedNights == 140)
    #expect(capacity.openBedNights == 104)
    #expect(capacity.listedNights == 10)
  }

  @Test func levellingIsTheAverageMonthByTheBusiest() {
    // Average 50, busiest 100.
    let months = [100, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 0]
    #expect(StatisticsValue.tenths(500).text == "50.0")
    #expect(FlowRates.levelling(months) == .tenths(500))
    #expect(FlowRates.levelling([1, 2]) == .empty)
  }

  @Test func periodsAreWrittenAndRead() throws {
    for text in ["2026-08", "2026-Q3", "2026"] {
      #expect(try #require(FlowPeriod(text)).description == text)
    }
    for text in ["2026-13", "2026-Q5", "26", "2026-q3", "", "2026-08-01"] {
      #expect(FlowPeriod(text) == nil, "\(text)")
    }
    let quarter = try #require(FlowPeriod("2026-Q3"))
    #expect(quarter.parts.map(\.description) == ["2026-07", "2026-08", "2026-09"])
    #expect(quarter.nights.count == 92)
  }
}
