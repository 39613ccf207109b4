/// Reads and writes bookings, their guests, and the rooms they take night by night.
enum BookingTable {
  // MARK: - Reading

  static func booking(_ id: BookingID, _ db: SQLConnection) throws -> Booking? {
    try db.row(
      """
      SELECT b.id, b.reference, b.inn, t.id, b.rate_plan, b.channel, b.channel_reference,
        b.created_at, b.check_in, b.check_out, b.rooms, b.party, b.language, b.country,
        b.prefecture, b.arrival, b.quote, b.cancellation, b.state, b.state_reason, b.deadline,
        b.revision, b.stay_revision, b.heard, b.changed_at, b.cancellation_fee,
        g.name, g.name_kana, g.phone, g.email, g.diet, g.notes, b.dinners
      FROM booking b JOIN room_type t ON t.key = b.room
        LEFT JOIN booking_guest g ON g.booking = b.id
      WHERE b.id = $1
      """,
      .id(id),
      read: booking,
    )
  }

  /// Bookings of the given names, in that order; unknown ones are left out.
  static func bookings(_ ids: [BookingID], _ db: SQLConnection) throws -> [Booking] {
    try ids.compactMap { try booking($0, db) }
  }

  private static func booking(_ row: SQLRow) throws -> Booking {
    guard let stay = Stay(checkIn: row.date(8), checkOut: row.date(9)),
      let reference = BookingReference(row.text(1)),
      let name = row.isNull(26)
        ? GuestName.erased
        : GuestName(written: row.text(26), kana: row.optional(27) { $0.text($1) })
    else {
      throw DatabaseError(kind: .corrupt, code: 0, message: "booking \(row.text(0))", sql: "")
    }
    return Booking(
      id: row.id(0),
      reference: reference,
      inn: row.id(2),
      roomType: row.id(3),
      channel: row.id(5),
      channelReference: row.optional(6) { $0.text($1) },
      createdAt: row.instant(7),
      ratePlan: row.id(4),
      stay: stay,
      rooms: row.int(10),
      party: try StoredJSON.decode(Party.self, row.text(11)),
      guest: Guest(
        name: name,
        phone: row.optional(28) { $0.text($1) },
        email: row.optional(29) { $0.text($1) },
        language: row.text(12),
        country: row.optional(13) { $0.text($1) },
        prefecture: row.optional(14) { $0.text($1) },
        diet: row.optional(30) { $0.text($1) },
        notes: row.optional(31) { $0.text($1) },
      ),
      arrival: row.optional(15) { $0.int($1) }.flatMap { TimeOfDay(minutes: $0) },
      dinners: row.int(32),
      quote: try StoredJSON.decode(Quote.self, row.text(16)),
      cancellation: try StoredJSON.decode(CancellationPolicy.self, row.text(17)),
      state: try state(row),
      revision: row.int(21),
      stayRevision: row.int(22),
      isHeard: row.bool(23),
      changedAt: row.instant(24),
      cancellationFee: row.optional(25) { $0.yen($1) },
    )
  }

  private static func state(_ row: SQLRow) throws -> BookingState {
    let name: BookingState.Name = try row.word(18)
    return switch name {
    case .held: .held(until: row.instant(20))
    case .requested: .requested(deadline: row.instant(20))
    case .confirmed: .confirmed
    case .stayed: .stayed
    case .noShow: .noShow
    case .cancelled: .cancelled(by: try row.word(19))
    case .released: .released
    case .declined: .declined(try row.word(19))
    case .expired: .expired
    case .withdrawn: .withdrawn
    }
  }

  // MARK: - Writing

  static func insert(
    _ booking: Booking,
    _ terms: StoredTerms,
    room: Int64,
    _ db: SQLConnection,
  ) throws {
    try db.run(
      """
      INSERT INTO booking (id, reference, inn, room, rate_plan, channel, channel_reference,
        created_at, check_in, check_out, rooms, adults, persons, party, language, country,
        prefecture, arrival, quote, cancellation, state, state_reason, deadline, revision,
        stay_revision, heard, changed_at, cancellation_fee, dinners)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
      """,
      .id(booking.id),
      .text(booking.reference.digits),
      .id(booking.inn),
      .integer(room),
      .id(booking.ratePlan),
      .id(booking.channel),
      .optional(booking.channelReference) { .text($0) },
      .instant(booking.createdAt),
      .date(booking.stay.checkIn),
      .date(booking.stay.checkOut),
      .int(booking.rooms),
      .int(booking.party.adults),
      .int(booking.party.persons),
      .utf8(terms.party),
      .text(booking.guest.language),
      .optional(booking.guest.country) { .text($0) },
      .optional(booking.guest.prefecture) { .text($0) },
      .optional(booking.arrival) { .int($0.minutes) },
      .utf8(terms.quote),
      .utf8(terms.cancellation),
      .text(booking.state.name.rawValue),
      booking.state.storedReason,
      .optional(booking.state.deadline) { .instant($0) },
      .int(booking.revision),
      .int(booking.stayRevision),
      .bool(booking.isHeard),
      .instant(booking.changedAt),
      .optional(booking.cancellationFee) { .yen($0) },
      .int(booking.dinners),
    )
    try saveGuest(booking.guest, of: booking.id, db)
  }

  /// Writes everything that may change, if the row still has the revision before this one.
  ///
  /// - Throws: ``BookingRefusal/changedMeanwhile(revision:)``.
  static func update(_ booking: Booking, _ db: SQLConnection) throws {
    let changed = try db.run(
      """
      UPDATE booking SET rate_plan = $3, check_in = $4, check_out = $5, rooms = $6, adults = $7,
        persons = $8, party = $9, arrival = $10, quote = $11, cancellation = $12, state = $13,
        state_reason = $14, deadline = $15, revision = $2, stay_revision = $16, heard = $17,
        changed_at = $18, cancellation_fee = $19, dinners = $20
      WHERE id = $1 AND revision = $2 - 1
      """,
      .id(booking.id),
      .int(booking.revision),
      .id(booking.ratePlan),
      .date(booking.stay.checkIn),
      .date(booking.stay.checkOut),
      .int(booking.rooms),
      .int(booking.party.adults),
      .int(booking.party.persons),
      .utf8(booking.party.stored),
      .optional(booking.arrival) { .int($0.minutes) },
      .utf8(booking.quote.stored),
      .utf8(booking.cancellation.stored),
      .text(booking.state.name.rawValue),
      booking.state.storedReason,
      .optional(booking.state.deadline) { .instant($0) },
      .int(booking.stayRevision),
      .bool(booking.isHeard),
      .instant(booking.changedAt),
      .optional(booking.cancellationFee) { .yen($0) },
      .int(booking.dinners),
    )
    guard changed == 1 else {
      let revision = try db.count("SELECT revision FROM booking WHERE id = $1", .id(booking.id))
      throw BookingRefusal.changedMeanwhile(revision: revision)
    }
  }

  /// Writes what ``update(_:_:)`` leaves alone: who comes, and the channel's reference.
  static func updateGuest(_ booking: Booking, _ db: SQLConnection) throws {
    try db.run(
      """
      UPDATE booking SET language = $2, country = $3, prefecture = $4, channel_reference = $5
      WHERE id = $1
      """,
      .id(booking.id),
      .text(booking.guest.language),
      .optional(booking.guest.country) { .text($0) },
      .optional(booking.guest.prefecture) { .text($0) },
      .optional(booking.channelReference) { .text($0) },
    )
    try saveGuest(booking.guest, of: booking.id, db)
  }

  static func saveGuest(_ guest: Guest, of booking: BookingID, _ db: SQLConnection) throws {
    try db.run(
      """
      INSERT INTO booking_guest (booking, name, name_kana, phone, email, diet, notes)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (booking) DO UPDATE SET name = $2, name_kana = $3, phone = $4, email = $5,
        diet = $6, notes = $7
      """,
      .id(booking),
      .text(guest.name.written),
      .optional(guest.name.kana) { .text($0) },
      .optional(guest.phone) { .text($0) },
      .optional(guest.email) { .text($0) },
      .optional(guest.diet) { .text($0) },
      .optional(guest.notes) { .text($0) },
    )
  }

  /// Erases what is known of the guest; dates, numbers, prices and countries stay.
  ///
  /// - Returns: whether there was anything to erase.
  static func eraseGuest(of booking: BookingID, _ db: SQLConnection) throws -> Bool {
    try db.erasing {
      try db.run("DELETE FROM booking_guest WHERE booking = $1", .id(booking)) > 0
    }
  }

  // MARK: - Rooms taken

  /// Rows of a booking's rooms, uncounted until somebody states the night with it in mind.
  static func occupy(
    _ booking: BookingID,
    room: Int64,
    nights: Range<CivilDate>,
    rooms: Int,
    _ db: SQLConnection,
  ) throws {
    for night in nights {
      try save(
        Occupancy(room: room, night: night, booking: booking, rooms: rooms, counted: 0),
        db,
      )
    }
  }

  static func occupancy(of booking: BookingID, _ db: SQLConnection) throws -> [Occupancy] {
    try db.rows(
      """
      SELECT room, night, rooms, counted, returning_rooms FROM occupancy
      WHERE booking = $1 ORDER BY night, returning_rooms
      """,
      .id(booking),
    ) { row in
      Occupancy(
        room: row.integer(0),
        night: row.date(1),
        booking: booking,
        rooms: row.int(2),
        counted: row.int(3),
        isReturning: row.bool(4),
      )
    }
  }

  /// Writes a row; one without rooms goes.
  static func save(_ occupancy: Occupancy, _ db: SQLConnection) throws {
    guard occupancy.rooms > 0 else {
      try db.run(
        """
        DELETE FROM occupancy
        WHERE room = $1 AND night = $2 AND booking = $3 AND returning_rooms = $4
        """,
        .integer(occupancy.room),
        .date(occupancy.night),
        .id(occupancy.booking),
        .bool(occupancy.isReturning),
      )
      return
    }
    try db.run(
      """
      INSERT INTO occupancy (room, night, booking, returning_rooms, rooms, counted)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (room, night, booking, returning_rooms) DO UPDATE SET rooms = $5, counted = $6
      """,
      .integer(occupancy.room),
      .date(occupancy.night),
      .id(occupancy.booking),
      .bool(occupancy.isReturning),
      .int(occupancy.rooms),
      .int(occupancy.counted),
    )
  }

  /// Adds to the rooms that a booking left behind and that wait for the keeper's word.
  static func keepBack(_ rooms: Int, of left: Occupancy, _ db: SQLConnection) throws {
    guard rooms > 0 else { return }
    try db.run(
      """
      INSERT INTO occupancy (room, night, booking, returning_rooms, rooms, counted)
      VALUES ($1, $2, $3, 1, $4, $4)
      ON CONFLICT (room, night, booking, returning_rooms)
      DO UPDATE SET rooms = occupancy.rooms + $4, counted = occupancy.counted + $4
      """,
      .integer(left.room),
      .date(left.night),
      .id(left.booking),
      .int(rooms),
    )
  }

  /// Rooms that an ended or shrunk booking left behind and that wait for the keeper's word.
  static func hasReturning(_ booking: BookingID, _ db: SQLConnection) throws -> Bool {
    try db.count(
      "SELECT count(*) FROM occupancy WHERE booking = $1 AND returning_rooms = 1",
      .id(booking),
    ) > 0
  }
}

/// Rooms that one booking takes on one night.
struct Occupancy: Hashable, Sendable {
  var room: Int64
  var night: CivilDate
  var booking: BookingID
  var rooms: Int
  /// How many of them the keeper's last number for the night leaves out already.
  var counted: Int
  /// Left behind by a booking that ended or shrank; the rooms wait for the keeper's word.
  var isReturning = false

  var uncounted: Int { rooms - counted }
}

extension GuestName {
  /// Stands where a guest's name was erased after the retention time, or is not known yet.
  package static let erased = GuestName(trusted: "—")
}
