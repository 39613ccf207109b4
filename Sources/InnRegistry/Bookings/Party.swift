/// Who travels: adults and children with their ages.
///
/// Channels give ages; which class a child falls into, and so its price, is the plan's business.
package struct Party: Hashable, Sendable {
  package let adults: Int
  /// Youngest first, so that the order in which ages were given never changes a price.
  package let children: [Child]
  /// A school's excursion, which tax ordinances exempt.
  package let isSchoolTrip: Bool

  /// Guests of one booking at most: more than any inn of this kind sleeps.
  package static let maxPersons = 60
  /// From 18 on everybody is an adult (Civil Code of Japan, article 4).
  package static let oldestChild = 17

  /// Fails without an adult, with more than ``maxPersons``, or with ages out of range.
  package init?(adults: Int, children: [Child], isSchoolTrip: Bool = false) {
    // The first comparison also keeps the sum from overflowing.
    guard (1...Party.maxPersons).contains(adults), children.count <= Party.maxPersons,
      adults + children.count <= Party.maxPersons,
      children.allSatisfy({ (0...Party.oldestChild).contains($0.age) })
    else { return nil }
    self.adults = adults
    self.children = children.sorted()
    self.isSchoolTrip = isSchoolTrip
  }

  /// A party whose children take what the plan gives to their age.
  package init?(adults: Int, childAges: [Int] = []) {
    self.init(adults: adults, children: childAges.map { Child(age: $0) })
  }

  package var persons: Int { adults + children.count }
  /// Completed years at check-in, youngest first.
  package var childAges: [Int] { children.map(\.age) }

  /// A guest below 18 and what is asked for it.
  package struct Child: Hashable, Codable, Sendable {
    /// Completed years at check-in.
    package var age: Int
    /// Whether it shall be served meals; nil leaves it to the plan.
    package var meals: Bool?
    /// Whether it shall have a futon or bed of its own; nil leaves it to the plan.
    package var bedding: Bool?

    package init(age: Int, meals: Bool? = nil, bedding: Bool? = nil) {
      self.age = age
      self.meals = meals
      self.bedding = bedding
    }
  }
}

extension Party.Child: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

  private var rank: (Int, Int, Int) { (age, Self.rank(bedding), Self.rank(meals)) }

  private static func rank(_ wish: Bool?) -> Int { wish.map { $0 ? 2 : 1 } ?? 0 }
}

extension Party: Codable {
  private enum CodingKeys: String, CodingKey {
    case adults
    case children
    case isSchoolTrip
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let party = Party(
      adults: try container.decode(Int.self, forKey: .adults),
      children: try container.decodeIfPresent([Child].self, forKey: .children) ?? [],
      isSchoolTrip: try container.decodeIfPresent(Bool.self, forKey: .isSchoolTrip) ?? false,
    )
    guard let party else {
      throw DecodingError.dataCorruptedError(
        forKey: .adults,
        in: container,
        debugDescription: "no adult, too many guests, or an age outside 0...17",
      )
    }
    self = party
  }
}
