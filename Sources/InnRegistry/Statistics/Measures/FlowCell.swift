/// What is counted by inn and month; sums of these give every figure that is published.
package enum FlowMeasure: String, CaseIterable, Codable, Sendable {
  /// 延べ宿泊者数: a person who sleeps three nights counts three times; by origin and month of the night.
  case guestNights = "guest_nights"
  /// 実宿泊者数: persons, by origin and month of check-in.
  case guests
  /// Nights that these persons sleep in all, also beyond the month of check-in; by origin.
  case stayNights = "stay_nights"
  /// Parties and persons that sleep at the inn in the month, by origin: who stands behind a figure.
  case presentParties = "present_parties"
  case presentPersons = "present_persons"
  /// Parties by origin and month of check-in.
  case arrivals
  /// Guests by day of the month, `01` to `31`.
  case dayGuests = "day_guests"
  case dayParties = "day_parties"
  case roomNights = "room_nights"
  /// Yen of rooms and meals, taxes left out, by month of the night.
  case revenue
  /// Parties by days from booking to check-in.
  case leadDays = "lead_days"
  /// Bookings that were ever confirmed, by month of check-in; and what became of some.
  case booked
  /// By who cancelled.
  case cancelled
  case noShows = "no_shows"
  /// Requests that an inn answered, by month of the request; minutes it took.
  case answered
  case unanswered
  case answerMinutes = "answer_minutes"
  /// Refused demand by `language|reason` and month of the wished check-in: declined and expired
  /// requests, refused quotes and searches marked as a guest's.
  case refused
  /// Guests whom the hub did not bring, as keepers report them: nights, of them from abroad, and
  /// reports.
  case outsideNights = "outside_nights"
  case outsideAbroad = "outside_abroad"
  case outsideReports = "outside_reports"
}

/// What a sum is kept under.
package struct FlowKey: Hashable, Comparable, Sendable {
  package var inn: InnID
  package var month: CivilMonth
  package var measure: FlowMeasure
  /// Origin, day, reason …; empty where the measure has no such part.
  package var key: String

  package init(inn: InnID, month: CivilMonth, measure: FlowMeasure, key: String = "") {
    self.inn = inn
    self.month = month
    self.measure = measure
    self.key = key
  }

  package static func < (left: FlowKey, right: FlowKey) -> Bool {
    (left.month, left.inn, left.measure.rawValue, left.key)
      < (right.month, right.inn, right.measure.rawValue, right.key)
  }
}

/// Sums, or what has to be added to them.
package struct FlowSums: Hashable, Sendable {
  package private(set) var values: [FlowKey: Int] = [:]

  package init() {}

  package mutating func add(_ value: Int, to key: FlowKey) {
    guard value != 0 else { return }
    let sum = values[key, default: 0] + value
    values[key] = sum == 0 ? nil : sum
  }

  package mutating func add(_ other: FlowSums, times sign: Int = 1) {
    for (key, value) in other.values { add(value * sign, to: key) }
  }
}

/// Something of the log that counts, as far as it has come.
package enum FlowFact: Hashable, Codable, Sendable {
  case booking(FlowBooking)
  case outside(FlowOutside)

  package var sums: FlowSums {
    switch self {
    case .booking(let booking): booking.sums
    case .outside(let report): report.sums
    }
  }
}

/// Guests of one night whom the hub did not bring.
package struct FlowOutside: Hashable, Codable, Sendable {
  package var inn: InnID
  package var night: CivilDate
  package var guests: Int
  package var fromAbroad: Int

  package init(inn: InnID, night: CivilDate, guests: Int, fromAbroad: Int) {
    self.inn = inn
    self.night = night
    self.guests = guests
    self.fromAbroad = fromAbroad
  }

  var sums: FlowSums {
    var sums = FlowSums()
    let month = CivilMonth(of: night)
    sums.add(guests, to: FlowKey(inn: inn, month: month, measure: .outsideNights))
    sums.add(fromAbroad, to: FlowKey(inn: inn, month: month, measure: .outsideAbroad))
    sums.add(1, to: FlowKey(inn: inn, month: month, measure: .outsideReports))
    return sums
  }
}

/// A booking as statistics see it: no name, no reference, no day on which it can be found again but
/// those of the stay.
package struct FlowBooking: Hashable, Codable, Sendable {
  package var inn: InnID
  package var checkIn: CivilDate
  /// Not after check-in for day use (日帰り), which counts nothing.
  package var checkOut: CivilDate
  package var rooms: Int
  package var persons: Int
  package var origin: String
  package var language: String
  package var createdOn: CivilDate
  package var state: BookingState.Name
  /// Who cancelled, or why it was declined.
  package var reason: String?
  package var requestedAt: Timestamp?
  /// When the inn said yes or no.
  package var answeredAt: Timestamp?
  /// Yen of each night, taxes left out.
  package var prices: [Int]

  package init(
    inn: InnID,
    checkIn: CivilDate,
    checkOut: CivilDate,
    rooms: Int,
    persons: Int,
    origin: String,
    language: String = "ja",
    createdOn: CivilDate,
    state: BookingState.Name,
    reason: String? = nil,
    requestedAt: Timestamp? = nil,
    answeredAt: Timestamp? = nil,
    prices: [Int] = [],
  ) {
    self.inn = inn
    self.checkIn = checkIn
    self.checkOut = checkOut
    self.rooms = rooms
    self.persons = persons
    self.origin = origin
    self.language = language
    self.createdOn = createdOn
    self.state = state
    self.reason = reason
    self.requestedAt = requestedAt
    self.answeredAt = answeredAt
    self.prices = prices
  }

  /// Lead times above this count as this, in days: beyond what can be booked.
  static let longestLead = 400

  package var sums: FlowSums {
    var sums = FlowSums()
    guard checkIn < checkOut else { return sums }
    switch state {
    case .confirmed, .stayed:
      addStay(to: &sums)
      add(1, .booked, to: &sums)
    case .cancelled:
      add(1, .booked, to: &sums)
      add(1, .cancelled, reason ?? "", to: &sums)
    case .noShow:
      add(1, .booked, to: &sums)
      add(1, .noShows, to: &sums)
    case .declined: add(1, .refused, "\(language)|\(reason ?? "other")", to: &sums)
    case .expired: add(1, .refused, "\(language)|unanswered", to: &sums)
    case .held, .requested, .released, .withdrawn: break
    }
    addAnswer(to: &sums)
    return sums
  }

  private func add(
    _ value: Int,
    _ measure: FlowMeasure,
    _ key: String = "",
    in month: CivilMonth? = nil,
    to sums: inout FlowSums,
  ) {
    let month = month ?? CivilMonth(of: checkIn)
    sums.add(value, to: FlowKey(inn: inn, month: month, measure: measure, key: key))
  }

  private func addStay(to sums: inout FlowSums) {
    var months: Set<CivilMonth> = []
    for (place, night) in (checkIn..<checkOut).enumerated() {
      let month = CivilMonth(of: night)
      add(persons, .guestNights, origin, in: month, to: &sums)
      add(persons, .dayGuests, padded(night.day, 2), in: month, to: &sums)
      add(1, .dayParties, padded(night.day, 2), in: month, to: &sums)
      add(rooms, .roomNights, in: month, to: &sums)
      if place < prices.count { add(prices[place], .revenue, in: month, to: &sums) }
      if months.insert(month).inserted {
        add(1, .presentParties, origin, in: month, to: &sums)
        add(persons, .presentPersons, origin, in: month, to: &sums)
      }
    }
    add(persons, .guests, origin, to: &sums)
    add(persons * (checkOut - checkIn), .stayNights, origin, to: &sums)
    add(1, .arrivals, origin, to: &sums)
    let lead = min(max(checkIn - createdOn, 0), FlowBooking.longestLead)
    add(1, .leadDays, padded(lead, 3), to: &sums)
  }

  private func addAnswer(to sums: inout FlowSums) {
    guard let requestedAt else { return }
    let month = CivilMonth(of: TokyoTime.date(at: requestedAt))
    if let answeredAt {
      let minutes = max(0, Int((answeredAt - requestedAt).milliseconds / 60_000))
      add(1, .answered, in: month, to: &sums)
      add(1, .answerMinutes, padded(min(minutes, 99_999), 5), in: month, to: &sums)
    } else if state == .expired {
      add(1, .unanswered, in: month, to: &sums)
    }
  }
}
