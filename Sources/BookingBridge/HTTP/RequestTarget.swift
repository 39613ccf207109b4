import InnRegistry

/// Where a request wants to go: the path in decoded segments and the decoded query.
///
/// Segments are split before they are decoded, so that `%2F` stays inside its segment and can't
/// smuggle a path past the router.
package struct RequestTarget: Hashable, Sendable {
  /// Path and query as they came; visible ASCII.
  private let bytes: [UInt8]
  /// Bytes of the path.
  private let pathLength: Int
  /// `/v1/inns` gives `["v1", "inns"]`, `/` gives none, a trailing slash gives a last empty one.
  package let segments: [String]
  package let query: [QueryItem]

  /// Most segments of a path; the API's longest route has 6.
  package static let maxSegments = 32
  /// Most query parameters; the widest search has about 20.
  package static let maxQueryItems = 100
  /// Room made at once: a usual route has up to four.
  private static let usualSegments = 4
  /// Room made at once: a usual search has five.
  private static let usualQueryItems = 8
}

extension RequestTarget {
  /// Path and query as they came.
  package var raw: String { String(decoding: bytes, as: UTF8.self) }
  /// The query as it came, with its question mark; empty without one.
  package var rawQuery: String { String(decoding: bytes[pathLength...], as: UTF8.self) }
  /// The path as it came, still percent-encoded, without the query.
  package var rawPath: String { String(decoding: bytes[..<pathLength], as: UTF8.self) }
}

/// One `name=value` of a query, decoded.
package struct QueryItem: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension RequestTarget {
  /// Reads the target of a request line: origin form (`/path?query`), absolute form, or, for
  /// OPTIONS, `*`.
  ///
  /// Refused with 400: characters outside visible ASCII and `#`, malformed percent-encoding, `%00`
  /// and other control characters, invalid UTF-8, and the segments `.` and `..`, encoded or not.
  package init(parsing target: [UInt8], for method: HTTPMethod) throws(HTTPProblem) {
    self = try target.withUnsafeBufferPointer { text throws(HTTPProblem) in
      try RequestTarget(text[...], of: target, for: method)
    }
  }

  /// A part of a target, looked at where it lies: slices of arrays would count their holders.
  private typealias Text = Slice<UnsafeBufferPointer<UInt8>>

  /// - Parameter whole: the target's own memory, kept where all of it is local.
  private init(
    _ target: Text,
    of whole: [UInt8],
    for method: HTTPMethod,
  ) throws(HTTPProblem) {
    guard target.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      throw RequestTarget.malformed("the request target has a character that must be encoded")
    }
    if target.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))), method == .options {
      bytes = whole
      pathLength = target.count
      segments = []
      query = []
      return
    }
    let local = RequestTarget.withoutAuthority(target)
    guard local.first == UInt8(ascii: "/") else {
      throw RequestTarget.malformed("the path must begin with a slash")
    }
    let (path, query) = RequestTarget.cut(local, at: UInt8(ascii: "?"))
    bytes = local.count == whole.count ? whole : Array(local)
    pathLength = path.count
    segments = try RequestTarget.segments(path.dropFirst())
    self.query = try query.map { text throws(HTTPProblem) in try RequestTarget.query(text) } ?? []
  }

  /// What stands before and after the first of a character; no second part without it.
  private static func cut(_ text: Text, at mark: UInt8) -> (Text, Text?) {
    guard let index = text.firstIndex(of: mark) else { return (text, nil) }
    return (text[..<index], text[(index + 1)...])
  }

  private static func malformed(_ detail: String) -> HTTPProblem {
    HTTPProblem(.malformedRequest, detail: detail)
  }

  /// A server must take `http://host/path` as well (RFC 9112 section 3.2.2).
  private static func withoutAuthority(_ target: Text) -> Text {
    guard target.first != UInt8(ascii: "/") else { return target }
    // A scheme may be in capitals (RFC 3986 section 3.1); the bit makes letters small.
    for scheme in ["http://", "https://"]
    where target.starts(with: scheme.utf8, by: { $0 | 0x20 == $1 }) {
      let rest = target.dropFirst(scheme.utf8.count)
      let end =
        rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
      // Without a host nothing is meant (RFC 9110 section 4.2.1).
      guard end > rest.startIndex else { return target }
      // Without a path the root is: the scheme's own slash stands for it. A query alone is refused,
      // as its path is missing.
      guard end < rest.endIndex else { return target.dropFirst(scheme.utf8.count - 1).prefix(1) }
      return rest[end...]
    }
    return target
  }

  private static func segments(_ path: Text) throws(HTTPProblem) -> [String] {
    guard !path.isEmpty else { return [] }
    var segments: [String] = []
    segments.reserveCapacity(usualSegments)
    var rest: Text? = path
    while let here = rest {
      guard segments.count < maxSegments else {
        throw malformed("the path has too many segments")
      }
      let (part, next) = cut(here, at: UInt8(ascii: "/"))
      rest = next
      let segment = try decoded(part, plusIsSpace: false)
      guard segment != ".", segment != ".." else {
        throw malformed("the path has a dot segment")
      }
      segments.append(segment)
    }
    return segments
  }

  private static func query(_ text: Text) throws(HTTPProblem) -> [QueryItem] {
    guard !text.isEmpty else { return [] }
    var items: [QueryItem] = []
    items.reserveCapacity(usualQueryItems)
    var rest: Text? = text
    while let here = rest {
      guard items.count < maxQueryItems else {
        throw malformed("the query has too many parameters")
      }
      let (part, next) = cut(here, at: UInt8(ascii: "&"))
      let (name, value) = cut(part, at: UInt8(ascii: "="))
      guard !name.isEmpty else { throw malformed("a query parameter has no name") }
      items.append(
        QueryItem(
          name: try decoded(name, plusIsSpace: true),
          value: try value.map { text throws(HTTPProblem) in
            try decoded(text, plusIsSpace: true)
          } ?? ""
        )
      )
      rest = next
    }
    return items
  }

  /// Undoes percent-encoding; in a query `+` is a space, as HTML forms write it.
  private static func decoded(
    _ text: Text,
    plusIsSpace: Bool,
  ) throws(HTTPProblem) -> String {
    // Nearly every text; it is ASCII, as the whole target is.
    guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(decoding: UnsafeBufferPointer(rebasing: text), as: UTF8.self)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      var byte = text[index]
      index += 1
      if byte == UInt8(ascii: "%") {
        guard index + 1 < text.endIndex, let high = hexadecimalDigit(text[index]),
          let low = hexadecimalDigit(text[index + 1])
        else { throw malformed("a percent sign must be followed by two hexadecimal digits") }
        byte = high << 4 | low
        index += 2
        guard byte >= 0x20, byte != 0x7F else {
          throw malformed("the request target has an encoded control character")
        }
      } else if byte == UInt8(ascii: "+"), plusIsSpace {
        byte = 0x20
      }
      bytes.append(byte)
    }
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw malformed("the request target is not UTF-8 when decoded")
    }
    return string
  }
}
