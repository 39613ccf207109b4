import InnRegistry

/// People of the office, their rights and sessions, and the log.
extension OfficeConsole {
  func addPeople(to routes: inout ConsoleRoutes) {
    routes.page("/people", "officePeople", .viewLog) { visit in
      try AuditPage(visit: visit).response()
    }
    routes.page("/people/accounts", "officeAccounts", .manageStaff) { visit in
      try PeoplePage(visit: visit).response()
    }
    routes.action("/people/accounts", "officeAddPerson", .manageStaff) { visit in
      try await addPerson(visit)
    }
    routes.action("/people/accounts/{person}", "officeSavePerson", .manageStaff) { visit in
      var member = try visit.colleague()
      if let role = visit.form["role"].flatMap(StaffRole.init) { member.role = role }
      if let state = visit.form["suspended"] { member.isSuspended = state == "yes" }
      let saved = member
      let actor = visit.actor
      return try await visit.managing(.saved) { transaction in
        try transaction.save(saved, by: actor)
        if saved.isSuspended { try transaction.endSessions(of: saved.id, by: actor) }
      }
    }
    routes.action("/people/accounts/{person}/password", "officeResetPassword", .manageStaff) {
      visit in
      let member = try visit.colleague()
      try visit.registry.check(.manageStaff, of: visit.member.id)
      let password = try await registry.resetPassword(of: member.id, by: visit.actor)
      return visit.done(
        .firstPassword(member.id.rawValue, password),
        else: ConsolePath("people", "accounts"),
      )
    }
    routes.action("/people/accounts/{person}/unlock", "officeUnlockPerson", .manageStaff) {
      visit in
      let member = try visit.colleague()
      let actor = visit.actor
      return try await visit.managing(.unlockedPerson) {
        try $0.unlockLogin(of: member.id, by: actor)
      }
    }
    routes.action("/people/sessions/{session}/end", "officeEndSession", .manageStaff) { visit in
      let id: StaffSessionID = try visit.guise.context.identifier("session")
      guard try registry.sessions(of: visit.organisation.id).contains(where: { $0.id == id }) else {
        throw ConsoleProblem.notFound
      }
      let actor = visit.actor
      return try await visit.managing(.sessionEnded) { try $0.endSession(id, by: actor) }
    }
    routes.action("/people/office", "officeSaveOffice", .manageOrganisation) { visit in
      try await saveOffice(visit)
    }
  }

  private func addPerson(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let id: StaffID? = reader.required("id", .identifier())
    let name = reader.required("name", .line(1...Listing.maxName))
    let role = reader.required("role", .oneOf(StaffRole.self))
    if let id, try registry.staff().contains(where: { $0.id == id }) {
      reader.refuse("id", .nameTaken)
    }
    var page = PeoplePage(visit: visit)
    page.form = reader.state
    guard let id, let name, let role, reader.errors.isEmpty else {
      return try page.response(.unprocessableContent)
    }
    let member = StaffMember(
      id: id,
      organisation: visit.organisation.id,
      name: name,
      role: role,
    )
    let actor = visit.actor
    try await visit.change(.manageStaff) { try $0.save(member, by: actor) }
    let password = try await registry.resetPassword(of: id, by: actor)
    return visit.done(
      .firstPassword(id.rawValue, password),
      else: ConsolePath("people", "accounts"),
    )
  }

  private func saveOffice(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    var office = visit.organisation
    office.name = reader.required("name", .line(1...Listing.maxName)) ?? office.name
    office.phone = reader.optional("phone", .phone)
    office.dutyPhone = reader.optional("duty", .phone)
    office.registration = reader.optional("registration", .line(1...Listing.maxName))
    let from = reader.optional("from", .time)
    let until = reader.optional("until", .time)
    switch (from, until) {
    case (let from?, let until?):
      var hours = office.hours ?? OfficeHours(from: from, until: until)
      hours.from = from
      hours.until = until
      office.hours = hours
    case (nil, nil): office.hours = nil
    default: reader.refuse("until", .hoursNeedBoth)
    }
    var page = PeoplePage(visit: visit)
    page.form = reader.state
    guard reader.errors.isEmpty else { return try page.response(.unprocessableContent) }
    let saved = office
    let actor = visit.actor
    return try await visit.acting(back: ConsolePath("people", "accounts"), .saved) {
      try await visit.change(.manageOrganisation) { try $0.save(saved, by: actor) }
    }
  }
}

extension Visit {
  /// The person that the path names, of this office.
  fileprivate func colleague() throws -> StaffMember {
    let id: StaffID = try guise.context.identifier("person")
    guard let member = try registry.staff().first(where: { $0.id == id }),
      member.organisation == organisation.id
    else { throw ConsoleProblem.notFound }
    return member
  }

  fileprivate func managing(
    _ words: Words,
    _ body: @escaping @Sendable (Transaction) throws -> Void,
  ) async throws -> HTTPResponse {
    let path = ConsolePath("people", "accounts")
    do {
      try await change(.manageStaff, body)
      return done(words, else: path)
    } catch OfficeRefusal.lastAdmin {
      return refused(.lastAdmin, else: path)
    }
  }
}

struct PeoplePage {
  let visit: Visit
  var form = FormState.empty

  private func path(_ more: String...) -> ConsolePath {
    ConsolePath(segments: ["people"] + more)
  }

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let accounts = try visit.registry.accounts(of: visit.organisation.id)
    let sessions = try visit.registry.sessions(of: visit.organisation.id)
    return ConsoleFrame(visit: visit, title: .people, section: .people).response(status) { html in
      html(.div, .class("split")) { html in
        html.heading(.people, .peopleLead)
        html(.a, .class("button"), .href(path()), words: .audit)
      }
      html.summary(of: form)
      html(.section, .class("panel"), .labelledBy("people")) { html in
        html(.h2, .id("people"), words: .people)
        html(.ul, .class("rows")) { html in for account in accounts { row(account, &html) } }
      }
      add(&html)
      office(&html)
      html(.section, .class("panel"), .labelledBy("sessions")) { html in
        html(.h2, .id("sessions"), words: .openSessions)
        html(.ul, .class("rows")) { html in for session in sessions { row(session, &html) } }
      }
    }
  }

  private func row(_ account: StaffAccount, _ html: inout HTMLWriter) {
    let member = account.member
    let id = member.id.rawValue
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, "\(member.name)（\(id)）")
        html(.span, .class("meta")) { html in
          html.chip(.role(member.role), "accent")
          if member.isSuspended { html.chip(.suspendedPerson, "bad") }
          if account.lockedUntil != nil { html.chip(.lockedPerson, "bad") }
          if account.passwordSetAt == nil { html.chip(.noPassword, "warn") }
          if account.sessions > 0 { html.chip(.signedInTimes(account.sessions)) }
        }
      }
      html(.details) { html in
        html(.summary, .label(.changeBooking + Words(" " + member.name)), words: .changeBooking)
        html(.div, .class("actions")) { html in
          html(.form, .method(.post), .action(path("accounts", id)), .class("inline")) { html in
            html.token(visit)
            html(.select, .name("role"), .label(.roleColumn)) { html in
              for role in StaffRole.allCases {
                html(
                  .option,
                  .value(role.rawValue),
                  .when(role == member.role, .selected),
                  words: .role(role),
                )
              }
            }
            html(.button, .submit, .class("button"), words: .save)
          }
          html.button(
            visit,
            member.isSuspended ? .resumePerson : .suspendPerson,
            path("accounts", id),
            style: member.isSuspended ? .plain : .danger,
            fields: [("suspended", member.isSuspended ? "no" : "yes")],
          )
          html.button(
            visit,
            .resetPassword,
            path("accounts", id, "password"),
            confirm: .resetPasswordConfirm,
          )
          if account.lockedUntil != nil {
            html.button(visit, .unlockPerson, path("accounts", id, "unlock"))
          }
        }
      }
    }
  }

  private func row(_ session: StaffSession, _ html: inout HTMLWriter) {
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, session.member.name)
        html(.span, .class("meta")) { html in
          html.moment(session.seenAt, now: visit.now)
          html(.span, session.browser)
          if session.id == visit.session.id { html.chip(.thisBrowser, "accent") }
        }
      }
      if session.id != visit.session.id {
        html.button(
          visit,
          .endSession,
          path("sessions", session.id.rawValue, "end"),
          label: .endSession + Words(" " + session.member.name),
        )
      }
    }
  }

  private func add(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("add")) { html in
      html(.h2, .id("add"), words: .addPerson)
      html(.form, .method(.post), .action(path("accounts")), .class("stack")) { html in
        html.token(visit)
        html(.div, .class("fields")) { html in
          html.field(.loginName, "id", in: form, isRequired: true, .autocomplete("off"))
          html.field(.personName, "name", in: form, isRequired: true, .autocomplete("off"))
          html.choice(
            .roleColumn,
            "role",
            StaffRole.allCases.map { ($0.rawValue, .role($0)) },
            value: StaffRole.helper.rawValue,
            in: form,
            hint: .roleHint,
          )
        }
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button primary"), words: .addPerson)
        }
      }
    }
  }

  private func office(_ html: inout HTMLWriter) {
    let office = visit.organisation
    html(.section, .class("panel"), .labelledBy("office")) { html in
      html(.h2, .id("office"), words: .office)
      html(.form, .method(.post), .action(path("office")), .class("stack")) { html in
        html.token(visit)
        html(.div, .class("fields")) { html in
          html(.div, .class("field")) { html in
            html(.label, .for("office-name"), words: .officeName)
            html(
              .input,
              .id("office-name"),
              .name("name"),
              .type(.text),
              .value(office.name),
              .required,
            )
          }
          html.field(.officePhone, "phone", .tel, value: office.phone?.national ?? "", in: form)
          html.field(.dutyPhone, "duty", .tel, value: office.dutyPhone?.national ?? "", in: form)
          html.field(
            .officeFrom,
            "from",
            .time,
            value: office.hours?.from.description ?? "",
            in: form,
            hint: .officeHoursHint,
          )
          html.field(
            .officeUntil,
            "until",
            .time,
            value: office.hours?.until.description ?? "",
            in: form,
          )
          html.field(.registration, "registration", value: office.registration ?? "", in: form)
        }
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button"), words: .save)
        }
      }
    }
  }
}

/// Who did what, newest first.
struct AuditPage {
  let visit: Visit

  /// Lines looked at for one page; those of other offices are left out.
  private static let length = 300

  func response() throws -> HTTPResponse {
    let before = visit.guise.query("before").flatMap { Int64($0) }
    let all = try visit.registry.newestEvents(before: before, limit: AuditPage.length)
    let own = Set(
      try visit.registry.staff().filter { $0.organisation == visit.organisation.id }
        .map(\.id.rawValue)
    )
    let events = all.filter { isOurs($0, own) }
    return ConsoleFrame(visit: visit, title: .audit, section: .people).response { html in
      html(.div, .class("split")) { html in
        html.heading(.audit, .auditLead)
        if visit.can(.manageStaff) {
          html(.a, .class("button"), .href(ConsolePath("people", "accounts")), words: .people)
        }
      }
      html(.section, .class("panel"), .label(.audit)) { html in
        html(.div, .class("scroll"), .tabindex(0), .role("region"), .label(.audit)) { html in
          html(.table) { html in
            html.headerRow([.time, .actorColumn, .whatColumn, .inn, .subjectColumn])
            html(.tbody) { html in for event in events { row(event, &html) } }
          }
        }
      }
      if all.count == AuditPage.length, let last = all.last {
        html(.nav, .class("pager"), .label(.page)) { html in
          html(
            .a,
            .class("button"),
            .href(ConsolePath("people", query: [("before", String(last.sequence))])),
            words: .older,
          )
        }
      }
    }
  }

  /// What happened at the office's inns, or was done by its people; administrators see what
  /// concerns the whole hub, too.
  private func isOurs(_ event: LogEvent, _ own: Set<String>) -> Bool {
    if case .staff(let name) = event.actor, own.contains(name) { return true }
    if let inn = event.inn { return visit.sees(inn) }
    if own.contains(event.subject) { return true }
    switch event.kind {
    case .staffSaved, .passwordSet, .signedIn, .signedOut, .loginLocked, .loginUnlocked:
      return false
    default: return visit.can(.manageChannels)
    }
  }

  private func row(_ event: LogEvent, _ html: inout HTMLWriter) {
    html(.tr) { html in
      html(.td) { $0.moment(event.at, now: visit.now) }
      html(.td, .who(event.actor))
      html(.td, .event(event.kind))
      html(.td, event.inn.flatMap { visit.registry.catalogue[$0]?.inn.name.japanese } ?? "")
      html(.td) { html in
        if event.subject.hasPrefix("bk_"), visit.can(.viewBookings) {
          html(.a, .href(ConsolePath("bookings", event.subject)), words: .open)
        } else {
          html.text(event.subject)
        }
      }
    }
  }
}
