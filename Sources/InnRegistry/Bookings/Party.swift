/// Who travels: adults and the ages of children.
package struct Party: Hashable, Codable, Sendable {
  package let adults: Int
  /// Completed years at check-in, 0...``oldestChild``, youngest first.
  package let childAges: [Int]

  /// Guests of one booking at most: more than any inn of this kind sleeps.
  package static let maxPersons = 60
  /// From 18 on everybody is an adult (Civil Code of Japan, article 4).
  package static let oldestChild = 17

  /// Fails without an adult, with more than ``maxPersons``, or with ages out of range.
  package init?(adults: Int, childAges: [Int] = []) {
    guard adults >= 1, adults + childAges.count <= Party.maxPersons,
      childAges.allSatisfy({ (0...Party.oldestChild).contains($0) })
    else { return nil }
    self.adults = adults
    self.childAges = childAges.sorted()
  }

  package var persons: Int { adults + childAges.count }
}
