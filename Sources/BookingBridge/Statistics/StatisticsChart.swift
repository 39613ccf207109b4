package import InnRegistry

/// A chart as SVG: bars with their values, readable without colour and by a screen reader.
///
/// Its data stand beside it as a table (``rows(_:)``); a hidden figure is an empty place with «X».
package struct StatisticsChart: Hashable, Sendable {
  package struct Bar: Hashable, Sendable {
    package var label: Words
    package var value: StatisticsValue
  }

  package let title: Words
  package let unit: Words
  package let note: Words
  package let bars: [Bar]
  /// Places of a map, by their bar; nil for bars.
  var places: [Position]?

  /// Bars drawn at most; more are left to the table.
  static let mostBars = 60

  /// The chart of a table's first measure: origins and prefectures by size, days and places in order.
  package static func table(_ table: StatisticsTable) -> StatisticsChart? {
    guard let first = table.rows.first else { return nil }
    let isByPlace = table.rows.allSatisfy { !$0.category.contains(":") }
    let rows = table.rows.filter { row in
      row.measure == first.measure
        && (isByPlace ? row.category == StatisticsTable.total : row.category.contains(":"))
    }
    let isOneOfEach = table.name == .bookings || table.name == .levelling
    let shown = isOneOfEach ? table.rows : rows
    guard !shown.isEmpty else { return nil }
    let measure = StatisticsWords.measure(first.measure)
    var bars = shown.prefix(mostBars).map { row in
      Bar(
        label: isOneOfEach
          ? StatisticsWords.measure(row.measure).words
          : isByPlace
            ? StatisticsWords.place(row.place) : StatisticsWords.category(row.category),
        value: row.value,
      )
    }
    if table.name == .origins || table.name == .prefectures {
      bars.sort { ($0.value.number ?? -1) > ($1.value.number ?? -1) }
    }
    let isTraining = table.scope == .training
    return StatisticsChart(
      title: StatisticsWords.title(table.name) + Words(" \(table.period)"),
      unit: isOneOfEach ? Words("") : measure.unit,
      note: Words(ja: table.coverage.japanese, en: table.coverage.english)
        + (isTraining ? Words(ja: "（練習用の架空データ）", en: " (fictional training data)") : Words("")),
      bars: bars,
    )
  }

  /// One figure of the region month by month.
  package static func months(
    _ tables: [StatisticsTable],
    measure: String,
    category: String = StatisticsTable.total,
    title: Words,
  ) -> StatisticsChart? {
    let sorted = tables.filter { $0.period.length == .month }.sorted { $0.period < $1.period }
    let bars = sorted.suffix(StatisticsChartName.months).compactMap { table in
      table[measure, StatisticsTable.region, category].map {
        Bar(label: Words(table.period.description), value: $0)
      }
    }
    guard let last = sorted.last, !bars.isEmpty else { return nil }
    return StatisticsChart(
      title: title,
      unit: StatisticsWords.measure(measure).unit,
      note: Words(ja: last.coverage.japanese, en: last.coverage.english)
        + (last.scope == .training
          ? Words(ja: "（練習用の架空データ）", en: " (fictional training data)") : Words("")),
      bars: bars,
    )
  }

  /// Municipalities where they lie, each a circle whose area is its figure; no outside map is asked.
  package static func map(_ table: StatisticsTable, middles: [String: Position]) -> StatisticsChart?
  {
    let rows = table.rows.filter {
      $0.category == StatisticsTable.total && middles[$0.place] != nil
        && $0.measure == table.rows.first?.measure
    }
    guard let first = rows.first else { return nil }
    var chart = StatisticsChart(
      title: StatisticsWords.title(table.name) + Words(ja: "（地図）", en: ", map")
        + Words(" \(table.period)"),
      unit: StatisticsWords.measure(first.measure).unit,
      note: Words(ja: table.coverage.japanese, en: table.coverage.english)
        + (table.scope == .training
          ? Words(ja: "（練習用の架空データ）", en: " (fictional training data)") : Words("")),
      bars: rows.map { Bar(label: StatisticsWords.place($0.place), value: $0.value) },
    )
    chart.places = rows.compactMap { middles[$0.place] }
    return chart
  }

  /// The chart's data as text, for the table beside it.
  package func rows(_ language: ConsoleLanguage) -> [(label: String, value: String)] {
    bars.map { ($0.label[language], $0.value.text) }
  }

  // MARK: - Drawing

  private static let width = 720
  private static let rowHeight = 22
  private static let labelWidth = 200
  private static let barWidth = 420
  private static let top = 48

  package func svg(language: ConsoleLanguage) -> [UInt8] {
    let height =
      places == nil ? StatisticsChart.top + bars.count * StatisticsChart.rowHeight + 40 : 520
    let width = StatisticsChart.width
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)" role="img" aria-labelledby="t d" \
      lang="\(language.rawValue)" \
      font-family="sans-serif" font-size="13">
      <title id="t">\(escaped(title[language]))</title>
      <desc id="d">\(escaped(described(language)))</desc>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="12" y="24" font-size="17" font-weight="bold" fill="#1b1b1b">\
      \(escaped(title[language]))</text>
      <text x="12" y="40" fill="#4a4a4a">\(escaped(unit[language]))</text>

      """
    svg += places == nil ? drawnBars(language) : drawnMap(language)
    svg += """
      <text x="12" y="\(height - 12)" fill="#4a4a4a" font-size="12">\
      \(escaped(note[language]))</text>
      </svg>

      """
    return Array(svg.utf8)
  }

  private func described(_ language: ConsoleLanguage) -> String {
    rows(language).map { "\($0.label): \($0.value)" }.joined(separator: "; ")
  }

  private func drawnBars(_ language: ConsoleLanguage) -> String {
    let most = max(bars.compactMap(\.value.number).max() ?? 0, 1)
    return bars.enumerated().map { place, bar in
      let y = StatisticsChart.top + place * StatisticsChart.rowHeight
      let length = Int((bar.value.number ?? 0) / most * Double(StatisticsChart.barWidth))
      let label = bar.label[language]
      return """
        <text x="\(StatisticsChart.labelWidth - 8)" y="\(y + 15)" text-anchor="end" \
        fill="#1b1b1b">\(escaped(String(label.prefix(24))))</text>
        <rect x="\(StatisticsChart.labelWidth)" y="\(y + 3)" width="\(length)" height="16" \
        fill="#1f5f8b"/>
        <text x="\(StatisticsChart.labelWidth + length + 6)" y="\(y + 15)" fill="#1b1b1b">\
        \(bar.value.text)</text>

        """
    }.joined()
  }

  private func drawnMap(_ language: ConsoleLanguage) -> String {
    guard let places, let north = places.map(\.latitude).max(),
      let south = places.map(\.latitude).min(), let east = places.map(\.longitude).max(),
      let west = places.map(\.longitude).min()
    else { return "" }
    let most = max(bars.compactMap(\.value.number).max() ?? 0, 1)
    let (tall, wide) = (max(north - south, 0.05), max(east - west, 0.05))
    return zip(bars, places).map { bar, place in
      let x = 110 + Int((place.longitude - west) / wide * 500)
      let y = 110 + Int((north - place.latitude) / tall * 320)
      let radius = 8 + Int((((bar.value.number ?? 0) / most).squareRoot() * 46).rounded())
      let isHidden = bar.value.number == nil
      return """
        <circle cx="\(x)" cy="\(y)" r="\(radius)" fill="\(isHidden ? "#ffffff" : "#9cc3dd")" \
        stroke="#1f5f8b" stroke-width="2"/>
        <text x="\(x)" y="\(y + 5)" text-anchor="middle" fill="#1b1b1b">\
        \(escaped(bar.label[language])) \(bar.value.text)</text>

        """
    }.joined()
  }

  private func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.append(escaped: text)
    return String(decoding: bytes, as: UTF8.self)
  }
}
