package import InnRegistry

/// Names a question or a commit within one call; numbers only grow.
package struct InquiryID: Hashable, Codable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }
}

/// A question to the registry; changes nothing.
package struct Inquiry: Hashable, Codable, Sendable {
  package var id: InquiryID
  package var question: RegistryQuestion

  package init(id: InquiryID, question: RegistryQuestion) {
    self.id = id
    self.question = question
  }
}

package enum RegistryQuestion: Hashable, Codable, Sendable {
  /// What this call is about; asked once, when it begins. Answered by
  /// ``RegistryFinding/briefing(_:)``, or by ``RegistryFinding/inns(_:)`` when she rings from a
  /// telephone that serves several.
  case briefing
  /// The same for one of several inns that share a telephone.
  case briefingOf(InnID)
  /// How the nights stand; answered by ``RegistryFinding/nights(_:)``.
  case nights(NightSpan)
  /// Live bookings with a night in the span; answered by ``RegistryFinding/bookings(_:)``, by
  /// check-in, at most ``DialogueLimits/bookingList``.
  case bookings(NightSpan)
  /// The inn's own figures of this month so far; answered by ``RegistryFinding/month(_:)``.
  case monthFigures
  /// Which inn an unknown caller speaks for; answered by ``RegistryFinding/identified(_:)``. The
  /// registry counts failures over all calls and locks out.
  case identify(innNumber: String, pin: KeyedSecret)
}

/// Digits that must not be printed; `description` hides them.
package struct KeyedSecret: Hashable, Codable, Sendable, CustomStringConvertible,
  CustomDebugStringConvertible
{
  package let digits: String

  package init(digits: String) { self.digits = digits }

  package var description: String { String(repeating: "•", count: digits.count) }
  package var debugDescription: String { description }
}

/// A run of nights, both ends included: what a keeper means by «from the 28th to the 3rd».
package struct NightSpan: Hashable, Codable, Sendable {
  package let first: CivilDate
  package let last: CivilDate

  /// Fails when `last` is before `first`.
  package init?(first: CivilDate, last: CivilDate) {
    guard first <= last else { return nil }
    self.first = first
    self.last = last
  }

  package init(_ night: CivilDate) {
    first = night
    last = night
  }

  package var count: Int { last - first + 1 }
}

// MARK: - Answers

package enum RegistryAnswer: Hashable, Codable, Sendable {
  case found(InquiryID, RegistryFinding)
  /// A commit was carried out; what holds now.
  case saved(InquiryID, CommitResult)
  /// A commit was refused, or a question can't be answered.
  case refused(InquiryID, CommitRefusal)

  package var id: InquiryID {
    switch self {
    case .found(let id, _), .saved(let id, _), .refused(let id, _): id
    }
  }
}

package enum RegistryFinding: Hashable, Codable, Sendable {
  case briefing(KeeperBriefing)
  /// The inns that the telephone serves, two to ``DialogueLimits/menuChoices``.
  case inns([InnChoice])
  case nights(NightBriefing)
  case bookings([BookingNotice])
  case month(MonthFigures)
  case identified(Identification)
}

/// An inn to be chosen by a caller who keeps several.
package struct InnChoice: Hashable, Codable, Sendable {
  package var inn: InnID
  package var name: InnName

  package init(inn: InnID, name: InnName) {
    self.inn = inn
    self.name = name
  }
}

package enum Identification: Hashable, Codable, Sendable {
  /// The inn and PIN fit; what the call is about.
  case known(KeeperBriefing)
  case wrong
  /// Too many failures, in this call or before.
  case lockedOut
}

/// What a call with a keeper is about, as it stood when the call began.
package struct KeeperBriefing: Hashable, Codable, Sendable {
  package var inn: InnID
  package var name: InnName
  /// What whoever uses this telephone may do.
  package var rights: InnPhone.Rights
  /// Tonight's date, fixed for the whole call.
  package var tonight: CivilDate
  /// The night whose rooms are asked: tonight or, after all cutoffs, tomorrow; one night.
  package var night: NightBriefing
  /// Texts of the office that the inn has not heard yet, oldest first.
  package var announcements: [Announcement]
  /// What she keyed in a call that ended before it was repeated, oldest first.
  package var repetitions: [WordToRepeat]
  /// What the inn has not heard yet, nearest deadline first.
  package var waiting: [WaitingItem]
  /// Requests that wait beyond those in ``waiting``, kept for another call.
  package var requestsLeft: Int
  /// Whether «as it stands for the coming week» may be offered after a statement.
  package var mayVouchWeek: Bool
  /// The number to ring back, which is also the caller id of every call the hub makes.
  package var callBack: PhoneNumber

  package init(
    inn: InnID,
    name: InnName,
    rights: InnPhone.Rights,
    tonight: CivilDate,
    night: NightBriefing,
    announcements: [Announcement] = [],
    repetitions: [WordToRepeat] = [],
    waiting: [WaitingItem] = [],
    requestsLeft: Int = 0,
    mayVouchWeek: Bool = false,
    callBack: PhoneNumber,
  ) {
    self.inn = inn
    self.name = name
    self.rights = rights
    self.tonight = tonight
    self.night = night
    self.announcements = announcements
    self.repetitions = repetitions
    self.waiting = waiting
    self.requestsLeft = requestsLeft
    self.mayVouchWeek = mayVouchWeek
    self.callBack = callBack
  }
}

/// Something that a keeper keyed and the hub has yet to repeat.
package struct WordToRepeat: Hashable, Codable, Sendable {
  /// By which the registry knows it.
  package var id: Int64
  package var word: KeeperWord
  /// Of the booking that it is about.
  package var stay: Stay?

  package init(id: Int64, word: KeeperWord, stay: Stay? = nil) {
    self.id = id
    self.word = word
    self.stay = stay
  }
}

/// How a night, or a run of nights, stands.
package struct NightBriefing: Hashable, Codable, Sendable {
  package var nights: NightSpan
  /// In the order in which they are asked; never empty.
  package var roomTypes: [RoomTypeBriefing]
  /// Live bookings on these nights that this inn has heard before: recited before the question.
  package var sold: [BookingNotice]
  /// At least one of the nights lies in a closure.
  package var isClosed: Bool

  package init(
    nights: NightSpan,
    roomTypes: [RoomTypeBriefing],
    sold: [BookingNotice] = [],
    isClosed: Bool = false,
  ) {
    self.nights = nights
    self.roomTypes = roomTypes
    self.sold = sold
    self.isClosed = isClosed
  }
}

package struct RoomTypeBriefing: Hashable, Codable, Sendable {
  package var id: RoomTypeID
  /// As the keeper calls it: 和室.
  package var name: String
  /// Katakana reading.
  package var kana: String
  /// Rooms of this kind in the building: more can't be free.
  package var rooms: Int
  /// What the hub may sell now; nil when the nights of a span differ.
  package var remaining: Int?
  /// Nobody has spoken about the night yet: the number is the standing offer's.
  package var isStandingOffer: Bool
  /// Guests that a room of this kind takes; nil where it doesn't matter.
  package var places: Int?

  package init(
    id: RoomTypeID,
    name: String,
    kana: String,
    rooms: Int,
    remaining: Int?,
    isStandingOffer: Bool = false,
    places: Int? = nil,
  ) {
    self.id = id
    self.name = name
    self.kana = kana
    self.rooms = rooms
    self.remaining = remaining
    self.isStandingOffer = isStandingOffer
    self.places = places
  }
}

/// Something the inn has not heard yet.
package struct WaitingItem: Hashable, Codable, Sendable {
  package var kind: Kind
  package var booking: BookingNotice

  package init(kind: Kind, booking: BookingNotice) {
    self.kind = kind
    self.booking = booking
  }

  package enum Kind: Hashable, Codable, Sendable {
    /// An open request to be answered by the deadline.
    case request(deadline: Timestamp)
    /// A confirmed booking, instant or decided by the office.
    case confirmed
    /// A new revision of a booking; where it needs the keeper's consent it is a request.
    ///
    /// `counted`: it gave up rooms that her number leaves out, so only she can put them back on sale.
    case changed(counted: Bool)
    /// `counted`: her number already leaves the rooms out, so only she can put them back on sale.
    case cancelled(counted: Bool)
  }
}

/// A booking as far as it is read to a keeper.
package struct BookingNotice: Hashable, Codable, Sendable {
  package var id: BookingID
  package var revision: Int
  /// nil when this telephone may not hear names.
  package var guest: GuestName?
  package var stay: Stay
  package var roomType: RoomTypeID
  package var rooms: Int
  package var party: Party
  package var meals: MealPlan
  /// When the guests mean to come.
  package var arrival: TimeOfDay?
  /// Whole price of the stay, taxes the inn collects included.
  package var price: Yen
  package var collection: Collection
  /// There are wishes, a diet or an allergy, which the office tells in words.
  package var hasNotes: Bool

  package init(
    id: BookingID,
    revision: Int,
    guest: GuestName?,
    stay: Stay,
    roomType: RoomTypeID,
    rooms: Int,
    party: Party,
    meals: MealPlan,
    arrival: TimeOfDay? = nil,
    price: Yen,
    collection: Collection,
    hasNotes: Bool = false,
  ) {
    self.id = id
    self.revision = revision
    self.guest = guest
    self.stay = stay
    self.roomType = roomType
    self.rooms = rooms
    self.party = party
    self.meals = meals
    self.arrival = arrival
    self.price = price
    self.collection = collection
    self.hasNotes = hasNotes
  }

  package var reading: BookingReading { BookingReading(booking: id, revision: revision) }

  /// Who takes the money.
  package enum Collection: String, CaseIterable, Codable, Sendable {
    /// 現地払い: the guest pays the inn.
    case atInn = "at_inn"
    /// 支払い済み: the platform has it.
    case prepaid
  }
}

/// This month's own figures, tonight excluded.
package struct MonthFigures: Hashable, Codable, Sendable {
  package var month: Int
  package var bookings: Int
  /// 延べ宿泊者数.
  package var guestNights: Int
  package var sales: Yen
  /// What the town did with inns' figures last, as the public ledger says it.
  package var use: [SpokenText]

  package init(
    month: Int,
    bookings: Int,
    guestNights: Int,
    sales: Yen,
    use: [SpokenText] = [],
  ) {
    self.use = use
    self.month = month
    self.bookings = bookings
    self.guestNights = guestNights
    self.sales = sales
  }
}
