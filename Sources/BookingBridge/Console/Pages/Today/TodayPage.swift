import InnRegistry

/// What needs a person: the first page of every day.
extension OfficeConsole {
  func addToday(to routes: inout ConsoleRoutes) {
    routes.page("/today", "officeToday", nil) { visit in
      let day = try registry.officeDay(seesBookings: visit.can(.viewBookings)) { visit.sees($0) }
      let wishes = Set(try registry.ringWishes().map(\.inn))
      return try TodayPage(visit: visit, day: day, wishes: wishes).response()
    }
    routes.action("/alarms/{alarm}/done", "officeClearAlarm", .clearAlarms) { visit in
      guard let id = visit.guise.context.parameters["alarm"].flatMap({ Int64($0) }),
        let alarm = try registry.openAlarms().first(where: { $0.id == id })
      else { return visit.done(.alreadyDone, else: ConsolePath("today")) }
      guard alarm.inn.map(visit.sees) ?? true else { throw ConsoleProblem.notFound }
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("today"), .markedDone) {
        _ = try await visit.change(.clearAlarms, at: alarm.inn) {
          try $0.clearAlarm(id, by: actor)
        }
      }
    }
    routes.action("/inns/{inn}/ring", "officeRingInn", .setRooms) { visit in
      let inn = try visit.listing().inn.id
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("inns", inn.rawValue), .ringWanted) {
        try await visit.change(.setRooms, at: inn) { try $0.wantRing(inn, by: actor) }
      }
    }
    routes.action("/inns/{inn}/spoken", "officeSpokenWith", .setRooms) { visit in
      let inn = try visit.listing().inn.id
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("inns", inn.rawValue), .spokenNoted) {
        try await visit.change(.setRooms, at: inn) { try $0.noteTalk(with: inn, by: actor) }
      }
    }
  }
}

struct TodayPage {
  let visit: Visit
  let day: OfficeDay
  /// Inns that wait for a line already.
  let wishes: Set<InnID>

  private var here: ConsolePath { ConsolePath("today") }
  private var catalogue: Catalogue { visit.registry.catalogue }

  func response() throws -> HTTPResponse {
    ConsoleFrame(visit: visit, title: .sectionToday, section: .today).response { html in
      html(.div, .class("split")) { html in
        html(.div, .class("heading")) { html in
          html(.h1, TokyoClock.fullDate(visit.tonight))
          html(.p, .class("lead"), words: .todayLead)
        }
        if visit.can(.decideBookings) {
          html(
            .a,
            .class("button primary"),
            .href(ConsolePath("bookings", "new")),
            words: .takeBooking
          )
        }
      }
      html(.div, .id("today"), .liveRegion, .class("columns")) { html in
        html(.div) { html in
          if visit.can(.viewBookings) { requests(&html) }
          alarms(&html)
        }
        html(.div) { html in
          if visit.can(.viewBookings) { arrivals(&html) }
          stale(&html)
        }
      }
      html(.p, .class("hint"), words: .liveOn)
    }
  }

  private func panel(
    _ id: String,
    _ title: Words,
    _ count: Int,
    isUrgent: Bool = false,
    _ html: inout HTMLWriter,
    content: (inout HTMLWriter) -> Void,
  ) {
    html(
      .section,
      .class(isUrgent && count > 0 ? "panel urgent" : "panel"),
      .labelledBy(id),
    ) { html in
      html(.header) { html in
        html(.h2, .id(id), words: title)
        html(.span, .class("count"), text: String(count))
      }
      content(&html)
    }
  }

  private func name(_ inn: InnID?) -> String {
    inn.flatMap { catalogue[$0]?.inn.name.japanese } ?? ""
  }

  // MARK: - Requests

  private func requests(_ html: inout HTMLWriter) {
    let count = day.requests.count + day.moreRequests
    panel("requests", .openRequests, count, isUrgent: true, &html) { html in
      guard !day.requests.isEmpty else { return html.empty(.noRequests) }
      html(.ul, .class("rows")) { html in
        for request in day.requests { row(request, &html) }
      }
      if day.moreRequests > 0 { html(.p, .more(day.moreRequests)) }
    }
  }

  private func row(_ request: OfficeDay.WaitingRequest, _ html: inout HTMLWriter) {
    let path = ConsolePath("bookings", request.booking.rawValue)
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, name(request.inn))
        html(.span, .class("meta")) { html in
          html(.span, TokyoClock.stay(request.stay))
          html(.span, .rooms(request.rooms))
          html(.span, .persons(request.persons))
          if visit.can(.viewGuests) { html(.span, request.guest.written) }
        }
        html(.span, .class("meta")) { html in
          html.chip(
            .answerBy(TokyoClock.moment(request.deadline, now: visit.now)),
            request.deadline - visit.now < .hours(2) ? "bad" : "warn",
          )
          if request.isAmendment { html.chip(.isAmendment) }
          if request.isBeingAnswered { html.chip(.beingAnswered, "accent") }
          if request.isGivenUp { html.chip(.givenUp, "bad") }
        }
      }
      html(.div, .class("acts")) { html in
        html(
          .a,
          .class("button primary"),
          .id("answer-" + request.booking.rawValue),
          .href(path),
          .label(.answerRequest + Words(" " + name(request.inn))),
          words: .answerRequest,
        )
      }
    }
  }

  // MARK: - Alarms and messages

  private func alarms(_ html: inout HTMLWriter) {
    // A message has a row of its own, with its sound.
    let ofMessages = Set(day.messages.map(\.id.rawValue))
    let alarms = day.alarms.filter { alarm in
      !ofMessages.contains(alarm.detail) && (visit.can(.viewBookings) || alarm.booking == nil)
        && (visit.can(.viewGuests) || alarm.kind != .messageFromStranger)
    }
    panel("matters", .needsContact, alarms.count + day.messages.count, isUrgent: true, &html) {
      html in
      guard !alarms.isEmpty || !day.messages.isEmpty else { return html.empty(.nothingToSeeTo) }
      html(.ul, .class("rows")) { html in
        for message in day.messages { row(message, &html) }
        for alarm in alarms { row(alarm, &html) }
      }
    }
  }

  private func row(_ message: VoiceMessage, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, .alarm(message.wantsCallBack ? .callWanted : .messageLeft))
        html(.span, .class("meta")) { html in
          html(.span, name(message.inn))
          html(.span, message.number)
          html.moment(message.recordedAt, now: visit.now)
        }
      }
      html(.div, .class("acts")) { html in
        html(
          .a,
          .class("button"),
          .href(ConsolePath("calls", query: [("show", "messages")])),
          words: .listen
        )
      }
    }
  }

  private func row(_ alarm: Alarm, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, .alarm(alarm.kind))
        html(.span, .class("meta")) { html in
          html(.span, name(alarm.inn))
          detail(alarm, &html)
          html.moment(alarm.raisedAt, now: visit.now)
        }
      }
      html(.div, .class("acts")) { html in action(alarm, &html) }
    }
  }

  /// What of an alarm's detail people can read: numbers and nights, not names of the program.
  private func detail(_ alarm: Alarm, _ html: inout HTMLWriter) {
    switch alarm.kind {
    case .shortfall:
      let night = alarm.detail.split(separator: " ").last.flatMap { CivilDate($0) }
      if let night { html(.span, TokyoClock.date(night)) }
    case .messageFromStranger, .webhookDisabled, .calendarUnread, .callWanted, .hub:
      html(.span, alarm.detail)
    case .undelivered where alarm.booking == nil: html(.span, alarm.detail)
    case .undelivered, .unheard, .unanswered, .paused, .bookedWhileClosed, .pinLocked, .messageLeft,
      .guestWish:
      break
    }
  }

  /// The one thing to do about it.
  private func action(_ alarm: Alarm, _ html: inout HTMLWriter) {
    if alarm.kind == .guestWish, visit.can(.viewGuests) {
      html(.a, .class("button"), .href(ConsolePath("notices", "wishes")), words: .open)
      return
    }
    if let booking = alarm.booking, visit.can(.viewBookings) {
      html(.a, .class("button"), .href(ConsolePath("bookings", booking.rawValue)), words: .open)
      return
    }
    switch alarm.kind {
    case .unanswered, .paused:
      if let inn = alarm.inn, visit.can(.setRooms) {
        ringButton(inn, &html)
        html.button(visit, .spokenWith, ConsolePath("inns", inn.rawValue, "spoken"), back: here)
      }
    case .shortfall:
      if let inn = alarm.inn {
        html(
          .a,
          .class("button"),
          .href(ConsolePath("tape", query: [("inn", inn.rawValue)])),
          words: .setRooms
        )
      }
    case .pinLocked:
      if let inn = alarm.inn {
        html(.a, .class("button"), .href(ConsolePath("inns", inn.rawValue)), words: .open)
      }
    case .undelivered, .unheard, .bookedWhileClosed, .callWanted, .messageLeft,
      .messageFromStranger, .webhookDisabled, .calendarUnread, .guestWish, .hub:
      break
    }
    if visit.can(.clearAlarms), alarm.kind != .paused, alarm.kind != .unanswered {
      html.button(
        visit,
        .markDone,
        ConsolePath("alarms", String(alarm.id), "done"),
        back: here,
      )
    }
  }

  private func ringButton(_ inn: InnID, _ html: inout HTMLWriter) {
    if wishes.contains(inn) {
      html.chip(.ringsNow, "accent")
    } else {
      html.button(
        visit,
        .ringNowShort,
        ConsolePath("inns", inn.rawValue, "ring"),
        back: here,
        label: .ringNow + Words(" " + name(inn)),
      )
    }
  }

  // MARK: - Arrivals and rooms

  private func arrivals(_ html: inout HTMLWriter) {
    panel("arrivals", .arrivals, day.arrivals.count + day.moreArrivals, &html) { html in
      guard !day.arrivals.isEmpty else { return html.empty(.noArrivals) }
      html(.ul, .class("rows")) { html in
        for arrival in day.arrivals { row(arrival, &html) }
      }
      if day.moreArrivals > 0 { html(.p, .more(day.moreArrivals)) }
    }
  }

  private func row(_ arrival: OfficeDay.Arrival, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.a, .href(ConsolePath("bookings", arrival.booking.rawValue))) { html in
          html.text(visit.can(.viewGuests) ? arrival.guest.written : arrival.reference.grouped)
          html.text(" – " + name(arrival.inn))
        }
        html(.span, .class("meta")) { html in
          html(.span, arrival.arrival.map { .arrivesAt($0) } ?? .arrivalUnknown)
          html(.span, .persons(arrival.persons))
          html(.span, arrival.dinners > 0 ? .dinners(arrival.dinners) : .noDinner)
          html(.span, LanguageNames.words(arrival.language))
        }
        if visit.can(.viewGuests), let diet = arrival.diet { html.chip(.diet(diet), "warn") }
        if !arrival.isHeard { html.chip(.notHeard, "bad") }
      }
    }
  }

  private func stale(_ html: inout HTMLWriter) {
    panel("stale", .staleInns, day.stale.count + day.moreStale, &html) { html in
      guard !day.stale.isEmpty else { return html.empty(.noStale) }
      html(.ul, .class("rows")) { html in
        for entry in day.stale { row(entry, &html) }
      }
      if day.moreStale > 0 { html(.p, .more(day.moreStale)) }
    }
  }

  private func row(_ entry: OfficeDay.StaleInn, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(
          .a,
          .href(ConsolePath("tape", query: [("inn", entry.inn.rawValue)])),
          text: name(entry.inn)
        )
        html(.span, .class("meta")) { html in
          html(
            .span,
            entry.asOf.map {
              .confirmedAt(entry.source, TokyoClock.moment($0, now: visit.now))
            } ?? .neverStated,
          )
        }
      }
      if visit.can(.setRooms) {
        html(.div, .class("acts")) { html in ringButton(entry.inn, &html) }
      }
    }
  }
}
