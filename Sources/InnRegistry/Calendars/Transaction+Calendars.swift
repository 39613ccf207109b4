/// Calendars of other platforms, and the tokens of our own.
extension Transaction {
  /// Reads a calendar from now on.
  ///
  /// - Throws: ``DeliveryRefusal``.
  package func addCalendar(_ url: String, of roomType: RoomTypeID, by actor: Actor) throws
    -> CalendarFeed
  {
    guard let (listing, room) = catalogue.roomType(roomType) else {
      throw DeliveryRefusal.roomTypeUnknown
    }
    let known = try CalendarTable.feeds(db).filter { $0.roomType == roomType }
    guard known.count < CalendarFeed.maxOfRoomType else {
      throw DeliveryRefusal.tooMany(limit: CalendarFeed.maxOfRoomType)
    }
    if known.contains(where: { $0.url == url }) { throw DeliveryRefusal.exists }
    let feed = CalendarFeed(
      id: CalendarID(trusted: opaqueName("cal_")),
      inn: listing.inn.id,
      roomType: roomType,
      url: url,
      createdAt: now,
      nextPoll: now,
      validators: CalendarFeed.Validators(),
      health: CalendarHealth(),
      counts: CalendarFeed.Counts(),
    )
    try CalendarTable.insert(feed, room: room.key, db)
    try log(.calendarSaved, subject: feed.id.rawValue, inn: feed.inn, by: actor) {
      $0.field("room_type", roomType)
    }
    return feed
  }

  /// Reads a calendar no more; what it closed is open again.
  package func removeCalendar(_ id: CalendarID, by actor: Actor) throws {
    guard let feed = try CalendarTable.feed(id, db) else { throw DeliveryRefusal.calendarUnknown }
    try setClosures(of: feed, to: [], by: actor)
    try db.run("DELETE FROM ical_feed WHERE id = $1", .id(id))
    try clear(.calendarUnread, inn: feed.inn, detail: feed.alarmDetail)
    try log(.calendarRemoved, subject: id.rawValue, inn: feed.inn, by: actor) {
      $0.field("room_type", feed.roomType)
    }
  }

  /// Looks at a calendar at the next opportunity, whatever it answered before.
  package func pollSoon(_ id: CalendarID) throws {
    let changed = try db.run(
      "UPDATE ical_feed SET next_poll = $2, etag = NULL, last_modified = NULL WHERE id = $1",
      .id(id),
      .instant(now),
    )
    guard changed == 1 else { throw DeliveryRefusal.calendarUnknown }
  }

  /// Takes over what reading a calendar came to.
  package func note(_ reading: CalendarReading, of id: CalendarID) throws {
    guard var feed = try CalendarTable.feed(id, db) else { return }
    switch reading {
    case .read(let nights, let counts, let validators):
      feed.counts = counts
      feed.counts.nights = try setClosures(of: feed, to: nights, by: .hub)
      feed.validators = validators
      try noteGood(&feed, isAllRead: counts.unread == 0)
      if counts.unread > 0 { try raise(.calendarUnread, inn: feed.inn, detail: feed.alarmDetail) }
    case .unchanged:
      // The horizon moves on: once a day the whole file is wanted, for its last night too.
      if let readAt = feed.health.readAt,
        TokyoTime.tonight(at: readAt) != TokyoTime.tonight(at: now)
      {
        feed.validators = CalendarFeed.Validators()
      }
      // What could not be understood in it is still there.
      try noteGood(&feed, isAllRead: feed.counts.unread == 0)
    case .failed(let error, let retryAfter):
      feed.health.failures += 1
      feed.health.failingSince = feed.health.failingSince ?? now
      feed.health.lastError = error
      let wait = max(CalendarFeed.wait(after: feed.health.failures), retryAfter ?? .seconds(0))
      feed.nextPoll = now + min(wait, .hours(24))
      if let since = feed.health.failingSince, now - since >= CalendarFeed.patience {
        try raise(.calendarUnread, inn: feed.inn, detail: feed.alarmDetail)
      }
    }
    try CalendarTable.update(feed, db)
  }

  private func noteGood(_ feed: inout CalendarFeed, isAllRead: Bool) throws {
    feed.health = CalendarHealth()
    feed.health.readAt = now
    feed.nextPoll = now + CalendarFeed.interval
    guard isAllRead else { return }
    try clear(.calendarUnread, inn: feed.inn, detail: feed.alarmDetail)
  }

  // MARK: - Closures

  /// Makes a calendar's closures exactly what it says now: nights that vanished from it open, dates
  /// that were moved move, and whatever a keeper or another calendar closed stays closed.
  ///
  /// - Returns: nights closed by it.
  @discardableResult
  private func setClosures(
    of feed: CalendarFeed,
    to nights: [ClosedRange<CivilDate>],
    by actor: Actor,
  ) throws -> Int {
    let wanted = clipped(nights)
    let standing = try CalendarTable.closures(of: feed.id, db)
    let tonight = TokyoTime.tonight(at: now)
    // Nights that have passed make no other closure of it.
    let ahead = standing.map { max($0.1.lowerBound, tonight)...max($0.1.upperBound, tonight) }
    var isChanged = false
    for ((id, range), left) in zip(standing, ahead)
    where range.upperBound < tonight || !wanted.contains(left) {
      try db.run("DELETE FROM closure WHERE id = $1", .id(id))
      try log(.closureLifted, subject: id.rawValue, inn: feed.inn, by: actor) {
        $0.field("room_type", feed.roomType)
        $0.field("first_night", range.lowerBound)
        $0.field("last_night", range.upperBound)
      }
      isChanged = true
    }
    for range in wanted where !ahead.contains(range) {
      try close(feed, range, by: actor)
      try flagBookings(feed, range, copies: nights)
      isChanged = true
    }
    if isChanged {
      try touchListing(feed.inn)
      try clearBookedWhileClosed(feed.inn)
    }
    return wanted.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) + 1 }
  }

  /// Nights from tonight to the horizon, overlapping and neighbouring ranges as one, none longer
  /// than a closure may be.
  private func clipped(_ nights: [ClosedRange<CivilDate>]) -> [ClosedRange<CivilDate>] {
    let tonight = TokyoTime.tonight(at: now)
    let window = tonight...(tonight + AvailabilityHorizon.nightsAhead)
    var joined: [ClosedRange<CivilDate>] = []
    for range in nights.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.overlaps(window) {
      let range = range.clamped(to: window)
      if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined.flatMap { range in
      stride(from: 0, through: range.upperBound - range.lowerBound, by: Closure.maxNights).map {
        let first = range.lowerBound + $0
        return first...min(range.upperBound, first + (Closure.maxNights - 1))
      }
    }
  }

  private func close(_ feed: CalendarFeed, _ range: ClosedRange<CivilDate>, by actor: Actor) throws
  {
    guard let (_, room) = catalogue.roomType(feed.roomType) else { return }
    let id = ClosureID(trusted: opaqueName("cl_"))
    try db.run(
      """
      INSERT INTO closure (id, inn, first_night, last_night, source, room, feed)
      VALUES ($1, $2, $3, $4, 'ical', $5, $6)
      """,
      .id(id),
      .id(feed.inn),
      .date(range.lowerBound),
      .date(range.upperBound),
      .integer(room.key),
      .id(feed.id),
    )
    try log(.closureAdded, subject: id.rawValue, inn: feed.inn, by: actor) {
      $0.field("room_type", feed.roomType)
      $0.field("first_night", range.lowerBound)
      $0.field("last_night", range.upperBound)
      $0.field("source", NightSource.ical)
    }
  }

  /// Guests of ours on nights that another platform has sold: somebody must look.
  ///
  /// - Parameter copies: events as the file has them; one of exactly a booking's own nights is taken
  ///   for that platform's copy of it.
  private func flagBookings(
    _ feed: CalendarFeed,
    _ range: ClosedRange<CivilDate>,
    copies: [ClosedRange<CivilDate>],
  ) throws {
    let inside: [(BookingID, CivilDate, CivilDate)] = try db.rows(
      """
      SELECT b.id, b.check_in, b.check_out FROM booking b JOIN room_type t ON t.key = b.room
      WHERE t.id = $1 AND b.check_in <= $3 AND b.check_out > $2
        AND b.state IN ('requested', 'confirmed') ORDER BY b.check_in, b.id
      """,
      .id(feed.roomType),
      .date(range.lowerBound),
      .date(range.upperBound),
    ) { ($0.id(0), $0.date(1), $0.date(2)) }
    for (booking, checkIn, checkOut) in inside where !copies.contains(checkIn...(checkOut - 1)) {
      try raise(
        .bookedWhileClosed,
        inn: feed.inn,
        booking: booking,
        detail: "\(range.lowerBound)…\(range.upperBound)",
      )
    }
  }

  // MARK: - Our own calendar

  /// Makes a token by which a room type's calendar is read; the one before it opens nothing any more.
  ///
  /// - Returns: the token, which is shown once.
  package func shareCalendar(of roomType: RoomTypeID, by actor: Actor) throws -> String {
    guard let (listing, room) = catalogue.roomType(roomType) else {
      throw DeliveryRefusal.roomTypeUnknown
    }
    let token = opaqueName("ics_")
    try db.run(
      """
      INSERT INTO ical_share (room, digest, created_at) VALUES ($1, $2, $3)
      ON CONFLICT (room) DO UPDATE SET digest = $2, created_at = $3
      """,
      .integer(room.key),
      .text(Secret.sha256(token)),
      .instant(now),
    )
    try log(.calendarSaved, subject: roomType.rawValue, inn: listing.inn.id, by: actor) {
      $0.field("shared", true)
    }
    return token
  }

  /// The calendar of a room type can't be read any more.
  package func unshareCalendar(of roomType: RoomTypeID, by actor: Actor) throws {
    guard let (listing, room) = catalogue.roomType(roomType) else {
      throw DeliveryRefusal.roomTypeUnknown
    }
    try db.run("DELETE FROM ical_share WHERE room = $1", .integer(room.key))
    try log(.calendarSaved, subject: roomType.rawValue, inn: listing.inn.id, by: actor) {
      $0.field("shared", false)
    }
  }
}

extension CalendarFeed {
  /// Which calendar an alarm is about.
  var alarmDetail: String { "calendar \(id) of \(roomType)" }
}
