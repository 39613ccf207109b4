package import InnRegistry

/// One request, complete and checked: its framing was unambiguous and its target is well formed.
package struct HTTPRequest: Hashable, Sendable {
  package var method: HTTPMethod
  package var target: RequestTarget
  package var headers: HTTPHeaders
  package var body: [UInt8]
  /// The address of the other end of the connection as text, without port; a proxy's where one
  /// stands in front.
  package var peerAddress: String

  package init(
    method: HTTPMethod,
    target: RequestTarget,
    headers: HTTPHeaders = HTTPHeaders(),
    body: [UInt8] = [],
    peerAddress: String = "",
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.peerAddress = peerAddress
  }
}

extension HTTPRequest {
  /// Reads the body as a JSON object: 415 unless it says it is JSON, 400 when it is not, and 422
  /// with every wrong field when it is not what `members` asks for.
  package func readJSON<Value: Sendable>(
    limits: JSONLimits = .request,
    _ members: (inout JSONObjectReader) -> Value?,
  ) throws(HTTPProblem) -> Value {
    let document = try jsonBody(limits: limits)
    do throws(JSONFaults) {
      return try JSONObjectReader.read(document, members)
    } catch {
      throw HTTPProblem(
        .invalidFields,
        errors: error.list.map {
          HTTPProblem.FieldError(
            place: .body($0.pointer),
            fault: $0.fault,
            detail: $0.detail
          )
        }
      )
    }
  }

  /// The body as a JSON value of any shape.
  package func jsonBody(limits: JSONLimits = .request) throws(HTTPProblem) -> JSONValue {
    guard isJSON else {
      throw HTTPProblem(
        .unsupportedMediaType,
        detail: "the body must be application/json in UTF-8"
      )
    }
    do throws(JSONSyntaxError) {
      return try JSONValue(parsing: body, limits: limits)
    } catch {
      throw HTTPProblem(
        .invalidJSON,
        detail: "\(error.reason.rawValue) (byte \(error.byteOffset))"
      )
    }
  }

  /// `application/json` or a `+json` type, with no charset but UTF-8.
  private var isJSON: Bool {
    guard headers.count(of: "Content-Type") == 1, let type = headers["Content-Type"] else {
      return false
    }
    let parts = type.split(separator: ";").map { part in
      part.lowercased().filter { $0 != " " && $0 != "\t" }
    }
    guard let media = parts.first,
      media == "application/json"
        || (media.hasPrefix("application/") && media.hasSuffix("+json"))
    else { return false }
    return parts.dropFirst().allSatisfy { parameter in
      !parameter.hasPrefix("charset=") || parameter == "charset=utf-8"
        || parameter == "charset=\"utf-8\""
    }
  }

  /// Reads the query: 400 with every wrong, repeated or unknown parameter.
  package func readQuery<Value>(
    _ parameters: (inout QueryReader) -> Value?
  ) throws(HTTPProblem) -> Value {
    var reader = QueryReader(target.query)
    let value = parameters(&reader)
    let errors = reader.finish()
    guard let value, errors.isEmpty else { throw HTTPProblem(.invalidQuery, errors: errors) }
    return value
  }
}
