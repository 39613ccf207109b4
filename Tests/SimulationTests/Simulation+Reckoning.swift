import InnRegistry
import InnTestSupport

extension Simulation {
  /// Rooms of a night that a statement by this caller must not count: of everything live, what was
  /// not heard in this call or on this telephone.
  ///
  /// Reckoned from the bookings' stays and from the run's own memory of what was heard, not from the
  /// registry's rows about rooms.
  func uncounted(of roomType: RoomTypeID, on night: CivilDate, _ caller: Actor) throws -> Int {
    var total = 0
    let live = try world.registry.read { db in
      try db.rows("SELECT id FROM booking WHERE state IN ('held', 'requested', 'confirmed')") {
        BookingID(trusted: $0.text(0))
      }
    }
    for id in live {
      guard let booking = try world.registry.booking(id), booking.roomType == roomType else {
        continue
      }
      let latest = latestHeard(id, caller)
      let accepted = booking.stay.nights.contains(night) ? booking.rooms : 0
      let isHold = booking.state.name == .held
      if isHold || latest < booking.stayRevision { total += accepted }
      guard let proposal = try proposal(for: id) else { continue }
      let proposed = proposal.nights.contains(night) ? proposal.rooms : 0
      // Rooms of the proposal beyond the accepted ones wait for her answer.
      if latest < proposal.revision { total += max(0, proposed - accepted) }
    }
    return total
  }

  /// Whoever accepts a booking or its change on a telephone knows it from then on.
  func learnAnswers() throws {
    while true {
      let events = try world.registry.events(after: learned, limit: 1000)
      guard let last = events.last else { return }
      learned = last.sequence
      for event in events
      where (event.kind == .bookingConfirmed || event.kind == .bookingAmended)
        && event.actor.listener != nil
      {
        guard case .object(let body) = try JSONValue(parsing: Array(event.body.utf8)),
          let revision = body["revision"]?.wholeNumber
        else { continue }
        remember(BookingID(trusted: event.subject), revision, event.actor)
      }
    }
  }

  private func latestHeard(_ id: BookingID, _ caller: Actor) -> Int {
    guard let listener = caller.listener else { return 0 }
    return
      heard
      .filter { $0.booking == id }
      .filter { $0.call == listener.conversation || $0.phone == listener.phone }
      .map(\.revision).max() ?? 0
  }

  private func proposal(for id: BookingID) throws -> Proposal? {
    try world.registry.read { db in
      try db.row("SELECT proposal, revision FROM amendment WHERE booking = $1", .id(id)) { row in
        try Proposal(row.text(0), revision: row.int(1))
      }
    }
  }

  private struct Proposal {
    var nights: Range<CivilDate>
    var rooms: Int
    var revision: Int

    init(_ text: String, revision: Int) throws {
      guard case .object(let object) = try JSONValue(parsing: Array(text.utf8)),
        case .string(let from) = object["checkIn"], case .string(let until) = object["checkOut"],
        let checkIn = CivilDate(from), let checkOut = CivilDate(until),
        let rooms = object["rooms"]?.wholeNumber
      else { throw BookingRefusal.bookingUnknown }
      nights = checkIn..<checkOut
      self.rooms = rooms
      self.revision = revision
    }
  }
}
