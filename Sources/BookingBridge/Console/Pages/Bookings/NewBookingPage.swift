import InnRegistry

/// A booking by telephone or at the counter: what is free, what it costs, who comes.
extension OfficeConsole {
  func addNewBooking(to routes: inout ConsoleRoutes) {
    routes.page("/bookings/new", "officeNewBooking", .decideBookings) { visit in
      try NewBookingPage(visit: visit).response()
    }
    routes.action("/bookings/new", "officeTakeBooking", .decideBookings) { visit in
      try await take(visit)
    }
  }

  private func take(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let stay = StayFields.read(&reader)
    let guest = GuestFields.read(&reader)
    var page = NewBookingPage(visit: visit)
    page.form = reader.state
    guard let stay, let guest, reader.errors.isEmpty else {
      return try page.response(.unprocessableContent)
    }
    guard let (listing, _, _) = registry.catalogue.plan(stay.plan), visit.sees(listing.inn) else {
      throw ConsoleProblem.notFound
    }
    let request = BookingRequest(
      ratePlan: stay.plan,
      stay: stay.stay,
      rooms: stay.rooms,
      party: stay.party,
      guest: guest,
      arrival: stay.arrival,
    )
    let actor = visit.actor
    do {
      let booking = try await visit.change(.decideBookings, at: listing.inn.id) { transaction in
        try transaction.openOfficeChannel(by: actor)
        return try transaction.book(request, channel: Channel.office, by: actor)
      }
      return visit.done(.booked, else: ConsolePath("bookings", booking.id.rawValue))
    } catch let refusal as BookingRefusal {
      page.form.problem = visit.explain(refusal)
      return try page.response(.conflict)
    }
  }
}

struct NewBookingPage {
  let visit: Visit
  var form = FormState.empty

  /// Plans offered on one page: an inn has a handful.
  private static let mostOffers = 60

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    try ConsoleFrame(visit: visit, title: .newBooking, section: .bookings).response(status) {
      html in
      html.heading(.newBooking)
      html.summary(of: form)
      search(&html)
      guard let wish = wish() else { return }
      try offers(wish, &html)
    }
  }

  // MARK: - What is looked for

  private func text(_ name: String) -> String {
    form.body?[name] ?? visit.guise.query(name) ?? ""
  }

  private struct Wish {
    var stay: Stay
    var rooms: Int
    var party: Party
    var inn: InnID?
  }

  private func wish() -> Wish? {
    guard let checkIn = CivilDate(text("check_in")), let checkOut = CivilDate(text("check_out")),
      let stay = Stay(checkIn: checkIn, checkOut: checkOut)
    else { return nil }
    let ages = text("child_ages").split { ",、，・ 　".contains($0) }.compactMap { Int($0) }
    guard let party = Party(adults: Int(text("adults")) ?? 2, childAges: ages) else { return nil }
    return Wish(
      stay: stay,
      rooms: max(1, Int(text("rooms")) ?? 1),
      party: party,
      inn: InnID(text("inn")),
    )
  }

  private func search(_ html: inout HTMLWriter) {
    html(.form, .method(.get), .action(ConsolePath("bookings", "new")), .class("panel")) { html in
      html(.div, .class("fields")) { html in
        html.choice(.inn, "inn", InnChoice.all(visit), value: text("inn"))
        StayFields(visit: visit).write(
          StayFields.Values(
            checkIn: text("check_in").isEmpty ? visit.tonight.description : text("check_in"),
            checkOut: text("check_out").isEmpty
              ? (visit.tonight + 1).description : text("check_out"),
            rooms: text("rooms").isEmpty ? "1" : text("rooms"),
            adults: text("adults").isEmpty ? "2" : text("adults"),
            childAges: text("child_ages"),
            arrival: text("arrival"),
          ),
          plans: [],
          &html,
        )
      }
      html(.div, .class("actions")) { html in
        html(.button, .submit, .class("button"), words: .searchPlans)
      }
    }
  }

  // MARK: - What there is

  private func offers(_ wish: Wish) throws -> [(InnListing, RatePlan, BookingOffer)] {
    let listings =
      wish.inn.map { id in visit.listings.filter { $0.inn.id == id } } ?? visit.listings
    let query = SearchIndex.Query(
      stay: wish.stay,
      rooms: wish.rooms,
      limit: RoomType.maxRooms,
    )
    let open = Set(visit.registry.index.search(query).map(\.roomType))
    var found: [(InnListing, RatePlan, BookingOffer)] = []
    for listing in listings {
      for room in listing.rooms where open.contains(room.roomType.id) {
        for plan in room.plans where found.count < NewBookingPage.mostOffers {
          let wanted = QuoteRequest(
            ratePlan: plan.id,
            stay: wish.stay,
            rooms: wish.rooms,
            party: wish.party,
          )
          if let offer = try offer(wanted) { found.append((listing, plan, offer)) }
        }
      }
    }
    return found
  }

  private func offer(_ wanted: QuoteRequest) throws -> BookingOffer? {
    do {
      return try visit.registry.officeQuote(wanted)
    } catch is BookingRefusal {
      return nil
    }
  }

  private func offers(_ wish: Wish, _ html: inout HTMLWriter) throws {
    let offers = try offers(wish)
    guard !offers.isEmpty else { return html.empty(.nothingSold) }
    let chosen = text("plan")
    html(.form, .method(.post), .action(ConsolePath("bookings", "new")), .class("stack panel")) {
      html in
      html.token(visit)
      for name in ["inn", "check_in", "check_out", "rooms", "adults", "child_ages", "arrival"] {
        html(.input, .type(.hidden), .name(name), .value(text(name)))
      }
      html(.fieldset) { html in
        html(.legend, .plan)
        html(.ul, .class("rows")) { html in
          for (index, offer) in offers.enumerated() {
            let id = offer.1.id.rawValue
            row(offer, isChosen: chosen == id || (chosen.isEmpty && index == 0), &html)
          }
        }
      }
      html(.fieldset) { html in
        html(.legend, .guest)
        html(.div, .class("fields")) { html in GuestFields(form: form).write(&html) }
      }
      html(.div, .class("actions")) { html in
        html(.button, .submit, .class("button primary"), words: .bookNow)
      }
    }
  }

  private func row(
    _ offer: (InnListing, RatePlan, BookingOffer),
    isChosen: Bool,
    _ html: inout HTMLWriter,
  ) {
    let (listing, plan, terms) = offer
    html(.li) { html in
      html(.label, .class("check")) { html in
        html(
          .input,
          .type(.radio),
          .name("plan"),
          .value(plan.id.rawValue),
          .when(isChosen, .checked),
        )
        html(.span, .class("what")) { html in
          html(
            .span,
            Words(
              ja: "\(listing.inn.name.japanese) \(plan.name)",
              en: "\(listing.inn.name.romaji), \(plan.nameEnglish)",
            )
          )
          html(.span, .class("meta")) { html in
            html(.span, terms.quote.total.words)
            html(.span, .rooms(terms.remaining))
          }
        }
      }
      html(.span) { html in
        switch terms.selling {
        case .instant: html.chip(.sellsAtOnce, "ok")
        case .onRequest: html.chip(.sellsOnRequest, "warn")
        }
      }
    }
  }
}

/// Who comes.
struct GuestFields {
  var form = FormState.empty

  func write(_ html: inout HTMLWriter) {
    html.field(.guestName, "guest_name", in: form, isRequired: true, .autocomplete("off"))
    html.field(.guestKana, "guest_kana", in: form, .autocomplete("off"))
    html.field(.guestPhone, "guest_phone", .tel, in: form, .autocomplete("off"))
    html.field(.guestMail, "guest_mail", .email, in: form, .autocomplete("off"))
    html.choice(
      .language,
      "guest_language",
      LanguageNames.known.map { ($0.tag, $0.words) },
      value: "ja",
      in: form,
    )
    html.field(.guestCountry, "guest_country", in: form, hint: .countryHint, .maxlength(2))
    html.area(.guestDiet, "guest_diet", rows: 2, in: form)
    html.area(.guestNotes, "guest_notes", rows: 2, in: form)
  }

  static func read(_ reader: inout FormReader) -> Guest? {
    let written = reader.required("guest_name", .line(1...GuestName.maxLength))
    let kana = reader.optional("guest_kana", .line(1...GuestName.maxLength))
    let phone = reader.optional("guest_phone", .phone)
    let mail = reader.optional("guest_mail", .line(3...254))
    let diet = reader.optional("guest_diet", .lines(1...1000))
    let notes = reader.optional("guest_notes", .lines(1...1000))
    let country = reader.optional("guest_country", .country)
    let language = reader.body["guest_language"] ?? "ja"
    guard let written else { return nil }
    guard let name = GuestName(written: written, kana: kana) else {
      reader.refuse("guest_kana", .wrongKana)
      return nil
    }
    return Guest(
      name: name,
      phone: phone?.e164,
      email: mail,
      language: Listing.isLanguageTag(language) ? language : "ja",
      country: country,
      diet: diet,
      notes: notes,
    )
  }
}

extension FormFormat where Value == String {
  /// ISO 3166-1 alpha-2.
  static var country: Self {
    FormFormat(.enterCountry) { text in
      let code = text.trimmingSpaces().uppercased()
      return code.utf8.count == 2 && code.utf8.allSatisfy { (65...90).contains($0) } ? code : nil
    }
  }
}
