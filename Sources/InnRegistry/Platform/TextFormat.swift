/// What can be wrong with one field of a request, a closed list that the API documents.
package enum FieldFault: String, CaseIterable, Hashable, Sendable {
  case missing
  case unknown
  case repeated
  case wrongType = "wrong_type"
  case outOfRange = "out_of_range"
  case wrongLength = "wrong_length"
  case wrongFormat = "wrong_format"
  case notAllowed = "not_allowed"
  /// The field is well formed, but does not go with another one.
  case inconsistent
}

/// A fault and one English sentence about it, without the offending value: values may be personal.
package struct TextFault: Error, Hashable, Sendable {
  package let fault: FieldFault
  package let detail: String

  package init(_ fault: FieldFault, _ detail: String) {
    self.fault = fault
    self.detail = detail
  }
}

/// How a piece of text from outside becomes a value: a JSON string, a query parameter, a column.
package struct TextFormat<Value: Sendable>: Sendable {
  package let read: @Sendable (String) throws(TextFault) -> Value
  /// What the format takes, for documents; made when asked for, because formats are made for every
  /// request and documents once.
  package let schema: @Sendable () -> JSONSchema

  package init(
    schema: @autoclosure @escaping @Sendable () -> JSONSchema = .text(),
    read: @escaping @Sendable (String) throws(TextFault) -> Value,
  ) {
    self.read = read
    self.schema = schema
  }

  /// A format of the kind «right or not».
  package init(
    _ expectation: String,
    schema: @autoclosure @escaping @Sendable () -> JSONSchema = .text(),
    read: @escaping @Sendable (String) -> Value?,
  ) {
    self.init(schema: schema()) { (text) throws(TextFault) in
      guard let value = read(text) else {
        throw TextFault(.wrongFormat, "must be \(expectation)")
      }
      return value
    }
  }

  /// Reads as this format and then narrows or changes the value.
  package func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) throws(TextFault) -> Other
  ) -> TextFormat<Other> {
    let read = self.read
    return TextFormat<Other>(schema: schema()) { (text) throws(TextFault) in
      try transform(try read(text))
    }
  }
}

// MARK: - Formats

extension TextFormat where Value == CivilDate {
  /// `YYYY-MM-DD` (RFC 3339 full-date).
  package static var date: Self {
    TextFormat("a date of the form YYYY-MM-DD", schema: .text(format: "date")) {
      CivilDate($0)
    }
  }
}

extension TextFormat where Value == Timestamp {
  /// An RFC 3339 date-time with `Z` or a numeric offset.
  package static var instant: Self {
    TextFormat(
      "an RFC 3339 date-time such as 2026-12-03T08:05:00Z",
      schema: .text(format: "date-time"),
    ) { Timestamp(rfc3339: $0) }
  }
}

extension TextFormat where Value == Bool {
  /// `true` or `false`.
  package static var flag: Self {
    TextFormat("true or false", schema: .boolean) {
      $0 == "true" ? true : $0 == "false" ? false : nil
    }
  }
}

extension TextFormat where Value == Int {
  /// A whole number in decimal digits, within `range`.
  package static func wholeNumber(_ range: ClosedRange<Int>) -> Self {
    TextFormat(schema: .integer(range)) { (text) throws(TextFault) in
      // Int(_:) also takes a plus sign, which a query decodes to a space anyway.
      guard let value = Int(text), text.utf8.first != UInt8(ascii: "+") else {
        throw TextFault(.wrongFormat, "must be a whole number")
      }
      guard range.contains(value) else {
        throw TextFault(.outOfRange, outOfRangeDetail(range))
      }
      return value
    }
  }
}

extension TextFormat {
  /// An identifier of 1 to 64 letters, digits, `_` and `-`.
  package static func identifier<Subject>() -> Self where Value == Identifier<Subject> {
    TextFormat(
      "an identifier of letters, digits, _ and -",
      schema: .text(pattern: "^[A-Za-z0-9_-]{1,64}$"),
    ) { Identifier($0) }
  }

  /// One of the raw texts of an enumeration.
  package static func oneOf(_ type: Value.Type) -> Self
  where Value: RawRepresentable<String> & CaseIterable {
    TextFormat(schema: .oneOf(type)) { (text) throws(TextFault) in
      guard let value = Value(rawValue: text) else {
        let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw TextFault(.notAllowed, "must be one of: \(choices)")
      }
      return value
    }
  }

  /// Comma-separated values, each in `format`; empty text is an empty list.
  package static func list<Element>(
    of format: TextFormat<Element>,
    count: ClosedRange<Int>,
  ) -> Self where Value == [Element] {
    TextFormat(schema: .array(of: format.schema(), count: count)) { (text) throws(TextFault) in
      let parts = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
      guard count.contains(parts.count) else {
        throw TextFault(.wrongLength, wrongCountDetail(count))
      }
      var values: [Element] = []
      for part in parts { values.append(try format.read(String(part))) }
      return values
    }
  }
}

extension TextFormat where Value == String {
  /// One line of text for people, `length` in Unicode scalars as JSON Schema counts.
  ///
  /// Refused: control characters, line breaks, and the invisible controls that reverse text, with
  /// which a name can pass for another in the office.
  package static func line(_ length: ClosedRange<Int>) -> Self {
    plain(length, allowed: [])
  }

  /// Text of several lines; otherwise as ``line(_:)``.
  package static func lines(_ length: ClosedRange<Int>) -> Self {
    plain(length, allowed: ["\n", "\t", "\r"])
  }

  private static func plain(
    _ length: ClosedRange<Int>,
    allowed: [Unicode.Scalar],
  ) -> Self {
    TextFormat(schema: .text(length: length)) { (text) throws(TextFault) in
      guard length.contains(text.unicodeScalars.count) else {
        throw TextFault(.wrongLength, wrongLengthDetail(length))
      }
      guard text.unicodeScalars.allSatisfy({ isPlain($0) || allowed.contains($0) }) else {
        throw TextFault(.wrongFormat, "must not contain control characters")
      }
      return text
    }
  }
}

/// Whether a character may stand in text that people read: no C0 or C1 control, no line or
/// paragraph separator, no embedding, override or isolate of the bidirectional algorithm.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: false
  default: true
  }
}

func outOfRangeDetail(_ range: ClosedRange<Int>) -> String {
  "must be from \(range.lowerBound) to \(range.upperBound)"
}

func wrongLengthDetail(_ length: ClosedRange<Int>) -> String {
  "must have \(length.lowerBound) to \(length.upperBound) characters"
}

func wrongCountDetail(_ count: ClosedRange<Int>) -> String {
  "must have \(count.lowerBound) to \(count.upperBound) items"
}
