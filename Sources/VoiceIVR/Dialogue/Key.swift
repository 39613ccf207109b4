/// A key of a telephone.
package enum Key: String, CaseIterable, Codable, Sendable {
  case zero = "0"
  case one = "1"
  case two = "2"
  case three = "3"
  case four = "4"
  case five = "5"
  case six = "6"
  case seven = "7"
  case eight = "8"
  case nine = "9"
  /// 米印: again, or correct.
  case star = "*"
  /// シャープ: a person, or finished after digits.
  case pound = "#"

  /// 0...9, nil for `*` and `#`.
  package var digit: Int? { Int(rawValue) }

  /// Reads `0`...`9`, `*` and `#`; nil for anything else, the letters A to D of RFC 4733 included
  /// (no telephone of an inn has them).
  package init?(_ character: Character) { self.init(rawValue: String(character)) }

  /// Keys typed one after the other, such as `3*2`; spaces and commas between them are ignored.
  ///
  /// - Returns: nil when there is anything else in the text.
  package static func sequence(_ text: String) -> [Key]? {
    var keys: [Key] = []
    for character in text where character != " " && character != "," {
      guard let key = Key(character) else { return nil }
      keys.append(key)
    }
    return keys
  }
}
