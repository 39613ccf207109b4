import Glibc

/// Rooms left on every night, in memory, laid out for scanning.
///
/// `left[day × stride + slot]` holds one byte for each room type and night; room types are sorted
/// by area and inn, so that a place is a run of slots and a search is a few comparisons of 32
/// bytes each. What is rare (a keeper's word, a restriction) is kept apart, by slot.
///
/// `@unchecked Sendable`: `lock` guards everything; the writer's thread changes, any thread reads.
package final class SearchIndex: @unchecked Sendable {
  /// Slots compared at once; the stride of a day is a multiple of it.
  static let lanes = 32
  /// Nights kept, from ``AvailabilityHorizon/nightsBack`` before the index was built on.
  ///
  /// Ten more than can be sold, so that the index need not move every day.
  package static let dayCount =
    AvailabilityHorizon.nightsBack + AvailabilityHorizon.nightsAhead + 10

  /// A room type's place and what never changes with the night.
  package struct Slot: Sendable {
    package var room: Int64
    package var roomType: RoomTypeID
    package var inn: InnID
    package var area: AreaID
    package var capacity: Int
    var offer: StandingOffer?
    var closures: [Closure]
    /// Listed, not paused: sold at all.
    var isOnSale: Bool
    /// Nights that somebody has spoken about or something was sold on, in order.
    var nights: [NightRecord] = []
    var restrictions: [CivilDate: NightRestrictions] = [:]
  }

  struct NightRecord: Sendable {
    var night: CivilDate
    var inventory: NightInventory
  }

  private var lock = pthread_rwlock_t()
  private var left: UnsafeMutablePointer<UInt8>
  private var capacities: UnsafeMutablePointer<UInt8>
  private var stride: Int
  private var slots: [Slot]
  private var slotOfRoom: [Int64: Int]
  private var areas: [AreaID: Range<Int>]
  private var firstNight: CivilDate

  /// An index over the given slots; `today` sets the window of nights.
  package init(slots unsorted: [Slot] = [], today: CivilDate) {
    pthread_rwlock_init(&lock, nil)
    slots = []
    slotOfRoom = [:]
    areas = [:]
    stride = 0
    firstNight = today - AvailabilityHorizon.nightsBack
    left = .allocate(capacity: 1)
    capacities = .allocate(capacity: 1)
    rebuild(unsorted, today: today)
  }

  deinit {
    left.deallocate()
    capacities.deallocate()
    pthread_rwlock_destroy(&lock)
  }

  /// Bytes that the night array takes.
  package var nightBytes: Int { reading { stride * SearchIndex.dayCount } }
  package var slotCount: Int { reading { slots.count } }
  /// The first night that the index knows.
  var windowStart: CivilDate { reading { firstNight } }

  // MARK: - Changes

  /// Lays everything out anew.
  package func rebuild(_ unsorted: [Slot], today: CivilDate) {
    let sorted = unsorted.sorted {
      ($0.area, $0.inn, $0.room) < ($1.area, $1.inn, $1.room)
    }
    let newStride =
      (max(sorted.count, 1) + SearchIndex.lanes - 1) / SearchIndex.lanes * SearchIndex.lanes
    let bytes = newStride * SearchIndex.dayCount
    let newLeft = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
    newLeft.initialize(repeating: 0, count: bytes)
    let newCapacities = UnsafeMutablePointer<UInt8>.allocate(capacity: newStride)
    newCapacities.initialize(repeating: 0, count: newStride)
    writing {
      left.deallocate()
      capacities.deallocate()
      (left, capacities, stride, slots) = (newLeft, newCapacities, newStride, sorted)
      firstNight = today - AvailabilityHorizon.nightsBack
      slotOfRoom = [:]
      slotOfRoom.reserveCapacity(sorted.count)
      areas = [:]
      for (index, slot) in sorted.enumerated() {
        slotOfRoom[slot.room] = index
        capacities[index] = UInt8(clamping: slot.capacity)
        areas[slot.area] = (areas[slot.area]?.lowerBound ?? index)..<(index + 1)
        refill(index)
      }
    }
  }

  /// Takes over nights that a commit changed.
  func apply(_ nights: [NightChange], restrictions: [RestrictionChange]) {
    writing {
      for change in nights {
        guard let index = slotOfRoom[change.room] else { continue }
        set(NightRecord(night: change.night, inventory: change.inventory), slot: index)
        write(change.night, slot: index)
      }
      for change in restrictions {
        guard let index = slotOfRoom[change.room] else { continue }
        slots[index].restrictions[change.night] = change.restrictions
        write(change.night, slot: index)
      }
    }
  }

  /// Takes over what is listed of rooms whose places stay the same.
  ///
  /// - Returns: false when a room is new, gone, or moved to another area: then rebuild.
  func update(_ rooms: [Slot], ofInn inn: InnID) -> Bool {
    writing {
      let known = Set(slots.indices.filter { slots[$0].inn == inn }.map { slots[$0].room })
      guard known == Set(rooms.map(\.room)) else { return false }
      for room in rooms {
        guard let index = slotOfRoom[room.room], slots[index].area == room.area else {
          return false
        }
      }
      for room in rooms {
        guard let index = slotOfRoom[room.room] else { continue }
        var slot = room
        slot.nights = slots[index].nights
        slot.restrictions = slots[index].restrictions
        slots[index] = slot
        capacities[index] = UInt8(clamping: slot.capacity)
        refill(index)
      }
      return true
    }
  }

  /// The slots as they stand, for laying them out anew with others.
  func snapshot() -> [Slot] { reading { slots } }

  /// Whether the window still reaches as far as can be sold.
  func covers(today: CivilDate) -> Bool {
    reading {
      today - AvailabilityHorizon.nightsBack >= firstNight
        && today + AvailabilityHorizon.nightsAhead < firstNight + SearchIndex.dayCount
    }
  }

  // MARK: - Inside, under the lock

  private func refill(_ index: Int) {
    let slot = slots[index]
    for day in 0..<SearchIndex.dayCount {
      let night = firstNight + day
      let rooms = slot.isOnSale ? (slot.offer?.rooms(on: night) ?? 0) : 0
      left[day * stride + index] = UInt8(clamping: rooms)
    }
    for record in slot.nights { write(record.night, slot: index) }
    for night in slot.restrictions.keys { write(night, slot: index) }
    for closure in slot.closures {
      for day in max(
        0,
        closure.firstNight - firstNight
      )..<max(
        0,
        min(SearchIndex.dayCount, closure.lastNight - firstNight + 1),
      ) {
        left[day * stride + index] = 0
      }
    }
  }

  private func write(_ night: CivilDate, slot index: Int) {
    let day = night - firstNight
    guard (0..<SearchIndex.dayCount).contains(day) else { return }
    left[day * stride + index] = UInt8(clamping: slots[index].sellable(on: night))
  }

  private func set(_ record: NightRecord, slot index: Int) {
    let position = slots[index].position(of: record.night)
    if position < slots[index].nights.count, slots[index].nights[position].night == record.night {
      slots[index].nights[position] = record
    } else {
      slots[index].nights.insert(record, at: position)
    }
  }

  private func reading<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_rwlock_rdlock(&lock)
    defer { pthread_rwlock_unlock(&lock) }
    return try body()
  }

  private func writing<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_rwlock_wrlock(&lock)
    defer { pthread_rwlock_unlock(&lock) }
    return try body()
  }
}

// MARK: - Searching

extension SearchIndex {
  /// What to look for.
  package struct Query: Sendable {
    package var stay: Stay
    /// Rooms wanted, 1 or more.
    package var rooms: Int
    /// Guests that the fullest room takes.
    package var guestsPerRoom: Int
    package var place: Place
    /// Only hits that follow this room type in the index's order; for paging.
    package var after: RoomTypeID?
    package var limit: Int

    package enum Place: Sendable {
      case everywhere
      case area(AreaID)
      case rooms([Int64])
    }

    package init(
      stay: Stay,
      rooms: Int = 1,
      guestsPerRoom: Int = 1,
      place: Place = .everywhere,
      after: RoomTypeID? = nil,
      limit: Int = 50,
    ) {
      self.stay = stay
      self.rooms = rooms
      self.guestsPerRoom = guestsPerRoom
      self.place = place
      self.after = after
      self.limit = limit
    }
  }

  /// A room type that can be sold for the whole stay.
  package struct Hit: Sendable {
    package var slot: Int
    package var roomType: RoomTypeID
    package var inn: InnID
    /// The least of the stay's nights.
    package var remaining: Int
    /// The oldest word of the stay's nights.
    package var asOf: Timestamp
    /// Where the oldest word comes from.
    package var source: NightSource
    /// A night's restrictions forbid this stay.
    package var isRestricted: Bool
    /// Each night of the stay; whether one is stale depends on the clock.
    package var nights: [NightWord]
  }

  /// One night of a hit: how much is left and since when that is known.
  package struct NightWord: Sendable {
    package var night: CivilDate
    package var remaining: Int
    package var asOf: Timestamp
    package var source: NightSource
  }

  /// Every room type with enough rooms on each night of the stay, in slot order, up to the limit.
  ///
  /// - Parameter accept: looks closer at a hit; false passes it over.
  package func search(_ query: Query, accept: (Hit) -> Bool = { _ in true }) -> [Hit] {
    reading {
      let start = query.stay.checkIn - firstNight
      guard start >= 0, start + query.stay.nightCount <= SearchIndex.dayCount else { return [] }
      var hits: [Hit] = []
      func consider(_ index: Int) -> Int {
        if let hit = slots[index].hit(index, stay: query.stay), !hit.isRestricted, accept(hit) {
          hits.append(hit)
        }
        return hits.count
      }
      let first = query.after.flatMap { id in slots.firstIndex { $0.roomType == id } }
        .map { $0 + 1 } ?? 0
      switch query.place {
      case .everywhere:
        scan(first..<max(first, slots.count), query, start, found: consider)
      case .area(let area):
        let range = areas[area] ?? 0..<0
        scan(range.clamped(to: first..<Int.max), query, start, found: consider)
      case .rooms(let rooms):
        for index in Set(rooms.compactMap { slotOfRoom[$0] }).sorted()
        where index >= first && hits.count < query.limit {
          scan(index..<(index + 1), query, start, found: consider)
        }
      }
      return hits
    }
  }

  /// Counts every room type that fits, without looking closer: what a scan alone costs.
  package func count(_ query: Query) -> Int {
    reading {
      let start = query.stay.checkIn - firstNight
      guard start >= 0, start + query.stay.nightCount <= SearchIndex.dayCount else { return 0 }
      var count = 0
      let range: Range<Int> =
        switch query.place {
        case .everywhere, .rooms: 0..<slots.count
        case .area(let area): areas[area] ?? 0..<0
        }
      scan(range, query, start) { _ in
        count += 1
        return 0
      }
      return count
    }
  }

  /// One room type for a stay, whether it can be sold or not; nil when it is unknown.
  package func outlook(room: Int64, stay: Stay) -> Hit? {
    reading {
      slotOfRoom[room].flatMap { slots[$0].hit($0, stay: stay) }
    }
  }

  /// The sellable rooms of one room type on each night; nil outside the window or when unknown.
  package func calendar(room: Int64, nights: Range<CivilDate>) -> [NightWord]? {
    reading {
      guard let index = slotOfRoom[room],
        nights.lowerBound >= firstNight, nights.upperBound <= firstNight + SearchIndex.dayCount
      else { return nil }
      return nights.map { slots[index].word(on: $0) }
    }
  }

  /// What was last said or sold on each night, whatever a closure, a restriction or a pause hides.
  func statedWords(room: Int64, nights: Range<CivilDate>) -> [NightWord] {
    reading {
      guard let index = slotOfRoom[room] else { return [] }
      return nights.map { night in
        let record = slots[index].record(on: night)
        var word = slots[index].word(on: night)
        word.remaining =
          record?.inventory.remaining ?? slots[index].offer?.rooms(on: night) ?? 0
        return word
      }
    }
  }

  /// What a search compares for one room type, a number for each night of the window; nil when it
  /// is unknown.
  ///
  /// For checking the index against the tables.
  func bytes(of room: Int64) -> [Int]? {
    reading {
      slotOfRoom[room].map { index in
        (0..<SearchIndex.dayCount).map { Int(left[$0 * stride + index]) }
      }
    }
  }

  private func scan(_ range: Range<Int>, _ query: Query, _ start: Int, found: (Int) -> Int) {
    guard (1...RoomType.maxRooms).contains(query.rooms), (0...255).contains(query.guestsPerRoom),
      query.limit > 0, !range.isEmpty
    else { return }
    let lanes = SearchIndex.lanes
    let wanted = SIMD32<UInt8>(repeating: UInt8(query.rooms))
    let guests = SIMD32<UInt8>(repeating: UInt8(query.guestsPerRoom))
    let days = query.stay.nightCount
    var block = range.lowerBound / lanes * lanes
    while block < range.upperBound {
      var fits = vector(capacities + block) .>= guests
      for day in start..<(start + days) {
        fits = fits .& (vector(left + (day * stride + block)) .>= wanted)
      }
      if any(fits) {
        for lane in 0..<lanes where fits[lane] && range.contains(block + lane) {
          if found(block + lane) >= query.limit { return }
        }
      }
      block += lanes
    }
  }

  private func vector(_ pointer: UnsafeMutablePointer<UInt8>) -> SIMD32<UInt8> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD32<UInt8>.self)
  }
}

extension SearchIndex.Slot {
  func position(of night: CivilDate) -> Int {
    var low = 0
    var high = nights.count
    while low < high {
      let middle = (low + high) / 2
      if nights[middle].night < night { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func record(on night: CivilDate) -> SearchIndex.NightRecord? {
    let position = position(of: night)
    guard position < nights.count, nights[position].night == night else { return nil }
    return nights[position]
  }

  /// Rooms that may be sold on a night: a closure outranks a restriction outranks the number.
  func sellable(on night: CivilDate) -> Int {
    guard isOnSale, !closures.contains(where: { $0.covers(night) }),
      restrictions[night]?.stopSell != true
    else { return 0 }
    return record(on: night)?.inventory.remaining ?? offer?.rooms(on: night) ?? 0
  }

  func word(on night: CivilDate) -> SearchIndex.NightWord {
    let record = record(on: night)
    return SearchIndex.NightWord(
      night: night,
      remaining: sellable(on: night),
      asOf: record?.inventory.asOf ?? offer?.asOf ?? Timestamp(milliseconds: 0),
      source: record?.inventory.source ?? .standing,
    )
  }

  /// The stay's nights together.
  func hit(_ index: Int, stay: Stay) -> SearchIndex.Hit? {
    var isRestricted = false
    if !restrictions.isEmpty {
      do { try NightRestrictions.check(stay) { restrictions[$0] } } catch { isRestricted = true }
    }
    let words = stay.nights.map { word(on: $0) }
    guard let oldest = words.min(by: { $0.asOf < $1.asOf }) else { return nil }
    return SearchIndex.Hit(
      slot: index,
      roomType: roomType,
      inn: inn,
      remaining: words.map(\.remaining).min() ?? 0,
      asOf: oldest.asOf,
      source: oldest.source,
      isRestricted: isRestricted,
      nights: words,
    )
  }
}
