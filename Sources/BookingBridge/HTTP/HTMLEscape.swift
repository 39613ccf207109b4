extension [UInt8] {
  /// Adds text to HTML: what could end a text or an attribute is escaped, and controls, which have no
  /// place in HTML but for line breaks and tabs, become spaces.
  mutating func append(escaped text: String) {
    var text = text
    text.withUTF8 { characters in
      var start = 0
      for (index, byte) in characters.enumerated() {
        guard let escape = htmlEscape(byte) else { continue }
        append(contentsOf: UnsafeBufferPointer(rebasing: characters[start..<index]))
        escape.withUTF8Buffer { append(contentsOf: $0) }
        start = index + 1
      }
      append(contentsOf: UnsafeBufferPointer(rebasing: characters[start...]))
    }
  }
}

/// What stands for a character in HTML; nil for all that stand for themselves.
private func htmlEscape(_ byte: UInt8) -> StaticString? {
  switch byte {
  case UInt8(ascii: "&"): "&amp;"
  case UInt8(ascii: "<"): "&lt;"
  case UInt8(ascii: ">"): "&gt;"
  case UInt8(ascii: "\""): "&quot;"
  case UInt8(ascii: "'"): "&#39;"
  case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: " "
  default: nil
  }
}
