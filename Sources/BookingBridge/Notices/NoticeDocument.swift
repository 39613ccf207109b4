package import InnRegistry

/// What a notice says, in the order in which it is read, whatever form it then takes.
package struct NoticeDocument: Hashable, Sendable {
  package var kind: NoticeKind
  package var language: NoticeLanguage
  package var title: RichText
  /// The point first.
  package var lead: [RichText]
  package var sections: [Section]

  package struct Section: Hashable, Sendable {
    /// For programs: `stay`, `price`, ….
    package var name: String
    package var heading: RichText?
    package var blocks: [Block]
  }

  package enum Block: Hashable, Sendable {
    case fact(Fact)
    case prices([PriceRow], total: RichText)
    case list([RichText])
    case paragraph(RichText)
    /// What the inn wrote in another language than the notice's, with that language (BCP 47).
    case foreign(String, language: String)
    case link(label: RichText, address: String)
    case phrase(Phrase)
  }

  package struct Fact: Hashable, Sendable {
    /// For programs: `reference`, `check_in`, ….
    package var name: String
    package var label: RichText
    package var values: [RichText]
  }

  package struct PriceRow: Hashable, Sendable {
    package var night: RichText
    package var item: RichText
    package var amount: String
  }

  /// A sentence to be said in Japanese.
  package struct Phrase: Hashable, Sendable {
    /// What it means, in the guest's language.
    package var meaning: RichText
    package var japanese: String
    package var kana: String
    package var romaji: String
  }

  package var facts: [Fact] {
    sections.flatMap(\.blocks).compactMap { if case .fact(let fact) = $0 { fact } else { nil } }
  }
}

/// A notice: in the guest's language, and in Japanese beneath as long as nobody has reviewed the
/// translation.
package struct Notice: Hashable, Sendable {
  package var document: NoticeDocument
  package var japanese: NoticeDocument?
  package var sms: String

  /// Writes the notice that a kind asks for.
  ///
  /// - Parameter language: another than the booking's, when somebody chose one.
  package init(_ kind: NoticeKind, _ facts: NoticeFacts, language: NoticeLanguage? = nil) {
    let language = language ?? facts.language
    let writer = NoticeWriter(facts: facts, catalogue: .of(language))
    document = writer.document(kind)
    sms = writer.sms(kind)
    japanese = nil
    if language != .japanese, !writer.catalogue.isReviewed {
      let source = NoticeWriter(facts: facts, catalogue: .of(.japanese))
      japanese = source.document(kind)
      // The remark stands where the reader of the translation sees it.
      document.sections.append(
        NoticeDocument.Section(
          name: "unreviewed",
          heading: nil,
          blocks: [.paragraph(writer.text(.noteUnreviewed))],
        )
      )
    }
  }

  package var kind: NoticeKind { document.kind }
  package var language: NoticeLanguage { document.language }
}
