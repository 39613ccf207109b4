import Foundation

/// A message as the parser reads it: one spelling of everything, without what telephones add.
enum SMSCleaning {
  /// Longest message that is read, in characters: six parts of an SMS; more is not about rooms.
  static let longest = 400

  /// The message without quotes, signature and pictures, in NFKC, hiragana and small letters.
  static func clean(_ text: String) -> String {
    let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    let own = withoutSignature(
      withoutQuotes(
        unified.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      )
    )
    return plain(own.joined(separator: "\n")).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// One word as the dictionary has it.
  static func plain(_ text: String) -> String {
    let unified = spelled(text).precomposedStringWithCompatibilityMapping.lowercased()
    var scalars = String.UnicodeScalarView()
    for scalar in unified.unicodeScalars {
      if let same = same(scalar) { scalars.append(same) }
    }
    return dashes(String(scalars))
  }

  /// Marks that NFKC would turn into something else.
  private static func spelled(_ text: String) -> String {
    // U+FE0F and U+20E3 make a keycap of a digit; NFKC would leave them.
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xFE00...0xFE0F, 0x20E3, 0x200B...0x200F, 0x2060, 0xFEFF, 0x00AD: continue
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  private static func same(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    // Katakana to hiragana.
    case 0x30A1...0x30F6: return Unicode.Scalar(scalar.value - 0x60)
    case 0x301C, 0x2192, 0x21D2, 0x223C, 0x2053: return "~"
    case 0x2010...0x2015, 0x2212, 0xFE63, 0x2500, 0x2501: return "-"
    case 0x25EF, 0x2B55, 0x1F17E, 0x25CE: return "○"
    case 0x2715, 0x2716, 0x274C, 0x2717, 0x2573: return "×"
    case 0x3000: return " "
    default: break
    }
    if scalar == "×" || scalar == "○" || scalar == "~" { return scalar }
    let properties = scalar.properties
    if properties.isEmojiPresentation || properties.isEmojiModifier { return nil }
    // Pictures of telephones' own that were left as symbols: ☆ ♪ ♥ ✨.
    switch properties.generalCategory {
    case .control: return scalar == "\n" ? scalar : scalar == "\t" ? " " : nil
    case .otherSymbol, .modifierSymbol, .privateUse, .format, .unassigned, .surrogate: return nil
    default: return scalar
    }
  }

  /// A long-vowel mark between digits is a dash: it lies on the same key.
  private static func dashes(_ text: String) -> String {
    var characters = Array(text)
    for index in characters.indices where characters[index] == "ー" {
      let before = index > 0 ? characters[index - 1] : " "
      if before.isNumber || "日)夜".contains(before) { characters[index] = "-" }
    }
    return String(characters)
  }

  // MARK: - What telephones add

  private static let quoteHeads = [
    "-----original", "----original", "-----元のメッセージ", "----元の", "---元の", "差出人:",
    "from:", "送信者:", "begin forwarded",
  ]

  private static func withoutQuotes(_ lines: [String]) -> [String] {
    var own: [String] = []
    for line in lines {
      let text = line.precomposedStringWithCompatibilityMapping
        .trimmingCharacters(in: .whitespaces).lowercased()
      // All below is somebody else's.
      if quoteHeads.contains(where: text.hasPrefix) { break }
      if text.hasPrefix("on "), text.hasSuffix("wrote:") { break }
      if text.hasSuffix("のメッセージ:") || text.hasSuffix("書きました:")
        || text.hasSuffix("wrote:")
      {
        break
      }
      if text.hasPrefix(">") || text.hasPrefix("|") { continue }
      own.append(
        text.hasPrefix("re:") ? String(line.drop { $0 != ":" && $0 != "：" }.dropFirst()) : line
      )
    }
    return own
  }

  private static let machineSignatures = [
    "携帯から送信", "iphoneから送信", "スマートフォンから送信", "ガラケーから送信", "sent from my",
    "らくらくホンから送信", "らくらくスマートフォンから送信", "androidから送信", "ドコモメールで送信",
    "auのケータイから送信",
  ]

  /// Drops a line of the telephone's own, and everything below a rule that follows some text.
  private static func withoutSignature(_ lines: [String]) -> [String] {
    var kept: [String] = []
    for line in lines {
      let text = line.precomposedStringWithCompatibilityMapping
        .trimmingCharacters(in: .whitespaces).lowercased()
      if machineSignatures.contains(where: text.contains) { continue }
      let hasText = kept.contains { !$0.trimmingCharacters(in: .whitespaces).isEmpty }
      if hasText, isRule(text) { break }
      kept.append(line)
    }
    return kept
  }

  /// «--», «━━━━», «*****», «☆.。.:*»: nothing but marks, two at least.
  private static func isRule(_ line: String) -> Bool {
    guard line.count >= 2, !line.contains(where: { $0.isLetter || $0.isNumber }) else {
      return false
    }
    let marks = line.filter { "-─━=_*+☆★◇◆~.:。・♪＊―—–".contains($0) }
    return marks.count >= 2 && marks.count * 2 > line.count
  }
}
