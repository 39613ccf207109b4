import InnRegistry

/// Every command of the program, in the order of its help.
enum CommandTable {
  static let commands: [CommandSyntax] =
    [
      serve, status, dial, innList, innShow, innAdd, innImport, innExport, innConsent, bookingList,
      bookingShow,
      callList, callShow, sms, smsList, messageList, messageSave, messageDone, card, promptsExport,
      promptsImport, promptsList, keyCreate, keyList, keyRotate, keyRevoke,
    ] + alarms + broadcasts + notices + statistics + delivery + office + users + operations
    + [doctor, completion, version]

  /// Words that only open a group, such as `inn`.
  static let groups: [(name: String, summary: Phrase)] =
    [
      ("inn", Phrase(en: "inns and their rooms, plans and telephones", ja: "宿と部屋・プラン・電話")),
      ("booking", Phrase(en: "bookings and requests", ja: "予約とリクエスト")),
      ("call", Phrase(en: "finished telephone calls", ja: "終わった通話")),
      ("message", Phrase(en: "what keepers said to the office", ja: "事務局あての伝言")),
      ("alarm", Phrase(en: "what the office has to see to", ja: "対応が必要なこと")),
      ("broadcast", Phrase(en: "texts read to many inns", ja: "一斉電話")),
      ("prompts", Phrase(en: "the hub's spoken sentences", ja: "ハブが話す文")),
      ("key", Phrase(en: "keys of travel platforms", ja: "予約サイトなどの鍵")),
    ] + noticeGroups + statisticsGroups + deliveryGroups + officeGroups + userGroups
    + operationsGroups

  static func command(_ path: [String]) -> CommandSyntax? { commands.first { $0.path == path } }

  /// The words that may follow a path: groups and commands at the top, commands in a group.
  static func words(under path: [String]) -> [String] {
    var words: [String] = []
    for command in commands where command.path.starts(with: path) {
      guard command.path.count > path.count else { continue }
      let word = command.path[path.count]
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  // MARK: - The hub

  private static let serve = CommandSyntax(
    ["serve"],
    Phrase(en: "run the hub", ja: "ハブを動かす"),
    details: Phrase(
      en: """
        Answers telephones and HTTP requests until SIGTERM or Ctrl-C, then lets calls and
        requests finish. Prints one line «InnBridge ready: …» when both are served. By default
        24 fictional inns are loaded for training, and a key for them is printed.
        """,
      ja: """
        電話とHTTPに応答する。SIGTERMかCtrl-Cで、続いている通話と要求を終えてから止まる。
        どちらも使えるようになると「InnBridge ready: …」を一行出力する。
        何も指定しなければ練習用の架空の宿24軒を入れ、その鍵を表示する。
        """,
    ),
    options: [
      OptionSyntax(
        "config",
        argument: "FILE",
        Phrase(
          en: "settings in JSON5, beneath flags and environment",
          ja: "設定ファイル（JSON5）。引数と環境変数が優先",
        ),
      ),
      .data,
      OptionSyntax(
        "http",
        argument: "HOST:PORT",
        Phrase(
          en: "where to serve HTTP (\(Defaults.http))",
          ja: "HTTPを受けるところ（\(Defaults.http)）",
        ),
      ),
      OptionSyntax(
        "sip",
        argument: "HOST:PORT",
        Phrase(
          en: "where to take calls, UDP and TCP (\(Defaults.sip))",
          ja: "電話を受けるところ、UDPとTCP（\(Defaults.sip)）",
        ),
      ),
      OptionSyntax(
        "trunk",
        argument: "sip:HOST:PORT",
        Phrase(
          en: "gateway for calls out; in training sip:\(Defaults.trainingTrunk)",
          ja: "発信に使う回線。練習中の既定は sip:\(Defaults.trainingTrunk)",
        ),
      ),
      OptionSyntax(
        "trunks",
        argument: "FILE",
        Phrase(
          en: "file of lines with registration, TLS, fail-over (docs/trunks.md)",
          ja: "登録・TLS・予備回線を書いた回線ファイル（docs/trunks.md）",
        ),
      ),
      OptionSyntax(
        "drain",
        argument: "SECONDS",
        Phrase(
          en: "how long calls may go on when the hub stops (120)",
          ja: "停止のとき、続いている通話を待つ秒数（120）",
        ),
      ),
      OptionSyntax(
        "number",
        argument: "NUMBER",
        Phrase(
          en: "the hub's own number, shown to every inn it rings",
          ja: "ハブの電話番号。かけた宿に必ず表示される",
        ),
      ),
      OptionSyntax(
        "sound-ports",
        argument: "FIRST-LAST",
        Phrase(
          en: "UDP ports for sound (20000-21999)",
          ja: "通話の音声に使うUDPポート（20000-21999）",
        ),
      ),
      OptionSyntax(
        "lines",
        argument: "N",
        Phrase(
          en: "calls at once (32 in training, otherwise 2)",
          ja: "同時に話せる通話の数（練習中は32、ほかは2）",
        ),
      ),
      OptionSyntax(
        "reserved-lines",
        argument: "N",
        Phrase(
          en: "lines kept free for keepers who ring the hub (1)",
          ja: "宿からの電話のために空けておく回線の数（1）",
        ),
      ),
      OptionSyntax(
        "no-training",
        Phrase(en: "don't load the training inns", ja: "練習用の宿を入れない"),
      ),
      OptionSyntax(
        "private-addresses",
        Phrase(
          en: "webhooks and calendars may lie in this network, without TLS",
          ja: "同じネットワークやTLSなしの送り先・カレンダーも許す",
        ),
      ),
      OptionSyntax(
        "proxy",
        argument: "ADDRESS",
        Phrase(
          en: "a proxy in front, whose connections are not limited",
          ja: "前に置いたプロキシ。その接続数は制限しない",
        ),
      ),
      OptionSyntax(
        "log",
        argument: "LEVEL",
        Phrase(
          en: "least level logged: debug, info, warning, error (info)",
          ja: "記録する最低の水準 debug, info, warning, error（info）",
        ),
      ),
    ] + serveUpkeep,
    examples: [
      CommandExample(
        "innctl serve",
        Phrase(en: "a training hub on this machine", ja: "このパソコンで練習用に動かす"),
      ),
      CommandExample(
        "innctl serve --data /var/lib/innbridge --no-training \\\n"
          + "  --sip 192.0.2.10:5060 --trunk sip:192.0.2.1:5060 --number 0175000098",
        Phrase(en: "behind a telephone gateway", ja: "電話回線につないで動かす"),
      ),
    ],
  )

  private static let status = CommandSyntax(
    ["status"],
    Phrase(en: "show how the hub and its lines stand", ja: "ハブと電話回線の状態を見る"),
    details: Phrase(
      en: "Trunks, calls, keys, sound and shut-out addresses of the hub that runs.",
      ja: "動いているハブの回線、通話、キー、音声、締め出した相手を示す。",
    ),
    options: [.data, .json],
    examples: [
      CommandExample("innctl status", Phrase(en: "is the line up?", ja: "回線は生きているか"))
    ],
  )

  private static let dial = CommandSyntax(
    ["dial"],
    Phrase(en: "play a keeper's call on the keyboard", ja: "宿からの電話をキーボードで試す"),
    details: Phrase(
      en: """
        The same dialogue as on the telephone, with the same effect on the rooms. Works
        while the hub runs. Keys: 0-9 * #, Enter for silence, Ctrl-D hangs up.
        """,
      ja: """
        電話とまったく同じ対話で、空室も同じように変わる。ハブが動いていても使える。
        キーは 0〜9 * #、Enterは無言、Ctrl-Dで電話を切る。
        """,
    ),
    options: [
      .data,
      OptionSyntax(
        "inn",
        argument: "ID",
        Phrase(en: "the inn that calls (T01)", ja: "電話をかける宿（T01）"),
      ),
      OptionSyntax(
        "from",
        argument: "NUMBER",
        Phrase(
          en: "the number that calls (the inn's first)",
          ja: "かける電話番号（宿の最初の番号）",
        ),
      ),
      OptionSyntax(
        "keys",
        argument: "KEYS",
        Phrase(
          en: "play these keys, then stay silent; '.' is silence",
          ja: "このキーを順に押し、あとは無言。「.」も無言",
        ),
      ),
      OptionSyntax(
        "save",
        argument: "FILE",
        Phrase(en: "also write the call to a file", ja: "通話をファイルにも書き出す"),
      ),
      OptionSyntax(
        "repro",
        argument: "FILE",
        Phrase(
          en: "play a saved call again, exactly, without a hub",
          ja: "書き出した通話を、ハブなしでそのまま再現する",
        ),
      ),
    ],
    examples: [
      CommandExample(
        "innctl dial --inn T01",
        Phrase(en: "be the keeper of T01", ja: "T01の女将になってみる"),
      ),
      CommandExample(
        "innctl dial --inn T01 --keys 3",
        Phrase(en: "«three rooms tonight», and the transcript", ja: "今夜3部屋と答えた記録を出す"),
      ),
    ],
  )

  // MARK: - Inns

  private static let innList = CommandSyntax(
    ["inn", "list"],
    Phrase(en: "list the inns", ja: "宿の一覧"),
    options: [.data, .json],
    examples: [
      CommandExample("innctl inn list", Phrase(en: "all inns", ja: "すべての宿")),
      CommandExample(
        "innctl inn list --json | jq -r '.inns[].id'",
        Phrase(en: "their names only", ja: "番号だけ"),
      ),
    ],
  )

  private static let innShow = CommandSyntax(
    ["inn", "show"],
    Phrase(en: "show an inn with rooms and plans", ja: "宿の部屋とプランを見る"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [.data, .json],
    examples: [
      CommandExample("innctl inn show T01", Phrase(en: "the inn T01", ja: "宿T01"))
    ],
  )

  private static let innAdd = CommandSyntax(
    ["inn", "add"],
    Phrase(en: "add an inn with one kind of room", ja: "部屋タイプ一つの宿を加える"),
    details: Phrase(
      en: """
        Nothing is sold before the keeper has said on the telephone how many rooms are free.
        For more than one kind of room, seasons or child prices: inn export, edit, inn import.
        """,
      ja: """
        女将が電話で空室を答えるまでは何も売らない。部屋タイプが二つ以上のとき、季節料金や
        子供料金があるときは inn export したファイルを直して inn import する。
        """,
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax("name", argument: "TEXT", Phrase(en: "name in Japanese", ja: "宿の名前")),
      OptionSyntax(
        "kana",
        argument: "TEXT",
        Phrase(en: "its reading in katakana", ja: "カタカナの読み"),
      ),
      OptionSyntax(
        "romaji",
        argument: "TEXT",
        Phrase(en: "its name in Latin letters", ja: "ローマ字の名前"),
      ),
      OptionSyntax(
        "municipality",
        argument: "CODE",
        Phrase(en: "municipality code of six digits", ja: "全国地方公共団体コード6桁"),
      ),
      OptionSyntax(
        "area",
        argument: "NAME",
        Phrase(en: "area, such as ohata", ja: "地区。例 ohata"),
      ),
      OptionSyntax(
        "phone",
        argument: "NUMBER",
        Phrase(en: "the keeper's telephone", ja: "女将の電話番号"),
      ),
      OptionSyntax("rooms", argument: "N", Phrase(en: "rooms in the building", ja: "部屋の数")),
      OptionSyntax(
        "capacity",
        argument: "N",
        Phrase(en: "guests in a room (4)", ja: "一部屋の定員（4）"),
      ),
      OptionSyntax(
        "price",
        argument: "YEN",
        Phrase(en: "for each adult and night", ja: "大人一人一泊の料金（円）"),
      ),
      OptionSyntax(
        "meals",
        argument: "PLAN",
        Phrase(
          en: "room_only, breakfast or half_board (half_board)",
          ja: "room_only 素泊まり, breakfast 朝食付, half_board 2食付（half_board）",
        ),
      ),
      OptionSyntax(
        "instant",
        Phrase(
          en: "sell at once instead of asking the keeper",
          ja: "女将に聞かずに即時に予約を受ける",
        ),
      ),
      OptionSyntax(
        "training",
        Phrase(en: "a fictional inn for practice", ja: "練習用の架空の宿"),
      ),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl inn add X01 --name 練習・みなと荘 --kana ミナトソウ --romaji 'Minato-so' \\\n"
          + "  --municipality 024236 --area oma --phone 0175000099 --rooms 4 --price 9000 "
          + "--training",
        Phrase(en: "a small inn in Oma", ja: "大間の小さな宿"),
      )
    ],
  )
}
