/// When a figure would tell too much by itself, and how closely a hidden one may be bounded.
package struct DisclosureRules: Hashable, Sendable {
  /// Contributors below which a figure is nobody's average.
  package var leastContributors = 3
  /// Parties and persons below which a guest could be recognised.
  package var leastParties = 5
  package var leastPersons = 10
  /// Percent of a figure that its two largest contributors may make up at most.
  package var mostOfTopTwo = 85
  /// Percent of the largest contributor within which its rival could estimate it (the «p % rule»).
  package var closestEstimate = 10
  /// Figures are rounded to multiples of this.
  package var rounding = 5
  /// What bounds on a hidden figure must be apart, in units and in percent of it: the larger counts.
  package var leastWidth = 5
  package var leastWidthPercent = 10

  package init() {}

  /// Why a figure must not be shown; nil when it may.
  package func reason(against cell: DisclosureTable.Cell) -> DisclosurePattern.Reason? {
    let total = cell.value
    guard total > 0 else { return nil }
    if cell.parties < leastParties { return .fewParties }
    if cell.persons < leastPersons { return .fewPersons }
    return reason(
      contributions: cell.contributions,
      crowd: cell.crowd,
      least: max(leastContributors, cell.leastContributors),
    )
  }

  /// The part of the rules that protects contributors, for any sum of their figures.
  func reason(contributions: [String: Int], crowd: Int, least: Int) -> DisclosurePattern.Reason? {
    // Of nobody's business nothing can be told.
    guard !contributions.isEmpty else { return nil }
    if contributions.count < least { return .fewContributors }
    let total = contributions.values.reduce(crowd, +)
    let falling = contributions.values.sorted(by: >)
    let first = falling[0]
    let second = falling.count > 1 ? falling[1] : 0
    if (first + second) * 100 > mostOfTopTwo * total { return .dominance }
    if (total - first - second) * 100 < closestEstimate * first { return .estimable }
    return nil
  }

  /// How far apart the bounds on a hidden figure have to be.
  package func width(for value: Int) -> Int {
    max(leastWidth, (value * leastWidthPercent + 99) / 100)
  }

  /// The nearest multiple of ``rounding``.
  package func rounded(_ value: Int) -> Int { (value + rounding / 2) / rounding * rounding }
}
