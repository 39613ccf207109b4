import InnRegistry

/// Other stays for a guest whose inn said no, and the letter that offers them.
struct AlternativesPage {
  let visit: Visit
  let booking: Booking

  func response() throws -> HTTPResponse {
    let found = try visit.registry.alternatives(to: booking).filter { visit.sees($0.offer.inn) }
    let letter = AlternativesLetter(visit: visit, booking: booking, alternatives: found)
    return ConsoleFrame(visit: visit, title: .offerAlternatives, section: .bookings).response {
      html in
      html.heading(.offerAlternatives, .alternativesLead)
      guard !found.isEmpty else { return html.empty(.noAlternatives) }
      html(.section, .class("panel"), .label(.offerAlternatives)) { html in
        html(.ul, .class("rows")) { html in
          for alternative in found { row(alternative, &html) }
        }
      }
      html(.section, .class("panel"), .labelledBy("letter-title")) { html in
        html(.header) { html in
          html(.h2, .id("letter-title"), words: .textForGuest)
          html.chip(LanguageNames.words(letter.language.rawValue))
        }
        html(
          .div,
          .class("preview"),
          .id("letter"),
          .lang(letter.language.rawValue),
          text: letter.text,
        )
        html(.div, .class("actions")) { html in
          html(.button, .plainButton, .class("button"), .data(.copy, "letter"), words: .copyText)
          if let mail = booking.guest.email {
            html(
              .a,
              .class("button primary"),
              .mail(to: mail, subject: letter.subject, body: letter.text),
              words: .sendMail,
            )
          }
        }
      }
    }
  }

  private func row(_ alternative: Alternative, _ html: inout HTMLWriter) {
    let offer = alternative.offer
    let catalogue = visit.registry.catalogue
    let plan = catalogue.plan(offer.ratePlan)?.2
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, catalogue[offer.inn]?.inn.name.japanese ?? "")
        html(.span, .class("meta")) { html in
          html(.span, TokyoClock.stay(offer.stay))
          html(.span, Words(ja: plan?.name ?? "", en: plan?.nameEnglish ?? ""))
          html(.span, offer.quote.total.words)
        }
      }
      html(.div, .class("acts")) { html in
        html(
          .a,
          .class("button"),
          .href(
            ConsolePath(
              "bookings",
              "new",
              query: [
                ("inn", offer.inn.rawValue), ("check_in", offer.stay.checkIn.description),
                ("check_out", offer.stay.checkOut.description), ("rooms", String(offer.rooms)),
                ("adults", String(booking.party.adults)),
                ("child_ages", booking.party.childAges.map(String.init).joined(separator: ",")),
                ("plan", offer.ratePlan.rawValue),
              ],
            )
          ),
          words: .takeBooking,
        )
      }
    }
  }
}

/// The letter: in Japanese for who reads it, in English for everybody else.
struct AlternativesLetter {
  let visit: Visit
  let booking: Booking
  let alternatives: [Alternative]

  var language: ConsoleLanguage { booking.guest.language.hasPrefix("ja") ? .japanese : .english }

  var subject: String {
    Words.letterSubject(booking.reference.grouped)[language]
  }

  var text: String {
    let catalogue = visit.registry.catalogue
    let inn = catalogue[booking.inn]?.inn.name
    let lines = alternatives.map { alternative -> String in
      let offer = alternative.offer
      let name = catalogue[offer.inn]?.inn.name
      let plan = catalogue.plan(offer.ratePlan)?.2
      let words = Words(
        ja: "・\(name?.japanese ?? "")　\(TokyoClock.stay(offer.stay).ja)　\(plan?.name ?? "")　"
          + offer.quote.total.words.ja,
        en: "- \(name?.romaji ?? "") (\(name?.japanese ?? "")), \(TokyoClock.stay(offer.stay).en), "
          + "\(plan?.nameEnglish ?? ""), \(offer.quote.total.words.en)",
      )
      return words[language]
    }
    return Words.letter(
      guest: booking.guest.name.written,
      inn: Words(ja: inn?.japanese ?? "", en: inn?.romaji ?? ""),
      stay: TokyoClock.stay(booking.stay),
      office: visit.organisation.name,
      phone: visit.organisation.phone?.national ?? "",
      lines: lines.joined(separator: "\n"),
    )[language]
  }
}
