import InnRegistry

/// Pages of a listing: an opaque cursor and the path of the next page.
extension TextFormat where Value == String {
  /// A cursor that an earlier page gave: the last name on it, in hexadecimal so that nobody builds
  /// one by hand and it needs no escaping.
  static var cursor: Self {
    TextFormat("a cursor from an earlier page", schema: .text(pattern: "^([0-9a-f]{2})*$")) {
      text in
      let digits = Array(text.utf8)
      guard digits.count.isMultiple(of: 2), digits.count <= 2 * 128 else { return nil }
      var bytes: [UInt8] = []
      for index in stride(from: 0, to: digits.count, by: 2) {
        let pair = String(decoding: digits[index..<(index + 2)], as: UTF8.self)
        guard let byte = UInt8(pair, radix: 16) else { return nil }
        bytes.append(byte)
      }
      return String(validating: bytes, as: UTF8.self)
    }
  }
}

extension JSONWriter {
  /// Writes `next`, the path and query of the following page, null on the last one.
  mutating func page(next last: String?, of request: HTTPRequest) {
    guard let last else {
      key("next")
      null()
      return
    }
    let kept = request.target.query
      .filter { $0.name != "cursor" }
      .map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))&" }
    field(
      "next",
      request.target.rawPath + "?" + kept.joined() + "cursor=" + Secret.hex(Array(last.utf8)),
    )
  }
}

/// Escapes everything but the unreserved characters of RFC 3986 and the comma.
func percentEncoded(_ text: String) -> String {
  var encoded = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    default: encoded += "%" + Secret.hex([byte]).uppercased()
    }
  }
  return encoded
}
