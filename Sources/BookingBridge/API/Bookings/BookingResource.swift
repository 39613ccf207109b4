import InnRegistry

extension PlatformAPI {
  func addBookings(to table: inout RouteTable) {
    table.add(
      .post,
      "/v1/bookings",
      operation: "createBooking",
      access: .channel(.book),
      document: BookingDocuments.create,
    ) { context in try createBooking(context) }
    table.add(
      .get,
      "/v1/bookings",
      operation: "listBookings",
      access: .channel(.book),
      document: BookingDocuments.list,
    ) { context in try listBookings(context) }
    table.add(
      .get,
      "/v1/bookings/{booking}",
      operation: "getBooking",
      access: .channel(.book),
      document: BookingDocuments.get,
    ) { context in
      let booking = try ownBooking(context)
      return .json(capacity: 2048) { booking.write(to: &$0) }
        .validated(for: context.request, tag: booking.booking.entityTag)
    }
    table.add(
      .patch,
      "/v1/bookings/{booking}",
      operation: "amendBooking",
      access: .channel(.book),
      document: BookingDocuments.amend,
    ) { context in try amendBooking(context) }
    table.add(
      .delete,
      "/v1/bookings/{booking}/amendment",
      operation: "withdrawAmendment",
      access: .channel(.book),
      document: BookingDocuments.withdrawAmendment,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let id: BookingID = try context.identifier("booking")
      return change { transaction in
        let booking = try transaction.withdrawAmendment(id, channel: caller.channel)
        return ChannelBooking(booking: booking).reply(status: .ok)
      }
    }
    table.add(
      .post,
      "/v1/bookings/{booking}/cancel",
      operation: "cancelBooking",
      access: .channel(.book),
      document: BookingDocuments.cancel,
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let id: BookingID = try context.identifier("booking")
      try context.request.requireNoBody()
      return try idempotency.reply(to: context, key: .accepted) { transaction in
        let booking = try transaction.cancel(id, channel: caller.channel)
        return ChannelBooking(booking: booking).reply(status: .ok)
      }
    }
  }

  private func createBooking(_ context: RequestContext) throws -> HTTPReply {
    let caller = try context.channelCaller()
    let body = try BookingBody(context.request)
    return try idempotency.reply(to: context) { transaction in
      let booking =
        switch body {
        case .sale(let request): try transaction.book(request, channel: caller.channel)
        case .hold(let id, let details):
          try transaction.confirmHold(id, details: details, channel: caller.channel)
        }
      return ChannelBooking(booking: booking)
        .reply(status: booking.state.isAwaited ? .accepted : .created)
    }
  }

  private func listBookings(_ context: RequestContext) throws -> HTTPResponse {
    let caller = try context.channelCaller()
    let query = try context.request.readQuery(BookingQuery.read)
    let found = try registry.bookings(
      of: caller.channel,
      since: query.updatedSince,
      after: query.cursor,
      inn: query.inn,
      states: query.states.map(Set.init),
      limit: query.limit + 1,
    )
    let page = found.prefix(query.limit)
    let last = found.count > query.limit ? page.last.map(BookingQuery.cursor(of:)) : nil
    return HTTPResponse.json(capacity: 16_384) { json in
      json.object {
        $0.array("bookings") { list in for booking in page { booking.write(to: &list) } }
        $0.page(next: last, of: context.request)
      }
    }.validated(for: context.request)
  }

  private func amendBooking(_ context: RequestContext) throws -> HTTPReply {
    let caller = try context.channelCaller()
    let id: BookingID = try context.identifier("booking")
    let patch = try context.request.readJSON(AmendmentPatch.read)
    guard let expected = context.request.headers["If-Match"] else {
      throw HTTPProblem(
        .preconditionRequired,
        detail: "send the booking's ETag as If-Match, so that nobody's change is overwritten",
      )
    }
    return change { transaction in
      guard let booking = try transaction.bookings([id]).first, booking.channel == caller.channel
      else { throw BookingRefusal.bookingUnknown }
      guard EntityTag.list(expected, names: booking.entityTag, isStrong: true) else {
        throw BookingRefusal.changedMeanwhile(revision: booking.revision)
      }
      let wanted = try patch.applied(to: booking)
      guard wanted != AmendmentRequest(booking) else {
        let waiting = try transaction.proposal(for: id)
        return ChannelBooking(booking: booking, proposal: waiting).reply(status: .ok)
      }
      let (amended, isWaiting) = try transaction.amend(id, wanted, channel: caller.channel)
      let proposal = isWaiting ? try transaction.proposal(for: id) : nil
      return ChannelBooking(booking: amended, proposal: proposal)
        .reply(status: isWaiting ? .accepted : .ok)
    }
  }

  func ownBooking(_ context: RequestContext) throws -> ChannelBooking {
    let caller = try context.channelCaller()
    let id: BookingID = try context.identifier("booking")
    guard let booking = try registry.booking(id, of: caller.channel) else {
      throw HTTPProblem(.notFound, detail: "there is no booking «\(id)» of yours")
    }
    return booking
  }

  /// A change without an Idempotency-Key: repeating it is harmless by itself.
  func change(_ work: @escaping @Sendable (Transaction) throws -> StoredReply) -> HTTPReply {
    .deferred(
      HTTPDeferral { completion in
        registry.write(work) { result in
          completion.complete(result.map { IdempotentRequests.response($0, isReplay: false) })
        }
      }
    )
  }
}

/// What `GET /v1/bookings` asks for.
struct BookingQuery: Sendable {
  var updatedSince: Timestamp?
  var states: [BookingState.Name]?
  var inn: InnID?
  var cursor: Registry.BookingPosition?
  var limit: Int

  /// Bookings on a page, unless the caller asks for fewer.
  static let defaultLimit = 50
  static let maxLimit = 200

  @Sendable static func read(_ query: inout QueryReader) -> BookingQuery? {
    BookingQuery(
      updatedSince: query.optional("updated_since", .instant),
      states: query.optional(
        "states",
        .list(of: .oneOf(BookingState.Name.self), count: 1...BookingState.Name.allCases.count),
      ),
      inn: query.optional("inn", .identifier()),
      cursor: query.optional("cursor", .bookingPosition),
      limit: query.optional("limit", .wholeNumber(1...maxLimit), default: defaultLimit),
    )
  }

  /// The name of a place between two bookings of a listing.
  static func cursor(of booking: ChannelBooking) -> String {
    "\(booking.booking.changedAt.milliseconds).\(booking.booking.id)"
  }
}

extension TextFormat where Value == Registry.BookingPosition {
  static var bookingPosition: Self {
    TextFormat<String>.cursor.map { (text) throws(TextFault) in
      let parts = text.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let milliseconds = Int64(parts[0]), milliseconds >= 0,
        let booking = BookingID(parts[1])
      else { throw TextFault(.wrongFormat, "must be a cursor from an earlier page") }
      return Registry.BookingPosition(
        changedAt: Timestamp(milliseconds: milliseconds),
        booking: booking,
      )
    }
  }
}

extension HTTPRequest {
  /// Refuses a body where none is read: it would be ignored without a word.
  func requireNoBody() throws(HTTPProblem) {
    guard body.isEmpty else {
      let _: Bool = try readJSON { _ in true }
      return
    }
  }
}
