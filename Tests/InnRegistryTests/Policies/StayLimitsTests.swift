import Foundation
import InnRegistry
import Testing

/// The refusal of a check, nil when it passes.
private func refusal(_ check: () throws(QuoteRefusal) -> Void) -> QuoteRefusal? {
  do throws(QuoteRefusal) {
    try check()
    return nil
  } catch {
    return error
  }
}

private func span(_ from: String, _ through: String) throws -> NightSpan {
  try JSONDecoder().decode(
    NightSpan.self,
    from: Data(#"{"from":"\#(from)","through":"\#(through)"}"#.utf8),
  )
}

@Suite("Spans of nights")
struct NightSpanTests {
  @Test(
    "know their borders",
    arguments: [
      ("07-20", "08-31", "2026-07-19", false), ("07-20", "08-31", "2026-07-20", true),
      ("07-20", "08-31", "2031-08-31", true), ("07-20", "08-31", "2026-09-01", false),
      // Over the year's end.
      ("12-28", "01-03", "2026-12-27", false), ("12-28", "01-03", "2026-12-28", true),
      ("12-28", "01-03", "2027-01-03", true), ("12-28", "01-03", "2027-01-04", false),
      // One day.
      ("08-15", "08-15", "2026-08-15", true), ("08-15", "08-15", "2026-08-16", false),
      // The leap day as an end.
      ("02-20", "02-29", "2027-02-28", true), ("02-20", "02-29", "2027-03-01", false),
      ("02-20", "02-29", "2028-02-29", true), ("02-29", "03-05", "2027-02-28", false),
      ("02-29", "03-05", "2027-03-01", true),
      // Once.
      ("2026-12-28", "2027-01-03", "2027-01-03", true),
      ("2026-12-28", "2027-01-03", "2027-12-28", false),
    ]
  )
  func borders(from: String, through: String, night: String, isInside: Bool) throws {
    let nights = try span(from, through)
    #expect(nights.contains(try #require(CivilDate(night))) == isInside)
    let written = try JSONDecoder().decode(NightSpan.self, from: JSONEncoder().encode(nights))
    #expect(written == nights)
  }

  @Test("refuse what no calendar has", arguments: ["02-30", "13-01", "00-10", "1-1", "06-31", ""])
  func impossible(day: String) {
    #expect(MonthDay(day) == nil)
    #expect(throws: DecodingError.self) { try span(day, "12-31") }
  }

  @Test("don't mix dates and days")
  func mixed() {
    #expect(throws: DecodingError.self) { try span("2026-01-01", "12-31") }
  }

  @Test("weekdays are written in one order")
  func weekdays() throws {
    let days = Weekdays([.saturday, .sunday, .tuesday])
    #expect(String(decoding: try JSONEncoder().encode(days), as: UTF8.self) == "[0,2,6]")
    #expect(try JSONDecoder().decode(Weekdays.self, from: Data("[6,2,0]".utf8)) == days)
    #expect(days.contains(Weekday.tuesday) && !days.contains(Weekday.monday))
  }
}

@Suite("Stay limits of a plan")
struct StayLimitsTests {
  // 2026-06-12 is a Friday.
  private func check(_ limits: StayLimits, _ checkIn: String, _ nights: Int) throws -> QuoteRefusal?
  {
    let stay = try Stay.from(checkIn, nights: nights)
    return refusal { () throws(QuoteRefusal) in try limits.check(stay) }
  }

  @Test("none by default")
  func unlimited() throws {
    #expect(try check(StayLimits(), "2026-06-12", 1) == nil)
    #expect(try check(StayLimits(), "2026-06-12", 30) == nil)
  }

  @Test("minimum and maximum")
  func length() throws {
    let limits = StayLimits(minNights: 2, maxNights: 4)
    #expect(try check(limits, "2026-06-12", 1) == .minStay(nights: 1, required: 2))
    #expect(try check(limits, "2026-06-12", 2) == nil)
    #expect(try check(limits, "2026-06-12", 4) == nil)
    #expect(try check(limits, "2026-06-12", 5) == .maxStay(nights: 5, allowed: 4))
  }

  @Test("days of arrival and departure")
  func closedDays() throws {
    let limits = StayLimits(
      closedToArrival: Weekdays([.friday]),
      closedToDeparture: Weekdays([.monday]),
    )
    let friday = try #require(CivilDate("2026-06-12"))
    #expect(try check(limits, "2026-06-12", 1) == .closedToArrival(date: friday))
    #expect(try check(limits, "2026-06-11", 2) == nil)
    #expect(try check(limits, "2026-06-13", 2) == .closedToDeparture(date: friday + 3))
    // Staying through a Monday is no departure.
    #expect(try check(limits, "2026-06-13", 3) == nil)
  }

  @Test("a season replaces only what it names, by arrival")
  func seasons() throws {
    let limits = StayLimits(
      maxNights: 5,
      closedToArrival: Weekdays([.friday]),
      seasons: [StayLimits.Season(nights: try span("06-12", "06-20"), minNights: 3)],
    )
    let friday = try #require(CivilDate("2026-06-12"))
    #expect(try check(limits, "2026-06-12", 3) == .closedToArrival(date: friday))
    #expect(try check(limits, "2026-06-13", 2) == .minStay(nights: 2, required: 3))
    #expect(try check(limits, "2026-06-13", 6) == .maxStay(nights: 6, allowed: 5))
    // Arriving before the season and staying into it.
    #expect(try check(limits, "2026-06-11", 2) == nil)
    var reopened = limits
    reopened.seasons[0].closedToArrival = []
    #expect(try check(reopened, "2026-06-12", 3) == nil)
  }

  @Test("a departure looks at the season of its own date")
  func departureSeason() throws {
    var limits = StayLimits()
    limits.seasons = [
      StayLimits.Season(nights: try span("06-15", "06-20"), closedToDeparture: .all)
    ]
    let monday = try #require(CivilDate("2026-06-15"))
    #expect(try check(limits, "2026-06-13", 2) == .closedToDeparture(date: monday))
    #expect(try check(limits, "2026-06-12", 2) == nil)
    #expect(try check(limits, "2026-06-20", 1) == nil)
  }

  @Test("nights on which the plan doesn't exist")
  func offered() throws {
    let limits = StayLimits(offered: [try span("07-01", "08-31"), try span("12-28", "01-03")])
    #expect(
      try check(limits, "2026-08-31", 2)
        == .notOffered(night: #require(CivilDate("2026-09-01")))
    )
    #expect(try check(limits, "2026-08-30", 2) == nil)
    #expect(try check(limits, "2026-12-31", 4) == nil)
  }

  @Test("read with nothing said")
  func defaults() throws {
    let limits = try JSONDecoder().decode(StayLimits.self, from: Data("{}".utf8))
    #expect(limits == StayLimits())
  }
}

@Suite("Restrictions of nights")
struct NightRestrictionsTests {
  private let stay: Stay

  init() throws { stay = try Stay.from("2026-06-12", nights: 3) }

  private func check(_ nights: [Int: NightRestrictions]) -> QuoteRefusal? {
    refusal { () throws(QuoteRefusal) in
      try NightRestrictions.check(stay) { nights[$0 - stay.checkIn] }
    }
  }

  @Test("none")
  func none() { #expect(check([:]) == nil) }

  @Test("stop sell on any night, not on the check-out date")
  func stopSell() {
    let stopped = NightRestrictions(stopSell: true)
    #expect(check([0: stopped]) == .stopSell(night: stay.checkIn))
    #expect(check([2: stopped]) == .stopSell(night: stay.checkIn + 2))
    #expect(check([3: stopped]) == nil)
    #expect(check([-1: stopped]) == nil)
  }

  @Test("arrival looks at the check-in date alone")
  func arrival() {
    let closed = NightRestrictions(closedToArrival: true)
    #expect(check([0: closed]) == .closedToArrival(date: stay.checkIn))
    #expect(check([1: closed, 2: closed, 3: closed]) == nil)
  }

  @Test("departure looks at the check-out date alone")
  func departure() {
    let closed = NightRestrictions(closedToDeparture: true)
    #expect(check([3: closed]) == .closedToDeparture(date: stay.checkOut))
    #expect(check([0: closed, 1: closed, 2: closed]) == nil)
  }

  @Test("minimum and maximum are the arrival night's")
  func length() {
    #expect(
      check([0: NightRestrictions(minStay: 4)]) == .minStay(nights: 3, required: 4)
    )
    #expect(check([0: NightRestrictions(minStay: 3, maxStay: 3)]) == nil)
    #expect(check([0: NightRestrictions(maxStay: 2)]) == .maxStay(nights: 3, allowed: 2))
    #expect(check([1: NightRestrictions(minStay: 7, maxStay: 1)]) == nil)
  }

  @Test("numbers that can't be meant are told apart")
  func order() {
    #expect(NightRestrictions.none.isInOrder)
    #expect(NightRestrictions(minStay: 1, maxStay: 30).isInOrder)
    #expect(!NightRestrictions(minStay: 0).isInOrder)
    #expect(!NightRestrictions(maxStay: 31).isInOrder)
    #expect(!NightRestrictions(minStay: 3, maxStay: 2).isInOrder)
  }
}

@Suite("National holidays")
struct NationalHolidaysTests {
  @Test("2026, all eighteen and no other day")
  func year2026() throws {
    // Cabinet Office's list: sixteen named, a substitute on 6 May, and 22 September between two.
    let listed = [
      "01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06",
      "07-20", "08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23",
    ]
    let first = try #require(CivilDate("2026-01-01"))
    let found = (0..<365).map { first + $0 }.filter(NationalHolidays.contains)
    #expect(found.map { String($0.description.dropFirst(5)) } == listed)
  }

  @Test(
    "in other years",
    arguments: [
      // Sunday holidays move on: 23 February 2025, 11 August 2024 is one itself, 21 March 2027.
      ("2025-02-24", true), ("2024-08-12", true), ("2027-03-22", true), ("2027-03-21", true),
      // Equinoxes.
      ("2024-03-20", true), ("2024-09-22", true), ("2025-09-23", true), ("2028-09-22", true),
      ("2028-09-23", false), ("2025-12-23", false), ("2025-07-22", false),
    ]
  )
  func otherYears(date: String, isHoliday: Bool) throws {
    #expect(NationalHolidays.contains(try #require(CivilDate(date))) == isHoliday)
  }

  @Test("New Year's Eve is an eve, New Year's Day isn't")
  func eve() throws {
    #expect(NationalHolidays.isEve(try #require(CivilDate("2026-12-31"))))
    #expect(!NationalHolidays.isEve(try #require(CivilDate("2027-01-01"))))
  }
}
