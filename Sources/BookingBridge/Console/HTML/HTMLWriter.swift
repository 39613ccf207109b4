import InnRegistry

/// Writes HTML into one growing buffer; what it is given is text and becomes text.
///
/// There is no way to write markup as such: tags and names of attributes are the program's own,
/// values and contents are escaped, and addresses are ``ConsolePath`` values. A name that looks like
/// a script is a name.
///
/// ```swift
/// html(.p, .class("note")) { html in
///   html(.strong, inn.name.japanese)
///   html.text(Words(ja: "の空室", en: ": rooms left"))
/// }
/// ```
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []
  let language: ConsoleLanguage

  init(_ language: ConsoleLanguage, capacity: Int = 16 << 10) {
    self.language = language
    bytes.reserveCapacity(capacity)
  }

  /// The text so far as a string, for tests.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Begins a document of this kind of HTML.
  mutating func doctype() { append("<!doctype html>\n") }

  // MARK: - Elements

  mutating func callAsFunction(
    _ tag: Tag,
    _ attributes: Attribute...,
    content: (inout HTMLWriter) throws -> Void,
  ) rethrows {
    open(tag.name, attributes)
    try content(&self)
    close(tag.name)
  }

  mutating func callAsFunction(_ tag: Tag, _ attributes: Attribute..., text: String) {
    open(tag.name, attributes)
    self.text(text)
    close(tag.name)
  }

  mutating func callAsFunction(_ tag: Tag, _ text: String) {
    open(tag.name, [])
    self.text(text)
    close(tag.name)
  }

  mutating func callAsFunction(_ tag: Tag, _ words: Words) { callAsFunction(tag, words[language]) }

  mutating func callAsFunction(_ tag: Tag, _ attributes: Attribute..., words: Words) {
    open(tag.name, attributes)
    text(words[language])
    close(tag.name)
  }

  mutating func callAsFunction(_ tag: VoidTag, _ attributes: Attribute...) {
    open(tag.name, attributes)
  }

  /// As the first of these, for attributes that were put together before.
  mutating func element(
    _ tag: Tag,
    _ attributes: [Attribute],
    content: (inout HTMLWriter) throws -> Void = { _ in },
  ) rethrows {
    open(tag.name, attributes)
    try content(&self)
    close(tag.name)
  }

  mutating func void(_ tag: VoidTag, _ attributes: [Attribute]) { open(tag.name, attributes) }

  // MARK: - Text

  mutating func text(_ words: Words) { text(words[language]) }

  mutating func text(_ text: String) { bytes.append(escaped: text) }

  // MARK: - Pages of thousands of cells

  /// Markup of the program's own: a constant, so that no text can become markup.
  mutating func literal(_ markup: StaticString) { append(markup) }

  /// Text that was escaped before, to be written again and again.
  mutating func append(_ text: EscapedText) { bytes.append(contentsOf: text.bytes) }

  /// Data for programs that read the page: JSON of the program's own, in which no `<` can end it.
  mutating func jsonLD(_ json: JSONWriter) {
    append("<script type=\"application/ld+json\">")
    for byte in json.bytes {
      if byte == UInt8(ascii: "<") { append("\\u003c") } else { bytes.append(byte) }
    }
    append("</script>")
  }

  mutating func digits(_ number: Int) {
    guard (0...9).contains(number) else { return text(String(number)) }
    bytes.append(UInt8(ascii: "0") + UInt8(number))
  }

  // MARK: - Inside

  private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
    bytes.append(UInt8(ascii: "<"))
    append(name)
    for attribute in attributes where attribute.isWritten {
      bytes.append(UInt8(ascii: " "))
      append(attribute.name)
      guard let value = attribute.text(language) else { continue }
      append("=\"")
      text(value)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: StaticString) {
    append("</")
    append(name)
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

/// A text as HTML has it, made once where a page repeats it.
struct EscapedText: Hashable, Sendable {
  fileprivate let bytes: [UInt8]

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.append(escaped: text)
    self.bytes = bytes
  }
}
