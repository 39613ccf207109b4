/// What needs a person of the office today, drawn for one office and one right to see guests.
package struct OfficeDay: Sendable {
  /// Open requests and amendments, nearest deadline first.
  package var requests: [WaitingRequest] = []
  /// Requests beyond ``OfficeDay/longestList``.
  package var moreRequests = 0
  /// Guests who come tonight, by inn and time of arrival.
  package var arrivals: [Arrival] = []
  package var moreArrivals = 0
  /// Nobody has cleared them; oldest first.
  package var alarms: [Alarm] = []
  /// Inns that sell, whose word about tonight or tomorrow is too old, the oldest first.
  package var stale: [StaleInn] = []
  package var moreStale = 0
  /// Messages for the office that nobody has seen to.
  package var messages: [VoiceMessage] = []

  package init() {}

  /// Lines of one list: what is beyond them is counted, and found on the pages of its own.
  package static let longestList = 100

  package struct WaitingRequest: Hashable, Sendable {
    package var booking: BookingID
    package var reference: BookingReference
    package var inn: InnID
    package var channel: ChannelID
    package var stay: Stay
    package var rooms: Int
    package var persons: Int
    package var language: String
    package var guest: GuestName
    package var deadline: Timestamp
    /// A change of a booking that stands.
    package var isAmendment: Bool
    /// She has keyed an answer that is being read back.
    package var isBeingAnswered: Bool
    /// Her telephone was rung as often as it may: the office has to reach her.
    package var isGivenUp: Bool
  }

  package struct Arrival: Hashable, Sendable {
    package var booking: BookingID
    package var reference: BookingReference
    package var inn: InnID
    package var stay: Stay
    package var rooms: Int
    package var persons: Int
    package var dinners: Int
    package var arrival: TimeOfDay?
    package var language: String
    package var guest: GuestName
    package var diet: String?
    package var notes: String?
    package var isHeard: Bool
  }

  package struct StaleInn: Hashable, Sendable {
    package var inn: InnID
    /// The oldest word about tonight and tomorrow; nil when nobody has ever said anything.
    package var asOf: Timestamp?
    package var source: NightSource
  }
}

extension Registry {
  /// - Parameters:
  ///   - seesBookings: requests and arrivals are read.
  ///   - sees: inns that are the office's.
  package func officeDay(seesBookings: Bool, sees: (InnID) -> Bool) throws -> OfficeDay {
    let now = clock.now()
    let tonight = TokyoTime.tonight(at: now)
    var day = OfficeDay()
    try read { db in
      day.alarms = try openAlarms(db).filter { $0.inn.map(sees) ?? true }
      guard seesBookings else { return }
      let requests = try OfficeDay.requests(db).filter { sees($0.inn) }
      day.requests = Array(requests.prefix(OfficeDay.longestList))
      day.moreRequests = requests.count - day.requests.count
      let arrivals = try OfficeDay.arrivals(on: tonight, db).filter { sees($0.inn) }
      day.arrivals = Array(arrivals.prefix(OfficeDay.longestList))
      day.moreArrivals = arrivals.count - day.arrivals.count
      day.messages = try db.rows(
        """
        SELECT id, call, inn, number, wants_call_back, recorded_at, seconds, sound IS NOT NULL,
          done_by, done_at
        FROM message WHERE done_at IS NULL ORDER BY recorded_at, id LIMIT $1
        """,
        .int(OfficeDay.longestList),
        read: MessageTable.read,
      ).filter { $0.inn.map(sees) ?? true }
    }
    let stale = staleInns(tonight: tonight, now: now, sees: sees)
    day.stale = Array(stale.prefix(OfficeDay.longestList))
    day.moreStale = stale.count - day.stale.count
    return day
  }

  private func staleInns(tonight: CivilDate, now: Timestamp, sees: (InnID) -> Bool)
    -> [OfficeDay.StaleInn]
  {
    var found: [OfficeDay.StaleInn] = []
    for (id, listing) in catalogue.listings where listing.isOnSale && sees(id) {
      var oldest: SearchIndex.NightWord?
      for room in listing.rooms where !room.plans.isEmpty {
        for word in index.statedWords(room: room.key, nights: tonight..<(tonight + 2))
        where listing.closure(on: word.night) == nil {
          let confidence = listing.freshness.confidence(of: word.night, asOf: word.asOf, now: now)
          guard confidence == .stale, oldest.map({ word.asOf < $0.asOf }) ?? true else { continue }
          oldest = word
        }
      }
      guard let oldest else { continue }
      let isUnknown = oldest.asOf.milliseconds == 0
      found.append(
        OfficeDay.StaleInn(
          inn: id,
          asOf: isUnknown ? nil : oldest.asOf,
          source: oldest.source,
        )
      )
    }
    return found.sorted {
      ($0.asOf?.milliseconds ?? 0, $0.inn) < ($1.asOf?.milliseconds ?? 0, $1.inn)
    }
  }
}

extension OfficeDay {
  /// Rows read at most; a region has some dozens of open requests.
  private static let mostRows = 2000

  static func requests(_ db: SQLConnection) throws -> [WaitingRequest] {
    let new: [WaitingRequest] = try db.rows(
      """
      SELECT b.id, b.reference, b.inn, b.channel, b.check_in, b.check_out, b.rooms, b.persons,
        b.language, g.name, g.name_kana, b.deadline, 0,
        EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = b.id),
        EXISTS (SELECT 1 FROM outbox o WHERE o.booking = b.id AND o.kind = 'tell_request'
          AND o.state = 'failed')
      FROM booking b LEFT JOIN booking_guest g ON g.booking = b.id
      WHERE b.state IN ('held', 'requested') AND b.state = 'requested'
      ORDER BY b.deadline, b.id LIMIT $1
      """,
      .int(mostRows),
      read: request,
    )
    let amendments: [WaitingRequest] = try db.rows(
      """
      SELECT b.id, b.reference, b.inn, b.channel, b.check_in, b.check_out, b.rooms, b.persons,
        b.language, g.name, g.name_kana, a.deadline, 1,
        EXISTS (SELECT 1 FROM pending_answer p WHERE p.booking = b.id),
        EXISTS (SELECT 1 FROM outbox o WHERE o.booking = b.id AND o.kind = 'tell_request'
          AND o.state = 'failed')
      FROM amendment a JOIN booking b ON b.id = a.booking
        LEFT JOIN booking_guest g ON g.booking = b.id
      ORDER BY a.deadline, b.id LIMIT $1
      """,
      .int(mostRows),
      read: request,
    )
    return (new + amendments).sorted { ($0.deadline, $0.booking) < ($1.deadline, $1.booking) }
  }

  private static func request(_ row: SQLRow) throws -> WaitingRequest {
    let (stay, reference) = try stayAndReference(row, checkIn: 4, reference: 1)
    return WaitingRequest(
      booking: row.id(0),
      reference: reference,
      inn: row.id(2),
      channel: row.id(3),
      stay: stay,
      rooms: row.int(6),
      persons: row.int(7),
      language: row.text(8),
      guest: guest(row, 9),
      deadline: row.instant(11),
      isAmendment: row.bool(12),
      isBeingAnswered: row.bool(13),
      isGivenUp: row.bool(14),
    )
  }

  /// A stay of tonight ends within ``Stay/maxNights``: by that the index of departures is enough.
  static func arrivals(on tonight: CivilDate, _ db: SQLConnection) throws -> [Arrival] {
    let found: [Arrival] = try db.rows(
      """
      SELECT b.id, b.reference, b.inn, b.check_in, b.check_out, b.rooms, b.persons, b.dinners,
        b.arrival, b.language, g.name, g.name_kana, g.diet, g.notes, b.heard
      FROM booking b LEFT JOIN booking_guest g ON g.booking = b.id
      WHERE b.state = 'confirmed' AND b.check_out > $1 AND b.check_out <= $2 AND b.check_in = $1
      LIMIT $3
      """,
      .date(tonight),
      .date(tonight + Stay.maxNights),
      .int(mostRows),
    ) { row in
      let (stay, reference) = try stayAndReference(row, checkIn: 3, reference: 1)
      return Arrival(
        booking: row.id(0),
        reference: reference,
        inn: row.id(2),
        stay: stay,
        rooms: row.int(5),
        persons: row.int(6),
        dinners: row.int(7),
        arrival: row.optional(8) { $0.int($1) }.flatMap { TimeOfDay(minutes: $0) },
        language: row.text(9),
        guest: guest(row, 10),
        diet: row.optional(12) { $0.text($1) },
        notes: row.optional(13) { $0.text($1) },
        isHeard: row.bool(14),
      )
    }
    return found.sorted {
      ($0.inn, $0.arrival?.minutes ?? 1440, $0.booking)
        < ($1.inn, $1.arrival?.minutes ?? 1440, $1.booking)
    }
  }

  private static func guest(_ row: SQLRow, _ column: Int) -> GuestName {
    guard !row.isNull(column) else { return .erased }
    return GuestName(
      written: row.text(column),
      kana: row.optional(column + 1) { $0.text($1) },
    ) ?? .erased
  }

  private static func stayAndReference(_ row: SQLRow, checkIn: Int, reference: Int) throws
    -> (Stay, BookingReference)
  {
    guard let stay = Stay(checkIn: row.date(checkIn), checkOut: row.date(checkIn + 1)),
      let number = BookingReference(row.text(reference))
    else {
      throw DatabaseError(kind: .corrupt, code: 0, message: "booking \(row.text(0))", sql: "")
    }
    return (stay, number)
  }
}

extension Registry {
  /// Bookings of some inns on any of these nights, by check-in.
  ///
  /// - Parameter limit: at most this many.
  package func bookings(
    of inns: Set<InnID>,
    states: Set<BookingState.Name>,
    nights: ClosedRange<CivilDate>,
    limit: Int,
  ) throws -> [Booking] {
    try read { db in
      var found: [(CivilDate, BookingID)] = []
      for inn in inns {
        let rows: [(CivilDate, BookingID, String)] = try db.rows(
          """
          SELECT check_in, id, state FROM booking
          WHERE inn = $1 AND check_in <= $3 AND check_in > $4 AND check_out > $2
          """,
          .id(inn),
          .date(nights.lowerBound),
          .date(nights.upperBound),
          // No stay is longer, so that the index of inns and arrivals leads to it.
          .date(nights.lowerBound - Stay.maxNights - 1),
        ) { ($0.date(0), $0.id(1), $0.text(2)) }
        found += rows.filter { row in states.contains { $0.rawValue == row.2 } }
          .map { ($0.0, $0.1) }
      }
      found.sort { ($0.0, $0.1) < ($1.0, $1.1) }
      return try BookingTable.bookings(found.prefix(limit).map(\.1), db)
    }
  }
}
