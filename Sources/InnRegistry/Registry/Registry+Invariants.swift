/// Something in the registry that can't be: a bug, or a damaged file.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  package enum Rule: String, CaseIterable, Sendable {
    /// A night's uncounted rooms are not those that its occupancy says.
    case uncountedRooms = "uncounted_rooms"
    /// Rooms are taken on a night that has no row.
    case nightMissing = "night_missing"
    /// What remains and what is short don't follow from the balance.
    case balance
    /// A night nobody has spoken about differs from the standing offer.
    case standingOffer = "standing_offer"
    /// Rooms are taken by something that is over, or held rooms are counted.
    case strayOccupancy = "stray_occupancy"
    /// A live booking doesn't take its rooms on each of its nights.
    case roomsOfStay = "rooms_of_stay"
    /// A shortfall that nobody is alarmed about.
    case silentShortfall = "silent_shortfall"
    /// The search index differs from the tables.
    case index
    /// The log has a gap.
    case logGap = "log_gap"
    /// Something is open past its deadline; only looked for after the clock has run.
    case overdue
    /// Two open bookings of an inn have one reference.
    case reference
    /// More parties, persons or dinners are sold for a night than the inn takes.
    case cap
    /// Something that the inn must hear is in no outbox, or something in the outbox has no purpose.
    case outbox
    /// An answer or an amendment waits for a booking that can't have one.
    case waiting
    /// An inn's sales rest and nobody is alarmed.
    case silentPause = "silent_pause"
    /// A row refers to one that does not exist.
    case foreignKey = "foreign_key"
  }

  package var rule: Rule
  /// The booking, room type and night, or inn that it is about.
  package var subject: String
  package var detail: String

  package var description: String { "\(rule.rawValue): \(subject): \(detail)" }
}

extension Registry {
  /// Compares the tables with the rules, and the search index with the tables.
  ///
  /// The tables are read in one snapshot; the index is compared as it stands, so no change may be
  /// running beside it.
  ///
  /// - Parameter isDue: the clock's work has just been done: nothing may be overdue.
  /// - Returns: what is wrong, at most some hundred per rule; empty for a sound registry.
  package func checkInvariants(isDue: Bool = false) throws -> [Violation] {
    let now = clock.now()
    return try read { db in
      let check = InvariantCheck(db: db, now: now)
      var found = try check.nights() + check.occupancy() + check.log() + check.waiting()
      found += try check.outbox() + check.bookings(catalogue)
      if isDue { found += try check.overdue() }
      found += try check.index(index, catalogue)
      return found
    }
  }
}
