import InnRegistry

/// Visitor flow for the office: exact figures with their charts, and files of them for a purpose.
extension OfficeConsole {
  func addStatistics(to routes: inout ConsoleRoutes) {
    routes.page("/region/statistics", "officeStatistics", .viewStatistics) { visit in
      try await StatisticsPage(visit: visit).response()
    }
    routes.page("/region/statistics/chart", "officeStatisticsChart", .viewStatistics) { visit in
      let table = try await StatisticsPage(visit: visit).table()
      guard let chart = table.flatMap(StatisticsChart.table) else { throw ConsoleProblem.notFound }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", StatisticsFormat.svg.mediaType)],
        body: .bytes(chart.svg(language: visit.language)),
      )
    }
    routes.action("/region/statistics/export", "officeStatisticsExport", .viewStatistics) { visit in
      try await StatisticsPage(visit: visit).export()
    }
    routes.page("/region/statistics/series", "officeStatisticsSeries", .viewStatistics) { visit in
      try await StatisticsSeriesPage(visit: visit).response()
    }
    routes.page(
      "/region/statistics/series/{chart}/chart",
      "officeStatisticsSeriesChart",
      .viewStatistics,
    ) { visit in try await StatisticsSeriesPage(visit: visit).chart() }
    routes.page(
      "/region/statistics/published",
      "officeStatisticsPublished",
      .viewStatistics,
    ) { visit in try StatisticsPublishedPage(visit: visit).response() }
    routes.action(
      "/region/statistics/published",
      "officePublishStatistics",
      .publishStatistics,
    ) { visit in try await StatisticsPublishedPage.publish(visit) }
    routes.page("/region/statistics/uses", "officeStatisticsUses", .viewStatistics) { visit in
      try StatisticsUsesPage(visit: visit).response()
    }
    routes.action("/region/statistics/uses", "officeAddUse", .publishStatistics) { visit in
      try await StatisticsUsesPage.add(visit)
    }
    routes.page("/region/statistics/reports", "officeInnReports", .publishStatistics) { visit in
      try InnReportsPage(visit: visit).response()
    }
    routes.action("/region/statistics/reports", "officeSendReports", .publishStatistics) { visit in
      try await InnReportsPage.act(visit)
    }
    routes.page(
      "/region/statistics/reports/{inn}",
      "officeInnReport",
      .publishStatistics,
    ) { visit in try await InnReportsPage(visit: visit).report() }
  }
}

struct StatisticsPage {
  let visit: Visit

  /// Months back that can be chosen: two years.
  private static let months = 24

  private var scope: FlowScope { visit.statisticsScope }

  private var period: FlowPeriod {
    let asked = visit.form["period"] ?? visit.guise.query("period")
    return asked.flatMap { FlowPeriod($0) } ?? FlowPeriod(CivilMonth(of: visit.tonight) + -1)
  }

  private var name: StatisticsTableName {
    let asked = visit.form["table"] ?? visit.guise.query("table")
    return asked.flatMap(StatisticsTableName.init) ?? .guestNights
  }

  /// The chosen table with exact figures; nil where it does not exist for the period.
  func table() async throws -> StatisticsTable? {
    let registry = visit.registry
    let (period, scope, name) = (period, scope, name)
    do {
      try await registry.updateFlow()
      return try await OfficeConsole.aside {
        try registry.exactStatistics(period, scope).first { $0.name == name }
      }
    } catch FlowRefused.periodNotOver {
      return nil
    }
  }

  func response() async throws -> HTTPResponse {
    let table = try await table()
    let query = [
      ("table", name.rawValue), ("period", period.description), ("scope", scope.rawValue),
    ]
    return ConsoleFrame(visit: visit, title: .statistics, section: .region).response { html in
      html.heading(.statistics, .statisticsLead)
      html.statisticsPages(visit, current: "")
      chooser(&html)
      guard let table else { return html.empty(.noStatistics) }
      html(.section, .class("panel"), .labelledBy("figures")) { html in
        html(.h2, .id("figures"), words: StatisticsWords.title(table.name))
        html(.p, .class("hint")) { html in
          html.text(Words(ja: table.coverage.japanese, en: table.coverage.english))
        }
        if let chart = StatisticsChart.table(table) {
          let path = ConsolePath("region", "statistics", "chart", query: query)
          html(.figure, .class("chart")) { html in
            html(.img, .src(path), .alt(chart.title + .statisticsDataBelow))
          }
        }
        rows(table, &html)
      }
      exporter(&html)
    }
  }

  private func chooser(_ html: inout HTMLWriter) {
    html(
      .form,
      .method(.get),
      .action(ConsolePath("region", "statistics")),
      .class("filter"),
    ) { html in
      html.choice(.statisticsTable, "table", tables, value: name.rawValue)
      html.field(.statisticsPeriod, "period", value: period.description)
      html.choice(.statisticsScope, "scope", Words.statisticsScopes, value: scope.rawValue)
      html(.button, .submit, .class("button"), words: .show)
    }
  }

  private var tables: [(value: String, words: Words)] {
    StatisticsTableName.allCases.map { ($0.rawValue, StatisticsWords.title($0)) }
  }

  private func rows(_ table: StatisticsTable, _ html: inout HTMLWriter) {
    html(
      .div,
      .class("scroll"),
      .tabindex(0),
      .role("region"),
      .label(StatisticsWords.title(table.name)),
    ) { html in
      html(.table) { html in
        html.headerRow([
          .statisticsPlace, .statisticsCategory, .statisticsMeasure, .statisticsValue,
        ])
        html(.tbody) { html in
          for row in table.rows {
            html(.tr) { html in
              html(.th, .scope(.row), words: StatisticsWords.place(row.place))
              html(.td, StatisticsWords.category(row.category))
              html(.td, StatisticsWords.measure(row.measure).words)
              html(.td, .class("number"), text: row.value.text)
            }
          }
        }
      }
    }
  }

  private func exporter(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("export")) { html in
      html(.h2, .id("export"), words: .statisticsExport)
      html(.p, .class("hint"), words: .statisticsExportLead)
      html(
        .form,
        .method(.post),
        .action(ConsolePath("region", "statistics", "export")),
      ) { html in
        html.token(visit)
        for (name, value) in [
          ("table", name.rawValue), ("period", period.description), ("scope", scope.rawValue),
        ] {
          html(.input, .type(.hidden), .name(name), .value(value))
        }
        html.choice(
          .statisticsFormat,
          "format",
          [StatisticsFormat.csv, .json, .svg].map { ($0.rawValue, Words($0.rawValue)) },
        )
        html.field(
          .statisticsPurpose,
          "purpose",
          isRequired: true,
          .maxlength(StatisticsVintage.maxText),
        )
        html(.button, .submit, .class("button primary"), words: .statisticsTake)
      }
    }
  }

  /// Gives exact figures out, once who took them and what for is in the log.
  func export() async throws -> HTTPResponse {
    let back = ConsolePath("region", "statistics")
    let purpose = visit.form["purpose"]?.trimmingSpaces() ?? ""
    guard let format = visit.form["format"].flatMap(StatisticsFormat.init),
      let table = try await table(), let bytes = StatisticsFile.bytes(table, format)
    else { return visit.refused(.noStatistics, else: back) }
    let export = StatisticsExport(
      at: visit.now,
      actor: visit.actor.text,
      scope: scope,
      table: table.name.rawValue,
      period: table.period.description,
      format: format.rawValue,
      isExact: true,
      purpose: purpose,
    )
    let actor = visit.actor
    do {
      try await visit.change(.viewStatistics) { try $0.noteExport(export, by: actor) }
    } catch FlowRefused.purposeMissing {
      return visit.refused(.statisticsPurposeMissing, else: back)
    }
    let file = "\(table.name.rawValue)-\(table.period)-exact.\(format.fileExtension)"
    return HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", format.mediaType),
        ("Content-Disposition", "attachment; filename=\"\(file)\""),
      ],
      body: .bytes(bytes),
    )
  }
}
