/// Digits being keyed for one number; ends by length, by `#`, or by silence.
///
/// The entry doesn't judge the number: whoever asked for it does.
package struct DigitEntry: Hashable, Codable, Sendable {
  /// Digits at most; the entry is complete when they are reached.
  package let length: Int
  package private(set) var digits: String = ""

  package init(length: Int) { self.length = length }

  package enum Outcome: Hashable, Sendable {
    /// Wait ``DialogueLimits/nextKey`` for another key.
    case more
    /// Complete; never empty.
    case complete(String)
    /// `*`: the digits are forgotten; with nothing keyed it means «again».
    case cleared(hadDigits: Bool)
    /// `#` with nothing keyed: a person is wanted.
    case person
  }

  package var isEmpty: Bool { digits.isEmpty }

  package mutating func take(_ key: Key) -> Outcome {
    switch key {
    case .star:
      let hadDigits = !digits.isEmpty
      digits = ""
      return .cleared(hadDigits: hadDigits)
    case .pound:
      return digits.isEmpty ? .person : .complete(digits)
    case .zero, .one, .two, .three, .four, .five, .six, .seven, .eight, .nine:
      digits += key.rawValue
      return digits.utf8.count >= length ? .complete(digits) : .more
    }
  }
}
