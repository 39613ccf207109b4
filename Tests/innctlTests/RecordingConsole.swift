import Synchronization

@testable import innctl

/// What a command wrote, kept for a test to look at.
final class RecordingConsole: Sendable {
  private let text = Mutex((output: "", errors: ""))
  let language: Language

  init(_ language: Language = .english) { self.language = language }

  var console: Console {
    Console(
      language: language,
      output: { [self] part in text.withLock { $0.output += part } },
      errorOutput: { [self] part in text.withLock { $0.errors += part } },
    )
  }

  var output: String { text.withLock { $0.output } }
  var errors: String { text.withLock { $0.errors } }

  /// Runs a command line; the output so far is forgotten.
  func run(_ arguments: [String], environment: [String: String] = [:]) async -> ExitStatus {
    text.withLock { $0 = ("", "") }
    return await CommandLineTool(console: console, environment: environment).run(arguments)
  }
}
