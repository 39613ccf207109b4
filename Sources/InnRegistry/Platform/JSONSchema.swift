/// A JSON Schema (2020-12) of a value, as OpenAPI 3.1 embeds it.
///
/// Formats and fields carry their schema beside the code that reads them, so that what the API's
/// document says of a request is what the hub does.
package struct JSONSchema: Hashable, Sendable {
  package private(set) var members: JSONObject

  package init(_ members: [(String, JSONValue)]) {
    self.members = JSONObject()
    for (name, value) in members { self.members.append(name, value) }
  }

  package var value: JSONValue { .object(members) }

  /// The same schema with a keyword added or replaced.
  package func with(_ keyword: String, _ value: JSONValue) -> JSONSchema {
    var kept = members.members.map { ($0.name, $0.value) }
    if let index = kept.firstIndex(where: { $0.0 == keyword }) {
      kept[index].1 = value
    } else {
      kept.append((keyword, value))
    }
    return JSONSchema(kept)
  }

  package func described(_ text: String) -> JSONSchema { with("description", .string(text)) }

  /// The same schema, or `null`.
  package var orNull: JSONSchema {
    if case .string(let type) = members["type"] {
      let widened = with("type", .array([.string(type), .string("null")]))
      guard case .array(let choices) = members["enum"] else { return widened }
      return widened.with("enum", .array(choices + [.null]))
    }
    return JSONSchema([
      ("anyOf", .array([value, .object(JSONSchema.null.members)]))
    ])
  }
}

// MARK: - Kinds

extension JSONSchema {
  package static let null = JSONSchema([("type", .string("null"))])
  package static let boolean = JSONSchema([("type", .string("boolean"))])
  package static let anything = JSONSchema([])

  package static func text(
    length: ClosedRange<Int>? = nil,
    format: String? = nil,
    pattern: String? = nil,
  ) -> JSONSchema {
    var members: [(String, JSONValue)] = [("type", .string("string"))]
    if let format { members.append(("format", .string(format))) }
    if let pattern { members.append(("pattern", .string(pattern))) }
    if let length {
      members.append(("minLength", .integer(length.lowerBound)))
      members.append(("maxLength", .integer(length.upperBound)))
    }
    return JSONSchema(members)
  }

  package static func integer(_ range: ClosedRange<Int>? = nil) -> JSONSchema {
    var members: [(String, JSONValue)] = [("type", .string("integer"))]
    if let range {
      members.append(("minimum", .integer(range.lowerBound)))
      members.append(("maximum", .integer(range.upperBound)))
    }
    return JSONSchema(members)
  }

  package static func number(_ range: ClosedRange<Double>) -> JSONSchema {
    JSONSchema([
      ("type", .string("number")), ("minimum", .number(range.lowerBound)),
      ("maximum", .number(range.upperBound)),
    ])
  }

  package static func oneOf(_ texts: [String]) -> JSONSchema {
    JSONSchema([
      ("type", .string("string")), ("enum", .array(texts.map { .string($0) })),
    ])
  }

  /// The raw texts of an enumeration.
  package static func oneOf<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type)
    -> JSONSchema
  {
    oneOf(Value.allCases.map(\.rawValue))
  }

  package static func array(of element: JSONSchema, count: ClosedRange<Int>? = nil) -> JSONSchema {
    var members: [(String, JSONValue)] = [("type", .string("array")), ("items", element.value)]
    if let count {
      members.append(("minItems", .integer(count.lowerBound)))
      members.append(("maxItems", .integer(count.upperBound)))
    }
    return JSONSchema(members)
  }

  /// One of several shapes.
  package static func either(_ choices: [JSONSchema]) -> JSONSchema {
    JSONSchema([("anyOf", .array(choices.map(\.value)))])
  }

  /// The schema of this name among the document's components.
  package static func reference(_ name: String) -> JSONSchema {
    JSONSchema([("$ref", .string("#/components/schemas/\(name)"))])
  }

  /// An object of these members.
  ///
  /// - Parameter isClosed: other members are refused, as in requests; answers may grow.
  package static func object(_ fields: [FieldDescription], isClosed: Bool) -> JSONSchema {
    var properties = JSONObject()
    for field in fields { properties.append(field.name, field.schema.value) }
    var members: [(String, JSONValue)] = [
      ("type", .string("object")), ("properties", .object(properties)),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { members.append(("required", .array(required))) }
    if isClosed { members.append(("additionalProperties", .bool(false))) }
    return JSONSchema(members)
  }
}

/// What a reader asks for under one name: a member of an object or a parameter of a query.
package struct FieldDescription: Hashable, Sendable {
  package var name: String
  package var isRequired: Bool
  package var schema: JSONSchema

  package init(_ name: String, _ schema: JSONSchema, isRequired: Bool = true) {
    self.name = name
    self.isRequired = isRequired
    self.schema = schema
  }

  /// With what holds when nothing is given, where JSON can say it.
  package func defaulting(to fallback: Any) -> FieldDescription {
    let value: JSONValue? =
      switch fallback {
      case let number as Int: .integer(number)
      case let flag as Bool: .bool(flag)
      case let text as String: .string(text)
      case let word as any RawRepresentable<String>: .string(word.rawValue)
      case let list as [Any]: list.isEmpty ? .array([]) : nil
      default: nil
      }
    var copy = self
    if let value { copy.schema = schema.with("default", value) }
    return copy
  }
}
