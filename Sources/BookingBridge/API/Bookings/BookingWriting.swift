import InnRegistry

extension BookingState {
  /// Waits for the keeper's answer.
  var isAwaited: Bool {
    if case .requested = self { true } else { false }
  }
}

extension Booking {
  var entityTag: String { "\"\(revision)\"" }
}

extension ChannelBooking {
  func reply(status: HTTPStatus) -> StoredReply {
    var json = JSONWriter(capacity: 2048)
    write(to: &json)
    return StoredReply(
      status: status.rawValue,
      body: json.text,
      location: "/v1/bookings/\(booking.id)",
      entityTag: booking.entityTag,
    )
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("booking", booking.id)
      json.field("reference", booking.reference.digits)
      json.field("state", booking.state.name)
      booking.writeState(to: &json)
      json.field("revision", booking.revision)
      json.field("inn", booking.inn)
      json.field("room_type", booking.roomType)
      json.field("channel_reference", booking.channelReference)
      AmendmentRequest(booking).writeMembers(to: &json)
      if booking.guest.name == .erased {
        json.key("guest")
        json.null()
      } else {
        json.object("guest") { booking.guest.writeMembers(to: &$0) }
      }
      json.field("payment", booking.quote.collection.terms)
      booking.quote.writeMembers(to: &json)
      booking.cancellation.write(as: "cancellation", to: &json)
      if let fee = booking.cancellationFee { json.money("cancellation_fee", fee) }
      if let proposal {
        json.object("amendment") {
          proposal.request.writeMembers(to: &$0)
          proposal.quote.writeMembers(to: &$0)
          proposal.cancellation.write(as: "cancellation", to: &$0)
          $0.field("answer_by", proposal.deadline)
        }
      }
      json.field("created_at", booking.createdAt)
      json.field("updated_at", booking.changedAt)
    }
  }
}

extension Booking {
  /// What belongs to one state only.
  fileprivate func writeState(to json: inout JSONWriter) {
    switch state {
    case .held(let until): json.field("expires_at", until)
    case .requested(let deadline): json.field("answer_by", deadline)
    case .cancelled(let party): json.field("cancelled_by", party)
    case .declined(let reason): json.field("decline_reason", reason)
    case .confirmed, .stayed, .noShow, .released, .expired, .withdrawn: break
    }
  }
}

extension AmendmentRequest {
  /// What a guest may change.
  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.field("rate_plan", ratePlan)
    json.field("check_in", checkIn)
    json.field("check_out", checkOut)
    json.field("rooms", rooms)
    json.field("adults", party.adults)
    json.array("children") { list in for child in party.children { child.write(to: &list) } }
    json.field("arrival", arrival?.description)
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

extension Quote.Collection {
  var terms: PaymentTerms { price == .inn ? .atInn : .prepaid }
}

extension Quote {
  /// The price of a stay: whole, by who collects it, and the lines that add up to it.
  func writeMembers(to json: inout JSONWriter) {
    json.money("price", total)
    json.money("taxes", taxes)
    json.money("due_at_inn", dueAtInn)
    json.money("prepaid", prepaid)
    if commissionShare != 0 { json.money("commission", commission) }
    json.array("lines") { list in for line in lines { line.writePriced(to: &list) } }
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

extension CancellationPolicy {
  func write(as name: String, to json: inout JSONWriter) {
    json.array(name) { list in
      for step in steps {
        list.object {
          $0.field("days_before", step.daysBefore)
          $0.field("percent", step.percent)
        }
      }
    }
  }
}
