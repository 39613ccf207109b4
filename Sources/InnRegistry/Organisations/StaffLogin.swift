/// What a password of the office must be.
///
/// Long rather than odd: NIST SP 800-63B asks for length and no rules of composition.
package enum StaffPassword {
  /// Characters, spaces included: a few words.
  package static let lengths = 12...128
  /// Different characters at least: `aaaaaaaaaaaa` is none.
  static let fewestCharacters = 5

  package enum Flaw: Error, Hashable, Sendable {
    case tooShort(least: Int)
    case tooLong(most: Int)
    /// It holds the login name, or nearly nothing but one character.
    case guessable
    /// The present one was asked for and is another.
    case presentIsWrong
  }

  package static func check(_ password: String, of staff: StaffID) throws(Flaw) {
    let count = password.count
    if count < lengths.lowerBound { throw .tooShort(least: lengths.lowerBound) }
    if count > lengths.upperBound { throw .tooLong(most: lengths.upperBound) }
    let letters = password.lowercased()
    let hasName = staff.rawValue.count >= 3 && letters.contains(staff.rawValue.lowercased())
    if hasName || Set(letters).count < fewestCharacters { throw .guessable }
  }

  /// A first password by chance, in groups that can be read out: 75 random bits.
  package static func draw(_ random: RandomSource) -> String {
    let letters = Array(random.opaqueName(prefix: "").prefix(15))
    return stride(from: 0, to: 15, by: 5).map { String(letters[$0..<($0 + 5)]) }
      .joined(separator: "-")
  }
}

/// How long somebody stays signed in to the console.
package enum StaffSessionLimits {
  /// Without a page asked for: lunch is shorter, a night is longer.
  package static let idle = Span.hours(2)
  /// In all: a long day at the counter.
  package static let longest = Span.hours(12)
  /// How exactly the last page is remembered, so that looking about costs no write for each page.
  package static let seenStep = Span.minutes(1)
  /// Characters kept of what a browser calls itself.
  package static let browserLength = 200
}

extension PINGuard.Limits {
  /// For passwords at the console: five slips, then five minutes, doubling up to half a day.
  package static let login = PINGuard.Limits(
    failuresUntilLock: 5,
    firstLock: .minutes(5),
    longestLock: .hours(12),
  )
}

/// Somebody who is signed in, looked up anew for each page: a right taken away ends at once.
package struct StaffSession: Hashable, Sendable {
  package var id: StaffSessionID
  package var member: StaffMember
  package var organisation: Organisation
  package var createdAt: Timestamp
  package var seenAt: Timestamp
  package var expiresAt: Timestamp
  /// What the browser calls itself.
  package var browser: String
  /// The password was given out by somebody else and must be changed first.
  package var mustChangePassword: Bool
}

/// A name of a session, `ses_…`; not its secret.
package typealias StaffSessionID = Identifier<StaffSession>

/// What came of signing in.
package enum SignIn: Hashable, Sendable {
  /// `secret` opens the session; only its digest is kept.
  case welcome(secret: String, StaffSessionID)
  /// Unknown name, wrong password or suspended person; which of them is not told.
  case wrong
  /// Too many wrong ones; not looked at before that time.
  case locked(until: Timestamp)
}

/// A person with what is known of how she signs in.
package struct StaffAccount: Hashable, Sendable {
  package var member: StaffMember
  /// Nil before a password was set: then nobody can sign in by that name.
  package var passwordSetAt: Timestamp?
  package var mustChangePassword: Bool
  package var lockedUntil: Timestamp?
  /// Sessions that are open.
  package var sessions: Int
}
