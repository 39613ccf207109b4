import InnRegistry

/// A table in a file.
enum DisclosureDocument {
  struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  static func read(_ bytes: [UInt8]) throws -> (DisclosureTable, DisclosureControl) {
    guard case .object(let root) = try JSONValue(parsing: bytes),
      case .array(let cells)? = root["cells"], case .array(let sums)? = root["sums"]
    else { throw Malformed(description: "must have cells and sums") }
    var table = DisclosureTable()
    var places: [String: Int] = [:]
    for value in cells {
      let cell = try cell(value)
      places[cell.name] = table.cells.count
      table.cells.append(cell)
    }
    for value in sums {
      guard case .object(let sum) = value, case .string(let total)? = sum["total"],
        case .array(let parts)? = sum["parts"], let place = places[total]
      else { throw Malformed(description: "a sum must have a total and parts that are cells") }
      table.sums.append(
        DisclosureTable.Sum(
          total: place,
          parts: try parts.map {
            guard case .string(let name) = $0, let place = places[name] else {
              throw Malformed(description: "a part of «\(total)» is no cell")
            }
            return place
          },
        )
      )
    }
    var control = DisclosureControl()
    if case .bool(let isOn)? = root["complementary"] { control.isComplementary = isOn }
    return (table, control)
  }

  private static func cell(_ value: JSONValue) throws -> DisclosureTable.Cell {
    guard case .object(let cell) = value, case .string(let name)? = cell["name"],
      case .object(let contributions)? = cell["contributions"],
      let parties = cell["parties"]?.wholeNumber, let persons = cell["persons"]?.wholeNumber
    else {
      throw Malformed(description: "a cell must have name, contributions, parties and persons")
    }
    var history = DisclosureTable.History.new
    if case .string(let text)? = cell["history"] {
      guard let known = DisclosureTable.History(rawValue: text) else {
        throw Malformed(description: "history is new, published or suppressed")
      }
      history = known
    }
    var shares: [String: Int] = [:]
    for member in contributions.members {
      guard let share = member.value.wholeNumber, share >= 0 else {
        throw Malformed(description: "contributions of «\(name)» must be whole numbers from 0")
      }
      shares[member.name] = share
    }
    return DisclosureTable.Cell(
      name: name,
      contributions: shares,
      crowd: cell["crowd"]?.wholeNumber ?? 0,
      parties: parties,
      persons: persons,
      history: history,
      weight: max(1, cell["weight"]?.wholeNumber ?? 1),
    )
  }

  static func text(_ table: DisclosureTable, _ pattern: DisclosurePattern) -> String {
    var json = JSONWriter(capacity: 4096)
    json.object { json in
      json.array("cells") { list in
        for (cell, decision) in zip(table.cells, pattern.decisions) {
          list.object {
            $0.field("name", cell.name)
            switch decision {
            case .published(let count): $0.field("shown", String(count))
            case .empty: $0.field("shown", "-")
            case .suppressed(let reason):
              $0.field("shown", "X")
              $0.field("reason", reason)
            }
          }
        }
      }
    }
    return json.text
  }
}
