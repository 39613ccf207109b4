/// Something that a person at the office has to look at.
package struct Alarm: Hashable, Sendable {
  package let id: Int64
  package var kind: Kind
  package var inn: InnID?
  package var booking: BookingID?
  package var detail: String
  package var raisedAt: Timestamp
  package var clearedAt: Timestamp?

  package enum Kind: String, CaseIterable, Codable, Sendable {
    /// More rooms are sold than the keeper now says she has.
    case shortfall
    /// Something that must leave the hub could not be delivered.
    case undelivered
    /// A booking that nobody at the inn has heard of, close to its check-in.
    case unheard
    /// The hub rang an inn as often as it may, and nobody answered.
    case unanswered
    /// Two requests in a row that nobody answered: the inn's sales rest.
    case paused
    /// A keeper closed nights on which guests are booked.
    case bookedWhileClosed = "booked_while_closed"
    /// Wrong PINs until the lock.
    case pinLocked = "pin_locked"
    /// Somebody asked to be rung back by a person.
    case callWanted = "call_wanted"
    /// A keeper left a message for the office.
    case messageLeft = "message_left"
    /// A message from a number that no inn has: nothing was changed (S20).
    case messageFromStranger = "message_from_stranger"
    /// A platform's endpoint gets no webhooks any more: it was gone, or failed for days.
    case webhookDisabled = "webhook_disabled"
    /// Another platform's calendar has not been readable for a day, or has events that can't be
    /// understood: nights taken there may be open here.
    case calendarUnread = "calendar_unread"
    /// A guest asks for a change on the page of the booking.
    case guestWish = "guest_wish"
    /// The hub itself: its disk, its lines, its copies. The detail is one word of which part.
    case hub
  }
}

extension Transaction {
  /// Raises an alarm unless the same one is open already.
  func raise(
    _ kind: Alarm.Kind,
    inn: InnID?,
    booking: BookingID? = nil,
    detail: String,
  ) throws {
    let open = try db.count(
      """
      SELECT count(*) FROM alarm WHERE kind = $1 AND cleared_at IS NULL AND detail = $2
        AND coalesce(inn, '') = $3 AND coalesce(booking, '') = $4
      """,
      .text(kind.rawValue),
      .text(detail),
      .text(inn?.rawValue ?? ""),
      .text(booking?.rawValue ?? ""),
    )
    guard open == 0 else { return }
    try db.run(
      """
      INSERT INTO alarm (id, kind, inn, booking, detail, raised_at) VALUES ($1, $2, $3, $4, $5, $6)
      """,
      .integer(nextAlarmNumber()),
      .text(kind.rawValue),
      .optional(inn) { .id($0) },
      .optional(booking) { .id($0) },
      .text(detail),
      .instant(now),
    )
  }

  /// The reason for an alarm has gone.
  func clear(_ kind: Alarm.Kind, inn: InnID?, detail: String? = nil, booking: BookingID? = nil)
    throws
  {
    try db.run(
      """
      UPDATE alarm SET cleared_at = $5 WHERE kind = $1 AND coalesce(inn, '') = $2 AND cleared_at IS NULL
        AND (CAST($3 AS TEXT) IS NULL OR detail = $3) AND (CAST($4 AS TEXT) IS NULL OR booking = $4)
      """,
      .text(kind.rawValue),
      .text(inn?.rawValue ?? ""),
      .optional(detail) { .text($0) },
      .optional(booking) { .id($0) },
      .instant(now),
    )
  }
}
