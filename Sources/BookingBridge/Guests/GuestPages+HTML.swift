import Foundation
import InnRegistry

/// How the guest's page looks.
extension GuestPages {
  static func response(_ html: String, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("X-Robots-Tag", "noindex, nofollow"),
      ],
      body: .bytes(Array(html.utf8)),
    )
  }

  /// Nothing but the page itself and its one style, named by its digest.
  private static let policy: String = {
    let digest = Data(Secret.sha256(Array(style.utf8))).base64EncodedString()
    return "default-src 'none'; style-src 'sha256-\(digest)'; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'"
  }()

  private static let style =
    NoticeStyle.sheet + """
      nav ul { display: flex; flex-wrap: wrap; gap: .3rem .9rem; padding: 0; list-style: none; }
      nav a { display: inline-block; padding: .4rem 0; }
      .done { padding: .7rem; border: 2px solid #00603a; font-weight: 600; }
      form { margin: 1.5rem 0 0; padding: 1rem; border: 1px solid #767676; border-radius: .4rem; }
      label { display: block; margin: .5rem 0; }
      textarea { width: 100%; min-height: 6rem; font: inherit; }
      button { min-height: 2.75rem; padding: .5rem 1.2rem; border: 0; border-radius: .4rem;
        color: #fff; background: #004a99; font: inherit; font-weight: 600; }
      .cancel button { background: #a3000b; }

      """

  func gone(_ language: NoticeLanguage?) -> HTTPResponse {
    let languages = language.map { [$0] } ?? [.japanese, .english]
    var page = GuestPages.head(languages[0], title: "InnBridge")
    for language in languages {
      page.raw("<p lang=\"\(language.htmlTag)\">")
      page.text(NoticeCatalogue.of(language).text(.pageGone), in: language)
      page.raw("</p>\n")
    }
    page.raw("</main>\n</body>\n</html>\n")
    return GuestPages.response(page.text, status: .notFound)
  }

  private static func head(_ language: NoticeLanguage, title: String) -> NoticeMarkup {
    var page = NoticeMarkup()
    page.raw("<!DOCTYPE html>\n<html lang=\"\(language.htmlTag)\">\n<head>\n")
    page.raw("<meta charset=\"utf-8\">\n")
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.raw("<meta name=\"robots\" content=\"noindex\">\n<title>")
    page.text(title)
    page.raw("</title>\n<style>\(style)</style>\n</head>\n<body>\n<main>\n")
    return page
  }

  func html(_ visit: Visit) throws -> String {
    let notice = Notice(visit.kind, visit.facts, language: visit.language)
    let catalogue = NoticeCatalogue.of(visit.language)
    var page = GuestPages.head(visit.language, title: notice.document.title.base)
    writeLanguages(visit, to: &page)
    if let done = visit.done {
      page.raw("<p class=\"done\" role=\"status\">")
      page.text(catalogue.text(done), in: visit.language)
      page.raw("</p>\n")
    }
    notice.write(to: &page)
    writeWays(visit, catalogue, to: &page)
    if visit.facts.booking.isOpen(at: visit.now) {
      writeChange(visit, catalogue, to: &page)
      writeCancel(visit, catalogue, to: &page)
    }
    page.raw("</main>\n</body>\n</html>\n")
    return page.text
  }

  private func writeLanguages(_ visit: Visit, to page: inout NoticeMarkup) {
    let label = NoticeCatalogue.of(visit.language).text(.pageLanguages).base
    page.raw("<nav aria-label=\"")
    page.text(label)
    page.raw("\"><ul>\n")
    for language in NoticeLanguage.allCases {
      let isOwn = language == visit.language
      page.raw("<li><a lang=\"\(language.htmlTag)\"")
      page.raw(isOwn ? " aria-current=\"true\"" : "")
      page.raw(" href=\"\(link(visit, language, visit.kind))\">\(language.ownName)</a></li>\n")
    }
    page.raw("</ul></nav>\n")
  }

  private func link(_ visit: Visit, _ language: NoticeLanguage, _ kind: NoticeKind) -> String {
    let own = GuestPages.kinds.contains(kind) ? "&amp;kind=" + kind.rawValue : ""
    return "\(GuestPages.path(token: visit.token))?lang=\(language.rawValue)\(own)"
  }

  /// Other notices and the calendar.
  private func writeWays(
    _ visit: Visit,
    _ catalogue: NoticeCatalogue,
    to page: inout NoticeMarkup,
  ) {
    page.raw("<nav class=\"ways\" aria-label=\"")
    page.text(catalogue.text(.headingStay).base)
    page.raw("\"><ul>\n")
    var ways: [(RichText, String)] = []
    if let present = NoticeKind.present(of: visit.facts.booking.state), present != visit.kind {
      ways.append((catalogue.text(.headingStay), link(visit, visit.language, present)))
    }
    let titles: [(NoticeKind, NoticeWord)] = [
      (.arrivalGuide, .titleArrivalGuide), (.houseRules, .titleHouseRules),
      (.phraseCard, .titlePhraseCard), (.useOfData, .titleUseOfData),
    ]
    for (kind, title) in titles where kind != visit.kind {
      ways.append((catalogue.text(title), link(visit, visit.language, kind)))
    }
    ways.append(
      (
        catalogue.text(.pageCalendar),
        "\(GuestPages.path(token: visit.token))/booking.ics?lang=\(visit.language.rawValue)"
      )
    )
    for (label, target) in ways {
      page.raw("<li><a href=\"\(target)\">")
      page.text(label, in: visit.language)
      page.raw("</a></li>\n")
    }
    page.raw("</ul></nav>\n")
  }

  private func begin(_ act: String, _ visit: Visit, to page: inout NoticeMarkup) {
    let target = "\(GuestPages.path(token: visit.token))/\(act)"
    page.raw("<form class=\"\(act)\" method=\"post\" action=\"\(target)\">\n")
    page.raw("<input type=\"hidden\" name=\"mark\" value=\"\(GuestPages.mark(visit.token))\">\n")
    page.raw("<input type=\"hidden\" name=\"lang\" value=\"\(visit.language.rawValue)\">\n")
  }

  private func writeChange(
    _ visit: Visit,
    _ catalogue: NoticeCatalogue,
    to page: inout NoticeMarkup,
  ) {
    begin("change", visit, to: &page)
    page.raw("<h2>")
    page.text(catalogue.text(.pageChange), in: visit.language)
    page.raw("</h2>\n<p>")
    page.text(catalogue.text(.pageChangeExplain), in: visit.language)
    page.raw("</p>\n<label for=\"wish\">")
    page.text(catalogue.text(.pageChangeText), in: visit.language)
    page.raw("</label>\n<textarea id=\"wish\" name=\"text\" required ")
    page.raw("maxlength=\"\(GuestWish.longest)\"></textarea>\n<p><button>")
    page.text(catalogue.text(.pageChangeSend), in: visit.language)
    page.raw("</button></p>\n</form>\n")
  }

  private func writeCancel(
    _ visit: Visit,
    _ catalogue: NoticeCatalogue,
    to page: inout NoticeMarkup,
  ) {
    let booking = visit.facts.booking
    let fee =
      booking.state.deadline == nil
      ? booking.cancellation.fee(for: booking.quote, checkIn: booking.stay.checkIn, at: visit.now)
      : .zero
    begin("cancel", visit, to: &page)
    page.raw("<h2>")
    page.text(catalogue.text(.pageCancel), in: visit.language)
    page.raw("</h2>\n<p>")
    page.text(
      fee == .zero
        ? catalogue.text(.pageFreeNow)
        : catalogue.text(
          .pageFeeNow,
          ["fee": .text(LocalFormat.money(fee, visit.language))]
        ),
      in: visit.language,
    )
    page.raw(" ")
    page.text(catalogue.text(.pageCancelSure), in: visit.language)
    page.raw("</p>\n<label><input type=\"checkbox\" name=\"sure\" value=\"yes\" required> ")
    page.text(catalogue.text(.pageCancelCheck), in: visit.language)
    page.raw("</label>\n<p><button>")
    page.text(catalogue.text(.pageCancel), in: visit.language)
    page.raw("</button></p>\n</form>\n")
  }
}

extension ICalendarWriter {
  /// A stay for the guest's own calendar (RFC 5545): all days, so that no time zone moves it.
  static func stay(_ booking: Booking, at inn: Inn, title: String, language: NoticeLanguage)
    -> [UInt8]
  {
    let name = language.isJapanese ? inn.name.japanese : "\(inn.name.romaji) (\(inn.name.japanese))"
    let status =
      switch booking.state {
      case .confirmed, .stayed, .noShow: "CONFIRMED"
      case .held, .requested: "TENTATIVE"
      case .cancelled, .released, .declined, .expired, .withdrawn: "CANCELLED"
      }
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//InnBridge//Guest//EN", "CALSCALE:GREGORIAN",
      "METHOD:PUBLISH", "BEGIN:VEVENT", "UID:\(booking.id)@innbridge",
      "SEQUENCE:\(booking.revision)", "DTSTAMP:" + stamp(booking.changedAt),
      "DTSTART;VALUE=DATE:" + day(booking.stay.checkIn),
      "DTEND;VALUE=DATE:" + day(booking.stay.checkOut),
      "SUMMARY:" + escaped(name), "STATUS:" + status,
      "DESCRIPTION:" + escaped("\(title) \(booking.reference.grouped)"),
    ]
    if let address = inn.profile.address { lines.append("LOCATION:" + escaped(address)) }
    if let position = inn.profile.position {
      lines.append("GEO:\(position.latitude);\(position.longitude)")
    }
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return lines.flatMap(folded)
  }

  private static func day(_ date: CivilDate) -> String { date.description.filter { $0 != "-" } }
}
