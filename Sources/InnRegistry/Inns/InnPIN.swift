/// The number by which a caller names an inn on the keypad: four digits, given out with the PIN.
///
/// A label that stands on the keeper's card, never a secret.
package struct InnNumber: Hashable, Comparable, Sendable {
  package let value: Int

  package static let digits = 4
  /// Numbers given out; the first has no leading zero that a caller might leave out.
  package static let range = 1001...9999

  /// Fails outside 1...9999.
  package init?(_ value: Int) {
    guard (1...9999).contains(value) else { return nil }
    self.value = value
  }

  /// Reads exactly ``digits`` digits; nil for anything else.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == InnNumber.digits, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let value = Int(text)
    else { return nil }
    self.init(value)
  }

  package static func < (lhs: InnNumber, rhs: InnNumber) -> Bool { lhs.value < rhs.value }
}

extension InnNumber: CustomStringConvertible {
  package var description: String { padded(value, InnNumber.digits) }
}

/// A keeper's PIN: four digits that she keys when her telephone number doesn't tell who she is.
///
/// Never printed: `description` hides it.
package struct InnPIN: Hashable, Sendable {
  let keyed: String

  /// As many as a bank card has: more would be written on the telephone.
  package static let digits = 4

  /// Fails unless the text is exactly ``digits`` digits.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == InnPIN.digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    keyed = String(text)
  }

  private init(drawn keyed: String) { self.keyed = keyed }

  /// A PIN by chance that is not guessable; 64 draws fail once in 10^100.
  package static func draw(_ random: RandomSource, phones: [InnPhone] = []) -> InnPIN {
    var pin = InnPIN(drawn: "0000")
    for _ in 0..<64 {
      pin = InnPIN(drawn: padded(Int(random.next() % 10_000), digits))
      if !pin.isGuessable(phones: phones) { break }
    }
    return pin
  }

  /// Whether it is among the first that a stranger would try: one digit four times, a run up or
  /// down, or the end of a telephone number of the inn.
  package func isGuessable(phones: [InnPhone]) -> Bool {
    let steps = zip(keyed.utf8, keyed.utf8.dropFirst()).map { Int($1) - Int($0) }
    if let first = steps.first, (-1...1).contains(first), steps.allSatisfy({ $0 == first }) {
      return true
    }
    return phones.contains { $0.number.e164.hasSuffix(keyed) }
  }

  /// The digits, for whoever hands the PIN to the keeper.
  package var digitsToHandOver: String { keyed }
}

extension InnPIN: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String { String(repeating: "•", count: InnPIN.digits) }
  package var debugDescription: String { description }
}

/// What came of a PIN that somebody keyed.
package enum PINCheck: Hashable, Sendable {
  /// The number and PIN are those of this inn.
  case right(InnID)
  /// Unknown number or wrong PIN; which of them is not told.
  case wrong
  /// Too many wrong ones; not looked at before that time.
  case locked(until: Timestamp)
}

package enum PINRefusal: Error, Hashable, Sendable {
  case innUnknown
  /// The first that a stranger would try; see ``InnPIN/isGuessable(phones:)``.
  case guessable
  /// All of ``InnNumber/range`` are given out.
  case noNumberLeft
}

/// Counts wrong PINs of one inn and locks for longer each time.
///
/// With three tries a lock and a day as the longest lock, trying all ten thousand PINs takes nine
/// years; the keeper's own telephone, which needs no PIN, works meanwhile.
package struct PINGuard: Hashable, Sendable {
  /// Wrong ones since the last right one or the last lock.
  package private(set) var failures = 0
  /// Locks since the last right one.
  package private(set) var lockouts = 0
  package private(set) var lockedUntil: Timestamp?

  /// When it locks, and for how long.
  package struct Limits: Hashable, Sendable {
    package var failuresUntilLock: Int
    /// The first lock; each further one is twice as long.
    package var firstLock: Span
    /// The longest lock, so that nobody is ever shut out for good by a stranger.
    package var longestLock: Span

    /// Slips of a keeper's finger, not more.
    package static let pin = Limits(
      failuresUntilLock: 3,
      firstLock: .minutes(10),
      longestLock: .hours(24),
    )
  }

  package init(failures: Int = 0, lockouts: Int = 0, lockedUntil: Timestamp? = nil) {
    self.failures = failures
    self.lockouts = lockouts
    self.lockedUntil = lockedUntil
  }

  /// When the lock ends that holds now; nil when none does.
  package func lock(at now: Timestamp) -> Timestamp? {
    guard let lockedUntil, now < lockedUntil else { return nil }
    return lockedUntil
  }

  /// A wrong PIN.
  ///
  /// - Returns: when the lock ends that this one set off; nil when there are tries left.
  package mutating func fail(at now: Timestamp, _ limits: Limits = .pin) -> Timestamp? {
    failures += 1
    guard failures >= limits.failuresUntilLock else { return nil }
    failures = 0
    lockouts += 1
    let until = now + limits.lock(number: lockouts)
    lockedUntil = until
    return until
  }
}

extension PINGuard.Limits {
  /// How long the lock lasts that is the `number`th in a row, from 1.
  package func lock(number: Int) -> Span {
    let doublings = min(max(number - 1, 0), 16)
    return min(Span(milliseconds: firstLock.milliseconds << Int64(doublings)), longestLock)
  }
}
