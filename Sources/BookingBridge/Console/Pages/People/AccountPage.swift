import InnRegistry

/// One's own account: the password, and where one is signed in.
extension OfficeConsole {
  func addAccount(to routes: inout ConsoleRoutes) {
    routes.page("/account", "officeAccount", nil) { visit in
      try AccountPage(visit: visit).response()
    }
    routes.action("/account", "officeChangePassword", nil) { visit in
      try await changePassword(visit)
    }
    routes.action("/account/sessions/{session}/end", "officeEndOwnSession", nil) { visit in
      let id: StaffSessionID = try visit.guise.context.identifier("session")
      let own = try registry.sessions(of: visit.organisation.id)
        .filter { $0.member.id == visit.member.id }
      guard own.contains(where: { $0.id == id }) else { throw ConsoleProblem.notFound }
      let actor = visit.actor
      return try await visit.acting(back: ConsolePath("account"), .sessionEnded) {
        try await registry.write { try $0.endSession(id, by: actor) }
      }
    }
  }

  private func changePassword(_ visit: Visit) async throws -> HTTPResponse {
    var reader = FormReader(visit.form)
    let present = reader.required("present", .secret)
    let new = reader.required("new", .secret)
    let again = reader.required("again", .secret)
    if let new, let again, new != again { reader.refuse("again", .passwordsDiffer) }
    if let present, let new, reader.errors.isEmpty {
      do {
        try await registry.changePassword(of: visit.session, from: present, to: new)
        return visit.done(.passwordChanged, else: ConsolePath("today"))
      } catch let flaw as StaffPassword.Flaw {
        reader.refuse(flaw == .presentIsWrong ? "present" : "new", flaw.words)
      }
    }
    var page = AccountPage(visit: visit)
    // What was typed is never sent back.
    page.form = FormState(errors: reader.errors)
    return try page.response(.unprocessableContent)
  }
}

struct AccountPage {
  let visit: Visit
  var form = FormState.empty

  func response(_ status: HTTPStatus = .ok) throws -> HTTPResponse {
    let sessions = try visit.registry.sessions(of: visit.organisation.id)
      .filter { $0.member.id == visit.member.id }
    return ConsoleFrame(visit: visit, title: .account, section: nil).response(status) { html in
      html.heading(.account, Words("\(visit.member.name)（\(visit.member.id)）"))
      if visit.session.mustChangePassword {
        html(.div, .class("notice note"), .role("status"), words: .changeFirst)
      }
      html.summary(of: form)
      password(&html)
      html(.section, .class("panel"), .labelledBy("sessions")) { html in
        html(.h2, .id("sessions"), words: .sessions)
        html(.ul, .class("rows")) { html in
          for session in sessions { row(session, &html) }
        }
      }
    }
  }

  private func password(_ html: inout HTMLWriter) {
    html(.section, .class("panel"), .labelledBy("password")) { html in
      html(.h2, .id("password"), words: .changePassword)
      html(.form, .method(.post), .action(ConsolePath("account")), .class("stack")) { html in
        html.token(visit)
        html(.div, .class("fields")) { html in
          html.field(
            .presentPassword,
            "present",
            .password,
            in: form,
            isRequired: true,
            .autocomplete("current-password"),
          )
          html.field(
            .newPassword,
            "new",
            .password,
            in: form,
            hint: .newPasswordHint,
            isRequired: true,
            .autocomplete("new-password"),
          )
          html.field(
            .newPasswordAgain,
            "again",
            .password,
            in: form,
            isRequired: true,
            .autocomplete("new-password"),
          )
        }
        html(.div, .class("actions")) { html in
          html(.button, .submit, .class("button primary"), words: .changePassword)
        }
      }
    }
  }

  private func row(_ session: StaffSession, _ html: inout HTMLWriter) {
    let isThis = session.id == visit.session.id
    html(.li) { html in
      html(.div, .class("what")) { html in
        html(.span, session.browser.isEmpty ? "–" : session.browser)
        html(.span, .class("meta")) { html in
          html(.span) { html in
            html.text(.lastUsed)
            html.text(" ")
            html.moment(session.seenAt, now: visit.now)
          }
          if isThis { html.chip(.thisBrowser, "accent") }
        }
      }
      if !isThis {
        html.button(
          visit,
          .endSession,
          ConsolePath("account", "sessions", session.id.rawValue, "end"),
        )
      }
    }
  }
}
