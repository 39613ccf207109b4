import InnRegistry

/// What the office does about notices.
extension CommandTable {
  static let noticeOffice: [CommandSyntax] = [
    noticeList, noticeResend, noticeBounce, noticeWishes, noticeWishDone, noticeHeadcount,
    noticeEmergency,
  ]

  private static let noticeList = CommandSyntax(
    ["notice", "list"],
    Phrase(en: "list notices and what became of them", ja: "通知と送信の結果の一覧"),
    options: [
      OptionSyntax(
        "state",
        argument: "STATE",
        Phrase(
          en: "only these: waiting, sent, dropped, failed",
          ja: "状態: waiting, sent, dropped, failed",
        ),
      ),
      OptionSyntax("booking", argument: "REF", Phrase(en: "only of this booking", ja: "この予約だけ")),
      OptionSyntax("limit", argument: "N", Phrase(en: "at most so many (50)", ja: "最大の件数（50）")),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl notice list --state failed",
        Phrase(en: "which guests know nothing?", ja: "どのお客様に届いていないか"),
      )
    ],
  )

  private static let noticeResend = CommandSyntax(
    ["notice", "resend"],
    Phrase(en: "send a notice anew", ja: "通知をもう一度送る"),
    operands: [OperandSyntax(name: "NO", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl notice resend 17",
        Phrase(en: "the address is right now", ja: "アドレスが直った"),
      )
    ],
  )

  private static let noticeBounce = CommandSyntax(
    ["notice", "bounce"],
    Phrase(en: "take in a report that a mail came back", ja: "戻ってきたメールを取り込む"),
    details: Phrase(
      en: "The mail server hands the report to it (RFC 3464); - reads it from standard input.",
      ja: "メールサーバーが戻した報告（RFC 3464）を読む。- は標準入力。",
    ),
    operands: [OperandSyntax(name: "FILE", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl notice bounce -",
        Phrase(en: "from the mail server's own pipe", ja: "メールサーバーから渡す"),
      )
    ],
  )

  private static let noticeWishes = CommandSyntax(
    ["notice", "wishes"],
    Phrase(en: "list changes that guests ask for", ja: "お客様の変更の希望の一覧"),
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl notice wishes",
        Phrase(en: "who waits for an answer?", ja: "返事を待っているお客様"),
      )
    ],
  )

  private static let noticeWishDone = CommandSyntax(
    ["notice", "wish-done"],
    Phrase(en: "mark a guest's wish as seen to", ja: "お客様の希望を済みにする"),
    operands: [OperandSyntax(name: "NO", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl notice wish-done 3",
        Phrase(en: "the guest has an answer", ja: "お客様に返事をした"),
      )
    ],
  )

  private static let noticeHeadcount = CommandSyntax(
    ["notice", "headcount"],
    Phrase(en: "count the guests at every inn now", ja: "いま宿ごとに何人いるか"),
    details: Phrase(
      en: "Guests that the hub brought: those at the inn, and those who come today or tomorrow.",
      ja: "ハブを通したお客様だけ。滞在中の人と、今日明日に着く人。",
    ),
    options: [.data, .json],
    examples: [
      CommandExample("innctl notice headcount", Phrase(en: "who has to be found?", ja: "安否の確認に"))
    ],
  )

  private static let noticeEmergency = CommandSyntax(
    ["notice", "emergency"],
    Phrase(en: "warn guests by mail and inns by telephone", ja: "お客様にメール、宿に電話で知らせる"),
    details: Phrase(
      en: """
        To guests who are there or come today or tomorrow, in their languages, with the nearest
        shelter; inns that agreed to be rung hear it by telephone. Shows who is where.
        """,
      ja: """
        滞在中と今日明日着くお客様に、その言語で、近い避難場所とともに知らせる。
        電話に同意した宿には電話する。宿ごとの人数も表示する。
        """,
    ),
    operands: [OperandSyntax(name: "INN", count: .any)],
    options: [
      OptionSyntax(
        "hazard",
        argument: "HAZARD",
        Phrase(
          en: "snow, earthquake, power or road_closed (needed)",
          ja: "snow, earthquake, power, road_closed（必須）",
        ),
      ),
      OptionSyntax(
        "text",
        argument: "TEXT",
        Phrase(en: "in Japanese, read to the inns too", ja: "日本語の文。電話でも読む"),
      ),
      OptionSyntax("english", argument: "TEXT", Phrase(en: "the same in English", ja: "同じ文の英語")),
      OptionSyntax("area", argument: "AREA", Phrase(en: "only inns there", ja: "その地区の宿だけ")),
      OptionSyntax("no-calls", Phrase(en: "ring no inn", ja: "宿に電話しない")),
      OptionSyntax(
        "dry-run",
        short: "n",
        Phrase(en: "only say whom it would reach", ja: "だれに届くかだけ表示する"),
      ),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl notice emergency --hazard snow --area oma --text '国道が通れません。'",
        Phrase(en: "to everybody in Oma", ja: "大間の全員へ"),
      )
    ],
  )
}
