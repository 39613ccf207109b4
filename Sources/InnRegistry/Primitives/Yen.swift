/// An amount of money in whole Japanese yen, the currency's only unit.
package struct Yen: Hashable, Comparable, Sendable {
  package var amount: Int

  package init(_ amount: Int) { self.amount = amount }

  package static let zero = Yen(0)
  package static func < (lhs: Yen, rhs: Yen) -> Bool { lhs.amount < rhs.amount }
  package static func + (lhs: Yen, rhs: Yen) -> Yen { Yen(lhs.amount + rhs.amount) }
  package static func - (lhs: Yen, rhs: Yen) -> Yen { Yen(lhs.amount - rhs.amount) }
  package static func * (lhs: Yen, rhs: Int) -> Yen { Yen(lhs.amount * rhs) }
  package static func += (lhs: inout Yen, rhs: Yen) { lhs.amount += rhs.amount }

  /// A share of this amount in hundredths, fractions of a yen dropped, as Japanese inns and the
  /// consumption tax law (rounding down by trade custom) do.
  package func percent(_ share: Int) -> Yen {
    Yen(Int(Int64(amount * share).flooredQuotient(by: 100)))
  }
}

extension Yen: Codable {
  package init(from decoder: any Decoder) throws {
    amount = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(amount)
  }
}
