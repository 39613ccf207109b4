import InnRegistry

/// Who took figures out and what for, and the public ledger of what came of them.
struct StatisticsUsesPage {
  let visit: Visit
  var form = FormState.empty

  private static let path = ConsolePath("region", "statistics", "uses")
  /// Lines of each list.
  private static let length = 100

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let uses = try visit.registry.statisticsUses(limit: Self.length)
    let exports = try visit.registry.statisticsExports(limit: Self.length)
    return ConsoleFrame(visit: visit, title: .statisticsUses, section: .region)
      .response(status) { html in
        html.heading(.statisticsUses, .statisticsUsesLead)
        html.statisticsPages(visit, current: "uses")
        html.summary(of: form)
        if visit.can(.publishStatistics) { writer(&html) }
        table(
          "ledger",
          .statisticsLedger,
          [.statisticsWhen, .statisticsUsedBy, .statisticsPurpose, .statisticsOutcome],
          uses.map { [day($0.at), Words($0.usedBy), Words($0.purpose), Words($0.outcome ?? "")] },
          &html,
        )
        table(
          "exports",
          .statisticsExports,
          [
            .statisticsWhen, .statisticsWho, .statisticsTable, .statisticsPeriodShort,
            .statisticsFormat, .statisticsPurpose,
          ],
          exports.map { export in
            [
              day(export.at), Words(export.actor), Words(export.table), Words(export.period),
              Words(export.format) + (export.isExact ? .statisticsExactMark : Words("")),
              Words(export.purpose),
            ]
          },
          &html,
        )
      }
  }

  private func day(_ instant: Timestamp) -> Words {
    TokyoClock.fullDate(TokyoTime.date(at: instant))
  }

  private func writer(_ html: inout HTMLWriter) {
    html(.form, .method(.post), .action(Self.path), .class("panel stack")) { html in
      html.token(visit)
      html(.h2, .statisticsAddUse)
      html(.div, .class("fields")) { html in
        let most = Attribute.maxlength(StatisticsVintage.maxText)
        html.field(.statisticsUsedBy, "by", in: form, isRequired: true, most)
        html.field(.statisticsPurpose, "purpose", in: form, isRequired: true, most)
        html.field(.statisticsOutcome, "outcome", in: form, most)
      }
      html(.div, .class("actions")) { html in
        html(.button, .submit, .class("button primary"), words: .statisticsAddUse)
      }
    }
  }

  private func table(
    _ id: String,
    _ title: Words,
    _ columns: [Words],
    _ rows: [[Words]],
    _ html: inout HTMLWriter,
  ) {
    html(.section, .class("panel"), .labelledBy(id)) { html in
      html(.h2, .id(id), words: title)
      guard !rows.isEmpty else { return html.empty(.statisticsNothingYet) }
      html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(title)) { html in
        html(.table) { html in
          html.headerRow(columns)
          html(.tbody) { html in
            for row in rows { html(.tr) { html in for cell in row { html(.td, cell) } } }
          }
        }
      }
    }
  }

  static func add(_ visit: Visit) async throws -> HTTPResponse {
    let format = FormFormat.line(1...StatisticsVintage.maxText)
    var reader = FormReader(visit.form)
    let user = reader.required("by", format)
    let purpose = reader.required("purpose", format)
    let outcome = reader.optional("outcome", format)
    guard let user, let purpose, reader.errors.isEmpty else {
      return try StatisticsUsesPage(visit: visit, form: reader.state)
        .response(.unprocessableContent)
    }
    let actor = visit.actor
    return try await visit.acting(back: path, .statisticsUseAdded) {
      try await visit.change(.publishStatistics) {
        try $0.noteUse(by: user, purpose: purpose, outcome: outcome, actor: actor)
      }
    }
  }
}
