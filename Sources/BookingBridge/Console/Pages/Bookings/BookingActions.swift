import InnRegistry

/// What can be done with a booking now, and the doing of it.
struct BookingActions {
  let page: BookingPage

  private var visit: Visit { page.visit }
  private var booking: Booking { page.booking }
  private var isAwaited: Bool { booking.state.isAwaited || page.history.proposal != nil }

  func write(_ html: inout HTMLWriter) {
    if isAwaited { answer(&html) }
    if isChangeable || isMissable || isOfferable || isCancellable || hasReturning {
      html(.section, .class("panel"), .labelledBy("more")) { html in
        html(.h2, .id("more"), words: .changeBooking)
        if isChangeable { amend(&html) }
        html(.div, .class("actions")) { html in
          if isOfferable {
            html(
              .a,
              .class("button"),
              .href(ConsolePath("bookings", booking.id.rawValue, "alternatives")),
              words: .offerAlternatives,
            )
          }
          if isMissable {
            html.button(
              visit,
              .reportNoShow,
              to("no-show"),
              style: .danger,
              confirm: .noShowConfirm,
            )
          }
          if hasReturning { html.button(visit, .giveRoomsBack, to("give-back")) }
        }
        if isCancellable { cancel(&html) }
      }
    }
  }

  private func to(_ action: String) -> ConsolePath {
    ConsolePath("bookings", booking.id.rawValue, action)
  }

  // MARK: - What is possible

  private var isChangeable: Bool {
    booking.state == .confirmed && page.history.proposal == nil
      && visit.now < TokyoTime.instant(booking.stay.checkIn)
  }

  private var isCancellable: Bool { booking.state.isLive }

  private var isMissable: Bool {
    let state = try? booking.state.after(.reportNoShow, now: visit.now, stay: booking.stay)
    return state != nil
  }

  private var isOfferable: Bool {
    switch booking.state {
    case .requested, .declined, .expired, .cancelled: true
    case .held, .confirmed, .stayed, .noShow, .released, .withdrawn: false
    }
  }

  private var hasReturning: Bool { page.history.hasReturning }

  // MARK: - Forms

  private func answer(_ html: inout HTMLWriter) {
    html(.section, .class("panel urgent"), .labelledBy("answer")) { html in
      html(.h2, .id("answer"), words: .answerSection)
      html(.p, .class("lead"), words: .answerLead)
      phones(&html)
      html(.div, .class("actions")) { html in
        html.button(
          visit,
          .phonedYes,
          to("accept"),
          style: .primary,
          fields: [("revision", String(booking.revision))],
        )
        html.button(
          visit,
          .ringAgain,
          ConsolePath("inns", booking.inn.rawValue, "ring"),
          back: page.path,
        )
      }
      html(.form, .method(.post), .action(to("decline")), .class("filter")) { html in
        html.token(visit)
        html(.input, .type(.hidden), .name("revision"), .value(String(booking.revision)))
        html.choice(
          .declineReason,
          "reason",
          DeclineReason.allCases.map { ($0.rawValue, .reason($0)) },
        )
        html(.button, .submit, .class("button danger"), words: .phonedNo)
      }
    }
  }

  private func phones(_ html: inout HTMLWriter) {
    let phones = visit.registry.catalogue[booking.inn]?.phones ?? []
    html(.p) { html in
      for phone in phones {
        html(.a, .telephone(phone.number.e164), text: phone.number.national)
        html.text(" ")
      }
    }
  }

  private func amend(_ html: inout HTMLWriter) {
    html(.details, .when(page.form.body != nil, .open)) { html in
      html(.summary, .changeBooking)
      html(.form, .method(.post), .action(to("amend")), .class("stack")) { html in
        html.token(visit)
        html(.input, .type(.hidden), .name("revision"), .value(String(booking.revision)))
        html(.div, .class("fields")) { html in
          StayFields(visit: visit, form: page.form).write(
            StayFields.Values(booking),
            plans: plans,
            &html,
          )
        }
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button primary"), words: .changeBooking)
        }
      }
    }
  }

  private var plans: [RatePlan] {
    visit.registry.catalogue.roomType(booking.roomType)?.1.plans ?? []
  }

  private func cancel(_ html: inout HTMLWriter) {
    html(.details) { html in
      html(.summary, .cancelBooking)
      html(.form, .method(.post), .action(to("cancel")), .class("filter")) { html in
        html.token(visit)
        html.choice(
          .whoCancels,
          "party",
          CancellingParty.allCases.map { ($0.rawValue, .by($0)) },
        )
        html(
          .button,
          .submit,
          .class("button danger"),
          .confirm(.cancelConfirm),
          words: .cancelBooking,
        )
      }
    }
  }
}

// MARK: - Doing it

extension OfficeConsole {
  func addBookingActions(to routes: inout ConsoleRoutes) {
    routes.action("/bookings/{booking}/give-back", "officeGiveBack", .decideBookings) { visit in
      let booking = try visit.history().booking
      return try await visit.deciding(booking, .roomsGivenBack) { transaction, actor in
        try transaction.giveBack(booking.id, by: actor)
      }
    }
    routes.action("/bookings/{booking}/accept", "officeAccept", .decideBookings) { visit in
      let booking = try visit.history().booking
      let revision = visit.form["revision"].flatMap { Int($0) }
      return try await visit.deciding(booking, .accepted) { transaction, actor in
        _ = try transaction.accept(booking.id, revision: revision, by: actor)
      }
    }
    routes.action("/bookings/{booking}/decline", "officeDecline", .decideBookings) { visit in
      let booking = try visit.history().booking
      let revision = visit.form["revision"].flatMap { Int($0) }
      let reason = visit.form["reason"].flatMap(DeclineReason.init) ?? .other
      return try await visit.deciding(booking, .declined) { transaction, actor in
        _ = try transaction.decline(booking.id, revision: revision, reason: reason, by: actor)
      }
    }
    routes.action("/bookings/{booking}/cancel", "officeCancel", .decideBookings) { visit in
      let booking = try visit.history().booking
      guard let party = visit.form["party"].flatMap(CancellingParty.init) else {
        throw ConsoleProblem.malformed
      }
      return try await visit.deciding(booking, .cancelledBooking) { transaction, actor in
        _ = try transaction.cancel(booking.id, by: party, actor: actor)
      }
    }
    routes.action("/bookings/{booking}/no-show", "officeNoShow", .decideBookings) { visit in
      let booking = try visit.history().booking
      return try await visit.deciding(booking, .noShowReported) { transaction, actor in
        _ = try transaction.reportNoShow(booking.id, by: actor)
      }
    }
    routes.action("/bookings/{booking}/amend", "officeAmend", .decideBookings) { visit in
      try await amend(visit)
    }
  }

  private func amend(_ visit: Visit) async throws -> HTTPResponse {
    let history = try visit.history()
    let booking = history.booking
    var reader = FormReader(visit.form)
    let values = StayFields.read(&reader)
    let revision = visit.form["revision"].flatMap { Int($0) }
    var page = BookingPage(visit: visit, history: history)
    page.form = reader.state
    guard let values else { return try page.response(.unprocessableContent) }
    let actor = visit.actor
    let change = AmendmentRequest(
      ratePlan: values.plan,
      stay: values.stay,
      rooms: values.rooms,
      party: values.party,
      arrival: values.arrival,
    )
    do {
      let isWaiting = try await visit.change(.decideBookings, at: booking.inn) {
        try $0.amend(booking.id, change, revision: revision, channel: booking.channel, by: actor)
          .isWaiting
      }
      return visit.done(isWaiting ? .amendmentAsked : .amended, else: page.path)
    } catch let refusal as BookingRefusal {
      page.form.problem = visit.explain(refusal)
      return try page.response(.conflict)
    }
  }
}

extension Visit {
  /// Decides about a booking and goes back to it.
  fileprivate func deciding(
    _ booking: Booking,
    _ words: Words,
    _ body: @escaping @Sendable (Transaction, Actor) throws -> Void,
  ) async throws -> HTTPResponse {
    let actor = actor
    return try await acting(back: ConsolePath("bookings", booking.id.rawValue), words) {
      try await change(.decideBookings, at: booking.inn) { try body($0, actor) }
    }
  }
}
