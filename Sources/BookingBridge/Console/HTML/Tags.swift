/// Elements that hold something.
enum Tag: String {
  case a, article, aside, audio, body, button, caption, code, datalist, dd, details, dialog, div, dl
  case dt, em, fieldset, figcaption, figure, footer, form, h1, h2, h3, head, header, html, iframe,
    label, legend, li
  case main
  case meter, nav, ol, optgroup, option, p, pre, script, section, select, small, span, strong
  case summary, table, tbody, td, textarea, tfoot, th, thead, time, title, tr, ul

  /// The name as the document has it; a constant, so that no text can become a tag.
  var name: StaticString {
    switch self {
    case .a: "a"
    case .article: "article"
    case .aside: "aside"
    case .audio: "audio"
    case .body: "body"
    case .button: "button"
    case .caption: "caption"
    case .code: "code"
    case .datalist: "datalist"
    case .dd: "dd"
    case .details: "details"
    case .dialog: "dialog"
    case .div: "div"
    case .dl: "dl"
    case .dt: "dt"
    case .em: "em"
    case .fieldset: "fieldset"
    case .figcaption: "figcaption"
    case .figure: "figure"
    case .footer: "footer"
    case .form: "form"
    case .h1: "h1"
    case .h2: "h2"
    case .h3: "h3"
    case .head: "head"
    case .header: "header"
    case .html: "html"
    case .iframe: "iframe"
    case .label: "label"
    case .legend: "legend"
    case .li: "li"
    case .main: "main"
    case .meter: "meter"
    case .nav: "nav"
    case .ol: "ol"
    case .optgroup: "optgroup"
    case .option: "option"
    case .p: "p"
    case .pre: "pre"
    case .script: "script"
    case .section: "section"
    case .select: "select"
    case .small: "small"
    case .span: "span"
    case .strong: "strong"
    case .summary: "summary"
    case .table: "table"
    case .tbody: "tbody"
    case .td: "td"
    case .textarea: "textarea"
    case .tfoot: "tfoot"
    case .th: "th"
    case .thead: "thead"
    case .time: "time"
    case .title: "title"
    case .tr: "tr"
    case .ul: "ul"
    }
  }
}

/// Elements that hold nothing.
enum VoidTag {
  case br, hr, img, input, link, meta

  var name: StaticString {
    switch self {
    case .br: "br"
    case .hr: "hr"
    case .img: "img"
    case .input: "input"
    case .link: "link"
    case .meta: "meta"
    }
  }
}

/// One attribute; a value of words takes the page's language.
struct Attribute: Hashable {
  private enum Value: Hashable {
    /// A flag such as `checked`.
    case none
    case text(String)
    case words(Words)
    case absent
  }

  private let nameText: String
  let name: StaticString
  private let value: Value

  private init(_ name: StaticString, _ value: Value) {
    self.name = name
    nameText = "\(name)"
    self.value = value
  }

  static func == (left: Attribute, right: Attribute) -> Bool {
    left.nameText == right.nameText && left.value == right.value
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(nameText)
    hasher.combine(value)
  }

  var isWritten: Bool { value != .absent }

  func text(_ language: ConsoleLanguage) -> String? {
    switch value {
    case .none, .absent: nil
    case .text(let text): text
    case .words(let words): words[language]
    }
  }

  /// Written only when `condition` holds.
  static func when(_ condition: Bool, _ attribute: Attribute) -> Attribute {
    condition ? attribute : Attribute(attribute.name, .absent)
  }

  // MARK: - Those that the console uses

  static func `class`(_ value: String) -> Attribute { Attribute("class", .text(value)) }
  static func id(_ value: String) -> Attribute { Attribute("id", .text(value)) }
  static func name(_ value: String) -> Attribute { Attribute("name", .text(value)) }
  static func value(_ value: String) -> Attribute { Attribute("value", .text(value)) }
  static func `for`(_ id: String) -> Attribute { Attribute("for", .text(id)) }
  static func lang(_ tag: String) -> Attribute { Attribute("lang", .text(tag)) }
  static func datetime(_ value: String) -> Attribute { Attribute("datetime", .text(value)) }

  /// Addresses are the console's own pages, or one of the few other kinds below.
  static func href(_ path: ConsolePath) -> Attribute { Attribute("href", .text(path.text)) }
  static func src(_ path: ConsolePath) -> Attribute { Attribute("src", .text(path.text)) }
  static func alt(_ words: Words) -> Attribute { Attribute("alt", .words(words)) }
  static func action(_ path: ConsolePath) -> Attribute { Attribute("action", .text(path.text)) }
  static func formaction(_ path: ConsolePath) -> Attribute {
    Attribute("formaction", .text(path.text))
  }
  /// A place on the same page.
  static func anchor(_ id: String) -> Attribute {
    Attribute("href", .text("#" + percentEncoded(id)))
  }
  /// A number to ring by whatever the machine rings with.
  static func telephone(_ number: String) -> Attribute {
    Attribute("href", .text("tel:" + number.filter { $0.isNumber || $0 == "+" }))
  }
  /// A letter in the office's own mail program.
  static func mail(to address: String, subject: String, body: String) -> Attribute {
    let letter = "subject=\(percentEncoded(subject))&body=\(percentEncoded(body))"
    return Attribute("href", .text("mailto:\(percentEncoded(address))?\(letter)"))
  }

  enum Method: String { case get, post, dialog }
  static func method(_ method: Method) -> Attribute { Attribute("method", .text(method.rawValue)) }
  static let upload = Attribute("enctype", .text("multipart/form-data"))

  enum InputType: String {
    case text, password, number, date, time, tel, email, hidden, checkbox, radio, file, search
    case month, url
  }
  static func type(_ type: InputType) -> Attribute { Attribute("type", .text(type.rawValue)) }
  static let submit = Attribute("type", .text("submit"))
  static let plainButton = Attribute("type", .text("button"))
  static let module = Attribute("type", .text("module"))
  static let `defer` = Attribute("defer", .none)

  static func autocomplete(_ value: String) -> Attribute {
    Attribute("autocomplete", .text(value))
  }
  static func inputmode(_ value: String) -> Attribute { Attribute("inputmode", .text(value)) }
  static func accept(_ value: String) -> Attribute { Attribute("accept", .text(value)) }
  static func min(_ value: String) -> Attribute { Attribute("min", .text(value)) }
  static func max(_ value: String) -> Attribute { Attribute("max", .text(value)) }
  static func maxlength(_ value: Int) -> Attribute { Attribute("maxlength", .text(String(value))) }
  static func size(_ value: Int) -> Attribute { Attribute("size", .text(String(value))) }
  static func rows(_ value: Int) -> Attribute { Attribute("rows", .text(String(value))) }
  static func list(_ id: String) -> Attribute { Attribute("list", .text(id)) }
  static let required = Attribute("required", .none)
  static let checked = Attribute("checked", .none)
  static let selected = Attribute("selected", .none)
  static let disabled = Attribute("disabled", .none)
  static let readonly = Attribute("readonly", .none)
  static let autofocus = Attribute("autofocus", .none)
  static let open = Attribute("open", .none)
  static let controls = Attribute("controls", .none)
  static let preloadNothing = Attribute("preload", .text("none"))

  /// A frame whose page may do nothing: no script, no form, no way to its surroundings.
  static let sandbox = Attribute("sandbox", .text(""))

  enum Scope: String { case col, row, colgroup, rowgroup }
  static func scope(_ scope: Scope) -> Attribute { Attribute("scope", .text(scope.rawValue)) }
  static func colspan(_ count: Int) -> Attribute { Attribute("colspan", .text(String(count))) }
  static func rowspan(_ count: Int) -> Attribute { Attribute("rowspan", .text(String(count))) }

  static func role(_ value: String) -> Attribute { Attribute("role", .text(value)) }
  static func label(_ words: Words) -> Attribute { Attribute("aria-label", .words(words)) }
  static func labelledBy(_ id: String) -> Attribute { Attribute("aria-labelledby", .text(id)) }
  static func describedBy(_ ids: String) -> Attribute { Attribute("aria-describedby", .text(ids)) }
  static let currentPage = Attribute("aria-current", .text("page"))
  static let invalid = Attribute("aria-invalid", .text("true"))
  static let hiddenFromReaders = Attribute("aria-hidden", .text("true"))
  static let politelyLive = Attribute("aria-live", .text("polite"))
  static func tabindex(_ value: Int) -> Attribute { Attribute("tabindex", .text(String(value))) }
  static func title(_ words: Words) -> Attribute { Attribute("title", .words(words)) }

  /// What the script reads: `data-live`, `data-confirm` and their like.
  static let liveRegion = Attribute("data-live", .none)
  static func data(_ name: DataName, _ value: String = "") -> Attribute {
    Attribute(name.attribute, .text(value))
  }
  static func confirm(_ words: Words) -> Attribute { Attribute("data-confirm", .words(words)) }

  static func meta(_ name: String, _ content: String) -> [Attribute] {
    [Attribute("name", .text(name)), Attribute("content", .text(content))]
  }
  static let utf8 = Attribute("charset", .text("utf-8"))
  static let stylesheet = Attribute("rel", .text("stylesheet"))
  static let icon = Attribute("rel", .text("icon"))
  static func low(_ value: Int) -> Attribute { Attribute("low", .text(String(value))) }
}

/// Data that the script finds in the page.
enum DataName {
  case cell, feed, max, night, room, row, column, tape, copy, live

  var attribute: StaticString {
    switch self {
    case .cell: "data-cell"
    case .feed: "data-feed"
    case .max: "data-max"
    case .night: "data-night"
    case .room: "data-room"
    case .row: "data-row"
    case .column: "data-column"
    case .tape: "data-tape"
    case .copy: "data-copy"
    case .live: "data-live"
    }
  }
}
