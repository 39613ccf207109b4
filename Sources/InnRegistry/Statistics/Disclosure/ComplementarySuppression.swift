/// Finds what else to hide.
struct ComplementarySuppression {
  let table: DisclosureTable
  let rules: DisclosureRules
  private var hidden: Set<Int>
  /// Sums by the cells in them.
  private let sumsOfCell: [[Int]]

  init(table: DisclosureTable, rules: DisclosureRules, hidden: Set<Int>) {
    self.table = table
    self.rules = rules
    self.hidden = hidden
    var sums = Array(repeating: [Int](), count: table.cells.count)
    for (number, sum) in table.sums.enumerated() {
      for cell in sum.members { sums[cell].append(number) }
    }
    sumsOfCell = sums
  }

  /// Everything that has to be hidden, what was hidden before included.
  ///
  /// - Throws: ``DisclosureFlaw/unprotectable(_:)``.
  mutating func complement() throws(DisclosureFlaw) -> Set<Int> {
    var proven: Set<Int> = []
    repeat {
      hideUnsafeSums()
      while let cell = next(after: proven) {
        try prove(cell)
        proven.insert(cell)
      }
      // What a proof has hidden may have laid a new sum open, and the other way round.
    } while hideUnsafeSums() || next(after: proven) != nil
    return hidden
  }

  /// The hidden cell that asks for the widest bounds, of those without a proof.
  private func next(after proven: Set<Int>) -> Int? {
    hidden.subtracting(proven).max { left, right in
      (table.cells[left].value, right) < (table.cells[right].value, left)
    }
  }

  // MARK: - Sums of hidden cells

  /// What is hidden below a published total adds up to a known figure: it must be one that could be
  /// published itself, or whoever is part of it learns of the only other part.
  ///
  /// - Returns: whether anything more was hidden.
  @discardableResult
  private mutating func hideUnsafeSums() -> Bool {
    var hasHidden = false
    var isDone = false
    while !isDone {
      isDone = true
      for sum in table.sums where !hidden.contains(sum.total) {
        let parts = sum.parts.filter { hidden.contains($0) && table.cells[$0].value > 0 }
        guard !parts.isEmpty, isUnsafe(parts), let more = cheapest(in: sum) else { continue }
        hidden.insert(more)
        (hasHidden, isDone) = (true, false)
      }
    }
    return hasHidden
  }

  private func isUnsafe(_ parts: [Int]) -> Bool {
    var contributions: [String: Int] = [:]
    var crowd = 0
    var least = rules.leastContributors
    for part in parts {
      let cell = table.cells[part]
      crowd += cell.crowd
      least = max(least, cell.leastContributors)
      for (name, value) in cell.contributions { contributions[name, default: 0] += value }
    }
    return rules.reason(contributions: contributions, crowd: crowd, least: least) != nil
  }

  /// The part that costs least to hide, else the total; nil when an earlier publication shows all.
  private func cheapest(in sum: DisclosureTable.Sum) -> Int? {
    let open = sum.parts.filter { isOpen($0) && table.cells[$0].value > 0 }
    if let part = open.min(by: { (price($0), $0) < (price($1), $1) }) { return part }
    return isOpen(sum.total) ? sum.total : nil
  }

  private func isOpen(_ cell: Int) -> Bool {
    !hidden.contains(cell) && table.cells[cell].history == .new
  }

  private func price(_ cell: Int) -> Double {
    let cell = table.cells[cell]
    return Double(cell.weight) * (1 + Double(cell.value).squareRoot())
  }

  // MARK: - Another world

  /// Finds a world in which a cell is larger and all that is shown is the same, and hides what differs.
  private mutating func prove(_ cell: Int) throws(DisclosureFlaw) {
    let movable = self.movable(with: cell)
    let width = Double(rules.width(for: table.cells[cell].value))
    var columns: [Int: Int] = [:]
    var cost: [Double] = []
    var upper: [Double] = []
    for other in movable where other != cell {
      columns[other] = cost.count
      // Hidden already: free. A trifle keeps such worlds small.
      let unit = hidden.contains(other) ? 1e-4 : price(other)
      cost += [unit, unit]
      upper += [.infinity, Double(table.cells[other].value)]
    }
    var program = LinearProgram(cost: cost, upper: upper)
    for number in Set(movable.flatMap { sumsOfCell[$0] }).sorted() {
      let sum = table.sums[number]
      var row: [(column: Int, value: Double)] = []
      var right = 0.0
      for member in sum.members {
        let sign: Double = member == sum.total ? -1 : 1
        if member == cell { right -= sign * width }
        guard let column = columns[member] else { continue }
        row += [(column, sign), (column + 1, -sign)]
      }
      program.require(row, equals: right)
    }
    guard let world = program.solve() else { throw .unprotectable(table.cells[cell].name) }
    for (other, column) in columns
    where abs(world[column] - world[column + 1]) > LinearProgram.tolerance * 10 {
      hidden.insert(other)
    }
  }

  /// Cells that may differ in another world, as far as sums link them to `cell`.
  ///
  /// Hidden ones and new ones that could be hidden; whatever stands alone in a sum can't move.
  private func movable(with cell: Int) -> Set<Int> {
    var free = Set(
      table.cells.indices.filter {
        hidden.contains($0) || (isOpen($0) && table.cells[$0].value > 0)
      }
    )
    var toCheck = Array(table.sums.indices)
    while let number = toCheck.popLast() {
      let moving = table.sums[number].members.filter(free.contains)
      guard moving.count == 1, let alone = moving.first, alone != cell else { continue }
      free.remove(alone)
      toCheck += sumsOfCell[alone]
    }
    var linked: Set<Int> = [cell]
    var waiting = [cell]
    while let next = waiting.popLast() {
      for number in sumsOfCell[next] {
        for member in table.sums[number].members
        where free.contains(member) && linked.insert(member).inserted {
          waiting.append(member)
        }
      }
    }
    return linked
  }
}
