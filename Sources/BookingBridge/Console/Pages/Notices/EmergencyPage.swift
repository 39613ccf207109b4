package import InnRegistry

/// One action for an emergency: who is where, what would be said to whom, then the word to all.
extension OfficeConsole {
  func addEmergencies(to routes: inout ConsoleRoutes) {
    routes.page("/notices/emergency", "officeEmergency", .sendBroadcasts) { visit in
      try EmergencyPage(visit: visit).response()
    }
    routes.action("/notices/emergency", "officeSendEmergency", .sendBroadcasts) { visit in
      try await callEmergency(visit)
    }
    routes.page("/notices/headcount", "officeHeadcount", .viewGuests) { visit in
      try HeadcountPage(visit: visit).response()
    }
  }

  private func callEmergency(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let hazard = reader.required("hazard", .oneOf(Hazard.self))
    let text = reader.optional("text", .line(1...EmergencyWish.longestText))
    let english = reader.optional("english", .line(1...EmergencyWish.longestText))
    let area: AreaID? = reader.optional("area", .identifier())
    let chosen = Set(reader.all("inn", .identifier() as FormFormat<InnID>))
    var page = EmergencyPage(visit: visit)
    page.form = reader.state
    // Among the office's own: of others nobody here may know.
    let inns = visit.listings.filter { listing in
      (area == nil || listing.inn.area == area)
        && (chosen.isEmpty || chosen.contains(listing.inn.id))
    }
    guard let hazard, reader.errors.isEmpty else { return try page.response(.unprocessableContent) }
    let wish = EmergencyWish(
      hazard: hazard,
      text: text,
      english: english,
      inns: inns.map(\.inn.id),
      isCalling: reader.has("calls"),
    )
    let (doors, actor) = (doors, visit.actor)
    do {
      page.plan = try EmergencyPlan(wish, calls: doors.emergencies.plan(wish), visit)
      if visit.form["preview"] == "yes" { return try page.response() }
      // What is sent is what was looked at.
      guard visit.form["seen"] == wish.mark else {
        page.form.problem = .emergencyChanged
        return try page.response(.conflict)
      }
      let (reached, calls) = (page.plan?.reached ?? 0, page.plan?.calls.inns.count ?? 0)
      try await OfficeConsole.aside { try doors.emergencies.send(wish, actor) }
      return visit.done(
        .emergencySent(reached, calls),
        else: ConsolePath("notices", "emergency"),
      )
    } catch {
      page.form.problem = visit.explain(error)
      return try page.response(.conflict)
    }
  }
}

/// An emergency that somebody at the office is about to tell of.
package struct EmergencyWish: Hashable, Sendable {
  package var hazard: Hazard
  /// The office's own words; read to the inns too.
  package var text: String?
  package var english: String?
  /// Where it is.
  package var inns: [InnID]
  /// Whether inns are rung as well.
  package var isCalling: Bool

  /// Longest text, in characters: what is listened to on the telephone.
  static let longestText = 300

  /// The same for the same wish.
  var mark: String {
    let parts = [hazard.rawValue, text ?? "", english ?? "", isCalling ? "calls" : ""]
    return Secret.sha256((parts + inns.map(\.rawValue)).joined(separator: "\n"))
  }

  var message: [LocalizedText] {
    [("ja", text), ("en", english)].compactMap { language, text in
      text.map { LocalizedText(language: language, text: $0) }
    }
  }
}

/// What an emergency comes to: whom it reaches, by which way, in which language.
struct EmergencyPlan {
  let wish: EmergencyWish
  let calls: ConsoleDoors.Plan
  let counts: [Headcount]
  let languages: [Reading]
  /// Parties that can be written to.
  var reached: Int { languages.reduce(0) { $0 + $1.mail + $1.sms } }

  /// Parties who read one language, and what they get.
  struct Reading {
    let language: NoticeLanguage
    var parties = 0
    var mail = 0
    var sms = 0
    /// By a guest of one of the inns.
    var example: (inn: String, notice: Notice)?
    var unreached: Int { parties - mail - sms }
  }

  init(_ wish: EmergencyWish, calls: ConsoleDoors.Plan, _ visit: Visit) throws {
    self.wish = wish
    self.calls = calls
    let registry = visit.registry
    let inns = Set(wish.inns)
    counts = try registry.headcount().filter { inns.contains($0.inn) }
    var found: [NoticeLanguage: Reading] = [:]
    for party in try registry.presentParties() where inns.contains(party.inn) {
      guard let booking = try registry.booking(party.booking) else { continue }
      let language = NoticeLanguage(serving: booking.guest.language)
      var reading = found[language] ?? Reading(language: language)
      reading.parties += 1
      switch try visit.console.way(to: booking) {
      case .mail: reading.mail += 1
      case .sms: reading.sms += 1
      case nil: break
      }
      if reading.example == nil,
        var facts = try registry.noticeFacts(of: booking, for: .emergency)
      {
        facts.emergency = NoticeFacts.Emergency(hazard: wish.hazard, message: wish.message)
        reading.example = (facts.inn.name.japanese, Notice(.emergency, facts, language: language))
      }
      found[language] = reading
    }
    languages = NoticeLanguage.allCases.compactMap { found[$0] }
  }
}

extension OfficeConsole {
  /// By which way a guest would be written to now; nil where the hub can't.
  func way(to booking: Booking) throws -> NoticeDelivery.Way? {
    booking.guest.wayOfNotices(
      writes: try registry.sendsMail(for: booking.id, of: booking.channel),
      prefersSMS: try registry.prefersSMS(for: booking.id, of: booking.channel),
      texting: doors.carriers.texting,
      mails: doors.carriers.mails,
    )
  }
}

struct EmergencyPage {
  let visit: Visit
  var form = FormState.empty
  var plan: EmergencyPlan?

  private static let path = ConsolePath("notices", "emergency")
  /// Emergencies shown.
  private static let length = 20

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let sent = try visit.registry.emergencies(limit: EmergencyPage.length)
    let rows = try sent.compactMap(progress)
    return ConsoleFrame(visit: visit, title: .emergency, section: .notices).response(status) {
      html in
      html(.div, .class("split")) { html in
        html.heading(.emergency, .emergencyLead)
        html(.div, .class("actions")) { html in
          html(
            .a,
            .class("button"),
            .href(ConsolePath("notices", "headcount")),
            words: .headcountNow,
          )
        }
      }
      html.summary(of: form)
      html(.form, .method(.post), .action(EmergencyPage.path), .class("stack")) { html in
        html.token(visit)
        fields(&html)
        if let plan { shown(plan, &html) }
        buttons(&html)
      }
      html(.section, .class("panel"), .labelledBy("before")) { html in
        html(.h2, .id("before"), words: .emergenciesSent)
        guard !rows.isEmpty else { return html.empty(.noNotices) }
        html(.ul, .class("rows")) { html in for row in rows { self.row(row, &html) } }
      }
    }
  }

  // MARK: - The form

  private func fields(_ html: inout HTMLWriter) {
    let listings = visit.listings
    let areas = Set(listings.map(\.inn.area)).sorted()
    html(.section, .class("panel"), .label(.emergency)) { html in
      html(.div, .class("fields")) { html in
        html.choice(
          .hazard,
          "hazard",
          Hazard.allCases.map { ($0.rawValue, .hazard($0)) },
          in: form,
          isRequired: true,
        )
        html.choice(
          .area,
          "area",
          [("", .all)] + areas.map { ($0.rawValue, Words($0.rawValue)) },
          in: form,
        )
      }
      html.area(.ownJapanese, "text", rows: 2, in: form, hint: .ownJapaneseHint, .lang("ja"))
      html.area(.ownEnglish, "english", rows: 2, in: form, .lang("en"))
      html(.details, .when(!(form.body?.fields["inn"] ?? []).isEmpty, .open)) { html in
        html(.summary, .onlyTheseInns)
        html(.fieldset) { html in
          html(.legend, .onlyTheseInns)
          html(.div, .class("checks")) { html in
            for listing in listings {
              html.check(
                Words(listing.inn.name.japanese),
                "inn",
                value: listing.inn.id.rawValue,
                in: form,
              )
            }
          }
        }
      }
      html.check(.ringInns, "calls", isOn: true, in: form)
    }
  }

  private func buttons(_ html: inout HTMLWriter) {
    html(.div, .class("actions")) { html in
      html(
        .button,
        .submit,
        .class(plan == nil ? "button primary" : "button"),
        .name("preview"),
        .value("yes"),
        words: .checkEmergency,
      )
      if let plan {
        html(.input, .type(.hidden), .name("seen"), .value(plan.wish.mark))
        html(
          .button,
          .submit,
          .class("button danger"),
          .confirm(.emergencyConfirm),
          words: .sendEmergency(plan.reached, plan.calls.inns.count),
        )
      }
    }
  }

  // MARK: - What would be sent

  private func shown(_ plan: EmergencyPlan, _ html: inout HTMLWriter) {
    html(.section, .class("panel urgent"), .id("plan"), .labelledBy("plan-title")) { html in
      html(.h2, .id("plan-title"), words: .whatIsSent)
      HeadcountTable(visit: visit, counts: plan.counts, rung: Set(plan.calls.inns))
        .write(&html)
      if plan.languages.contains(where: { $0.unreached > 0 }) {
        html(.div, .class("notice note"), words: .unreachable)
      }
      for reading in plan.languages { self.reading(reading, &html) }
      if !plan.calls.inns.isEmpty {
        html(.h3, .readToInns + .readToInns(plan.calls.inns.count))
        html(.ul, .class("said"), .lang("ja")) { html in
          for sentence in plan.calls.spoken { html(.li, sentence) }
        }
      }
    }
  }

  private func reading(_ reading: EmergencyPlan.Reading, _ html: inout HTMLWriter) {
    html(.details) { html in
      html(.summary) { html in
        html(.span, reading.language.ownName)
        html.text(" ")
        html(.span, .parties(reading.parties))
        for (words, count) in [
          (Words.way(.mail), reading.mail), (.way(.sms), reading.sms),
          (.noReach, reading.unreached),
        ] where count > 0 {
          html.text(" ")
          html.chip(words + Words(" \(count)"))
        }
      }
      if let (inn, notice) = reading.example {
        html(.p, .class("hint"), words: .exampleOf(inn))
        html(.pre, .lang(notice.language.htmlTag), text: notice.text)
        html(.p, .class("preview"), .lang(notice.language.htmlTag), text: notice.sms)
      }
    }
  }

  // MARK: - What was sent

  private struct Row {
    var call: EmergencyCall
    var notices: [NoticeDelivery]
    var broadcast: BroadcastProgress?
  }

  /// Nil for one that concerned none of the office's own guests and inns.
  private func progress(_ call: EmergencyCall) throws -> Row? {
    let notices = try visit.registry.notices(ofEmergency: call.id).filter { visit.sees($0.inn) }
    let broadcast = try call.broadcast.flatMap { try visit.registry.broadcast($0) }
    let isOurs = broadcast?.inns.contains { visit.sees($0.inn) } ?? false
    guard isOurs || !notices.isEmpty || call.createdBy == visit.actor.text else { return nil }
    return Row(call: call, notices: notices, broadcast: broadcast)
  }

  private func row(_ row: Row, _ html: inout HTMLWriter) {
    let left = row.notices.count { $0.state == .sent || $0.state == .delivered }
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, .hazard(row.call.hazard))
        html(.span, .class("meta")) { html in
          html.moment(row.call.createdAt, now: visit.now)
          html.chip(
            .guestsReached(left, row.notices.count),
            left == row.notices.count ? "ok" : "warn",
          )
          if let broadcast = row.broadcast {
            let isAll = broadcast.heard == broadcast.inns.count
            html.chip(.heardBy(broadcast.heard, broadcast.inns.count), isAll ? "ok" : "warn")
          }
        }
        for text in row.call.message { html(.p, .lang(text.language), text: text.text) }
      }
    }
  }
}
