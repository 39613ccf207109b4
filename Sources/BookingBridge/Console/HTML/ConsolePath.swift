/// An address inside the console: a path below `/office`, its segments escaped, and a query.
///
/// Links and forms take nothing else, so no name of an inn or a guest can become an address.
struct ConsolePath: Hashable, Sendable {
  let text: String

  static let prefix = "/office"

  init(_ segments: String..., query: [(String, String?)] = [], anchor: String? = nil) {
    self.init(segments: segments, query: query, anchor: anchor)
  }

  init(segments: [String], query: [(String, String?)] = [], anchor: String? = nil) {
    var text = ConsolePath.prefix
    for segment in segments { text += "/" + percentEncoded(segment) }
    let items = query.compactMap { name, value in
      value.map { "\(percentEncoded(name))=\(percentEncoded($0))" }
    }
    if !items.isEmpty { text += "?" + items.joined(separator: "&") }
    if let anchor { text += "#" + percentEncoded(anchor) }
    self.text = text
  }

  /// The page that a form or a link of the console named to come back to: anything but a path of
  /// the console itself, or one with two slashes in a row, is nil.
  init?(returning text: String?) {
    guard let text, text == ConsolePath.prefix || text.hasPrefix(ConsolePath.prefix + "/"),
      !text.contains("//"), !text.contains("\\"), text.utf8.count <= 2000,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    self.text = text
  }
}

extension HTTPResponse {
  /// 303: the browser asks for this page next.
  static func see(_ path: ConsolePath) -> HTTPResponse {
    HTTPResponse(.seeOther, headers: [("Location", path.text)])
  }
}
