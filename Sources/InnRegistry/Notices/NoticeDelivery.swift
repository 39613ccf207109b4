/// A notice that is to reach a guest by mail or SMS, and what became of it.
///
/// What it says is put together when it is sent: the row holds nothing of the guest's.
package struct NoticeDelivery: Hashable, Sendable {
  package let id: Int64
  package var booking: BookingID
  package var inn: InnID
  package var kind: NoticeKind
  /// What it is sent for, once each: `log:17`, `stay:20791`, `emergency:em_…`.
  package var cause: String
  package var createdAt: Timestamp
  package var nextTry: Timestamp
  package var attempts: Int
  package var state: State
  /// By which way it left or is leaving; nil as long as nobody has tried.
  package var way: Way?
  /// Its message by SMS, once it was handed over.
  package var message: Int64?
  /// When it was sent, dropped or given up.
  package var endedAt: Timestamp?
  /// The mail server's or gateway's last words, or why it was dropped.
  package var error: String?

  package enum State: String, CaseIterable, Codable, Sendable {
    case waiting
    case sent
    /// The guest's telephone has it; of mail nobody says so much.
    case delivered
    /// What it tells is no longer so; what happened since is told by another.
    case dropped
    /// Refused for good, came back, or not taken in time: the office sees to it.
    case failed
  }

  package enum Way: String, CaseIterable, Codable, Sendable {
    case mail
    case sms
  }

  /// The left side of the mail's `Message-ID`: the same at every attempt, so that a mailbox that got
  /// it twice shows it once.
  package var messageName: String { "notice.\(id).\(booking.rawValue)" }

  /// The number of the notice that a `Message-ID` belongs to; nil for others.
  package static func id(ofMessage name: some StringProtocol) -> Int64? {
    let parts = name.split(separator: ".")
    guard parts.count >= 3, parts[0] == "notice" else { return nil }
    return Int64(parts[1])
  }
}

/// When notices are sent by themselves, and how long they are tried.
package enum NoticeLimits {
  /// How long mail may not go out before the office is told that a guest knows nothing: a weekend.
  package static let patience = Span.days(3)
  /// After attempts that the server answered with «later» (RFC 5321, 4.5.4.1: thirty minutes and
  /// more; guests wait, so the first ones come sooner).
  package static let retry = RetrySchedule(
    first: .minutes(2),
    longest: .minutes(60),
    maxAttempts: 80,
  )
  /// A message by SMS is tried at least so long, however old its notice is.
  package static let leastSMSTime = Span.hours(1)
  /// Lines of the log that are looked at in one go.
  package static let linesAtOnce = 500
  /// The reminder: three days before check-in, when cancelling begins to cost at most inns.
  package static let reminderDays = 3
  /// The arrival guide: the day before.
  package static let arrivalDays = 1
  /// Both at ten in the morning in Japan: read before the day's travel, waking nobody in Asia.
  package static let scheduleMinute = 10 * 60
  /// How long ended notices are listed.
  package static let kept = Span.days(90)
  /// Notices listed at most.
  package static let listed = 500
}

/// A notice that shall be sent.
package struct NoticeOrder: Hashable, Sendable {
  package var booking: BookingID
  package var kind: NoticeKind
  package var cause: String

  package init(booking: BookingID, kind: NoticeKind, cause: String) {
    self.booking = booking
    self.kind = kind
    self.cause = cause
  }
}

/// Who may write to guests by mail.
package enum NoticeSubject: Hashable, Sendable {
  case channel(ChannelID)
  case booking(BookingID)

  var text: String {
    switch self {
    case .channel(let id): "channel:\(id)"
    case .booking(let id): "booking:\(id)"
    }
  }
}

/// An emergency that guests and inns were told of.
package struct EmergencyCall: Hashable, Sendable {
  package let id: EmergencyID
  package var hazard: Hazard
  /// The office's own words, by language.
  package var message: [LocalizedText]
  package var createdAt: Timestamp
  package var createdBy: String
  /// The broadcast by telephone to the inns; nil where none was made.
  package var broadcast: BroadcastID?
}

/// A name of an emergency, `em_…`.
package typealias EmergencyID = Identifier<EmergencyCall>

/// Who is at an inn now, as far as the hub sold it.
package struct Headcount: Hashable, Sendable {
  package var inn: InnID
  /// Parties and persons whose stay covers tonight and that arrived before today.
  package var stayingParties: Int
  package var staying: Int
  /// Parties and persons that arrive today or tomorrow.
  package var arrivingParties: Int
  package var arriving: Int
}

/// A confirmed party that is at an inn tonight, or comes today or tomorrow.
package struct PresentParty: Hashable, Sendable {
  package var booking: BookingID
  package var inn: InnID
  package var persons: Int
  /// Whether it arrived before today.
  package var isStaying: Bool
}

/// What a guest asks to be changed, in the guest's words.
package struct GuestWish: Hashable, Sendable {
  package let id: Int64
  package var booking: BookingID
  package var text: String
  package var createdAt: Timestamp
  package var doneAt: Timestamp?

  /// Longest wish, in characters: what somebody reads out to a keeper.
  package static let longest = 1000
  /// Open wishes of one booking at most: more is one conversation too many.
  package static let mostOpen = 5
}

/// Why something about notices can't be done.
package enum NoticeRefusal: Error, Hashable, Sendable {
  case noticeUnknown
  case bookingUnknown
  case tooManyWishes
  case textEmpty
}
