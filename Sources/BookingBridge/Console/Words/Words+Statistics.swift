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
  static let statisticsChart = Words(ja: "図を見る", en: "Show the chart")
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
}
