import InnRegistry
import InnTestSupport

extension Simulation {
  /// One thing happens.
  func step() async throws {
    switch roll(1...100) {
    case 1...24: try await channelSells()
    case 25...36: try await channelMinds()
    case 37...45: try await channelAmends()
    case 46...58: try await keeperCalls()
    case 59...65: try await keeperStates()
    case 66...73: try await officeActs()
    case 74...76: try await listingChanges()
    case 77: try await officeLimits()
    case 78...80: try await workerDelivers()
    case 81...92: try await timePasses()
    case 93...96: try crashes()
    case 97: try await officeImports()
    case 98: try await retentionRuns()
    default: try await platformRepeats()
    }
  }

  // MARK: - Who and when

  private func someInn() -> InnEntry { pick(Simulation.inns) ?? Simulation.inns[0] }
  private func someChannel() -> Channel { pick(Simulation.channels) ?? Simulation.channels[0] }

  private func someNight() -> CivilDate { world.tonight + roll(0...5) }

  private func someRequest() -> BookingRequest {
    let room = pick(someInn().rooms) ?? Simulation.inns[0].rooms[0]
    let plan = pick(room.plans) ?? room.plans[0]
    let rooms = chance(80) ? 1 : 2
    return Fixtures.request(
      plan.id,
      checkIn: someNight(),
      nights: roll(1...3),
      rooms: rooms,
      adults: roll(rooms...(rooms * 2)),
    )
  }

  /// A booking, mostly in one of the given states, sometimes in any.
  private func someBooking(_ states: Set<BookingState.Name>) throws -> (Booking, ChannelID)? {
    let isWanted = chance(85)
    let latest = try world.registry.read { db in
      try db.rows("SELECT id, state FROM booking ORDER BY created_at DESC, id LIMIT 40") {
        (BookingID(trusted: $0.text(0)), $0.text(1))
      }
    }
    let wanted = latest.filter { !isWanted || states.map(\.rawValue).contains($0.1) }
    guard let (id, _) = pick(wanted), let booking = try world.registry.booking(id) else {
      return nil
    }
    return (booking, booking.channel)
  }

  /// A call from one of an inn's telephones.
  func someCaller(of inn: InnEntry) -> Actor {
    calls += 1
    let phone = pick(inn.phones)?.number ?? inn.phones[0].number
    let name = ConversationID(trusted: "call_\(calls)")
    return chance(85)
      ? .keeper(phone: phone, call: name) : .keeperBySMS(phone: phone, conversation: name)
  }

  // MARK: - Channels

  private func channelSells() async throws {
    let channel = someChannel()
    let request = someRequest()
    let isHold = chance(35)
    let minutes = roll(1...30)
    let what =
      "\(channel.id) \(isHold ? "holds" : "books") \(request.rooms) of "
      + "\(request.ratePlan) \(request.stay.checkIn)+\(request.stay.nightCount)"
    try await carryOut(what) {
      _ =
        isHold
        ? try $0.hold(request, channel: channel.id, for: .minutes(minutes))
        : try $0.book(request, channel: channel.id)
    }
  }

  private func channelMinds() async throws {
    let isAboutHold = chance(65)
    guard
      let (booking, channel) = try someBooking(isAboutHold ? [.held] : [.requested, .confirmed])
    else { return }
    let id = booking.id
    switch isAboutHold ? roll(1...5) : 6 {
    case 1...3:
      try await carryOut("\(channel) confirms \(id)") {
        _ = try $0.confirmHold(id, channel: channel)
      }
    case 4:
      try await carryOut("\(channel) extends \(id)") {
        _ = try $0.extendHold(id, by: .minutes(20), channel: channel)
      }
    case 5:
      try await carryOut("\(channel) releases \(id)") {
        _ = try $0.releaseHold(id, channel: channel)
      }
    default:
      try await carryOut("\(channel) cancels \(id)") {
        _ = try $0.cancel(id, channel: channel)
      }
    }
  }

  private func channelAmends() async throws {
    guard let (booking, channel) = try someBooking([.confirmed]) else { return }
    let id = booking.id
    if chance(15) {
      try await carryOut("\(channel) withdraws the amendment of \(id)") {
        _ = try $0.withdrawAmendment(id, channel: channel)
      }
      return
    }
    let checkIn = booking.stay.checkIn + roll(-1...1)
    let rooms = roll(1...2)
    guard let stay = Stay(checkIn: checkIn, nights: roll(1...3)),
      let party = Party(adults: roll(rooms...(rooms * 2)))
    else { return }
    let change = AmendmentRequest(
      ratePlan: booking.ratePlan,
      stay: stay,
      rooms: rooms,
      party: party,
    )
    try await carryOut("\(channel) amends \(id) to \(rooms) rooms \(checkIn)+\(stay.nightCount)") {
      _ = try $0.amend(id, change, channel: channel)
    }
  }

  /// A platform that lost the answer sends its request again.
  private func platformRepeats() async throws {
    keys += 1
    let key = "key-\(keys)"
    let request = someRequest()
    let channel = someChannel().id
    let first = try await carryOut("\(channel) books with \(key)") { transaction in
      try transaction.once(key: key, channel: channel, digest: key) {
        let booking = try transaction.book(request, channel: channel)
        return StoredReply(status: 201, body: "{}", location: booking.id.rawValue)
      }.0
    }
    guard let first else { return }
    if chance(50) { try crashes() }
    let second = try await carryOut("\(channel) repeats \(key)") { transaction in
      try transaction.once(key: key, channel: channel, digest: key) {
        throw BookingRefusal.bookingUnknown
      }
    }
    if let second, second.0 != first || !second.isReplay {
      problems.append("\(key): the repetition got another answer")
    }
  }

  // MARK: - Keepers

  /// A call: what waits is read, requests are answered, and some keys come late or not at all.
  private func keeperCalls() async throws {
    let inn = someInn()
    let caller = someCaller(of: inn)
    note("\(inn.inn.id) is in talk, \(caller.text)")
    for item in try world.registry.waiting(for: inn.inn.id).prefix(3) {
      guard chance(85) else { return }
      let (id, revision) = (item.booking.id, item.booking.revision)
      try await hear(id, revision, caller)
      if case .request = item.kind { try await answer(id, revision, caller) }
      if case .cancelled(counted: true) = item.kind, chance(60) {
        try await carryOut("gives the rooms of \(id) back", givesBack: true) {
          try $0.giveBack(id, by: caller)
        }
      }
    }
    if chance(60) { try await stateSomething(inn, caller) }
    if let id = unexplained.first, chance(70) {
      unexplained.removeFirst()
      let reason = pick(DeclineReason.allCases) ?? .other
      try await carryOut("says why not \(id): \(reason)", makesShortfalls: true) {
        _ = try $0.tellReason(reason, for: id, by: caller)
      }
    }
  }

  func hear(_ id: BookingID, _ revision: Int, _ caller: Actor) async throws {
    let done: Void? = try await carryOut("hears \(id) r\(revision)") {
      try $0.hear([(id, revision: revision)], by: caller)
    }
    if done != nil { remember(id, revision, caller) }
  }

  func remember(_ id: BookingID, _ revision: Int, _ caller: Actor) {
    guard let listener = caller.listener, let phone = listener.phone else { return }
    heard.append(
      Hearing(booking: id, revision: revision, call: listener.conversation, phone: phone)
    )
  }

  private func answer(_ id: BookingID, _ revision: Int, _ caller: Actor) async throws {
    guard chance(80) else { return }
    let accepts = chance(65)
    let kept: Void? = try await carryOut("keys \(accepts ? "yes" : "no") to \(id)") {
      try $0.keepAnswer(id, revision: revision, accepts: accepts, by: caller)
    }
    guard kept != nil else { return }
    remember(id, revision, caller)
    switch roll(1...10) {
    case 1: try await carryOut("takes the answer back") { try $0.takeBackAnswer(id) }
    case 2: return  // hangs up, and the hub did not notice: the clock settles it
    case 3:
      try crashes()
      try await settleAfterCrash()
    case 4:
      world.advance(by: .minutes(roll(1...200)))
      fallthrough
    default:
      let settled = try await carryOut("the answer to \(id) is final") { try $0.settleAnswer(id) }
      guard let booking = settled ?? nil else { return }
      try learnAnswers()
      if case .declined = booking.state { unexplained.append(id) }
    }
  }

  private func keeperStates() async throws {
    let inn = someInn()
    try await stateSomething(inn, someCaller(of: inn))
  }

  /// What the registry makes of a statement is compared with a reckoning of its own.
  private func stateSomething(_ inn: InnEntry, _ caller: Actor) async throws {
    guard let room = pick(inn.rooms) else { return }
    let night = someNight()
    let rooms = roll(0...room.roomType.rooms)
    let id = room.roomType.id
    let expected = try uncounted(of: id, on: night, caller)
    guard let listener = caller.listener else { return }
    let outcome = try await carryOut(
      "says \(rooms) of \(id) on \(night)",
      makesShortfalls: true,
    ) {
      try $0.state(rooms, of: id, on: night, counting: .heard(listener), by: caller)
    }
    guard let outcome else { return }
    let balance = rooms - expected
    if outcome.remaining != max(0, balance) || outcome.shortfall != max(0, -balance) {
      problems.append(
        "said \(rooms) of \(id) on \(night) with \(expected) rooms unheard: \(outcome)"
      )
    }
  }

  // MARK: - The office

  private func officeActs() async throws {
    let actor = Actor.staff("practice")
    if chance(30) {
      let inn = someInn()
      guard let room = pick(inn.rooms) else { return }
      let night = someNight()
      let rooms = roll(0...room.roomType.rooms)
      try await carryOut(
        "office: \(rooms) of \(room.roomType.id) on \(night)",
        makesShortfalls: true
      ) {
        _ = try $0.state(rooms, of: room.roomType.id, on: night, counting: .shown, by: actor)
      }
      return
    }
    let kind = roll(1...5)
    let wanted: Set<BookingState.Name> =
      kind <= 2 ? [.requested] : kind == 3 ? [.confirmed, .requested] : [.stayed, .confirmed]
    guard let (booking, _) = try someBooking(wanted) else { return }
    let id = booking.id
    switch kind {
    case 1: try await carryOut("office accepts \(id)") { _ = try $0.accept(id, by: actor) }
    case 2:
      let reason = pick(DeclineReason.allCases) ?? .other
      try await carryOut("office declines \(id): \(reason)", makesShortfalls: true) {
        _ = try $0.decline(id, reason: reason, by: actor)
      }
    case 3:
      let party = pick(CancellingParty.allCases) ?? .office
      try await carryOut("office cancels \(id) for the \(party)", givesBack: true) {
        _ = try $0.cancel(id, by: party, actor: actor)
      }
    case 4: try await carryOut("no-show of \(id)") { _ = try $0.reportNoShow(id, by: actor) }
    default:
      try await carryOut("office gives back \(id)", givesBack: true) {
        try $0.giveBack(id, by: actor)
      }
    }
  }

  // MARK: - Listings

  private func listingChanges() async throws {
    let entry = someInn()
    let inn = entry.inn.id
    let first = someNight()
    let last = first + roll(0...3)
    let caller = someCaller(of: entry)
    guard let room = pick(entry.rooms) else { return }
    let roomType = room.roomType.id
    switch roll(1...7) {
    case 1:
      try await carryOut("\(inn) closes \(first)…\(last)") {
        _ = try $0.close(inn, from: first, through: last, by: caller)
      }
    case 2...3:
      try await carryOut("\(inn) opens \(first)…\(last)") {
        try $0.reopen(inn, from: first - 2, through: last + 3, by: caller)
      }
    case 4:
      let limits = NightRestrictions(
        minStay: chance(30) ? 2 : nil,
        maxStay: nil,
        closedToArrival: chance(20),
        closedToDeparture: false,
        stopSell: chance(40),
      )
      try await carryOut("\(roomType) restricts \(first)") {
        try $0.restrict(limits, roomType: roomType, on: first, by: .staff("practice"))
      }
    case 5:
      try await carryOut("\(inn) vouches") {
        try $0.vouch(for: first..<(last + 1), inn: inn, by: caller)
      }
    case 6:
      let rooms = (0..<7).map { _ in roll(0...room.roomType.rooms) }
      guard let offer = StandingOffer(roomType: roomType, roomsByWeekday: rooms, asOf: world.now)
      else { return }
      try await carryOut("\(roomType) offers \(rooms)") { try $0.set(offer, by: caller) }
    default:
      let isListed = chance(80)
      let area = AreaID(trusted: chance(50) ? "ohata" : "wakinosawa")
      try await carryOut("\(inn) is saved in \(area), listed \(isListed)") {
        var entry = entry
        entry.inn.area = area
        entry.rooms = entry.rooms.map { room in
          var room = room
          room.offer = nil
          return room
        }
        try $0.save(entry, by: .staff("practice"))
        try $0.setListed(isListed, inn: inn, by: .staff("practice"))
      }
    }
  }

  // MARK: - Workers, time, crashes

  private func workerDelivers() async throws {
    let fails = chance(40)
    try await carryOut("a worker \(fails ? "fails" : "calls")") { transaction in
      let retry = RetrySchedule(first: .minutes(10), longest: .hours(1), maxAttempts: 3)
      let leased = try transaction.lease(
        Set(OutboxEntry.Kind.allCases),
        owner: "worker",
        for: .minutes(2),
        limit: 3,
      )
      for entry in leased where fails {
        try transaction.failed(entry, error: "nobody answers", retry: retry)
      }
    }
  }

  private func timePasses() async throws {
    switch roll(1...10) {
    case 1...6: world.advance(by: .minutes(roll(1...40)))
    case 7...9: world.advance(by: .hours(roll(1...8)))
    default: world.advance(by: .hours(roll(15...40)))
    }
    note("the clock moves")
    if chance(80) { try await runDue() }
  }

  private func runDue() async throws {
    let before = try nights()
    try await world.registry.runDue()
    note("what is due is done")
    try learnAnswers()
    for (key, night) in try nights() where night.shortfall > (before[key]?.shortfall ?? 0) {
      problems.append("the clock made \(key) short")
    }
    problems += try world.registry.checkInvariants(isDue: true).map(\.description)
  }

  private func crashes() throws {
    let before = try nights()
    try world.crash()
    note("the hub dies and comes back")
    if try nights() != before { problems.append("a crash changed nights") }
  }

  private func settleAfterCrash() async throws {
    let settled = try await world.registry.settleAfterRestart()
    note("answers settled: \(settled)")
    try learnAnswers()
    for id in settled {
      guard let booking = try world.registry.booking(id) else { continue }
      if case .declined = booking.state { unexplained.append(id) }
    }
  }
}
