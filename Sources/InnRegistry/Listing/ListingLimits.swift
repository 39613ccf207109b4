/// How long and how many things of a listing may be, and the shapes of its texts.
package enum Listing {
  /// Characters of a name: what an SMS, a sentence on the telephone and a table row can carry.
  package static let maxName = 80
  /// Characters of a text: two screens.
  package static let maxText = 4000
  /// Telephones of one inn: a landline, mobiles of the family, and some over.
  package static let maxPhones = 10
  package static let maxRoomTypes = 50
  /// Rate plans of one room type.
  package static let maxPlans = 30
  package static let maxPhotos = 30
  /// Languages of one text, and languages spoken.
  package static let maxLanguages = 20
  /// Characters of a web address.
  package static let maxAddress = 500
  /// Guests, parties and dinners of a night: the highest cap that can be meant.
  package static let maxCap = 1000
  /// Longest time for which a word is fresh: a year.
  package static let longestFreshness = Span.days(366)

  /// One line for people: not empty, at most ``maxName`` characters, nothing invisible.
  package static func isLine(_ text: String) -> Bool {
    reads(text, TextFormat.line(1...maxName)) && text == text.trimmingSpaces()
  }

  /// Text of some lines: not empty, at most ``maxText`` characters.
  package static func isText(_ text: String) -> Bool {
    reads(text, TextFormat.lines(1...maxText)) && text == text.trimmingSpaces()
  }

  /// What the telephone can say: katakana and digits.
  package static func isKatakana(_ text: String) -> Bool {
    isLine(text)
      && text.unicodeScalars.allSatisfy {
        GuestName.isKatakana($0) || ("0"..."9").contains($0) || ("０"..."９").contains($0)
      }
  }

  /// Letters of Latin scripts, digits, and the punctuation of names.
  package static func isLatin(_ text: String) -> Bool {
    isLine(text)
      && text.unicodeScalars.allSatisfy { $0.value < 0x250 || $0 == "’" || $0 == "–" || $0 == "—" }
  }

  /// The shape of a BCP 47 language tag: subtags of 1 to 8 letters or digits, the first one a
  /// language of 2 or 3 letters (RFC 5646, section 2.1); registered or not is not looked up.
  package static func isLanguageTag(_ text: String) -> Bool {
    let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard text.utf8.count <= 35, let language = subtags.first, (2...3).contains(language.count),
      language.allSatisfy(isLetter)
    else { return false }
    return subtags.dropFirst().allSatisfy { subtag in
      (1...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || isDigit($0) }
    }
  }

  /// An address that a browser loads securely: `https://`, a host name with a dot, printable ASCII.
  package static func isSecureAddress(_ text: String) -> Bool {
    let scheme = "https://"
    guard text.utf8.count <= maxAddress, text.hasPrefix(scheme),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
    else { return false }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let name = host.prefix { $0 != ":" }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    // No user before the host: it is how one address passes for another.
    return labels.count >= 2
      && labels.allSatisfy { label in
        !label.isEmpty
          && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  /// A name of an area: lower-case letters, digits and hyphens.
  package static func isArea(_ area: AreaID) -> Bool {
    !area.rawValue.isEmpty
      && area.rawValue.utf8.allSatisfy {
        (97...122).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
      }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func reads(_ text: String, _ format: TextFormat<String>) -> Bool {
    do {
      _ = try format.read(text)
      return true
    } catch {
      return false
    }
  }
}
