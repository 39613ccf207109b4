/// A notice as plain text: what mail programs show without HTML, and what is read aloud.
extension Notice {
  package var text: String {
    var text = document.text
    if let japanese {
      text += "\n" + String(repeating: "-", count: 30) + "\n\n" + japanese.text
    }
    return text
  }
}

extension NoticeDocument {
  package var text: String {
    var lines = [title.plain, ""]
    lines += lead.map(\.plain)
    for section in sections {
      lines.append("")
      if let heading = section.heading { lines.append("■ " + heading.plain) }
      for block in section.blocks { lines += NoticeDocument.lines(of: block) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of block: Block) -> [String] {
    switch block {
    case .fact(let fact):
      let values = fact.values.map(\.plain)
      return [fact.label.plain + ": " + (values.first ?? "")] + values.dropFirst().map { "  " + $0 }
    case .prices(let rows, let total):
      return rows.map { "\($0.night.plain)  \($0.item.plain)  \($0.amount)" }
        + ["= " + total.plain]
    case .list(let items): return items.map { "- " + $0.plain }
    case .paragraph(let text): return [text.plain]
    case .foreign(let text, _): return [text]
    case .link(let label, let address): return [label.plain + ":", address]
    case .phrase(let phrase):
      return [
        "", "- " + phrase.meaning.plain, "  " + phrase.japanese, "  " + phrase.kana,
        "  " + phrase.romaji,
      ]
    }
  }
}
