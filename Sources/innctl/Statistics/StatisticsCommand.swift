import BookingBridge
import InnRegistry

/// `innctl stats …`, as it is understood.
enum StatisticsCommand: Hashable, Sendable {
  case ask(StatisticsRequest, file: String?)
  /// A table from a file, judged; needs no hub.
  case protect(file: String)
}

extension CommandParser {
  /// Nil when the path is none of the statistics'.
  static func statistics(_ arguments: Arguments) throws(UsageError) -> StatisticsCommand? {
    let scope: FlowScope = arguments.has("training") ? .training : .real
    let file: String? = try arguments.value("output", .path)
    switch arguments.syntax.path {
    case ["stats", "list"]: return .ask(.list(scope), file: nil)
    case ["stats", "publish"]:
      return .ask(
        .publish(
          try arguments.required("period", .period),
          scope,
          note: try arguments.value("note", .line(most: StatisticsVintage.maxText)),
          isDryRun: arguments.has("dry-run"),
        ),
        file: nil,
      )
    case ["stats", "chart"]:
      return .ask(
        .chart(
          try arguments.operand(.oneOf()),
          until: try arguments.value("until", .month),
          scope,
        ),
        file: file,
      )
    case ["stats", "brokers"]: return .ask(.brokers, file: nil)
    case ["stats", "want-report"]:
      return .ask(
        .wantReport(try arguments.operand(.identifier()), !arguments.has("stop")),
        file: nil,
      )
    case ["stats", "send-reports"]:
      let inn: InnID? = try arguments.value("inn", .identifier())
      return .ask(
        .sendReports(
          try arguments.required("month", .month),
          inn.map { [$0] },
          scope,
          isDryRun: arguments.has("dry-run"),
        ),
        file: nil,
      )
    case ["stats", "export"]:
      return .ask(
        .export(
          StatisticsExportDraft(
            table: try arguments.required("table", .oneOf()),
            period: try arguments.required("period", .period),
            format: try arguments.value("format", .oneOf()) ?? .csv,
            scope: scope,
            isExact: arguments.has("exact"),
            purpose: try arguments.value(
              "purpose",
              .line(most: StatisticsVintage.maxText),
            ) ?? "",
          )
        ),
        file: file,
      )
    case ["stats", "listings"]:
      return .ask(
        .listings(try arguments.value("format", .oneOf()) ?? .csv, scope),
        file: file,
      )
    case ["stats", "exports"]: return .ask(.exports, file: nil)
    case ["stats", "ledger"]: return .ask(.ledger, file: nil)
    case ["stats", "use"]:
      return .ask(
        .addUse(
          by: try arguments.required("by", .line(most: StatisticsVintage.maxText)),
          purpose: try arguments.required("purpose", .line(most: StatisticsVintage.maxText)),
          outcome: try arguments.value("outcome", .line(most: StatisticsVintage.maxText)),
        ),
        file: nil,
      )
    case ["stats", "report"]:
      return .ask(
        .report(
          try arguments.operand(.identifier()),
          try arguments.required("month", .month),
          try arguments.value("format", .oneOf()) ?? .text,
        ),
        file: file,
      )
    case ["stats", "simulate"]:
      return .ask(
        .simulate(
          seed: try arguments.value("seed", .wholeNumber(0...Int(Int32.max))) ?? 1,
          months: try arguments.value("months", .wholeNumber(1...FlowSimulation.mostMonths)) ?? 24,
        ),
        file: nil,
      )
    case ["stats", "rebuild"]: return .ask(.rebuild, file: nil)
    case ["stats", "protect"]: return .protect(file: try arguments.operand(.path))
    default: return nil
    }
  }
}

extension ArgumentFormat where Value == FlowPeriod {
  static var period: Self { ArgumentFormat(kind: .period) { FlowPeriod($0) } }
}

extension CommandTable {
  static let statisticsGroups: [(name: String, summary: Phrase)] = [
    ("stats", Phrase(en: "visitor flow: tables, exports, what they are used for", ja: "宿泊統計"))
  ]

  private static let training = OptionSyntax(
    "training",
    Phrase(en: "of the training inns", ja: "練習用の宿の統計"),
  )
  private static let period = OptionSyntax(
    "period",
    argument: "PERIOD",
    Phrase(en: "2026-08, 2026-Q3 or 2026 (needed)", ja: "期間。2026-08、2026-Q3、2026（必須）"),
  )
  private static let output = OptionSyntax(
    "output",
    short: "o",
    argument: "FILE",
    Phrase(en: "write it there", ja: "ファイルに書く"),
  )

  private static func syntax(
    _ word: String,
    _ summary: Phrase,
    details: Phrase? = nil,
    operands: [OperandSyntax] = [],
    _ options: [OptionSyntax],
    _ example: String,
    _ about: Phrase,
  ) -> CommandSyntax {
    guard let details else {
      return CommandSyntax(
        ["stats", word],
        summary,
        operands: operands,
        options: options,
        examples: [CommandExample(example, about)],
      )
    }
    return CommandSyntax(
      ["stats", word],
      summary,
      details: details,
      operands: operands,
      options: options,
      examples: [CommandExample(example, about)],
    )
  }

  static let statistics: [CommandSyntax] = [
    syntax(
      "list",
      Phrase(en: "list published tables", ja: "公表した統計の一覧"),
      [training, .data, .json],
      "innctl stats list",
      Phrase(en: "what is out?", ja: "公表済みの表"),
    ),
    syntax(
      "publish",
      Phrase(en: "publish a period's tables", ja: "期間の統計を公表する"),
      details: Phrase(
        en: """
          Protected so that no inn and no guest shows, at least \(StatisticsVintage.leastAge) days
          after the period; what is published never changes. Again, it makes a later vintage.
          """,
        ja: """
          宿やお客様が分からないように加工して公表する。期間が終わって\(StatisticsVintage.leastAge)日目から。
          公表したものは変わらない。もう一度行うと次の版になる。
          """,
      ),
      [
        period,
        OptionSyntax(
          "note",
          argument: "TEXT",
          Phrase(en: "why, for everybody to read", ja: "備考。だれでも読める"),
        ),
        OptionSyntax("dry-run", Phrase(en: "only tell what would show", ja: "何が出るか見るだけ")),
        training, .data, .json,
      ],
      "innctl stats publish --period 2026-08",
      Phrase(en: "August is complete", ja: "8月分がそろった"),
    ),
    syntax(
      "chart",
      Phrase(en: "draw published figures", ja: "公表した統計を図にする"),
      details: Phrase(
        en: """
          SVG, of the last 24 months that are published, or of the newest table.

          CHART: \(StatisticsChartName.allCases.map(\.rawValue).joined(separator: ", "))
          """,
        ja: """
          公表した24か月分、または最新の表をSVGで描く。

          CHART: \(StatisticsChartName.allCases.map(\.rawValue).joined(separator: ", "))
          """,
      ),
      operands: [OperandSyntax(name: "CHART", count: .one)],
      [
        OptionSyntax(
          "until",
          argument: "MONTH",
          Phrase(en: "the last month (the one before this)", ja: "最後の月（先月）"),
        ),
        training, output, .data,
      ],
      "innctl stats chart guest-nights -o nights.svg",
      Phrase(en: "for a report", ja: "報告書に"),
    ),
    syntax(
      "brokers",
      Phrase(en: "list brokers and what they have", ja: "データ連携基盤への送信の状態"),
      [.data, .json],
      "innctl stats brokers",
      Phrase(en: "has the city everything?", ja: "市に届いているか"),
    ),
    syntax(
      "export",
      Phrase(en: "write a table to a file", ja: "統計をファイルに書き出す"),
      details: Phrase(
        en: """
          The published table, or with --exact the exact figures, for a purpose that is logged.

          TABLE: \(StatisticsCommand.tables)
          FORMAT: \(StatisticsFormat.allCases.map(\.rawValue).joined(separator: ", "))
          """,
        ja: """
          公表した表を書き出す。--exact は加工前の数字で、目的を記録する。

          TABLE: \(StatisticsCommand.tables)
          FORMAT: \(StatisticsFormat.allCases.map(\.rawValue).joined(separator: ", "))
          """,
      ),
      [
        OptionSyntax("table", argument: "TABLE", Phrase(en: "which (needed)", ja: "表（必須）")),
        period,
        OptionSyntax("format", argument: "FORMAT", Phrase(en: "its form (csv)", ja: "形（csv）")),
        OptionSyntax("exact", Phrase(en: "exact figures", ja: "加工前の数字")),
        OptionSyntax(
          "purpose",
          argument: "TEXT",
          Phrase(en: "what for; needed with --exact", ja: "目的（--exactでは必須）"),
        ),
        training, output, .data,
      ],
      "innctl stats export --table guest-nights --period 2026-08 -o august.csv",
      Phrase(en: "for the city", ja: "市に渡す"),
    ),
    syntax(
      "listings",
      Phrase(en: "write the open list of inns", ja: "宿の一覧を書き出す"),
      [
        OptionSyntax(
          "format",
          argument: "FORMAT",
          Phrase(
            en: "csv (standard data set), geojson, ngsi-ld, ngsi-v2, schema-org",
            ja: "csv（観光施設一覧）, geojson, ngsi-ld, ngsi-v2, schema-org",
          ),
        ),
        training, output, .data,
      ],
      "innctl stats listings --format geojson -o inns.geojson",
      Phrase(en: "for a map", ja: "地図に"),
    ),
    syntax(
      "exports",
      Phrase(en: "list who took figures out, and what for", ja: "だれが何のために持ち出したか"),
      [.data, .json],
      "innctl stats exports",
      Phrase(en: "the log of exports", ja: "持ち出しの記録"),
    ),
    syntax(
      "ledger",
      Phrase(en: "list what the figures were used for", ja: "数字の使い道の一覧（公開）"),
      [.data, .json],
      "innctl stats ledger",
      Phrase(en: "the public ledger", ja: "公開の台帳"),
    ),
    syntax(
      "use",
      Phrase(en: "add to the public ledger", ja: "数字の使い道を台帳に書く"),
      [
        OptionSyntax("by", argument: "WHO", Phrase(en: "who used them (needed)", ja: "使った人（必須）")),
        OptionSyntax("purpose", argument: "TEXT", Phrase(en: "for what (needed)", ja: "目的（必須）")),
        OptionSyntax("outcome", argument: "TEXT", Phrase(en: "what came of it", ja: "結果")),
        .data,
      ],
      "innctl stats use --by むつ市 --purpose 冬のバス増便の検討",
      Phrase(en: "the city planned buses", ja: "市がバスを検討した"),
    ),
    syntax(
      "report",
      Phrase(en: "print an inn's own month", ja: "宿ごとの月の報告"),
      operands: [OperandSyntax(name: "INN", count: .one)],
      [
        OptionSyntax(
          "month",
          argument: "MONTH",
          Phrase(en: "such as 2026-08 (needed)", ja: "月（必須）"),
        ),
        OptionSyntax(
          "format",
          argument: "FORMAT",
          Phrase(
            en: "text, sms, worksheet (national survey)",
            ja: "text, sms, worksheet（宿泊旅行統計調査）",
          ),
        ),
        output, .data,
      ],
      "innctl stats report T01 --month 2026-11",
      Phrase(en: "to print for the keeper", ja: "女将に渡す"),
    ),
    syntax(
      "want-report",
      Phrase(en: "send an inn its month by SMS from now on", ja: "宿に毎月の報告をSMSで送るようにする"),
      operands: [OperandSyntax(name: "INN", count: .one)],
      [OptionSyntax("stop", Phrase(en: "no more", ja: "やめる")), .data],
      "innctl stats want-report T04",
      Phrase(en: "the keeper asked for it", ja: "女将が希望した"),
    ),
    syntax(
      "send-reports",
      Phrase(en: "send inns their month by SMS", ja: "月の報告をSMSで送る"),
      details: Phrase(
        en: "To every inn that wants it, or to one; each gets a month once.",
        ja: "希望するすべての宿、または一軒に送る。同じ月は一度だけ。",
      ),
      [
        OptionSyntax(
          "month",
          argument: "MONTH",
          Phrase(en: "such as 2026-08 (needed)", ja: "月（必須）"),
        ),
        OptionSyntax("inn", argument: "INN", Phrase(en: "this one alone", ja: "この宿だけ")),
        OptionSyntax("dry-run", Phrase(en: "only tell what would be sent", ja: "何を送るか見るだけ")),
        training, .data, .json,
      ],
      "innctl stats send-reports --month 2026-11",
      Phrase(en: "November is over", ja: "11月が終わった"),
    ),
    syntax(
      "simulate",
      Phrase(en: "make up two years of the training region", ja: "練習用の2年分の統計を作る"),
      details: Phrase(
        en: "Figures of guests that never were, at the training inns alone; the same for a seed.",
        ja: "練習用の宿だけの架空の数字。同じ種なら同じ数字になる。",
      ),
      [
        OptionSyntax("seed", argument: "N", Phrase(en: "another draw (1)", ja: "乱数の種（1）")),
        OptionSyntax("months", argument: "N", Phrase(en: "months back (24)", ja: "月数（24）")),
        .data,
      ],
      "innctl stats simulate",
      Phrase(en: "so that charts show something", ja: "図に何か出るように"),
    ),
    syntax(
      "rebuild",
      Phrase(en: "read the log anew and compare", ja: "記録から統計を作り直して比べる"),
      [.data],
      "innctl stats rebuild",
      Phrase(en: "are the figures the log's?", ja: "数字は記録どおりか"),
    ),
    syntax(
      "protect",
      Phrase(en: "judge a table of your own", ja: "自分の表を加工する"),
      details: Phrase(
        en: """
          Reads JSON with cells (name, contributions by contributor, parties, persons) and sums, and
          says which cells may be shown. docs/statistics/disclosure.md has an example. - is standard
          input.
          """,
        ja: "表のJSONを読み、公表してよい数字を示す。例は docs/statistics/disclosure.md。- は標準入力。",
      ),
      operands: [OperandSyntax(name: "FILE", count: .one)],
      [.data],
      "innctl stats protect table.json",
      Phrase(en: "any table", ja: "どんな表でも"),
    ),
  ]
}

extension StatisticsCommand {
  /// Names of the tables, in lines for a terminal.
  static let tables: String = {
    let names = StatisticsTableName.allCases.map(\.rawValue)
    return names.prefix(5).joined(separator: ", ") + ",\n  "
      + names.dropFirst(5).joined(separator: ", ")
  }()
}
