/// What a keeper keyed and the registry kept.
package enum KeeperWord: Hashable, Codable, Sendable {
  /// So many rooms are free on each night of a run, both ends included.
  case rooms(first: CivilDate, last: CivilDate, [KindOfRooms])
  case answer(BookingID, isAccepted: Bool)
  /// Rooms of a cancelled booking are for sale again.
  case gaveBack(BookingID)
  case closed(first: CivilDate, last: CivilDate)
  case reopened(first: CivilDate, last: CivilDate)
  case guestsOutside(night: CivilDate, guests: Int, fromAbroad: Int)

  package struct KindOfRooms: Hashable, Codable, Sendable {
    package var roomType: RoomTypeID
    package var rooms: Int

    package init(roomType: RoomTypeID, rooms: Int) {
      self.roomType = roomType
      self.rooms = rooms
    }
  }
}

/// Something that was kept and that the call ended before the hub had repeated: nobody knows yet
/// whether the keeper meant it.
///
/// She is rung back once, a minute later, on the telephone she had in her hand, or written to where
/// her inn wants that; whatever other call comes first tells it, too. Where she can't be reached the
/// office is told.
package struct Repetition: Hashable, Sendable {
  /// Its entry in the outbox.
  package let id: Int64
  package var word: KeeperWord
  package var saidAt: Timestamp
  /// Nil where she was known by inn number and PIN.
  package var phone: PhoneNumber?
  /// Of the booking that it is about.
  package var stay: Stay?

  /// Of one call; nobody keys more between two sentences.
  package static let most = 6
  /// Told in one call, oldest first.
  package static let inOneCall = 3
  /// From then on nobody remembers what she had keyed.
  package static let longest = Span.hours(24)
  /// When the hub's night turns.
  fileprivate static let nightTurns = Span.hours(4)
}

extension Transaction {
  /// The call ended before these were repeated; what was refused, or is not so any more, is left out.
  package func wantRepetition(of words: [KeeperWord], inn: InnID, by actor: Actor) throws {
    let listing = catalogue[inn]
    let isWritten =
      listing?.inn.calling.repeatsBySMS == true
      && listing?.phones.contains(where: \.takesMessages) == true
    for word in words.suffix(Repetition.most) {
      guard try RepetitionTable.isSaved(word, inn, by: actor, db),
        try !RepetitionTable.isOutdated(word, inn, saidAt: now, now: now, db)
      else { continue }
      let entry = try send(
        isWritten ? .smsRepetition : .tellRepetition,
        inn: inn,
        booking: nil,
        deadline: word.deadline(from: now),
      )
      try db.run(
        "INSERT INTO repetition (entry, inn, phone, word) VALUES ($1, $2, $3, $4)",
        .integer(entry),
        .id(inn),
        .optional(actor.listener?.phone) { .text($0.e164) },
        .text(try StoredJSON.encode(word)),
      )
      try log(.repetitionWanted, subject: inn.rawValue, inn: inn, by: actor) {
        $0.field("entry", entry)
        $0.field("what", word.text)
      }
    }
  }

  /// It was repeated to the keeper: she let it stand, or corrects it now.
  package func repeated(_ id: Int64, inn: InnID, by actor: Actor) throws {
    let found = try RepetitionTable.all(of: inn, db).first { $0.id == id }
    guard let found else { return }
    try end(found, of: inn, as: .delivered)
    try log(.repetitionHeard, subject: inn.rawValue, inn: inn, by: actor) {
      $0.field("entry", id)
      $0.field("what", found.word.text)
    }
  }

  /// What an entry of the kind ``OutboxEntry/Kind/smsRepetition`` is about, and the telephone that is
  /// written to: the one she had in her hand, or the inn's first that takes messages; nil when there
  /// is nothing to tell any more.
  package func repetition(of entry: OutboxEntry) throws -> (Repetition, InnPhone)? {
    guard let inn = entry.inn, let listing = catalogue[inn],
      var found = try RepetitionTable.all(of: inn, db).first(where: { $0.id == entry.id }),
      try !RepetitionTable.isOutdated(found, inn, now: now, db)
    else { return nil }
    let phones = listing.phones.filter(\.takesMessages)
    guard let phone = phones.first(where: { $0.number == found.phone }) ?? phones.first else {
      return nil
    }
    found.stay = try found.word.booking.flatMap { try BookingTable.booking($0, db) }?.stay
    return (found, phone)
  }

  /// No message can be sent: she is rung back instead.
  package func ringBackInstead(_ entry: OutboxEntry) throws {
    try db.run(
      """
      UPDATE outbox SET kind = 'tell_repetition', attempts = 0, lease_owner = NULL,
        lease_until = NULL
      WHERE id = $1 AND state = 'waiting'
      """,
      .integer(entry.id),
    )
  }

  /// What has been said anew since, or is of the past, is not repeated.
  func dropOutdatedRepetitions(of inn: InnID) throws {
    for repetition in try RepetitionTable.all(of: inn, db)
    where try RepetitionTable.isOutdated(repetition, inn, now: now, db) {
      try end(repetition, of: inn, as: .dropped)
    }
  }

  /// She was rung about it once and could not be reached: it is told in her next call, whoever
  /// rings, and the office knows.
  func giveRepetitionsToOffice(_ inn: InnID) throws {
    for repetition in try RepetitionTable.all(of: inn, db) {
      let changed = try db.run(
        """
        UPDATE outbox SET state = 'failed', last_error = 'nobody answers'
        WHERE id = $1 AND state = 'waiting' AND attempts >= 1 AND kind = 'tell_repetition'
        """,
        .integer(repetition.id),
      )
      guard changed > 0 else { continue }
      try alarmUnrepeated(repetition.id, inn)
    }
  }

  /// Nobody has told the keeper what was kept.
  func alarmUnrepeated(_ id: Int64, _ inn: InnID) throws {
    guard
      let found = try RepetitionTable.all(of: inn, db, isOver: true).first(where: { $0.id == id })
    else { return }
    try raise(.callWanted, inn: inn, detail: found.alarm)
  }

  private func end(_ repetition: Repetition, of inn: InnID, as state: OutboxEntry.State) throws {
    try db.run(
      """
      UPDATE outbox SET state = $2 WHERE id = $1 AND state IN ('waiting', 'failed')
      """,
      .integer(repetition.id),
      .text(state.rawValue),
    )
    try clear(.callWanted, inn: inn, detail: repetition.alarm)
  }
}

extension Registry {
  /// What is to be repeated to an inn, oldest first.
  package func repetitions(for inn: InnID) throws -> [Repetition] {
    let now = clock.now()
    return try read { db in
      let all = try RepetitionTable.all(of: inn, db)
        .filter { try !RepetitionTable.isOutdated($0, inn, now: now, db) }
      return try all.prefix(Repetition.inOneCall).map { repetition in
        var repetition = repetition
        repetition.stay = try repetition.word.booking
          .flatMap { try BookingTable.booking($0, db) }?.stay
        return repetition
      }
    }
  }
}

extension Repetition {
  fileprivate var alarm: String { "not repeated to her: \(word.text)" }
}

extension KeeperWord {
  fileprivate var booking: BookingID? {
    switch self {
    case .answer(let booking, _), .gaveBack(let booking): booking
    case .rooms, .closed, .reopened, .guestsOutside: nil
    }
  }

  /// For the log and the office.
  package var text: String {
    switch self {
    case .rooms(let first, let last, let kinds):
      "rooms \(span(first, last)): "
        + kinds.map { "\($0.roomType) \($0.rooms)" }.joined(separator: ", ")
    case .answer(let booking, let isAccepted): "\(booking) \(isAccepted ? "accepted" : "declined")"
    case .gaveBack(let booking): "rooms of \(booking) for sale again"
    case .closed(let first, let last): "closed \(span(first, last))"
    case .reopened(let first, let last): "reopened \(span(first, last))"
    case .guestsOutside(let night, let guests, let fromAbroad):
      "guests \(night): \(guests), \(fromAbroad) from abroad"
    }
  }

  private func span(_ first: CivilDate, _ last: CivilDate) -> String {
    first == last ? "\(first)" : "\(first)…\(last)"
  }

  /// Rooms matter until their last night is over.
  fileprivate func deadline(from now: Timestamp) -> Timestamp {
    let longest = now + Repetition.longest
    guard case .rooms(_, let last, _) = self else { return longest }
    return min(longest, TokyoTime.instant(last + 1) + Repetition.nightTurns)
  }
}

enum RepetitionTable {
  /// What has yet to be repeated; with `isOver`, what is not repeated any more, too.
  static func all(of inn: InnID, _ db: SQLConnection, isOver: Bool = false) throws
    -> [Repetition]
  {
    try db.rows(
      """
      SELECT r.entry, r.phone, r.word, o.created_at FROM repetition r
      JOIN outbox o ON o.id = r.entry
      WHERE r.inn = $1 AND ($2 = 1 OR o.state IN ('waiting', 'failed')) ORDER BY r.entry
      """,
      .id(inn),
      .bool(isOver),
    ) { row in
      Repetition(
        id: row.integer(0),
        word: try StoredJSON.decode(KeeperWord.self, row.text(2)),
        saidAt: row.instant(3),
        phone: row.optional(1) { PhoneNumber($0.text($1)) } ?? nil,
      )
    }
  }

  /// Telephones on which inns are rung back.
  static func phones(_ db: SQLConnection) throws -> [InnID: PhoneNumber] {
    let rows: [(InnID, PhoneNumber?)] = try db.rows(
      """
      SELECT r.inn, r.phone FROM repetition r
      WHERE r.phone IS NOT NULL
        AND (SELECT o.state FROM outbox o WHERE o.id = r.entry) = 'waiting'
      ORDER BY r.entry
      """
    ) { ($0.id(0), PhoneNumber($0.text(1))) }
    return Dictionary(rows.compactMap { row in row.1.map { (row.0, $0) } }) { first, _ in first }
  }

  /// Whether the call that said it has really changed something: refusals are nothing to repeat.
  static func isSaved(_ word: KeeperWord, _ inn: InnID, by actor: Actor, _ db: SQLConnection)
    throws -> Bool
  {
    switch word {
    case .rooms(_, _, let kinds):
      return try !kinds.isEmpty
        && kinds.allSatisfy { try said($0.roomType.rawValue, ["rooms.stated"], actor, db) }
    case .answer(let booking, _):
      let kinds: [LogEvent.Kind] = [
        .bookingConfirmed, .bookingDeclined, .bookingAmended, .amendmentDeclined,
      ]
      return try said(booking.rawValue, kinds.map(\.rawValue), actor, db)
    case .closed, .reopened, .guestsOutside, .gaveBack: return true
    }
  }

  private static func said(
    _ subject: String,
    _ kinds: [String],
    _ actor: Actor,
    _ db: SQLConnection,
  ) throws -> Bool {
    try kinds.contains { kind in
      try db.count(
        "SELECT count(*) FROM event WHERE subject = $1 AND actor = $2 AND kind = $3",
        .text(subject),
        .text(actor.text),
        .text(kind),
      ) > 0
    }
  }

  static func isOutdated(
    _ repetition: Repetition,
    _ inn: InnID,
    now: Timestamp,
    _ db: SQLConnection,
  ) throws -> Bool {
    try isOutdated(repetition.word, inn, saidAt: repetition.saidAt, now: now, db)
  }

  /// Whether it was said anew since, or is not so any more.
  static func isOutdated(
    _ word: KeeperWord,
    _ inn: InnID,
    saidAt: Timestamp,
    now: Timestamp,
    _ db: SQLConnection,
  ) throws -> Bool {
    switch word {
    case .rooms(let first, let last, let kinds):
      guard last >= TokyoTime.tonight(at: now) else { return true }
      return try kinds.contains { kind in
        try db.count(
          """
          SELECT count(*) FROM night n JOIN room_type r ON r.key = n.room
          WHERE r.id = $1 AND n.night BETWEEN $2 AND $3 AND n.as_of > $4
          """,
          .id(kind.roomType),
          .date(first),
          .date(last),
          .instant(saidAt),
        ) > 0
      }
    case .answer(let booking, _), .gaveBack(let booking):
      let changed = try db.row(
        "SELECT changed_at FROM booking WHERE id = $1",
        .id(booking),
      ) { $0.instant(0) }
      return changed.map { $0 > saidAt } ?? true
    case .closed(let first, let last):
      return try db.count(
        """
        SELECT count(*) FROM closure
        WHERE inn = $1 AND room IS NULL AND first_night <= $2 AND last_night >= $3
        """,
        .id(inn),
        .date(first),
        .date(last),
      ) == 0
    case .reopened(let first, let last):
      return try db.count(
        """
        SELECT count(*) FROM closure
        WHERE inn = $1 AND room IS NULL AND first_night <= $3 AND last_night >= $2
        """,
        .id(inn),
        .date(first),
        .date(last),
      ) > 0
    case .guestsOutside(let night, let guests, let fromAbroad):
      return try db.count(
        """
        SELECT count(*) FROM outside_guests WHERE inn = $1 AND night = $2 AND guests = $3
          AND from_abroad = $4 AND reported_at <= $5
        """,
        .id(inn),
        .date(night),
        .int(guests),
        .int(fromAbroad),
        .instant(saidAt),
      ) == 0
    }
  }
}
