/// The tables as the log alone gives them: nights, restrictions, closures, standing offers, resting
/// inns, and bookings without what is known of their guests.
///
/// Every event carries what holds after it, so a replay only puts values where they belong. If the
/// result differs from the tables, a change was made without its log line, and neither the change
/// feed nor a statistic drawn from the log can be trusted.
package struct LogReplay: Sendable {
  package struct RoomNight: Hashable, Sendable {
    package var roomType: RoomTypeID
    package var night: CivilDate
  }

  package private(set) var nights: [RoomNight: NightInventory] = [:]
  package private(set) var restrictions: [RoomNight: NightRestrictions] = [:]
  package private(set) var closures: [ClosureID: Closure] = [:]
  package private(set) var offers: [RoomTypeID: StandingOffer] = [:]
  package private(set) var resting: Set<InnID> = []
  /// Members of a booking by name, as ``Booking/writeLogged(to:)`` writes them.
  private(set) var bookings: [BookingID: [String: JSONValue]] = [:]
  /// The last event taken over.
  package private(set) var sequence: Int64 = 0

  package init() {}

  /// An event that doesn't say what its kind has to say.
  package struct Unreadable: Error, Hashable, CustomStringConvertible {
    package var sequence: Int64
    package var detail: String

    package var description: String { "event \(sequence): \(detail)" }
  }

  /// Takes over the next event.
  ///
  /// - Throws: ``Unreadable`` for a gap, or for a body without a member that its kind needs.
  package mutating func apply(_ event: LogEvent) throws {
    guard event.sequence == sequence + 1 else {
      throw Unreadable(sequence: event.sequence, detail: "follows \(sequence)")
    }
    let body = try EventBody(event)
    switch event.kind {
    case .roomsStated, .roomsReturned:
      try setNight(body, RoomTypeID(trusted: event.subject), body)
    case .nightsVouched:
      try setNights(body, RoomTypeID(trusted: event.subject))
    case .offerSet:
      let roomType = RoomTypeID(trusted: event.subject)
      offers[roomType] = StandingOffer(
        roomType: roomType,
        roomsByWeekday: try body.integers("rooms"),
        asOf: try body.instant("as_of"),
      )
      try setNights(body, roomType)
    case .restrictionsSet:
      let key = RoomNight(
        roomType: RoomTypeID(trusted: event.subject),
        night: try body.date("night")
      )
      let set = try body.restrictions()
      restrictions[key] = set == .none ? nil : set
    case .closureAdded:
      let id = ClosureID(trusted: event.subject)
      closures[id] = try body.closure(id, event.inn)
    case .closureLifted: closures[ClosureID(trusted: event.subject)] = nil
    case .innPaused: resting.insert(InnID(trusted: event.subject))
    case .innResumed: resting.remove(InnID(trusted: event.subject))
    case .bookingHeld, .holdExtended, .bookingRequested, .bookingConfirmed, .bookingStayed,
      .bookingNoShow, .bookingCancelled, .bookingReleased, .bookingDeclined, .bookingExpired,
      .bookingWithdrawn, .amendmentProposed, .amendmentDeclined, .bookingAmended:
      try setBooking(event, body)
    case .bookingHeard: bookings[BookingID(trusted: event.subject)]?["heard"] = .bool(true)
    case .guestErased, .innSaved, .channelSaved, .allotmentSet, .keyCreated, .keyRevoked,
      .consentRecorded,
      .officeSaved, .staffSaved, .passwordSet, .signedIn, .signedOut, .loginLocked, .loginUnlocked,
      .callWanted, .innSpokenWith, .alarmCleared, .taxesSet, .retentionSet, .importApplied, .pinSet,
      .pinLocked,
      .pinUnlocked, .callEnded, .shortfallAnswered, .guestsOutsideReported, .repetitionWanted,
      .repetitionHeard,
      .broadcastHeard,
      .broadcastSent, .broadcastStopped, .messageLeft, .messageDone, .smsReceived, .smsSent,
      .webhookSaved, .webhookRemoved, .calendarSaved, .calendarRemoved,
      .noticesSet, .wishReceived, .wishDone, .emergencySent, .demandRefused, .statisticsSimulated,
      .statisticsPublished, .statisticsExported, .statisticsUsed, .reportWanted, .reportSent:
      break
    }
    sequence = event.sequence
  }

  private mutating func setBooking(_ event: LogEvent, _ body: EventBody) throws {
    let id = BookingID(trusted: event.subject)
    var booking = bookings[id] ?? ["created_at": .integer(Int(event.at.milliseconds))]
    for (name, value) in body.members where name != "nights" { booking[name] = value }
    // Reasons belong to one state only.
    for name in ["by", "reason"] where body.members[name] == nil { booking[name] = nil }
    booking["changed_at"] = .integer(Int(event.at.milliseconds))
    booking["inn"] = event.inn.map { .string($0.rawValue) }
    booking["channel"] = event.channel.map { .string($0.rawValue) }
    bookings[id] = booking
    if body.members["nights"] != nil {
      try setNights(body, RoomTypeID(trusted: try body.text("room_type")))
    }
  }

  private mutating func setNights(_ body: EventBody, _ roomType: RoomTypeID) throws {
    for night in try body.objects("nights") { try setNight(night, roomType, night) }
  }

  private mutating func setNight(_ night: EventBody, _ roomType: RoomTypeID, _ body: EventBody)
    throws
  {
    nights[RoomNight(roomType: roomType, night: try night.date("night"))] = try body.inventory()
  }
}

extension Registry {
  /// Replays the whole log and compares the result with the tables, in one snapshot.
  ///
  /// - Returns: one line a difference, at most a hundred; empty when they agree.
  /// - Throws: ``DatabaseError``, ``LogReplay/Unreadable``.
  package func compareLogWithTables() throws -> [String] {
    try read { try LogReplay.compare($0) }
  }
}

extension LogReplay {
  /// The same of a file that no hub has open, such as a backup.
  static func compare(_ db: SQLConnection) throws -> [String] {
    var replay = LogReplay()
    while true {
      let events = try db.rows(
        """
        SELECT sequence, at, actor, inn, channel, kind, subject, body FROM event
        WHERE sequence > $1 ORDER BY sequence LIMIT 1000
        """,
        .integer(replay.sequence),
        read: LogEvent.init(row:),
      )
      if events.isEmpty { break }
      for event in events { try replay.apply(event) }
    }
    return Array(try replay.differences(from: db).prefix(100))
  }
}

// MARK: - Comparing

extension LogReplay {
  fileprivate func differences(from db: SQLConnection) throws -> [String] {
    let tableNights = try db.rows(
      """
      SELECT t.id, n.night, n.stated, n.uncounted, n.as_of, n.source
      FROM night n JOIN room_type t ON t.key = n.room
      """
    ) { (RoomNight(roomType: $0.id(0), night: $0.date(1)), try NightTable.inventory($0, from: 2)) }
    let tableRestrictions = try db.rows(
      """
      SELECT t.id, r.night, r.stop_sell, r.min_stay, r.max_stay, r.closed_to_arrival,
        r.closed_to_departure
      FROM night_restriction r JOIN room_type t ON t.key = r.room
      """
    ) { (RoomNight(roomType: $0.id(0), night: $0.date(1)), NightTable.restrictions($0, from: 2)) }
    var tableClosures: [(ClosureID, Closure)] = []
    var tableOffers: [(RoomTypeID, StandingOffer)] = []
    for inn in try InnTable.ids(db) {
      tableClosures += try InnTable.closures(of: inn, db).map { ($0.id, $0) }
    }
    let rooms: [(Int64, RoomTypeID)] = try db.rows("SELECT key, id FROM room_type") {
      ($0.integer(0), $0.id(1))
    }
    for (key, id) in rooms {
      if let offer = try InnTable.offer(of: id, key: key, db) { tableOffers.append((id, offer)) }
    }
    let tableResting: [InnID] = try db.rows("SELECT id FROM inn WHERE paused_at IS NOT NULL") {
      $0.id(0)
    }
    var found = LogReplay.compare("night", nights, tableNights)
    found += LogReplay.compare("restrictions", restrictions, tableRestrictions)
    found += LogReplay.compare("closure", closures, tableClosures)
    found += LogReplay.compare("offer", offers, tableOffers)
    if Set(tableResting) != resting {
      found.append("resting inns: log \(resting.sorted()), tables \(tableResting.sorted())")
    }
    return try found + bookingDifferences(from: db)
  }

  private static func compare<Key: Hashable, Value: Equatable>(
    _ what: String,
    _ replayed: [Key: Value],
    _ stored: [(Key, Value)],
  ) -> [String] {
    let stored = Dictionary(uniqueKeysWithValues: stored)
    return Set(replayed.keys).union(stored.keys).compactMap { key in
      guard replayed[key] != stored[key] else { return nil }
      let log = replayed[key].map { "\($0)" } ?? "none"
      let table = stored[key].map { "\($0)" } ?? "none"
      return "\(what) \(key): log \(log), table \(table)"
    }
  }

  private func bookingDifferences(from db: SQLConnection) throws -> [String] {
    let ids: [BookingID] = try db.rows("SELECT id FROM booking ORDER BY id") { $0.id(0) }
    var found = Set(bookings.keys).subtracting(ids).sorted().map {
      "booking \($0): not in the table"
    }
    for id in ids {
      guard let booking = try BookingTable.booking(id, db) else { continue }
      guard let replayed = bookings[id] else {
        found.append("booking \(id): not in the log")
        continue
      }
      let stored = try EventBody(logging: booking).members
      for name in Set(stored.keys).union(replayed.keys).sorted()
      where stored[name] != replayed[name] {
        let log = replayed[name].map { "\($0)" } ?? "none"
        let table = stored[name].map { "\($0)" } ?? "none"
        found.append("booking \(id), \(name): log \(log), table \(table)")
      }
    }
    return found
  }
}

// MARK: - Bodies

/// A body's members by name, read strictly: what is missing is an error.
private struct EventBody {
  let sequence: Int64
  let members: [String: JSONValue]

  init(_ event: LogEvent) throws {
    try self.init(Array(event.body.utf8), sequence: event.sequence)
  }

  /// A booking as the log would tell it in full.
  init(logging booking: Booking) throws {
    var json = JSONWriter()
    json.object {
      booking.writeLogged(to: &$0)
      StoredTerms(booking).write(to: &$0)
      $0.field("inn", booking.inn)
      $0.field("channel", booking.channel)
      $0.field("created_at", booking.createdAt.milliseconds)
      $0.field("changed_at", booking.changedAt.milliseconds)
    }
    try self.init(json.bytes, sequence: 0)
  }

  private init(_ bytes: [UInt8], sequence: Int64) throws {
    self.sequence = sequence
    guard case .object(let object) = try? JSONValue(parsing: bytes) else {
      throw LogReplay.Unreadable(sequence: sequence, detail: "the body is no JSON object")
    }
    members = EventBody.byName(object)
  }

  private init(_ object: JSONObject, sequence: Int64) {
    self.sequence = sequence
    members = EventBody.byName(object)
  }

  private static func byName(_ object: JSONObject) -> [String: JSONValue] {
    Dictionary(object.members.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private func missing(_ name: String) -> LogReplay.Unreadable {
    LogReplay.Unreadable(sequence: sequence, detail: "\(name) is missing or of another type")
  }

  func integer(_ name: String) throws -> Int {
    guard let value = members[name]?.wholeNumber else { throw missing(name) }
    return value
  }

  func text(_ name: String) throws -> String {
    guard case .string(let value) = members[name] else { throw missing(name) }
    return value
  }

  func flag(_ name: String) throws -> Bool {
    guard case .bool(let value) = members[name] else { throw missing(name) }
    return value
  }

  func date(_ name: String) throws -> CivilDate {
    guard let date = CivilDate(try text(name)) else { throw missing(name) }
    return date
  }

  func instant(_ name: String) throws -> Timestamp {
    Timestamp(milliseconds: Int64(try integer(name)))
  }

  func source() throws -> NightSource {
    guard let source = NightSource(rawValue: try text("source")) else { throw missing("source") }
    return source
  }

  func integers(_ name: String) throws -> [Int] {
    guard case .array(let values) = members[name] else { throw missing(name) }
    return try values.map {
      guard let number = $0.wholeNumber else { throw missing(name) }
      return number
    }
  }

  func objects(_ name: String) throws -> [EventBody] {
    guard case .array(let values) = members[name] else { throw missing(name) }
    return try values.map {
      guard case .object(let object) = $0 else { throw missing(name) }
      return EventBody(object, sequence: sequence)
    }
  }

  func inventory() throws -> NightInventory {
    NightInventory(
      stated: try integer("stated"),
      uncounted: try integer("uncounted"),
      asOf: try instant("as_of"),
      source: try source(),
    )
  }

  func restrictions() throws -> NightRestrictions {
    NightRestrictions(
      minStay: members["min_stay"]?.wholeNumber,
      maxStay: members["max_stay"]?.wholeNumber,
      closedToArrival: try flag("closed_to_arrival"),
      closedToDeparture: try flag("closed_to_departure"),
      stopSell: try flag("stop_sell"),
    )
  }

  func closure(_ id: ClosureID, _ inn: InnID?) throws -> Closure {
    var roomType: RoomTypeID?
    if case .string(let name) = members["room_type"] { roomType = RoomTypeID(trusted: name) }
    let closure = Closure(
      id: id,
      inn: inn ?? InnID(trusted: ""),
      firstNight: try date("first_night"),
      lastNight: try date("last_night"),
      source: try source(),
      roomType: roomType,
    )
    guard let closure else { throw missing("last_night") }
    return closure
  }
}
