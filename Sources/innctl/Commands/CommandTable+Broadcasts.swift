import InnRegistry

/// A text read to many inns.
extension CommandTable {
  static let broadcasts: [CommandSyntax] = [
    broadcastSend, broadcastList, broadcastShow, broadcastStop,
  ]

  private static let broadcastSend = CommandSyntax(
    ["broadcast", "send"],
    Phrase(en: "have inns rung and a text read to them", ja: "宿に電話して文を読み上げる"),
    details: Phrase(
      en: """
        Rings the inns that are named, or all that agreed to be rung, in their calling hours; a key
        is their receipt. Says first how long it will take. [漢字|かんじ] tells how a word is read.
        """,
      ja: """
        名前を挙げた宿、なければ電話に同意したすべての宿に、電話してよい時間に電話する。
        宿は番号を押して、聞いたことを知らせる。かかる時間も表示する。読みは [漢字|かんじ] と書く。
        """,
    ),
    operands: [OperandSyntax(name: "INN", count: .any)],
    options: [
      OptionSyntax("text", argument: "TEXT", Phrase(en: "what is read (needed)", ja: "読み上げる文（必須）")),
      OptionSyntax("area", argument: "AREA", Phrase(en: "only inns there", ja: "その地区の宿だけ")),
      OptionSyntax(
        "hours",
        argument: "N",
        Phrase(
          en: "tell them within so many hours (\(BroadcastDraft.usualHours))",
          ja: "何時間以内に知らせるか（\(BroadcastDraft.usualHours)）",
        ),
      ),
      OptionSyntax("dry-run", short: "n", Phrase(en: "ring nobody", ja: "電話しない")),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl broadcast send --area oma --text 'あすは雪のため、道が通れません。'",
        Phrase(en: "to the inns of Oma", ja: "大間の宿へ"),
      )
    ],
  )

  private static let broadcastList = CommandSyntax(
    ["broadcast", "list"],
    Phrase(en: "list broadcasts", ja: "一斉電話の一覧"),
    options: [
      .data,
      OptionSyntax("limit", argument: "N", Phrase(en: "at most so many (50)", ja: "最大の件数（50）")),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl broadcast list",
        Phrase(en: "how many inns have heard it?", ja: "何軒が聞いたか"),
      )
    ],
  )

  private static let broadcastShow = CommandSyntax(
    ["broadcast", "show"],
    Phrase(en: "show which inns have heard a broadcast", ja: "どの宿が聞いたか"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl broadcast show br_0123456789abcdefghjkmnpqrstvwxy",
        Phrase(en: "who has to be told otherwise?", ja: "ほかの手段で知らせる宿"),
      )
    ],
  )

  private static let broadcastStop = CommandSyntax(
    ["broadcast", "stop"],
    Phrase(en: "ring nobody about a broadcast any more", ja: "一斉電話をやめる"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl broadcast stop br_0123456789abcdefghjkmnpqrstvwxy",
        Phrase(en: "it is no longer true", ja: "もう当てはまらない"),
      )
    ],
  )
}
