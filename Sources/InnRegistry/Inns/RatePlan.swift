/// Price and meal rules under which a room type is sold.
package struct RatePlan: Hashable, Sendable {
  package var id: RatePlanID
  package var roomType: RoomTypeID
  /// As the keeper calls it: 1泊2食.
  package var name: String
  package var nameEnglish: String
  /// What the price includes; the same room without dinner is another plan.
  package var meals: MealPlan
  package var selling: SellingMode
  package var cutoff: Cutoff
  package var prices: PriceTable
  package var limits: StayLimits
  package var cancellation: CancellationPolicy

  package init(
    id: RatePlanID,
    roomType: RoomTypeID,
    name: String,
    nameEnglish: String,
    meals: MealPlan,
    selling: SellingMode,
    cutoff: Cutoff,
    prices: PriceTable,
    limits: StayLimits = StayLimits(),
    cancellation: CancellationPolicy,
  ) {
    self.id = id
    self.roomType = roomType
    self.name = name
    self.nameEnglish = nameEnglish
    self.meals = meals
    self.selling = selling
    self.cutoff = cutoff
    self.prices = prices
    self.limits = limits
    self.cancellation = cancellation
  }
}

package enum MealPlan: String, CaseIterable, Codable, Sendable {
  /// 素泊まり
  case roomOnly = "room_only"
  /// 朝食付
  case breakfast
  /// 1泊2食
  case halfBoard = "half_board"

  package var includesDinner: Bool { self == .halfBoard }
  package var includesBreakfast: Bool { self != .roomOnly }
}

package enum SellingMode: String, CaseIterable, Codable, Sendable {
  /// 即時予約: confirmed at once on a fresh night.
  case instant
  /// リクエスト予約: the keeper decides.
  case onRequest = "on_request"
}

/// The latest time at which a stay may be booked, counted from its check-in.
package struct Cutoff: Hashable, Codable, Sendable {
  /// Days before check-in, 0 for the same day.
  package var daysBefore: Int
  package var time: TimeOfDay

  package init(daysBefore: Int, time: TimeOfDay) {
    self.daysBefore = daysBefore
    self.time = time
  }

  /// Farthest cutoff, in days before check-in.
  package static let maxDaysBefore = 60

  package func instant(for checkIn: CivilDate) -> Timestamp {
    TokyoTime.instant(checkIn - daysBefore, minute: time.minutes)
  }

  /// 15:00 the day before with dinner, which is bought that day; otherwise 20:00 the same day.
  package static func customary(for meals: MealPlan) -> Cutoff {
    if meals.includesDinner {
      Cutoff(daysBefore: 1, time: TimeOfDay(hour: 15) ?? .midnight)
    } else {
      Cutoff(daysBefore: 0, time: TimeOfDay(hour: 20) ?? .midnight)
    }
  }
}

// MARK: - What a sale asks

extension RatePlan {
  /// Refuses a stay whose cutoff has passed; the deadline itself is still in time.
  ///
  /// - Throws: ``QuoteRefusal/pastCutoff(deadline:)``.
  package func checkCutoff(_ stay: Stay, at now: Timestamp) throws(QuoteRefusal) {
    let deadline = cutoff.instant(for: stay.checkIn)
    if now > deadline { throw .pastCutoff(deadline: deadline) }
  }

  /// The class of each child of a party, in the order of ``Party/children``; nil pays as an adult.
  ///
  /// A child falls into the first class of its age that gives what is asked for it: a wish for or
  /// against bedding must be met, one about meals only in a plan with meals.
  ///
  /// - Throws: ``QuoteRefusal/childNotAccepted(age:accepted:)`` or
  ///   ``QuoteRefusal/childServiceNotOffered(child:offered:)``.
  package func childClasses(of party: Party) throws(QuoteRefusal) -> [ChildClass?] {
    var classes: [ChildClass?] = []
    for child in party.children { classes.append(try childClass(of: child)) }
    return classes
  }

  /// Dinners that a party eats on one night under this plan, for the cap of the inn's kitchen.
  package func dinners(for party: Party) throws(QuoteRefusal) -> Int {
    guard meals.includesDinner else { return 0 }
    let served = try childClasses(of: party).filter { $0?.meals ?? true }
    return party.adults + served.count
  }

  func pricedChildren(of party: Party) throws(QuoteRefusal) -> [PricedGuest] {
    zip(party.children, try childClasses(of: party)).map { child, childClass in
      PricedGuest(age: child.age, childClass: childClass)
    }
  }

  private func childClass(of child: Party.Child) throws(QuoteRefusal) -> ChildClass? {
    if child.age >= prices.adultFromAge { return nil }
    let ofAge = prices.childClasses.filter { $0.covers(age: child.age) }
    guard !ofAge.isEmpty else {
      let accepted = prices.childClasses.filter { $0.youngest <= $0.oldest }
      throw .childNotAccepted(age: child.age, accepted: accepted.map { $0.youngest...$0.oldest })
    }
    let match = ofAge.first { childClass in
      let bedding = child.bedding.map { $0 == childClass.bedding } ?? true
      let served = child.meals.map { $0 == childClass.meals } ?? true
      return bedding && (served || !meals.includesBreakfast)
    }
    guard let match else {
      throw .childServiceNotOffered(child: child, offered: ofAge.map(\.code))
    }
    return match
  }
}

extension RatePlan: Codable {
  private enum CodingKeys: String, CodingKey {
    case id
    case roomType
    case name
    case nameEnglish
    case meals
    case selling
    case cutoff
    case prices
    case limits
    case cancellation
  }

  /// A plan without limits is sold for every stay.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try container.decode(RatePlanID.self, forKey: .id),
      roomType: try container.decode(RoomTypeID.self, forKey: .roomType),
      name: try container.decode(String.self, forKey: .name),
      nameEnglish: try container.decode(String.self, forKey: .nameEnglish),
      meals: try container.decode(MealPlan.self, forKey: .meals),
      selling: try container.decode(SellingMode.self, forKey: .selling),
      cutoff: try container.decode(Cutoff.self, forKey: .cutoff),
      prices: try container.decode(PriceTable.self, forKey: .prices),
      limits: try container.decodeIfPresent(StayLimits.self, forKey: .limits) ?? StayLimits(),
      cancellation: try container.decode(CancellationPolicy.self, forKey: .cancellation),
    )
  }
}
