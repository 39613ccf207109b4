/// A kind of line in a CSV file of inns: each line is one object of the document.
///
/// The first column, `record`, says which kind a line is; `inn`, `room_type` and `rate_plan` say
/// what it belongs to. A line stands below the line of what it belongs to.
enum InnRecord: String, CaseIterable {
  case inn
  case text
  case photo
  case phone
  case roomType = "room_type"
  case ratePlan = "rate_plan"
  case childClass = "child_class"
  case season
  case surcharge
  case staySeason = "stay_season"
  case offered

  /// The list of the parent in which the object stands; nil for the inn itself.
  var list: String? {
    switch self {
    case .inn: nil
    case .text: "texts"
    case .photo: "photos"
    case .phone: "phones"
    case .roomType: "room_types"
    case .ratePlan: "rate_plans"
    case .childClass: "child_classes"
    case .season: "seasons"
    case .surcharge: "surcharges"
    case .staySeason: "stay_seasons"
    case .offered: "offered"
    }
  }

  var parent: InnRecord? {
    switch self {
    case .inn: nil
    case .text, .photo, .phone, .roomType: .inn
    case .ratePlan: .roomType
    case .childClass, .season, .surcharge, .staySeason, .offered: .ratePlan
    }
  }

  var children: [InnRecord] { InnRecord.allCases.filter { $0.parent == self } }

  /// The column that names an object of this kind; nil where objects have no name.
  var nameColumn: String? {
    switch self {
    case .inn, .roomType, .ratePlan: rawValue
    case .text, .photo, .phone, .childClass, .season, .surcharge, .staySeason, .offered: nil
    }
  }

  /// What is written for an object's members, in the order of the columns.
  var columns: [InnColumn] {
    switch self {
    case .inn: InnColumn.inn
    case .text: [.text("kind"), .text("language"), .text("text")]
    case .photo: [.text("url"), .text("caption")]
    case .phone: [.text("number"), .text("kind"), .words("rights"), .integer("rank")]
    case .roomType:
      [
        .text("name"), .text("name_kana"), .text("name_english"), .integer("rooms"),
        .integer("capacity"), .integers("offer"),
      ]
    case .ratePlan: InnColumn.ratePlan
    case .childClass:
      [
        .text("code"), .integer("youngest"), .integer("oldest"), .flag("meals_served"),
        .flag("bedding"), .flag("counts_for_occupancy"), .integer("share"), .integer("yen"),
      ]
    case .season:
      [.text("name")] + InnColumn.span + InnColumn.change
    case .surcharge: [.words("weekdays"), .flag("holiday_eves")] + InnColumn.change
    case .staySeason:
      InnColumn.span + [
        .integer("min_nights"), .integer("max_nights"), .words("closed_to_arrival"),
        .words("closed_to_departure"),
      ]
    case .offered: InnColumn.span
    }
  }

  /// `record`, the names, then every column that any kind uses, each once.
  static let header: [String] = {
    var header = ["record", "inn", "room_type", "rate_plan"]
    for record in allCases {
      for column in record.columns where !header.contains(column.name) {
        header.append(column.name)
      }
    }
    return header
  }()
}

/// A column of a CSV file, which is also the name of the object's member.
struct InnColumn: Hashable {
  var name: String
  var kind: CSVCell

  static func text(_ name: String) -> InnColumn { InnColumn(name: name, kind: .text) }
  static func integer(_ name: String) -> InnColumn { InnColumn(name: name, kind: .integer) }
  static func number(_ name: String) -> InnColumn { InnColumn(name: name, kind: .number) }
  static func flag(_ name: String) -> InnColumn { InnColumn(name: name, kind: .flag) }
  static func words(_ name: String) -> InnColumn { InnColumn(name: name, kind: .words) }
  static func integers(_ name: String) -> InnColumn { InnColumn(name: name, kind: .integers) }

  static let inn: [InnColumn] = [
    .flag("training"), .text("name"), .text("name_kana"), .text("name_romaji"),
    .text("municipality"), .text("area"), .text("address"), .number("latitude"),
    .number("longitude"), .text("licence"), .integer("capacity"), .text("check_in_from"),
    .text("check_in_until"), .text("check_out_until"), .words("payments"), .words("features"),
    .words("languages"), .text("calling_from"), .text("calling_until"), .words("calling_days"),
    .text("kitchen_from"), .text("kitchen_until"), .text("evening_call"), .flag("slow_speech"),
    .flag("repeats_by_sms"),
    .integer("cap_parties"),
    .integer("cap_persons"), .integer("cap_dinners"), .integer("fresh_near_minutes"),
    .integer("fresh_far_minutes"),
  ]

  static let ratePlan: [InnColumn] = [
    .text("name"), .text("name_english"), .text("meals"), .text("selling"),
    .integer("cutoff_days"), .text("cutoff_time"), .text("basis"), .integers("prices"),
    .integer("single_use_supplement"), .integer("adult_from_age"), .integer("meals_inside"),
    .integer("min_nights"), .integer("max_nights"), .words("closed_to_arrival"),
    .words("closed_to_departure"), InnColumn(name: "cancellation", kind: .steps),
    .text("cancellation_base"), InnColumn(name: "children", kind: .childRule),
  ]

  static let span: [InnColumn] = [.text("from"), .text("through")]
  static let change: [InnColumn] = [.integer("change_yen"), .integer("change_percent")]
}

/// How a value stands in one field of a CSV file.
///
/// An empty field is an absent member; `-` is an empty list. What can't be read stays text, so that
/// the reader of the document says what is wrong with it.
enum CSVCell: Hashable {
  case text
  case integer
  case number
  /// `true` or `false`; spreadsheets write capitals.
  case flag
  /// Words between spaces.
  case words
  /// Whole numbers between spaces, `-` for none.
  case integers
  /// Steps of a cancellation policy between spaces: `3:20 1:50`.
  case steps
  /// Whether children are taken by lines of their own, not at all, or as is customary.
  case childRule

  /// The value that a field stands for; nil for an absent member.
  func value(_ field: String) -> JSONValue? {
    let field = CSVCell.unguarded(field)
    if field.isEmpty { return nil }
    switch self {
    case .text, .childRule: return .string(field)
    case .integer: return CSVCell.integer(field)
    case .number: return Double(field).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(field)
    case .flag: return CSVCell.flag(field)
    case .words:
      return .array(field == "-" ? [] : CSVCell.parts(field).map { .string($0) })
    case .integers:
      return .array(CSVCell.parts(field).map { $0 == "-" ? .null : CSVCell.integer($0) })
    case .steps: return .array(field == "-" ? [] : CSVCell.parts(field).map(CSVCell.step))
    }
  }

  /// The field for a value; empty for an absent member.
  func field(_ value: JSONValue?) -> String {
    guard let value else { return "" }
    return CSVCell.guarded(plain(value))
  }

  private func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: return "-"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .number(let number): return "\(number)"
    case .string(let text): return text
    case .array(let elements):
      return elements.isEmpty ? "-" : elements.map(plain).joined(separator: " ")
    case .object(let step):
      return "\(plain(step["days_before"] ?? .null)):\(plain(step["percent"] ?? .null))"
    }
  }

  private static func parts(_ field: String) -> [String] {
    field.split(separator: " ").map(String.init)
  }

  private static func integer(_ field: String) -> JSONValue {
    Int(field).map { .integer($0) } ?? .string(field)
  }

  private static func flag(_ field: String) -> JSONValue {
    switch field.lowercased() {
    case "true", "1": .bool(true)
    case "false", "0": .bool(false)
    default: .string(field)
    }
  }

  private static func step(_ part: String) -> JSONValue {
    let halves = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2 else { return .string(part) }
    var object = JSONObject()
    object.append("days_before", integer(halves[0]))
    object.append("percent", integer(halves[1]))
    return .object(object)
  }

  /// A text that begins with an apostrophe gets a second one, because a first one is what the
  /// writer puts before whatever a spreadsheet would run as a formula, and what reading takes away.
  static func guarded(_ field: String) -> String { field.hasPrefix("'") ? "'" + field : field }

  static func unguarded(_ field: String) -> String {
    field.hasPrefix("'") ? String(field.dropFirst()) : field
  }
}
