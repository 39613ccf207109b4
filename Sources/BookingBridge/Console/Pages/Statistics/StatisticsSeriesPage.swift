import InnRegistry

/// Charts of what was published, each with its data as a table.
struct StatisticsSeriesPage {
  let visit: Visit

  var scope: FlowScope { visit.statisticsScope }

  /// The last month shown.
  var month: CivilMonth {
    visit.guise.query("month").flatMap { CivilMonth($0) } ?? CivilMonth(of: visit.tonight) + -1
  }

  func response() async throws -> HTTPResponse {
    let (registry, month, scope) = (visit.registry, month, scope)
    let charts = try await OfficeConsole.aside {
      try StatisticsChartName.allCases.map { ($0, try $0.chart(registry, until: month, scope)) }
    }
    return ConsoleFrame(visit: visit, title: .statisticsCharts, section: .region).response { html in
      html.heading(.statisticsCharts, .statisticsChartsLead)
      html.statisticsPages(visit, current: "series")
      html(
        .form,
        .method(.get),
        .action(ConsolePath("region", "statistics", "series")),
        .class("filter"),
      ) { html in
        html.field(.statisticsUntil, "month", .month, value: month.description)
        html.choice(.statisticsScope, "scope", Words.statisticsScopes, value: scope.rawValue)
        html(.button, .submit, .class("button"), words: .show)
      }
      for (name, chart) in charts {
        html(.section, .class("panel"), .labelledBy("c-" + name.rawValue)) { html in
          html(.h2, .id("c-" + name.rawValue), words: name.words)
          guard let chart else { return html.empty(.statisticsNotPublished) }
          html.chart(
            chart,
            ConsolePath(
              "region",
              "statistics",
              "series",
              name.rawValue,
              "chart",
              query: [("month", month.description), ("scope", scope.rawValue)],
            ),
          )
        }
      }
    }
  }

  /// One of the charts as a file.
  func chart() async throws -> HTTPResponse {
    let (registry, month, scope) = (visit.registry, month, scope)
    guard
      let name = visit.guise.context.parameters["chart"].flatMap(StatisticsChartName.init),
      let chart = try await OfficeConsole.aside({
        try name.chart(registry, until: month, scope)
      })
    else { throw ConsoleProblem.notFound }
    return HTTPResponse(
      .ok,
      headers: [("Content-Type", StatisticsFormat.svg.mediaType)],
      body: .bytes(chart.svg(language: visit.language)),
    )
  }
}

extension HTMLWriter {
  /// A chart with its data beneath: whoever does not see it reads the table.
  mutating func chart(_ chart: StatisticsChart, _ path: ConsolePath) {
    self(.figure, .class("chart")) { html in
      html(.img, .src(path), .alt(chart.title + .statisticsDataBelow))
      html(.figcaption, chart.note)
    }
    self(.details) { html in
      html(.summary, .statisticsData)
      html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(chart.title)) { html in
        html(.table) { html in
          html.headerRow([.statisticsCategory, .statisticsValue])
          html(.tbody) { html in
            for (label, value) in chart.rows(html.language) {
              html(.tr) { html in
                html(.th, .scope(.row), text: label)
                html(.td, .class("number"), text: value)
              }
            }
          }
        }
      }
    }
  }

  /// The ways between the pages of statistics.
  mutating func statisticsPages(_ visit: Visit, current: String) {
    let pages: [(path: String?, words: Words, right: StaffRight)] = [
      (nil, .statisticsExact, .viewStatistics), ("series", .statisticsCharts, .viewStatistics),
      ("published", .statisticsPublished, .viewStatistics),
      ("uses", .statisticsUses, .viewStatistics), ("reports", .innReports, .publishStatistics),
    ]
    self(.nav, .class("actions"), .label(.statistics)) { html in
      for page in pages where visit.can(page.right) {
        let segments = ["region", "statistics"] + (page.path.map { [$0] } ?? [])
        html(
          .a,
          .class("button"),
          .href(ConsolePath(segments: segments)),
          .when(current == page.path ?? "", .currentPage),
          words: page.words,
        )
      }
    }
  }
}

extension Visit {
  var statisticsScope: FlowScope {
    (form["scope"] ?? guise.query("scope")).flatMap(FlowScope.init) ?? .real
  }
}
