import InnRegistry

/// How a field's text becomes a value, and what a person is told when it can't.
struct FormFormat<Value: Sendable>: Sendable {
  let expectation: Words
  let read: @Sendable (String) -> Value?

  init(_ expectation: Words, read: @escaping @Sendable (String) -> Value?) {
    self.expectation = expectation
    self.read = read
  }
}

extension FormFormat where Value == String {
  /// One line of text for people.
  static func line(_ length: ClosedRange<Int>) -> Self {
    FormFormat(.enter(characters: length)) { text in
      (try? TextFormat<String>.line(length).read(text.trimmingSpaces()))
    }
  }

  static func lines(_ length: ClosedRange<Int>) -> Self {
    FormFormat(.enter(characters: length)) { text in
      (try? TextFormat<String>.lines(length).read(text.trimmingSpaces()))
    }
  }

  /// Anything, as it was typed: passwords.
  static var secret: Self { FormFormat(.enterSomething) { $0.isEmpty ? nil : $0 } }
}

extension FormFormat where Value == Int {
  static func whole(_ range: ClosedRange<Int>) -> Self {
    FormFormat(.enterNumber(range)) { text in
      let digits = String(text.trimmingSpaces().map { asciiDigit($0) ?? $0 })
      guard let number = Int(digits), range.contains(number) else { return nil }
      return number
    }
  }
}

/// A full-width digit as people type it in Japanese, as the digit it is.
private func asciiDigit(_ character: Character) -> Character? {
  guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1,
    (0xFF10...0xFF19).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0)
  else { return nil }
  return Character(plain)
}

extension FormFormat where Value == CivilDate {
  static var date: Self { FormFormat(.enterDate) { CivilDate($0.trimmingSpaces()) } }
}

extension FormFormat where Value == TimeOfDay {
  static var time: Self { FormFormat(.enterTime) { TimeOfDay($0.trimmingSpaces()) } }
}

extension FormFormat where Value == PhoneNumber {
  static var phone: Self { FormFormat(.enterPhone) { PhoneNumber($0.trimmingSpaces()) } }
}

extension FormFormat {
  static func identifier<Subject>() -> Self where Value == Identifier<Subject> {
    FormFormat(.enterIdentifier) { Identifier<Subject>($0.trimmingSpaces()) }
  }

  static func oneOf(_ type: Value.Type) -> Self
  where Value: RawRepresentable<String> & CaseIterable {
    FormFormat(.choose) { Value(rawValue: $0) }
  }
}

/// Reads a form's fields one by one and collects everything that is wrong.
struct FormReader {
  let body: FormBody
  private(set) var errors: [String: Words] = [:]

  init(_ body: FormBody) { self.body = body }

  /// A field that must be filled in; nil after an error.
  mutating func required<Value>(_ name: String, _ format: FormFormat<Value>) -> Value? {
    let text = body[name] ?? ""
    guard let value = format.read(text) else {
      errors[name] = text.trimmingSpaces().isEmpty ? .isRequired : format.expectation
      return nil
    }
    return value
  }

  /// A field that may be left empty; nil then, and after an error.
  mutating func optional<Value>(_ name: String, _ format: FormFormat<Value>) -> Value? {
    let text = body[name] ?? ""
    guard !text.trimmingSpaces().isEmpty else { return nil }
    guard let value = format.read(text) else {
      errors[name] = format.expectation
      return nil
    }
    return value
  }

  func has(_ name: String) -> Bool { body.fields[name] != nil }

  func all<Value>(_ name: String, _ format: FormFormat<Value>) -> [Value] {
    (body.fields[name] ?? []).compactMap(format.read)
  }

  /// Records what only several fields together show.
  mutating func refuse(_ name: String, _ words: Words) { errors[name] = words }

  /// The form as it was sent, to be shown again with what is wrong.
  var state: FormState { FormState(body: body, errors: errors) }
}

/// A form as it is shown: empty, or as it was sent with what is wrong with it.
struct FormState: Sendable {
  var body: FormBody?
  var errors: [String: Words] = [:]
  /// What is wrong with the form as a whole.
  var problem: Words?

  static let empty = FormState()

  func value(_ name: String, or stored: String = "") -> String {
    guard let body else { return stored }
    return body[name] ?? ""
  }

  func isChosen(_ name: String, _ value: String, or stored: Bool = false) -> Bool {
    guard let body else { return stored }
    return body.fields[name]?.contains(value) ?? false
  }
}
