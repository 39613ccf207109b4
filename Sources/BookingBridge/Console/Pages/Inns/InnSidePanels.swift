import InnRegistry

/// What stands below an inn's editor: PIN, card, calls, listing, consents.
struct InnSidePanels {
  let visit: Visit
  let listing: InnListing

  private var id: InnID { listing.inn.id }
  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(segments: ["inns", id.rawValue] + more)
  }

  func write(_ html: inout HTMLWriter) throws {
    html(.section, .class("panel"), .labelledBy("telephone")) { html in
      html(.h2, .id("telephone"), words: .phonesSection)
      html(.div, .class("actions")) { html in
        if visit.can(.setRooms) {
          html.button(visit, .ringNow, path("ring"))
          html.button(visit, .spokenWith, path("spoken"))
        }
        if visit.can(.editListings) {
          html(.a, .class("button"), .href(path("card")), words: .phoneCard)
        }
        if visit.can(.setPINs) {
          html.button(visit, .resetPIN, path("pin"), confirm: .resetPINConfirm)
          html.button(visit, .unlockPIN, path("pin", "unlock"))
        }
      }
    }
    if visit.can(.editListings) {
      html(.section, .class("panel"), .labelledBy("listed")) { html in
        html(.h2, .id("listed"), words: .listedSection)
        html(.div, .class("actions")) { html in
          html.listingChips(listing)
          html.button(
            visit,
            listing.isListed ? .unlist : .relist,
            path("listed"),
            fields: [("listed", listing.isListed ? "no" : "yes")],
          )
        }
      }
    }
    if visit.can(.importListings) {
      html(.section, .class("panel"), .labelledBy("calendars")) { html in
        html(.h2, .id("calendars"), words: .calendars)
        html(.p, .class("hint"), words: .calendarsLead)
        html(.div, .class("actions")) { html in
          html(.a, .class("button"), .href(path("calendars")), words: .open)
        }
      }
    }
    if visit.can(.recordConsent) { try consents(&html) }
  }

  private func consents(_ html: inout HTMLWriter) throws {
    let records = try visit.registry.consents(of: id)
    html(.section, .class("panel"), .labelledBy("consents")) { html in
      html(.h2, .id("consents"), words: .consents)
      html(.ul, .class("rows")) { html in
        for record in records.suffix(20) {
          html(.li) { html in
            html(.div, .class("what")) { html in
              html(.span, .purpose(record.purpose))
              html(.span, .class("meta")) { html in
                html.chip(record.isGiven ? .agrees : .refuses, record.isGiven ? "ok" : "bad")
                html(.span, .medium(record.medium))
                html.moment(record.recordedAt, now: visit.now)
                if let note = record.note { html(.span, note) }
              }
            }
          }
        }
      }
      html(.form, .method(.post), .action(path("consent")), .class("filter")) { html in
        html.token(visit)
        html.choice(
          .purpose,
          "purpose",
          ConsentPurpose.allCases.map { ($0.rawValue, .purpose($0)) },
        )
        html.choice(
          .consentMedium,
          "medium",
          ConsentRecord.Medium.allCases.map { ($0.rawValue, .medium($0)) },
        )
        html.field(.note, "note", .text, .maxlength(ConsentRecord.maxNote))
        html(.button, .submit, .class("button"), .name("given"), .value("yes"), words: .agrees)
        html(
          .button,
          .submit,
          .class("button danger"),
          .name("given"),
          .value("no"),
          words: .refuses,
        )
      }
    }
  }
}

extension OfficeConsole {
  func addInnActions(to routes: inout ConsoleRoutes) {
    routes.page("/inns/{inn}/card", "officeInnCard", .editListings) { visit in
      try OwnStylePage.response(try doors.card(try visit.listing().inn.id))
    }
    routes.action("/inns/{inn}/pin", "officeSetPIN", .setPINs) { visit in
      let inn = try visit.listing().inn.id
      let path = ConsolePath("inns", inn.rawValue)
      let pin = registry.drawPIN(for: inn)
      do {
        let number = try await registry.setPIN(pin, of: inn, by: visit.actor)
        return visit.done(.newPIN(number.description, pin.digitsToHandOver), else: path)
      } catch let refusal as PINRefusal {
        return visit.refused(visit.explain(refusal), else: path)
      }
    }
    routes.action("/inns/{inn}/pin/unlock", "officeUnlockPIN", .setPINs) { visit in
      let inn = try visit.listing().inn.id
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("inns", inn.rawValue), .pinUnlocked) {
        try await visit.change(.setPINs, at: inn) { try $0.unlockPIN(of: inn, by: actor) }
      }
    }
    routes.action("/inns/{inn}/listed", "officeSetListed", .editListings) { visit in
      let inn = try visit.listing().inn.id
      let actor = visit.actor
      let isListed = visit.form["listed"] == "yes"
      return try await visit.acting(back: ConsolePath("inns", inn.rawValue), .listedDone) {
        try await visit.change(.editListings, at: inn) {
          try $0.setListed(isListed, inn: inn, by: actor)
        }
      }
    }
    routes.action("/inns/{inn}/consent", "officeRecordConsent", .recordConsent) { visit in
      let inn = try visit.listing().inn.id
      var reader = FormReader(visit.form)
      guard let purpose = reader.required("purpose", .oneOf(ConsentPurpose.self)),
        let medium = reader.required("medium", .oneOf(ConsentRecord.Medium.self))
      else { throw ConsoleProblem.malformed }
      let note = reader.optional("note", .line(1...ConsentRecord.maxNote))
      let isGiven = visit.form["given"] == "yes"
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("inns", inn.rawValue), .consentNoted) {
        try await visit.change(.recordConsent, at: inn) {
          try $0.record(purpose, given: isGiven, by: medium, note: note, of: inn, actor: actor)
        }
      }
    }
  }
}
