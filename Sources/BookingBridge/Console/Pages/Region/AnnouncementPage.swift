import InnRegistry

/// A text that inns are rung to hear: written, previewed, sent, followed.
struct AnnouncementPage {
  let visit: Visit
  var form = FormState.empty
  var plan: ConsoleDoors.Plan?

  /// Announcements shown.
  private static let length = 30
  static let hours = 1...168

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let sent = try visit.registry.broadcasts(limit: AnnouncementPage.length)
      .filter { $0.inns.allSatisfy { visit.sees($0.inn) } }
    return ConsoleFrame(visit: visit, title: .announcements, section: .region).response(status) {
      html in
      html.heading(.announcements, .announcementLead)
      html.summary(of: form)
      write(&html)
      html(.section, .class("panel"), .id("sent"), .liveRegion, .label(.announcements)) { html in
        guard !sent.isEmpty else { return html.empty(.noAnnouncements) }
        html(.ul, .class("rows")) { html in
          for progress in sent { row(progress, &html) }
        }
      }
    }
  }

  private func write(_ html: inout HTMLWriter) {
    let path = ConsolePath("region", "announcements")
    html(.form, .method(.post), .action(path), .class("panel stack")) { html in
      html.token(visit)
      html.area(
        .announcementText,
        "text",
        rows: 4,
        in: form,
        isRequired: true,
        .lang("ja"),
      )
      html(.div, .class("fields")) { html in
        let areas = Set(visit.listings.map(\.inn.area)).sorted()
        html.choice(
          .area,
          "area",
          [("", .all)] + areas.map { ($0.rawValue, Words($0.rawValue)) },
          in: form,
        )
        html.field(.within, "hours", .number, value: "12", in: form, .min("1"), .max("168"))
      }
      if let plan {
        html(.div, .class("notice note"), .role("status")) { html in
          html(.strong, .announcementPlan(plan.inns.count, plan.seconds, plan.minutes))
          html(.ul, .lang("ja")) { html in for sentence in plan.spoken { html(.li, sentence) } }
        }
      }
      html(.div, .class("actions")) { html in
        html(
          .button,
          .submit,
          .class("button"),
          .name("preview"),
          .value("yes"),
          words: .previewAnnouncement,
        )
        if plan != nil {
          html(
            .button,
            .submit,
            .class("button primary"),
            .confirm(.sendConfirm),
            words: .sendAnnouncement,
          )
        }
      }
    }
  }

  private func row(_ progress: BroadcastProgress, _ html: inout HTMLWriter) {
    let broadcast = progress.broadcast
    let missing = progress.inns.filter { $0.heardAt == nil }
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, .lang("ja"), text: broadcast.text)
        html(.span, .class("meta")) { html in
          html.moment(broadcast.createdAt, now: visit.now)
          html.chip(
            .heardBy(progress.heard, progress.inns.count),
            missing.isEmpty ? "ok" : "warn",
          )
          if broadcast.stoppedAt != nil { html.chip(.stopped) }
        }
        if !missing.isEmpty {
          html(.details) { html in
            html(.summary, .notHeardYet)
            html(.ul, .class("rows")) { html in
              for receipt in missing {
                let listing = visit.registry.catalogue[receipt.inn]
                html(.li) { html in
                  html(.span, listing?.inn.name.japanese ?? receipt.inn.rawValue)
                  html(.span) { html in
                    if let phone = listing?.phones.first?.number {
                      html(.a, .telephone(phone.e164), text: phone.national)
                    }
                  }
                }
              }
            }
          }
        }
      }
      html(.div, .class("acts")) { html in
        if broadcast.stoppedAt == nil, broadcast.deadline > visit.now, !missing.isEmpty {
          html.button(
            visit,
            .stopAnnouncement,
            ConsolePath("region", "announcements", broadcast.id.rawValue, "stop"),
          )
        }
      }
    }
  }
}

extension OfficeConsole {
  func announce(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let text = reader.required("text", .line(1...1000))
    let hours = reader.required("hours", .whole(AnnouncementPage.hours))
    let area: AreaID? = reader.optional("area", .identifier())
    var page = AnnouncementPage(visit: visit)
    page.form = reader.state
    guard let text, let hours else { return try page.response(.unprocessableContent) }
    // Among the office's own; who of them may be rung is the desk's rule.
    let inns = visit.listings.filter { area == nil || $0.inn.area == area }.map(\.inn.id)
    do {
      let plan = try doors.broadcasts.plan(text, inns)
      page.plan = plan
      if visit.form["preview"] == "yes" { return try page.response() }
      let (actor, doors) = (visit.actor, doors)
      try await OfficeConsole.aside { try doors.broadcasts.send(text, inns, hours, actor) }
      return visit.done(.announcementSent, else: ConsolePath("region", "announcements"))
    } catch {
      page.form.problem = visit.explain(error)
      return try page.response(.conflict)
    }
  }
}
