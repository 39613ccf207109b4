import InnRegistry

/// Calendars of other platforms that close an inn's nights, and the inn's own for them to read.
extension OfficeConsole {
  func addCalendars(to routes: inout ConsoleRoutes) {
    routes.page("/inns/{inn}/calendars", "officeCalendars", .importListings) { visit in
      try CalendarsPage(visit: visit, listing: try visit.listing()).response()
    }
    routes.action("/inns/{inn}/calendars", "officeAddCalendar", .importListings) { visit in
      try await addCalendar(visit)
    }
    routes.action(
      "/inns/{inn}/calendars/{calendar}/read",
      "officeReadCalendar",
      .importListings,
    ) { visit in
      let feed = try visit.calendar()
      return try await visit.acting(back: visit.path(of: feed), .calendarReadSoon) {
        try await visit.change(.importListings) { try $0.pollSoon(feed.id) }
      }
    }
    routes.action(
      "/inns/{inn}/calendars/{calendar}/remove",
      "officeRemoveCalendar",
      .importListings,
    ) { visit in
      let feed = try visit.calendar()
      let actor = visit.actor
      return try await visit.acting(back: visit.path(of: feed), .calendarRemoved) {
        try await visit.change(.importListings) { try $0.removeCalendar(feed.id, by: actor) }
      }
    }
    routes.action("/inns/{inn}/calendar", "officeShareCalendar", .importListings) { visit in
      try await shareCalendar(visit)
    }
  }

  private func addCalendar(_ visit: Visit) async throws -> HTTPResponse {
    let listing = try visit.listing()
    var reader = FormReader(visit.form)
    let room: RoomTypeID? = reader.required("room_type", .identifier())
    let text = reader.required("url", .line(1...OutgoingAddress.maxLength))
    if let room, !listing.has(room) { reader.refuse("room_type", .choose) }
    var address: String?
    if let text {
      do throws(OutgoingAddress.Fault) {
        address = try doors.addresses.check(text)
      } catch {
        reader.refuse("url", .badAddress(error))
      }
    }
    var page = CalendarsPage(visit: visit, listing: listing)
    page.form = reader.state
    guard let room, let address, reader.errors.isEmpty else {
      return try page.response(.unprocessableContent)
    }
    let actor = visit.actor
    do {
      try await visit.change(.importListings) {
        _ = try $0.addCalendar(address, of: room, by: actor)
      }
      return visit.done(
        .calendarAdded,
        else: ConsolePath("inns", listing.inn.id.rawValue, "calendars"),
      )
    } catch let refusal as DeliveryRefusal {
      page.form.problem = visit.explain(refusal)
      return try page.response(.conflict)
    }
  }

  private func shareCalendar(_ visit: Visit) async throws -> HTTPResponse {
    let listing = try visit.listing()
    let inn = listing.inn.id
    let back = ConsolePath("inns", inn.rawValue, "calendars")
    guard let room = visit.form["room_type"].flatMap({ RoomTypeID($0) }), listing.has(room) else {
      throw ConsoleProblem.notFound
    }
    let actor = visit.actor
    guard visit.form["share"] == "yes" else {
      return try await visit.acting(back: back, .unshared) {
        try await visit.change(.importListings) { try $0.unshareCalendar(of: room, by: actor) }
      }
    }
    let token = try await visit.change(.importListings) {
      try $0.shareCalendar(of: room, by: actor)
    }
    let path = "/v1/inns/\(inn)/room-types/\(room)/calendar.ics?token=\(token)"
    return visit.done(.sharedAt(path), else: back)
  }
}

extension InnListing {
  fileprivate func has(_ room: RoomTypeID) -> Bool { rooms.contains { $0.roomType.id == room } }
}

extension Visit {
  /// The calendar that the path names, of the inn that it names.
  fileprivate func calendar() throws -> CalendarFeed {
    let inn = try listing().inn.id
    let id: CalendarID = try guise.context.identifier("calendar")
    guard let feed = try registry.calendars().first(where: { $0.id == id && $0.inn == inn }) else {
      throw ConsoleProblem.notFound
    }
    return feed
  }

  fileprivate func path(of feed: CalendarFeed) -> ConsolePath {
    ConsolePath("inns", feed.inn.rawValue, "calendars")
  }
}

struct CalendarsPage {
  let visit: Visit
  let listing: InnListing
  var form = FormState.empty

  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(segments: ["inns", listing.inn.id.rawValue] + more)
  }

  private func name(_ room: RoomListing) -> Words {
    Words(ja: room.roomType.name, en: room.roomType.nameEnglish)
  }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let feeds = try visit.registry.calendars().filter { $0.inn == listing.inn.id }
    let shared = try Set(
      listing.rooms.map(\.roomType.id).filter { try visit.registry.sharesCalendar(of: $0) }
    )
    return ConsoleFrame(visit: visit, title: .calendars, section: .inns).response(status) { html in
      html(.div, .class("split")) { html in
        html.heading(.calendars, .calendarsLead)
        html(.a, .class("button"), .href(path()), text: listing.inn.name.japanese)
      }
      html.summary(of: form)
      html(.section, .class("panel"), .id("feeds"), .liveRegion, .labelledBy("feeds-title")) {
        html in
        html(.h2, .id("feeds-title"), words: .readCalendars)
        if feeds.isEmpty { html.empty(.noCalendars) }
        html(.ul, .class("rows")) { html in for feed in feeds { row(feed, &html) } }
      }
      add(&html)
      ours(shared, &html)
    }
  }

  private func row(_ feed: CalendarFeed, _ html: inout HTMLWriter) {
    let room = listing.rooms.first { $0.roomType.id == feed.roomType }
    let names = room.map(name) ?? Words(feed.roomType.rawValue)
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, names)
        // The address holds a secret of the other platform: its host is enough to know it by.
        html(.span, CalendarsPage.host(of: feed.url))
        html(.span, .class("meta")) { html in
          if let readAt = feed.health.readAt {
            html.moment(readAt, now: visit.now)
            html(.span, .calendarCounts(feed.counts))
          } else {
            html(.span, .neverRead)
          }
          if feed.health.failures > 0 { html.chip(.failing(feed.health.failures), "bad") }
          if feed.counts.unread > 0 { html.chip(.calendarUnread(feed.counts.unread), "warn") }
          if let error = feed.health.lastError { html(.span, error) }
        }
      }
      html(.div, .class("acts")) { html in
        html.button(
          visit,
          .readNow,
          path("calendars", feed.id.rawValue, "read"),
          label: .readNow + Words(" ") + names,
        )
        html.button(
          visit,
          .remove,
          path("calendars", feed.id.rawValue, "remove"),
          style: .danger,
          confirm: .removeCalendar,
          label: .remove + Words(" ") + names,
        )
      }
    }
  }

  static func host(of url: String) -> String {
    let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst()
    return rest.first.map(String.init) ?? ""
  }

  private func add(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("add")) { html in
      html(.h2, .id("add"), words: .addCalendar)
      html(.form, .method(.post), .action(path("calendars")), .class("filter")) { html in
        html.token(visit)
        html.choice(
          .roomName,
          "room_type",
          listing.rooms.map { ($0.roomType.id.rawValue, name($0)) },
          in: form,
        )
        html.field(.webAddress, "url", .url, in: form, isRequired: true)
        html(.button, .submit, .class("button primary"), words: .addCalendar)
      }
    }
  }

  private func ours(_ shared: Set<RoomTypeID>, _ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("ours")) { html in
      html(.h2, .id("ours"), words: .ourCalendar)
      html(.ul, .class("rows")) { html in
        for room in listing.rooms { row(room, isShared: shared.contains(room.roomType.id), &html) }
      }
    }
  }

  private func row(_ room: RoomListing, isShared: Bool, _ html: inout HTMLWriter) {
    let id = room.roomType.id.rawValue
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, name(room))
        html(.span, .class("meta")) { html in
          html.chip(isShared ? .isShared : .notShared, isShared ? "ok" : "")
        }
      }
      html(.div, .class("acts")) { html in
        html.button(
          visit,
          isShared ? .makeNewAddress : .makeAddress,
          path("calendar"),
          confirm: isShared ? .shareConfirm : nil,
          fields: [("room_type", id), ("share", "yes")],
          label: (isShared ? Words.makeNewAddress : .makeAddress) + Words(" ") + name(room),
        )
        if isShared {
          html.button(
            visit,
            .unshare,
            path("calendar"),
            style: .danger,
            fields: [("room_type", id), ("share", "no")],
            label: .unshare + Words(" ") + name(room),
          )
        }
      }
    }
  }
}
