/// An option as it is read, helped with and completed.
struct OptionSyntax: Hashable, Sendable {
  /// Without the hyphens.
  let name: String
  let short: Character?
  /// Name of its value in the help; nil for a flag.
  let argument: String?
  let summary: Phrase
  /// May be given several times.
  let isRepeatable: Bool

  init(
    _ name: String,
    short: Character? = nil,
    argument: String? = nil,
    isRepeatable: Bool = false,
    _ summary: Phrase,
  ) {
    self.name = name
    self.short = short
    self.argument = argument
    self.isRepeatable = isRepeatable
    self.summary = summary
  }
}

/// An argument that is no option.
struct OperandSyntax: Hashable, Sendable {
  /// In capitals, as the help shows it.
  let name: String
  let count: Count

  enum Count: Hashable, Sendable {
    case one
    case any
  }

  var usage: String {
    switch count {
    case .one: name
    case .any: "[\(name)…]"
    }
  }
}

struct CommandExample: Hashable, Sendable {
  let line: String
  let meaning: Phrase

  init(_ line: String, _ meaning: Phrase) {
    self.line = line
    self.meaning = meaning
  }
}

/// A command: its place in the tree, what it takes, and its help.
struct CommandSyntax: Hashable, Sendable {
  /// `["inn", "list"]`.
  let path: [String]
  let summary: Phrase
  /// Paragraphs below the summary.
  let details: Phrase?
  let operands: [OperandSyntax]
  let options: [OptionSyntax]
  let examples: [CommandExample]

  init(
    _ path: [String],
    _ summary: Phrase,
    details: Phrase? = nil,
    operands: [OperandSyntax] = [],
    options: [OptionSyntax] = [],
    examples: [CommandExample],
  ) {
    self.path = path
    self.summary = summary
    self.details = details
    self.operands = operands
    // Whoever reads or writes a registry may say which database it lies in.
    let database: [OptionSyntax] = options.contains(.data) ? [.database] : []
    self.options = options + database + [.help]
    self.examples = examples
  }
}

extension OptionSyntax {
  static let help = OptionSyntax(
    "help",
    short: "h",
    Phrase(en: "show this help", ja: "この説明を表示する"),
  )
  static let data = OptionSyntax(
    "data",
    short: "d",
    argument: "DIR",
    Phrase(en: "data directory (\(Defaults.data))", ja: "データの置き場所（\(Defaults.data)）"),
  )
  static let database = OptionSyntax(
    "database",
    argument: "URL",
    Phrase(
      en: "a registry on PostgreSQL (postgresql://…) instead of a file",
      ja: "台帳をファイルでなくPostgreSQLに置く（postgresql://…）",
    ),
  )
  static let json = OptionSyntax(
    "json",
    short: "j",
    Phrase(en: "print JSON", ja: "JSONで出力する"),
  )
}
