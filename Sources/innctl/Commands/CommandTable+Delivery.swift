import InnRegistry

/// Channels, webhooks and calendars.
extension CommandTable {
  static let delivery: [CommandSyntax] = [
    channelList, channelAdd, channelLimit,
    simple(
      ["channel", "suspend"],
      "ID",
      Phrase(en: "stop a channel's sales and keys for a while", ja: "経路の販売と鍵を一時止める"),
      "innctl channel suspend tabi",
    ),
    simple(
      ["channel", "resume"],
      "ID",
      Phrase(en: "let a channel sell again", ja: "経路の販売を再開する"),
      "innctl channel resume tabi",
    ),
    webhookList, webhookAdd,
    simple(
      ["webhook", "rotate"],
      "ID",
      Phrase(
        en: "make a new secret; both sign for 24 hours",
        ja: "新しい秘密を作る。24時間は両方で署名する",
      ),
      "innctl webhook rotate we_0h3k",
      json: true,
    ),
    webhookDeliveries, webhookRedeliver,
    simple(
      ["webhook", "test"],
      "ID",
      Phrase(en: "send a test message", ja: "試しの通知を送る"),
      "innctl webhook test we_0h3k",
    ),
    simple(
      ["webhook", "enable"],
      "ID",
      Phrase(en: "send to it again after it was disabled", ja: "停止した送り先を再開する"),
      "innctl webhook enable we_0h3k",
    ),
    simple(
      ["webhook", "remove"],
      "ID",
      Phrase(en: "send to it no more", ja: "送り先を消す"),
      "innctl webhook remove we_0h3k",
    ),
    icalList, icalAdd,
    simple(
      ["ical", "poll"],
      "ID",
      Phrase(en: "read a calendar now", ja: "カレンダーを今すぐ読む"),
      "innctl ical poll cal_7d2m",
    ),
    simple(
      ["ical", "remove"],
      "ID",
      Phrase(
        en: "read a calendar no more, open what it closed",
        ja: "カレンダーを外し、閉じていた日を開ける",
      ),
      "innctl ical remove cal_7d2m",
    ),
    icalShare,
    simple(
      ["ical", "unshare"],
      "ROOM-TYPE",
      Phrase(en: "make its calendar unreadable", ja: "カレンダーの公開をやめる"),
      "innctl ical unshare T01-1",
    ),
  ]

  static let deliveryGroups: [(name: String, summary: Phrase)] = [
    ("channel", Phrase(en: "travel platforms and their limits", ja: "予約サイトなどの経路と上限")),
    ("webhook", Phrase(en: "where platforms are told of changes", ja: "変更を知らせる送り先")),
    ("ical", Phrase(en: "calendars of other platforms, and ours", ja: "他サイトとのカレンダー連携")),
  ]

  private static func simple(
    _ path: [String],
    _ operand: String,
    _ summary: Phrase,
    _ example: String,
    json: Bool = false,
  ) -> CommandSyntax {
    CommandSyntax(
      path,
      summary,
      operands: [OperandSyntax(name: operand, count: .one)],
      options: json ? [.data, .json] : [.data],
      examples: [CommandExample(example, summary)],
    )
  }

  // MARK: - Channels

  private static let limits = [
    OptionSyntax(
      "open-requests",
      argument: "N",
      Phrase(en: "requests waiting for one inn", ja: "一つの宿で返事を待つリクエストの数"),
    ),
    OptionSyntax("holds", argument: "N", Phrase(en: "holds at once", ja: "同時の仮押さえの数")),
    OptionSyntax(
      "rooms-shown",
      argument: "N",
      Phrase(en: "most rooms shown of a type and night", ja: "一晩一タイプで見せる部屋の上限"),
    ),
    OptionSyntax(
      "rooms-a-night",
      argument: "N",
      Phrase(
        en: "most rooms sold of a type and night, or none for no limit",
        ja: "一晩一タイプで売る部屋の上限。none で無制限",
      ),
    ),
    OptionSyntax(
      "commission",
      argument: "PERCENT",
      Phrase(
        en: "what it keeps of lodging and meals; 0% unless agreed",
        ja: "宿泊料と食事から受け取る割合。取り決めがなければ 0%",
      ),
    ),
    OptionSyntax(
      "registration",
      argument: "TEXT",
      Phrase(
        en: "its registration under the travel business law",
        ja: "旅行業の登録番号",
      ),
    ),
  ]

  private static let channelList = CommandSyntax(
    ["channel", "list"],
    Phrase(en: "list the channels", ja: "経路の一覧"),
    options: [.data, .json],
    examples: [CommandExample("innctl channel list", Phrase(en: "all channels", ja: "すべての経路"))],
  )

  private static let channelAdd = CommandSyntax(
    ["channel", "add"],
    Phrase(en: "add a channel", ja: "経路を加える"),
    details: Phrase(
      en: "It can do nothing before it has a key: innctl key create.",
      ja: "使うには鍵が要る: innctl key create",
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax("name", argument: "TEXT", Phrase(en: "its name for people", ja: "表示する名前")),
      OptionSyntax("training", Phrase(en: "training inns only", ja: "練習用の宿だけ")),
    ] + limits + [.data],
    examples: [
      CommandExample(
        "innctl channel add tabi --name Tabi --rooms-shown 2",
        Phrase(en: "a platform that sees two rooms at most", ja: "2部屋まで見せる予約サイト"),
      )
    ],
  )

  private static let channelLimit = CommandSyntax(
    ["channel", "limit"],
    Phrase(en: "change a channel's limits", ja: "経路の上限を変える"),
    details: Phrase(
      en: """
        Without --inn for the whole channel. With --inn the most rooms that it may sell there a
        night, together or (--room-type) of one type. Bookings beyond a new limit stand.
        """,
      ja: """
        --inn がなければ経路全体。--inn があればその宿で一晩に売れる部屋の上限（--room-type で
        一つのタイプだけ）。新しい上限を超える予約も残る。
        """,
    ),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: limits + [
      OptionSyntax("inn", argument: "ID", Phrase(en: "at this inn only", ja: "この宿だけ")),
      OptionSyntax(
        "room-type",
        argument: "ID",
        Phrase(en: "of this room type only", ja: "この部屋タイプだけ"),
      ),
      OptionSyntax("name", argument: "TEXT", Phrase(en: "its name for people", ja: "表示する名前")),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl channel limit tabi --inn T01 --rooms-a-night 2",
        Phrase(en: "two rooms of T01 a night", ja: "T01は一晩2部屋まで"),
      ),
      CommandExample(
        "innctl channel limit tabi --inn T01 --rooms-a-night none",
        Phrase(en: "take that away again", ja: "その上限を外す"),
      ),
    ],
  )

  // MARK: - Webhooks

  private static let webhookList = CommandSyntax(
    ["webhook", "list"],
    Phrase(en: "list where changes are sent", ja: "変更の送り先の一覧"),
    options: [
      OptionSyntax("channel", argument: "ID", Phrase(en: "of one channel", ja: "一つの経路だけ")),
      .data, .json,
    ],
    examples: [
      CommandExample("innctl webhook list", Phrase(en: "all webhooks", ja: "すべての送り先"))
    ],
  )

  private static let webhookAdd = CommandSyntax(
    ["webhook", "add"],
    Phrase(en: "send a channel's changes to an address", ja: "経路への変更の送り先を加える"),
    details: Phrase(
      en: "Prints the secret that signs the messages, once.",
      ja: "通知に署名する秘密を一度だけ表示する。",
    ),
    options: [
      OptionSyntax("channel", argument: "ID", Phrase(en: "whose changes", ja: "経路")),
      OptionSyntax("url", argument: "URL", Phrase(en: "where to post them", ja: "送り先のURL")),
      OptionSyntax(
        "topics",
        argument: "LIST",
        Phrase(en: "bookings, nights, inns (all)", ja: "bookings, nights, inns（すべて）"),
      ),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl webhook add --channel tabi --url https://tabi.example/hooks --topics bookings",
        Phrase(en: "bookings only", ja: "予約だけ知らせる"),
      )
    ],
  )

  private static let webhookDeliveries = CommandSyntax(
    ["webhook", "deliveries"],
    Phrase(en: "list what was sent, newest first", ja: "送った通知の一覧（新しい順）"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax(
        "state",
        argument: "STATE",
        Phrase(en: "waiting, delivered or failed", ja: "waiting, delivered, failed のどれか"),
      ),
      OptionSyntax("limit", argument: "N", Phrase(en: "at most (50)", ja: "最大の件数（50）")),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl webhook deliveries we_0h3k --state failed",
        Phrase(en: "what never arrived", ja: "届かなかった通知"),
      )
    ],
  )

  private static let webhookRedeliver = CommandSyntax(
    ["webhook", "redeliver"],
    Phrase(en: "send messages again", ja: "通知を送り直す"),
    operands: [OperandSyntax(name: "ID", count: .one)],
    options: [
      OptionSyntax("message", argument: "ID", Phrase(en: "this one", ja: "この通知だけ")),
      OptionSyntax(
        "failed-since",
        argument: "DATE",
        Phrase(en: "all that failed since then", ja: "この日から届かなかったすべて"),
      ),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl webhook redeliver we_0h3k --failed-since 2026-12-01",
        Phrase(en: "after the platform has repaired it", ja: "予約サイトが直ったあとに"),
      )
    ],
  )

  // MARK: - Calendars

  private static let icalList = CommandSyntax(
    ["ical", "list"],
    Phrase(en: "list the calendars that are read", ja: "読んでいるカレンダーの一覧"),
    options: [.data, .json],
    examples: [CommandExample("innctl ical list", Phrase(en: "all of them", ja: "すべて"))],
  )

  private static let icalAdd = CommandSyntax(
    ["ical", "add"],
    Phrase(en: "close nights that are taken elsewhere", ja: "他のサイトで埋まった日を閉じる"),
    details: Phrase(
      en: """
        Reads the iCalendar address of another platform every quarter of an hour. A taken night
        closes the room type as a whole; when it is free there again, it opens here.
        """,
      ja: """
        他のサイトのiCalendarを15分ごとに読む。埋まった日はその部屋タイプを丸ごと閉じ、
        向こうで空けばここでも開く。
        """,
    ),
    operands: [OperandSyntax(name: "ROOM-TYPE", count: .one)],
    options: [
      OptionSyntax("url", argument: "URL", Phrase(en: "of the calendar", ja: "カレンダーのURL")),
      .data,
    ],
    examples: [
      CommandExample(
        "innctl ical add T01-1 --url https://stays.example/ical/1234.ics",
        Phrase(en: "a room that is also sold there", ja: "そこでも売っている部屋"),
      )
    ],
  )

  private static let icalShare = CommandSyntax(
    ["ical", "share"],
    Phrase(en: "make an address for our calendar", ja: "こちらのカレンダーのアドレスを作る"),
    details: Phrase(
      en: """
        Prints path and query, once; put the hub's public address before them and enter it at
        the other platform. An address made before stops working.
        """,
      ja: """
        パスを一度だけ表示する。ハブの公開アドレスを前に付けて、他のサイトに登録する。
        前に作ったアドレスは使えなくなる。
        """,
    ),
    operands: [OperandSyntax(name: "ROOM-TYPE", count: .one)],
    options: [.data],
    examples: [
      CommandExample("innctl ical share T01-1", Phrase(en: "for T01-1", ja: "T01-1のカレンダー"))
    ],
  )
}
