package import InnRegistry

/// All that a notice may tell about one booking, put together once; a value.
package struct NoticeFacts: Hashable, Sendable {
  package var booking: Booking
  package var inn: Inn
  /// The number that guests may ring; nil where the inn has none for them.
  package var innPhone: PhoneNumber?
  package var roomType: RoomType?
  package var meals: MealPlan?
  package var office: Office?
  /// A change that waits for the inn, or that it could not make.
  package var wanted: Wanted?
  /// The stay before a change.
  package var before: Stay?
  /// Whether what was taken back was only a request.
  package var wasRequest: Bool
  package var alternatives: [Other] = []
  package var emergency: Emergency?
  /// Days after check-out until the guest's data are erased.
  package var retentionDays: Int
  /// Where the guest sees the booking; nil where no address of the hub is known.
  package var link: String?
  /// When the notice is written.
  package var now: Timestamp

  package init(
    booking: Booking,
    inn: Inn,
    innPhone: PhoneNumber? = nil,
    roomType: RoomType? = nil,
    meals: MealPlan? = nil,
    office: Office? = nil,
    retentionDays: Int = RetentionPolicy.usualDays,
    now: Timestamp,
  ) {
    self.booking = booking
    self.inn = inn
    self.innPhone = innPhone
    self.roomType = roomType
    self.meals = meals
    self.office = office
    self.retentionDays = retentionDays
    self.now = now
    wasRequest = booking.state == .withdrawn
  }

  /// Who answers a guest's questions.
  package struct Office: Hashable, Sendable {
    package var name: String
    package var phone: PhoneNumber?

    package init(name: String, phone: PhoneNumber?) {
      self.name = name
      self.phone = phone
    }
  }

  /// A wished change.
  package struct Wanted: Hashable, Sendable {
    package var stay: Stay
    package var rooms: Int
    package var party: Party
    /// Until when the inn may answer; nil when it has.
    package var deadline: Timestamp?

    package init(stay: Stay, rooms: Int, party: Party, deadline: Timestamp?) {
      self.stay = stay
      self.rooms = rooms
      self.party = party
      self.deadline = deadline
    }
  }

  /// Another stay that can be had.
  package struct Other: Hashable, Sendable {
    package var inn: InnName
    package var stay: Stay
    package var total: Yen

    package init(inn: InnName, stay: Stay, total: Yen) {
      self.inn = inn
      self.stay = stay
      self.total = total
    }
  }

  /// What has happened, and what the office adds.
  package struct Emergency: Hashable, Sendable {
    package var hazard: Hazard
    package var message: [LocalizedText]

    package init(hazard: Hazard, message: [LocalizedText] = []) {
      self.hazard = hazard
      self.message = message
    }
  }
}

extension NoticeFacts {
  /// What the registry knows about a booking, for its notices.
  ///
  /// - Parameters:
  ///   - organisations: those that serve the inn.
  ///   - proposal: the change that waits for the inn's answer.
  package init?(
    _ booking: Booking,
    catalogue: Catalogue,
    organisations: [Organisation],
    proposal: AmendmentProposal? = nil,
    retentionDays: Int,
    now: Timestamp,
  ) {
    guard let listing = catalogue[booking.inn] else { return nil }
    let office = organisations.first
    self.init(
      booking: booking,
      inn: listing.inn,
      innPhone: listing.guestPhone,
      roomType: catalogue.roomType(booking.roomType)?.1.roomType,
      meals: catalogue.plan(booking.ratePlan)?.2.meals,
      office: office.map { Office(name: $0.name, phone: $0.phone) },
      retentionDays: retentionDays,
      now: now,
    )
    if let proposal, let stay = proposal.request.stay {
      wanted = Wanted(
        stay: stay,
        rooms: proposal.request.rooms,
        party: proposal.request.party,
        deadline: proposal.deadline,
      )
    }
  }

  package var language: NoticeLanguage { NoticeLanguage(serving: booking.guest.language) }

  /// Whether the guest has to show a passport: everybody without an address in Japan (旅館業法施行規則
  /// 第四条の二); of whom nothing is known, whoever doesn't read Japanese is told.
  package var needsPassport: Bool {
    if let country = booking.guest.country { return country != "JP" }
    return booking.guest.prefecture == nil && !language.isJapanese
  }
}

extension InnListing {
  /// The number that guests are given: the first that is no office's, a telephone of the house
  /// before a mobile one.
  package var guestPhone: PhoneNumber? {
    let own = phones.filter { $0.kind != .officeOnly }
    return (own.first { $0.kind != .mobile } ?? own.first)?.number
  }
}
