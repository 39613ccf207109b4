import Glibc

/// What a measurement found, in the order in which it is printed.
struct Figures {
  /// One number with its name, and what it should be.
  struct Figure: Hashable {
    /// As in `figure NAME VALUE`.
    var name: String
    var value: Double
    /// What the number counts, for the table.
    var unit: String
    var target: Target?
  }

  enum Target: Hashable {
    case atLeast(Double)
    case atMost(Double)

    func isMet(by value: Double) -> Bool {
      switch self {
      case .atLeast(let bound): value >= bound
      case .atMost(let bound): value <= bound
      }
    }

    var text: String {
      switch self {
      case .atLeast(let bound): "≥ \(short(bound))"
      case .atMost(let bound): "≤ \(short(bound))"
      }
    }
  }

  private(set) var all: [Figure] = []

  mutating func add(_ name: String, _ value: Double, _ unit: String, _ target: Target? = nil) {
    all.append(Figure(name: name, value: value, unit: unit, target: target))
  }

  mutating func add(_ other: Figures) { all += other.all }

  subscript(_ name: String) -> Double? { all.first { $0.name == name }?.value }

  /// A table for people, then a line for each figure for programs.
  var report: String {
    let rows = all.map { figure in
      [
        figure.name, short(figure.value), figure.unit, figure.target?.text ?? "",
        figure.target.map { $0.isMet(by: figure.value) ? "met" : "missed" } ?? "",
      ]
    }
    let lines = table([["figure", "value", "unit", "target", ""]] + rows)
    return (lines + [""] + all.map { "figure \($0.name) \(short($0.value))" })
      .joined(separator: "\n")
  }
}

/// Columns of equal width: the first to the left, numbers to the right.
func table(_ rows: [[String]]) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, text in
      let gap = String(repeating: " ", count: widths[column] - text.count)
      return column == 1 ? gap + text : text + gap
    }
    return trimmed(cells.joined(separator: "  "))
  }
}

private func trimmed(_ text: String) -> String {
  String(text.reversed().drop { $0 == " " }.reversed())
}

/// Three significant digits, whole numbers from 100 on; always with a point as decimal mark.
func short(_ value: Double) -> String {
  guard value.isFinite else { return "nan" }
  let size = abs(value)
  let decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return fixed(value, decimals: decimals)
}

func fixed(_ value: Double, decimals: Int) -> String {
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(scaled)" }
  let fraction = String(scaled % scale)
  let zeros = String(repeating: "0", count: decimals - fraction.count)
  return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
}

/// Says on stderr what is going on, since a measurement takes minutes.
func progress(_ text: String) { complain("innbench: \(text)\n") }

/// Writes to standard error; what can't be written there can't be told anywhere.
func complain(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
