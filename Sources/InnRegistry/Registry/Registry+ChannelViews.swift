/// What a channel reads of its own bookings and of the inns it sells.
extension Registry {
  /// Where a listing of a channel's bookings goes on: after this booking, changed at this instant.
  package struct BookingPosition: Hashable, Sendable {
    package var changedAt: Timestamp
    package var booking: BookingID

    package init(changedAt: Timestamp, booking: BookingID) {
      self.changedAt = changedAt
      self.booking = booking
    }
  }

  /// A channel's bookings in the order of their last change, oldest first: whoever reads on from the
  /// last one he saw misses none.
  ///
  /// - Parameters:
  ///   - since: changed at this instant or later.
  ///   - after: the last one seen.
  ///   - states: nil for all.
  ///   - limit: at most this many, 1...500.
  package func bookings(
    of channel: ChannelID,
    since: Timestamp? = nil,
    after: BookingPosition? = nil,
    inn: InnID? = nil,
    states: Set<BookingState.Name>? = nil,
    limit: Int,
  ) throws -> [ChannelBooking] {
    let names = (states ?? Set(BookingState.Name.allCases)).map(\.rawValue).sorted()
    let wanted = "," + names.joined(separator: ",") + ","
    return try read { db in
      let ids: [BookingID] = try db.rows(
        """
        SELECT id FROM booking
        WHERE channel = $1 AND changed_at >= $2
          AND (changed_at > $3 OR (changed_at = $3 AND id > $4))
          AND (CAST($5 AS TEXT) IS NULL OR inn = $5) AND $7 LIKE '%,' || state || ',%'
        ORDER BY changed_at, id LIMIT $6
        """,
        .id(channel),
        .instant(max(since ?? .distantPast, after?.changedAt ?? .distantPast)),
        .instant(after?.changedAt ?? .distantPast),
        .text(after?.booking.rawValue ?? ""),
        .optional(inn) { .id($0) },
        .int(limit),
        .text(wanted),
      ) { $0.id(0) }
      return try BookingTable.bookings(ids, db).map {
        ChannelBooking(booking: $0, proposal: try AmendmentProposal.waiting(for: $0.id, db))
      }
    }
  }

  /// One of a channel's bookings; nil for another channel's, which looks like none at all.
  package func booking(_ id: BookingID, of channel: ChannelID) throws -> ChannelBooking? {
    try read { db in
      guard let booking = try BookingTable.booking(id, db), booking.channel == channel else {
        return nil
      }
      return ChannelBooking(
        booking: booking,
        proposal: try AmendmentProposal.waiting(for: id, db),
      )
    }
  }

  /// Restrictions of one room type's nights, where there are any.
  package func restrictions(of roomType: RoomTypeID, nights: Range<CivilDate>)
    -> [CivilDate: NightRestrictions]
  {
    guard let (_, room) = catalogue.roomType(roomType) else { return [:] }
    return index.restrictions(room: room.key, nights: nights)
  }
}

/// A booking as its channel sees it: with the amendment that waits for the inn's answer.
package struct ChannelBooking: Hashable, Sendable {
  package var booking: Booking
  package var proposal: AmendmentProposal?

  package init(booking: Booking, proposal: AmendmentProposal? = nil) {
    self.booking = booking
    self.proposal = proposal
  }
}

extension Timestamp {
  /// Before everything that the hub knows.
  fileprivate static let distantPast = Timestamp(milliseconds: 0)
}
