package import InnRegistry

/// A notice for platforms that show it in their own way: the same words, by name.
extension Notice {
  package var json: String {
    var json = JSONWriter(capacity: 8192)
    write(to: &json)
    return json.text
  }

  package func write(to json: inout JSONWriter, booking: BookingID? = nil) {
    json.object {
      if let booking { $0.field("booking", booking) }
      $0.field("kind", kind)
      $0.field("language", language)
      $0.field("reviewed", japanese == nil && NoticeCatalogue.of(language).isReviewed)
      $0.field("title", document.title.plain)
      $0.array("lead") { list in for text in document.lead { list.string(text.plain) } }
      $0.array("sections") { list in
        for section in document.sections { section.write(to: &list) }
      }
      $0.field("sms", sms)
    }
  }
}

extension NoticeDocument.Section {
  fileprivate func write(to json: inout JSONWriter) {
    json.object {
      $0.field("name", name)
      $0.field("heading", heading?.plain)
      $0.array("items") { list in for block in blocks { block.write(to: &list) } }
    }
  }
}

extension NoticeDocument.Block {
  /// The type says which members follow.
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      switch self {
      case .fact(let fact):
        json.field("type", "fact")
        json.field("name", fact.name)
        json.field("label", fact.label.plain)
        json.array("values") { list in for value in fact.values { list.string(value.plain) } }
      case .prices(let rows, let total):
        json.field("type", "prices")
        json.array("rows") { list in
          for row in rows {
            list.object {
              $0.field("night", row.night.plain)
              $0.field("item", row.item.plain)
              $0.field("sum", row.amount)
            }
          }
        }
        json.field("sum", total.plain)
      case .list(let items):
        json.field("type", "list")
        json.array("values") { list in for item in items { list.string(item.plain) } }
      case .paragraph(let text):
        json.field("type", "paragraph")
        json.field("value", text.plain)
      case .foreign(let text, let language):
        json.field("type", "foreign")
        json.field("language", language)
        json.field("value", text)
      case .link(let label, let address):
        json.field("type", "link")
        json.field("label", label.plain)
        json.field("address", address)
      case .phrase(let phrase):
        json.field("type", "phrase")
        json.field("meaning", phrase.meaning.plain)
        json.field("japanese", phrase.japanese)
        json.field("kana", phrase.kana)
        json.field("romaji", phrase.romaji)
      }
    }
  }
}
