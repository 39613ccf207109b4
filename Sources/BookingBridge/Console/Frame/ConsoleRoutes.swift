import InnRegistry

/// Collects the console's routes; each page and action is asked only by who may.
struct ConsoleRoutes {
  let console: OfficeConsole
  private(set) var table = RouteTable()

  init(console: OfficeConsole) { self.console = console }

  typealias Page = @Sendable (Visit) async throws -> HTTPResponse
  typealias OpenPage = @Sendable (Guise) async throws -> HTTPResponse

  /// A page for whoever is signed in and has the right; nil for everybody who is signed in.
  mutating func page(
    _ pattern: String,
    _ operation: String,
    _ right: StaffRight?,
    _ handler: @escaping Page,
  ) {
    add(.get, pattern, operation, right, isAction: false, handler)
  }

  /// A form's target: its token is looked at before anything else.
  mutating func action(
    _ pattern: String,
    _ operation: String,
    _ right: StaffRight?,
    _ handler: @escaping Page,
  ) {
    add(.post, pattern, operation, right, isAction: true, handler)
  }

  /// A page that needs nobody signed in.
  mutating func open(
    _ method: HTTPMethod,
    _ pattern: String,
    _ operation: String,
    _ handler: @escaping OpenPage,
  ) {
    let console = console
    table.add(
      method,
      ConsolePath.prefix + pattern,
      operation: operation,
      access: .everyone,
    ) { context in
      .task { await console.guarded(Guise(context, console)) { try await handler($0) } }
    }
  }

  /// A route that answers by itself, such as a file of style.
  mutating func raw(_ pattern: String, _ operation: String, _ handler: @escaping RouteHandler) {
    table.add(
      .get,
      ConsolePath.prefix + pattern,
      operation: operation,
      access: .everyone,
      handler,
    )
  }

  private mutating func add(
    _ method: HTTPMethod,
    _ pattern: String,
    _ operation: String,
    _ right: StaffRight?,
    isAction: Bool,
    _ handler: @escaping Page,
  ) {
    let console = console
    // Off the thread of the connection: a page may take milliseconds, and searches wait behind it.
    table.add(
      method,
      ConsolePath.prefix + pattern,
      operation: operation,
      access: .staff,
    ) { context in
      .task {
        await console.guarded(Guise(context, console)) { guise in
          guard let session = try console.session(of: guise) else {
            return console.signInFirst(guise)
          }
          if !guise.isLive { console.registry.noteUse(of: session) }
          var visit = Visit(guise, session)
          if isAction { visit.form = try guise.checkedForm() }
          if session.mustChangePassword,
            !OfficeConsole.reachableWithFirstPassword.contains(operation)
          {
            return .see(ConsolePath("account"))
          }
          if let right { try visit.require(right) }
          return try await handler(visit)
        }
      }
    }
  }
}

extension OfficeConsole {
  /// Pages for whoever has yet to change a password that somebody else gave out.
  static let reachableWithFirstPassword: Set<String> = [
    "officeAccount", "officeChangePassword", "officeSignOut", "officeLanguage",
  ]

  func session(of guise: Guise) throws -> StaffSession? {
    guard let secret = guise.sessionSecret else { return nil }
    return try registry.session(secret: secret)
  }

  func signInFirst(_ guise: Guise) -> HTTPResponse {
    let target = guise.request.method == .get ? guise.request.target.raw : nil
    let next = ConsolePath(returning: target).flatMap {
      $0.text == ConsolePath.prefix ? nil : $0.text
    }
    return .see(ConsolePath("login", query: [("next", next)]))
  }

  /// Runs a handler; whatever it throws becomes a page.
  func guarded(_ guise: Guise, _ body: (Guise) async throws -> HTTPResponse) async -> HTTPResponse {
    do {
      return ConsoleFrame.secured(try await body(guise))
    } catch let problem as ConsoleProblem {
      return ConsoleFrame.secured(ErrorPage.response(problem, guise))
    } catch let problem as HTTPProblem {
      let shown: ConsoleProblem = problem.code.status == .notFound ? .notFound : .malformed
      return ConsoleFrame.secured(ErrorPage.response(shown, guise))
    } catch let refusal as OfficeRefusal {
      return ConsoleFrame.secured(ErrorPage.response(ConsoleProblem(refusal), guise))
    } catch {
      let refused = ConsoleProblem.refused(doors.explain(error))
      return ConsoleFrame.secured(ErrorPage.response(refused, guise))
    }
  }
}

/// Why a page is not shown or an action not done.
enum ConsoleProblem: Error, Hashable {
  case notFound
  /// The right that is missing.
  case notAllowed(StaffRight?)
  /// The form's token is not this session's: another site sent it, or the session is another.
  case foreignForm
  case malformed
  case tooManyTries
  case refused(Words)

  init(_ refusal: OfficeRefusal) {
    switch refusal {
    case .notAllowed(let right): self = .notAllowed(right)
    case .otherMunicipality, .innUnknown, .organisationUnknown, .staffUnknown: self = .notFound
    case .staffSuspended: self = .notAllowed(nil)
    case .staffOfOther: self = .refused(.nameTaken)
    case .lastAdmin: self = .refused(.lastAdmin)
    case .malformed(let fields): self = .refused(.malformedFields(fields))
    }
  }

  var status: HTTPStatus {
    switch self {
    case .notFound: .notFound
    case .notAllowed, .foreignForm: .forbidden
    case .malformed: .badRequest
    case .tooManyTries: .tooManyRequests
    case .refused: .conflict
    }
  }
}
