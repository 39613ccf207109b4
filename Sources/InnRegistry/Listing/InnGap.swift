/// Something that a listing still lacks: guests would ask for it, or it can't be sold without.
package enum InnGap: String, CaseIterable, Hashable, Sendable {
  /// Without it a real inn is neither shown nor sold.
  case consent
  /// No plan at all: nothing can be sold.
  case plans
  /// Nothing is sold on nights that nobody has spoken about.
  case standingOffer = "standing_offer"
  case description
  case descriptionEnglish = "description_english"
  case address
  case position
  case access
  case licence
  case capacity
  case checkIn = "check_in"
  case payments

  /// Without it nothing is sold.
  package var stopsSales: Bool {
    switch self {
    case .consent, .plans: true
    case .standingOffer, .description, .descriptionEnglish, .address, .position, .access, .licence,
      .capacity, .checkIn, .payments:
      false
    }
  }
}

extension InnListing {
  /// What is missing, in the order in which an interview by telephone asks for it.
  package var gaps: [InnGap] {
    let profile = inn.profile
    func lacks(_ texts: [LocalizedText], _ language: String) -> Bool {
      !texts.contains { $0.language == language && !$0.text.isEmpty }
    }
    let tests: [(InnGap, Bool)] = [
      (.consent, !inn.isTraining && !consents.contains(.sale)),
      (.plans, rooms.allSatisfy(\.plans.isEmpty)),
      (.standingOffer, rooms.contains { $0.offer == nil }),
      (.description, lacks(profile.descriptions, "ja")),
      (.descriptionEnglish, lacks(profile.descriptions, "en")),
      (.address, profile.address == nil),
      (.position, profile.position == nil),
      (.access, profile.access.isEmpty),
      (.licence, profile.licence == nil),
      (.capacity, profile.capacity == nil),
      (.checkIn, profile.checkInFrom == nil || profile.checkOutUntil == nil),
      (.payments, profile.payments.isEmpty),
    ]
    return tests.filter(\.1).map(\.0)
  }
}
