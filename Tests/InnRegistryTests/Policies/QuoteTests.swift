import Foundation
import InnRegistry
import Testing

@Suite("Quotes")
struct QuoteTests {
  @Test("agree with the arithmetic on paper, to the yen", arguments: PriceCase.all)
  func agreesWithPaper(_ example: PriceCase) throws {
    let quote = try example.quote()
    if let lines = example.lines { #expect(quote.lines.map(\.notation) == lines) }
    #expect(quote.total == Yen(example.total))
    #expect(quote.nights.reduce(.zero) { $0 + $1.total } == quote.total)
    #expect(quote.price + quote.taxes == quote.total)
  }

  @Test("the paper holds enough cases, each named once")
  func paperIsLongEnough() {
    #expect(PriceCase.all.count >= 40)
    #expect(Set(PriceCase.all.map(\.name)).count == PriceCase.all.count)
  }

  @Test("a line tells the season and the price before it")
  func showsHowAPriceCameAbout() throws {
    var example = PriceCase(name: "", tariff: .seasonal, checkIn: "2026-08-22", total: 0)
    let summer = try #require(try example.quote().lines.first)
    #expect(summer.season == "夏")
    #expect(summer.base == Yen(9000))
    #expect(summer.unit == Yen(11_500))
    example.checkIn = "2026-06-10"
    let plain = try #require(try example.quote().lines.first)
    #expect(plain.season == nil)
    #expect(plain.base == nil)
  }

  @Test("subtotals by night keep taxes apart")
  func subtotals() throws {
    let quote = try PriceCase(name: "", nights: 2, taxes: .both, total: 0).quote()
    #expect(quote.nights.map(\.night.description) == ["2026-06-10", "2026-06-11"])
    #expect(quote.nights.map(\.price) == [Yen(18_000), Yen(18_000)])
    #expect(quote.nights.map(\.taxes) == [Yen(500), Yen(500)])
  }

  @Test("says who collects what")
  func collection() throws {
    var quote = try PriceCase(name: "", taxes: .bathing, total: 0).quote()
    #expect(quote.dueAtInn == Yen(18_300))
    #expect(quote.prepaid == .zero)
    quote.collection = .prepaid
    #expect(quote.dueAtInn == Yen(300))
    #expect(quote.prepaid == Yen(18_000))
    quote.collection = Quote.Collection(price: .channel, taxes: .channel)
    #expect(quote.dueAtInn == .zero)
    #expect(quote.prepaid == Yen(18_300))
  }

  @Test("survive storage, and encode alike every time")
  func storage() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for example in PriceCase.all {
      let quote = try example.quote()
      let stored = try encoder.encode(quote)
      #expect(try JSONDecoder().decode(Quote.self, from: stored) == quote)
      #expect(try encoder.encode(try example.quote()) == stored)
    }
  }

  @Test("read a line as the first version stored it")
  func oldStorage() throws {
    let stored = """
      {"lines":[{"kind":"adult","night":"2026-06-10","quantity":2,"unit":9000,"later":1}]}
      """
    let quote = try JSONDecoder().decode(Quote.self, from: Data(stored.utf8))
    #expect(quote.total == Yen(18_000))
    #expect(quote.collection == .atInn)
  }

  @Test("a plan without meals doesn't ask what a child eats")
  func roomOnlyIgnoresMeals() throws {
    let plan = RatePlan.training(prices: try Tariff.plain.table(), meals: .roomOnly)
    let party = try #require(
      Party(adults: 2, children: [Party.Child(age: 4, meals: false, bedding: true)])
    )
    #expect(try plan.childClasses(of: party).map { $0?.code } == [.c])
    #expect(try plan.dinners(for: party) == 0)
  }

  @Test("dinners count those who are served one")
  func dinners() throws {
    let party = try #require(
      Party(
        adults: 2,
        children: [
          Party.Child(age: 0), Party.Child(age: 4, meals: true, bedding: false),
          Party.Child(age: 9), Party.Child(age: 15),
        ],
      )
    )
    let table = try Tariff.plain.table()
    #expect(try RatePlan.training(prices: table).dinners(for: party) == 5)
    #expect(try RatePlan.training(prices: table, meals: .breakfast).dinners(for: party) == 0)
  }

  @Test("a party is read only with an adult and possible ages")
  func partyIsValidatedOnReading() throws {
    let decoder = JSONDecoder()
    let party = try decoder.decode(
      Party.self,
      from: Data(#"{"adults":2,"children":[{"age":9,"meals":true},{"age":3}]}"#.utf8),
    )
    #expect(party.childAges == [3, 9])
    #expect(party == (try decoder.decode(Party.self, from: JSONEncoder().encode(party))))
    for wrong in [
      #"{"adults":0}"#, #"{"adults":1,"children":[{"age":18}]}"#, #"{"adults":61}"#,
      #"{"adults":9223372036854775807,"children":[{"age":1}]}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try decoder.decode(Party.self, from: Data(wrong.utf8))
      }
    }
  }
}

@Suite("Refusals of a quote")
struct QuoteRefusalTests {
  private let plan: RatePlan
  private let stay: Stay

  init() throws {
    plan = RatePlan.training(prices: try Tariff.plain.table())
    stay = try Stay.from("2026-06-10", nights: 2)
  }

  private func refusal(
    _ plan: RatePlan,
    rooms: Int = 1,
    adults: Int = 2,
    children: [Party.Child] = [],
  ) throws -> QuoteRefusal? {
    let party = try #require(Party(adults: adults, children: children))
    do throws(QuoteRefusal) {
      _ = try Quote.make(
        plan: plan,
        roomType: .training,
        stay: stay,
        rooms: rooms,
        party: party,
        taxes: .none,
      )
      return nil
    } catch {
      return error
    }
  }

  @Test("name the guests and the places")
  func places() throws {
    #expect(try refusal(plan, adults: 4) == nil)
    #expect(try refusal(plan, adults: 5) == .tooManyGuests(guests: 5, places: 4))
    // A child with bedding takes a place, one beside its parents doesn't.
    #expect(try refusal(plan, adults: 4, children: [Party.Child(age: 0)]) == nil)
    #expect(
      try refusal(plan, adults: 4, children: [Party.Child(age: 9)])
        == .tooManyGuests(guests: 5, places: 4)
    )
    #expect(try refusal(plan, rooms: 2, adults: 9) == .tooManyGuests(guests: 9, places: 8))
  }

  @Test("name the rooms")
  func rooms() throws {
    #expect(try refusal(plan, rooms: 6, adults: 6) == .tooManyRooms(rooms: 6, available: 5))
    #expect(try refusal(plan, rooms: 0) == .tooManyRooms(rooms: 0, available: 5))
    #expect(try refusal(plan, rooms: -1) == .tooManyRooms(rooms: -1, available: 5))
    #expect(
      try refusal(plan, rooms: 2, adults: 1, children: [Party.Child(age: 15)])
        == .roomWithoutAdult(rooms: 2, adults: 1)
    )
  }

  @Test("name the child")
  func children() throws {
    var adultsOnly = plan
    adultsOnly.prices.childClasses = []
    #expect(
      try refusal(adultsOnly, children: [Party.Child(age: 9)])
        == .childNotAccepted(age: 9, accepted: [])
    )
    var schoolOnly = plan
    schoolOnly.prices.childClasses = Array(ChildClass.customary.prefix(2))
    #expect(
      try refusal(schoolOnly, children: [Party.Child(age: 3)])
        == .childNotAccepted(age: 3, accepted: [9...12, 6...8])
    )
    let wish = Party.Child(age: 9, meals: false)
    #expect(
      try refusal(plan, children: [wish])
        == .childServiceNotOffered(child: wish, offered: [.a])
    )
  }

  @Test("name the numbers a room is sold to")
  func occupancy() throws {
    var pairs = plan
    pairs.prices.byOccupancy = [nil, Yen(9000), nil, Yen(8000)]
    #expect(
      try refusal(pairs, adults: 1) == .noPriceForOccupancy(occupancy: 1, offered: [2, 4])
    )
    #expect(
      try refusal(pairs, adults: 3) == .noPriceForOccupancy(occupancy: 3, offered: [2, 4])
    )
    pairs.prices.singleUseSupplement = Yen(2000)
    #expect(try refusal(pairs, adults: 1) == nil)
    pairs.prices.byOccupancy = []
    #expect(try refusal(pairs) == .noPriceForOccupancy(occupancy: 2, offered: []))
  }

  @Test("a plan of another room type is refused")
  func otherRoomType() throws {
    var other = plan
    other.roomType = RoomTypeID(trusted: "T02-1")
    #expect(
      try refusal(other) == .planOfOtherRoomType(plan: plan.id, roomType: RoomType.training.id)
    )
  }

  @Test("the cutoff's own minute is still in time")
  func cutoff() throws {
    // Half board: 15:00 the day before in Tokyo, 06:00 UTC.
    let deadline = try #require(Timestamp(rfc3339: "2026-06-09T06:00:00Z"))
    #expect(plan.cutoff.instant(for: stay.checkIn) == deadline)
    #expect(throws: Never.self) { try plan.checkCutoff(stay, at: deadline) }
    #expect(throws: QuoteRefusal.pastCutoff(deadline: deadline)) {
      try plan.checkCutoff(stay, at: deadline + Span(milliseconds: 1))
    }
    #expect(
      Cutoff.customary(for: .roomOnly).instant(for: stay.checkIn).description
        == "2026-06-10T11:00:00.000Z"
    )
  }

  @Test("codes are unlike each other and in one form")
  func codes() {
    for code in QuoteRefusal.Code.allCases {
      #expect(code.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) })
    }
    #expect(QuoteRefusal.stopSell(night: stay.checkIn).code == .stopSell)
    #expect(QuoteRefusal.tooManyGuests(guests: 5, places: 4).code == .tooManyGuests)
  }
}
