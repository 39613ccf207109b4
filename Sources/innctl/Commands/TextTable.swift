/// Rows of texts in aligned columns, for people; wide letters count as two.
struct TextTable {
  private var rows: [[String]]
  private let rightAligned: Set<Int>

  /// - Parameter rightAligned: columns of numbers, from 0.
  init(_ header: [String], rightAligned: Set<Int> = []) {
    rows = [header]
    self.rightAligned = rightAligned
  }

  mutating func append(_ row: [String]) { rows.append(row) }

  /// Lines without spaces at their ends.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.indices.contains(column) ? TextTable.width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - TextTable.width(cell))
        line += column == 0 ? "" : "  "
        line += rightAligned.contains(column) ? padding + cell : cell + padding
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Columns on a terminal: two for East Asian letters (Unicode Standard Annex 11, wide and
  /// fullwidth), none for the codes of a colour.
  static func width(_ text: String) -> Int {
    var width = 0
    var isInCode = false
    for scalar in text.unicodeScalars {
      if isInCode {
        isInCode = scalar != "m"
        continue
      }
      switch scalar.value {
      case 0x1B: isInCode = true
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        width += 2
      default: width += scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
      }
    }
    return width
  }
}
