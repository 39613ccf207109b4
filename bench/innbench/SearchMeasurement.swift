import CBaselineSQLite
import InnRegistry

/// How long a search takes in memory, with few and with many room types.
struct SearchMeasurement {
  var small = 5_000
  var large = 500_000
  /// Nights of each room type about which a keeper has spoken.
  var spokenNights = 11
  /// Different stays asked for, two nights each.
  var stays = 200
  var repetitions = 15

  func run() -> Figures {
    progress("searching among \(small) room types")
    let few = measure(small)
    progress("laying out \(large) room types")
    let many = measure(large)
    var figures = Figures()
    figures.add("first50_us_5k", few.first50, "µs", .atMost(5))
    figures.add("first50_us_500k", many.first50, "µs", .atMost(20))
    figures.add("area_us_500k", many.area, "µs", .atMost(100))
    figures.add("growth_500k_over_5k", many.first50 / few.first50, "ratio")
    figures.add("area_matches_500k", many.areaMatches, "room types")
    figures.add("area_hits_us_500k", many.areaHits, "µs")
    figures.add("all_us_5k", few.all, "µs")
    figures.add("all_us_500k", many.all, "µs")
    figures.add("index_mb_500k", Double(many.bytes) / 1e6, "MB")
    return figures
  }

  /// Medians in microseconds for one search.
  private struct Times {
    /// The first fifty hits with everything a reply tells of them.
    var first50: Double
    /// Every room type of one of fifty areas that can be sold, by its number.
    var area: Double
    var areaMatches: Double
    /// The same with everything a reply tells.
    var areaHits: Double
    /// Every room type of the region that can be sold, by its number.
    var all: Double
    var bytes: Int
  }

  private func measure(_ count: Int) -> Times {
    let today = TokyoTime.date(at: WallClock.system.now())
    let before = Int(inn_allocated_bytes())
    let index = SearchIndex(slots: slots(count, today), today: today)
    let bytes = Int(inn_allocated_bytes()) - before
    let stays = self.stays(from: today)
    var next = 0
    func stay() -> Stay {
      next = (next + 1) % stays.count
      return stays[next]
    }
    func area() -> SearchIndex.Query.Place {
      .area(AreaID(trusted: "area-\(next % Region.areas)"))
    }
    let first50 = microsecondsPerCall(repetitions: repetitions, calls: stays.count) {
      index.search(.init(stay: stay(), guestsPerRoom: 2)).count
    }
    var matches = 0
    let inArea = microsecondsPerCall(repetitions: repetitions, calls: Region.areas) {
      let stay = stay()
      let found = index.matches(.init(stay: stay, guestsPerRoom: 2, place: area(), limit: count))
      matches += found.count
      return found.count
    }
    let areaHits = microsecondsPerCall(repetitions: 3, calls: Region.areas) {
      let stay = stay()
      return index.search(.init(stay: stay, guestsPerRoom: 2, place: area(), limit: count)).count
    }
    let all = microsecondsPerCall(repetitions: repetitions, calls: 4) {
      index.matches(.init(stay: stay(), guestsPerRoom: 2, limit: count)).count
    }
    return Times(
      first50: first50,
      area: inArea,
      areaMatches: Double(matches) / Double(repetitions * Region.areas),
      areaHits: areaHits,
      all: all,
      bytes: bytes,
    )
  }

  /// Up to three rooms a night by weekday, and as many where a keeper has spoken: a stay of two
  /// nights finds something in half of the room types.
  private func slots(_ count: Int, _ today: CivilDate) -> [SearchIndex.Slot] {
    var chance = SplitMix64(seed: UInt64(count))
    let now = TokyoTime.instant(today)
    return (0..<count).map { number in
      let roomType = RoomTypeID(trusted: "I\(number)-1")
      let rooms = (0..<7).map { _ in Int.random(in: 0...3, using: &chance) }
      let nights = (0..<spokenNights).map { day in
        let stated = Int.random(in: 0...3, using: &chance)
        return (today + day, NightInventory(stated: stated, asOf: now, source: .phone))
      }
      return SearchIndex.Slot(
        room: Int64(number),
        roomType: roomType,
        inn: InnID(trusted: "I\(number)"),
        area: AreaID(trusted: "area-\(number % Region.areas)"),
        capacity: Int.random(in: 2...5, using: &chance),
        offer: StandingOffer(roomType: roomType, roomsByWeekday: rooms, asOf: now),
        nights: nights,
      )
    }
  }

  private func stays(from today: CivilDate) -> [Stay] {
    var chance = SplitMix64(seed: 7)
    return (0..<stays).compactMap { _ in
      Stay(checkIn: today + Int.random(in: 0..<Region.nights, using: &chance), nights: 2)
    }
  }
}
