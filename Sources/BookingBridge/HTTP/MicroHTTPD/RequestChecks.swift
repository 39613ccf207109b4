/// The checks on a request's header that decide whether its body is read at all.
enum RequestChecks {
  /// How the body of a request is delimited.
  enum Framing: Hashable {
    case none
    case length(Int)
    case chunked
  }

  /// Refuses framing that two readers can take in two ways, the root of request smuggling
  /// (RFC 9112 section 6.3): both lengths at once, repeated lengths, other codings than `chunked`.
  static func framing(
    _ headers: HTTPHeaders,
    version: String,
  ) throws(HTTPProblem) -> Framing {
    let text = headers["Content-Length"]
    if let coding = headers["Transfer-Encoding"] {
      guard text == nil else {
        throw ambiguous("both Content-Length and Transfer-Encoding are given")
      }
      guard headers.count(of: "Transfer-Encoding") == 1, coding.equalsIgnoringCase("chunked")
      else {
        throw ambiguous("the only Transfer-Encoding accepted is chunked")
      }
      guard version != "HTTP/1.0" else {
        throw ambiguous("HTTP/1.0 has no Transfer-Encoding")
      }
      return .chunked
    }
    guard let text else { return .none }
    guard headers.count(of: "Content-Length") == 1 else {
      throw ambiguous("Content-Length is given more than once")
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(text)
    else { throw ambiguous("Content-Length is not a number") }
    return length == 0 ? .none : .length(length)
  }

  /// Exactly one `Host` in HTTP/1.1 (RFC 9112 section 3.2), and nothing in it that isn't a host.
  static func host(_ headers: HTTPHeaders, version: String) throws(HTTPProblem) {
    let count = headers.count(of: "Host")
    guard count == 1 || (count == 0 && version == "HTTP/1.0") else {
      throw HTTPProblem(.malformedRequest, detail: "exactly one Host is required")
    }
    guard var host = headers["Host"] else { return }
    guard host.withUTF8({ $0.allSatisfy(mayBeInHost) }) else {
      throw HTTPProblem(.malformedRequest, detail: "Host is not a host")
    }
  }

  private static func mayBeInHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "/"), UInt8(ascii: "@"),
      UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: ","):
      false
    default: true
    }
  }

  private static func ambiguous(_ detail: String) -> HTTPProblem {
    HTTPProblem(.ambiguousFraming, detail: detail)
  }
}
