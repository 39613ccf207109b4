import InnRegistry
import VoiceIVR

/// One dialogue that simulated keepers play: what the registry holds before, what she wants, and
/// whether she got it.
enum KeeperTask: String, CaseIterable {
  case tonight
  case tonightTwoKinds = "tonight_two_kinds"
  case evening
  case request
  case cancellation
  case closure
  case guestsOutside = "guests_outside"
  case broadcast
  case pin

  /// The hub rings.
  var isOutbound: Bool {
    switch self {
    case .tonight, .tonightTwoKinds, .closure, .guestsOutside, .pin: false
    case .evening, .request, .cancellation, .broadcast: true
    }
  }

  var purpose: CallDialogue.Purpose {
    switch self {
    case .tonight, .tonightTwoKinds, .closure, .guestsOutside: .keeper(.inbound)
    case .evening: .keeper(.outbound(.evening, resumed: false))
    case .request: .keeper(.outbound(.request, resumed: false))
    case .cancellation: .keeper(.outbound(.news, resumed: false))
    case .broadcast: .keeper(.outbound(.broadcast, resumed: false))
    case .pin: .unknownCaller
    }
  }

  fileprivate static let announcement = "あすは、ゆきのため、みちが、とおれません。"

  /// How a call came out.
  enum Verdict: String, CaseIterable {
    /// The registry holds exactly what she meant.
    case done
    /// Wrong after her call, and put right when the hub rang back.
    case mended
    /// Nothing of hers was saved, or not all of it; nothing wrong.
    case uncommitted
    /// Whatever was saved, she ended with the office, which knows.
    case office
    /// Something of hers that she didn't mean, and nobody has noticed.
    case wrong

    /// What a call and its ring-back came to: the call is judged by itself, but for what is wrong in
    /// the end, and for what no longer is.
    init(first: Verdict, last: Verdict) {
      self =
        switch (first, last) {
        case (_, .wrong): .wrong
        case (.wrong, .done): .mended
        case (.wrong, _): last
        case (_, _): first
        }
    }
  }
}

/// Rooms and bookings of one inn for one call.
struct KeeperCase {
  let task: KeeperTask
  let wish: KeeperMind.Wish
  let inn: InnID
  let phone: InnPhone
  let booking: BookingID?
  let registry: Registry

  /// Rooms of each kind for sale before the call.
  static let roomsBefore = 5
  /// Names of the kinds of rooms, in their order.
  static let kinds = ["和室", "洋室"]
  static let identity = (inn: "1001", pin: "4816")
  private static let staff = Actor.staff("bench")

  /// Prepares a new inn for one call.
  init(_ task: KeeperTask, number: Int, registry: Registry, random: inout SplitMix64) throws {
    self.task = task
    self.registry = registry
    let entry = try KeeperCase.entry(number, kinds: task == .tonightTwoKinds ? 2 : 1)
    inn = entry.inn.id
    guard let phone = entry.phones.first else { throw Flaw(description: "no telephone") }
    self.phone = phone
    var wish = KeeperMind.Wish()
    var booking: BookingID?
    let tonight = TokyoTime.tonight(at: registry.clock.now())
    try registry.writeAndWait { try $0.save(entry, by: .hub) }
    // All rooms of the kind: whatever she says is something new.
    let rooms = entry.rooms.map(\.roomType.id)
    try registry.writeAndWait { transaction in
      for room in rooms {
        for night in tonight...(tonight + 4) {
          try transaction.state(
            KeeperCase.roomsBefore,
            of: room,
            on: night,
            counting: .shown,
            by: KeeperCase.staff,
          )
        }
      }
    }
    switch task {
    case .tonight, .tonightTwoKinds, .evening, .pin:
      wish.rooms = rooms.map { _ in Int.random(in: 0...4, using: &random) }
      // A house whose first kind is full and whose second isn't says so by `*` or by 1.
      if task == .tonightTwoKinds, wish.rooms.first == 0 { wish.rooms = [1, 0] }
      if task == .pin { wish.identity = KeeperCase.identity }
    case .request:
      wish.request = random.happens(0.7) ? .accept : .decline
      booking = try KeeperCase.book("half", at: rooms[0], on: tonight + 3, registry).id
    case .cancellation:
      wish.givesBack = random.happens(0.5)
      booking = try KeeperCase.cancelledBooking(at: rooms[0], on: tonight + 2, phone, registry)
    case .closure:
      let first = tonight + Int.random(in: 5...80, using: &random)
      wish.closure = VoiceIVR.NightSpan(
        first: first,
        last: first + Int.random(in: 1...9, using: &random)
      )
    case .guestsOutside:
      let guests = Int.random(in: 1...12, using: &random)
      wish.guestsOutside = (guests, Int.random(in: 0...guests, using: &random))
    case .broadcast:
      wish.receipt = true
      let inn = entry.inn.id
      _ = try registry.writeAndWait {
        try $0.broadcast(
          KeeperTask.announcement,
          to: [inn],
          until: $0.now + .hours(6),
          by: KeeperCase.staff,
        )
      }
    }
    self.wish = wish
    self.booking = booking
  }

  /// Answers the dialogue from the registry; a PIN is compared here, since a hash takes as long as
  /// a hundred calls.
  func desk(call: ConversationID) -> (DialoguePlayer.RegistryCall) throws -> RegistryAnswer {
    let desk = KeeperDesk(
      registry: registry,
      phone: phone,
      call: call,
      callBack: phone.number,
    )
    return { wanted in
      switch wanted {
      case .lookUp(let inquiry):
        guard case .identify(let inn, let pin) = inquiry.question else {
          return desk.answer(inquiry)
        }
        guard inn == KeeperCase.identity.inn, pin.digits == KeeperCase.identity.pin else {
          return .found(inquiry.id, .identified(.wrong))
        }
        return .found(inquiry.id, .identified(.known(try desk.briefing())))
      case .commit(let commit): return desk.saveAndWait(commit)
      }
    }
  }

  // MARK: - Making

  private static func entry(_ number: Int, kinds: Int) throws -> InnEntry {
    let region = Region(inns: number + 1, roomTypesPerInn: kinds)
    guard var entry = region.entry(number) else { throw Flaw(description: "no inn \(number)") }
    for index in entry.rooms.indices {
      entry.rooms[index].roomType.name = KeeperCase.kinds[index % KeeperCase.kinds.count]
      let roomType = entry.rooms[index].roomType
      var plan = entry.rooms[index].plans[0]
      plan.id = RatePlanID(trusted: "\(roomType.id.rawValue)-half")
      plan.meals = .halfBoard
      plan.selling = .onRequest
      entry.rooms[index].plans.append(plan)
    }
    return entry
  }

  /// Which of an inn's kinds of rooms this is: the last word of its name in a ``Region``.
  static func kind(of roomType: RoomTypeID) -> Int {
    roomType.rawValue.split(separator: "-").last.flatMap { Int($0) } ?? 0
  }

  private static func book(
    _ plan: String,
    at room: RoomTypeID,
    on night: CivilDate,
    _ registry: Registry,
  ) throws -> Booking {
    guard let stay = Stay(checkIn: night, nights: 1), let party = Party(adults: 2),
      let name = GuestName(written: "Training Guest", kana: "クンレンキャク")
    else { throw Flaw(description: "a booking can't be made") }
    let request = BookingRequest(
      ratePlan: RatePlanID(trusted: "\(room.rawValue)-\(plan)"),
      stay: stay,
      rooms: 1,
      party: party,
      guest: Guest(name: name, language: "en", country: "TW"),
    )
    return try registry.writeAndWait { try $0.book(request, channel: Region.channel) }
  }

  /// A booking that she had heard and counted, and that the guest cancelled.
  private static func cancelledBooking(
    at room: RoomTypeID,
    on night: CivilDate,
    _ phone: InnPhone,
    _ registry: Registry,
  ) throws -> BookingID {
    let booking = try book("room", at: room, on: night, registry)
    let before = Actor.keeper(phone: phone.number, call: ConversationID(trusted: "call_before"))
    let listener = Listener(
      conversation: ConversationID(trusted: "call_before"),
      phone: phone.number,
    )
    try registry.writeAndWait { transaction in
      try transaction.hear([(booking.id, revision: booking.revision)], by: before)
      try transaction.state(3, of: room, on: night, counting: .heard(listener), by: before)
      _ = try transaction.cancel(booking.id, channel: Region.channel)
    }
    return booking.id
  }

  // MARK: - Judging

  /// The office has been told to ring the inn.
  func isWithOffice() throws -> Bool {
    try registry.openAlarms().contains { $0.kind == .callWanted && $0.inn == inn }
  }

  func verdict(of calls: [SimulatedCall]) throws -> KeeperTask.Verdict {
    if calls.contains(where: \.endedWithOffice) { return .office }
    let transcript = calls.flatMap(\.transcript)
    let changes = transcript.compactMap { line -> KeeperChange? in
      if case .saved(let commit, .saved) = line { commit.change } else { nil }
    }
    if try isWithOffice() { return .office }
    // Nothing that she didn't ask for, in any call.
    for change in changes {
      switch change {
      case .vouchWeek, .reopen: return .wrong
      case .close(let nights) where !wish.allows(nights): return .wrong
      case .callWanted: return .office
      default: break
      }
    }
    let tonight = TokyoTime.tonight(at: registry.clock.now())
    if !wish.rooms.isEmpty { return roomsVerdict(tonight, changes) }
    // A number that she hadn't meant to say was corrected to what stood, or is wrong.
    guard held(tonight).allSatisfy({ $0 == KeeperCase.roomsBefore }) else { return .wrong }
    switch task {
    case .request: return try requestVerdict()
    case .cancellation:
      let gaveBack = changes.contains { if case .giveBack = $0 { true } else { false } }
      if gaveBack { return wish.givesBack == true ? .done : .wrong }
      let wasTold = transcript.contains { $0.said == .cancelKept }
      // Rooms that stay off sale do no harm; she did say so, or nobody answered.
      return wish.givesBack == false && wasTold ? .done : .uncommitted
    case .closure:
      // Closed in two steps is closed: the registry holds the nights that she meant.
      let closed = changes.compactMap { if case .close(let nights) = $0 { nights } else { nil } }
      guard !closed.isEmpty else { return .uncommitted }
      return closed.contains { $0 == wish.closure } ? .done : .wrong
    case .guestsOutside:
      let last = changes.last { if case .guestsOutside = $0 { true } else { false } }
      guard case .guestsOutside(_, let guests, let fromAbroad) = last,
        let wanted = wish.guestsOutside
      else { return .uncommitted }
      return wanted == (guests, fromAbroad) ? .done : .wrong
    case .broadcast:
      return changes.contains { if case .receipt = $0 { true } else { false } }
        ? .done : .uncommitted
    case .tonight, .tonightTwoKinds, .evening, .pin: return .uncommitted
    }
  }

  private func roomsVerdict(_ tonight: CivilDate, _ changes: [KeeperChange]) -> KeeperTask.Verdict {
    guard changes.contains(where: \.isRooms) else { return .uncommitted }
    let held = held(tonight)
    if held == wish.rooms.map(Optional.init) { return .done }
    // A kind that she hasn't come to keeps its number: not wrong, not done.
    let isHalf = zip(held, wish.rooms).allSatisfy { $0 == $1 || $0 == KeeperCase.roomsBefore }
    return isHalf ? .uncommitted : .wrong
  }

  /// Rooms for sale tonight, a kind each.
  private func held(_ tonight: CivilDate) -> [Int?] {
    let rooms = registry.catalogue[inn]?.rooms.map(\.roomType.id) ?? []
    return rooms.map { room in
      registry.stated(of: room, nights: tonight..<(tonight + 1)).first.map { Int($0.remaining) }
    }
  }

  private func requestVerdict() throws -> KeeperTask.Verdict {
    guard let booking, let state = try registry.booking(booking)?.state else { return .uncommitted }
    switch state.name {
    case .confirmed: return wish.request == .accept ? .done : .wrong
    case .declined: return wish.request == .decline ? .done : .wrong
    default: return .uncommitted
    }
  }
}

extension KeeperChange {
  var isRooms: Bool {
    if case .rooms = self { true } else { false }
  }
}

extension TranscriptLine {
  var said: PromptKey? {
    if case .said(let phrase) = self { phrase.prompt } else { nil }
  }
}

extension KeeperMind.Wish {
  /// Every one of these nights she means to close.
  fileprivate func allows(_ nights: VoiceIVR.NightSpan) -> Bool {
    closure.map { $0.first <= nights.first && nights.last <= $0.last } ?? false
  }
}
