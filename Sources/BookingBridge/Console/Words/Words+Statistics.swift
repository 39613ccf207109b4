import InnRegistry

/// Visitor flow.
extension Words {
  static let statistics = Words(ja: "宿泊統計", en: "Statistics")
  static let statisticsLead = Words(
    ja: "加工前の数字です。事務局の外には出さず、公表した統計を使ってください。",
    en: "Exact figures: not for outside the office; give others the published tables.",
  )
  static let statisticsTable = Words(ja: "表", en: "Table")
  static let statisticsPeriod = Words(
    ja: "期間（2026-08、2026-Q3、2026）",
    en: "Period (2026-08, 2026-Q3, 2026)"
  )
  static let statisticsScope = Words(ja: "対象", en: "Inns")
  static let statisticsReal = Words(ja: "実際の宿", en: "Real inns")
  static let statisticsTraining = Words(ja: "練習用の宿", en: "Training inns")
  static let statisticsPlace = Words(ja: "地域", en: "Place")
  static let statisticsCategory = Words(ja: "区分", en: "Category")
  static let statisticsMeasure = Words(ja: "指標", en: "Measure")
  static let statisticsValue = Words(ja: "値", en: "Value")
  static let statisticsExport = Words(ja: "ファイルに出す", en: "Export")
  static let statisticsExportLead = Words(
    ja: "だれが、いつ、何のために持ち出したかを記録します。",
    en: "Who took it, when, and what for is logged.",
  )
  static let statisticsFormat = Words(ja: "形式", en: "Format")
  static let statisticsPurpose = Words(ja: "目的", en: "Purpose")
  static let statisticsTake = Words(ja: "記録して受け取る", en: "Log and download")
  static let statisticsPurposeMissing = Words(ja: "目的を書いてください。", en: "Say what it is for.")
  static let noStatistics = Words(
    ja: "この期間の表はありません。終わった期間を選んでください。",
    en: "No such table; choose a period that is over.",
  )

  // MARK: - Its pages

  static let statisticsScopes: [(value: String, words: Words)] = [
    (FlowScope.real.rawValue, .statisticsReal),
    (FlowScope.training.rawValue, .statisticsTraining),
  ]
  static let statisticsExact = Words(ja: "加工前の数字", en: "Exact figures")
  static let statisticsCharts = Words(ja: "図", en: "Charts")
  static let statisticsChartsLead = Words(
    ja: "公表した統計から描いた図です。だれに見せてもかまいません。",
    en: "Drawn from published tables: for everybody’s eyes.",
  )
  static let statisticsUntil = Words(ja: "この月まで", en: "Until")
  static let statisticsData = Words(ja: "図の数字", en: "The chart’s figures")
  static let statisticsDataBelow = Words(
    ja: "。数字は下の表にあります。",
    en: ". The figures are in the table below."
  )
  static let statisticsNotPublished = Words(ja: "まだ公表していません。", en: "Not published yet.")
  static let statisticsNothingYet = Words(ja: "まだありません。", en: "Nothing yet.")

  // MARK: - Publishing

  static let statisticsPublished = Words(ja: "公表", en: "Published")
  static let statisticsPublishedLead = Words(
    ja: "宿やお客様が分からないように加工して公表します。公表した表は変わりません。直すときは次の版になります。",
    en:
      "Protected so that no inn and no guest shows. What is published never changes; a correction is a "
      + "later vintage.",
  )
  static let statisticsPublish = Words(ja: "公表する", en: "Publish")
  static let statisticsNote = Words(ja: "備考", en: "Note")
  static let statisticsNoteHint = Words(
    ja: "直した理由など。だれでも読めます。",
    en: "Such as what is corrected; everybody can read it.",
  )
  static let statisticsPreview = Words(ja: "何が出て何が隠れるか見る", en: "See what would show")
  static let statisticsPublishConfirm = Words(
    ja: "公表した表は取り消せません。公表しますか。",
    en: "What is published can’t be taken back. Publish?",
  )
  static func statisticsPublishAs(_ number: Int) -> Words {
    Words(ja: "第\(number)版として公表", en: "Publish as vintage \(number)")
  }
  static func statisticsWouldBe(_ period: String, _ number: Int) -> Words {
    Words(
      ja: "\(period) 第\(number)版（まだ公表していません）",
      en: "\(period), vintage \(number), not published yet"
    )
  }
  static func statisticsShown(_ figures: Int, _ hidden: Int) -> Words {
    Words(ja: "\(figures)のうち\(hidden)を秘匿", en: "\(hidden) of \(figures) hidden")
  }
  static func statisticsDone(_ period: String) -> Words {
    Words(ja: "\(period) を公表しました。", en: "\(period) is published.")
  }
  static let enterPeriod = Words(
    ja: "2026-08、2026-Q3、2026 のように入力してください",
    en: "Enter a period such as 2026-08, 2026-Q3 or 2026",
  )
  static let statisticsVintages = Words(ja: "公表した表", en: "Published tables")
  static let statisticsPeriodShort = Words(ja: "期間", en: "Period")
  static let statisticsVintage = Words(ja: "版", en: "Vintage")
  static let statisticsWhen = Words(ja: "日付", en: "When")
  static let statisticsWho = Words(ja: "だれ", en: "Who")
  static let statisticsHidden = Words(ja: "秘匿／数", en: "Hidden of all")
  static let bySchedule = Words(ja: "予定による公表", en: "By schedule")
  static func outcome(_ outcome: StatisticsRun.Outcome) -> Words {
    switch outcome {
    case .published: Words(ja: "公表しました", en: "published")
    case .nothing: Words(ja: "公表するものがありません", en: "nothing to publish")
    case .refused: Words(ja: "秘匿できないため見送り", en: "could not be protected")
    }
  }
  static let statisticsBrokers = Words(ja: "データ連携基盤", en: "Context brokers")
  static func brokerHas(_ taken: Int, _ waiting: Int) -> Words {
    Words(ja: "送信済み\(taken)、待ち\(waiting)", en: "\(taken) sent, \(waiting) waiting")
  }
  static let brokerIsWell = Words(ja: "正常", en: "Well")
  static let brokerFails = Words(ja: "送れません", en: "Failing")

  // MARK: - Uses

  static let statisticsUses = Words(ja: "使い道", en: "Uses")
  static let statisticsUsesLead = Words(
    ja: "だれが何に使ったか。台帳は公開で、宿の毎月の報告にも載ります。",
    en: "Who used them, and what for. The ledger is public, and in each inn’s monthly report.",
  )
  static let statisticsLedger = Words(ja: "公開の台帳", en: "Public ledger")
  static let statisticsExports = Words(ja: "持ち出しの記録", en: "Log of exports")
  static let statisticsUsedBy = Words(ja: "使った人", en: "Used by")
  static let statisticsOutcome = Words(ja: "結果", en: "What came of it")
  static let statisticsExactMark = Words(ja: "（加工前）", en: " (exact)")
  static let statisticsAddUse = Words(ja: "台帳に書く", en: "Add to the ledger")
  static let statisticsUseAdded = Words(ja: "台帳に書きました。", en: "It is in the ledger.")

  // MARK: - Inns' own months

  static let innReports = Words(ja: "宿ごとの月の報告", en: "Inns’ monthly reports")
  static let innReportsLead = Words(
    ja: "宿の数字と、まちでの使い道。希望する宿にはSMSで送ります。",
    en: "An inn’s own figures and what they were used for; by SMS to inns that want it.",
  )
  static func reportsOf(_ month: CivilMonth) -> Words {
    Words(ja: "\(month.year)年\(month.month)月", en: month.description)
  }
  static let sendReports = Words(ja: "希望する宿に送る", en: "Send to those that want it")
  static let sendReportsConfirm = Words(ja: "SMSで送ります。よろしいですか。", en: "Send by SMS?")
  static func reportsSent(_ count: Int) -> Words {
    Words(ja: "\(count)軒に送りました。", en: "Sent to \(count) inns.")
  }
  static let wantsReport = Words(ja: "SMSを希望", en: "wants it by SMS")
  static let wantReport = Words(ja: "SMSで送る", en: "Send by SMS")
  static let wantsNoReport = Words(ja: "SMSをやめる", en: "No SMS")
  static let reportWanted = Words(ja: "毎月SMSで送ります。", en: "It will be sent every month.")
  static let reportNotWanted = Words(ja: "SMSでは送りません。", en: "It will not be sent.")
  static let reportSentOn = Words(ja: "送信", en: "sent")
  static let noMobile = Words(ja: "携帯電話の登録なし", en: "no mobile telephone")
}
