import InnRegistry

/// Signing in and out, the language, the live stream, the console's own files.
extension OfficeConsole {
  func addLogin(to routes: inout ConsoleRoutes) {
    routes.open(.get, "", "officeHome") { _ in .see(ConsolePath("today")) }
    routes.open(.get, "/login", "officeLogin") { guise in
      if try self.session(of: guise) != nil { return .see(ConsolePath("today")) }
      return LoginPage(guise: guise, next: guise.query("next")).response()
    }
    routes.open(.post, "/login", "officeSignIn") { try await self.signIn($0) }
    routes.action("/logout", "officeSignOut", nil) { visit in
      let session = visit.session.id
      let actor = visit.actor
      try await registry.write { try $0.endSession(session, by: actor) }
      var response = HTTPResponse.see(ConsolePath("login"))
      response.headers.append(
        "Set-Cookie",
        ConsoleCookies.setting(ConsoleCookies.session, "", seconds: 0, for: visit.guise.request),
      )
      return response
    }
    routes.open(.post, "/language", "officeLanguage") { guise in
      let form = try guise.checkedForm()
      let other: ConsoleLanguage = guise.language == .japanese ? .english : .japanese
      var response = HTTPResponse.see(ConsolePath(returning: form["back"]) ?? ConsolePath("today"))
      response.headers.append(
        "Set-Cookie",
        ConsoleCookies.setting(
          ConsoleCookies.language,
          other.rawValue,
          seconds: OfficeConsole.languageSeconds,
          for: guise.request,
        ),
      )
      return response
    }
    routes.page("/live", "officeLive", nil) { visit in
      guard let stream = live.open(for: visit.organisation) else {
        return HTTPResponse(.serviceUnavailable, headers: [("Retry-After", "30")])
      }
      return HTTPResponse(
        .ok,
        headers: [("Content-Type", "text/event-stream"), ("X-Accel-Buffering", "no")],
        body: .stream(stream),
      )
    }
    routes.raw("/assets/{name}", "officeAsset") { context in
      guard let asset = ConsoleAssets.named(context.parameters["name"] ?? "") else {
        throw HTTPProblem(.notFound)
      }
      return .response(asset.response)
    }
  }

  /// Whatever else lies below the console’s address is a page that there is not.
  func addNotFound(to routes: inout ConsoleRoutes) {
    routes.open(.get, "/{path...}", "officeNotFound") { _ in throw ConsoleProblem.notFound }
  }

  /// A year: whoever chose a language means it.
  private static let languageSeconds = 31_536_000

  private func signIn(_ guise: Guise) async throws -> HTTPResponse {
    let form = try guise.checkedForm()
    guard
      loginLimiter.take(key: guise.request.peerAddress, now: guise.context.now).retryAfter == nil
    else { throw ConsoleProblem.tooManyTries }
    let outcome = try await registry.signIn(
      form["name"]?.trimmingSpaces() ?? "",
      password: form["password"] ?? "",
      browser: guise.request.headers["User-Agent"] ?? "",
    )
    var page = LoginPage(guise: guise, next: form["next"], name: form["name"] ?? "")
    switch outcome {
    case .wrong:
      page.problem = .signInWrong
      return page.response(.unprocessableContent)
    case .locked(let until):
      page.problem = .signInLocked(until: TokyoClock.time(until))
      return page.response(.tooManyRequests)
    case .welcome(let secret, _):
      var response = HTTPResponse.see(
        ConsolePath(returning: form["next"]) ?? ConsolePath("today")
      )
      response.headers.append(
        "Set-Cookie",
        ConsoleCookies.setting(
          ConsoleCookies.session,
          secret,
          seconds: nil,
          for: guise.request,
        ),
      )
      return response
    }
  }
}

/// Where people sign in.
struct LoginPage {
  let guise: Guise
  var next: String?
  var name = ""
  var problem: Words?

  func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
    // The form is tied to a cookie of its own before there is a session.
    let known = guise.formSecret
    let secret = known ?? guise.console.registry.random.opaqueName(prefix: "")
    var html = HTMLWriter(guise.language, capacity: 8192)
    html.doctype()
    html(.html, .lang(guise.language.rawValue)) { html in
      ConsoleFrame.head(.signIn, &html)
      html(.body, .class("alone")) { html in
        html(.main, .class("card")) { html in
          html(.p, .class("brand"), text: "InnBridge")
          html(.h1, .signInTitle)
          if let problem {
            html(.div, .class("notice problem"), .role("alert"), words: problem)
          }
          form(Guise.token(secret), &html)
          html(.form, .method(.post), .action(ConsolePath("language")), .class("foot")) { html in
            html(.input, .type(.hidden), .name("form"), .value(Guise.token(secret)))
            html(.input, .type(.hidden), .name("back"), .value(ConsolePath("login").text))
            html(.button, .submit, .class("button quiet"), words: .languageSwitch)
          }
        }
      }
    }
    var response = ConsoleFrame.page(html, status)
    if known == nil {
      response.headers.append(
        "Set-Cookie",
        ConsoleCookies.setting(ConsoleCookies.form, secret, seconds: nil, for: guise.request),
      )
    }
    return response
  }

  private func form(_ token: String, _ html: inout HTMLWriter) {
    html(.form, .method(.post), .action(ConsolePath("login")), .class("stack")) { html in
      html(.input, .type(.hidden), .name("form"), .value(token))
      if let path = ConsolePath(returning: next) {
        html(.input, .type(.hidden), .name("next"), .value(path.text))
      }
      html.field(
        .loginName,
        "name",
        value: name,
        isRequired: true,
        .autocomplete("username"),
        .autofocus,
      )
      html.field(
        .password,
        "password",
        .password,
        isRequired: true,
        .autocomplete("current-password")
      )
      html(.button, .submit, .class("button primary"), words: .signIn)
    }
  }
}
