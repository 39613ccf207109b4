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
    let lengths = headers.all("Content-Length")
    let codings = headers.all("Transfer-Encoding")
    guard codings.isEmpty else {
      guard lengths.isEmpty else {
        throw ambiguous("both Content-Length and Transfer-Encoding are given")
      }
      guard codings.count == 1, codings[0].equalsIgnoringCase("chunked") else {
        throw ambiguous("the only Transfer-Encoding accepted is chunked")
      }
      guard version != "HTTP/1.0" else {
        throw ambiguous("HTTP/1.0 has no Transfer-Encoding")
      }
      return .chunked
    }
    guard let text = lengths.first else { return .none }
    guard lengths.count == 1 else { throw ambiguous("Content-Length is given more than once") }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(text)
    else { throw ambiguous("Content-Length is not a number") }
    return length == 0 ? .none : .length(length)
  }

  /// Exactly one `Host` in HTTP/1.1 (RFC 9112 section 3.2), and nothing in it that isn't a host.
  static func host(_ headers: HTTPHeaders, version: String) throws(HTTPProblem) {
    let hosts = headers.all("Host")
    guard hosts.count == 1 || (hosts.isEmpty && version == "HTTP/1.0") else {
      throw HTTPProblem(.malformedRequest, detail: "exactly one Host is required")
    }
    guard hosts.allSatisfy({ $0.utf8.allSatisfy { !notInHost.contains($0) } }) else {
      throw HTTPProblem(.malformedRequest, detail: "Host is not a host")
    }
  }

  private static let notInHost = Array(" \t/@?#\\,".utf8)

  private static func ambiguous(_ detail: String) -> HTTPProblem {
    HTTPProblem(.ambiguousFraming, detail: detail)
  }
}
