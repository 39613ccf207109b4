import Testing

@testable import BookingBridge

/// The three forms of a request's target (RFC 9112 section 3.2).
struct RequestTargetTests {
  private static func target(
    _ text: String,
    _ method: HTTPMethod = .get,
  ) throws(HTTPProblem) -> RequestTarget {
    try RequestTarget(parsing: Array(text.utf8), for: method)
  }

  @Test(arguments: [
    ("/", [], []),
    ("/v1/inns", ["v1", "inns"], []),
    ("/v1/inns/", ["v1", "inns", ""], []),
    ("/v1//inns", ["v1", "", "inns"], []),
    ("/a%2Fb/%E5%AE%BF", ["a/b", "宿"], []),
    ("/a+b", ["a+b"], []),
    ("/a?", ["a"], []),
    ("/a?x", ["a"], ["x:"]),
    ("/a?x=1&y=", ["a"], ["x:1", "y:"]),
    ("/a?x=1=2&q=a+b%2Bc", ["a"], ["x:1=2", "q:a b+c"]),
    ("/a?next=/b?c", ["a"], ["next:/b?c"]),
    ("http://host", [], []),
    ("http://host/", [], []),
    ("http://host/a/b?x=1&y", ["a", "b"], ["x:1", "y:"]),
    ("HTTPS://host:8443/a", ["a"], []),
  ])
  func whatIsAsked(text: String, segments: [String], query: [String]) throws {
    let target = try RequestTargetTests.target(text)
    #expect(target.segments == segments)
    #expect(target.query.map { "\($0.name):\($0.value)" } == query)
  }

  @Test(arguments: [
    ("/a/%E5%AE%BF?x=1&y", "/a/%E5%AE%BF", "?x=1&y"),
    ("/a?", "/a", "?"),
    ("http://host/a/b?x=1", "/a/b", "?x=1"),
    ("http://host", "/", ""),
  ])
  func asItCame(text: String, path: String, query: String) throws {
    let target = try RequestTargetTests.target(text)
    #expect(target.rawPath == path)
    #expect(target.rawQuery == query)
    #expect(target.raw == path + query)
  }

  @Test func theWholeServerIsForOptionsAlone() throws {
    let target = try RequestTargetTests.target("*", .options)
    #expect(target.segments.isEmpty && target.query.isEmpty && target.raw == "*")
    #expect(throws: HTTPProblem.self) { try RequestTargetTests.target("*") }
  }

  @Test(arguments: [
    "", "a", "?x=1", "host:443", "ftp://host/a", "http:/", "http://", "http:///a",
    "http://host?x=1", "http://host/a/../b", "/.", "/a/..", "/%2e%2E/a", "/a b", "/a#b", "/\u{7F}",
    "/宿",
    "/%", "/%4", "/%4G", "/%00", "/%0A", "/%7f", "/%FF", "/%C0%AF",
    "/a?=1", "/a?x=%zz", "/a?x=1&&y=2", "/a?x=1&",
    String(repeating: "/a", count: RequestTarget.maxSegments + 1),
    "/a?" + Array(repeating: "x", count: RequestTarget.maxQueryItems + 1).joined(separator: "&"),
  ])
  func whatIsRefused(text: String) {
    #expect { try RequestTargetTests.target(text) } throws: {
      ($0 as? HTTPProblem)?.code == .malformedRequest
    }
  }

  @Test func asManyAsAreAllowed() throws {
    let path = String(repeating: "/a", count: RequestTarget.maxSegments)
    #expect(try RequestTargetTests.target(path).segments.count == RequestTarget.maxSegments)
    let query = Array(repeating: "x", count: RequestTarget.maxQueryItems).joined(separator: "&")
    #expect(try RequestTargetTests.target("/?" + query).query.count == RequestTarget.maxQueryItems)
  }
}
