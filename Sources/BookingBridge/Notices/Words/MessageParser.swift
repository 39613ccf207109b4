/// Reads ICU's message syntax; see ``MessagePattern``.
struct MessageParser {
  private let letters: [Character]
  private var position = 0
  private var depth = 0

  /// Messages inside messages: more is nobody's sentence.
  static let maxDepth = 6

  init(_ text: String) { letters = Array(text) }

  mutating func message() throws(MessageSyntaxError) -> [MessagePattern.Part] {
    let parts = try parts(inPlural: false)
    if position < letters.count { throw fault("a } without its {") }
    return parts
  }

  private func fault(_ reason: String) -> MessageSyntaxError {
    MessageSyntaxError(position: position, reason: reason)
  }

  private var next: Character? { position < letters.count ? letters[position] : nil }

  /// Up to the end or the `}` that closes the message.
  private mutating func parts(inPlural: Bool) throws(MessageSyntaxError) -> [MessagePattern.Part] {
    var found: [MessagePattern.Part] = []
    var text = ""
    func flush(_ text: inout String, _ found: inout [MessagePattern.Part]) {
      if !text.isEmpty { found.append(.text(RichText(marked: text))) }
      text = ""
    }
    while let letter = next {
      switch letter {
      case "{":
        flush(&text, &found)
        position += 1
        found.append(try argument(inPlural: inPlural))
      case "}":
        flush(&text, &found)
        return found
      case "#" where inPlural:
        flush(&text, &found)
        found.append(.number)
        position += 1
      case "'": quote(into: &text, inPlural: inPlural)
      default:
        text.append(letter)
        position += 1
      }
    }
    flush(&text, &found)
    return found
  }

  /// `''` is an apostrophe; one before a sign of the syntax quotes up to the next; any other stands
  /// for itself.
  private mutating func quote(into text: inout String, inPlural: Bool) {
    position += 1
    guard let following = next else {
      text.append("'")
      return
    }
    if following == "'" {
      text.append("'")
      position += 1
      return
    }
    guard following == "{" || following == "}" || (following == "#" && inPlural) else {
      text.append("'")
      return
    }
    while let letter = next {
      position += 1
      guard letter == "'" else {
        text.append(letter)
        continue
      }
      guard next == "'" else { return }
      text.append("'")
      position += 1
    }
  }

  private mutating func skipSpace() {
    while let letter = next, letter.isWhitespace { position += 1 }
  }

  private mutating func word() throws(MessageSyntaxError) -> String {
    skipSpace()
    var word = ""
    while let letter = next, letter.isLetter || letter.isNumber || "_=-".contains(letter) {
      word.append(letter)
      position += 1
    }
    skipSpace()
    if word.isEmpty { throw fault("a name was expected") }
    return word
  }

  private mutating func expect(_ letter: Character) throws(MessageSyntaxError) {
    guard next == letter else { throw fault("\(letter) was expected") }
    position += 1
  }

  /// After its `{`.
  private mutating func argument(inPlural: Bool) throws(MessageSyntaxError) -> MessagePattern.Part {
    let name = try word()
    if next == "}" {
      position += 1
      return .argument(name, .text)
    }
    try expect(",")
    let type = try word()
    switch type {
    case "plural":
      try expect(",")
      return try plural(name)
    case "select":
      try expect(",")
      return .select(name, try select(inPlural: inPlural))
    case "number", "date", "time": return .argument(name, try format(type))
    default: throw fault("«\(type)» is no type of an argument that is understood")
    }
  }

  private mutating func format(_ type: String) throws(MessageSyntaxError) -> MessagePattern.Format {
    var style: String?
    if next == "," {
      position += 1
      style = try word()
    }
    try expect("}")
    switch (type, style) {
    case ("number", nil): return .number
    case ("time", nil), ("time", "short"): return .time
    case ("date", let style):
      guard let style = MessagePattern.DateStyle(rawValue: style ?? "medium") else { break }
      return .date(style)
    default: break
    }
    throw fault("«\(style ?? "")» is no style of a \(type) that is understood")
  }

  private mutating func branches(inPlural: Bool) throws(MessageSyntaxError)
    -> [(String, [MessagePattern.Part])]
  {
    depth += 1
    defer { depth -= 1 }
    if depth > MessageParser.maxDepth { throw fault("too deep") }
    var found: [(String, [MessagePattern.Part])] = []
    skipSpace()
    while next != "}" {
      let selector = try word()
      if found.contains(where: { $0.0 == selector }) { throw fault("«\(selector)» twice") }
      try expect("{")
      found.append((selector, try parts(inPlural: inPlural)))
      try expect("}")
      skipSpace()
    }
    position += 1
    guard found.contains(where: { $0.0 == "other" }) else { throw fault("«other» is missing") }
    return found
  }

  private mutating func select(inPlural: Bool) throws(MessageSyntaxError)
    -> [String: [MessagePattern.Part]]
  {
    var cases: [String: [MessagePattern.Part]] = [:]
    for (selector, parts) in try branches(inPlural: inPlural) { cases[selector] = parts }
    return cases
  }

  private mutating func plural(_ name: String) throws(MessageSyntaxError) -> MessagePattern.Part {
    var exact: [Int: [MessagePattern.Part]] = [:]
    var forms: [PluralForm: [MessagePattern.Part]] = [:]
    for (selector, parts) in try branches(inPlural: true) {
      if selector.hasPrefix("="), let number = Int(selector.dropFirst()) {
        exact[number] = parts
      } else if let form = PluralForm(rawValue: selector) {
        forms[form] = parts
      } else {
        throw fault("«\(selector)» is no form of a plural")
      }
    }
    return .plural(name, exact: exact, forms: forms)
  }
}
