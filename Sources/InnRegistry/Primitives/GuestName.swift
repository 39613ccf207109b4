/// A guest's name as written, and how it is said to the keeper.
package struct GuestName: Hashable, Codable, Sendable {
  /// As the guest writes it, any script, trimmed; at most ``maxLength`` characters.
  package let written: String
  /// Reading in katakana for speech (`スミス`), when known.
  package let kana: String?

  /// Longest name, in characters: passports print at most 39 for each of two lines (ICAO 9303),
  /// and other scripts need fewer.
  package static let maxLength = 80

  /// Fails when `written` is empty after trimming, longer than ``maxLength``, or holds control
  /// characters; or when `kana` is given and is not katakana.
  package init?(written: String, kana: String? = nil) {
    let trimmed = written.trimmingSpaces()
    guard !trimmed.isEmpty, trimmed.count <= GuestName.maxLength,
      !trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return nil }
    self.written = trimmed
    guard let reading = kana?.trimmingSpaces(), !reading.isEmpty else {
      self.kana = nil
      return
    }
    guard reading.count <= GuestName.maxLength,
      reading.unicodeScalars.allSatisfy(GuestName.isKatakana)
    else { return nil }
    self.kana = reading
  }

  /// For names that the program itself carries.
  init(trusted written: String) {
    self.written = written
    kana = nil
  }

  /// Katakana letters, the long-vowel mark, the middle dot and spaces.
  package static func isKatakana(_ scalar: Unicode.Scalar) -> Bool {
    (0x30A1...0x30FE).contains(scalar.value) || scalar == " " || scalar == "　"
  }
}

extension String {
  /// The text without white space (ideographic space included) at both ends.
  package func trimmingSpaces() -> String {
    var slice = Substring(self)
    while let first = slice.first, first.isWhitespace { slice.removeFirst() }
    while let last = slice.last, last.isWhitespace { slice.removeLast() }
    return String(slice)
  }
}
