import InnRegistry

/// The office's inns, what they lack, and their files.
extension OfficeConsole {
  func addInns(to routes: inout ConsoleRoutes) {
    routes.page("/inns", "officeInns", .viewListings) { visit in
      InnListPage(visit: visit).response()
    }
    routes.page("/inns/export", "officeExportInns", .viewListings) { visit in
      HTTPResponse(
        .ok,
        headers: [
          ("Content-Type", "text/csv; charset=utf-8"),
          ("Content-Disposition", "attachment; filename=\"inns.csv\""),
        ],
        body: .bytes(InnExport.csv(visit.listings.map(\.entry))),
      )
    }
    routes.page("/inns/import", "officeImport", .importListings) { visit in
      InnImportPage(visit: visit).response()
    }
    routes.action("/inns/import", "officeImportInns", .importListings) { visit in
      try await importInns(visit)
    }
    addInnEditor(to: &routes)
    addInnActions(to: &routes)
    addCalendars(to: &routes)
  }

  private func importInns(_ visit: Visit) async throws -> HTTPResponse {
    guard let file = visit.form.files["file"], !file.isEmpty else {
      return InnImportPage(visit: visit, form: FormState(errors: ["file": .isRequired]))
        .response(.unprocessableContent)
    }
    let plan = InnImport.read(csv: file)
    var page = InnImportPage(visit: visit)
    let isOurs = plan.entries.allSatisfy { line in
      visit.sees(line.entry.inn)
        && (registry.catalogue[line.entry.inn.id].map { visit.sees($0.inn) } ?? true)
    }
    guard isOurs else {
      page.form.problem = .foreignInnInFile
      return page.response(.conflict)
    }
    let report = try await registry.apply(
      plan,
      isDryRun: visit.form["dry_run"] == "yes",
      by: visit.actor,
    )
    guard !report.isRejected else {
      page.form.problem = .importRejected
      page.details = doors.report(report)
      return page.response(.conflict)
    }
    let words = Words.imported(
      report.added.count,
      report.changed.count,
      report.unchanged,
      isDryRun: report.isDryRun,
    )
    return visit.done(words, else: ConsolePath("inns", "import"))
  }
}

struct InnListPage {
  let visit: Visit

  func response() -> HTTPResponse {
    let listings = visit.listings
    return ConsoleFrame(visit: visit, title: .sectionInns, section: .inns).response { html in
      html(.div, .class("split")) { html in
        html.heading(.sectionInns, .innsLead)
        html(.div, .class("actions")) { html in
          html(.a, .class("button"), .href(ConsolePath("inns", "export")), words: .exportCSV)
          if visit.can(.importListings) {
            html(.a, .class("button"), .href(ConsolePath("inns", "import")), words: .importCSV)
          }
          if visit.can(.editListings) {
            html(
              .a,
              .class("button primary"),
              .href(ConsolePath("inns", "new")),
              words: .addInn,
            )
          }
        }
      }
      html(.section, .class("panel"), .label(.sectionInns)) { html in
        guard !listings.isEmpty else { return html.empty(.noInns) }
        html(.ul, .class("rows")) { html in
          for listing in listings { row(listing, &html) }
        }
      }
    }
  }

  private func row(_ listing: InnListing, _ html: inout HTMLWriter) {
    let gaps = listing.gaps
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(
          .a,
          .href(ConsolePath("inns", listing.inn.id.rawValue)),
          text: listing.inn.name.japanese,
        )
        html(.span, .class("meta")) { html in
          html(.span, listing.inn.id.rawValue)
          html(.span, listing.inn.area.rawValue)
          html(.span, .rooms(listing.rooms.reduce(0) { $0 + $1.roomType.rooms }))
          html(.span, listing.phones.first?.number.national ?? "")
        }
        html(.span, .class("meta")) { html in
          html.listingChips(listing)
          if gaps.isEmpty {
            html.chip(.noGaps, "ok")
          } else {
            for gap in gaps.prefix(4) { html.chip(.gap(gap), gap.stopsSales ? "bad" : "warn") }
            if gaps.count > 4 { html.chip(.more(gaps.count - 4)) }
          }
        }
      }
      html(.div, .class("acts")) { html in
        html(
          .a,
          .class("button"),
          .href(ConsolePath("tape", query: [("inn", listing.inn.id.rawValue)])),
          .label(Words(listing.inn.name.japanese + " ") + .sectionTape),
          words: .sectionTape,
        )
      }
    }
  }
}

extension HTMLWriter {
  mutating func listingChips(_ listing: InnListing) {
    if listing.inn.isTraining { chip(.training) }
    if !listing.isListed {
      chip(.unlisted, "bad")
    } else if !listing.isShown {
      chip(.noConsent, "warn")
    } else if listing.pausedAt != nil {
      chip(.resting, "bad")
    } else {
      chip(.onSale, "ok")
    }
  }
}

/// A file of inns to be taken in.
struct InnImportPage {
  let visit: Visit
  var form = FormState.empty
  /// What is wrong with which line.
  var details: [Words] = []

  func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
    ConsoleFrame(visit: visit, title: .importCSV, section: .inns).response(status) { html in
      html.heading(.importCSV, .importLead)
      html.summary(of: form)
      if !details.isEmpty {
        html(.ul, .class("panel")) { html in for words in details { html(.li, words) } }
      }
      html(
        .form,
        .method(.post),
        .action(ConsolePath("inns", "import")),
        .upload,
        .class("stack panel"),
      ) { html in
        html.token(visit)
        html.field(.file, "file", .file, in: form, isRequired: true, .accept(".csv,text/csv"))
        html(.div, .class("actions")) { html in
          html(
            .button,
            .submit,
            .class("button"),
            .name("dry_run"),
            .value("yes"),
            words: .checkFile,
          )
          html(.button, .submit, .class("button primary"), words: .importFile)
        }
      }
    }
  }
}
