import InnRegistry

/// A notice as a page: one A4 sheet when printed, one column on a telephone; loads nothing from
/// anywhere.
extension Notice {
  /// The whole page.
  package var html: String {
    var page = NoticeMarkup()
    page.raw("<!DOCTYPE html>\n<html lang=\"\(language.htmlTag)\">\n<head>\n")
    page.raw("<meta charset=\"utf-8\">\n")
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.raw("<meta name=\"robots\" content=\"noindex\">\n<title>")
    page.text(document.title.base)
    page.raw("</title>\n<style>\(NoticeStyle.sheet)</style>\n</head>\n<body>\n<main>\n")
    write(to: &page)
    page.raw("</main>\n</body>\n</html>\n")
    return page.text
  }

  /// The notice alone, to stand in another page's `main`; its style is ``NoticeStyle/sheet``.
  package func write(to page: inout NoticeMarkup) {
    page.raw(japanese == nil ? "<div class=\"notice\">\n" : "<div class=\"notice pair\">\n")
    page.raw("<article lang=\"\(language.htmlTag)\" class=\"\(document.kind.rawValue)\">\n")
    document.write(to: &page, level: 1)
    page.raw("</article>\n")
    if let japanese {
      page.raw("<article lang=\"ja\" class=\"beneath\">\n")
      japanese.write(to: &page, level: 2)
      page.raw("</article>\n")
    }
    page.raw("</div>\n")
  }
}

extension NoticeDocument {
  /// - Parameter level: of the title's heading, 1...5.
  fileprivate func write(to page: inout NoticeMarkup, level: Int) {
    page.raw("<h\(level)>")
    page.text(title, in: language)
    page.raw("</h\(level)>\n")
    for paragraph in lead {
      page.raw("<p class=\"lead\">")
      page.text(paragraph, in: language)
      page.raw("</p>\n")
    }
    for section in sections {
      page.raw("<section class=\"\(section.name)\">\n")
      if let heading = section.heading {
        page.raw("<h\(level + 1)>")
        page.text(heading, in: language)
        page.raw("</h\(level + 1)>\n")
      }
      write(section.blocks, to: &page)
      page.raw("</section>\n")
    }
  }

  private func write(_ blocks: [Block], to page: inout NoticeMarkup) {
    var isListing = false
    for block in blocks {
      var isFact = false
      if case .fact = block { isFact = true }
      if isFact != isListing { page.raw(isFact ? "<dl>\n" : "</dl>\n") }
      isListing = isFact
      write(block, to: &page)
    }
    if isListing { page.raw("</dl>\n") }
  }

  private func write(_ block: Block, to page: inout NoticeMarkup) {
    switch block {
    case .fact(let fact):
      page.raw("<div><dt>")
      page.text(fact.label, in: language)
      page.raw("</dt>")
      for value in fact.values {
        page.raw("<dd>")
        page.text(value, in: language)
        page.raw("</dd>")
      }
      page.raw("</div>\n")
    case .prices(let rows, let total): write(rows, total, to: &page)
    case .list(let items):
      page.raw("<ul>\n")
      for item in items {
        page.raw("<li>")
        page.text(item, in: language)
        page.raw("</li>\n")
      }
      page.raw("</ul>\n")
    case .paragraph(let text):
      for paragraph in text.paragraphs {
        page.raw("<p>")
        page.text(paragraph, in: language)
        page.raw("</p>\n")
      }
    case .foreign(let text, let tag):
      page.raw("<p lang=\"")
      page.text(tag)
      page.raw("\" class=\"foreign\">")
      page.lines(text)
      page.raw("</p>\n")
    case .link(let label, let address):
      page.raw("<p><a href=\"")
      page.text(address)
      page.raw("\">")
      page.text(label, in: language)
      page.raw("</a></p>\n")
    case .phrase(let phrase): write(phrase, to: &page)
    }
  }

  private func write(_ rows: [PriceRow], _ total: RichText, to page: inout NoticeMarkup) {
    page.raw("<table>\n<tbody>\n")
    for row in rows {
      page.raw("<tr><td>")
      page.text(row.night, in: language)
      page.raw("</td><td>")
      page.text(row.item, in: language)
      page.raw("</td><td class=\"amount\">")
      page.text(row.amount)
      page.raw("</td></tr>\n")
    }
    page.raw("</tbody>\n<tfoot><tr><td colspan=\"3\" class=\"amount\"><strong>")
    page.text(total, in: language)
    page.raw("</strong></td></tr></tfoot>\n</table>\n")
  }

  private func write(_ phrase: Phrase, to page: inout NoticeMarkup) {
    page.raw("<div class=\"phrase\"><p>")
    page.text(phrase.meaning, in: language)
    page.raw("</p><p lang=\"ja\" class=\"say\">")
    page.text(phrase.japanese)
    page.raw("</p><p lang=\"ja\">")
    page.text(phrase.kana)
    page.raw("</p><p lang=\"ja-Latn\" class=\"romaji\">")
    page.text(phrase.romaji)
    page.raw("</p></div>\n")
  }
}

/// The style of notices and of the guest's page.
package enum NoticeStyle {
  /// Fonts by language, because Chinese and Japanese share letters that are drawn differently; line
  /// breaks by word in Korean, by the browser's dictionary in Thai; long names break anywhere rather
  /// than stick out.
  package static let sheet = """

    * { box-sizing: border-box; }
    html { font-size: 100%; }
    body { margin: 0; padding: 0 1rem 2rem; color: #1a1a1a; background: #fff; line-height: 1.6;
      font-family: "Noto Sans", "Segoe UI", Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
    :lang(ja) { font-family: "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic",
      Meiryo, sans-serif; line-break: strict; }
    :lang(zh-Hant) { font-family: "Noto Sans CJK TC", "Noto Sans TC", "PingFang TC",
      "Microsoft JhengHei", sans-serif; line-break: strict; }
    :lang(zh-Hans) { font-family: "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC",
      "Microsoft YaHei", sans-serif; line-break: strict; }
    :lang(ko) { font-family: "Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo",
      "Malgun Gothic", sans-serif; word-break: keep-all; }
    :lang(th) { font-family: "Noto Sans Thai", "Leelawadee UI", Thonburi, sans-serif;
      line-height: 1.7; }
    :lang(ja-Latn) { font-family: "Noto Sans", "Segoe UI", Roboto, Arial, sans-serif; }
    main { max-width: 44rem; margin: 0 auto; }
    h1 { margin: 1rem 0 .5rem; font-size: 1.5rem; line-height: 1.3; }
    h2, .beneath h3 { margin: 1.2rem 0 .3rem; font-size: 1.1rem; line-height: 1.3; }
    .beneath { margin-top: 2rem; padding-top: .5rem; border-top: 3px solid #767676; }
    .beneath h2 { font-size: 1.3rem; }
    p { margin: 0 0 .5rem; }
    .lead { font-size: 1.05rem; font-weight: 600; }
    dl { margin: 0; }
    dl div { padding: .3rem 0; border-bottom: 1px solid #d0d0d0; }
    dt { font-weight: 600; }
    dd { margin: 0; }
    ul { margin: 0 0 .5rem; padding-left: 1.3rem; }
    table { width: 100%; border-collapse: collapse; }
    td { padding: .2rem .4rem .2rem 0; border-bottom: 1px solid #d0d0d0; vertical-align: top; }
    .amount { text-align: right; }
    a { color: #004a99; }
    .phrase { margin: .7rem 0; padding: .5rem .7rem; border-left: 4px solid #004a99; }
    .phrase p { margin: 0; }
    .say { font-size: 1.3rem; font-weight: 600; }
    .unreviewed { margin-top: 1rem; padding: .5rem .7rem; border: 2px solid #8a4b00; }
    ruby rt { font-size: .55em; }
    @media screen and (min-width: 40rem) {
      dl div { display: grid; grid-template-columns: 11rem 1fr; column-gap: 1rem; }
      dt { grid-row: 1 / span 9; }
      dd { grid-column: 2; }
    }
    @page { size: A4 portrait; margin: 9mm 10mm; }
    @media print {
      body { padding: 0; line-height: 1.3; font-size: 9pt; }
      :lang(th) { line-height: 1.3; }
      main { max-width: none; }
      h1, .beneath h2 { margin: 0 0 1mm; font-size: 13pt; }
      h2, .beneath h3 { margin: 1.6mm 0 .4mm; font-size: 9.5pt; }
      p, ul { margin-bottom: .6mm; }
      .lead { font-size: 9pt; }
      dl div { display: grid; grid-template-columns: 24mm 1fr; column-gap: 2mm; padding: .3mm 0; }
      dt { grid-row: 1 / span 9; }
      dd { grid-column: 2; }
      td { padding: .2mm 1mm .2mm 0; }
      .say { font-size: 11pt; }
      .phrase { margin: 1mm 0; padding: 0 2mm; break-inside: avoid; }
      a { color: #000; }
      .pair { display: grid; grid-template-columns: 1fr 1fr; column-gap: 6mm; font-size: 7pt; }
      .pair .lead, .pair h2, .pair .beneath h3 { font-size: 7.5pt; }
      .pair h1, .pair .beneath h2 { font-size: 10pt; }
      .pair .say { font-size: 8.5pt; }
      .pair dl div { grid-template-columns: 19mm 1fr; }
      .pair article { min-width: 0; }
      .beneath { margin: 0; padding: 0 0 0 3mm; border-top: 0; border-left: .3mm solid #767676; }
      .unreviewed { margin-top: 1mm; padding: .5mm 1mm; border-width: .3mm; }
      nav, form, .actions { display: none; }
    }

    """
}
