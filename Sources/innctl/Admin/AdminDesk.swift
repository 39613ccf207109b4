import BookingBridge
import Foundation
import InnRegistry
import VoiceIVR

/// Carries out what commands ask of the registry.
///
/// The one place where they are carried out: a running hub answers its socket with it, and a
/// command that has the registry to itself asks it directly.
struct AdminDesk: Sendable {
  let registry: Registry
  /// The process of the hub, nil without one.
  var process: Int32?
  /// The number that keepers are told to ring back.
  var callBack = TrainingRegion.hubNumber
  /// Where spoken sentences are kept; nil where none are.
  var speechFolder: String?
  /// Lines that calls by the hub may take.
  var lines = 1
  /// How the hub's lines stand; nil without a hub.
  var line: (@Sendable () -> LineFigures)?
  /// Where webhooks and calendars may lie.
  var addresses = OutgoingAddress.publicInternet

  /// Answers one request; blocks until a change is on the disk.
  ///
  /// - Parameter actor: who asks, for the log.
  func answer(_ request: AdminRequest, by actor: Actor) -> AdminReply {
    do {
      return try carryOut(request, by: actor)
    } catch {
      return .refused(AdminRefusal(error))
    }
  }

  private func carryOut(_ request: AdminRequest, by actor: Actor) throws -> AdminReply {
    switch request {
    case .status:
      let catalogue = registry.catalogue
      return .status(
        HubStatus(
          version: ProgramVersion.current,
          process: process,
          inns: catalogue.listings.count,
          channels: catalogue.channels.count,
          line: line?(),
        )
      )
    case .innSummaries:
      return .innSummaries(registry.catalogue.sorted.map(InnSummary.init))
    case .inns(let ids): return .inns(try inns(ids))
    case .addInn(let entry): return try add(entry, by: actor)
    case .importInns(let file, let format, let isDryRun):
      return try importInns(Array(file), format, isDryRun: isDryRun, by: actor)
    case .exportInns(let ids, let format): return try exportInns(ids, format)
    case .recordConsent(let inn, let word): return try record(word, of: inn, by: actor)
    case .bookings(let filter): return .bookings(try bookings(filter))
    case .booking(let name): return .bookings([try booking(name)])
    case .calls(let inn, let limit):
      if let inn, registry.catalogue[inn] == nil { throw AdminRefusal.innUnknown(inn) }
      return .calls(try registry.calls(inn: inn, limit: limit).map(CallSummary.init))
    case .call(let id): return .calls([try call(id)])
    case .messages(let isOpen, let limit):
      return .messages(try registry.messages(isOpen: isOpen, limit: limit).map(MessageRecord.init))
    case .messageSound(let id):
      guard let sound = try registry.sound(of: id) else { throw AdminRefusal.messageUnknown(id) }
      return .file(Data(sound))
    case .finishMessage(let id):
      let isKnown = try registry.writeAndWait { try $0.finishMessage(id, by: actor) }
      guard isKnown else { throw AdminRefusal.messageUnknown(id) }
      return .done
    case .sms(let inn, let from, let text): return try message(inn, from, text)
    case .shortMessages(let inn, let limit):
      if let inn, registry.catalogue[inn] == nil { throw AdminRefusal.innUnknown(inn) }
      return .shortMessages(
        try registry.shortMessages(inn: inn, limit: limit).map(MessageSummary.init)
      )
    case .createKey(let channel, let scopes, let isTrainingOnly):
      return try createKey(channel, scopes, isTrainingOnly: isTrainingOnly, by: actor)
    case .keys: return .keys(registry.catalogue.keys.map(record))
    case .revokeKey(let key): return try revoke(key, by: actor)
    case .office(let request):
      let desk = OfficeDesk(registry: registry, speechFolder: speechFolder)
      return try desk.answer(request, by: actor)
    case .broadcast(let request):
      return try BroadcastDesk(registry: registry, lines: lines).answer(request, by: actor)
    case .notice(let request):
      return try NoticeDesk(registry: registry, lines: lines)
        .answer(request, by: actor) { try booking($0).id }
    case .statistics(let request):
      return try StatisticsDesk(registry: registry).answer(request, by: actor)
    case .alarm(let request):
      return try AlarmDesk(registry: registry).answer(request, by: actor)
    case .user(let request):
      return try UserDesk(registry: registry).answer(request, by: actor)
    case .card(let inn): return .card(try card(of: inn))
    case .delivery(let request):
      return try DeliveryDesk(registry: registry, addresses: addresses).answer(request, by: actor)
    case .guest(let request): return try GuestDesk(registry: registry).answer(request, by: actor)
    case .beginCall, .ask, .save, .endCall: throw AdminRefusal.noCall
    }
  }

  // MARK: - Inns

  private func inns(_ ids: [InnID]) throws -> [InnDetails] {
    let catalogue = registry.catalogue
    guard !ids.isEmpty else { return catalogue.sorted.map(InnDetails.init) }
    return try ids.map { id in
      guard let listing = catalogue[id] else { throw AdminRefusal.innUnknown(id) }
      return InnDetails(listing)
    }
  }

  private func add(_ entry: InnEntry, by actor: Actor) throws -> AdminReply {
    try registry.writeAndWait { transaction in
      let inn = entry.inn.id
      guard transaction.catalogue[inn] == nil else { throw AdminRefusal.innExists(inn) }
      try transaction.save(entry, by: actor)
      return .done
    }
  }

  private func importInns(
    _ file: [UInt8],
    _ format: ListingFormat,
    isDryRun: Bool,
    by actor: Actor,
  ) throws -> AdminReply {
    let plan =
      switch format {
      case .json: InnImport.read(json: file)
      case .csv: InnImport.read(csv: file)
      }
    return .imported(
      ImportOutcome(try registry.applyAndWait(plan, isDryRun: isDryRun, by: actor))
    )
  }

  private func exportInns(_ ids: [InnID], _ format: ListingFormat) throws -> AdminReply {
    let entries = try inns(ids).map(\.entry)
    let bytes =
      switch format {
      case .json: InnExport.json(entries)
      case .csv: InnExport.csv(entries)
      }
    return .file(Data(bytes))
  }

  private func record(_ word: ConsentWord, of inn: InnID, by actor: Actor) throws -> AdminReply {
    try registry.writeAndWait { transaction in
      guard transaction.catalogue[inn] != nil else { throw AdminRefusal.innUnknown(inn) }
      try transaction.record(
        word.purpose,
        given: word.isGiven,
        by: word.medium,
        note: word.note,
        of: inn,
        actor: actor,
      )
      return .done
    }
  }

  // MARK: - Bookings

  private func bookings(_ filter: BookingFilter) throws -> [BookingRecord] {
    if let inn = filter.inn, registry.catalogue[inn] == nil { throw AdminRefusal.innUnknown(inn) }
    var nights: ClosedRange<CivilDate>?
    if filter.from != nil || filter.through != nil {
      let first = filter.from ?? AdminDesk.earliest
      let last = filter.through ?? AdminDesk.latest
      nights = first...max(first, last)
    }
    return try registry.bookings(
      inn: filter.inn,
      states: filter.states,
      night: nights,
      limit: filter.limit,
    ).map(BookingRecord.init)
  }

  /// Before every night and after every night that a hub could know.
  private static let earliest = CivilDate(daysSinceEpoch: 0)
  private static let latest = CivilDate(daysSinceEpoch: 2_000_000)

  private func booking(_ name: String) throws -> BookingRecord {
    if let id = BookingID(name), let booking = try registry.booking(id) {
      return BookingRecord(booking)
    }
    guard let reference = BookingReference(name) else { throw AdminRefusal.bookingUnknown(name) }
    let ids: [BookingID] = try registry.read { db in
      try db.rows(
        "SELECT id FROM booking WHERE reference = $1 ORDER BY created_at DESC, id LIMIT 20",
        .text(reference.digits),
      ) { $0.id(0) }
    }
    guard let first = ids.first else { throw AdminRefusal.bookingUnknown(name) }
    guard ids.count == 1 else { throw AdminRefusal.referenceAmbiguous(name, ids) }
    guard let booking = try registry.booking(first) else {
      throw AdminRefusal.bookingUnknown(name)
    }
    return BookingRecord(booking)
  }

  // MARK: - Calls

  private func call(_ id: ConversationID) throws -> CallSummary {
    guard let call = try registry.call(id) else { throw AdminRefusal.callUnknown(id) }
    return CallSummary(call)
  }

  // MARK: - Messages

  private func message(_ inn: InnID?, _ from: PhoneNumber?, _ text: String) throws -> AdminReply {
    let number: PhoneNumber
    if let from {
      number = from
    } else {
      let inn = inn ?? DialCommand.defaultInn
      guard let phone = registry.catalogue[inn]?.phones.first else {
        throw AdminRefusal.innUnknown(inn)
      }
      number = phone.number
    }
    let receipt = try SMSDesk(registry: registry, callBack: callBack).takeAndWait(
      InboundMessage(
        gateway: LocalGateway.terminal.name,
        gatewayID: RandomSource.system.opaqueName(prefix: "t_"),
        from: number.e164,
        text: text,
      )
    )
    guard case .taken(let answer) = receipt else { return .smsAnswered(from: number, text: nil) }
    return .smsAnswered(from: number, text: answer)
  }

  // MARK: - Keys

  private func createKey(
    _ channel: ChannelID,
    _ scopes: Set<KeyScope>,
    isTrainingOnly: Bool,
    by actor: Actor,
  ) throws -> AdminReply {
    let (key, secret, isNew) = try registry.writeAndWait { transaction in
      let known = transaction.catalogue.channels[channel]
      if let known {
        if known.isSuspended { throw AdminRefusal.channelSuspended(channel) }
        if isTrainingOnly, !known.isTrainingOnly {
          throw AdminRefusal.channelNotForTraining(channel)
        }
      } else {
        try transaction.save(
          Channel(id: channel, name: channel.rawValue, isTrainingOnly: isTrainingOnly),
          by: actor,
        )
      }
      let (key, secret) = try transaction.createKey(for: channel, scopes: scopes, by: actor)
      return (key, secret, known == nil)
    }
    return .keyCreated(record(key), secret: secret, isNewChannel: isNew)
  }

  private func revoke(_ key: KeyID, by actor: Actor) throws -> AdminReply {
    try registry.writeAndWait { transaction in
      guard let stored = transaction.catalogue.keys.first(where: { $0.id == key }) else {
        throw AdminRefusal.keyUnknown(key)
      }
      guard stored.revokedAt == nil else { throw AdminRefusal.keyRevoked(key) }
      try transaction.revokeKey(key, by: actor)
      return .done
    }
  }

  private func record(_ key: StoredKey) -> KeyRecord {
    KeyRecord(
      id: key.id,
      channel: key.channel,
      scopes: key.scopes,
      isTrainingOnly: registry.catalogue.channels[key.channel]?.isTrainingOnly ?? false,
      createdAt: key.createdAt,
      revokedAt: key.revokedAt,
    )
  }
}

// MARK: - From the registry's values

extension InnSummary {
  init(_ listing: InnListing) {
    self.init(
      id: listing.inn.id,
      name: listing.inn.name,
      municipality: listing.inn.municipality,
      area: listing.inn.area,
      isTraining: listing.inn.isTraining,
      isListed: listing.isListed,
      isPaused: listing.pausedAt != nil,
      lacksConsent: listing.isListed && !listing.isShown,
      rooms: listing.rooms.reduce(0) { $0 + $1.roomType.rooms },
      plans: listing.rooms.reduce(0) { $0 + $1.plans.count },
      phones: listing.phones.map(\.number),
    )
  }
}

extension InnDetails {
  init(_ listing: InnListing) {
    self.init(
      entry: listing.entry,
      isListed: listing.isListed,
      pausedAt: listing.pausedAt,
      consents: listing.consents,
      isShown: listing.isShown,
      closures: listing.closures,
    )
  }
}

extension ImportOutcome {
  init(_ report: ImportReport) {
    self.init(
      added: report.added,
      changed: report.changed,
      unchanged: report.unchanged,
      rejects: report.rejects.map(\.phrase),
      notes: report.notes.map(\.phrase),
    )
  }
}

extension BookingRecord {
  init(_ booking: Booking) {
    self.init(
      id: booking.id,
      reference: booking.reference.digits,
      inn: booking.inn,
      roomType: booking.roomType,
      ratePlan: booking.ratePlan,
      channel: booking.channel,
      channelReference: booking.channelReference,
      state: booking.state,
      stay: booking.stay,
      rooms: booking.rooms,
      party: booking.party,
      guest: booking.guest.name,
      phone: booking.guest.phone,
      email: booking.guest.email,
      language: booking.guest.language,
      diet: booking.guest.diet,
      notes: booking.guest.notes,
      arrival: booking.arrival,
      price: booking.quote.total,
      isHeard: booking.isHeard,
      revision: booking.revision,
      createdAt: booking.createdAt,
      changedAt: booking.changedAt,
      cancellationFee: booking.cancellationFee,
    )
  }
}

extension MessageSummary {
  init(_ message: ShortMessage) {
    self.init(
      id: message.id,
      direction: message.direction,
      inn: message.inn,
      number: message.number,
      gateway: message.gateway.rawValue,
      text: message.text,
      sentAt: message.sentAt,
      state: message.state,
      error: message.error,
    )
  }
}

extension CallSummary {
  init(_ call: FiledCall) {
    self.init(
      id: call.id,
      inn: call.inn,
      number: call.number,
      direction: call.direction,
      purpose: call.purpose,
      startedAt: call.startedAt,
      endedAt: call.endedAt,
      outcome: call.outcome,
      transcript: call.transcript,
    )
  }
}

extension MessageRecord {
  init(_ message: VoiceMessage) {
    self.init(
      id: message.id,
      call: message.call,
      inn: message.inn,
      number: message.number,
      wantsCallBack: message.wantsCallBack,
      recordedAt: message.recordedAt,
      seconds: message.seconds,
      hasSound: message.hasSound,
      doneBy: message.doneBy,
      doneAt: message.doneAt,
    )
  }
}

extension AdminRefusal {
  /// What a failure of the registry means to whoever asked.
  init(_ error: any Error) {
    switch error {
    case let refusal as AdminRefusal: self = refusal
    case let refusal as BookingRefusal: self = .registry(refusal.phrase)
    case let refusal as DeliveryRefusal:
      self = refusal.isUnknown ? .unknown(refusal.phrase) : .registry(refusal.phrase)
    case let fault as OutgoingAddress.Fault: self = .addressRefused(fault)
    case let refusal as OfficeRefusal: self = .registry(refusal.phrase)
    case let refusal as NoticeRefusal: self = .registry(refusal.phrase)
    case let refusal as FlowRefused: self = .registry(refusal.phrase)
    case let refusal as BroadcastRefusal: self = .registry(refusal.phrase)
    case let flaw as Announcement.Flaw: self = .registry(flaw.phrase)
    case let refusal as PINRefusal: self = .registry(refusal.phrase)
    case ListingRefusal.taxFlaws(let flaws): self = .taxesInvalid(flaws.map(\.phrase))
    case ListingRefusal.flaws(let inn, let flaws):
      self = .innInvalid(inn, flaws.map(\.phrase))
    case RegistryUnavailable.overloaded: self = .overloaded
    case RegistryUnavailable.stopping: self = .stopping
    case let failure as DatabaseError: self = .database(failure.description)
    default: self = .registry(Phrase("\(error)"))
    }
  }
}
