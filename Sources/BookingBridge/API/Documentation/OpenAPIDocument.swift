import InnRegistry

/// The OpenAPI 3.1 document of the API, made of the routes that are served.
struct OpenAPIDocument {
  let operations: [(Route, OperationDocument)]
  let examples: [APIExample]

  /// Version of the API, as its paths name it.
  static let apiVersion = "1"

  var value: JSONValue {
    .of([
      ("openapi", .string("3.1.0")),
      (
        "info",
        .of([
          ("title", .string("InnBridge platform API")),
          ("version", .string(OpenAPIDocument.apiVersion)),
          ("description", .string(OpenAPIDocument.introduction)),
          ("license", .of([("name", .string("GPL-3.0-or-later"))])),
        ])
      ),
      ("servers", .array([.of([("url", .string("/"))])])),
      ("tags", .array(tags.map { .of([("name", .string($0))]) })),
      ("paths", paths),
      ("components", components),
    ])
  }

  /// In the order in which operations were added.
  var tags: [String] {
    operations.map(\.1.tag).reduce(into: []) { tags, tag in
      if !tags.contains(tag) { tags.append(tag) }
    }
  }

  private var paths: JSONValue {
    var patterns: [String] = []
    for (route, _) in operations where !patterns.contains(route.pattern) {
      patterns.append(route.pattern)
    }
    return .of(
      patterns.map { pattern in
        (
          pattern,
          .of(
            operations.filter { $0.0.pattern == pattern }.map { route, document in
              (route.method.rawValue.lowercased(), operation(route, document))
            }
          )
        )
      }
    )
  }

  // MARK: - Operations

  private func operation(_ route: Route, _ document: OperationDocument) -> JSONValue {
    let own = examples.filter { $0.operation == route.operation }
    var members: [(String, JSONValue)] = [
      ("operationId", .string(route.operation)),
      ("tags", .array([.string(document.tag)])),
      ("summary", .string(document.summary)),
    ]
    var details = document.details
    if case .channel(let scope) = route.access {
      members.append(("security", .array([.of([("key", .array([]))])])))
      details += (details.isEmpty ? "" : "\n\n") + "Scope: `\(scope.rawValue)`."
    } else {
      members.append(("security", .array([])))
    }
    if !details.isEmpty { members.append(("description", .string(details))) }
    let parameters = parameters(route, document, own)
    if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
    if let body = document.body { members.append(("requestBody", requestBody(body, own))) }
    members.append(("responses", responses(route, document, own)))
    return .of(members)
  }

  private func parameters(
    _ route: Route,
    _ document: OperationDocument,
    _ own: [APIExample],
  ) -> [JSONValue] {
    let path = route.parameterNames.map { name in
      parameter(
        FieldDescription(name, Schemas.name),
        in: "path",
        examples: own.map { ($0.name, $0.path[name]) },
      )
    }
    let query = document.query.map { field in
      parameter(field, in: "query", examples: own.map { ($0.name, $0.query[field.name]) })
    }
    let headers = document.headers.map { header in
      parameter(
        FieldDescription(header.name, header.schema, isRequired: header.isRequired),
        in: "header",
        about: header.about,
        examples: own.map { ($0.name, $0.headers[header.name]) },
      )
    }
    return path + query + headers
  }

  private func parameter(
    _ field: FieldDescription,
    in place: String,
    about: String? = nil,
    examples: [(String, String?)],
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(field.name)), ("in", .string(place)),
      ("required", .bool(field.isRequired)),
      ("description", .string(about ?? Glossary.words[field.name] ?? "")),
    ]
    if case .string("array")? = field.schema.members["type"] {
      members += [("style", .string("form")), ("explode", .bool(false))]
    }
    members.append(("schema", Glossary.explaining(field.schema.value)))
    let values = examples.compactMap { name, text in
      text.map { (name, JSONValue.of([("value", OpenAPIDocument.value($0, field.schema))])) }
    }
    if !values.isEmpty { members.append(("examples", .of(values))) }
    return .of(members)
  }

  /// The text of a parameter as the value that its schema speaks of.
  private static func value(_ text: String, _ schema: JSONSchema) -> JSONValue {
    switch schema.members["type"] {
    case .string("integer"): return Int(text).map { .integer($0) } ?? .string(text)
    case .string("boolean"): return .bool(text == "true")
    case .string("array"):
      guard case .object(let items)? = schema.members["items"] else { return .string(text) }
      let element = JSONSchema(items.members.map { ($0.name, $0.value) })
      return .array(text.split(separator: ",").map { value(String($0), element) })
    default: return .string(text)
    }
  }

  private func requestBody(_ body: BodyDocument, _ own: [APIExample]) -> JSONValue {
    let values = own.compactMap { example in
      example.body.map { text in
        (
          example.name,
          JSONValue.of([
            ("summary", .string(example.summary)),
            ("value", JSONValue.reading(text)),
          ])
        )
      }
    }
    var content: [(String, JSONValue)] = [("schema", Glossary.explaining(body.schema.value))]
    if !values.isEmpty { content.append(("examples", .of(values))) }
    return .of([
      ("required", .bool(body.isRequired)),
      ("content", .of([("application/json", .of(content))])),
    ])
  }

  // MARK: - Answers

  private func responses(
    _ route: Route,
    _ document: OperationDocument,
    _ own: [APIExample],
  ) -> JSONValue {
    var list: [(Int, JSONValue)] = document.answers.map { answer in
      (answer.status.rawValue, response(answer, own))
    }
    if document.headers.contains(.ifNoneMatch) {
      let unchanged = AnswerDocument(
        .notModified,
        "Nothing has changed since that ETag",
        headers: [.etag],
      )
      list.append((unchanged.status.rawValue, response(unchanged, [])))
    }
    let documented = Set(list.map(\.0))
    let problems = Dictionary(grouping: document.allProblems(of: route), by: \.status.rawValue)
    for (status, codes) in problems where !documented.contains(status) {
      let failed = own.filter { $0.answer?.status == status }
      list.append((status, problemResponse(codes.sorted { $0.rawValue < $1.rawValue }, failed)))
    }
    return .of(list.sorted { $0.0 < $1.0 }.map { (String($0.0), $0.1) })
  }

  private func response(_ answer: AnswerDocument, _ own: [APIExample]) -> JSONValue {
    var members: [(String, JSONValue)] = [("description", .string(answer.about))]
    members.append(("headers", headers(answer.headers)))
    if let content = answer.content {
      let recorded = own.filter { $0.answer?.status == answer.status.rawValue }
      members.append(("content", self.content(content.type, content.schema, recorded)))
    }
    return .of(members)
  }

  private func headers(_ fields: [HeaderDocument], hasRetry: Bool = false) -> JSONValue {
    var members: [(String, JSONValue)] = fields.map { field in
      (
        field.name,
        .of([
          ("description", .string(field.about)),
          ("schema", field.schema.value),
        ])
      )
    }
    for name in ["X-Request-ID", "RateLimit", "RateLimit-Policy"]
      + (hasRetry ? ["Retry-After"] : [])
    {
      members.append((name, .of([("$ref", .string("#/components/headers/\(name)"))])))
    }
    return .of(members)
  }

  private func content(_ type: String, _ schema: JSONSchema, _ own: [APIExample]) -> JSONValue {
    var members: [(String, JSONValue)] = [("schema", Glossary.explaining(schema.value))]
    let values = own.compactMap { example in
      example.answer.map { answer in
        (
          example.name,
          JSONValue.of([
            ("summary", .string(example.summary)),
            (
              "value",
              type.hasSuffix("json") ? JSONValue.reading(answer.body) : .string(answer.body)
            ),
          ])
        )
      }
    }
    if !values.isEmpty { members.append(("examples", .of(values))) }
    return .of([(type, .of(members))])
  }

  private func problemResponse(_ codes: [HTTPProblemCode], _ own: [APIExample]) -> JSONValue {
    let names = codes.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    let schema = JSONSchema([
      (
        "allOf",
        .array([
          JSONSchema.reference("Problem").value,
          .of([
            (
              "properties",
              .of([("code", JSONSchema.oneOf(codes.map(\.rawValue)).value)])
            )
          ]),
        ])
      )
    ])
    let hasRetry = codes.contains { [.rateLimited, .overloaded].contains($0) }
    return .of([
      ("description", .string(names)),
      ("headers", headers([], hasRetry: hasRetry)),
      ("content", content("application/problem+json", schema, own)),
    ])
  }
}

// MARK: - Components

extension OpenAPIDocument {
  private var components: JSONValue {
    let schemas = Schemas.all.map { ($0.0, Glossary.explaining($0.1.value)) }
    func header(_ about: String) -> JSONValue {
      .of([("description", .string(about)), ("schema", .of([("type", .string("string"))]))])
    }
    return .of([
      ("schemas", .of(schemas)),
      (
        "headers",
        .of([
          ("X-Request-ID", header("Names the request; your own is kept when it is plain text.")),
          ("RateLimit", header("What is left: `r` requests, all of them again after `t` seconds.")),
          ("RateLimit-Policy", header("The limit: `q` requests in `w` seconds.")),
          ("Retry-After", header("Seconds to wait before asking again.")),
        ])
      ),
      (
        "securitySchemes",
        .of([
          (
            "key",
            .of([
              ("type", .string("http")), ("scheme", .string("bearer")),
              (
                "description",
                .string("A key from the tourism office, shown once; scopes belong to the key.")
              ),
            ])
          )
        ])
      ),
    ])
  }

  private static var introduction: String {
    let limits = ServerLimits()
    return """
      Search, hold and book rooms of inns whose keeper has nothing but a telephone. What a number is
      worth stands beside it: `as_of`, `source`, `confidence`. A booking is confirmed at once or is a
      request that the keeper answers by telephone.

      Conventions: JSON in UTF-8 with `snake_case`; nights are dates in Japan, `check_out` is not
      stayed; instants are RFC 3339 in UTC; money is whole yen. Members and query parameters that
      are not documented are refused in requests; answers may get more members: ignore them.
      Problems are RFC 9457 documents with a stable `code`.

      Limits: body \(limits.bodyBytes) bytes, header \(limits.headerBytes) bytes, request target \
      \(limits.targetBytes) bytes, \(limits.request.milliseconds / 1000) s for a request to arrive, \
      \(limits.connectionsPerAddress) connections from one address, stays of \(Stay.maxNights) nights, \
      \(AvailabilityHorizon.nightsAhead) nights ahead, \
      \(RateLimit.customary.requests) requests in \(RateLimit.customary.seconds) s with one key.
      """
  }
}

extension OperationDocument {
  /// Problems of the operation itself and those that every operation of its kind has.
  func allProblems(of route: Route) -> Set<HTTPProblemCode> {
    var all: Set<HTTPProblemCode> = [
      .malformedRequest, .ambiguousFraming, .uriTooLong, .headersTooLarge, .requestTimeout,
      .contentTooLarge, .tooManyConnections, .versionNotSupported, .internalError, .overloaded,
      .deadlineExceeded, .shuttingDown, .invalidQuery,
    ]
    all.formUnion(problems)
    if case .channel = route.access {
      all.formUnion([.unauthenticated, .insufficientScope, .channelSuspended, .rateLimited])
    }
    if !route.parameterNames.isEmpty { all.insert(.notFound) }
    if body != nil || route.method == .post {
      all.formUnion([.invalidJSON, .unsupportedMediaType, .invalidFields])
    }
    return all
  }
}

extension Route {
  /// The `{names}` of the pattern, in order.
  var parameterNames: [String] {
    pattern.split(separator: "/").filter { $0.hasPrefix("{") }
      .map { String($0.dropFirst().dropLast()) }
  }
}

extension Glossary {
  /// A schema whose members say what they mean.
  static func explaining(_ schema: JSONValue) -> JSONValue {
    switch schema {
    case .array(let elements): .array(elements.map(explaining))
    case .object(let object):
      .of(
        object.members.map { member in
          guard member.name == "properties", case .object(let properties) = member.value else {
            return (member.name, explaining(member.value))
          }
          return (
            member.name,
            .of(
              properties.members.map { ($0.name, explained($0.name, explaining($0.value))) }
            )
          )
        }
      )
    case .null, .bool, .integer, .number, .string: schema
    }
  }

  private static func explained(_ name: String, _ schema: JSONValue) -> JSONValue {
    guard case .object(let object) = schema, object["description"] == nil, let word = words[name]
    else { return schema }
    return .of(object.members.map { ($0.name, $0.value) } + [("description", .string(word))])
  }
}

extension JSONValue {
  static func of(_ members: [(String, JSONValue)]) -> JSONValue {
    var object = JSONObject()
    for (name, value) in members { object.append(name, value) }
    return .object(object)
  }

  /// A text that is known to be JSON; null for any other.
  static func reading(_ text: String) -> JSONValue {
    (try? JSONValue(parsing: Array(text.utf8))) ?? .null
  }
}
