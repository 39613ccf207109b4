/// Help texts, laid out from the command table for 80 columns.
enum HelpPage {
  /// The page of a command, a group, or the whole program.
  static func text(for path: [String], _ language: Language) -> String {
    if let command = CommandTable.command(path) { return page(of: command, language) }
    return path.isEmpty ? overview(language) : page(ofGroup: path, language)
  }

  // MARK: - Pages

  private static func overview(_ language: Language) -> String {
    var lines = [
      Phrase(
        en: "innctl: a hub between telephone-only inns and travel platforms.",
        ja: "innctl: 電話だけの宿と予約サイトをつなぐハブ",
      )[language],
      "",
      "\(label(.usage, language)) innctl \(Phrase(en: "COMMAND", ja: "コマンド")[language]) …",
      "",
      label(.commands, language),
    ]
    lines += columns(
      CommandTable.commands.map { ($0.path.joined(separator: " "), $0.summary[language]) }
    )
    lines += [
      "",
      Phrase(
        en: "innctl COMMAND --help explains a command, with examples.",
        ja: "各コマンドの説明と例は innctl コマンド --help",
      )[language],
      "",
      label(.exitStatus, language),
    ]
    lines += columns(ExitStatus.allCases.map { (String($0.rawValue), $0.meaning[language]) })
    return lines.joined(separator: "\n") + "\n"
  }

  private static func page(ofGroup path: [String], _ language: Language) -> String {
    let name = path.joined(separator: " ")
    var lines: [String] = []
    if let group = CommandTable.groups.first(where: { [$0.name] == path }) {
      lines += ["innctl \(name): \(group.summary[language])", ""]
    }
    let words = CommandTable.words(under: path).joined(separator: "|")
    lines += ["\(label(.usage, language)) innctl \(name) \(words) …", ""]
    lines.append(label(.commands, language))
    lines += columns(
      CommandTable.commands.filter { $0.path.starts(with: path) }
        .map { ($0.path.joined(separator: " "), $0.summary[language]) }
    )
    return lines.joined(separator: "\n") + "\n"
  }

  private static func page(of command: CommandSyntax, _ language: Language) -> String {
    let name = "innctl " + command.path.joined(separator: " ")
    var usage = [label(.usage, language), name]
    usage += command.operands.map(\.usage)
    usage.append("[\(Phrase(en: "OPTION", ja: "オプション")[language])…]")
    var lines = ["\(name): \(command.summary[language])", "", usage.joined(separator: " ")]
    if let details = command.details { lines += ["", details[language]] }
    lines += ["", label(.options, language)]
    lines += columns(command.options.map { ($0.usage, $0.summary[language]) })
    lines += ["", label(.examples, language)]
    for example in command.examples {
      lines += example.line.split(separator: "\n").map { "  " + $0 }
      lines.append("      " + example.meaning[language])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Layout

  private enum Label {
    case usage
    case commands
    case options
    case examples
    case exitStatus
  }

  private static func label(_ label: Label, _ language: Language) -> String {
    let phrase =
      switch label {
      case .usage: Phrase(en: "Usage:", ja: "使い方:")
      case .commands: Phrase(en: "Commands:", ja: "コマンド:")
      case .options: Phrase(en: "Options:", ja: "オプション:")
      case .examples: Phrase(en: "Examples:", ja: "例:")
      case .exitStatus: Phrase(en: "Exit status:", ja: "終了コード:")
      }
    return phrase[language]
  }

  /// Two columns; the left one is ASCII always, so its width is its length.
  private static func columns(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { left, right in
      "  " + left + String(repeating: " ", count: width - left.count + 2) + right
    }
  }
}

extension OptionSyntax {
  /// `-d, --data DIR`.
  fileprivate var usage: String {
    let lead = short.map { "-\($0), " } ?? "    "
    return lead + "--" + name + (argument.map { " " + $0 } ?? "")
  }
}
