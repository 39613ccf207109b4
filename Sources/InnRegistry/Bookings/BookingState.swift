/// Where a booking stands.
///
/// Each case owns the facts that only make sense in it.
package enum BookingState: Hashable, Codable, Sendable {
  /// 仮押さえ: rooms kept for minutes while a platform finishes a sale.
  case held(until: Timestamp)
  /// リクエスト: waits for the keeper's answer; takes the rooms meanwhile.
  case requested(deadline: Timestamp)
  case confirmed
  /// The guest slept at the inn; set at noon of check-out.
  case stayed
  /// 不泊
  case noShow
  case cancelled(by: CancellingParty)
  /// A hold that was given up or ran out.
  case released
  /// お断り
  case declined(DeclineReason)
  /// 期限切れ: nobody answered in time.
  case expired
  /// The guest took the request back before it was answered.
  case withdrawn
}

package enum CancellingParty: String, CaseIterable, Codable, Sendable {
  case guest
  case inn
  case office
}

/// Why a keeper says no.
///
/// Said after the «no» itself is safe, so it may stay `other`.
package enum DeclineReason: String, CaseIterable, Codable, Sendable {
  /// 満室: the nights go to zero.
  case full
  /// 休み: the hub offers to record a closure.
  case closed
  /// The meals can't be done; the rooms can.
  case meals
  case other
}

extension BookingState {
  /// The state's name in the database, the API and the log.
  package enum Name: String, CaseIterable, Codable, Sendable {
    case held
    case requested
    case confirmed
    case stayed
    case noShow = "no_show"
    case cancelled
    case released
    case declined
    case expired
    case withdrawn
  }

  package var name: Name {
    switch self {
    case .held: .held
    case .requested: .requested
    case .confirmed: .confirmed
    case .stayed: .stayed
    case .noShow: .noShow
    case .cancelled: .cancelled
    case .released: .released
    case .declined: .declined
    case .expired: .expired
    case .withdrawn: .withdrawn
    }
  }

  /// Whether rooms are taken: what the inventory equation calls live.
  package var isLive: Bool {
    switch self {
    case .held, .requested, .confirmed: true
    case .stayed, .noShow, .cancelled, .released, .declined, .expired, .withdrawn: false
    }
  }

  /// When the state ends by itself; nil where it does not.
  package var deadline: Timestamp? {
    switch self {
    case .held(let until): until
    case .requested(let deadline): deadline
    case .confirmed, .stayed, .noShow, .cancelled, .released, .declined, .expired, .withdrawn: nil
    }
  }
}

/// Something that happens to a booking.
package enum BookingMove: Hashable, Sendable {
  /// A platform keeps its hold for longer.
  case extend(until: Timestamp)
  /// A hold becomes a request to the keeper.
  case request(deadline: Timestamp)
  /// A hold on an instant plan and fresh nights becomes a booking.
  case confirm
  case accept
  case decline(DeclineReason)
  case release
  case withdraw
  case cancel(by: CancellingParty)
  /// The deadline has passed.
  case expire
  case stay
  case reportNoShow
}

extension BookingState {
  /// The one transition function: where a move leads, or why it can't be made.
  ///
  /// - Throws: ``BookingRefusal/notPossible(_:)`` with the present state's name.
  package func after(
    _ move: BookingMove,
    now: Timestamp,
    stay: Stay,
  ) throws(BookingRefusal) -> BookingState {
    switch (self, move) {
    case (.held(let until), .extend(let later)):
      guard now < until else { throw .notPossible(.released) }
      return .held(until: later)
    case (.held(let until), .request(let deadline)):
      guard now < until else { throw .notPossible(.released) }
      return .requested(deadline: deadline)
    case (.held(let until), .confirm):
      guard now < until else { throw .notPossible(.released) }
      return .confirmed
    case (.held, .release), (.held, .withdraw): return .released
    case (.held(let until), .expire) where now >= until: return .released

    // At the deadline itself the answer is late: the expiry has the instant.
    case (.requested(let deadline), .accept):
      guard now < deadline else { throw .notPossible(.expired) }
      return .confirmed
    case (.requested, .decline(let reason)): return .declined(reason)
    case (.requested, .withdraw), (.requested, .cancel(by: .guest)): return .withdrawn
    case (.requested(let deadline), .expire) where now >= deadline: return .expired

    case (.confirmed, .cancel(let party)):
      guard now < BookingState.stayedFrom(stay) else { throw .notPossible(.stayed) }
      return .cancelled(by: party)
    case (.confirmed, .stay) where now >= BookingState.stayedFrom(stay): return .stayed
    case (.confirmed, .reportNoShow), (.stayed, .reportNoShow):
      guard now >= TokyoTime.instant(stay.checkIn, minute: BookingState.noShowFromMinute) else {
        throw .tooEarly
      }
      guard now < BookingState.noShowUntil(stay) else { throw .tooLate }
      return .noShow

    case (.held, _), (.requested, _), (.confirmed, _), (.stayed, _), (.noShow, _),
      (.cancelled, _), (.released, _), (.declined, _), (.expired, _), (.withdrawn, _):
      throw .notPossible(name)
    }
  }

  /// Noon of check-out in Tokyo: every inn's guests have left.
  package static func stayedFrom(_ stay: Stay) -> Timestamp {
    TokyoTime.instant(stay.checkOut, minute: 12 * 60)
  }

  /// Minute of the check-in day from which a guest may be called missing: the afternoon's first
  /// usual check-in, 15:00.
  package static let noShowFromMinute = 15 * 60
  /// Days after check-in in which a no-show can still be reported.
  package static let noShowDays = 7

  package static func noShowUntil(_ stay: Stay) -> Timestamp {
    TokyoTime.instant(stay.checkIn + noShowDays + 1)
  }
}
