/// `application/x-www-form-urlencoded`, as a webhook's body and a request to the provider have it.
enum TwilioForm {
  /// Fields of a form at most; a message has about 25.
  static let mostFields = 200

  /// nil for bytes that are no form.
  static func parse(_ body: [UInt8]) -> [(name: String, value: String)]? {
    if body.isEmpty { return [] }
    let parts = body.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
    guard parts.count <= mostFields else { return nil }
    var fields: [(name: String, value: String)] = []
    for part in parts {
      let pair = part.split(
        separator: UInt8(ascii: "="),
        maxSplits: 1,
        omittingEmptySubsequences: false,
      )
      guard let name = decode(pair[0]), let value = pair.count > 1 ? decode(pair[1]) : "" else {
        return nil
      }
      fields.append((name, value))
    }
    return fields
  }

  private static func decode(_ text: ArraySlice<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "+") {
        bytes.append(0x20)
      } else if byte == UInt8(ascii: "%") {
        guard index + 1 < text.endIndex, let high = digit(text[index]),
          let low = digit(text[index + 1])
        else { return nil }
        bytes.append(high << 4 | low)
        index += 2
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
  }

  static func encode(_ fields: [(String, String)]) -> [UInt8] {
    var text = ""
    for (name, value) in fields {
      if !text.isEmpty { text += "&" }
      text += escaped(name) + "=" + escaped(value)
    }
    return Array(text.utf8)
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        escaped.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return escaped
  }
}
