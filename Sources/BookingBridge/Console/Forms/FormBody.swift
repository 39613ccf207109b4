import InnRegistry

/// What a form sent: fields as text, and files.
struct FormBody: Hashable, Sendable {
  private(set) var fields: [String: [String]] = [:]
  private(set) var files: [String: [UInt8]] = [:]

  /// Fields of one form at most: an editor with all its tariffs has some hundred.
  static let maxFields = 2000
  /// Parts of an upload at most: a file and some fields beside it.
  static let maxParts = 20

  /// Why a body is not a form of ours.
  struct Malformed: Error, Hashable {}

  init() {}

  /// Reads `application/x-www-form-urlencoded` or `multipart/form-data`.
  init(_ request: HTTPRequest) throws(Malformed) {
    let type = request.headers["Content-Type"] ?? ""
    let media = type.split(separator: ";").first.map { $0.lowercased() } ?? ""
    switch media.filter({ $0 != " " }) {
    case "application/x-www-form-urlencoded": try readFields(request.body)
    case "multipart/form-data":
      guard let boundary = FormBody.boundary(of: type) else { throw Malformed() }
      try readParts(request.body, boundary: boundary)
    default: throw Malformed()
    }
  }

  /// The first value of a field.
  subscript(name: String) -> String? { fields[name]?.first }

  // MARK: - Fields

  private mutating func readFields(_ body: [UInt8]) throws(Malformed) {
    guard !body.isEmpty else { return }
    let pairs = body.split(separator: UInt8(ascii: "&"))
    guard pairs.count <= FormBody.maxFields else { throw Malformed() }
    for pair in pairs {
      let halves = pair.split(
        separator: UInt8(ascii: "="),
        maxSplits: 1,
        omittingEmptySubsequences: false,
      )
      let name = try FormBody.decoded(halves[0])
      let value = halves.count == 2 ? try FormBody.decoded(halves[1]) : ""
      fields[name, default: []].append(value)
    }
  }

  private static func decoded(_ text: ArraySlice<UInt8>) throws(Malformed) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard index + 1 < text.endIndex, let high = hexadecimalDigit(text[index]),
          let low = hexadecimalDigit(text[index + 1])
        else { throw Malformed() }
        bytes.append(high << 4 | low)
        index += 2
      default: bytes.append(byte)
      }
    }
    return try cleaned(bytes[...])
  }

  /// Text in UTF-8 without controls; line ends become LF, as people mean them.
  private static func cleaned(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed() }
    let unified = text.unicodeScalars.filter { $0 != "\r" }
    guard unified.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }) else {
      throw Malformed()
    }
    return String(String.UnicodeScalarView(unified))
  }

  // MARK: - Files (RFC 7578)

  private static func boundary(of type: String) -> [UInt8]? {
    guard let mark = type.range(of: "boundary=") else { return nil }
    let text = type[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
    // RFC 2046 section 5.1.1 allows 1 to 70 characters.
    guard (1...70).contains(text.utf8.count) else { return nil }
    return Array("--".utf8) + Array(text.utf8)
  }

  private mutating func readParts(_ body: [UInt8], boundary: [UInt8]) throws(Malformed) {
    var parts = 0
    guard var position = FormBody.find(boundary, in: body, from: 0) else { throw Malformed() }
    while true {
      position += boundary.count
      if body[position...].starts(with: Array("--".utf8)) { return }
      guard body[position...].starts(with: [13, 10]) else { throw Malformed() }
      position += 2
      guard let headEnd = FormBody.find([13, 10, 13, 10], in: body, from: position),
        let end = FormBody.find([13, 10] + boundary, in: body, from: headEnd + 4)
      else { throw Malformed() }
      parts += 1
      guard parts <= FormBody.maxParts else { throw Malformed() }
      let head = String(decoding: body[position..<headEnd], as: UTF8.self)
      try take(head, body[(headEnd + 4)..<end])
      position = end + 2
    }
  }

  private mutating func take(_ head: String, _ content: ArraySlice<UInt8>) throws(Malformed) {
    let disposition = head.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    guard let disposition, let name = FormBody.parameter("name", of: disposition) else {
      throw Malformed()
    }
    if FormBody.parameter("filename", of: disposition) != nil {
      files[name] = Array(content)
    } else {
      fields[name, default: []].append(try FormBody.cleaned(content))
    }
  }

  private static func parameter(_ name: String, of header: some StringProtocol) -> String? {
    guard let mark = header.range(of: " \(name)=\"") else { return nil }
    return String(header[mark.upperBound...].prefix { $0 != "\"" })
  }

  private static func find(_ needle: [UInt8], in body: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first, start >= 0, body.count >= needle.count else { return nil }
    var index = start
    while index <= body.count - needle.count {
      if body[index] == first, body[index..<(index + needle.count)].elementsEqual(needle) {
        return index
      }
      index += 1
    }
    return nil
  }
}

extension String {
  /// Where a text stands in another, as Foundation has it for any string.
  fileprivate func range(of text: String) -> Range<Index>? { self[...].range(of: text) }
}

extension StringProtocol {
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
