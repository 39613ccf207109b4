import InnRegistry

/// One night of one room type: what is known, who comes, and the numbers to set.
struct NightPage {
  let visit: Visit
  let listing: InnListing
  let room: RoomListing
  let night: TapeNight
  private let row: TapeRow

  init(_ visit: Visit) throws {
    let id: RoomTypeID = try visit.guise.context.identifier("room_type")
    let date = try visit.guise.context.parameter("night", .date)
    guard let (listing, room) = visit.registry.catalogue.roomType(id), visit.sees(listing.inn),
      let row = try visit.registry.tape(of: [id], nights: date..<(date + 1)).first,
      let night = row.nights.first
    else { throw ConsoleProblem.notFound }
    self.visit = visit
    self.listing = listing
    self.room = room
    self.night = night
    self.row = row
  }

  var path: ConsolePath {
    ConsolePath("tape", room.roomType.id.rawValue, night.night.description)
  }

  private var back: ConsolePath {
    ConsolePath("tape", anchor: "c-\(room.roomType.id)-\(night.night)")
  }

  /// Numbers with a button of their own; an inn without a front desk has no more.
  private static let mostKeys = 12

  func response() throws -> HTTPResponse {
    let title =
      Words("\(listing.inn.name.japanese) \(room.roomType.name) ") + TokyoClock.date(night.night)
    let bookings =
      visit.can(.viewBookings)
      ? try visit.registry.bookings(of: room.roomType.id, on: night.night) : []
    return ConsoleFrame(visit: visit, title: title, section: .tape).response { html in
      html(.section, .class("panel"), .data(.night), .labelledBy("night-title")) { html in
        html(.h1, .id("night-title"), words: title)
        html(.p) { html in TapeCells(visit).describe(night, &html) }
        if visit.can(.setRooms) {
          rooms(&html)
          stops(&html)
        }
        if visit.can(.viewBookings) { list(bookings, &html) }
        html(.p) { html in html(.a, .href(back), words: .backToTape) }
      }
    }
  }

  private func rooms(_ html: inout HTMLWriter) {
    html(.form, .method(.post), .action(path), .class("stack")) { html in
      html.token(visit, back: back)
      html(.fieldset) { html in
        html(.legend, .roomsLeftNow)
        html(.p, .class("hint"), words: .roomsLeftHint)
        html(.div, .class("keys")) { html in
          for count in 0...min(room.roomType.rooms, NightPage.mostKeys) {
            let isNow = night.asOf != nil && night.remaining == count
            html(
              .button,
              .submit,
              .name("rooms"),
              .value(String(count)),
              .class(isNow ? "button primary" : "button"),
              .label(.rooms(count)),
            ) { html in html.text(count == 0 ? .full : Words(String(count))) }
          }
        }
        if room.roomType.rooms > NightPage.mostKeys {
          html.field(
            .roomsLeftNow,
            "rooms_typed",
            .number,
            .min("0"),
            .max(String(room.roomType.rooms)),
          )
          html(.button, .submit, .class("button"), words: .save)
        }
      }
    }
  }

  private func stops(_ html: inout HTMLWriter) {
    html(.details) { html in
      html(.summary, .closeNights)
      html(.div, .class("actions")) { html in
        let isStopped = night.restrictions.stopSell
        html.button(
          visit,
          isStopped ? .resumeSell : .stopSell,
          ConsolePath("tape", room.roomType.id.rawValue, night.night.description, "stop"),
          back: back,
          fields: [("stop", isStopped ? "no" : "yes")],
        )
      }
      html(
        .form,
        .method(.post),
        .action(ConsolePath("inns", listing.inn.id.rawValue, "closures")),
        .class("filter"),
      ) { html in
        html.token(visit, back: back)
        html.field(.closeFrom, "first", .date, value: night.night.description, isRequired: true)
        html.field(.closeThrough, "last", .date, value: night.night.description, isRequired: true)
        html(
          .button,
          .submit,
          .class("button danger"),
          .name("open"),
          .value("no"),
          words: .closeNights,
        )
        html(.button, .submit, .class("button"), .name("open"), .value("yes"), words: .reopenNights)
      }
    }
  }

  private func list(_ bookings: [Booking], _ html: inout HTMLWriter) {
    guard !bookings.isEmpty else { return }
    html(.h2, .bookingsOfNight)
    html(.ul, .class("rows")) { html in
      for booking in bookings {
        html(.li) { html in
          html(
            .a,
            .href(ConsolePath("bookings", booking.id.rawValue)),
            text: visit.can(.viewGuests)
              ? booking.guest.name.written : booking.reference.grouped,
          )
          html(.span) { html in
            html.stateChip(booking.state)
            html.text(" ")
            html(.span, .rooms(booking.rooms))
          }
        }
      }
    }
  }
}

extension OfficeConsole {
  func addNightActions(to routes: inout ConsoleRoutes) {
    routes.action("/tape/{room_type}/{night}", "officeSetRooms", .setRooms) { visit in
      try await setRooms(visit)
    }
    routes.action("/tape/{room_type}/{night}/stop", "officeStopSell", .setRooms) { visit in
      let page = try NightPage(visit)
      let isStopped = visit.form["stop"] == "yes"
      let (room, night, actor) = (page.room.roomType.id, page.night.night, visit.actor)
      return try await visit.acting(back: page.path, .stopSellDone) {
        _ = try await visit.change(.setRooms, at: page.listing.inn.id) {
          try $0.restrict(roomType: room, on: night, by: actor) { $0.stopSell = isStopped }
        }
      }
    }
    routes.action("/inns/{inn}/closures", "officeCloseNights", .setRooms) { visit in
      try await closeNights(visit)
    }
  }

  private func setRooms(_ visit: Visit) async throws -> HTTPResponse {
    let page = try NightPage(visit)
    let typed = visit.form["rooms"] ?? visit.form["rooms_typed"] ?? ""
    let isKey = visit.guise.request.headers["X-Cell"] != nil
    guard let rooms = FormFormat<Int>.whole(0...page.room.roomType.rooms).read(typed) else {
      let words = Words.enterNumber(0...page.room.roomType.rooms)
      return isKey
        ? .text(words[visit.language], status: .unprocessableContent)
        : visit.refused(words, else: page.path)
    }
    let (room, night, actor) = (page.room.roomType.id, page.night.night, visit.actor)
    do {
      let outcome = try await visit.change(.setRooms, at: page.listing.inn.id) {
        try $0.state(rooms, of: room, on: night, counting: .shown, by: actor)
      }
      if isKey { return .text("ok") }
      let words: Words = outcome.shortfall > 0 ? .shortfall(outcome.shortfall) : .setRoomsDone
      return visit.done(words, else: page.path)
    } catch let refusal as BookingRefusal {
      let words = visit.explain(refusal)
      return isKey
        ? .text(words[visit.language], status: .conflict) : visit.refused(words, else: page.path)
    }
  }

  private func closeNights(_ visit: Visit) async throws -> HTTPResponse {
    let inn = try visit.listing().inn.id
    let path = ConsolePath("inns", inn.rawValue)
    var reader = FormReader(visit.form)
    guard let first = reader.required("first", .date), let last = reader.required("last", .date)
    else { return visit.refused(.enterDate, else: path) }
    let actor = visit.actor
    if visit.form["open"] == "yes" {
      return try await visit.acting(back: path, .reopenDone) {
        _ = try await visit.change(.setRooms, at: inn) {
          try $0.reopen(inn, from: first, through: last, by: actor)
        }
      }
    }
    do {
      let count = try await visit.change(.setRooms, at: inn) {
        try $0.close(inn, from: first, through: last, by: actor).inside.count
      }
      return visit.done(count > 0 ? .closeDone(count) : .closeDone, else: path)
    } catch let refusal as BookingRefusal {
      return visit.refused(visit.explain(refusal), else: path)
    }
  }
}
