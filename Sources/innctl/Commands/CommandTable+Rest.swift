import InnRegistry

/// Files of inns, bookings, calls, keys, and what is left.
extension CommandTable {
  // MARK: - Files of inns

  static let format = OptionSyntax(
    "format",
    argument: "FORMAT",
    Phrase(en: "json or csv (json)", ja: "json または csv（json）"),
  )

  static let innImport = CommandSyntax(
    ["inn", "import"],
    Phrase(en: "add or change inns from a file", ja: "ファイルの宿を加える・変える"),
    details: Phrase(
      en: """
        The file is JSON or CSV as inn export writes it; one whose name ends in .csv is CSV.
        All of it is taken or nothing; everything wrong in it is named at once. Rooms and
        plans no longer in the file are retired, bookings stay. FILE may be - for standard
        input.
        """,
      ja: """
        ファイルは inn export が書くJSONかCSV（名前が .csv で終わればCSV）。全部入るか、
        何も変わらないかのどちらか。誤りはまとめて示す。ファイルにない部屋とプランは
        売り止めになり、予約は残る。FILEに - と書けば標準入力から読む。
        """,
    ),
    operands: [OperandSyntax(name: "FILE", count: .one)],
    options: [
      .data,
      format,
      OptionSyntax(
        "dry-run",
        short: "n",
        Phrase(en: "check the file, change nothing", ja: "調べるだけで何も変えない"),
      ),
    ],
    examples: [
      CommandExample(
        "innctl inn export T01 >t01.json",
        Phrase(en: "take an inn as the pattern", ja: "見本にする宿を書き出す"),
      ),
      CommandExample(
        "innctl inn import --dry-run t01.json",
        Phrase(en: "is the file right?", ja: "ファイルを調べる"),
      ),
      CommandExample("innctl inn import t01.json", Phrase(en: "take it over", ja: "取り込む")),
    ],
  )

  static let innExport = CommandSyntax(
    ["inn", "export"],
    Phrase(en: "write inns to a file", ja: "宿をファイルに書き出す"),
    details: Phrase(
      en: "All inns, or those named. The file can be edited and imported again.",
      ja: "すべての宿、または名を挙げた宿。直して取り込み直せる。",
    ),
    operands: [OperandSyntax(name: "ID", count: .any)],
    options: [.data, format],
    examples: [
      CommandExample("innctl inn export >inns.json", Phrase(en: "all inns", ja: "すべての宿")),
      CommandExample(
        "innctl inn export --format csv >inns.csv",
        Phrase(en: "for a spreadsheet", ja: "表計算ソフト用"),
      ),
    ],
  )

  static let innConsent = CommandSyntax(
    ["inn", "consent"],
    Phrase(en: "record what an inn agreed to", ja: "宿の承諾を記録する"),
    details: Phrase(
      en: "A real inn is neither shown nor sold before it has agreed to sale.",
      ja: "実在の宿は、販売の承諾を記録するまで表示も販売もされない。",
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax(
        "by",
        argument: "MEDIUM",
        Phrase(en: "how it was told: phone or paper", ja: "伝えられた方法 phone 電話, paper 書面"),
      ),
      OptionSyntax(
        "purpose",
        argument: "PURPOSE",
        Phrase(
          en: "sale, statistics or emergency (sale)",
          ja: "sale 販売, statistics 統計, emergency 災害時（sale）",
        ),
      ),
      OptionSyntax(
        "note",
        argument: "TEXT",
        Phrase(en: "who was spoken with, where the paper lies", ja: "話した相手、書面の場所など"),
      ),
      OptionSyntax(
        "refused",
        Phrase(en: "refused, or taken back", ja: "断られた、または取り下げ"),
      ),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl inn consent X01 --by phone --note 女将さんと電話",
        Phrase(en: "X01 may be sold", ja: "X01の販売を始める"),
      )
    ],
  )

  // MARK: - Bookings

  static let bookingList = CommandSyntax(
    ["booking", "list"],
    Phrase(en: "list bookings by check-in", ja: "予約の一覧（チェックイン順）"),
    details: Phrase(en: "States: \(states).", ja: "状態: \(states)"),
    options: [
      .data,
      OptionSyntax("inn", argument: "ID", Phrase(en: "of one inn", ja: "この宿だけ")),
      OptionSyntax(
        "state",
        argument: "STATES",
        Phrase(
          en: "in these states, by commas (held,requested,confirmed)",
          ja: "この状態のもの、コンマ区切り（held,requested,confirmed）",
        ),
      ),
      OptionSyntax(
        "from",
        argument: "DATE",
        Phrase(en: "with a night on or after", ja: "この日以後の泊があるもの"),
      ),
      OptionSyntax(
        "through",
        argument: "DATE",
        Phrase(en: "with a night on or before", ja: "この日以前の泊があるもの"),
      ),
      OptionSyntax(
        "limit",
        argument: "N",
        Phrase(en: "at most so many (100)", ja: "最大の件数（100）"),
      ),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl booking list --inn T01",
        Phrase(en: "what is open at T01", ja: "T01の進行中の予約"),
      ),
      CommandExample(
        "innctl booking list --state requested",
        Phrase(en: "requests nobody has answered", ja: "返事待ちのリクエスト"),
      ),
    ],
  )

  static let states = BookingState.Name.allCases.map(\.rawValue).joined(separator: " ")

  static let bookingShow = CommandSyntax(
    ["booking", "show"],
    Phrase(en: "show a booking", ja: "予約を見る"),
    details: Phrase(
      en: "ID is the booking's own name (bk_…) or its reference of six digits.",
      ja: "IDは予約の名前（bk_…）または6桁の予約番号。",
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data, .json],
    examples: [
      CommandExample("innctl booking show 123455", Phrase(en: "by its reference", ja: "予約番号で"))
    ],
  )

  // MARK: - Calls

  static let callList = CommandSyntax(
    ["call", "list"],
    Phrase(en: "list finished calls, newest first", ja: "終わった通話の一覧（新しい順）"),
    options: [
      .data,
      OptionSyntax("inn", argument: "ID", Phrase(en: "with one inn", ja: "この宿だけ")),
      OptionSyntax(
        "limit",
        argument: "N",
        Phrase(en: "at most so many (50)", ja: "最大の件数（50）"),
      ),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl call list --inn T01",
        Phrase(en: "when did we speak with T01?", ja: "T01との通話"),
      )
    ],
  )

  static let callShow = CommandSyntax(
    ["call", "show"],
    Phrase(en: "show what was said and keyed in a call", ja: "通話で話し押された内容を見る"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl call show call_0123456789abcdefghjkmnpqrs",
        Phrase(en: "the name is in call list", ja: "名前は call list で分かる"),
      )
    ],
  )

  // MARK: - Messages

  static let sms = CommandSyntax(
    ["sms"],
    Phrase(en: "write to the hub as a keeper does", ja: "宿からのSMSをキーボードで試す"),
    details: Phrase(
      en: """
        Each line is a message, with the same effect as one by SMS; the hub's answer follows.
        Nothing is sent. \\n stands for a line break, Ctrl-D ends. Works while the hub runs.
        """,
      ja: """
        一行が一通のSMSで、空室も同じように変わる。ハブの返事が続けて出る。実際には送らない。
        改行は \\n、終わりはCtrl-D。ハブが動いていても使える。
        """,
    ),
    options: [
      .data,
      OptionSyntax(
        "inn",
        argument: "ID",
        Phrase(en: "the inn that writes (T01)", ja: "SMSを書く宿（T01）"),
      ),
      OptionSyntax(
        "from",
        argument: "NUMBER",
        Phrase(en: "the number that writes (the inn's first)", ja: "送る電話番号（宿の最初の番号）"),
      ),
      OptionSyntax(
        "text",
        argument: "TEXT",
        Phrase(en: "one message instead of the keyboard's", ja: "キーボードの代わりの一通"),
      ),
    ],
    examples: [
      CommandExample(
        "innctl sms --inn T01 --text '今夜3部屋'",
        Phrase(en: "«three rooms tonight»", ja: "今夜3部屋"),
      )
    ],
  )

  static let smsList = CommandSyntax(
    ["sms", "list"],
    Phrase(en: "list messages in and out, newest first", ja: "SMSの一覧（新しい順）"),
    options: [
      .data,
      OptionSyntax("inn", argument: "ID", Phrase(en: "with one inn", ja: "この宿だけ")),
      OptionSyntax(
        "limit",
        argument: "N",
        Phrase(en: "at most so many (50)", ja: "最大の件数（50）"),
      ),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl sms list --inn T01",
        Phrase(en: "what was written with T01, and whether it arrived", ja: "T01とのSMSと届いたかどうか"),
      )
    ],
  )

  // MARK: - Keys

  static let keyCreate = CommandSyntax(
    ["key", "create"],
    Phrase(en: "make a key for a channel", ja: "予約経路の鍵を作る"),
    details: Phrase(
      en: """
        Prints the key, and nothing else, on standard output; it is shown only now. The channel
        is created when there is none of that name.
        """,
      ja: """
        標準出力には鍵だけを出す。鍵が見られるのは今だけ。その名の予約経路がなければ作る。
        """,
    ),
    options: [
      .data,
      OptionSyntax(
        "channel",
        argument: "NAME",
        Phrase(en: "the travel platform or program", ja: "予約サイトやプログラムの名前"),
      ),
      OptionSyntax(
        "scopes",
        argument: "LIST",
        Phrase(
          en: "what it may do, by commas: read, book, manage, stats",
          ja: "できること、コンマ区切り: read, book, manage, stats",
        ),
      ),
      OptionSyntax(
        "training",
        Phrase(en: "a new channel gets training inns only", ja: "新しい経路は練習用の宿だけを扱う"),
      ),
      .json,
    ],
    examples: [
      CommandExample(
        "innctl key create --channel tabi --scopes read,book",
        Phrase(en: "a platform that searches and books", ja: "検索と予約をするサイト"),
      )
    ],
  )

  static let keyList = CommandSyntax(
    ["key", "list"],
    Phrase(en: "list keys, never the keys themselves", ja: "鍵の一覧（鍵そのものは出ない）"),
    options: [.data, .json],
    examples: [
      CommandExample("innctl key list", Phrase(en: "all keys", ja: "すべての鍵"))
    ],
  )

  static let keyRotate = CommandSyntax(
    ["key", "rotate"],
    Phrase(en: "make a second key like this one", ja: "同じ権限の新しい鍵を作る"),
    details: Phrase(
      en: "Both open until the old one is revoked: change the platform over, then key revoke.",
      ja: "古い鍵を取り消すまで両方使える。切り替えが済んだら key revoke する。",
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data, .json],
    examples: [
      CommandExample(
        "innctl key rotate key_4f8z",
        Phrase(en: "the first half of a change of keys", ja: "鍵を切り替える前半"),
      )
    ],
  )

  static let keyRevoke = CommandSyntax(
    ["key", "revoke"],
    Phrase(en: "make a key useless, at once", ja: "鍵をすぐに使えなくする"),
    operands: [OperandSyntax(name: "KEY", count: .one)],
    options: [.data],
    examples: [
      CommandExample(
        "innctl key revoke key_0123456789abcdefghjkmnpqrs",
        Phrase(en: "the name is in key list", ja: "名前は key list で分かる"),
      )
    ],
  )

  // MARK: - The rest

  static let doctor = CommandSyntax(
    ["doctor"],
    Phrase(en: "check that the hub can run here", ja: "ハブが動く環境か調べる"),
    details: Phrase(
      en: """
        Looks at libraries, speech, data directory, database, ports and, where given, the trunk,
        and says what to do about each trouble. Fails when anything is wrong.
        """,
      ja: """
        ライブラリ、音声、データの置き場所、データベース、ポート、（指定すれば）回線を調べ、
        不具合ごとに直し方を示す。一つでも不具合があれば失敗として終わる。
        """,
    ),
    options: [
      .data,
      OptionSyntax(
        "http",
        argument: "HOST:PORT",
        Phrase(en: "the port that serve will use", ja: "serve で使うHTTPのポート"),
      ),
      OptionSyntax(
        "sip",
        argument: "HOST:PORT",
        Phrase(en: "the port that serve will use", ja: "serve で使う電話のポート"),
      ),
      OptionSyntax(
        "trunk",
        argument: "sip:HOST:PORT",
        Phrase(en: "also ask this gateway whether it is there", ja: "この回線の応答も確かめる"),
      ),
      .json,
    ],
    examples: [
      CommandExample("innctl doctor", Phrase(en: "everything here", ja: "すべて調べる")),
      CommandExample(
        "innctl doctor --trunk sip:192.0.2.1:5060",
        Phrase(en: "and the gateway", ja: "回線も調べる"),
      ),
    ],
  )

  static let completion = CommandSyntax(
    ["completion"],
    Phrase(en: "print a completion script for a shell", ja: "シェルの補完スクリプトを出す"),
    operands: [OperandSyntax(name: "SHELL", count: .one)],
    examples: [
      CommandExample(
        "source <(innctl completion bash)",
        Phrase(en: "in this bash", ja: "このbashで使う"),
      ),
      CommandExample(
        "innctl completion zsh >~/.zfunc/_innctl",
        Phrase(en: "for zsh, in a directory of its fpath", ja: "zshのfpathに置く"),
      ),
    ],
  )

  static let version = CommandSyntax(
    ["version"],
    Phrase(en: "show the versions in use", ja: "版を表示する"),
    options: [.json],
    examples: [
      CommandExample("innctl version", Phrase(en: "program and libraries", ja: "本体とライブラリ"))
    ],
  )
}
