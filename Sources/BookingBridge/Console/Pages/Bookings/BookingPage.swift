import InnRegistry

/// One booking: what holds, what can be done, everything that happened.
extension OfficeConsole {
  func addBooking(to routes: inout ConsoleRoutes) {
    routes.page("/bookings/{booking}", "officeBooking", .viewBookings) { visit in
      try BookingPage(visit: visit, history: try visit.history()).response()
    }
    routes.page(
      "/bookings/{booking}/alternatives",
      "officeAlternatives",
      .decideBookings,
    ) { visit in
      let history = try visit.history()
      return try AlternativesPage(visit: visit, booking: history.booking).response()
    }
  }
}

extension Visit {
  /// The booking that the path names, of an inn that is the office's.
  func history() throws -> BookingHistory {
    let id: BookingID = try guise.context.identifier("booking")
    guard let history = try registry.history(of: id), sees(history.booking.inn) else {
      throw ConsoleProblem.notFound
    }
    return history
  }
}

struct BookingPage {
  let visit: Visit
  let history: BookingHistory
  var form = FormState.empty

  /// Notices in the timeline: what a booking with many changes has.
  private static let mostNotices = 100

  var booking: Booking { history.booking }
  var path: ConsolePath { ConsolePath("bookings", booking.id.rawValue) }
  private var listing: InnListing? { visit.registry.catalogue[booking.inn] }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let title = Words(
      ja: "予約 \(booking.reference.grouped)",
      en: "Booking \(booking.reference.grouped)"
    )
    let notices = try visit.registry.notices(of: booking.id, limit: BookingPage.mostNotices)
    return ConsoleFrame(visit: visit, title: title, section: .bookings).response(status) { html in
      html(.div, .class("split")) { html in
        html(.div, .class("heading")) { html in
          html(.h1, title)
          html(.p, .class("lead")) { html in
            html(
              .a,
              .href(ConsolePath("inns", booking.inn.rawValue)),
              text: listing?.inn.name.japanese ?? booking.inn.rawValue,
            )
            html.text(" ")
            html(.span, TokyoClock.stay(booking.stay))
          }
        }
        if visit.can(.viewGuests) {
          html(.div, .class("actions")) { html in
            for (page, words) in [("notices", Words.noticePreview), ("slip", .printSlip)] {
              let path = ConsolePath("bookings", booking.id.rawValue, page)
              html(.a, .class("button"), .href(path), words: words)
            }
          }
        }
      }
      html.summary(of: form)
      html(.div, .class("columns"), .id("booking"), .liveRegion) { html in
        html(.div) { html in
          if visit.can(.decideBookings) { BookingActions(page: self).write(&html) }
          facts(&html)
          guest(&html)
        }
        html(.div) { html in BookingTimeline(page: self, notices: notices).write(&html) }
      }
    }
  }

  // MARK: - Facts

  private func facts(_ html: inout HTMLWriter) {
    let language = visit.language
    let plan = visit.registry.catalogue.plan(booking.ratePlan)?.2
    html(.section, .class("panel"), .labelledBy("facts")) { html in
      html(.header) { html in
        html(.h2, .id("facts"), words: .stay)
        html.stateChip(booking.state)
      }
      if let more = stateDetail { html(.p, more) }
      html.facts([
        (.checkIn, TokyoClock.fullDate(booking.stay.checkIn)[language]),
        (.checkOut, TokyoClock.fullDate(booking.stay.checkOut)[language]),
        (.roomCount, "\(roomName) × \(booking.rooms)"),
        (.plan, plan.map { Words(ja: $0.name, en: $0.nameEnglish)[language] } ?? ""),
        (.party, Words.party(booking.party)[language]),
        (.arrivalTime, booking.arrival?.description ?? ""),
        (.price, booking.quote.total.words[language]),
        (.cancellationFee, booking.cancellationFee?.words[language] ?? ""),
        (.channel, visit.channelName(booking.channel)),
        (.createdAt, TokyoClock.moment(booking.createdAt, now: visit.now)[language]),
        (.heardByInn, (booking.isHeard ? Words.yes : Words.no)[language]),
      ])
      if let proposal = history.proposal { amendment(proposal, &html) }
    }
  }

  private var roomName: String {
    visit.registry.catalogue.roomType(booking.roomType).map {
      Words(ja: $0.1.roomType.name, en: $0.1.roomType.nameEnglish)[visit.language]
    } ?? booking.roomType.rawValue
  }

  private var stateDetail: Words? {
    switch booking.state {
    case .held(let until), .requested(let until):
      .answerBy(TokyoClock.moment(until, now: visit.now))
    case .cancelled(let party): .by(party)
    case .declined(let reason): .reason(reason)
    case .confirmed, .stayed, .noShow, .released, .expired, .withdrawn: nil
    }
  }

  private func amendment(_ proposal: AmendmentProposal, _ html: inout HTMLWriter) {
    html(.div, .class("notice note")) { html in
      html(.strong, .isAmendment)
      if let stay = proposal.request.stay {
        html(.p) { html in
          html(.span, TokyoClock.stay(stay))
          html.text(" ")
          html(.span, .rooms(proposal.request.rooms))
          html.text(" ")
          html(.span, .party(proposal.request.party))
          html.text(" ")
          html(.span, proposal.quote.total.words)
        }
      }
      html(.p, .answerBy(TokyoClock.moment(proposal.deadline, now: visit.now)))
    }
  }

  private func guest(_ html: inout HTMLWriter) {
    guard visit.can(.viewGuests) else { return }
    let guest = booking.guest
    html(.section, .class("panel"), .labelledBy("guest")) { html in
      html(.h2, .id("guest"), words: .guest)
      html.facts([
        (.guestName, guest.name == .erased ? Words.erased[visit.language] : guest.name.written),
        (.guestKana, guest.name.kana ?? ""),
        (.language, LanguageNames.words(guest.language)[visit.language]),
        (.guestCountry, guest.country ?? ""),
        (.guestPrefecture, guest.prefecture ?? ""),
        (.guestPhone, guest.phone ?? ""),
        (.guestMail, guest.email ?? ""),
      ])
      for (label, text) in [(Words.guestDiet, guest.diet), (.guestNotes, guest.notes)] {
        guard let text else { continue }
        html(.div) { html in
          html(.h3, label)
          html(.p, text)
        }
      }
    }
  }
}
