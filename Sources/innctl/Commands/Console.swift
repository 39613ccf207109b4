import Foundation
import Glibc
import Synchronization

/// Where a command writes, and in which language and dress.
struct Console: Sendable {
  let language: Language
  /// Whether standard output is a terminal that takes colours.
  let hasColours: Bool
  /// Whether errors may be coloured.
  let hasErrorColours: Bool
  private let output: @Sendable (String) -> Void
  private let errorOutput: @Sendable (String) -> Void

  init(
    language: Language,
    hasColours: Bool = false,
    hasErrorColours: Bool = false,
    output: @escaping @Sendable (String) -> Void,
    errorOutput: @escaping @Sendable (String) -> Void,
  ) {
    self.language = language
    self.hasColours = hasColours
    self.hasErrorColours = hasErrorColours
    self.output = output
    self.errorOutput = errorOutput
  }

  /// The process' own: colours where a terminal reads, unless `NO_COLOR` is set or `TERM` is dumb.
  static func standard(environment: [String: String]) -> Console {
    let mayColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    return Console(
      language: Language(environment: environment),
      hasColours: mayColour && isatty(STDOUT_FILENO) == 1,
      hasErrorColours: mayColour && isatty(STDERR_FILENO) == 1,
      output: { Console.write($0, to: STDOUT_FILENO) },
      errorOutput: { Console.write($0, to: STDERR_FILENO) },
    )
  }

  /// Writes all of a text; whoever closed the other end wants no more of it.
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return
      }
    }
  }

  // MARK: - Writing

  func print(_ text: String) { output(text + "\n") }
  func print(_ phrase: Phrase) { print(phrase[language]) }
  /// Without an end of line.
  func write(_ text: String) { output(text) }
  /// A word to whoever sits there, apart from the result.
  func note(_ phrase: Phrase) { errorOutput("innctl: \(phrase[language])\n") }

  func fail(_ failure: CommandFailure) {
    let label = Phrase(en: "error:", ja: "エラー:")[language]
    errorOutput("innctl: \(coloured(label, .red, hasErrorColours)) \(failure.message[language])\n")
    if let advice = failure.advice { errorOutput("        \(advice[language])\n") }
  }

  enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
  }

  func coloured(_ text: String, _ colour: Colour) -> String { coloured(text, colour, hasColours) }

  private func coloured(_ text: String, _ colour: Colour, _ isWanted: Bool) -> String {
    isWanted ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }
}
