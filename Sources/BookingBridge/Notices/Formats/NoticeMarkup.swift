package import InnRegistry

/// Writes a notice as HTML into one buffer; whatever comes in as text is escaped.
package struct NoticeMarkup {
  private(set) var bytes: [UInt8] = []

  package init(capacity: Int = 16_384) { bytes.reserveCapacity(capacity) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Markup of the program's own.
  package mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

  /// Text of anybody's.
  package mutating func text(_ text: String) { bytes.append(escaped: text) }

  package mutating func text(_ text: RichText, in language: NoticeLanguage) {
    for run in text.runs {
      switch run {
      case .text(let part): self.text(part)
      case .japanese(let part):
        if language.isJapanese {
          self.text(part)
        } else {
          raw("<span lang=\"ja\">")
          self.text(part)
          raw("</span>")
        }
      case .ruby(let base, let reading):
        raw("<ruby>")
        self.text(base)
        raw("<rp>（</rp><rt>")
        self.text(reading)
        raw("</rt><rp>）</rp></ruby>")
      }
    }
  }

  /// Lines of a text as one paragraph with breaks.
  package mutating func lines(_ text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { raw("<br>") }
      self.text(String(line))
    }
  }
}
