/// What a notice tells a guest.
package enum NoticeKind: String, CaseIterable, Codable, Sendable {
  /// The request is with the inn; **not yet a booking**.
  case requestReceived = "request_received"
  case confirmed
  /// お断り, with other stays.
  case declined
  /// The inn did not answer in time.
  case noAnswer = "no_answer"
  /// A wished change is with the inn; the booking stands as it was.
  case changeReceived = "change_received"
  /// The inn can't make the change; the booking stands as it was.
  case changeDeclined = "change_declined"
  case changed
  case cancelledByGuest = "cancelled_by_guest"
  /// Cancelled by the inn or by the office.
  case cancelledByInn = "cancelled_by_inn"
  case reminder
  /// How to get there, when to come, what to bring.
  case arrivalGuide = "arrival_guide"
  case houseRules = "house_rules"
  /// What to say on the telephone to a keeper who speaks Japanese only.
  case phraseCard = "phrase_card"
  case emergency
  case useOfData = "use_of_data"
}

extension NoticeKind {
  /// What a guest is told when this is logged about a booking; nil where a guest is told nothing.
  ///
  /// No `default`: whoever adds a kind of log line decides here whether a guest hears of it.
  ///
  /// - Parameter state: the booking's, which says who cancelled it.
  package static func told(of event: LogEvent.Kind, state: BookingState) -> NoticeKind? {
    switch event {
    case .bookingRequested: .requestReceived
    case .bookingConfirmed: .confirmed
    case .bookingDeclined: .declined
    case .bookingExpired: .noAnswer
    case .amendmentProposed: .changeReceived
    case .amendmentDeclined: .changeDeclined
    case .bookingAmended: .changed
    case .bookingWithdrawn: .cancelledByGuest
    case .bookingCancelled:
      switch state {
      case .cancelled(by: .inn), .cancelled(by: .office): .cancelledByInn
      case .cancelled(by: .guest), .held, .requested, .confirmed, .stayed, .noShow, .released,
        .declined, .expired, .withdrawn:
        .cancelledByGuest
      }
    // A platform's hold is no guest's yet; what was slept and missed, the guest knows.
    case .bookingHeld, .holdExtended, .bookingReleased, .bookingStayed, .bookingNoShow,
      .bookingHeard:
      nil
    case .innSaved, .innPaused, .innResumed, .offerSet, .closureAdded, .closureLifted,
      .roomsStated, .nightsVouched, .roomsReturned, .restrictionsSet, .guestErased,
      .channelSaved, .allotmentSet, .keyCreated, .keyRevoked, .consentRecorded, .officeSaved,
      .staffSaved, .taxesSet, .retentionSet, .importApplied, .pinSet, .pinLocked, .pinUnlocked,
      .callEnded, .shortfallAnswered, .guestsOutsideReported, .repetitionWanted, .repetitionHeard,
      .broadcastSent, .broadcastHeard,
      .broadcastStopped, .messageLeft, .messageDone, .smsReceived, .smsSent, .webhookSaved,
      .webhookRemoved, .calendarSaved, .calendarRemoved, .passwordSet, .signedIn, .signedOut,
      .loginLocked, .loginUnlocked, .callWanted, .innSpokenWith, .alarmCleared, .noticesSet,
      .wishReceived, .wishDone, .emergencySent, .demandRefused, .statisticsSimulated,
      .statisticsPublished,
      .statisticsExported, .statisticsUsed, .reportWanted, .reportSent:
      nil
    }
  }

  /// The kind that tells how a booking stands now, for platforms that ask for «the» notice.
  package static func present(of state: BookingState) -> NoticeKind? {
    switch state {
    case .held, .released: nil
    case .requested: .requestReceived
    case .confirmed, .stayed, .noShow: .confirmed
    case .cancelled(by: .guest), .withdrawn: .cancelledByGuest
    case .cancelled(by: .inn), .cancelled(by: .office): .cancelledByInn
    case .declined: .declined
    case .expired: .noAnswer
    }
  }
}

/// A language that notices are written in.
package enum NoticeLanguage: String, CaseIterable, Codable, Sendable {
  case japanese = "ja"
  /// やさしい日本語, with readings.
  case easyJapanese = "ja-easy"
  case english = "en"
  case traditionalChinese = "zh-Hant"
  case simplifiedChinese = "zh-Hans"
  case korean = "ko"
  case thai = "th"

  /// The language that serves a guest who asked for `tag` (BCP 47): its own, Chinese by script or
  /// region, and English where nothing nearer is written.
  package init(serving tag: String) {
    if let exact = NoticeLanguage(rawValue: tag) {
      self = exact
      return
    }
    let parts = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" })
    switch parts.first {
    case "ja": self = parts.contains("easy") ? .easyJapanese : .japanese
    case "zh":
      let isTraditional = parts.contains { ["hant", "tw", "hk", "mo"].contains($0) }
      self = isTraditional && !parts.contains("hans") ? .traditionalChinese : .simplifiedChinese
    case "yue": self = .traditionalChinese
    case "ko": self = .korean
    case "th": self = .thai
    default: self = .english
    }
  }

  /// As `lang` in HTML (BCP 47; simple Japanese has no tag of its own that readers know).
  package var htmlTag: String { self == .easyJapanese ? "ja" : rawValue }

  /// Whether Japanese text needs no translation for its readers.
  package var isJapanese: Bool { self == .japanese || self == .easyJapanese }

  /// Its own name, for choosing.
  package var ownName: String {
    switch self {
    case .japanese: "日本語"
    case .easyJapanese: "やさしい日本語"
    case .english: "English"
    case .traditionalChinese: "繁體中文"
    case .simplifiedChinese: "简体中文"
    case .korean: "한국어"
    case .thai: "ไทย"
    }
  }
}

/// What endangers guests.
package enum Hazard: String, CaseIterable, Codable, Sendable {
  case snow
  /// With the tsunami that may follow it.
  case earthquake
  case power
  case roadClosed = "road_closed"
}
