package import InnRegistry

/// What a message says, before anybody asks whether it fits.
///
/// A reading is found only where the whole message was understood: one word too many and it is
/// ``unclear(_:)``.
package enum SMSReading: Hashable, Codable, Sendable {
  /// Rooms, closures and reopenings, in the order in which they were written.
  case statements([SMSStatement])
  /// «ちがう2»: the same in place of what she wrote last.
  case correction([SMSStatement])
  /// «昨日 4人»: guests whom the hub did not bring.
  case guests(CivilDate, guests: Int, fromAbroad: Int)
  case yes(SMSPick?)
  case no(SMSPick?, DeclineReason?)
  /// «ア», «イ»: one of the readings that were offered, from 0.
  case choice(Int)
  /// «和室»: the kind of room alone.
  case roomType(RoomTypeID)
  /// «予約»: what is booked.
  case list
  /// «残りは？»: how the nights stand; tonight when none was named.
  case status(NightSpan?)
  case help
  /// A person is to ring.
  case office
  /// «ちがう», and nothing else.
  case wrong
  /// «さっきの取消».
  case undo
  /// Thanks and greetings: nothing to do, nothing to answer.
  case courtesy
  /// Written by a machine: answering it would begin a conversation of two machines.
  case automatic
  /// A number that must not be sent by SMS.
  case secret
  /// STOP and its like, which carriers act upon themselves.
  case carrierWord
  case unclear(SMSDoubt)
}

/// One thing said about some nights.
package struct SMSStatement: Hashable, Codable, Sendable {
  /// nil when she named none.
  package var nights: NightSpan?
  package var word: Word
  /// nil when she named none.
  package var roomType: RoomTypeID?

  package init(_ nights: NightSpan?, _ word: Word, _ roomType: RoomTypeID? = nil) {
    self.nights = nights
    self.word = word
    self.roomType = roomType
  }

  package enum Word: Hashable, Codable, Sendable {
    case rooms(Int)
    /// 満室
    case full
    /// 休業
    case closed
    /// 営業再開
    case reopen
  }
}

/// Which of several requests is meant.
package enum SMSPick: Hashable, Codable, Sendable {
  case booking(BookingID)
  /// Every request of the stay that begins then, or else that has this night.
  case night(CivilDate)
  /// «はいア», from 0.
  case choice(Int)
}

/// Why a message is asked back.
package indirect enum SMSDoubt: Hashable, Codable, Sendable {
  /// Two readings that a person could not choose between either.
  case either(SMSReading, SMSReading)
  /// «2かな», «2？»: one reading, and whether it is meant.
  case unsure(SMSReading)
  /// Nights without a number.
  case noNumber(NightSpan?)
  /// «5日から休み»: an end is missing.
  case noEnd(CivilDate)
  /// 2月29日 in a year without it (S25), or the 31st of a short month.
  case noSuchDay
  /// Over, or more than ``SMSDates/farthest`` nights away.
  case outOfReach
  /// The weekday in brackets is another one: the night as it is written.
  case weekday(CivilDate)
  /// «1部屋埋まった»: a change, and not how many are free.
  case change
  /// A number of people, and not of rooms.
  case people
  /// Not understood.
  case words
}

/// What the words of a message may refer to.
package struct SMSContext: Hashable, Codable, Sendable {
  /// The night that tonight was when the message was sent.
  package var tonight: CivilDate
  /// Kinds of rooms by their names, in the order in which they are asked.
  package var roomTypes: [Named<RoomTypeID>]
  /// How the inn is called, for «みなと荘です».
  package var innNames: [String]
  /// Open requests by their guests' names.
  package var guests: [Named<BookingID>]

  package init(
    tonight: CivilDate,
    roomTypes: [Named<RoomTypeID>] = [],
    innNames: [String] = [],
    guests: [Named<BookingID>] = [],
  ) {
    self.tonight = tonight
    self.roomTypes = roomTypes
    self.innNames = innNames
    self.guests = guests
  }

  package struct Named<Name: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    package var id: Name
    package var names: [String]

    package init(_ id: Name, _ names: [String]) {
      self.id = id
      self.names = names
    }
  }
}
