import Foundation
import Synchronization

/// The program's running log: one JSON object a line on standard error.
///
/// Never carries names, numbers or texts of guests; telephone numbers only masked.
package struct Log: Sendable {
  package enum Level: String, Comparable, Sendable, CaseIterable {
    case debug
    case info
    case warning
    case error

    package static func < (lhs: Level, rhs: Level) -> Bool {
      (allCases.firstIndex(of: lhs) ?? 0) < (allCases.firstIndex(of: rhs) ?? 0)
    }
  }

  package let least: Level
  private let write: @Sendable (String) -> Void
  private let clock: WallClock

  package init(
    least: Level = .info,
    clock: WallClock = .system,
    write: @escaping @Sendable (String) -> Void,
  ) {
    self.least = least
    self.clock = clock
    self.write = write
  }

  /// Drops everything; for tests and short commands.
  package static let silent = Log(least: .error) { _ in }

  /// Lines on standard error.
  package static func standardError(least: Level = .info) -> Log {
    Log(least: least) { line in
      // A log that can't be written must not stop the hub.
      try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
  }

  package func debug(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    emit(.debug, message, fields)
  }

  package func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    emit(.info, message, fields)
  }

  package func warning(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    emit(.warning, message, fields)
  }

  package func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    emit(.error, message, fields)
  }

  private func emit(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String>) {
    guard level >= least else { return }
    var json = JSONWriter()
    json.object {
      $0.field("time", clock.now())
      $0.field("level", level.rawValue)
      $0.field("message", message)
      for (name, value) in fields { $0.field(name, value) }
    }
    write(json.text)
  }
}
