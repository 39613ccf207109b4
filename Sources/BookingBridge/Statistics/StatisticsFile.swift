package import InnRegistry

/// A form in which a table leaves the hub.
package enum StatisticsFormat: String, CaseIterable, Codable, Sendable {
  case csv
  case json
  case ngsiLD = "ngsi-ld"
  case ngsiV2 = "ngsi-v2"
  case svg
  /// 人流データ: the table of days, a row for each night.
  case peopleFlow = "people-flow"

  package var mediaType: String {
    switch self {
    case .csv, .peopleFlow: "text/csv; charset=utf-8"
    case .json, .ngsiV2: "application/json"
    case .ngsiLD: "application/ld+json"
    case .svg: "image/svg+xml"
    }
  }

  package var fileExtension: String {
    switch self {
    case .csv, .peopleFlow: "csv"
    case .json, .ngsiV2: "json"
    case .ngsiLD: "jsonld"
    case .svg: "svg"
    }
  }
}

/// A table written in one of the forms.
package enum StatisticsFile {
  /// - Parameter vintage: what is told of where it comes from; nil for exact figures.
  /// - Returns: nil where the table has no such form.
  package static func bytes(
    _ table: StatisticsTable,
    _ format: StatisticsFormat,
    vintage: StatisticsVintage? = nil,
  ) -> [UInt8]? {
    switch format {
    case .csv: csv(table, vintage)
    case .json: json(table, vintage).bytes
    case .ngsiLD: StatisticsEntities.document(table, vintage, isLinked: true).bytes
    case .ngsiV2: StatisticsEntities.document(table, vintage, isLinked: false).bytes
    case .svg: StatisticsChart.table(table)?.svg(language: .japanese)
    case .peopleFlow: table.name == .days ? peopleFlow(table) : nil
    }
  }

  // MARK: - CSV

  /// Columns of the CSV, in Japanese as spreadsheets of the office have them; the JSON says the same
  /// in English.
  static let columns = [
    "期間", "地域コード", "地域", "区分コード", "区分", "指標コード", "指標", "値", "単位", "版", "公表日", "データ元", "定義",
    "集計対象",
  ]

  private static func csv(_ table: StatisticsTable, _ vintage: StatisticsVintage?) -> [UInt8] {
    var file = CSVWriter(isForSpreadsheets: true)
    file.append(columns)
    for row in table.rows {
      let measure = StatisticsWords.measure(row.measure)
      file.append([
        table.period.description,
        row.place == StatisticsTable.region ? "" : row.place,
        StatisticsWords.place(row.place)[.japanese],
        row.category,
        StatisticsWords.category(row.category)[.japanese],
        row.measure,
        measure.words[.japanese],
        row.value.text,
        measure.unit[.japanese],
        vintage.map { String($0.number) } ?? (table.isExact ? "内部用" : ""),
        vintage.map { TokyoTime.date(at: $0.publishedAt).description } ?? "",
        table.scope == .training ? "練習用の架空データ" : "InnBridge",
        measure.definition[.japanese],
        table.coverage.japanese,
      ])
    }
    return file.bytes
  }

  /// 人流データ: who slept here, from the night's afternoon to the next morning.
  ///
  /// A figure that is not shown stays empty.
  private static func peopleFlow(_ table: StatisticsTable) -> [UInt8] {
    var file = CSVWriter(isForSpreadsheets: true)
    file.append([
      "areaCode", "locationName", "measurementDate", "startTime", "endTime", "dayOfWeek",
      "peopleCount",
    ])
    let names = ["日", "月", "火", "水", "木", "金", "土"]
    for row in table.rows {
      guard row.category.hasPrefix("day:"), let day = Int(row.category.dropFirst(4)) else {
        continue
      }
      let date = table.period.start.first + (day - 1)
      file.append([
        row.place == StatisticsTable.region ? "" : row.place,
        StatisticsWords.place(row.place)[.japanese],
        date.description,
        "15:00",
        "10:00",
        names[date.weekday.rawValue],
        row.value.number.map { String(Int($0)) } ?? "",
      ])
    }
    return file.bytes
  }

  // MARK: - JSON

  static func json(_ table: StatisticsTable, _ vintage: StatisticsVintage?) -> JSONWriter {
    var json = JSONWriter(capacity: 16 << 10)
    json.object { write(table, vintage, to: &$0) }
    return json
  }

  /// Members of the table's object.
  static func write(
    _ table: StatisticsTable,
    _ vintage: StatisticsVintage?,
    to json: inout JSONWriter,
  ) {
    json.field("table", table.name)
    json.field("title", StatisticsWords.title(table.name)[.english])
    json.field("period", table.period.description)
    json.field("training", table.scope == .training)
    json.field("exact", table.isExact)
    json.field("vintage", vintage?.number)
    json.field("published_at", vintage?.publishedAt)
    json.field("sha256", vintage?.digest)
    json.field("nationalities_version", FlowOrigin.version)
    json.object("coverage") {
      $0.field("inns", table.coverage.inns)
      $0.field("all_inns", table.coverage.allInns)
      $0.field("beds", table.coverage.beds)
      $0.field("all_beds", table.coverage.allBeds)
      $0.field("reported_nights", table.coverage.reportedNights)
      $0.field("inn_nights", table.coverage.innNights)
      $0.field("text", table.coverage.english)
    }
    json.array("measures") { list in
      var seen: Set<String> = []
      for row in table.rows where seen.insert(row.measure).inserted {
        let measure = StatisticsWords.measure(row.measure)
        list.object {
          $0.field("measure", row.measure)
          $0.field("name", measure.words[.english])
          $0.field("unit", measure.unit[.english])
          $0.field("definition", measure.definition[.english])
        }
      }
    }
    json.array("rows") { list in
      for row in table.rows {
        list.object {
          $0.field("measure", row.measure)
          $0.field("place", row.place)
          $0.field("place_name", StatisticsWords.place(row.place)[.english])
          $0.field("category", row.category)
          $0.field("category_name", StatisticsWords.category(row.category)[.english])
          $0.field("value", row.value.number)
          $0.field("shown", row.value.text)
        }
      }
    }
  }
}
