/// What is known of notices, guests' links and emergencies.
extension Registry {
  /// The log up to this line has been looked at for notices.
  package func noticePosition() throws -> Int64 { try read(NoticeTable.position) }

  /// Notices whose time has come, oldest first.
  package func dueNotices(at now: Timestamp, limit: Int) throws -> [NoticeDelivery] {
    try read { try NoticeTable.due(at: now, limit: limit, $0) }
  }

  /// Notices, newest first.
  ///
  /// - Parameter limit: at most this many, 1...500.
  package func notices(
    of booking: BookingID? = nil,
    state: NoticeDelivery.State? = nil,
    limit: Int,
  ) throws -> [NoticeDelivery] {
    try read { try NoticeTable.all(booking, state, limit: limit, $0) }
  }

  /// Those that an emergency laid down, oldest first.
  package func notices(ofEmergency id: EmergencyID) throws -> [NoticeDelivery] {
    try read { try NoticeTable.all(cause: "emergency:\(id)", $0) }
  }

  package func notice(_ id: Int64) throws -> NoticeDelivery? {
    try read { try NoticeTable.notice(id, $0) }
  }

  /// Whether the hub writes to the guests of a booking: neither its channel nor the booking itself
  /// has it switched off.
  package func sendsMail(for booking: BookingID, of channel: ChannelID) throws -> Bool {
    let subjects: [NoticeSubject] = [.channel(channel), .booking(booking)]
    return try read { db in
      try subjects.allSatisfy { subject in
        try db.count(
          "SELECT count(*) FROM notice_off WHERE subject = $1",
          .text(subject.text),
        ) == 0
      }
    }
  }

  /// Whether the guests of a booking are rather written to by SMS, as its channel or somebody for
  /// the booking itself has chosen.
  package func prefersSMS(for booking: BookingID?, of channel: ChannelID) throws -> Bool {
    let subjects: [NoticeSubject] = [.channel(channel)] + (booking.map { [.booking($0)] } ?? [])
    return try read { db in
      try subjects.contains { subject in
        try db.count(
          "SELECT count(*) FROM notice_sms WHERE subject = $1",
          .text(subject.text),
        ) > 0
      }
    }
  }

  package func sendsMail(of channel: ChannelID) throws -> Bool {
    try read {
      try $0.count(
        "SELECT count(*) FROM notice_off WHERE subject = $1",
        .text(NoticeSubject.channel(channel).text),
      ) == 0
    }
  }

  /// Confirmed stays whose reminder or arrival guide is due: from its time on that day until
  /// check-in day's end, for bookings made before that time.
  package func dueReminders(at now: Timestamp) throws -> [NoticeOrder] {
    let today = TokyoTime.date(at: now)
    let isLate = TokyoTime.minuteOfDay(at: now) >= NoticeLimits.scheduleMinute
    let plans: [(NoticeKind, Int)] = [
      (.reminder, NoticeLimits.reminderDays), (.arrivalGuide, NoticeLimits.arrivalDays),
    ]
    return try read { db in
      try plans.flatMap { (kind, days) throws -> [NoticeOrder] in
        // Until its time of day, those of the day before are the newest that are due.
        let last = today + days - (isLate ? 0 : 1)
        let first = kind == .reminder ? today + NoticeLimits.arrivalDays + 1 : today
        let rows: [(BookingID, CivilDate, Timestamp)] = try db.rows(
          """
          SELECT id, check_in, created_at FROM booking b
          WHERE state = 'confirmed' AND check_out > $1 AND check_in BETWEEN $1 AND $2
            AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.booking = b.id AND n.kind = $3
              AND n.cause = 'stay:' || b.check_in)
          ORDER BY check_in, id LIMIT $4
          """,
          .date(first),
          .date(last),
          .text(kind.rawValue),
          .int(NoticeLimits.listed),
        ) { ($0.id(0), $0.date(1), $0.instant(2)) }
        return rows.compactMap { (id, checkIn, createdAt) -> NoticeOrder? in
          let due = TokyoTime.instant(checkIn - days, minute: NoticeLimits.scheduleMinute)
          guard createdAt < due else { return nil }
          return NoticeOrder(
            booking: id,
            kind: kind,
            cause: "stay:\(checkIn.daysSinceEpoch)",
          )
        }
      }
    }
  }

  /// The booking that a guest's token opens; nil for a wrong or ended one.
  package func booking(guestToken token: String) throws -> Booking? {
    let now = clock.now()
    return try read { db in
      let id: BookingID? = try db.row(
        "SELECT booking FROM guest_link WHERE digest = $1 AND expires_at > $2",
        .text(Secret.sha256(token)),
        .instant(now),
      ) { $0.id(0) }
      return try id.flatMap { try BookingTable.booking($0, db) }
    }
  }

  /// What guests asked for and nobody has seen to, oldest first.
  package func openWishes(limit: Int = 100) throws -> [GuestWish] {
    try read { db in
      try db.rows(
        """
        SELECT id, booking, text, created_at, done_at FROM guest_wish
        WHERE done_at IS NULL ORDER BY created_at, id LIMIT $1
        """,
        .int(limit),
      ) { row in
        GuestWish(
          id: row.integer(0),
          booking: row.id(1),
          text: row.text(2),
          createdAt: row.instant(3),
          doneAt: row.optional(4) { $0.instant($1) },
        )
      }
    }
  }

  /// The booking that a wish is about; nil when there is no such wish.
  package func booking(ofWish id: Int64) throws -> BookingID? {
    try read { db in
      try db.row("SELECT booking FROM guest_wish WHERE id = $1", .integer(id)) { $0.id(0) }
    }
  }

  package func emergency(_ id: EmergencyID) throws -> EmergencyCall? {
    try read { try NoticeTable.emergency(id, $0) }
  }

  /// Emergencies, newest first.
  package func emergencies(limit: Int = 50) throws -> [EmergencyCall] {
    try read { try NoticeTable.emergencies(limit: limit, $0) }
  }

  /// Parties that are at inns tonight, or come today or tomorrow, by inn.
  package func presentParties() throws -> [PresentParty] {
    let tonight = TokyoTime.tonight(at: clock.now())
    return try read { try NoticeTable.present(on: tonight, $0) }
  }

  /// Guests at every inn now, and those who come today or tomorrow; inns without any are left out.
  package func headcount() throws -> [Headcount] {
    var counts: [InnID: Headcount] = [:]
    for guest in try presentParties() {
      var count =
        counts[guest.inn]
        ?? Headcount(
          inn: guest.inn,
          stayingParties: 0,
          staying: 0,
          arrivingParties: 0,
          arriving: 0,
        )
      if guest.isStaying {
        count.stayingParties += 1
        count.staying += guest.persons
      } else {
        count.arrivingParties += 1
        count.arriving += guest.persons
      }
      counts[guest.inn] = count
    }
    return counts.values.sorted { $0.inn < $1.inn }
  }
}

extension Registry {
  /// The stay of a booking as the log had it before a line; nil where there is none.
  package func stay(of booking: BookingID, before sequence: Int64) throws -> Stay? {
    let bodies: [String] = try read { db in
      try db.rows(
        """
        SELECT body FROM event WHERE subject = $1 AND sequence < $2
          AND kind IN ('booking.held', 'booking.requested', 'booking.confirmed', 'booking.amended')
        ORDER BY sequence DESC LIMIT 1
        """,
        .id(booking),
        .integer(sequence),
      ) { $0.text(0) }
    }
    guard let body = bodies.first, let value = try? JSONValue(parsing: Array(body.utf8)),
      case .object(let members) = value, case .string(let from)? = members["check_in"],
      case .string(let until)? = members["check_out"], let checkIn = CivilDate(from),
      let checkOut = CivilDate(until)
    else { return nil }
    return Stay(checkIn: checkIn, checkOut: checkOut)
  }
}
