package import InnRegistry

/// The guest's own page of a booking, behind a link that nobody can guess: the notice in every
/// language, cancelling, asking for a change, calendar and phrase card.
///
/// No cookie, no script, nothing from another host. Only POST changes anything, and only with the
/// mark that the page itself carried; since the link is the only credential, no other site can make
/// a guest's browser send one.
package struct GuestPages: Sendable {
  private let registry: Registry

  package init(registry: Registry) { self.registry = registry }

  /// Kinds a guest may turn to, besides how the booking stands.
  static let kinds: [NoticeKind] = [.arrivalGuide, .houseRules, .phraseCard, .useOfData]
  /// Form bodies are small: a wish and its mark.
  private static let largestForm = 16 * 1024

  static func path(token: String) -> String { "/g/" + token }

  package var routes: RouteTable {
    var table = RouteTable()
    table.add(.get, "/g/{token}", operation: "guestPage", access: .everyone) { context in
      try page(context)
    }
    table.add(
      .get,
      "/g/{token}/booking.ics",
      operation: "guestCalendar",
      access: .everyone,
    ) { context in
      try calendar(context)
    }
    table.add(.post, "/g/{token}/cancel", operation: "guestCancels", access: .everyone) {
      (context: RequestContext) throws -> HTTPReply in
      try cancel(context)
    }
    table.add(.post, "/g/{token}/change", operation: "guestWishes", access: .everyone) {
      (context: RequestContext) throws -> HTTPReply in
      try wish(context)
    }
    return table
  }

  // MARK: - Reading

  private func page(_ context: RequestContext) throws -> HTTPResponse {
    let query = try? context.request.readQuery(GuestQuery.read)
    guard let visit = try visit(context, query) else { return gone(query?.language) }
    return GuestPages.response(try html(visit))
  }

  /// What a guest looks at.
  struct Visit {
    var token: String
    var facts: NoticeFacts
    var kind: NoticeKind
    var language: NoticeLanguage
    /// What has just been done.
    var done: NoticeWord?
    var now: Timestamp
  }

  private func visit(_ context: RequestContext, _ query: GuestQuery?) throws -> Visit? {
    guard let token = context.parameters["token"], token.utf8.count <= 64,
      let booking = try registry.booking(guestToken: token),
      let present = NoticeKind.present(of: booking.state)
    else { return nil }
    let kind = query?.kind.flatMap { GuestPages.kinds.contains($0) ? $0 : nil } ?? present
    guard var facts = try registry.noticeFacts(of: booking, for: kind) else { return nil }
    // The page is where the link leads.
    facts.link = nil
    return Visit(
      token: token,
      facts: facts,
      kind: kind,
      language: query?.language ?? facts.language,
      done: query?.done?.word,
      now: context.now,
    )
  }

  private func calendar(_ context: RequestContext) throws -> HTTPResponse {
    let query = try? context.request.readQuery(GuestQuery.read)
    guard let visit = try visit(context, query) else { return gone(query?.language) }
    let title = Notice(visit.kind, visit.facts, language: visit.language).document.title.base
    return HTTPResponse(
      .ok,
      headers: [
        ("Content-Type", "text/calendar; charset=utf-8"),
        ("Content-Disposition", "attachment; filename=\"booking.ics\""),
        ("Referrer-Policy", "no-referrer"),
      ],
      body: .bytes(
        ICalendarWriter.stay(
          visit.facts.booking,
          at: visit.facts.inn,
          title: title,
          language: visit.language,
        )
      ),
    )
  }

  // MARK: - Changing

  /// The mark that only a page of this link carries.
  static func mark(_ token: String) -> String { String(Secret.sha256("form:" + token).prefix(32)) }

  private func form(_ context: RequestContext) -> GuestForm? {
    guard context.request.body.count <= GuestPages.largestForm,
      let form = GuestForm(context.request.body), let token = context.parameters["token"],
      Secret.isEqual(form["mark"] ?? "", GuestPages.mark(token))
    else { return nil }
    return form
  }

  private func cancel(_ context: RequestContext) throws -> HTTPReply {
    guard let visit = try visit(context, nil) else { return .response(gone(nil)) }
    guard let form = form(context), form["sure"] == "yes" else {
      return .response(GuestPages.back(visit, form(context)?.language, nil))
    }
    let id = visit.facts.booking.id
    return act(visit, form.language, .cancelled) { transaction in
      _ = try transaction.cancel(id, by: .guest, actor: .guest)
    }
  }

  private func wish(_ context: RequestContext) throws -> HTTPReply {
    guard let visit = try visit(context, nil) else { return .response(gone(nil)) }
    guard visit.facts.booking.isOpen(at: context.now), let form = form(context),
      let text = form["text"], !text.trimmingSpaces().isEmpty
    else { return .response(GuestPages.back(visit, form(context)?.language, nil)) }
    let id = visit.facts.booking.id
    return act(visit, form.language, .sent) { transaction in
      try transaction.wish(text, for: id)
    }
  }

  private func act(
    _ visit: Visit,
    _ language: NoticeLanguage?,
    _ done: GuestQuery.Done,
    _ work: @escaping @Sendable (Transaction) throws -> Void,
  ) -> HTTPReply {
    .deferred(
      HTTPDeferral { completion in
        registry.write(work) { result in
          switch result {
          case .success: completion.complete(.success(GuestPages.back(visit, language, done)))
          case .failure(is BookingRefusal), .failure(is NoticeRefusal):
            completion.complete(.success(GuestPages.back(visit, language, .late)))
          case .failure(let error): completion.complete(.failure(error))
          }
        }
      }
    )
  }

  /// After a change the browser reads the page anew, so that reloading repeats nothing.
  private static func back(_ visit: Visit, _ language: NoticeLanguage?, _ done: GuestQuery.Done?)
    -> HTTPResponse
  {
    var query: [String] = []
    if let language { query.append("lang=" + language.rawValue) }
    if let done { query.append("done=" + done.rawValue) }
    let target =
      path(token: visit.token) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    return HTTPResponse(
      .seeOther,
      headers: [("Location", target), ("Referrer-Policy", "no-referrer")],
    )
  }
}

extension Booking {
  /// Whether the guest may still cancel it or ask for something: before the stay's end.
  func isOpen(at now: Timestamp) -> Bool {
    switch state {
    case .requested, .confirmed: now < BookingState.stayedFrom(stay)
    case .held, .stayed, .noShow, .cancelled, .released, .declined, .expired, .withdrawn: false
    }
  }
}

/// What a guest's page is asked for.
struct GuestQuery: Sendable {
  var language: NoticeLanguage?
  var kind: NoticeKind?
  var done: Done?

  enum Done: String, CaseIterable, Sendable {
    case cancelled
    case sent
    case late

    var word: NoticeWord {
      switch self {
      case .cancelled: .pageCancelled
      case .sent: .pageChangeSent
      case .late: .pageTooLate
      }
    }
  }

  @Sendable static func read(_ query: inout QueryReader) -> GuestQuery? {
    GuestQuery(
      language: query.optional("lang", .oneOf(NoticeLanguage.self)),
      kind: query.optional("kind", .oneOf(NoticeKind.self)),
      done: query.optional("done", .oneOf(Done.self)),
    )
  }
}

/// The fields of an HTML form (application/x-www-form-urlencoded).
struct GuestForm {
  private var fields: [String: String] = [:]

  /// Nil for anything that is no form, has a field twice, or is no UTF-8.
  init?(_ body: [UInt8]) {
    for pair in body.split(separator: UInt8(ascii: "&"), maxSplits: 16) {
      let parts = pair.split(
        separator: UInt8(ascii: "="),
        maxSplits: 1,
        omittingEmptySubsequences: false
      )
      guard let name = GuestForm.decoded(parts[0]),
        let value = parts.count > 1 ? GuestForm.decoded(parts[1]) : "", fields[name] == nil
      else { return nil }
      fields[name] = value
    }
  }

  subscript(name: String) -> String? { fields[name] }
  var language: NoticeLanguage? { fields["lang"].flatMap { NoticeLanguage(rawValue: $0) } }

  private static func decoded(_ text: some Collection<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(hexadecimalDigit),
          let low = iterator.next().flatMap(hexadecimalDigit)
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
