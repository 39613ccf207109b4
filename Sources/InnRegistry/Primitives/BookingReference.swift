/// A booking's number as people say, key and write it: five digits and a check digit.
///
/// A label, unique among an inn's open bookings; never a credential, because a million numbers are
/// soon tried. The check digit is H. Michael Damm's («Total anti-symmetrische Quasigruppen»,
/// Marburg 2004): it catches every single wrong digit and every swap of neighbours, which together
/// are most of what goes wrong on a keypad, and it is a plain digit where others need an X.
package struct BookingReference: Hashable, Sendable {
  /// Six ASCII digits, leading zeros kept.
  package let digits: String

  /// Digits in all, the check digit last.
  package static let length = 6
  /// Numbers before the check digit.
  package static let payloads = 0..<100_000
  /// Payloads that are handed out: without a leading zero, which spreadsheets drop.
  package static let drawn = 10_000..<100_000
  /// Longest input that is looked at, in characters: six digits read out as words, with room.
  package static let maxInput = 64

  /// Completes five digits by their check digit; fails outside ``payloads``.
  package init?(payload: Int) {
    guard BookingReference.payloads.contains(payload) else { return nil }
    self.init(validPayload: payload)
  }

  /// The reference that a random number stands for, each of ``drawn`` as likely as another.
  ///
  /// The registry draws again when an open booking of the inn has it.
  package static func draw(_ random: UInt64) -> BookingReference {
    let offset = Int(random % UInt64(drawn.count))
    return BookingReference(validPayload: drawn.lowerBound + offset)
  }

  private init(validPayload: Int) {
    let payload = padded(validPayload, BookingReference.length - 1)
    digits = payload + String(BookingReference.damm(payload.utf8.map { $0 - 48 }))
  }

  /// `123-456`, for print.
  package var grouped: String { digits.prefix(3) + "-" + digits.suffix(3) }
}

// MARK: - Check digit

extension BookingReference {
  /// Operation table of a totally anti-symmetric quasigroup of order 10, row by row.
  ///
  /// Each row and column holds every digit once, so one wrong digit changes the result;
  /// (c·x)·y = (c·y)·x only for x = y, so swapped neighbours change it; the diagonal is zero, so
  /// that digits with their check digit come to zero.
  private static let table: [UInt8] = [
    0, 3, 1, 7, 5, 9, 8, 6, 4, 2,
    7, 0, 9, 2, 1, 5, 4, 8, 6, 3,
    4, 2, 0, 6, 8, 7, 1, 3, 5, 9,
    1, 7, 5, 0, 9, 8, 3, 4, 2, 6,
    6, 1, 2, 3, 0, 4, 5, 9, 7, 8,
    3, 6, 7, 4, 2, 0, 9, 5, 8, 1,
    5, 8, 6, 9, 7, 2, 0, 1, 3, 4,
    8, 9, 4, 5, 3, 6, 2, 0, 1, 7,
    9, 4, 3, 8, 6, 1, 7, 2, 0, 5,
    2, 5, 8, 1, 4, 3, 6, 7, 9, 0,
  ]

  /// The check digit of digits 0...9; zero for digits that end in their own check digit.
  package static func damm(_ digits: some Sequence<UInt8>) -> UInt8 {
    digits.reduce(0) { table[Int($0) * 10 + Int($1)] }
  }
}

// MARK: - Reading

extension BookingReference {
  /// Why an input is not a reference; each asks for another prompt.
  package enum Misreading: Error, Hashable, Sendable {
    /// Something in it is no digit.
    case notDigits
    /// Digits, but not six.
    case wrongLength(Int)
    /// Six digits that no booking ever had: one was mistaken, or two were swapped.
    case mistyped
  }

  /// Reads what a person keyed, wrote or said.
  ///
  /// Digits may be ASCII, full-width, Chinese numerals (一二三, 〇), or their readings in hiragana or
  /// katakana (いち, にー, まる); spaces, hyphens, dots, commas, the long-vowel mark and a closing `#`
  /// are passed over.
  ///
  /// - Throws: ``Misreading``.
  package static func read(
    _ input: some StringProtocol
  ) throws(Misreading) -> BookingReference {
    guard input.prefix(maxInput + 1).count <= maxInput else { throw .notDigits }
    var rest = Substring(input)
    if rest.hasSuffix("#") { rest.removeLast() }
    var values: [UInt8] = []
    while let character = rest.first {
      if character.isWhitespace || separators.contains(character) {
        rest.removeFirst()
      } else if let (value, length) = leadingDigit(of: rest) {
        values.append(value)
        rest.removeFirst(length)
      } else {
        throw .notDigits
      }
    }
    guard values.count == length else { throw .wrongLength(values.count) }
    guard damm(values) == 0 else { throw .mistyped }
    return BookingReference(validDigits: values)
  }

  /// Reads exactly six digits, the last the check digit; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let values = text.utf8.map { $0 &- 48 }
    guard values.count == BookingReference.length, values.allSatisfy({ $0 <= 9 }),
      BookingReference.damm(values) == 0
    else { return nil }
    self.init(validDigits: values)
  }

  private init(validDigits: [UInt8]) {
    digits = String(decoding: validDigits.map { $0 + 48 }, as: UTF8.self)
  }

  private static let separators: Set<Character> = [
    "-", "‐", "‑", "–", "—", "−", "－", "ー", "・", ".", ",", "、", "。", "．", "，",
  ]

  /// Readings in hiragana, the longer first where one begins another.
  private static let readings: [(String, UInt8)] = [
    ("ぜろ", 0), ("れい", 0), ("まる", 0), ("いち", 1), ("に", 2), ("さん", 3), ("よん", 4),
    ("しち", 7), ("し", 4), ("ご", 5), ("ろく", 6), ("なな", 7), ("はち", 8), ("きゅう", 9),
    ("く", 9),
  ]

  private static let numerals: [Character: UInt8] = [
    "〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]

  /// A digit at the beginning and the number of characters it takes.
  private static func leadingDigit(of text: Substring) -> (UInt8, Int)? {
    guard let first = text.first, first.unicodeScalars.count == 1,
      let scalar = first.unicodeScalars.first
    else { return nil }
    switch scalar.value {
    case 0x30...0x39: return (UInt8(scalar.value - 0x30), 1)
    case 0xFF10...0xFF19: return (UInt8(scalar.value - 0xFF10), 1)
    default: break
    }
    if let value = numerals[first] { return (value, 1) }
    let spoken = String(text.prefix(longestReading).map(hiragana))
    for (reading, value) in readings where spoken.hasPrefix(reading) {
      return (value, reading.count)
    }
    return nil
  }

  /// Characters of きゅう.
  private static let longestReading = 3

  private static func hiragana(_ character: Character) -> Character {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1,
      (0x30A1...0x30F6).contains(scalar.value),
      let small = Unicode.Scalar(scalar.value - 0x60)
    else { return character }
    return Character(small)
  }
}

extension BookingReference: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.digits < rhs.digits }
}

extension BookingReference: CustomStringConvertible {
  package var description: String { digits }
}

extension BookingReference: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let reference = BookingReference(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not six digits with their check digit: \(text)",
      )
    }
    self = reference
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}
