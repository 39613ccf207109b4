package import InnRegistry

/// A message as it was sent.
package struct SMSMessage: Hashable, Codable, Sendable {
  package var text: String
  /// When it was sent, by the network where it says so: it decides what «tonight» means.
  package var sentAt: Timestamp

  package init(text: String, sentAt: Timestamp) {
    self.text = text
    self.sentAt = sentAt
  }
}

/// What the hub knows when a message comes: one moment of the registry.
package struct SMSBriefing: Hashable, Codable, Sendable {
  package var inn: InnID
  package var name: InnName
  /// What whoever uses this telephone may do.
  package var rights: InnPhone.Rights
  /// The night that tonight was when the message was sent.
  package var tonight: CivilDate
  /// Kinds of rooms with what is free tonight, in the order in which they are asked.
  package var roomTypes: [RoomTypeBriefing]
  package var closures: [NightSpan]
  /// What the inn has not heard yet, nearest deadline first.
  package var waiting: [WaitingItem]
  /// What somebody at this telephone has heard or read before writing this message.
  package var told: [BookingReading]
  /// Of those, what was read in messages and is not yet recorded as heard.
  package var newlyRead: [BookingReading] = []
  /// The number to ring for a person.
  package var callBack: PhoneNumber

  package init(
    inn: InnID,
    name: InnName,
    rights: InnPhone.Rights,
    tonight: CivilDate,
    roomTypes: [RoomTypeBriefing],
    closures: [NightSpan] = [],
    waiting: [WaitingItem] = [],
    told: [BookingReading] = [],
    callBack: PhoneNumber,
  ) {
    self.inn = inn
    self.name = name
    self.rights = rights
    self.tonight = tonight
    self.roomTypes = roomTypes
    self.closures = closures
    self.waiting = waiting
    self.told = told
    self.callBack = callBack
  }

  /// What her words may refer to.
  var context: SMSContext {
    let types = roomTypes.map { SMSContext.Named($0.id, SMSBriefing.names($0)) }
    let guests = requests.map { item in
      SMSContext.Named(item.booking.id, SMSBriefing.names(item.booking.guest))
    }
    return SMSContext(tonight: tonight, roomTypes: types, innNames: innNames, guests: guests)
  }

  /// The name as it is listed, its reading, and without what stands before a «・».
  private var innNames: [String] {
    var names = [name.japanese, name.kana]
    if let last = name.japanese.split(separator: "・").last { names.append(String(last)) }
    // «みなと» for みなと荘.
    for ending in ["荘", "館", "旅館", "屋"] {
      names += names.filter { $0.hasSuffix(ending) && $0.count > ending.count + 1 }
        .map { String($0.dropLast(ending.count)) }
    }
    return names
  }

  /// 和室, ワシツ, 和.
  private static func names(_ type: RoomTypeBriefing) -> [String] {
    let short = type.name.hasSuffix("室") ? String(type.name.dropLast()) : nil
    return [type.name, type.kana, short].compactMap(\.self)
  }

  /// The whole name and its parts: «田中».
  private static func names(_ guest: GuestName?) -> [String] {
    guard let guest else { return [] }
    var names: [String] = []
    for name in [guest.written, guest.kana ?? ""] {
      names.append(name)
      names += name.split(whereSeparator: { $0 == " " || $0 == "\u{3000}" }).map(String.init)
    }
    return names
  }

  var requests: [WaitingItem] {
    waiting.filter { if case .request = $0.kind { true } else { false } }
  }

  /// Open requests that she has read of on this telephone: only those can be answered.
  var answerable: [WaitingItem] { requests.filter { told.contains($0.booking.reading) } }

  func isClosed(_ span: NightSpan) -> Bool {
    closures.contains { $0.first <= span.last && span.first <= $0.last }
  }
}

/// What the hub does about a message: changes first, then an answer that depends on them.
package enum SMSStep: Hashable, Sendable {
  /// All of them are saved, or none; then ``SMSConversation/finish(_:_:)``.
  case commit([KeeperChange])
  case answer(SMSAnswer)
}

/// What the hub sends back.
package struct SMSAnswer: Hashable, Codable, Sendable {
  /// nil when nothing is sent.
  package var text: String?
  package var kind: Kind
  /// Bookings that the text tells whole: from the next message on they were read.
  package var readings: [BookingReading]

  package init(_ text: String?, _ kind: Kind, readings: [BookingReading] = []) {
    self.text = text
    self.kind = kind
    self.readings = readings
  }

  package enum Kind: String, CaseIterable, Codable, Sendable {
    /// Something was changed, or was asked for and is told: always sent.
    case change
    /// A question back or an explanation: ``SMSLimits/asksAnHour``.
    case ask
    case silence
  }

  static let silence = SMSAnswer(nil, .silence)
}

/// What came of the changes that a step asked for.
package enum SMSOutcome: Hashable, Codable, Sendable {
  case saved([CommitResult])
  case refused(CommitRefusal)
}
