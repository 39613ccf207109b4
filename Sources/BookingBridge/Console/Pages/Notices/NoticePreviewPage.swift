import Foundation
import InnRegistry

/// Notices of one booking as its guest would read them now, and the inn's own slip of paper.
extension OfficeConsole {
  func addNoticePreviews(to routes: inout ConsoleRoutes) {
    routes.page("/bookings/{booking}/notices", "officeBookingNotices", .viewGuests) { visit in
      try NoticePreviewPage(visit: visit, booking: try visit.history().booking).response()
    }
    routes.action("/bookings/{booking}/notices", "officeNoticeWay", .decideBookings) { visit in
      let booking = try visit.history().booking
      let (isSMS, actor) = (visit.form["sms"] == "yes", visit.actor)
      let path = ConsolePath("bookings", booking.id.rawValue, "notices")
      return try await visit.acting(back: path, .wayChanged) {
        try await visit.change(.decideBookings, at: booking.inn) {
          try $0.setSMS(isSMS, for: .booking(booking.id), by: actor)
        }
      }
    }
    routes.page("/bookings/{booking}/notices/page", "officeNotice", .viewGuests) { visit in
      let page = NoticePreviewPage(visit: visit, booking: try visit.history().booking)
      guard let notice = try page.notice else { throw ConsoleProblem.notFound }
      return try OwnStylePage.response(notice.html, framed: true)
    }
    routes.page("/bookings/{booking}/slip", "officeSlip", .viewGuests) { visit in
      let booking = try visit.history().booking
      guard let facts = try registry.noticeFacts(of: booking, for: .confirmed) else {
        throw ConsoleProblem.notFound
      }
      return try OwnStylePage.response(InnSlip(facts).html)
    }
  }
}

struct NoticePreviewPage {
  let visit: Visit
  let booking: Booking

  private var kind: NoticeKind {
    visit.guise.query("kind").flatMap(NoticeKind.init)
      ?? NoticeKind.present(of: booking.state) ?? .confirmed
  }
  private var language: NoticeLanguage {
    visit.guise.query("language").flatMap(NoticeLanguage.init)
      ?? NoticeLanguage(serving: booking.guest.language)
  }
  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(
      segments: ["bookings", booking.id.rawValue, "notices"] + more,
      query: [("kind", kind.rawValue), ("language", language.rawValue)],
    )
  }

  /// Nil where the inn is listed no more.
  var notice: Notice? {
    get throws { try visit.registry.notice(kind, of: booking.id, language: language) }
  }

  func response() throws -> HTTPResponse {
    let notice = try notice
    let prefersSMS = try visit.registry.prefersSMS(for: booking.id, of: booking.channel)
    return ConsoleFrame(visit: visit, title: .noticePreview, section: .bookings).response { html in
      html(.div, .class("split")) { html in
        html.heading(.noticePreview, .previewLead)
        html(.div, .class("actions")) { html in
          html(
            .a,
            .class("button"),
            .href(ConsolePath("bookings", booking.id.rawValue)),
            text: booking.reference.grouped,
          )
          if visit.can(.decideBookings) {
            html.button(
              visit,
              prefersSMS ? .rathersMail : .rathersSMS,
              ConsolePath("bookings", booking.id.rawValue, "notices"),
              fields: [("sms", prefersSMS ? "no" : "yes")],
            )
          }
        }
      }
      choices(&html)
      guard let notice else { return html.empty(.innUnlisted) }
      review(&html)
      html(.div, .class("columns")) { html in
        html(.div) { html in framed(&html) }
        html(.div) { html in words(notice, &html) }
      }
    }
  }

  private func choices(_ html: inout HTMLWriter) {
    let target = ConsolePath("bookings", booking.id.rawValue, "notices")
    html(.form, .method(.get), .action(target), .class("filter panel")) { html in
      html.choice(
        .noticeKind,
        "kind",
        NoticeKind.allCases.map { ($0.rawValue, .notice($0)) },
        value: kind.rawValue,
      )
      html.choice(
        .language,
        "language",
        NoticeLanguage.allCases.map { ($0.rawValue, Words($0.ownName)) },
        value: language.rawValue,
      )
      html(.button, .submit, .class("button"), words: .show)
    }
  }

  private func review(_ html: inout HTMLWriter) {
    let catalogue = NoticeCatalogue.of(language)
    guard language != .japanese else { return }
    html(.div, .class(catalogue.isReviewed ? "notice done" : "notice note")) { html in
      html.text(
        catalogue.isReviewed
          ? .isReviewed : .notReviewed(catalogue.reviewedCount, of: NoticeWord.allCases.count)
      )
    }
  }

  /// In a frame of its own: the notice brings its own style, and shows as on the guest's screen.
  private func framed(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("seen")) { html in
      html(.header) { html in
        html(.h2, .id("seen"), words: .asGuestReads)
        html(.a, .class("button"), .href(path("page")), words: .openToPrint)
      }
      html(
        .iframe,
        .class("paper"),
        .src(path("page")),
        .title(.asGuestReads),
        .sandbox,
      ) { _ in }
    }
  }

  private func words(_ notice: Notice, _ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("sms")) { html in
      html(.h2, .id("sms"), words: .asSMS(SMSLength.parts(of: notice.sms)))
      html(.p, .class("preview"), .lang(notice.language.htmlTag), text: notice.sms)
    }
    html(.section, .class("panel"), .labelledBy("text")) { html in
      html(.h2, .id("text"), words: .asText)
      html(.pre, .lang(notice.language.htmlTag), text: notice.text)
    }
  }
}

/// A page that carries its own style, such as a sheet of paper: the policy allows exactly that one.
enum OwnStylePage {
  /// - Parameter framed: whether the console itself may show it in a frame.
  static func response(_ html: String, framed: Bool = false) throws -> HTTPResponse {
    guard let start = html.range(of: "<style>"), let end = html.range(of: "</style>"),
      start.upperBound <= end.lowerBound
    else { throw ConsoleProblem.notFound }
    let style = Array(html[start.upperBound..<end.lowerBound].utf8)
    let digest = Data(Secret.sha256(style) as [UInt8]).base64EncodedString()
    let policy =
      "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors \(framed ? "'self'" : "'none'")"
    var response = HTTPResponse.text(html, type: "text/html; charset=utf-8")
      .with("Content-Security-Policy", policy)
    if framed { response.headers.set("X-Frame-Options", "SAMEORIGIN") }
    return response
  }
}
