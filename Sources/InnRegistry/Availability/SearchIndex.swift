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

  /// What is known of one night, packed: an index may hold millions.
  struct NightRecord: Sendable {
    let night: CivilDate
    private let stated: Int16
    private let uncounted: Int16
    let asOf: Timestamp
    let source: NightSource

    init(night: CivilDate, inventory: NightInventory) {
      self.night = night
      stated = Int16(clamping: inventory.stated)
      uncounted = Int16(clamping: inventory.uncounted)
      asOf = inventory.asOf
      source = inventory.source
    }

    /// Rooms that the hub may still sell.
    var remaining: Int { max(0, Int(stated) - Int(uncounted)) }
  }

  private var lock = pthread_rwlock_t()
  private var left: UnsafeMutablePointer<UInt8>
  private var capacities: UnsafeMutablePointer<UInt8>
  private var stride: Int
  private var slots: [Slot]
  /// Each slot's room, apart from the slots: most matches need no more.
  private var rooms: [Int64]
  /// Whether a slot has restrictions that its bytes don't tell.
  private var isRestricted: [Bool]
  private var slotOfRoom: [Int64: Int]
  private var slotOfRoomType: [RoomTypeID: Int]
  private var areas: [AreaID: Range<Int>]
  private var firstNight: CivilDate

  /// An index over the given slots; `today` sets the window of nights.
  package init(slots unsorted: [Slot] = [], today: CivilDate) {
    pthread_rwlock_init(&lock, nil)
    slots = []
    rooms = []
    isRestricted = []
    slotOfRoom = [:]
    slotOfRoomType = [:]
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
      rooms = sorted.map(\.room)
      isRestricted = sorted.map { !$0.restrictions.isEmpty }
      slotOfRoom = [:]
      slotOfRoom.reserveCapacity(sorted.count)
      slotOfRoomType = [:]
      slotOfRoomType.reserveCapacity(sorted.count)
      areas = [:]
      for (index, slot) in sorted.enumerated() {
        slotOfRoom[slot.room] = index
        slotOfRoomType[slot.roomType] = index
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
        isRestricted[index] = !slots[index].restrictions.isEmpty
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
  /// Every room type with enough rooms on each night of the stay, in slot order, up to the limit.
  ///
  /// - Parameter accept: looks closer at a hit; false passes it over.
  package func search(_ query: Query, accept: (Hit) -> Bool = { _ in true }) -> [Hit] {
    reading {
      guard let nights = rows(of: query.stay) else { return [] }
      return slots.withUnsafeBufferPointer { slots in
        var hits: [Hit] = []
        // A usual page at once; few searches ask for more.
        hits.reserveCapacity(min(query.limit, Query.usualLimit))
        visit(query, nights) { index in
          let hit = slots[index].hit(stay: query.stay) { night, _ in nights[night, index] }
          if !hit.isRestricted, accept(hit) { hits.append(hit) }
          return hits.count
        }
        return hits
      }
    }
  }

  /// Every room type that can be sold for the whole stay, in slot order, up to the limit: for counts
  /// and maps, which look closer at few.
  package func matches(_ query: Query) -> [Match] {
    reading {
      guard let nights = rows(of: query.stay) else { return [] }
      return rooms.withUnsafeBufferPointer { rooms in
        isRestricted.withUnsafeBufferPointer { isRestricted in
          var matches: [Match] = []
          visit(query, nights) { index in
            if isRestricted[index], slots[index].forbids(query.stay) { return matches.count }
            matches.append(Match(room: rooms[index], remaining: nights.least(index)))
            return matches.count
          }
          return matches
        }
      }
    }
  }

  /// One room type for a stay, whether it can be sold or not; nil when it is unknown.
  package func outlook(room: Int64, stay: Stay) -> Hit? {
    reading {
      slotOfRoom[room].map { slots[$0].hit(stay: stay) }
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
          record?.remaining ?? slots[index].offer?.rooms(on: night) ?? 0
        return word
      }
    }
  }

  func restrictions(room: Int64, nights: Range<CivilDate>) -> [CivilDate: NightRestrictions] {
    reading {
      guard let index = slotOfRoom[room] else { return [:] }
      return slots[index].restrictions.filter { nights.contains($0.key) }
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

  /// The rows of a stay's nights; nil outside the window.
  private func rows(of stay: Stay) -> NightRows? {
    let day = stay.checkIn - firstNight
    guard day >= 0, day + stay.nightCount <= SearchIndex.dayCount else { return nil }
    return NightRows(
      capacities: UnsafePointer(capacities),
      first: UnsafePointer(left) + day * stride,
      stride: stride,
      count: stay.nightCount,
    )
  }

  /// Calls `found` with each slot that fits, in order, until it returns the limit.
  @inline(__always)
  private func visit(_ query: Query, _ nights: NightRows, found: (Int) -> Int) {
    guard (1...RoomType.maxRooms).contains(query.rooms), (0...255).contains(query.guestsPerRoom),
      query.limit > 0
    else { return }
    let need = NightRows.Need(rooms: UInt8(query.rooms), guests: UInt8(query.guestsPerRoom))
    let first = query.after.flatMap { slotOfRoomType[$0] }.map { $0 + 1 } ?? 0
    let runs: [Range<Int>] =
      switch query.place {
      case .everywhere: [first..<max(first, slots.count)]
      case .area(let area): [(areas[area] ?? 0..<0).clamped(to: first..<Int.max)]
      case .rooms(let wanted):
        Set(wanted.compactMap { slotOfRoom[$0] }).sorted().filter { $0 >= first }
          .map { $0..<($0 + 1) }
      }
    for run in runs {
      let isFull = nights.scan(run, need) { found($0) >= query.limit }
      if isFull { return }
    }
  }
}
