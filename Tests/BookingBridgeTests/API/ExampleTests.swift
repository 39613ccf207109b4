import BookingBridge
import Foundation
import InnRegistry
import InnTestSupport
import Testing

/// Every example of the document is sent, and answered as it shows.
@Suite("The examples of the document")
struct ExampleTests {
  /// Thursday, 3 December 2026, noon in Japan.
  static let noon = Timestamp(rfc3339: "2026-12-03T03:00:00Z") ?? TestWorld.start

  @Test func everyExampleIsAnsweredAsShown() async throws {
    let api = try APIWorld(TrainingRegion.entries, scopes: [.read, .book, .manage], at: Self.noon)
    let routes = Dictionary(
      uniqueKeysWithValues: PlatformAPI(registry: api.world.registry).routes.routes.map {
        ($0.operation, $0)
      }
    )
    // What the office does by itself, and tells the platform's engineer.
    let shared = try await api.world.registry.write {
      try $0.shareCalendar(of: RoomTypeID(trusted: "T16-1"), by: .hub)
    }
    var answers = ["office.shares": APIExample.Answer(200, "{\"token\": \"\(shared)\"}")]
    var ids = ["office.shares"]
    for raw in APIExample.script {
      if raw.operation == "listStatistics" { try await publishOctober(api.world.registry) }
      let example = raw.resolved(answers)
      let route = try #require(routes[example.operation], "\(example.operation)")
      let answer = try await api.ask(
        route.method,
        try target(route.pattern, example),
        body: example.body,
        headers: [("X-Request-ID", "example-1")]
          + example.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      )
      answers[example.id] = APIExample.Answer(answer.status, answer.text)
      ids.append(example.id)
    }
    #expect(Set(ids).count == ids.count, "two examples have one name")
    let recorded = Dictionary(
      uniqueKeysWithValues: ids.map { id in
        (id, answers[id].map { APIExample.Answer($0.status, Recording.laidOut($0.body)) })
      }
    )
    if ProcessInfo.processInfo.environment["INNBRIDGE_RECORD_GOLDEN"] == "1" {
      try Recording.write(ids.compactMap { id in recorded[id].flatMap { $0 }.map { (id, $0) } })
      Issue.record("recorded; read it, build, and run again")
      return
    }
    for id in ids {
      #expect(APIExample.recorded[id] == recorded[id] ?? nil, "\(id)")
    }
  }

  /// A month of the region that never was.
  private func publishOctober(_ registry: Registry) async throws {
    let october = try #require(CivilMonth("2026-10"))
    try await registry.write {
      try $0.simulateFlow(seed: 1, months: october..<(october + 1), by: .hub)
    }
    _ = try registry.publishStatistics(
      FlowPeriod(october),
      .training,
      note: nil,
      by: .hub,
    )
  }

  @Test func everyOperationHasAnExample() throws {
    let world = try TestWorld()
    let documented = PlatformAPI(registry: world.registry).routes.documented.map(\.0.operation)
    let shown = Set(APIExample.script.map(\.operation))
    #expect(Set(documented).subtracting(shown).isEmpty)
    #expect(shown.isSubset(of: documented))
  }

  private func target(_ pattern: String, _ example: APIExample) throws -> String {
    var target = pattern
    for (name, value) in example.path {
      target = target.replacingOccurrences(of: "{\(name)}", with: value)
    }
    let query = example.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return query.isEmpty ? target : target + "?" + query.joined(separator: "&")
  }
}

/// Writes answers down as the program's source.
private enum Recording {
  /// Lines of a file at most; the house allows 450.
  static let linesPerFile = 380

  static func laidOut(_ body: String) -> String {
    (try? JSONValue(parsing: Array(body.utf8)))?.indented()
      ?? body.replacing("\r\n", with: "\n")
  }

  static func write(_ answers: [(String, APIExample.Answer)]) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/BookingBridge/API/Documentation")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasPrefix("RecordedAnswers") {
      try FileManager.default.removeItem(at: folder.appending(path: file))
    }
    var parts: [[String]] = [[]]
    for (id, answer) in answers {
      let entry = source(id, answer)
      let lines = parts[parts.count - 1].joined().count(where: \.isNewline)
      if lines + entry.count(where: \.isNewline) > linesPerFile { parts.append([]) }
      parts[parts.count - 1].append(entry)
    }
    let names = parts.indices.map { "part\($0 + 1)" }
    let merged = names.map { "merging(\($0)) { $1 }" }.joined(separator: "\n    .")
    try header(
      """
      enum RecordedAnswers {
        static let all = [String: APIExample.Answer]()
          .\(merged)
      }

      """
    ).write(to: folder.appending(path: "RecordedAnswers.swift"), atomically: true, encoding: .utf8)
    for (name, entries) in zip(names, parts) {
      try header(
        """
        extension RecordedAnswers {
          static let \(name): [String: APIExample.Answer] = [
        \(entries.joined())  ]
        }

        """
      ).write(
        to: folder.appending(path: "RecordedAnswers+\(name).swift"),
        atomically: true,
        encoding: .utf8,
      )
    }
  }

  private static func header(_ text: String) -> String {
    """
    /// Answers to the examples, as the hub gave them.
    ///
    /// Written by the examples' test with `INNBRIDGE_RECORD_GOLDEN=1`; read what it records.
    \(text)
    """
  }

  private static func source(_ id: String, _ answer: APIExample.Answer) -> String {
    let body = answer.body.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "      \($0)" }.joined(separator: "\n")
    return """
          "\(id)": APIExample.Answer(
            \(answer.status),
            #\"""
      \(body)
            \"""#,
          ),

      """
  }
}
