import InnRegistry

/// An inn's listing, in the order in which a keeper is asked for it.
extension OfficeConsole {
  func addInnEditor(to routes: inout ConsoleRoutes) {
    routes.page("/inns/new", "officeNewInn", .editListings) { visit in
      try InnEditorPage(visit: visit, listing: nil).response()
    }
    routes.action("/inns/new", "officeAddInn", .editListings) { visit in
      var reader = FormReader(visit.form)
      let id: InnID? = reader.required("id", .identifier())
      if let id, registry.catalogue[id] != nil { reader.refuse("id", .nameTaken) }
      return try await save(visit, id, InnForm(stored: nil), &reader, listing: nil)
    }
    routes.page("/inns/{inn}", "officeInn", .viewListings) { visit in
      try InnEditorPage(visit: visit, listing: try visit.listing()).response()
    }
    routes.action("/inns/{inn}", "officeSaveInn", .editListings) { visit in
      let listing = try visit.listing()
      var reader = FormReader(visit.form)
      return try await save(
        visit,
        listing.inn.id,
        InnForm(stored: listing.entry),
        &reader,
        listing: listing,
      )
    }
  }

  private func save(
    _ visit: Visit,
    _ id: InnID?,
    _ form: InnForm,
    _ reader: inout FormReader,
    listing: InnListing?,
  ) async throws -> HTTPResponse {
    let entry = form.read(&reader, id: id ?? InnID(trusted: "new"))
    if let entry, !visit.sees(entry.inn) { reader.refuse("municipality", .choose) }
    var page = InnEditorPage(visit: visit, listing: listing)
    page.form = reader.state
    guard let entry, id != nil, reader.errors.isEmpty else {
      return try page.response(.unprocessableContent)
    }
    let actor = visit.actor
    do {
      try await visit.change(.editListings, at: listing?.inn.id) { transaction in
        if listing == nil, transaction.catalogue[entry.inn.id] != nil {
          throw ConsoleProblem.refused(.nameTaken)
        }
        try transaction.save(entry, by: actor)
      }
      return visit.done(.saved, else: ConsolePath("inns", entry.inn.id.rawValue))
    } catch let refusal as ListingRefusal {
      page.form.problem = visit.explain(refusal)
      return try page.response(.conflict)
    }
  }
}

struct InnEditorPage {
  let visit: Visit
  /// Nil for a new inn.
  let listing: InnListing?
  var form = FormState.empty

  private var entry: InnEntry? { listing?.entry }
  private var inn: Inn? { listing?.inn }
  private var path: ConsolePath { ConsolePath("inns", inn?.id.rawValue ?? "new") }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let title = inn.map { Words($0.name.japanese) } ?? .addInn
    return try ConsoleFrame(visit: visit, title: title, section: .inns).response(status) { html in
      html(.div, .class("split")) { html in
        html.heading(title, .editorLead)
        if let listing {
          html(.div, .class("actions")) { html in
            html.listingChips(listing)
            html(
              .a,
              .class("button"),
              .href(ConsolePath("tape", query: [("inn", listing.inn.id.rawValue)])),
              words: .sectionTape,
            )
          }
        }
      }
      html.summary(of: form)
      if let listing { gaps(listing, &html) }
      editor(&html)
      if let listing { try InnSidePanels(visit: visit, listing: listing).write(&html) }
    }
  }

  private func gaps(_ listing: InnListing, _ html: inout HTMLWriter) {
    let gaps = listing.gaps
    guard !gaps.isEmpty else { return }
    html(.div, .class("notice note")) { html in
      html(.strong, .gaps)
      html.text(" ")
      for gap in gaps { html.chip(.gap(gap), gap.stopsSales ? "bad" : "warn") }
    }
  }

  private func editor(_ html: inout HTMLWriter) {
    html(.form, .method(.post), .action(path), .class("stack")) { html in
      html.token(visit)
      names(&html)
      place(&html)
      InnPhoneFields(entry: entry, form: form).write(&html)
      InnRoomFields(entry: entry, form: form).write(&html)
      caps(&html)
      profile(&html)
      texts(&html)
      if visit.can(.editListings) {
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button primary"), words: .save)
        }
      }
    }
  }

  private func part(
    _ title: Words,
    _ html: inout HTMLWriter,
    content: (inout HTMLWriter) -> Void,
  ) {
    html(.fieldset, .class("panel")) { html in
      html(.legend, title)
      html(.div, .class("fields"), content: content)
    }
  }

  private func names(_ html: inout HTMLWriter) {
    part(.listingOf, &html) { html in
      if inn == nil {
        html.field(.innCode, "id", in: form, hint: .innCodeHint, isRequired: true)
      }
      html.field(.innName, "name", value: inn?.name.japanese ?? "", in: form, isRequired: true)
      html.field(.innKana, "kana", value: inn?.name.kana ?? "", in: form, isRequired: true)
      html.field(.innRomaji, "romaji", value: inn?.name.romaji ?? "", in: form, isRequired: true)
      html.check(.isTrainingInn, "training", isOn: inn?.isTraining ?? false, in: form)
    }
  }

  private func place(_ html: inout HTMLWriter) {
    let codes = visit.organisation.municipalities.sorted { $0.code < $1.code }
    part(.placeSection, &html) { html in
      html.choice(
        .municipality,
        "municipality",
        codes.map { ($0.code, .municipality($0)) },
        value: inn?.municipality.code ?? "",
        in: form,
        isRequired: true,
      )
      html.field(
        .area,
        "area",
        value: inn?.area.rawValue ?? "",
        in: form,
        hint: .areaHint,
        isRequired: true,
      )
      html.field(.address, "address", value: inn?.profile.address ?? "", in: form)
      let position = inn?.profile.position
      html.field(
        .latitude,
        "latitude",
        value: position.map { String($0.latitude) } ?? "",
        in: form,
        .inputmode("decimal"),
      )
      html.field(
        .longitude,
        "longitude",
        value: position.map { String($0.longitude) } ?? "",
        in: form,
        .inputmode("decimal"),
      )
    }
  }

  private func caps(_ html: inout HTMLWriter) {
    let caps = inn?.caps ?? NightCaps()
    part(.capsSection, &html) { html in
      for (words, name, value) in [
        (Words.capParties, "cap_parties", caps.parties), (.capPersons, "cap_persons", caps.persons),
        (.capDinners, "cap_dinners", caps.dinners),
      ] {
        html.field(words, name, .number, value: value.map(String.init) ?? "", in: form, .min("0"))
      }
    }
  }

  private func profile(_ html: inout HTMLWriter) {
    let profile = inn?.profile ?? InnProfile()
    part(.profileSection, &html) { html in
      html.choice(
        .licence,
        "licence",
        [("", .unknown)] + Licence.allCases.map { ($0.rawValue, .licence($0)) },
        value: profile.licence?.rawValue ?? "",
        in: form,
      )
      html.field(
        .licensedCapacity,
        "capacity",
        .number,
        value: profile.capacity.map(String.init) ?? "",
        in: form,
        .min("1"),
      )
      for (words, name, time) in [
        (Words.checkInFrom, "check_in_from", profile.checkInFrom),
        (.checkInUntil, "check_in_until", profile.checkInUntil),
        (.checkOutUntil, "check_out_until", profile.checkOutUntil),
      ] {
        html.field(words, name, .time, value: time?.description ?? "", in: form)
      }
      html(.fieldset, .class("wide")) { html in
        html(.legend, .payments)
        html(.div, .class("checks")) { html in
          for means in PaymentMeans.allCases {
            html.check(
              .payment(means),
              "payment",
              value: means.rawValue,
              isOn: profile.payments.contains(means),
              in: form,
            )
          }
        }
      }
      html(.fieldset, .class("wide")) { html in
        html(.legend, .features)
        html(.div, .class("checks")) { html in
          for feature in Feature.allCases {
            html.check(
              .feature(feature),
              "feature",
              value: feature.rawValue,
              isOn: profile.features.contains(feature),
              in: form,
            )
          }
        }
      }
    }
  }

  private func texts(_ html: inout HTMLWriter) {
    let profile = inn?.profile ?? InnProfile()
    html(.fieldset, .class("panel")) { html in
      html(.legend, .textsSection)
      for text in InnText.allCases {
        let texts = profile[keyPath: text.path]
        html(.div, .class("pair")) { html in
          for language in InnText.sideBySide { area(text, language, texts, &html) }
        }
        html(.details, .when(texts.contains { !InnText.sideBySide.contains($0.language) }, .open)) {
          html in
          html(.summary, .otherLanguages(text.words))
          html(.div, .class("pair")) { html in
            for language in InnText.others { area(text, language, texts, &html) }
          }
        }
      }
    }
  }

  private func area(
    _ text: InnText,
    _ language: String,
    _ texts: [LocalizedText],
    _ html: inout HTMLWriter,
  ) {
    html.area(
      .text(text.words, LanguageNames.words(language)),
      "\(text.rawValue)_\(language)",
      value: texts.first { $0.language == language }?.text ?? "",
      rows: 4,
      in: form,
      .lang(language == NoticeLanguage.easyJapanese.rawValue ? "ja" : language),
    )
  }
}
