/// One line of the registry's log: what changed, when, and by whom.
///
/// The one log is the audit trail, the channels' change feed, the source of webhooks, notices and
/// statistics. `body` holds what the tables hold after the change, guests' personal data excepted,
/// so that replaying the log gives the tables.
package struct LogEvent: Hashable, Sendable {
  /// Counts up without gaps from 1.
  package var sequence: Int64
  package var at: Timestamp
  package var actor: Actor
  package var inn: InnID?
  package var channel: ChannelID?
  package var kind: Kind
  /// The name of the booking, room type, inn or key that changed.
  package var subject: String
  /// A JSON object.
  package var body: String

  package enum Kind: String, CaseIterable, Codable, Sendable {
    case innSaved = "inn.saved"
    case innPaused = "inn.paused"
    case innResumed = "inn.resumed"
    case offerSet = "offer.set"
    case closureAdded = "closure.added"
    case closureLifted = "closure.lifted"
    case roomsStated = "rooms.stated"
    case nightsVouched = "nights.vouched"
    case roomsReturned = "rooms.returned"
    case restrictionsSet = "restrictions.set"
    case bookingHeld = "booking.held"
    case holdExtended = "hold.extended"
    case bookingRequested = "booking.requested"
    case bookingConfirmed = "booking.confirmed"
    case bookingStayed = "booking.stayed"
    case bookingNoShow = "booking.no_show"
    case bookingCancelled = "booking.cancelled"
    case bookingReleased = "booking.released"
    case bookingDeclined = "booking.declined"
    case bookingExpired = "booking.expired"
    case bookingWithdrawn = "booking.withdrawn"
    case amendmentProposed = "amendment.proposed"
    case amendmentDeclined = "amendment.declined"
    case bookingAmended = "booking.amended"
    case bookingHeard = "booking.heard"
    case guestErased = "guest.erased"
    case channelSaved = "channel.saved"
    case allotmentSet = "allotment.set"
    case keyCreated = "key.created"
    case keyRevoked = "key.revoked"
    case consentRecorded = "consent.recorded"
    case officeSaved = "office.saved"
    case staffSaved = "staff.saved"
    case passwordSet = "staff.password_set"
    case signedIn = "staff.signed_in"
    case signedOut = "staff.signed_out"
    case loginLocked = "staff.login_locked"
    case loginUnlocked = "staff.login_unlocked"
    case callWanted = "call.wanted"
    case innSpokenWith = "inn.spoken_with"
    case alarmCleared = "alarm.cleared"
    case taxesSet = "taxes.set"
    case retentionSet = "retention.set"
    case importApplied = "import.applied"
    case pinSet = "pin.set"
    case pinLocked = "pin.locked"
    case pinUnlocked = "pin.unlocked"
    case callEnded = "call.ended"
    case shortfallAnswered = "shortfall.answered"
    case guestsOutsideReported = "guests_outside.reported"
    case repetitionWanted = "repetition.wanted"
    case repetitionHeard = "repetition.heard"
    case broadcastSent = "broadcast.sent"
    case broadcastHeard = "broadcast.heard"
    case broadcastStopped = "broadcast.stopped"
    case messageLeft = "message.left"
    case messageDone = "message.done"
    case smsReceived = "sms.received"
    case smsSent = "sms.sent"
    case webhookSaved = "webhook.saved"
    case webhookRemoved = "webhook.removed"
    case calendarSaved = "calendar.saved"
    case calendarRemoved = "calendar.removed"
    case noticesSet = "notices.set"
    case wishReceived = "wish.received"
    case wishDone = "wish.done"
    case emergencySent = "emergency.sent"
    case demandRefused = "demand.refused"
    case statisticsSimulated = "statistics.simulated"
    case statisticsPublished = "statistics.published"
    case statisticsExported = "statistics.exported"
    case statisticsUsed = "statistics.used"
    case reportWanted = "report.wanted"
    case reportSent = "report.sent"
  }
}

/// Who did something.
package enum Actor: Hashable, Sendable {
  /// A keeper, or whoever picked up her phone, in one call.
  ///
  /// Without a telephone where she said who she is by inn number and PIN.
  case keeper(phone: PhoneNumber?, call: ConversationID)
  case keeperBySMS(phone: PhoneNumber, conversation: ConversationID)
  /// A person of the office, by account or login name.
  case staff(String)
  case channel(ChannelID)
  /// The guest of the booking, on the page that only its link opens.
  case guest
  /// The hub itself: a deadline, a rule, an import.
  case hub

  /// How the log stores it: `kind:name[:conversation]`.
  package var text: String {
    switch self {
    case .keeper(let phone, let call): "keeper:\(phone?.e164 ?? ""):\(call.rawValue)"
    case .keeperBySMS(let phone, let conversation):
      "sms:\(phone.e164):\(conversation.rawValue)"
    case .staff(let name): "staff:\(name)"
    case .channel(let channel): "channel:\(channel.rawValue)"
    case .guest: "guest"
    case .hub: "hub"
    }
  }

  /// What a statement by this actor is marked with.
  package var source: NightSource {
    switch self {
    case .keeper: .phone
    case .keeperBySMS: .sms
    case .staff, .hub: .office
    case .channel, .guest: .api
    }
  }

  /// The conversation in which something was said or heard, and on which phone.
  package var listener: Listener? {
    switch self {
    case .keeper(let phone, let conversation): Listener(conversation: conversation, phone: phone)
    case .keeperBySMS(let phone, let conversation):
      Listener(conversation: conversation, phone: phone)
    case .staff, .channel, .guest, .hub: nil
    }
  }
}

/// Somebody who can hear of a booking and then state rooms with it in mind.
package struct Listener: Hashable, Sendable {
  package var conversation: ConversationID
  package var phone: PhoneNumber?

  package init(conversation: ConversationID, phone: PhoneNumber?) {
    self.conversation = conversation
    self.phone = phone
  }
}
