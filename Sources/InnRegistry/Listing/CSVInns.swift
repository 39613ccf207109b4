/// The lines of a CSV file of inns, put together to the objects of the document.
struct CSVInns {
  /// Lines of one file: the most inns with a hundred lines each.
  static let maxRows = InnImport.maxInns * 100

  /// One line and the lines below it that belong to it, by their places in ``nodes``.
  private struct Node {
    var record: InnRecord
    var line: Int
    var members: JSONObject
    var children: [InnRecord: [Int]] = [:]
    /// Says by a word of its own that it takes no children.
    var takesNoChildren = false

    var name: String? {
      if case .string(let name)? = members["id"] { name } else { nil }
    }
  }

  /// An inn and where its parts stand.
  struct Root {
    var value: JSONValue
    var place: (String) -> ImportPlace
  }

  private var nodes: [Node] = []
  private var inns: [Int] = []
  private(set) var roots: [Root] = []
  private(set) var rejects: [ImportReject] = []

  /// Sorts the lines; call ``link()`` next.
  init(_ table: CSVTable) {
    guard checkHeader(table.header) else { return }
    // Names of the lines so far: `inn`, `inn/room`, and `inn//plan`, as lines refer to them.
    var named: [String: Int] = [:]
    for row in table.rows {
      let place = ImportPlace(line: row.line, column: "record")
      guard let record = InnRecord(rawValue: row["record"] ?? "") else {
        let words = InnRecord.allCases.map(\.rawValue).joined(separator: ", ")
        reject(place, .field(.notAllowed, "must be one of: \(words)"))
        continue
      }
      add(row, record, &named)
    }
  }

  private mutating func checkHeader(_ header: [String]) -> Bool {
    for name in header where !InnRecord.header.contains(name) {
      reject(ImportPlace(line: 1), .columnUnknown(name))
    }
    for name in ["record", "inn"] where !header.contains(name) {
      reject(ImportPlace(line: 1), .columnMissing(name))
    }
    return rejects.isEmpty
  }

  private mutating func add(_ row: CSVTable.Row, _ record: InnRecord, _ named: inout [String: Int])
  {
    var node = Node(record: record, line: row.line, members: JSONObject())
    if let column = record.nameColumn, let name = row[column], !name.isEmpty {
      node.members.append("id", .string(name))
    }
    for column in record.columns {
      guard let field = row[column.name], let value = column.kind.value(field) else { continue }
      if column.kind == .childRule {
        node.takesNoChildren = value == .string("none")
        if ![.string("none"), .string("customary"), .string("listed")].contains(value) {
          let place = ImportPlace(line: row.line, column: column.name)
          reject(place, .field(.notAllowed, "must be one of: none, customary, listed"))
        }
      } else {
        node.members.append(column.name, value)
      }
    }
    refuseUnused(row, record)
    let inn = row["inn"] ?? ""
    let room = row["room_type"] ?? ""
    let plan = row["rate_plan"] ?? ""
    let index = nodes.count
    nodes.append(node)
    let key: String? =
      switch record {
      case .inn: inn
      case .roomType: inn + "/" + room
      case .ratePlan: inn + "//" + plan
      case .text, .photo, .phone, .childClass, .season, .surcharge, .staySeason, .offered: nil
      }
    if let key, named.updateValue(index, forKey: key) != nil {
      reject(ImportPlace(line: row.line), .twice, subject: node.name)
    }
    let parent: (String, String)? =
      switch record.parent {
      case nil: nil
      case .inn: (inn, inn)
      case .roomType: (inn + "/" + room, room)
      case .ratePlan: (inn + "//" + plan, plan)
      case .text, .photo, .phone, .childClass, .season, .surcharge, .staySeason, .offered: nil
      }
    guard let (parentKey, parentName) = parent else {
      inns.append(index)
      return
    }
    guard let parent = named[parentKey] else {
      reject(ImportPlace(line: row.line), .parentMissing(parentName))
      return
    }
    if record == .childClass, nodes[parent].takesNoChildren {
      let detail = "the plan says that it takes no children"
      reject(ImportPlace(line: row.line), .field(.inconsistent, detail), subject: parentName)
    }
    nodes[parent].children[record, default: []].append(index)
  }

  /// A value in a column that this kind of line doesn't have would be lost without a word.
  private mutating func refuseUnused(_ row: CSVTable.Row, _ record: InnRecord) {
    var used: Set = ["record", "inn"]
    switch record {
    case .roomType: used.insert("room_type")
    case .ratePlan, .childClass, .season, .surcharge, .staySeason, .offered:
      used.formUnion(["room_type", "rate_plan"])
    case .inn, .text, .photo, .phone: break
    }
    used.formUnion(record.columns.map(\.name))
    for name in InnRecord.header where !used.contains(name) {
      guard let field = row[name], !field.isEmpty else { continue }
      reject(ImportPlace(line: row.line, column: name), .columnUnused(name))
    }
  }

  private mutating func reject(
    _ place: ImportPlace,
    _ reason: ImportReject.Reason,
    subject: String? = nil,
  ) {
    guard rejects.count < ImportReport.maxRejects else { return }
    rejects.append(ImportReject(place, subject: subject, reason))
  }

  // MARK: - Putting together

  /// Builds the objects, once all lines are known.
  mutating func link() {
    roots = inns.map { inn in
      var places: [String: Place] = [:]
      let value = JSONValue.object(object(inn, at: "", &places))
      return Root(value: value) { CSVInns.place(of: $0, places) }
    }
  }

  /// Where an object of the document stands in the file.
  struct Place {
    var line: Int
    var record: InnRecord
  }

  private func object(_ index: Int, at pointer: String, _ places: inout [String: Place])
    -> JSONObject
  {
    let node = nodes[index]
    places[pointer] = Place(line: node.line, record: node.record)
    var object = node.members
    if node.takesNoChildren { object.append("child_classes", .array([])) }
    for record in node.record.children {
      guard let list = record.list, let children = node.children[record] else { continue }
      // Rejected already; the object must not have the member twice.
      if record == .childClass, node.takesNoChildren { continue }
      let values = children.enumerated().map { position, child in
        JSONValue.object(self.object(child, at: "\(pointer)/\(list)/\(position)", &places))
      }
      object.append(list, .array(values))
    }
    return object
  }

  /// The nearest line around a pointer, and the column where the pointer names one of its members.
  private static func place(of pointer: String, _ places: [String: Place]) -> ImportPlace {
    var path = Substring(pointer)
    var rest: Substring = ""
    while true {
      if let place = places[String(path)] {
        let member = rest.drop { $0 == "/" }.prefix { $0 != "/" }
        let isColumn = place.record.columns.contains { $0.name == member }
        let column = isColumn ? String(member) : member == "id" ? place.record.nameColumn : nil
        return ImportPlace(line: place.line, column: column)
      }
      guard let slash = path.lastIndex(of: "/") else { return ImportPlace() }
      rest = pointer[slash...]
      path = path[..<slash]
    }
  }
}

extension CSVInns {
  /// The lines of an inn, in the order in which they are read back.
  static func lines(of inn: JSONObject) -> [[String]] {
    var lines: [[String]] = []
    append(inn, .inn, names: [:], to: &lines)
    return lines
  }

  private static func append(
    _ object: JSONObject,
    _ record: InnRecord,
    names: [String: String],
    to lines: inout [[String]],
  ) {
    var names = names
    if let column = record.nameColumn, case .string(let name)? = object["id"] {
      names[column] = name
    }
    var fields: [String: String] = names
    fields["record"] = record.rawValue
    for column in record.columns {
      if column.kind == .childRule {
        fields[column.name] = object["child_classes"] == .array([]) ? "none" : "listed"
      } else {
        fields[column.name] = column.kind.field(object[column.name])
      }
    }
    lines.append(InnRecord.header.map { fields[$0] ?? "" })
    for child in record.children {
      guard let list = child.list, case .array(let children)? = object[list] else { continue }
      for case .object(let childObject) in children {
        append(childObject, child, names: names, to: &lines)
      }
    }
  }
}
