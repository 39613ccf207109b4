/// The price of a stay with the lines that add up to it.
package struct Quote: Hashable, Codable, Sendable {
  package var lines: [Line]

  package init(lines: [Line]) { self.lines = lines }

  package var total: Yen { lines.reduce(.zero) { $0 + $1.amount } }

  package struct Line: Hashable, Codable, Sendable {
    package var kind: Kind
    /// The night the line is for; nil for lines of the whole stay.
    package var night: CivilDate?
    package var quantity: Int
    package var unit: Yen

    package var amount: Yen { unit * quantity }

    package enum Kind: String, Codable, Sendable {
      case adult
    }

    package init(kind: Kind, night: CivilDate?, quantity: Int, unit: Yen) {
      self.kind = kind
      self.night = night
      self.quantity = quantity
      self.unit = unit
    }
  }
}
