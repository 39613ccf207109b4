import InnRegistry

extension PlatformAPI {
  func addBookings(to table: inout RouteTable) {
    table.add(
      .post,
      "/v1/bookings",
      operation: "createBooking",
      access: .channel(.book),
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let request = try BookingRequest(context.request)
      return try idempotency.reply(to: context) { transaction in
        let booking = try transaction.book(request, channel: caller.channel)
        return booking.reply(status: booking.state.isAwaited ? .accepted : .created)
      }
    }
    table.add(
      .get,
      "/v1/bookings/{booking}",
      operation: "getBooking",
      access: .channel(.book),
    ) { context in
      let booking = try ownBooking(context)
      return .json { booking.write(to: &$0) }.with("ETag", booking.entityTag)
    }
    table.add(
      .post,
      "/v1/bookings/{booking}/cancel",
      operation: "cancelBooking",
      access: .channel(.book),
    ) { (context: RequestContext) throws -> HTTPReply in
      let caller = try context.channelCaller()
      let id: BookingID = try context.identifier("booking")
      try context.request.requireNoBody()
      return try idempotency.reply(to: context, key: .accepted) { transaction in
        try transaction.cancel(id, channel: caller.channel).reply(status: .ok)
      }
    }
  }

  func ownBooking(_ context: RequestContext) throws -> Booking {
    let caller = try context.channelCaller()
    let id: BookingID = try context.identifier("booking")
    // Another channel's booking must look like none at all.
    guard let booking = try registry.booking(id), booking.channel == caller.channel else {
      throw HTTPProblem(.notFound, detail: "there is no booking «\(id)» of yours")
    }
    return booking
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

extension BookingState {
  /// Waits for the keeper's answer.
  var isAwaited: Bool {
    if case .requested = self { true } else { false }
  }
}

extension Booking {
  func reply(status: HTTPStatus) -> StoredReply {
    var json = JSONWriter(capacity: 1024)
    write(to: &json)
    return StoredReply(
      status: status.rawValue,
      body: json.text,
      location: "/v1/bookings/\(id)",
    )
  }

  var entityTag: String { "\"\(revision)\"" }

  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("booking", id)
      $0.field("reference", reference.digits)
      $0.field("state", state.name)
      writeState(to: &$0)
      $0.field("revision", revision)
      $0.field("inn", inn)
      $0.field("room_type", roomType)
      $0.field("rate_plan", ratePlan)
      $0.field("channel_reference", channelReference)
      $0.field("check_in", stay.checkIn)
      $0.field("check_out", stay.checkOut)
      $0.field("rooms", rooms)
      $0.field("adults", party.adults)
      $0.array("children") { list in for child in party.children { child.write(to: &list) } }
      $0.field("arrival", arrival?.description)
      $0.object("guest") { guest.writeMembers(to: &$0) }
      $0.field("payment", quote.collection.price == .inn ? PaymentTerms.atInn : .prepaid)
      $0.money("price", quote.total)
      $0.array("lines") { list in for line in quote.lines { line.writePriced(to: &list) } }
      $0.array("cancellation") { list in
        for step in cancellation.steps {
          list.object {
            $0.field("days_before", step.daysBefore)
            $0.field("percent", step.percent)
          }
        }
      }
      if let cancellationFee { $0.money("cancellation_fee", cancellationFee) }
      $0.field("created_at", createdAt)
      $0.field("updated_at", changedAt)
    }
  }

  private func writeState(to json: inout JSONWriter) {
    switch state {
    case .held(let until): json.field("expires_at", until)
    case .requested(let deadline): json.field("answer_by", deadline)
    case .cancelled(let party): json.field("cancelled_by", party)
    case .declined(let reason): json.field("decline_reason", reason)
    case .confirmed, .stayed, .noShow, .released, .expired, .withdrawn: break
    }
  }
}

extension Party.Child {
  fileprivate func write(to json: inout JSONWriter) {
    json.object {
      $0.field("age", age)
      if let meals { $0.field("meals", meals) }
      if let bedding { $0.field("bedding", bedding) }
    }
  }
}

extension Guest {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.field("name", name.written)
    json.field("name_kana", name.kana)
    json.field("phone", phone)
    json.field("email", email)
    json.field("language", language)
    json.field("country", country)
    json.field("prefecture", prefecture)
    json.field("diet", diet)
    json.field("notes", notes)
  }
}

extension Quote.Line {
  fileprivate func writePriced(to json: inout JSONWriter) {
    json.object {
      $0.field("kind", kind)
      $0.field("night", night)
      $0.field("quantity", quantity)
      $0.money("unit", unit)
      $0.money("amount", amount)
      if let childClass { $0.field("child_class", childClass) }
    }
  }
}
