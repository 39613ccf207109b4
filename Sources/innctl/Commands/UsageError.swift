/// What is wrong with a command line; a closed list, each with its sentence.
enum UsageError: Error, Hashable, Sendable {
  /// `innctl inn` without saying what to do with inns.
  case commandMissing(under: [String], choices: [String])
  case commandUnknown(String, under: [String], nearest: String?)
  case optionUnknown(String, nearest: String?)
  case optionAmbiguous(String, candidates: [String])
  case argumentMissing(option: String)
  case argumentUnwanted(option: String)
  case optionTwice(String)
  case optionMissing(String)
  case operandMissing(String)
  case operandUnexpected(String)
  case valueInvalid(String, of: ArgumentName, expected: ArgumentKind)
  /// Two things that can't be asked for together.
  case conflict(String, String)

  var message: Phrase {
    switch self {
    case .commandMissing(let path, let choices):
      let list = choices.joined(separator: ", ")
      return path.isEmpty
        ? Phrase(en: "a command is missing: \(list)", ja: "コマンドがありません: \(list)")
        : Phrase(
          en: "'\(path.joined(separator: " "))' needs one of: \(list)",
          ja: "「\(path.joined(separator: " "))」のあとに次のいずれかが必要です: \(list)",
        )
    case .commandUnknown(let word, _, let nearest):
      return Phrase(en: "unknown command: \(word)", ja: "不明なコマンドです: \(word)")
        + UsageError.suggestion(nearest)
    case .optionUnknown(let option, let nearest):
      return Phrase(en: "unknown option: \(option)", ja: "不明なオプションです: \(option)")
        + UsageError.suggestion(nearest)
    case .optionAmbiguous(let option, let candidates):
      let list = candidates.joined(separator: ", ")
      return Phrase(
        en: "\(option) could mean \(list)",
        ja: "\(option) は \(list) のどれか分かりません",
      )
    case .argumentMissing(let option):
      return Phrase(en: "--\(bare(option)) needs a value", ja: "--\(bare(option)) には値が必要です")
    case .argumentUnwanted(let option):
      return Phrase(en: "--\(option) takes no value", ja: "--\(option) に値は付けられません")
    case .optionTwice(let option):
      return Phrase(en: "--\(option) is given twice", ja: "--\(option) が二度あります")
    case .optionMissing(let option):
      return Phrase(en: "--\(option) is missing", ja: "--\(option) がありません")
    case .operandMissing(let operand):
      return Phrase(en: "\(operand) is missing", ja: "\(operand) がありません")
    case .operandUnexpected(let text):
      return Phrase(en: "unexpected argument: \(text)", ja: "余分な引数です: \(text)")
    case .valueInvalid(let value, let name, let expected):
      return Phrase(
        en: "\(name): '\(value)' is not \(expected.phrase.en)",
        ja: "\(name): 「\(value)」は正しくありません（\(expected.phrase.ja)）",
      )
    case .conflict(let first, let second):
      return Phrase(
        en: "\(first) and \(second) can't go together",
        ja: "\(first) と \(second) は同時に指定できません",
      )
    }
  }

  private static func suggestion(_ nearest: String?) -> Phrase {
    guard let nearest else { return Phrase("") }
    return Phrase(en: " (did you mean \(nearest)?)", ja: "（\(nearest) のことですか）")
  }

  private func bare(_ option: String) -> String { String(option.drop { $0 == "-" }) }
}

/// The option or operand a value belongs to.
enum ArgumentName: Hashable, Sendable, CustomStringConvertible {
  case option(String)
  case operand(String)

  var description: String {
    switch self {
    case .option(let name): "--\(name)"
    case .operand(let name): name
    }
  }
}
