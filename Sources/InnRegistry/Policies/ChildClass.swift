/// How a plan takes children of some ages: what they are given and what they pay (子供料金区分).
package struct ChildClass: Hashable, Codable, Sendable {
  package var code: Code
  /// Completed years at check-in, both ends included.
  package var youngest: Int
  package var oldest: Int
  /// Served the plan's meals, adults' or children's; means nothing in a plan without meals.
  package var meals: Bool
  /// Has a futon or bed of its own, and so takes a place in the room.
  package var bedding: Bool
  package var price: Price
  /// Counts as a guest of the room when the price by occupancy is looked up (2名1室, 3名1室 …).
  package var countsForOccupancy: Bool

  package init(
    code: Code,
    youngest: Int,
    oldest: Int,
    meals: Bool,
    bedding: Bool,
    price: Price,
    countsForOccupancy: Bool,
  ) {
    self.code = code
    self.youngest = youngest
    self.oldest = oldest
    self.meals = meals
    self.bedding = bedding
    self.price = price
    self.countsForOccupancy = countsForOccupancy
  }

  /// The six classes that Japanese inns and booking sites tell apart.
  ///
  /// The letters are the hub's own: sites letter them differently, so what a class *is* stands in
  /// its fields, never in its letter.
  package enum Code: String, CaseIterable, Codable, Sendable {
    /// 小学生（高学年）: upper years of primary school.
    case a = "A"
    /// 小学生（低学年）: lower years of primary school.
    case b = "B"
    /// 幼児（食事・布団あり）
    case c = "C"
    /// 幼児（食事・布団なし）: sleeps beside an adult (添い寝).
    case d = "D"
    /// 幼児（食事のみ）
    case e = "E"
    /// 幼児（布団のみ）
    case f = "F"
  }

  package enum Price: Hashable, Codable, Sendable {
    /// Hundredths of what an adult in the same room pays that night, season and weekday included.
    /// Fractions of a yen are dropped for each child.
    case share(hundredths: Int)
    /// Yen a night whatever the season.
    case fixed(yen: Yen)
  }

  package func covers(age: Int) -> Bool { youngest <= age && age <= oldest }
}

extension ChildClass.Code: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension ChildClass {
  /// A starting point for a new plan, to be changed with the keeper; custom, not law.
  ///
  /// School years are guessed from completed years: primary school runs from 6 to 12, and whoever
  /// is 12 gets the child's price. Order matters: a child about whom nothing is said falls into the
  /// first class of its age.
  package static let customary: [ChildClass] = [
    ChildClass(
      code: .a,
      youngest: 9,
      oldest: 12,
      meals: true,
      bedding: true,
      price: .share(hundredths: 70),
      countsForOccupancy: true,
    ),
    ChildClass(
      code: .b,
      youngest: 6,
      oldest: 8,
      meals: true,
      bedding: true,
      price: .share(hundredths: 50),
      countsForOccupancy: true,
    ),
    ChildClass(
      code: .c,
      youngest: 3,
      oldest: 5,
      meals: true,
      bedding: true,
      price: .share(hundredths: 50),
      countsForOccupancy: true,
    ),
    ChildClass(
      code: .d,
      youngest: 0,
      oldest: 5,
      meals: false,
      bedding: false,
      price: .fixed(yen: .zero),
      countsForOccupancy: false,
    ),
    ChildClass(
      code: .e,
      youngest: 0,
      oldest: 5,
      meals: true,
      bedding: false,
      price: .share(hundredths: 30),
      countsForOccupancy: false,
    ),
    ChildClass(
      code: .f,
      youngest: 0,
      oldest: 5,
      meals: false,
      bedding: true,
      price: .share(hundredths: 30),
      countsForOccupancy: false,
    ),
  ]
}
