import Foundation
import Testing

/// A text kept in a file beside the tests.
///
/// `RECORD_GOLDEN=1 swift test --filter innctlTests` writes what the program says now and fails, so
/// that nobody commits a text unread.
enum GoldenFile {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  static func check(_ name: String, _ actual: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try actual.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(name) was recorded: read it, then run again without RECORD_GOLDEN")
      return
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard expected != actual else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let was = old.indices.contains(line) ? old[line] : "(end)"
    let now = new.indices.contains(line) ? new[line] : "(end)"
    Issue.record("\(name), line \(line + 1):\n  file: \(was)\n  now:  \(now)")
  }
}
