package import InnRegistry

/// What the OpenAPI document tells of an operation besides its route.
///
/// Parameters and bodies are told by the functions that read them, so that nothing is documented
/// that the hub doesn't read, and nothing is read that isn't documented.
package struct OperationDocument: Sendable {
  /// One line for lists.
  package var summary: String
  /// Paragraphs in Markdown.
  package var details: String
  /// The part of the guide to which the operation belongs.
  package var tag: String
  /// Parameters of the query, as their reader asks for them.
  package var query: [FieldDescription]
  /// Header fields of the request, `Authorization` excepted.
  package var headers: [HeaderDocument]
  package var body: BodyDocument?
  package var answers: [AnswerDocument]
  /// Problems that only this operation has; those of every operation are added to them.
  package var problems: [HTTPProblemCode]

  package init(
    _ summary: String,
    details: String = "",
    tag: String,
    query: [FieldDescription] = [],
    headers: [HeaderDocument] = [],
    body: BodyDocument? = nil,
    answers: [AnswerDocument],
    problems: [HTTPProblemCode] = [],
  ) {
    self.summary = summary
    self.details = details
    self.tag = tag
    self.query = query
    self.headers = headers
    self.body = body
    self.answers = answers
    self.problems = problems
  }
}

/// A header field of a request or an answer.
package struct HeaderDocument: Hashable, Sendable {
  package var name: String
  package var isRequired: Bool
  package var about: String
  package var schema: JSONSchema

  package init(_ name: String, isRequired: Bool = false, _ about: String, schema: JSONSchema) {
    self.name = name
    self.isRequired = isRequired
    self.about = about
    self.schema = schema
  }
}

/// A body of JSON.
package struct BodyDocument: Hashable, Sendable {
  package var schema: JSONSchema
  package var isRequired: Bool

  package init(_ schema: JSONSchema, isRequired: Bool = true) {
    self.schema = schema
    self.isRequired = isRequired
  }

  /// The body that a reader of its members takes.
  package init<Value>(
    isRequired: Bool = true,
    reading members: (inout JSONObjectReader) -> Value?,
  ) {
    self.init(
      .object(JSONObjectReader.describe(members), isClosed: true),
      isRequired: isRequired,
    )
  }
}

/// One good answer of an operation.
package struct AnswerDocument: Hashable, Sendable {
  package var status: HTTPStatus
  package var about: String
  /// The body; nil where there is none.
  package var content: Content?
  package var headers: [HeaderDocument]

  package struct Content: Hashable, Sendable {
    package var type: String
    package var schema: JSONSchema
  }

  package init(
    _ status: HTTPStatus,
    _ about: String,
    schema: JSONSchema? = nil,
    type: String = "application/json",
    headers: [HeaderDocument] = [],
  ) {
    self.status = status
    self.about = about
    content = schema.map { Content(type: type, schema: $0) }
    self.headers = headers
  }
}
