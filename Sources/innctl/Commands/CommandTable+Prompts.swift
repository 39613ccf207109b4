import InnRegistry

/// The hub's sentences, and the card beside the telephone.
extension CommandTable {
  static let promptsExport = CommandSyntax(
    ["prompts", "export"],
    Phrase(en: "write all spoken sentences as WAV files", ja: "話す文をすべてWAVに書き出す"),
    details: Phrase(
      en: """
        With them comes transcript.csv: key, words, reading, meaning, length, and who has heard
        it. To record a sentence, replace its file (WAV, 16 bit, mono, 48000, 16000 or 8000 Hz, at
        most 20 s) and write «recorded» as its kind; to say that one sounds right, write a name
        under heard_by. Sentences with numbers or names in them are examples.
        """,
      ja: """
        一緒に transcript.csv（名前、文、読み、意味、長さ、聞いた人）ができる。録音し直す文は
        WAV（16ビット・モノラル、48000・16000・8000Hz、20秒まで）を差し替えて kind を recorded に、
        聞いて確かめた文は heard_by に名前を書く。数や名前の入る文は例。
        """,
    ),
    operands: [OperandSyntax(name: "DIR", count: .one)],
    options: [.data],
    examples: [
      CommandExample("innctl prompts export prompts", Phrase(en: "all of them", ja: "すべて"))
    ],
  )

  static let promptsImport = CommandSyntax(
    ["prompts", "import"],
    Phrase(en: "take over recordings and who has listened", ja: "録音と聞いた人を取り込む"),
    details: Phrase(
      en: "All of it is taken or nothing; everything wrong is named at once.",
      ja: "全部入るか、何も変わらないかのどちらか。誤りはまとめて示す。",
    ),
    operands: [OperandSyntax(name: "DIR", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl prompts import prompts",
        Phrase(en: "used from the hub's next start", ja: "ハブの次の起動から使う"),
      )
    ],
  )

  static let promptsList = CommandSyntax(
    ["prompts", "list"],
    Phrase(en: "list the sentences and who has heard them", ja: "文と聞いた人の一覧"),
    options: [.data, .json],
    examples: [
      CommandExample("innctl prompts list", Phrase(en: "what has nobody heard?", ja: "未確認の文"))
    ],
  )

  static let card = CommandSyntax(
    ["card"],
    Phrase(en: "make the sheet beside an inn's telephone", ja: "電話のそばに貼る案内を作る"),
    details: Phrase(
      en: "One A4 page in large print, as HTML: the number to ring, the keys, the office.",
      ja: "A4で1枚、大きな字のHTML。かける番号、キー、事務局の電話。",
    ),
    operands: [OperandSyntax(name: "INN", count: .one)],
    options: [
      OptionSyntax(
        "to",
        argument: "FILE",
        Phrase(en: "the file to write (standard output)", ja: "書き出すファイル（標準出力）"),
      ),
      OptionSyntax(
        "number",
        argument: "NUMBER",
        Phrase(en: "the hub's number, where no hub runs", ja: "ハブの電話番号（動いていないとき）"),
      ),
      .data,
    ],
    examples: [
      CommandExample("innctl card T01 --to t01.html", Phrase(en: "to be printed", ja: "印刷用"))
    ],
  )
}
