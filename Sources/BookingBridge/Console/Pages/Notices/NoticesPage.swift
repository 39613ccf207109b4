import InnRegistry

/// What guests were told, and what of it did not reach them.
extension OfficeConsole {
  func addNotices(to routes: inout ConsoleRoutes) {
    routes.page("/notices", "officeNotices", .viewGuests) { visit in
      try NoticesPage(visit: visit).response()
    }
    routes.action("/notices/{notice}/resend", "officeResendNotice", .decideBookings) { visit in
      let notice = try visit.notice()
      return try await visit.acting(back: ConsolePath("notices"), .sentAgain) {
        try await visit.change(.decideBookings, at: notice.inn) {
          try $0.resendNotice(notice.id)
        }
      }
    }
    routes.action("/notices/{notice}/bounced", "officeNoticeBounced", .decideBookings) { visit in
      let notice = try visit.notice()
      let found = Words.foundBy(visit.member.name).ja
      return try await visit.acting(back: ConsolePath("notices"), .bounceNoted) {
        try await visit.change(.decideBookings, at: notice.inn) {
          try $0.noticeBounced(notice.id, error: found)
        }
      }
    }
    addGuestWishes(to: &routes)
    addEmergencies(to: &routes)
    addNoticePreviews(to: &routes)
  }
}

extension Visit {
  /// The notice that the path names, of an inn that is the office's.
  fileprivate func notice() throws -> NoticeDelivery {
    guard let id = guise.context.parameters["notice"].flatMap({ Int64($0) }),
      let notice = try registry.notice(id), sees(notice.inn)
    else { throw ConsoleProblem.notFound }
    return notice
  }
}

struct NoticesPage {
  let visit: Visit

  /// Notices shown, and looked through for those of the office's own inns.
  private static let length = 100

  private var state: NoticeDelivery.State {
    visit.guise.query("show").flatMap(NoticeDelivery.State.init) ?? .failed
  }
  private var here: ConsolePath { ConsolePath("notices", query: [("show", state.rawValue)]) }

  /// The section's pages besides this one.
  static let pages: [(path: String, words: Words, right: StaffRight)] = [
    ("wishes", .wishes, .viewGuests), ("emergency", .emergency, .sendBroadcasts),
    ("headcount", .headcountNow, .viewGuests),
  ]

  func response() throws -> HTTPResponse {
    let notices = try visit.registry.notices(state: state, limit: NoticeLimits.listed)
      .filter { visit.sees($0.inn) }.prefix(NoticesPage.length)
    return try ConsoleFrame(visit: visit, title: .sectionNotices, section: .notices).response {
      html in
      html(.div, .class("split")) { html in
        html.heading(.sectionNotices, .noticesLead)
        html(.div, .class("actions")) { html in
          for page in NoticesPage.pages where visit.can(page.right) {
            html(.a, .class("button"), .href(ConsolePath("notices", page.path)), words: page.words)
          }
        }
      }
      html(.nav, .class("actions"), .label(.state)) { html in
        for state in NoticeDelivery.State.allCases {
          html(
            .a,
            .class(state == self.state ? "button primary" : "button"),
            .href(ConsolePath("notices", query: [("show", state.rawValue)])),
            .when(state == self.state, .currentPage),
            words: .notice(state),
          )
        }
      }
      try html(.section, .class("panel"), .id("notices"), .liveRegion, .label(.notice(state))) {
        html in
        guard !notices.isEmpty else { return html.empty(.noNotices) }
        try html(.ul, .class("rows")) { html in
          for notice in notices { try row(notice, &html) }
        }
      }
    }
  }

  private func row(_ notice: NoticeDelivery, _ html: inout HTMLWriter) throws {
    let booking = try visit.registry.booking(notice.booking)
    let inn = visit.registry.catalogue[notice.inn]?.inn.name.japanese ?? notice.inn.rawValue
    let name = booking?.guest.name.written ?? ""
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.a, .href(ConsolePath("bookings", notice.booking.rawValue))) { html in
          html.text(.notice(notice.kind))
          html.text(" – \(name)")
        }
        html(.span, .class("meta")) { html in
          html(.span, inn)
          if let way = notice.way { html(.span, .way(way)) }
          html.moment(notice.endedAt ?? notice.createdAt, now: visit.now)
          html(.span, .tries(notice.attempts))
          if let error = notice.error { html(.span, error) }
        }
      }
      html(.div, .class("acts")) { html in acts(notice, name, &html) }
    }
  }

  private func acts(_ notice: NoticeDelivery, _ name: String, _ html: inout HTMLWriter) {
    guard visit.can(.decideBookings) else { return }
    let path = ["notices", String(notice.id)]
    switch notice.state {
    case .sent, .delivered:
      html.button(
        visit,
        .neverArrived,
        ConsolePath(segments: path + ["bounced"]),
        back: here,
        label: .neverArrived + Words(" " + name),
      )
    case .failed, .dropped, .waiting:
      html.button(
        visit,
        .sendAgain,
        ConsolePath(segments: path + ["resend"]),
        style: notice.state == .failed ? .primary : .plain,
        back: here,
        label: .sendAgain + Words(" " + name),
      )
    }
  }
}
