/// Something about a listing that can't be meant or can't be sold, found before it is stored.
package struct InnFlaw: Hashable, Sendable {
  package var subject: Subject
  package var kind: Kind

  package init(_ subject: Subject, _ kind: Kind) {
    self.subject = subject
    self.kind = kind
  }

  /// The part of the listing that is wrong.
  package enum Subject: Hashable, Sendable {
    case inn
    case phone(PhoneNumber)
    case roomType(RoomTypeID)
    case ratePlan(RatePlanID)
  }

  package enum Kind: Hashable, Sendable {
    /// A name or text that is empty, too long, or holds control characters.
    case text(Field)
    /// A reading that is not katakana; the telephone could not say it.
    case notKatakana(Field)
    /// A name in Latin letters that holds others.
    case notLatin(Field)
    /// Not lower-case letters, digits and hyphens.
    case area
    /// No telephone that the hub may ring.
    case noPhone
    /// It is to be written to, and has no mobile telephone.
    case noPhoneForSMS
    case phoneTwice
    /// More than a list may have.
    case tooMany(Field, limit: Int)
    /// A part that names another inn or room type than the one it stands under.
    case belongsElsewhere
    /// The same name or entry twice in one list.
    case twice(Field)
    /// A number outside its range.
    case outOfRange(Field, ClosedRange<Int>)
    /// A time of day that is not before the one it must be before.
    case timesReversed(Field)
    /// Half of a pair of times.
    case timesIncomplete(Field)
    /// An evening call outside the calling hours.
    case eveningCallOutsideHours
    case noCallingDays
    /// Not the shape of a BCP 47 language tag.
    case language(String)
    /// A photo whose address is not `https://` and a host.
    case photoAddress(String)
    case noRoomType
    /// One room takes more guests than the licence allows the whole inn.
    case roomAboveLicence(capacity: Int, licensed: Int)
    /// The rooms take more guests than the licence allows, and no cap on persons holds them back.
    case roomsAboveLicence(places: Int, licensed: Int)
    /// A cap on persons above what the licence allows.
    case capAboveLicence(cap: Int, licensed: Int)
    /// The standing offer has not seven numbers.
    case offerNotAWeek(count: Int)
    /// More rooms on offer than the building has.
    case offerAboveRooms(offer: Int, rooms: Int)
    case tariff(RatePlanFlaw)
    // What only the registry knows.
    /// The name is that of a room type or plan of another inn or room type.
    case nameTaken
    /// Bookings stand on the room type that the entry leaves out.
    case inUse
    /// An inn with bookings can't turn from training into real or back.
    case trainingChanged
  }

  /// Fields that a flaw can be about, by their names in imports.
  package enum Field: String, CaseIterable, Codable, Sendable {
    case name
    case nameKana = "name_kana"
    case nameRomaji = "name_romaji"
    case nameEnglish = "name_english"
    case address
    case capacity
    case rooms
    case capParties = "cap_parties"
    case capPersons = "cap_persons"
    case capDinners = "cap_dinners"
    case callingHours = "calling_hours"
    case kitchenHours = "kitchen_hours"
    case checkIn = "check_in"
    case payments
    case features
    case languages
    case descriptions
    case access
    case winterRoad = "winter_road"
    case houseRules = "house_rules"
    case bath
    case dinner
    case shelter
    case photos
    case phones
    case rights
    case rank
    case roomTypes = "room_types"
    case ratePlans = "rate_plans"
    case freshness
  }
}

/// Why a listing, an import or a setting is not stored.
package enum ListingRefusal: Error, Hashable, Sendable {
  /// Everything that is wrong with the listing of an inn.
  case flaws(InnID, [InnFlaw])
  case taxFlaws([LodgingTaxFlaw])
  /// A file of which at least one line was rejected; nothing of it was stored.
  case rejected(ImportReport)
}

// MARK: - In words

extension InnFlaw: CustomStringConvertible {
  /// One English sentence fragment: what is wrong, and with what.
  package var description: String {
    switch subject {
    case .inn: kind.description
    case .phone(let number): "telephone \(number.masked): \(kind)"
    case .roomType(let id): "room type \(id): \(kind)"
    case .ratePlan(let id): "rate plan \(id): \(kind)"
    }
  }
}

extension InnFlaw.Kind: CustomStringConvertible {
  package var description: String {
    switch self {
    case .text(let field): "\(field.rawValue) is empty, too long, or has control characters"
    case .notKatakana(let field): "\(field.rawValue) is not katakana"
    case .notLatin(let field): "\(field.rawValue) is not in Latin letters"
    case .area: "area is not lower-case letters, digits and hyphens"
    case .noPhone: "there is no telephone that the hub may ring"
    case .noPhoneForSMS: "repeats_by_sms needs a telephone of the kind mobile that takes SMS"
    case .phoneTwice: "the number stands twice"
    case .tooMany(let field, let limit): "more than \(limit) \(field.rawValue)"
    case .belongsElsewhere: "it names another inn or room type"
    case .twice(let field): "\(field.rawValue) has an entry twice"
    case .outOfRange(let field, let range):
      "\(field.rawValue) must be from \(range.lowerBound) to \(range.upperBound)"
    case .timesReversed(let field): "\(field.rawValue) end before they begin"
    case .timesIncomplete(let field): "\(field.rawValue) need both a beginning and an end"
    case .eveningCallOutsideHours: "the evening call lies outside the calling hours"
    case .noCallingDays: "there is no day on which the hub may call"
    case .language(let tag): "«\(tag)» is not a language tag"
    case .photoAddress: "a photo's address is not an https address"
    case .noRoomType: "there is no room type"
    case .roomAboveLicence(let capacity, let licensed):
      "a room for \(capacity) is more than the licence allows the inn, \(licensed)"
    case .roomsAboveLicence(let places, let licensed):
      "rooms for \(places) guests need a cap on persons, the licence allows \(licensed)"
    case .capAboveLicence(let cap, let licensed):
      "a cap of \(cap) persons is above what the licence allows, \(licensed)"
    case .offerNotAWeek(let count): "the standing offer has \(count) numbers, not seven"
    case .offerAboveRooms(let offer, let rooms):
      "\(offer) rooms on offer, the building has \(rooms)"
    case .tariff(let flaw): "\(flaw)"
    case .nameTaken: "the name is already used elsewhere"
    case .inUse: "bookings stand on it, it can't be left out"
    case .trainingChanged: "an inn with bookings can't turn from training into real or back"
    }
  }
}
