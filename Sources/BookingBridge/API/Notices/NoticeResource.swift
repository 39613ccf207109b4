import InnRegistry

/// What guests are told, for platforms that tell them themselves.
extension PlatformAPI {
  func addNotices(to table: inout RouteTable) {
    table.add(
      .get,
      "/v1/notices",
      operation: "getNoticeSettings",
      access: .channel(.book),
      document: NoticeDocuments.settings,
    ) { context in
      let channel = try context.channelCaller().channel
      let wanted = NoticeSwitches(
        mail: try registry.sendsMail(of: channel),
        sms: try registry.prefersSMS(for: nil, of: channel),
      )
      return HTTPResponse.json { json in json.object { wanted.write(to: &$0) } }
        .validated(for: context.request)
    }
    table.add(
      .put,
      "/v1/notices",
      operation: "setNoticeSettings",
      access: .channel(.book),
      document: NoticeDocuments.setSettings,
    ) { (context: RequestContext) throws -> HTTPReply in
      let channel = try context.channelCaller().channel
      let wanted = try context.request.readJSON(NoticeSwitches.read)
      return change { transaction in
        try wanted.set(for: .channel(channel), by: .channel(channel), transaction)
        var json = JSONWriter()
        json.object { wanted.write(to: &$0) }
        return StoredReply(status: HTTPStatus.ok.rawValue, body: json.text)
      }
    }
    table.add(
      .get,
      "/v1/notices/{booking}",
      operation: "getNotice",
      access: .channel(.book),
      document: NoticeDocuments.get,
    ) { context in try readNotice(context) }
    addNoticeActs(to: &table)
  }

  private func addNoticeActs(to table: inout RouteTable) {
    table.add(
      .put,
      "/v1/notices/{booking}",
      operation: "setBookingNotices",
      access: .channel(.book),
      document: NoticeDocuments.setBooking,
    ) { (context: RequestContext) throws -> HTTPReply in
      let booking = try ownBooking(context).booking
      let wanted = try context.request.readJSON(NoticeSwitches.read)
      return change { transaction in
        try wanted.set(for: .booking(booking.id), by: .channel(booking.channel), transaction)
        var json = JSONWriter()
        json.object {
          $0.field("booking", booking.id)
          wanted.write(to: &$0)
        }
        return StoredReply(status: HTTPStatus.ok.rawValue, body: json.text)
      }
    }
    table.add(
      .post,
      "/v1/notices/{booking}/link",
      operation: "createGuestLink",
      access: .channel(.book),
      document: NoticeDocuments.link,
    ) { (context: RequestContext) throws -> HTTPReply in
      let booking = try ownBooking(context).booking
      let base = publicURL
      // Not kept for repeated requests: of a link only its digest is stored.
      return change { transaction in
        let path = GuestPages.path(token: try transaction.makeGuestLink(to: booking.id))
        var json = JSONWriter()
        json.object {
          $0.field("path", path)
          $0.field("url", base.map { $0 + path })
          $0.field("expires_at", GuestLink.end(of: booking.stay))
        }
        return StoredReply(status: HTTPStatus.created.rawValue, body: json.text)
      }
    }
  }

  private func readNotice(_ context: RequestContext) throws -> HTTPResponse {
    let booking = try ownBooking(context).booking
    let query = try context.request.readQuery(NoticeQuery.read)
    guard let kind = query.kind ?? NoticeKind.present(of: booking.state) else {
      throw BookingRefusal.notPossible(booking.state.name)
    }
    guard let facts = try registry.noticeFacts(of: booking, for: kind) else {
      throw HTTPProblem(.notFound, detail: "the inn of this booking is listed no more")
    }
    let notice = Notice(kind, facts, language: query.language)
    return HTTPResponse.json(capacity: 8192) { notice.write(to: &$0, booking: booking.id) }
      .validated(for: context.request)
  }
}

/// What `GET /v1/notices/{booking}` asks for.
struct NoticeQuery: Sendable {
  var kind: NoticeKind?
  var language: NoticeLanguage?

  @Sendable static func read(_ query: inout QueryReader) -> NoticeQuery? {
    NoticeQuery(
      kind: query.optional("kind", .oneOf(NoticeKind.self)),
      language: query.optional("language", .oneOf(NoticeLanguage.self)),
    )
  }
}

/// The body that says how guests are written to.
struct NoticeSwitches: Sendable {
  /// Whether the hub writes to them at all.
  var mail: Bool
  /// By SMS rather than by mail, where the guest's telephone takes messages.
  var sms: Bool

  @Sendable static func read(_ body: inout JSONObjectReader) -> NoticeSwitches? {
    let mail = body.required("mail", .bool)
    let sms = body.optional("sms", .bool, default: false)
    return mail.map { NoticeSwitches(mail: $0, sms: sms) }
  }

  func write(to json: inout JSONWriter) {
    json.field("mail", mail)
    json.field("sms", sms)
  }

  func set(for subject: NoticeSubject, by actor: Actor, _ transaction: Transaction) throws {
    try transaction.setMail(mail, for: subject, by: actor)
    try transaction.setSMS(sms, for: subject, by: actor)
  }
}
