import InnRegistry

/// A request to the console before anybody knows who asks: language, cookies, tokens.
struct Guise: Sendable {
  let context: RequestContext
  let console: OfficeConsole
  let language: ConsoleLanguage

  init(_ context: RequestContext, _ console: OfficeConsole) {
    self.context = context
    self.console = console
    let cookie = ConsoleCookies.value(of: ConsoleCookies.language, in: context.request)
    language = cookie.flatMap(ConsoleLanguage.init) ?? .japanese
  }

  var request: HTTPRequest { context.request }
  var sessionSecret: String? { ConsoleCookies.value(of: ConsoleCookies.session, in: request) }
  /// What a form of somebody who is not signed in is tied to.
  var formSecret: String? { ConsoleCookies.value(of: ConsoleCookies.form, in: request) }

  /// The token that every form of this browser carries: made of a secret that only its cookie has.
  var formToken: String { Guise.token(sessionSecret ?? formSecret ?? "") }

  static func token(_ secret: String) -> String {
    Secret.hex(Secret.hmac(Array("form".utf8), key: Array(secret.utf8)))
  }

  /// The form that was sent.
  ///
  /// - Throws: ``ConsoleProblem/foreignForm`` unless it is one of the console's own: a token of this
  ///   browser's cookie, and no other site named as its origin.
  func checkedForm() throws(ConsoleProblem) -> FormBody {
    let body: FormBody
    do {
      body = try FormBody(request)
    } catch {
      throw .malformed
    }
    let token = body["form"] ?? ""
    let isOurs = [sessionSecret, formSecret].compactMap(\.self).contains {
      Secret.isEqual(token, Guise.token($0))
    }
    guard isOurs, isFromHere else { throw .foreignForm }
    return body
  }

  /// Whether the browser names no other site as the one that sent this (Fetch Metadata, RFC 6454).
  private var isFromHere: Bool {
    if let site = request.headers["Sec-Fetch-Site"], site == "cross-site" || site == "same-site" {
      return false
    }
    guard let origin = request.headers["Origin"] else { return true }
    guard let host = request.headers["Host"] else { return false }
    return origin == "https://" + host || origin == "http://" + host
  }

  /// One parameter of the query, if it reads as this.
  func query<Value>(_ name: String, _ format: FormFormat<Value>) -> Value? {
    request.target.query.first { $0.name == name }.flatMap { format.read($0.value) }
  }

  func query(_ name: String) -> String? {
    request.target.query.first { $0.name == name }?.value
  }

  /// Asked by an open page for itself, not by a person.
  var isLive: Bool { request.headers["X-Live"] != nil }
}

/// One request of somebody who is signed in.
struct Visit: Sendable {
  let guise: Guise
  let session: StaffSession
  /// What was sent, for actions: its token was right.
  var form = FormBody()

  init(_ guise: Guise, _ session: StaffSession) {
    self.guise = guise
    self.session = session
  }

  var console: OfficeConsole { guise.console }
  var registry: Registry { guise.console.registry }
  var language: ConsoleLanguage { guise.language }
  var now: Timestamp { guise.context.now }
  var tonight: CivilDate { TokyoTime.tonight(at: now) }
  var member: StaffMember { session.member }
  var organisation: Organisation { session.organisation }
  var actor: Actor { .staff(member.id.rawValue) }

  // MARK: - Rights

  func can(_ right: StaffRight) -> Bool { member.role.rights.contains(right) }

  /// - Throws: ``ConsoleProblem/notAllowed(_:)``.
  func require(_ right: StaffRight) throws(ConsoleProblem) {
    guard can(right) else { throw .notAllowed(right) }
  }

  /// Whether an inn is the office's; others look as if they did not exist.
  func sees(_ inn: Inn) -> Bool { organisation.municipalities.contains(inn.municipality) }

  func sees(_ inn: InnID) -> Bool {
    registry.catalogue[inn].map { sees($0.inn) } ?? false
  }

  /// The office's inns in order of their names.
  var listings: [InnListing] { registry.catalogue.sorted.filter { sees($0.inn) } }

  /// - Throws: ``ConsoleProblem/notFound`` for another office's inn too.
  func listing(_ inn: InnID) throws(ConsoleProblem) -> InnListing {
    guard let listing = registry.catalogue[inn], sees(listing.inn) else { throw .notFound }
    return listing
  }

  /// The inn that the path names.
  func listing() throws -> InnListing {
    try listing(try guise.context.identifier("inn") as InnID)
  }

  /// Runs a change in the name of this person; the right is asked once more inside it, so that one
  /// taken away a moment ago is not used any more.
  @discardableResult
  func change<Value: Sendable>(
    _ right: StaffRight,
    at inn: InnID? = nil,
    _ body: @escaping @Sendable (Transaction) throws -> Value,
  ) async throws -> Value {
    let staff = member.id
    return try await registry.write { transaction in
      try transaction.check(right, of: staff, inn: inn)
      return try body(transaction)
    }
  }

  // MARK: - Answers

  /// Back to where the form came from, or to `path`, with a word about what was done.
  func done(_ words: Words, else path: ConsolePath) -> HTTPResponse {
    console.flashes.leave(Flash(words, isProblem: false), for: session.id)
    return .see(ConsolePath(returning: form["back"]) ?? path)
  }

  func refused(_ words: Words, else path: ConsolePath) -> HTTPResponse {
    console.flashes.leave(Flash(words, isProblem: true), for: session.id)
    return .see(ConsolePath(returning: form["back"]) ?? path)
  }

  /// Does something and goes back, with what was done or why it was not.
  func acting(
    back path: ConsolePath,
    _ words: Words,
    _ body: () async throws -> Void,
  ) async throws -> HTTPResponse {
    do {
      try await body()
      return done(words, else: path)
    } catch let problem as ConsoleProblem {
      guard case .refused(let why) = problem else { throw problem }
      return refused(why, else: path)
    } catch let refusal as OfficeRefusal {
      throw ConsoleProblem(refusal)
    } catch {
      return refused(explain(error), else: path)
    }
  }

  func explain(_ error: any Error) -> Words {
    switch error {
    case let refusal as RingRefusal: refusal.words
    case let flaw as StaffPassword.Flaw: flaw.words
    case ConsoleProblem.refused(let words): words
    default: console.doors.explain(error)
    }
  }
}

/// A word about the last action, shown on the next page and then gone.
struct Flash: Hashable, Sendable {
  var words: Words
  var isProblem: Bool

  init(_ words: Words, isProblem: Bool) {
    self.words = words
    self.isProblem = isProblem
  }
}

/// Words that wait for the next page of their session.
final class Flashes: Sendable {
  /// Words kept at once: more than there are people at work; past it all are forgotten.
  private static let most = 1000
  private let waiting = Lock<[StaffSessionID: Flash]>([:])

  func leave(_ flash: Flash, for session: StaffSessionID) {
    waiting.withLock { waiting in
      if waiting.count >= Flashes.most { waiting = [:] }
      waiting[session] = flash
    }
  }

  func take(_ session: StaffSessionID) -> Flash? {
    waiting.withLock { $0.removeValue(forKey: session) }
  }
}
