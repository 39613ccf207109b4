/// What a partial update says about one field.
package enum FieldChange<Value: Sendable>: Sendable {
  /// The field is absent: leave it.
  case unchanged
  /// The field is `null`: remove its value.
  case cleared
  case set(Value)
}

extension FieldChange: Equatable where Value: Equatable {}

/// Reads the members of a JSON object one by one and collects everything that is wrong.
///
/// Ask for every member first, then check with one `guard` that all of them came:
///
/// ```swift
/// let stay = try JSONObjectReader.read(body) { members -> Stay? in
///   let checkIn = members.required("check_in", .date)
///   let nights = members.required("nights", .integer(1...Stay.maxNights))
///   guard let checkIn, let nights else { return nil }
///   return Stay(checkIn: checkIn, nights: nights)
/// }
/// ```
///
/// Members nobody asked for are faults: a platform that misspells an optional field must not
/// believe that it was heard.
package struct JSONObjectReader {
  private let object: JSONObject
  private let pointer: JSONPointer
  private var asked: [String] = []
  private var faults: JSONFaults
  /// What was asked for so far, while the reader only describes; nil while it reads.
  private var description: [FieldDescription]?

  private init(_ object: JSONObject, at pointer: JSONPointer, _ faults: JSONFaults) {
    self.object = object
    self.pointer = pointer
    self.faults = faults
  }

  /// Reads a whole document that must be an object.
  package static func read<Value: Sendable>(
    _ document: JSONValue,
    _ members: (inout JSONObjectReader) -> Value?,
  ) throws(JSONFaults) -> Value {
    var faults = JSONFaults()
    guard case .object(let object) = document else {
      faults.add(.root, .wrongType, "must be object, not \(document.typeName)")
      throw faults
    }
    guard let value = read(object, at: .root, &faults, members), faults.list.isEmpty else {
      throw faults
    }
    return value
  }

  /// What `members` asks for, without a document: it is run once and gets nothing.
  package static func describe<Value>(_ members: (inout JSONObjectReader) -> Value?)
    -> [FieldDescription]
  {
    var reader = JSONObjectReader(JSONObject(), at: .root, JSONFaults())
    reader.description = []
    _ = members(&reader)
    return reader.description ?? []
  }

  static func read<Value: Sendable>(
    _ object: JSONObject,
    at pointer: JSONPointer,
    _ faults: inout JSONFaults,
    _ members: (inout JSONObjectReader) -> Value?,
  ) -> Value? {
    let faultsBefore = faults.list.count
    var reader = JSONObjectReader(object, at: pointer, faults)
    let value = members(&reader)
    reader.refuseUnknownMembers()
    faults = reader.faults
    if value == nil, faults.list.count == faultsBefore {
      // The closure refused without saying why; the sender still needs a reason.
      faults.add(pointer, .inconsistent, "these members do not go together")
    }
    return faults.list.count == faultsBefore ? value : nil
  }

  private mutating func refuseUnknownMembers() {
    for member in object.members
    where !asked.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
      faults.add(pointer.member(member.name), .unknown, "is not a known member")
    }
  }
}

// MARK: - Asking for members

extension JSONObjectReader {
  /// A member that must be there and not `null`; nil after a fault.
  package mutating func required<Value>(_ name: String, _ field: JSONField<Value>) -> Value? {
    if description != nil { return describe(FieldDescription(name, field.schema())) }
    asked.append(name)
    guard let value = object[name] else {
      faults.add(pointer.member(name), .missing, "is required")
      return nil
    }
    return field.read(value, pointer.member(name), &faults)
  }

  /// A string that must be there; nil after a fault.
  package mutating func required<Value>(_ name: String, _ format: TextFormat<Value>) -> Value? {
    required(name, .text(format))
  }

  /// A member that may be absent or `null`; nil then, and after a fault.
  package mutating func optional<Value>(_ name: String, _ field: JSONField<Value>) -> Value? {
    if description != nil {
      return describe(FieldDescription(name, field.schema().orNull, isRequired: false))
    }
    asked.append(name)
    guard let value = object[name], value != .null else { return nil }
    return field.read(value, pointer.member(name), &faults)
  }

  /// A string that may be absent or `null`; nil then, and after a fault.
  package mutating func optional<Value>(_ name: String, _ format: TextFormat<Value>) -> Value? {
    optional(name, .text(format))
  }

  /// A member that may be absent or `null`, which both mean `fallback`.
  ///
  /// After a fault the fallback comes too: the document is refused as a whole anyway.
  package mutating func optional<Value>(
    _ name: String,
    _ field: JSONField<Value>,
    default fallback: Value,
  ) -> Value {
    if description != nil {
      let field = FieldDescription(name, field.schema().orNull, isRequired: false)
      return describe(field.defaulting(to: fallback)) ?? fallback
    }
    return optional(name, field) ?? fallback
  }

  /// A string that may be absent or `null`, which both mean `fallback`.
  package mutating func optional<Value>(
    _ name: String,
    _ format: TextFormat<Value>,
    default fallback: Value,
  ) -> Value {
    optional(name, .text(format), default: fallback)
  }

  /// A member of a partial update (RFC 7396): absent, `null`, or a new value.
  ///
  /// After a fault the answer is `unchanged`: the document is refused as a whole anyway.
  package mutating func change<Value>(
    _ name: String,
    _ field: JSONField<Value>,
  ) -> FieldChange<Value> {
    if description != nil {
      let _: Value? = describe(
        FieldDescription(name, field.schema().orNull, isRequired: false)
      )
      return .unchanged
    }
    asked.append(name)
    guard let value = object[name] else { return .unchanged }
    if value == .null { return .cleared }
    return field.read(value, pointer.member(name), &faults).map { .set($0) } ?? .unchanged
  }

  /// A string of a partial update: absent, `null`, or a new value.
  package mutating func change<Value>(
    _ name: String,
    _ format: TextFormat<Value>,
  ) -> FieldChange<Value> {
    change(name, .text(format))
  }

  private mutating func describe<Value>(_ field: FieldDescription) -> Value? {
    description?.append(field)
    return nil
  }

  /// Whether the sender wrote the member at all, `null` included.
  package func has(_ name: String) -> Bool { object[name] != nil }

  /// Records a fault that only several members together show.
  package mutating func refuse(
    _ name: String,
    _ fault: FieldFault = .inconsistent,
    _ detail: String,
  ) {
    faults.add(pointer.member(name), fault, detail)
  }
}
