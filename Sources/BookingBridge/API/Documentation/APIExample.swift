import InnRegistry

/// One request of the document's examples with the answer it gets.
///
/// The examples are one story on the training region, in their order; a test sends them and compares
/// every answer, byte by byte.
package struct APIExample: Sendable {
  package var operation: String
  /// Unlike other examples of the operation.
  package var name: String
  package var summary: String
  package var path: [String: String]
  package var query: [String: String]
  package var headers: [String: String]
  /// JSON.
  package var body: String?
  /// As recorded.
  package var answer: Answer?

  package struct Answer: Hashable, Sendable {
    package var status: Int
    package var body: String

    package init(_ status: Int, _ body: String) {
      self.status = status
      self.body = body
    }
  }

  /// What the recorded answers are kept under.
  package var id: String { operation + "." + name }

  init(
    _ operation: String,
    _ name: String,
    _ summary: String,
    path: [String: String] = [:],
    query: [String: String] = [:],
    headers: [String: String] = [:],
    body: String? = nil,
  ) {
    self.operation = operation
    self.name = name
    self.summary = summary
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The answers that the document shows.
  package static var recorded: [String: Answer] { RecordedAnswers.all }

  /// The examples as the document shows them.
  static let all = script.map { $0.resolved(RecordedAnswers.all) }

  /// With the names of things that earlier answers gave, and with its own answer.
  package func resolved(_ answers: [String: Answer]) -> APIExample {
    var copy = self
    copy.path = path.mapValues { APIExample.filled($0, answers) }
    copy.query = query.mapValues { APIExample.filled($0, answers) }
    copy.body = body.map { APIExample.filled($0, answers) }
    copy.answer = answers[id]
    return copy
  }

  /// Replaces `${operation.name:member}` by that member of an earlier answer.
  private static func filled(_ text: String, _ answers: [String: Answer]) -> String {
    guard let start = text.firstRange(of: "${"), let end = text.firstRange(of: "}", after: start)
    else { return text }
    let parts = text[start.upperBound..<end.lowerBound].split(separator: ":")
    guard parts.count == 2, let answer = answers[String(parts[0])],
      case .object(let object) = JSONValue.reading(answer.body),
      case .string(let value)? = object[String(parts[1])]
    else { return text }
    return filled(text[..<start.lowerBound] + value + text[end.upperBound...], answers)
  }
}

extension String {
  fileprivate func firstRange(of mark: String, after start: Range<Index>? = nil) -> Range<Index>? {
    var position = start?.upperBound ?? startIndex
    while position < endIndex {
      if self[position...].hasPrefix(mark) {
        return position..<index(position, offsetBy: mark.count)
      }
      position = index(after: position)
    }
    return nil
  }
}
