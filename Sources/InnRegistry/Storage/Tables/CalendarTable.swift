/// Reads and writes calendars of other platforms.
enum CalendarTable {
  static func feeds(_ db: SQLConnection) throws -> [CalendarFeed] {
    try db.rows(
      """
      SELECT f.id, t.inn, t.id, f.url, f.created_at, f.next_poll, f.etag, f.last_modified,
        f.failures, f.failing_since, f.last_error, f.read_at, f.events, f.nights, f.unread
      FROM ical_feed f JOIN room_type t ON t.key = f.room ORDER BY t.inn, t.rank, f.created_at, f.id
      """,
      read: feed,
    )
  }

  static func feed(_ id: CalendarID, _ db: SQLConnection) throws -> CalendarFeed? {
    try db.row(
      """
      SELECT f.id, t.inn, t.id, f.url, f.created_at, f.next_poll, f.etag, f.last_modified,
        f.failures, f.failing_since, f.last_error, f.read_at, f.events, f.nights, f.unread
      FROM ical_feed f JOIN room_type t ON t.key = f.room WHERE f.id = $1
      """,
      .id(id),
      read: feed,
    )
  }

  private static func feed(_ row: SQLRow) throws -> CalendarFeed {
    var health = CalendarHealth()
    health.failures = row.int(8)
    health.failingSince = row.optional(9) { $0.instant($1) }
    health.lastError = row.optional(10) { $0.text($1) }
    health.readAt = row.optional(11) { $0.instant($1) }
    return CalendarFeed(
      id: row.id(0),
      inn: row.id(1),
      roomType: row.id(2),
      url: row.text(3),
      createdAt: row.instant(4),
      nextPoll: row.instant(5),
      validators: CalendarFeed.Validators(
        etag: row.optional(6) { $0.text($1) },
        lastModified: row.optional(7) { $0.text($1) },
      ),
      health: health,
      counts: CalendarFeed.Counts(events: row.int(12), nights: row.int(13), unread: row.int(14)),
    )
  }

  static func insert(_ feed: CalendarFeed, room: Int64, _ db: SQLConnection) throws {
    try db.run(
      "INSERT INTO ical_feed (id, room, url, created_at, next_poll) VALUES ($1, $2, $3, $4, $5)",
      .id(feed.id),
      .integer(room),
      .text(feed.url),
      .instant(feed.createdAt),
      .instant(feed.nextPoll),
    )
  }

  /// Stores what reading it came to.
  static func update(_ feed: CalendarFeed, _ db: SQLConnection) throws {
    try db.run(
      """
      UPDATE ical_feed SET next_poll = $2, etag = $3, last_modified = $4, failures = $5,
        failing_since = $6, last_error = $7, read_at = coalesce($8, read_at), events = $9,
        nights = $10, unread = $11
      WHERE id = $1
      """,
      .id(feed.id),
      .instant(feed.nextPoll),
      .optional(feed.validators.etag) { .text($0) },
      .optional(feed.validators.lastModified) { .text($0) },
      .int(feed.health.failures),
      .optional(feed.health.failingSince) { .instant($0) },
      .optional(feed.health.lastError) { .text($0) },
      .optional(feed.health.readAt) { .instant($0) },
      .int(feed.counts.events),
      .int(feed.counts.nights),
      .int(feed.counts.unread),
    )
  }

  static func closures(of feed: CalendarID, _ db: SQLConnection) throws
    -> [(ClosureID, ClosedRange<CivilDate>)]
  {
    try db.rows(
      "SELECT id, first_night, last_night FROM closure WHERE feed = $1 ORDER BY first_night, id",
      .id(feed),
    ) { row in
      let (first, last) = (row.date(1), row.date(2))
      return (row.id(0), first...max(first, last))
    }
  }
}
