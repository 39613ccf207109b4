/// Something about which the office, or whoever is on duty for it, is rung.
package struct OfficeCall: Hashable, Sendable {
  package var entry: OutboxEntry
  package var inn: InnID
  package var booking: Booking
  package var reason: Reason
  package var contact: OfficeContact

  package enum Reason: Hashable, Sendable {
    /// Nobody at the inn answers, and the request runs out then.
    case requestUnanswered(deadline: Timestamp)
    /// Guests arrive on that day, and the inn has not heard of them.
    case bookingUnheard(checkIn: CivilDate)
  }

  /// Tries, and the time between two: whoever is on duty may be at the wheel.
  package static let retry = RetrySchedule(
    first: .minutes(5),
    longest: .minutes(15),
    maxAttempts: 4,
  )
  /// A call, its ringing and its talk.
  package static let lease = Span.minutes(5)
}

extension Transaction {
  /// The office is to be rung about a booking; once at a time.
  func callOffice(about id: BookingID, _ inn: InnID) throws {
    guard let (_, deadline) = try officeReason(for: id) else { return }
    try sendOnce(.callOffice, inn, id, deadline)
  }

  /// Puts something into the outbox unless it waits there already.
  func sendOnce(
    _ kind: OutboxEntry.Kind,
    _ inn: InnID,
    _ booking: BookingID,
    _ deadline: Timestamp,
  ) throws {
    guard deadline > now else { return }
    let waiting = try db.count(
      "SELECT count(*) FROM outbox WHERE booking = $1 AND kind = $2 AND state = 'waiting'",
      .id(booking),
      .text(kind.rawValue),
    )
    guard waiting == 0 else { return }
    try send(kind, inn: inn, booking: booking, deadline: deadline)
  }

  /// Why the office would be rung about a booking now, and until when that makes sense.
  private func officeReason(for id: BookingID) throws -> (OfficeCall.Reason, until: Timestamp)? {
    let booking = try known(id)
    if case .requested(let deadline) = booking.state {
      return (.requestUnanswered(deadline: deadline), deadline)
    }
    if let deadline = try proposal(for: id)?.deadline {
      return (.requestUnanswered(deadline: deadline), deadline)
    }
    guard case .confirmed = booking.state, !booking.isHeard else { return nil }
    let arrival = TokyoTime.instant(booking.stay.checkIn, minute: BookingState.noShowFromMinute)
    return (.bookingUnheard(checkIn: booking.stay.checkIn), arrival)
  }

  /// The next call to the office that is due, its purpose looked at once more.
  ///
  /// - Parameter owner: who makes it; nobody else gets it within ``OfficeCall/lease``.
  /// - Returns: nil when none is due, or none can be made now.
  package func nextOfficeCall(owner: String) throws -> OfficeCall? {
    for entry in try lease([.callOffice], owner: owner, for: OfficeCall.lease, limit: 10) {
      guard let inn = entry.inn, let id = entry.booking,
        let (reason, _) = try officeReason(for: id)
      else {
        try drop(entry)
        continue
      }
      let office = try OrganisationTable.all(db).first { office in
        catalogue[inn].map { office.municipalities.contains($0.inn.municipality) } ?? false
      }
      let contact = office?.contact(at: now, due: entry.deadline) ?? .nobody
      guard contact != .nobody else {
        // It opens early enough, or there is nobody at all: the alarm stands in either case.
        let opening = office?.hours?.opening(from: now)
        try postpone(entry, until: opening ?? now + OfficeCall.retry.longest)
        continue
      }
      return OfficeCall(
        entry: entry,
        inn: inn,
        booking: try known(id),
        reason: reason,
        contact: contact,
      )
    }
    return nil
  }

  /// Not a try: nobody was rung.
  private func postpone(_ entry: OutboxEntry, until: Timestamp) throws {
    try db.run(
      """
      UPDATE outbox SET next_try = $2, attempts = attempts - 1, lease_owner = NULL,
        lease_until = NULL WHERE id = $1
      """,
      .integer(entry.id),
      .instant(until),
    )
  }
}
