import InnRegistry

/// The office's own commands.
extension CommandTable {
  static let office: [CommandSyntax] = [
    innConsents, nightImport, nightExport, pinSet, pinUnlock, organisationList, organisationAdd,
    organisationSet, taxList, taxAdd, taxExport, taxImport, usageList, retentionShow, retentionSet,
    retentionRun,
  ]

  static let officeGroups: [(name: String, summary: Phrase)] = [
    ("night", Phrase(en: "files of nights", ja: "日ごとの空室のファイル")),
    ("pin", Phrase(en: "PINs of keepers", ja: "女将の暗証番号")),
    ("organisation", Phrase(en: "offices and what they serve", ja: "支援する団体と担当の市町村")),
    ("tax", Phrase(en: "bathing and accommodation tax", ja: "入湯税と宿泊税")),
    ("usage", Phrase(en: "calls and messages used", ja: "通話とSMSの利用量")),
    ("retention", Phrase(en: "how long guests' data are kept", ja: "お客様の情報の保存期間")),
  ]

  private static let dryRun = OptionSyntax(
    "dry-run",
    short: "n",
    Phrase(en: "tell what would happen, change nothing", ja: "結果を示すだけで何も変えない"),
  )
  private static let inn = OperandSyntax(name: "ID", count: .one)
  private static func example(_ line: String, _ en: String, _ ja: String) -> CommandExample {
    CommandExample(line, Phrase(en: en, ja: ja))
  }

  private static let innConsents = CommandSyntax(
    ["inn", "consents"],
    Phrase(en: "list what an inn agreed to, oldest first", ja: "宿の承諾の記録（古い順）"),
    operands: [inn],
    options: [.data, .json],
    examples: [example("innctl inn consents T01", "every word of T01", "T01の記録すべて")],
  )

  // MARK: - Nights

  private static let nightImport = CommandSyntax(
    ["night", "import"],
    Phrase(en: "take rooms, restrictions and closures from a file", ja: "空室・条件・休業をファイルから取り込む"),
    details: Phrase(
      en: """
        The file is JSON or CSV as night export writes it; one whose name ends in .csv is CSV.
        All of it is taken or nothing. What a keeper said by telephone or SMS stays: the report
        names every night that was taken otherwise than the file says.
        """,
      ja: """
        ファイルは night export が書くJSONかCSV（名前が .csv で終わればCSV）。全部入るか、
        何も変わらないかのどちらか。女将が電話やSMSで答えたことは変えず、ファイルと違う
        扱いにした泊はすべて知らせる。
        """,
    ),
    operands: [OperandSyntax(name: "FILE", count: .one)],
    options: [.data, format, dryRun, .json],
    examples: [
      example("innctl night import --dry-run winter.csv", "is the file right?", "ファイルを調べる"),
      example("innctl night import winter.csv", "take it over", "取り込む"),
    ],
  )

  private static let nightExport = CommandSyntax(
    ["night", "export"],
    Phrase(en: "write what was said about nights to a file", ja: "答えのあった泊をファイルに書き出す"),
    details: Phrase(
      en: "All inns, or those named, from tonight on. The file can be edited and imported again.",
      ja: "すべての宿、または名を挙げた宿の今夜以降。直して取り込み直せる。",
    ),
    operands: [OperandSyntax(name: "ID", count: .any)],
    options: [
      .data, format,
      OptionSyntax(
        "from",
        argument: "DATE",
        Phrase(en: "first night (tonight)", ja: "最初の泊（今夜）"),
      ),
      OptionSyntax(
        "through",
        argument: "DATE",
        Phrase(
          en: "last night (\(AvailabilityHorizon.nightsAhead) nights ahead)",
          ja: "最後の泊（\(AvailabilityHorizon.nightsAhead)泊先）",
        ),
      ),
    ],
    examples: [
      example("innctl night export T01 >t01.json", "the nights of T01", "T01の泊"),
      example(
        "innctl night export --format csv --through 2027-01-03 >nights.csv",
        "for a spreadsheet",
        "表計算ソフト用",
      ),
    ],
  )

  // MARK: - PINs

  private static let pinSet = CommandSyntax(
    ["pin", "set"],
    Phrase(en: "draw a new PIN for an inn", ja: "宿の暗証番号を新しく作る"),
    details: Phrase(
      en: """
        Prints the inn's number and its PIN, by which a keeper proves who she is when her
        telephone number doesn't. The PIN is shown only now; an older one opens nothing any
        more, and a lock ends.
        """,
      ja: """
        宿番号と暗証番号を表示する。女将が登録のない電話や非通知でかけたときに使う。
        暗証番号が見られるのは今だけ。前の番号は使えなくなり、停止も解ける。
        """,
    ),
    operands: [inn],
    options: [.data, .json],
    examples: [example("innctl pin set T01", "a card for the keeper of T01", "T01の女将に渡す番号")],
  )

  private static let pinUnlock = CommandSyntax(
    ["pin", "unlock"],
    Phrase(en: "let an inn try its PIN again at once", ja: "暗証番号の停止を解く"),
    operands: [inn],
    options: [.data],
    examples: [example("innctl pin unlock T01", "after three wrong ones", "三回間違えたあと")],
  )

  // MARK: - Organisations

  private static let organisationOptions = [
    OptionSyntax("name", argument: "TEXT", Phrase(en: "its name", ja: "名前")),
    OptionSyntax(
      "municipalities",
      argument: "CODES",
      Phrase(en: "those it serves, by commas", ja: "担当の市町村、コンマ区切り"),
    ),
    OptionSyntax(
      "phone",
      argument: "NUMBER",
      Phrase(en: "telephone in office hours", ja: "営業時間の電話"),
    ),
    OptionSyntax(
      "hours",
      argument: "FROM-UNTIL",
      Phrase(
        en: "weekday hours, such as 09:00-17:30; outside, messages are kept",
        ja: "平日の営業時間。例 09:00-17:30。時間外は伝言を預かる",
      ),
    ),
    OptionSyntax(
      "duty-phone",
      argument: "NUMBER",
      Phrase(en: "telephone of whoever is on duty", ja: "当番の電話"),
    ),
    OptionSyntax(
      "registration",
      argument: "TEXT",
      Phrase(
        en: "registration under the Travel Agency Act; '' takes it away",
        ja: "旅行業の登録番号。'' で消す",
      ),
    ),
    OptionSyntax.data,
  ]

  private static let organisationList = CommandSyntax(
    ["organisation", "list"],
    Phrase(en: "list organisations", ja: "団体の一覧"),
    options: [.data, .json],
    examples: [example("innctl organisation list", "all of them", "すべて")],
  )

  private static let organisationAdd = CommandSyntax(
    ["organisation", "add"],
    Phrase(en: "add an office that serves inns", ja: "宿を支援する団体を加える"),
    operands: [inn],
    options: organisationOptions,
    examples: [
      example(
        "innctl organisation add tabi --name タビアシスト --municipalities 022080,024236 \\\n"
          + "  --phone 0175009900",
        "for two municipalities",
        "二つの市町村を担当",
      )
    ],
  )

  private static let organisationSet = CommandSyntax(
    ["organisation", "set"],
    Phrase(en: "change what is given, leave the rest", ja: "指定した項目だけを変える"),
    operands: [inn],
    options: organisationOptions,
    examples: [
      example(
        "innctl organisation set tabi --registration 青森県知事登録旅行業第3-1号",
        "its registration",
        "登録番号を入れる",
      )
    ],
  )

  // MARK: - Taxes

  private static let taxList = CommandSyntax(
    ["tax", "list"],
    Phrase(en: "list taxes by municipality and date", ja: "税の一覧（市町村と日付ごと）"),
    options: [.data, .json],
    examples: [example("innctl tax list", "which are confirmed?", "確認済みかどうかを見る")],
  )

  private static let taxAdd = CommandSyntax(
    ["tax", "add"],
    Phrase(en: "add a tax from some night on", ja: "ある日からの税を加える"),
    details: Phrase(
      en: """
        TAX is bathing or accommodation. It holds until the municipality's next entry begins;
        an entry of the same tax, municipality and night is replaced. Bookings keep the taxes
        they were quoted with.
        """,
      ja: """
        TAXは bathing（入湯税）か accommodation（宿泊税）。その市町村の次の税が始まるまで
        有効。同じ税・市町村・日付のものは置き換える。予約の税額は変わらない。
        """,
    ),
    operands: [OperandSyntax(name: "TAX", count: .one)],
    options: [
      OptionSyntax(
        "municipality",
        argument: "CODE",
        Phrase(en: "municipality code of six digits", ja: "全国地方公共団体コード6桁"),
      ),
      OptionSyntax(
        "from",
        argument: "DATE",
        Phrase(en: "the first night it holds for", ja: "最初の泊"),
      ),
      OptionSyntax(
        "yen",
        argument: "N",
        Phrase(en: "for each guest and night", ja: "一人一泊の税額（円）"),
      ),
      OptionSyntax(
        "steps",
        argument: "STEPS",
        Phrase(
          en: "accommodation tax by price, as 0:100,20000:200 or 0:3%",
          ja: "宿泊料金ごとの宿泊税。例 0:100,20000:200 や 0:3%",
        ),
      ),
      OptionSyntax(
        "exempt-below",
        argument: "AGE",
        Phrase(
          en: "children below this age owe nothing (bathing 12, accommodation 0)",
          ja: "この年齢未満は免除（入湯税12、宿泊税0）",
        ),
      ),
      OptionSyntax(
        "school-trips-pay",
        Phrase(en: "school trips are not exempt", ja: "修学旅行も免除しない"),
      ),
      OptionSyntax(
        "source",
        argument: "TEXT",
        Phrase(en: "ordinance or page it stands in", ja: "条例や資料の名前"),
      ),
      OptionSyntax(
        "confirmed",
        argument: "DATE",
        Phrase(en: "when the municipality confirmed it", ja: "市町村に確認した日"),
      ),
      .data,
    ],
    examples: [
      example(
        "innctl tax add bathing --municipality 022080 --from 2027-04-01 --yen 150 \\\n"
          + "  --source むつ市税条例 --confirmed 2026-12-01",
        "150 yen from April on",
        "4月から150円",
      )
    ],
  )

  private static let taxExport = CommandSyntax(
    ["tax", "export"],
    Phrase(en: "write all taxes as JSON", ja: "すべての税をJSONで書き出す"),
    options: [.data],
    examples: [example("innctl tax export >taxes.json", "to be edited", "直すために書き出す")],
  )

  private static let taxImport = CommandSyntax(
    ["tax", "import"],
    Phrase(en: "put a file's taxes in the place of all", ja: "ファイルの税に入れ替える"),
    operands: [OperandSyntax(name: "FILE", count: .one)],
    options: [.data, dryRun],
    examples: [example("innctl tax import taxes.json", "as tax export wrote it", "直したものを取り込む")],
  )

  // MARK: - Usage, retention

  private static let usageList = CommandSyntax(
    ["usage", "list"],
    Phrase(en: "list calls, messages and what they cost", ja: "通話・SMSと見積り費用の一覧"),
    details: Phrase(
      en: "By inn and month; training inns are nobody's to pay and left out by municipality.",
      ja: "宿と月ごと。--by-municipality では練習用の宿を除く。",
    ),
    options: [
      .data,
      OptionSyntax(
        "from",
        argument: "MONTH",
        Phrase(en: "first month, as 2026-12 (the last)", ja: "最初の月。例 2026-12（最後の月）"),
      ),
      OptionSyntax(
        "through",
        argument: "MONTH",
        Phrase(en: "last month (this one)", ja: "最後の月（今月）"),
      ),
      OptionSyntax("inn", argument: "ID", Phrase(en: "of one inn", ja: "この宿だけ")),
      OptionSyntax(
        "by-municipality",
        Phrase(en: "sums for sharing costs", ja: "費用を分けるための市町村ごとの合計"),
      ),
      .json,
    ],
    examples: [
      example(
        "innctl usage list --from 2026-04 --through 2027-03 --by-municipality",
        "a year's shares",
        "一年分の分担",
      )
    ],
  )

  private static let retentionShow = CommandSyntax(
    ["retention", "show"],
    Phrase(en: "show how long guests' data are kept", ja: "保存期間を見る"),
    options: [.data, .json],
    examples: [example("innctl retention show", "in days", "日数")],
  )

  private static let retentionSet = CommandSyntax(
    ["retention", "set"],
    Phrase(en: "set how long guests' data are kept", ja: "保存期間を決める"),
    options: [
      OptionSyntax(
        "days",
        argument: "N",
        Phrase(
          en: "days after departure, \(RetentionPolicy.range.lowerBound) to "
            + "\(RetentionPolicy.range.upperBound)",
          ja: "出発後の日数（\(RetentionPolicy.range.lowerBound)〜\(RetentionPolicy.range.upperBound)）",
        ),
      ),
      .data,
    ],
    examples: [example("innctl retention set --days 60", "two months", "二か月")],
  )

  private static let retentionRun = CommandSyntax(
    ["retention", "run"],
    Phrase(en: "erase guests' data past their time", ja: "期間を過ぎたお客様の情報を消す"),
    details: Phrase(
      en: """
        Names, contacts, diets and notes go, what was said in calls, and spoken sentences that
        nobody has needed for as long; figures stay. A running hub does this every night at 04:00.
        """,
      ja: """
        名前、連絡先、食事の希望、メモ、通話の内容、同じ期間使われなかった音声を消す。数字は
        残る。動いているハブは毎朝4時に自分で行う。
        """,
    ),
    options: [.data, dryRun, .json],
    examples: [
      example("innctl retention run --dry-run", "what would go?", "何が消えるか"),
      example("innctl retention run", "now", "今すぐ消す"),
    ],
  )
}
