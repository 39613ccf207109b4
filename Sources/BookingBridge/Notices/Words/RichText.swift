/// Text of a notice: letters, readings above kanji, and passages in another language.
package struct RichText: Hashable, Sendable {
  package private(set) var runs: [Run] = []

  package enum Run: Hashable, Sendable {
    case text(String)
    /// Kanji and their reading in hiragana.
    case ruby(base: String, reading: String)
    /// Text in Japanese inside a notice of another language.
    case japanese(String)
  }

  package init() {}
  package init(_ text: String) { append(text) }
  package init(runs: [Run]) { self.runs = runs }

  package static func japanese(_ text: String) -> RichText { RichText(runs: [.japanese(text)]) }

  package var isEmpty: Bool { runs.isEmpty }

  package mutating func append(_ text: String) {
    guard !text.isEmpty else { return }
    if case .text(let last)? = runs.last {
      runs[runs.count - 1] = .text(last + text)
    } else {
      runs.append(.text(text))
    }
  }

  package mutating func append(_ run: Run) {
    if case .text(let text) = run { append(text) } else { runs.append(run) }
  }

  package mutating func append(_ other: RichText) { for run in other.runs { append(run) } }

  package static func + (lhs: RichText, rhs: RichText) -> RichText {
    var sum = lhs
    sum.append(rhs)
    return sum
  }

  /// Readings in brackets behind their kanji.
  package var plain: String {
    var text = ""
    for run in runs {
      switch run {
      case .text(let part), .japanese(let part): text += part
      case .ruby(let base, let reading): text += base + "（" + reading + "）"
      }
    }
    return text
  }

  /// The paragraphs: split at line breaks.
  package var paragraphs: [RichText] {
    var found: [RichText] = [RichText()]
    for run in runs {
      guard case .text(let text) = run else {
        found[found.count - 1].append(run)
        continue
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        if index > 0 { found.append(RichText()) }
        found[found.count - 1].append(String(line))
      }
    }
    return found.filter { !$0.isEmpty }
  }

  /// Reads `[漢字|かんじ]` as kanji with a reading; everything else stands for itself.
  ///
  /// For text of the program alone: what people wrote is appended as it is.
  package init(marked text: some StringProtocol) {
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      append(String(rest[..<open]))
      let after = rest[rest.index(after: open)...]
      guard let close = after.firstIndex(of: "]"),
        let bar = after[..<close].firstIndex(of: "|")
      else {
        append(String(rest[open...]))
        return
      }
      let base = String(after[..<bar])
      let reading = String(after[after.index(after: bar)..<close])
      runs.append(.ruby(base: base, reading: reading))
      rest = after[after.index(after: close)...]
    }
    append(String(rest))
  }
}
