package import InnRegistry
import Synchronization

/// Where the dialogue of one call meets the registry: answers its questions and saves what the
/// keeper did, in her name.
///
/// The one translation between the two vocabularies; SIP calls, the terminal telephone and tests
/// use the same. No rule lives here: the registry decides, this tells.
package final class KeeperDesk: Sendable {
  package let registry: Registry
  package let call: ConversationID
  /// The number that keepers ring back; the caller id of every call the hub makes.
  package let callBack: PhoneNumber
  /// Tonight's date, fixed when the call began: a call over 04:00 keeps its night.
  package let tonight: CivilDate
  /// Who is on the line; nil while a caller has yet to say it.
  private let caller: Mutex<Caller?>
  /// Told when it is known which inn the call is about.
  private let isAbout: @Sendable (InnID) -> Void
  /// She writes; everything else is the same.
  private let isBySMS: Bool

  /// Whoever is on the line.
  private struct Caller: Sendable {
    /// Nil where she was known by inn number and PIN.
    var number: PhoneNumber?
    var inn: InnID
    var rights: InnPhone.Rights
  }

  package init(
    registry: Registry,
    phone: InnPhone,
    call: ConversationID,
    callBack: PhoneNumber,
    isBySMS: Bool = false,
    isAbout: @escaping @Sendable (InnID) -> Void = { _ in },
  ) {
    self.registry = registry
    caller = Mutex(Caller(number: phone.number, inn: phone.inn, rights: phone.rights))
    self.call = call
    self.callBack = callBack
    self.isAbout = isAbout
    self.isBySMS = isBySMS
    tonight = TokyoTime.tonight(at: registry.clock.now())
  }

  /// A caller whose number is withheld, unknown or not to be trusted: nothing is answered or saved
  /// before inn number and PIN fit.
  package init(
    stranger registry: Registry,
    call: ConversationID,
    callBack: PhoneNumber,
    isAbout: @escaping @Sendable (InnID) -> Void = { _ in },
  ) {
    self.registry = registry
    caller = Mutex(nil)
    self.call = call
    self.callBack = callBack
    isBySMS = false
    self.isAbout = isAbout
    tonight = TokyoTime.tonight(at: registry.clock.now())
  }

  private func known() throws -> Caller {
    guard let caller = caller.withLock({ $0 }) else { throw CommitRefusal.notAllowed }
    return caller
  }

  /// In whose name things are saved; nil while it is not known who is on the line.
  package var actor: Actor? { try? speaker() }

  private func speaker() throws -> Actor {
    let number = try known().number
    if isBySMS, let number { return .keeperBySMS(phone: number, conversation: call) }
    return .keeper(phone: number, call: call)
  }

  // MARK: - Doors

  /// Answers a question; a PIN is looked at on a thread of its own.
  package func respond(_ inquiry: Inquiry) async -> RegistryAnswer {
    guard case .identify(let number, let pin) = inquiry.question else { return answer(inquiry) }
    do {
      return .found(inquiry.id, .identified(try await identify(number, pin)))
    } catch {
      return .refused(inquiry.id, CommitRefusal(error))
    }
  }

  /// Whose number and PIN these are.
  ///
  /// Wrong ones are counted by the registry over all calls, and lock the inn's PIN for longer than
  /// this call (S42).
  private func identify(_ number: String, _ pin: KeyedSecret) async throws -> Identification {
    // Never on a call that the hub made, nor twice in one: who is known is known.
    guard caller.withLock({ $0 }) == nil else { throw CommitRefusal.notAllowed }
    // No inn has the number 0001; it takes as long to find that out as for any other.
    guard let inn = InnNumber(number) ?? InnNumber(1) else { return .wrong }
    switch try await registry.checkPIN(pin.digits, number: inn) {
    case .right(let inn): return .known(try admit(inn))
    case .wrong: return .wrong
    case .locked: return .lockedOut
    }
  }

  /// Number and PIN were right: from now on the call is the keeper's.
  func admit(_ inn: InnID) throws -> KeeperBriefing {
    caller.withLock { $0 = Caller(number: nil, inn: inn, rights: .all) }
    isAbout(inn)
    return try briefing()
  }

  /// Answers a question; blocks for as long as a read takes.
  package func answer(_ inquiry: Inquiry) -> RegistryAnswer {
    do {
      return .found(inquiry.id, try finding(inquiry.question))
    } catch {
      return .refused(inquiry.id, CommitRefusal(error))
    }
  }

  /// Saves a change; returns after it is on the disk.
  package func save(_ commit: Commit) async -> RegistryAnswer {
    do {
      return .saved(commit.id, try await registry.write { try self.result(of: commit.change, $0) })
    } catch {
      return .refused(commit.id, CommitRefusal(error))
    }
  }

  /// Saves a change and waits on the calling thread; for the terminal.
  package func saveAndWait(_ commit: Commit) -> RegistryAnswer {
    do {
      return .saved(commit.id, try registry.writeAndWait { try self.result(of: commit.change, $0) })
    } catch {
      return .refused(commit.id, CommitRefusal(error))
    }
  }

  // MARK: - Questions

  private func finding(_ question: RegistryQuestion) throws -> RegistryFinding {
    switch question {
    case .briefing: try opening()
    case .briefingOf(let inn): .briefing(try briefing(of: inn))
    case .nights(let span): .nights(try nights(span))
    case .bookings(let span):
      .bookings(
        try registry.bookings(
          inn: try known().inn,
          states: [.requested, .confirmed],
          night: span.first...span.last,
          limit: DialogueLimits.bookingList,
        ).map(try noticing())
      )
    case .monthFigures: .month(try monthFigures())
    case .identify: throw CommitRefusal.notAllowed
    }
  }

  /// What the call is about, or the inns to choose from where the telephone serves several.
  private func opening() throws -> RegistryFinding {
    guard let number = try known().number else { return .briefing(try briefing()) }
    let inns = registry.catalogue.inns(of: number)
    guard inns.count > 1 else { return .briefing(try briefing()) }
    return .inns(inns.map { InnChoice(inn: $0.inn.id, name: $0.inn.name) })
  }

  private func briefing(of inn: InnID) throws -> KeeperBriefing {
    guard let number = try known().number else { throw CommitRefusal.notAllowed }
    guard
      let entry = registry.catalogue[inn]?.phones.first(where: { $0.number == number })
    else { throw CommitRefusal.notAllowed }
    caller.withLock { $0 = Caller(number: number, inn: inn, rights: entry.rights) }
    isAbout(inn)
    return try briefing()
  }

  /// What the call is about, as it stands now.
  package func briefing() throws -> KeeperBriefing {
    let (inn, rights) = (try known().inn, try known().rights)
    let noticing = try noticing()
    guard let listing = registry.catalogue[inn] else { throw CommitRefusal.notAllowed }
    let all = try registry.waiting(for: inn)
    var requests = 0
    var waiting: [WaitingItem] = []
    for news in all {
      if case .request = news.kind {
        requests += 1
        guard requests <= DialogueLimits.requestsACall else { continue }
      }
      waiting.append(item(news, noticing))
    }
    return KeeperBriefing(
      inn: inn,
      name: listing.inn.name,
      rights: rights,
      tonight: tonight,
      night: try nights(NightSpan(askedNight(listing))),
      announcements: try registry.broadcasts(for: inn).map(Announcement.init),
      repetitions: try registry.repetitions(for: inn).map {
        WordToRepeat(id: $0.id, word: $0.word, stay: $0.stay)
      },
      waiting: waiting,
      requestsLeft: max(0, requests - DialogueLimits.requestsACall),
      mayVouchWeek: rights.contains(.setRooms),
      callBack: callBack,
    )
  }

  /// Tonight, or tomorrow when tonight can't be sold under any plan any more.
  private func askedNight(_ listing: InnListing) -> CivilDate {
    let now = registry.clock.now()
    let isOpen = listing.rooms.contains { room in
      room.plans.contains { $0.cutoff.instant(for: tonight) >= now }
    }
    return isOpen ? tonight : tonight + 1
  }

  private func nights(_ span: NightSpan) throws -> NightBriefing {
    let inn = try known().inn
    guard let listing = registry.catalogue[inn] else { throw CommitRefusal.notAllowed }
    let range = span.first..<(span.last + 1)
    let roomTypes = listing.rooms.map { room in
      let words = registry.stated(of: room.roomType.id, nights: range)
      let numbers = Set(words.map(\.remaining))
      return RoomTypeBriefing(
        id: room.roomType.id,
        name: room.roomType.name,
        kana: room.roomType.kana,
        rooms: room.roomType.rooms,
        remaining: numbers.count == 1 ? numbers.first : nil,
        isStandingOffer: words.allSatisfy { $0.source == .standing },
        places: room.roomType.capacity,
      )
    }
    return NightBriefing(
      nights: span,
      roomTypes: roomTypes,
      sold: try registry.heardBookings(of: inn, on: span.first...span.last)
        .map(try noticing()),
      isClosed: range.contains { listing.closure(on: $0) != nil },
    )
  }

  private func monthFigures() throws -> MonthFigures {
    let (year, month, _) = tonight.parts
    guard let first = CivilDate(year: year, month: month, day: 1) else {
      throw CommitRefusal.unavailable
    }
    let figures = try registry.figures(of: try known().inn, nights: first..<tonight)
    return MonthFigures(
      month: month,
      bookings: figures.bookings,
      guestNights: figures.guestNights,
      sales: figures.sales,
      use: try registry.statisticsUses(limit: 1).first.map(Announcement.spoken) ?? [],
    )
  }

  // MARK: - Changes

  func result(of change: KeeperChange, _ transaction: Transaction) throws -> CommitResult {
    try checkRight(to: change)
    let (inn, actor) = (try known().inn, try speaker())
    switch change {
    case .heard(let readings):
      try transaction.hear(readings.map { ($0.booking, revision: $0.revision) }, by: actor)
    case .rooms(let span, let statements):
      return .rooms(try state(statements, span, transaction))
    case .answer(let reading, let answer, by: _):
      try transaction.keepAnswer(
        reading.booking,
        revision: reading.revision,
        accepts: answer == .accept,
        by: actor,
      )
    case .takeBack(let booking): try transaction.takeBackAnswer(booking)
    case .settle(let booking): try transaction.settleAnswer(booking)
    case .declineReason(let booking, let reason):
      _ = try transaction.tellReason(reason, for: booking, by: actor)
    case .giveBack(let booking): try transaction.giveBack(booking, by: actor)
    case .vouchWeek:
      try transaction.vouch(for: tonight..<(tonight + 7), inn: inn, by: actor)
    case .close(let span):
      let (_, inside) = try transaction.close(inn, from: span.first, through: span.last, by: actor)
      return .closed(inside: try transaction.bookings(inside).map(try noticing()))
    case .reopen(let span):
      try transaction.reopen(inn, from: span.first, through: span.last, by: actor)
    case .shortfallAnswer(let night, let canHonour):
      try transaction.answerShortfall(inn, on: night, canHonour: canHonour, by: actor)
    case .guestsOutside(let night, let guests, let fromAbroad):
      try transaction.reportGuestsOutside(
        inn,
        night: night,
        guests: guests,
        fromAbroad: fromAbroad,
        by: actor,
      )
    case .receipt(let broadcast): try transaction.receipt(broadcast, inn: inn, by: actor)
    case .callWanted(let reason): try transaction.wantCall(inn, because: text(reason))
    case .unrepeated(let words): try transaction.wantRepetition(of: words, inn: inn, by: actor)
    case .repeated(let id): try transaction.repeated(id, inn: inn, by: actor)
    }
    return .done
  }

  private func state(
    _ statements: [RoomStatement],
    _ span: NightSpan,
    _ transaction: Transaction,
  ) throws -> RoomsOutcome {
    let counting = Transaction.Counting.heard(
      Listener(conversation: call, phone: try known().number)
    )
    let actor = try speaker()
    var outcome = RoomsOutcome(remaining: [])
    var unheard: [BookingID] = []
    for statement in statements {
      var least = Int.max
      for night in span.first...span.last {
        let held = try transaction.state(
          statement.rooms,
          of: statement.roomType,
          on: night,
          counting: counting,
          by: actor,
        )
        least = min(least, held.remaining)
        unheard += held.unheard.filter { !unheard.contains($0) }
        if held.shortfall > outcome.shortfall {
          outcome.shortfall = held.shortfall
          outcome.shortfallNight = night
        }
      }
      outcome.remaining.append(RoomStatement(roomType: statement.roomType, rooms: least))
    }
    let noticing = try noticing()
    outcome.unheard = try transaction.news(of: unheard).map { item($0, noticing) }
    return outcome
  }

  /// What this telephone may do.
  private func checkRight(to change: KeeperChange) throws {
    let needed: InnPhone.Rights =
      switch change {
      case .rooms, .vouchWeek, .close, .reopen, .giveBack: .setRooms
      case .answer, .takeBack, .settle, .declineReason: .answerRequests
      case .heard, .shortfallAnswer, .guestsOutside, .receipt, .callWanted, .unrepeated, .repeated:
        []
      }
    guard try known().rights.contains(needed) else { throw CommitRefusal.notAllowed }
  }

  private func text(_ reason: CallWanted) -> String {
    switch reason {
    case .unansweredByVoice(let booking):
      "unanswered by voice" + (booking.map { ": \($0.rawValue)" } ?? "")
    case .shortfall(let night): "too many guests on \(night)"
    case .uncorrected(let night): "the number keyed for \(night) is wrong"
    case .notMeant(let word): "not what she meant: \(word.text)"
    case .unrepeated(let word): "not repeated to her: \(word.text)"
    case .asked: "asked for by SMS"
    case .nobodyReached: "wanted a person by telephone and reached nobody"
    }
  }

  // MARK: - Telling

  /// News as this line may hear it.
  func item(_ news: WaitingNews) throws -> WaitingItem { item(news, try noticing()) }

  private func item(_ news: WaitingNews, _ notice: (Booking) -> BookingNotice) -> WaitingItem {
    let kind: WaitingItem.Kind =
      switch news.kind {
      case .request(let deadline): .request(deadline: deadline)
      case .confirmed: .confirmed
      case .changed(let counted): .changed(counted: counted)
      case .cancelled(let counted): .cancelled(counted: counted)
      }
    return WaitingItem(kind: kind, booking: notice(news.booking))
  }

  /// How a booking is told on this line.
  private func noticing() throws -> (Booking) -> BookingNotice {
    let hearsNames = try known().rights.contains(.hearGuestNames)
    return { self.notice($0, hearsNames: hearsNames) }
  }

  private func notice(_ booking: Booking, hearsNames: Bool) -> BookingNotice {
    BookingNotice(
      id: booking.id,
      revision: booking.revision,
      guest: hearsNames ? booking.guest.name : nil,
      stay: booking.stay,
      roomType: booking.roomType,
      rooms: booking.rooms,
      party: booking.party,
      meals: registry.catalogue.plan(booking.ratePlan)?.2.meals ?? .roomOnly,
      arrival: booking.arrival,
      price: booking.quote.total,
      collection: booking.quote.collection.price == .inn ? .atInn : .prepaid,
      hasNotes: booking.guest.notes != nil || booking.guest.diet != nil,
    )
  }
}

extension CommitRefusal: Error {
  /// What a keeper is told of a refusal.
  init(_ error: any Error) {
    guard let refusal = error as? BookingRefusal else {
      self = (error as? CommitRefusal) ?? .unavailable
      return
    }
    self =
      switch refusal {
      case .closed: .nightClosed
      case .nightPast, .outsideHorizon: .nightPast
      case .tooManyRooms: .tooManyRooms
      case .notPossible(.confirmed), .notPossible(.stayed): .decided(.accept)
      case .notPossible(.declined): .decided(.decline)
      case .notPossible(.expired), .notPossible(.released): .expired
      case .notPossible(.withdrawn), .notPossible(.cancelled): .withdrawn
      case .notPossible: .outdated
      case .soldOut, .noLongerAvailable, .capReached, .allotmentReached: .noLongerFits
      case .changedMeanwhile, .bookingUnknown, .amendmentOpen: .outdated
      case .notAllowed: .notAllowed
      case .innUnknown, .roomTypeUnknown, .ratePlanUnknown, .innUnreachableInTime, .innPaused,
        .quote, .tooManyOpenRequests, .tooManyHolds, .channelUnknown, .channelSuspended,
        .keyUnknown, .tooEarly, .tooLate, .channelReferenceTaken, .restrictionsOutOfOrder:
        .unavailable
      }
  }
}
