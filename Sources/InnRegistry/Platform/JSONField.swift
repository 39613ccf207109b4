/// One thing that is wrong with a document, and where.
package struct JSONFault: Hashable, Sendable {
  package let pointer: JSONPointer
  package let fault: FieldFault
  /// One English sentence fragment for the sender, without the offending value.
  package let detail: String
}

/// Everything that is wrong with a document: a sender repairs all of it at once.
package struct JSONFaults: Error, Hashable, Sendable {
  package private(set) var list: [JSONFault] = []

  /// Most faults reported for one document; further ones would only lengthen the answer.
  package static let maxReported = 100

  package init() {}

  package mutating func add(_ pointer: JSONPointer, _ fault: FieldFault, _ detail: String) {
    guard list.count < JSONFaults.maxReported else { return }
    list.append(JSONFault(pointer: pointer, fault: fault, detail: detail))
  }
}

/// How a JSON value becomes a value of the program; faults are collected, never thrown.
package struct JSONField<Value: Sendable>: Sendable {
  /// Returns nil exactly when it has added a fault.
  package let read: @Sendable (JSONValue, JSONPointer, inout JSONFaults) -> Value?
  /// What the field takes, for documents.
  package let schema: @Sendable () -> JSONSchema

  package init(
    schema: @autoclosure @escaping @Sendable () -> JSONSchema = .anything,
    read: @escaping @Sendable (JSONValue, JSONPointer, inout JSONFaults) -> Value?
  ) {
    self.read = read
    self.schema = schema
  }

  private static func wrongType(
    _ expected: String,
    _ value: JSONValue,
    _ pointer: JSONPointer,
    _ faults: inout JSONFaults,
  ) -> Value? {
    faults.add(pointer, .wrongType, "must be \(expected), not \(value.typeName)")
    return nil
  }
}

// MARK: - Kinds of fields

extension JSONField {
  /// A JSON string in a format.
  package static func text(_ format: TextFormat<Value>) -> Self {
    JSONField(schema: format.schema()) { value, pointer, faults in
      guard case .string(let text) = value else {
        return wrongType("string", value, pointer, &faults)
      }
      do throws(TextFault) {
        return try format.read(text)
      } catch {
        faults.add(pointer, error.fault, error.detail)
        return nil
      }
    }
  }

  /// A JSON object, read member by member; members that `members` does not ask for are faults.
  package static func object(
    _ members: @escaping @Sendable (inout JSONObjectReader) -> Value?
  ) -> Self {
    JSONField(schema: .object(JSONObjectReader.describe(members), isClosed: true)) {
      value,
      pointer,
      faults in
      guard case .object(let object) = value else {
        return wrongType("object", value, pointer, &faults)
      }
      return JSONObjectReader.read(object, at: pointer, &faults, members)
    }
  }

  /// A JSON array; every faulty element is reported.
  package static func array<Element>(
    of element: JSONField<Element>,
    count: ClosedRange<Int>,
  ) -> Self where Value == [Element] {
    JSONField(schema: .array(of: element.schema(), count: count)) { value, pointer, faults in
      guard case .array(let elements) = value else {
        return wrongType("array", value, pointer, &faults)
      }
      guard count.contains(elements.count) else {
        faults.add(pointer, .wrongLength, wrongCountDetail(count))
        return nil
      }
      var values: [Element] = []
      for (index, item) in elements.enumerated() {
        if let read = element.read(item, pointer.element(index), &faults) { values.append(read) }
      }
      return values.count == elements.count ? values : nil
    }
  }

  /// A JSON array of strings in a format.
  package static func array<Element>(
    of format: TextFormat<Element>,
    count: ClosedRange<Int>,
  ) -> Self where Value == [Element] {
    array(of: .text(format), count: count)
  }
}

extension JSONField where Value == Int {
  /// A whole number within `range`.
  package static func integer(_ range: ClosedRange<Int>) -> Self {
    JSONField(schema: .integer(range)) { value, pointer, faults in
      guard let number = value.wholeNumber else {
        return wrongType("integer", value, pointer, &faults)
      }
      guard range.contains(number) else {
        faults.add(pointer, .outOfRange, outOfRangeDetail(range))
        return nil
      }
      return number
    }
  }
}

extension JSONField where Value == Double {
  /// Any number within `range`.
  package static func number(_ range: ClosedRange<Double>) -> Self {
    JSONField(schema: .number(range)) { value, pointer, faults in
      let number: Double
      switch value {
      case .integer(let whole): number = Double(whole)
      case .number(let fraction): number = fraction
      case .null, .bool, .string, .array, .object:
        return wrongType("number", value, pointer, &faults)
      }
      guard range.contains(number) else {
        faults.add(
          pointer,
          .outOfRange,
          "must be from \(range.lowerBound) to \(range.upperBound)"
        )
        return nil
      }
      return number
    }
  }
}

extension JSONField where Value == Bool {
  /// `true` or `false`.
  package static var bool: Self {
    JSONField(schema: .boolean) { value, pointer, faults in
      guard case .bool(let flag) = value else {
        return wrongType("boolean", value, pointer, &faults)
      }
      return flag
    }
  }
}

extension JSONField where Value == JSONValue {
  /// Any value, kept as it came.
  package static var anything: Self { JSONField { value, _, _ in value } }
}
