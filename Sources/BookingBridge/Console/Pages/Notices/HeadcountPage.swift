import InnRegistry

/// Who is where now, to be printed for those who go and look.
struct HeadcountPage {
  let visit: Visit

  func response() throws -> HTTPResponse {
    let counts = try visit.registry.headcount().filter { visit.sees($0.inn) }
    let parties = try visit.registry.presentParties().filter { visit.sees($0.inn) }
    let bookings = try parties.compactMap { party in
      try visit.registry.booking(party.booking).map { (party, $0) }
    }
    let byInn = Dictionary(grouping: bookings) { $0.0.inn }
    return ConsoleFrame(visit: visit, title: .headcountNow, section: .notices).response { html in
      html.heading(.headcountNow, .headcountPageLead)
      html(.div, .id("headcount"), .class("together"), .liveRegion) { html in
        html(.section, .class("panel"), .label(.headcountNow)) { html in
          HeadcountTable(visit: visit, counts: counts).write(&html)
        }
        for count in counts { inn(count.inn, byInn[count.inn] ?? [], &html) }
      }
    }
  }

  private func inn(_ id: InnID, _ parties: [(PresentParty, Booking)], _ html: inout HTMLWriter) {
    guard let listing = visit.registry.catalogue[id] else { return }
    let profile = listing.inn.profile
    html(.section, .class("panel"), .labelledBy("inn-" + id.rawValue)) { html in
      html(.h2, .id("inn-" + id.rawValue), text: listing.inn.name.japanese)
      html.facts([
        (.address, profile.address ?? ""),
        (.telephone, listing.phones.first?.number.national ?? ""),
        (.shelterOf, profile.shelter.first { $0.language == "ja" }?.text ?? ""),
      ])
      html(.ul, .class("rows")) { html in
        for (party, booking) in parties { row(party, booking, &html) }
      }
    }
  }

  private func row(_ party: PresentParty, _ booking: Booking, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(
          .a,
          .href(ConsolePath("bookings", booking.id.rawValue)),
          text: booking.guest.name.written,
        )
        html(.span, .class("meta")) { html in
          html.chip(party.isStaying ? .staying : .arriving, party.isStaying ? "warn" : "")
          html(.span, .party(booking.party))
          html(.span, TokyoClock.stay(booking.stay))
          html(.span, LanguageNames.words(booking.guest.language))
          if let phone = booking.guest.phone { html(.a, .telephone(phone), text: phone) }
        }
      }
    }
  }
}

/// Persons at each inn now and on their way.
struct HeadcountTable {
  let visit: Visit
  let counts: [Headcount]
  /// Inns that would be rung; nil where nobody is about to ring.
  var rung: Set<InnID>?

  func write(_ html: inout HTMLWriter) {
    guard !counts.isEmpty || !(rung ?? []).isEmpty else { return html.empty(.nobodyStays) }
    let columns: [Words] = [.inn, .staying, .arriving, .telephone]
    html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.headcountNow)) { html in
      html(.table) { html in
        html(.caption, .headcountNow)
        html.headerRow(rung == nil ? columns : columns + [.isRung])
        html(.tbody) { html in
          for count in counts { row(count, &html) }
          html(.tr) { html in
            html(.th, .scope(.row), words: .allInns)
            html(.td, .class("number"), words: .persons(counts.reduce(0) { $0 + $1.staying }))
            html(.td, .class("number"), words: .persons(counts.reduce(0) { $0 + $1.arriving }))
            html(.td, "")
            if let rung { html(.td, String(rung.count)) }
          }
        }
      }
    }
  }

  private func row(_ count: Headcount, _ html: inout HTMLWriter) {
    let listing = visit.registry.catalogue[count.inn]
    html(.tr) { html in
      html(.th, .scope(.row), text: listing?.inn.name.japanese ?? count.inn.rawValue)
      for (persons, parties) in [
        (count.staying, count.stayingParties), (count.arriving, count.arrivingParties),
      ] {
        html(.td, .class("number")) { html in
          html.text(.persons(persons))
          html.text(" / ")
          html.text(.parties(parties))
        }
      }
      html(.td) { html in
        if let phone = listing?.phones.first?.number {
          html(.a, .telephone(phone.e164), text: phone.national)
        }
      }
      if let rung { html(.td, rung.contains(count.inn) ? .yes : .no) }
    }
  }
}
