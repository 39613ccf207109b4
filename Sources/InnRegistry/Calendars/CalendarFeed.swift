/// A calendar of another platform, read again and again: what is taken there closes a room type here.
package struct CalendarFeed: Hashable, Sendable {
  package var id: CalendarID
  package var inn: InnID
  package var roomType: RoomTypeID
  /// Holds a secret of the other platform: neither logged nor shown to channels.
  package var url: String
  package var createdAt: Timestamp
  package var nextPoll: Timestamp
  /// What the last good answer was marked with, to ask only for what is new.
  package var validators: Validators
  package var health: CalendarHealth
  /// Of the last file that could be read.
  package var counts: Counts

  package struct Validators: Hashable, Sendable {
    package var etag: String?
    package var lastModified: String?

    package init(etag: String? = nil, lastModified: String? = nil) {
      self.etag = etag
      self.lastModified = lastModified
    }
  }

  package struct Counts: Hashable, Sendable {
    package var events = 0
    /// Nights that it closes, from tonight on.
    package var nights = 0
    /// Events that could not be understood, and therefore close nothing.
    package var unread = 0

    package init(events: Int = 0, nights: Int = 0, unread: Int = 0) {
      self.events = events
      self.nights = nights
      self.unread = unread
    }
  }

  /// Calendars of one room type: the platforms that a small inn is sold on.
  package static let maxOfRoomType = 10
  /// Between two looks: other platforms look every one to three hours themselves, and a night sold
  /// there must not be sold here much longer.
  package static let interval = Span.minutes(15)
  /// Between two looks at a calendar that fails: doubling up to this.
  package static let longestInterval = Span.hours(6)
  /// How long a calendar may be unreadable before the office is told.
  package static let patience = Span.hours(24)

  /// The wait after `failures` failed looks in a row.
  package static func wait(after failures: Int) -> Span {
    let wait = interval.milliseconds << min(max(failures, 0), 10)
    return Span(milliseconds: min(wait, longestInterval.milliseconds))
  }
}

/// A name of a calendar, `cal_…`.
package typealias CalendarID = Identifier<CalendarFeed>

/// How reading a calendar has gone.
package struct CalendarHealth: Hashable, Sendable {
  package var failures = 0
  package var failingSince: Timestamp?
  package var lastError: String?
  /// When it was last read, or found unchanged.
  package var readAt: Timestamp?

  package init() {}
}

/// What reading a calendar came to.
package enum CalendarReading: Hashable, Sendable {
  /// The taken nights of the whole file; whatever is not among them is open.
  case read([ClosedRange<CivilDate>], CalendarFeed.Counts, CalendarFeed.Validators)
  /// As it was.
  case unchanged
  /// Nothing is known: all closures stay. `retryAfter`: what the server asks for.
  case failed(String, retryAfter: Span?)
}
