import Foundation

/// Guests' data go when nothing may be asked about the stay any more; what statistics count stays.
///
/// Erased: name, reading, telephone, mail, diet, notes. Kept: dates, rooms, ages of the party,
/// language, country, prefecture, price, and the channel's own reference, by which a platform's
/// account is settled and which says nothing without the platform. The log and the outbox never
/// held guests' data; answers kept for repeated requests do, and are gone after a day
/// (``StoredReply/kept``). Transcripts of calls may hold names that were spoken, and telephone
/// numbers of strangers: they go with the guests.
extension Transaction {
  /// Erases guests of stays that departed, or came to nothing, before a day.
  ///
  /// - Parameter limit: bookings in this transaction at most; the oldest first.
  /// - Returns: how many were erased.
  package func eraseGuests(
    departedBefore cutoff: CivilDate,
    limit: Int,
    by actor: Actor,
  ) throws -> Int {
    try forgetOldReplies()
    let due: [(BookingID, InnID)] = try db.rows(
      """
      SELECT b.id, b.inn FROM booking_guest g JOIN booking b ON b.id = g.booking
      WHERE (b.check_out < $1 OR b.changed_at < $2)
        AND b.state NOT IN ('held', 'requested', 'confirmed')
      ORDER BY b.check_out, b.id LIMIT $3
      """,
      .date(cutoff),
      .instant(TokyoTime.instant(cutoff)),
      .int(limit),
    ) { ($0.id(0), $0.id(1)) }
    for (id, inn) in due { try erase(id, inn, by: actor) }
    return due.count
  }

  /// Erases what is known of one guest, who asked for it.
  ///
  /// - Throws: ``BookingRefusal/bookingUnknown``; ``BookingRefusal/notPossible(_:)`` while the
  ///   booking is live: the inn has to know who comes.
  package func eraseGuest(of id: BookingID, by actor: Actor) throws {
    let booking = try known(id)
    guard !booking.state.isLive else { throw BookingRefusal.notPossible(booking.state.name) }
    try erase(id, booking.inn, by: actor)
  }

  private func erase(_ id: BookingID, _ inn: InnID, by actor: Actor) throws {
    guard try BookingTable.eraseGuest(of: id, db) else { return }
    try NoticeTable.erase(id, db)
    try log(.guestErased, subject: id.rawValue, inn: inn, by: actor) { _ in }
  }

  /// Erases transcripts of calls that ended before a day, and the numbers of callers that are no
  /// inn's.
  ///
  /// - Returns: how many calls were changed.
  package func eraseTranscripts(endedBefore cutoff: CivilDate, limit: Int) throws -> Int {
    try eraseMessages(before: cutoff)
    return try db.erasing {
      try db.run(
        "UPDATE message SET sound = NULL, number = '' WHERE recorded_at < $1 AND sound IS NOT NULL",
        .instant(TokyoTime.instant(cutoff)),
      )
      return try db.run(
        """
        UPDATE call SET transcript = '[]', number = CASE WHEN inn IS NULL THEN '' ELSE number END
        WHERE id IN (SELECT id FROM call WHERE started_at < $1
          AND (transcript <> '[]' OR (inn IS NULL AND number <> '')) ORDER BY started_at, id LIMIT $2)
        """,
        .instant(TokyoTime.instant(cutoff)),
        .int(limit),
      )
    }
  }

  /// - Throws: ``OfficeRefusal/malformed(_:)`` outside ``RetentionPolicy/range``.
  package func setRetention(_ policy: RetentionPolicy, by actor: Actor) throws {
    guard policy.isInOrder else { throw OfficeRefusal.malformed(["days"]) }
    try SettingTable.save(policy, as: .retention, db)
    try log(.retentionSet, subject: SettingTable.Name.retention.rawValue, by: actor) {
      $0.field("days", policy.days)
    }
  }
}

extension Registry {
  /// Bookings or calls erased in one transaction: others may book in between.
  private static let erasedInOneCommit = 200

  package func retentionPolicy() throws -> RetentionPolicy {
    try read { try SettingTable.value(.retention, $0) } ?? RetentionPolicy()
  }

  /// Erases what is past its time, or counts what would be.
  ///
  /// - Throws: ``DatabaseError`` or ``RegistryUnavailable``; what was erased before stays erased.
  package func runRetention(isDryRun: Bool, by actor: Actor) async throws -> RetentionReport {
    try await withCheckedThrowingContinuation { continuation in
      // On a thread of its own: it waits for many commits.
      Thread.detachNewThread { [self] in
        continuation.resume(
          with: Result { try runRetentionAndWait(isDryRun: isDryRun, by: actor) }
        )
      }
    }
  }

  /// The same on the calling thread.
  package func runRetentionAndWait(isDryRun: Bool, by actor: Actor) throws -> RetentionReport {
    let cutoff = try retentionPolicy().cutoff(today: TokyoTime.date(at: clock.now()))
    var report = RetentionReport(isDryRun: isDryRun, cutoff: cutoff)
    if isDryRun {
      (report.guests, report.transcripts) = try countErasable(before: cutoff)
      return report
    }
    report.guests = try repeated { transaction, limit in
      try transaction.eraseGuests(departedBefore: cutoff, limit: limit, by: actor)
    }
    report.transcripts = try repeated { transaction, limit in
      try transaction.eraseTranscripts(endedBefore: cutoff, limit: limit)
    }
    return report
  }

  private func repeated(_ erase: @escaping @Sendable (Transaction, Int) throws -> Int) throws
    -> Int
  {
    let limit = Registry.erasedInOneCommit
    var total = 0
    while true {
      let count = try writeAndWait { try erase($0, limit) }
      total += count
      if count < limit { return total }
    }
  }

  private func countErasable(before cutoff: CivilDate) throws -> (guests: Int, transcripts: Int) {
    try read { db in
      let guests = try db.count(
        """
        SELECT count(*) FROM booking_guest g JOIN booking b ON b.id = g.booking
        WHERE (b.check_out < $1 OR b.changed_at < $2)
          AND b.state NOT IN ('held', 'requested', 'confirmed')
        """,
        .date(cutoff),
        .instant(TokyoTime.instant(cutoff)),
      )
      let transcripts = try db.count(
        """
        SELECT count(*) FROM call WHERE started_at < $1
          AND (transcript <> '[]' OR (inn IS NULL AND number <> ''))
        """,
        .instant(TokyoTime.instant(cutoff)),
      )
      return (guests, transcripts)
    }
  }

  /// Everything that the hub holds about the guest of a booking, as JSON, for whoever has the right
  /// to see it (個人情報保護法第33条).
  ///
  /// - Throws: ``BookingRefusal/bookingUnknown``, ``DatabaseError``.
  package func guestData(of id: BookingID) throws -> String {
    guard let booking = try booking(id) else { throw BookingRefusal.bookingUnknown }
    let isErased = try read {
      try $0.count("SELECT count(*) FROM booking_guest WHERE booking = $1", .id(id)) == 0
    }
    let log = try events(about: id.rawValue, limit: Registry.eventsOfOneBooking)
    var json = JSONWriter()
    try json.object {
      $0.field("booking", id)
      $0.field("reference", booking.reference.digits)
      $0.field("inn", booking.inn)
      $0.field("channel", booking.channel)
      $0.field("channel_reference", booking.channelReference)
      $0.field("state", booking.state.name)
      $0.field("created_at", booking.createdAt)
      $0.field("check_in", booking.stay.checkIn)
      $0.field("check_out", booking.stay.checkOut)
      $0.field("rooms", booking.rooms)
      $0.field("adults", booking.party.adults)
      $0.array("child_ages") { array in
        for age in booking.party.childAges { array.integer(age) }
      }
      $0.field("arrival", booking.arrival?.description)
      $0.field("total", booking.quote.total.amount)
      $0.field("currency", Quote.currency)
      $0.field("erased", isErased)
      $0.object("guest") { booking.guest.write(to: &$0, isErased: isErased) }
      try $0.array("log") { array in
        for event in log {
          try array.object {
            $0.field("at", event.at)
            $0.field("actor", event.actor.kindText)
            $0.field("kind", event.kind)
            $0.key("body")
            $0.value(try JSONValue(parsing: Array(event.body.utf8)))
          }
        }
      }
    }
    return json.text
  }

  /// Events of one booking that a person's data are written with at most; no booking has as many.
  private static let eventsOfOneBooking = 10_000
}

extension Guest {
  fileprivate func write(to json: inout JSONWriter, isErased: Bool) {
    json.field("name", isErased ? nil : name.written)
    json.field("name_kana", name.kana)
    json.field("phone", phone)
    json.field("email", email)
    json.field("language", language)
    json.field("country", country)
    json.field("prefecture", prefecture)
    json.field("diet", diet)
    json.field("notes", notes)
  }
}

extension Actor {
  /// Who it was without saying which person: what a guest may learn about the others.
  fileprivate var kindText: String {
    switch self {
    case .keeper, .keeperBySMS: "inn"
    case .staff: "office"
    case .channel: "channel"
    case .guest: "guest"
    case .hub: "hub"
    }
  }
}
