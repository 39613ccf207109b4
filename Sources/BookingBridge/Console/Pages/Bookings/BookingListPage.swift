import InnRegistry

/// Bookings by reference, inn, state and night.
extension OfficeConsole {
  func addBookings(to routes: inout ConsoleRoutes) {
    routes.page("/bookings", "officeBookings", .viewBookings) { visit in
      try BookingListPage(visit: visit).response()
    }
    addNewBooking(to: &routes)
    addBooking(to: &routes)
    addBookingActions(to: &routes)
  }
}

struct BookingListPage {
  let visit: Visit

  /// Bookings on a page.
  private static let length = 100

  private var filter: Filter { Filter(visit) }

  struct Filter {
    var reference: String
    var inn: InnID?
    var state: BookingState.Name?
    var from: CivilDate
    var through: CivilDate

    init(_ visit: Visit) {
      reference = visit.guise.query("reference") ?? ""
      inn = visit.guise.query("inn", .identifier())
      state = visit.guise.query("state", .oneOf(BookingState.Name.self))
      from = visit.guise.query("from", .date) ?? visit.tonight
      through = max(visit.guise.query("through", .date) ?? from + 30, from)
    }
  }

  func response() throws -> HTTPResponse {
    if let found = try byReference() { return found }
    let bookings = try self.bookings()
    return ConsoleFrame(visit: visit, title: .sectionBookings, section: .bookings).response {
      html in
      html(.div, .class("split")) { html in
        html.heading(.sectionBookings)
        if visit.can(.decideBookings) {
          html(
            .a,
            .class("button primary"),
            .href(ConsolePath("bookings", "new")),
            words: .takeBooking
          )
        }
      }
      form(&html)
      html(.section, .id("bookings"), .liveRegion, .class("panel"), .label(.sectionBookings)) {
        html in
        guard !bookings.isEmpty else { return html.empty(.noBookings) }
        table(bookings, &html)
      }
    }
  }

  /// One booking of that reference is shown at once; several are listed.
  private func byReference() throws -> HTTPResponse? {
    guard !filter.reference.isEmpty,
      let reference = try? BookingReference.read(filter.reference)
    else { return nil }
    let found = try visit.registry.bookings(reference: reference).filter { visit.sees($0.inn) }
    guard found.count == 1, let only = found.first else { return nil }
    return .see(ConsolePath("bookings", only.id.rawValue))
  }

  private func bookings() throws -> [Booking] {
    if !filter.reference.isEmpty {
      guard let reference = try? BookingReference.read(filter.reference) else { return [] }
      return try visit.registry.bookings(reference: reference).filter { visit.sees($0.inn) }
    }
    let states = filter.state.map { Set([$0]) } ?? Set(BookingState.Name.allCases)
    let inns = filter.inn.map { [$0] } ?? visit.listings.map(\.inn.id)
    return try visit.registry.bookings(
      of: Set(inns.filter(visit.sees)),
      states: states,
      nights: filter.from...filter.through,
      limit: BookingListPage.length,
    )
  }

  private func form(_ html: inout HTMLWriter) {
    html(.form, .method(.get), .action(ConsolePath("bookings")), .class("filter panel")) { html in
      html.field(.reference, "reference", .search, value: filter.reference, .inputmode("numeric"))
      html.choice(.inn, "inn", InnChoice.all(visit), value: filter.inn?.rawValue ?? "")
      html.choice(
        .state,
        "state",
        [("", .all)] + BookingState.Name.allCases.map { ($0.rawValue, .state($0)) },
        value: filter.state?.rawValue ?? "",
      )
      html.field(.firstNight, "from", .date, value: filter.from.description)
      html.field(.closeThrough, "through", .date, value: filter.through.description)
      html(.button, .submit, .class("button"), words: .show)
    }
  }

  private func table(_ bookings: [Booking], _ html: inout HTMLWriter) {
    html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.sectionBookings)) { html in
      html(.table) { html in
        html.headerRow([.reference, .state, .stay, .inn, .guest, .party, .channel])
        html(.tbody) { html in
          for booking in bookings {
            html(.tr) { html in
              html(.th, .scope(.row)) { html in
                html(
                  .a,
                  .href(ConsolePath("bookings", booking.id.rawValue)),
                  text: booking.reference.grouped,
                )
              }
              html(.td) { $0.stateChip(booking.state) }
              html(.td, TokyoClock.stay(booking.stay))
              html(.td, visit.registry.catalogue[booking.inn]?.inn.name.japanese ?? "")
              html(.td, visit.can(.viewGuests) ? booking.guest.name.written : "")
              html(.td, .persons(booking.party.persons))
              html(.td, visit.channelName(booking.channel))
            }
          }
        }
      }
    }
  }
}

/// The office's inns as choices of a form.
enum InnChoice {
  static func all(_ visit: Visit, empty: Words = .all) -> [(value: String, words: Words)] {
    [("", empty)]
      + visit.listings.map { listing in
        (listing.inn.id.rawValue, Words("\(listing.inn.name.japanese)（\(listing.inn.id)）"))
      }
  }
}

extension Visit {
  func channelName(_ channel: ChannelID) -> String {
    channel == Channel.office
      ? Words.officeChannel[language]
      : registry.catalogue.channels[channel]?.name ?? channel.rawValue
  }
}

extension HTMLWriter {
  mutating func stateChip(_ state: BookingState) {
    let kind =
      switch state {
      case .requested: "warn"
      case .confirmed, .stayed: "ok"
      case .cancelled, .declined, .expired, .noShow: "bad"
      case .held, .released, .withdrawn: ""
      }
    chip(.state(state.name), kind)
  }
}
