import InnRegistry
import InnTestSupport
import Testing

extension ScenarioRunner {
  /// What keepers, the office, guests and the platform do.
  func act(_ words: inout Words) async throws -> Bool {
    guard let who = words.peek, let actor = actor(who) else { return false }
    _ = words.take()
    switch (who, words.take()) {
    case ("guest", "cancels"):
      let id = try booking(words.take())
      _ = try world.registry.writeAndWait { try $0.cancel(id, channel: Fixtures.channel) }
    case ("otter", "amends"): try amend(&words)
    case ("import", "opens"):
      let (first, last) = try words.nights()
      lastKept = try world.registry.writeAndWait {
        try $0.reopen(
          Fixtures.inn,
          from: first,
          through: last,
          only: [.office, .api, .ical],
          by: actor,
        )
      }
    case (_, "says"): try say(&words, actor)
    case (_, "hears"):
      let booking = try world.booking(try booking(words.take()))
      try world.hear(booking, by: actor)
    case (_, "closes"):
      let (first, last) = try words.nights()
      lastInside =
        try world.registry.writeAndWait {
          try $0.close(Fixtures.inn, from: first, through: last, by: actor)
        }.inside
    case (_, "reopens"):
      let (first, last) = try words.nights()
      _ = try world.registry.writeAndWait {
        try $0.reopen(Fixtures.inn, from: first, through: last, by: actor)
      }
    case (_, "gives") where words.take("back"):
      let id = try booking(words.take())
      try world.registry.writeAndWait { try $0.giveBack(id, by: actor) }
    case (_, "takes") where words.take("back"):
      let id = try booking(words.take())
      try world.registry.writeAndWait { try $0.takeBackAnswer(id) }
    case (_, "keys"): try key(&words, actor)
    case (_, let verb): try answer(verb, &words, actor)
    }
    return true
  }

  private func actor(_ who: String) -> Actor? {
    let call = ConversationID(trusted: "\(who)_\(call)")
    switch who {
    case "mother": return .keeper(phone: Scenario.phones[0], call: call)
    case "mother-sms": return .keeperBySMS(phone: Scenario.phones[0], conversation: call)
    case "daughter": return .keeper(phone: Scenario.phones[1], call: call)
    case "office": return .staff("practice")
    case "guest", "otter": return .channel(Fixtures.channel)
    case "import": return .hub
    default: return nil
    }
  }

  private func say(_ words: inout Words, _ actor: Actor) throws {
    let rooms = try words.number()
    let night = try words.night(world.tonight)
    let roomType = words.take("of") ? RoomTypeID(trusted: words.take() ?? "") : Fixtures.roomType
    lastOutcome = try world.state(rooms, on: night, roomType: roomType, by: actor)
  }

  /// `keys yes to A`: heard, keyed, and being read back.
  private func key(_ words: inout Words, _ actor: Actor) throws {
    let accepts = words.take() == "yes"
    guard words.take("to") else { throw Misread(step: "") }
    let booking = try world.booking(try booking(words.take()))
    try world.registry.writeAndWait {
      try $0.keepAnswer(booking.id, revision: booking.revision, accepts: accepts, by: actor)
    }
  }

  private func answer(_ verb: String?, _ words: inout Words, _ actor: Actor) throws {
    let id = try booking(words.take())
    switch verb {
    case "accepts": _ = try world.registry.writeAndWait { try $0.accept(id, by: actor) }
    case "declines":
      let reason = words.take().flatMap { DeclineReason(rawValue: $0) }
      _ = try world.registry.writeAndWait { try $0.decline(id, reason: reason, by: actor) }
    case "misses": _ = try world.registry.writeAndWait { try $0.reportNoShow(id, by: actor) }
    default: throw Misread(step: "")
    }
  }

  private func amend(_ words: inout Words) throws {
    let id = try booking(words.take())
    let request = try request(&words)
    let change = AmendmentRequest(
      ratePlan: request.ratePlan,
      stay: request.stay,
      rooms: request.rooms,
      party: request.party,
    )
    _ = try world.registry.writeAndWait {
      try $0.amend(id, change, channel: Fixtures.channel)
    }
  }

  // MARK: - Expectations

  func expect(_ words: inout Words) throws -> Bool {
    let step = words.text
    let first = words.take() ?? ""
    switch first {
    case "remaining", "shortfall":
      let night = try words.night(world.tonight)
      let roomType = words.take("of") ? RoomTypeID(trusted: words.take() ?? "") : Fixtures.roomType
      guard words.take("is") else { return false }
      let expected = try words.number()
      let actual =
        first == "remaining"
        ? world.remaining(on: night, roomType: roomType)
        : try world.shortfall(on: night, roomType: roomType)
      #expect(actual == expected, "\(step)")
    case "unheard" where words.take("is"):
      #expect(lastOutcome?.unheard == [try booking(words.take())], "\(step)")
    case "inside" where words.take("is"): #expect(lastInside == [try booking(words.take())])
    case "kept" where words.take("are"):
      #expect(lastKept.map(\.description).joined(separator: " ") == words.text)
    case "waiting" where words.take("is"): try expectWaiting(words.text)
    case "unanswered" where words.take("is"):
      let count = try world.registry.read { try $0.count("SELECT expired_in_a_row FROM inn") }
      #expect(count == (try words.number()), "\(step)")
    case "alarm":
      let kind = words.take() ?? ""
      let isOpen = try world.registry.openAlarms().contains { "\($0.kind)" == kind }
      #expect(isOpen == words.take("is open"), "\(step)")
    default: return try expectOfBooking(first, &words, step)
    }
    return true
  }

  private func expectOfBooking(_ first: String, _ words: inout Words, _ step: String) throws -> Bool
  {
    switch first {
    case "amendment" where words.take("of"):
      let id = try booking(words.take())
      let count = try world.registry.read {
        try $0.count("SELECT count(*) FROM amendment WHERE booking = $1", .id(id))
      }
      #expect((count == 1) == words.take("waits"), "\(step)")
    case "nights" where words.take("of"):
      let booking = try world.booking(try booking(words.take()))
      guard words.take("are") else { return false }
      #expect(booking.stay.nightCount == (try words.number()), "\(step)")
    case "deadline" where words.take("of"):
      let booking = try world.booking(try booking(words.take()))
      guard words.take("is"), let date = words.take().flatMap({ CivilDate($0) }),
        let time = words.take().flatMap({ TimeOfDay($0) })
      else { return false }
      #expect(booking.state.deadline == TokyoTime.instant(date, minute: time.minutes), "\(step)")
    case "total" where words.take("of"):
      let booking = try world.booking(try booking(words.take()))
      guard words.take("is") else { return false }
      #expect(booking.quote.total == Yen(try words.number()), "\(step)")
    case "line":
      let lines = try world.booking(try booking("A")).quote.lines.map(\.notation)
      #expect(lines.contains(words.text), "\(step): \(lines)")
    case "log" where words.take("of"): return try expectLog(&words, step)
    default:
      guard let id = bookings[first], words.take("is"), let word = words.take() else {
        return false
      }
      let booking = try world.booking(id)
      if word == "heard" {
        #expect(booking.isHeard, "\(step)")
      } else {
        #expect(booking.state.name.rawValue == word, "\(step)")
      }
    }
    return true
  }

  private func expectLog(_ words: inout Words, _ step: String) throws -> Bool {
    let name = words.take() ?? ""
    let subject = bookings[name]?.rawValue ?? name
    let kinds = try world.registry.events(after: 0, limit: 1000)
      .filter { $0.subject == subject }.map(\.kind.rawValue)
    if words.take("lacks") {
      #expect(!kinds.contains(words.text), "\(step)")
      return true
    }
    guard words.take("has"), let kind = words.take() else { return false }
    #expect(kinds.filter { $0 == kind }.count == (try words.number()), "\(step)")
    return words.take("times")
  }

  /// `waiting is request A, confirmed B`, in the order in which a call tells it; `nothing` for none.
  private func expectWaiting(_ expected: String) throws {
    let actual = try world.registry.waiting(for: Fixtures.inn).map { news in
      let name = bookings.first { $0.value == news.booking.id }?.key ?? "?"
      switch news.kind {
      case .request: return "request \(name)"
      case .confirmed: return "confirmed \(name)"
      case .changed(let counted): return "changed\(counted ? "-counted" : "") \(name)"
      case .cancelled(let counted): return "cancelled\(counted ? "-counted" : "") \(name)"
      }
    }
    let text = actual.isEmpty ? "nothing" : actual.joined(separator: ", ")
    #expect(text == expected)
  }
}

extension Quote.Line {
  /// `12-27 adult/3 2×9000`: night, kind, guests in the room, quantity and unit.
  fileprivate var notation: String {
    let date = night.map { String($0.description.dropFirst(5)) } ?? "stay"
    let guests = occupancy.map { "/\($0)" } ?? ""
    return "\(date) \(kind.rawValue)\(childClass?.rawValue ?? "")\(guests) "
      + "\(quantity)×\(unit.amount)"
  }
}
