/// A JSON document as a value (RFC 8259), read by ``JSONValue/init(parsing:limits:)``.
///
/// Whole numbers are kept apart from the others, because rooms, yen and ages are never fractions.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction and exponent.
  case integer(Int)
  /// A number written with a fraction or an exponent; always finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// The members of a JSON object in the order in which they were written, each name once.
package struct JSONObject: Hashable, Sendable {
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue
  }

  package private(set) var members: [Member] = []

  package init() {}

  /// Adds a member at the end; the caller sees to it that the name is new.
  package mutating func append(_ name: String, _ value: JSONValue) {
    members.append(Member(name: name, value: value))
  }

  /// The value of a member, compared byte by byte, not by Unicode equivalence.
  package subscript(name: String) -> JSONValue? {
    members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }
}

extension JSONValue {
  /// A whole number, also when it was written as `2.0` or `2e0`, as JSON Schema counts integers.
  package var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    // Beyond 2^53 a Double names several integers.
    case .number(let value) where value.magnitude <= 9_007_199_254_740_992: Int(exactly: value)
    case .null, .bool, .number, .string, .array, .object: nil
    }
  }

  /// What the value is, in the words of JSON Schema, for messages to the sender.
  package var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONWriter {
  /// Writes a value that was read or put together before.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .integer(let number): integer(number)
    case .number(let number): self.number(number)
    case .string(let text): string(text)
    case .array(let elements):
      array { json in
        for element in elements { json.value(element) }
      }
    case .object(let object):
      self.object { json in
        for member in object.members {
          json.key(member.name)
          json.value(member.value)
        }
      }
    }
  }
}
