/// Where what is known about a night comes from.
package enum NightSource: String, CaseIterable, Codable, Sendable {
  case phone
  case sms
  case office
  case api
  case ical
  /// The inn's standing offer: nobody has spoken about this night yet.
  case standing
}

/// What the hub may sell of one room type on one night: the inventory equation.
///
/// ```
/// balance   = stated − rooms of everything live that is not counted in the statement
/// remaining = max(0, balance)      shortfall = max(0, −balance)
/// ```
///
/// A booking is *counted* in a statement when whoever stated had heard of it before: her number
/// already leaves those rooms out. Everything else live is subtracted here.
package struct NightInventory: Hashable, Codable, Sendable {
  /// What the last statement said, or the standing offer where nobody has said anything.
  package private(set) var stated: Int
  /// Rooms of live bookings, requests and holds that the statement does not count.
  package private(set) var uncounted: Int
  /// When it was last said or vouched for.
  package private(set) var asOf: Timestamp
  package private(set) var source: NightSource

  package init(stated: Int, uncounted: Int = 0, asOf: Timestamp, source: NightSource) {
    self.stated = stated
    self.uncounted = uncounted
    self.asOf = asOf
    self.source = source
  }

  /// Rooms the hub may still sell; never negative.
  package var remaining: Int { max(0, stated - uncounted) }
  /// Rooms sold beyond what the keeper now says she has; only a statement makes one.
  package var shortfall: Int { max(0, uncounted - stated) }

  /// The keeper says how many rooms are free: replaces what was said before.
  ///
  /// - Parameter uncounted: rooms of what is live and was not heard before this statement.
  package mutating func state(
    _ rooms: Int,
    uncounted: Int,
    at instant: Timestamp,
    source: NightSource,
  ) {
    stated = rooms
    self.uncounted = uncounted
    asOf = instant
    self.source = source
  }

  /// What was said still holds.
  package mutating func vouch(at instant: Timestamp, source: NightSource) {
    asOf = instant
    self.source = source
  }

  /// Sells rooms, if they remain.
  package mutating func take(_ rooms: Int) -> Bool {
    guard rooms <= remaining else { return false }
    uncounted += rooms
    return true
  }

  /// Rooms of something that ended come back to be sold.
  ///
  /// - Parameter counted: whether the statement had left them out already; then the statement
  ///   itself grows.
  package mutating func giveBack(_ rooms: Int, counted: Bool) {
    if counted { stated += rooms } else { uncounted -= rooms }
  }

  /// Something that was not counted ended, but its rooms must not be sold again: the keeper may
  /// have given them away.
  ///
  /// What remains stays as it was; a shortfall shrinks.
  ///
  /// - Returns: rooms that would have been for sale again.
  package mutating func absorb(_ rooms: Int, source: NightSource) -> Int {
    let before = remaining
    uncounted -= rooms
    let withheld = remaining - before
    if withheld > 0 {
      stated -= withheld
      // From now on the number is somebody's word, no longer the standing offer.
      self.source = source
    }
    return withheld
  }

  /// Nobody has spoken about the night: it offers what the standing offer says, but never less than
  /// what is sold, because only a statement makes a shortfall.
  package mutating func follow(offer rooms: Int) {
    guard source == .standing else { return }
    stated = max(rooms, uncounted)
  }
}
