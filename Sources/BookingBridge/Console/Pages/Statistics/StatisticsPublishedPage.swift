import InnRegistry

/// What is published: tried, published, and for ever listed with its checksums; and which brokers have
/// it.
struct StatisticsPublishedPage {
  let visit: Visit
  var form = FormState.empty
  /// What would be published, while it is being looked at.
  var draft: StatisticsDraft?

  private static let path = ConsolePath("region", "statistics", "published")
  /// Tables listed.
  private static let length = 200

  private var scope: FlowScope { visit.statisticsScope }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let vintages = try visit.registry.allVintages(scope, limit: Self.length)
    let brokers = try visit.registry.brokerSummaries()
    let runs = try visit.registry.statisticsRuns(limit: 12).filter { $0.scope == scope }
    return ConsoleFrame(visit: visit, title: .statisticsPublished, section: .region)
      .response(status) { html in
        html.heading(.statisticsPublished, .statisticsPublishedLead)
        html.statisticsPages(visit, current: "published")
        html.summary(of: form)
        if visit.can(.publishStatistics) { publisher(&html) }
        html(.section, .class("panel"), .labelledBy("vintages")) { html in
          html(.h2, .id("vintages"), words: .statisticsVintages)
          guard !vintages.isEmpty else { return html.empty(.statisticsNotPublished) }
          list(vintages, &html)
        }
        if !runs.isEmpty { bySchedule(runs, &html) }
        if !brokers.isEmpty { self.brokers(brokers, &html) }
      }
  }

  private func publisher(_ html: inout HTMLWriter) {
    let last = CivilMonth(of: visit.tonight + -(StatisticsVintage.leastAge - 1)) + -1
    html(.form, .method(.post), .action(Self.path), .class("panel stack")) { html in
      html.token(visit)
      html(.h2, .statisticsPublish)
      html(.div, .class("fields")) { html in
        html.field(
          .statisticsPeriod,
          "period",
          value: last.description,
          in: form,
          isRequired: true,
        )
        html.choice(
          .statisticsScope,
          "scope",
          Words.statisticsScopes,
          value: scope.rawValue,
          in: form,
        )
        html.field(
          .statisticsNote,
          "note",
          in: form,
          hint: .statisticsNoteHint,
          .maxlength(StatisticsVintage.maxText),
        )
      }
      if let draft { preview(draft, &html) }
      html(.div, .class("actions")) { html in
        html(
          .button,
          .submit,
          .class("button"),
          .name("preview"),
          .value("yes"),
          words: .statisticsPreview,
        )
        if let draft {
          html(
            .button,
            .submit,
            .class("button primary"),
            .confirm(.statisticsPublishConfirm),
            words: .statisticsPublishAs(draft.number),
          )
        }
      }
    }
  }

  private func preview(_ draft: StatisticsDraft, _ html: inout HTMLWriter) {
    html(.div, .class("notice note"), .role("status")) { html in
      html(.strong, .statisticsWouldBe(draft.period.description, draft.number))
      html(.ul) { html in
        for table in draft.tables {
          let hidden = table.rows.filter { $0.value == .suppressed }
          html(.li) { html in
            html.text(StatisticsWords.title(table.name))
            html.text(Words(": ") + .statisticsShown(table.rows.count, hidden.count))
            guard !hidden.isEmpty else { return }
            html.text(
              hidden.prefix(12).reduce(Words(" – ")) { words, row in
                words + StatisticsWords.place(row.place) + Words(" ")
                  + StatisticsWords.category(row.category) + Words(", ")
              } + Words(hidden.count > 12 ? "…" : "")
            )
          }
        }
      }
    }
  }

  private func list(_ vintages: [StatisticsVintage], _ html: inout HTMLWriter) {
    html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.statisticsVintages)) {
      html in
      html(.table) { html in
        html.headerRow([
          .statisticsTable, .statisticsPeriodShort, .statisticsVintage, .statisticsWhen,
          .statisticsWho, .statisticsHidden, .statisticsNote, Words("SHA-256"),
        ])
        html(.tbody) { html in
          for vintage in vintages {
            let rows = StatisticsTable(json: vintage.body)?.rows ?? []
            html(.tr) { html in
              html(.th, .scope(.row), words: StatisticsWords.title(vintage.table))
              html(.td, vintage.period.description)
              html(.td, .class("number"), text: String(vintage.number))
              html(.td, TokyoClock.fullDate(TokyoTime.date(at: vintage.publishedAt)))
              html(.td, vintage.publishedBy == .hub ? .bySchedule : Words(who(vintage)))
              html(
                .td,
                .class("number"),
                text: "\(rows.count { $0.value == .suppressed }) / \(rows.count)",
              )
              html(.td, vintage.note ?? "")
              html(.td) { html in html(.code, vintage.digest) }
            }
          }
        }
      }
    }
  }

  private func who(_ vintage: StatisticsVintage) -> String {
    let text = vintage.publishedBy.text
    return text.split(separator: ":").last.map(String.init) ?? text
  }

  private func bySchedule(_ runs: [StatisticsRun], _ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("runs")) { html in
      html(.h2, .id("runs"), words: .bySchedule)
      html(.ul, .class("rows")) { html in
        for run in runs {
          html(.li) { html in
            html(.span, run.period.description)
            html.chip(.outcome(run.outcome), run.outcome == .refused ? "bad" : "")
          }
        }
      }
    }
  }

  private func brokers(_ brokers: [StatisticsBrokerSummary], _ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("brokers")) { html in
      html(.h2, .id("brokers"), words: .statisticsBrokers)
      html(.ul, .class("rows")) { html in
        for broker in brokers {
          html(.li) { html in
            html(.div, .class("what")) { html in
              html(.span, broker.name)
              html(.span, .class("meta")) { html in
                html(.span, .brokerHas(broker.taken, broker.waiting))
                if let error = broker.health.error { html(.span, error) }
              }
            }
            html.chip(
              broker.health.failingSince == nil ? .brokerIsWell : .brokerFails,
              broker.health.failingSince == nil ? "ok" : "bad",
            )
          }
        }
      }
    }
  }

  // MARK: - Publishing

  static func publish(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let period = reader.required(
      "period",
      FormFormat(.enterPeriod) { FlowPeriod($0.trimmingSpaces()) }
    )
    let note = reader.optional("note", .line(1...StatisticsVintage.maxText))
    var page = StatisticsPublishedPage(visit: visit)
    page.form = reader.state
    guard let period, reader.errors.isEmpty else { return try page.response(.unprocessableContent) }
    let (registry, scope, actor) = (visit.registry, visit.statisticsScope, visit.actor)
    // The right once more, before anything is read for long.
    try await visit.change(.publishStatistics) { _ in }
    do {
      if visit.form["preview"] == "yes" {
        page.draft = try await OfficeConsole.aside {
          try registry.previewStatistics(period, scope)
        }
        return try page.response()
      }
      _ = try await OfficeConsole.aside {
        try registry.publishStatistics(period, scope, note: note, by: actor)
      }
      let back = ConsolePath(
        "region",
        "statistics",
        "published",
        query: [("scope", scope.rawValue)],
      )
      return visit.done(.statisticsDone(period.description), else: back)
    } catch {
      page.form.problem = visit.explain(error)
      return try page.response(.conflict)
    }
  }
}
