package import InnRegistry

/// The OpenAPI document as a page for people: one file, no script, nothing from elsewhere.
struct DocumentationPage {
  let document: JSONValue

  var response: HTTPResponse {
    HTTPResponse.text(html, type: "text/html; charset=utf-8")
      .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
      .with("Referrer-Policy", "no-referrer")
  }

  private var html: String {
    let title = document["info", "title"]?.string ?? ""
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title))</title><style>\(DocumentationPage.style)</style></head>
      <body><header><h1>\(escaped(title))</h1></header>
      <nav aria-label="Operations">\(contents)</nav>
      <main>\(prose(document["info", "description"]?.string ?? ""))
      <p><a href="/openapi.json">openapi.json</a></p>
      \(operations.map(section).joined())
      <h2 id="schemas">Shapes</h2>
      \(schemas.map(shape).joined())
      <h2 id="problems">Problem codes</h2>\(problems)
      </main></body></html>
      """
  }

  // MARK: - Parts

  private struct Operation {
    var method: String
    var path: String
    var value: JSONValue

    var id: String { value["operationId"]?.string ?? "" }
    var tag: String { value["tags", "0"]?.string ?? "" }
  }

  private var operations: [Operation] {
    (document["paths"]?.members ?? []).flatMap { path in
      path.value.members.map { Operation(method: $0.name, path: path.name, value: $0.value) }
    }
  }

  private var schemas: [JSONObject.Member] { document["components", "schemas"]?.members ?? [] }

  private var contents: String {
    let groups = document["tags"]?.elements.compactMap { $0["name"]?.string } ?? []
    let lists = groups.map { tag in
      let items = operations.filter { $0.tag == tag }.map { operation in
        "<li><a href=\"#\(operation.id)\">\(escaped(operation.value["summary"]?.string ?? ""))</a></li>"
      }
      return "<h2>\(escaped(tag))</h2><ul>\(items.joined())</ul>"
    }
    return lists.joined()
      + "<h2>Reference</h2><ul><li><a href=\"#schemas\">Shapes</a></li>"
      + "<li><a href=\"#problems\">Problem codes</a></li></ul>"
  }

  private func section(_ operation: Operation) -> String {
    let value = operation.value
    var text = """
      <section id="\(operation.id)"><h2>\(escaped(value["summary"]?.string ?? ""))</h2>
      <p class="route"><b>\(operation.method.uppercased())</b> <code>\(escaped(operation.path))</code></p>
      \(prose(value["description"]?.string ?? ""))
      """
    let parameters = value["parameters"]?.elements ?? []
    if !parameters.isEmpty {
      let rows = parameters.map { parameter in
        row(
          parameter["name"]?.string ?? "",
          isRequired: parameter["required"] == .bool(true),
          "\(parameter["in"]?.string ?? ""), \(kind(parameter["schema"]))",
          parameter["description"]?.string ?? "",
        )
      }
      text += table("Parameters", rows)
    }
    if let body = value["requestBody", "content", "application/json"] {
      text += "<h3>Body</h3>" + members(body["schema"]) + examples(body["examples"], "Request")
    }
    text += "<h3>Answers</h3>"
    for answer in value["responses"]?.members ?? [] {
      let content = answer.value["content"]?.members.first
      text +=
        "<h4><code>\(answer.name)</code> \(inline(answer.value["description"]?.string ?? ""))</h4>"
      if let content, !content.name.contains("problem") {
        text += "<p>\(kind(content.value["schema"]))</p>"
        if content.value["schema", "$ref"] == nil { text += members(content.value["schema"]) }
      }
      text += examples(content?.value["examples"], "Answer")
    }
    return text + "</section>"
  }

  private func shape(_ schema: JSONObject.Member) -> String {
    "<section id=\"schema-\(schema.name)\"><h3>\(escaped(schema.name))</h3>"
      + prose(schema.value["description"]?.string ?? "") + members(schema.value) + "</section>"
  }

  private func members(_ schema: JSONValue?) -> String {
    if let choices = schema?["anyOf"]?.elements, !choices.isEmpty {
      return choices.map { choice in
        "<h4>\(escaped(choice["title"]?.string ?? ""))</h4>" + members(choice)
      }.joined()
    }
    let required = Set(schema?["required"]?.elements.compactMap(\.string) ?? [])
    let rows = (schema?["properties"]?.members ?? []).flatMap { member in
      [
        row(
          member.name,
          isRequired: required.contains(member.name),
          kind(member.value),
          member.value["description"]?.string ?? "",
        )
      ] + inner(of: member, in: member.name)
    }
    return rows.isEmpty ? "" : table("", rows)
  }

  /// Members of an object that stands inside another one.
  private func inner(of member: JSONObject.Member, in path: String) -> [String] {
    let holder = member.value["items"] ?? member.value
    let dot = member.value["items"] == nil ? "." : "[]."
    let required = Set(holder["required"]?.elements.compactMap(\.string) ?? [])
    return (holder["properties"]?.members ?? []).flatMap { inside in
      [
        row(
          path + dot + inside.name,
          isRequired: required.contains(inside.name),
          kind(inside.value),
          inside.value["description"]?.string ?? "",
        )
      ] + inner(of: inside, in: path + dot + inside.name)
    }
  }

  private func table(_ title: String, _ rows: [String]) -> String {
    (title.isEmpty ? "" : "<h3>\(title)</h3>")
      + "<table><tr><th>Name<th>Kind<th>Meaning</tr>\(rows.joined())</table>"
  }

  private func row(_ name: String, isRequired: Bool, _ kind: String, _ about: String) -> String {
    let mark = isRequired ? " <b title=\"required\">*</b>" : ""
    return "<tr><td><code>\(escaped(name))</code>\(mark)<td>\(kind)<td>\(inline(about))</tr>"
  }

  private func examples(_ examples: JSONValue?, _ title: String) -> String {
    (examples?.members ?? []).map { example in
      let summary = example.value["summary"]?.string ?? example.name
      return "<details><summary>\(title): \(escaped(summary))</summary>"
        + "<pre>\(escaped((example.value["value"] ?? .null).indented()))</pre></details>"
    }.joined()
  }

  private var problems: String {
    let rows = HTTPProblemCode.allCases.map { code in
      "<tr id=\"problem-\(code.rawValue)\"><td><code>\(code.rawValue)</code>"
        + "<td>\(code.status.rawValue)<td>\(escaped(code.title))</tr>"
    }
    return "<table><tr><th>Code<th>Status<th>Meaning</tr>\(rows.joined())</table>"
  }
}

// MARK: - Words

extension DocumentationPage {
  /// What a schema asks for, in a few words.
  private func kind(_ schema: JSONValue?) -> String {
    guard let schema else { return "" }
    if let reference = schema["$ref"]?.string?.split(separator: "/").last {
      return "<a href=\"#schema-\(reference)\">\(reference)</a>"
    }
    if let choices = schema["anyOf"]?.elements {
      return choices.map(kind).filter { !$0.isEmpty }.joined(separator: " or ")
    }
    if let words = schema["enum"]?.elements {
      return words.map { "<code>\(escaped($0.string ?? "null"))</code>" }.joined(separator: " ")
    }
    let types = schema["type"].map { type in
      type.string.map { [$0] } ?? type.elements.compactMap(\.string)
    }
    var text = (types ?? []).joined(separator: " or ")
    if let items = schema["items"] { text = "list of " + kind(items) }
    if let format = schema["format"]?.string { text += " (\(format))" }
    if let least = schema["minimum"], let most = schema["maximum"] {
      text += " \(least.plain) to \(most.plain)"
    }
    if let fallback = schema["default"] { text += ", default \(escaped(fallback.plain))" }
    return text
  }

  /// Paragraphs of the little Markdown that the document has: blank lines and `code`.
  private func prose(_ text: String) -> String {
    var paragraphs: [String] = []
    var lines: [Substring] = []
    let all = text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()]
    for line: Substring in all {
      if !line.isEmpty {
        lines.append(line)
      } else if !lines.isEmpty {
        paragraphs.append("<p>\(inline(lines.joined(separator: " ")))</p>")
        lines = []
      }
    }
    return paragraphs.joined()
  }

  private func inline(_ text: String) -> String {
    escaped(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.isMultiple(of: 2) ? String($1) : "<code>\($1)</code>" }.joined()
  }

  private func escaped(_ text: some StringProtocol) -> String {
    var safe = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      default: safe.unicodeScalars.append(character)
      }
    }
    return safe
  }

  private static let style = """
    :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;\
    grid-template-columns:15rem minmax(0,1fr)}header{grid-column:1/3;padding:0 1.5rem;\
    border-bottom:1px solid #8886}nav{padding:1rem 1.5rem;position:sticky;top:0;height:100vh;\
    overflow:auto;box-sizing:border-box;font-size:.9rem}nav h2{font-size:.8rem;margin:1rem 0 .2rem}\
    nav ul{list-style:none;padding:0;margin:0}main{padding:1rem 1.5rem 6rem;max-width:60rem}\
    section{border-top:1px solid #8886;margin-top:2rem}.route{font-size:1.1rem}\
    table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;\
    vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8884}code,pre{font:.9em \
    ui-monospace,monospace}pre{overflow:auto;padding:.8rem;background:#8881}h4{margin:.8rem 0 .2rem;\
    font-weight:500}@media(max-width:50rem){body{display:block}nav{position:static;height:auto}}
    """
}

extension JSONValue {
  /// Follows names of members and positions of elements.
  fileprivate subscript(path: String...) -> JSONValue? {
    path.reduce(self as JSONValue?) { value, name in
      switch value {
      case .object(let object)?: object[name]
      case .array(let elements)?:
        Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      case .null?, .bool?, .integer?, .number?, .string?, nil: nil
      }
    }
  }

  fileprivate var members: [JSONObject.Member] {
    if case .object(let object) = self { object.members } else { [] }
  }

  fileprivate var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }

  /// On one line.
  fileprivate var plain: String {
    var json = JSONWriter()
    json.value(self)
    return json.text
  }

  /// The longest text that stays on one line, in characters.
  private static var lineLength: Int { 88 }

  /// Over several lines where one would be too long.
  package func indented(_ depth: Int = 0) -> String {
    let flat = plain
    guard flat.count + 2 * depth > JSONValue.lineLength else { return flat }
    let inside = String(repeating: "  ", count: depth + 1)
    let outside = String(repeating: "  ", count: depth)
    switch self {
    case .array(let elements):
      let lines = elements.map { inside + $0.indented(depth + 1) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(outside)]"
    case .object(let object):
      let lines = object.members.map { member in
        inside + JSONValue.string(member.name).plain + ": " + member.value.indented(depth + 1)
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(outside)}"
    case .null, .bool, .integer, .number, .string: return flat
    }
  }
}
