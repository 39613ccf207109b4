import InnRegistry

/// The region: how full it is, who is where, and announcements to inns.
///
/// Figures here are the office's own, exact ones; published statistics, notices to guests and their
/// exports join this section with pages of their own and a link in ``RegionPage/pages``.
extension OfficeConsole {
  func addRegion(to routes: inout ConsoleRoutes) {
    routes.page("/region", "officeRegion", .viewStatistics) { visit in
      try RegionPage(visit: visit).response()
    }
    routes.page("/region/announcements", "officeAnnouncements", .sendBroadcasts) { visit in
      try AnnouncementPage(visit: visit).response()
    }
    routes.action("/region/announcements", "officeAnnounce", .sendBroadcasts) { visit in
      try await announce(visit)
    }
    routes.action(
      "/region/announcements/{broadcast}/stop",
      "officeStopAnnouncement",
      .sendBroadcasts,
    ) { visit in
      let id: BroadcastID = try visit.guise.context.identifier("broadcast")
      guard let found = try registry.broadcast(id),
        found.inns.allSatisfy({ visit.sees($0.inn) })
      else { throw ConsoleProblem.notFound }
      let actor = visit.actor
      return try await visit.acting(
        back: ConsolePath("region", "announcements"),
        .announcementStopped,
      ) {
        try await visit.change(.sendBroadcasts) { try $0.stopBroadcast(id, by: actor) }
      }
    }
    addStatistics(to: &routes)
    routes.page("/region/usage", "officeUsage", .viewUsage) { visit in
      try UsagePage(visit: visit).response()
    }
  }
}

struct RegionPage {
  let visit: Visit

  /// The section's pages besides this one.
  private static let pages: [(path: String, words: Words, right: StaffRight)] = [
    ("announcements", .announcements, .sendBroadcasts), ("usage", .usage, .viewUsage),
    ("statistics", .statistics, .viewStatistics),
  ]
  /// Nights shown ahead.
  private static let nights = 30

  func response() throws -> HTTPResponse {
    let inns = Set(visit.listings.filter(\.isListed).map(\.inn.id))
    let tonight = visit.tonight
    let nights = try visit.registry.regionNights(
      tonight..<(tonight + RegionPage.nights),
      of: inns,
    )
    let heads = try visit.registry.guests(on: tonight, of: inns)
    let stale = try visit.registry.officeDay(seesBookings: false) { visit.sees($0) }
    let selling = visit.listings.count(where: \.isOnSale)
    let staleCount = stale.stale.count + stale.moreStale
    return ConsoleFrame(visit: visit, title: .sectionRegion, section: .region).response { html in
      html(.div, .class("split")) { html in
        html.heading(.sectionRegion, .regionLead)
        html(.div, .class("actions")) { html in
          for page in RegionPage.pages where visit.can(page.right) {
            html(.a, .class("button"), .href(ConsolePath("region", page.path)), words: page.words)
          }
          for page in NoticesPage.pages.dropFirst() where visit.can(page.right) {
            html(.a, .class("button"), .href(ConsolePath("notices", page.path)), words: page.words)
          }
        }
      }
      html(.div, .id("region"), .liveRegion, .class("columns")) { html in
        html(.div) { html in occupancy(nights, &html) }
        html(.div) { html in
          html(.section, .class("panel"), .label(.coverage)) { html in
            html.facts([
              (.coverage, Words.ofInns(selling - staleCount, selling)[visit.language]),
              (
                .guestsTonight,
                Words.persons(heads.reduce(0) { $0 + $1.persons })[visit.language]
              ),
            ])
          }
          if visit.can(.viewBookings) { headcount(heads, &html) }
        }
      }
    }
  }

  private func occupancy(_ nights: [RegionNight], _ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("occupancy")) { html in
      html(.h2, .id("occupancy"), words: .occupancyAhead)
      html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.occupancyCaption)) {
        html in
        html(.table) { html in
          html(.caption, .occupancyCaption)
          html.headerRow([.date, .roomsBooked, .roomsFree, .share])
          html(.tbody) { html in
            for night in nights {
              let all = night.booked + night.free
              let share = all == 0 ? 0 : night.booked * 100 / all
              html(.tr) { html in
                html(.th, .scope(.row), words: TokyoClock.date(night.night))
                html(.td, .class("number"), text: String(night.booked))
                html(.td, .class("number"), text: String(night.free))
                html(.td) { html in
                  html(
                    .meter,
                    .min("0"),
                    .max("100"),
                    .value(String(share)),
                    .label(TokyoClock.date(night.night) + Words(" ") + .percent(share)),
                    words: .percent(share),
                  )
                }
              }
            }
          }
        }
      }
    }
  }

  private func headcount(_ heads: [NightGuests], _ html: inout HTMLWriter) {
    let catalogue = visit.registry.catalogue
    html(.section, .class("panel"), .labelledBy("heads")) { html in
      html(.h2, .id("heads"), words: .headcount)
      html(.p, .class("hint"), words: .headcountLead)
      guard !heads.isEmpty else { return html.empty(.nobodyStays) }
      html(.ul, .class("rows")) { html in
        for head in heads {
          html(.li) { html in
            html(.div, .class("what")) { html in
              html(.span, catalogue[head.inn]?.inn.name.japanese ?? head.inn.rawValue)
              html(.span, .class("meta")) { html in
                html(.span, .persons(head.persons))
                for tag in head.languages { html(.span, LanguageNames.words(tag)) }
                if let phone = catalogue[head.inn]?.phones.first?.number {
                  html(.a, .telephone(phone.e164), text: phone.national)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Calls and messages with what they cost.
struct UsagePage {
  let visit: Visit

  func response() throws -> HTTPResponse {
    let now = CivilMonth(of: TokyoTime.date(at: visit.now))
    let month = visit.guise.query("month").flatMap { CivilMonth($0) } ?? now
    let own = visit.organisation.municipalities
    let byPlace = try visit.registry.usageByMunicipality(months: month...month)
      .filter { own.contains($0.municipality) }
    let byInn = try visit.registry.usage(months: month...month).filter { visit.sees($0.inn) }
    let catalogue = visit.registry.catalogue
    return ConsoleFrame(visit: visit, title: .usage, section: .region).response { html in
      html.heading(.usage, .usageLead)
      html(.form, .method(.get), .action(ConsolePath("region", "usage")), .class("filter")) {
        html in
        html.field(.month, "month", .month, value: month.description)
        html(.button, .submit, .class("button"), words: .show)
      }
      table(
        "places",
        .byMunicipality,
        .municipality,
        byPlace.map { (Words.municipality($0.municipality), $0.sum) },
        &html,
      )
      table(
        "inns",
        .byInn,
        .inn,
        byInn.map { (Words(catalogue[$0.inn]?.inn.name.japanese ?? $0.inn.rawValue), $0.sum) },
        &html,
      )
    }
  }

  private func table(
    _ id: String,
    _ title: Words,
    _ first: Words,
    _ rows: [(Words, UsageSum)],
    _ html: inout HTMLWriter,
  ) {
    html(.section, .class("panel"), .labelledBy(id)) { html in
      html(.h2, .id(id), words: title)
      guard !rows.isEmpty else { return html.empty(.noUsage) }
      html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(title)) { html in
        html(.table) { html in
          html.headerRow([first, .callsColumn, .minutes, .messagesColumn, .cost])
          html(.tbody) { html in
            for (name, sum) in rows {
              html(.tr) { html in
                html(.th, .scope(.row), words: name)
                for number in [sum.calls, (sum.callSeconds + 59) / 60, sum.sms] {
                  html(.td, .class("number"), text: String(number))
                }
                html(.td, .class("number"), words: sum.estimatedYen.words)
              }
            }
          }
        }
      }
    }
  }
}
