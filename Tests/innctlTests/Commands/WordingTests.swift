import Foundation
import Testing

@testable import innctl

struct WordingTests {
  @Test(arguments: Language.allCases)
  func helpReadsAsWritten(_ language: Language) throws {
    var text = HelpPage.text(for: [], language)
    for group in CommandTable.groups {
      text += "\n=== \(group.name)\n" + HelpPage.text(for: [group.name], language)
    }
    for command in CommandTable.commands {
      text += "\n=== \(command.path.joined(separator: " "))\n"
      text += HelpPage.text(for: command.path, language)
    }
    try GoldenFile.check("help.\(language.rawValue).txt", text)
  }

  /// Command lines that fail before anything is opened.
  private static let mistakes = [
    "", "serv", "inn", "inn lsit", "inn show", "inn show T01 T02", "inn list --jsno",
    "inn list --data", "inn list --json=yes", "serve --s 1", "serve --http 127.0.0.1:99999",
    "serve --sip localhost:5060", "serve --trunk 192.0.2.1", "key create --channel tabi",
    "key create --channel tabi --scopes all", "inn list --data a --data b", "dial --keys 3x",
    "booking list --from 2026-02-30", "booking list --from 2026-12-03 --through 2026-12-01",
    "inn list --data ./none/such", "key list --data ./none/such", "inn import ./none/such.json",
  ]

  @Test(arguments: Language.allCases)
  func mistakesAreToldInTheCallersTerms(_ language: Language) async throws {
    let recorder = RecordingConsole(language)
    var text = ""
    for line in WordingTests.mistakes {
      let status = await recorder.run(line.split(separator: " ").map(String.init))
      text += "$ innctl \(line)\n\(recorder.errors)[\(status.rawValue)]\n\n"
      #expect(recorder.output.isEmpty, "\(line): errors belong to standard error")
      #expect(status != .success)
    }
    try GoldenFile.check("mistakes.\(language.rawValue).txt", text)
  }

  @Test func linesFitATerminal() {
    for language in Language.allCases {
      for command in CommandTable.commands {
        for line in HelpPage.text(for: command.path, language).split(separator: "\n") {
          #expect(TextTable.width(String(line)) <= 100, "\(line)")
        }
      }
    }
  }

  @Test func everyCommandHasAnExampleThatParses() throws {
    for command in CommandTable.commands {
      #expect(!command.examples.isEmpty)
      for example in command.examples {
        let line = example.line.replacing("\\\n", with: "")
        let words = line.split(separator: " ").map { $0.filter { $0 != "'" } }
        guard let start = words.firstIndex(of: "innctl") else {
          // `source <(innctl completion bash)`
          #expect(line.contains("innctl "))
          continue
        }
        let end = words[start...].firstIndex { $0.hasPrefix(">") || $0 == "|" } ?? words.endIndex
        #expect(throws: Never.self) { try CommandParser.parse(Array(words[(start + 1)..<end])) }
      }
    }
  }

  @Test(arguments: [
    (["LANG": "ja_JP.UTF-8"], Language.japanese), (["LANG": "en_GB.UTF-8"], .english),
    ([:], .english), (["LC_ALL": "C", "LANG": "ja_JP.UTF-8"], .english),
    (["LC_ALL": "", "LANG": "ja_JP.UTF-8"], .japanese),
    (["LC_MESSAGES": "ja_JP.UTF-8", "LANG": "de_DE.UTF-8"], .japanese),
  ])
  func theEnvironmentChoosesTheLanguage(_ environment: [String: String], _ expected: Language) {
    #expect(Language(environment: environment) == expected)
  }

  @Test func completionScriptsAreWhatBashReads() throws {
    for shell in Shell.allCases {
      let script = Completion.script(for: shell)
      for word in CommandTable.words(under: []) { #expect(script.contains(word)) }
    }
    let completed = try bash(
      Completion.script(for: .bash) + """

        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _innctl; echo "${COMPREPLY[*]}"; }
        try innctl se
        try innctl inn sh
        try innctl key create --sc
        """
    )
    #expect(completed == "serve\nshow\n--scopes\n")
  }

  private func bash(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-euc", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test func wideLettersTakeTwoColumns() {
    #expect(TextTable.width("宿A") == 3)
    #expect(TextTable.width("\u{1B}[31mred\u{1B}[0m") == 3)
    var table = TextTable(["a", "b"], rightAligned: [1])
    table.append(["宿", "1"])
    table.append(["x", "20"])
    #expect(table.text == "a    b\n宿   1\nx   20\n")
  }
}
