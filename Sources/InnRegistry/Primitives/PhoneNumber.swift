/// A telephone number in E.164 form: `+` and 7 to 15 digits (ITU-T E.164, section 6).
package struct PhoneNumber: Hashable, Sendable {
  /// `+81175000001`.
  package let e164: String

  /// Japan's country code, assumed for numbers in national form.
  package static let homeCountryCode = "81"

  /// For numbers that the program itself makes, in E.164.
  init(trusted e164: String) { self.e164 = e164 }

  /// Reads E.164 (`+81175000001`), Japanese national form (`0175000001`, `0175-00-0001`) and
  /// international dialling from Japan (`010…`), spaces, hyphens, dots and brackets ignored.
  ///
  /// - Returns: nil for anything that is not one of these.
  package init?(_ text: some StringProtocol) {
    var digits = ""
    var isInternational = false
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "0"..."9": digits.unicodeScalars.append(scalar)
      case "+" where index == 0: isInternational = true
      case " ", "-", ".", "(", ")", "‐", "ー": continue
      default: return nil
      }
    }
    if !isInternational {
      if digits.hasPrefix("010") {
        digits.removeFirst(3)
      } else if digits.hasPrefix("0"), digits.utf8.count == 10 || digits.utf8.count == 11 {
        digits = PhoneNumber.homeCountryCode + digits.dropFirst()
      } else {
        return nil
      }
    }
    guard (7...15).contains(digits.utf8.count), !digits.hasPrefix("0") else { return nil }
    e164 = "+" + digits
  }

  /// The form a person in Japan dials: `0175000001`; foreign numbers keep `+`.
  package var national: String {
    let prefix = "+" + PhoneNumber.homeCountryCode
    return e164.hasPrefix(prefix) ? "0" + e164.dropFirst(prefix.count) : e164
  }
}

extension PhoneNumber: CustomStringConvertible {
  package var description: String { e164 }

  /// The number with all but its last three digits hidden, for logs.
  package var masked: String {
    "+" + String(repeating: "*", count: e164.utf8.count - 4) + e164.suffix(3)
  }
}

extension PhoneNumber: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let number = PhoneNumber(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not a telephone number",
      )
    }
    self = number
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(e164)
  }
}
