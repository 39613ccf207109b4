import InnRegistry

/// Inns' own months: who wants theirs by SMS, who got it, and each to be printed.
struct InnReportsPage {
  let visit: Visit

  private static let path = ConsolePath("region", "statistics", "reports")

  private var month: CivilMonth {
    let asked = visit.form["month"] ?? visit.guise.query("month")
    return asked.flatMap { CivilMonth($0) } ?? CivilMonth(of: visit.tonight) + -1
  }

  func response() throws -> HTTPResponse {
    let wishes = Set(try visit.registry.reportWishes().map(\.inn))
    let sent = try visit.registry.reportsSent(month)
    let month = month
    return ConsoleFrame(visit: visit, title: .innReports, section: .region).response { html in
      html.heading(.innReports, .innReportsLead)
      html.statisticsPages(visit, current: "reports")
      html(.form, .method(.get), .action(Self.path), .class("filter")) { html in
        html.field(.month, "month", .month, value: month.description)
        html(.button, .submit, .class("button"), words: .show)
      }
      html(.section, .class("panel"), .labelledBy("inns")) { html in
        html(.div, .class("split")) { html in
          html(.h2, .id("inns"), words: .reportsOf(month))
          if visit.listings.contains(where: { wishes.contains($0.inn.id) }) {
            html.button(
              visit,
              .sendReports,
              Self.path,
              style: .primary,
              confirm: .sendReportsConfirm,
              fields: [("do", "send"), ("month", month.description)],
            )
          }
        }
        html(.ul, .class("rows")) { html in
          for listing in visit.listings {
            row(listing, wishes.contains(listing.inn.id), sent[listing.inn.id], &html)
          }
        }
      }
    }
  }

  private func row(
    _ listing: InnListing,
    _ wants: Bool,
    _ sentAt: Timestamp?,
    _ html: inout HTMLWriter,
  ) {
    let inn = listing.inn
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(
          .a,
          .href(
            ConsolePath(
              "region",
              "statistics",
              "reports",
              inn.id.rawValue,
              query: [("month", month.description)],
            )
          ),
          text: inn.name.japanese,
        )
        html(.span, .class("meta")) { html in
          if wants { html.chip(.wantsReport, "ok") }
          if let sentAt {
            html(.span, .reportSentOn)
            html.moment(sentAt, now: visit.now)
          }
        }
      }
      html(.div, .class("acts")) { html in
        if listing.phones.contains(where: { $0.kind == .mobile }) {
          html.button(
            visit,
            wants ? .wantsNoReport : .wantReport,
            Self.path,
            fields: [
              ("do", wants ? "stop" : "want"), ("inn", inn.id.rawValue),
              ("month", month.description),
            ],
            label: Words(inn.name.japanese + " ") + (wants ? .wantsNoReport : .wantReport),
          )
        } else {
          html(.span, .class("hint"), words: .noMobile)
        }
      }
    }
  }

  /// One inn's month on a page to print.
  func report() async throws -> HTTPResponse {
    let listing = try visit.listing()
    let (registry, month, inn) = (visit.registry, month, listing.inn.id)
    try await registry.updateFlow()
    let report = try await OfficeConsole.aside { try InnReport(registry, inn, month) }
    return ConsoleFrame(visit: visit, title: .innReports, section: .region).response { html in
      html.heading(Words(listing.inn.name.japanese), .reportsOf(month))
      html(.pre, .lang("ja"), text: report.text)
    }
  }

  static func act(_ visit: Visit) async throws -> HTTPResponse {
    let page = InnReportsPage(visit: visit)
    let back = ConsolePath(
      "region",
      "statistics",
      "reports",
      query: [("month", page.month.description)],
    )
    let actor = visit.actor
    switch visit.form["do"] {
    case "send":
      try await visit.change(.publishStatistics) { _ in }
      let (registry, month) = (visit.registry, page.month)
      let own = Set(visit.listings.map(\.inn.id))
      let wishes = try registry.reportWishes().map(\.inn).filter(own.contains)
      do {
        let sent = try await OfficeConsole.aside {
          try InnReport.send(month, among: wishes, .real, registry, by: actor)
        }
        return visit.done(.reportsSent(sent.count { $0.outcome == .sent }), else: back)
      } catch {
        return visit.refused(visit.explain(error), else: back)
      }
    case "want", "stop":
      guard let inn = InnID(visit.form["inn"] ?? "") else { throw ConsoleProblem.malformed }
      _ = try visit.listing(inn)
      let isWanted = visit.form["do"] == "want"
      return try await visit.acting(back: back, isWanted ? .reportWanted : .reportNotWanted) {
        try await visit.change(.publishStatistics) {
          try $0.wantReport(inn, isWanted, by: actor)
        }
      }
    default: throw ConsoleProblem.malformed
    }
  }
}
