/// Decides what of a table is shown: first what tells too much by itself, then what else has to be
/// hidden so that no total gives it away, then rounding.
///
/// The second part is proven cell by cell. For each hidden cell there is another world that fits
/// everything shown, exactly and without rounding, and in which the cell is larger by the width that
/// the rules ask for: whoever has only the published tables can't tell the two apart. Such a world is
/// found by a linear programme that hides as little as possible more; what it changes becomes hidden,
/// and needs a world of its own. Rounding comes on top.
package struct DisclosureControl: Sendable {
  package var rules: DisclosureRules
  /// Off only to show what it is there for.
  package var isComplementary: Bool

  /// Cells of one system of tables at most: a year of a region with all its months has some thousand.
  package static let mostCells = 20_000

  package init(rules: DisclosureRules = DisclosureRules(), isComplementary: Bool = true) {
    self.rules = rules
    self.isComplementary = isComplementary
  }

  /// - Throws: ``DisclosureFlaw``.
  package func protect(_ table: DisclosureTable) throws(DisclosureFlaw) -> DisclosurePattern {
    guard table.cells.count <= DisclosureControl.mostCells else {
      throw .tooLarge(cells: table.cells.count, limit: DisclosureControl.mostCells)
    }
    if let flaw = table.flaw { throw flaw }
    var table = table
    while true {
      do throws(DisclosureFlaw) {
        return try pattern(of: table)
      } catch .unprotectable(let name) {
        // With every new cell free to be hidden there is no other world: earlier tables alone give
        // the cell away. Hiding it would protect nobody; what they hid must stay hidden.
        guard let known = table.cells.firstIndex(where: { $0.name == name && $0.history == .new })
        else { throw .unprotectable(name) }
        table.cells[known].history = .published
      }
    }
  }

  private func pattern(of table: DisclosureTable) throws(DisclosureFlaw) -> DisclosurePattern {
    var hidden: [Int: DisclosurePattern.Reason] = [:]
    for (index, cell) in table.cells.enumerated() {
      if cell.history == .suppressed {
        hidden[index] = .earlier
      } else if cell.history == .new, let reason = rules.reason(against: cell) {
        hidden[index] = reason
      }
    }
    if isComplementary {
      var search = ComplementarySuppression(table: table, rules: rules, hidden: Set(hidden.keys))
      for index in try search.complement() where hidden[index] == nil {
        hidden[index] = .complementary
      }
    }
    return DisclosurePattern(
      decisions: table.cells.indices.map { index in
        if let reason = hidden[index] { return .suppressed(reason) }
        let value = table.cells[index].value
        return value == 0 ? .empty : .published(rules.rounded(value))
      }
    )
  }

  /// Whether so many of the cells would be hidden that a coarser table tells more: more than half of
  /// those in which anything happened.
  package func shouldCollapse(_ cells: [DisclosureTable.Cell]) -> Bool {
    let filled = cells.filter { $0.value > 0 }
    return filled.count(where: { rules.reason(against: $0) != nil }) * 2 > filled.count
  }
}
