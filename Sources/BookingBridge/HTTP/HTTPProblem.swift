package import InnRegistry

/// A problem document (RFC 9457), thrown by whoever finds the problem.
package struct HTTPProblem: Error, Hashable, Sendable {
  package var code: HTTPProblemCode
  /// What is particular about this occurrence, in one English sentence fragment; never personal.
  package var detail: String?
  /// Each wrong field.
  package var errors: [FieldError]
  /// Members of the problem document beside the standard ones.
  package var extensions: [Extension]
  /// Header fields that go with the answer, such as `Allow` and `Retry-After`.
  package var headers: HTTPHeaders

  /// One wrong field.
  package struct FieldError: Hashable, Sendable {
    package let place: FieldPlace
    package let fault: FieldFault
    package let detail: String

    package init(place: FieldPlace, fault: FieldFault, detail: String) {
      self.place = place
      self.fault = fault
      self.detail = detail
    }
  }

  /// One member of a problem document beside the standard ones.
  package struct Extension: Hashable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Where a wrong field stands; RFC 9457 reserves `pointer` for the body.
  package enum FieldPlace: Hashable, Sendable {
    case body(JSONPointer)
    case query(String)
    case header(String)
  }

  package init(
    _ code: HTTPProblemCode,
    detail: String? = nil,
    errors: [FieldError] = [],
    extensions: [Extension] = [],
    headers: [(String, String)] = [],
  ) {
    self.code = code
    self.detail = detail
    self.errors = errors
    self.extensions = extensions
    self.headers = HTTPHeaders(headers)
  }
}

extension HTTPProblem {
  /// The answer; `instance` names the occurrence by its request id, which the log has too.
  package func response(requestID: String? = nil) -> HTTPResponse {
    var json = JSONWriter()
    json.object { problem in
      problem.field("type", "/problems/" + code.rawValue)
      problem.field("title", code.title)
      problem.field("status", code.status.rawValue)
      problem.field("code", code.rawValue)
      if let detail { problem.field("detail", detail) }
      if let requestID { problem.field("instance", "/requests/" + requestID) }
      if !errors.isEmpty {
        problem.array("errors") { list in
          for error in errors { list.object { error.write(to: &$0) } }
        }
      }
      for member in extensions {
        problem.key(member.name)
        problem.value(member.value)
      }
    }
    var response = HTTPResponse(code.status, body: .bytes(json.bytes))
    response.headers = headers
    response.headers.set("Content-Type", "application/problem+json")
    response.headers.set("Cache-Control", "no-store")
    return response
  }
}

extension HTTPProblem.FieldError {
  fileprivate func write(to json: inout JSONWriter) {
    switch place {
    case .body(let pointer): json.field("pointer", pointer.description)
    case .query(let name): json.field("parameter", name)
    case .header(let name): json.field("header", name)
    }
    json.field("code", fault)
    json.field("detail", detail)
  }
}
