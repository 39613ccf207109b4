import InnRegistry

/// Copies, settings, the schema, and guests who ask for their data.
extension CommandTable {
  static let operations: [CommandSyntax] = [
    backup, backupKey, verify, restore, configCheck, configShow, migrate, guestExport, guestErase,
  ]

  static let operationsGroups: [(name: String, summary: Phrase)] = [
    ("config", Phrase(en: "the hub's settings", ja: "ハブの設定")),
    ("guest", Phrase(en: "what is known of a guest", ja: "お客様の個人情報")),
  ]

  /// Options of `serve` that keep what it has.
  static let serveUpkeep = [
    OptionSyntax(
      "copies",
      argument: "DIR",
      Phrase(
        en: "copy every commit there within a second",
        ja: "すべての変更を一秒以内にここへ写す",
      ),
    ),
    OptionSyntax(
      "backup-key",
      argument: "FILE",
      Phrase(en: "seal those copies by this key", ja: "その写しをこの鍵で封をする"),
    ),
    OptionSyntax(
      "copies-days",
      argument: "N",
      Phrase(en: "keep those copies so many days (7)", ja: "その写しを残す日数（7）"),
    ),
    OptionSyntax(
      "alarm-mail",
      argument: "ADDRESSES",
      Phrase(en: "tell alarms by mail, too, by commas", ja: "警告をメールでも知らせる（コンマ区切り）"),
    ),
    OptionSyntax(
      "alarm-sms",
      argument: "NUMBERS",
      Phrase(en: "tell alarms by SMS, too, by commas", ja: "警告をSMSでも知らせる（コンマ区切り）"),
    ),
    OptionSyntax(
      "backup-hours",
      argument: "N",
      Phrase(
        en: "alarm when the last backup is older (0: never)",
        ja: "最後の控えがこの時間より古いと警告（0はしない）",
      ),
    ),
  ]

  private static let file = OperandSyntax(name: "FILE", count: .one)
  private static let keyFile = OptionSyntax(
    "key-file",
    argument: "FILE",
    Phrase(
      en: "the key it is sealed by; without one, \(SealingSecret.variable)",
      ja: "封をする鍵のファイル。なければ \(SealingSecret.variable)",
    ),
  )

  private static let backup = CommandSyntax(
    ["backup"],
    Phrase(en: "copy everything into a file, while the hub runs", ja: "動いたまま全体の控えを取る"),
    details: Phrase(
      en: """
        One committed moment, in one file, with its checksum beside it (FILE.sha256); sealed by
        AES-256-GCM where there is a key or a passphrase. In a directory the file is named by the
        time. docs/operations/backup.md tells how to restore, step by step.
        """,
      ja: """
        ある一瞬の全体を一つのファイルに写し、検査の値を FILE.sha256 に書く。鍵か合い言葉があれば
        AES-256-GCMで封をする。ディレクトリを指定すると名前は日時になる。
        戻し方は docs/operations/backup.md にある。
        """,
    ),
    operands: [OperandSyntax(name: "FILE", count: .one)],
    options: [
      keyFile,
      OptionSyntax(
        "keep",
        argument: "N",
        Phrase(en: "in a directory: leave the N newest", ja: "ディレクトリでは新しいN個を残す"),
      ),
      .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl backup /mnt/second/backups --keep 30 --key-file /etc/innbridge/backup.key",
        Phrase(en: "each night, sealed", ja: "毎晩、封をして"),
      )
    ],
  )

  private static let backupKey = CommandSyntax(
    ["backup", "key"],
    Phrase(en: "make a key for sealed backups", ja: "控えに封をする鍵を作る"),
    details: Phrase(
      en: "Keep it elsewhere than the backups: without it nobody opens them.",
      ja: "控えとは別の場所に保管する。なくすと誰にも開けられない。",
    ),
    operands: [file],
    options: [],
    examples: [
      CommandExample(
        "innctl backup key /etc/innbridge/backup.key",
        Phrase(en: "once", ja: "一度だけ"),
      )
    ],
  )

  private static let verify = CommandSyntax(
    ["verify"],
    Phrase(en: "look whether a backup can be relied on", ja: "控えが正しいか調べる"),
    details: Phrase(
      en: """
        Checksum, every page, the rules (no night sold twice), and whether the log alone leads to
        the tables. Changes nothing. A sealed one is opened in the data directory meanwhile.
        """,
      ja: """
        検査の値、すべてのページ、規則（二重に売れた夜はないか）、記録だけから表を再現できるかを
        調べる。何も変えない。封をしたものは、調べる間だけデータの置き場所で開く。
        """,
    ),
    operands: [file],
    options: [keyFile, .data, .json],
    examples: [
      CommandExample(
        "innctl verify /mnt/second/backups/innbridge-20261203T180000.000Z.sqlite",
        Phrase(en: "before it is needed", ja: "いざという時の前に"),
      )
    ],
  )

  private static let restore = CommandSyntax(
    ["restore"],
    Phrase(en: "put a backup where there is no registry", ja: "控えから元に戻す"),
    details: Phrase(
      en: """
        Verifies first and refuses to overwrite a registry. From the directory of continuous
        copies (serve --copies) any moment of the last days can be had with --at.
        """,
      ja: """
        まず調べ、すでにある台帳には上書きしない。連続した写し（serve --copies）のディレクトリから
        なら、--at でここ数日のどの時点にも戻せる。
        """,
    ),
    operands: [file],
    options: [
      OptionSyntax(
        "at",
        argument: "TIME",
        Phrase(en: "of continuous copies: as it was then", ja: "連続した写しで、その時点に戻す"),
      ),
      keyFile, .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl restore /mnt/second/copies --at 2026-12-03T17:00:00+09:00 --data ./data",
        Phrase(en: "as it was at five o'clock", ja: "午後5時の状態に"),
      )
    ],
  )

  private static let settings = OperandSyntax(name: "FILE", count: .any)

  private static let configCheck = CommandSyntax(
    ["config", "check"],
    Phrase(en: "look for mistakes in the settings", ja: "設定の誤りを調べる"),
    details: Phrase(
      en: """
        Reads the file (or the one of \(Configuration.fileVariable)), the environment, and every
        file that the settings name; prints each mistake with its line and column.
        """,
      ja: """
        ファイル（なければ \(Configuration.fileVariable) のもの）、環境変数、設定が指すファイルを
        読み、誤りを行と桁とともに示す。
        """,
    ),
    operands: [settings],
    options: [],
    examples: [
      CommandExample(
        "innctl config check /etc/innbridge/innbridge.json5",
        Phrase(en: "before the hub is restarted", ja: "ハブを再起動する前に"),
      )
    ],
  )

  private static let configShow = CommandSyntax(
    ["config", "show"],
    Phrase(en: "print every setting, what holds, and why", ja: "すべての設定とその出どころを示す"),
    details: Phrase(
      en:
        "A flag of serve stands before the environment, that before the file, that before the default.",
      ja: "serve の引数、環境変数、ファイル、既定値の順に優先する。",
    ),
    operands: [settings],
    options: [.json],
    examples: [
      CommandExample(
        "innctl config show /etc/innbridge/innbridge.json5",
        Phrase(en: "what would hold?", ja: "何が効くか"),
      )
    ],
  )

  private static let migrate = CommandSyntax(
    ["migrate"],
    Phrase(
      en: "bring the registry to this version's schema, or to another database",
      ja: "台帳をこの版の形式、または別のデータベースに移す",
    ),
    details: Phrase(
      en: """
        serve does the first by itself at start. With --dry-run a copy is migrated, verified and
        thrown away, beside the running hub.

        With --from and --to everything goes from an SQLite file to an empty PostgreSQL database,
        or back, while no hub runs on either. Every row is read back and compared, the rules and the
        log are looked at, and only then it is committed: what breaks off leaves the target empty,
        and can be run again. docs/operations/postgresql.md has it step by step.
        """,
      ja: """
        前者はふだん serve が起動時に行う。--dry-run では写しを移して調べ、捨てる。
        ハブが動いていてもよい。

        --from と --to を指定すると、SQLiteのファイルから空のPostgreSQLへ（またはその逆へ）
        すべてを移す。どちらの側でもハブを止めておく。全行を読み返して比べ、規則と記録を調べてから
        確定する。途中で止まれば移し先は空のままで、もう一度実行できる。
        手順は docs/operations/postgresql.md にある。
        """,
    ),
    options: [
      OptionSyntax(
        "from",
        argument: "PLACE",
        Phrase(en: "sqlite:PATH or postgresql://…", ja: "移し元。sqlite:PATH か postgresql://…"),
      ),
      OptionSyntax(
        "to",
        argument: "PLACE",
        Phrase(en: "the other of the two; empty", ja: "移し先。もう一方の種類で、空のもの"),
      ),
      OptionSyntax(
        "dry-run",
        short: "n",
        Phrase(en: "try it on a copy, or only say how much it is", ja: "写しで試す、または量を示すだけ"),
      ), .data, .json,
    ],
    examples: [
      CommandExample(
        "innctl migrate --dry-run",
        Phrase(en: "before an upgrade", ja: "新しい版に替える前に"),
      ),
      CommandExample(
        "innctl migrate --from sqlite:data/registry.sqlite --to postgresql://hub@db.example/innbridge",
        Phrase(en: "to several hubs on a server", ja: "サーバー上の複数のハブへ"),
      ),
    ],
  )

  private static let who = OperandSyntax(name: "WHO", count: .one)

  private static let guestExport = CommandSyntax(
    ["guest", "export"],
    Phrase(en: "write all that is known of a guest as JSON", ja: "お客様の情報をすべて書き出す"),
    details: Phrase(
      en:
        "WHO is a booking, a reference, a telephone number or a mail address. See docs/privacy.md.",
      ja: "WHO は予約、予約番号、電話番号、メールアドレスのどれか。docs/privacy.md を参照。",
    ),
    operands: [who],
    options: [.data],
    examples: [
      CommandExample(
        "innctl guest export guest@example.com >guest.json",
        Phrase(en: "somebody asks what the hub knows of him", ja: "開示を求められたとき"),
      )
    ],
  )

  private static let guestErase = CommandSyntax(
    ["guest", "erase"],
    Phrase(en: "erase what is known of a guest", ja: "お客様の情報を消す"),
    details: Phrase(
      en: """
        Names, telephone, mail, diet and notes of stays that are over; what statistics count and the
        log's order stay. A guest who is still to come is not erased: the inn must know who comes.
        """,
      ja: """
        終わった宿泊の氏名・電話・メール・食事・備考を消す。統計の数と記録の並びは残る。
        これから泊まる予約の情報は消さない。宿が知らなければならないため。
        """,
    ),
    operands: [who],
    options: [
      OptionSyntax("dry-run", short: "n", Phrase(en: "only say which", ja: "どれかを示すだけ")), .data,
      .json,
    ],
    examples: [
      CommandExample(
        "innctl guest erase guest@example.com",
        Phrase(en: "somebody asks to be forgotten", ja: "消去を求められたとき"),
      )
    ],
  )
}
