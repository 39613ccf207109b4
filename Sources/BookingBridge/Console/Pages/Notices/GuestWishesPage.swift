import InnRegistry

/// What guests asked for on their own pages.
extension OfficeConsole {
  func addGuestWishes(to routes: inout ConsoleRoutes) {
    routes.page("/notices/wishes", "officeWishes", .viewGuests) { visit in
      try GuestWishesPage(visit: visit).response()
    }
    routes.action("/notices/wishes/{wish}/done", "officeFinishWish", .decideBookings) { visit in
      guard let id = visit.guise.context.parameters["wish"].flatMap({ Int64($0) }),
        let name = try registry.booking(ofWish: id), let booking = try registry.booking(name),
        visit.sees(booking.inn)
      else { throw ConsoleProblem.notFound }
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("notices", "wishes"), .wishDone) {
        try await visit.change(.decideBookings, at: booking.inn) {
          try $0.finishWish(id, by: actor)
        }
      }
    }
  }
}

struct GuestWishesPage {
  let visit: Visit

  func response() throws -> HTTPResponse {
    let wishes: [(GuestWish, Booking)] = try visit.registry.openWishes().compactMap { wish in
      guard let booking = try visit.registry.booking(wish.booking), visit.sees(booking.inn) else {
        return nil
      }
      return (wish, booking)
    }
    return ConsoleFrame(visit: visit, title: .wishes, section: .notices).response { html in
      html.heading(.wishes, .wishesLead)
      html(.section, .class("panel"), .id("wishes"), .liveRegion, .label(.wishes)) { html in
        guard !wishes.isEmpty else { return html.empty(.noWishes) }
        html(.ul, .class("rows")) { html in
          for (wish, booking) in wishes { row(wish, booking, &html) }
        }
      }
    }
  }

  private func row(_ wish: GuestWish, _ booking: Booking, _ html: inout HTMLWriter) {
    let inn = visit.registry.catalogue[booking.inn]?.inn.name.japanese ?? booking.inn.rawValue
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(
          .a,
          .href(ConsolePath("bookings", booking.id.rawValue)),
          text: "\(booking.guest.name.written) – \(inn)",
        )
        html(.p, .class("preview"), .lang(booking.guest.language), text: wish.text)
        html(.span, .class("meta")) { html in
          html.moment(wish.createdAt, now: visit.now)
          html(.span, TokyoClock.stay(booking.stay))
          html(.span, LanguageNames.words(booking.guest.language))
        }
      }
      html(.div, .class("acts")) { html in
        if visit.can(.decideBookings) {
          html.button(
            visit,
            .markDone,
            ConsolePath("notices", "wishes", String(wish.id), "done"),
            label: .markDone + Words(" " + booking.guest.name.written),
          )
        }
      }
    }
  }
}
