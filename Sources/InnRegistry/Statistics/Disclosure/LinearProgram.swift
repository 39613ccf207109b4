/// A small linear programme: the least of `cost · y` with `rows · y = right` and `0 ≤ y ≤ upper`.
///
/// Solved by the simplex method with bounds on a dense tableau, in two phases. Made for disclosure
/// control, whose programmes have some hundred variables and coefficients of 0, 1 and -1; nothing here
/// depends on that but the tolerance.
struct LinearProgram {
  var cost: [Double]
  /// Infinity where there is no bound.
  var upper: [Double]
  private(set) var rows: [[(column: Int, value: Double)]] = []
  private(set) var right: [Double] = []

  init(cost: [Double], upper: [Double]) {
    self.cost = cost
    self.upper = upper
  }

  mutating func require(_ row: [(column: Int, value: Double)], equals value: Double) {
    rows.append(row)
    right.append(value)
  }

  /// Differences below this are the arithmetic's.
  static let tolerance = 1e-7
  /// Pivots at most, for each row and column: far more than such programmes need.
  static let pivotsEach = 40

  /// - Returns: a best `y`; nil when there is none at all.
  func solve() -> [Double]? {
    var tableau = Tableau(self)
    guard tableau.run(phase: .feasibility), tableau.infeasibility < 1e-5 else { return nil }
    tableau.dropArtificials()
    guard tableau.run(phase: .cost) else { return nil }
    return tableau.solution(count: cost.count)
  }
}

/// The tableau: a row for each equation, solved for its basic variable.
private struct Tableau {
  enum Phase { case feasibility, cost }

  private let rowCount: Int
  /// Variables of the programme, then one artificial for each row, then the right side.
  private let width: Int
  private let variables: Int
  private var cells: [Double]
  private var basis: [Int]
  private var upper: [Double]
  /// Whether a variable stands for its distance from its upper bound.
  private var isFlipped: [Bool]
  /// Reduced costs of both phases.
  private var phaseCost: [Double]
  private var ownCost: [Double]

  init(_ program: LinearProgram) {
    rowCount = program.rows.count
    variables = program.cost.count
    width = variables + rowCount + 1
    cells = Array(repeating: 0, count: rowCount * width)
    basis = (0..<rowCount).map { program.cost.count + $0 }
    upper = program.upper + Array(repeating: .infinity, count: rowCount)
    isFlipped = Array(repeating: false, count: variables + rowCount)
    phaseCost = Array(repeating: 0, count: width)
    ownCost = program.cost + Array(repeating: 0, count: rowCount + 1)
    for (row, entries) in program.rows.enumerated() {
      let sign: Double = program.right[row] < 0 ? -1 : 1
      for (column, value) in entries { cells[row * width + column] += sign * value }
      cells[row * width + variables + row] = 1
      cells[row * width + width - 1] = sign * program.right[row]
      for column in 0..<variables { phaseCost[column] -= cells[row * width + column] }
      phaseCost[width - 1] -= cells[row * width + width - 1]
    }
  }

  /// What is left of the artificial variables.
  var infeasibility: Double { -phaseCost[width - 1] }

  /// Artificial variables may not come back.
  mutating func dropArtificials() {
    for column in variables..<(variables + rowCount) { upper[column] = 0 }
  }

  func solution(count: Int) -> [Double] {
    var values = Array(repeating: 0.0, count: count)
    for (row, variable) in basis.enumerated() where variable < count {
      values[variable] = cells[row * width + width - 1]
    }
    for variable in 0..<count where isFlipped[variable] {
      values[variable] = upper[variable] - values[variable]
    }
    return values
  }

  /// - Returns: false when it takes too long.
  mutating func run(phase: Phase) -> Bool {
    let most = LinearProgram.pivotsEach * (rowCount + variables + 1)
    for pivot in 0..<most {
      guard let column = entering(phase, isCautious: pivot * 2 > most) else { return true }
      guard step(column) else { return true }
    }
    return false
  }

  /// The column that lowers the cost most; after long without an end the first that lowers it, which
  /// can't go round in circles (Bland).
  private func entering(_ phase: Phase, isCautious: Bool) -> Int? {
    let cost = phase == .feasibility ? phaseCost : ownCost
    var best: Int?
    var least = -LinearProgram.tolerance
    for column in 0..<variables where cost[column] < least && upper[column] > 0 {
      best = column
      if isCautious { return best }
      least = cost[column]
    }
    return best
  }

  /// Raises a variable as far as the others let it.
  ///
  /// - Returns: false when nothing stops it; with costs that are never negative that can't be.
  private mutating func step(_ column: Int) -> Bool {
    var limit = upper[column]
    var leaving: (row: Int, atUpper: Bool)?
    for row in 0..<rowCount {
      let rate = cells[row * width + column]
      let value = cells[row * width + width - 1]
      if rate > LinearProgram.tolerance {
        let room = value / rate
        if room < limit { (limit, leaving) = (room, (row, false)) }
      } else if rate < -LinearProgram.tolerance, upper[basis[row]].isFinite {
        let room = (upper[basis[row]] - value) / -rate
        if room < limit { (limit, leaving) = (room, (row, true)) }
      }
    }
    guard let leaving else {
      guard limit.isFinite else { return false }
      flipColumn(column)
      return true
    }
    if leaving.atUpper { flipBasic(leaving.row) }
    pivot(leaving.row, column)
    return true
  }

  /// A variable outside the basis goes to its other bound.
  private mutating func flipColumn(_ column: Int) {
    let bound = upper[column]
    for row in 0..<rowCount {
      cells[row * width + width - 1] -= cells[row * width + column] * bound
      cells[row * width + column] *= -1
    }
    phaseCost[width - 1] -= phaseCost[column] * bound
    ownCost[width - 1] -= ownCost[column] * bound
    phaseCost[column] *= -1
    ownCost[column] *= -1
    isFlipped[column].toggle()
  }

  /// A basic variable is counted from its upper bound.
  private mutating func flipBasic(_ row: Int) {
    let variable = basis[row]
    for column in 0..<(width - 1) where column != variable { cells[row * width + column] *= -1 }
    cells[row * width + width - 1] = upper[variable] - cells[row * width + width - 1]
    isFlipped[variable].toggle()
  }

  private mutating func pivot(_ pivotRow: Int, _ column: Int) {
    let start = pivotRow * width
    let scale = 1 / cells[start + column]
    var used: [Int] = []
    for index in 0..<width where cells[start + index] != 0 {
      cells[start + index] *= scale
      used.append(index)
    }
    for row in 0..<rowCount where row != pivotRow {
      let factor = cells[row * width + column]
      guard factor != 0 else { continue }
      for index in used { cells[row * width + index] -= factor * cells[start + index] }
      cells[row * width + column] = 0
    }
    let (phaseFactor, ownFactor) = (phaseCost[column], ownCost[column])
    for index in used {
      phaseCost[index] -= phaseFactor * cells[start + index]
      ownCost[index] -= ownFactor * cells[start + index]
    }
    (phaseCost[column], ownCost[column]) = (0, 0)
    basis[pivotRow] = column
  }
}
