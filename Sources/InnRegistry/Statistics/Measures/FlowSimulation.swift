/// Two years of a region that never was: bookings of the training inns with seasons, festivals and
/// origins, so that every table and chart has something to show.
///
/// The same seed gives the same guests. They exist in figures alone: nobody is rung about them, no
/// room is taken, and they can't be mixed with real ones, because training inns never are.
package struct FlowSimulation: Hashable, Sendable {
  package let seed: UInt64
  package let months: Range<CivilMonth>

  /// Most months at once: two years and the running one.
  package static let mostMonths = 36

  package init(seed: UInt64, months: Range<CivilMonth>) {
    self.seed = seed
    self.months = months
  }

  package var first: CivilDate { months.lowerBound.first }

  package var stock: [(InnID, FlowStock)] {
    TrainingRegion.entries.map { entry in
      let types = entry.rooms.map {
        FlowStock.RoomType(
          id: $0.roomType.id,
          rooms: $0.roomType.rooms,
          capacity: $0.roomType.capacity,
        )
      }
      return (entry.inn.id, FlowStock(roomTypes: types))
    }
  }

  /// Every fourth inn rests some weeks in winter.
  package var closures: [FlowClosure] {
    TrainingRegion.entries.enumerated().filter { $0.offset % 4 == 1 }.flatMap { place, entry in
      months.filter { $0.month == 2 }.map { month in
        FlowClosure(
          id: ClosureID(trusted: "sim_\(entry.inn.id.rawValue)_\(month)"),
          inn: entry.inn.id,
          roomType: nil,
          nights: month.first...(month.first + 7 + place % 7),
        )
      }
    }
  }

  package var sums: FlowSums {
    var sums = FlowSums()
    for booking in bookings { sums.add(booking.sums) }
    for report in reports { sums.add(report.sums) }
    for (month, key, count) in refusals {
      let inn = InnID(trusted: FlowRefusal.nobody(true))
      sums.add(count, to: FlowKey(inn: inn, month: month, measure: .refused, key: key))
    }
    return sums
  }

  /// Stays that begin in these months, in the order of inns and nights.
  package var bookings: [FlowBooking] {
    var all: [FlowBooking] = []
    for (place, entry) in TrainingRegion.entries.enumerated() {
      var chance = SplitMix64(seed: seed &+ UInt64(place) &* 0x1000)
      let shut = closures.filter { $0.inn == entry.inn.id }
      for room in entry.rooms {
        // Rooms in use, by the night on which they are free again.
        var freeFrom = Array(repeating: first, count: room.roomType.rooms)
        for night in months.lowerBound.first..<months.upperBound.first
        where !shut.contains(where: { $0.nights.contains(night) }) {
          for index in freeFrom.indices where freeFrom[index] <= night {
            guard chance.number(below: 100) < FlowSimulation.demand(on: night, place: place) else {
              continue
            }
            let booking = self.booking(entry, room, night, &chance)
            if [.stayed, .noShow].contains(booking.state) { freeFrom[index] = booking.checkOut }
            all.append(booking)
          }
        }
      }
    }
    return all
  }

  /// Percent of free rooms for which somebody comes.
  private static func demand(on night: CivilDate, place: Int) -> Int {
    let (_, month, day) = night.parts
    // Snow; thaw; the cherry; Golden Week; rain; summer; Bon and the festivals; autumn leaves.
    let season = [8, 9, 12, 22, 26, 20, 28, 40, 26, 32, 18, 9][month - 1]
    var share = season + (place % 5) * 2 - 4
    if NationalHolidays.isEve(night) || night.weekday == .saturday { share += 14 }
    // Osorezan's grand festival, Tanabu's floats, the squid and tuna fairs.
    if month == 7 && (20...24).contains(day) { share += 25 }
    if month == 8 && (11...20).contains(day) { share += 30 }
    if month == 10 && (14...16).contains(day) { share += 15 }
    return min(max(share, 3), 92)
  }

  private func booking(
    _ entry: InnEntry,
    _ room: InnEntry.RoomEntry,
    _ night: CivilDate,
    _ chance: inout SplitMix64,
  ) -> FlowBooking {
    let nights = [1, 1, 1, 1, 2, 2, 3][chance.number(below: 7)]
    let persons = min(room.roomType.capacity, [1, 1, 2, 2, 2, 3, 4][chance.number(below: 7)])
    let origin = FlowSimulation.origin(month: night.month, &chance)
    let isForeign = FlowOrigin.kind(of: origin) == .foreign
    let lead = chance.number(below: chance.number(below: isForeign ? 120 : 45) + 1)
    let created = night - lead
    let outcome = chance.number(below: 100)
    let asked = chance.number(below: 3) == 0
    let state: BookingState.Name =
      switch outcome {
      case 0..<84: .stayed
      case 84..<92: .cancelled
      case 92..<94: .noShow
      case 94..<97: asked ? .declined : .stayed
      default: asked ? .expired : .stayed
      }
    let reason: String? =
      switch state {
      case .cancelled: chance.number(below: 5) == 0 ? "inn" : "guest"
      case .declined: ["full", "full", "closed", "meals", "other"][chance.number(below: 5)]
      default: nil
      }
    let requested = TokyoTime.instant(created, minute: 9 * 60 + chance.number(below: 600))
    let price = 6000 + 500 * chance.number(below: 14)
    return FlowBooking(
      inn: entry.inn.id,
      checkIn: night,
      checkOut: night + nights,
      rooms: 1,
      persons: persons,
      origin: origin,
      language: FlowSimulation.language(of: origin),
      createdOn: created,
      state: state,
      reason: reason,
      requestedAt: asked ? requested : nil,
      answeredAt: asked && state != .expired
        ? requested + .minutes(1 + chance.number(below: chance.number(below: 400) + 1)) : nil,
      prices: Array(repeating: price * persons, count: nights),
    )
  }

  private static func origin(month: Int, _ chance: inout SplitMix64) -> String {
    // Most come from the prefecture and its neighbours; spring and autumn bring guests from abroad.
    let abroad = [4, 5, 10, 11].contains(month) ? 24 : 12
    guard chance.number(below: 100) < abroad else {
      let near = [
        "02", "02", "02", "02", "02", "02", "03", "03", "04", "04", "05", "01", "01", "13", "13",
        "13", "14", "11", "12", "27", "23", "40",
      ]
      return chance.number(below: 40) == 0
        ? FlowOrigin.japan : "JP-" + near[chance.number(below: near.count)]
    }
    let from = [
      "TW", "TW", "TW", "TW", "TW", "KR", "KR", "HK", "HK", "CN", "US", "US", "AU", "FR", "DE",
      "GB", "TH", "TH", "SG", "CA", "IT", "MY", "NL", "SE",
    ]
    return chance.number(below: 50) == 0
      ? FlowOrigin.unknown : from[chance.number(below: from.count)]
  }

  private static func language(of origin: String) -> String {
    switch origin {
    case "TW", "HK": "zh-Hant"
    case "CN": "zh-Hans"
    case "KR": "ko"
    case "TH": "th"
    default: FlowOrigin.kind(of: origin) == .domestic ? "ja" : "en"
    }
  }

  /// Guests of one night in a while whom keepers tell of.
  private var reports: [FlowOutside] {
    var all: [FlowOutside] = []
    for (place, entry) in TrainingRegion.entries.enumerated() where place % 3 != 2 {
      var chance = SplitMix64(seed: seed &+ 0x9000_0000 &+ UInt64(place))
      for night in months.lowerBound.first..<months.upperBound.first
      where chance.number(below: 100) < 30 {
        let guests = chance.number(below: 6)
        let abroad = guests > 0 && chance.number(below: 8) == 0 ? 1 : 0
        all.append(
          FlowOutside(inn: entry.inn.id, night: night, guests: guests, fromAbroad: abroad)
        )
      }
    }
    return all
  }

  private var refusals: [(CivilMonth, String, Int)] {
    months.flatMap { month in
      var chance = SplitMix64(seed: seed &+ 0xA000_0000 &+ UInt64(month.index))
      let busy = [8: 160, 5: 90, 10: 90, 7: 80][month.month] ?? 30
      return ["ja|full", "en|full", "zh-Hant|full", "ja|no_match", "en|unreachable"].map {
        (month, $0, chance.number(below: busy))
      }
    }
  }
}
