/// A calendar month in Asia/Tokyo, written `YYYY-MM`.
package struct CivilMonth: Hashable, Comparable, Sendable {
  /// `year * 12 + month - 1`, the form that the database stores.
  package let index: Int

  package init(index: Int) { self.index = index }

  package init(of date: CivilDate) {
    let (year, month, _) = date.parts
    index = year * 12 + month - 1
  }

  /// Fails for months outside 1...12 and years outside 1...9999.
  package init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    index = year * 12 + month - 1
  }

  /// Reads exactly `YYYY-MM`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    guard let first = CivilDate(String(text) + "-01") else { return nil }
    self.init(of: first)
  }

  package var year: Int { index / 12 }
  /// 1 for January.
  package var month: Int { index % 12 + 1 }

  package static func < (lhs: CivilMonth, rhs: CivilMonth) -> Bool { lhs.index < rhs.index }
}

extension CivilMonth: CustomStringConvertible {
  package var description: String { padded(year, 4) + "-" + padded(month, 2) }
}
