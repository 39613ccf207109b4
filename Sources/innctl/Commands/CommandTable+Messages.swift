import InnRegistry

/// Messages of keepers to the office.
extension CommandTable {
  static let messageList = CommandSyntax(
    ["message", "list"],
    Phrase(en: "list what keepers said to the office", ja: "事務局あての伝言の一覧"),
    details: Phrase(
      en: "Newest first; those that somebody has seen to are left out.",
      ja: "新しい順。済んだものは出ない。",
    ),
    options: [
      .data,
      OptionSyntax("all", short: "a", Phrase(en: "also those that are done", ja: "済んだものも")),
      OptionSyntax(
        "limit",
        argument: "N",
        Phrase(en: "at most so many (100)", ja: "最大の件数（100）"),
      ),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl message list",
        Phrase(en: "who waits for a call?", ja: "折り返しを待つ宿"),
      )
    ],
  )

  static let messageSave = CommandSyntax(
    ["message", "save"],
    Phrase(en: "write a message to a WAV file", ja: "伝言をWAVファイルに書き出す"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax(
        "to",
        argument: "FILE",
        Phrase(en: "the file to write", ja: "書き出すファイル"),
      ),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl message save msg_0123456789abcdefghjkmnpqrstvwxy --to message.wav",
        Phrase(en: "to be played by any player", ja: "普通の再生ソフトで聞ける"),
      )
    ],
  )

  static let messageDone = CommandSyntax(
    ["message", "done"],
    Phrase(en: "say that a message has been seen to", ja: "伝言を済みにする"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl message done msg_0123456789abcdefghjkmnpqrstvwxy",
        Phrase(en: "its alarm goes, too", ja: "知らせも消える"),
      )
    ],
  )
}
